"""Decisions as CSV: for machines to the letter, or as a French Excel opens it."""

import csv
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from screening.core.cases import row
from screening.core.chain import Head
from screening.core.model import Language
from screening.exports.columns import Cell, Column, Kind, local
from screening.exports.decisions import DECISIONS, AmountOf, decision
from screening.exports.telling import Naming, Told
from screening.exports.texts import Fitting, as_excel_reads_it
from screening.language import t

# Besides the sheet of decisions: what the sheet of findings has, as the words one can filter by,
# and the head of the log, since a CSV file has no page that could say it.
_FOR_MACHINES = (Column("answers", "text", 0), Column("findings", "text", 0))
_HEAD = Column("head", "text", 0)


def write_for_machines(
    file: Path, cases: Iterable[Told], naming: Naming, amount_of: AmountOf, head: Head
) -> None:
    """UTF-8, commas, codes, moments in UTC. Every text is as it was recorded, one that begins like
    a formula too: this file is not for opening in a spreadsheet."""
    columns = (*DECISIONS.columns, *_FOR_MACHINES, _HEAD)
    # What is no character, as in a name of the directory, must not stop an export.
    with file.open("w", encoding="utf-8", errors="backslashreplace", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerow(column.code for column in columns)
        for told in cases:
            said = row(told.case) if told.case is not None else None
            more = (said.answers, said.findings) if said is not None else (None, None)
            cells = (*decision(told, naming, amount_of), *more, str(head))
            writer.writerow(
                _for_machines(column.kind, cell)
                for column, cell in zip(columns, cells, strict=True)
            )


def _for_machines(kind: Kind, cell: Cell) -> str | int | None:
    match cell:
        case datetime():
            return cell.astimezone(UTC).isoformat()
        case date():
            return f"{cell:%Y-%m}" if kind == "month" else cell.isoformat()
        case _:
            return cell


def write_for_excel(
    file: Path,
    cases: Iterable[Told],
    naming: Naming,
    amount_of: AmountOf,
    head: Head,
    fitting: Fitting,
    language: Language,
) -> None:
    """Semicolons, the mark by which Excel knows UTF-8, days as 31/01/2026, words and titles.

    A text that Excel would take for a formula, a number or a date has an apostrophe before it.
    """
    columns = (*DECISIONS.columns, _HEAD)
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.writer(opened, delimiter=";", lineterminator="\r\n")
        writer.writerow(t(language, f"export.column.{one.code}.title") for one in columns)
        for told in cases:
            cells = (*decision(told, naming, amount_of), str(head))
            writer.writerow(
                _for_excel(column.kind, cell, fitting)
                for column, cell in zip(columns, cells, strict=True)
            )


def _for_excel(kind: Kind, cell: Cell, fitting: Fitting) -> str | int | None:
    match cell:
        case str():
            return as_excel_reads_it(fitting(cell))
        case datetime():
            return (
                f"{local(cell):%d/%m/%Y %H:%M}" if kind == "moment" else f"{local(cell):%d/%m/%Y}"
            )
        case date():
            return f"{cell:%m/%Y}" if kind == "month" else f"{cell:%d/%m/%Y}"
        case _:
            return cell
