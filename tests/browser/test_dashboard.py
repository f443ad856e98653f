"""The dashboard in a browser: charts that say what they are, figures that lead to their cases."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.server import PHONE

pytestmark = pytest.mark.browser

_EXAMPLE = "/dashboard?as=manager-1&log=example&lang=en"


def figure(page: Page, name: str) -> tuple[str, str]:
    """A figure's number and where it leads."""
    link = page.locator(".figure", has_text=name).first.locator(".figure-value a")
    expect(link).to_be_visible()
    return link.inner_text(), link.get_attribute("href") or ""


def test_a_figure_leads_to_as_many_cases_in_the_decision_log(address: str, visit: Visit) -> None:
    page = visit(timezone_id="America/Los_Angeles")  # whoever looks finds the same cases
    page.goto(f"{address}{_EXAMPLE}")
    shown, leads_to = figure(page, "Deals recorded")
    assert leads_to.startswith("decisions?")
    page.locator(".figure-value a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Decision log")
    expect(page.locator(".log-count")).to_have_text(re.compile(rf"^{shown} "))
    # Somebody who goes back finds the same figures.
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dashboard")
    expect(page.locator(".figure-value").first).to_have_text(shown)


def test_the_period_is_chosen_on_the_page_and_stays_in_its_address(
    address: str, visit: Visit
) -> None:
    page = visit()
    page.goto(f"{address}{_EXAMPLE}")
    expect(page.get_by_role("radio", name="Year")).to_be_checked()
    page.get_by_role("radio", name="Quarter").click()
    expect(page).to_have_url(re.compile(r"period=20\d\d-Q[1-4]"))
    expect(page.locator(".figure-value").first).to_be_visible()
    page.reload()
    expect(page.get_by_role("radio", name="Quarter")).to_be_checked()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_chart_is_drawn_named_and_within_a_phone(
    address: str, visit: Visit, theme: str
) -> None:
    page = visit(viewport=PHONE, color_scheme=theme)
    page.goto(f"{address}{_EXAMPLE}")
    charts = page.get_by_test_id("stVegaLiteChart")
    # The last words of the page: only the charts themselves come later.
    expect(page.get_by_text("Days and months are those of Paris")).to_be_visible()
    tables = page.locator(".chart-table").count()
    assert tables >= 5
    expect(charts).to_have_count(tables)
    for chart in charts.all():
        drawn = chart.locator("svg").first
        expect(drawn).to_be_visible()
        box = drawn.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
        expect(chart).to_have_accessible_name(re.compile("The table below has every figure"))
