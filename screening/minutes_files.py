"""The committee's papers as Word documents, to print, to write on and to sign."""

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table as WordTable
from docx.table import _Cell as Cell
from docx.table import _Row as WordRow
from docx.text.paragraph import Paragraph

from screening.papers import Facts, Heading, Listed, Paper, Part, Space, Strong, Table
from screening.word_files import blank, saved

_LINES_TO_WRITE_ON = 4
# Of a column, in characters, before it gives way to the others; of a page, in centimetres.
_MOST_WANTED = 30
_WITHIN_MARGINS = 16
# Of the names of facts, in centimetres.
_NAMES = 4.2


def as_docx(paper: Paper, *, at: datetime) -> bytes:
    """A Word document on A4 with numbered pages. `at` is when it was made, in the reader's zone."""
    document = blank(paper.title, paper.language, at)
    for level in (1, 2, 3):
        style = document.styles[f"Heading {level}"]
        assert isinstance(style, ParagraphStyle)
        style.paragraph_format.space_after = Pt(6)
    document.add_heading(paper.title, 1)
    for part in paper.parts:
        _add(document, part)
    (section,) = document.sections
    _number_pages(section.footer.paragraphs[0], paper.title)
    return saved(document)


def _add(document: WordDocument, part: Part) -> None:
    match part:
        case str():
            document.add_paragraph(part)
        case Strong():
            document.add_paragraph().add_run(part.text).bold = True
        case Heading():
            heading = document.add_heading(part.text, part.level)
            heading.paragraph_format.page_break_before = part.new_page
        case Listed():
            # A lead does not end a page that its list does not begin.
            document.add_paragraph(part.lead).paragraph_format.keep_with_next = True
            for entry in part.entries:
                document.add_paragraph(entry, style="List Bullet")
            document.paragraphs[-1].paragraph_format.space_after = Pt(10)
        case Table():
            _add_table(document, part)
        case Facts():
            _add_facts(document, part)
        case Space():
            _add_space(document, part)
        case _:
            assert_never(part)


def _add_table(document: WordDocument, part: Table) -> None:
    table = document.add_table(rows=0, cols=len(part.head), style="Table Grid")
    widths = _widths(part)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width  # what some programs read; others read it of each cell
    for texts in (part.head, *part.rows):
        for cell, text, width in zip(table.add_row().cells, texts, widths, strict=True):
            _fill(cell, (text,), width, bold=texts is part.head)
    _repeat_head(table)
    _end(document)


def _add_facts(document: WordDocument, part: Facts) -> None:
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    widths = (Cm(_NAMES), Cm(_WITHIN_MARGINS - _NAMES))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for name, entries in part.rows:
        row = table.add_row()
        _fill(row.cells[0], (name,), widths[0], bold=True)
        bulleted = [f"• {one}" for one in entries] if len(entries) > 1 else entries
        _fill(row.cells[1], bulleted, widths[1])
        _keep_whole(row)
    _end(document)


def _fill(cell: Cell, texts: Sequence[str], width: Length, *, bold: bool = False) -> None:
    """Paragraphs in small letters, in the narrow column of a table."""
    cell.width = width
    cell.text = texts[0] if texts else ""
    for text in texts[1:]:
        cell.add_paragraph(text)
    for paragraph in cell.paragraphs:
        paragraph.paragraph_format.space_after = Pt(2)
        for run in paragraph.runs:
            run.font.size = Pt(9.5)
            run.bold = bold


def _widths(part: Table) -> list[Length]:
    """Columns as wide as their texts ask for, within the margins; no word is cut in two."""
    wanted = []
    for texts in zip(part.head, *part.rows, strict=True):
        longest_word = max(len(word) for text in texts for word in text.split() or [""])
        wanted.append(max(longest_word + 2, min(max(map(len, texts)), _MOST_WANTED)))
    return [Cm(_WITHIN_MARGINS * one / sum(wanted)) for one in wanted]


def _repeat_head(table: WordTable) -> None:
    """The first row is a head: repeated on each page, and read out as such. No row is cut."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)
    for row in table.rows:
        _keep_whole(row)


def _keep_whole(row: WordRow) -> None:
    """No page ends in the middle of it."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _add_space(document: WordDocument, part: Space) -> None:
    (cell,) = document.add_table(rows=1, cols=1, style="Table Grid").rows[0].cells
    cell.text = part.label
    for _ in range(_LINES_TO_WRITE_ON):
        cell.add_paragraph()
    _end(document)


def _end(document: WordDocument) -> None:
    """Two tables without a paragraph between them would be one."""
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _number_pages(footer: Paragraph, title: str) -> None:
    footer.add_run(f"{title} · ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    footer._p.append(field)
