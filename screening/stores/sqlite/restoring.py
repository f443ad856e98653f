"""Puts a backup in the place of a log that is missing or damaged, and throws nothing away."""

import os
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from fcntl import LOCK_EX, LOCK_NB, lockf
from itertools import count
from pathlib import Path
from typing import NamedTuple

from sqlite_utils import Database

from screening.core.chain import Flaw, Head
from screening.stores.protocol import LogUnusable, PersonDetails
from screening.stores.sqlite import accounts, lines, people
from screening.stores.sqlite.connections import connect, immediate
from screening.stores.sqlite.copying import Counting, copy, finish, moment, silently, unfinished
from screening.stores.sqlite.errors import said_as_unusable
from screening.stores.sqlite.file import check_format, recognise
from screening.stores.sqlite.turn import Turn

# Whoever has a file open in WAL mode shares a lock on these bytes of it, as SQLite lays down.
_SHARED_SIZE, _SHARED_FIRST = 510, 0x40000002
# What makes of a log a reason to restore it, and of a backup none.
_PAST_READING = ("damaged", "not_a_log", "foreign", "torn")


class Restored(NamedTuple):
    """What became of restoring a log.

    `head` is the backup's. It is `done` unless the backup has `flaws`, or the log that is there
    holds `missing` lines that the backup does not: the last of them, up to its own head. None says
    that this log, or that there was one, can no longer be told. It lies `aside` since. `erased` are
    people who were erased since the backup, and whose details were taken out of it, too.
    """

    done: bool
    head: Head
    flaws: tuple[Flaw, ...] = ()
    missing: int | None = None
    aside: Path | None = None
    erased: tuple[str, ...] = ()


def restore(
    backup: Path,
    log: Path,
    at: datetime,
    *,
    lose: bool = False,
    patience: float = 10,
    counting: Counting = silently,
) -> Restored:
    """Puts a backup, once its copy has been checked, in the place of a log.

    A log that is there is kept aside, under a name with the moment `at`. It is replaced when it is
    damaged, or holds nothing that the backup does not; with `lose`, whatever it holds. Raises
    LogUnusable, `in_use` while a program has the log open.
    """
    backup, log = backup.resolve(), log.resolve()
    if not log.parent.is_dir():
        raise LogUnusable("folder_missing", folder=str(log.parent))
    if log.is_dir():
        raise LogUnusable("not_a_file", file=str(log))
    _recognise_backup(backup, log)
    with _said_of_the_backup(backup), moment(backup) as kept, unfinished(log) as whole:
        with counting(kept.size) as progress:
            flaws = copy(kept, whole, progress)
        if flaws:
            return Restored(False, kept.head, flaws)
        with said_as_unusable(log), _alone(log, patience):
            missing, gone = _there(log, whole) if log.exists() else (None, ())
            if missing and not lose:
                return Restored(False, kept.head, missing=missing)
            erased = _erase_again(whole, gone)
            owner = (log if log.exists() else log.parent).stat()
            with suppress(PermissionError):  # whoever is not root stays the owner
                os.chown(whole, owner.st_uid, owner.st_gid)
            with _out_of_the_way(log, at) as aside:
                finish(whole, log, like=aside or backup)
    return Restored(True, kept.head, missing=missing, aside=aside, erased=erased)


def _recognise_backup(backup: Path, log: Path) -> None:
    if log.exists() and backup.samefile(log):
        raise LogUnusable("backup_is_log", file=str(log))
    try:
        known = recognise(backup) == "ours"
    except LogUnusable as unusable:
        if unusable.code not in (*_PAST_READING, "not_a_file"):
            raise
        known = False
    if not known:
        raise LogUnusable("not_a_backup", file=str(backup))


@contextmanager
def _said_of_the_backup(backup: Path) -> Iterator[None]:
    try:
        yield
    except LogUnusable as unusable:
        if unusable.code != "damaged" or unusable.values.get("file") != str(backup):
            raise
        raise LogUnusable("backup_damaged", file=str(backup)) from unusable


@contextmanager
def _alone(log: Path, patience: float) -> Iterator[None]:
    """Nobody writes to the log, and no program has it open that could write to it later."""
    turn = Turn(log, patience)
    with closing(turn), turn.taken():
        if log.exists():
            with log.open("r+b") as opened:
                try:
                    lockf(opened, LOCK_EX | LOCK_NB, _SHARED_SIZE, _SHARED_FIRST)
                except (BlockingIOError, PermissionError):
                    raise LogUnusable("in_use", file=str(log)) from None
        yield


def _there(log: Path, backup: Path) -> tuple[int | None, tuple[PersonDetails, ...]]:
    """How many lines the log that is there has more than the backup, and whom it has erased."""
    try:
        recognise(log)
        with (
            said_as_unusable(log),
            closing(connect(log, mode="ro")) as there,  # what is damaged is kept as it is
            closing(connect(backup)) as kept,
        ):
            check_format(log, there)
            more = lines.head(there).number - _common(there, kept)
            return more, tuple(one for one in people.people(there) if one.erased_at)
    except LogUnusable as unusable:
        if unusable.code not in _PAST_READING:
            raise
        return None, ()


def _common(one: Database, other: Database) -> int:
    """Up to which line two logs are the same: where their seals are, all before is, too."""

    def differ(number: int) -> bool:
        return lines.seal(one, number) != lines.seal(other, number)

    shorter = min(lines.head(one).number, lines.head(other).number)
    return bisect_right(range(1, shorter + 1), False, key=differ)


def _erase_again(backup: Path, gone: tuple[PersonDetails, ...]) -> tuple[str, ...]:
    with closing(connect(backup)) as db, immediate(db):
        db.conn.execute(accounts.TABLE)
        known = {one.id for one in people.people(db) if one.erased_at is None}
        again = [one for one in gone if one.id in known]
        for one in again:
            people.keep_person(db, one)
            accounts.drop(db, one.id)
    return tuple(one.id for one in again)


@contextmanager
def _out_of_the_way(log: Path, at: datetime) -> Iterator[Path | None]:
    """Renames a log with its journals, and gives its new name; all goes back when this fails."""
    name = f"{log}-{at:%Y-%m-%dT%H%M%SZ}"
    names = (Path(name if n == 1 else f"{name}.{n}") for n in count(1))
    free = next(one for one in names if not one.exists())
    moved: list[tuple[Path, Path]] = []
    try:
        for end in ("", "-wal", "-journal"):
            held, to = Path(f"{log}{end}"), Path(f"{free}{end}")
            if end and held.exists() and not held.stat().st_size:
                held.unlink()
            elif held.exists():
                held.rename(to)
                moved.append((held, to))
        Path(f"{log}-shm").unlink(missing_ok=True)  # says nothing that is not in the journal
        yield moved[0][1] if moved else None
    except BaseException:
        for held, to in moved:
            to.rename(held)
        raise
