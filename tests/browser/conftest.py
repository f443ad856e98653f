"""One Chromium for all, one server for each module, one fresh visitor for each test."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from screening.core.cases import CaseRow
from screening.core.query import Query
from screening.stores.protocol import DecisionLog
from screening.stores.sqlite import open_log
from tests.browser.places import furnish
from tests.browser.server import DESKTOP, chromium, serving

# Long enough for a machine that does three other things meanwhile; nothing waits that long.
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)

SMALL = Path(__file__).parents[1] / "pages" / "criteria.yaml"

Visit = Callable[..., Page]


@dataclass(frozen=True)
class Served:
    """A desk that runs, and its own log as another process sees it."""

    address: str
    log: DecisionLog

    def cases_of(self, prospect: str) -> list[CaseRow]:
        return [one for one in self.log.rows(Query(size=1_000)) if one.prospect == prospect]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, filled_example: Path) -> Iterator[Served]:
    """A desk with an empty log, a filled example log, and the small edition of the page tests."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copy(filled_example, folder / "example.db")
    with serving(folder, SCREENING_CRITERIA=str(SMALL)) as address:
        log = open_log(f"sqlite:///{folder / 'screening.db'}")
        yield Served(address, log)
        log.close()


@pytest.fixture(scope="module")
def address(
    tmp_path_factory: pytest.TempPathFactory, everlasting_criteria: Path, filled_example: Path
) -> Iterator[str]:
    """A desk of its own for each module, with something in every place worth looking at."""
    folder = tmp_path_factory.mktemp("furnished")
    furnish(folder, everlasting_criteria, filled_example)
    with serving(folder, SCREENING_CRITERIA=str(everlasting_criteria)) as address:
        yield address


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Opens a visitor's first page; whoever it is, nothing they load comes from elsewhere."""
    contexts = []
    foreign: list[str] = []
    broken: list[str] = []

    def asked(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and not _is_loopback(parts.hostname):
            foreign.append(request.url)

    def open_page(**of_context: Any) -> Page:
        context = browser.new_context(**{"viewport": DESKTOP, "locale": "en-GB", **of_context})
        contexts.append(context)
        context.on("request", asked)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("websocket", lambda socket: asked_of_socket(socket.url))
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.on("console", lambda said: refused(said.text))
        return page

    def refused(said: str) -> None:
        if "Content Security Policy" in said:
            broken.append(said)

    def asked_of_socket(url: str) -> None:
        if not _is_loopback(urlsplit(url).hostname):
            foreign.append(url)

    yield open_page
    for context in contexts:
        context.close()
    assert foreign == []
    assert broken == []


def _is_loopback(host: str | None) -> bool:
    return host in ("127.0.0.1", "localhost") or (host or "").endswith(".localhost")
