"""The workshop in a browser: typing sends itself, and mistakes stand at their lines."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Served, Visit
from tests.browser.server import PHONE, settled

pytestmark = pytest.mark.browser


def field(page: Page) -> Locator:
    return page.locator(".st-key-proposed_text textarea")


def rewrite(page: Page, old: str, new: str) -> None:
    """Selects a piece of the draft and types over it, as a person does, and does no more."""
    field(page).evaluate(
        """(field, old) => {
            const at = field.value.indexOf(old);
            field.focus();
            field.setSelectionRange(at, at + old.length);
        }""",
        old,
    )
    page.keyboard.type(new)


def test_an_edition_is_begun_mended_read_and_adopted(desk: Served, visit: Visit) -> None:
    page = visit()
    page.goto(f"{desk.address}/workshop?as=owner-1")
    page.get_by_role("button", name="Begin with").click()
    expect(field(page)).to_be_visible()
    settled(page)

    # The typing pauses, and what is wrong is said beside its line and in the margin.
    rewrite(page, "accept_from: 50", "accept_from: sixty")
    mistake = page.locator(".mistakes .error")
    expect(mistake).to_contain_text("is not a whole number")
    expect(page.locator(".gutter .error")).to_have_count(1)
    line = page.locator(".gutter .error").text_content()
    expect(mistake.get_by_role("link")).to_have_text(f"line {line}")

    # Its link leads there, selected and in sight.
    mistake.get_by_role("link").click()
    assert field(page).evaluate(
        "field => field.value.slice(field.selectionStart, field.selectionEnd)"
    ) == ("accept_from: sixty")
    page.keyboard.type("accept_from: 65")
    expect(page.locator(".mistakes .error")).to_contain_text("Another edition is called")
    expect(page.locator(".gutter .error")).to_have_count(1)

    rewrite(page, 'name: "', 'name: "next-')
    adopting = page.locator(".st-key-adoption")
    expect(adopting).to_contain_text("It will judge new requests from")

    # Meanwhile a member reads on a phone what would change, and finds nothing to type in.
    member = visit(viewport=PHONE)
    member.goto(f"{desk.address}/workshop?as=member-1")
    expect(member.locator(".proposal")).to_contain_text("next-")
    expect(member.get_by_text("stricter").first).to_be_visible()
    expect(field(member)).to_have_count(0)

    adopting.get_by_label("Minutes").fill("Committee of 20 November 2026")
    if (motive := adopting.get_by_label("Why adopt it all the same")).count():
        motive.fill("The committee wants it so.")
    adopting.get_by_role("button", name="Adopt this edition").click()
    expect(page.locator(".stAlert")).to_contain_text("is adopted, as line")
    expect(page.locator(".editions")).to_contain_text("Committee of 20 November 2026")

    # The form asks by it from now on.
    page.goto(f"{desk.address}/mission")
    expect(page.locator(".stMain")).to_contain_text("next-")


def test_a_file_takes_the_place_of_the_draft_unless_it_is_none(
    desk: Served, visit: Visit, tmp_path: Path
) -> None:
    page = visit()
    page.goto(f"{desk.address}/workshop?as=owner-1")
    expect(field(page)).to_be_visible()
    settled(page)
    file = tmp_path / "mine.yaml"
    file.write_bytes(b"\xef\xbb\xbfname: 12\r\nin_force_from: soon\r\n")
    taking = page.locator(".take-file input")
    taking.set_input_files(file)
    expect(page.locator(".mistakes .error").first).to_be_visible()
    assert field(page).input_value() == "name: 12\nin_force_from: soon\n"
    file.write_bytes(b"\x00\xff\xfe")
    taking.set_input_files(file)
    expect(page.locator(".take-file input:invalid")).to_have_count(1)
    assert field(page).input_value() == "name: 12\nin_force_from: soon\n"
    page.get_by_role("button", name="Abandon").click()
    page.get_by_role("button", name="Delete the draft").click()
    expect(page.get_by_role("button", name="Begin with")).to_be_visible()
