"""What the log holds of the committee's work on a case."""

from typing import Annotated, Literal, get_args

from pydantic import AwareDatetime, BeforeValidator, Field, StrictStr

from screening.core.committee import ProcedureName
from screening.core.committee_rules import MotionRules
from screening.core.fact import RecordedFact
from screening.core.model import Day, Model, tidied
from screening.core.roster import Seat
from screening.core.tally import Tally, Vote

Proposal = Literal["accept", "accept_with_conditions", "decline"]
PROPOSALS: tuple[Proposal, ...] = get_args(Proposal)
DeclineReason = Literal[
    "closed_content", "excluded_sector", "learner_pays", "audience", "doubtful_client", "mission"
]
DECLINE_REASONS: tuple[DeclineReason, ...] = get_args(DeclineReason)


def _tidied(words: object) -> object:
    """Words tidied; a line that was altered may hold anything else in their place."""
    return tidied(words) if isinstance(words, str) else words


# A sentence or a paragraph by somebody of the committee, sealed for good.
Words = Annotated[StrictStr, BeforeValidator(_tidied), Field(min_length=1, max_length=2_000)]


class _OfCase(RecordedFact):
    """`submission` names the act, so that the same act sent twice is recorded once."""

    case: str
    submission: str


class RequestReferred(_OfCase):
    """A referral moved up, from the bureau to the full committee.

    By the chair, who says why; or by the rules, where the bureau does not rule on it: its motion
    lapsed, or all who sit in it left the case.
    """

    fact: Literal["request_referred"] = "request_referred"
    procedure: ProcedureName
    because: Words | None = None


class InformationAsked(_OfCase):
    """A member asked the salesperson something. The clock stands still until it is answered."""

    fact: Literal["information_asked"] = "information_asked"
    question: Words


class InformationGiven(_OfCase):
    """What was asked under that submission was answered."""

    fact: Literal["information_given"] = "information_given"
    asked: str
    answer: Words


class Condition(Model):
    """What an acceptance depends on: by when, by whom, and what shows that it is kept."""

    text: Words
    owner: str
    due: Day
    proof: Words


class Citation(Model):
    """An earlier case that a motion follows, or distinguishes itself from, and why."""

    case: str
    how: Literal["followed", "distinguished"]
    because: Words


class MotionPut(_OfCase):
    """A motion was put to the vote. Who sits, and the rules, are frozen into it.

    It is named by its submission. `closes_at` moves on by as long as information is awaited.
    `again_because` is the chair's word why a motion that failed is put again.
    """

    fact: Literal["motion_put"] = "motion_put"
    proposal: Proposal
    because: Words
    conditions: tuple[Condition, ...] = ()
    reasons: tuple[DeclineReason, ...] = ()
    cites: tuple[Citation, ...] = ()
    again_because: Words | None = None
    procedure: ProcedureName
    rules: MotionRules
    seats: tuple[Seat, ...]
    closes_at: AwareDatetime


class RecusalDeclared(_OfCase):
    """A member leaves the case: out of its count, and no longer shown it."""

    fact: Literal["recusal_declared"] = "recusal_declared"
    because: Words


class BallotCast(_OfCase):
    """A vote for a seat, by who holds it or their delegate (`by`); the seat's last one counts.

    `interest` is an interest that the voter declared, and votes all the same.
    """

    fact: Literal["ballot_cast"] = "ballot_cast"
    motion: str
    seat: str
    vote: Vote
    because: Words | None = None
    interest: Words | None = None


class MotionCalledAgain(_OfCase):
    """The first call lacked its quorum: the motion is open for a second one."""

    fact: Literal["motion_called_again"] = "motion_called_again"
    motion: str
    closes_at: AwareDatetime


class MotionClosed(_OfCase):
    """The ballots were counted, at the deadline or when no further one could change the result."""

    fact: Literal["motion_closed"] = "motion_closed"
    motion: str
    ended: Literal["deadline", "settled"]
    tally: Tally


class DecisionTaken(_OfCase):
    """Management decided after an advisory opinion: to follow it, or against it with a motive."""

    fact: Literal["decision_taken"] = "decision_taken"
    motion: str
    decision: Proposal
    follows: bool
    motive: Words | None = None


class ConditionSettled(_OfCase):
    """A condition of an acceptance was kept, or broken. `condition` counts from 1."""

    fact: Literal["condition_settled"] = "condition_settled"
    motion: str
    condition: Annotated[int, Field(ge=1)]
    kept: bool
    proof: Words


class _OfNoCase(RecordedFact):
    """`submission` names the act; None in a fact from before these acts had one."""

    case: None = None
    submission: str | None = None


class DelegationGiven(_OfNoCase):
    """A member (`by`) lets another of their college vote for them, from one day to another."""

    fact: Literal["delegation_given"] = "delegation_given"
    to: str
    starts: Day
    ends: Day


class MeetingHeld(_OfNoCase):
    """The committee met: on which day, who came, and which cases it looked at."""

    fact: Literal["meeting_held"] = "meeting_held"
    on: Day
    present: tuple[str, ...]
    cases: tuple[str, ...]
