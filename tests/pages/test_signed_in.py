"""What a page that was left open still gives, once whoever opened it is let in no longer."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from screening import criteria_file, people
from screening.accounts import Accounts
from screening.core.access import Person
from screening.core.accounts import Identity, SignInRefused
from screening.language import t
from screening.pages.frame import Here
from screening.pages.signing_in import SignedIn
from screening.service import Desk
from screening.stores.protocol import DecisionLog
from screening.stores.sqlite import open_log
from tests.pages.visit import Home, act, visit, words

OWNER = Person("owner-1", "criteria_owner")


@pytest.fixture
def log(home: Home) -> Iterator[DecisionLog]:
    opened = open_log(f"sqlite:///{home.log}")
    yield opened
    opened.close()


@pytest.fixture
def identity(log: DecisionLog) -> Identity:
    Accounts(log).expect("ana@example.org", "manager", OWNER, name="Ana Lopez", id="manager-1")
    since = datetime.now(UTC).replace(microsecond=0)
    return Identity("https://id.example.org", "u-1", since, "ana@example.org", True)


@pytest.fixture
def here(home: Home, log: DecisionLog, identity: Identity) -> Here:
    accounts = Accounts(log)
    person = accounts.admit(identity)
    gate = SignedIn(accounts, identity, person).gate
    desk = Desk(log, criteria_file.load(home.criteria), gate=gate)
    return Here(desk, person, "en", ZoneInfo("Europe/Paris"), example=False)


def ends(log: DecisionLog, how: str) -> None:
    accounts = Accounts(log)
    acts: dict[str, Callable[[], None]] = {
        "access": lambda: accounts.change("manager-1", None, OWNER),
        "role": lambda: accounts.change("manager-1", "auditor", OWNER),
        "session": lambda: accounts.end_sessions("manager-1", OWNER),
    }
    acts[how]()


@pytest.mark.parametrize("how", ["access", "role", "session"])
def test_a_button_of_a_page_left_open_downloads_nothing(
    here: Here, log: DecisionLog, how: str
) -> None:
    made: list[str] = []

    def make() -> bytes:
        made.append("a file")
        return b"words"

    download = here.on_demand(make)
    assert (here.let_in(), download(), made) == (True, b"words", ["a file"])

    ends(log, how)
    assert not here.let_in()
    with pytest.raises(SignInRefused):
        download()
    assert made == ["a file"]


def test_a_draft_is_not_thrown_away_from_a_page_left_open(here: Here, log: DecisionLog) -> None:
    here.desk.save_draft("begun", {"title": "Web"}, here.person)
    ends(log, "access")
    with pytest.raises(SignInRefused):
        here.desk.drop_draft("begun", here.person)
    assert here.desk.draft("begun", here.person) == {"title": "Web"}


def test_coming_back_from_the_example_log_one_is_oneself(
    identity: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whom one played there is remembered; it must not have the page run again without end."""
    monkeypatch.setattr(people, "way_in", lambda: "provider")
    monkeypatch.setattr(people, "identity", lambda _: identity)
    desk = visit(example=True, person="sales-2")
    assert desk.selectbox(key="person").value == "sales-2"
    [leave] = [one for one in desk.button if one.label == t("en", "example.leave")]
    desk = act(leave.click())
    assert "Ana Lopez" in words(desk)
    desk = act(desk.text_input[0].set_value("Atelier Nord"))
    assert "Ana Lopez" in words(desk)
    assert desk.text_input[0].value == "Atelier Nord"
