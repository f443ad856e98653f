"""The index of cases in the file: kept up, searched, and derived again from the lines."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from typing import NamedTuple, overload

from sqlite_utils import Database

from screening.core.cases import CaseRow
from screening.core.impact import Key, add, contributions, difference
from screening.core.query import Query, written
from screening.core.verification import index_rows
from screening.stores.protocol import Column, OrganisationSeen
from screening.stores.sqlite import lines, marks, search
from screening.stores.sqlite.schema import INDEX_LOOKUPS, INDEX_TABLES, INDEX_TRIGGERS

_COLUMNS = ", ".join(f'case_index."{name}"' for name in CaseRow._fields)
_INSERT = "INSERT INTO case_index ({}) VALUES ({})".format(
    ", ".join(f'"{name}"' for name in CaseRow._fields), ", ".join("?" for _ in CaseRow._fields)
)
_PUT_NEW = f"{_INSERT} ON CONFLICT (number) DO NOTHING"
_PUT = "{} ON CONFLICT (number) DO UPDATE SET {}".format(
    _INSERT, ", ".join(f'"{name}" = excluded."{name}"' for name in CaseRow._fields[1:])
)
_EARLIER = f"SELECT {_COLUMNS} FROM case_index WHERE number = ?"
_ADD = """INSERT INTO case_month VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET value = value + excluded.value"""
_LAST_OF_ALL = "\U0010ffff"
_AFTER_ALL = 2**63 - 1
_ORGANISATIONS = """SELECT organisation, registration, max(number) FROM case_index
    {} GROUP BY organisation, registration"""
_LEFT = """SELECT 1 FROM case_index
    WHERE recused <> '' AND instr(recused, ?) > 0 AND owner IS NOT ? LIMIT 1"""
_MOST_LOOKED_AT = 400


def put(db: Database, row: CaseRow) -> None:
    # Most rows are of a new case, which then costs no look at what it takes the place of.
    if db.conn.execute(_PUT_NEW, row).rowcount:
        _add(db, contributions(row))
        return
    earlier = CaseRow._make(db.conn.execute(_EARLIER, [row.number]).fetchone())
    db.conn.execute(_PUT, row)
    try:
        _add(db, difference(earlier, row))
    except ValueError:
        # The earlier row was altered, and no longer tells a case: the sums will not be right before
        # they are derived again, as verifying says, and nobody is kept from recording.
        _add(db, contributions(row))


def _add(db: Database, sums: Mapping[Key, int]) -> None:
    db.conn.executemany(_ADD, [(*key, value) for key, value in sums.items()])


def row(db: Database, case: str) -> CaseRow | None:
    return next(_read(db, f'SELECT {_COLUMNS} FROM case_index WHERE "case" = ?', case), None)


def find(db: Database, query: Query) -> list[CaseRow]:
    before = _AFTER_ALL if query.before is None else _storable(query.before)
    wanted, inside = search.wanted(query), _inside(db, query)
    if wanted is None:
        sql = f"""SELECT {_COLUMNS} FROM case_index
            WHERE number < ? {inside.sql} ORDER BY number DESC LIMIT ?"""
        return list(_read(db, sql, before, *inside.values, query.size))
    if wanted.wider is None or wanted.begins is None:
        return list(_matching(db, wanted.expression, inside, before, query.size))

    # The newest that only begin alike are looked at one by one, and fill the page when many fit.
    found: list[CaseRow] = []
    for one in _matching(db, wanted.wider, inside, before, _MOST_LOOKED_AT):
        before = one.number
        if wanted.begins.search(search.plain(one.text)):
            found.append(one)
        if len(found) == query.size:
            return found
    # So few fit that FTS5 has soon gathered them all.
    rest = _matching(db, wanted.expression, inside, before, query.size - len(found))
    return [*found, *rest]


def count(db: Database, query: Query, most: int) -> int:
    before = _AFTER_ALL if query.before is None else _storable(query.before)
    wanted, inside = search.wanted(query), _inside(db, query)
    values: tuple[object, ...]
    if wanted is None:
        counted, values = f"case_index WHERE number < ? {inside.sql}", (before, *inside.values)
    else:
        # The rows themselves are only looked at where the words alone do not tell.
        joined = "JOIN case_index ON number = case_search.rowid" if inside.sql else ""
        counted = f"""case_search {joined}
            WHERE case_search MATCH ? AND case_search.rowid < ? {inside.sql}"""
        values = (wanted.expression, before, *inside.values)
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {counted} LIMIT ?)"
    (found,) = db.conn.execute(sql, (*values, most)).fetchone()
    return int(found)


def held(db: Database, column: Column) -> list[str]:
    # The full-text index has each value once, as a mark: nothing else is looked at.
    db.conn.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.case_words USING fts5vocab(main, case_search, col)"
    )
    mark = marks.exactly(column, "")
    sql = "SELECT term FROM temp.case_words WHERE term > ? AND term < ? AND col = 'marks'"
    with closing(db.conn.execute(sql, [mark, f"{mark}g"])) as found:
        values = [marks.value_of(column, term) for (term,) in found]
    return sorted(filter(None, values))


def _matching(
    db: Database, expression: str, inside: "_Inside", before: int, most: int
) -> Iterator[CaseRow]:
    # FTS5 walks from the newest on by itself: nothing is sorted, and a full page stops it.
    sql = f"""SELECT {_COLUMNS} FROM case_search JOIN case_index ON number = case_search.rowid
        WHERE case_search MATCH ? AND case_search.rowid < ? {inside.sql}
        ORDER BY case_search.rowid DESC LIMIT ?"""
    return _read(db, sql, expression, before, *inside.values, most)


class _Inside(NamedTuple):
    """What is left to ask of each row, as SQL: the ends of a query's ranges, to the moment and to
    the euro, and whether its reader left the case."""

    sql: str
    values: list[object]


def _inside(db: Database, query: Query) -> _Inside:
    ends = {
        "opened_at >= ?": query.opened_from and written(query.opened_from),
        "opened_at < ?": query.opened_before and written(query.opened_before),
        "decided_at >= ?": query.decided_from and written(query.decided_from),
        "decided_at < ?": query.decided_before and written(query.decided_before),
        "amount >= ?": _storable(query.amount_from),
        "amount <= ?": _storable(query.amount_to),
    }
    given = {sql: end for sql, end in ends.items() if end is not None}
    asked: list[str] = [*given]
    values: list[object] = [*given.values()]
    if query.reader is not None:
        reader = [f" {query.reader} ", query.reader]
        # Hardly anybody ever left a case: then the rows need no looking at.
        if db.conn.execute(_LEFT, reader).fetchone():
            asked.append("(instr(recused, ?) = 0 OR owner = ?)")
            values += reader
    return _Inside("".join(f" AND {one}" for one in asked), values)


@overload
def _storable(number: int) -> int: ...
@overload
def _storable(number: int | None) -> int | None: ...
def _storable(number: int | None) -> int | None:
    """SQLite has no greater numbers, and no row has one."""
    return None if number is None else max(-_AFTER_ALL, min(number, _AFTER_ALL))


def every_row(db: Database) -> Iterator[CaseRow]:
    return _read(db, f"SELECT {_COLUMNS} FROM case_index ORDER BY number")


def rows_by_case(db: Database) -> Iterator[CaseRow]:
    return _read(db, f'SELECT {_COLUMNS} FROM case_index ORDER BY "case"')


def organisations(db: Database, after: int) -> list[OrganisationSeen]:
    # From the start is one walk through the lookup; later on, few cases have new lines.
    recent = 'WHERE "case" IN (SELECT "case" FROM line WHERE number > ?)' if after > 0 else ""
    values = [after] if recent else []
    with closing(db.conn.execute(_ORGANISATIONS.format(recent), values)) as found:
        return [OrganisationSeen(*one) for one in found]


def sums(db: Database, first: str | None, last: str | None) -> list[tuple[Key, int]]:
    sql = """SELECT month, measure, "of", value FROM case_month
        WHERE month BETWEEN ? AND ? AND value <> 0"""
    with closing(db.conn.execute(sql, [first or "", last or _LAST_OF_ALL])) as found:
        return [((month, measure, of), value) for month, measure, of, value in found]


def first_month(db: Database) -> str | None:
    sql = "SELECT month FROM case_month WHERE value <> 0 ORDER BY month LIMIT 1"
    found = db.conn.execute(sql).fetchone()
    return found and str(found[0])


def _summed(rows: Iterable[CaseRow], sums: Counter[Key]) -> Iterator[CaseRow]:
    """The rows, while what they add to the figures is summed."""
    for row in rows:
        add(sums, row)
        yield row


def is_as_described(db: Database) -> bool:
    """Whether the tables of the index are those this version of the program keeps."""
    kept = dict(db.conn.execute("SELECT name, sql FROM sqlite_schema"))
    described = INDEX_TABLES | INDEX_LOOKUPS | INDEX_TRIGGERS
    return all(kept.get(name) == sql for name, sql in described.items())


def rebuild(db: Database) -> None:
    """Drops the index and derives it from the lines, within the write of the caller."""
    for name in INDEX_TRIGGERS:
        db.conn.execute(f"DROP TRIGGER IF EXISTS {name}")
    for name in INDEX_LOOKUPS:
        db.conn.execute(f"DROP INDEX IF EXISTS {name}")
    for name in INDEX_TABLES:
        db.conn.execute(f"DROP TABLE IF EXISTS {name}")
    for sql in INDEX_TABLES.values():
        db.conn.execute(sql)
    sums: Counter[Key] = Counter()
    db.conn.executemany(_INSERT, _summed(index_rows(lines.select_by_case(db)), sums))
    _add(db, sums)
    db.conn.execute("INSERT INTO case_search (case_search) VALUES ('rebuild')")
    for sql in (*INDEX_LOOKUPS.values(), *INDEX_TRIGGERS.values()):
        db.conn.execute(sql)


def _read(db: Database, sql: str, *values: object) -> Iterator[CaseRow]:
    # A cursor left open would keep its connection in the past.
    with closing(db.conn.execute(sql, values)) as found:
        yield from map(CaseRow._make, found)
