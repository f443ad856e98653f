"""Meetings: the chair prepares and records them, the whole committee reads their minutes."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from screening.core.committee_facts import MeetingHeld
from screening.core.facts import read_fact
from screening.core.model import LANGUAGES, Language
from screening.people import EXAMPLE_PEOPLE, ExamplePerson
from screening.stores.sqlite import open_log
from tests.pages.visit import Home, act, visit, words

pytestmark = pytest.mark.usefixtures("home")


def held(home: Home) -> list[MeetingHeld]:
    """The meetings in the example log, as another process reads them."""
    log = open_log(f"sqlite:///{home.example_log}")
    try:
        facts = [read_fact(one.content) for one in log.common_lines()]
    finally:
        log.close()
    return [one for one in facts if isinstance(one, MeetingHeld)]


def meetings(person: str = "chair-1", language: Language = "en") -> AppTest:
    return visit("meetings", language, person, example=True)


def record(desk: AppTest) -> Button:
    (found,) = [one for one in desk.button if one.key and one.key.startswith("record-meeting-")]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("one", EXAMPLE_PEOPLE, ids=lambda one: one.person.id)
def test_the_page_opens_for_everybody(one: ExamplePerson, language: Language) -> None:
    desk = meetings(one.person.id, language)
    shown = [str(each.key) for each in desk.multiselect]
    assert bool(shown) == (one.person.role == "chair")
    assert bool(desk.info) == (one.person.role == "salesperson")


def test_a_meeting_is_recorded_with_who_came_and_what_was_looked_at(home: Home) -> None:
    before = len(held(home))
    desk = meetings()
    today: date = desk.date_input(key="held_day").value
    assert record(desk).disabled
    case = desk.multiselect(key="held_cases").options[0].split(" · ")[0]
    act(desk.multiselect(key="held_cases").select(case))
    act(desk.pills(key=f"held_clients-{today}").set_value(["member-2", "member-4"]))
    act(desk.pills(key=f"held_students-{today}").set_value(["member-1"]))

    act(record(desk).click())

    last = held(home)[-1]
    assert len(held(home)) == before + 1
    assert (last.on, last.by, last.cases) == (today, "chair-1", (case,))
    assert last.present == ("member-2", "member-4", "member-1")
    assert "3 members came" in words(desk)
    assert "is recorded" in desk.success[0].value
    # What was chosen is gone: a second press has nothing to record.
    assert record(desk).disabled


def test_the_same_meeting_is_not_recorded_again(home: Home) -> None:
    desk = meetings()
    today: date = desk.date_input(key="held_day").value
    act(desk.pills(key=f"held_clients-{today}").set_value(["member-3"]))
    act(record(desk).click())
    act(desk.pills(key=f"held_clients-{today}").set_value(["member-3"]))

    assert record(desk).disabled
    assert "This very meeting is recorded already." in words(desk)
    assert [one.present for one in held(home)].count(("member-3",)) == 1


def test_a_day_on_which_nobody_sat_has_no_meeting() -> None:
    desk = meetings()
    act(desk.date_input(key="held_day").set_value(date(2024, 12, 31)))
    assert desk.info[0].value == "By the committee’s file nobody sat on 31 December 2024."
    assert record(desk).disabled


def test_an_agenda_waits_for_its_cases() -> None:
    desk = meetings()
    assert desk.download_button(key="agenda").disabled
    case = desk.multiselect(key="agenda_cases").options[0].split(" · ")[0]
    act(desk.multiselect(key="agenda_cases").select(case))
    assert not desk.download_button(key="agenda").disabled
