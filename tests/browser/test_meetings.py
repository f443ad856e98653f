"""A meeting from its agenda to its minutes, in a browser."""

from io import BytesIO

import pytest
from docx import Document
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import Served, Visit
from tests.browser.server import DESKTOP, PHONE, settled
from tests.browser.test_access import grave_violations

pytestmark = pytest.mark.browser


def downloaded(page: Page, name: str) -> str:
    """The text of the Word document that a button gives."""
    button = page.get_by_role("button", name=name, exact=True).first
    expect(button).to_be_enabled()
    settled(page)
    with page.expect_download() as downloading:
        button.click()
    document = Document(BytesIO(downloading.value.path().read_bytes()))
    return "\n".join(one.text for one in document.paragraphs)


def choose(page: Page, label: str, case: str) -> None:
    """Chooses a case by typing its id."""
    settled(page)
    field = page.get_by_role("combobox", name=label)
    field.press_sequentially(case)
    expect(page.get_by_role("option").filter(has_text=f"{case} · ")).to_be_visible()
    field.press("Enter")
    # A field that is left gives back the line kept for typing, and what is below moves up.
    field.press("Tab")
    expect(page.get_by_role("option")).to_have_count(0)


@pytest.mark.parametrize(
    ("size", "member"),
    [(DESKTOP, "Nadia Ferhat"), (PHONE, "Denis Prigent")],
    ids=["desktop", "phone"],
)
def test_a_meeting_goes_from_its_agenda_to_its_minutes(
    desk: Served, visit: Visit, size: ViewportSize, member: str
) -> None:
    page = visit(viewport=size)
    page.goto(f"{desk.address}/meetings?as=chair-1&log=example")
    choose(page, "Cases to look at", "C-33")
    assert "\nC-33 · " in downloaded(page, "Agenda")

    page.get_by_role("button", name=member).click()
    record = page.get_by_role("button", name="Record this meeting")
    expect(record).to_be_enabled()
    choose(page, "Cases it looked at", "C-34")
    settled(page)
    held = page.get_by_role("button", name="Minutes", exact=True)
    before = held.count()
    record.dblclick()
    expect(page.get_by_text("Its minutes are below.")).to_be_visible()
    expect(held).to_have_count(before + 1)
    assert grave_violations(page) == []
    minutes = downloaded(page, "Minutes")
    assert "\nC-34 · " in minutes
    assert "\nOne member of 19 came.\n" in minutes
    assert "python -m screening verify --head" in minutes
