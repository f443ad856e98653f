"""What the SQLite store does against lines altered by hand, and for what must be forgotten."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from screening.core.chain import flaws
from screening.stores.protocol import Draft, PersonDetails
from screening.stores.sqlite import SqliteLog
from tests.builders import NOON
from tests.stores.contract import record

ALL = ("line_no_update", "line_no_delete", "line_no_replace")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    log = SqliteLog(tmp_path / "screening.db")
    with log.writing() as writing:
        for _ in range(3):
            record(writing)
    log.close()
    return log.file


@pytest.fixture
def by_hand(file: Path) -> Iterator[sqlite3.Connection]:
    """A connection that knows nothing of ours, as a database browser has."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        yield connection


# ── Append-only ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE line SET content = '{}' WHERE number = 2",
        "UPDATE line SET number = 9 WHERE number = 3",
        "UPDATE OR IGNORE line SET seal = '' WHERE number = 2",
        "DELETE FROM line WHERE number = 3",
        "DELETE FROM line",
        "REPLACE INTO line (number, content, seal) VALUES (2, '{}', '')",
        "INSERT OR REPLACE INTO line (number, content, seal) VALUES (3, '{}', '')",
        "INSERT OR IGNORE INTO line (number, content, seal) VALUES (3, '{}', '')",
        """INSERT INTO line (number, content, seal) VALUES (3, '{}', '')
        ON CONFLICT (number) DO UPDATE SET content = '{}'""",
        # Another number, but the submission of line 2: REPLACE would delete line 2 for it.
        """INSERT OR REPLACE INTO line (number, content, seal)
        VALUES (4, '{"submission":"submission of C-2"}', '')""",
    ],
)
def test_lines_can_be_neither_changed_nor_removed(
    by_hand: sqlite3.Connection, statement: str
) -> None:
    lines = by_hand.execute("SELECT * FROM line").fetchall()

    with pytest.raises(sqlite3.IntegrityError, match="the log is append-only"):
        by_hand.execute(statement)

    assert by_hand.execute("SELECT * FROM line").fetchall() == lines
    assert len(lines) == 3


@pytest.mark.parametrize(
    "line",
    [
        ("x", None, "{}", ""),
        (4, None, None, ""),
        (4, None, b"{}", ""),
        (4, None, "{}", None),
    ],
)
def test_a_line_of_wrong_types_is_refused(
    by_hand: sqlite3.Connection, line: tuple[object, ...]
) -> None:
    statement = 'INSERT INTO line (number, "case", content, seal) VALUES (?, ?, ?, ?)'

    with pytest.raises(sqlite3.IntegrityError):
        by_hand.execute(statement, line)


@pytest.mark.parametrize("name", ALL)
def test_a_missing_protection_is_named_and_put_back(
    file: Path, by_hand: sqlite3.Connection, name: str
) -> None:
    by_hand.execute(f"DROP TRIGGER {name}")

    log = SqliteLog(file)

    assert log.protections_missing() == (name,)
    log.head()
    assert log.protections_missing() == (name,)  # for as long as the log is open
    assert SqliteLog(file).protections_missing() == ()
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        by_hand.execute("UPDATE line SET content = '{}'")


def test_a_protection_that_protects_no_longer_is_a_missing_one(
    file: Path, by_hand: sqlite3.Connection
) -> None:
    by_hand.execute("DROP TRIGGER line_no_delete")
    by_hand.execute("CREATE TRIGGER line_no_delete BEFORE DELETE ON line BEGIN SELECT 1; END")

    assert SqliteLog(file).protections_missing() == ("line_no_delete",)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        by_hand.execute("DELETE FROM line")


def test_all_protections_can_be_missing(file: Path, by_hand: sqlite3.Connection) -> None:
    for name in ALL:
        by_hand.execute(f"DROP TRIGGER {name}")

    log = SqliteLog(file)

    assert log.protections_missing() == ALL
    assert list(flaws(log.lines())) == []


# ── Forgetting ───────────────────────────────────────────────────────────────────────────────

NAMES = [f"Zéphyrine-{number:04}" for number in range(300)]


def kept_in(log: SqliteLog) -> set[str]:
    """The names that can be found in the bytes of the log's files."""
    files = [log.file, Path(f"{log.file}-wal"), Path(f"{log.file}-shm"), Path(f"{log.file}.lock")]
    held = b"\n".join(file.read_bytes() for file in files if file.exists())
    return {name for name in NAMES if name.encode() in held}


def keep(log: SqliteLog, names: list[str]) -> None:
    with log.writing() as writing:
        for name in names:
            details = PersonDetails(f"p-{name[-4:]}", name, f"{name}@example.org", "1" * 40, None)
            writing.keep_person(details)


def erase(log: SqliteLog, names: list[str]) -> None:
    for name in names:
        with log.writing() as writing:
            writing.keep_person(PersonDetails(f"p-{name[-4:]}", None, None, None, NOON))


def test_an_erased_name_leaves_every_file(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "screening.db")
    for start in range(0, 300, 20):
        keep(log, NAMES[start : start + 20])
    keep(log, NAMES[::3])  # changed once more, so that pages were split and rewritten
    assert kept_in(log) == set(NAMES)

    erase(log, NAMES[:150])

    assert kept_in(log) == set(NAMES[150:])
    erase(log, NAMES[150:])
    assert kept_in(log) == set()


def test_a_name_erased_while_somebody_reads_leaves_with_the_next_write(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "screening.db")
    keep(log, NAMES[:1])
    with log.reading() as reading:
        erase(log, NAMES[:1])
        assert reading.people()[0].name == NAMES[0]
    assert log.people()[0].name is None

    log.drop_draft("none")

    assert kept_in(log) == set()


def test_a_dropped_draft_leaves_the_files_when_they_are_closed(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "screening.db")
    for number, name in enumerate(NAMES):
        log.save_draft(Draft(f"d-{number}", "ana", f"{name} {'long ' * (number * 20)}", NOON))
    for number in range(len(NAMES)):
        log.drop_draft(f"d-{number}")
    log.close()

    assert kept_in(log) == set()
