"""Workbooks made to exhaust whoever opens them are known before anything is made of them."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from screening.settings import HOME
from screening.spreadsheets import SpreadsheetUnreadable, xlsx_rows
from screening.workbook_check import danger_in
from tests.fuzz.limits import within_limits

SHEET, STYLES, TYPES = "xl/worksheets/sheet1.xml", "xl/styles.xml", "[Content_Types].xml"
STRINGS = "xl/sharedStrings.xml"


def workbook(
    tmp_path: Path, part: str = SHEET, altered: Callable[[bytes], bytes] = lambda held: held
) -> Path:
    """The workbook among the examples with one part altered, stored as it is."""
    file = tmp_path / "requests.xlsx"
    with (
        zipfile.ZipFile(HOME / "data/examples/requests.xlsx") as source,
        zipfile.ZipFile(file, "w") as copy,
    ):
        parts = {name: source.read(name) for name in source.namelist()}
        for name, held in {**parts, part: altered(parts.get(part, b""))}.items():
            copy.writestr(name, held)
    return file


def danger(file: Path) -> str | None:
    with file.open("rb") as opened:
        return danger_in(opened)


def before(end: bytes, more: bytes) -> Callable[[bytes], bytes]:
    def altered(held: bytes) -> bytes:
        assert end in held
        return held.replace(end, more + end, 1)

    return altered


@pytest.mark.parametrize(
    ("part", "altered", "found"),
    [
        (SHEET, before(b"</row>", b"<c/>" * 50_000), None),
        (SHEET, before(b"</row>", b"<c/>" * 70_001), "xlsx_bomb"),
        (SHEET, before(b"</row>", b"<c><v>" * 40_000 + b"</v></c>" * 40_000), "xlsx_bomb"),
        (SHEET, before(b"</row>", b"<x:c/>" * 70_001), "xlsx_bomb"),
        (SHEET, before(b"</sheetData>", b"<row/>" * 100_000), None),
        (SHEET, before(b"</sheetData>", b"<row/>" * 500_001), "xlsx_bomb"),
        (SHEET, before(b"</worksheet>", b"<mergeCell/>" * 70_001), "xlsx_bomb"),
        (STRINGS, lambda _: b"<sst>" + b"<si><t>a</t></si>" * 100_000 + b"</sst>", None),
        (STRINGS, lambda _: b"<sst>" + b"<si/>" * 500_001 + b"</sst>", "xlsx_bomb"),
        (STRINGS, lambda _: b"<sst><si>" + b"<r/>" * 70_001 + b"</si></sst>", "xlsx_bomb"),
        (STYLES, before(b"</cellXfs>", b"<xf/>" * 65_490), None),
        (STYLES, before(b"</cellXfs>", b"<xf/>" * 70_001), "xlsx_bomb"),
        # Rows anywhere else are as much a part of a whole as anything.
        (STYLES, before(b"</cellXfs>", b"<row/>" * 70_001), "xlsx_bomb"),
        ("xl/worksheets/_rels/sheet1.xml.rels", lambda _: b"<a>" + b"<row/>" * 70_001, "xlsx_bomb"),
        (SHEET, lambda held: b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + held[held.index(b"<work") :],
         "xlsx_broken"),
        (TYPES, lambda held: held.replace(b"/xl/workbook.xml", b"/xl/worksheets/sheet1.xml"),
         "xlsx_broken"),
        ("xl/media/image1.png", lambda _: b"\x89PNG\r\n\x1a\n", None),
        ("xl/calcChain.xml", lambda _: b"<calcChain>" + b"<c/>" * 100 + b"<broken", None),
    ],
)  # fmt: skip
def test_a_workbook_is_counted_before_it_is_opened(
    tmp_path: Path, part: str, altered: Callable[[bytes], bytes], found: str | None
) -> None:
    assert danger(workbook(tmp_path, part, altered)) == found


def test_a_part_larger_than_its_file_is_refused(tmp_path: Path) -> None:
    file = workbook(tmp_path)
    held = bytearray(file.read_bytes())
    # The packed size stands 20 bytes behind the signature of an entry in the archive's directory.
    at = held.rindex(b"PK\x01\x02") + 20
    held[at : at + 4] = (1 << 31).to_bytes(4, "little")
    file.write_bytes(held)

    assert danger(file) == "xlsx_broken"


def test_rows_and_strings_are_counted_over_all_parts(tmp_path: Path) -> None:
    sheet = before(b"</sheetData>", b"<row/>" * 300_000)
    file = workbook(tmp_path, SHEET, sheet)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(STRINGS, b"<sst>" + b"<si/>" * 300_000 + b"</sst>")

    assert danger(file) == "xlsx_bomb"


def test_four_megabytes_of_cells_in_one_row_take_no_memory(tmp_path: Path) -> None:
    file = workbook(tmp_path, SHEET, before(b"</row>", b"<c/>" * 1_000_000))

    with within_limits(), pytest.raises(SpreadsheetUnreadable) as refused:
        list(xlsx_rows(file))

    assert refused.value.problem.code == "xlsx_bomb"
    assert refused.value.problem.values == {"most": 50}
