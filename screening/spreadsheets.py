"""Reads the rows of CSV and XLSX files, whatever program saved them, and nothing that runs.

Rows come one by one, so that a file of a million rows needs no more memory than one of ten. What a
row means is no concern of this module.
"""

import codecs
import csv
import io
import re
import struct
import warnings
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import IO, Any, NamedTuple, TextIO

from screening.core.problems import Problem
from screening.core.spelling import shown
from screening.workbook_check import MOST_BYTES, ZIP, danger_in


class Refused(NamedTuple):
    """A cell that must not be read: `code` and `values` are those of a Problem."""

    code: str
    values: Mapping[str, object]


Cell = str | int | float | bool | date | Refused | None


class Row(NamedTuple):
    """A row with its cells, blank ones None, and the line it begins on, in XLSX its number.

    A row that cannot be told into cells holds one Refused, in `refused`, and no cells.
    """

    line: int
    cells: tuple[Cell, ...]
    refused: Refused | None = None


class SpreadsheetUnreadable(Exception):
    """The file is not what its name says, or is cut off. Show the problem it carries."""

    def __init__(self, code: str, line: int | None = None, **values: object) -> None:
        super().__init__(code)
        self.problem = Problem((), code, values, line=line)


# ── CSV ──────────────────────────────────────────────────────────────────────────────────────

_DELIMITERS = ",;\t"
_CHUNK = 1 << 16
# Of a row, in characters: more than any request has, and little enough for the memory.
LONGEST_ROW = 1_000_000
# Excel writes this line first, and understands it, when a program asks it to.
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)


def csv_rows(path: Path) -> Iterator[Row]:
    """The rows of a CSV file that hold something, in the encoding and with the delimiter it has.

    Encodings: UTF-8, UTF-16 with its mark, else Windows-1252, as Excel saves in France. The
    delimiter, comma, semicolon or tab, is the one that tells most columns apart in the first row.
    Raises SpreadsheetUnreadable.
    """
    with path.open(encoding=_encoding(path), newline="") as file:
        head = file.read(_CHUNK)
        file.seek(0)
        first_line = 1
        if separator := _SEPARATOR_LINE.match(head):
            file.readline()
            first_line, delimiter = 2, separator[1]
        else:
            delimiter = max(_DELIMITERS, key=lambda one: _columns(head, one))
        for line, record in _records(file, delimiter, first_line):
            if isinstance(record, Refused):
                yield Row(line, (), record)
            elif any(cells := tuple(cell.strip() or None for cell in record)):
                yield Row(line, cells)


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4)
        if start == ZIP:
            raise SpreadsheetUnreadable("csv_is_xlsx")
        marked = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
            if _is_text(file, encoding):
                return encoding
    raise SpreadsheetUnreadable("csv_not_text")


def _is_text(file: IO[bytes], encoding: str) -> bool:
    """Whether the whole file can be text in this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while chunk := file.read(_CHUNK):
            if "\0" in decoder.decode(chunk):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


class _RowTooLong(Exception):
    """The lines taken for one row are too many characters to be one."""


def _line(file: TextIO) -> str:
    """The next line, of which the longest are cut; nothing at the end."""
    line = file.readline(LONGEST_ROW)
    if len(line) < LONGEST_ROW or line.endswith(("\n", "\r")):
        return line
    while (rest := file.readline(LONGEST_ROW)) and not rest.endswith(("\n", "\r")):
        pass
    return line + "\n"


def _columns(head: str, delimiter: str) -> int:
    """How many columns the first row that holds something has with this delimiter."""
    try:
        for record in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter):
            if any(cell.strip() for cell in record):
                return len(record)
    except csv.Error:
        pass  # a cell without end: with another delimiter there may be none
    return 1


def _records(file: TextIO, delimiter: str, line: int) -> Iterator[tuple[int, list[str] | Refused]]:
    """Records with their first lines. A badly quoted record loses its own first line only."""
    again: deque[str] = deque()
    taken: list[str] = []
    length = 0  # of what was taken for this record

    def feed() -> Iterator[str]:
        nonlocal length
        while text := again.popleft() if again else _line(file):
            taken.append(text)
            length += len(text)
            if length > LONGEST_ROW:
                raise _RowTooLong
            yield text

    reader = csv.reader(feed(), delimiter=delimiter, strict=True)
    while True:
        taken.clear()
        length = 0
        record: list[str] | Refused
        try:
            record = next(reader)
        except StopIteration:
            return
        except (csv.Error, _RowTooLong) as error:
            if len(taken) == 1 and isinstance(error, _RowTooLong):
                record = Refused("request_long", {"most": LONGEST_ROW})
            elif len(taken) == 1 and "field larger" in str(error):
                record = Refused("csv_long_cell", {"most": csv.field_size_limit()})
            else:
                # A quote that is never closed takes in all that follows: give it back.
                record = Refused("csv_quotes", {})
                again.extendleft(reversed(taken[1:]))
                del taken[1:]
            reader = csv.reader(feed(), delimiter=delimiter, strict=True)
        yield line, record
        line += len(taken)


# ── XLSX ─────────────────────────────────────────────────────────────────────────────────────

MOST_ROWS = 100_000
MOST_COLUMNS = 200
_LAST_ROW = 1_048_576  # of any sheet

# openpyxl and zipfile have no closed list of errors: they fail wherever a broken file leads them.
_BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,  # of XML
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)

# It warns of decorations that it does not read, which nobody needs to know.
warnings.filterwarnings("ignore", module=r"openpyxl\b")


def xlsx_rows(path: Path) -> Iterator[Row]:
    """The rows of the first visible sheet of a workbook that hold something.

    A formula is refused, never computed; a percentage is its number of hundredths, 80 for 80 %.
    Raises SpreadsheetUnreadable, also for a workbook made to exhaust whoever opens it.
    """
    # Slow to import, and other files do not need it.
    from openpyxl import load_workbook  # type: ignore[import-untyped]  # it ships no types

    with path.open("rb") as file:
        try:
            if danger := danger_in(file):
                raise SpreadsheetUnreadable(danger, most=MOST_BYTES >> 20)
            book = load_workbook(file, read_only=True, keep_links=False)
        except _BROKEN:
            raise SpreadsheetUnreadable("xlsx_broken") from None
        yield from _sheet_rows(book)


def _sheet_rows(book: Any) -> Iterator[Row]:
    try:
        sheet = next(one for one in book.worksheets if one.sheet_state == "visible")
        # Some programs declare the size of a sheet wrongly; the cells themselves are right.
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_row=_LAST_ROW, max_col=MOST_COLUMNS + 1)
    except (*_BROKEN, StopIteration):
        raise SpreadsheetUnreadable("xlsx_broken") from None
    blank = None
    for number in count(1):
        try:
            row = next(rows)
            if row is blank:
                continue
            cells = tuple(_cell(one) for one in row)
        except StopIteration:
            return
        except _BROKEN:
            raise SpreadsheetUnreadable("xlsx_broken", line=number) from None
        if all(cell is None for cell in cells):
            blank = row  # the very same for every row that the file leaves out: a million at worst
            continue
        if number > MOST_ROWS:
            raise SpreadsheetUnreadable("xlsx_too_many_rows", line=number, most=MOST_ROWS)
        if cells[-1] is not None:
            raise SpreadsheetUnreadable("xlsx_too_many_columns", line=number, most=MOST_COLUMNS)
        yield Row(number, cells)


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return None
    if cell.data_type == "f":
        return Refused("xlsx_formula", {"cell": cell.coordinate})
    if cell.data_type == "e":
        return Refused("xlsx_error", {"cell": cell.coordinate, "found": shown(value)})
    match value:
        case str():
            return value.strip() or None
        case bool():
            return value
        case int() | float():
            return _number(value, percent="%" in cell.number_format)
        case datetime():
            return value.date()
        case date():
            return value
        case _:
            return str(value)  # a time of day or a length of time


def _number(value: int | float, percent: bool) -> int | float:
    """The number as it is shown: a spreadsheet keeps 80 as 80.0, and 80 % as 0.8."""
    if percent:
        value = round(value * 100, 6)
    return int(value) if isinstance(value, float) and value.is_integer() else value
