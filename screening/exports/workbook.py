"""An Excel workbook as its reader would have laid it out, written row by row in little memory."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from io import FileIO
from pathlib import Path
from traceback import clear_frames
from typing import Any, NamedTuple

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types
from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from screening.core.chain import Head
from screening.core.model import Language
from screening.exports.columns import Cell, Column, Kind, Table, local
from screening.exports.texts import FORMULA_SIGNS, Fitting
from screening.language import t

# Excel's own limit.
ROWS = 1_048_576
_A4 = 9
# Excel counts days from here, as far as anybody needs: before March 1900 it counts otherwise.
_DAY_ZERO = date(1899, 12, 30).toordinal()
_SECONDS_A_DAY = 86_400
_FIRST_SERIAL = 61

# Names of months in the language of the words around them, whatever Excel's.
_DAYS: dict[Language, str] = {"fr": "dd/mm/yyyy", "en": "[$-809]d mmm yyyy"}
_MONTHS: dict[Language, str] = {"fr": "[$-40C]mmm yyyy", "en": "[$-809]mmm yyyy"}
_MONEY: dict[Language, str] = {"fr": '#,##0\u00a0"€"', "en": '"€"#,##0'}
# In points, and as many lines as Excel can show.
LINE_HEIGHT, _MOST_LINES = 15, 27
_DARK, _PALE = "#1F3A4D", "#E8EEF2"

Look = Kind | str


class Looks(NamedTuple):
    """The formats of a workbook by what they are for, and those of cells that begin like a formula.

    Excel shows a quoted cell as it is and, should somebody edit it, keeps it a text.
    """

    plain: dict[str, Format]
    quoted: dict[str, Format]


class Workbook:
    """A workbook being written. Sheets keep the order in which they are added, but for those that
    continue a sheet of more rows than Excel can hold: they come last.

    Use as a context manager: what is left open at an exception is closed, and the file is then to
    be thrown away. `progress` hears nothing new while the file is packed, and may raise.
    """

    def __init__(
        self,
        file: Path,
        folder: Path,
        language: Language,
        head: Head,
        at: datetime,
        fitting: Fitting,
        progress: Callable[[int], object],
    ) -> None:
        self.language = language
        self.fitting = fitting
        self._head = head
        self._file = _Watched(file, progress)
        options = {
            # Rows go to the disk as they come, in the folder that is removed whatever happens.
            "constant_memory": True,
            "tmpdir": str(folder),
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "default_date_format": _DAYS[language],
        }
        self._book: Any = xlsxwriter.Workbook(self._file, options)
        self._book.use_zip64()
        self._book.set_properties(
            {
                "title": t(language, "export.workbook"),
                "comments": str(head),
                "author": "",
                "created": at.astimezone(UTC),
            }
        )
        self.looks = _looks(self._book, language)

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        try:
            if kind is None:
                self._pack()
        finally:
            for sheet in self._book.worksheets():
                sheet.row_data_fh.close()
            self._file.close()

    def _pack(self) -> None:
        try:
            self._book.close()
        except BaseException as error:
            # The archive would be finished when it is let go of: now, and in vain.
            self._file.given_up = True
            failed = error.args[0] if isinstance(error, FileCreateError) else error
            clear_frames(failed.__traceback__)
            raise failed from None

    def sheet(self, code: str, part: int = 1) -> Worksheet:
        """A new sheet, set up to be printed."""
        name = t(self.language, f"export.sheet.{code}")
        sheet = self._book.add_worksheet(name if part == 1 else f"{name} {part}")
        sheet.set_paper(_A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
        footer = t(self.language, "export.footer", sheet=name, head=str(self._head))
        sheet.set_footer(f"&L&8{footer.replace('&', '&&')}&R&8&P / &N")
        return sheet

    def table(self, table: Table) -> "Rows":
        return Rows(self, table)

    def chart(self, kind: str) -> Any:
        return self._book.add_chart({"type": kind, "subtype": "stacked"})

    def write(self, sheet: Worksheet, row: int, place: int, cell: Cell, look: Look) -> None:
        """One cell, as a number, a date or a text, and never as a formula or a link."""
        if cell is None:
            return
        if isinstance(cell, str):
            text = self.fitting(cell)
            looks = self.looks.quoted if text[:1] in FORMULA_SIGNS else self.looks.plain
            sheet.write_string(row, place, _no_markup(text), looks[look])
        elif isinstance(cell, int):
            sheet.write_number(row, place, cell, self.looks.plain[look])
        else:
            serial = _serial(cell, look)
            if serial < _FIRST_SERIAL:
                sheet.write_string(row, place, cell.isoformat(), self.looks.plain[look])
            else:
                sheet.write_number(row, place, serial, self.looks.plain[look])


class Rows:
    """The rows of a table: a heading that stays in view and on every page, filters, and cells."""

    def __init__(self, book: Workbook, table: Table) -> None:
        self._book = book
        self._table = table
        self._kinds = tuple(column.kind for column in table.columns)
        self._prose = tuple(
            (place, column.width)
            for place, column in enumerate(table.columns)
            if column.kind == "prose"
        )
        self._parts = 0
        self._begin()

    def _begin(self) -> None:
        self._parts += 1
        self._sheet = self._book.sheet(self._table.code, self._parts)
        self._next = 1
        sheet, looks = self._sheet, self._book.looks.plain
        for place, column in enumerate(self._table.columns):
            sheet.set_column(place, place, column.width, looks[column.kind])
        sheet.set_row(0, 32)
        for place, column in enumerate(self._table.columns):
            look = "number_heading" if column.kind in ("number", "money") else "heading"
            self._book.write(sheet, 0, place, _title(column, self._book.language), look)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        sheet.hide_gridlines(0)

    def add(self, cells: Sequence[Cell]) -> None:
        if self._next == ROWS:
            self.finish()
            self._begin()
        write, sheet, row = self._book.write, self._sheet, self._next
        lines = self._lines(cells)
        if lines > 1:
            sheet.set_row(row, lines * LINE_HEIGHT)
        # XlsxWriter would keep the height of every row until the end: of those on the disk, too.
        sheet.row_info.pop(row - 2, None)
        sheet.row_sizes.pop(row - 2, None)
        for place, cell in enumerate(cells):
            if cell is not None:
                write(sheet, row, place, cell, self._kinds[place])
        self._next += 1

    def _lines(self, cells: Sequence[Cell]) -> int:
        """How many lines the longest prose of a row takes, more or less: not every program that
        opens a workbook finds out by itself."""
        most = 1
        for place, width in self._prose:
            cell = cells[place]
            # Most texts are shorter than their column.
            if isinstance(cell, str) and (len(cell) > width or "\n" in cell):
                most = max(most, lines_of(cell, width))
        return min(most, _MOST_LINES)

    def finish(self) -> None:
        """Sets up what depends on how many rows there are."""
        last = max(self._next - 1, 1)
        printed = sum(column.printed for column in self._table.columns)
        self._sheet.autofilter(0, 0, last, len(self._kinds) - 1)
        self._sheet.print_area(0, 0, last, printed - 1)
        # A registration number is a text on purpose: no green corners.
        self._sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})


class _Watched(FileIO):
    """A file that lets whoever waits for it say stop while it is packed.

    What is written to it once it is given up goes nowhere.
    """

    def __init__(self, file: Path, progress: Callable[[int], object]) -> None:
        super().__init__(file, "w")
        self._progress = progress
        self.given_up = False

    def write(self, data: Any, /) -> int:
        if self.given_up:
            return len(data)
        self._progress(0)
        rest = memoryview(data).cast("B")
        while rest:
            rest = rest[super().write(rest) :]
        return len(data)


def lines_of(text: str, width: int) -> int:
    """How many lines a text takes in a column: letters are narrower than the digits in which Excel
    counts widths."""
    return sum(len(part) * 10 // (width * 11) + 1 for part in text.split("\n"))


def _title(column: Column, language: Language) -> str:
    return t(language, f"export.column.{column.code}.title")


def _serial(cell: date, look: Look) -> float:
    """What Excel keeps of a day or of a moment: days, in whole or in parts."""
    if not isinstance(cell, datetime):
        return cell.toordinal() - _DAY_ZERO
    shown = local(cell)
    days = shown.toordinal() - _DAY_ZERO
    if look != "moment":
        return days
    return days + (shown.hour * 3_600 + shown.minute * 60 + shown.second) / _SECONDS_A_DAY


def _no_markup(text: str) -> str:
    """XlsxWriter takes a text between these marks for XML that it wrote itself."""
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def _looks(book: Any, language: Language) -> Looks:
    top: dict[str, object] = {"valign": "top"}
    words = {**top, "align": "left", "indent": 1}
    number = {**top, "align": "right", "indent": 1}
    counts = '#,##0;-#,##0;"–"'
    heading: dict[str, object] = {
        "bold": True,
        "text_wrap": True,
        "valign": "vcenter",
        "font_color": "#FFFFFF",
        "bg_color": _DARK,
    }
    about: dict[str, dict[str, object]] = {
        "text": words,
        "prose": {**words, "text_wrap": True},
        "number": {**number, "num_format": "#,##0"},
        "percent": {**number, "num_format": '0\u00a0"%"' if language == "fr" else '0"%"'},
        "money": {**number, "num_format": _MONEY[language]},
        "day": {**words, "num_format": _DAYS[language]},
        "moment": {**words, "num_format": f"{_DAYS[language]} hh:mm"},
        "month": {**words, "num_format": _MONTHS[language]},
        "left": {**words, "num_format": "0"},
        "count": {**number, "num_format": counts},
        "heading": {**heading, "indent": 1},
        "number_heading": {**heading, "align": "right", "indent": 1},
        "title": {"bold": True, "font_size": 16, "font_color": _DARK},
        "label": {**words, "bold": True, "text_wrap": True, "bg_color": _PALE},
        "total": {**number, "bold": True, "top": 1, "num_format": counts},
        "total_label": {"bold": True, "top": 1, "indent": 1},
        "total_money": {**number, "bold": True, "top": 1, "num_format": _MONEY[language]},
    }
    return Looks(
        {name: book.add_format(one) for name, one in about.items()},
        {name: book.add_format({**one, "quote_prefix": True}) for name, one in about.items()},
    )
