"""Connections to one log file, each used by one thread at a time."""

import sqlite3
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from sqlite_utils import Database

_MOST_IDLE = 8


def connect(file: Path, patience: float = 5, mode: Literal["rw", "ro"] = "rw") -> Database:
    """A connection to a file that exists, set up for a log; to look at it only with `ro`."""
    connection = sqlite3.connect(
        f"file:{quote(str(file))}?mode={mode}",
        uri=True,
        timeout=patience,
        isolation_level=None,  # transactions begin and end where we say
        check_same_thread=False,
    )
    # Bytes altered from outside may no longer be UTF-8: they must be read to be found.
    connection.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
    for setting in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {setting}")
    return Database(connection, execute_plugins=False)


@contextmanager
def immediate(db: Database) -> Iterator[None]:
    """One write transaction. sqlite-utils' own begins as a read, which fails under writers."""
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.conn.execute("COMMIT")
    except BaseException:
        # A full disk has sometimes ended the transaction already.
        if db.conn.in_transaction:
            db.conn.execute("ROLLBACK")
        raise


class Connections:
    """Hands out connections and keeps a few idle ones, since opening one costs a whole commit."""

    def __init__(self, file: Path, patience: float) -> None:
        self._file = file
        self._patience = patience
        self._idle: deque[Database] = deque()
        self._closed = False

    @contextmanager
    def borrowed(self) -> Iterator[Database]:
        try:
            db = self._idle.pop()
        except IndexError:
            db = connect(self._file, self._patience)
        try:
            yield db
        except sqlite3.Error:
            # What it still holds after an error is anybody's guess.
            db.close()
            raise
        except BaseException:
            self._put_back(db)
            raise
        else:
            self._put_back(db)

    def close(self) -> None:
        """Closes what is idle now, and what is lent as it comes back."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()

    def _put_back(self, db: Database) -> None:
        if self._closed or len(self._idle) >= _MOST_IDLE:
            db.close()
        else:
            self._idle.append(db)
