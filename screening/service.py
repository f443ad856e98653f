"""The use cases: read, let core decide, record. The only place that decides and records."""

import json
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from pydantic import ValidationError

from screening import __version__, criteria_file, directory
from screening.alike import Deal, deal_of, same_deal
from screening.core.access import NotAllowed, Person, may, require
from screening.core.assessment import Answers, Assessment, Rules, assess, deciding_questions
from screening.core.cases import OPEN, Case, CaseRow, Status, case_id, fold, row
from screening.core.chain import Flaw, Head, Line, flaws
from screening.core.committee import ProcedureName, procedure_for
from screening.core.counterfactual import Change, counterfactuals
from screening.core.criteria import Edition
from screening.core.evidence import relied_upon
from screening.core.fact import dated
from screening.core.facts import (
    EditionAdopted,
    Fact,
    PersonErased,
    ProposalTaken,
    RecordedFinding,
    RecordedScore,
    RequestScreened,
    RequestWithdrawn,
    WithdrawalReason,
    content,
    read_fact,
)
from screening.core.impact import Key
from screening.core.improvement import proposals_taken
from screening.core.masking import VOTED_ON, Hidden, hidden_from, row_without, without
from screening.core.model import tidied
from screening.core.organisations import registration_key, same_registration
from screening.core.paris import day_of
from screening.core.problems import Problem
from screening.core.query import LARGEST_PAGE, Query
from screening.core.request import Request, read_answers, read_request
from screening.core.verification import Progress, verify
from screening.criteria_file import LoadedEdition
from screening.editions import edition_on, editions_in, entered_by
from screening.likeness import Likeness
from screening.stores.protocol import (
    DecisionLog,
    Draft,
    KnowsAccounts,
    PersonDetails,
    Reading,
    Writing,
)


class NotInForce(Exception):
    """The edition does not apply on this day. Adopt one that does, or name another day."""

    def __init__(self, edition: Edition, day: date) -> None:
        super().__init__(f"edition {edition.name} is not in force on {day}")
        self.edition = edition
        self.day = day


class EditionChanged(Exception):
    """Another edition is in force than the one the answers were read by. Read them by that one."""

    def __init__(self, edition: Edition) -> None:
        super().__init__(f"edition {edition.name} is in force")
        self.edition = edition


class StillUndecided(Exception):
    """The answers do not settle the outcome yet. Answer the deciding questions, or keep a draft."""

    def __init__(self, deciding: tuple[str, ...]) -> None:
        super().__init__(f"still to be answered: {', '.join(deciding)}")
        self.deciding = deciding


class UnknownCase(Exception):
    """No case has this id. Look it up in the list of cases."""


class CaseLeft(NotAllowed):
    """They recused themselves from this case: nothing of it is shown to them any more."""

    def __init__(self, person: Person, case: str) -> None:
        super().__init__(person, "read_case")
        self.case = case


class EditionLost(Exception):
    """The log no longer holds the criteria that judged a request. Verify the log."""


class CaseUnreadable(Exception):
    """The lines of a case were altered so much that they tell no case any more.

    Show the lines as they are, and their flaws; `verify` says the same of the log as a whole.
    """

    def __init__(self, case: str, lines: tuple[Line, ...], flaws: tuple[Flaw, ...]) -> None:
        super().__init__(f"{case}: {', '.join(f'line {one.number}: {one.what}' for one in flaws)}")
        self.case = case
        self.lines = lines
        self.flaws = flaws


class AlreadyRecorded(Exception):
    """This draft was recorded, in another window perhaps. Keep what was typed as another draft."""

    def __init__(self, case: str) -> None:
        super().__init__(case)
        self.case = case


class LastOwner(Exception):
    """The last criteria owner goes, and nobody else could give access again. Name another first."""

    def __init__(self, person: str) -> None:
        super().__init__(person)
        self.person = person


class CaseClosed(Exception):
    """The case is being voted on, decided or withdrawn: it takes no new version.

    Wait for the vote, or record a new request.
    """

    def __init__(self, case: Case) -> None:
        super().__init__(f"{case.id} is {case.status}")
        self.case = case


class NewerVersion(Exception):
    """Somebody recorded a version of this case since this one was begun. Take the case up again."""

    def __init__(self, case: str) -> None:
        super().__init__(case)
        self.case = case


class DraftMoved(Exception):
    """The draft was saved by another window since this one read it. Keep this as another draft."""


class ReasonMissing(Exception):
    """Nobody sends to the committee what the criteria do not refer without saying why."""


class RecordedBefore(Exception):
    """The same deal is a case already. Amend that one, or say why it is recorded again."""

    def __init__(self, case: str) -> None:
        super().__init__(case)
        self.case = case


class Words(NamedTuple):
    """What a person adds to a request when recording it.

    `amends` is the case this is a new version of, and `versions` how many it had when this one was
    begun, if that is known; `context` a sentence for the committee;
    `sent_because` why a person sends it there though the criteria do not refer it;
    `repeated_because` why a deal recorded before is recorded again; `stood` what was answered, by
    question and unchecked, before a proposal was tried in the form: None is unanswered.
    """

    amends: str | None = None
    context: str | None = None
    sent_because: str | None = None
    repeated_because: str | None = None
    versions: int | None = None
    stood: Mapping[str, object] | None = None


NO_WORDS = Words()


class Verdict(NamedTuple):
    """An assessment with what follows from it. `procedure` is None unless it is a referral.

    `accepted_if` holds the smallest sets of changes that would be accepted, cheapest first;
    where a referral has none, `reopened_if` those after which it would no longer be referred.
    """

    assessment: Assessment
    deciding: tuple[str, ...]
    procedure: ProcedureName | None
    accepted_if: tuple[tuple[Change, ...], ...]
    reopened_if: tuple[tuple[Change, ...], ...]


class Recorded(NamedTuple):
    """Where a request was recorded. `new` is False when this submission was recorded before."""

    case: str
    new: bool


class Earlier(NamedTuple):
    """What a person may know of an earlier case of the same organisation.

    Of a case that is not theirs to read they know what became of it and whose it is, to talk with
    them: its `title` is None. `same_deal` is whether it is likely to be the deal at hand.
    """

    case: str
    status: Status
    opened_at: datetime
    prospect: str
    owner: str | None
    title: str | None
    same_deal: bool

    @property
    def asks_why(self) -> bool:
        """Whether the deal at hand takes a word why to be recorded besides this case.

        A withdrawn case asks for none. It stands for no deal any more: what was merged, or entered
        twice, has another case that asks; what was given up or lost tells by coming back.
        """
        return self.same_deal and self.status != "withdrawn"


class Dossier(NamedTuple):
    """A case with its lines and what is wrong with them (nothing, in a log nobody altered).

    Without what is `hidden` from whoever asked: then its lines have lost their content, too.
    """

    case: Case
    lines: tuple[Line, ...]
    flaws: tuple[Flaw, ...]
    hidden: frozenset[Hidden] = frozenset()


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
    accepted_if = tuple(counterfactuals(answers, rules))
    reopened_if = (
        tuple(counterfactuals(answers, rules, "undecided")) if refers and not accepted_if else ()
    )
    return Verdict(
        assessment,
        deciding_questions(answers, rules) if undecided else (),
        procedure_for(assessment, rules.edition) if refers else None,
        accepted_if,
        reopened_if,
    )


# More ways to write one organisation's name than people find.
_SPELLINGS = 20


@lru_cache(maxsize=8)
def _likeness_in(log: DecisionLog) -> Likeness:
    """What is known of a log's organisations; it goes on learning as long as the log is open."""
    return Likeness(log)


def utc_now() -> datetime:
    return datetime.now(UTC)


Gate = Callable[[Person, KnowsAccounts], None]


def open_to_all(person: Person, log: KnowsAccounts) -> None:
    """Where nobody signs in, nobody's session ends."""


@dataclass(frozen=True)
class Desk:
    """The mission desk over one log and one edition. `now` tells the time, in UTC.

    `gate` is asked within each write whether who writes is still let in; it raises if not.
    """

    log: DecisionLog
    loaded: LoadedEdition
    now: Callable[[], datetime] = utc_now
    gate: Gate = open_to_all

    @property
    def edition(self) -> Edition:
        return self.loaded.edition

    @property
    def today(self) -> date:
        """The day that the rules go by: that of the clocks in Paris."""
        return day_of(self.now())

    @contextmanager
    def writing(self, by: Person) -> Iterator[Writing]:
        """A write by this person, who is let in at the moment it begins."""
        with self.log.writing() as writing:
            self.gate(by, writing)
            yield writing

    # ── Assessing ────────────────────────────────────────────────────────────────────────────

    def rules(self) -> Rules:
        """Today's rules. Raises NotInForce."""
        return rules_on(self.loaded, self.today)

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

    def record(
        self, request: Request, submission: str, by: Person, words: Words = NO_WORDS
    ) -> Recorded:
        """Records a decided request, as a new case or as a new version of one.

        The same submission again changes nothing. Nobody can record an acceptance that the
        criteria do not give; with `words.sent_because` a person sends to the committee what they
        do not refer, with `words.repeated_because` one records a deal again: that word is kept
        where it is one, and what is merely a new version takes none. Raises NotAllowed,
        NotInForce, EditionChanged, StillUndecided, ReasonMissing, RecordedBefore, NewerVersion,
        CaseClosed, UnknownCase and LogUnusable.
        """
        draft = self.log.draft(submission)
        if draft is not None and draft.owner != by.id:
            raise NotAllowed(by, "record")
        with self.writing(by) as writing:
            return self.record_in(writing, request, submission, by, words)

    def record_in(
        self,
        writing: Writing,
        request: Request,
        submission: str,
        by: Person,
        words: Words = NO_WORDS,
    ) -> Recorded:
        """As `record`, within a write that is under way: of several requests, all or none.

        What it refuses, it refuses before it writes anything. A request is compared
        with the deals recorded before this write, not with others of the same write.
        """
        require(by, "record")
        if earlier := writing.submitted(submission):
            return Recorded(earlier, new=False)
        now = self.now()
        today = day_of(now)
        in_force = edition_on(self.log, today, lambda: self.loaded)
        if in_force.fingerprint != self.loaded.fingerprint:
            raise EditionChanged(in_force.edition)
        rules = rules_on(self.loaded, today)
        verdict = give_verdict(request.answers, rules)
        by_hand = verdict.assessment.outcome != "refer" and words.sent_because is not None
        outcome = "refer" if by_hand else verdict.assessment.outcome
        if outcome == "undecided":
            raise StillUndecided(verdict.deciding)
        sent_because = tidied(words.sent_because) if by_hand else None
        if by_hand and sent_because is None:
            raise ReasonMissing
        again = tidied(words.repeated_because)
        before = self._recorded_before(request, by) if words.amends is None else None
        if before is not None and again is None:
            raise RecordedBefore(before)
        opened = None if words.amends is None else self._opened(words.amends, by, writing)
        if opened and words.versions not in (None, _versions(opened[1])):
            raise NewerVersion(opened[1][0].case or "")
        self.enter_edition(writing, by, now)
        number, story = opened or (writing.head.number + 1, [])
        fact = RequestScreened(
            **dated(now, story[-1].at if story else now),
            by=by.id,
            case=case_id(number),
            submission=submission,
            request=self._without_names(request, by, story, writing),
            contact=self._kept_contact(request, writing),
            # What is meant for the committee goes nowhere else.
            context=tidied(words.context) if outcome == "refer" else None,
            sent_because=sent_because,
            repeated_because=again if before is not None else None,
            proposals_taken=_taken(request, words, rules) if outcome == "accept" else None,
            salt=uuid4().hex,
            edition=self.edition.name,
            fingerprint=self.loaded.fingerprint,
            engine=__version__,
            on=today,
            outcome=outcome,
            score=RecordedScore(**verdict.assessment.score._asdict()),
            accept_from=self.edition.accept_from,
            procedure=(
                procedure_for(verdict.assessment, self.edition) if outcome == "refer" else None
            ),
            findings=tuple(RecordedFinding(**one._asdict()) for one in verdict.assessment.findings),
        )
        writing.append(fact.case, content(fact))
        writing.index(row(fold([*story, fact], number)))
        writing.drop_draft(submission)
        return Recorded(fact.case, new=True)

    def _recorded_before(self, request: Request, by: Person) -> str | None:
        """The newest case of the same deal, unless that asks for no word why.

        Asked within a write, so that of two windows at once the second sees what the first did.
        """
        prospect = request.prospect
        known = self.earlier_cases(prospect.name, prospect.registration_number, by, request)
        return next((one.case for one in known if one.asks_why), None)

    def earlier_cases(
        self, name: str, registration: str | None, by: Person, request: Request | None = None
    ) -> list[Earlier]:
        """The cases of an organisation, under any spelling or number of it, newest first.

        `name` and `registration` are as typed. The `request`, once it is one, tells which of them
        are of the same deal. Left out are those that the person left, and those of which they may
        not know whose they are. Raises LogUnusable.
        """
        deal = deal_of(request) if request is not None else None
        return [
            Earlier(
                row.case,
                row.status,
                datetime.fromisoformat(row.opened_at),
                row.prospect,
                row.owner,
                row.title if may(by, "read_case", row.owner) else None,
                deal is not None
                and same_deal(deal, Deal(row.prospect, row.registration, row.reference, row.title)),
            )
            for row in self._cases_of(name, registration, by)
            if "prospect" not in self._hidden_in(row, by) or not may(by, "read_case", row.owner)
        ]

    def _cases_of(self, name: str, registration: str | None, by: Person) -> list[CaseRow]:
        """The newest thousand cases under each spelling of an organisation's name."""
        number = registration_key(registration)
        known = _likeness_in(self.log)  # type: ignore[arg-type]  # logs compare by identity
        rows = [
            row
            for match in known.similar(name, registration, most=_SPELLINGS)
            for row in self.log.rows(
                Query(organisation=(match.key,), reader=by.id, size=LARGEST_PAGE)
            )
            # Of namesakes their numbers tell.
            if not (number and row.registration) or same_registration(number, row.registration)
        ]
        return sorted(rows, key=lambda row: row.number, reverse=True)

    def _opened(
        self, id: str, by: Person, writing: Writing, statuses: Container[Status] = ("referred",)
    ) -> tuple[int, list[Fact]]:
        """The number of a case that may still be taken up again, or back, and its facts so far."""
        number, story = self.story_of(id, writing)
        case = fold(story, number)
        if not may(by, "amend", case.latest.request.owner, case.recused):
            raise NotAllowed(by, "amend")
        if case.status not in statuses:
            raise CaseClosed(case)
        return number, story

    def story_of(self, id: str, writing: Writing) -> tuple[int, list[Fact]]:
        """The number of a case and its facts so far. Raises UnknownCase and CaseUnreadable."""
        lines = writing.lines(id)
        if not lines:
            raise UnknownCase(id)
        story = [fact for line in lines if (fact := _fact(line)) is not None]
        if _told(lines, lines[0].number) is None or len(story) < len(lines):
            found = [flaw for line in lines for flaw in self._flaws_of(line)]
            raise CaseUnreadable(id, tuple(lines), tuple(found))
        return lines[0].number, story

    def common_facts(self) -> list[Fact]:
        """What the log holds of no case in particular, editions left out, oldest first."""
        return [fact for line in self.log.common_lines() if (fact := _fact(line)) is not None]

    def withdraw(
        self, case: str, submission: str, reason: WithdrawalReason, note: str | None, by: Person
    ) -> Recorded:
        """Takes a request back before it is ruled on; the same submission again changes nothing.

        Raises NotAllowed, CaseClosed, UnknownCase and LogUnusable.
        """
        with self.writing(by) as writing:
            if earlier := writing.submitted(submission):
                return Recorded(earlier, new=False)
            number, story = self._opened(case, by, writing, OPEN)
            fact = RequestWithdrawn(
                **dated(self.now(), story[-1].at),
                by=by.id,
                case=case,
                submission=submission,
                reason=reason,
                note=tidied(note),
            )
            writing.append(case, content(fact))
            writing.index(row(fold([*story, fact], number)))
        return Recorded(case, new=True)

    def enter_edition(self, writing: Writing, by: Person, now: datetime) -> None:
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

    def _without_names(
        self, request: Request, by: Person, story: list[Fact], writing: Writing
    ) -> Request:
        """The request as it may be sealed: people by their ids, their names in the directory.

        Where it names no owner, a new version stays with the last one's, and a new case is that
        of whoever records it.
        """
        earlier = [one.request.owner for one in story if isinstance(one, RequestScreened)]
        owner: str | None = earlier[-1] if earlier else by.id
        if request.owner is not None:
            owner = self._id_of(request.owner, writing)
        return request.model_copy(update={"owner": owner, "contact": None})

    def _kept_contact(self, request: Request, writing: Writing) -> str | None:
        if request.contact is None:
            return None
        contact = directory.new_contact(request.contact)
        writing.keep_person(contact)
        return contact.id

    def person_named(self, written: str) -> str:
        """The id of somebody who acts: an id as it is, else that of the person with this name."""
        with self.log.writing() as writing:
            return self._id_of(written, writing)

    def _id_of(self, written: str, writing: Writing) -> str:
        """An id as it is, else that of the person with this name, who enters the directory."""
        if directory.is_id(written):
            return written
        # Nobody else writes meanwhile: the same name twice at once is one person all the same.
        known = directory.named(self.log.people(), written)
        if staff := [one for one in known if not directory.is_contact(one)]:
            return staff[0].id
        person = directory.new_person(written)
        writing.keep_person(person)
        return person.id

    def amendment(self, id: str, by: Person) -> str:
        """Begins a new version of a referred request: the id of a draft that holds the last one.

        One's version that was begun and not recorded is gone on with.

        Raises UnknownCase, NotAllowed, CaseClosed, CaseUnreadable and LogUnusable.
        """
        case = self.case(id, by).case
        if not may(by, "amend", case.latest.request.owner):
            raise NotAllowed(by, "amend")
        if case.status != "referred":
            raise CaseClosed(case)
        raw = case.latest.request.model_dump(mode="json", exclude_none=True)
        if contact := self.contact_of(case.latest):
            known = {"name": contact.name, "email": contact.email, "phone": contact.phone}
            raw["contact"] = {key: value for key, value in known.items() if value}
        raw["words"] = {"amends": id, "versions": len(case.screenings)}
        for begun in self.drafts(by):
            if json.loads(begun.content).get("words", {}).get("amends") == id:
                return begun.id
        draft = uuid4().hex
        self.save_draft(draft, raw, by)
        return draft

    # ── Drafts ───────────────────────────────────────────────────────────────────────────────

    def save_draft(
        self, id: str, raw: Mapping[str, object], by: Person, seen: datetime | None = None
    ) -> datetime:
        """Keeps what was typed, valid or not, under the id its submission will have; gives when.

        `seen` is when the draft was kept that is being replaced, for whoever must not replace
        another window's. Raises NotAllowed, AlreadyRecorded, DraftMoved and LogUnusable.
        """
        require(by, "draft")
        self.gate(by, self.log)
        if case := self.log.submitted(id):
            raise AlreadyRecorded(case)
        earlier = self.log.draft(id)
        if earlier is not None and earlier.owner != by.id:
            raise NotAllowed(by, "draft")
        if earlier is not None and seen is not None and earlier.saved_at != seen:
            raise DraftMoved
        at = self.now()
        # In ASCII, since what was typed can hold what no store would take as text.
        self.log.save_draft(Draft(id, by.id, json.dumps(raw), at))
        return at

    def draft_saved_at(self, id: str, by: Person) -> datetime | None:
        """When a draft of one's own was kept last."""
        kept = self.log.draft(id)
        return kept.saved_at if kept is not None and kept.owner == by.id else None

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
        self.gate(by, self.log)
        if self.draft(id, by) is not None:
            self.log.drop_draft(id)

    # ── Looking up ───────────────────────────────────────────────────────────────────────────

    def recorded_as(self, submission: str) -> str | None:
        """The case that recorded this submission, if it was."""
        return self.log.submitted(submission)

    def case(self, id: str, by: Person) -> Dossier:
        """A case with its lines, each checked against the seal before it.

        The line that holds its criteria is checked with them. What of it this person may not know
        is left out. Raises UnknownCase, NotAllowed when the case is not theirs to read, of which
        CaseLeft when they left it, and CaseUnreadable when altered lines tell no case.
        """
        return self._without_hidden(self._dossier(id, by), by)

    def case_for_members(self, id: str, by: Person) -> Dossier:
        """The same as the member sees it who knows least: for a paper that goes to all of them."""
        return self._without_hidden(self._dossier(id, by), Person("", "member"))

    def _without_hidden(self, dossier: Dossier, reader: Person) -> Dossier:
        hidden = hidden_from(reader, dossier.case, masks=self._masks)
        lines = _without_content(dossier.lines) if hidden else dossier.lines
        return dossier._replace(case=without(dossier.case, hidden), lines=lines, hidden=hidden)

    @property
    def _masks(self) -> bool:
        return self.edition.committee.mask_prospect

    def _dossier(self, id: str, by: Person) -> Dossier:
        indexed = self.log.row(id)
        if indexed is None:
            raise UnknownCase(id)
        lines = tuple(self.log.lines(case=id))
        found = [flaw for line in lines for flaw in self._flaws_of(line)]
        case = _told(lines, indexed.number)
        # By what is sealed, not by the index, wherever the lines still tell it.
        owner = indexed.owner if case is None else case.latest.request.owner
        recused = indexed.recused.split() if case is None else case.recused
        if not may(by, "read_case", owner, recused):
            raise CaseLeft(by, id) if by.id in recused else NotAllowed(by, "read_case")
        # What nobody can read any more may hold whatever is hidden from them.
        shown = lines if may(by, "read_amount", owner) else _without_content(lines)
        if case is None:
            found = found or [Flaw(indexed.number, "row_extra")]
            raise CaseUnreadable(id, shown, tuple(found))
        entered = self.log.edition(case.latest.fingerprint)
        if entered is not None:
            found += self._flaws_of(entered)
        if not self._makes_sense(case.latest):
            found.append(Flaw(lines[-1].number, "replay"))
            raise CaseUnreadable(id, shown, tuple(found))
        if not found and row(case) != indexed:
            found.append(Flaw(indexed.number, "row_different"))
        return Dossier(case, lines, tuple(found))

    def screening_of(self, id: str) -> RequestScreened | None:
        """The last recorded version of a case, for comparing it; None when its lines tell none."""
        lines = list(self.log.lines(case=id))
        case = _told(lines, lines[0].number) if lines else None
        return case.latest if case is not None else None

    def _flaws_of(self, line: Line) -> Iterator[Flaw]:
        yield from flaws([line], self._before(line.number))
        if _fact(line) is None:
            yield Flaw(line.number, "fact")

    def _before(self, number: int) -> Head:
        for line in self.log.lines(after=number - 2):
            if line.number == number - 1:
                return Head(line.number, line.seal)
            break
        return Head(number - 1, "")

    def _makes_sense(self, screening: RequestScreened) -> bool:
        """Whether what was recorded can be said in the words of its edition."""
        try:
            edition = self.edition_of(screening)
            assess(screening.request.answers, Rules(edition, screening.on))
        except (EditionLost, KeyError):
            return False
        known = {one.id for one in edition.criteria}
        return all(one.criterion in known for one in screening.findings)

    def reconsidered(self, screening: RequestScreened) -> Verdict:
        """What follows from a recorded request, by the criteria that judged it.

        Raises EditionLost.
        """
        rules = Rules(self.edition_of(screening), screening.on)
        return give_verdict(screening.request.answers, rules)

    def relied_upon(self, screening: RequestScreened) -> frozenset[str]:
        """The assumed answers that the outcome of a recorded request rests on.

        Raises EditionLost.
        """
        return relied_upon(screening.request, Rules(self.edition_of(screening), screening.on))

    def contact_of(self, screening: RequestScreened) -> PersonDetails | None:
        """Whom to write to at the prospect's, unless nobody was named or they were erased."""
        return self.log.person(screening.contact) if screening.contact else None

    def edition_of(self, screening: RequestScreened) -> Edition:
        """The edition that judged a request, from the log when it is no longer the one in use.

        Raises EditionLost.
        """
        if screening.fingerprint == self.loaded.fingerprint:
            return self.edition
        line = self.log.edition(screening.fingerprint)
        entered = entered_by(line) if line is not None else None
        if entered is None:
            raise EditionLost(screening.edition)
        return entered.edition

    def editions(self) -> list[Edition]:
        """The editions that the log holds, oldest first, and the one in use."""
        held = {one.fingerprint: one.edition for one in editions_in(self.log)}
        held.pop(self.loaded.fingerprint, None)
        return [*held.values(), self.edition]

    def cases(self, query: Query, by: Person) -> list[CaseRow]:
        """A page of cases, newest first. A salesperson sees their own; nobody a case they left,
        nor what of a case they may not know."""
        rows = self.log.rows(_seen_by(by, query, masks=self._masks))
        if may(by, "read_amount") and may(by, "read_prospect"):
            return rows
        return [row_without(row, self._hidden_in(row, by)) for row in rows]

    def _hidden_in(self, row: CaseRow, by: Person) -> frozenset[Hidden]:
        hidden: set[Hidden] = set() if may(by, "read_amount", row.owner) else {"amount"}
        if (
            self._masks
            and row.status in VOTED_ON
            and not may(by, "read_prospect", row.owner)
            # Whether they have voted only the lines tell; lines that tell no case tell no name.
            and (
                (case := _told(self.log.lines(case=row.case), row.number)) is None
                or "prospect" in hidden_from(by, case, masks=True)
            )
        ):
            hidden.add("prospect")
        return frozenset(hidden)

    def count(self, query: Query, by: Person, most: int = 10_000) -> int:
        """How many cases a query finds; `most` when there are as many or more."""
        return self.log.count(_seen_by(by, query, masks=self._masks), most)

    def sums(self, first: str, last: str, by: Person) -> list[tuple[Key, int]]:
        """What all cases add to the figures of these months, such as 2026-09, both included.

        Raises NotAllowed: figures tell of everybody's deals.
        """
        require(by, "read_log")
        return self.log.sums(first, last)

    def page(self, query: Query, by: Person, most: int) -> tuple[list[CaseRow], int]:
        """A page of cases, and how many there are from the newest on, `most` at most."""
        rows = self.cases(query, by)
        if query.before is None and len(rows) < query.size:
            return rows, min(len(rows), most)  # rare ones are not looked for twice
        return rows, self.count(replace(query, before=None), by, most)

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

    def people_called(self, written: str) -> list[PersonDetails]:
        """Everybody in the directory with this id, name or e-mail address."""
        return directory.named(self.log.people(), written)

    def introduce(self, person: PersonDetails) -> None:
        """Makes sure the directory knows somebody who signs in."""
        if self.log.person(person.id) is None:
            with self.log.writing() as writing:
                writing.keep_person(person)

    def erase(self, id: str, by: Person) -> None:
        """Removes a person's name and details for good; every seal stays valid.

        Erasing again changes nothing. Raises NotAllowed, LastOwner, and KeyError when the directory
        does not know the person.
        """
        require(by, "erase_person")
        now = self.now()
        with self.writing(by) as writing:
            known = self.log.person(id)  # nobody else writes meanwhile
            if known is None:
                raise KeyError(id)
            if known.erased_at is None:
                owners = [one.person for one in writing.accounts() if one.role == "criteria_owner"]
                if owners == [id]:
                    raise LastOwner(id)
                writing.keep_person(PersonDetails(id, None, None, None, now))
                writing.drop_account(id)
                fact = PersonErased(at=now, by=by.id, person=id)
                writing.append(None, content(fact))

    def forget_contacts(
        self, ended_before: datetime, by: Person, progress: Progress = lambda _: None
    ) -> int:
        """Erases the contacts of every case that ended before a moment; how many.

        Erasing is for good, and recorded; every seal stays valid. Raises NotAllowed.
        """
        require(by, "erase_person")
        known = {
            one.id
            for one in self.log.people()
            if directory.is_contact(one) and one.erased_at is None
        }
        forgotten = 0
        for looked_at, ended in enumerate(
            self.every_case(Query(decided_before=ended_before, size=LARGEST_PAGE), by), start=1
        ):
            if not known:
                break
            facts = (_fact(line) for line in self.log.lines(case=ended.case))
            named = {one.contact for one in facts if isinstance(one, RequestScreened)}
            for contact in sorted(known & named):
                self.erase(contact, by)
                forgotten += 1
            known -= named
            progress(looked_at)
        return forgotten


def desk_over(log: DecisionLog, file: Path, now: Callable[[], datetime] = utc_now) -> Desk:
    """The desk over a log by the edition that judges today: the log's, or that in the file.

    Raises CriteriaUnreadable and LogUnusable.
    """
    return Desk(log, edition_on(log, day_of(now()), lambda: criteria_file.load(file)), now)


# ── Checking ─────────────────────────────────────────────────────────────────────────────────


def verify_log(
    reading: Reading, *, quoted: Head | None = None, progress: Progress = lambda _: None
) -> Iterator[Flaw]:
    """Every flaw of a log's lines and of its index, as they are at the moment of the reading."""
    return verify(
        reading.lines(),
        reading.lines_by_case(),
        reading.rows_by_case(),
        reading.sums(),
        quoted=quoted,
        progress=progress,
    )


def altered_lines(log: DecisionLog) -> list[int]:
    """The numbers of the lines that were altered: the seals alone, which is quick."""
    with log.reading() as reading:
        return sorted({flaw.number for flaw in flaws(reading.lines())})


def _taken(request: Request, words: Words, rules: Rules) -> tuple[ProposalTaken, ...] | None:
    """The proposals that an acceptance rests on, if there are any."""
    read, _ = read_answers(words.stood, rules.edition, rules.day)
    stood = {id: read.get(id) for id in words.stood or ()}
    return proposals_taken(request.answers, stood, rules) or None


def _versions(story: Iterable[Fact]) -> int:
    return sum(isinstance(fact, RequestScreened) for fact in story)


def _fact(line: Line) -> Fact | None:
    try:
        return read_fact(line.content)
    except ValidationError:
        return None


def _told(lines: Iterable[Line], number: int) -> Case | None:
    """The case that lines tell, as far as they can be read; None when no verdict can."""
    facts = [fact for line in lines if (fact := _fact(line)) is not None]
    screened = any(isinstance(fact, RequestScreened) for fact in facts)
    return fold(facts, number) if screened else None


def submission_of(request: Request, fingerprint: str) -> str:
    """The same id for the same request under the same criteria: a file can be recorded again."""
    # Without people: a name that was erased must not be told from a sealed id by guessing.
    said = request.model_dump_json(exclude_none=True, exclude={"contact", "owner"})
    held = f"{fingerprint}\n{said}"
    return f"f-{sha256(held.encode()).hexdigest()[:32]}"


def _without_content(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Lines with their seals alone."""
    return tuple(one._replace(content="") for one in lines)


def _seen_by(person: Person, query: Query, *, masks: bool) -> Query:
    """What this person finds: a salesperson their own cases, nobody a case they left, and nobody
    by an amount they may not read, nor by a name that is hidden from them."""
    if person.role == "salesperson":
        return replace(query, owner=(person.id,))
    query = replace(query, reader=person.id)
    if not may(person, "read_amount"):
        query = replace(query, amount_from=None, amount_to=None)
    if masks and not may(person, "read_prospect"):
        query = replace(query, text=None, organisation=())
    return query
