"""The sealed lines themselves as JSON Lines, as `verify` reads them."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from screening.core.query import LARGEST_PAGE, Query
from screening.exports.filters import in_codes
from screening.stores.protocol import Reading


def write_lines(
    file: Path, reading: Reading, query: Query, progress: Callable[[int], object]
) -> int:
    """Writes every line of the log or, of chosen cases, theirs and the editions that judged them;
    how many cases.

    Lines are as they were sealed, to the letter, and every verdict among them can be replayed.
    Those of chosen cases prove less than all of them: the seals between them are missing, so a line
    can be checked only where the one before it is there, and nothing tells that none was left out.
    """
    everything = not in_codes(query)
    editions = {one.number for one in reading.editions()}
    wanted, cases = _numbers(reading, query)
    with file.open("w", encoding="ascii", newline="\n") as opened:
        for line in reading.lines():
            # A case is named after the line that opened it: its number finds it.
            if everything or line.number in editions or _is_in(wanted, line.case):
                opened.write(json.dumps(line._asdict()) + "\n")
            progress(1)
    return cases


def _numbers(reading: Reading, query: Query) -> tuple[bytearray, int]:
    """One byte for each line of the log, set where a chosen case was opened: a set of a million
    ids would take sixty times as much."""
    wanted, cases = bytearray(reading.head().number + 1), 0
    query = replace(query, before=None, size=LARGEST_PAGE)
    while page := reading.rows(query):
        for row in page:
            wanted[row.number] = 1
        cases += len(page)
        query = replace(query, before=page[-1].number)
    return wanted, cases


def _is_in(wanted: bytearray, case: str | None) -> bool:
    number = (case or "").removeprefix("C-")
    return number.isdecimal() and int(number) < len(wanted) and bool(wanted[int(number)])
