"""The index of cases in the file: kept up, searched, and derived again from the lines."""

from collections.abc import Iterable, Iterator
from contextlib import closing

from sqlite_utils import Database

from screening.core.cases import CaseRow
from screening.core.verification import index_rows
from screening.stores.protocol import Query
from screening.stores.sqlite import lines, search
from screening.stores.sqlite.schema import INDEX_TABLES, INDEX_TRIGGERS, WORDS

_COLUMNS = ", ".join(f'case_index."{name}"' for name in CaseRow._fields)
_INSERT = "INSERT INTO case_index ({}) VALUES ({})".format(
    ", ".join(f'"{name}"' for name in CaseRow._fields), ", ".join("?" for _ in CaseRow._fields)
)
_PUT = "{} ON CONFLICT (number) DO UPDATE SET {}".format(
    _INSERT, ", ".join(f'"{name}" = excluded."{name}"' for name in CaseRow._fields[1:])
)
_AFTER_ALL = 2**63 - 1


def put(db: Database, row: CaseRow) -> None:
    db.conn.execute(_PUT, row)


def keep_words(db: Database, words: Iterable[str]) -> None:
    """Makes the words known to `find` as completions of what is being typed."""
    plain = ((search.plain(word),) for word in words)
    db.conn.executemany("INSERT OR IGNORE INTO word VALUES (?)", plain)


def row(db: Database, case: str) -> CaseRow | None:
    return next(_read(db, f'SELECT {_COLUMNS} FROM case_index WHERE "case" = ?', case), None)


def find(db: Database, query: Query) -> list[CaseRow]:
    before = _AFTER_ALL if query.before is None else query.before
    matching = search.match(query, lambda *asked: _completions(db, *asked))
    if matching is None:
        sql = f"""SELECT {_COLUMNS} FROM case_index
            WHERE number < ? ORDER BY number DESC LIMIT ?"""
        return list(_read(db, sql, before, query.size))
    # FTS5 walks from the newest on by itself: nothing is sorted, and a full page stops it.
    sql = f"""SELECT {_COLUMNS} FROM case_search JOIN case_index ON number = case_search.rowid
        WHERE case_search MATCH ? AND case_search.rowid < ?
        ORDER BY case_search.rowid DESC LIMIT ?"""
    return list(_read(db, sql, matching, before, query.size))


def every_row(db: Database) -> Iterator[CaseRow]:
    return _read(db, f"SELECT {_COLUMNS} FROM case_index ORDER BY number")


def rows_by_case(db: Database) -> Iterator[CaseRow]:
    return _read(db, f'SELECT {_COLUMNS} FROM case_index ORDER BY "case"')


def is_as_described(db: Database) -> bool:
    """Whether the tables of the index are those this version of the program keeps."""
    kept = dict(db.conn.execute("SELECT name, sql FROM sqlite_schema"))
    described = INDEX_TABLES | INDEX_TRIGGERS
    return "word" in kept and all(kept.get(name) == sql for name, sql in described.items())


def rebuild(db: Database) -> None:
    """Drops the index and derives it from the lines, within the write of the caller."""
    for name in INDEX_TRIGGERS:
        db.conn.execute(f"DROP TRIGGER IF EXISTS {name}")
    for name in INDEX_TABLES:
        db.conn.execute(f"DROP TABLE IF EXISTS {name}")
    for sql in (*INDEX_TABLES.values(), WORDS):
        db.conn.execute(sql)
    words: set[str] = set()

    def told() -> Iterator[CaseRow]:
        for one in index_rows(lines.select_by_case(db)):
            words.update(search.long_words(one.text))
            yield one

    db.conn.executemany(_INSERT, told())
    db.conn.execute("INSERT INTO case_search (case_search) VALUES ('rebuild')")
    keep_words(db, words)
    for sql in INDEX_TRIGGERS.values():
        db.conn.execute(sql)


def _completions(db: Database, beginning: str, most: int) -> list[str]:
    # Words are letters only, which all come before this one.
    found = db.conn.execute(
        "SELECT word FROM word WHERE word BETWEEN ? AND ? LIMIT ?",
        [beginning, f"{beginning}\U0010ffff", most],
    )
    return [word for (word,) in found]


def _read(db: Database, sql: str, *values: object) -> Iterator[CaseRow]:
    # A cursor left open would keep its connection in the past.
    with closing(db.conn.execute(sql, values)) as found:
        yield from map(CaseRow._make, found)
