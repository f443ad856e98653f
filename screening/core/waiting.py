"""What part a person of the committee has in an open case, and a period of delegation."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from screening.core.cases import Case
from screening.core.delegation import Delegation, Powers, voters_for
from screening.core.roster import Seat

# `votes`: a seat they may vote for has not voted, and can. `voted`: all of theirs have.
# `takes_up`: nobody has put a motion yet, and they are among those who may. `left`: they recused
# themselves. `none`: the case is with others.
Part = Literal["votes", "voted", "takes_up", "left", "none"]


def part_in(case: Case, person: str, theirs: Iterable[Seat], takes_up: bool) -> Part:
    """A member's part in a case as it stands.

    `theirs` are the seats of its open motion that they may vote for, and `takes_up` says whether a
    referral without a motion is theirs to take up.
    """
    if person in case.recused:
        return "left"
    if case.status == "referred":
        return "takes_up" if takes_up else "none"
    if case.status != "voting" or case.motion is None:
        return "none"
    seats = list(theirs)
    if not seats:
        return "none"
    return "voted" if all(one.member in case.motion.standing for one in seats) else "votes"


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
