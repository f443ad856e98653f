"""Signing in for real: a provider on loopback, a real browser, every way in and out of it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import oidc_provider_mock
import pytest
from jinja2 import ChoiceLoader, DictLoader
from oidc_provider_mock import User
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from screening.accounts import Accounts
from screening.core.access import ROLES, Person, Role
from screening.stores.protocol import DecisionLog
from screening.stores.sqlite import open_log
from tests.browser.conftest import Visit
from tests.browser.server import free_port, serving, settled

pytestmark = pytest.mark.browser

OWNER = Person("owner-1", "criteria_owner")
NAMES: dict[Role, str] = {
    "salesperson": "Camille Roux",
    "member": "Awa Diop",
    "chair": "Hélène Garnier",
    "manager": "Marc Lefèvre",
    "criteria_owner": "Inès Blanchard",
    "auditor": "Paul Verdier",
}
# What each role finds among its links beyond what everybody does.
LINKS: dict[Role, set[str]] = {
    "salesperson": set(),
    "member": {"The committee"},
    "chair": {"The committee"},
    "manager": {"The committee", "Decision log"},
    "criteria_owner": {"The committee", "Decision log"},
    "auditor": {"The committee", "Decision log"},
}


# What the provider's pages stand in; its own would fetch its style from afar.
PROVIDERS_PAGE = "<!doctype html>{% block content %}{% endblock %}"


def address_of(role: str) -> str:
    return f"{role}@example.org"


@dataclass(frozen=True)
class Signed:
    """A desk that people sign in to, and its accounts as another process sees them."""

    address: str
    log: DecisionLog
    accounts: Accounts

    def person(self, role: str) -> str:
        return next(one.person for one in self.log.accounts() if one.email == address_of(role))


@contextmanager
def provider_for(people: list[User]) -> Iterator[str]:
    """The issuer of a provider on loopback that knows these people."""
    provider = oidc_provider_mock.app(user_claims=people)
    assert provider.jinja_loader is not None
    plain = DictLoader({"_base.html": PROVIDERS_PAGE})
    provider.jinja_loader = ChoiceLoader([plain, provider.jinja_loader])
    server = make_server("127.0.0.1", 0, provider, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


@pytest.fixture(scope="module")
def desk(
    tmp_path_factory: pytest.TempPathFactory, everlasting_criteria: Path, filled_example: Path
) -> Iterator[Signed]:
    folder = tmp_path_factory.mktemp("signed")
    (folder / "example.db").write_bytes(filled_example.read_bytes())
    port = free_port()
    people = [
        User(sub=role, claims={"email": address_of(role), "email_verified": True})
        for role in (*ROLES, "stranger", "leaver", "changer", "outgoing")
    ]
    people += [User(sub="unverified", claims={"email": address_of("unverified")})]
    with provider_for(people) as issuer:
        secrets = folder / "secrets.toml"
        secrets.write_text(
            f"""[auth]
            redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
            cookie_secret = "a secret for the tests alone, no other"
            client_id = "desk"
            client_secret = "none"
            server_metadata_url = "{issuer}/.well-known/openid-configuration"
            """
        )
        log = open_log(f"sqlite:///{folder / 'screening.db'}")
        accounts = Accounts(log)
        for role, name in NAMES.items():
            accounts.expect(address_of(role), role, OWNER, name=name)
        for name in ("leaver", "changer", "outgoing", "unverified"):
            accounts.expect(address_of(name), "manager", OWNER, name=name.title())
        options = [f"--secrets.files={secrets}"]
        with serving(
            folder, options=options, port=port, SCREENING_CRITERIA=str(everlasting_criteria)
        ) as address:
            yield Signed(address, log, accounts)
        log.close()


def here_i_am(page: Page, subject: str) -> None:
    """Says at the provider who one is, and comes back."""
    page.fill("input[name=sub]", subject)
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(lambda url: "/oauth2/" not in url)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    settled(page)


def sign_in(page: Page, desk: Signed, subject: str, path: str = "/") -> None:
    page.goto(f"{desk.address}{path}")
    page.get_by_role("button", name="Sign in", exact=True).click()
    here_i_am(page, subject)


@pytest.mark.parametrize("role", ROLES)
def test_everybody_signs_in_as_who_they_are(desk: Signed, visit: Visit, role: Role) -> None:
    page = visit()
    sign_in(page, desk, role)

    expect(page.get_by_role("button", name=NAMES[role])).to_be_visible()
    expect(page.get_by_role("link", name="Requests")).to_be_visible()
    for name in ("The committee", "Decision log"):
        expect(page.get_by_role("link", name=name)).to_have_count(int(name in LINKS[role]))
    # Nobody plays anybody, whatever the address says.
    page.goto(f"{desk.address}/?as=manager-1")
    expect(page.get_by_role("button", name=NAMES[role])).to_be_visible()


def test_nothing_is_shown_before_one_signs_in(desk: Signed, visit: Visit) -> None:
    page = visit()
    for path in ("/", "/committee", "/requests?as=manager-1", "/case?id=C-2", "/?log=example"):
        page.goto(f"{desk.address}{path}")
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        settled(page)
        assert page.locator(".st-key-header").count() == 0


@pytest.mark.parametrize(
    ("subject", "why"),
    [("stranger", "Nobody here expects you"), ("unverified", "your address was verified")],
)
def test_who_cannot_be_recognised_is_told_why(
    desk: Signed, visit: Visit, subject: str, why: str
) -> None:
    page = visit()
    sign_in(page, desk, subject)
    expect(page.get_by_role("alert")).to_contain_text(why)
    assert page.locator(".st-key-header").count() == 0


def test_a_cookie_copied_before_signing_out_opens_nothing_afterwards(
    desk: Signed, visit: Visit
) -> None:
    page = visit()
    sign_in(page, desk, "outgoing")
    copied = page.context.cookies()
    page.get_by_role("button", name="Outgoing").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="End session").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()

    thief = visit()
    thief.context.add_cookies(kept(copied))
    thief.goto(desk.address)
    expect(thief.get_by_role("alert")).to_contain_text("Your session has ended")
    assert thief.locator(".st-key-header").count() == 0


def test_access_that_ends_stops_the_next_click_and_records_nothing(
    desk: Signed, visit: Visit
) -> None:
    page = visit()
    sign_in(page, desk, "leaver", "/?draft=leaving")
    page.get_by_label("Organisation").fill("Atelier Nord")
    page.get_by_label("What they ask for").fill("Web developers")
    page.get_by_label("What they ask for").press("Tab")
    settled(page)
    before = desk.log.head()
    desk.accounts.change(desk.person("leaver"), None, OWNER)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("no longer have access")
    facts = [line.content for line in desk.log.lines(after=before.number)]
    assert all('"fact":"role_given"' in one for one in facts)


def test_another_role_is_taken_at_the_next_sign_in(desk: Signed, visit: Visit) -> None:
    page = visit()
    sign_in(page, desk, "changer")
    desk.accounts.change(desk.person("changer"), "auditor", OWNER)
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("your role changed")
    page.wait_for_timeout(1_100)  # a token tells its moment in whole seconds
    page.get_by_role("button", name="Sign in again").click()
    here_i_am(page, "changer")
    page.get_by_role("button", name="Changer").click()
    expect(page.locator(".signed-in")).to_contain_text("auditor")


def test_a_cookie_changed_by_hand_is_no_sign_in(desk: Signed, visit: Visit) -> None:
    page = visit()
    sign_in(page, desk, "manager")
    cookies = kept(page.context.cookies())
    for cookie in cookies:
        if cookie["name"].startswith("_streamlit_user"):
            value = cookie["value"]
            middle = len(value) // 2
            changed = "A" if value[middle] != "A" else "B"
            cookie["value"] = value[:middle] + changed + value[middle + 1 :]
    forger = visit()
    forger.context.add_cookies(cookies)
    forger.goto(desk.address)
    expect(forger.get_by_role("heading", name="Sign in")).to_be_visible()


def kept(cookies: list[Any]) -> list[Any]:
    return [{**one} for one in cookies]
