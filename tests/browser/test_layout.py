"""What is on the screen when it is needed: on a desk, and on a phone held in one hand."""

import re

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.hands import verdict
from tests.browser.server import DESKTOP, PHONE

pytestmark = pytest.mark.browser

_ANY_WORD = re.compile(r"\w")

ON_A_PHONE = {"viewport": PHONE, "has_touch": True, "is_mobile": True}


@pytest.fixture(params=[{}, ON_A_PHONE], ids=["desk", "phone"])
def page(request: pytest.FixtureRequest, visit: Visit) -> Page:
    return visit(**request.param)


@pytest.fixture
def phone(visit: Visit) -> Page:
    return visit(**ON_A_PHONE)


def box(of: Locator) -> FloatRect:
    found = of.bounding_box()
    assert found is not None, "it is not on the page"
    return found


def middle(of: Locator) -> float:
    found = box(of)
    return found["y"] + found["height"] / 2


def test_every_link_of_ask_first_leads_to_its_question(address: str, page: Page) -> None:
    page.goto(address)
    expect(page.locator(".ask summary")).to_be_visible()
    page.locator(".ask summary").click()
    links = page.locator(".ask a")
    assert links.count() == 12
    for link in links.all():
        ask = link.inner_text()
        link.click()
        question = page.get_by_test_id("stWidgetLabel").filter(has_text=ask)
        # In view, and neither above the top nor under the strip at the foot of a phone.
        expect(question).to_be_in_viewport(ratio=1)
        strip = page.locator(".strip")
        foot = box(strip)["y"] if strip.is_visible() else page.viewport_size["height"]  # type: ignore[index]
        found = box(question)
        assert found["y"] >= 0
        assert found["y"] + found["height"] <= foot


def test_the_verdict_stays_in_view_down_to_the_last_question(address: str, page: Page) -> None:
    page.goto(f"{address}/?draft=refer")
    last = page.get_by_label("Does this client or project raise a serious concern")
    last.first.scroll_into_view_if_needed()
    in_view = page.locator(".strip .outcome, .verdict .outcome").locator("visible=true")
    expect(in_view.filter(has_text="Refer to the committee").first).to_be_in_viewport(ratio=1)
    strip_or_panel = page.locator(".strip").locator("visible=true").or_(verdict(page))
    expect(strip_or_panel.first).to_be_in_viewport()


def test_a_phones_header_takes_two_rows_under_each_other(address: str, phone: Page) -> None:
    for path in ("/", "/requests", "/mission"):
        phone.goto(f"{address}{path}")
        links = [
            phone.get_by_role("link", name=name, exact=True).first
            for name in ("New request", "Requests", "The mission")
        ]
        expect(links[0]).to_be_visible()
        assert len({round(middle(one)) for one in links}) == 1
        role = phone.get_by_role("combobox", name="Whom do you play?")
        assert abs(middle(role) - middle(phone.get_by_role("radio", name="EN", exact=True))) < 4


def test_on_a_desk_the_header_takes_one_row(address: str, visit: Visit) -> None:
    page = visit(viewport=DESKTOP)
    page.goto(address)
    header = page.locator(".st-key-header")
    expect(page.get_by_role("link", name="The mission")).to_be_visible()
    assert box(header)["height"] < 60


def test_a_tap_on_the_question_mark_tells_the_definition(address: str, phone: Page) -> None:
    phone.goto(address)
    phone.get_by_role("button", name="Definition and evidence").first.tap()
    hint = phone.get_by_test_id("stPopoverBody")
    expect(hint).to_contain_text("A request that creates no content")
    expect(hint).to_contain_text("Proof: Opening clause in the contract")
    edges = box(hint)
    assert edges["x"] >= 0
    assert edges["x"] + edges["width"] <= PHONE["width"]


def test_a_mistake_in_the_folded_fields_is_in_sight(address: str, page: Page) -> None:
    page.goto(f"{address}/?draft=mistaken")
    expect(page.get_by_label("Starts (month)")).to_have_value("next spring")
    expect(page.get_by_label("Starts (month)")).to_be_visible()
    expect(page.locator(".field-problem").first).to_have_text(
        "Enter the year and the month, such as 2026-09."
    )


def test_answers_can_be_given_from_the_keyboard(address: str, visit: Visit) -> None:
    page = visit()
    page.goto(address)
    group = page.get_by_role("radiogroup", name="Does the learner bear part of the price?")
    group.get_by_role("radio", name="Yes").focus()
    page.keyboard.press("Space")
    expect(verdict(page)).to_contain_text("Refer to the committee")
    page.get_by_role("link", name="Requests", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("My requests")


def test_every_field_has_a_name(address: str, visit: Visit) -> None:
    page = visit()
    page.goto(address)
    expect(verdict(page)).to_be_visible()
    page.get_by_text("More about the request").click()
    for role, how_many in (("textbox", 10), ("spinbutton", 4), ("radiogroup", 10)):
        fields = page.get_by_role(role)  # type: ignore[arg-type]
        expect(fields).to_have_count(how_many)
        for field in fields.all():
            expect(field).to_have_accessible_name(_ANY_WORD)


def test_words_on_a_coloured_button_can_be_read(address: str, visit: Visit) -> None:
    for theme in ("light", "dark"):
        page = visit(color_scheme=theme)
        page.goto(f"{address}/?draft=accept")
        button = page.locator(".st-key-record button")
        expect(button).to_be_enabled()
        words, at_rest = colours(button)
        assert contrast(words, at_rest) >= 4.5, theme
        button.hover()
        expect(button).not_to_have_css("background-color", at_rest)
        words, under_the_pointer = colours(button)
        assert contrast(words, under_the_pointer) >= 4.5, theme


def colours(button: Locator) -> tuple[str, str]:
    """Of its words, and of the ground they stand on."""
    words, ground = button.evaluate(
        "one => [getComputedStyle(one.querySelector('p')).color,"
        " getComputedStyle(one).backgroundColor]"
    )
    return words, ground


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio of two colours written as rgb(r, g, b)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """WCAG 2.2's relative luminance."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_contrast_is_measured_as_wcag_does() -> None:
    assert contrast("rgb(0, 0, 0)", "rgb(255, 255, 255)") == pytest.approx(21)
    # #767676 is the lightest grey that passes on white.
    assert contrast("rgb(118, 118, 118)", "rgb(255, 255, 255)") == pytest.approx(4.54, abs=0.005)


def test_the_title_of_the_letter_stands_in_line_with_its_fields(address: str, page: Page) -> None:
    page.goto(f"{address}/?draft=undecided")
    page.locator(".st-key-letter button").click()
    dialog = page.get_by_role("dialog")
    field = dialog.get_by_label("Subject", exact=True)
    expect(field).to_be_visible()
    title, text = (
        dialog.get_by_text(one, exact=True) for one in ("Letter to the prospect", "Subject")
    )
    assert box(title)["x"] == pytest.approx(box(text)["x"], abs=1)
    assert box(title)["y"] - box(dialog)["y"] >= 12
