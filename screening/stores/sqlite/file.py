"""The file of a log: recognised before it is touched, created whole, protected at every opening."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Literal

from sqlite_utils import Database

from screening.stores.protocol import LogUnusable
from screening.stores.sqlite import accounts, index, views
from screening.stores.sqlite.connections import connect, immediate
from screening.stores.sqlite.schema import LINES, PEOPLE, PROTECTIONS

# Written into the file's header: what it is, and the format its tables follow.
APPLICATION = int.from_bytes(b"mdsk", "big")
FORMAT = 1

_MAGIC = b"SQLite format 3\0"
_APPLICATION_AT = slice(68, 72)


def make_ready(file: Path, patience: float) -> tuple[str, ...]:
    """Makes sure that the file is a log of this format, creating it where there is none.

    Gives the names of the protections that were missing or altered, which are back in place.
    The index is derived again when an earlier version kept other tables, and views are those of
    this version. The caller has the turn to write. Raises LogUnusable, OSError and sqlite3.Error.
    """
    if recognise(file) == "absent":
        _create(file)
    with closing(connect(file, patience)) as db:
        check_format(file, db)
        db.conn.execute("PRAGMA journal_mode = WAL")
        if not db.table(accounts.NAME).exists():
            db.conn.execute(accounts.TABLE)
        missing = _missing_protections(db)
        indexed, viewed = index.is_as_described(db), views.are_as_described(db)
        if missing or not indexed or not viewed:
            with immediate(db):
                for name in missing:
                    db.conn.execute(f"DROP TRIGGER IF EXISTS {name}")
                    db.conn.execute(PROTECTIONS[name])
                if not indexed:
                    index.rebuild(db)
                if not viewed:
                    views.renew(db)
        shorten_journal(db)
    return missing


def shorten_journal(db: Database) -> bool:
    """Empties the write-ahead log, where what was replaced stays readable; False if it cannot be.

    It cannot while somebody reads from it, and nobody is kept waiting for that.
    """
    (patience,) = db.conn.execute("PRAGMA busy_timeout").fetchone()
    db.conn.execute("PRAGMA busy_timeout = 0")
    try:
        busy, _, _ = db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy
    except sqlite3.OperationalError:
        # The disk is full, say. What was committed is committed, and must be acknowledged.
        return False
    finally:
        db.conn.execute(f"PRAGMA busy_timeout = {patience}")


def recognise(file: Path) -> Literal["absent", "ours"]:
    """Whether the file is a log. Makes its folder if that alone is missing, and touches nothing.

    Looks at its first bytes alone: merely opening a stranger's database can change it. Raises
    LogUnusable when it is anything else, and OSError.
    """
    if not file.parent.is_dir():
        _make_folder(file.parent)
    if file.is_dir():
        raise LogUnusable("not_a_file", file=str(file))
    journal = Path(f"{file}-wal")
    if not file.exists() or file.stat().st_size == 0:
        if journal.exists() and journal.stat().st_size:
            raise LogUnusable("torn", file=str(file), journal=str(journal))
        return "absent"
    with file.open("rb") as opened:
        header = opened.read(100)
    if not header.startswith(_MAGIC):
        raise LogUnusable("not_a_log", file=str(file))
    if int.from_bytes(header[_APPLICATION_AT], "big") != APPLICATION:
        raise LogUnusable("foreign", file=str(file))
    return "ours"


def _make_folder(folder: Path) -> None:
    """Makes the last folder of a path; more is likelier to be missing by mistake."""
    if not folder.parent.is_dir():
        raise LogUnusable("folder_missing", folder=str(folder))
    folder.mkdir(exist_ok=True)


def _create(file: Path) -> None:
    """A new log appears whole or not at all, whatever interrupts."""
    unfinished = Path(f"{file}.new")
    unfinished.unlink(missing_ok=True)
    try:
        unfinished.touch()
        with closing(connect(unfinished)) as db, immediate(db):
            db.executescript(LINES + PEOPLE)
            for trigger in PROTECTIONS.values():
                db.conn.execute(trigger)
            index.rebuild(db)
            views.renew(db)
            db.conn.execute(f"PRAGMA application_id = {APPLICATION}")
            db.conn.execute(f"PRAGMA user_version = {FORMAT}")
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    sync(file.parent)


def sync(path: Path) -> None:
    """Waits until the disk has a file, or the names in a folder."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def check_format(file: Path, db: Database) -> None:
    """Raises LogUnusable when a file of ours is one this version cannot read."""
    (found,) = db.conn.execute("PRAGMA user_version").fetchone()
    if found > FORMAT:
        raise LogUnusable("newer", file=str(file), found=found, known=FORMAT)
    if not db.table("line").exists():
        raise LogUnusable("damaged", file=str(file))


def _missing_protections(db: Database) -> tuple[str, ...]:
    kept = dict(db.conn.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"))
    return tuple(name for name, sql in PROTECTIONS.items() if kept.get(name) != sql)
