"""How soon the verdict follows a change, beside a bare Streamlit page with as many widgets.

    python -m benchmarks.page_bench [--samples 60]

Both pages are served by this machine and shown in its Chromium, at the same time, and changed in
turn, so that what else the machine does weighs on both alike. Time runs inside the page, from the
event of the change to the mutation of the document that brings the new text. Only the ratio is
comparable from one machine to another.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Page

from tests.browser.server import DESKTOP, at_rest, chromium, serving

FLOOR = 1.3
WARM_UP = 8
# A person looks before the next change; meanwhile both servers come to rest.
PAUSE_MS = 150

# Notes when a change happens and when the text beside it is another one.
STOPWATCH = """(shown) => {
    const text = () => document.querySelector(shown)?.textContent ?? "";
    const watch = {before: text(), changed: null, seen: null, after: null};
    const start = (event) => {
        if (event.type !== "keydown" || event.key === "Enter") watch.changed ??= performance.now();
    };
    for (const kind of ["click", "keydown"]) {
        document.addEventListener(kind, start, {capture: true});
    }
    const observer = new MutationObserver(() => {
        if (watch.changed === null || watch.seen !== null) return;
        const now = performance.now();
        if (text() !== watch.before) Object.assign(watch, {seen: now, after: text()});
    });
    observer.observe(document.body, {childList: true, characterData: true, subtree: true});
    window.stopwatch = () => {
        observer.disconnect();
        for (const kind of ["click", "keydown"]) {
            document.removeEventListener(kind, start, {capture: true});
        }
        return {...watch, final: text()};
    };
}"""

Change = Callable[[Page], None]


def pill(question: str, answer: str | None = None) -> Change:
    """A click on an answer, or on the first."""

    def change(page: Page) -> None:
        answers = page.locator(f".st-key-{question}").get_by_role("radio", name=answer, exact=True)
        answers.first.click()

    return change


def number(question: str, value: int) -> tuple[Change, Change]:
    """Typing, which shows nothing new yet, and the key that makes it a change."""

    def type_it(page: Page) -> None:
        page.locator(f".st-key-{question} input").fill(str(value))

    def enter(page: Page) -> None:
        page.keyboard.press("Enter")

    return type_it, enter


def nothing(_: Page) -> None:
    """What comes before a click."""


# The middle of a call, with half of the questions answered.
ANSWERED_BEFORE = (
    pill("catalogue_opening"),
    pill("client_sector"),
    pill("jobs_threatened"),
    pill("learner_pays", "No"),
    pill("job_commitment"),
)

# Each shows something new on both pages, whichever came before it in this order.
CHANGES: tuple[tuple[Change, Change], ...] = (
    (nothing, pill("concern", "Yes")),
    number("priority_share", 80),
    (nothing, pill("concern", "No")),
    number("priority_share", 20),
)


def milliseconds(page: Page, shown: str, prepare: Change, change: Change) -> float:
    """From a change to the new text in the element `shown`; the text must be the final one."""
    prepare(page)
    page.evaluate(STOPWATCH, shown)
    change(page)
    page.wait_for_timeout(PAUSE_MS)
    at_rest(page)
    page.wait_for_timeout(PAUSE_MS)
    watch = page.evaluate("stopwatch()")
    if watch["seen"] is None or watch["after"] != watch["final"]:
        raise RuntimeError(f"{page.url} did not show its new text at once: {watch}")
    return float(watch["seen"] - watch["changed"])


def widgets(page: Page) -> Counter[str]:
    """How many widgets of each kind a page shows."""
    kinds = ("Selectbox", "ButtonGroup", "TextInput", "NumberInput", "TextArea", "Button")
    return Counter({kind: page.locator(f".st{kind}").count() for kind in kinds})


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--samples", type=int, default=60, help="per page, after warm-up")
    samples = parser.parse_args().samples

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        browser = stack.enter_context(chromium())
        pages: dict[str, tuple[Page, str]] = {}
        for name, script, query, shown in (
            ("mission desk", "app.py", "?lang=en", ".verdict"),
            ("bare page", "benchmarks/bare_page.py", "", "[data-testid=stMarkdown]"),
        ):
            (folder / name).mkdir()
            address = stack.enter_context(serving(folder / name, script=script))
            page = browser.new_page(viewport=DESKTOP, locale="en-GB")
            page.goto(address + query)
            page.wait_for_selector(".st-key-concern")
            at_rest(page)
            page.wait_for_timeout(1_500)  # the code of each kind of widget comes when first needed
            pages[name] = page, shown
        counted = [widgets(page) for page, _ in pages.values()]
        if counted[0] != counted[1]:
            raise RuntimeError(f"the pages have not the same widgets: {counted}")

        for page, _ in pages.values():
            for change in ANSWERED_BEFORE:
                change(page)
                page.wait_for_timeout(PAUSE_MS)

        taken: dict[str, list[float]] = {name: [] for name in pages}
        for prepare, change in islice(cycle(CHANGES), WARM_UP + samples):
            for name, (page, shown) in pages.items():
                taken[name].append(milliseconds(page, shown, prepare, change))

    medians = {}
    for name, times in taken.items():
        times = times[WARM_UP:]
        medians[name] = median(times)
        print(
            f"{name:14} median {medians[name]:6.1f} ms   p95 {quantiles(times, n=20)[-1]:6.1f} ms"
        )
    ratio = medians["mission desk"] / medians["bare page"]
    print(f"ratio {ratio:.2f}, at most {FLOOR}: {'holds' if ratio <= FLOOR else 'does not hold'}")
    return 0 if ratio <= FLOOR else 1


if __name__ == "__main__":
    sys.exit(main())
