"""A case folded from its facts, and the flat row that indexes it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, NamedTuple

from screening.core.assessment import Outcome
from screening.core.committee import ProcedureName
from screening.core.facts import Fact, RequestScreened, RequestWithdrawn
from screening.core.model import Model
from screening.core.organisations import organisation_key, registration_key

Status = Literal["accepted", "referred", "withdrawn"]


class Case(Model):
    """One request's whole story. `number` is the log line that opened it, and names it.

    `screenings` are its recorded versions, oldest first.
    """

    id: str
    number: int
    screenings: tuple[RequestScreened, ...]
    withdrawal: RequestWithdrawn | None = None
    opened_at: datetime
    changed_at: datetime

    @property
    def latest(self) -> RequestScreened:
        return self.screenings[-1]

    @property
    def status(self) -> Status:
        if self.withdrawal is not None:
            return "withdrawn"
        return "accepted" if self.latest.outcome == "accept" else "referred"


class CaseRow(NamedTuple):
    """The index of a case: one flat row to filter, sort, search and chart.

    `reasons` holds the ids of the criteria that were not met, those that block first, joined by
    spaces. `organisation` and `registration` are the keys of the prospect's name and number.
    `opened_at` and `changed_at` are UTC in ISO 8601. `text` is what a search looks into.
    """

    number: int
    case: str
    status: Status
    outcome: Outcome
    procedure: ProcedureName | None
    score: int
    accept_from: int
    edition: str
    reference: str | None
    prospect: str
    organisation: str
    registration: str | None
    country: str | None
    title: str
    owner: str | None
    learners: int | None
    amount: int | None
    starts: str | None
    reasons: str
    opened_at: str
    changed_at: str
    text: str


# What `row` tells of a case: raised when it would tell an earlier one otherwise, as after a change
# of organisation_key. Stores then derive their index again.
ROWS = 2


def case_id(number: int) -> str:
    """A case is named after the log line that opened it."""
    return f"C-{number}"


def fold(facts: Iterable[Fact], number: int) -> Case:
    """The case that its facts, oldest first, tell. `number` is the line of the first of them."""
    story = [fact for fact in facts if isinstance(fact, RequestScreened | RequestWithdrawn)]
    screenings = tuple(fact for fact in story if isinstance(fact, RequestScreened))
    withdrawals = [fact for fact in story if isinstance(fact, RequestWithdrawn)]
    return Case(
        id=screenings[0].case,
        number=number,
        screenings=screenings,
        withdrawal=withdrawals[-1] if withdrawals else None,
        opened_at=story[0].at,
        changed_at=story[-1].at,
    )


def row(case: Case) -> CaseRow:
    """The index row, derived from the case alone: it can be dropped and rebuilt from the log."""
    latest = case.latest
    request = latest.request
    failing = [one for one in latest.findings if one.standing == "not_met"]
    failing.sort(key=lambda one: not one.blocks)
    searched = (
        case.id,
        request.reference,
        request.prospect.name,
        request.prospect.registration_number,
        request.title,
        request.summary,
    )
    return CaseRow(
        number=case.number,
        case=case.id,
        status=case.status,
        outcome=latest.outcome,
        procedure=latest.procedure,
        score=latest.score.now,
        accept_from=latest.accept_from,
        edition=latest.edition,
        reference=request.reference,
        prospect=request.prospect.name,
        organisation=organisation_key(request.prospect.name),
        registration=registration_key(request.prospect.registration_number),
        country=request.prospect.country,
        title=request.title,
        owner=request.owner,
        learners=request.learners,
        amount=request.amount,
        starts=request.starts,
        reasons=" ".join(one.criterion for one in failing),
        opened_at=case.opened_at.isoformat(),
        changed_at=case.changed_at.isoformat(),
        text="\n".join(part for part in searched if part),
    )
