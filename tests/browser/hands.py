"""What a person does with the page, by the names a person, or a screen reader, gives things."""

from contextlib import suppress

from playwright.sync_api import Locator, Page, TimeoutError, expect


def answer(page: Page, question: str, *options: str) -> None:
    """Presses options of a question."""
    group = page.get_by_label(question, exact=True)
    for option in options:
        group.get_by_text(option, exact=True).click()


def fill_in(page: Page, label: str, text: str) -> None:
    """Types into a field and leaves it."""
    field = page.get_by_label(label, exact=True)
    field.fill(text)
    field.press("Tab")


def choose(page: Page, label: str, option: str) -> None:
    """Chooses from a list that opens, once more where it closed: it does when what is around it is
    still being unfolded, scrolled or drawn again."""
    field = page.get_by_role("combobox", name=label)
    shown = page.get_by_role("option", name=option, exact=True)
    for _ in range(10):
        field.press("ArrowDown")
        with suppress(TimeoutError):
            shown.click(timeout=2_000)
            break
    expect(field).to_have_value(option)


def verdict(page: Page) -> Locator:
    """The outcome in a word, as the panel says it."""
    return page.locator(".verdict .outcome")


def record_button(page: Page) -> Locator:
    return page.locator(".st-key-record button")


def an_acceptable_request(page: Page, prospect: str) -> None:
    """Everything that the small edition needs for an acceptance."""
    fill_in(page, "Organisation", prospect)
    fill_in(page, "What they ask for", "Web developers")
    answer(page, "Open when?", "At once")
    answer(page, "Does the learner pay?", "No")
    expect(verdict(page)).to_contain_text("Accept")


def case_is_shown(page: Page, prospect: str) -> None:
    """Waits for the page of the recorded case."""
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{prospect} · Web developers")
