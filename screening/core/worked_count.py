"""An invented vote under real rules, to show how a count goes."""

from collections.abc import Sequence
from itertools import cycle

from screening.core.committee_rules import MotionRules
from screening.core.roster import Seat
from screening.core.tally import Ballot, Count, Tally, Vote, tally

# How a college votes, seat after seat, and silent beyond: mostly for, divided with an abstention,
# against, at one, divided. The last college, of several, shows what silence does.
_HABITS: tuple[tuple[Vote, ...], ...] = (
    ("for", "for", "against", "for"),
    ("for", "against", "abstain"),
    ("against", "against"),
    ("for", "for", "for"),
    ("for", "against"),
)


def worked_count(rules: MotionRules, seats: Sequence[Seat]) -> Tally:
    """The count of a made-up vote, the same every time for the same seats."""
    colleges = list(dict.fromkeys(one.college for one in seats))
    voting = colleges[:-1] if len(colleges) > 2 else colleges
    ballots: list[Ballot] = []
    for college, habit in zip(voting, cycle(_HABITS), strict=False):
        members = [one.member for one in seats if one.college == college]
        for member, vote in zip(members, habit, strict=False):
            ballots.append(Ballot(len(ballots), member, vote))
    return tally(Count(rules, seats, ballots))
