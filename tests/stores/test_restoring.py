"""Restoring: a backup is checked before it is put in place, and nothing that was there is lost."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from screening.core.accounts import Account
from screening.core.chain import Flaw, Head
from screening.service import verify_log
from screening.stores.protocol import LogUnusable, PersonDetails
from screening.stores.sqlite import SqliteLog, back_up, restore
from screening.stores.sqlite.restoring import Restored
from tests.faults.processes import forked, submit
from tests.tampering import rewrite

AT = datetime(2026, 11, 24, 9, 30, 5, tzinfo=UTC)
ASIDE = "screening.db-2026-11-24T093005Z"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return tmp_path / "data" / "screening.db"


@pytest.fixture
def backup(log: Path, tmp_path: Path) -> Path:
    """A backup of the log's first three lines."""
    record(log, "s-1", "s-2", "s-3")
    back_up(log, tmp_path / "backup.db")
    return tmp_path / "backup.db"


def record(file: Path, *submissions: str) -> Head:
    log = SqliteLog(file)
    for one in submissions:
        submit(log, one)
    head = log.head()
    log.close()
    return head


def head(file: Path) -> Head:
    log = SqliteLog(file)
    try:
        assert list(verify_log(log)) == []
        return log.head()
    finally:
        log.close()


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def refused(backup: Path, log: Path, *, lose: bool = True) -> str:
    with pytest.raises(LogUnusable) as unusable:
        restore(backup, log, AT, lose=lose, patience=0.05)
    return unusable.value.code


# ── In its place ─────────────────────────────────────────────────────────────────────────────


def test_a_missing_log_is_there_again(log: Path, backup: Path) -> None:
    log.unlink()

    done = restore(backup, log, AT)

    assert done == Restored(True, head(backup))
    assert names(log.parent) == ["screening.db", "screening.db.lock"]
    assert head(log).number == 3
    assert record(log, "s-4").number == 4


def test_a_log_with_nothing_more_is_replaced_and_kept(log: Path, backup: Path) -> None:
    before = log.read_bytes()

    done = restore(backup, log, AT)

    assert done == Restored(True, head(log), missing=0, aside=log.with_name(ASIDE))
    assert log.with_name(ASIDE).read_bytes() == before


def test_a_log_that_has_more_is_left_alone_until_losing_it_is_asked_for(
    log: Path, backup: Path
) -> None:
    longer = record(log, "s-4", "s-5")

    done = restore(backup, log, AT)
    assert done == Restored(False, head(backup), missing=2)
    assert head(log) == longer
    assert names(log.parent) == ["screening.db", "screening.db.lock"]

    done = restore(backup, log, AT, lose=True)
    assert (done.done, done.missing) == (True, 2)
    assert head(log).number == 3
    assert head(log.with_name(ASIDE)) == longer


def test_another_log_is_told_by_the_lines_it_does_not_share(
    log: Path, backup: Path, tmp_path: Path
) -> None:
    other = tmp_path / "data" / "other.db"
    shutil.copy(backup, other)
    record(other, "elsewhere-4", "elsewhere-5")
    back_up(other, tmp_path / "of another.db")
    record(log, "s-4", "s-5", "s-6", "s-7")

    assert restore(tmp_path / "of another.db", log, AT).missing == 4

    record(tmp_path / "data" / "third.db", "x")
    back_up(tmp_path / "data" / "third.db", tmp_path / "third.db")
    assert restore(tmp_path / "third.db", log, AT).missing == 7


def test_a_backup_that_has_more_loses_nothing(log: Path, backup: Path, tmp_path: Path) -> None:
    record(log, "s-4", "s-5")
    back_up(log, tmp_path / "longer.db")
    restore(backup, log, AT, lose=True)

    done = restore(tmp_path / "longer.db", log, AT)

    assert (done.done, done.missing) == (True, 0)
    assert head(log).number == 5


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.write_bytes(b"nothing of a database"),
        lambda file: os.truncate(file, 4096),
        lambda file: file.write_bytes(file.read_bytes()[:4096] + b"\xff" * 60_000),
        lambda file: file.write_bytes(b""),
    ],
)
def test_a_damaged_log_is_kept_as_it_was_found(
    log: Path, backup: Path, damage: Callable[[Path], object]
) -> None:
    record(log, "s-4")
    damage(log)
    found = log.read_bytes()

    done = restore(backup, log, AT)

    assert (done.done, done.missing) == (True, None)
    assert log.with_name(ASIDE).read_bytes() == found
    assert names(log.parent) == ["screening.db", ASIDE, "screening.db.lock"]
    assert head(log).number == 3


def test_an_altered_log_that_can_be_read_tells_what_would_be_missing(
    log: Path, backup: Path
) -> None:
    record(log, "s-4")
    rewrite(log, 2, "Atelier Nord", "Atelier Sud")

    assert restore(backup, log, AT).missing == 1


def test_a_journal_goes_aside_with_its_log(log: Path, backup: Path) -> None:
    def crash() -> None:
        writer = SqliteLog(log)
        submit(writer, "in the journal")
        os._exit(0)

    os.waitpid(forked(crash), 0)
    assert Path(f"{log}-wal").stat().st_size > 0

    done = restore(backup, log, AT, lose=True)

    assert done.missing == 1
    assert names(log.parent) == ["screening.db", ASIDE, f"{ASIDE}-wal", "screening.db.lock"]
    assert head(log).number == 3
    assert head(log.with_name(ASIDE)).number == 4


def test_a_journal_without_its_log_is_kept_aside(log: Path, backup: Path) -> None:
    log.unlink()
    Path(f"{log}-wal").write_bytes(b"the last decisions")

    done = restore(backup, log, AT)

    assert done.aside == log.with_name(f"{ASIDE}-wal")
    assert done.aside.read_bytes() == b"the last decisions"
    assert head(log).number == 3


def test_two_logs_put_aside_at_one_moment_are_both_kept(log: Path, backup: Path) -> None:
    restore(backup, log, AT)

    assert restore(backup, log, AT).aside == log.with_name(f"{ASIDE}.2")
    assert restore(backup, log, AT).aside == log.with_name(f"{ASIDE}.3")
    assert len(names(log.parent)) == 5


def test_the_restored_log_belongs_to_whom_the_log_belonged(log: Path, backup: Path) -> None:
    log.chmod(0o660)
    if os.getuid() == 0:
        os.chown(log, 12_345, 54_321)
    before = log.stat()

    restore(backup, log, AT)

    after = log.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (
        before.st_mode,
        before.st_uid,
        before.st_gid,
    )


def test_a_copy_of_a_log_made_by_hand_can_be_restored(log: Path, tmp_path: Path) -> None:
    writer = SqliteLog(log)
    submit(writer, "s-1")
    by_hand = tmp_path / "by hand.db"
    for end in ("", "-wal"):
        shutil.copy(f"{log}{end}", f"{by_hand}{end}")
    writer.close()
    log.unlink()

    assert restore(by_hand, log, AT).head.number == 1
    assert head(log).number == 1


# ── People ───────────────────────────────────────────────────────────────────────────────────


def test_whoever_was_erased_since_the_backup_stays_erased(log: Path, tmp_path: Path) -> None:
    opened = SqliteLog(log)
    with opened.writing() as writing:
        for id in ("p-1", "p-2"):
            writing.keep_person(PersonDetails(id, "Léa Petit", "lea@example.org", "06 1234", None))
            writing.keep_account(Account(id, "manager", f"{id}@example.org", None, None, AT))
    submit(opened, "s-1")
    back_up(log, tmp_path / "backup.db")
    with opened.writing() as writing:
        for id in ("p-1", "p-3"):
            writing.keep_person(PersonDetails(id, None, None, None, AT))
    opened.close()

    done = restore(tmp_path / "backup.db", log, AT)

    assert done.erased == ("p-1",)
    restored = SqliteLog(log)
    assert restored.person("p-1") == PersonDetails("p-1", None, None, None, AT)
    assert restored.person("p-2") == PersonDetails(
        "p-2", "Léa Petit", "lea@example.org", "06 1234", None
    )
    assert restored.person("p-3") is None
    assert [one.person for one in restored.accounts()] == ["p-2"]
    restored.close()
    assert log.read_bytes().count(b"06 1234") == 1


# ── Refusing ─────────────────────────────────────────────────────────────────────────────────


@contextmanager
def a_program(work: Callable[[], object]) -> Iterator[None]:
    """Another program that has done something and lies idle since."""
    done, tell = os.pipe()
    stop, hold = os.pipe()

    def program() -> None:
        os.close(hold)
        held = work()  # kept until the end
        os.write(tell, b"1")
        os.read(stop, 1)
        del held

    child = forked(program)
    os.close(stop)
    os.read(done, 1)
    try:
        yield
    finally:
        os.close(hold)
        os.waitpid(child, 0)


def test_a_log_that_an_idle_desk_has_open_is_not_taken_from_it(log: Path, backup: Path) -> None:
    def desk() -> SqliteLog:
        opened = SqliteLog(log)
        assert opened.head().number == 3
        return opened

    before = log.read_bytes()
    with a_program(desk):
        assert refused(backup, log) == "in_use"
        assert log.read_bytes() == before
    assert ASIDE not in names(log.parent)

    assert restore(backup, log, AT).done


def test_a_write_under_way_is_waited_for_and_then_refused(log: Path, backup: Path) -> None:
    def writer() -> object:
        writing = SqliteLog(log).writing()
        writing.__enter__()
        return writing

    with a_program(writer):
        assert refused(backup, log) == "busy"
    assert head(log).number == 3


def test_a_backup_with_a_flaw_is_not_put_in_place(log: Path, backup: Path) -> None:
    record(log, "s-4")
    rewrite(backup, 2, "Atelier Nord", "Atelier Sud")

    done = restore(backup, log, AT, lose=True)

    assert done == Restored(False, done.head, flaws=(Flaw(2, "seal"),))
    assert head(log).number == 4
    assert names(log.parent) == ["screening.db", "screening.db.lock"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_a_backup"),
        (b"number;case\n", "not_a_backup"),
        (b"SQLite format 3\0", "not_a_backup"),
    ],
)
def test_a_file_that_is_no_backup_is_refused(
    log: Path, backup: Path, content: bytes, code: str
) -> None:
    backup.write_bytes(content)

    assert refused(backup, log) == code
    assert head(log).number == 3


def test_a_damaged_backup_is_refused(log: Path, backup: Path) -> None:
    os.truncate(backup, backup.stat().st_size // 2)

    assert refused(backup, log) == "backup_damaged"
    assert head(log).number == 3


def test_a_backup_of_a_later_version_is_refused(log: Path, backup: Path) -> None:
    with closing(sqlite3.connect(backup)) as by_hand:
        by_hand.execute("PRAGMA user_version = 99")

    assert refused(backup, log) == "newer"
    assert head(log).number == 3


def test_a_log_is_no_backup_of_itself(log: Path, tmp_path: Path) -> None:
    record(log, "s-1")
    (tmp_path / "link.db").symlink_to(log)

    assert refused(log, log) == "backup_is_log"
    assert refused(tmp_path / "link.db", log) == "backup_is_log"


def test_a_place_that_can_hold_no_log_is_refused(backup: Path, tmp_path: Path) -> None:
    assert refused(backup, tmp_path / "no" / "screening.db") == "folder_missing"
    assert refused(backup, tmp_path / "data") == "not_a_file"


def test_what_fails_at_the_last_moment_leaves_the_log_where_it_was(
    log: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    longer = record(log, "s-4")
    before = log.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("screening.stores.sqlite.copying.sync", full)

    assert refused(backup, log) == "copy_full"
    assert log.read_bytes() == before
    assert names(log.parent) == ["screening.db", "screening.db.lock"]
    assert head(log) == longer
