"""What part a person of the committee has in an open case, and a period of delegation."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal, NamedTuple

from screening.core.cases import CaseRow
from screening.core.committee import ProcedureName
from screening.core.delegation import Delegation, Powers, seats_for, voters_for
from screening.core.roster import Seat

# `votes`: a seat they may vote for has not voted, and can. `takes_up`: nobody has put a motion yet,
# and they are among those who may. `none`: nothing of the case waits for them.
Part = Literal["votes", "takes_up", "none"]


class Place(NamedTuple):
    """What a member of the committee may do on a day, whatever the case.

    `seats` are those whose vote they may cast, their own and others', and `takes_up` the procedures
    whose referrals are theirs to take up.
    """

    member: str
    seats: frozenset[str]
    takes_up: frozenset[ProcedureName]


def place_of(
    member: str, ever: Iterable[Seat], powers: Powers, takes_up: Iterable[ProcedureName]
) -> Place:
    """A member's place. `ever` is everybody who has or had a seat: a motion may outlast a term."""
    seats = seats_for(member, ever, powers)
    return Place(member, frozenset(one.member for one in seats), frozenset(takes_up))


def part_in(row: CaseRow, place: Place) -> Part:
    """A member's part in a case as its row tells it: a list of any length needs no case opened."""
    if place.member in row.recused.split():
        return "none"
    if row.status == "referred":
        return "takes_up" if (row.procedure or "full") in place.takes_up else "none"
    # Of a case that is not voted on, a row names no voters.
    return "none" if place.seats.isdisjoint(row.voters.split()) else "votes"


def periods(seat: Seat, powers: Powers) -> list[Delegation]:
    """When somebody else may vote for a seat, from the day of the powers on, in order of days.

    What was taken back, or given to another since, is left out: of each day the last word counts.
    """
    given = [one for one in powers.delegations if one.by == seat.member]
    found: list[Delegation] = []
    for starts, ends in _stretches(given, powers.day):
        delegates = voters_for(seat, powers._replace(day=starts))[1:]
        if not delegates:
            continue
        last = found[-1] if found else None
        if last and last.to == delegates[0] and last.ends + timedelta(days=1) == starts:
            found[-1] = last._replace(ends=ends)
        else:
            found.append(Delegation(seat.member, delegates[0], starts, ends))
    return found


def _stretches(given: Collection[Delegation], day: date) -> list[tuple[date, date]]:
    """The days from `day` on that a delegation covers, cut wherever one begins or ends."""
    first_days = {day, *(one.starts for one in given)}
    # The calendar ends somewhere: the day after its last one is not in it.
    first_days |= {min(one.ends, date.max - timedelta(days=1)) + timedelta(days=1) for one in given}
    cuts = sorted(one for one in first_days if one >= day)
    return [(first, then - timedelta(days=1)) for first, then in pairwise(cuts)]
