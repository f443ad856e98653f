"""How many questions a conversation takes until the verdict is certain, on published requests.

    python -m benchmarks.conversation_bench

A script plays the prospect of each request in data/examples/real_requests: it answers from what
the request states. What it does not state is answered in one of three ways:

best    with the answer most favourable to acceptance: with every other question open, the request
        is not referred if that can be, then the lowest score still possible is highest, then the
        highest one is. Points add up, so no answer to another question makes a different one best.
worst   with the least favourable one, by the same measure.
skip    never: the conversation passes on to the next question, and does not come back.

A conversation stops, whatever its order, as soon as the verdict is certain, or nothing that can
still change it is left to ask: it then ends open. A question counts as soon as it is put, also when
it no longer matters or is skipped. The orders:

ours             the most telling question, of those that can still change the verdict
file             the order of the criteria file
random           any order, kept for one conversation
file, pruned     the order of the file, without what can no longer change the verdict
random, pruned   a random order, without what can no longer change the verdict
fewest           no order but a bound: the fewest answers that settle it, known by hindsight

The first two peers say what ours saves in all. The pruned ones say how much of that comes from
asking the most telling question first; the file is already written with the weightiest ones first.
"""

import sys
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path
from random import Random
from statistics import mean, median
from typing import Literal, NamedTuple, assert_never, get_args

from screening.core.assessment import Answer, Answers, Rules, assess, deciding_questions
from screening.core.criteria import (
    ChoiceQuestion,
    ChoicesQuestion,
    NumberQuestion,
    Question,
    YesNoQuestion,
)
from screening.criteria_file import load
from screening.request_files import read_requests

HOME = Path(__file__).resolve().parents[1]
DAY = date(2026, 11, 24)
SEED = 2026
SHUFFLES = 100
BARS = "▁▂▃▄▅▆▇█"

Way = Literal["best", "worst", "skip"]
# Picks the next question among those that can still change the verdict, and all not put yet in the
# order of the file.
Order = Callable[[Sequence[str], Sequence[str]], str]


class Case(NamedTuple):
    """All that a prospect tells when asked, and what is known before the conversation."""

    told: Answers
    start: Answers


class Talk(NamedTuple):
    """How a conversation went: the questions put, and whether the verdict was then certain."""

    put: tuple[str, ...]
    certain: bool


def main() -> int:
    rules = Rules(load(HOME / "criteria.yaml").edition, DAY)
    files = sorted((HOME / "data" / "examples" / "real_requests").glob("*.yaml"))
    entries = list(read_requests(files, rules.edition, DAY))
    stated = [one.request.answers for one in entries if one.request is not None]
    assert len(stated) == len(files), [one.problems for one in entries if one.request is None]
    print(
        f"{len(stated)} published requests, {len(rules.edition.questions)} questions, "
        f"{SHUFFLES} random orders of each. Questions put until the verdict is certain:"
    )
    for title, knowing in (
        ("From no answer at all, as on the phone", False),
        ("From what the request states already: further questions", True),
    ):
        print(f"\n{title}\n\n{_HEAD}")
        for way in get_args(Way):
            _compare(stated, rules, way, knowing)
    print(
        "\nThe bars stand for the conversations that took 0, 1, 2, … questions. An open end has no"
        "\nverdict: all that could still change it was skipped. A person then decides, or finds out"
        "\nmore."
    )
    return 0


# ── Conversations ────────────────────────────────────────────────────────────────────────────


def converse(told: Answers, rules: Rules, order: Order, start: Answers) -> Talk:
    """Asks from these answers on; whatever is not told is skipped."""
    answers = dict(start)
    put: list[str] = []
    while assess(answers, rules).outcome == "undecided":
        deciding = [id for id in _deciding(frozenset(answers.items()), rules) if id not in put]
        if not deciding:
            return Talk(tuple(put), certain=False)
        left = [one.id for one in rules.edition.questions if one.id not in {*answers, *put}]
        put.append(order(deciding, left))
        if put[-1] in told:
            answers[put[-1]] = told[put[-1]]
    return Talk(tuple(put), certain=True)


@cache
def _deciding(answers: frozenset[tuple[str, Answer]], rules: Rules) -> tuple[str, ...]:
    """The deciding questions: many orders come by the same answers."""
    return deciding_questions(dict(answers), rules)


def ours(deciding: Sequence[str], _: Sequence[str]) -> str:
    return deciding[0]


def file(_: Sequence[str], left: Sequence[str]) -> str:
    return left[0]


def shuffled(ids: Sequence[str], random: Random) -> Order:
    """A random order, the same during one conversation."""
    order = random.sample(ids, len(ids))
    return lambda _, left: min(left, key=order.index)


def pruned(order: Order) -> Order:
    """The same order, without the questions that can no longer change the verdict."""
    return lambda deciding, left: order(deciding, [id for id in left if id in deciding])


def fewest(told: Answers, rules: Rules, start: Answers) -> int | None:
    """The fewest answers after which the verdict is certain, None when all leave it open.

    Points add up, so that the answers which move the verdict most settle it with the fewest.
    """
    ids = [one.id for one in rules.edition.questions]
    for counted, sign in ((rules.certain, 1), (rules.possible, -1)):
        # To be accepted, what is certain must reach what is needed; to be referred, what is
        # possible must fall one short of it.
        goal = rules.needed if sign > 0 else 1 - rules.needed
        missing = goal - sign * sum(counted(id, start.get(id)) for id in ids)
        moves = sorted(
            sign * (counted(id, told[id]) - counted(id, start.get(id))) for id in ids if id in told
        )
        count = 0
        while missing > 0 and moves:
            missing -= moves.pop()
            count += 1
        if missing <= 0:
            return count
    return None


# ── What a prospect says ─────────────────────────────────────────────────────────────────────


def played(stated: Answers, rules: Rules, way: Way) -> Answers:
    """What the script answers: the facts, and in this way what they leave unknown."""
    if way == "skip":
        return stated
    return {one.id: extreme(one, rules, way) for one in rules.edition.questions} | dict(stated)


def extreme(question: Question, rules: Rules, way: Literal["best", "worst"]) -> Answer:
    """The answer most favourable to acceptance, or least; the first of those alike."""

    def favour(answer: Answer) -> tuple[bool, int, int]:
        outcome, score, _ = assess({question.id: answer}, rules)
        return outcome != "refer", score.lowest, score.highest

    choose = max if way == "best" else min
    return choose(_valid(question, rules.day), key=favour)


def _valid(question: Question, day: date) -> Sequence[Answer]:
    match question:
        case YesNoQuestion():
            return (True, False)
        case ChoiceQuestion():
            return [one.id for one in question.options if one.open_on(day)]
        case ChoicesQuestion():
            ids = [one.id for one in question.options if one.open_on(day)]
            return [some for size in range(len(ids) + 1) for some in combinations(ids, size)]
        case NumberQuestion():
            return range(question.minimum, question.maximum + 1)
        case _:
            assert_never(question)


# ── The table ────────────────────────────────────────────────────────────────────────────────

_COLUMNS = "{:<18}{:>4}{:>8}{:>6}{:>5}{:>5}{:>9}{:>9}  {}"
_HEAD = "\n".join(
    (
        _COLUMNS.format("unknown", "", "", "", "", "", "ours/it", "ours/it", ""),
        _COLUMNS.format(
            "  order", "min", "median", "mean", "p90", "max", "median", "mean", "0 1 2 …"
        ),
    )
)


def _compare(stated: Sequence[Answers], rules: Rules, way: Way, knowing: bool) -> None:
    """A block of the table for the conversations that end certain, and one for those left open."""
    cases = [Case(played(one, rules, way), one if knowing else {}) for one in stated]
    bounds = [fewest(one.told, rules, one.start) for one in cases]
    certain = [case for case, bound in zip(cases, bounds, strict=True) if bound is not None]
    left_open = [case for case, bound in zip(cases, bounds, strict=True) if bound is None]
    # All that is told decides whether a conversation ends certain, and its order does not.
    for ends, these in (("certain", certain), ("open", left_open)):
        if these:
            print(f"{way:<8}{ends}, {len(these)} of {len(stated)}")
            mine = _rows(these, rules)
            if ends == "certain":
                _row("fewest", [one for one in bounds if one is not None], mine)


def _rows(cases: Sequence[Case], rules: Rules) -> list[int]:
    """A line for each order; the numbers of questions that ours puts."""
    ids = [one.id for one in rules.edition.questions]
    random = Random(SEED)
    shuffles = [shuffled(ids, random) for _ in range(SHUFFLES)]

    def counts(*orders: Order) -> list[int]:
        return [
            len(converse(one.told, rules, order, one.start).put)
            for order in orders
            for one in cases
        ]

    mine = counts(ours)
    _row("ours", mine, mine)
    _row("file", counts(file), mine)
    _row("random", counts(*shuffles), mine)
    _row("file, pruned", counts(pruned(file)), mine)
    _row("random, pruned", counts(*map(pruned, shuffles)), mine)
    return mine


def _row(order: str, counts: Sequence[int], mine: Sequence[int]) -> None:
    ranked = sorted(counts)
    middle, average = median(ranked), mean(ranked)
    print(
        _COLUMNS.format(
            *(f"  {order}", ranked[0], f"{middle:g}", f"{average:.1f}"),
            *(ranked[(len(ranked) * 9 - 1) // 10], ranked[-1]),
            *(_ratio(median(mine), middle), _ratio(mean(mine), average)),
            _bars(ranked),
        )
    )


def _ratio(ours: float, its: float) -> str:
    return f"{ours / its:.2f}" if its else ""


def _bars(counts: Sequence[int]) -> str:
    """One bar for each number of questions from none on, "·" where no conversation took as many."""
    times = [counts.count(each) for each in range(max(counts) + 1)]
    highest = max(times)
    return "".join(BARS[one * len(BARS) // (highest + 1)] if one else "·" for one in times)


if __name__ == "__main__":
    sys.exit(main())
