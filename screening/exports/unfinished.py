"""Files that have their name only once they are whole."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from screening.stores.unfinished import folder_beside

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class FileUnwritable(Exception):
    """The file cannot be written where it should be; nothing was left behind.

    The locale files say, under `export.unwritable.<code>`, what stands in the way and what would be
    right; `values` fill both sentences.
    """

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(f"{code}: {values}")
        self.code = code
        self.values = values


@contextmanager
def unfinished(to: Path) -> Iterator[Path]:
    """A folder for what is not whole yet, beside where it will be. It goes with all that is left in
    it, whatever happens."""
    with said_as_unwritable(to), folder_beside(to) as folder:
        if to.is_dir():
            raise FileUnwritable("folder", file=str(to))
        yield folder


def finish(file: Path, to: Path) -> None:
    """Gives a whole file its name, in place of an earlier one, once the disk has all of it."""
    with file.open("rb") as whole:
        os.fsync(whole.fileno())
    file.replace(to)
    folder = os.open(to.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def said_as_unwritable(to: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FileUnwritable(
            _code(error), file=str(to), why=error.strerror or str(error)
        ) from error


def _code(error: OSError) -> str:
    if error.errno in _FULL:
        return "full"
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "no_folder"
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return "denied"
    return "disk"
