"""Who sits on the committee, from one day to another."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from screening.core.committee_rules import Procedure
from screening.core.model import Model


class Term(NamedTuple):
    """A member's time in a seat, both days included; None is without beginning or end.

    `member` is an opaque id: the name is in the directory.
    """

    member: str
    college: str
    bureau: bool = False
    chair: bool = False
    starts: date | None = None
    ends: date | None = None

    def covers(self, day: date) -> bool:
        return (self.starts is None or self.starts <= day) and (
            self.ends is None or day <= self.ends
        )

    def meets(self, other: "Term") -> bool:
        """Whether there is a day in both."""
        starts = max(self.starts or date.min, other.starts or date.min)
        return starts <= min(self.ends or date.max, other.ends or date.max)


class Roster(NamedTuple):
    """All terms there are and were. One with problems (core.roster_check) is not for use."""

    terms: tuple[Term, ...]


class Seat(Model):
    """A place at a vote, named after the member who holds it. Frozen into the motion it is for."""

    member: str
    college: str
    chair: bool = False


def members_on(roster: Roster, day: date) -> tuple[Seat, ...]:
    """Everybody who sits on the committee that day, in the order of the roster."""
    return _seats(one for one in roster.terms if one.covers(day))


def seats_on(roster: Roster, procedure: Procedure, day: date) -> tuple[Seat, ...]:
    """Those who vote under a procedure on a motion put that day; none when nobody sits."""
    whole = procedure.sits == "all"
    return _seats(one for one in roster.terms if one.covers(day) and (whole or one.bureau))


def seats_ever(roster: Roster) -> tuple[Seat, ...]:
    """Everybody who sits, sat or will sit on the committee, once for each term."""
    return _seats(roster.terms)


def _seats(terms: Iterable[Term]) -> tuple[Seat, ...]:
    return tuple(Seat(member=one.member, college=one.college, chair=one.chair) for one in terms)
