"""Backups: whole or not there, of one moment, and in nobody's way."""

import os
import resource
import sqlite3
import stat
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path
from typing import Any

import pytest

from screening.core.chain import Flaw, Head
from screening.core.model import LANGUAGES
from screening.core.verification import Progress
from screening.language import t
from screening.service import verify_log
from screening.stores.protocol import LogUnusable
from screening.stores.sqlite import SqliteLog, back_up, copying
from screening.stores.sqlite.copying import _OF_A_COPY
from tests.faults.processes import submit
from tests.tampering import rewrite, tamper


def a_log(file: Path, lines: int = 3) -> Head:
    log = SqliteLog(file)
    for n in range(lines):
        submit(log, f"s-{n}")
    head = log.head()
    log.close()
    return head


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def refused(log: Path, to: Path, *, replace: bool = False) -> str:
    with pytest.raises(LogUnusable) as unusable:
        back_up(log, to, replace=replace)
    return unusable.value.code


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "screening.db"


@pytest.fixture
def to(tmp_path: Path) -> Path:
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups" / "é ?#.db"


# ── A copy ───────────────────────────────────────────────────────────────────────────────────


def test_a_backup_is_one_file_that_holds_the_log_up_to_its_head(log: Path, to: Path) -> None:
    head = a_log(log)

    done = back_up(log, to)

    assert done == (head, (), True)
    assert names(to.parent) == [to.name]
    assert to.read_bytes()[18:20] == b"\1\1"  # no journal belongs to it
    copied, original = SqliteLog(to), SqliteLog(log)
    assert list(copied.lines()) == list(original.lines())
    assert list(copied.every_row()) == list(original.every_row())
    assert list(verify_log(copied)) == []


def test_an_empty_log_can_be_backed_up(log: Path, to: Path) -> None:
    a_log(log, lines=0)

    assert back_up(log, to).head == Head(0, "")


def test_a_backup_is_of_the_moment_it_began_and_nobody_who_writes_waits(
    log: Path, to: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("screening.stores.sqlite.copying._PAGES", 5)
    head = a_log(log, lines=30)
    writer = SqliteLog(log, patience=0.05)
    steps = []

    def write(more: int) -> None:
        steps.append(more)
        submit(writer, f"meanwhile-{len(steps)}")

    def counting(size: int) -> AbstractContextManager[Progress]:
        sizes.append(size)
        return nullcontext(write)

    sizes: list[int] = []
    done = back_up(log, to, counting=counting)

    assert len(steps) > 5
    assert sum(steps) == sizes[0]
    assert done.head == head
    assert SqliteLog(to).head() == head
    assert list(verify_log(SqliteLog(to))) == []
    assert writer.head().number == 30 + len(steps)


def test_what_is_still_in_the_journal_is_in_the_backup(log: Path, to: Path) -> None:
    a_log(log)
    writer = SqliteLog(log)
    submit(writer, "in the journal")

    assert Path(f"{log}-wal").stat().st_size > 0
    assert back_up(log, to).head == writer.head()
    assert SqliteLog(to).head().number == 4


def test_a_backup_changes_nothing_of_a_log_in_use(log: Path, to: Path) -> None:
    a_log(log)
    reader = SqliteLog(log)
    submit(reader, "last")
    before = {one: one.read_bytes() for one in (log, Path(f"{log}-wal"))}

    back_up(log, to)

    assert {one: one.read_bytes() for one in before} == before


def test_whoever_may_read_the_log_may_read_the_backup_and_nobody_else(log: Path, to: Path) -> None:
    a_log(log)
    log.chmod(0o640)

    back_up(log, to)

    assert stat.S_IMODE(to.stat().st_mode) == 0o640


# ── Where it goes ────────────────────────────────────────────────────────────────────────────


def test_a_file_is_replaced_only_when_that_is_asked_for(log: Path, to: Path) -> None:
    a_log(log)
    to.write_text("last year's accounts")

    assert refused(log, to) == "copy_exists"
    assert to.read_text() == "last year's accounts"

    assert back_up(log, to, replace=True).kept
    assert SqliteLog(to).head().number == 3


def test_a_file_that_came_in_the_meantime_is_left_as_it_is(log: Path, to: Path) -> None:
    a_log(log)

    def counting(_: int) -> AbstractContextManager[Progress]:
        to.write_text("came")
        return nullcontext(lambda _: None)

    with pytest.raises(LogUnusable, match="copy_exists"):
        back_up(log, to, counting=counting)
    assert to.read_text() == "came"
    assert names(to.parent) == [to.name]


@pytest.mark.parametrize("end", ["", "-wal", "-shm", "-journal", ".lock"])
def test_neither_the_log_nor_what_belongs_to_it_is_overwritten(log: Path, end: str) -> None:
    a_log(log)

    assert refused(log, Path(f"{log}{end}"), replace=True) == "copy_is_log"
    assert SqliteLog(log).head().number == 3


def test_another_name_of_the_log_is_the_log(log: Path, to: Path) -> None:
    a_log(log)
    to.symlink_to(log)
    (hard := to.with_name("hard.db")).hardlink_to(log)

    assert refused(log, to, replace=True) == "copy_is_log"
    assert refused(log, hard, replace=True) == "copy_is_log"


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ("", "copy_not_a_file"),
        ("no/backup.db", "copy_folder_missing"),
        ("screening.db/backup.db", "copy_folder_missing"),
    ],
)
def test_a_place_that_can_hold_no_file_is_refused(log: Path, to: str, code: str) -> None:
    a_log(log)

    assert refused(log, log.parent / to, replace=True) == code


def test_what_is_no_ordinary_file_is_never_replaced(log: Path, to: Path) -> None:
    a_log(log)
    os.mkfifo(to)

    assert refused(log, to, replace=True) == "copy_not_a_file"
    assert to.is_fifo()


# ── What is copied ───────────────────────────────────────────────────────────────────────────


def test_where_there_is_no_log_none_is_made(tmp_path: Path, to: Path) -> None:
    assert refused(tmp_path / "screening.db", to) == "absent"
    assert refused(tmp_path / "no" / "screening.db", to) == "absent"
    assert names(tmp_path) == ["backups"]


def test_a_file_of_another_kind_is_not_backed_up(log: Path, to: Path) -> None:
    log.write_bytes(b"number;case\n")
    assert refused(log, to) == "not_a_log"

    log.unlink()
    with closing(sqlite3.connect(log)) as other:
        other.execute("CREATE TABLE recipe (name)")
    assert refused(log, to) == "foreign"
    assert names(to.parent) == []


def test_an_altered_log_is_backed_up_with_its_flaws_named(log: Path, to: Path) -> None:
    head = a_log(log)
    rewrite(log, 2, "Atelier Nord", "Atelier Sud")

    assert back_up(log, to) == (head, (Flaw(2, "seal"),), True)
    assert SqliteLog(to).head() == head


def test_an_altered_log_never_takes_the_place_of_an_earlier_backup(log: Path, to: Path) -> None:
    a_log(log)
    back_up(log, to)
    earlier = to.read_bytes()
    tamper(log, "DELETE FROM line WHERE number = 2")

    done = back_up(log, to, replace=True)

    assert done.flaws == (Flaw(3, "number"),)
    assert not done.kept
    assert to.read_bytes() == earlier
    assert names(to.parent) == [to.name]


@pytest.mark.parametrize("cut", [0.5, 0.9])
def test_a_damaged_log_is_said_to_be_damaged_and_leaves_no_backup(
    log: Path, to: Path, cut: float
) -> None:
    a_log(log, lines=100)
    os.truncate(log, int(log.stat().st_size * cut))

    with pytest.raises(LogUnusable) as unusable:
        back_up(log, to)

    assert (unusable.value.code, unusable.value.values) == ("damaged", {"file": str(log)})
    assert names(to.parent) == []


def test_a_damaged_page_of_the_directory_is_found_too(log: Path, to: Path) -> None:
    a_log(log)
    with closing(sqlite3.connect(log)) as by_hand:
        (page,) = by_hand.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'person'"
        ).fetchone()
    with log.open("r+b") as opened:
        opened.seek((page - 1) * 4096)
        opened.write(b"\xff" * 64)

    assert refused(log, to) == "damaged"
    assert names(to.parent) == []


# ── Without the means ────────────────────────────────────────────────────────────────────────


def test_a_limit_on_the_size_of_files_leaves_no_half_backup(log: Path, to: Path) -> None:
    a_log(log, lines=60)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)

    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        assert refused(log, to) == "copy_unwritable"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert names(to.parent) == []
    assert back_up(log, to).kept


def test_a_full_disk_leaves_no_half_backup(
    log: Path, to: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_log(log, lines=60)
    to.write_text("earlier")

    def on_a_small_disk(*args: Any, **kwargs: Any) -> sqlite3.Connection:
        db = connected(*args, **kwargs)
        # SQLite then says that the disk is full, as it does when the disk says so.
        db.execute("PRAGMA max_page_count = 8")
        return db

    connected = sqlite3.connect
    with monkeypatch.context() as small:
        small.setattr(copying.sqlite3, "connect", on_a_small_disk)
        assert refused(log, to, replace=True) == "copy_full"

    assert names(to.parent) == [to.name]
    assert to.read_text() == "earlier"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_a_copy_fails_has_its_sentences(language: str) -> None:
    for code in set(_OF_A_COPY.values()):
        for part in ("wrong", "right"):
            assert t(language, f"log.{code}.{part}", file="a.db")  # type: ignore[arg-type]
