"""Which sheets a workbook has, in which order, and what fills them."""

from collections.abc import Iterable, Mapping

from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # it ships no types

from screening.core.criteria import Edition
from screening.exports.about import (
    CRITERIA,
    DICTIONARY,
    Provenance,
    criteria,
    dictionary,
    write_provenance,
)
from screening.exports.columns import PARIS
from screening.exports.decisions import DECISIONS, AmountOf, decision
from screening.exports.findings import FINDINGS, findings
from screening.exports.summary import Figures, write_summary
from screening.exports.telling import Naming, Told
from screening.exports.votes import BALLOTS, CONDITIONS, RULINGS, ballots, conditions, rulings
from screening.exports.workbook import Workbook
from screening.language import moment, t

_OF_SEVERAL = (
    (FINDINGS, findings),
    (RULINGS, rulings),
    (BALLOTS, ballots),
    (CONDITIONS, conditions),
)
TABLES = (DECISIONS, *(table for table, _ in _OF_SEVERAL), CRITERIA)


class Sheets:
    """The sheets of one workbook: those of cases first, filled while they go by, then the rest."""

    def __init__(self, book: Workbook, naming: Naming, amount_of: AmountOf) -> None:
        self._book, self._naming, self._amount_of = book, naming, amount_of
        self._figures = Figures(amount_of)
        # First to be seen, and last to be written.
        self._summary: Worksheet = book.sheet("summary")

    def fill(self, cases: Iterable[Told]) -> None:
        """The rows of every case, on all the sheets that have some of it."""
        decisions = self._book.table(DECISIONS)
        several = [(self._book.table(table), rows_of) for table, rows_of in _OF_SEVERAL]
        for told in cases:
            self._figures.add(told)
            decisions.add(decision(told, self._naming, self._amount_of))
            for rows, rows_of in several:
                for cells in rows_of(told, self._naming):
                    rows.add(cells)
        decisions.finish()
        for rows, _ in several:
            rows.finish()

    def explain(self, editions: Mapping[str, Edition], told: Provenance) -> None:
        """What does not come case by case: figures, criteria, the meaning of it all."""
        book, language = self._book, self._book.language
        about = (
            t(language, "export.summary.of", count=told.cases, chosen=told.chosen),
            t(
                language,
                "export.summary.made",
                at=moment(language, told.at, PARIS),
                by=told.by,
                head=str(told.head),
            ),
        )
        write_summary(book, self._summary, self._figures, about)
        for table, rows_of in (
            (CRITERIA, criteria(editions, language)),
            (DICTIONARY, dictionary(TABLES, language)),
        ):
            rows = book.table(table)
            for cells in rows_of:
                rows.add(cells)
            rows.finish()
        write_provenance(book, told)
