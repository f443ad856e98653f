"""Earlier cases of an organisation appear while its name is typed, on a desk and on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import Served, Visit
from tests.browser.hands import an_acceptable_request, case_is_shown, record_button
from tests.browser.server import DESKTOP, PHONE

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_a_deal_is_recognised_while_it_is_typed_and_recorded_with_a_word(
    desk: Served, visit: Visit, screen: dict[str, int]
) -> None:
    name = f"Menuiserie Dulac {screen['width']}"
    page = visit(viewport=screen)
    page.goto(desk.address)
    an_acceptable_request(page, name)
    record_button(page).click()
    case_is_shown(page, name)
    (first,) = desk.cases_of(name)

    page = visit(viewport=screen)
    page.goto(desk.address)
    # Without leaving the field: what is typed is looked up at each pause.
    page.get_by_label("Organisation", exact=True).press_sequentially(f"Sté {name.upper()}")
    case = page.locator(".earlier li")
    expect(case).to_contain_text("accepted")
    expect(case).to_contain_text("Web developers")
    an_acceptable_request(page, f"Sté {name}")
    expect(page.locator(".earlier-same")).to_have_text(
        f"This deal seems to be {first.case} already"
    )
    if screen == PHONE:
        page.locator(".earlier .lead a").click()
        expect(case).to_be_in_viewport()
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []

    why = page.locator(".st-key-earlier_same")
    record_button(page).click()
    expect(why).to_contain_text("Nothing is recorded yet")
    # The click alone ends the typing, and records with it.
    why.locator("input").fill("They came back after a year.")
    record_button(page).click()
    case_is_shown(page, f"Sté {name}")
    expect(page.get_by_text("They came back after a year.")).to_be_visible()
