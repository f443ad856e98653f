"""What the invented committee made of the example log's referrals."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from screening import committee_file
from screening.core.access import Person
from screening.core.assessment import Outcome
from screening.core.cases import CaseRow
from screening.core.committee_facts import DeclineReason, Proposal
from screening.core.model import Flag, Model, Whole
from screening.core.motion_check import NewCondition, NewMotion
from screening.core.query import Query
from screening.core.refused import Refused
from screening.core.tally import Vote
from screening.review import Ballot, Review
from screening.scenarios import NewScenario, Scenarios
from screening.service import Desk
from screening.settings import HOME
from screening.yaml_file import read_yaml

HEARINGS = HOME / "data" / "examples" / "hearings.yaml"
MANAGER = Person("manager-1", "manager")
CHAIR = Person("chair-1", "chair")
_PARIS = ZoneInfo("Europe/Paris")


class PastQuestion(Model):
    """What a member asked, on which day, and the answer when there was one."""

    on: Whole
    by: str
    question: str
    answered_on: Whole | None = None
    answer: str | None = None


class PastCondition(Model):
    """A condition that falls due so many days after the request was recorded."""

    text: str
    due: Whole
    proof: str


class PastMotion(Model):
    """What was proposed, and on which day."""

    on: Whole
    proposal: Proposal
    because: str
    conditions: tuple[PastCondition, ...] = ()
    reasons: tuple[DeclineReason, ...] = ()


class PastDecision(Model):
    """What management made of the opinion."""

    on: Whole
    decision: Proposal
    motive: str | None = None


class PastSettlement(Model):
    """A condition that was kept, or broken."""

    on: Whole
    condition: Whole
    kept: Flag
    proof: str


class PastScenario(Model):
    """What the chair kept a case as, once it was ruled on."""

    on: Whole
    title: str
    why: str
    expected: Outcome | None = None
    blocking: Flag = False


class Hearing(Model):
    """One referral before the committee. See the head of hearings.yaml."""

    reference: str
    asked: PastQuestion | None = None
    motion: PastMotion | None = None
    for_: tuple[str, ...] = Field((), alias="for")
    against: tuple[str, ...] = ()
    abstain: tuple[str, ...] = ()
    recused: dict[str, str] = Field(default_factory=dict)
    reasons: dict[str, str] = Field(default_factory=dict)
    second: PastMotion | None = None
    second_for: tuple[str, ...] = ()
    decided: PastDecision | None = None
    settled: tuple[PastSettlement, ...] = ()
    scenario: PastScenario | None = None

    @model_validator(mode="after")
    def _explained(self) -> Self:
        if silent := {*self.against, *self.abstain} - self.reasons.keys():
            raise ValueError(f"{self.reference}: {silent} vote against or abstain and say no word")
        return self


class Hearings(Model):
    """All of them."""

    hearings: tuple[Hearing, ...]


@lru_cache(maxsize=1)
def read_hearings() -> tuple[Hearing, ...]:
    """The hearings in our own file; pydantic.ValidationError or AssertionError if we broke it."""
    document, problems = read_yaml(HEARINGS.read_text("utf-8"))
    assert document is not None, problems
    return Hearings.model_validate(document.plain).hearings


def hold(desk: Desk) -> None:
    """Tells the committee's part of the history, which is left out where it does not fit.

    Each act has a submission of its own: what was told before, or by another process at the same
    time, is told once.
    """
    rules = desk.edition.committee
    loaded = committee_file.load(committee_file.EXAMPLE, rules, desk.today)
    cases = {one.reference: one for one in desk.log.rows(Query(status=("referred",), size=1_000))}
    for person in loaded.people:
        desk.introduce(person)
    for hearing in read_hearings():
        if case := cases.get(hearing.reference):
            try:
                _Past(Review(desk, loaded.roster), case).tell(hearing)
            except Refused:
                continue


@dataclass(frozen=True)
class _Past:
    """A case heard in the past: every act at its own hour."""

    review: Review
    case: CaseRow

    def tell(self, hearing: Hearing) -> None:
        id, name = self.case.case, f"example-{hearing.reference}"
        owner = Person(self.case.owner or "sales-1", "salesperson")
        if asked := hearing.asked:
            question = f"{name}-asked"
            self._on(asked.on).ask(id, question, asked.question, _member(asked.by))
            if asked.answered_on is not None and asked.answer:
                self._on(asked.answered_on).answer(
                    id, f"{name}-answered", question, asked.answer, owner
                )
        for number, (member, why) in enumerate(hearing.recused.items()):
            self._on(1, number).recuse(id, f"{name}-recused-{member}", why, _member(member))
        if hearing.motion is not None:
            votes: list[tuple[str, Vote]] = [
                *((one, "for") for one in hearing.for_),
                *((one, "against") for one in hearing.against),
                *((one, "abstain") for one in hearing.abstain),
            ]
            self._vote(hearing.motion, f"{name}-motion", votes, hearing)
        if hearing.second is not None:
            again: list[tuple[str, Vote]] = [(one, "for") for one in hearing.second_for]
            self._vote(hearing.second, f"{name}-second", again, hearing)
        if decided := hearing.decided:
            at = self._on(decided.on)
            at.close_due([id])
            at.decide(id, f"{name}-decided", decided.decision, decided.motive, MANAGER)
        for one in hearing.settled:
            self._on(one.on).settle(
                id, f"{name}-settled-{one.condition}", one.condition, one.kept, one.proof, owner
            )
        if kept := hearing.scenario:
            new = NewScenario(kept.title, kept.why, kept.expected, kept.blocking)
            Scenarios(self._on(kept.on).desk).keep(id, f"{name}-kept", new, CHAIR)

    def _vote(
        self, motion: PastMotion, name: str, votes: Iterable[tuple[str, Vote]], hearing: Hearing
    ) -> None:
        recorded = self._moment(0).date()
        new = NewMotion(
            motion.proposal,
            motion.because,
            tuple(
                NewCondition(
                    text=one.text,
                    owner=self.case.owner or "sales-1",
                    due=recorded + timedelta(days=one.due),
                    proof=one.proof,
                )
                for one in motion.conditions
            ),
            motion.reasons,
        )
        first = self._on(motion.on)
        first.close_due([self.case.case])
        first.put(self.case.case, name, new, CHAIR)
        for place, (member, vote) in enumerate(votes, start=1):
            # Some vote at once, others days later.
            at = self._on(motion.on + 1 + place // 4, place)
            ballot = Ballot(member, vote, hearing.reasons.get(member))
            try:
                at.vote(self.case.case, f"{name}-{member}", ballot, _member(member))
            except Refused as refused:
                if refused.code != "no_open_motion":
                    raise
                return  # the result was certain before everybody had voted

    def _on(self, day: int, place: int = 0) -> Review:
        """The committee at work on that day, but never later than now."""
        at = min(self._moment(day, place), self.review.desk.now()).astimezone(UTC)
        return replace(self.review, desk=replace(self.review.desk, now=lambda: at))

    def _moment(self, day: int, place: int = 0) -> datetime:
        opened = datetime.fromisoformat(self.case.opened_at).astimezone(_PARIS)
        hour = time(9 + place % 9, (place * 17) % 60)
        moment = datetime.combine(opened.date() + timedelta(days=day), hour, _PARIS)
        return max(moment, opened)


def _member(id: str) -> Person:
    return CHAIR if id == CHAIR.id else Person(id, "member")
