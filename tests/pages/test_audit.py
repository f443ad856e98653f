"""The auditor's page: the state of the log, a check on request, and samples by their address."""

import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from screening.core.model import LANGUAGES, Language
from screening.people import EXAMPLE_PEOPLE, ExamplePerson
from screening.stores.sqlite import open_log
from tests.pages.visit import Home, act, visit, words
from tests.tampering import rewrite

pytestmark = pytest.mark.usefixtures("home")

TITLE = {"fr": "Pour l’auditeur", "en": "For the auditor"}


def audit(**address: str) -> AppTest:
    return visit("audit", "en", "auditor-1", example=True, **address)


def head_of(file: Path) -> str:
    log = open_log(f"sqlite:///{file}")
    try:
        return str(log.head())
    finally:
        log.close()


def drawn(desk: AppTest) -> list[str]:
    """The ids of the cases drawn, in the order shown."""
    return [one.label.split()[0] for one in desk.page_link if one.label.startswith("C-")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("example", [False, True], ids=["own log", "example log"])
@pytest.mark.parametrize("one", EXAMPLE_PEOPLE, ids=lambda one: one.person.id)
def test_it_opens_for_those_who_may_draw_samples(
    one: ExamplePerson, example: bool, language: Language
) -> None:
    desk = visit("audit", language, one.person.id, example, seed="x")
    assert desk.title[0].value == TITLE[language]
    assert not desk.warning
    reads = one.person.role in ("manager", "auditor")
    assert bool(desk.info) is not reads
    assert bool(drawn(desk)) is (reads and example)


def test_it_tells_the_head_and_that_the_file_protects_its_lines(home: Home) -> None:
    read = words(audit())
    assert f"Head of the log {head_of(home.example_log)}" in read
    assert "The file refuses to change, delete or replace a line" in read


def test_everything_is_verified_on_request(home: Home) -> None:
    desk = audit()
    act(desk.button(key="verify").click())
    assert f"every decision replays. Head {head_of(home.example_log)}." in words(desk)


def test_what_was_altered_is_named(home: Home) -> None:
    rewrite(home.example_log, 2, '"learners":60', '"learners":61')
    desk = audit()
    act(desk.button(key="verify").click())
    read = words(desk)
    assert "Not everything is as it was sealed:" in read
    assert "line 2: the line or its seal was altered" in read


def test_the_lines_of_python_check_the_log_without_us(home: Home, tmp_path: Path) -> None:
    (code, *_) = audit().code
    (tmp_path / "data").mkdir()
    log = open_log(f"sqlite:///{home.example_log}")
    log.close()  # its journal goes into the file
    (tmp_path / "data" / "screening.db").write_bytes(home.example_log.read_bytes())
    ran = subprocess.run(
        [sys.executable, "-I", "-c", code.value],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == f"Head {head_of(home.example_log)}\n"


def test_the_address_draws_the_cases_that_anybody_works_out(home: Home) -> None:
    ids = [one.case for one in home.cases(home.example_log)]
    expected = sorted(ids, key=lambda one: sha256(f"été\n{one}".encode()).hexdigest())[:5]
    desk = audit(seed="été", size="5")
    assert drawn(desk) == expected
    assert len(desk.get("download_button")) == 1
    assert "python -m screening sample --size 5 --seed 'été'" in " ".join(
        one.value for one in desk.code
    )


def test_the_form_writes_the_address() -> None:
    desk = audit()
    assert not drawn(desk)
    by_label = {one.label: one for one in desk.text_input}
    by_label["Seed"].input("  words of the day ")
    (size,) = desk.number_input
    size.set_value(7)
    {one.label: one for one in desk.selectbox}["Strata"].select_index(2)
    (submit,) = (one for one in desk.button if one.label == "Draw")
    act(submit.click())
    assert desk.query_params["seed"] == "words of the day"
    assert (desk.query_params["size"], desk.query_params["strata"]) == ("7", "outcome")
    assert len(drawn(desk)) == 7
    assert "Accepted (accept)" in words(desk)


def test_a_seed_is_one_that_the_command_and_a_document_take() -> None:
    # Control characters are in no document, and the command refuses what begins like a formula.
    assert drawn(audit(seed=" =a\x00b\x01 ", size="5")) == drawn(audit(seed="ab", size="5"))
    assert "Write a seed" not in words(audit(seed="\x01", size="5"))
    assert not drawn(audit(seed="\x01", size="5"))


def test_without_a_seed_nothing_is_drawn() -> None:
    desk = audit()
    (submit,) = (one for one in desk.button if one.label == "Draw")
    act(submit.click())
    assert "Write a seed: any text." in words(desk)
    assert not drawn(desk)


def test_more_strata_than_cases_is_said() -> None:
    assert "There are 5 strata" in words(audit(seed="x", size="2", strata="status"))


@pytest.mark.parametrize(
    "address",
    [
        {"size": "-3"},
        {"size": "1e9"},
        {"size": "99999999999999999999"},
        {"strata": "colour"},
        {"opened": "1999"},
        {"opened": "<b>"},
        {"seed": "x" * 5_000},
        {"seed": "'; rm -rf / #"},
        {"seed": "a\x00b\x01"},
    ],
    ids=str,
)
def test_an_address_that_says_nonsense_still_opens(address: dict[str, str]) -> None:
    assert audit(**{"seed": "x", **address}).title


def test_a_year_without_a_case_has_nothing_to_draw() -> None:
    assert "None was opened in this period." in words(audit(seed="x", opened="2001"))


def test_nothing_is_recorded(home: Home) -> None:
    before = head_of(home.example_log)
    desk = audit(seed="x", size="5")
    act(desk.button(key="verify").click())
    assert head_of(home.example_log) == before


@pytest.mark.parametrize(
    ("person", "pages"),
    [("auditor-1", {"register", "audit"}), ("owner-1", {"register"})],
)
def test_the_decision_log_leads_there(person: str, pages: set[str]) -> None:
    titles = {"register": "Register of what was turned down", "audit": "For the auditor"}
    desk = visit("decisions", "en", person, example=True)
    labels = {one.label for one in desk.main.page_link}
    assert {titles[one] for one in pages} <= labels
    assert not labels & {titles[one] for one in {*titles} - pages}
