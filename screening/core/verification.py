"""Checks a log against itself: its seals, its facts, and the index derived from them."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import attrgetter

from pydantic import ValidationError

from screening.core.cases import CaseRow, fold, row
from screening.core.chain import Flaw, Head, Line, flaws
from screening.core.facts import Fact, RequestScreened, read_fact
from screening.core.impact import Key, add

# Told how many more lines were gone through.
Progress = Callable[[int], object]

_TOLD_EVERY = 1_000


def verify(
    lines: Iterable[Line],
    lines_by_case: Iterable[Line] | None = None,
    rows_by_case: Iterable[CaseRow] = (),
    sums: Iterable[tuple[Key, int]] = (),
    *,
    quoted: Head | None = None,
    progress: Progress = lambda _: None,
) -> Iterator[Flaw]:
    """Every flaw of a log: first those of its lines, in order, then those of its index.

    `lines_by_case`, `rows_by_case` and `sums` come as a store's Reading gives them, from the same
    moment as `lines`; without the first (a log that was exported) no index is checked. `quoted` is
    a head that was noted outside: the log must still have its line. `progress` hears of every line
    once, and again by case when there is an index.

    Time grows with the number of lines and no faster; memory holds the lines of one case, and the
    sums of each month.
    """
    unreadable: list[Flaw] = []
    kept = quoted is None or quoted.number == 0

    def seen() -> Iterator[Line]:
        nonlocal kept
        for line in counted(lines, progress):
            if quoted is not None and line.number == quoted.number:
                kept = line.seal == quoted.seal
            # Facts filed under a case are read with the index, so that they are read only once.
            if (line.case is None or lines_by_case is None) and _fact(line) is None:
                unreadable.append(Flaw(line.number, "fact"))
            yield line

    for flaw in flaws(seen()):
        yield from _taken(unreadable)
        yield flaw
    yield from _taken(unreadable)
    if quoted is not None and not kept:
        yield Flaw(quoted.number, "head")
    if lines_by_case is not None:
        summed: dict[Key, int] = {}
        every_case_told = True
        for flaw in _index_flaws(counted(lines_by_case, progress), iter(rows_by_case), summed):
            every_case_told = every_case_told and flaw.what != "fact"
            yield flaw
        if every_case_told and summed != dict(sums):
            yield Flaw(0, "sums")


def index_rows(lines_by_case: Iterable[Line]) -> Iterator[CaseRow]:
    """The index that the lines tell; a case with a fact that cannot be read has no row."""
    for _, of_case in groupby(lines_by_case, key=attrgetter("case")):
        story = tuple(of_case)
        told = _row(story[0].number, [_fact(line) for line in story])
        if told is not None:
            yield told


def _index_flaws(
    lines_by_case: Iterable[Line], rows: Iterator[CaseRow], summed: dict[Key, int]
) -> Iterator[Flaw]:
    # Both sides come in the order of the cases' ids and are walked together, as in a merge.
    next_row = next(rows, None)
    for case, of_case in groupby(lines_by_case, key=attrgetter("case")):
        while next_row is not None and next_row.case < case:
            yield Flaw(next_row.number, "row_extra")
            next_row = next(rows, None)
        indexed = None
        if next_row is not None and next_row.case == case:
            indexed, next_row = next_row, next(rows, None)
        yield from _case_flaws(tuple(of_case), indexed, summed)
    while next_row is not None:
        yield Flaw(next_row.number, "row_extra")
        next_row = next(rows, None)


def _case_flaws(
    story: tuple[Line, ...], indexed: CaseRow | None, summed: dict[Key, int]
) -> Iterator[Flaw]:
    number = story[0].number
    facts = [_fact(line) for line in story]
    unreadable = [line for line, fact in zip(story, facts, strict=True) if fact is None]
    if unreadable:
        # What the row should be cannot be told.
        yield from (Flaw(line.number, "fact") for line in unreadable)
        return
    told = _row(number, facts)
    if told is None:
        yield Flaw(number, "fact")
        return
    add(summed, told)
    if indexed is None:
        yield Flaw(number, "row_missing")
    elif indexed != told:
        yield Flaw(number, "row_different")


def _fact(line: Line) -> Fact | None:
    try:
        return read_fact(line.content)
    except ValidationError:
        return None


def _row(number: int, facts: list[Fact | None]) -> CaseRow | None:
    """The row of a case; None when its facts do not tell one: nothing was ever screened."""
    readable = [fact for fact in facts if fact is not None]
    screened = any(isinstance(fact, RequestScreened) for fact in readable)
    if not screened or len(readable) < len(facts):
        return None
    return row(fold(readable, number))


def counted(lines: Iterable[Line], progress: Progress) -> Iterator[Line]:
    """The lines, while progress hears how many went by."""
    untold = 0
    for line in lines:
        yield line
        untold += 1
        if untold == _TOLD_EVERY:
            progress(untold)
            untold = 0
    progress(untold)


def _taken(found: list[Flaw]) -> list[Flaw]:
    taken, found[:] = found[:], []
    return taken
