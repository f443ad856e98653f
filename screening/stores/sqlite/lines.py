"""The lines in the file: added at the end, found by number, case, submission or edition."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from sqlite_utils import Database

from screening.core.chain import EMPTY, Head, Line

_LINE = 'SELECT number, "case", content, seal FROM line'
# As the index of these lines has it, or it would not be used.
COMMON = '"case" IS NULL AND edition IS NULL'
_BEFORE_ALL = -(2**63)


def head(db: Database) -> Head:
    last = db.conn.execute("SELECT number, seal FROM line ORDER BY number DESC LIMIT 1").fetchone()
    return Head(*last) if last else EMPTY


def seal(db: Database, number: int) -> str | None:
    """The seal of a line, None when there is no such line."""
    found = db.conn.execute("SELECT seal FROM line WHERE number = ?", [number])
    written: str | None = next(found, (None,))[0]
    return written


def add(db: Database, line: Line) -> None:
    """ValueError when another line has its submission."""
    try:
        db.conn.execute(
            'INSERT INTO line (number, "case", content, seal) VALUES (?, ?, ?, ?)', line
        )
    except sqlite3.IntegrityError as refused:
        raise ValueError(f"line {line.number} cannot be added: {refused}") from refused


def select(db: Database, case: str | None, after: int) -> Iterator[Line]:
    # From the start means from wherever somebody may have moved a line to.
    first = after + 1 if after > 0 else _BEFORE_ALL
    if case is None:
        return _read(db, f"{_LINE} WHERE number >= ? ORDER BY number", first)
    return _read(db, f'{_LINE} WHERE "case" = ? AND number >= ? ORDER BY number', case, first)


def select_by_case(db: Database) -> Iterator[Line]:
    return _read(db, f'{_LINE} WHERE "case" IS NOT NULL ORDER BY "case", number')


def select_newest_first(db: Database) -> Iterator[Line]:
    # The column alone, and not its index, or every line would be looked up by itself.
    return _read(db, f'{_LINE} WHERE +"case" IS NOT NULL ORDER BY number DESC')


def common(db: Database) -> list[Line]:
    return list(_read(db, f"{_LINE} WHERE {COMMON} ORDER BY number"))


def submitted(db: Database, submission: str) -> str | None:
    found = db.conn.execute('SELECT "case" FROM line WHERE submission = ?', [submission])
    case: str | None = next(found, (None,))[0]
    return case


def edition(db: Database, fingerprint: str) -> Line | None:
    return next(_read(db, f"{_LINE} WHERE edition = ? ORDER BY number LIMIT 1", fingerprint), None)


def editions(db: Database) -> list[Line]:
    return list(_read(db, f"{_LINE} WHERE edition IS NOT NULL ORDER BY number"))


def _read(db: Database, sql: str, *values: object) -> Iterator[Line]:
    # A cursor left open would keep its connection in the past.
    with closing(db.conn.execute(sql, values)) as found:
        yield from map(Line._make, found)
