"""A consistent copy of a log that others write to."""

from pathlib import Path
from typing import NamedTuple

from screening.core.chain import Flaw, Head
from screening.stores.protocol import LogUnusable
from screening.stores.sqlite.copying import Counting, copy, finish, moment, silently, unfinished
from screening.stores.sqlite.file import recognise

# What lies beside a log and belongs to it.
_BESIDE = ("", "-wal", "-shm", "-journal", ".lock", ".new")


class BackedUp(NamedTuple):
    """The head of the copy, and its flaws, which are those of the log.

    `kept` is False when the copy would have taken the place of an earlier one, and has flaws.
    """

    head: Head
    flaws: tuple[Flaw, ...]
    kept: bool


def back_up(
    log: Path, to: Path, *, replace: bool = False, counting: Counting = silently
) -> BackedUp:
    """Copies a log as it is now to a file, checks the copy, and only then gives it its name.

    Nobody who writes to the log waits. `replace` lets the copy take the place of a file that is
    there: of an earlier backup, say, but never by one with flaws, which may be all that is left of
    a log that somebody altered since. Raises LogUnusable.
    """
    log, to = log.resolve(), to.resolve()
    if not log.parent.is_dir() or recognise(log) == "absent":
        raise LogUnusable("absent", file=str(log))
    _refuse(log, to, replace)
    with moment(log) as now, unfinished(to) as whole:
        with counting(now.size) as progress:
            flaws = copy(now, whole, progress)
        kept = not (flaws and to.exists())
        if kept:
            _refuse(log, to, replace)  # it may have come in the meantime
            finish(whole, to, like=log)
        return BackedUp(now.head, flaws, kept)


def _refuse(log: Path, to: Path, replace: bool) -> None:
    if not to.parent.is_dir():
        raise LogUnusable("copy_folder_missing", folder=str(to.parent))
    if to.exists() and not to.is_file():
        raise LogUnusable("copy_not_a_file", file=str(to))
    if to in [Path(f"{log}{end}") for end in _BESIDE] or (to.exists() and to.samefile(log)):
        raise LogUnusable("copy_is_log", file=str(to))
    if to.exists() and not replace:
        raise LogUnusable("copy_exists", file=str(to))
