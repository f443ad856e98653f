"""A view of the decision log, as an address and a command line write it: codes, never labels.

    status=declined~withdrawn  finding=criterion.not_met  answer=question.option
    opened=this_quarter  decided=2026-01-01..2026-03-31  amount=10000..  text=région  before=1200

Several values of one name are joined by ~, a range has two dots, and either end may be left out.
None of these signs is written otherwise in an address, so that a link stays readable.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal, NamedTuple, TypeVar, assert_never, get_args

from screening.core.assessment import Standing
from screening.core.cases import Status, searchable
from screening.core.committee import ProcedureName
from screening.core.committee_facts import DECLINE_REASONS, PROPOSALS
from screening.core.criteria import Edition, NumberQuestion, Question, YesNoQuestion
from screening.core.facts import WITHDRAWAL_REASONS
from screening.core.paris import begins
from screening.core.problems import Problem
from screening.core.query import CONDITIONS, Query
from screening.core.spelling import shown, unknown_name

Period = Literal["this_month", "this_quarter", "this_year", "last_year"]
PERIODS: tuple[Period, ...] = get_args(Period)

# The names whose values are known whatever the criteria.
CLOSED: dict[str, tuple[str, ...]] = {
    "status": get_args(Status),
    "outcome": ("accept", "refer"),
    "ruling": PROPOSALS,
    "procedure": get_args(ProcedureName),
    "because": tuple(dict.fromkeys((*DECLINE_REASONS, *WITHDRAWAL_REASONS))),
    "conditions": tuple(CONDITIONS),
}
# Those whose values the criteria make: a word in two parts, and the field that a query has of them.
MADE = {"finding": "findings", "answer": "answers"}
# Those whose values only a log knows.
OPEN_ENDED = ("owner", "edition")
LISTS = (*CLOSED, *MADE, *OPEN_ENDED)
TIMES = ("opened", "decided")
NAMES = ("text", *LISTS, *TIMES, "amount", "before")

LONGEST_TEXT = 200
_LONGEST_NAME = 64
# In one list: more than anybody chooses, fewer than a store must be able to take.
_MOST_VALUES = 100
_LARGEST = 10**12
_YEARS = range(1900, 3000)
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

End = TypeVar("End", date, int)


class Days(NamedTuple):
    """From one day to another, both included; None where it has no end."""

    first: date | None
    last: date | None


class Amounts(NamedTuple):
    """From one amount to another in whole euros, both included; None where it has no end."""

    least: int | None
    most: int | None


class Known(NamedTuple):
    """The words that findings and answers can be looked for by: "criterion:standing"…"""

    findings: frozenset[str]
    answers: frozenset[str]

    @classmethod
    def of(cls, editions: Iterable[Edition]) -> "Known":
        findings, answers = set[str](), set[str]()
        for edition in editions:
            findings |= {
                f"{one.id}:{standing}"
                for one in edition.criteria
                for standing in get_args(Standing)
            }
            answers |= {word for one in edition.questions for word in answer_words(one)}
        return cls(frozenset(findings), frozenset(answers))


def answer_words(question: Question) -> list[str]:
    """The word for each answer of a closed question; a number has too many."""
    match question:
        case YesNoQuestion():
            return [f"{question.id}:yes", f"{question.id}:no"]
        case NumberQuestion():
            return []
        case _:
            return [f"{question.id}:{one.id}" for one in question.options]


@dataclass(frozen=True, slots=True)
class View:
    """What somebody looks at: filters, and the page of what they find.

    `chosen` has, by its name, each list that anything was chosen in, in the order of their codes.
    `before` is the number of the last case of the page before this one.
    """

    text: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    opened: Period | Days | None = None
    decided: Period | Days | None = None
    amount: Amounts | None = None
    before: int | None = None

    def of(self, name: str) -> tuple[str, ...]:
        return self.chosen.get(name, ())

    def changed(self, **changes: Any) -> "View":
        """This view with other filters, from its first page on."""
        return replace(self, before=None, **changes)

    def choosing(self, name: str, values: Iterable[str]) -> "View":
        """This view with these values of a list, from its first page on."""
        kept = {**self.chosen, name: tuple(sorted(set(values)))}
        return self.changed(chosen={one: has for one, has in kept.items() if has})

    @property
    def filters(self) -> bool:
        """Whether it is of less than everything."""
        return self.changed() != View()


# ── Reading and writing an address ───────────────────────────────────────────────────────────


def address(view: View) -> dict[str, str]:
    """A view as an address has it. The same view is always written the same."""
    written = {
        "text": view.text,
        **{name: joined(_written(name, view.of(name))) for name in LISTS},
        "opened": _written_days(view.opened),
        "decided": _written_days(view.decided),
        "amount": "" if view.amount is None else _range(*view.amount),
        "before": "" if view.before is None else str(view.before),
    }
    return {name: value for name, value in written.items() if value}


def read(said: Mapping[str, str], known: Known) -> tuple[View, tuple[Problem, ...]]:
    """The view that an address names, and what in it is none: that is left out, the rest holds.

    Of an interval that goes backwards the ends change places, with a warning.
    """
    problems: list[Problem] = [
        unknown_name((shown(name),), "filter_name", name, NAMES)
        for name in said
        if name not in NAMES
    ]
    view = View(
        text=_read_text(said.get("text", ""), problems),
        opened=_read_days("opened", said.get("opened", ""), problems),
        decided=_read_days("decided", said.get("decided", ""), problems),
        amount=_read_amounts(said.get("amount", ""), problems),
        before=_read_before(said.get("before", ""), problems),
    )
    chosen = {
        name: values
        for name in LISTS
        if (values := _read_list(name, said.get(name, ""), known, problems))
    }
    return replace(view, chosen=chosen), tuple(problems)


def _written(name: str, values: Iterable[str]) -> Iterator[str]:
    return (one.replace(":", ".", 1) if name in MADE else one for one in values)


def joined(values: Iterable[str]) -> str:
    """Several values as an address has them."""
    return "~".join(one.replace("%", "%25").replace("~", "%7E") for one in values)


def _unquoted(value: str) -> str:
    return value.replace("%7E", "~").replace("%25", "%")


def _written_days(days: Period | Days | None) -> str:
    if days is None or isinstance(days, str):
        return days or ""
    return _range(*(one and one.isoformat() for one in days))


def _range(first: object, last: object) -> str:
    return "..".join("" if one is None else str(one) for one in (first, last))


def _read_text(text: str, problems: list[Problem]) -> str:
    text = " ".join(_UNSEEN.sub(" ", text).split())
    if len(text) > LONGEST_TEXT:
        problems.append(Problem(("text",), "filter_long", {"most": LONGEST_TEXT}))
        text = text[:LONGEST_TEXT].rstrip()
    return text


def _read_list(name: str, said: str, known: Known, problems: list[Problem]) -> tuple[str, ...]:
    values = sorted({_unquoted(one) for one in said.split("~") if one})
    if len(values) > _MOST_VALUES:
        problems.append(Problem((name,), "filter_many", {"most": _MOST_VALUES}))
        values = values[:_MOST_VALUES]
    if name in OPEN_ENDED:
        fit = [one for one in values if len(one) <= _LONGEST_NAME and one.isprintable()]
        meant = {one: one for one in fit}
    elif name in MADE:
        meant = {one.replace(":", ".", 1): one for one in getattr(known, MADE[name])}
        values = sorted({one.replace(":", ".", 1) for one in values})
    else:
        meant = {one: one for one in CLOSED[name]}
    problems.extend(
        unknown_name((name,), "filter_value", one, meant) for one in values if one not in meant
    )
    return tuple(sorted(meant[one] for one in values if one in meant))


def _read_days(name: str, said: str, problems: list[Problem]) -> Period | Days | None:
    for period in PERIODS:
        if said == period:
            return period
    ends = _read_range(name, said, _day, "filter_days", problems)
    return Days(*ends) if ends is not None else None


def _read_amounts(said: str, problems: list[Problem]) -> Amounts | None:
    ends = _read_range("amount", said, _amount, "filter_amounts", problems)
    return Amounts(*ends) if ends is not None else None


def _read_range(
    name: str,
    said: str,
    end: Callable[[str], End | None],
    code: str,
    problems: list[Problem],
) -> tuple[End | None, End | None] | None:
    if not said:
        return None
    parts = said.split("..") if ".." in said else [said, said]
    read = [end(one) for one in parts if one]
    if len(parts) != 2 or not read or None in read:
        problems.append(Problem((name,), code, {"found": shown(said)}))
        return None
    first, last = (end(one) if one else None for one in parts)
    if first is not None and last is not None and last < first:
        problems.append(Problem((name,), "filter_backwards", {"found": shown(said)}, warning=True))
        first, last = last, first
    return first, last


def _day(said: str) -> date | None:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", said):
        return None
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return None
    return day if day.year in _YEARS else None


def _amount(said: str) -> int | None:
    # Spaces between thousands, as people copy them, cost nothing to take.
    digits = re.sub(r"[ _\u00a0\u202f]", "", said)
    if not re.fullmatch(r"[0-9]{1,13}", digits) or int(digits) > _LARGEST:
        return None
    return int(digits)


def _read_before(said: str, problems: list[Problem]) -> int | None:
    if not said:
        return None
    if not re.fullmatch(r"[0-9]{1,18}", said):
        problems.append(Problem(("before",), "filter_before", {"found": shown(said)}))
        return None
    return int(said)


# ── What a view asks for ─────────────────────────────────────────────────────────────────────


def query_of(view: View, today: date, size: int) -> Query:
    """The query behind a view. Its days are those of Paris, whoever looks."""
    opened, decided = (_moments(one, today) for one in (view.opened, view.decided))
    amount = view.amount or Amounts(None, None)
    return Query(
        text=searchable(view.text) or None,
        **{MADE.get(name, name): values for name, values in view.chosen.items()},  # type: ignore[arg-type]  # every list is a field of it
        opened_from=opened[0],
        opened_before=opened[1],
        decided_from=decided[0],
        decided_before=decided[1],
        amount_from=amount.least,
        amount_to=amount.most,
        before=view.before,
        size=size,
    )


def days_of(period: Period | Days, today: date) -> Days:
    """The days of a period, as of today."""
    if isinstance(period, Days):
        return period
    year = date(today.year, 1, 1)
    match period:
        case "this_month":
            return Days(today.replace(day=1), _before(_months_on(today.replace(day=1), 1)))
        case "this_quarter":
            first = date(today.year, today.month - (today.month - 1) % 3, 1)
            return Days(first, _before(_months_on(first, 3)))
        case "this_year":
            return Days(year, date(today.year, 12, 31))
        case "last_year":
            return Days(date(today.year - 1, 1, 1), _before(year))
        case _:
            assert_never(period)


def _moments(period: Period | Days | None, today: date) -> tuple[datetime | None, datetime | None]:
    if period is None:
        return None, None
    first, last = days_of(period, today)
    after = None if last is None else last + timedelta(days=1)
    return (None if first is None else begins(first)), (None if after is None else begins(after))


def _months_on(first: date, months: int) -> date:
    """The first of a month, some months after another."""
    total = first.month - 1 + months
    return date(first.year + total // 12, total % 12 + 1, 1)


def _before(day: date) -> date:
    return day - timedelta(days=1)


# ── Views that are often wanted ──────────────────────────────────────────────────────────────

READY: dict[str, View] = {
    "waiting": View().choosing("status", ("referred", "voting", "advised")),
    "conditions": View().choosing("conditions", ("open",)),
    "referred": View().choosing("outcome", ("refer",)).changed(opened="this_quarter"),
    # Whoever said so: the committee by declining, or a salesperson by taking the request back.
    "turned_down": View().choosing("because", DECLINE_REASONS),
}
