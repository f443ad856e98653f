"""Reads request files: YAML, JSON, JSON Lines, CSV or XLSX, one request after the other.

A mistake stays with its request: the others are read. Nothing here raises for what a file holds.
"""

import codecs
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import AnyStr, NamedTuple

from screening.core.criteria import Edition
from screening.core.problems import Path as Place
from screening.core.problems import Problem, errors
from screening.core.request import Request, read_request
from screening.core.spelling import shown
from screening.json_file import JsonValue, read_json, read_json_line
from screening.request_columns import RequestColumns
from screening.spreadsheets import (
    LONGEST_ROW,
    Row,
    SpreadsheetUnreadable,
    csv_rows,
    xlsx_rows,
)
from screening.yaml_documents import read_yaml_values

MOST_BYTES = 64 << 20
# Formats that are read as a whole: YAML takes a hundred times as long to read as JSON, and JSON can
# take thirty times its size in memory.
MOST_BYTES_AS_A_WHOLE = {".yaml": 2 << 20, ".yml": 2 << 20, ".json": 4 << 20}
# Of a line of JSON Lines, in bytes or characters, as of a row.
LONGEST_LINE = LONGEST_ROW


class RawEntry(NamedTuple):
    """A request as a file holds it, in the order of the file, and what is wrong with the writing.

    `position` counts from 1; 0 is the file as a whole. `raw` is None when unreadable, and is
    usually a mapping; `line_of` knows the lines inside it, where the format tells.
    """

    position: int
    raw: object
    problems: tuple[Problem, ...] = ()
    line: int | None = None
    line_of: Callable[[Place], int] | None = None


class Entry(NamedTuple):
    """A request read from a file; `request` is None exactly when a problem is an error.

    `position` counts the file's requests from 1; 0 is the file as a whole. `reference` is there
    whenever it could be read.
    """

    path: Path
    position: int
    line: int | None
    reference: str | None
    request: Request | None
    problems: tuple[Problem, ...]


def read_requests(paths: Iterable[Path], edition: Edition, day: date) -> Iterator[Entry]:
    """The requests of several files, checked against an edition, its options as of a day.

    A reference given twice in these files is a problem of the second request.
    """
    seen: dict[str | None, tuple[str, int]] = {}
    for path in paths:
        for raw in read_file(path, edition):
            entry = _checked(path, raw, edition, day)
            reference = entry.reference
            if reference in seen:
                problem = _with_line(_repeated(reference, *seen[reference]), raw)
                entry = entry._replace(request=None, problems=(*entry.problems, problem))
            elif reference is not None:
                seen[reference] = (path.name, entry.position)
            yield entry


def read_file(path: Path, edition: Edition) -> Iterator[RawEntry]:
    """What a file holds, request by request. The edition tells which columns are questions.

    A file that cannot be read at all, or holds no request, gives one entry that says so.
    """
    read = _READERS.get(path.suffix.lower())
    if read is None:
        values = {"found": shown(path.suffix or path.name), "known": ", ".join(_READERS)}
        yield RawEntry(0, None, (Problem((), "request_file_ending", values),))
        return
    position = 0
    try:
        problem = _unfit(path)
        if problem is None:
            for position, entry in enumerate(read(path, edition), start=1):
                yield entry._replace(position=position)
            if position == 0:
                problem = Problem((), "request_file_empty")
    except OSError:
        problem = Problem((), "request_file_not_opened")
    except (_NotText, SpreadsheetUnreadable) as unreadable:
        problem = unreadable.problem
    if problem is not None:
        yield RawEntry(0, None, (problem,), problem.line)


def _unfit(path: Path) -> Problem | None:
    """Why a file cannot even be opened. Raises OSError."""
    if not path.exists():
        return Problem((), "request_file_missing")
    if path.is_dir():
        return Problem((), "request_file_folder")
    if not path.is_file():
        return Problem((), "request_file_not_opened")
    size = path.stat().st_size
    whole = MOST_BYTES_AS_A_WHOLE.get(path.suffix.lower(), MOST_BYTES)
    if whole < size <= MOST_BYTES:
        return Problem((), "request_file_large_for_lines", {"most": whole >> 20})
    if size > MOST_BYTES:
        return Problem((), "request_file_large", {"most": MOST_BYTES >> 20})
    return None


# ── Checking ─────────────────────────────────────────────────────────────────────────────────


def _checked(path: Path, entry: RawEntry, edition: Edition, day: date) -> Entry:
    request: Request | None = None
    problems = entry.problems
    if entry.raw is not None or not errors(problems):
        request, more = read_request(entry.raw, edition, day)
        problems = (*problems, *_not_told_yet(more, problems))
        if errors(problems):
            request = None
    placed = sorted((_with_line(one, entry) for one in problems), key=lambda one: one.line or 0)
    reference = request.reference if request else _reference(entry.raw)
    return Entry(path, entry.position, entry.line, reference, request, tuple(placed))


def _not_told_yet(more: Iterable[Problem], told: Sequence[Problem]) -> Iterator[Problem]:
    """Leaves out what follows from a cell or key that could not be read: that it is missing."""
    places = {one.at for one in errors(told) if one.at}
    for one in more:
        if not any(one.at[:length] in places for length in range(1, len(one.at) + 1)):
            yield one


def _with_line(problem: Problem, entry: RawEntry) -> Problem:
    if problem.line is not None:
        return problem
    line = entry.line_of(problem.at) if entry.line_of else entry.line
    return replace(problem, line=line)


def _reference(raw: object) -> str | None:
    """What names a request that cannot be read: its reference, shortened if need be."""
    written = raw.get("reference") if isinstance(raw, Mapping) else None
    text = written.strip() if isinstance(written, str) else ""
    return (text if len(text) <= 100 and text.isprintable() else shown(text)) or None


def _repeated(reference: str | None, file: str, position: int) -> Problem:
    values = {"reference": reference, "file": shown(file), "number": position}
    return Problem(("reference",), "reference_repeated", values)


# ── YAML, JSON and JSON Lines ────────────────────────────────────────────────────────────────


def _yaml(path: Path, _: Edition) -> Iterator[RawEntry]:
    for value in read_yaml_values(_text(path.read_bytes())):
        problems = tuple(one for one in value.problems if not _is_comment(one))
        yield RawEntry(0, value.value, problems, value.line, value.line_of)


def _is_comment(problem: Problem) -> bool:
    """Whether a # most likely begins a comment, as after a number or an option."""
    return problem.code == "text_cut_short" and problem.at not in _SENTENCES


_SENTENCES: tuple[Place, ...] = (("title",), ("summary",), ("prospect", "name"))


def _json(path: Path, _: Edition) -> Iterator[RawEntry]:
    for value in read_json(_text(path.read_bytes())):
        yield _json_entry(value)


def _json_lines(path: Path, _: Edition) -> Iterator[RawEntry]:
    with path.open("rb") as file:
        encoding = _encoding(file.read(4))
        file.seek(0)
        if encoding in _WIDE:
            # Its lines end in several bytes, which only the text shows.
            text = io.TextIOWrapper(file, encoding, newline="\n")
            yield from _json_entries(_lines(text.readline, "\n"))
        else:
            yield from _json_entries(_lines(file.readline, b"\n"))


def _json_entries(lines: Iterator[str | bytes | None]) -> Iterator[RawEntry]:
    number = 0
    while True:
        number += 1
        try:
            line = next(lines)
        except StopIteration:
            return
        except UnicodeDecodeError:
            raise _NotText(number) from None
        if line is None:
            problem = Problem((), "request_long", {"most": LONGEST_LINE})
            yield RawEntry(0, None, (problem,), number)
            continue
        try:
            text = line if isinstance(line, str) else _text(line.rstrip(b"\r\n"), number)
        except _NotText as unreadable:
            yield RawEntry(0, None, (unreadable.problem,), number)
            continue
        if text.strip():
            yield _json_entry(read_json_line(text, number))


def _lines(read: Callable[[int], AnyStr], end: AnyStr) -> Iterator[AnyStr | None]:
    """The lines of a file; None for one that is too long, which is passed over piece by piece."""
    while line := read(LONGEST_LINE + 1):
        if len(line) <= LONGEST_LINE:
            yield line
            continue
        yield None
        while line and not line.endswith(end):
            line = read(LONGEST_LINE)


def _json_entry(value: JsonValue) -> RawEntry:
    return RawEntry(0, value.value, value.problems, value.line)


# ── CSV and XLSX ─────────────────────────────────────────────────────────────────────────────


def _csv(path: Path, edition: Edition) -> Iterator[RawEntry]:
    return _table(csv_rows(path), edition)


def _xlsx(path: Path, edition: Edition) -> Iterator[RawEntry]:
    return _table(xlsx_rows(path), edition)


def _table(rows: Iterator[Row], edition: Edition) -> Iterator[RawEntry]:
    header = next(rows, None)
    if header is None:
        return
    if header.refused is not None:
        raise SpreadsheetUnreadable(header.refused.code, header.line, **header.refused.values)
    columns = RequestColumns(header, edition)
    if not columns.known:
        names = shown(", ".join(column.name for column in columns.columns))
        raise SpreadsheetUnreadable("no_known_column", header.line, found=names)
    for row in rows:
        raw, problems = columns.request(row)
        yield RawEntry(0, raw, tuple(problems), row.line)


# ── Text ─────────────────────────────────────────────────────────────────────────────────────

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins as the mark of UTF-16 does
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = ("utf-16", "utf-32")


class _NotText(Exception):
    """The bytes are in no encoding that these formats may have."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.problem = Problem((), "file_not_utf8", line=line)


def _text(content: bytes, line: int = 1) -> str:
    """The text in UTF-8, or in the encoding that its mark names. Raises _NotText."""
    try:
        return content.decode(_encoding(content))
    except UnicodeDecodeError as error:
        raise _NotText(line + content[: error.start].count(b"\n")) from None


def _encoding(start: bytes) -> str:
    """The encoding that the mark at the beginning names, UTF-8 without one."""
    return next((name for mark, name in _MARKS if start.startswith(mark)), "utf-8")


_Reader = Callable[[Path, Edition], Iterator[RawEntry]]
_READERS: Mapping[str, _Reader] = {
    ".yaml": _yaml,
    ".yml": _yaml,
    ".json": _json,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".csv": _csv,
    ".xlsx": _xlsx,
}
