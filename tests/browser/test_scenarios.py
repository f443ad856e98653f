"""From a case to a scenario, which its page then shows and gives away, in a browser."""

from pathlib import Path

import pytest
from playwright.sync_api import ViewportSize, expect

from screening.core.query import Query
from screening.scenario_files import read_file
from screening.stores.sqlite import open_log
from tests.browser.conftest import Visit
from tests.browser.server import DESKTOP, PHONE, settled
from tests.browser.test_access import grave_violations

pytestmark = pytest.mark.browser


def case_of(example: Path, reference: str) -> str:
    """A case of the example that the committee turned down, kept as no scenario yet."""
    log = open_log(f"sqlite:///{example}")
    try:
        [case] = [one.case for one in log.rows(Query(size=99)) if one.reference == reference]
    finally:
        log.close()
    return case


@pytest.mark.parametrize(
    ("size", "reference", "answer"),
    [(DESKTOP, "D-1058", "Arms and armed forces"), (PHONE, "D-1135", "Never")],
    ids=["desktop", "phone"],
)
def test_a_case_becomes_a_scenario_in_one_click(
    address: str,
    filled_example: Path,
    visit: Visit,
    size: ViewportSize,
    reference: str,
    answer: str,
    tmp_path: Path,
) -> None:
    case, title = case_of(filled_example, reference), f"Kept from {reference}"
    page = visit(viewport=size)
    page.goto(f"{address}/case?id={case}&as=chair-1&log=example")
    settled(page)
    page.get_by_role("button", name="Keep as a scenario").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("What must come of it:")).to_be_visible()
    dialog.get_by_label("The situation, in a few words").fill(title)
    dialog.get_by_text("stand in the way, whatever else changes").click()
    settled(page)
    assert grave_violations(page) == []
    dialog.get_by_role("button", name="Keep it").dblclick()

    expect(dialog).to_have_count(0)
    kept = page.get_by_role("link", name=f"Kept as a scenario: {title}")
    expect(kept).to_be_visible()
    kept.click()
    card = page.locator(".scenario").filter(has_text=title)
    expect(card).to_have_count(1)
    expect(card).to_contain_text("Holds")
    expect(card.get_by_role("link", name=f"from case {case}")).to_be_visible()
    card.get_by_text("The situation:").click()
    expect(card.locator("dd").filter(has_text=answer)).to_be_visible()
    settled(page)
    assert grave_violations(page) == []

    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download them all (YAML)").click()
    file = tmp_path / "scenarios.yaml"
    downloading.value.save_as(file)
    read = read_file(file)
    assert read.problems == ()
    assert [one.scenario.case for one in read.scenarios if one.scenario.title.fr == title] == [case]
