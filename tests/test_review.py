"""The committee's use cases, on a real log in a temporary file and with a clock to turn."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from screening.core.access import NotAllowed, Person
from screening.core.chain import Flaw
from screening.core.facts import Fact, RequestScreened, read_fact
from screening.core.motion_check import NewCondition, NewMotion
from screening.core.refused import Refused
from screening.core.roster import Roster
from screening.replaying import replay
from screening.review import Ballot, Review
from screening.service import CaseClosed, Desk, Words, verify_log
from screening.stores.sqlite import SqliteLog
from tests.builders import (
    ACCEPT,
    ANA,
    CHAIR,
    FIVE,
    FOUR,
    MANAGER,
    NOON,
    ONE,
    ROSTER,
    THREE,
    TWO,
    Clock,
    a_loaded_edition,
    a_request,
    a_review,
    case_of,
    committee_rules,
    put,
    referred,
    vote,
)


def refusal(code: str) -> Any:
    return pytest.raises(Refused, match=f"^{code}")


# ── From a motion to a ruling ────────────────────────────────────────────────────────────────


def test_a_motion_that_all_vote_for_is_carried_and_decides_the_case(review: Review) -> None:
    case = referred(review)
    put(review, case)
    assert case_of(review, case).status == "voting"
    for member in (ONE, TWO, THREE, FOUR):
        vote(review, case, member, "for")
    # Of the three colleges two are for: whatever the investors' only seat does, it is carried.
    told = case_of(review, case)
    assert told.status == "accepted"
    assert told.motion is not None
    assert told.motion.closed is not None
    assert told.motion.closed.ended == "settled"
    assert told.motion.closed.by == "desk"
    row = review.desk.log.row(case)
    assert row is not None
    assert (row.status, row.ruling, row.voters) == ("accepted", "accept", "")
    with review.desk.log.reading() as reading:
        assert list(verify_log(reading)) == []


def test_a_motion_against_which_enough_vote_leaves_the_case_referred(review: Review) -> None:
    case = referred(review)
    put(review, case)
    for member in (ONE, TWO, THREE):
        vote(review, case, member, "against")
    # The students are at most half for, the investors wholly: half of the weight is not enough.
    told = case_of(review, case)
    assert told.status == "referred"
    assert told.ruling is None
    put(review, case, NewMotion("decline", "Closed to all.", reasons=("closed_content",)))
    for member in (ONE, TWO, THREE, FOUR):
        vote(review, case, member, "for")
    assert case_of(review, case).status == "declined"


def test_the_deadline_closes_a_motion_on_the_next_visit(review: Review, clock: Clock) -> None:
    case = referred(review)
    put(review, case)
    for member in (ONE, THREE):
        vote(review, case, member, "for")
    vote(review, case, TWO, "against")
    assert review.close_due() == []
    clock.turn(days=14, hours=12)  # half past midnight in Paris, on the day after the last
    assert review.close_due() == [case]
    assert review.close_due() == []
    told = case_of(review, case)
    assert told.status == "accepted"
    assert told.motion is not None
    assert told.motion.closed is not None
    assert told.motion.closed.ended == "deadline"


def test_a_vote_after_the_deadline_closes_the_motion_and_does_not_count(
    review: Review, clock: Clock
) -> None:
    case = referred(review)
    put(review, case)
    clock.turn(days=15)
    with refusal("no_open_motion"):
        vote(review, case, ONE, "for")
    told = case_of(review, case).motion
    assert told is not None
    assert told.closed is not None
    assert told.closed.tally.result == "lapsed"
    assert told.ballots == ()


def test_a_vote_can_be_changed_until_the_motion_is_closed(review: Review) -> None:
    case = referred(review)
    put(review, case)
    vote(review, case, ONE, "for")
    vote(review, case, ONE, "against")
    told = case_of(review, case).motion
    assert told is not None
    assert [one.vote for one in told.ballots] == ["for", "against"]
    assert told.standing["member-1"].vote == "against"


def test_the_same_ballot_sent_twice_is_recorded_once(review: Review) -> None:
    case = referred(review)
    put(review, case)
    first = review.vote(case, "v-same", Ballot("member-1", "for"), ONE)
    second = review.vote(case, "v-same", Ballot("member-1", "for"), ONE)
    assert (first.new, second.new) == (True, False)
    told = case_of(review, case).motion
    assert told is not None
    assert len(told.ballots) == 1


def test_a_missed_quorum_is_called_again_and_then_lapses(log: SqliteLog, clock: Clock) -> None:
    review = a_review(log, clock, full={"second_call": {"days": 3}})
    case = referred(review)
    put(review, case)
    clock.turn(days=15)
    assert review.close_due() == [case]
    told = case_of(review, case)
    assert told.status == "voting"
    assert told.closes_at is not None
    assert told.closes_at.astimezone(UTC).date() == (clock.now + timedelta(days=3)).date()
    vote(review, case, ONE, "for")
    clock.turn(days=4)
    review.close_due()
    assert case_of(review, case).status == "accepted"


# ── Who may ──────────────────────────────────────────────────────────────────────────────────


def test_a_recused_member_leaves_the_count_and_acts_no_more(review: Review) -> None:
    case = referred(review)
    put(review, case)
    review.recuse(case, "r-1", "I work for them.", ONE)
    with refusal("recused"):
        vote(review, case, ONE, "for")
    with refusal("recused"):
        review.ask(case, "q-1", "Why?", ONE)
    row = review.desk.log.row(case)
    assert row is not None
    assert " member-1 " not in row.voters
    assert " member-2 " in row.voters


def test_who_holds_no_seat_in_the_motion_does_not_vote(review: Review) -> None:
    case = referred(review)
    put(review, case)
    with refusal("no_seat"):
        vote(review, case, FIVE, "for")
    with refusal("no_seat"):
        vote(review, case, ONE, "for", seat="member-3")
    with pytest.raises(NotAllowed):
        vote(review, case, MANAGER, "for", seat="member-1")


def test_a_seat_lost_during_a_motion_still_votes_in_it(review: Review) -> None:
    case = referred(review)
    put(review, case)
    fewer = replace(review, roster=Roster(ROSTER.terms[1:]))
    assert vote(fewer, case, ONE, "for").new
    assert put(fewer, referred(fewer, "HS-2")).new
    with refusal("no_seat"):
        vote(fewer, "C-5", ONE, "for")


def test_a_delegate_of_ones_college_votes_in_ones_place(review: Review, clock: Clock) -> None:
    case = referred(review)
    put(review, case)
    today = clock.now.date()
    with refusal("other_college"):
        review.delegate("d-1", "member-3", today, today, ONE)
    with refusal("dates_backwards"):
        review.delegate("d-1", "member-2", today, today - timedelta(days=1), ONE)
    review.delegate("d-1", "member-2", today, today + timedelta(days=1), ONE)
    assert vote(review, case, TWO, "for", seat="member-1").new
    told = case_of(review, case).motion
    assert told is not None
    assert [(one.by, one.seat) for one in told.ballots] == [("member-2", "member-1")]
    clock.turn(days=2)
    with refusal("no_seat"):
        vote(review, case, TWO, "for", seat="member-1")


@pytest.mark.parametrize("by", [ANA, MANAGER, Person("auditor-1", "auditor")])
def test_only_the_committee_puts_motions(review: Review, by: Person) -> None:
    case = referred(review)
    with pytest.raises(NotAllowed):
        put(review, case, by=by)


def test_one_motion_at_a_time(review: Review) -> None:
    case = referred(review)
    put(review, case)
    with refusal("is_voting"):
        put(review, case)
    with pytest.raises(CaseClosed):
        review.desk.record(a_request(owner=None), "again", ANA, Words(amends=case))


def test_only_the_chair_moves_a_case_up_and_once(log: SqliteLog, clock: Clock) -> None:
    review = a_review(log, clock)
    request = a_request(owner=None, answers={"open": False, "share": 80})
    case = review.desk.record(request, "s-1", ANA).case
    assert case_of(review, case).procedure == "bureau"
    with pytest.raises(NotAllowed):
        review.move_up(case, "up-1", "A matter of principle.", ONE)
    review.move_up(case, "up-1", "A matter of principle.", CHAIR)
    assert case_of(review, case).procedure == "full"
    with refusal("already_full"):
        review.move_up(case, "up-2", "Once more.", CHAIR)


# ── Questions ────────────────────────────────────────────────────────────────────────────────


def test_a_question_stops_the_clock_until_it_is_answered(review: Review, clock: Clock) -> None:
    case = referred(review)
    put(review, case)
    before = case_of(review, case).closes_at
    assert before is not None
    clock.turn(days=1)
    review.ask(case, "q-1", "How many places are reserved?", ONE)
    assert case_of(review, case).closes_at is None
    row = review.desk.log.row(case)
    assert row is not None
    assert (row.asked, row.closes_at) == (1, None)
    clock.turn(days=30)
    assert review.close_due() == []
    with refusal("answer_awaited"):
        vote(review, case, ONE, "for")
    review.answer(case, "a-1", "q-1", "Eight of twenty.", ANA)
    assert case_of(review, case).closes_at == before + timedelta(days=30)
    with refusal("not_asked"):
        review.answer(case, "a-2", "q-1", "Nine.", ANA)


def test_a_question_that_nobody_answers_waits_for_management_after_a_week(
    review: Review, clock: Clock
) -> None:
    case = referred(review)
    review.ask(case, "q-1", "How many?", ONE)
    clock.turn(days=6, hours=23)
    assert review.waiting(MANAGER) == []
    clock.turn(hours=1)
    assert [one.case for one in review.waiting(MANAGER)] == [case]
    assert [one.case for one in review.waiting(ANA)] == [case]
    assert review.waiting(Person("sales-2", "salesperson")) == review.waiting(TWO) == []


def test_only_who_owns_the_case_answers(review: Review) -> None:
    case = referred(review)
    review.ask(case, "q-1", "How many?", ONE)
    with pytest.raises(NotAllowed):
        review.answer(case, "a-1", "q-1", "Eight.", Person("sales-2", "salesperson"))
    assert review.answer(case, "a-1", "q-1", "Eight.", MANAGER).new


# ── After the ruling ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("decision", "motive", "status"),
    [("accept", None, "accepted"), ("decline", "The budget is gone.", "declined")],
)
def test_management_follows_an_opinion_or_says_why_not(
    log: SqliteLog, clock: Clock, decision: Any, motive: str | None, status: str
) -> None:
    review = a_review(log, clock, authority="advisory")
    case = referred(review)
    put(review, case)
    for member in (ONE, TWO, THREE, FOUR):
        vote(review, case, member, "for")
    assert case_of(review, case).status == "advised"
    with refusal("motive_missing"):
        review.decide(case, "d-0", "decline", None, MANAGER)
    with pytest.raises(NotAllowed):
        review.decide(case, "d-0", "accept", None, CHAIR)
    review.decide(case, "d-1", decision, motive, MANAGER)
    told = case_of(review, case)
    assert told.status == status
    assert told.motion is not None
    assert told.motion.decision is not None
    assert told.motion.decision.follows == (decision == "accept")
    with refusal(f"is_{status}"):
        review.decide(case, "d-2", "accept", None, MANAGER)


def test_conditions_are_kept_or_broken_one_by_one(review: Review) -> None:
    opening = NewCondition(
        text="Open it.", owner="sales-1", due=date(2026, 9, 1), proof="The page."
    )
    places = NewCondition(
        text="8 places.", owner="sales-1", due=date(2026, 6, 1), proof="The list."
    )
    case = referred(review)
    put(
        review,
        case,
        NewMotion("accept_with_conditions", "If it opens.", conditions=(opening, places)),
    )
    for member in (ONE, TWO, THREE, FOUR):
        vote(review, case, member, "for")
    row = review.desk.log.row(case)
    assert row is not None
    assert (row.status, row.ruling, row.condition_due) == (
        "accepted",
        "accept_with_conditions",
        "2026-06-01",
    )
    review.settle(case, "c-1", 2, True, "Seen on the list.", ANA)
    row = review.desk.log.row(case)
    assert row is not None
    assert row.condition_due == "2026-09-01"
    with refusal("condition_not_open"):
        review.settle(case, "c-2", 2, False, "Changed my mind.", ANA)
    review.settle(case, "c-3", 1, False, "Never opened.", MANAGER)
    motion = case_of(review, case).motion
    assert motion is not None
    assert motion.open_conditions() == []
    first = motion.outcome_of(1)
    assert first is not None
    assert first.kept is False


@pytest.mark.parametrize(
    ("motion", "code"),
    [
        (NewMotion("accept_with_conditions", "If."), "conditions_missing"),
        (NewMotion("decline", "No."), "reasons_missing"),
    ],
)
def test_a_motion_that_lacks_a_part_is_refused(
    review: Review, motion: NewMotion, code: str
) -> None:
    case = referred(review)
    with refusal(code):
        put(review, case, motion)
    assert case_of(review, case).motions == ()


# ── Precedents ───────────────────────────────────────────────────────────────────────────────


def ruled(review: Review, reference: str, motion: NewMotion, **answers: Any) -> str:
    request = a_request(reference=reference, title=reference, owner=None, answers=answers)
    sent = Words(sent_because="Look at it.", repeated_because="Another year.")
    case = review.desk.record(request, f"s-{reference}", ANA, sent).case
    put(review, case, motion)
    told = case_of(review, case).motion
    assert told is not None
    for member in (ONE, THREE, CHAIR) if len(told.put.seats) == 3 else (ONE, TWO, THREE, FOUR):
        if case_of(review, case).status == "voting":
            vote(review, case, member, "for")
    return case


def test_precedents_are_ruled_cases_blocked_alike_first(log: SqliteLog, clock: Clock) -> None:
    review = a_review(log, clock)
    decline = NewMotion("decline", "Closed.", reasons=("closed_content",))
    short = ruled(review, "few", decline, open=True, share=20)
    closed = ruled(review, "closed", decline, open=False, share=80)
    both = ruled(review, "both", ACCEPT, open=False, share=20)
    fine = ruled(review, "fine", ACCEPT, open=True, share=80)
    referred(review, "unruled")
    request = a_request(
        reference="new", title="new", owner=None, answers={"open": False, "share": 20}
    )
    words = Words(sent_because="Look.", repeated_because="Another year.")
    case = case_of(review, review.desk.record(request, "s-new", ANA, words).case)
    found = review.precedents(case, MANAGER)
    # Of those that the same criterion blocks, the one short of points as well comes first.
    assert [one.case for one in found] == [both, closed, short]
    assert found[1].only_here == ("priority",)
    assert fine not in [one.case for one in found]


def test_looking_for_precedents_opens_no_more_of_a_longer_log(log: SqliteLog, clock: Clock) -> None:
    opened: list[str] = []

    class Counting(Desk):
        def screening_of(self, id: str) -> RequestScreened | None:
            opened.append(id)
            return super().screening_of(id)

    review = Review(Counting(log, a_loaded_edition(committee=committee_rules()), clock), ROSTER)
    decline = NewMotion("decline", "Closed.", reasons=("closed_content",))
    for number in range(60):
        ruled(review, f"old-{number}", decline if number % 2 else ACCEPT, open=False, share=80)
    case = case_of(review, ruled(review, "last", decline, open=False, share=80))
    found = review.precedents(case, MANAGER)
    assert len(found) == 3
    assert len(opened) == len(set(opened)) == 40
    assert case.id not in opened


# ── Bad weather ──────────────────────────────────────────────────────────────────────────────


def test_a_clock_that_goes_backwards_does_not_take_the_case_with_it(
    review: Review, clock: Clock
) -> None:
    case = referred(review)
    put(review, case)
    clock.turn(days=-3)
    vote(review, case, ONE, "for")
    told = case_of(review, case)
    assert told.motion is not None
    (ballot,) = told.motion.ballots
    assert ballot.at == told.motion.put.at == NOON
    assert ballot.clock == NOON - timedelta(days=3)


def test_a_clock_that_was_a_year_ahead_once_shifts_no_later_deadline(
    review: Review, clock: Clock
) -> None:
    case = referred(review)
    clock.turn(days=365)
    review.recuse(case, "r-1", "I work for them.", FIVE)
    clock.turn(days=-365)
    put(review, case)
    told = case_of(review, case)
    assert told.motion is not None
    assert told.motion.put.at == NOON + timedelta(days=365)
    assert told.motion.put.clock == NOON
    # A fortnight after 2 March, at the end of the day in Paris.
    closes_at = datetime(2026, 3, 16, 22, 59, 59, tzinfo=UTC)
    assert told.closes_at == closes_at

    clock.turn(days=2)
    review.ask(case, "q-1", "Why?", ONE)
    clock.turn(days=3)
    review.answer(case, "a-1", "q-1", "Because.", ANA)
    vote(review, case, ONE, "for")
    assert case_of(review, case).closes_at == closes_at + timedelta(days=3)
    clock.turn(days=14)
    assert review.close_due() == [case]
    dates = [line.at for line in facts(review, case)]
    assert dates == sorted(dates)


def test_a_motion_put_while_the_clock_was_ahead_closes_when_it_said(
    review: Review, clock: Clock
) -> None:
    case = referred(review)
    clock.turn(days=365)
    put(review, case)
    clock.turn(days=-365)
    told = case_of(review, case)
    assert told.closes_at == datetime(2027, 3, 16, 22, 59, 59, tzinfo=UTC)
    # Until then it can be voted on, and it closes once nothing can change its result.
    for one in (ONE, TWO, THREE, FOUR, FIVE):
        vote(review, case, one, "for")
    assert case_of(review, case).status == "accepted"


def test_an_answer_while_the_clock_stands_wrong_moves_no_deadline_back(
    review: Review, clock: Clock
) -> None:
    case = referred(review)
    put(review, case)
    before = case_of(review, case).closes_at
    clock.turn(days=1)
    review.ask(case, "q-1", "Why?", ONE)
    clock.turn(days=-300)
    review.answer(case, "a-1", "q-1", "Because.", ANA)
    clock.turn(days=300)
    assert case_of(review, case).closes_at == before
    with review.desk.log.reading() as reading:
        assert list(verify_log(reading)) == []


def test_versions_and_withdrawals_are_dated_after_what_they_follow(
    review: Review, clock: Clock
) -> None:
    case = referred(review)
    clock.turn(days=365)
    review.ask(case, "q-1", "Why?", ONE)
    clock.turn(days=-365)
    again = a_request(reference="HS-1", owner=None, learners=41)
    review.desk.record(again, "s-2", ANA, Words(amends=case, sent_because="Look again."))
    review.desk.withdraw(case, "w-1", "client_gave_up", None, ANA)
    ahead = NOON + timedelta(days=365)
    assert [(one.at, one.clock) for one in facts(review, case)] == [
        (NOON, None),
        (ahead, None),
        (ahead, NOON),
        (ahead, NOON),
    ]


def test_a_new_version_goes_where_its_criteria_send_it_again(review: Review) -> None:
    request = a_request(owner=None, answers={"open": False, "share": 80})
    case = review.desk.record(request, "s-1", ANA).case
    review.move_up(case, "u-1", "A matter of principle.", CHAIR)
    assert case_of(review, case).procedure == "full"
    # At the very same moment.
    review.desk.record(request, "s-2", ANA, Words(amends=case))
    assert case_of(review, case).procedure == "bureau"


def facts(review: Review, case: str) -> list[Fact]:
    return [read_fact(line.content) for line in review.desk.log.lines(case=case)]


def test_with_nobody_on_the_roster_no_motion_can_be_put(review: Review) -> None:
    case = referred(review)
    with refusal("nobody_sits"):
        put(replace(review, roster=Roster(())), case)


def test_the_queue_shows_the_most_urgent_first(review: Review, clock: Clock) -> None:
    waiting = referred(review, "HS-1")
    clock.turn(hours=1)
    voting = referred(review, "HS-2")
    put(review, voting)
    assert [one.case for one in review.queue(ONE)] == [voting, waiting]
    with pytest.raises(NotAllowed):
        review.queue(ANA)


def test_what_the_whole_bureau_left_goes_to_the_full_committee(review: Review) -> None:
    request = a_request(owner=None, answers={"open": False, "share": 80})
    case = review.desk.record(request, "s-1", ANA).case
    review.recuse(case, "r-1", "I work for them.", ONE)
    review.recuse(case, "r-2", "So do I.", CHAIR)
    assert case_of(review, case).procedure == "bureau"
    review.recuse(case, "r-3", "And I.", THREE)
    assert case_of(review, case).procedure == "full"
    moved = facts(review, case)[-1]
    assert (moved.by, getattr(moved, "because", "")) == ("desk", None)
    # Nobody of the bureau is left, and the case is ruled on all the same.
    put(review, case, by=TWO)
    vote(review, case, TWO, "for")
    vote(review, case, FOUR, "for")
    assert case_of(review, case).status == "accepted"


def test_a_vote_that_the_whole_bureau_left_goes_to_the_full_committee(review: Review) -> None:
    request = a_request(owner=None, answers={"open": False, "share": 80})
    case = review.desk.record(request, "s-1", ANA).case
    put(review, case)
    for one in (ONE, CHAIR, THREE):
        review.recuse(case, f"r-{one.id}", "I work for them.", one)
    told = case_of(review, case)
    assert told.motions[0].closed is not None
    assert told.motions[0].closed.tally.result == "lapsed"
    assert (told.status, told.procedure) == ("referred", "full")


# ── What a hostile reader tried ──────────────────────────────────────────────────────────────


def test_a_ballot_is_of_the_motion_that_was_read(review: Review) -> None:
    case = referred(review)
    first = put(review, case)
    assert first.new
    read = case_of(review, case).motion
    assert read is not None
    for member in (ONE, TWO, THREE):
        vote(review, case, member, "against")
    put(review, case, NewMotion("decline", "Closed to all.", reasons=("closed_content",)))
    with refusal("other_motion"):
        review.vote(case, "v-late", Ballot(FOUR.id, "for", motion=read.id), FOUR)


def test_a_delegate_does_not_overturn_the_members_own_vote(review: Review, clock: Clock) -> None:
    case = referred(review)
    put(review, case)
    today = clock.now.date()
    review.delegate("d-1", "member-1", today, today, TWO)
    vote(review, case, TWO, "against")
    with refusal("seat_voted"):
        vote(review, case, ONE, "for", seat="member-2")


def test_what_a_delegate_cast_before_leaving_the_case_counts_no_more(
    review: Review, clock: Clock
) -> None:
    case = referred(review)
    put(review, case)
    today = clock.now.date()
    review.delegate("d-1", "member-2", today, today, ONE)
    vote(review, case, TWO, "for", seat="member-1")
    review.recuse(case, "r-1", "My brother owns it.", TWO)
    told = case_of(review, case)
    assert told.motion is not None
    assert told.motion.without(told.recused) == {}
    row = review.desk.log.row(case)
    assert row is not None
    assert " member-1 " in row.voters


def test_who_has_no_part_in_a_case_neither_asks_nor_proposes(review: Review) -> None:
    case = referred(review)
    for stranger in (FIVE, Person("member-99", "member")):
        with refusal("no_part"):
            put(review, case, by=stranger)
        with refusal("no_part"):
            review.ask(case, "q-1", "Why?", stranger)
    assert case_of(review, case).unanswered == ()


def test_a_time_that_comes_while_a_vote_waits_for_its_turn_refuses_it(review: Review) -> None:
    case = referred(review)
    put(review, case)
    closes_at = case_of(review, case).closes_at
    assert closes_at is not None
    times = iter([closes_at - timedelta(seconds=1)])
    late = replace(review.desk, now=lambda: next(times, closes_at + timedelta(seconds=5)))
    with refusal("no_open_motion"):
        vote(replace(review, desk=late), case, ONE, "for")


def test_an_answer_that_leaves_nobody_to_wait_for_closes_the_motion(review: Review) -> None:
    case = referred(review)
    put(review, case)
    vote(review, case, ONE, "for")
    vote(review, case, THREE, "against")
    vote(review, case, CHAIR, "for")
    vote(review, case, TWO, "against")
    review.ask(case, "q-1", "Really?", ONE)
    review.recuse(case, "r-1", "I work for them.", FOUR)
    assert case_of(review, case).status == "voting"
    review.answer(case, "a-1", "q-1", "Yes.", ANA)
    told = case_of(review, case).motion
    assert told is not None
    assert told.closed is not None


def test_a_question_does_not_outlive_its_case(review: Review) -> None:
    case = referred(review)
    review.ask(case, "q-1", "Why?", ONE)
    review.desk.withdraw(case, "w-1", "client_gave_up", None, ANA)
    row = review.desk.log.row(case)
    assert row is not None
    assert (row.status, row.asked) == ("withdrawn", 0)


def test_a_count_that_the_ballots_do_not_give_does_not_replay(review: Review) -> None:
    case = referred(review)
    put(review, case)
    for member in (ONE, TWO, THREE):
        vote(review, case, member, "against")
    lines = list(review.desk.log.lines())
    assert list(replay(lines)) == []
    forged = lines[-1].content.replace('"result":"not_carried"', '"result":"carried"')
    assert forged != lines[-1].content
    assert list(replay([*lines[:-1], lines[-1]._replace(content=forged)])) == [
        Flaw(lines[-1].number, "replay")
    ]


def test_a_deal_that_is_gone_is_voted_on_no_more(review: Review, clock: Clock) -> None:
    case = referred(review)
    put(review, case)
    review.desk.withdraw(case, "w-1", "lost", None, ANA)
    told = case_of(review, case)
    assert (told.status, told.closes_at) == ("withdrawn", None)
    with refusal("is_withdrawn"):
        vote(review, case, ONE, "for")
    clock.turn(days=40)
    assert review.close_due() == []


def test_a_motion_that_nobody_is_left_to_vote_on_lapses_at_once(review: Review) -> None:
    case = referred(review)
    for number, member in enumerate((ONE, TWO, THREE, FOUR)):
        review.recuse(case, f"r-{number}", "I work for them.", member)
    alone = replace(review, roster=Roster(ROSTER.terms[:4]))
    put(alone, case)
    told = case_of(review, case).motion
    assert told is not None
    assert told.closed is not None
    assert told.closed.tally.result == "lapsed"
