"""Who may vote for whom: members themselves, or the one of their college they delegated to."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from screening.core.roster import Seat


class Delegation(NamedTuple):
    """`by` lets `to` vote for their seat, both days included. To oneself: takes it back."""

    by: str
    to: str
    starts: date
    ends: date


class Powers(NamedTuple):
    """What decides who may vote on a day.

    `members` are all who sit on the committee that day (roster.members_on), so that a bureau of
    one seat per college can delegate too; `delegations` stand in the order they were given;
    `recused` are the members who left the case.
    """

    day: date
    members: Sequence[Seat]
    delegations: Sequence[Delegation] = ()
    recused: frozenset[str] = frozenset()


def voters_for(seat: Seat, powers: Powers) -> tuple[str, ...]:
    """Who may vote for a seat: its member, then their delegate. Nobody, once the member is recused.

    The member may always vote themselves; the last ballot counts, whoever cast it.
    """
    if seat.member in powers.recused:
        return ()
    delegate = _delegate(seat, powers)
    return (seat.member,) if delegate is None else (seat.member, delegate)


def seats_for(person: str, seats: Iterable[Seat], powers: Powers) -> tuple[Seat, ...]:
    """The seats of a motion that a person may vote for: their own first."""
    theirs = [one for one in seats if person in voters_for(one, powers)]
    return tuple(sorted(theirs, key=lambda one: one.member != person))


def _delegate(seat: Seat, powers: Powers) -> str | None:
    """The last delegation of the day counts, and only while both sit in the same college.

    It goes no further: whom the delegate delegated to votes for the delegate's own seat alone.
    """
    given = [
        one.to
        for one in powers.delegations
        if one.by == seat.member and one.starts <= powers.day <= one.ends
    ]
    if not given or given[-1] == seat.member or given[-1] in powers.recused:
        return None
    of_their_college = any(
        one.member == given[-1] and one.college == seat.college for one in powers.members
    )
    return given[-1] if of_their_college else None
