"""Reads an exported decision log: JSON Lines, one object per sealed line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from screening.core.chain import Line

# The longest line holds a criteria file, of at most a million bytes, written twice as JSON.
_LONGEST = 16 << 20


def read_log_file(path: Path) -> Iterator[Line]:
    """The lines of an exported log, in the order of the file; blank ones are passed over.

    What is not a line of a log comes as a line without a seal, under the number it should have:
    verifying names it like any other alteration. Raises OSError.
    """
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="\n") as file:
        number = 0
        for written in _lines(file):
            if written.strip():
                number += 1
                yield _line(written) or Line(number, None, written.rstrip("\r\n"), "")


def _lines(file: TextIO) -> Iterator[str]:
    """Lines, of which the longest are cut: a file of any kind must not fill the memory."""
    while written := file.readline(_LONGEST):
        yield written
        while len(written) == _LONGEST and not written.endswith("\n"):
            written = file.readline(_LONGEST)


def _line(written: str) -> Line | None:
    try:
        # As pairs, so that a key given twice cannot hide what it said first.
        held = json.loads(written, object_pairs_hook=tuple)
    except (ValueError, RecursionError):
        return None
    if not isinstance(held, tuple) or len(held) != 4:
        return None
    match dict(held):
        case {
            "number": int(number),
            "case": str() | None as case,
            "content": str(content),
            "seal": str(seal),
        } if not isinstance(number, bool):
            return Line(number, case, content, seal)
    return None
