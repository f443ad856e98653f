"""Asking for the links of sources, of a site that is nowhere but on this machine."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, ClassVar

import pytest

from screening import source_links
from screening.core.criteria import Edition
from screening.language import say_problem
from screening.source_links import Link, ask, link_problems
from tests.builders import an_edition

MOVES = {"/moved": 301, "/moved-too": 308, "/for-now": 302, "/round": 302}
LEADS = {"/moved": "/page", "/moved-too": "/moved", "/for-now": "/page", "/round": "/round"}
REFUSES = {"/gone": 410, "/missing": 404, "/robots": 403, "/broken": 500}


class Site(BaseHTTPRequestHandler):
    """Notes what it is asked; some pages answer only to GET, one answers too late."""

    asked: ClassVar[list[tuple[str, str]]] = []
    late = Event()

    def do_HEAD(self) -> None:
        self.asked.append(("HEAD", self.path))
        if self.path == "/late":
            self.late.wait(5)
        if self.path == "/only-get":
            self._answer(405)
        elif self.path in MOVES:
            self._answer(MOVES[self.path], Location=LEADS[self.path])
        else:
            self._answer(REFUSES.get(self.path, 200))

    def do_GET(self) -> None:
        self.asked.append(("GET", self.path))
        self._answer(REFUSES.get(self.path, 200))

    def _answer(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": "0"}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    Site.asked, Site.late = [], Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    Site.late.set()
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "state", "leads_to", "status"),
    [
        ("/page", "there", None, None),
        ("/only-get", "there", None, None),
        ("/moved", "moved", "/page", None),
        ("/moved-too", "moved", "/page", None),
        ("/for-now", "elsewhere", "/page", None),
        ("/gone", "gone", None, 410),
        ("/missing", "gone", None, 404),
        ("/robots", "refused", None, 403),
        ("/broken", "refused", None, 500),
        ("/round", "circular", None, None),
    ],
)
def test_what_comes_of_asking(
    site: str, path: str, state: Any, leads_to: str | None, status: int | None
) -> None:
    there = site + leads_to if leads_to else None

    assert ask([site + path]) == {site + path: Link(state, there, status)}


def test_a_site_that_takes_too_long_is_left(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_links, "SECONDS", 0.1)

    assert ask([f"{site}/late"]) == {f"{site}/late": Link("slow")}


def test_an_address_where_nobody_answers_is_unreachable() -> None:
    # Port 9 of this machine, where nothing listens; and an address that no client understands.
    hrefs = ["http://127.0.0.1:9/", "https://exa mple/", "http://[::1/"]

    assert set(ask(hrefs[:1]).values()) == {Link("unreachable")}
    assert ask(hrefs[2:]) == {hrefs[2]: Link("unreachable")}


def test_each_address_is_asked_for_once_and_in_full_only_where_it_must(site: str) -> None:
    told: list[int] = []

    ask([f"{site}/page", f"{site}/only-get", f"{site}/page"], told.append)

    assert Site.asked == [("HEAD", "/page"), ("HEAD", "/only-get"), ("GET", "/only-get")]
    assert told == [1, 1]


def with_sources(*hrefs: str) -> Edition:
    """An edition whose two criteria cite these."""
    edition = an_edition()
    criteria = [
        one.model_copy(update={"source": one.source.model_copy(update={"href": href})})
        for one, href in zip(edition.criteria, hrefs, strict=True)
    ]
    return edition.model_copy(update={"criteria": tuple(criteria)})


def test_each_criterion_is_told_what_is_wrong_with_its_source(site: str) -> None:
    moved, gone = link_problems(with_sources(f"{site}/moved", f"{site}/gone"))

    assert (moved.place, moved.code, moved.warning) == (
        "criteria[0].source.href",
        "link_moved",
        True,
    )
    assert say_problem("en", moved) == (
        f"{site}/moved has moved for good.",
        f"Write its new address: {site}/page",
    )
    assert (gone.place, gone.code, gone.warning) == ("criteria[1].source.href", "link_gone", False)


def test_an_address_that_two_criteria_cite_is_told_at_both(site: str) -> None:
    same = f"{site}/gone"

    assert [one.place for one in link_problems(with_sources(same, same))] == [
        "criteria[0].source.href",
        "criteria[1].source.href",
    ]
    assert len(Site.asked) == 2  # its head, and once more in full


def test_an_edition_without_links_asks_nobody() -> None:
    assert link_problems(an_edition()) == ()
