"""The register of what was turned down and of what screening made better, read from a desk."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from screening.core.access import Person, require
from screening.core.assessment import Rules
from screening.core.cases import CaseRow
from screening.core.facts import RequestScreened
from screening.core.paris import day_of
from screening.core.periods import Period
from screening.core.query import LARGEST_PAGE, Query
from screening.core.register import Improved, TurnedDown, improved, turned_down
from screening.service import CaseUnreadable, Desk, EditionLost


@dataclass(frozen=True)
class Register:
    """Both parts of the register over one desk. Rows come from the index; an entry is read from
    the lines of its case."""

    desk: Desk

    def began(self) -> date:
        """The day on which the log's first case was opened: nothing ended before."""
        first = next(self.desk.log.every_row(), None)
        return day_of(datetime.fromisoformat(first.opened_at) if first else self.desk.now())

    def turned_down(self, period: Period, by: Person) -> list[CaseRow]:
        """What was declined, or withdrawn for the mission, in a period: the latest first."""
        declined = Query(status=("declined",))
        withdrawn = Query(status=("withdrawn",), because=("mission",))
        return self._found((declined, withdrawn), period, by)

    def improved(self, period: Period, by: Person) -> list[CaseRow]:
        """The deals accepted in a period that screening made better: the latest first."""
        return self._found((Query(improved=True),), period, by)

    def _found(self, queries: Iterable[Query], period: Period, by: Person) -> list[CaseRow]:
        require(by, "read_log")
        rows: list[CaseRow] = []
        for query in queries:
            ended = replace(query, decided_from=period.begins, decided_before=period.ends)
            rows += self.desk.every_case(replace(ended, size=LARGEST_PAGE), by)
        return sorted(rows, key=lambda one: (one.decided_at or "", one.number), reverse=True)

    def told_turned_down(self, row: CaseRow, by: Person) -> TurnedDown | None:
        """The entry of a row of `turned_down`; None where altered lines tell it no more."""
        require(by, "read_log")
        try:
            dossier = self.desk.case(row.case, by)
        except CaseUnreadable:
            return None
        told = turned_down(dossier.case)
        if told is None:
            return None
        verdict = self.desk.reconsidered(dossier.case.latest)
        return told._replace(
            outcome=verdict.assessment.outcome,
            accepted_if=verdict.accepted_if,
            reopened_if=verdict.reopened_if,
            altered=bool(dossier.flaws),
        )

    def told_improved(self, row: CaseRow, by: Person) -> Improved | None:
        """The entry of a row of `improved`; None where altered lines tell it no more."""
        require(by, "read_log")
        try:
            dossier = self.desk.case(row.case, by)
            case = dossier.case
            told = improved(case, self._rules(case.screenings[0]), self._rules(case.latest))
        except (CaseUnreadable, EditionLost):
            return None
        return told._replace(altered=bool(dossier.flaws))

    def _rules(self, screening: RequestScreened) -> Rules:
        return Rules(self.desk.edition_of(screening), screening.on)
