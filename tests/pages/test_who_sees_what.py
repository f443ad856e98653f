"""Who is let in, and what each may see of the others' work and of the example log."""

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from screening.people import EXAMPLE_PEOPLE
from tests.pages.visit import Home, Visitor, act, go, visit, words

REFUSED = "it answers only visitors who sit at its machine, without a proxy in between."

pytestmark = pytest.mark.usefixtures("home")


def a_draft(person: str) -> AppTest:
    desk = visit(person=person)
    act(desk.text_input(key="about_title").input("A secret offer"))
    return act(desk.pills(key="opening").select("never"))


def recorded(person: str, prospect: str = "Atelier Nord") -> AppTest:
    desk = a_draft(person)
    act(desk.text_input(key="about_prospect").input(prospect))
    return act(desk.button(key="record").click())


# ── At the door ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "host", ["localhost:8501", "LOCALHOST", "127.0.0.1:8501", "127.0.0.1", "[::1]:8501", None]
)
def test_who_sits_at_the_machine_is_let_in(visitor: Visitor, host: str | None) -> None:
    visitor.headers = [] if host is None else [("Host", host)]
    assert REFUSED not in words(visit())


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_both_loopback_addresses_are_let_in(visitor: Visitor, address: str) -> None:
    visitor.remote_ip = address
    assert REFUSED not in words(visit())


@pytest.mark.parametrize(
    "headers",
    [
        [("X-Forwarded-For", "127.0.0.1")],
        [("x-real-ip", "127.0.0.1")],
        [("Forwarded", "for=127.0.0.1")],
        [("X-Forwarded-Host", "localhost")],
        [("X-Forwarded-Proto", "https")],
        [("Via", "1.1 proxy")],
    ],
    ids=lambda headers: headers[0][0],
)
def test_whoever_comes_through_a_proxy_is_refused(
    visitor: Visitor, headers: list[tuple[str, str]]
) -> None:
    visitor.headers += headers
    assert_refused(visit())


@pytest.mark.parametrize("address", ["192.168.1.7", "10.0.0.2", "2001:db8::1", "::ffff:10.0.0.2"])
def test_whoever_comes_from_another_machine_is_refused(visitor: Visitor, address: str) -> None:
    visitor.remote_ip = address
    assert_refused(visit())


@pytest.mark.parametrize(
    "host",
    [
        "desk.example.org",  # a foreign page that points a name of its own at loopback
        "localhost.example.org",
        "localhost@example.org",
        "127.0.0.1.example.org",
        "desk.localhost",
        "[::1",
        "",
    ],
)
def test_whoever_asks_for_a_foreign_name_is_refused(visitor: Visitor, host: str) -> None:
    visitor.headers = [("Host", host)]
    assert_refused(visit())


def assert_refused(desk: AppTest) -> None:
    """Refused, and shown neither form, nor names, nor any way to play somebody."""
    assert REFUSED in words(desk)
    assert not desk.text_input
    assert not desk.selectbox
    assert not desk.button


# ── Others' work ─────────────────────────────────────────────────────────────────────────────


def test_another_salespersons_draft_is_neither_shown_nor_touched(home: Home) -> None:
    draft = a_draft("sales-1").query_params["draft"]
    (kept,) = home.drafts("sales-1")

    other = visit(person="sales-2", draft=draft)
    assert other.text_input(key="about_title").value == ""
    assert other.pills(key="opening").value is None
    act(other.text_input(key="about_title").input("My own"))
    assert other.query_params["draft"] != draft
    assert home.drafts("sales-1") == [kept]
    assert "A secret offer" not in words(go(other, "my_requests"))


def test_a_draft_does_not_follow_when_one_plays_somebody_else(home: Home) -> None:
    desk = a_draft("sales-1")
    act(desk.selectbox(key="person").select("sales-2"))
    assert desk.text_input(key="about_title").value == ""
    act(desk.text_input(key="about_title").input("Another's"))
    assert len(home.drafts("sales-1")) == 1
    assert len(home.drafts("sales-2")) == 1
    act(desk.selectbox(key="person").select("sales-1"))
    assert desk.text_input(key="about_title").value != "Another's"


def test_another_salespersons_case_is_not_shown() -> None:
    recorded("sales-1", "Atelier Secret")
    other = visit("my_requests", person="sales-2")
    assert "No request yet" in words(other)
    read = words(go(other, "case", id="C-2"))
    assert "This case belongs to another salesperson." in read
    assert "Atelier Secret" not in read
    assert "Never" not in read


@pytest.mark.parametrize(
    "person", [one.person.id for one in EXAMPLE_PEOPLE if one.person.role != "salesperson"]
)
def test_the_other_roles_read_every_case(person: str) -> None:
    recorded("sales-1")
    desk = visit("my_requests", person=person)
    assert "Atelier Nord · A secret offer" in words(desk)
    assert go(desk, "case", id="C-2").title[0].value == "Atelier Nord · A secret offer"


def test_somebody_unknown_is_taken_for_the_first_salesperson() -> None:
    assert visit(person="root").selectbox(key="person").value == "sales-1"


# ── The example log ──────────────────────────────────────────────────────────────────────────


def test_what_is_done_in_the_example_log_stays_there(home: Home) -> None:
    desk = visit(example=True)
    act(desk.text_input(key="about_prospect").input("Only an example"))
    act(desk.text_input(key="about_title").input("Nothing real"))
    act(desk.pills(key="opening").select("never"))
    assert home.drafts("sales-1") == []
    act(desk.button(key="record").click())
    assert desk.title[0].value == "Only an example · Nothing real"
    assert home.cases(home.example_log)[0].prospect == "Only an example"
    assert home.cases() == []


def test_ones_own_work_does_not_show_in_the_example_log(home: Home) -> None:
    recorded("sales-1", "Atelier Secret")
    draft = a_draft("sales-1").query_params["draft"]
    desk = visit("my_requests", example=True)
    while more := [one for one in desk.button if one.label == "Show more"]:
        act(more[0].click())
    read = words(desk)
    assert "Magasins Verdelune" in read
    assert "Atelier Secret" not in read
    assert "A secret offer" not in read
    assert visit(example=True, draft=draft).text_input(key="about_title").value == ""
    assert len(home.cases(home.example_log)) == 33


def test_one_enters_and_leaves_the_example_log_by_a_button(
    home: Home, everlasting_criteria: Path
) -> None:
    shutil.copy(everlasting_criteria, home.criteria)
    desk = visit("my_requests")
    act(button(desk, "Look around in an example log").click())
    assert "everything here is invented" in words(desk)
    assert "Institut Saint-Elvaine" in words(desk)
    assert desk.query_params["log"] == "example"
    act(button(desk, "Back to my log").click())
    assert "everything here is invented" not in words(desk)
    assert "No request yet" in words(desk)
    assert "log" not in desk.query_params
    assert home.cases() == []


def test_a_case_of_the_example_log_is_left_with_it() -> None:
    recorded("sales-1")  # one's own C-2
    desk = visit("case", example=True, id="C-2")
    assert desk.title[0].value.startswith("Magasins Verdelune")
    act(button(desk, "Back to my log").click())
    assert desk.title[0].value == "My requests"


def test_a_draft_of_the_example_log_is_left_with_it(home: Home) -> None:
    desk = visit(example=True)
    act(desk.text_input(key="about_title").input("Nothing real"))
    act(button(desk, "Back to my log").click())
    assert desk.text_input(key="about_title").value == ""
    act(desk.text_input(key="about_title").input("Something real"))
    assert len(home.drafts("sales-1")) == 1


def button(desk: AppTest, label: str) -> AppTest:
    (found,) = (one for one in desk.button if one.label == label)
    return found
