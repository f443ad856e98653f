"""The decision log in a browser: filter, page, open, go back, export, fetch once."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from tests.browser.conftest import Visit
from tests.browser.server import settled

pytestmark = pytest.mark.browser

LOG = "/decisions?as=manager-1&log=example"


@pytest.fixture
def page(address: str, visit: Visit) -> Page:
    page = visit()
    page.goto(f"{address}{LOG}")
    expect(count(page)).to_have_text("33 cases")
    settled(page)
    return page


def count(page: Page) -> Locator:
    return page.locator(".log-count")


def rows(page: Page) -> Locator:
    return page.locator("[class*=st-key-logged-]")


def follow(page: Page, link: str | re.Pattern[str]) -> None:
    page.get_by_role("link", name=link).first.click()


def choose(page: Page, filter: str, value: str) -> None:
    """Types the beginning of a value, takes it from the list, and once more if the list closed."""
    field = page.locator(f".st-key-filter-{filter} input")
    option = page.get_by_role("option", name=value)

    def listed() -> bool:
        field.click()
        field.fill(value[:4])
        try:
            option.wait_for(timeout=4_000)
        except PlaywrightTimeoutError:
            return False
        return True

    expect(field).to_be_visible()
    # A page that is drawn again meanwhile closes the list.
    assert any(listed() for _ in range(5))
    field.press("Enter")


def test_filters_are_in_the_address_and_taken_away_again(page: Page, address: str) -> None:
    follow(page, "Turned down for the mission")
    expect(page).to_have_url(re.compile("because=audience~closed_content~"))
    expect(count(page)).not_to_have_text("33 cases")
    follow(page, "Clear all filters")
    expect(page).to_have_url(f"{address}{LOG}")
    expect(count(page)).to_have_text("33 cases")

    search = page.get_by_label("Search")
    search.fill("ECOLE")
    search.press("Enter")
    expect(page).to_have_url(f"{address}{LOG}&text=ECOLE")
    expect(rows(page).first).to_contain_text("école")

    settled(page)
    page.locator(".st-key-log-more summary").click()
    choose(page, "status", "Declined")
    expect(page).to_have_url(f"{address}{LOG}&text=ECOLE&status=declined")
    page.reload()
    expect(page.get_by_role("link", name="Status: Declined")).to_be_visible()
    expect(page.get_by_label("Search")).to_have_value("ECOLE")


def test_a_case_is_one_click_away_and_the_list_one_step_back(page: Page, address: str) -> None:
    follow(page, "Older cases")
    expect(rows(page)).to_have_count(8)
    older = page.url
    assert re.fullmatch(re.escape(address + LOG) + r"&before=\d+", older)

    settled(page)
    # Anywhere in the row, not on the words alone.
    rows(page).first.click(position={"x": 700, "y": 20})
    expect(page.get_by_role("heading", name="In the log")).to_be_visible()
    settled(page)
    page.go_back()
    expect(rows(page)).to_have_count(8)
    expect(page).to_have_url(older)

    settled(page)
    follow(page, "Newer cases")
    expect(rows(page)).to_have_count(25)


# Another process starts, which takes its time on a machine that does other things.
MADE = 90_000


def prepared(page: Page) -> Locator:
    """The link to a file once it is made."""
    if not page.locator(".st-key-log-export details[open]").count():
        page.locator(".st-key-log-export summary").click()  # with an export, it is unfolded
    page.get_by_role("button", name="Prepare the file").click()
    return link_to_file(page)


def link_to_file(page: Page) -> Locator:
    link = page.get_by_role("link", name="Download decision-log-")
    expect(link).to_be_visible(timeout=MADE)
    return link


def test_an_export_is_made_meanwhile_and_fetched_once(page: Page) -> None:
    link = prepared(page)
    with page.expect_download() as downloading:
        link.click()
    file = downloading.value
    assert re.fullmatch(r"decision-log-\d{4}-\d\d-\d\d\.xlsx", file.suggested_filename)
    assert Path(file.path()).read_bytes().startswith(b"PK")

    again = page.context.request.get(file.url)
    assert again.status == 410
    assert "This file is not here any more" in again.text()
    # Whoever stays sees it by itself.
    expect(page.get_by_text("The file was downloaded.")).to_be_visible()
    expect(link).to_have_count(0)


def test_another_window_finds_the_export_and_replaces_it(
    page: Page, visit: Visit, address: str
) -> None:
    first = prepared(page).get_attribute("href")
    other = visit()
    other.goto(page.url)
    expect(link_to_file(other)).to_have_attribute("href", str(first))
    settled(other)
    other.get_by_role("button", name="Prepare the file").click()
    link = other.get_by_role("link", name="Download decision-log-")
    expect(link).not_to_have_attribute("href", str(first), timeout=MADE)
    assert other.context.request.get(f"{address}/{first}").status == 410
