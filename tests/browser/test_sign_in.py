"""Signing in for real: a provider on loopback, a real browser, every way in and out of it.

Each test runs with a small provider; those marked `provider`, the same ones, with a certified one.
"""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from screening.accounts import Accounts
from screening.core.access import ROLES, Person, Role
from screening.language import t
from screening.stores.protocol import DecisionLog
from screening.stores.sqlite import open_log
from tests.browser.conftest import Visit
from tests.browser.providers import Known, Provider, certified, small
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

HOUR = 3600


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


def known(**token: Any) -> Known:
    """Somebody the desk expects, whose token says something else besides."""
    return Known({"email": address_of("misled"), "email_verified": True}, token)


def people() -> dict[str, Known]:
    """Whom the providers know: some the desk expects, some it does not, some told of wrongly."""
    now = int(time.time())
    honest = (*ROLES, "stranger", "leaver", "changer", "outgoing")
    return {
        **{
            one: Known({"email": address_of(one), "email_verified": True, "name": NAMES.get(one)})
            for one in honest
        },
        "unverified": Known({"email": address_of("unverified")}),
        "nameless": Known(),
        "of-another": known(aud="another"),
        "of-another-through-us": known(aud=["another"], azp="desk"),
        "from-elsewhere": known(iss="https://elsewhere.example.org"),
        "expired": known(exp=now - HOUR),
        "endless": known(exp=None),
        "of-yesterday": known(iat=now - 13 * HOUR),
        "of-tomorrow": known(iat=now + 24 * HOUR),
        "timeless": known(iat=None),
        "for-nobody": known(aud=None),
        "replayed": known(nonce="of another sign-in"),
    }


@pytest.fixture(
    scope="module",
    params=[small, pytest.param(certified, marks=pytest.mark.provider)],
    ids=lambda one: one.__name__,
)
def desk(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    everlasting_criteria: Path,
    filled_example: Path,
) -> Iterator[Signed]:
    provider: Provider = request.param
    folder = tmp_path_factory.mktemp("signed")
    (folder / "example.db").write_bytes(filled_example.read_bytes())
    port = free_port()
    redirect = f"http://127.0.0.1:{port}/oauth2callback"
    with provider(people(), redirect, folder) as issuer:
        secrets = folder / "secrets.toml"
        secrets.write_text(
            f"""[auth]
            redirect_uri = "{redirect}"
            cookie_secret = "a secret for the tests alone, no other"
            client_id = "desk"
            client_secret = "none"
            server_metadata_url = "{issuer}/.well-known/openid-configuration"
            client_kwargs = {{ prompt = "login" }}
            """
        )
        log = open_log(f"sqlite:///{folder / 'screening.db'}")
        accounts = Accounts(log)
        for role, name in NAMES.items():
            accounts.expect(address_of(role), role, OWNER, name=name)
        for name in ("leaver", "changer", "outgoing", "unverified", "misled"):
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
    page.get_by_role("button", name="Authorize", exact=True).click()
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


UNTRUSTED = t("en", "sign_in.failed.untrusted")


def is_kept_out(page: Page, desk: Signed, why: str) -> None:
    """The page says why, and nothing else of the desk; nor does any other page."""
    expect(page.get_by_role("alert")).to_contain_text(why)
    assert page.locator(".st-key-header").count() == 0
    page.goto(f"{desk.address}/case?id=C-2")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    settled(page)
    assert page.locator(".st-key-header").count() == 0


@pytest.mark.parametrize(
    ("subject", "why"),
    [
        ("stranger", "Nobody here expects you"),
        ("nameless", "Nobody here expects you"),
        ("unverified", "your address was verified"),
        ("of-another", UNTRUSTED),
        ("of-another-through-us", "made for another application"),
        ("from-elsewhere", UNTRUSTED),
        ("expired", UNTRUSTED),
        ("endless", UNTRUSTED),
        ("of-yesterday", "more than 12 hours ago"),
        ("of-tomorrow", UNTRUSTED),
        ("timeless", UNTRUSTED),
        ("for-nobody", UNTRUSTED),
        ("replayed", UNTRUSTED),
    ],
)
def test_who_cannot_be_recognised_or_believed_is_told_why(
    desk: Signed, visit: Visit, subject: str, why: str
) -> None:
    page = visit()
    sign_in(page, desk, subject)
    is_kept_out(page, desk, why)


def test_whom_the_provider_turns_away_is_told_so_and_comes_by_the_same_link_at_last(
    desk: Signed, visit: Visit
) -> None:
    page = visit()
    page.goto(f"{desk.address}/mission?lang=fr")
    page.get_by_role("button", name="Se connecter", exact=True).click()
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_role("alert")).to_have_text(re.compile(t("fr", "sign_in.failed.declined")))
    page.get_by_role("button", name="Se connecter", exact=True).click()
    here_i_am(page, "manager")
    expect(page).to_have_url(f"{desk.address}/mission?lang=fr")
    expect(page.get_by_role("heading", level=1)).to_have_text(t("fr", "page.mission"))


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
