"""The committee's papers as Word documents, to print, to write on and to sign."""

from datetime import datetime
from typing import assert_never

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph

from screening.papers import Heading, Listed, Paper, Part, Space, Strong, Table
from screening.word_files import blank, saved

_LINES_TO_WRITE_ON = 4
# Of a column, in characters, before it gives way to the others; of a page, in centimetres.
_MOST_WANTED = 30
_WITHIN_MARGINS = 16


def as_docx(paper: Paper, *, at: datetime) -> bytes:
    """A Word document on A4 with numbered pages. `at` is when it was made, in the reader's zone."""
    document = blank(paper.title, paper.language, at)
    for level in (1, 2):
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
            document.add_heading(part.text, 2)
        case Listed():
            # A lead does not end a page that its list does not begin.
            document.add_paragraph(part.lead).paragraph_format.keep_with_next = True
            for entry in part.entries:
                document.add_paragraph(entry, style="List Bullet")
            document.paragraphs[-1].paragraph_format.space_after = Pt(10)
        case Table():
            _add_table(document, part)
        case Space():
            _add_space(document, part)
        case _:
            assert_never(part)


def _add_table(document: WordDocument, part: Table) -> None:
    table = document.add_table(rows=0, cols=len(part.head), style="Table Grid")
    for texts in (part.head, *part.rows):
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_after = Pt(2)
                for run in paragraph.runs:
                    run.font.size = Pt(9.5)
                    run.bold = texts is part.head
    for column, width in zip(table.columns, _widths(part), strict=True):
        column.width = width  # what some programs read; others read it of each cell
        for cell in column.cells:
            cell.width = width
    _repeat_head(table)
    _end(document)


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
