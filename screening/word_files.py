"""Word documents on A4 in the language of their words, for letters and papers alike."""

from datetime import datetime
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.styles.style import ParagraphStyle

from screening.core.model import Language

TAGS = {"fr": "fr-FR", "en": "en-GB"}


def blank(title: str, language: Language, at: datetime) -> WordDocument:
    """An empty document with its title, language and day; it names nobody as its author."""
    document = Document()
    _set_language(document, TAGS[language])
    about = document.core_properties
    about.title, about.language, about.author, about.comments = title, TAGS[language], "", ""
    about.created = about.modified = at
    _set_page(document)
    return document


def saved(document: WordDocument) -> bytes:
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _set_language(document: WordDocument, tag: str) -> None:
    """The language of the whole text, for the spelling checker and for screen readers."""
    (language,) = document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:lang")
    language.set(qn("w:val"), tag)


def _set_page(document: WordDocument) -> None:
    (section,) = document.sections
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.5)
    for name, after in (("Normal", 10), ("List Bullet", 4)):
        style = document.styles[name]
        assert isinstance(style, ParagraphStyle)
        style.font.name = "Calibri"
        style.font.size = Pt(11)
        style.paragraph_format.space_after = Pt(after)
        style.paragraph_format.line_spacing = 1.15
