"""What the dashboard costs on a log of a million decisions, beside one of ten thousand.

    python -m benchmarks.dashboard_bench

Needs about 3 GB of disk, which it gives back, and some minutes, most of them to index a million
cases. The dashboard reads the index's monthly sums and nothing else, so cases are indexed and no
line is sealed. First is a log that was just opened; afterwards, the same again. Small and large
take turns. Exits with 1 when a floor is missed.
"""

import sqlite3
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from platform import python_version
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.log_bench import CRITERIA, Screenings
from screening.core.cases import CaseRow, case_id, fold, row
from screening.core.criteria import ChoiceQuestion, ChoicesQuestion, Edition
from screening.core.facts import RequestScreened
from screening.core.figures import Figures, by_month
from screening.core.periods import Period, read_period
from screening.criteria_file import load
from screening.stores.sqlite import SqliteLog

SEED = 2026
SMALL, LARGE = 10_000, 1_000_000
ROUNDS = 9
MONTHS = 36
OWNERS = 60
BEGAN = datetime(2024, 1, 1, tzinfo=UTC)

FIRST_WITHIN, AFTERWARDS_WITHIN = 1.0, 0.1
_PERIODS = {
    "a month": "2026-11",
    "a quarter": "2026-Q4",
    "a year": "2026",
    "three years": "2024-01..2026-12",
}


def main() -> int:
    edition = load(CRITERIA).edition
    print(f"Python {python_version()}, SQLite {sqlite3.sqlite_version}\n")
    met = True
    with TemporaryDirectory(prefix="dashboard-bench-") as folder:
        small, large = (Path(folder) / f"{count}.db" for count in (SMALL, LARGE))
        for file, count in ((small, SMALL), (large, LARGE)):
            began = perf_counter()
            sums = fill(file, count, edition)
            seconds = perf_counter() - began
            print(
                f"(indexed {count:,} cases, {sums:,} monthly sums, in {seconds:.0f} s)", flush=True
            )
        print(f"\n{'The figures of':<34}{LARGE:>12,}{SMALL:>12,}{'ratio':>8}  floor")
        for label, code in _PERIODS.items():
            period = read_period(code)
            if period is None:
                sys.exit(f"{code} is no period")
            ask = partial(figures_of, period=period, edition=edition)
            first = [_first(file, ask) for file in (large, small)]
            met &= _shown(f"  {label}, first", first, FIRST_WITHIN)
            met &= _shown(
                f"  {label}, afterwards", _afterwards(large, small, ask), AFTERWARDS_WITHIN
            )
    return int(not met)


def figures_of(log: SqliteLog, period: Period, edition: Edition) -> int:
    """All that the page asks, as it asks it: the period, the one before, and every month."""
    months = period.months if len(period) >= 12 else Period("2026-01", "2026-12").months
    sums = log.sums(min(months[0], period.before.first), period.last)
    now, before = Figures(sums, period), Figures(sums, period.before)
    monthly = by_month(sums, months)
    for figures in (now, before, *monthly):
        for target in edition.targets:
            if target.measured is not None:
                figures.reached(target.measured, edition.question(target.measured.question))
    for figures in (now, before):
        figures.referred(), figures.accepted(), figures.improved(), figures.ruled_in()
        figures.reasons(), figures.by_owner()
        figures.time_to_decision("bureau"), figures.time_to_decision("full")
        for question in edition.questions:
            if isinstance(question, ChoiceQuestion | ChoicesQuestion) and question.facet:
                figures.by_answer(question.id)
    for figures in monthly:
        for course in ("by_criteria", "by_committee", "open", "declined", "withdrawn"):
            figures.opened(course)
    return now.opened().value


# ── What is indexed ──────────────────────────────────────────────────────────────────────────


def fill(file: Path, count: int, edition: Edition) -> int:
    """A log with an index of so many cases; how many monthly sums it keeps."""
    log = SqliteLog(file)
    rows = some_rows(count, edition)
    while batch := list(islice(rows, 10_000)):
        with log.writing() as writing:
            for one in batch:
                writing.index(one)
    kept = len(log.sums())
    log.close()
    return kept


def some_rows(count: int, edition: Edition) -> Iterator[CaseRow]:
    """Cases over three years, always the same: of every course, sector, salesperson and length."""
    chance = Random(SEED)
    [(_, held)] = islice(Screenings(50).contents(), 1)
    plain = row(fold([RequestScreened.model_validate_json(held)], 1))
    step = timedelta(days=MONTHS * 30.4) / count
    for number in range(1, count + 1):
        yield _a_row(plain, number, BEGAN + number * step, chance, edition)


def _a_row(
    plain: CaseRow, number: int, opened: datetime, chance: Random, edition: Edition
) -> CaseRow:
    refers = chance.random() < 0.4
    status = chance.choices(
        ["accepted", "declined", "withdrawn", "referred", "voting"], [40, 25, 15, 10, 10]
    )[0]
    took = timedelta(hours=chance.expovariate(1 / 200)) if refers else timedelta()
    failing = chance.sample([one.id for one in edition.criteria], k=chance.randint(1, 4))
    is_open = refers and status in ("referred", "voting")
    accepted = not refers or status == "accepted"
    return plain._replace(
        number=number,
        case=case_id(number),
        prospect=f"Organisation {number % 5_000}",
        organisation=f"organisation {number % 5_000}",
        status=status if refers else "accepted",
        outcome="refer" if refers else "accept",
        procedure=chance.choice(["bureau", "full"]) if refers else None,
        reasons=" ".join(failing) if refers else "",
        findings=" ".join(f"{one}:not_met" for one in failing) if refers else "",
        blocking=failing[0] if refers else "",
        answers=" ".join(_said(chance, edition)),
        owner=f"sales-{chance.randint(1, OWNERS)}",
        learners=chance.choice([None, 8, 25, 40, 300]),
        improved=int(accepted and chance.random() < 0.2),
        conditions_kept=int(refers and accepted and chance.random() < 0.4),
        conditions_broken=int(refers and accepted and chance.random() < 0.1),
        conditions_open=int(refers and accepted and chance.random() < 0.2),
        decided_at=None if is_open else (opened + took).isoformat(),
        opened_at=opened.isoformat(),
        text="",  # searching is measured elsewhere
    )


def _said(chance: Random, edition: Edition) -> Iterator[str]:
    for question in edition.questions:
        match question:
            case ChoiceQuestion() | ChoicesQuestion():
                yield f"{question.id}:{chance.choice(question.options).id}"
            case _ if question.type == "number":
                yield f"{question.id}:{min(100, int(chance.gauss(68, 20)))}"
            case _:
                yield f"{question.id}:{chance.choice(['yes', 'no'])}"


# ── Measuring ────────────────────────────────────────────────────────────────────────────────


def _first(file: Path, ask: Callable[[SqliteLog], int]) -> float:
    """From opening the log to the figures."""
    began = perf_counter()
    log = SqliteLog(file)
    if not ask(log):
        sys.exit("the period has cases")
    seconds = perf_counter() - began
    log.close()
    return seconds


def _afterwards(large: Path, small: Path, ask: Callable[[SqliteLog], int]) -> list[float]:
    logs = [SqliteLog(file) for file in (large, small)]
    measured: list[list[float]] = [[], []]
    for turn in range(ROUNDS + 1):
        for log, times in zip(logs, measured, strict=True):
            began = perf_counter()
            ask(log)
            if turn:
                times.append(perf_counter() - began)
    for log in logs:
        log.close()
    return [median(times) for times in measured]


def _shown(label: str, seconds: list[float], within: float) -> bool:
    met = seconds[0] < within
    ms = [f"{one * 1e3:.1f} ms" for one in seconds]
    told = "met" if met else "MISSED"
    print(
        f"{label:<34}{ms[0]:>12}{ms[1]:>12}{seconds[0] / seconds[1]:>8.2f}"
        f"  < {within * 1e3:,.0f} ms {told}"
    )
    return met


if __name__ == "__main__":
    sys.exit(main())
