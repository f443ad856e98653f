"""What one explained verdict costs, against the same written by hand and as decision tables.

    pip install -r benchmarks/requirements.txt
    python -m benchmarks.assess_bench

All engines run in one process, in turns, over the same fixed random requests, and must agree on
every one. Times vary with the machine, ratios little: that is why verdicts are held to ratios.
Exits with 1 when a floor is missed.
"""

import sys
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from platform import python_version
from random import Random
from statistics import median
from time import perf_counter
from typing import NamedTuple, assert_never

from benchmarks.assess_by_hand import assess_by_hand
from benchmarks.assess_by_tables import Verdict, load_tables
from screening.core.assessment import Answer, Answers, Assessment, Rules, assess, deciding_questions
from screening.core.criteria import (
    ChoiceQuestion,
    ChoicesQuestion,
    Edition,
    NumberQuestion,
    Question,
    YesNoQuestion,
)
from screening.criteria_file import load

CRITERIA = Path(__file__).resolve().parents[1] / "criteria.yaml"
DAY = date(2026, 11, 24)
SEED = 2026
ROUNDS = 9
REQUESTS = 2_000


class Row(NamedTuple):
    """A line of the report: a time, what ours is of it, and the most that may be."""

    label: str
    time: str = ""
    ratio: str = ""
    floor: str = ""
    met: bool | None = None

    def __str__(self) -> str:
        met = {None: "", True: "met", False: "MISSED"}[self.met]
        return f"{self.label:<44} {self.time:>10} {self.ratio:>7} {self.floor:>8} {met}".rstrip()


def main() -> int:
    edition = load(CRITERIA).edition
    rows = [*_verdicts(edition), *_questions_to_ask(edition)]
    print(f"Edition {edition.name}, Python {python_version()}, medians of {ROUNDS} rounds.\n")
    print(Row("", "time", "ours/it", "floor"), *rows, sep="\n")
    return int(any(row.met is False for row in rows))


# ── One verdict ──────────────────────────────────────────────────────────────────────────────


def _verdicts(edition: Edition) -> list[Row]:
    rules = Rules(edition, DAY)
    random = Random(SEED)
    full = [some_answers(edition, random, known=1.0) for _ in range(REQUESTS // 2)]
    # Three quarters of the facts are unknown at first contact.
    partly = [some_answers(edition, random, known=0.25) for _ in range(REQUESTS // 2)]

    def ours(answers: Answers) -> Assessment:
        return assess(answers, rules)

    traced, untraced = load_tables(trace=True), load_tables(trace=False)
    for answers in (*full, *partly):
        _agree(ours(answers), assess_by_hand(answers), "by hand", answers)
    for answers in full:
        _agree(_comparable(ours(answers)), traced(answers), "the decision tables", answers)

    mine, by_hand = _in_turns([ours, assess_by_hand], [*full, *partly])
    mine_in_full, tables, silent = _in_turns([ours, traced, untraced], full)
    return [
        Row(f"{REQUESTS:,} verdicts, half of them partly unknown"),
        Row("  ours", _microseconds(mine)),
        _peer("  by hand", by_hand, mine, at_most=1.0),
        Row(f"{len(full):,} verdicts, answered in full"),
        Row("  ours", _microseconds(mine_in_full)),
        _peer("  zen-engine decision tables, with trace", tables, mine_in_full, at_most=0.1),
        _peer("  zen-engine decision tables, without", silent, mine_in_full, at_most=0.1),
    ]


def _peer(label: str, seconds: float, mine: float, at_most: float) -> Row:
    ratio = mine / seconds
    return Row(label, _microseconds(seconds), f"{ratio:.3f}", f"≤ {at_most}", ratio <= at_most)


def _agree(ours: object, theirs: object, peer: str, answers: Answers) -> None:
    if ours != theirs:
        sys.exit(
            f"{peer} disagrees on {answers}\n  ours: {ours}\n  its: {theirs}\n"
            "Was criteria.yaml changed? Then change the peer."
        )


def _comparable(assessment: Assessment) -> Verdict:
    """An assessment in the shape of the decision tables' result; its weights add up to 100."""
    return {
        "outcome": assessment.outcome,
        "points": assessment.score.now,
        **{
            one.criterion.replace("-", "_"): {
                "standing": one.standing,
                "points": one.points,
                "blocks": one.blocks,
            }
            for one in assessment.findings
        },
    }


def _in_turns(
    engines: Sequence[Callable[[Answers], object]], requests: Sequence[Answers]
) -> list[float]:
    """Seconds per request, the median of the rounds: in each, every engine has its turn."""
    rounds: list[list[float]] = [[] for _ in engines]
    for _ in range(ROUNDS):
        for engine, times in zip(engines, rounds, strict=True):
            began = perf_counter()
            for answers in requests:
                engine(answers)
            times.append((perf_counter() - began) / len(requests))
    return [median(times) for times in rounds]


def _microseconds(seconds: float) -> str:
    return f"{seconds * 1e6:.2f} µs"


# ── The questions still worth asking ─────────────────────────────────────────────────────────


def _questions_to_ask(edition: Edition) -> list[Row]:
    rows = [Row("deciding questions of an undecided request")]
    for asked, at_most in ((edition, 0.001), (_of_size(edition, 40), 0.020)):
        rules = Rules(asked, DAY)
        random = Random(SEED)
        drawn = (some_answers(asked, random, known=0.25) for _ in range(REQUESTS))
        undecided = [one for one in drawn if assess(one, rules).outcome == "undecided"][:100]
        for known, requests in (("a quarter answered", undecided), ("none answered", [{}])):
            (taken,) = _in_turns([partial(deciding_questions, rules=rules)], requests)
            label = f"  {len(asked.questions)} questions, {known}"
            floor = f"≤ {at_most * 1e3:.0f} ms"
            rows.append(Row(label, f"{taken * 1e3:.2f} ms", "", floor, taken <= at_most))
    return rows


def _of_size(edition: Edition, size: int) -> Edition:
    """An edition that asks the questions of this one over and over."""
    questions = []
    criteria = []
    for place, question in enumerate(islice(cycle(edition.questions), size)):
        id = f"{question.id}-{place}"
        questions.append(question.model_copy(update={"id": id}))
        criteria += [
            one.model_copy(update={"id": f"{one.id}-{place}", "question": id})
            for one in edition.criteria
            if one.question == question.id
        ]
    return edition.model_copy(update={"questions": tuple(questions), "criteria": tuple(criteria)})


# ── Random requests ──────────────────────────────────────────────────────────────────────────


def some_answers(edition: Edition, random: Random, known: float) -> dict[str, Answer]:
    """Random answers to this share of the questions, each as likely as any other."""
    return {
        question.id: an_answer(question, random)
        for question in edition.questions
        if random.random() < known
    }


def an_answer(question: Question, random: Random) -> Answer:
    match question:
        case YesNoQuestion():
            return random.random() < 0.5
        case ChoiceQuestion():
            return random.choice([one.id for one in question.options if one.open_on(DAY)])
        case ChoicesQuestion():
            able = [one.id for one in question.options if one.open_on(DAY)]
            return tuple(id for id in able if random.random() < 0.5)
        case NumberQuestion():
            return random.randint(question.minimum, question.maximum)
        case _:
            assert_never(question)


if __name__ == "__main__":
    sys.exit(main())
