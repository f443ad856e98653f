"""The use cases: read, let core decide, record. The only place that decides and records."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from pydantic import ValidationError

from screening import __version__, criteria_file, directory
from screening.core.access import Action, NotAllowed, Person, may
from screening.core.assessment import Answers, Assessment, Rules, assess, deciding_questions
from screening.core.cases import Case, CaseRow, case_id, fold, row
from screening.core.chain import Flaw, Head, Line, flaws
from screening.core.committee import ProcedureName, procedure_for
from screening.core.criteria import Edition
from screening.core.facts import (
    EditionAdopted,
    PersonErased,
    RecordedFinding,
    RecordedScore,
    RequestScreened,
    content,
    read_fact,
)
from screening.core.problems import Problem
from screening.core.request import Request, read_answers, read_request
from screening.core.verification import Progress, verify
from screening.criteria_file import LoadedEdition
from screening.stores.protocol import DecisionLog, Draft, PersonDetails, Query, Writing


class NotInForce(Exception):
    """The edition does not apply on this day. Adopt one that does, or name another day."""

    def __init__(self, edition: Edition, day: date) -> None:
        super().__init__(f"edition {edition.name} is not in force on {day}")
        self.edition = edition
        self.day = day


class StillUndecided(Exception):
    """The answers do not settle the outcome yet. Answer the deciding questions, or keep a draft."""

    def __init__(self, deciding: tuple[str, ...]) -> None:
        super().__init__(f"still to be answered: {', '.join(deciding)}")
        self.deciding = deciding


class UnknownCase(Exception):
    """No case has this id. Look it up in the list of cases."""


class Verdict(NamedTuple):
    """An assessment with what follows from it. `procedure` is None unless it is a referral."""

    assessment: Assessment
    deciding: tuple[str, ...]
    procedure: ProcedureName | None


class Recorded(NamedTuple):
    """Where a request was recorded. `new` is False when this submission was recorded before."""

    case: str
    new: bool


class Dossier(NamedTuple):
    """A case with its lines and what is wrong with them (nothing, in a log nobody altered)."""

    case: Case
    lines: tuple[Line, ...]
    flaws: tuple[Flaw, ...]


@lru_cache(maxsize=64)
def rules_on(loaded: LoadedEdition, day: date) -> Rules:
    """An edition compiled for a day, once. Raises NotInForce."""
    if not loaded.edition.in_force_on(day):
        raise NotInForce(loaded.edition, day)
    return Rules(loaded.edition, day)


def give_verdict(answers: Answers, rules: Rules) -> Verdict:
    """The verdict on answers valid for the rules, and what follows from it."""
    assessment = assess(answers, rules)
    undecided = assessment.outcome == "undecided"
    refers = assessment.outcome == "refer"
    return Verdict(
        assessment,
        deciding_questions(answers, rules) if undecided else (),
        procedure_for(assessment, rules.edition) if refers else None,
    )


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Desk:
    """The mission desk over one log and one edition. `now` tells the time, in UTC."""

    log: DecisionLog
    loaded: LoadedEdition
    now: Callable[[], datetime] = _utc_now

    @property
    def edition(self) -> Edition:
        return self.loaded.edition

    # ── Assessing ────────────────────────────────────────────────────────────────────────────

    def rules(self) -> Rules:
        """Today's rules. Raises NotInForce."""
        return rules_on(self.loaded, self.now().date())

    def read(self, raw: object) -> tuple[Request | None, tuple[Problem, ...]]:
        """A request from a form or a file, or every problem with it."""
        return read_request(raw, self.edition, self.rules().day)

    def answers(self, raw: object) -> tuple[Answers, tuple[Problem, ...]]:
        """The valid answers among those typed so far, and a problem for each of the others."""
        return read_answers(raw, self.edition, self.rules().day)

    def verdict(self, answers: Answers) -> Verdict:
        """The verdict on valid answers, and what is still worth asking."""
        return give_verdict(answers, self.rules())

    # ── Recording ────────────────────────────────────────────────────────────────────────────

    def record(self, request: Request, submission: str, by: Person) -> Recorded:
        """Records a decided request as a new case; the same submission again changes nothing.

        Raises NotAllowed, NotInForce, StillUndecided and LogUnusable.
        """
        _require(by, "record")
        now = self.now()
        verdict = give_verdict(request.answers, rules_on(self.loaded, now.date()))
        if verdict.assessment.outcome == "undecided":
            raise StillUndecided(verdict.deciding)
        with self.log.writing() as writing:
            if earlier := writing.submitted(submission):
                return Recorded(earlier, new=False)
            self._enter_edition(writing, by, now)
            number = writing.head.number + 1
            fact = RequestScreened(
                at=now,
                by=by.id,
                case=case_id(number),
                submission=submission,
                request=self._without_names(request, by, writing),
                contact=self._kept_contact(request, writing),
                edition=self.edition.name,
                fingerprint=self.loaded.fingerprint,
                engine=__version__,
                on=now.date(),
                outcome=verdict.assessment.outcome,
                score=RecordedScore(**verdict.assessment.score._asdict()),
                accept_from=self.edition.accept_from,
                procedure=verdict.procedure,
                findings=tuple(
                    RecordedFinding(**one._asdict()) for one in verdict.assessment.findings
                ),
            )
            writing.append(fact.case, content(fact))
            writing.index(row(fold([fact], number)))
            writing.drop_draft(submission)
        return Recorded(fact.case, new=True)

    def _enter_edition(self, writing: Writing, by: Person, now: datetime) -> None:
        """The first decision under an edition enters its whole file, so that it can be replayed."""
        if writing.knows_edition(self.loaded.fingerprint):
            return
        fact = EditionAdopted(
            at=now,
            by=by.id,
            edition=self.edition.name,
            fingerprint=self.loaded.fingerprint,
            criteria=self.loaded.text,
        )
        writing.append(None, content(fact))

    def _without_names(self, request: Request, by: Person, writing: Writing) -> Request:
        """The request as it may be sealed: people by their ids, their names in the directory."""
        owner = by.id if request.owner is None else self._known(request.owner, writing)
        return request.model_copy(update={"owner": owner, "contact": None})

    def _kept_contact(self, request: Request, writing: Writing) -> str | None:
        if request.contact is None:
            return None
        contact = directory.new_contact(request.contact)
        writing.keep_person(contact)
        return contact.id

    def person_named(self, written: str) -> str:
        """The id of somebody who acts: an id as it is, else that of the person with this name."""
        if directory.is_id(written):
            return written
        with self.log.writing() as writing:
            return self._known(written, writing)

    def _known(self, written: str, writing: Writing) -> str:
        """The id of somebody named in a request, who enters the directory if need be."""
        person = directory.find(self.log.people(), written)
        if person is None:
            person = directory.new_person(written)
            writing.keep_person(person)
        return person.id

    # ── Drafts ───────────────────────────────────────────────────────────────────────────────

    def save_draft(self, id: str, raw: Mapping[str, object], by: Person) -> None:
        """Keeps what was typed, valid or not, under the id its submission will have."""
        _require(by, "draft")
        earlier = self.log.draft(id)
        if earlier is not None and earlier.owner != by.id:
            raise NotAllowed(by, "draft")
        self.log.save_draft(Draft(id, by.id, json.dumps(raw, ensure_ascii=False), self.now()))

    def draft(self, id: str, by: Person) -> dict[str, object] | None:
        """What was typed in a draft of one's own; None when there is no such draft."""
        kept = self.log.draft(id)
        if kept is None or kept.owner != by.id:
            return None
        raw: dict[str, object] = json.loads(kept.content)
        return raw

    def drafts(self, by: Person) -> list[Draft]:
        return self.log.drafts(by.id)

    def drop_draft(self, id: str, by: Person) -> None:
        if self.draft(id, by) is not None:
            self.log.drop_draft(id)

    # ── Looking up ───────────────────────────────────────────────────────────────────────────

    def recorded_as(self, submission: str) -> str | None:
        """The case that recorded this submission, if it was."""
        return self.log.submitted(submission)

    def case(self, id: str, by: Person) -> Dossier:
        """A case with its lines, each checked against the seal before it.

        Raises UnknownCase, and NotAllowed when the case is not theirs to read.
        """
        indexed = self.log.row(id)
        if indexed is None:
            raise UnknownCase(id)
        if not may(by, "read_case", indexed.owner):
            raise NotAllowed(by, "read_case")
        lines = tuple(self.log.lines(case=id))
        facts = [read_fact(line.content) for line in lines]
        found = tuple(flaw for line in lines for flaw in flaws([line], self._before(line.number)))
        return Dossier(fold(facts, indexed.number), lines, found)

    def _before(self, number: int) -> Head:
        for line in self.log.lines(after=number - 2):
            if line.number == number - 1:
                return Head(line.number, line.seal)
            break
        return Head(number - 1, "")

    def edition_of(self, screening: RequestScreened) -> Edition:
        """The edition that judged a request, from the log when it is no longer the one in use."""
        if screening.fingerprint == self.loaded.fingerprint:
            return self.edition
        line = self.log.edition(screening.fingerprint)
        fact = line and read_fact(line.content)
        if not isinstance(fact, EditionAdopted):
            raise KeyError(screening.fingerprint)
        return criteria_file.read(fact.criteria).edition

    def cases(self, query: Query, by: Person) -> list[CaseRow]:
        """A page of cases, newest first. A salesperson sees their own."""
        if by.role == "salesperson":
            query = replace(query, owner=by.id)
        return self.log.rows(query)

    def every_case(self, query: Query, by: Person) -> Iterator[CaseRow]:
        """All the cases that a query finds, newest first, page after page."""
        while page := self.cases(query, by):
            yield from page
            query = replace(query, before=page[-1].number)

    def name_of(self, id: str) -> str:
        """A person's name, or the id of somebody erased or unknown."""
        person = self.log.person(id)
        return person.name if person is not None and person.name else id

    # ── The directory ────────────────────────────────────────────────────────────────────────

    def find_person(self, written: str) -> str | None:
        """The id of somebody in the directory, by id or name."""
        found = directory.find(self.log.people(), written)
        return found and found.id

    def introduce(self, person: PersonDetails) -> None:
        """Makes sure the directory knows somebody who signs in."""
        if self.log.person(person.id) is None:
            with self.log.writing() as writing:
                writing.keep_person(person)

    def erase(self, id: str, by: Person) -> None:
        """Removes a person's name and details for good; every seal stays valid.

        Raises NotAllowed, and KeyError when the directory does not know the person.
        """
        _require(by, "erase_person")
        if self.log.person(id) is None:
            raise KeyError(id)
        now = self.now()
        with self.log.writing() as writing:
            writing.keep_person(PersonDetails(id, None, None, None, now))
            fact = PersonErased(at=now, by=by.id, person=id)
            writing.append(None, content(fact))


def verify_log(
    log: DecisionLog, *, quoted: Head | None = None, progress: Progress = lambda _: None
) -> Iterator[Flaw]:
    """Every flaw of a log's lines and of its index, as they are at this moment."""
    with log.reading() as reading:
        yield from verify(
            reading.lines(),
            reading.lines_by_case(),
            reading.rows_by_case(),
            quoted=quoted,
            progress=progress,
        )


def altered_lines(log: DecisionLog) -> list[int]:
    """The numbers of the lines that were altered: the seals alone, which is quick."""
    with log.reading() as reading:
        return sorted({flaw.number for flaw in flaws(reading.lines())})


def replay(lines: Iterable[Line], progress: Progress = lambda _: None) -> Iterator[Flaw]:
    """Assesses every recorded request again, from the lines alone; names each that differs.

    The criteria are those the log itself holds. A line whose edition the log does not hold, or
    holds under a fingerprint that is not its own, cannot be replayed: it is named too.
    """
    editions: dict[str, LoadedEdition] = {}
    for line in lines:
        progress(1)
        try:
            fact = read_fact(line.content)
            if isinstance(fact, EditionAdopted):
                loaded = criteria_file.read(fact.criteria)
                editions[loaded.fingerprint] = loaded
            elif isinstance(fact, RequestScreened):
                rules = rules_on(editions[fact.fingerprint], fact.on)
                if assess(fact.request.answers, rules) != fact.assessment:
                    yield Flaw(line.number, "replay")
        except (ValidationError, criteria_file.CriteriaUnreadable, KeyError, NotInForce):
            yield Flaw(line.number, "replay")


def submission_of(request: Request, fingerprint: str) -> str:
    """The same id for the same request under the same criteria: a file can be recorded again."""
    held = f"{fingerprint}\n{request.model_dump_json(exclude_none=True)}"
    return f"f-{sha256(held.encode()).hexdigest()[:32]}"


def _require(person: Person, action: Action) -> None:
    if not may(person, action):
        raise NotAllowed(person, action)
