"""What a log can hold: facts, in the past tense, recorded once.

A fact may gain a field with a default; it never loses or renames one. People appear by opaque id.
"""

import json
from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import Field, StrictBool, StrictInt, StrictStr, TypeAdapter

from screening.core.access import Role
from screening.core.assessment import Assessment, Finding, Outcome, Score, Standing
from screening.core.committee import ProcedureName
from screening.core.committee_facts import (
    BallotCast,
    ConditionSettled,
    DecisionTaken,
    DelegationGiven,
    InformationAsked,
    InformationGiven,
    MeetingHeld,
    MotionCalledAgain,
    MotionClosed,
    MotionPut,
    RecusalDeclared,
    RequestReferred,
)
from screening.core.fact import RecordedFact
from screening.core.model import Language, Model
from screening.core.request import Request
from screening.core.scenario_facts import ScenarioDropped, ScenarioKept


class EditionAdopted(RecordedFact):
    """An edition of the criteria was entered: its whole file is kept, so decisions replay.

    Adopted ahead by a person it has `minutes`; without any, the first decision under it entered it.
    `broken` names the scenarios that it does not fulfil, `motive` is why it was adopted all the
    same.
    """

    fact: Literal["edition_adopted"] = "edition_adopted"
    case: None = None
    edition: str
    fingerprint: str
    criteria: str
    minutes: str | None = None
    motive: str | None = None
    broken: tuple[str, ...] | None = None


class RecordedFinding(Model):
    """A finding as it was shown."""

    criterion: str
    standing: Standing
    points: int
    out_of: int
    blocks: bool


class RecordedScore(Model):
    """A score as it was shown."""

    now: int
    lowest: int
    highest: int


class ProposalTaken(Model):
    """What was answered before the prospect took a proposal; None is unanswered.

    What is answered instead is in the request.
    """

    question: str
    instead_of: StrictBool | StrictInt | StrictStr | tuple[StrictStr, ...] | None = None


class RequestScreened(RecordedFact):
    """A request was assessed and its outcome recorded.

    `submission` names the act of recording, so that a retry is recognised. `on` is the day whose
    options were open. `fingerprint` is that of the criteria file, `engine` the program's version.
    `contact` is the directory's id of whom to call at the prospect's. `context` is the
    salesperson's sentence for the committee; `sent_because` the reason a person sends to it what
    the criteria do not refer; `repeated_because` why a deal recorded before is recorded again.
    `proposals_taken` are the changes that the criteria proposed while it was typed, where they
    would not accept the request without them. `salt` is random: nobody finds what is kept from them
    by trying it against the seal, which everybody may see.
    """

    fact: Literal["request_screened"] = "request_screened"
    case: str
    submission: str
    request: Request
    contact: str | None = None
    context: str | None = None
    sent_because: str | None = None
    repeated_because: str | None = None
    proposals_taken: tuple[ProposalTaken, ...] | None = None
    salt: str | None = None
    edition: str
    fingerprint: str
    engine: str
    on: date
    outcome: Literal["accept", "refer"]
    score: RecordedScore
    accept_from: int
    procedure: ProcedureName | None = None
    findings: tuple[RecordedFinding, ...]

    @property
    def assessment(self) -> Assessment:
        """The verdict as recorded, in the shape `assess` gives it."""
        outcome: Outcome = self.outcome
        score = Score(self.score.now, self.score.lowest, self.score.highest)
        findings = tuple(
            Finding(one.criterion, one.standing, one.points, one.out_of, one.blocks)
            for one in self.findings
        )
        return Assessment(outcome, score, findings)


WithdrawalReason = Literal["client_gave_up", "lost", "merged", "duplicate", "mission"]
WITHDRAWAL_REASONS: tuple[WithdrawalReason, ...] = get_args(WithdrawalReason)


class RequestWithdrawn(RecordedFact):
    """A request was taken back before the committee ruled on it."""

    fact: Literal["request_withdrawn"] = "request_withdrawn"
    case: str
    submission: str
    reason: WithdrawalReason
    note: str | None = None


class PersonErased(RecordedFact):
    """A person's name and contact details were removed from the directory."""

    fact: Literal["person_erased"] = "person_erased"
    case: None = None
    person: str


class RoleGiven(RecordedFact):
    """A person was given a role, and with it access; without one, their access ended."""

    fact: Literal["role_given"] = "role_given"
    case: None = None
    person: str
    role: Role | None = None


ExportForm = Literal["xlsx", "csv", "csv_excel", "jsonl"]
EXPORT_FORMS: tuple[ExportForm, ...] = get_args(ExportForm)


class RecordedHead(Model):
    """A head of the log as it was printed."""

    number: int
    seal: str


class LogExported(RecordedFact):
    """Cases left the log in a file: as what, which, how many, and the head of the log in it.

    `what` is the register, where it was not the decisions themselves.
    `filter` says which cases in codes; empty for all of them. Of words that were looked for it
    says only that there were some.
    """

    fact: Literal["log_exported"] = "log_exported"
    case: None = None
    submission: str
    what: Literal["register"] | None = None
    form: ExportForm | Literal["docx"]
    language: Language
    filter: str
    cases: int
    head: RecordedHead


CommitteeFact = (
    RequestReferred
    | InformationAsked
    | InformationGiven
    | MotionPut
    | RecusalDeclared
    | BallotCast
    | MotionCalledAgain
    | MotionClosed
    | DecisionTaken
    | ConditionSettled
)
CaseFact = RequestScreened | RequestWithdrawn | CommitteeFact
Fact = Annotated[
    EditionAdopted
    | CaseFact
    | DelegationGiven
    | MeetingHeld
    | PersonErased
    | RoleGiven
    | ScenarioKept
    | ScenarioDropped
    | LogExported,
    Field(discriminator="fact"),
]
_FACT: TypeAdapter[Fact] = TypeAdapter(Fact)


def content(fact: Fact) -> str:
    """The fact as canonical JSON text: sorted keys, no spaces, no nulls but the case."""
    held = fact.model_dump(mode="json", exclude_none=True)
    held["case"] = fact.case
    return json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_fact(content: str) -> Fact:
    """The fact a line holds. pydantic.ValidationError when it holds none that we know."""
    return _FACT.validate_json(content)
