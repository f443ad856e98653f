"""How fast past requests are judged again, against zen-engine deciding the same requests.

    pip install -r benchmarks/requirements.txt
    python -m benchmarks.backtest_bench [--requests 1000000] [--few 100000]

A log is filled with random requests, answered in full since decision tables know no other, and
judged again by the criteria the desk comes with: its lines are read from the disk, added up, and
what changes is explained. The peer is given a sample of the same requests in memory, which it only
decides, before and after; both must agree. Times are of the processor, so that a busy machine slows
neither. The counts are checked against `read_fact` and `assess`, one by one, on the smaller log.
Needs some 6 GB of disk, which it gives back, and a quarter of an hour. Exits with 1 when a floor is
missed.
"""

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from random import Random
from resource import RUSAGE_SELF, getrusage
from time import perf_counter, process_time
from typing import Any, NamedTuple

from benchmarks.assess_bench import an_answer
from benchmarks.assess_by_tables import Verdict, load_tables
from benchmarks.log_bench import CRITERIA, DAY, SEED, Screenings
from screening.backtesting import backtest
from screening.core.access import Person
from screening.core.assessment import Answer, Answers, Rules, assess
from screening.core.criteria import Edition
from screening.core.facts import RequestScreened, read_fact
from screening.criteria_file import load
from screening.service import Desk
from screening.stores.sqlite import SqliteLog

LEAST_FASTER, MOST_GROWTH = 5.0, 1.2
MANAGER = Person("manager-1", "manager")
# What most requests answer to the questions that can block: a log of referrals tests little.
USUAL: dict[str, Answer] = {
    "catalogue_opening": "within_6_months",
    "client_sector": "non_profit",
    "learner_pays": False,
    "concern": False,
}
# The threshold under which they were recorded: many would have another outcome.
RECORDED_FROM = 50
SAMPLE = 10_000
WEIGHED = "priority-share"


class Cost(NamedTuple):
    """Of one back-test: requests per second of ours and of the peer, peak memory, and counts."""

    ours: float
    peer: float
    megabytes: float
    flows: dict[str, int]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=1_000_000)
    parser.add_argument("--few", type=int, default=100_000)
    counts = parser.parse_args()
    costs: dict[int, Cost] = {}
    with tempfile.TemporaryDirectory(prefix="backtest-bench-") as folder:
        for count in sorted({counts.few, counts.requests}):
            began, file = perf_counter(), Path(folder) / f"{count}.db"
            _fill(file, count)
            size = file.stat().st_size / 1e6
            seconds = perf_counter() - began
            print(f"(filled {count:,} requests, {size:,.0f} MB, in {seconds:.0f} s)", flush=True)
            for weights in ((), (WEIGHED,)):
                costs[count] = _in_a_fresh_process(_cost, file, weights)
                _tell(count, weights, costs[count])
            if count == counts.few:
                one_by_one = _in_a_fresh_process(_one_by_one, file)
            file.unlink()
    few, many = costs[counts.few], costs[counts.requests]
    same = few.flows == one_by_one
    print(f"counts as one by one: {'the same' if same else f'{few.flows}, not {one_by_one}'}")
    met = [
        _floor(
            "rate, ours to the peer's, at least", many.ours / many.peer, LEAST_FASTER, least=True
        ),
        _floor("peak memory, many to few, at most", many.megabytes / few.megabytes, MOST_GROWTH),
    ]
    return int(not (same and all(met)))


def _tell(count: int, weights: tuple[str, ...], cost: Cost) -> None:
    changed = sum(n for ways, n in cost.flows.items() if len(set(ways.split())) > 1)
    tried = " and a weight" if weights else ""
    print(
        f"{count:,} requests{tried}: {cost.ours:,.0f} a second, zen-engine {cost.peer:,.0f}, "
        f"{cost.ours / cost.peer:.1f} times; {cost.megabytes:.0f} MB; {changed:,} change",
        flush=True,
    )


def _floor(what: str, ratio: float, floor: float, least: bool = False) -> bool:
    met = ratio >= floor if least else ratio <= floor
    print(f"{what} {floor}: {ratio:.2f} {'met' if met else 'MISSED'}")
    return met


def _in_a_fresh_process(measure: Any, *arguments: object) -> Any:
    """Its peak of memory is its own."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(measure, arguments)


# ── Measuring ────────────────────────────────────────────────────────────────────────────────


def _cost(file: Path, weights: tuple[str, ...]) -> Cost:
    desk = Desk(SqliteLog(file), load(CRITERIA))
    decide = load_tables(trace=False)
    sample = [_answers(line.content) for line in islice(desk.log.newest_first(), SAMPLE)]
    _agree(decide, sample, Rules(desk.edition, DAY))

    def peer() -> float:
        began = process_time()
        for answers in sample:
            decide(answers)
        return (process_time() - began) / len(sample)

    before = peer()
    began = process_time()
    report = backtest(desk, desk.loaded, MANAGER, on=DAY, weights=weights)
    ours = report.result.judged / (process_time() - began)
    # The sample is a part of this peak, whatever the log holds.
    megabytes = getrusage(RUSAGE_SELF).ru_maxrss / 1_024
    flows = {f"{one.then} {one.now}": one.requests for one in report.result.flows if one.requests}
    return Cost(ours, 2 / (before + peer()), megabytes, flows)


def _agree(decide: Callable[[Answers], Verdict], sample: list[dict[str, Any]], by: Rules) -> None:
    for answers in sample:
        if decide(answers)["outcome"] != assess(answers, by).outcome:
            sys.exit(f"zen-engine disagrees on {answers}. Was criteria.yaml changed?")


def _one_by_one(file: Path) -> dict[str, int]:
    """The flows as a plain loop counts them. No request of this log has two versions."""
    log, rules = SqliteLog(file), Rules(load(CRITERIA).edition, DAY)
    flows: Counter[str] = Counter()
    for line in log.lines():
        fact = read_fact(line.content)
        assert isinstance(fact, RequestScreened)
        flows[f"{fact.outcome} {assess(fact.request.answers, rules).outcome}"] += 1
    return dict(flows)


def _answers(content: str) -> dict[str, Any]:
    answers: dict[str, Any] = json.loads(content)["request"]["answers"]
    return {id: tuple(one) if isinstance(one, list) else one for id, one in answers.items()}


# ── The log ──────────────────────────────────────────────────────────────────────────────────


def _fill(file: Path, count: int) -> None:
    """A log of so many requests, and its index."""
    log = SqliteLog(file)
    contents = _contents(count)
    while batch := list(islice(contents, 5_000)):
        with log.writing() as writing:
            for case, held in batch:
                writing.append(case, held)
    log.rebuild_index()
    log.close()


def _contents(count: int) -> Iterator[tuple[str, str]]:
    """The cases of log_bench, each with answers of its own and the findings these lead to."""
    edition = load(CRITERIA).edition
    rules = Rules(edition.model_copy(update={"accept_from": RECORDED_FROM}), DAY)
    random = Random(SEED)
    for case, held in Screenings(count).contents():
        answers = _drawn(edition, random)
        found = assess(answers, rules)
        before, rest = held.split('"findings":[', 1)
        before = before.replace(
            f'"accept_from":{edition.accept_from}', f'"accept_from":{RECORDED_FROM}'
        )
        between, rest = rest.split('],"fingerprint"', 1)[1].split('"outcome":"', 1)
        after, rest = rest.split('"', 1)[1].split('"answers":{', 1)
        findings = _canonical([one._asdict() for one in found.findings])
        # What is referred has a procedure, and a score of its own: neither is read here.
        yield (
            case,
            f'{before}"findings":{findings},"fingerprint"{between}"outcome":"{found.outcome}"'
            f'{after}"answers":{_canonical(answers)}{rest.split("}", 1)[1]}',
        )


def _drawn(edition: Edition, random: Random) -> Answers:
    answers = {one.id: an_answer(one, random) for one in edition.questions}
    return answers | USUAL if random.random() < 0.7 else answers


def _canonical(held: Mapping[str, Answer] | list[dict[str, object]]) -> str:
    return json.dumps(held, sort_keys=True, separators=(",", ":"))


if __name__ == "__main__":
    sys.exit(main())
