"""A visit to the desk without a browser: the whole app, run in this process."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from screening.core.cases import CaseRow
from screening.core.model import Language
from screening.core.query import Query
from screening.settings import HOME
from screening.stores.protocol import Draft
from screening.stores.sqlite import open_log


@dataclass
class Visitor:
    """What the server knows of a visitor, in the shape that Streamlit keeps it in."""

    headers: list[tuple[str, str]] = field(default_factory=lambda: [("Host", "localhost:8501")])
    cookies: Mapping[str, str] = field(default_factory=dict)
    remote_ip: str = "127.0.0.1"


@dataclass(frozen=True)
class Home:
    """Where the visited desk keeps its files; what a test puts there, the desk finds."""

    folder: Path

    @property
    def log(self) -> Path:
        return self.folder / "screening.db"

    @property
    def example_log(self) -> Path:
        return self.folder / "example.db"

    @property
    def criteria(self) -> Path:
        return self.folder / "criteria.yaml"

    def cases(self, log: Path | None = None) -> list[CaseRow]:
        """The cases in a log, newest first, as another process reads them."""
        opened = open_log(f"sqlite:///{log or self.log}")
        try:
            return opened.rows(Query(size=1_000))
        finally:
            opened.close()

    def drafts(self, owner: str) -> list[Draft]:
        opened = open_log(f"sqlite:///{self.log}")
        try:
            return opened.drafts(owner)
        finally:
            opened.close()


def visit(
    page: str = "new_request",
    language: Language = "en",
    person: str = "sales-1",
    example: bool = False,
    **address: str,
) -> AppTest:
    """Opens the desk at a page, as from an address: `id` names a case, `draft` a draft."""
    desk = AppTest.from_file(str(HOME / "app.py"), default_timeout=30)
    desk.query_params.update({"lang": language, "as": person})
    if example:
        desk.query_params["log"] = "example"
    if page != "new_request":
        # Streamlit's tests know pages by address only after a first run, which would double the
        # time of most of ours: a browser that follows a link opens its page at once, too.
        desk._page_hash = _hash_of(page)
    desk.query_params.update(address)
    return sound(desk.run())


@cache
def _hash_of(page: str) -> str:
    """By what Streamlit knows a page: learnt once from a visit to the first one."""
    desk = AppTest.from_file(str(HOME / "app.py"), default_timeout=30).run()
    return str(desk.switch_page(f"screening/pages/{page}.py")._page_hash)


def go(desk: AppTest, page: str, **address: str) -> AppTest:
    """Follows a link to a page: what the old address said of that page stays behind."""
    for left_behind in ("id", "draft"):
        desk.query_params.pop(left_behind, None)
    desk.query_params.update(address)
    return sound(desk.switch_page(f"screening/pages/{page}.py").run())


def sound(desk: AppTest) -> AppTest:
    """The desk, which ran to its end."""
    assert not desk.exception, [one.stack_trace for one in desk.exception]
    return desk


def act(widget: Any) -> AppTest:
    """Runs the desk after something was done to one of its widgets.

    When that drew a part of the page alone, AppTest has forgotten the rest, which a browser keeps:
    the page is drawn whole again.
    """
    desk: AppTest = sound(widget.run())
    return desk if desk.title else sound(desk.run())


def words(desk: AppTest) -> str:
    """All that can be read on the page, in order of kind: titles, texts, notices, buttons."""
    said = [
        *(one.value for one in (*desk.title, *desk.header, *desk.markdown, *desk.caption)),
        *(_text_of(one.value) for one in desk.html),
        *(one.value for one in (*desk.warning, *desk.info, *desk.error, *desk.success)),
        *(one.label for one in (*desk.button, *desk.page_link, *desk.expander)),
    ]
    return " ".join(" ".join(said).split())


def _text_of(html: str) -> str:
    if html.startswith("<style"):
        return ""
    return unescape(re.sub(r"<[^>]*>", " ", html))
