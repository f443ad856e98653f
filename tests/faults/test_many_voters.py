"""Nineteen members vote at the same moment, each from a session of their own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest

from screening.core.access import Person
from screening.core.committee_facts import BallotCast, MotionClosed
from screening.core.facts import read_fact
from screening.core.motion_check import NewMotion
from screening.core.refused import Refused
from screening.core.roster import Roster, Term
from screening.core.tally import Vote
from screening.review import Ballot, Review
from screening.service import Desk, Words, verify_log
from screening.stores.sqlite import SqliteLog
from tests.builders import NOON, a_loaded_edition, a_request

pytestmark = pytest.mark.faults

MOTIONS = 50
MEMBERS = [Person(f"member-{number}", "member") for number in range(19)]
COLLEGES = ("clients", "students", "employees", "mentors", "public", "investors")
ROSTER = Roster(tuple(Term(one.id, COLLEGES[n % 6]) for n, one in enumerate(MEMBERS)))
SALES, CHAIR = Person("sales-1", "salesperson"), Person("chair-1", "chair")
LOADED = a_loaded_edition()


def a_session(file: Path, days: int = 0) -> Review:
    log = SqliteLog(file, patience=60)
    return Review(Desk(log, LOADED, lambda: NOON + timedelta(days=days)), ROSTER)


def test_every_ballot_is_in_the_log_once_and_each_motion_closes_once(tmp_path: Path) -> None:
    file = tmp_path / "screening.db"
    sessions = [a_session(file) for _ in MEMBERS]
    cases = []
    for number in range(MOTIONS):
        request = a_request(reference=f"HS-{number}", owner=None)
        words = Words(sent_because="Look at it.")
        case = sessions[0].desk.record(request, f"s-{number}", SALES, words).case
        sessions[0].put(case, f"m-{number}", NewMotion("accept", "It fits."), CHAIR)
        cases.append(case)
    together = Barrier(len(MEMBERS))
    refusals: set[str] = set()

    def vote_on_all(seat: int) -> list[tuple[str, str]]:
        """Votes on each motion twice, as an impatient thumb does; what was acknowledged."""
        acknowledged = []
        for number, case in enumerate(cases):
            # Half of them for, half against: few votes settle nothing.
            vote: Vote = "for" if seat % 2 else "against"
            ballot = Ballot(MEMBERS[seat].id, vote, "It must be said.")
            together.wait()
            for _ in range(2):
                try:
                    sessions[seat].vote(case, f"v-{number}-{seat}", ballot, MEMBERS[seat])
                    acknowledged.append((case, ballot.seat))
                except Refused as refused:
                    refusals.add(refused.code)
        return acknowledged

    with ThreadPoolExecutor(len(MEMBERS)) as pool:
        acknowledged = [one for told in pool.map(vote_on_all, range(19)) for one in told]

    assert refusals <= {"no_open_motion"}
    facts = [read_fact(line.content) for line in sessions[0].desk.log.lines()]
    ballots = [(one.case, one.seat) for one in facts if isinstance(one, BallotCast)]
    assert len(ballots) == len(set(ballots))
    assert set(acknowledged) == set(ballots)
    closed = [one for one in facts if isinstance(one, MotionClosed)]
    assert sorted(one.case for one in closed) == sorted(cases)
    for one in closed:
        # Nobody voted in vain before the count, and none of the ballots after it was taken.
        of_case = [each for each in ballots if each[0] == one.case]
        assert sum(each.votes for each in one.tally.colleges) == len(of_case)
    with sessions[0].desk.log.reading() as reading:
        assert list(verify_log(reading)) == []


def test_however_many_visit_after_the_deadline_each_motion_closes_once(tmp_path: Path) -> None:
    file = tmp_path / "screening.db"
    first = a_session(file)
    cases = []
    for number in range(MOTIONS):
        request = a_request(reference=f"HS-{number}", owner=None)
        words = Words(sent_because="Look at it.")
        case = first.desk.record(request, f"s-{number}", SALES, words).case
        first.put(case, f"m-{number}", NewMotion("accept", "It fits."), CHAIR)
        cases.append(case)
    visits = [a_session(file, days=30) for _ in range(8)]
    together = Barrier(len(visits))

    def visit(session: Review) -> list[str]:
        together.wait()
        return session.close_due()

    with ThreadPoolExecutor(len(visits)) as pool:
        closed = [case for told in pool.map(visit, visits) for case in told]
    assert sorted(closed) == sorted(cases)
