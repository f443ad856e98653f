"""The sheet of findings: what each criterion says of each case, and the answer it rests on."""

from collections.abc import Iterator

from screening.exports.columns import Cell, Column, Table
from screening.exports.telling import Naming, Told

FINDINGS = Table(
    "findings",
    (
        Column("case", "text", 9),
        Column("prospect", "text", 28),
        Column("criterion_title", "prose", 46),
        Column("answer", "prose", 38),
        Column("basis", "text", 10),
        Column("standing", "text", 19),
        Column("points", "number", 8),
        Column("out_of", "number", 8),
        Column("blocks", "text", 12),
        Column("evidence_note", "text", 30, printed=False),
        Column("criterion", "text", 24, printed=False),
    ),
)


def findings(told: Told, naming: Naming) -> Iterator[tuple[Cell, ...]]:
    """A row per criterion, for the last recorded version of the case."""
    if told.case is None:
        return
    latest = told.case.latest
    answers, evidence = latest.request.answers, latest.request.evidence or {}
    words = told.words
    for one in latest.findings:
        question = words.question(one.criterion)
        known = evidence.get(question) if question is not None else None
        yield (
            told.id,
            latest.request.prospect.name,
            words.title(one.criterion),
            words.answer(one.criterion, answers),
            naming.word("evidence", known.basis) if known is not None else None,
            naming.word("standing", one.standing),
            one.points,
            one.out_of,
            naming.yes(one.blocks),
            known.note if known is not None else None,
            one.criterion,
        )
