"""Counts the ballots on a motion, in exact fractions, and says when no further one matters."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from screening.core.committee_rules import MotionRules, Quorum
from screening.core.exact import Exact
from screening.core.model import Model
from screening.core.roster import Seat

Vote = Literal["for", "against", "abstain"]
Call = Literal[1, 2]
# Without its quorum a vote is opened a second time, where the rules have a second call; else it
# has lapsed.
Result = Literal["carried", "not_carried", "no_quorum", "lapsed"]


class Ballot(NamedTuple):
    """A vote for a seat, whoever cast it. Of a seat's ballots the one numbered highest counts.

    `interest` says that the voter declared one, which keeps nobody from voting.
    """

    number: int
    seat: str
    vote: Vote
    interest: bool = False


class CollegeCount(Model):
    """How the seats of a college voted.

    `share` is what the motion has of the votes counted, None when there are none: the college then
    leaves the count, with its weight.
    """

    college: str
    weight: int
    in_favour: int = 0
    against: int = 0
    abstained: int = 0
    silent: int = 0
    recused: int = 0
    share: Exact | None = None

    @property
    def votes(self) -> int:
        """Who took part, abstentions included."""
        return self.in_favour + self.against + self.abstained

    @property
    def seats(self) -> int:
        """Who could have taken part."""
        return self.votes + self.silent


class Tally(Model):
    """A result, and every number it follows from.

    `in_favour` is the weight for the motion out of `weight`, that of the colleges counted.
    `tie_broken_by` is the chair's seat, when its ballot settled a tie either way. `interested` are
    the seats whose ballot counted although an interest was declared.
    """

    result: Result
    call: Call
    colleges: tuple[CollegeCount, ...]
    in_favour: Exact
    weight: int
    tied: bool = False
    tie_broken_by: str | None = None
    interested: tuple[str, ...] = ()

    @property
    def share(self) -> Fraction | None:
        """The part of the weight counted that is for the motion; None when nothing counts."""
        return self.in_favour / self.weight if self.weight else None

    @property
    def votes(self) -> int:
        return sum(one.votes for one in self.colleges)

    @property
    def seats(self) -> int:
        """The seats whose members did not recuse themselves."""
        return sum(one.seats for one in self.colleges)

    @property
    def colleges_voting(self) -> int:
        return sum(one.votes > 0 for one in self.colleges)

    @property
    def colleges_seated(self) -> int:
        """The colleges of which not everybody recused themselves."""
        return sum(one.seats > 0 for one in self.colleges)


class Count(NamedTuple):
    """What is counted: a motion's rules and seats, the ballots in any order, and who is recused.

    A ballot for a seat that is not the motion's, or whose member is recused, does not count.
    """

    rules: MotionRules
    seats: Sequence[Seat]
    ballots: Sequence[Ballot] = ()
    recused: frozenset[str] = frozenset()
    call: Call = 1

    def standing(self) -> dict[str, Ballot]:
        """The ballot that counts for each seat that has one."""
        sitting = {one.member for one in self.seats} - self.recused
        ordered = sorted(self.ballots, key=lambda one: one.number)
        return {one.seat: one for one in ordered if one.seat in sitting}


def tally(count: Count) -> Tally:
    """The result of the ballots as they stand.

    A college brings its weight times the share of its counted votes that are for the motion; one
    without a counted vote leaves the count. Carried: the weight in favour is above the bound of
    the majority (or at it, for an `at least`) times the weight counted. Where nobody voted there
    is no vote to count, whatever the quorum; where all are recused a second call is of no use.
    """
    rules, ballots = count.rules, count.standing()
    colleges = tuple(_college_counts(count, ballots))
    in_favour = sum(
        (one.weight * one.share for one in colleges if one.share is not None), Fraction()
    )
    weight = sum(one.weight for one in colleges if one.share is not None)
    counted = Tally(
        result="not_carried",
        call=count.call,
        colleges=colleges,
        in_favour=in_favour,
        weight=weight,
        interested=tuple(
            one.member
            for one in count.seats
            if one.member in ballots and ballots[one.member].interest
        ),
    )
    if not quorate(counted, rules):
        again = count.call == 1 and rules.second_call is not None and counted.seats > 0
        return counted.model_copy(update={"result": "no_quorum" if again else "lapsed"})
    return counted.model_copy(update=_outcome(counted, count, ballots))


def settled(count: Count) -> bool:
    """Whether the result stands whatever the silent seats still do, the ballots cast unchanged.

    They can vote, stay silent or recuse themselves. Exact: taking part never loses a quorum, and
    neither does a recusal; so a quorum reached stays, and one missed can be reached as long as a
    seat is silent. With the quorum, a college is never more for the motion than when its silent
    seats all vote for, never less than when they all vote against, and colleges add up.
    """
    ballots = count.standing()
    silent = [
        one.member
        for one in count.seats
        if one.member not in ballots and one.member not in count.recused
    ]
    if not silent:
        return True
    if not quorate(tally(count), count.rules):
        return False

    def if_all(vote: Vote) -> Result:
        rest = [Ballot(0, member, vote) for member in silent]
        return tally(count._replace(ballots=[*ballots.values(), *rest])).result

    return if_all("for") == if_all("against")


def quorate(counted: Tally, rules: MotionRules) -> bool:
    """Whether enough took part, for the call that the tally is of."""
    if counted.votes == 0:
        return False
    quorum = quorum_of(rules, counted.call)
    return quorum is None or (
        counted.votes >= quorum.members * counted.seats
        and counted.colleges_voting >= quorum.colleges * counted.colleges_seated
    )


def quorum_of(rules: MotionRules, call: Call) -> Quorum | None:
    """What a call asks for; None when one vote is enough."""
    if call == 1:
        return rules.quorum
    return rules.second_call.quorum if rules.second_call is not None else rules.quorum


def _college_counts(count: Count, ballots: Mapping[str, Ballot]) -> Iterable[CollegeCount]:
    """In the order of the rules, then of the seats; colleges without a seat are left out."""
    seated = dict.fromkeys(one.college for one in count.seats)
    listed = [one.college for one in count.rules.colleges if one.college in seated]
    for college in dict.fromkeys((*listed, *seated)):
        members = [one.member for one in count.seats if one.college == college]
        votes = [ballots[one].vote for one in members if one in ballots]
        recused = sum(one in count.recused for one in members)
        in_favour, against = votes.count("for"), votes.count("against")
        of = len(votes) if count.rules.abstentions == "counted" else in_favour + against
        yield CollegeCount(
            college=college,
            weight=count.rules.weight_of(college),
            in_favour=in_favour,
            against=against,
            abstained=votes.count("abstain"),
            silent=len(members) - recused - len(votes),
            recused=recused,
            share=Fraction(in_favour, of) if of else None,
        )


def _outcome(counted: Tally, count: Count, ballots: Mapping[str, Ballot]) -> dict[str, object]:
    """Whether a quorate vote is carried, and who broke a tie."""
    bound, strict = count.rules.majority
    needed = bound * counted.weight
    if counted.weight == 0 or counted.in_favour < needed:
        return {"result": "not_carried"}
    if counted.in_favour > needed or not strict:
        return {"result": "carried"}
    chair = next((one.member for one in count.seats if one.chair), None)
    cast = None if chair is None or chair not in ballots else ballots[chair].vote
    if count.rules.tie == "not_carried" or cast in (None, "abstain"):
        return {"result": "not_carried", "tied": True}
    result = "carried" if cast == "for" else "not_carried"
    return {"result": result, "tied": True, "tie_broken_by": chair}
