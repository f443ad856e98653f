"""What a proposed edition would change, read on a phone by those who do not write it."""

import re

import pytest
from playwright.sync_api import expect

from screening import criteria_file
from screening.core.access import Person
from screening.core.model import Language
from screening.service import desk_over
from screening.workshop import propose
from tests.browser.conftest import SMALL, Served, Visit
from tests.browser.server import PHONE, settled
from tests.browser.test_access import grave_violations, overflow, unfold

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def proposed(desk: Served) -> str:
    """Where a draft is read that is stricter and looser, says things otherwise and has new ones."""
    text = SMALL.read_text("utf-8")
    for old, new in (
        ('name: "', 'name: "next-'),
        ("accept_from: 50", "accept_from: 55"),
        ("{from: 10, points: 5}", "{from: 10, points: 10}"),
        ("It is the mission.", "It is the mission of this house."),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    criteria_file.read(text)  # a draft with mistakes would have nothing to compare
    propose(desk_over(desk.log, SMALL), text, Person("owner-1", "criteria_owner"))
    return f"{desk.address}/workshop?as=member-1"


@pytest.mark.parametrize(("language", "theme"), [("fr", "light"), ("en", "dark")])
def test_what_would_change_is_read_on_a_phone_in_either_theme(
    proposed: str, visit: Visit, language: Language, theme: str
) -> None:
    page = visit(viewport=PHONE, color_scheme=theme)
    page.goto(f"{proposed}&lang={language}")
    told = page.locator(".edition-diff")
    expect(told).to_be_visible()
    settled(page)
    unfold(page)

    assert [*overflow(page, PHONE), *grave_violations(page)] == []
    expect(told.locator(".whole")).to_contain_text("next-")
    expect(told.locator(".example").first).to_be_visible()

    # A link leads to its group.
    heading = told.locator("#diff-wording")
    expect(heading).not_to_be_in_viewport()
    told.locator(".whole a[href='#diff-wording']").click()
    expect(heading).to_be_in_viewport()
    expect(page).to_have_url(re.compile("/workshop"))
    expect(told.locator("ins").first).to_be_visible()
    expect(told).to_contain_text("en anglais" if language == "fr" else "It is the mission of")
