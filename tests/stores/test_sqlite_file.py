"""What the SQLite store does with the files it finds: takes, creates, mends or refuses them."""

import fcntl
import os
import re
import resource
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

import screening.stores.sqlite
from screening.core.chain import Flaw, flaws
from screening.core.model import LANGUAGES
from screening.core.query import Query
from screening.core.verification import index_rows
from screening.language import t
from screening.service import verify_log
from screening.stores.protocol import LogUnusable
from screening.stores.sqlite import SqliteLog, open_log
from screening.stores.sqlite.errors import said_as_unusable
from tests.stores.contract import record, recounted

# ── What is there ────────────────────────────────────────────────────────────────────────────


def a_log(file: Path, cases: int = 3) -> Path:
    log = SqliteLog(file)
    with log.writing() as writing:
        for _ in range(cases):
            record(writing)
    log.close()
    return file


def altered(file: Path, *statements: str) -> Path:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)
    return file


def why_unusable(use: Callable[[], object]) -> LogUnusable:
    with pytest.raises(LogUnusable) as unusable:
        use()
    return unusable.value


def folder_content(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir()}


# ── Creating ─────────────────────────────────────────────────────────────────────────────────


def test_a_log_is_created_with_its_folder(tmp_path: Path) -> None:
    open_log(f"sqlite:///{tmp_path}/data/screening.db").close()

    assert sorted(one.name for one in (tmp_path / "data").iterdir()) == [
        "screening.db",
        "screening.db.lock",
    ]


def test_a_relative_address_starts_from_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    log = open_log("sqlite:///screening.db")

    monkeypatch.chdir("/")  # it stays where it was
    with log.writing() as writing:
        record(writing)
    log.close()

    assert (tmp_path / "screening.db").stat().st_size > 0


@pytest.mark.parametrize(
    "address", ["", "screening.db", "sqlite://", "sqlite:///", "postgresql://host/base"]
)
def test_an_address_that_is_not_a_file_is_refused(address: str) -> None:
    assert why_unusable(lambda: open_log(address)).code == "address"


def test_two_missing_folders_are_likelier_a_mistake(tmp_path: Path) -> None:
    unusable = why_unusable(lambda: SqliteLog(tmp_path / "no" / "such" / "screening.db"))

    assert unusable.code == "folder_missing"
    assert unusable.values == {"folder": str(tmp_path / "no" / "such")}
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_not_a_log(tmp_path: Path) -> None:
    assert why_unusable(lambda: SqliteLog(tmp_path)).code == "not_a_file"


def test_an_empty_file_becomes_a_log(tmp_path: Path) -> None:
    file = tmp_path / "screening.db"
    file.touch()

    SqliteLog(file).close()

    assert SqliteLog(a_log(file)).head().number == 3


def test_a_first_start_that_was_cut_short_is_started_again(tmp_path: Path) -> None:
    file = tmp_path / "screening.db"
    Path(f"{file}.new").write_bytes(b"half a database")

    assert SqliteLog(a_log(file)).head().number == 3
    assert not Path(f"{file}.new").exists()


def test_a_link_to_a_log_leads_to_the_log(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "screening.db").symlink_to(tmp_path / "elsewhere" / "real.db")

    a_log(tmp_path / "screening.db")

    assert (tmp_path / "screening.db").is_symlink()
    assert SqliteLog(tmp_path / "elsewhere" / "real.db").head().number == 3


def test_a_name_with_any_characters_will_do(tmp_path: Path) -> None:
    file = a_log(tmp_path / "registre é ?mode=ro&#%20.db")

    assert SqliteLog(file).head().number == 3


def test_a_commit_is_on_the_disk_and_never_waits_for_a_later_one(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "screening.db")
    with log._connection() as db:
        settings = {
            name: db.conn.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }

    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL
        "foreign_keys": 1,
        "secure_delete": 1,
    }


# ── Refusing ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"number;case;outcome\n1;C-1;accept\n", "not_a_log"),
        (b"\x89PNG\r\n\x1a\n", "not_a_log"),
        (b"\0" * 8192, "not_a_log"),
        (b"SQLite format 3\0", "foreign"),
    ],
)
def test_a_file_of_another_kind_is_left_as_it_is(tmp_path: Path, content: bytes, code: str) -> None:
    file = tmp_path / "screening.db"
    file.write_bytes(content)

    assert why_unusable(lambda: SqliteLog(file)).code == code
    assert folder_content(tmp_path) == {"screening.db": content}


@pytest.mark.parametrize("journal_mode", ["delete", "wal"])
def test_the_database_of_another_program_is_left_as_it_is(
    tmp_path: Path, journal_mode: str
) -> None:
    file = tmp_path / "screening.db"
    theirs = sqlite3.connect(file, isolation_level=None)
    theirs.execute(f"PRAGMA journal_mode = {journal_mode}")
    theirs.execute("CREATE TABLE line (number INTEGER)")
    theirs.execute("PRAGMA application_id = 7")
    before = folder_content(tmp_path)

    assert why_unusable(lambda: SqliteLog(file)).code == "foreign"
    assert folder_content(tmp_path) == before
    theirs.close()


def test_a_newer_format_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    file = altered(a_log(tmp_path / "screening.db"), "PRAGMA user_version = 2")
    before = file.read_bytes()

    unusable = why_unusable(lambda: SqliteLog(file))

    assert unusable.code == "newer"
    assert unusable.values == {"file": str(file), "found": 2, "known": 1}
    assert file.read_bytes() == before


def test_a_journal_without_its_log_may_hold_the_last_decisions(tmp_path: Path) -> None:
    file = tmp_path / "screening.db"
    log = SqliteLog(file)
    with log.writing() as writing:
        record(writing)
    file.rename(tmp_path / "moved.db")

    unusable = why_unusable(lambda: SqliteLog(file))

    assert unusable.code == "torn"
    assert unusable.values["journal"] == f"{file}-wal"
    assert not file.exists()


# ── Damaged ──────────────────────────────────────────────────────────────────────────────────


def test_a_log_without_its_lines_is_damaged(tmp_path: Path) -> None:
    file = altered(a_log(tmp_path / "screening.db"), "DROP TABLE line")

    assert why_unusable(lambda: SqliteLog(file)).code == "damaged"


def test_a_log_cut_in_the_middle_is_damaged(tmp_path: Path) -> None:
    file = a_log(tmp_path / "screening.db", cases=100)
    os.truncate(file, file.stat().st_size // 2)

    def read() -> None:
        log = SqliteLog(file)
        with log.reading() as reading:
            list(reading.lines())
            list(reading.every_row())

    assert why_unusable(read).code == "damaged"


@pytest.mark.parametrize(
    "read",
    [
        lambda log: list(log.lines()),
        lambda log: list(log.lines(case="C-50")),
        lambda log: list(log.lines_by_case()),
        lambda log: log.submitted("submission of C-50"),
    ],
)
def test_a_damaged_page_is_said_when_it_is_met(
    tmp_path: Path, read: Callable[[SqliteLog], object]
) -> None:
    file = a_log(tmp_path / "screening.db", cases=100)
    content = bytearray(file.read_bytes())
    for page in range(len(content) // 4096):
        start = page * 4096
        if b'"case":"C-50"' in content[start : start + 4096]:
            content[start : start + 8] = b"\xff" * 8
    file.write_bytes(content)
    log = SqliteLog(file)

    assert why_unusable(lambda: read(log)).code == "damaged"
    assert log.head().number == 100  # what is whole can still be read


def test_text_that_is_no_longer_text_is_a_flaw_and_stops_nothing(tmp_path: Path) -> None:
    file = altered(
        a_log(tmp_path / "screening.db"),
        "DROP TRIGGER line_no_update",
        "UPDATE line SET content = replace(content, 'Web', CAST(x'FF' AS TEXT)) WHERE number = 2",
    )

    assert list(flaws(SqliteLog(file).lines())) == [Flaw(2, "seal")]


# ── Without the means ────────────────────────────────────────────────────────────────────────


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any account can reach, which pytest's own are not."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def code_for_an_ordinary_account(use: Callable[[], object]) -> str:
    """The code of the LogUnusable that `use` raises, for an account that is not root."""
    if os.getuid() != 0:
        return why_unusable(use).code
    answer, question = os.pipe()
    child = os.fork()
    if child == 0:
        code = "none"
        try:
            os.setgid(65534)
            os.setuid(65534)
            use()
        except LogUnusable as unusable:
            code = unusable.code
        finally:
            os.write(question, code.encode())
            os._exit(0)
    os.waitpid(child, 0)
    os.close(question)
    with os.fdopen(answer) as said:
        return said.read()


def test_a_folder_that_cannot_be_written_is_said(open_folder: Path) -> None:
    open_folder.chmod(0o555)

    code = code_for_an_ordinary_account(lambda: SqliteLog(open_folder / "screening.db"))

    assert code == "read_only"


def test_a_log_that_cannot_be_written_can_be_read(open_folder: Path) -> None:
    file = a_log(open_folder / "screening.db")
    Path(f"{file}.lock").unlink()
    file.chmod(0o444)
    open_folder.chmod(0o777)

    def write() -> None:
        log = SqliteLog(file)
        assert log.head().number == 3
        with log.writing() as writing:
            record(writing)

    assert code_for_an_ordinary_account(write) == "read_only"


def test_a_log_in_a_folder_turned_read_only_is_said(open_folder: Path) -> None:
    file = a_log(open_folder / "screening.db")
    file.chmod(0o666)
    Path(f"{file}.lock").chmod(0o666)
    open_folder.chmod(0o555)

    assert code_for_an_ordinary_account(lambda: SqliteLog(file)) == "read_only"


def test_a_log_that_cannot_even_be_read_is_said(open_folder: Path) -> None:
    file = a_log(open_folder / "screening.db")
    file.chmod(0o000)
    open_folder.chmod(0o777)

    assert code_for_an_ordinary_account(lambda: SqliteLog(file)) == "read_only"


def test_a_log_that_went_away_is_not_made_again_empty(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "screening.db")
    log._connections.close()  # nothing idle is left to hide it
    (tmp_path / "screening.db").unlink()

    assert why_unusable(log.head).code == "cannot_open"
    assert not (tmp_path / "screening.db").exists()


def test_a_full_disk_undoes_the_write_and_nothing_else(tmp_path: Path) -> None:
    log = SqliteLog(a_log(tmp_path / "screening.db"))
    with log._connection() as db:
        (pages,) = db.conn.execute("PRAGMA page_count").fetchone()
        db.conn.execute(f"PRAGMA max_page_count = {pages + 5}")

    def fill() -> None:
        with log.writing() as writing:
            for _ in range(100):
                record(writing)

    assert why_unusable(fill).code == "full"
    assert log.head().number == 3
    assert len(log.rows(Query())) == 3
    with log.writing() as writing:  # on another connection, without that limit
        record(writing)
    assert list(flaws(log.lines())) == []
    assert log.head().number == 4


def test_a_limit_on_the_size_of_files_undoes_the_write_and_nothing_else(tmp_path: Path) -> None:
    log = SqliteLog(a_log(tmp_path / "screening.db"))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill() -> None:
        with log.writing() as writing:
            for _ in range(300):
                record(writing)

    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, limits[1]))
    try:
        assert why_unusable(fill).code == "disk"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert log.head().number == 3
    fill()
    assert log.head().number == 303
    assert list(flaws(log.lines())) == []


def test_a_write_waits_for_its_turn_only_so_long_and_readers_never(tmp_path: Path) -> None:
    log = SqliteLog(a_log(tmp_path / "screening.db"), patience=0.05)

    def write() -> None:
        with log.writing() as writing:
            record(writing)

    with (
        Path(f"{log.file}.lock").open("ab") as another,
        closing(sqlite3.connect(log.file, isolation_level=None)) as stranger,
    ):
        fcntl.flock(another, fcntl.LOCK_EX)  # as another process of ours
        assert why_unusable(write).code == "busy"
        assert why_unusable(lambda: SqliteLog(log.file, patience=0.05)).code == "busy"
        assert log.head().number == 3
        fcntl.flock(another, fcntl.LOCK_UN)

        stranger.execute("BEGIN IMMEDIATE")  # as a program that knows nothing of ours
        assert why_unusable(write).code == "busy"
        assert log.head().number == 3
        stranger.execute("ROLLBACK")

    write()
    assert log.head().number == 4


def test_our_own_mistakes_are_not_said_as_trouble_with_the_file(tmp_path: Path) -> None:
    with (
        pytest.raises(sqlite3.OperationalError, match="syntax error"),
        said_as_unusable(tmp_path),
        closing(sqlite3.connect(":memory:")) as connection,
    ):
        connection.execute("SELEKT 1")


# ── An index of another version ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "change",
    [
        ["DROP TABLE case_index"],
        ["DROP TABLE case_search"],
        ["DROP TRIGGER case_index_added"],
        ["DROP INDEX case_organisation"],
        ["DROP TABLE case_month"],
        # What each row tells has changed since.
        [
            "UPDATE case_index SET organisation = 'as it was'",
            "PRAGMA writable_schema = ON",
            "UPDATE sqlite_schema SET sql = replace(sql, '-- rows ', '-- rows 0')",
        ],
        ["DROP TABLE case_index", "CREATE TABLE case_index (number INTEGER PRIMARY KEY)"],
    ],
)
def test_an_index_kept_otherwise_is_derived_again(tmp_path: Path, change: list[str]) -> None:
    file = a_log(tmp_path / "screening.db")
    before = list(SqliteLog(file).every_row())
    altered(file, *change)

    log = SqliteLog(file)

    assert len(before) == 3
    assert list(log.every_row()) == before
    assert dict(log.sums()) == recounted(before)
    assert [row.number for row in log.rows(Query(text="develop", status=("accepted",)))] == [
        3,
        2,
        1,
    ]
    with log.writing() as writing:
        record(writing)
    assert [row.number for row in log.rows(Query(text="develop", size=1))] == [4]


@pytest.mark.parametrize("decided_at", ["'soon'", "CAST(x'ff' AS TEXT)"])
def test_an_altered_row_keeps_nobody_from_recording(tmp_path: Path, decided_at: str) -> None:
    file = a_log(tmp_path / "screening.db")
    altered(file, f"UPDATE case_index SET decided_at = {decided_at}, owner = {decided_at}")
    log = SqliteLog(file)
    right = index_rows(log.lines_by_case())

    with log.writing() as writing:
        for row in right:
            writing.index(row)

    assert [row.owner for row in log.every_row()] == ["ana", "ana", "ana"]
    with log.reading() as reading:
        assert Flaw(0, "sums") in verify_log(reading)
    log.rebuild_index()
    with log.reading() as reading:
        assert list(verify_log(reading)) == []


# ── Saying it ────────────────────────────────────────────────────────────────────────────────

VALUES = {
    "address": "mysql:",
    "file": "a.db",
    "folder": "data",
    "journal": "a.db-wal",
    "found": 2,
    "known": 1,
}


def codes() -> set[str]:
    folder = Path(screening.stores.sqlite.__file__).parent
    source = "\n".join(file.read_text("utf-8") for file in folder.glob("*.py"))
    raised = re.findall(r'LogUnusable\("(\w+)"', source)
    mapped = re.findall(r'(?:sqlite3\.SQLITE_|errno\.E)\w+: "(\w+)"', source)
    return {*raised, *mapped}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(codes()))
def test_every_reason_says_what_is_wrong_and_what_would_be_right(code: str, language: str) -> None:
    for part in ("wrong", "right"):
        assert t(language, f"log.{code}.{part}", **VALUES)


def test_all_the_reasons_were_looked_at() -> None:
    assert len(codes()) == 22
