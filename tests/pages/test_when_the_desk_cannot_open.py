"""When something is wrong with a file, the page says what, and what to do; never a raw error."""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from screening.core.model import LANGUAGES, Language
from screening.pages import frame
from tests.pages.visit import Home, act, go, visit, words


@pytest.fixture
def recorded(home: Home) -> Home:
    """A log with three cases, C-2 to C-4, on lines of the same numbers."""
    for prospect in ("Atelier Nord", "Atelier Sud", "Atelier Ouest"):
        desk = visit()
        act(desk.text_input(key="about_prospect").input(prospect))
        act(desk.text_input(key="about_title").input("Web developers"))
        act(desk.pills(key="opening").select("never"))
        act(desk.button(key="record").click())
    assert [one.case for one in home.cases()] == ["C-4", "C-3", "C-2"]
    start_again()
    return home


def start_again() -> None:
    """As if the server had been stopped and started: a new start looks at its files afresh."""
    st.cache_resource.clear()


@contextmanager
def by_hand(log: Path) -> Iterator[sqlite3.Connection]:
    """Somebody who owns the file and takes its protections away first."""
    with closing(sqlite3.connect(log)) as connection, connection:
        for (trigger,) in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'line'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        yield connection


def says(desk: AppTest, *parts: str) -> None:
    """The page says these in one notice, shows no form, and nothing of an error's inside."""
    (notice,) = desk.warning
    for part in parts:
        assert part in notice.value.replace("\N{NO-BREAK SPACE}", " ")
    assert not desk.error
    assert not desk.text_input


# ── The settings ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("home")
def test_settings_that_cannot_be_read_are_a_reason_why_nobody_can_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert frame.why_not_ready() is None
    monkeypatch.setenv("SCREENING_SESSION_HOURS", "twelve")
    assert frame.why_not_ready() == "settings"


# ── The criteria ─────────────────────────────────────────────────────────────────────────────


def test_a_missing_criteria_file_is_named(home: Home) -> None:
    home.criteria.unlink()
    desk = visit()
    says(desk, f"there is one mistake in {home.criteria}", "Correct it and reload this page")
    assert "There is no such file" in words(desk) or str(home.criteria) in words(desk)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "there are 2 mistakes in"),
        ("fr", "il y a 2 erreurs dans"),
    ],
)
def test_every_mistake_in_the_criteria_is_shown_with_its_line(
    home: Home, language: Language, sentence: str
) -> None:
    text = home.criteria.read_text("utf-8")
    wrong = text.replace("kind: covers", "kind: cover", 1).replace(
        "accept_from: 50\ncommittee", "accept_from: fifty\ncommittee"
    )
    lines = wrong.splitlines()
    home.criteria.write_text(wrong, "utf-8")
    desk = visit(language=language)
    says(desk, sentence, str(home.criteria))
    read = words(desk)
    for mistake in ("accept_from: fifty", "    kind: cover"):
        assert f"{'line' if language == 'en' else 'ligne'} {lines.index(mistake) + 1} ·" in read


def test_mending_the_criteria_file_opens_the_desk_again(home: Home) -> None:
    text = home.criteria.read_text("utf-8")
    home.criteria.write_text("name: [", "utf-8")
    desk = visit()
    assert not desk.text_input
    home.criteria.write_text(text, "utf-8")
    desk.run()
    assert not desk.warning
    assert desk.text_input


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_expired_edition_assesses_nothing(recorded: Home, language: Language) -> None:
    in_force(recorded, until="2026-02-28")
    desk = visit(language=language)
    says(
        desk,
        *{
            "en": ("Edition pages-0 of the criteria was in force until 28 February 2026.", "adopt"),
            "fr": ("L’édition pages-0 des critères était en vigueur jusqu’au 28 février 2026.",),
        }[language],
    )


def test_an_edition_still_to_come_assesses_nothing(home: Home) -> None:
    tomorrow = datetime.now(UTC).date() + timedelta(days=2)
    in_force(home, since=tomorrow.isoformat())
    says(visit(), "Edition pages-1 of the criteria comes into force on")


def test_under_an_expired_edition_all_that_was_written_can_still_be_read(recorded: Home) -> None:
    desk = visit()
    act(desk.text_input(key="about_title").input("Left unfinished"))
    in_force(recorded, until="2026-02-28")
    start_again()
    desk = visit("my_requests")
    read = words(desk)
    assert "Left unfinished" in read
    assert "Atelier Nord · Web developers" in read
    assert "was in force until 28 February 2026" in read
    go(desk, "case", id="C-2")
    assert desk.title[0].value == "Atelier Nord · Web developers"
    go(desk, "mission")
    assert "Learn everywhere" in words(desk)


def in_force(home: Home, since: str = "2026-01-01", until: str | None = None) -> None:
    text = home.criteria.read_text("utf-8")
    period = f"in_force_from: {since}" + (f"\nin_force_until: {until}" if until else "")
    text, changed = re.subn(r"(?m)^in_force_from: .*$", period, text)
    assert changed == 1
    if until:
        # Under the name of an edition that the log holds it would not be taken for it.
        text = text.replace('name: "pages-1"', 'name: "pages-0"')
    home.criteria.write_text(text, "utf-8")


# ── The log ──────────────────────────────────────────────────────────────────────────────────


def test_a_database_of_another_program_is_left_as_it_is(home: Home) -> None:
    with closing(sqlite3.connect(home.log)) as stranger, stranger:
        stranger.execute("CREATE TABLE invoice (id INTEGER)")
    held = home.log.read_bytes()
    says(visit(), f"{home.log} is the database of another program.", "Name another file")
    assert home.log.read_bytes() == held


def test_a_file_that_is_no_database_is_left_as_it_is(home: Home) -> None:
    home.log.write_text("Dear diary")
    says(visit(), f"{home.log} is not a decision log", "Name another file in SCREENING_LOG")
    assert home.log.read_text() == "Dear diary"


def test_a_damaged_log_is_said_to_be_so(recorded: Home) -> None:
    with closing(sqlite3.connect(recorded.log)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    held = bytearray(recorded.log.read_bytes())
    held[4096:] = b"\x55" * (len(held) - 4096)
    recorded.log.write_bytes(held)
    says(visit(), f"{recorded.log} is damaged", "put the last backup in its place")


def test_a_log_in_a_folder_that_does_not_exist_is_not_made_up(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCREENING_LOG", f"sqlite:///{home.folder}/no/such/screening.db")
    says(visit(), "the folder that should hold it does not exist", "Create the folder")
    assert not (home.folder / "no").exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_read_only_folder_is_said_to_be_so(
    home: Home, monkeypatch: pytest.MonkeyPatch, language: Language
) -> None:
    with a_read_only_folder(home.folder) as folder:
        monkeypatch.setenv("SCREENING_LOG", f"sqlite:///{folder}/screening.db")
        says(
            visit(language=language),
            *{
                "en": ("cannot be written", "Give that account the right to write the file"),
                "fr": ("ne peut pas être écrit", "Donnez"),
            }[language],
        )


@contextmanager
def a_read_only_folder(home: Path) -> Iterator[Path]:
    """Where nobody may write, not even the superuser, whom permissions do not stop."""
    if os.geteuid() == 0:
        yield Path("/sys")
        return
    folder = home / "locked"
    folder.mkdir()
    folder.chmod(0o500)
    try:
        yield folder
    finally:
        folder.chmod(0o700)


def test_an_address_of_a_log_that_nobody_knows_is_said_to_be_so(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCREENING_LOG", f"oracle://{home.folder}")
    says(visit(), "is not one this program knows", "sqlite:///data/screening.db")


def test_the_example_log_can_be_unusable_while_ones_own_is_fine(home: Home) -> None:
    home.example_log.write_text("Dear diary")
    assert not visit().warning
    says(visit(example=True), f"{home.example_log} is not a decision log")


# ── A log that somebody altered ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("language", "banner", "on_the_case"),
    [
        (
            "en",
            "The log was altered by hand at line 3.",
            "This case was altered after it was recorded, at line 3 of the log.",
        ),
        (
            "fr",
            "Le registre a été modifié à la main, à la ligne 3.",
            "Ce dossier a été modifié après son enregistrement, à la ligne 3 du registre.",
        ),
    ],
)
def test_an_altered_line_is_named_and_its_case_still_read(
    recorded: Home, language: Language, banner: str, on_the_case: str
) -> None:
    with by_hand(recorded.log) as connection:
        connection.execute(
            "UPDATE line SET content = replace(content, 'Atelier Sud', 'Atelier Faux')"
            " WHERE number = 3"
        )
    desk = visit("my_requests", language)
    assert banner in words(desk)
    go(desk, "case", id="C-3")
    assert desk.title[0].value == "Atelier Faux · Web developers"
    assert on_the_case in words(desk)
    # The others are what they were.
    go(desk, "case", id="C-2")
    assert desk.title[0].value == "Atelier Nord · Web developers"
    assert banner in words(desk)
    assert on_the_case not in words(desk)


def test_every_altered_line_is_named(recorded: Home) -> None:
    with by_hand(recorded.log) as connection:
        connection.execute("UPDATE line SET seal = 'x' WHERE number IN (2, 3)")
    # The seal of a line is made of the one before it: line 4 no longer follows from line 3.
    assert "The log was altered by hand at lines 2, 3, 4." in words(visit())


def test_one_can_go_on_recording_in_an_altered_log(recorded: Home) -> None:
    with by_hand(recorded.log) as connection:
        connection.execute("UPDATE line SET seal = 'x' WHERE number = 2")
    desk = visit()
    act(desk.text_input(key="about_prospect").input("Atelier Est"))
    act(desk.text_input(key="about_title").input("Web developers"))
    act(desk.pills(key="opening").select("never"))
    act(desk.button(key="record").click())
    assert desk.title[0].value == "Atelier Est · Web developers"


@pytest.mark.parametrize(
    ("done", "what"),
    [
        (
            """UPDATE line SET content = '{"fact": "who knows"}' WHERE number = 3""",
            "line 3: holds nothing this version can read as a fact",
        ),
        (
            """UPDATE line SET "case" = 'C-2' WHERE number = 3""",
            "index row 3: belongs to no case in the log",
        ),
        ("DELETE FROM line WHERE number = 3", "index row 3: belongs to no case in the log"),
    ],
    ids=["gibberish", "moved to another case", "deleted"],
)
def test_a_case_that_can_no_longer_be_read_is_said_to_be_so(
    recorded: Home, done: str, what: str
) -> None:
    with by_hand(recorded.log) as connection:
        connection.execute(done)
    desk = visit("my_requests")
    assert "The log was altered by hand at line" in words(desk)
    go(desk, "case", id="C-3")
    assert desk.title[0].value == "Case C-3"
    assert "This case was altered after it was recorded, at line" in words(desk)
    assert what in words(desk)


def test_a_case_judged_by_an_edition_that_the_log_lost_shows_its_lines(recorded: Home) -> None:
    with by_hand(recorded.log) as connection:
        connection.execute("DELETE FROM line WHERE number = 1")
    # Another edition is in use now, so that the log's own copy is needed.
    text = recorded.criteria.read_text("utf-8")
    recorded.criteria.write_text(text.replace('"pages-1"', '"pages-2"'), "utf-8")
    desk = visit("my_requests")
    assert "Atelier Sud · Web developers" in words(desk)
    go(desk, "case", id="C-3")
    assert desk.title[0].value == "Case C-3"
    assert '"prospect":{"name":"Atelier Sud"}' in desk.code[0].value


@pytest.mark.usefixtures("recorded")
def test_a_log_nobody_altered_has_no_banner() -> None:
    desk = visit("case", id="C-3")
    assert desk.title[0].value == "Atelier Sud · Web developers"
    assert not desk.warning
