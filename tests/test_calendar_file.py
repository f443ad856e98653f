"""Deadlines in a calendar: found again when they move, and silent about who the prospect is."""

from datetime import date

import pytest
from icalendar import Calendar

from screening.calendar_file import as_ics, deadlines
from screening.core.access import Person
from screening.core.model import LANGUAGES, Language
from screening.core.motion_check import NewCondition, NewMotion
from screening.review import Review
from screening.stores.protocol import PersonDetails
from tests.builders import (
    ANA,
    CHAIR,
    MANAGER,
    NOON,
    ONE,
    THREE,
    TWO,
    Clock,
    case_of,
    put,
    referred,
    vote,
)

LONG = "Open the course; publish it, under a free licence\\, with é" + "é" * 80


def conditional(review: Review) -> str:
    """A case accepted on two conditions, one of them seen to by somebody else."""
    case = referred(review)
    review.desk.introduce(PersonDetails("sales-2", "Yanis Morel", None, None, None))
    conditions = tuple(
        NewCondition(text=LONG, owner=owner, due=date(2026, 9, day), proof="The agreement.")
        for owner, day in (("sales-1", 1), ("sales-2", 30))
    )
    put(review, case, NewMotion("accept_with_conditions", "It could serve.", conditions))
    for member in (ONE, TWO, THREE):
        vote(review, case, member, "for")
    vote(review, case, Person("member-4", "member"), "for")
    return case


def written(review: Review, case: str, person: Person, votes: bool = True) -> bytes:
    found = deadlines(case_of(review, case), person, votes)
    return as_ics(found, "en", review.desk.now())


def test_a_vote_is_an_hour_that_ends_when_it_closes_with_a_reminder(review: Review) -> None:
    case = referred(review)
    put(review, case)

    [event] = Calendar.from_ical(written(review, case, ONE)).walk("VEVENT")

    assert event["SUMMARY"] == f"{case}: the vote closes"
    # A fortnight after 2 March, at the end of the day in Paris.
    assert event["DTSTART"].to_ical() == b"20260316T215959Z"
    assert event["DTEND"].to_ical() == b"20260316T225959Z"
    assert event["DTSTAMP"].to_ical() == b"20260302T120000Z"
    assert event["TRANSP"] == "TRANSPARENT"
    [alarm] = event.walk("VALARM")
    assert alarm["TRIGGER"].to_ical() == b"-P2D"


def test_a_vote_that_is_put_off_is_the_same_event_with_a_later_sequence(
    review: Review, clock: Clock
) -> None:
    case = referred(review)
    put(review, case)
    [before] = Calendar.from_ical(written(review, case, ONE)).walk("VEVENT")
    review.ask(case, "q-1", "Who signs?", ONE)
    assert b"VEVENT" not in written(review, case, ONE)
    clock.turn(hours=3)
    review.answer(case, "a-1", "q-1", "Their dean.", ANA)

    [after] = Calendar.from_ical(written(review, case, ONE)).walk("VEVENT")

    assert after["UID"] == before["UID"]
    assert after["DTEND"].to_ical() == b"20260317T015959Z"
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 180)


def test_a_case_without_a_vote_of_ones_own_asks_nothing(review: Review) -> None:
    case = referred(review)
    assert b"VEVENT" not in written(review, case, ONE)
    put(review, case)
    assert b"VEVENT" not in written(review, case, MANAGER, votes=False)


@pytest.mark.parametrize(
    ("person", "days"),
    [
        (ANA, [b"20260901", b"20260930"]),  # her case
        (MANAGER, [b"20260901", b"20260930"]),
        (CHAIR, [b"20260901", b"20260930"]),
        (Person("sales-2", "salesperson"), [b"20260930"]),
        (ONE, []),
    ],
)
def test_conditions_are_days_for_those_who_follow_them(
    review: Review, person: Person, days: list[bytes]
) -> None:
    case = conditional(review)

    events = Calendar.from_ical(written(review, case, person)).walk("VEVENT")

    assert [one["DTSTART"].to_ical() for one in events] == days
    assert len({one["UID"] for one in events}) == len(days)


def test_a_condition_that_was_kept_is_no_deadline_any_more(review: Review) -> None:
    case = conditional(review)
    review.settle(case, "k-1", 1, True, "Published.", ANA)

    events = Calendar.from_ical(written(review, case, ANA)).walk("VEVENT")

    assert [one["DTSTART"].to_ical() for one in events] == [b"20260930"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_prospect_is_named_nowhere(review: Review, language: Language) -> None:
    case = conditional(review)
    found = [*deadlines(case_of(review, case), ANA, True)]

    assert len(found) == 2
    assert b"Atelier" not in as_ics(found, language, NOON)


def test_lines_are_folded_and_escaped_as_the_standard_asks(review: Review) -> None:
    held = written(review, conditional(review), ANA)

    assert held.startswith(b"BEGIN:VCALENDAR\r\n")
    assert held.endswith(b"END:VCALENDAR\r\n")
    lines = held.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    # RFC 5545, 3.1: at most 75 octets, continued after a space; 3.3.11: what is escaped in a text.
    assert max(map(len, lines)) <= 75
    unfolded = held.replace(b"\r\n ", b"").decode()
    text = LONG.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    assert f"DESCRIPTION:{text}\\nThe agreement.\r\n" in unfolded
