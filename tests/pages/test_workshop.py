"""The workshop: a draft is begun, mended, looked at by others, and adopted."""

import pytest
from streamlit.testing.v1 import AppTest

from screening.core.model import LANGUAGES, Language
from screening.people import EXAMPLE_PEOPLE, ExamplePerson
from tests.pages.visit import Home, sound, visit, words

pytestmark = pytest.mark.usefixtures("home")

TITLE = {"fr": "Atelier des critères", "en": "Criteria workshop"}


def workshop(person: str = "owner-1", language: Language = "en") -> AppTest:
    return visit("workshop", language, person)


def press(desk: AppTest, label: str) -> AppTest:
    (button,) = [one for one in desk.button if one.label.startswith(label)]
    return sound(button.click().run())


def type_in(desk: AppTest, text: str) -> AppTest:
    return sound(desk.text_area(key="proposed_text").set_value(text).run())


def begun() -> AppTest:
    """The workshop with next year's draft of the edition in force."""
    desk = press(workshop(), "Begin with")
    text = desk.text_area(key="proposed_text").value
    assert text is not None
    name = next(line for line in text.splitlines() if line.startswith("name:"))
    return type_in(desk, text.replace(name, 'name: "next"'))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("one", EXAMPLE_PEOPLE, ids=lambda one: one.person.id)
def test_its_owner_writes_and_all_but_salespeople_read(
    one: ExamplePerson, language: Language
) -> None:
    desk = workshop(one.person.id, language)
    assert desk.title[0].value == TITLE[language]
    assert bool(desk.button) is (one.person.role == "criteria_owner")
    assert bool(desk.info) is (one.person.role == "salesperson")


def test_an_edition_begun_with_the_one_in_force_needs_a_name_of_its_own() -> None:
    desk = press(workshop(), "Begin with")
    assert "is called" not in words(desk)  # it is the very edition in force
    text = desk.text_area(key="proposed_text").value or ""
    desk = type_in(desk, text.replace("accept_from: ", "accept_from:  "))
    assert "Another edition is called" in words(desk)
    assert not [one for one in desk.button if one.label.startswith("Adopt")]


def test_mistakes_are_told_at_their_lines_while_the_rest_waits() -> None:
    desk = begun()
    text = desk.text_area(key="proposed_text").value or ""
    line = next(at for at, one in enumerate(text.splitlines(), 1) if "accept_from:" in one)
    broken = text.splitlines()
    broken[line - 1] = "accept_from: sixty"
    desk = type_in(desk, "\n".join(broken))
    assert f'data-line="{line}"' in "".join(one.proto.body for one in desk.get("html"))
    assert "is not a whole number" in words(desk)


def test_a_draft_is_kept_and_read_by_the_committee_in_words(home: Home) -> None:
    begun()
    (kept,) = home.drafts("(criteria)")
    assert "next" in kept.content
    member = workshop("member-1")
    assert "next" in words(member)
    assert not member.text_area


def test_adopting_asks_for_the_minutes_and_then_the_log_says_so(home: Home) -> None:
    desk = press(begun(), "Adopt this")
    assert "the minutes are missing" in desk.warning[0].value
    desk.text_input(key="minutes").set_value("Committee of 20 November 2026").run()
    desk = press(desk, "Adopt this")
    assert "is adopted, as line" in desk.success[0].value
    assert "Committee of 20 November 2026" in words(desk)
    assert home.drafts("(criteria)") == []
    assert [one.label for one in desk.button if one.label.startswith("Begin")] == [
        "Begin with edition next"
    ]


def test_a_draft_that_another_changed_meanwhile_is_not_replaced(home: Home) -> None:
    first, second = begun(), workshop()
    type_in(second, (second.text_area(key="proposed_text").value or "") + "\n# mine\n")
    desk = type_in(first, (first.text_area(key="proposed_text").value or "") + "\n# yours\n")
    assert "Somebody else changed the draft" in desk.warning[0].value
    (kept,) = home.drafts("(criteria)")
    assert "# mine" in kept.content


def test_a_draft_can_be_abandoned(home: Home) -> None:
    desk = press(begun(), "Delete the draft")
    assert home.drafts("(criteria)") == []
    assert [one for one in desk.button if one.label.startswith("Begin with")]


def test_what_was_typed_and_not_checked_yet_is_not_adopted(home: Home) -> None:
    desk = begun()
    desk.text_input(key="minutes").set_value("Committee of 20 November 2026").run()
    area = desk.text_area(key="proposed_text")
    area.set_value((area.value or "") + "\n# one word more\n")
    desk = press(desk, "Adopt this")
    assert "nothing was adopted" in desk.warning[0].value
    (kept,) = home.drafts("(criteria)")
    assert "one word more" in kept.content
    desk = press(desk, "Adopt this")
    assert "is adopted, as line" in desk.success[0].value


def test_nobody_adopts_or_abandons_what_another_is_changing(home: Home) -> None:
    first, second = begun(), workshop()
    type_in(second, (second.text_area(key="proposed_text").value or "") + "\n# mine\n")
    first.text_input(key="minutes").set_value("Committee of 20 November 2026").run()
    first = press(first, "Adopt this")
    assert "nothing was adopted" in first.warning[0].value
    first = press(first, "Delete the draft")
    assert "Somebody else changed the draft" in first.warning[0].value
    (kept,) = home.drafts("(criteria)")
    assert "# mine" in kept.content


def test_the_next_adoption_does_not_begin_with_the_minutes_of_the_last() -> None:
    desk = begun()
    desk.text_input(key="minutes").set_value("Committee of 20 November 2026").run()
    desk = press(press(desk, "Adopt this"), "Begin with")
    area = desk.text_area(key="proposed_text")
    desk = type_in(desk, (area.value or "").replace('name: "next"', 'name: "after"'))
    assert not desk.text_input(key="minutes").value


def test_no_text_is_so_long_that_its_message_would_cut_the_browser_off() -> None:
    longest = begun().text_area(key="proposed_text").max_chars
    # Three bytes at most for each character of the alphabets, below a message of 1 MB.
    assert 0 < 3 * longest < 1_000_000
