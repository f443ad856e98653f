"""Letters about recorded cases: what became of a case decides what its prospect is told."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from screening.core.access import Person
from screening.core.model import LANGUAGES
from screening.core.motion_check import NewCondition, NewMotion
from screening.letter_files import as_text
from screening.letters import TONES, Kind, Situation, kinds_for, letter, situation_of
from screening.review import Review
from screening.service import Words
from screening.stores.sqlite import SqliteLog
from tests.builders import (
    ACCEPT,
    ANA,
    CHAIR,
    MANAGER,
    Clock,
    a_request,
    a_review,
    case_of,
    put,
    vote,
)

# A full committee answers in 14 days, its bureau in 7; it is 2 March 2026.
IN_7, IN_14 = date(2026, 3, 9), date(2026, 3, 16)
DECLINE = NewMotion("decline", "It does not.", reasons=("mission",))
CONDITION = NewCondition(
    text="Open it.", owner="sales-1", due=date(2026, 9, 1), proof="The contract"
)
ON_CONDITIONS = NewMotion(
    "accept_with_conditions",
    "Once it is open.",
    conditions=(CONDITION, CONDITION._replace(text="Charge nothing.")),
)


@pytest.fixture
def advisory(log: SqliteLog, clock: Clock) -> Review:
    """Management decides after the committee."""
    return a_review(log, clock, authority="advisory")


def blocked(review: Review, **answers: Any) -> str:
    """A case before the bureau; opened, its training would be accepted."""
    request = a_request(owner=None, answers={"open": False, "share": 80} | answers)
    return review.desk.record(request, "s-1", ANA).case


def sent(review: Review) -> str:
    """A case that a person sent to the full committee; the criteria would accept it."""
    request = a_request(reference="HS-2", owner=None)
    return review.desk.record(request, "s-2", ANA, Words(sent_because="I doubt them.")).case


def carried(review: Review, case: str, motion: NewMotion) -> None:
    """Every seat votes for the motion, until no further vote matters."""
    put(review, case, motion)
    put_to = case_of(review, case).motion
    assert put_to is not None
    for seat in put_to.put.seats:
        if case_of(review, case).status == "voting":
            role = "chair" if seat.chair else "member"
            vote(review, case, Person(seat.member, role), "for")
    assert case_of(review, case).status != "voting"


def situation(review: Review, case: str) -> Situation:
    told = case_of(review, case)
    verdict = review.desk.reconsidered(told.latest)
    return situation_of(
        told,
        review.desk.edition,
        accepted_if=verdict.accepted_if,
        reopened_if=verdict.reopened_if,
        today=review.desk.now().date(),
        zone=ZoneInfo("Europe/Paris"),
    )


def kinds(review: Review, case: str) -> tuple[Kind, ...]:
    return kinds_for(situation(review, case))


def said(review: Review, case: str, kind: Kind) -> str:
    return as_text(letter(kind, "plain", "en", situation(review, case)))


# ── With the committee ───────────────────────────────────────────────────────────────────────


def test_a_referral_is_under_review_by_the_bureau_s_day(review: Review) -> None:
    case = blocked(review)

    assert kinds(review, case) == ("accepted_if", "under_review")
    assert situation(review, case).due == IN_7


def test_moved_up_it_is_the_full_committee_s_day_from_then_on(review: Review, clock: Clock) -> None:
    case = blocked(review)
    clock.turn(days=2)
    review.move_up(case, "up-1", "It is new.", CHAIR)

    assert situation(review, case).due == date(2026, 3, 18)


def test_a_case_under_vote_is_told_until_when_and_offered_no_change(review: Review) -> None:
    case = blocked(review)
    put(review, case)

    assert kinds(review, case) == ("under_review",)
    assert situation(review, case).due == IN_7
    assert "you could" not in said(review, case, "under_review")


def test_no_day_is_promised_while_the_committee_awaits_an_answer(review: Review) -> None:
    asked, voting = blocked(review), sent(review)
    put(review, voting)
    for case in (asked, voting):
        review.ask(case, f"q-{case}", "How many places?", CHAIR)

        assert kinds(review, case)[-1] == "under_review"
        assert situation(review, case).due is None
        assert "as soon as the decision is made" in said(review, case, "under_review")


def test_a_day_that_has_gone_by_is_promised_to_nobody(review: Review, clock: Clock) -> None:
    case = blocked(review)
    clock.turn(days=7)
    assert situation(review, case).due == IN_7

    clock.turn(days=1)

    assert situation(review, case).due is None


def test_after_an_opinion_the_case_is_still_under_review(advisory: Review) -> None:
    case = sent(advisory)
    carried(advisory, case, DECLINE)
    assert case_of(advisory, case).status == "advised"

    assert kinds(advisory, case) == ("under_review",)
    assert situation(advisory, case).due is None


def test_what_a_person_sent_is_under_review_for_no_criterion(review: Review) -> None:
    case = sent(review)

    assert kinds(review, case) == ("under_review",)
    text = said(review, case, "under_review")
    assert "You will have our answer by 16 March 2026 at the latest." in text
    assert "our mission looks for" not in text


def test_of_a_request_taken_back_there_is_nothing_to_tell(review: Review) -> None:
    case = blocked(review)
    review.desk.withdraw(case, "w-1", "lost", None, ANA)

    assert kinds(review, case) == ()


# ── Ruled on ─────────────────────────────────────────────────────────────────────────────────


def test_a_case_that_was_declined_is_not_for_us_for_the_criteria_s_reasons(review: Review) -> None:
    case = blocked(review)
    carried(review, case, DECLINE)

    assert kinds(review, case) == ("not_for_us",)
    assert "openness title. openness why" in said(review, case, "not_for_us")


def test_what_a_person_sent_and_was_declined_is_told_in_person(review: Review) -> None:
    case = sent(review)
    carried(review, case, DECLINE)

    assert kinds(review, case) == ("not_for_us",)
    text = said(review, case, "not_for_us")
    assert "would rather tell you in person" in text
    assert "title" not in text


def test_a_case_that_was_accepted_is_announced_as_accepted(review: Review) -> None:
    case = blocked(review)
    carried(review, case, ACCEPT)

    assert kinds(review, case) == ("accepted",)
    assert "convinced" not in said(review, case, "accepted")


def test_management_s_decision_counts_and_not_the_opinion(advisory: Review) -> None:
    case = sent(advisory)
    carried(advisory, case, DECLINE)

    advisory.decide(case, "d-1", "accept", "We know them.", MANAGER)

    assert kinds(advisory, case) == ("accepted",)
    assert situation(advisory, case).conditions == []


def test_conditions_are_told_as_long_as_they_are_not_kept(review: Review) -> None:
    case = blocked(review)
    carried(review, case, ON_CONDITIONS)
    texts = [one.text for one in situation(review, case).conditions]
    assert texts == ["Open it.", "Charge nothing."]

    review.settle(case, "k-1", 1, True, "Seen online.", MANAGER)
    review.settle(case, "k-2", 2, False, "They charge.", MANAGER)

    (left,) = situation(review, case).conditions
    assert left.text == "Charge nothing."


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_conditions_are_told_without_who_sees_to_them(
    review: Review, tone: Any, language: Any
) -> None:
    case = blocked(review)
    carried(review, case, ON_CONDITIONS)

    text = as_text(letter("accepted", tone, language, situation(review, case)))

    assert "Open it (" in text
    assert "2026" in text
    assert not any(one in text for one in ("sales-1", "contract", "member", "chair"))


def test_a_request_that_the_criteria_accept_is_announced_with_what_convinced(
    review: Review,
) -> None:
    case = review.desk.record(a_request(owner=None), "s-3", ANA).case

    assert kinds(review, case) == ("accepted",)
    assert "openness title" in said(review, case, "accepted")
