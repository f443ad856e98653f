"""The door, with a real server behind it: only who sits at the machine comes in."""

import socket
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Served, Visit

pytestmark = pytest.mark.browser

REFUSED = "it answers only visitors who sit at its machine, without a proxy in between."


def assert_refused(page: Page) -> None:
    expect(page.get_by_text(REFUSED)).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_count(0)
    expect(page.get_by_role("combobox")).to_have_count(0)


def test_loopback_comes_in(desk: Served, visit: Visit) -> None:
    page = visit()
    page.goto(desk.address)
    expect(page.get_by_role("heading", level=1)).to_have_text("New request")


def test_a_foreign_name_for_loopback_is_refused(desk: Served, visit: Visit) -> None:
    # Browsers take every name under .localhost for loopback, as a hostile name server would.
    port = urlsplit(desk.address).port
    page = visit()
    page.goto(f"http://desk.localhost:{port}")
    assert_refused(page)


def test_a_visitor_through_a_proxy_is_refused(desk: Served, visit: Visit) -> None:
    page = visit(extra_http_headers={"X-Forwarded-For": "203.0.113.7"})
    page.goto(desk.address)
    assert_refused(page)


def test_the_desk_listens_on_one_address_only(desk: Served) -> None:
    # All of 127.0.0.0/8 is this machine: who listens everywhere would answer here too.
    with pytest.raises(OSError, match=r"refused|assign requested|unreachable|timed out"):
        socket.create_connection(("127.0.0.2", urlsplit(desk.address).port or 0), timeout=5)
