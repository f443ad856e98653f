"""A folder beside a file for what is not whole yet; what killed programs left in theirs goes."""

import atexit
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from functools import partial
from pathlib import Path
from secrets import token_hex

# In seconds: whoever made a younger one may not have locked it yet.
_LOCKED_WITHIN = 60


@contextmanager
def folder_beside(to: Path) -> Iterator[Path]:
    """On the same disk as `to`, so that its name can be given at once; at the end it goes with all
    that is left in it, whatever happens.

    Only a program that is killed leaves it, and in it a copy of the log, say, with everybody's
    names: the next one that writes `to` takes it away. Raises OSError.
    """
    prefix = f".{to.name[:100]}-unfinished-"
    with suppress(OSError):  # where names may be made but not listed
        _take_away_abandoned(to.parent, prefix)
    folder = to.parent / f"{prefix}{token_hex(4)}"
    # Known before it is there, and to the program's end: whoever interrupts does so at any moment.
    away = partial(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(away)
    try:
        folder.mkdir(0o700)
        with _locked(folder):
            yield folder
    finally:
        away()
        atexit.unregister(away)


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Tells others that somebody is at work in a folder, until the end or the end of this program;
    False where somebody is, or where the disk knows no locks."""
    held = os.open(folder, os.O_RDONLY)
    try:
        flock(held, LOCK_EX | LOCK_NB)
        locked = True
    except OSError:
        locked = False
    try:
        yield locked
    finally:
        os.close(held)


def _take_away_abandoned(parent: Path, prefix: str) -> None:
    for found in os.scandir(parent):
        if not found.name.startswith(prefix) or not found.is_dir(follow_symlinks=False):
            continue
        if found.stat().st_mtime + _LOCKED_WITHIN < time.time():
            with _locked(Path(found.path)) as nobody_is_at_work:
                if nobody_is_at_work:
                    shutil.rmtree(found.path, ignore_errors=True)
