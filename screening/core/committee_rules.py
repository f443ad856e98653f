"""The committee's rules in an edition: who sits, what is enough, what becomes of a tie.

Everything has a default, so that an edition written before a rule existed still says something:
each college weighs 1, half must take part, more than half carries, abstentions are left out of the
count, a tie carries nothing, and there is no second call.
"""

from fractions import Fraction
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, PlainSerializer, PlainValidator
from pydantic_core import PydanticCustomError

from screening.core import exact
from screening.core.exact import Portion
from screening.core.model import Code, Flag, Model, Text, Whole

Authority = Literal["binding", "advisory"]
Days = Annotated[Whole, Field(ge=1, le=365)]
Weight = Annotated[Whole, Field(ge=1, le=1_000)]

HALF = Fraction(1, 2)


class Majority(NamedTuple):
    """The share of the weight counted that carries a motion: more than `bound`, or at least it.

    Written `more than 1/2` or `at least 2/3`: a bare fraction would leave open what happens at it.
    """

    bound: Fraction
    strict: bool = True

    def __str__(self) -> str:
        return f"{'more than' if self.strict else 'at least'} {exact.written(self.bound)}"


def _majority(value: object) -> Majority:
    if isinstance(value, Majority):
        return value
    words, _, share = value.rpartition(" ") if isinstance(value, str) else ("", "", "")
    bound = exact.parse(share)
    if bound is None or words not in ("more than", "at least"):
        raise PydanticCustomError("not_majority", "is not a majority written as more than 1/2")
    majority = Majority(bound, strict=words == "more than")
    # What everything reaches, or nothing can, decides before anybody has voted.
    if bound == 0 or bound > 1 or (bound == 1 and majority.strict):
        raise PydanticCustomError("majority_decides_nothing", "is reached always or never")
    return majority


class College(Model):
    """Those who sit for the same interest, and what they weigh together, however many they are."""

    id: Code
    name: Text
    weight: Weight = 1


class Quorum(Model):
    """How many must take part for a count to hold: of the seats, and of the colleges.

    An abstention takes part. A quorum of 1/2 is met by exactly half.
    """

    members: Portion
    colleges: Portion


class SecondCall(Model):
    """Opens the vote for some more days where the quorum was missed.

    Without a quorum of its own, one vote is then enough.
    """

    days: Days
    quorum: Quorum | None = None


class CountingRules(Model):
    """What turns ballots into a result.

    `abstentions`: counted among the votes that a share is taken of, or left out of them. `tie` is
    what happens when the weight in favour is exactly the bound of a `more than`: the ballot of the
    chair's seat settles it, or the motion is not carried.
    """

    quorum: Quorum = Quorum(members=HALF, colleges=HALF)
    majority: Annotated[
        Majority, PlainValidator(_majority), PlainSerializer(str, return_type=str)
    ] = Majority(HALF)
    abstentions: Literal["left_out", "counted"] = "left_out"
    tie: Literal["chair", "not_carried"] = "not_carried"
    second_call: SecondCall | None = None
    # A motion that lapsed, its quorum missed to the end, leaves the case where it is, for a motion
    # to be put again, or moves it up to the full committee.
    if_lapsed: Literal["stays", "moves_up"] = "stays"


class Procedure(CountingRules):
    """One way the committee handles a referral: who sits, for how long, and how it is counted."""

    title: Text
    sits: Literal["bureau", "all"] = "all"
    days_open: Days


class BureauProcedure(Procedure):
    """The procedure of those who hold a seat in the bureau, unless it says otherwise."""

    sits: Literal["bureau", "all"] = "bureau"


class Procedures(Model):
    """`bureau` when exactly one negotiable criterion blocks, `full` otherwise."""

    bureau: BureauProcedure
    full: Procedure


class CommitteeRules(Model):
    """How referrals are handled. Advisory: management decides, and says why when it differs.

    Without colleges, any may sit, and each weighs 1. With `mask_prospect` whoever votes does not
    know who the prospect is until they have, or until the vote is over.
    """

    authority: Authority
    mask_prospect: Flag = False
    colleges: tuple[College, ...] = ()
    procedures: Procedures


class CollegeWeight(Model):
    """What a college weighs, without the sentences around it."""

    college: str
    weight: Weight = 1


class MotionRules(CountingRules):
    """The rules that a motion is counted by, as they were when it was put."""

    authority: Authority = "binding"
    colleges: tuple[CollegeWeight, ...] = ()

    def weight_of(self, college: str) -> int:
        """What a college weighs; 1 when the rules do not list it."""
        return next((one.weight for one in self.colleges if one.college == college), 1)


def motion_rules(committee: CommitteeRules, procedure: Literal["bureau", "full"]) -> MotionRules:
    """What to freeze into a motion that is put under this procedure."""
    rules: Procedure = getattr(committee.procedures, procedure)
    return MotionRules(
        **{name: getattr(rules, name) for name in CountingRules.model_fields},
        authority=committee.authority,
        colleges=tuple(
            CollegeWeight(college=one.id, weight=one.weight) for one in committee.colleges
        ),
    )
