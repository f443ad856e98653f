"""One question at a time, in a browser: on the phone, and at the desk."""

import re

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.conftest import Served, Visit
from tests.browser.hands import case_is_shown, fill_in, record_button, verdict
from tests.browser.server import DESKTOP, PHONE, settled
from tests.browser.test_access import grave_violations

pytestmark = pytest.mark.browser


def question(page: Page) -> Locator:
    """What the conversation asks, or concludes."""
    return page.locator(".put h2")


def reply(page: Page, asked: str, option: str) -> None:
    expect(question(page)).to_have_text(asked)
    page.locator(".st-key-talk").get_by_role("radio", name=option, exact=True).click()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_conversation_leads_to_a_recorded_case(
    desk: Served, visit: Visit, size: ViewportSize
) -> None:
    prospect = f"Conversation {size['width']}"
    page = visit(viewport=size)
    page.goto(desk.address)
    page.get_by_role("link", name="One question at a time").click()
    fill_in(page, "Organisation", prospect)
    fill_in(page, "What they ask for", "Web developers")
    reply(page, "Open when?", "Later on")

    # Gone back to, the answer is there still.
    page.get_by_role("button", name="Back").click()
    expect(question(page)).to_have_text("Open when?")
    page.get_by_role("button", name="Keep this answer").click()
    expect(question(page)).to_have_text("Which audiences?")
    page.get_by_role("button", name="Not known yet").click()
    reply(page, "Does the learner pay?", "Not known yet")
    expect(question(page)).to_have_text("What share? (%)")
    fill_in(page, "What share? (%)", "50")
    page.get_by_role("button", name="Next").click()

    # What is passed over is put again on demand, and the full form holds all that was said.
    page.get_by_role("link", name="Full form").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("New request")
    expect(page.get_by_label("Organisation")).to_have_value(prospect)
    page.get_by_role("link", name="One question at a time").click()
    expect(question(page)).to_contain_text("2 questions still decide")
    page.get_by_role("button", name="Does the learner pay?").click()
    reply(page, "Does the learner pay?", "Yes")

    expect(question(page)).to_have_text("No other answer can change this.")
    expect(verdict(page)).to_contain_text("Refer to the committee")
    assert grave_violations(page) == []
    record_button(page).click()
    case_is_shown(page, prospect)
    (case,) = desk.cases_of(prospect)
    assert case.status == "referred"


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_prospect_is_written_to_for_what_is_missing(
    desk: Served, visit: Visit, size: ViewportSize
) -> None:
    page = visit(viewport=size)
    page.goto(desk.address)
    fill_in(page, "Organisation", "Atelier Nord")
    fill_in(page, "What they ask for", "Web developers")
    page.get_by_role("button", name="Letter to the prospect").click()
    text = page.get_by_label("Text, to change as you see fit")
    expect(text).to_have_value(re.compile("Could you answer"))
    assert grave_violations(page) == []
    text.fill("Dear Ana, one question before we answer.")
    text.press("Tab")
    settled(page)
    with page.expect_download() as downloading:
        page.get_by_role("button", name="E-mail draft").click()
    mail = downloading.value.path().read_text("utf-8")
    assert "one question before we answer" in mail
