"""Verifying a log: what is wrong with its lines, its facts and its index, and where."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest

from screening.core.cases import CaseRow, fold, row
from screening.core.chain import EMPTY, Flaw, Head, Line, seal
from screening.core.facts import EditionAdopted, Fact, content
from screening.core.impact import Key, contributions
from screening.core.verification import index_rows, verify
from tests.builders import NOON, a_screening

Rows = list[CaseRow]


def sealed(*facts: Fact | str) -> list[Line]:
    """Lines as a store would seal them; a text stands for a fact that cannot be read."""
    lines: list[Line] = []
    for number, fact in enumerate(facts, start=1):
        previous = lines[-1].seal if lines else ""
        held = fact if isinstance(fact, str) else content(fact)
        case = "C-2" if isinstance(fact, str) else fact.case
        lines.append(Line(number, case, held, seal(previous, held)))
    return lines


EDITION = EditionAdopted(at=NOON, by="eve", edition="1", fingerprint="abc", criteria="a: 1\n")
# Case C-2 has lines 2 and 4, case C-3 line 3; as text, C-10 would come before both.
AGAIN = a_screening("C-2", submission="again", at=NOON + timedelta(days=1), outcome="refer")
TENTH = a_screening("C-10")
FACTS: list[Fact] = [EDITION, a_screening("C-2"), a_screening("C-3"), AGAIN, TENTH]
LINES = sealed(*FACTS)
ROWS = [
    row(fold([TENTH], 5)),
    row(fold([FACTS[1], AGAIN], 2)),
    row(fold([FACTS[2]], 3)),
]


SUMS = [*sum((Counter(contributions(one)) for one in ROWS), Counter()).items()]


def by_case(lines: list[Line]) -> list[Line]:
    return sorted((line for line in lines if line.case), key=lambda line: (line.case, line.number))


def test_a_sound_log_has_no_flaw() -> None:
    assert list(verify(LINES, by_case(LINES), ROWS, SUMS)) == []
    assert list(verify([], [], [])) == []


def test_the_index_can_be_derived_from_the_lines() -> None:
    assert list(index_rows(by_case(LINES))) == ROWS


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda rows: rows[:1] + rows[2:], [Flaw(2, "row_missing")]),
        (
            lambda rows: rows[:0],
            [Flaw(5, "row_missing"), Flaw(2, "row_missing"), Flaw(3, "row_missing")],
        ),
        (lambda rows: [*rows, rows[0]._replace(case="C-9", number=9)], [Flaw(9, "row_extra")]),
        (lambda rows: [rows[0]._replace(case="C-0", number=0), *rows], [Flaw(0, "row_extra")]),
        (
            lambda rows: [rows[0], rows[1]._replace(status="accepted"), rows[2]],
            [Flaw(2, "row_different")],
        ),
        (lambda rows: [rows[0], rows[1]._replace(number=7), rows[2]], [Flaw(2, "row_different")]),
        (
            lambda rows: [*rows[:2], rows[2]._replace(case="C-4")],
            [Flaw(3, "row_missing"), Flaw(3, "row_extra")],
        ),
    ],
)
def test_what_is_wrong_with_the_index_is_named_by_the_line_that_opened_the_case(
    spoil: Callable[[Rows], Rows], expected: list[Flaw]
) -> None:
    assert list(verify(LINES, by_case(LINES), spoil(ROWS), SUMS)) == expected


@pytest.mark.parametrize(
    "spoil",
    [
        lambda sums: sums[1:],
        lambda sums: [*sums, (("2026-03", "owner", "open bo"), 1)],
        lambda sums: [(sums[0][0], sums[0][1] + 1), *sums[1:]],
        lambda sums: [*sums, (("9999-99", "opened", "open"), 1)],
    ],
)
def test_sums_that_the_cases_do_not_add_up_to_are_told_once(
    spoil: Callable[[list[tuple[Key, int]]], list[tuple[Key, int]]],
) -> None:
    assert list(verify(LINES, by_case(LINES), ROWS, spoil(SUMS))) == [Flaw(0, "sums")]


def test_an_altered_line_is_named_before_what_it_does_to_the_index() -> None:
    altered = [*LINES]
    altered[2] = LINES[2]._replace(content=LINES[2].content.replace("Web", "Dev"))

    assert list(verify(altered, by_case(altered), ROWS, SUMS)) == [
        Flaw(3, "seal"),
        Flaw(3, "row_different"),
    ]


def test_a_line_filed_under_another_case_is_named_and_both_cases_with_it() -> None:
    moved = [*LINES]
    moved[3] = LINES[3]._replace(case="C-3")

    assert list(verify(moved, by_case(moved), ROWS, SUMS)) == [
        Flaw(4, "case"),
        Flaw(2, "row_different"),
        Flaw(3, "row_different"),
    ]


def test_a_fact_that_cannot_be_read_is_named_and_its_row_and_the_sums_left_alone() -> None:
    lines = sealed(EDITION, a_screening("C-2"), '{"case":"C-2","fact":"ballot_cast"}')

    assert list(verify(lines, by_case(lines), [ROWS[1]], SUMS)) == [Flaw(3, "fact")]
    assert list(verify(lines, by_case(lines), [])) == [Flaw(3, "fact")]
    assert list(index_rows(by_case(lines))) == []


def test_a_fact_of_no_case_that_cannot_be_read_is_named_too() -> None:
    held = '{"case":null,"fact":"unheard_of"}'
    lines = [Line(1, None, held, seal("", held))]

    assert list(verify(lines, [], [])) == [Flaw(1, "fact")]


def test_an_exported_log_is_verified_without_an_index() -> None:
    assert list(verify(LINES)) == []
    lines = sealed(EDITION, '{"case":"C-2","fact":"ballot_cast"}')
    lines[1] = lines[1]._replace(seal="0" * 64)
    assert list(verify(lines)) == [Flaw(2, "fact"), Flaw(2, "seal")]


def test_a_head_quoted_outside_makes_a_cut_or_replaced_tail_visible() -> None:
    quoted = Head(5, LINES[4].seal)

    assert list(verify(LINES, quoted=quoted)) == []
    assert list(verify(LINES[:4], quoted=quoted)) == [Flaw(5, "head")]
    made_over = sealed(*FACTS[:4], a_screening("C-10", outcome="refer"))
    assert list(verify(made_over)) == []
    assert list(verify(made_over, quoted=quoted)) == [Flaw(5, "head")]


def test_a_head_quoted_earlier_is_still_there_in_a_log_that_grew() -> None:
    assert list(verify(LINES, quoted=Head(2, LINES[1].seal))) == []
    assert list(verify(LINES, quoted=EMPTY)) == []


def test_progress_hears_of_every_line_and_again_by_case() -> None:
    lines = sealed(*[EDITION] * 2_500)
    heard: list[int] = []
    assert list(verify(lines, progress=heard.append)) == []
    assert heard == [1_000, 1_000, 500]

    heard.clear()
    list(verify(LINES, by_case(LINES), ROWS, progress=heard.append))
    assert heard == [5, 4]
