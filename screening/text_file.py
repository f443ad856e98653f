"""Reads a text file of a size that somebody could have written."""

from pathlib import Path

from screening.core.problems import Problem

MOST_BYTES = 1_000_000


class TextUnreadable(Exception):
    """The file could not be read as text. `problem` says why, and what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def read_text(path: Path) -> str:
    """The text in a UTF-8 file, to the byte. Raises TextUnreadable."""
    try:
        with path.open("rb") as file:
            # One byte too many is enough to know that the file is too long.
            held = file.read(MOST_BYTES + 1)
    except OSError as error:
        code = "file_missing" if isinstance(error, FileNotFoundError) else "file_not_opened"
        raise TextUnreadable(Problem((), code, {"file": str(path)})) from error
    if len(held) > MOST_BYTES:
        raise TextUnreadable(Problem((), "file_too_long", {"most": MOST_BYTES}))
    try:
        return held.decode()
    except UnicodeDecodeError as error:
        line = held.count(b"\n", 0, error.start) + 1
        raise TextUnreadable(Problem((), "file_not_utf8", line=line)) from error
