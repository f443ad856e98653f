"""The tables of a log file, and the triggers that keep its lines as they are."""

from types import NoneType
from typing import get_args, get_type_hints

from screening.core.cases import ROWS, CaseRow
from screening.core.impact import FIGURES
from screening.stores.sqlite.lines import COMMON
from screening.stores.sqlite.marks import MARKS
from screening.stores.sqlite.search import BEGINNINGS

# ── The lines ────────────────────────────────────────────────────────────────────────────────

# A line's submission and edition are read from its sealed content: nothing else can disagree.
LINES = """
CREATE TABLE line (
    number INTEGER PRIMARY KEY,
    "case" TEXT,
    content TEXT NOT NULL,
    seal TEXT NOT NULL,
    submission TEXT AS (json_extract(content, '$.submission')),
    edition TEXT AS (
        CASE json_extract(content, '$.fact')
        WHEN 'edition_adopted' THEN json_extract(content, '$.fingerprint')
        END
    )
) STRICT;
CREATE INDEX line_case ON line ("case") WHERE "case" IS NOT NULL;
CREATE UNIQUE INDEX line_submission ON line (submission) WHERE submission IS NOT NULL;
CREATE INDEX line_edition ON line (edition) WHERE edition IS NOT NULL;
"""

# The third is for INSERT OR REPLACE, which deletes what stands in its way without a DELETE.
PROTECTIONS = {
    "line_no_update": """CREATE TRIGGER line_no_update BEFORE UPDATE ON line
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END""",
    "line_no_delete": """CREATE TRIGGER line_no_delete BEFORE DELETE ON line
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END""",
    "line_no_replace": """CREATE TRIGGER line_no_replace BEFORE INSERT ON line
WHEN EXISTS (SELECT 1 FROM line WHERE number = NEW.number)
    OR EXISTS (SELECT 1 FROM line WHERE submission = NEW.submission)
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END""",
}

# ── The index of cases ───────────────────────────────────────────────────────────────────────


def _column(name: str, type_: object) -> str:
    may_be_none = NoneType in get_args(type_)
    stored = "INTEGER" if int in (type_, *get_args(type_)) else "TEXT"
    return f'"{name}" {stored}{"" if may_be_none else " NOT NULL"}'


def _case_index() -> str:
    columns = [_column(*one) for one in get_type_hints(CaseRow).items()]
    parts = [*columns, f"marks TEXT AS ({MARKS})", "PRIMARY KEY (number)", 'UNIQUE ("case")']
    # The comment is kept with the table: an index of rows told otherwise is not as described.
    return "CREATE TABLE case_index ( -- rows {}\n    {}\n) STRICT".format(
        ROWS, ",\n    ".join(parts)
    )


# A query on words, filters or both is one walk through the full-text index, newest case first:
# it holds the filters as words of their own (see marks), so that every combination is
# quick, as no few ordinary indexes would be, and a case costs a few pages less to write.
INDEX_TABLES = {
    "case_index": _case_index(),
    "case_search": f"""CREATE VIRTUAL TABLE case_search USING fts5(
    text, marks, content = 'case_index', content_rowid = 'number', columnsize = 0,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '{" ".join(map(str, BEGINNINGS))}'
)""",
    # What all cases add to the figures of a month (see core.impact), kept up with each of them:
    # a dashboard reads a few thousand rows, however many cases there are.
    "case_month": f"""CREATE TABLE case_month ( -- figures {FIGURES}
    month TEXT NOT NULL,
    measure TEXT NOT NULL,
    "of" TEXT NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (month, measure, "of")
) STRICT, WITHOUT ROWID""",
}
# All that is asked of organisations is in here: the wide rows stay unread.
INDEX_LOOKUPS = {
    "case_organisation": """CREATE INDEX case_organisation
    ON case_index (organisation, registration, number)""",
    "case_left": "CREATE INDEX case_left ON case_index (recused, owner) WHERE recused <> ''",
    "line_common": f"CREATE INDEX line_common ON line (number) WHERE {COMMON}",
}
_FORGET = """INSERT INTO case_search (case_search, rowid, text, marks)
        VALUES ('delete', old.number, old.text, old.marks)"""
_LEARN = """INSERT INTO case_search (rowid, text, marks)
        VALUES (new.number, new.text, new.marks)"""
INDEX_TRIGGERS = {
    "case_index_added": f"""CREATE TRIGGER case_index_added AFTER INSERT ON case_index BEGIN
    {_LEARN};
END""",
    "case_index_removed": f"""CREATE TRIGGER case_index_removed AFTER DELETE ON case_index BEGIN
    {_FORGET};
END""",
    "case_index_changed": f"""CREATE TRIGGER case_index_changed AFTER UPDATE ON case_index
WHEN old.text IS NOT new.text OR old.marks IS NOT new.marks BEGIN
    {_FORGET};
    {_LEARN};
END""",
}

# ── Drafts and the directory ─────────────────────────────────────────────────────────────────

PEOPLE = """
CREATE TABLE draft (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, content TEXT NOT NULL, saved_at TEXT NOT NULL
) STRICT;
CREATE INDEX draft_owner ON draft (owner);
CREATE TABLE person (id TEXT PRIMARY KEY, name TEXT, email TEXT, phone TEXT, erased_at TEXT) STRICT;
"""
