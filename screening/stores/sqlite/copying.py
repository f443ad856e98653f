"""Whole copies of a log's file, taken while others write to it."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path
from typing import NamedTuple

from sqlite_utils import Database

from screening.core.chain import Flaw, Head
from screening.core.verification import Progress, verify
from screening.stores.protocol import LogUnusable
from screening.stores.sqlite import lines
from screening.stores.sqlite.connections import connect
from screening.stores.sqlite.errors import said_as_unusable
from screening.stores.sqlite.file import check_format, sync
from screening.stores.unfinished import folder_beside

# As many pages at a time are copied as a disk takes in the blink of an eye.
_PAGES = 1_000
# What keeps a copy from being written, told of the copy: it is the log that other codes tell of.
_OF_A_COPY = {
    "full": "copy_full",
    "disk": "copy_unwritable",
    "read_only": "copy_unwritable",
    "cannot_open": "copy_unwritable",
}

# Told how many steps there are, it watches over them: how far they have come is shown, say.
Counting = Callable[[int], AbstractContextManager[Progress]]


def silently(_: int) -> AbstractContextManager[Progress]:
    return nullcontext(lambda _: None)


class Moment(NamedTuple):
    """A log as it is at one moment, whatever is written to it meanwhile.

    `size` is in the steps that a copy of it tells of: its pages, then its lines.
    """

    file: Path
    db: Database
    head: Head
    pages: int

    @property
    def size(self) -> int:
        return self.pages + self.head.number


@contextmanager
def moment(file: Path) -> Iterator[Moment]:
    """Holds on to a log's file as it is now. Nobody who writes to it waits for that.

    Raises LogUnusable.
    """
    with said_as_unusable(file), closing(connect(file)) as db:
        check_format(file, db)
        db.conn.execute("BEGIN")
        head = lines.head(db)  # the first read is what fixes the moment
        (pages,) = db.conn.execute("PRAGMA page_count").fetchone()
        yield Moment(file, db, head, pages)


def copy(log: Moment, to: Path, progress: Progress) -> tuple[Flaw, ...]:
    """Writes a log to a new file, checks what was written, and gives the flaws of its lines.

    The copy is one file: no journal belongs to it, and whoever opens it to read leaves no trace.
    Raises LogUnusable, `damaged` when parts of the copy cannot be read.
    """
    left = log.pages

    def copied(_: int, remaining: int, __: int) -> None:
        nonlocal left
        progress(left - remaining)
        left = remaining

    with closing(sqlite3.connect(to, isolation_level=None)) as target:
        # It is nobody's until it is whole: the disk is waited for once, at the end.
        target.execute("PRAGMA journal_mode = OFF")
        target.execute("PRAGMA synchronous = OFF")
        log.db.conn.backup(target, pages=_PAGES, progress=copied)
    with closing(connect(to)) as db:
        db.conn.execute("PRAGMA journal_mode = DELETE")
        with said_as_unusable(log.file):  # what is wrong with the copy is wrong with the log
            if db.conn.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise LogUnusable("damaged", file=str(log.file))
            return tuple(verify(lines.select(db, None, 0), quoted=log.head, progress=progress))


@contextmanager
def unfinished(to: Path) -> Iterator[Path]:
    """A place on the same disk for a copy that is not whole; what is left there goes with it.

    What keeps the copy from being written is said of the name that it was to have.
    """
    try:
        with said_as_unusable(to), folder_beside(to) as folder:
            yield folder / "whole.db"
    except LogUnusable as unusable:
        if unusable.values.get("file") != str(to):
            raise
        code = _OF_A_COPY.get(unusable.code, unusable.code)
        raise LogUnusable(code, **unusable.values) from unusable


def finish(file: Path, to: Path, like: Path) -> None:
    """Gives a whole copy its name. Whoever may read `like` may read it, and nobody else."""
    shutil.copymode(like, file)
    sync(file)
    file.replace(to)
    sync(to.parent)
