"""The salesperson's journey: type, watch the verdict form, record once, see the case."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Served, Visit
from tests.browser.hands import (
    an_acceptable_request,
    answer,
    case_is_shown,
    fill_in,
    record_button,
    verdict,
)
from tests.browser.server import settled

pytestmark = pytest.mark.browser


@pytest.fixture
def page(desk: Served, visit: Visit) -> Page:
    page = visit()
    page.goto(desk.address)
    expect(page.get_by_role("heading", level=1)).to_have_text("New request")
    return page


def test_a_request_goes_from_the_first_word_to_the_list(desk: Served, page: Page) -> None:
    expect(verdict(page)).to_contain_text("Not decided yet")
    expect(record_button(page)).to_be_disabled()
    fill_in(page, "Organisation", "Atelier Nord")
    fill_in(page, "What they ask for", "Web developers")
    answer(page, "Open when?", "Later on")
    expect(page.locator(".verdict")).to_contain_text("10 points are sure, up to 60 are possible")

    answer(page, "Which audiences?", "Refugees")
    fill_in(page, "What share? (%)", "50")
    expect(page.locator(".ask")).to_contain_text("The question that decides")
    answer(page, "Does the learner pay?", "No")
    expect(verdict(page)).to_contain_text("Accept")

    page.get_by_role("button", name="Record: accepted").click()
    case_is_shown(page, "Atelier Nord")
    expect(page.locator(".verdict")).to_contain_text("It serves the mission: 60 points, 50 needed")
    (case,) = desk.cases_of("Atelier Nord")
    assert (case.outcome, case.score) == ("accept", 60)

    page.get_by_role("link", name="Requests").click()
    expect(page.get_by_text("Atelier Nord · Web developers")).to_be_visible()
    page.get_by_role("link", name=f"Open {case.case}").click()
    case_is_shown(page, "Atelier Nord")


def test_an_answer_changes_the_verdict_at_once_and_can_be_taken_back(page: Page) -> None:
    answer(page, "Open when?", "Never")
    expect(verdict(page)).to_contain_text("Refer to the committee")
    expect(page.locator(".verdict")).to_contain_text("Open to all (answer: Never)")
    answer(page, "Open when?", "Not known yet")
    expect(verdict(page)).to_contain_text("Not decided yet")


def test_what_is_missing_is_asked_for_beside_its_field(desk: Served, page: Page) -> None:
    answer(page, "Open when?", "Never")
    fill_in(page, "What they ask for", "Nobody’s request")
    expect(verdict(page)).to_contain_text("Refer to the committee")
    record_button(page).click()
    expect(page.locator(".field-problem")).to_have_count(2)
    expect(page.locator(".field-problem").first).to_contain_text("Enter it")
    expect(page.get_by_label("What they ask for")).to_have_value("Nobody’s request")
    page.locator(".st-key-about_prospect input").fill("Atelier Est")
    page.keyboard.press("Tab")
    expect(page.locator(".field-problem")).to_have_count(0)
    record_button(page).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Atelier Est · Nobody’s request")
    assert len(desk.cases_of("Atelier Est")) == 1


# ── Recorded once, whatever happens ──────────────────────────────────────────────────────────


def test_a_double_click_records_once(desk: Served, page: Page) -> None:
    an_acceptable_request(page, "Double")
    record_button(page).dblclick()
    case_is_shown(page, "Double")
    settled(page)
    assert len(desk.cases_of("Double")) == 1


def test_five_impatient_clicks_record_once(desk: Served, page: Page) -> None:
    an_acceptable_request(page, "Impatient")
    record_button(page).evaluate("button => { for (let n = 0; n < 5; n++) button.click() }")
    case_is_shown(page, "Impatient")
    settled(page)
    assert len(desk.cases_of("Impatient")) == 1


def test_enter_twice_on_the_button_records_once(desk: Served, page: Page) -> None:
    an_acceptable_request(page, "Keyboard")
    record_button(page).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    case_is_shown(page, "Keyboard")
    settled(page)
    assert len(desk.cases_of("Keyboard")) == 1


def test_a_reload_before_recording_loses_nothing(desk: Served, page: Page) -> None:
    an_acceptable_request(page, "Reloaded")
    expect(page).to_have_url(re.compile("draft="))
    page.reload()
    expect(verdict(page)).to_contain_text("Accept")
    expect(page.get_by_label("Organisation", exact=True)).to_have_value("Reloaded")
    record_button(page).click()
    case_is_shown(page, "Reloaded")
    assert len(desk.cases_of("Reloaded")) == 1


def test_a_reload_just_after_the_click_records_once(desk: Served, page: Page) -> None:
    an_acceptable_request(page, "Hasty")
    expect(page).to_have_url(re.compile("draft="))
    record_button(page).click(no_wait_after=True)
    page.reload()
    recorded = page.get_by_text("This request was recorded as")
    expect(recorded.or_(record_button(page))).to_be_visible()
    if record_button(page).is_visible():
        record_button(page).click()
    case_is_shown(page, "Hasty")
    settled(page)
    assert len(desk.cases_of("Hasty")) == 1


def test_the_back_button_after_recording_does_not_offer_to_record_again(
    desk: Served, page: Page
) -> None:
    an_acceptable_request(page, "Backwards")
    expect(page).to_have_url(re.compile("draft="))
    record_button(page).click()
    case_is_shown(page, "Backwards")
    page.get_by_role("link", name="The mission").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The mission")
    page.go_back()
    case_is_shown(page, "Backwards")
    expect(record_button(page)).to_have_count(0)
    page.reload()
    case_is_shown(page, "Backwards")
    assert len(desk.cases_of("Backwards")) == 1


def test_two_tabs_on_one_draft_record_once(desk: Served, page: Page) -> None:
    an_acceptable_request(page, "Twice open")
    expect(page).to_have_url(re.compile("draft="))
    other = page.context.new_page()
    other.goto(page.url)
    expect(verdict(other)).to_contain_text("Accept")
    record_button(page).click()
    case_is_shown(page, "Twice open")
    record_button(other).click()
    case_is_shown(other, "Twice open")
    settled(other)
    assert len(desk.cases_of("Twice open")) == 1


def test_after_recording_a_new_request_starts_empty(desk: Served, page: Page) -> None:
    for name in ("First of two", "Second of two"):
        an_acceptable_request(page, name)
        record_button(page).click()
        case_is_shown(page, name)
        page.get_by_role("link", name="New request").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("New request")
        expect(page.get_by_label("Organisation", exact=True)).to_have_value("")
        expect(verdict(page)).to_contain_text("Not decided yet")
    assert len(desk.cases_of("First of two")) == len(desk.cases_of("Second of two")) == 1


def test_taking_a_referral_up_again_twice_leaves_one_draft(desk: Served, page: Page) -> None:
    an_acceptable_request(page, "Taken up")
    answer(page, "Open when?", "Never")
    expect(verdict(page)).to_contain_text("Refer to the committee")
    record_button(page).click()
    case_is_shown(page, "Taken up")
    page.locator(".st-key-amend button").dblclick()
    expect(page.get_by_label("Organisation", exact=True)).to_have_value("Taken up")
    settled(page)
    assert len([one for one in desk.log.drafts("sales-1") if "Taken up" in one.content]) == 1


# ── Nothing that was typed is lost ───────────────────────────────────────────────────────────


def test_changing_the_language_loses_no_keystroke(page: Page) -> None:
    answer(page, "Open when?", "Later on")
    answer(page, "Which audiences?", "Refugees", "Residents")
    fill_in(page, "What share? (%)", "42")
    expect(page.locator(".verdict")).to_contain_text("It earns 35 of the 50 points")
    # Typed, and not left: no Tab, no Enter.
    page.get_by_label("Organisation", exact=True).press_sequentially("Atelier d’Éte")
    page.get_by_text("FR", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Nouvelle demande")
    expect(page.get_by_label("Organisation", exact=True)).to_have_value("Atelier d’Éte")
    expect(page.get_by_label("Quelle part ? (%)")).to_have_value("42")
    expect(page.get_by_role("radio", name="Plus tard")).to_be_checked()
    pressed = page.get_by_label("Quels publics ?").locator('[aria-pressed="true"]')
    expect(pressed).to_have_text(["Des réfugiés", "Des habitants"])
    page.get_by_text("EN", exact=True).click()
    expect(page.get_by_role("radio", name="Later on")).to_be_checked()
    expect(page.locator(".verdict")).to_contain_text("It earns 35 of the 50 points")


def test_a_number_being_typed_survives_a_change_of_language(page: Page) -> None:
    page.get_by_label("What share? (%)", exact=True).press_sequentially("57")
    page.get_by_text("FR", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nouvelle demande")
    expect(page.get_by_label("Quelle part ? (%)")).to_have_value("57")
    expect(page.locator(".verdict")).to_contain_text(
        re.compile(r"Points acquis\s: 30\s; possibles\s: 100\s; nécessaires\s: 50")
    )


def test_typing_goes_on_while_the_verdict_forms(page: Page) -> None:
    answer(page, "Open when?", "Never")
    field = page.get_by_label("What they ask for", exact=True)
    field.press_sequentially("Everything is typed in one go, whatever the page does", delay=15)
    expect(verdict(page)).to_contain_text("Refer to the committee")
    expect(field).to_have_value("Everything is typed in one go, whatever the page does")


def test_a_reload_in_the_middle_of_a_sentence_loses_no_word(page: Page) -> None:
    field = page.get_by_label("What they ask for", exact=True)
    field.press_sequentially("Half a sen")
    expect(page).to_have_url(re.compile("draft="))  # a pause was enough to keep it
    field.press_sequentially("tence")
    expect(field).to_have_value("Half a sentence")
    expect(page.get_by_role("button", name="Start another request")).to_be_visible()
    page.reload()
    expect(field).to_have_value(re.compile("Half a sen"))


def test_the_language_and_the_role_stay_from_page_to_page(address: str, visit: Visit) -> None:
    page = visit()
    page.goto(address)
    page.get_by_text("FR", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nouvelle demande")
    page.get_by_role("combobox", name="Qui jouez-vous ?").click()
    page.get_by_role("option", name="Yanis Morel · commercial").click()
    page.get_by_role("link", name="Demandes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mes demandes")
    page.get_by_role("button", name="Visiter un registre d’exemple").click()
    page.get_by_role("button", name="Reprendre").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nouvelle demande")
    expect(page.get_by_text("tout y est inventé")).to_be_visible()
    expect(page.get_by_role("combobox", name="Qui jouez-vous ?")).to_have_value(
        "Yanis Morel · commercial"
    )
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nouvelle demande")
    expect(page.get_by_role("combobox", name="Qui jouez-vous ?")).to_have_value(
        "Yanis Morel · commercial"
    )
    expect(page.get_by_text("tout y est inventé")).to_be_visible()


def test_the_page_says_which_language_it_is_in(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_title("New request")
    page.get_by_text("FR", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page).to_have_title("Nouvelle demande")
