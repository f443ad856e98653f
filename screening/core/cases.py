"""A case folded from its facts, and the flat row that indexes it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Literal, NamedTuple
from unicodedata import normalize

from screening.core.assessment import Answer, Outcome
from screening.core.committee import ProcedureName
from screening.core.committee_facts import Proposal, RecusalDeclared, RequestReferred
from screening.core.facts import CaseFact, Fact, RequestScreened, RequestWithdrawn
from screening.core.improvement import improved
from screening.core.model import Model
from screening.core.motions import Asked, Motion, Ruling, deadline, motions_in, questions_in
from screening.core.organisations import organisation_key, registration_key

# What a case waits for, or how it ended: the committee to take it up, the votes on a motion,
# management after an advisory opinion; then nothing.
Status = Literal["referred", "voting", "advised", "accepted", "declined", "withdrawn"]
OPEN: tuple[Status, ...] = ("referred", "voting", "advised")


class Case(Model):
    """One request's whole story. `number` is the log line that opened it, and names it.

    `screenings` are its recorded versions, oldest first, and so are the other parts of the story.
    """

    id: str
    number: int
    screenings: tuple[RequestScreened, ...]
    withdrawal: RequestWithdrawn | None = None
    referrals: tuple[RequestReferred, ...] = ()
    moved_to: ProcedureName | None = None
    questions: tuple[Asked, ...] = ()
    recusals: tuple[RecusalDeclared, ...] = ()
    motions: tuple[Motion, ...] = ()
    opened_at: datetime
    changed_at: datetime

    @property
    def latest(self) -> RequestScreened:
        return self.screenings[-1]

    @property
    def procedure(self) -> ProcedureName | None:
        """Who sees to the case: by its criteria, unless the chair moved this version up."""
        return self.moved_to or self.latest.procedure

    @property
    def motion(self) -> Motion | None:
        """The last motion, open or closed."""
        return self.motions[-1] if self.motions else None

    @property
    def ruling(self) -> Ruling | None:
        """What became of a referral in the end; None before, and where none was needed."""
        return self.motion.ruling if self.motion is not None else None

    @property
    def status(self) -> Status:
        if self.withdrawal is not None:
            return "withdrawn"
        if self.latest.outcome == "accept":
            return "accepted"
        if self.ruling is not None:
            return "declined" if self.ruling.decision == "decline" else "accepted"
        if self.motion is not None and self.motion.open:
            return "voting"
        if self.motion is not None and self.motion.awaits_decision:
            return "advised"
        return "referred"

    @property
    def decided_at(self) -> datetime | None:
        """When the case was accepted, declined or withdrawn; None while it is open."""
        if self.withdrawal is not None:
            return self.withdrawal.at
        if self.latest.outcome == "accept":
            return self.latest.at
        return self.ruling.at if self.ruling is not None else None

    @property
    def because(self) -> tuple[str, ...]:
        """The reason codes of a withdrawal, or of a decline as it was put to the vote."""
        if self.withdrawal is not None:
            return (self.withdrawal.reason,)
        if self.status == "declined" and self.motion is not None:
            return self.motion.put.reasons
        return ()

    @property
    def unanswered(self) -> tuple[Asked, ...]:
        """The committee's questions that the salesperson has not answered yet."""
        return tuple(one for one in self.questions if one.open)

    @property
    def recused(self) -> frozenset[str]:
        """The members who left the case."""
        return frozenset(one.by for one in self.recusals)

    @property
    def voters(self) -> list[str]:
        """The seats of the open motion that have neither voted nor left the case."""
        motion = self.motion
        if motion is None or self.status != "voting":
            return []
        gone = {*motion.without(self.recused), *self.recused}
        return [one.member for one in motion.put.seats if one.member not in gone]

    @property
    def closes_at(self) -> datetime | None:
        """When the open motion closes; None without one, or while its clock stands still."""
        if self.motion is None or self.status != "voting":
            return None
        return deadline(self.motion, self.questions)


def _moved_to(story: Iterable[CaseFact]) -> ProcedureName | None:
    """Where the last version was moved up to, by the order of the facts: dates can be equal."""
    moved: ProcedureName | None = None
    for fact in story:
        if isinstance(fact, RequestScreened):
            moved = None
        elif isinstance(fact, RequestReferred):
            moved = fact.procedure
    return moved


class CaseRow(NamedTuple):
    """The index of a case: one flat row to filter, sort, search and chart.

    `reasons` holds the ids of the criteria that were not met, those that block first, joined by
    spaces, and `blocking` those that block alone, in the order of their ids. `findings` are words
    "criterion:standing", and `answers` words "question:value" (an option, yes, no, or a number in
    digits; one word for each option of several), by question. `first_outcome` is that of the first
    of its `versions`. `ruling` is what the committee's procedure led to; `decided_at` when the case
    was accepted, declined or withdrawn, and `because` the reason codes of a decline or withdrawal.
    `closes_at` is when the votes end, unless the clock stands still; `voters` are the seats that
    have not voted, and `recused` the members who left the case, each between spaces. `improved` is
    1 once a deal is accepted that screening made better, `asked` while the salesperson owes an
    answer; `condition_due` the day the next open condition is due.
    `organisation` and `registration` are the keys of the prospect's name and number. Moments are
    UTC in ISO 8601. `text` is what a search looks into.
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
    blocking: str
    findings: str
    answers: str
    versions: int
    first_outcome: Outcome
    ruling: Proposal | None
    decided_at: str | None
    because: str
    closes_at: str | None
    voters: str
    recused: str
    improved: int
    asked: int
    conditions_open: int
    conditions_kept: int
    conditions_broken: int
    condition_due: str | None
    opened_at: str
    changed_at: str
    text: str


# What `row` tells of a case: raised when it would tell an earlier one otherwise, as after a change
# of organisation_key. Stores then derive their index again.
ROWS = 7


# Letters that no alphabet of accents takes apart, and what people type for them.
_TYPED_FOR = {
    **{"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss"},
    **{"ø": "o", "Ø": "O", "ł": "l", "Ł": "L"},
}
_LETTER = re.compile(f"[{''.join(_TYPED_FOR)}]")


def searchable(text: str) -> str:
    """A text as a search reads it, what is looked for and what is looked into: œuvre as oeuvre, and
    é as one letter, whatever keyboard it comes from."""
    # They are rare: str.translate would look at every letter in turn, and takes ten times as long.
    return _LETTER.sub(lambda found: _TYPED_FOR[found[0]], normalize("NFC", text))


def case_id(number: int) -> str:
    """A case is named after the log line that opened it."""
    return f"C-{number}"


def fold(facts: Iterable[Fact], number: int) -> Case:
    """The case that its facts, oldest first, tell. `number` is the line of the first of them."""
    story = [fact for fact in facts if isinstance(fact, CaseFact)]
    screenings = tuple(fact for fact in story if isinstance(fact, RequestScreened))
    withdrawals = [fact for fact in story if isinstance(fact, RequestWithdrawn)]
    return Case(
        id=screenings[0].case,
        number=number,
        screenings=screenings,
        withdrawal=withdrawals[-1] if withdrawals else None,
        referrals=tuple(fact for fact in story if isinstance(fact, RequestReferred)),
        moved_to=_moved_to(story),
        questions=questions_in(story),
        recusals=tuple(fact for fact in story if isinstance(fact, RecusalDeclared)),
        motions=motions_in(story),
        opened_at=story[0].at,
        changed_at=story[-1].at,
    )


def row(case: Case) -> CaseRow:
    """The index row, derived from the case alone: it can be dropped and rebuilt from the log."""
    latest = case.latest
    request = latest.request
    failing = [one for one in latest.findings if one.standing == "not_met"]
    failing.sort(key=lambda one: not one.blocks)
    motion = case.motion
    due = [one.due for _, one in motion.open_conditions()] if motion else []
    settled = [one.kept for one in motion.outcomes()] if motion else []
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
        procedure=case.procedure,
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
        blocking=" ".join(sorted(one.criterion for one in latest.findings if one.blocks)),
        findings=" ".join(f"{one.criterion}:{one.standing}" for one in latest.findings),
        answers=" ".join(_said(request.answers)),
        versions=len(case.screenings),
        first_outcome=case.screenings[0].outcome,
        ruling=case.ruling.decision if case.ruling else None,
        decided_at=case.decided_at.isoformat() if case.decided_at else None,
        because=" ".join(case.because),
        closes_at=case.closes_at.isoformat() if case.closes_at else None,
        voters=_between_spaces(case.voters),
        recused=_between_spaces(sorted(case.recused)),
        improved=int(case.status == "accepted" and improved(case.screenings)),
        asked=int(case.status in OPEN and bool(case.unanswered)),
        conditions_open=len(due),
        conditions_kept=settled.count(True),
        conditions_broken=settled.count(False),
        condition_due=min(due).isoformat() if due else None,
        opened_at=case.opened_at.isoformat(),
        changed_at=case.changed_at.isoformat(),
        text=searchable("\n".join(part for part in searched if part)),
    )


def _said(answers: Mapping[str, Answer]) -> Iterator[str]:
    for question, answer in sorted(answers.items()):
        match answer:
            case bool():
                yield f"{question}:{'yes' if answer else 'no'}"
            case tuple():
                yield from (f"{question}:{option}" for option in answer)
            case _:
                yield f"{question}:{answer}"


def _between_spaces(ids: Iterable[str]) -> str:
    return "".join(f" {one} " for one in ids)
