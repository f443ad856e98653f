"""Rows of CSV and XLSX files: what programs save, what breaks, and what must not be opened."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from screening.core.model import LANGUAGES
from screening.core.problems import Problem
from screening.language import say_problem
from screening.spreadsheets import Refused, Row, SpreadsheetUnreadable, csv_rows, xlsx_rows

Reader = Callable[[Path], Iterator[Row]]


def problem_in(read: Reader, path: Path) -> Problem | None:
    """What keeps a file from being read to its end; its sentences exist in both languages."""
    problem = None
    try:
        list(read(path))
    except SpreadsheetUnreadable as unreadable:
        problem = unreadable.problem
    if problem is not None:
        assert all(all(say_problem(language, problem)) for language in LANGUAGES)
    return problem


def refusal(read: Reader, path: Path) -> tuple[str, int | None]:
    """The sentence a file earns, and the line it stands on."""
    problem = problem_in(read, path)
    assert problem is not None
    return say_problem("en", problem)[0], problem.line


# ── CSV ──────────────────────────────────────────────────────────────────────────────────────


def rows_of(tmp_path: Path, content: str, encoding: str = "utf-8") -> list[Row]:
    path = tmp_path / "requests.csv"
    path.write_bytes(content.encode(encoding))
    return list(csv_rows(path))


HEADER_AND_ROW = [Row(1, ("prospect", "title")), Row(2, ("École", "été"))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_program_s_csv_gives_the_same_rows(
    tmp_path: Path, encoding: str, delimiter: str, ending: str
) -> None:
    content = f"prospect{delimiter}title{ending}École{delimiter}été{ending}"

    assert rows_of(tmp_path, content, encoding) == HEADER_AND_ROW


def test_excel_s_separator_line_is_obeyed(tmp_path: Path) -> None:
    assert rows_of(tmp_path, "sep=|\r\nprospect|title\r\nÉcole|été, hiver\r\n") == [
        Row(2, ("prospect", "title")),
        Row(3, ("École", "été, hiver")),
    ]


def test_the_delimiter_is_that_of_the_first_row_whatever_the_cells_hold(tmp_path: Path) -> None:
    content = 'prospect;title;amount\n"A, B, C";"D; E";12 500,50\n'

    assert rows_of(tmp_path, content)[1].cells == ("A, B, C", "D; E", "12 500,50")


def test_a_row_knows_its_first_line(tmp_path: Path) -> None:
    content = '\n"prospect\nname",title\n\n , \n"A\n\nB",C\nD,E\n'

    assert rows_of(tmp_path, content) == [
        Row(2, ("prospect\nname", "title")),
        Row(6, ("A\n\nB", "C")),
        Row(9, ("D", "E")),
    ]


def test_blanks_around_a_cell_go_and_a_blank_cell_holds_nothing(tmp_path: Path) -> None:
    assert rows_of(tmp_path, "a,b,c\n  x\u00a0,  ,\n")[1].cells == ("x", None, None)


@pytest.mark.parametrize(
    "broken",
    ['"A,B', '"A"B,C', 'A,"B\nmore', '"'],
    ids=["never closed", "closed too early", "runs on", "alone"],
)
def test_a_badly_quoted_row_leaves_the_others_whole(tmp_path: Path, broken: str) -> None:
    rows = rows_of(tmp_path, f"a,b\n1,2\n{broken}\n3,4\n5,6\n")

    quotes = Refused("csv_quotes", {})
    assert [row for row in rows if row.refused] == [Row(3, (), quotes)]
    assert [row.cells for row in rows if row.line < 3] == [("a", "b"), ("1", "2")]
    assert [row.cells for row in rows][-2:] == [("3", "4"), ("5", "6")]


def test_a_cell_of_megabytes_costs_its_own_row_only(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, f"a,b\n{'x' * 900_000},1\n2,3\n")

    assert rows[1:] == [
        Row(2, (), Refused("csv_long_cell", {"most": 131_072})),
        Row(3, ("2", "3")),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_row_of_megabytes_costs_no_other_row(tmp_path: Path, end: str) -> None:
    # The quote of the fourth line is never closed; of the lines it takes in none is lost.
    lines = ["a,b", "," * 3_000_000, "1,2", '"never closed', *(["3,4"] * 260_000)]
    rows = rows_of(tmp_path, end.join(lines))

    assert rows[1:4] == [
        Row(2, (), Refused("request_long", {"most": 1_000_000})),
        Row(3, ("1", "2")),
        Row(4, (), Refused("csv_quotes", {})),
    ]
    assert rows[4:] == [Row(5 + number, ("3", "4")) for number in range(260_000)]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04rest", "The file is not CSV but looks like an Excel workbook."),
        (b"a,b\n\0,1\n", "The file is not text in an encoding that is read."),
        ("a,b\n1,2\n".encode("utf-16-le"), "The file is not text in an encoding that is read."),
        (b"\xff\xfea,b", "The file is not text in an encoding that is read."),
        (b"a,b\n\x81\x8d,1\n", "The file is not text in an encoding that is read."),
    ],
)
def test_what_is_no_csv_is_named(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "requests.csv"
    path.write_bytes(content)

    assert refusal(csv_rows, path) == (sentence, None)


def test_an_empty_file_has_no_rows(tmp_path: Path) -> None:
    assert rows_of(tmp_path, "") == rows_of(tmp_path, "\ufeff\n \n,,\n") == []


def test_rows_are_read_one_by_one(tmp_path: Path) -> None:
    """Of a file of a million rows, the first comes before the last is looked at as a row."""
    path = tmp_path / "requests.csv"
    path.write_bytes(b"a,b\n" + b"1,2\n" * 1_000_000 + b'"')

    rows = csv_rows(path)
    assert [next(rows).cells for _ in range(2)] == [("a", "b"), ("1", "2")]


_TABLES = st.lists(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8),
        min_size=2,
        max_size=4,
    ),
    min_size=1,
    max_size=5,
)


@settings(deadline=None)
@given(_TABLES, st.sampled_from(",;\t"))
def test_what_python_writes_as_csv_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, table: list[list[str]], delimiter: str
) -> None:
    path = tmp_path_factory.mktemp("csv") / "requests.csv"
    table = [["prospect", "title", "x", "y"], *table]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(table)

    kept = [tuple(cell.strip() or None for cell in row) for row in table]
    assert [row.cells for row in csv_rows(path)] == [row for row in kept if any(row)]


# ── XLSX ─────────────────────────────────────────────────────────────────────────────────────


A_MOMENT = datetime.fromisoformat("2026-09-03T12:00")


def saved(tmp_path: Path, *rows: list[object], formats: dict[str, str] | None = None) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for cell, number_format in (formats or {}).items():
        sheet[cell].number_format = number_format
    path = tmp_path / "requests.xlsx"
    book.save(path)
    return path


def cells(row: Row) -> list[object]:
    return [cell for cell in row.cells if cell is not None]


def test_a_workbook_s_cells_are_what_they_look_like(tmp_path: Path) -> None:
    path = saved(
        tmp_path,
        [" prospect ", "count", "money", "free", "share", "third", "starts", "day", "hour"],
        ["Nord", 80.0, 12500.5, True, 0.8, 0.29, A_MOMENT, date(2026, 9, 4), time(9)],
        formats={"E2": "0%", "F2": "0.00 %"},
    )

    header, row = xlsx_rows(path)
    assert cells(header)[0] == "prospect"
    found = cells(row)
    assert found == [
        "Nord", 80, 12500.5, True, 80, 29, date(2026, 9, 3), date(2026, 9, 4), "09:00:00"
    ]  # fmt: skip
    assert [type(found[1]), type(found[3]), type(found[4])] == [int, bool, int]


def test_formulas_and_errors_are_refused_and_name_their_cell(tmp_path: Path) -> None:
    path = saved(tmp_path, ["a", "b"], ["=1+1", "kept"], ["#N/A", "kept"])

    _, formula, error = xlsx_rows(path)
    assert formula.cells[:2] == (Refused("xlsx_formula", {"cell": "A2"}), "kept")
    assert error.cells[:2] == (Refused("xlsx_error", {"cell": "A3", "found": "#N/A"}), "kept")


def test_blank_rows_are_left_out_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    path = saved(tmp_path, ["a"], [], [" "], [None, "x"], [])

    assert [(row.line, cells(row)) for row in xlsx_rows(path)] == [(1, ["a"]), (4, ["x"])]


def test_the_first_sheet_that_can_be_seen_is_read(tmp_path: Path) -> None:
    book = Workbook()
    hidden = book.active
    assert hidden is not None
    hidden.append(["hidden"])
    hidden.sheet_state = "hidden"
    book.create_sheet("Requests").append(["seen"])
    book.create_sheet("More").append(["second"])
    path = tmp_path / "requests.xlsx"
    book.save(path)

    assert [cells(row) for row in xlsx_rows(path)] == [["seen"]]


def test_a_size_declared_wrongly_hides_nothing(tmp_path: Path) -> None:
    path = saved(tmp_path, ["a", "b"], ["1", "2"])
    _rewrite(path, "xl/worksheets/sheet1.xml", b'ref="A1:B2"', b'ref="A1"')

    assert [cells(row) for row in xlsx_rows(path)] == [["a", "b"], ["1", "2"]]


def test_a_sheet_with_a_cell_in_the_last_row_is_refused_at_once(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["a"])
    sheet.cell(1_048_576, 1, "far")
    path = tmp_path / "requests.xlsx"
    book.save(path)

    sentence = "The sheet has more than 100,000 rows; those beyond were not read."
    assert refusal(xlsx_rows, path) == (sentence, 1_048_576)


def test_a_sheet_wider_than_any_request_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, [f"column {number}" for number in range(201)])

    assert refusal(xlsx_rows, path) == ("The sheet has more than 200 columns.", 1)


BROKEN = "The file is not an Excel workbook, or it is damaged."
LOCKED = "The workbook is protected by a password or in the old .xls format."
BOMB = "Unpacked, the workbook would be abnormally large."


def _rewrite(path: Path, part: str, old: bytes, new: bytes) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def _archive(
    parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED, encrypted: bool = False
) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    content = file.getvalue()
    # The flag of an encrypted part, in the directory at the end of the archive.
    at = content.rindex(b"PK\x01\x02") + 8
    return content[:at] + b"\x01" + content[at + 1 :] if encrypted else content


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", BROKEN),
        (b"prospect,title\n", BROKEN),
        (b"PK\x03\x04", BROKEN),
        (b"PK\x03\x04" + bytes(100), BROKEN),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", LOCKED),
        (_archive({"a": b"x"}), BROKEN),
        (_archive({"a": b"x"}, encrypted=True), LOCKED),
        # Inflates without regard to the size declared.
        (_archive({"xl/workbook.xml": b"x"}, zipfile.ZIP_BZIP2), BROKEN),
        (_archive({"xl/sheet.xml": bytes(60 << 20)}), BOMB),
        (_archive({"xl/sheet.xml": bytes(5 << 20)}), BOMB),
        (_archive({f"part{number}": b"x" for number in range(201)}), BOMB),
    ],
    ids=[
        "empty", "text", "start", "zeros", "old", "no workbook", "password", "bzip2",
        "60 MB of nothing", "too dense", "too many parts",
    ],
)  # fmt: skip
def test_what_is_no_workbook_or_would_harm_is_named(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "requests.xlsx"
    path.write_bytes(content)

    assert refusal(xlsx_rows, path) == (sentence, None)


def test_entities_that_multiply_are_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, ["a"])
    entities = b"".join(
        b'<!ENTITY e%d "%s">' % (level, b"&e%d;" % (level - 1) * 20) for level in range(1, 9)
    )
    bomb = b'<!DOCTYPE x [<!ENTITY e0 "boom">' + entities + b"]>"
    _rewrite(path, "xl/workbook.xml", b"<workbook ", bomb + b'<workbook a="&e8;" ')

    assert refusal(xlsx_rows, path) == (BROKEN, None)


def test_a_sheet_cut_off_in_the_middle_gives_what_comes_before(tmp_path: Path) -> None:
    path = saved(tmp_path, ["a"], ["b"], ["c"])
    _rewrite(path, "xl/worksheets/sheet1.xml", b'<row r="3">', b'<row r="three">')

    rows = xlsx_rows(path)
    assert [cells(next(rows)), cells(next(rows))] == [["a"], ["b"]]
    with pytest.raises(SpreadsheetUnreadable):
        next(rows)


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_damaged_workbook_is_named_and_never_breaks_the_reader(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Each part of a workbook in turn loses, gains or repeats a few bytes."""
    folder = tmp_path_factory.mktemp("xlsx")
    path = saved(folder, ["a", "b"], [1, date(2026, 9, 1)], ["=1", True], formats={"A2": "0%"})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    content = parts[name]
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(len(content), start + 40)))
    new = data.draw(
        st.binary(max_size=10)
        | st.sampled_from([b"", b"9" * 30, b"&", b"<", b'"', b"-1", b"1e999"])
    )
    parts[name] = content[:start] + new + content[end:]
    path.write_bytes(_archive(parts))

    problem_in(xlsx_rows, path)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([b"", b"PK\x03\x04", b"a,b\n", b"\xff\xfe"]))
def test_random_bytes_never_break_the_readers(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, start: bytes
) -> None:
    path = tmp_path_factory.mktemp("bytes") / "requests"
    path.write_bytes(start + content)

    problem_in(csv_rows, path)
    problem_in(xlsx_rows, path)
