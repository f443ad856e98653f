"""Who is told what after a fact, as long as it still matters to them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from screening.core.facts import read_fact
from screening.core.model import LANGUAGES, Language
from screening.core.motion_check import NewCondition, NewMotion
from screening.example_people import holders
from screening.notices import Notice, conditions_due, notices_of, subject, text
from screening.review import Review
from screening.stores.protocol import PersonDetails
from screening.stores.sqlite import SqliteLog
from tests.builders import (
    ANA,
    CHAIR,
    ONE,
    THREE,
    TWO,
    Clock,
    a_review,
    case_of,
    put,
    referred,
    vote,
)

MANAGERS = holders("manager")
PARIS = ZoneInfo("Europe/Paris")


def notices(review: Review, case: str) -> list[Notice]:
    """All that the facts of a case are worth telling now."""
    return [
        notice
        for line in review.desk.log.lines(case=case)
        for notice in notices_of(
            line.number, read_fact(line.content), case_of(review, case), MANAGERS
        )
    ]


def told(review: Review, case: str) -> dict[str, list[str]]:
    """Who is told, by what they are told."""
    found: dict[str, list[str]] = {}
    for one in notices(review, case):
        found.setdefault(one.kind, []).append(one.person)
    return found


def test_a_referral_alone_tells_nobody(review: Review) -> None:
    assert told(review, referred(review)) == {}


def test_a_motion_is_told_to_the_seats_that_can_still_vote(review: Review) -> None:
    case = referred(review)
    put(review, case)
    everybody = ["member-1", "member-2", "member-3", "member-4", "chair-1"]
    assert told(review, case) == {"motion_put": everybody}
    vote(review, case, ONE, "for")
    review.recuse(case, "r-1", "I work for them.", THREE)
    assert told(review, case) == {"motion_put": ["member-2", "member-4", "chair-1"]}


def test_a_question_goes_to_the_owner_until_its_answer_goes_to_who_asked(review: Review) -> None:
    case = referred(review)
    review.ask(case, "q-1", "Who signs?", TWO)
    assert told(review, case) == {"information_asked": ["sales-1"]}
    review.answer(case, "a-1", "q-1", "Their dean.", ANA)
    assert told(review, case) == {"information_given": ["member-2"]}


def test_an_answer_that_restarts_the_clock_goes_to_every_seat_that_has_not_voted(
    review: Review, clock: Clock
) -> None:
    case = referred(review)
    put(review, case)
    vote(review, case, ONE, "for")
    clock.turn(days=1)
    review.ask(case, "q-1", "Who signs?", TWO)
    review.ask(case, "q-2", "Who pays?", ONE)
    clock.turn(days=20)
    review.answer(case, "a-1", "q-1", "Their dean.", ANA)
    # One answer is still awaited: nobody can vote yet.
    assert told(review, case) == {
        "information_asked": ["sales-1"],
        "information_given": ["member-2"],
    }
    clock.turn(days=1)
    review.recuse(case, "r-1", "I work for them.", THREE)
    review.answer(case, "a-2", "q-2", "A foundation.", ANA)

    assert told(review, case) == {
        "information_given": ["member-2", "member-1"],
        "information_given.votes": ["member-2", "member-4", "chair-1"],
    }
    # The fortnight of 2 March, longer by the 21 days from the first question to the last answer.
    restarted = [one for one in notices(review, case) if one.kind == "information_given.votes"]
    assert {one.until for one in restarted} == {datetime(2026, 4, 6, 22, 59, 59, tzinfo=UTC)}
    assert len({one.key.line for one in restarted}) == 1


def test_who_asked_and_has_not_voted_is_told_of_an_answer_once(review: Review) -> None:
    case = referred(review)
    put(review, case)
    review.ask(case, "q-1", "Who signs?", TWO)
    review.answer(case, "a-1", "q-1", "Their dean.", ANA)
    assert told(review, case) == {
        "information_given.votes": ["member-1", "member-2", "member-3", "member-4", "chair-1"]
    }
    keys = [one.key for one in notices(review, case)]
    assert len(keys) == len(set(keys))


def test_an_answer_before_the_motion_does_not_tell_of_its_vote(
    review: Review, clock: Clock
) -> None:
    case = referred(review)
    review.ask(case, "q-1", "Who signs?", TWO)
    review.answer(case, "a-1", "q-1", "Their dean.", ANA)
    clock.turn(hours=1)
    put(review, case)
    everybody = ["member-1", "member-2", "member-3", "member-4", "chair-1"]
    assert told(review, case) == {"information_given": ["member-2"], "motion_put": everybody}


def test_whoever_left_a_case_is_told_nothing_more_of_it(review: Review, clock: Clock) -> None:
    due = date(2026, 9, 1)
    condition = NewCondition(text="Open it.", owner="member-2", due=due, proof="The agreement.")
    case = referred(review)
    review.ask(case, "q-1", "Who signs?", TWO)
    for one in (TWO, CHAIR):
        review.recuse(case, f"r-{one.id}", "I work for them.", one)
    review.answer(case, "a-1", "q-1", "Their dean.", ANA)
    clock.turn(hours=1)
    put(review, case, NewMotion("accept_with_conditions", "It could.", (condition,)), by=ONE)
    assert told(review, case) == {"motion_put": ["member-1", "member-3", "member-4"]}
    for one in (ONE, THREE):
        vote(review, case, one, "for")
    assert told(review, case) == {"motion_closed.carried": ["sales-1", "manager-1"]}
    assert [one.person for one in conditions_due(case_of(review, case), due)] == ["sales-1"]


def test_a_motion_that_waits_for_an_answer_asks_for_no_vote(review: Review) -> None:
    case = referred(review)
    put(review, case)
    review.ask(case, "q-1", "Who signs?", TWO)
    assert told(review, case) == {"information_asked": ["sales-1"]}


def test_the_end_of_a_motion_goes_to_the_owner_the_chair_and_managers(
    review: Review, clock: Clock
) -> None:
    case = referred(review)
    put(review, case)
    clock.turn(days=15)
    review.close_due()
    assert told(review, case) == {"motion_closed.lapsed": ["sales-1", "chair-1", "manager-1"]}


def test_a_second_call_goes_to_the_seats_that_have_not_voted(log: SqliteLog, clock: Clock) -> None:
    review = a_review(log, clock, full={"second_call": {"days": 3}})
    case = referred(review)
    put(review, case)
    vote(review, case, ONE, "for")
    clock.turn(days=15)
    review.close_due()
    assert told(review, case) == {
        "motion_called_again": ["member-2", "member-3", "member-4", "chair-1"]
    }


@pytest.mark.parametrize(
    ("before", "people"),
    [(8, []), (7, ["sales-2", "sales-1"]), (0, ["sales-2", "sales-1"]), (-1, [])],
)
def test_a_condition_is_told_in_its_last_week_to_who_sees_to_it_and_the_owner(
    review: Review, before: int, people: list[str]
) -> None:
    due = date(2026, 9, 1)
    condition = NewCondition(text="Open it.", owner="sales-2", due=due, proof="The agreement.")
    case = referred(review)
    review.desk.introduce(PersonDetails("sales-2", "Yanis Morel", None, None, None))
    put(review, case, NewMotion("accept_with_conditions", "It could serve.", (condition,)))
    for member in (ONE, TWO, THREE, CHAIR):
        vote(review, case, member, "for")

    found = [*conditions_due(case_of(review, case), due - timedelta(days=before))]

    assert [one.person for one in found] == people
    assert len({one.key for one in found}) == len(people)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notice_says_until_when_and_never_who_the_prospect_is(
    review: Review, language: Language
) -> None:
    case = referred(review)
    put(review, case)
    notice = notices(review, case)[0]

    said = text(notice, language, PARIS)

    until = {"fr": "16 mars 2026 23:59", "en": "16 March 2026 23:59"}[language]
    assert until in said
    assert subject(notice, language).startswith(case)
    assert "Atelier" not in subject(notice, language) + said
