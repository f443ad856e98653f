"""Which edition of the criteria judges on a day, of those that a log holds.

An edition judges from the day it names, and never from before it was entered: what was decided
before stays decided. It judges until another one begins; when two begin on one day, the one entered
last does. So the order in which editions are adopted ahead of time does not matter, one adopted for
a day that is past begins at once, and last year's can be adopted again. What has an end is over
after it, with nothing in its place: nobody meant the edition before it to come back.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import zip_longest
from typing import NamedTuple

from screening.core.criteria import Edition
from screening.core.paris import day_of


def day_to_judge(edition: Edition, today: date) -> date:
    """The day whose rules show what an edition does: today, its first day where it begins later,
    its last where it is over."""
    day = max(today, edition.in_force_from)
    return day if edition.in_force_until is None else min(day, edition.in_force_until)


class Entered(NamedTuple):
    """An edition as a line of the log entered it, with who did, and when.

    `minutes` are those of its adoption; without any, it was entered by the first decision under it.
    `motive` is why it was adopted although it breaks the scenarios named in `broken`.
    """

    line: int
    at: datetime
    by: str
    edition: Edition
    fingerprint: str
    minutes: str | None = None
    motive: str | None = None
    broken: tuple[str, ...] = ()

    @property
    def begins(self) -> date:
        return max(self.edition.in_force_from, day_of(self.at))

    def judges_on(self, day: date) -> bool:
        return self.begins <= day and self.edition.in_force_on(day)


class Period(NamedTuple):
    """The days on which an edition judges, both included; None is no end. Never empty."""

    entered: Entered
    first: date
    last: date | None


def last_begun(entered: Sequence[Entered], day: date) -> Entered | None:
    """The edition that judges on a day, or that would, had it not ended.

    Before the first has begun, the one that will; None where there is none at all.
    """
    begun = [one for one in entered if one.begins <= day]
    if begun:
        return max(begun, key=_order)
    return min(entered, key=_order, default=None)


def periods(entered: Sequence[Entered]) -> list[Period]:
    """When each edition judges or judged, in the order of days.

    Those that another one replaced before they began are not there.
    """
    by_day = sorted(entered, key=_order)
    found = []
    for one, then in zip_longest(by_day, by_day[1:]):
        ends = [one.edition.in_force_until] if one.edition.in_force_until else []
        if then is not None:
            ends.append(then.begins - timedelta(days=1))
        last = min(ends, default=None)
        if last is None or one.begins <= last:
            found.append(Period(one, one.begins, last))
    return found


def _order(one: Entered) -> tuple[date, int]:
    return one.begins, one.line
