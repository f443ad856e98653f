"""How soon the verdict follows a change while somebody else exports the decision log.

    python -m benchmarks.export_bench [--cases 100000] [--samples 60]

A desk over a log of a hundred thousand cases is served by this machine. One browser changes answers
as benchmarks.page_bench does: with nobody else there, then while a manager's workbook of all cases
is being made, then alone again. The p95 may grow by half at most, on a machine with two processors
or more, since the export is a process of its own.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Page

from benchmarks.log_bench import Screenings
from benchmarks.page_bench import ANSWERED_BEFORE, CHANGES, PAUSE_MS, STOPWATCH, WARM_UP, Change
from screening.stores.sqlite import SqliteLog
from tests.browser.server import DESKTOP, chromium, serving, settled

MOST_SLOWER = 1.5
SHOWN = ".verdict"
MAKING = ".st-key-log-export [data-testid=stProgress]"


def built(file: Path, count: int) -> None:
    log = SqliteLog(file)
    screenings = Screenings(count).contents()
    while batch := list(islice(screenings, 5_000)):
        with log.writing() as writing:
            for case, held in batch:
                writing.append(case, held)
    log.rebuild_index()
    log.close()


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector("h1")
    settled(page)
    return page


def milliseconds(page: Page, prepare: Change, change: Change) -> float:
    """From a change to the verdict that follows it, however long that takes."""
    prepare(page)
    before = page.locator(SHOWN).text_content()
    page.evaluate(STOPWATCH, SHOWN)
    change(page)
    page.wait_for_function(
        f"before => document.querySelector('{SHOWN}')?.textContent !== before", arg=before
    )
    settled(page)
    page.wait_for_timeout(PAUSE_MS)
    watch = page.evaluate("stopwatch()")
    return float(watch["seen"] - watch["changed"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--samples", type=int, default=60, help="with nobody else there, each time")
    arguments = parser.parse_args()

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="export-bench-")))
        built(folder / "screening.db", arguments.cases)
        browser = stack.enter_context(chromium())
        address = stack.enter_context(serving(folder))
        form = opened(browser.new_page(viewport=DESKTOP, locale="en-GB"), f"{address}?lang=en")
        form.wait_for_selector(".st-key-concern")
        form.wait_for_timeout(1_500)  # the code of each kind of widget comes when first needed
        for change in ANSWERED_BEFORE:
            change(form)
            form.wait_for_timeout(PAUSE_MS)
        log = opened(
            browser.new_page(viewport=DESKTOP, locale="en-GB"),
            f"{address}/decisions?as=manager-1&lang=en",
        )
        log.locator(".st-key-log-export summary").click()
        changes = cycle(CHANGES)

        def verdicts() -> Iterator[float]:
            for prepare, change in changes:
                yield milliseconds(form, prepare, change)

        times = verdicts()
        list(islice(times, WARM_UP))
        alone = list(islice(times, arguments.samples))
        log.get_by_role("button", name="Prepare the file").click()
        log.wait_for_selector(MAKING, timeout=120_000)
        meanwhile: list[float] = []
        while log.locator(MAKING).count() and len(meanwhile) < 2 * arguments.samples:
            meanwhile += islice(times, len(CHANGES))
        stop = log.get_by_role("button", name="Stop", exact=True)
        if stop.count():
            stop.click()
            log.wait_for_selector(MAKING, state="detached", timeout=120_000)
        elif not log.locator(".log-link a").count():
            sys.exit(log.locator(".st-key-log-export").inner_text())
        alone += islice(times, arguments.samples)

    lates = []
    for name, taken in (("alone", alone), ("during the export", meanwhile)):
        lates.append(quantiles(taken, n=20)[-1])
        print(f"{name:18} median {median(taken):6.1f} ms   p95 {lates[-1]:6.1f} ms   {len(taken)}")
    ratio = lates[1] / lates[0]
    holds = ratio <= MOST_SLOWER
    print(f"ratio {ratio:.2f}, at most {MOST_SLOWER}: {'holds' if holds else 'does not hold'}")
    return int(not holds)


if __name__ == "__main__":
    sys.exit(main())
