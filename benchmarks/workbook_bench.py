"""What a workbook costs: time beside openpyxl's write-only mode, and memory as a log grows.

    python -m benchmarks.workbook_bench [--cases 100000] [--small 10000] [--large 300000]

Ours reads every case from the sealed lines, counts, and writes; the peer is given the same cells,
case by case, and writes without formats or charts. Each is a process of its own whose processor
time counts, so that a busy machine slows neither: trust the ratio more than the times all the same.
Needs some 10 GB of disk, which it gives back, and up to half an hour. Exits with 1 when a floor is
missed.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import process_time
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from benchmarks.log_bench import CRITERIA, filled
from screening.core.access import Person
from screening.core.criteria import Edition
from screening.core.query import Query
from screening.criteria_file import load
from screening.exports import export
from screening.exports.columns import Cell, local
from screening.exports.decisions import DECISIONS, decision
from screening.exports.findings import FINDINGS, findings
from screening.exports.telling import Naming, Words, chosen
from screening.exports.votes import BALLOTS, RULINGS, ballots, rulings
from screening.exports.workbook import ROWS
from screening.service import Desk
from screening.stores.sqlite import SqliteLog

MOST_SLOWER, MOST_GROWTH = 1.5, 1.2
MANAGER = Person("manager-1", "manager")


class Cost(NamedTuple):
    seconds: float
    megabytes: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, count in (("--cases", 100_000), ("--small", 10_000), ("--large", 300_000)):
        parser.add_argument(name, type=int, default=count)
    counts = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="workbook-bench-") as folder:
        at = Path(folder)
        logs = {
            count: _built(at / f"{count}.db", count)
            for count in sorted({counts.cases, counts.small, counts.large})
        }
        ours = {count: _cost(_ours, log, at / "ours.xlsx") for count, log in logs.items()}
        theirs = _cost(_theirs, logs[counts.cases], at / "theirs.xlsx")
    for count, cost in ours.items():
        print(f"ours, {count:,} decisions: {cost.seconds:.0f} s, {cost.megabytes:.0f} MB")
    print(f"openpyxl write-only, the same cells of {counts.cases:,}: {theirs.seconds:.0f} s")
    slower = ours[counts.cases].seconds / theirs.seconds
    growth = ours[counts.large].megabytes / ours[counts.small].megabytes
    met = [
        _told("time, ours to openpyxl's", slower, MOST_SLOWER),
        _told("peak memory, many decisions to few", growth, MOST_GROWTH),
    ]
    return int(not all(met))


def _told(what: str, ratio: float, most: float) -> bool:
    print(f"{what}: {ratio:.2f}, at most {most}: {'met' if ratio <= most else 'MISSED'}")
    return ratio <= most


def _built(file: Path, count: int) -> Path:
    log = filled(file, count)
    log.close()
    return file


def _cost(write: object, log: Path, to: Path) -> Cost:
    """Of one run in a fresh process, whose peak of memory is its own."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_measured, (write, log, to))


def _measured(write: object, log: Path, to: Path) -> Cost:
    assert callable(write)
    began = process_time()
    write(log, to)
    cost = Cost(process_time() - began, getrusage(RUSAGE_SELF).ru_maxrss / 1_024)
    to.unlink()
    return cost


def _ours(log: Path, to: Path) -> None:
    export(Desk(SqliteLog(log), load(CRITERIA)), Query(), "xlsx", "fr", to, MANAGER)


def _theirs(log: Path, to: Path) -> None:
    """The same cells in as many sheets. Those of a case are made here, too: what is compared is a
    whole export with the plainest one that openpyxl could write."""
    book = Workbook(write_only=True)
    with SqliteLog(log).reading() as reading:
        naming, edition = Naming(reading, "fr"), load(CRITERIA).edition
        sheets = [(book.create_sheet(), 0) for _ in (DECISIONS, FINDINGS, RULINGS, BALLOTS)]
        for rows in _cells(reading, naming, edition):
            for place, cells in rows:
                sheet, written = sheets[place]
                if written == ROWS:
                    sheet, written = book.create_sheet(), 0
                sheet.append([_shown(sheet, cell) for cell in cells])
                sheets[place] = (sheet, written + 1)
    book.save(to)


def _cells(
    reading: object, naming: Naming, edition: Edition
) -> Iterator[list[tuple[int, Sequence[Cell]]]]:
    words = Words(edition, "fr")
    for told in chosen(reading, Query(), lambda _: words):  # type: ignore[arg-type]
        yield [
            (0, decision(told, naming, lambda case: case.latest.request.amount)),
            *((1, row) for row in findings(told, naming)),
            *((2, row) for row in rulings(told, naming)),
            *((3, row) for row in ballots(told, naming)),
        ]


def _shown(sheet: object, cell: Cell) -> object:
    if isinstance(cell, datetime):
        return local(cell)
    if isinstance(cell, str) and cell.startswith("="):
        return WriteOnlyCell(sheet, f"'{cell}")
    return cell


if __name__ == "__main__":
    sys.exit(main())
