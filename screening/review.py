"""The committee's use cases, from a referral to its ruling: read, let core decide, record."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, zip_longest
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from screening.core.access import Action, NotAllowed, Person, may, require
from screening.core.cases import OPEN, Case, CaseRow, fold, row
from screening.core.committee import PROCEDURES, ProcedureName
from screening.core.committee_facts import (
    PROPOSALS,
    BallotCast,
    Citation,
    Condition,
    ConditionSettled,
    DecisionTaken,
    DelegationGiven,
    InformationAsked,
    InformationGiven,
    MeetingHeld,
    MotionCalledAgain,
    MotionClosed,
    MotionPut,
    Proposal,
    RecusalDeclared,
    RequestReferred,
)
from screening.core.committee_rules import motion_rules
from screening.core.delegation import Delegation, Powers, seats_for
from screening.core.fact import dated
from screening.core.facts import CaseFact, Fact, content
from screening.core.model import tidied
from screening.core.motion_check import (
    Known,
    NewCitation,
    NewCondition,
    NewMotion,
    check,
    failed_alike,
)
from screening.core.motions import Motion
from screening.core.precedents import Precedent, precedents
from screening.core.query import LARGEST_PAGE, Query
from screening.core.refused import Refused
from screening.core.roster import Roster, Seat, members_on, seats_ever, seats_on
from screening.core.tally import Tally, Vote, settled, tally
from screening.core.waiting import Place, part_in, periods, place_of
from screening.core.worked_count import worked_count
from screening.service import CaseUnreadable, Desk, Recorded
from screening.stores.protocol import Writing

# Whoever happens to visit when a motion is due has not closed it: the desk has.
THE_DESK = "desk"
# The law's own time: a deadline is the end of a day in Paris.
_PARIS = ZoneInfo("Europe/Paris")
# Precedents are looked for in so many cases at most: each is read from its lines.
_MOST_OPENED = 40


class Ballot(NamedTuple):
    """A vote for a seat, with its reason: one votes for a motion, and not otherwise, without one.

    `interest` is declared, and does not keep anybody from voting. `motion` is the one that was
    read; None takes the one that is open.
    """

    seat: str
    vote: Vote
    because: str | None = None
    interest: str | None = None
    motion: str | None = None


@dataclass(frozen=True)
class Review:
    """The committee's work over one desk. `roster` is who sits, by the committee's own file."""

    desk: Desk
    roster: Roster

    # ── Looking ──────────────────────────────────────────────────────────────────────────────

    def queue(self, by: Person) -> list[CaseRow]:
        """The open cases, the most urgent first: by deadline, and then the longest waiting."""
        require(by, "read_queue")
        return sorted(self._open(by), key=_urgency)

    def waiting(self, by: Person) -> list[CaseRow]:
        """The cases that wait for this person, the most urgent first.

        For a member, votes to cast and referrals to take up; for management, opinions to decide on
        and conditions overdue; for whoever owns a case, questions to answer, and conditions due in
        a fortnight at most. What waits for an answer waits for nobody else, but after a week for
        management too: whoever owns the case may be gone.
        """
        place = self.place_of(by)
        long_ago = (self.desk.now() - timedelta(days=7)).isoformat()
        rows = [one for one in self._open(by) if _waits_for(one, by, place, long_ago)]
        due = [] if by.role in ("member", "chair") else self._conditions_due(by)
        return [*sorted(rows, key=_urgency), *sorted(due, key=lambda one: one.condition_due or "")]

    def ruled(self, by: Person, most: int) -> list[CaseRow]:
        """The cases that the committee's procedure ruled on, the newest ruling first."""
        require(by, "read_queue")
        found: list[CaseRow] = []
        # The index goes by the cases' numbers: longer and longer times are looked at until one
        # holds enough.
        for days in (30, 120, 480, 1_920, None):
            since = self.desk.now() - timedelta(days=days) if days else None
            query = Query(ruling=PROPOSALS, decided_from=since, size=LARGEST_PAGE)
            found = list(self.desk.every_case(query, by))
            if len(found) >= most:
                break
        found.sort(key=lambda one: (one.decided_at or "", one.number), reverse=True)
        return found[:most]

    def _open(self, by: Person) -> Iterator[CaseRow]:
        return self.desk.every_case(Query(status=OPEN, size=LARGEST_PAGE), by)

    def _conditions_due(self, by: Person) -> list[CaseRow]:
        today = self._day(self.desk.now())
        soon, overdue = ((today + timedelta(days=ahead)).isoformat() for ahead in (14, -1))
        kept = self.desk.every_case(Query(conditions=("open",), size=LARGEST_PAGE), by)
        return [
            one
            for one in kept
            if one.condition_due is not None
            and may(by, "settle_condition", one.owner)
            and one.condition_due <= (soon if one.owner == by.id else overdue)
        ]

    def place_of(self, by: Person) -> Place | None:
        """What a member may do in the committee's cases today; None for whoever is no member.

        The chair may take up any referral.
        """
        if not may(by, "vote"):
            return None
        hears = [
            one
            for one in PROCEDURES
            if by.role == "chair" or by.id in [seat.member for seat in self.seats(one)]
        ]
        return place_of(by.id, seats_ever(self.roster), self._powers(frozenset()), hears)

    def has_voted(self, case: str, by: Person) -> bool:
        """Whether all the seats that a person may vote for in a case have voted.

        Not in one whose lines tell no case any more, nor where they have no seat.
        """
        try:
            told = self.desk.case(case, by).case
        except (CaseUnreadable, NotAllowed):
            return False
        if told.motion is None or told.status != "voting":
            return False
        theirs = {one.member for one in self.seats_of(by, told.motion, told.recused)}
        return bool(theirs) and theirs.isdisjoint(told.voters)

    def members(self) -> tuple[Seat, ...]:
        """Everybody who sits on the committee today."""
        return members_on(self.roster, self._day(self.desk.now()))

    def seats(self, procedure: ProcedureName) -> tuple[Seat, ...]:
        """Who would vote on a motion put today under a procedure."""
        rules = getattr(self.desk.edition.committee.procedures, procedure)
        return seats_on(self.roster, rules, self._day(self.desk.now()))

    def delegated(self, by: Person) -> list[Delegation]:
        """When another votes for this person's seat, today and later."""
        seat = next((one for one in self.members() if one.member == by.id), None)
        return periods(seat, self._powers(frozenset())) if seat is not None else []

    def stands_in_for(self, by: Person) -> list[Seat]:
        """The seats of others that a person may vote for today."""
        theirs = seats_for(by.id, self.members(), self._powers(frozenset()))
        return [one for one in theirs if one.member != by.id]

    def worked_count(self, procedure: ProcedureName) -> Tally:
        """A made-up vote of those who sit today, counted by the rules in force."""
        rules = motion_rules(self.desk.edition.committee, procedure)
        return worked_count(rules, self.seats(procedure))

    def seats_of(self, by: Person, motion: Motion, recused: frozenset[str]) -> list[Seat]:
        """The seats a person may vote for: their own, and those of whoever delegated to them."""
        return list(seats_for(by.id, motion.put.seats, self._powers(recused)))

    def has_part(self, case: Case, by: Person) -> bool:
        """Whether a member asks and proposes in a case: who sits where it is heard, or the chair.

        Who lost their seat since the open motion was put still has it there.
        """
        if by.role == "chair":
            return True
        sitting = self.seats(case.procedure or "full")
        frozen = case.motion.put.seats if case.motion is not None and case.motion.open else ()
        return by.id in [one.member for one in (*sitting, *frozen)]

    def precedents(self, case: Case, by: Person) -> list[Precedent]:
        """The ruled cases most like this one, of those blocked by the same criteria first.

        None that the person left. Whatever the log's size, a few dozen of the newest of each ruling
        are looked at.
        """
        blocking = " ".join(sorted(one.criterion for one in case.latest.findings if one.blocks))
        of_each = [self._ruled(ruling, blocking, by) for ruling in PROPOSALS]
        # In turn, so that no ruling keeps the others out of the count.
        in_turn = chain.from_iterable(zip_longest(*of_each))
        ids = [one for one in in_turn if one is not None and one != case.id][:_MOST_OPENED]
        decided = [one for id in ids if (one := self.desk.screening_of(id)) is not None]
        return precedents(case.latest, decided)

    def _ruled(self, ruling: Proposal, blocking: str, by: Person) -> list[str]:
        """The newest cases with a ruling: those blocked alike, and others where these are few."""
        rows = self.desk.cases(Query(ruling=(ruling,), blocking=(blocking,), size=30), by)
        if len(rows) < 10:
            rows += self.desk.cases(Query(ruling=(ruling,), size=20), by)
        return list(dict.fromkeys(one.case for one in rows))

    # ── Before a motion ──────────────────────────────────────────────────────────────────────

    def move_up(self, case: str, submission: str, because: str, by: Person) -> Recorded:
        """Takes a referral from the bureau to the full committee."""
        with self._act(case, submission, by, "move_up") as act:
            if act.recorded is None:
                act.needs("referred")
                if act.case.procedure == "full":
                    raise Refused("already_full")
                act.add(
                    RequestReferred(
                        **act.said, submission=submission, procedure="full", because=because
                    )
                )
        return act.result

    def ask(self, case: str, submission: str, question: str, by: Person) -> Recorded:
        """Asks the salesperson; the clock stands still until the answer."""
        with self._act(case, submission, by, "ask") as act:
            if act.recorded is None:
                act.needs("referred", "voting")
                self._needs_seat(act)
                act.add(InformationAsked(**act.said, submission=submission, question=question))
        return act.result

    def answer(self, case: str, submission: str, asked: str, answer: str, by: Person) -> Recorded:
        """Answers what was asked under the submission `asked`; the clock goes on."""
        with self._act(case, submission, by, "answer") as act:
            if act.recorded is None:
                act.needs("referred", "voting")
                if asked not in [one.asked.submission for one in act.case.unanswered]:
                    raise Refused("not_asked")
                act.add(
                    InformationGiven(**act.said, submission=submission, asked=asked, answer=answer)
                )
                # Somebody may have left meanwhile, and nobody is awaited any more.
                self._close_if_settled(act)
        return act.result

    def recuse(self, case: str, submission: str, because: str, by: Person) -> Recorded:
        """Leaves a case: out of its count, and no longer shown it."""
        with self._act(case, submission, by, "recuse") as act:
            if act.recorded is None:
                act.needs("referred", "voting")
                if by.id in act.case.recused:
                    raise Refused("already_recused")
                act.add(RecusalDeclared(**act.said, submission=submission, because=because))
                self._close_if_settled(act)
                self._move_up_if_left(act)
        return act.result

    def _move_up_if_left(self, act: "_Act") -> None:
        """Takes a referral that the whole bureau has left to the full committee.

        Nobody could put a motion on it any more, and where the chair left, nobody could move it up.
        """
        case = act.refolded()
        bureau = {one.member for one in self.seats("bureau")}
        if case.status != "referred" or case.procedure != "bureau" or not bureau:
            return
        if bureau <= case.recused:
            said = {**act.said, "by": THE_DESK}
            up = f"{THE_DESK}:left-{act.added[0].submission}"
            act.add(RequestReferred(**said, submission=up, procedure="full", because=None))

    # ── A motion ─────────────────────────────────────────────────────────────────────────────

    def put(self, case: str, submission: str, motion: NewMotion, by: Person) -> Recorded:
        """Puts a motion to the vote: freezes who sits, by which rules, and until when.

        What was voted down is put again once something is new, or by the chair, who says why.
        """
        with self._act(case, submission, by, "put_motion") as act:
            if act.recorded is None:
                act.needs("referred")
                self._needs_seat(act)
                check(motion, self._known(motion, act))
                again_because = _again_because(motion, act)
                procedure = act.case.procedure or "full"
                committee = self.desk.edition.committee
                rules = getattr(committee.procedures, procedure)
                seats = self.seats(procedure)
                if not seats:
                    raise Refused("nobody_sits")
                act.add(
                    MotionPut(
                        **act.said,
                        submission=submission,
                        proposal=motion.proposal,
                        because=motion.because,
                        conditions=tuple(map(_condition, motion.conditions)),
                        reasons=tuple(dict.fromkeys(motion.reasons)),
                        cites=tuple(map(_citation, motion.cites)),
                        again_because=again_because,
                        procedure=procedure,
                        rules=motion_rules(committee, procedure),
                        seats=seats,
                        closes_at=self._closing(act.now, rules.days_open),
                    )
                )
                # Where all who sit left the case, there is nobody to wait for.
                self._close_if_settled(act)
        return act.result

    def vote(self, case: str, submission: str, ballot: Ballot, by: Person) -> Recorded:
        """Votes for a seat, or changes its vote. The motion closes as soon as nothing can change
        its result any more."""
        with self._act(case, submission, by, "vote") as act:
            if act.recorded is None:
                motion = act.open_motion()
                if act.case.unanswered:
                    raise Refused("answer_awaited")
                if ballot.motion not in (None, motion.id):
                    raise Refused("other_motion")
                if ballot.seat in act.case.recused:
                    raise Refused("seat_recused")
                theirs = self.seats_of(by, motion, act.case.recused)
                if ballot.seat not in [one.member for one in theirs]:
                    raise Refused("no_seat")
                cast = motion.standing.get(ballot.seat)
                if by.id != ballot.seat and cast is not None and cast.by == ballot.seat:
                    raise Refused("seat_voted")
                if ballot.vote != "for" and tidied(ballot.because) is None:
                    raise Refused("vote_unexplained")
                cast_now = {**ballot._asdict(), "motion": motion.id}
                act.add(BallotCast(**act.said, submission=submission, **cast_now))
                self._close_if_settled(act)
        return act.result

    def close_due(self, cases: list[str] | None = None) -> list[str]:
        """Closes each motion whose time is over, once, however many do so at the same moment.

        Of the given cases, or of all: the ids of those that were closed, or called again.
        """
        return [one for one in (self.due() if cases is None else cases) if self._close_if_due(one)]

    def due(self) -> list[str]:
        """The cases whose vote should have ended by now."""
        now = self.desk.now().isoformat()
        rows = self.desk.log.rows(Query(status=("voting",), size=1_000))
        return [one.case for one in rows if one.closes_at and one.closes_at <= now]

    def _close_if_due(self, id: str) -> bool:
        with self.desk.log.writing() as writing:
            act = _Act.on(self.desk, writing, id, Person(THE_DESK, "auditor"))
            closed = self._close_due_in(act)
            act.write(writing)
            return closed

    def _close_due_in(self, act: "_Act") -> bool:
        """Closes the motion, or calls it again, if its time is over; whether it was."""
        motion, closes_at = act.case.motion, act.case.closes_at
        if motion is None or closes_at is None or act.now < closes_at:
            return False
        found = tally(motion.count(act.case.recused))
        again = motion.put.rules.second_call
        if found.result == "no_quorum" and again is not None:
            act.add(
                MotionCalledAgain(
                    **{**act.said, "by": THE_DESK},
                    submission=f"{THE_DESK}:again-{motion.id}",
                    motion=motion.id,
                    closes_at=self._closing(act.now, again.days),
                )
            )
        else:
            self._close(motion, found, "deadline", act)
        return True

    def _close_if_settled(self, act: "_Act") -> None:
        case = act.refolded()
        motion = case.motion
        if motion is None or not motion.open or case.unanswered:
            return
        count = motion.count(case.recused)
        if settled(count):
            found = tally(count)
            if found.result != "no_quorum":
                self._close(motion, found, "settled", act)

    def _close(
        self, motion: Motion, found: Tally, ended: Literal["deadline", "settled"], act: "_Act"
    ) -> None:
        said = {**act.said, "by": THE_DESK}
        act.add(
            MotionClosed(
                **said,
                submission=f"{THE_DESK}:close-{motion.id}",
                motion=motion.id,
                ended=ended,
                tally=found,
            )
        )
        if found.result == "lapsed" and motion.put.rules.if_lapsed == "moves_up":
            act.add(
                RequestReferred(
                    **said, submission=f"{THE_DESK}:up-{motion.id}", procedure="full", because=None
                )
            )

    # ── After the ruling ─────────────────────────────────────────────────────────────────────

    def decide(
        self, case: str, submission: str, decision: Proposal, motive: str | None, by: Person
    ) -> Recorded:
        """Management follows an advisory opinion, or decides against it and says why."""
        with self._act(case, submission, by, "decide") as act:
            if act.recorded is None:
                act.needs("advised")
                motion = act.case.motion
                assert motion is not None
                if decision == "accept_with_conditions" and not motion.put.conditions:
                    raise Refused("no_conditions_put")
                follows = decision == motion.put.proposal
                if not follows and tidied(motive) is None:
                    raise Refused("motive_missing")
                act.add(
                    DecisionTaken(
                        **act.said,
                        submission=submission,
                        motion=motion.id,
                        decision=decision,
                        follows=follows,
                        motive=motive,
                    )
                )
        return act.result

    def settle(
        self, case: str, submission: str, condition: int, kept: bool, proof: str, by: Person
    ) -> Recorded:
        """Says that a condition, counted from 1, was kept or broken, and what shows it."""
        with self._act(case, submission, by, "settle_condition") as act:
            if act.recorded is None:
                motion = act.case.motion
                pending = [place for place, _ in motion.open_conditions()] if motion else []
                if motion is None or condition not in pending:
                    raise Refused("condition_not_open")
                act.add(
                    ConditionSettled(
                        **act.said,
                        submission=submission,
                        motion=motion.id,
                        condition=condition,
                        kept=kept,
                        proof=proof,
                    )
                )
        return act.result

    # ── Members and meetings ─────────────────────────────────────────────────────────────────

    def delegate(self, submission: str, to: str, starts: date, ends: date, by: Person) -> None:
        """Lets another member of one's college vote in one's place, on days from today on.

        To oneself takes it back.
        """
        require(by, "delegate")
        with self.desk.writing(by) as writing:
            if self._told(submission):
                return
            now = self.desk.now()
            today = self._day(now)
            if ends < starts:
                raise Refused("dates_backwards")
            if to == by.id:
                starts = max(starts, today)  # what is past stays as it was
            if starts < today or ends < today:
                raise Refused("delegation_past")
            sitting = {one.member: one for one in members_on(self.roster, starts)}
            if by.id not in sitting or to not in sitting:
                raise Refused("no_such_seat")
            if sitting[to].college != sitting[by.id].college:
                raise Refused("other_college")
            fact = DelegationGiven(
                at=now, by=by.id, submission=submission, to=to, starts=starts, ends=ends
            )
            writing.append(None, content(fact))

    def hold_meeting(
        self,
        submission: str,
        on: date,
        present: tuple[str, ...],
        cases: tuple[str, ...],
        by: Person,
    ) -> None:
        """Records that the committee met, who came, guests included, and what was looked at."""
        require(by, "hold_meeting")
        with self.desk.writing(by) as writing:
            if self._told(submission):
                return
            now = self.desk.now()
            if on > self._day(now):
                raise Refused("meeting_ahead")
            if not present:
                raise Refused("meeting_empty")
            sat = [one.member for one in members_on(self.roster, on)]
            for one in present:
                if one not in sat and not self._is_known(one):
                    raise Refused("meeting_stranger", who=one)
            for id in cases:
                if self.desk.log.row(id) is None:
                    raise Refused("meeting_case_unknown", case=id)
            fact = MeetingHeld(
                at=now,
                by=by.id,
                submission=submission,
                on=on,
                # Nobody came twice, and no case was looked at twice.
                present=tuple(dict.fromkeys(present)),
                cases=tuple(dict.fromkeys(cases)),
            )
            writing.append(None, content(fact))

    def _told(self, submission: str) -> bool:
        """Whether an act that concerns no case was recorded; asked within a write, it stays so."""
        return any(
            isinstance(one, DelegationGiven | MeetingHeld) and one.submission == submission
            for one in self.desk.common_facts()
        )

    def _known(self, motion: NewMotion, act: "_Act") -> Known:
        """What there is of the people and the cases that a motion names, for whoever puts it."""
        latest = act.case.latest
        theirs = (latest.request.owner, latest.by)
        owners = {one.owner for one in motion.conditions}
        cited = [self.desk.log.row(one.case) for one in motion.cites]
        return Known(
            act.case.id,
            self._day(act.now),
            {one for one in owners if one in theirs or self._is_known(one)},
            {
                one.case: one.ruling
                for one in cited
                if one is not None and may(act.by, "read_case", one.owner, one.recused.split())
            },
        )

    def _is_known(self, person: str) -> bool:
        """Whether somebody sits on the committee, or the directory has their name."""
        seats = [one.member for one in self.members()]
        return person in seats or self.desk.name_of(person) != person

    def _needs_seat(self, act: "_Act") -> None:
        if not self.has_part(act.case, act.by):
            raise Refused("no_part")

    def _powers(self, recused: frozenset[str]) -> Powers:
        """Who may vote for whom today."""
        day = self._day(self.desk.now())
        given = tuple(
            Delegation(fact.by, fact.to, fact.starts, fact.ends)
            for fact in self.desk.common_facts()
            if isinstance(fact, DelegationGiven)
        )
        return Powers(day, members_on(self.roster, day), given, recused)

    # ── One act ──────────────────────────────────────────────────────────────────────────────

    @contextmanager
    def _act(self, id: str, submission: str, by: Person, action: Action) -> Iterator["_Act"]:
        """One act on a case, alone: what it adds is recorded when the block ends without error.

        A motion whose time is over is closed first, whatever then becomes of the act.
        """
        self._close_if_due(id)
        with self.desk.writing(by) as writing:
            act = _Act.on(self.desk, writing, id, by)
            act.recorded = writing.submitted(submission)
            if act.recorded is None:
                # The time may have come while this write waited for its turn.
                if self._close_due_in(act):
                    act.case = act.refolded()
                owner, recused = act.case.latest.request.owner, act.case.recused
                if not may(by, action, owner):
                    raise NotAllowed(by, action)
                # Whoever sells still answers for their own deal, and nothing else.
                if by.id in recused and (action != "answer" or not may(by, action, owner, recused)):
                    raise Refused("recused")
            try:
                yield act
            except ValidationError as wrong:
                raise _refusal(wrong) from wrong
            act.write(writing)

    def _day(self, at: datetime) -> date:
        return at.astimezone(_PARIS).date()

    def _closing(self, now: datetime, days: int) -> datetime:
        """The end of the last day of a vote."""
        last = self._day(now) + timedelta(days=days)
        return datetime.combine(last, time(23, 59, 59), _PARIS).astimezone(UTC)


@dataclass
class _Act:
    """What somebody does to a case within one write.

    Time is measured by `now`, what the clock says, and not by the dates of facts: a clock that was
    wrong once has no say in any later deadline.
    """

    case: Case
    story: list[Fact]
    number: int
    now: datetime
    by: Person
    added: list[CaseFact]
    recorded: str | None = None

    @classmethod
    def on(cls, desk: Desk, writing: Writing, id: str, by: Person) -> "_Act":
        """The act on a case as it stands. Raises UnknownCase and CaseUnreadable."""
        number, story = desk.story_of(id, writing)
        return cls(fold(story, number), story, number, desk.now(), by, [])

    @property
    def said(self) -> dict[str, Any]:
        date = dated(self.now, self.story[-1].at)
        return {**date, "by": self.by.id, "case": self.case.id}

    @property
    def result(self) -> Recorded:
        return Recorded(self.recorded or self.case.id, new=self.recorded is None)

    def needs(self, *statuses: str) -> None:
        if self.case.status not in statuses:
            raise Refused(f"is_{self.case.status}")

    def open_motion(self) -> Motion:
        motion = self.case.motion
        if self.case.status == "withdrawn":
            raise Refused("is_withdrawn")  # there is no result to look for
        if motion is None or self.case.status != "voting":
            raise Refused("no_open_motion")
        return motion

    def add(self, fact: CaseFact) -> None:
        self.added.append(fact)

    def refolded(self) -> Case:
        """The case with what was added."""
        return fold([*self.story, *self.added], self.number)

    def write(self, writing: Writing) -> None:
        for fact in self.added:
            writing.append(self.case.id, content(fact))
        if self.added:
            writing.index(row(self.refolded()))


def _waits_for(row: CaseRow, by: Person, place: Place | None, long_ago: str) -> bool:
    if row.asked:
        theirs = row.owner == by.id or row.changed_at <= long_ago
        return theirs and may(by, "answer", row.owner)
    if row.status == "advised":
        return may(by, "decide")
    return place is not None and part_in(row, place) != "none"


def _urgency(row: CaseRow) -> tuple[str, str]:
    """By deadline, and then the longest waiting."""
    return row.closes_at or "9999", row.opened_at


def _again_because(motion: NewMotion, act: _Act) -> str | None:
    """The chair's word why a motion that failed is put again; None for one that is new."""
    if not failed_alike(motion, act.story):
        return None
    if act.by.role != "chair":
        raise Refused("failed_before")
    because = tidied(motion.again_because)
    if because is None:
        raise Refused("again_unexplained")
    return because


def _condition(one: NewCondition) -> Condition:
    return Condition.model_validate(one, from_attributes=True)


def _citation(one: NewCitation) -> Citation:
    return Citation.model_validate(one, from_attributes=True)


def _refusal(wrong: ValidationError) -> Refused:
    """Why a fact does not take what was sent."""
    first = wrong.errors()[0]
    match first["type"]:
        case "too_long":
            return Refused("words_too_long", most=first["ctx"]["max_length"])
        case "literal_error":
            return Refused("choice_unknown", given=first["input"])
    return Refused("words_missing")
