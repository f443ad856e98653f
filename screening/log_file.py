"""Reads an exported decision log: JSON Lines, one object per sealed line."""

import json
from collections.abc import Iterator
from pathlib import Path

from screening.core.chain import Line


def read_log_file(path: Path) -> Iterator[Line]:
    """The lines of an exported log, in the order of the file. Raises OSError.

    What is not a line of a log comes as a line without a seal, under the number it should have:
    verifying names it like any other alteration.
    """
    with path.open(encoding="utf-8", errors="surrogateescape") as file:
        for number, written in enumerate(file, start=1):
            yield _line(written) or Line(number, None, written.rstrip("\n"), "")


def _line(written: str) -> Line | None:
    try:
        held = json.loads(written)
    except (ValueError, RecursionError):
        return None
    match held:
        case {
            "number": int(number),
            "case": str() | None as case,
            "content": str(content),
            "seal": str(seal),
        }:
            return Line(number, case, content, seal)
    return None
