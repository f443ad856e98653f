"""The door, with a real server behind it: only who sits at the machine comes in."""

import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Served, Visit
from tests.browser.server import serving

pytestmark = pytest.mark.browser

REFUSED = "it answers only visitors who sit at its machine, without a proxy in between."


def own_address() -> str | None:
    """An address of this machine that other machines could use; None when it is on no network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(("192.0.2.1", 9))  # reserved for documentation; nothing is sent
        except OSError:
            return None
        address: str = asking.getsockname()[0]
    return None if address.startswith("127.") else address


@pytest.fixture
def stranger(browser: Browser) -> Iterator[Page]:
    """A visitor whose own requests are the matter of the test."""
    context = browser.new_context(locale="en-GB")
    yield context.new_page()
    context.close()


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


def test_the_desk_does_not_listen_to_other_machines(desk: Served) -> None:
    address, port = own_address(), urlsplit(desk.address).port
    if address is None:
        pytest.skip("this machine is on no network")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((address, port or 0), timeout=5)


def test_another_machine_is_refused_even_when_somebody_made_the_desk_listen(
    tmp_path: Path, stranger: Page
) -> None:
    address = own_address()
    if address is None:
        pytest.skip("this machine is on no network")
    with serving(tmp_path, STREAMLIT_SERVER_ADDRESS="0.0.0.0") as served:
        stranger.goto(f"http://{address}:{urlsplit(served).port}")
        assert_refused(stranger)
