"""The figures of a period: against a recount of every row, and by hand where it is about rounding.

Every figure names its cases: what `matches` finds of them must be as many as the figure says.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import chain
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from screening.core.cases import CaseRow, fold, row
from screening.core.criteria import Measured, Question
from screening.core.figures import Figure, Figures, Share, by_month
from screening.core.impact import Key, add
from screening.core.periods import Period, quarter, read_period
from screening.core.query import CONDITIONS, matches
from tests.builders import a_screening
from tests.core.test_target_check import measuring

EDITION = measuring(question="share")
SHARE, WHEN = EDITION.question("share"), EDITION.question("when")
PLAIN = row(fold([a_screening()], 1))
PERIODS = [read_period(code) for code in ("2026-02", "2026-Q1", "2026", "2025-11..2026-04")]


def some_rows(random: Random, count: int) -> list[CaseRow]:
    """Cases of every kind, as a log would have them, from late 2025 to the summer of 2026."""
    return [a_case(random, number) for number in range(1, count + 1)]


def a_case(random: Random, number: int) -> CaseRow:
    opened = datetime(2025, 11, 1, tzinfo=UTC) + timedelta(minutes=random.randrange(300_000))
    took = timedelta(minutes=random.choice([0, 3, 1_440, random.randrange(60_000)]))
    outcome = random.choice(["accept", "refer", "refer"])
    status = "accepted"
    if outcome == "refer":
        status = random.choice(
            ["referred", "voting", "advised", "accepted", "declined", "declined", "withdrawn"]
        )
    is_open = status in ("referred", "voting", "advised")
    failing = random.sample(["openness", "priority", "jobs"], k=random.randrange(4))
    blocking = random.sample(failing, k=random.randint(0, len(failing)))
    conditions = dict.fromkeys(CONDITIONS.values(), 0)
    if status == "accepted" and outcome == "refer":
        conditions = {column: random.choice([0, 0, 1, 3]) for column in CONDITIONS.values()}
    return PLAIN._replace(
        number=number,
        case=f"C-{number}",
        status=status,
        outcome=outcome,
        procedure=random.choice(["bureau", "full"]) if outcome == "refer" else None,
        reasons=" ".join(failing),
        blocking=" ".join(sorted(blocking)),
        findings=" ".join(
            f"{one}:{'not_met' if one in failing else 'met'}"
            for one in ("openness", "priority", "jobs")
        ),
        answers=" ".join(some_answers(random)),
        owner=random.choice(["ana", "bo", "cy of sales", None]),
        learners=random.choice([None, 1, 7, 40, 3_000]),
        improved=int(status == "accepted" and random.random() < 0.3),
        decided_at=None if is_open else (opened + took).isoformat(),
        opened_at=opened.isoformat(),
        **conditions,
    )


def some_answers(random: Random) -> list[str]:
    said = [
        f"share:{random.randrange(101)}",
        f"open:{random.choice(['yes', 'no'])}",
        f"when:{random.choice(['now', 'soon', 'later'])}",
        "who:refugees",
        "who:residents",
    ]
    return [one for one in said if random.random() < 0.7]


def sums_of(rows: list[CaseRow]) -> list[tuple[Key, int]]:
    sums: Counter[Key] = Counter()
    for one in rows:
        add(sums, one)
    return list(sums.items())


def every_figure(figures: Figures) -> list[Figure]:
    """All that counts cases."""
    shares: list[Share] = [
        figures.referred(),
        figures.accepted(),
        figures.improved(),
        figures.ruled_in(),
        *(one.accepted for one in figures.by_owner()),
        *(one.accepted for word in ("open", "when", "who") for one in figures.by_answer(word)),
    ]
    courses = ("by_criteria", "by_committee", "open", "declined", "withdrawn", None)
    return [
        *(figures.opened(one) for one in courses),
        *(figures.ended(one) for one in courses if one != "open"),
        *chain.from_iterable(shares),
        *(figures.time_to_decision(one).decided for one in ("bureau", "full")),
        *(one.deals for one in figures.reasons()),
    ]


@pytest.mark.parametrize("seed", range(6))
def test_every_figure_counts_exactly_the_cases_that_it_leads_to(seed: int) -> None:
    rows = some_rows(Random(seed), 400)
    sums = sums_of(rows)
    for period in PERIODS:
        assert period is not None
        found = every_figure(Figures(sums, period))
        assert len(found) > 30
        for value, cases in found:
            assert value == sum(matches(one, cases) for one in rows), cases


@pytest.mark.parametrize("seed", range(6))
def test_times_conditions_and_learners_are_those_of_a_recount(seed: int) -> None:
    rows = some_rows(Random(seed), 400)
    sums = sums_of(rows)
    for period in PERIODS:
        assert period is not None
        figures = Figures(sums, period)
        ended = [
            one for one in rows if one.decided_at and in_paris(one.decided_at) in period.months
        ]
        for procedure in ("bureau", "full"):
            told = figures.time_to_decision(procedure)
            took = sorted(
                datetime.fromisoformat(str(one.decided_at)) - datetime.fromisoformat(one.opened_at)
                for one in ended
                if one.procedure == procedure and one.status in ("accepted", "declined")
            )
            assert told.median == smallest_enough(took, 50)
            assert told.ninth == smallest_enough(took, 90)
        accepted = [one for one in ended if one.status == "accepted"]
        for state, column in CONDITIONS.items():
            assert figures.conditions(state).value == sum(getattr(one, column) for one in accepted)

        told_share = [
            (one.learners, int(word.removeprefix("share:")))
            for one in accepted
            if one.learners
            for word in one.answers.split()
            if word.startswith("share:")
        ]
        reached = figures.reached(Measured(question="share", at_least=70), SHARE)
        assert reached.known == sum(learners for learners, _ in told_share)
        assert reached.part * 100 == sum(learners * share for learners, share in told_share)
        assert reached.everything == sum(one.learners or 0 for one in accepted)

        measured = Measured(question="when", counts=("soon",), leaves_out=("now",), at_least=1)
        reached = figures.reached(measured, WHEN)
        assert reached.part == sum("when:soon" in one.answers for one in accepted)
        assert reached.known == sum(matches(one, reached.cases) for one in rows)
        assert reached.everything == sum("when:now" not in one.answers for one in accepted)


def in_paris(moment: str) -> str:
    return f"{datetime.fromisoformat(moment).astimezone(ZoneInfo('Europe/Paris')):%Y-%m}"


def smallest_enough(took: list[timedelta], percent: int) -> int | None:
    """The fewest whole days within which so many in a hundred were done, tried one by one."""
    if not took:
        return None
    for days in range(1_000):
        if 100 * sum(one <= timedelta(days=days) for one in took) >= percent * len(took):
            return days
    raise AssertionError("nothing takes so long")


def test_figures_of_months_are_those_of_each_alone() -> None:
    rows = some_rows(Random(7), 300)
    sums = sums_of(rows)
    months = quarter(2026, 1).months
    assert [one.opened().value for one in by_month(sums, months)] == [
        sum(in_paris(one.opened_at) == month for one in rows) for month in months
    ]


def test_of_nothing_there_is_no_share_no_time_and_no_comparison() -> None:
    figures = Figures([], quarter(2026, 1))
    assert figures.referred().percent is None
    assert figures.time_to_decision("full")[:2] == (None, None)
    assert (figures.reasons(), figures.by_owner(), figures.by_answer("when")) == ([], [], [])
    assert figures.reached(Measured(question="share", at_least=70), SHARE).percent is None


# ── Rounding, and people ─────────────────────────────────────────────────────────────────────


def reached(*deals: tuple[int, int], question: Question = SHARE) -> Any:
    """How far accepted deals of so many learners, with such a share, reach a target."""
    rows = [
        PLAIN._replace(number=number, learners=learners, answers=f"share:{share}")
        for number, (learners, share) in enumerate(deals)
    ]
    measured = Measured(question="share", at_least=70)
    return Figures(sums_of(rows), Period("2026-03", "2026-03")).reached(measured, question)


def test_a_share_of_learners_weighs_each_deal_by_its_learners() -> None:
    # 9 of 10 and 300 of 1,000: 309 of 1,010 is 30.6 %.
    assert reached((10, 90), (1_000, 30)).percent == 30


def test_a_goal_is_shown_as_reached_when_it_is_and_not_before() -> None:
    # 70 % of 33 is 23.1 learners: rounded to people before it is divided, it would be 69 %.
    assert reached((33, 70)).percent == 70
    # 69.9 %
    assert reached((900, 70), (100, 69)).percent == 69


@pytest.mark.parametrize(
    ("deals", "percent"),
    [
        ([(4, 100)], None),  # four people in all
        ([(5, 100)], 100),
        ([(100, 4)], None),  # four people who are in the group
        ([(100, 5)], 5),
        ([(1_000, 0)], 0),  # nobody is nobody
    ],
)
def test_no_share_is_told_of_fewer_than_five_people(
    deals: list[tuple[int, int]], percent: int | None
) -> None:
    assert reached(*deals).percent == percent


def test_the_most_frequent_reason_comes_first_and_so_does_the_largest_group() -> None:
    figures = Figures(sums_of(some_rows(Random(3), 500)), quarter(2026, 1))
    counts = [one.deals.value for one in figures.reasons()]
    sizes = [one.accepted.whole.value for one in figures.by_owner()]
    assert counts == sorted(counts, reverse=True)
    assert sizes == sorted(sizes, reverse=True)
    assert len(sizes) == 3
    assert {one.of for one in figures.by_owner()} == {"ana", "bo", "cy of sales"}
