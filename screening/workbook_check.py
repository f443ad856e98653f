"""Finds what is dangerous in a workbook before anything is made of its parts.

A workbook is a ZIP archive of XML. A small one can unpack to gigabytes, and an element of four
bytes becomes an object of hundreds: both are counted first, without keeping anything.
"""

import io
import zipfile
from typing import IO
from xml.parsers import expat

# Of all parts together, unpacked.
MOST_BYTES = 50 << 20
_MOST_PARTS = 200
# Parts below this size can shrink by any ratio without doing harm.
_SMALL = 1 << 20
_MOST_RATIO = 100
_CHUNK = 1 << 16

# Rows and shared strings are read one by one, but each leaves something behind.
_MOST_KEPT = 500_000
# In one row (a sheet has at most 16,384 columns), in one string, and in what is read as a whole:
# a workbook has at most 65,490 formats of cells.
_MOST_TOGETHER = 70_000
_ONE_BY_ONE = frozenset({"row", "si"})

ZIP = b"PK\x03\x04"
# What older Excel files and encrypted ones begin with.
_OLE = b"\xd0\xcf\x11\xe0"


def danger_in(file: IO[bytes]) -> str | None:
    """The code of the problem that keeps a workbook from being opened; None when it can be.

    Raises what zipfile raises for an archive that is broken. The unpacked sizes that the archive
    declares can be trusted: zipfile never inflates a part beyond them.
    """
    start = file.read(4)
    if start == _OLE:
        return "xlsx_old_or_locked"
    if start != ZIP:
        return "xlsx_broken"
    file_size = file.seek(0, io.SEEK_END)
    with zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
        if any(part.flag_bits & 1 for part in parts):
            return "xlsx_old_or_locked"
        # The other methods would be inflated without regard to the size declared.
        if any(
            part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts
        ):
            return "xlsx_broken"
        # A part that is not compressed is read in one go, by the size it claims to have there.
        if any(part.compress_size > file_size for part in parts):
            return "xlsx_broken"
        if (
            len(parts) > _MOST_PARTS
            or sum(part.file_size for part in parts) > MOST_BYTES
            or any(part.file_size > max(_SMALL, part.compress_size * _MOST_RATIO) for part in parts)
        ):
            return "xlsx_bomb"
        counting = _Counting()
        for part in parts:
            with archive.open(part) as content:
                if danger := counting.danger_in(part.filename, content):
                    return danger
    return None


class _Dangerous(Exception):
    """Found while a part was counted; the argument is the problem's code."""


class _Counting:
    """Counts the elements of one part after the other. `kept` counts over all of them."""

    def __init__(self) -> None:
        self.kept = 0

    def danger_in(self, name: str, content: IO[bytes]) -> str | None:
        self.in_whole = 0
        self.in_one = 0
        self.depth = 0
        self.one_at: int | None = None
        self.one_by_one = _is_read_one_by_one(name)
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = _refuse_doctype
        try:
            while chunk := content.read(_CHUNK):
                parser.Parse(chunk, False)
        except _Dangerous as dangerous:
            return str(dangerous)
        except expat.ExpatError:
            return None  # whoever reads it comes no further
        return None

    def _start(self, element: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        name = element.rpartition(":")[2]
        if self.one_at is not None:
            self.in_one += 1
        elif self.one_by_one and name in _ONE_BY_ONE:
            self.kept += 1
            self.one_at, self.in_one = self.depth, 0
        else:
            self.in_whole += 1
            if name == "Override":
                _check_type(attributes)
        if self.kept > _MOST_KEPT or max(self.in_one, self.in_whole) > _MOST_TOGETHER:
            raise _Dangerous("xlsx_bomb")

    def _end(self, _element: str) -> None:
        if self.one_at == self.depth:
            self.one_at = None
        self.depth -= 1


def _is_read_one_by_one(name: str) -> bool:
    """Whether a part is a sheet or the shared strings, by the names that every program gives."""
    name = name.lower()
    is_sheet = name.startswith("xl/worksheets/") and "_rels" not in name
    return is_sheet or name == "xl/sharedstrings.xml"


def _check_type(declared: dict[str, str]) -> None:
    """Refuses a sheet that is declared the workbook itself, which is read as a whole."""
    name = declared.get("PartName", "").lstrip("/")
    if "main+xml" in declared.get("ContentType", "") and _is_read_one_by_one(name):
        raise _Dangerous("xlsx_broken")


def _refuse_doctype(*_declared: object) -> None:
    """No workbook declares entities; who does wants them expanded."""
    raise _Dangerous("xlsx_broken")
