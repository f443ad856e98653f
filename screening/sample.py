"""A sample of cases for an auditor, drawn from one moment of the log, with their dossiers."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple, assert_never

from screening.core.access import NotAllowed, Person, may
from screening.core.assessment import Outcome
from screening.core.cases import Case, CaseRow
from screening.core.chain import Flaw, Head, Line
from screening.core.counterfactual import Change
from screening.core.paris import day_of, month_of
from screening.core.query import LARGEST_PAGE, Query
from screening.core.sampling import Drawn, Sample, Strata, draw
from screening.service import CaseUnreadable, Desk
from screening.snapshot import at_one_moment

# What somebody looks through by hand. More is a census, for which there is the export.
MOST = 1_000
# The stratum of a case that no procedure saw to, and of every case where there are no strata.
NO_PROCEDURE, ALL = "none", "all"


class Asked(NamedTuple):
    """What is to be drawn: how many cases, by which seed, by which strata; None is without.

    `query` says among which cases, and `said` the same in the words of an address of the log.
    """

    size: int
    seed: str
    strata: Strata | None = None
    query: Query = Query()
    said: Mapping[str, str] = MappingProxyType({})


class Drawing(NamedTuple):
    """A sample, and the head of the log that it was drawn from."""

    asked: Asked
    head: Head
    at: datetime
    sample: Sample


class Found(NamedTuple):
    """A drawn case with its lines and what is wrong with them. Where they tell no case any more
    there is none.

    `outcome` is what its criteria say of its last version, which is not to refer what a person
    sent, and the changes are those after which they would accept it, or no longer refer it.
    """

    drawn: Drawn
    lines: tuple[Line, ...]
    flaws: tuple[Flaw, ...]
    case: Case | None = None
    outcome: Outcome = "refer"
    accepted_if: tuple[tuple[Change, ...], ...] = ()
    reopened_if: tuple[tuple[Change, ...], ...] = ()


Progress = Callable[[int], object]


def draw_sample(
    desk: Desk, asked: Asked, by: Person, progress: Progress = lambda _: None
) -> Drawing:
    """Which cases are drawn, from the index. `progress` hears of the cases gone through.

    Raises NotAllowed, SampleTooSmall and LogUnusable.
    """
    with at_one_moment(desk) as (then, head):
        return _draw(then, head, asked, by, progress)


def drawn_dossiers(
    desk: Desk, asked: Asked, by: Person, progress: Progress = lambda _: None
) -> tuple[Drawing, list[Found]]:
    """The same with the dossier of each, all of one moment."""
    with at_one_moment(desk) as (then, head):
        drawing = _draw(then, head, asked, by, progress)
        return drawing, [_found(then, one, by) for one in drawing.sample.drawn]


def _draw(desk: Desk, head: Head, asked: Asked, by: Person, progress: Progress) -> Drawing:
    if not may(by, "sample"):
        raise NotAllowed(by, "sample")
    population: list[tuple[str, str]] = []
    for row in desk.every_case(replace(asked.query, before=None, size=LARGEST_PAGE), by):
        population.append((row.case, stratum_of(row, asked.strata)))
        progress(1)
    sample = draw(population, asked.seed, min(asked.size, MOST))
    return Drawing(asked, head, desk.now(), sample)


def stratum_of(row: CaseRow, strata: Strata | None) -> str:
    """The code of the stratum that a case is in; its quarter is that of its first line."""
    match strata:
        case None:
            return ALL
        case "status" | "outcome":
            value: str = getattr(row, strata)
            return value
        case "procedure":
            return row.procedure or NO_PROCEDURE
        case "quarter":
            month = month_of(row.opened_at)
            return f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"
        case _:
            assert_never(strata)


def spelled_out(said: Mapping[str, str], query: Query) -> dict[str, str]:
    """The words of an address for good: "this quarter" is another one when somebody draws again."""
    ends = {
        "opened": (query.opened_from, query.opened_before),
        "decided": (query.decided_from, query.decided_before),
    }
    return {name: _days(*ends[name]) if name in ends else one for name, one in said.items()}


def _days(first: datetime | None, before: datetime | None) -> str:
    begins = day_of(first) if first else ""
    ends = day_of(before) - timedelta(days=1) if before else ""
    return f"{begins}..{ends}"


def _found(desk: Desk, drawn: Drawn, by: Person) -> Found:
    try:
        dossier = desk.case(drawn.case, by)
    except CaseUnreadable as unreadable:
        return Found(drawn, unreadable.lines, unreadable.flaws)
    verdict = desk.reconsidered(dossier.case.latest)
    return Found(
        drawn,
        dossier.lines,
        dossier.flaws,
        dossier.case,
        verdict.assessment.outcome,
        verdict.accepted_if,
        verdict.reopened_if,
    )
