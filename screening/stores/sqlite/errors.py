"""What SQLite and the file system complain of, said as LogUnusable."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from screening.stores.protocol import LogUnusable

# By primary result code; the higher bits only detail it.
_FROM_SQLITE = {
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_PERM: "read_only",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_CANTOPEN: "cannot_open",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_IOERR: "disk",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
}
_FROM_SYSTEM = {
    errno.EACCES: "read_only",
    errno.EPERM: "read_only",
    errno.EROFS: "read_only",
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EIO: "disk",
}


@contextmanager
def said_as_unusable(file: Path) -> Iterator[None]:
    """Turns what keeps the file from being used into LogUnusable; our own mistakes stay errors."""
    try:
        yield
    except sqlite3.Error as error:
        # Errors that Python's own module raises carry no code.
        code = _FROM_SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        if code is None:
            raise
        raise LogUnusable(code, file=str(file)) from error
    except OSError as error:
        raise LogUnusable(
            _FROM_SYSTEM.get(error.errno or 0, "cannot_open"), file=str(file)
        ) from error
