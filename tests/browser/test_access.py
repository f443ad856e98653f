"""Everybody can use every page: axe finds nothing serious, and a phone never scrolls sideways."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from screening.core.model import Language
from tests.browser.conftest import Visit
from tests.browser.places import PLACES
from tests.browser.server import DESKTOP, PHONE, serving, settled

pytestmark = pytest.mark.browser

AXE = Axe()
GRAVE = ("serious", "critical")


# What a language can break is its length, and what a theme can break is its colours: both of each.
@pytest.mark.parametrize(("language", "theme"), [("fr", "light"), ("en", "dark")])
def test_every_page_is_accessible(
    address: str, visit: Visit, language: Language, theme: str
) -> None:
    page = visit(color_scheme=theme)
    found: list[str] = []
    for place, path in PLACES.items():
        page.set_viewport_size(DESKTOP)
        go(page, f"{address}{path}", language)
        unfold(page)
        for size in (DESKTOP, PHONE):
            page.set_viewport_size(size)
            violations = [*overflow(page, size), *grave_violations(page)]
            found += [f"{place}, at {size['width']} px: {one}" for one in violations]
    assert not found, "\n".join(found)


def test_the_theme_is_that_of_the_visitors_system(address: str, visit: Visit) -> None:
    for theme, background in (("light", "rgb(255, 255, 255)"), ("dark", "rgb(20, 23, 31)")):
        page = visit(color_scheme=theme)
        go(page, address, "fr")
        expect(page.locator(".stApp")).to_have_css("background-color", background)


@pytest.mark.parametrize("text", ["name: [", None], ids=["broken criteria", "foreign log"])
def test_the_page_that_says_what_is_wrong_is_accessible(
    tmp_path: Path, visit: Visit, everlasting_criteria: Path, text: str | None
) -> None:
    criteria = tmp_path / "criteria.yaml"
    criteria.write_text(text or everlasting_criteria.read_text("utf-8"), "utf-8")
    if text is None:
        (tmp_path / "screening.db").write_text("Dear diary")
    with serving(tmp_path, SCREENING_CRITERIA=str(criteria)) as address:
        page = visit()
        page.goto(address)
        expect(page.get_by_role("alert")).to_be_visible()
        for size in (DESKTOP, PHONE):
            page.set_viewport_size(size)
            assert [*overflow(page, size), *grave_violations(page)] == []


def go(page: Page, address: str, language: Language) -> None:
    page.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    settled(page)


def unfold(page: Page) -> None:
    """Opens all that is folded, so that it is looked at too."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")


def grave_violations(page: Page) -> list[str]:
    # A colour that is still fading in is none that anybody reads.
    page.wait_for_function(
        "() => document.getAnimations().every(one => one.playState !== 'running'"
        " || one.effect.getComputedTiming().endTime === Infinity)"
    )
    results = AXE.run(page).response
    return [
        f"{one['id']}: {node['html'][:160]} ({node.get('failureSummary', '')[:200]})"
        for one in results["violations"]
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


def overflow(page: Page, size: ViewportSize) -> list[str]:
    """What sticks out to the right once the page has taken its new width."""
    wider = """width => [...document.querySelectorAll('body, .stMain, .stMainBlockContainer')]
        .map(one => one.scrollWidth).filter(one => one > width)"""
    try:
        page.wait_for_function(f"width => ({wider})(width).length === 0", arg=size["width"])
    except PlaywrightTimeoutError:
        return [f"{one} px wide" for one in page.evaluate(wider, size["width"])]
    return []
