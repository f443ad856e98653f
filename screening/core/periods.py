"""Periods of whole months: a month, a quarter, a year, or from one month to another."""

import re
from datetime import date, datetime
from typing import Literal, NamedTuple

from screening.core import paris

Kind = Literal["month", "quarter", "year", "months"]
KINDS: tuple[Kind, ...] = ("month", "quarter", "year", "months")

_YEAR = "20[0-9]{2}"
_MONTH = rf"{_YEAR}-(?:0[1-9]|1[0-2])"
_CODE = re.compile(
    rf"(?P<year>{_YEAR})(?:-Q(?P<quarter>[1-4]))?|(?P<first>{_MONTH})(?:\.\.(?P<last>{_MONTH}))?"
)


class Period(NamedTuple):
    """From the first month to the last, both inside, each written 2026-09.

    Months are those of clocks in Paris, as the days of the decision log are: whoever looks, from
    wherever, finds the same cases in them.
    """

    first: str
    last: str

    @property
    def months(self) -> list[str]:
        return [_month(one) for one in range(_place(self.first), _place(self.last) + 1)]

    @property
    def before(self) -> "Period":
        """As many months, right before."""
        first, length = _place(self.first), len(self)
        return Period(_month(first - length), _month(first - 1))

    def __len__(self) -> int:
        return _place(self.last) - _place(self.first) + 1

    def __contains__(self, month: object) -> bool:
        return isinstance(month, str) and self.first <= month <= self.last

    @property
    def begins(self) -> datetime:
        return _begins(_place(self.first))

    @property
    def ends(self) -> datetime:
        """The moment that is no longer inside."""
        return _begins(_place(self.last) + 1)

    @property
    def kind(self) -> Kind:
        """What the period is called by: a calendar year from one month to another is a year."""
        length, starts = len(self), _place(self.first) % 12
        if length == 12 and starts == 0:
            return "year"
        if length == 3 and starts % 3 == 0:
            return "quarter"
        return "month" if length == 1 else "months"

    @property
    def code(self) -> str:
        """How addresses write it: 2026-09, 2026-Q3, 2026, or 2026-02..2026-09."""
        match self.kind:
            case "year":
                return self.first[:4]
            case "quarter":
                return f"{self.first[:4]}-Q{_place(self.first) % 12 // 3 + 1}"
            case "month":
                return self.first
            case "months":
                return f"{self.first}..{self.last}"


def read_period(code: str) -> Period | None:
    """The period that a code from an address means; None when it means none."""
    found = _CODE.fullmatch(code)
    if found is None:
        return None
    if found["first"]:
        last = found["last"] or found["first"]
        return Period(found["first"], last) if found["first"] <= last else None
    if found["quarter"]:
        return quarter(int(found["year"]), int(found["quarter"]))
    return year(int(found["year"]))


def quarter(of_year: int, number: int) -> Period:
    return Period(f"{of_year}-{3 * number - 2:02}", f"{of_year}-{3 * number:02}")


def year(number: int) -> Period:
    return Period(f"{number}-01", f"{number}-12")


def month_of(day: date) -> str:
    """The month that a day is in."""
    return f"{day.year:04}-{day.month:02}"


def periods(kind: Kind, first: str, last: str) -> list[Period]:
    """Every month, quarter or year that has one of the months from the first to the last, the
    newest first. Those "from one month to another" are too many to list: none."""
    years = range(int(last[:4]), int(first[:4]) - 1, -1)
    found: list[Period] = []
    match kind:
        case "month":
            found = [Period(one, one) for one in reversed(Period(first, last).months)]
        case "quarter":
            found = [quarter(one, number) for one in years for number in (4, 3, 2, 1)]
        case "year":
            found = [year(one) for one in years]
        case "months":
            pass
    return [one for one in found if one.first <= last and first <= one.last]


def _place(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1


def _month(place: int) -> str:
    return f"{place // 12:04}-{place % 12 + 1:02}"


def _begins(place: int) -> datetime:
    return paris.begins(date(place // 12, place % 12 + 1, 1))
