"""The last sheets: the criteria that judged, what every column means, where it all comes from."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple

from screening.core.chain import Head
from screening.core.criteria import Criterion, Edition
from screening.core.criterion_check import Period
from screening.core.model import Language
from screening.explanation import say_answer
from screening.exports.columns import Cell, Column, Table
from screening.exports.workbook import LINE_HEIGHT, Workbook, lines_of
from screening.language import t

CRITERIA = Table(
    "criteria",
    (
        Column("edition", "text", 12),
        Column("criterion_title", "prose", 34),
        Column("ask", "prose", 40),
        Column("criterion_weight", "number", 8),
        Column("accept_from", "number", 8),
        Column("criterion_blocks", "prose", 26),
        Column("why", "prose", 48),
        Column("criterion_source", "prose", 34),
        Column("objective", "prose", 34),
        Column("in_force_from", "day", 13, printed=False),
        Column("in_force_until", "day", 13, printed=False),
        Column("advice", "text", 40, printed=False),
        Column("review_by", "day", 13, printed=False),
        Column("criterion", "text", 24, printed=False),
        Column("question", "text", 24, printed=False),
        Column("criteria_fingerprint", "text", 20, printed=False),
    ),
)
DICTIONARY = Table(
    "dictionary",
    (
        Column("sheet", "prose", 18),
        Column("column", "prose", 28),
        Column("means", "prose", 90),
        Column("holds", "text", 16),
        Column("code", "text", 24),
    ),
)


def criteria(editions: Mapping[str, Edition], language: Language) -> Iterator[tuple[Cell, ...]]:
    """A row per criterion of every edition that judged one of the cases."""
    for fingerprint, edition in editions.items():
        objectives = {one.id: one.text.in_(language) for one in edition.objectives}
        period = Period.of(edition)
        for one in edition.criteria:
            if not period.meets(one):
                continue
            days = period.shared_with(one)
            source = one.source.text.in_(language)
            yield (
                edition.name,
                one.title.in_(language),
                edition.question(one.question).ask.in_(language),
                one.weight,
                edition.accept_from,
                _blocks(one, edition, language),
                one.why.in_(language),
                f"{source} ({one.source.href})" if one.source.href else source,
                objectives[one.objective],
                days.first,
                days.last if days.last < date.max else None,
                one.advice.in_(language),
                one.review_by,
                one.id,
                one.question,
                fingerprint,
            )


def _blocks(criterion: Criterion, edition: Edition, language: Language) -> str | None:
    if criterion.kind == "judgement" or criterion.blocking is True:
        return t(language, "answer.yes")
    if not criterion.blocking:
        return None
    question = edition.question(criterion.question)
    answers = (one == "yes" if question.type == "yes_no" else one for one in criterion.blocking)
    return ", ".join(say_answer(one, question, language) for one in answers)


def dictionary(tables: Iterable[Table], language: Language) -> Iterator[tuple[Cell, ...]]:
    """What every column of every table means, and what machines call it."""
    for table in tables:
        for column in table.columns:
            yield (
                t(language, f"export.sheet.{table.code}"),
                t(language, f"export.column.{column.code}.title"),
                t(language, f"export.column.{column.code}.means"),
                t(language, f"export.kind.{column.kind}"),
                column.code,
            )


_WIDE = 100
_LOOKS = {str: "prose", int: "left", datetime: "moment"}


class Provenance(NamedTuple):
    """Where an export comes from: who made it and when, of which cases, and what had to give."""

    by: str
    at: datetime
    cases: int
    chosen: str
    head: Head
    edition: str
    engine: str
    cut: int
    replaced: int
    unreadable: int


def write_provenance(book: Workbook, told: Provenance) -> None:
    """Each line says one thing, and the last ones how to check it all."""
    language = book.language
    sheet = book.sheet("provenance")
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, _WIDE)
    sheet.hide_gridlines(2)
    book.write(sheet, 0, 0, t(language, "export.provenance.title"), "title")
    said: tuple[tuple[str, Cell], ...] = (
        ("by", told.by),
        ("at", told.at),
        ("chosen", told.chosen),
        ("cases", told.cases),
        ("head_number", told.head.number),
        ("head_seal", told.head.seal),
        ("edition", told.edition),
        ("engine", told.engine),
        ("cut", told.cut),
        ("replaced", told.replaced),
        ("unreadable", told.unreadable),
    )
    row = 2
    for name, cell in said:
        book.write(sheet, row, 0, t(language, f"export.provenance.{name}"), "label")
        book.write(sheet, row, 1, cell, _LOOKS[type(cell)])
        row += 1
    for name in ("recorded", "holds", "names", "left_out", "verify"):
        values = {"head": str(told.head)} if name == "verify" else {}
        text = t(language, f"export.provenance.{name}.text", **values)
        sheet.set_row(row, lines_of(text, _WIDE) * LINE_HEIGHT)
        book.write(sheet, row, 0, t(language, f"export.provenance.{name}.label"), "label")
        book.write(sheet, row, 1, text, "prose")
        row += 1
