"""Marking how an answer is known, in a real browser, while one is on the phone."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Served, Visit
from tests.browser.hands import (
    an_acceptable_request,
    answer,
    case_is_shown,
    fill_in,
    record_button,
    verdict,
)
from tests.browser.server import DESKTOP, PHONE, settled
from tests.browser.test_access import grave_violations, overflow

pytestmark = pytest.mark.browser


@pytest.fixture
def page(desk: Served, visit: Visit) -> Page:
    page = visit()
    page.goto(f"{desk.address}/?lang=en")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def control(page: Page, question: str) -> Locator:
    return page.locator(f".st-key-evidence-{question} button")


def test_a_mark_is_made_in_two_taps_and_shows_beside_its_question(page: Page) -> None:
    an_acceptable_request(page, "Two taps")
    control(page, "pays").click()
    opened = page.get_by_role("dialog")
    opened.get_by_text("Assumed", exact=True).click()
    expect(control(page, "pays")).to_have_accessible_name("Evidence: assumed")
    note = opened.get_by_label("Note (optional)")
    note.fill("Their intern thought so")
    # Straight on to the next answer: neither the note nor the answer is lost.
    answer(page, "Open when?", "Later on")
    expect(opened).to_have_count(0)
    expect(verdict(page)).to_contain_text("Not decided yet")
    settled(page)

    answer(page, "Open when?", "At once")
    expect(verdict(page)).to_contain_text("Accept")
    settled(page)

    page.reload()
    # The page is drawn whole once more before anybody looks into the popover.
    fill_in(page, "What they ask for", "")
    fill_in(page, "What they ask for", "Web developers")
    settled(page)
    expect(control(page, "pays")).to_have_accessible_name("Evidence: assumed")
    control(page, "pays").click()
    expect(opened.get_by_label("Note (optional)")).to_have_value("Their intern thought so")
    expect(opened.get_by_role("radio", name="Assumed")).to_be_checked()
    page.keyboard.press("Escape")

    record_button(page).click()
    case_is_shown(page, "Two taps")
    expect(page.locator(".basis.is-assumed")).to_have_text("?Assumed")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_open_control_and_what_it_leads_to_are_accessible(
    desk: Served, visit: Visit, theme: str
) -> None:
    page = visit(color_scheme=theme)
    page.goto(f"{desk.address}/?lang=fr")
    fill_in(page, "Organisation", f"Appuis {theme}")
    fill_in(page, "Ce qu’elle demande", "Web developers")
    answer(page, "Ouvert quand ?", "Tout de suite")
    answer(page, "L’apprenant paie-t-il ?", "Non")
    control(page, "opening").click()
    page.get_by_role("dialog").get_by_text("Supposé", exact=True).click()
    expect(page.get_by_role("dialog").get_by_role("textbox")).to_be_visible()
    found = []
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        settled(page)
        found += [*overflow(page, size), *grave_violations(page)]
    page.keyboard.press("Escape")
    record_button(page).click()
    case_is_shown(page, f"Appuis {theme}")
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        found += [*overflow(page, size), *grave_violations(page)]
    assert not found, "\n".join(found)
