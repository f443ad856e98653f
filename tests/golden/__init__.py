"""Logs as released versions wrote them, and what must be read out of them for ever."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from screening.core.access import Person
from screening.core.chain import Line
from screening.core.verification import index_rows
from screening.criteria_file import read
from screening.receipts import receipts
from screening.service import Desk
from screening.stores.sqlite import SqliteLog

HERE = Path(__file__).parent
AUDITOR = Person("auditor-1", "auditor")


def objects(file: Path) -> list[dict[str, Any]]:
    """What a file of JSON Lines holds."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def lines_in(golden: Path) -> list[Line]:
    return [Line(**one) for one in objects(golden / "log.jsonl")]


def rows_of(lines: list[Line]) -> Iterator[dict[str, Any]]:
    """The index that the lines tell, a row for each case."""
    filed = sorted((one for one in lines if one.case), key=lambda one: (one.case, one.number))
    for row in index_rows(filed):
        yield row._asdict()


def receipts_of(lines: list[Line], folder: Path) -> Iterator[dict[str, Any]]:
    """The receipts that a log which was put together again from the lines gives."""
    log = SqliteLog(folder / "again.db")
    with log.writing() as writing:
        for line in lines:
            assert writing.append(line.case, line.content) == line
    log.rebuild_index()
    criteria = json.loads(lines[0].content)["criteria"]
    desk = Desk(log, read(criteria))
    for row in sorted(log.every_row(), key=lambda one: one.number):
        for one in receipts(desk, row.case, AUDITOR):
            yield one.model_dump(mode="json", by_alias=True)
    log.close()
