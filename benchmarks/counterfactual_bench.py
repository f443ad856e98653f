"""What it costs to list what would make a request acceptable, for our edition and for random ones.

    python -m benchmarks.counterfactual_bench

The requests are random, of any share of answers, and undecided or referred. For most of them no set
of three changes is enough, which is soon found out: those that some set saves have lines of their
own. Every edition of forty questions has other kinds of them, steps, weights and a threshold of its
own. The least of three times is taken, so that a busy machine does not count. Exits with 1 when a
floor is missed.
"""

import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from platform import python_version
from random import Random
from statistics import median
from time import perf_counter
from typing import NamedTuple

from benchmarks.assess_bench import CRITERIA, DAY, SEED, some_answers
from screening.core.assessment import Answers, Rules, assess
from screening.core.counterfactual import counterfactuals
from screening.core.criteria import Edition
from screening.criteria_file import load
from tests.core import strategies as written
from tests.core.strategies import Written

REQUESTS = 1_000
EDITIONS = 20
SIZE = 40
TIMES = 3


class Run(NamedTuple):
    """One request: the seconds it took, and how many sets of changes would save it."""

    seconds: float
    sets: int


class Measure(NamedTuple):
    """What is measured: editions, and the most milliseconds that half of the requests may take."""

    label: str
    editions: Sequence[Edition]
    at_most: float


def main() -> int:
    ours = load(CRITERIA).edition
    many = f"{EDITIONS} random editions, {SIZE} questions, {SIZE} criteria"
    measures = (
        Measure(f"edition {ours.name}, {len(ours.questions)} questions", [ours], at_most=5),
        Measure(f"{many}, sets of up to 8 options", list(_editions(8)), at_most=50),
        # Twelve options are the most that a question of several may have.
        Measure(f"{many}, sets of up to 12 options", list(_editions(12)), at_most=50),
    )
    print(f"Python {python_version()}, milliseconds, the least of {TIMES} times\n")
    print(_COLUMNS.format("", "requests", "median", "p95", "max", "sets, max", "floor"))
    met = [_report(one) for one in measures]
    return int(not all(met))


_COLUMNS = "{:<28}{:>9}{:>9}{:>9}{:>9}{:>11}  {}"


def _report(measure: Measure) -> bool:
    random = Random(SEED)
    each = REQUESTS // len(measure.editions)
    runs = [
        run
        for edition in measure.editions
        for run in islice(_runs(Rules(edition, DAY), random), each)
    ]
    saved = [one for one in runs if one.sets]
    print(measure.label)
    met = [_row("  all", runs, measure), _row("  some set saves it", saved, measure)]
    return all(met)


def _row(label: str, runs: Sequence[Run], measure: Measure) -> bool:
    times = sorted(one.seconds * 1e3 for one in runs)
    met = median(times) <= measure.at_most
    print(
        _COLUMNS.format(
            *(label, len(times), f"{median(times):.2f}", f"{times[len(times) * 19 // 20]:.2f}"),
            *(f"{times[-1]:.1f}", f"{max(one.sets for one in runs):,}"),
            f"median ≤ {measure.at_most:g} {'met' if met else 'MISSED'}",
        )
    )
    return met


def _runs(rules: Rules, random: Random) -> Iterator[Run]:
    while True:
        answers = some_answers(rules.edition, random, known=random.random())
        if assess(answers, rules).outcome != "accept":
            yield _run(answers, rules)


def _run(answers: Answers, rules: Rules) -> Run:
    seconds = []
    for _ in range(TIMES):
        began = perf_counter()
        found = counterfactuals(answers, rules)
        seconds.append(perf_counter() - began)
    return Run(min(seconds), len(found))


# ── Random editions ──────────────────────────────────────────────────────────────────────────


def _editions(most_options: int) -> Iterator[Edition]:
    random = Random(SEED)
    for _ in range(EDITIONS):
        pairs = [_asked_and_judged(f"q{place}", most_options, random) for place in range(SIZE)]
        questions, criteria = zip(*pairs, strict=True)
        yield written.edition(questions, criteria, accept_from=random.randint(35, 60))


def _asked_and_judged(id: str, most_options: int, random: Random) -> tuple[Written, Written]:
    """A question, three times in four negotiable, and the criterion that reads it."""
    weight = random.randint(1, 10)
    blocking = random.random() < 0.1
    options = [f"o{place}" for place in range(random.randint(2, most_options))]
    asked: Written
    said: Written
    match random.choice(("yes_no", "number", "choice", "choices")):
        case "yes_no":
            asked, ways = written.yes_no(id), ("yes", "no")
            kind, said = "yes_no", {"expects": random.choice(ways)}
        case "number":
            asked, ways = written.number(id, 0, 100), ("more", "less")
            froms = sorted(random.sample(range(1, 101), random.randint(1, 6)))
            points = sorted(random.randint(0, weight) for _ in froms)
            steps = [{"from": one, "points": so} for one, so in zip(froms, points, strict=True)]
            kind, said = "steps", {"steps": steps}
        case "choice":
            asked, ways = written.choice(id, *options), ("earlier", "later")
            accepted, *others = random.sample(options, len(options))
            partly = {one: random.randint(0, weight - 1) for one in others}
            kind, said = "one_of", {"accepted": [accepted], "partly": partly}
        case _:
            asked, ways = written.choices(id, *options), ("more", "less")
            kind, said = "covers", {"points": {one: random.randint(0, weight) for one in options}}
    if random.random() < 0.75:
        asked |= {"negotiable": True, "concession": random.choice(ways)}
    return asked, written.criterion(kind, id, weight, blocking=blocking, **said)


if __name__ == "__main__":
    sys.exit(main())
