"""How many questions a conversation takes until the verdict is certain, on real requests.

    python -m benchmarks.conversation_bench

A script plays the prospect of each published request: it answers from the facts the request
states. What it does not state is answered in three ways: with the best answer for the request, with
the worst, or never ("skip"). The best answer is the one after which, all else open, the least and
then the most score that stays possible are highest and nothing blocks; the worst is the opposite.

Three orders are compared, each stopping as soon as no other answer can change the verdict: ours,
always the most telling question of those not skipped; the order of the criteria file; and random
orders. Ours also stops once all that still decides was skipped; the others cannot know, and ask on.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
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

Way = Literal["best", "worst", "skip"]
# The next question to ask, given the answers and what was skipped; None when there is none.
Order = Callable[[Answers, set[str]], str | None]


class Talk(NamedTuple):
    """How a conversation ended: after how many questions, and whether the verdict was certain."""

    questions: int
    certain: bool


def main() -> int:
    rules = Rules(load(HOME / "criteria.yaml").edition, DAY)
    files = sorted((HOME / "data" / "examples" / "real_requests").glob("*.yaml"))
    entries = list(read_requests(files, rules.edition, DAY))
    facts = [one.request.answers for one in entries if one.request is not None]
    assert len(facts) == len(files), [one.problems for one in entries if one.request is None]
    print(f"{len(facts)} published requests, {len(rules.edition.questions)} questions.")
    for title, start in (("from no answer at all", False), ("from what the request states", True)):
        print(f"\nQuestions asked until the verdict is certain, {title}\n")
        print(
            f"{'unknown facts':<14}{'order':<9}{'median':>7}{'mean':>6}{'p90':>5}{'most':>5}"
            f"{'certain':>9}  how many conversations took 0, 1, 2, … questions"
        )
        for way in get_args(Way):
            for name, talks in _orders(facts, rules, way, start):
                _report(way, name, talks)
    return 0


def _orders(
    facts: Sequence[Answers], rules: Rules, way: Way, start: bool
) -> Iterator[tuple[str, list[Talk]]]:
    def talks(order_of: Callable[[], Order]) -> list[Talk]:
        return [converse(one, rules, way, order_of(), one if start else {}) for one in facts]

    ids = [one.id for one in rules.edition.questions]
    shuffle = Random(SEED)
    yield "ours", talks(lambda: _most_telling(rules))
    yield "file", talks(lambda: _listed(ids))
    yield (
        "random",
        [
            talk
            for _ in range(SHUFFLES)
            for talk in talks(lambda: _listed(shuffle.sample(ids, len(ids))))
        ],
    )


def converse(facts: Answers, rules: Rules, way: Way, order: Order, start: Answers) -> Talk:
    """Asks until no other answer can change the verdict, or nothing is left to ask."""
    answers: dict[str, Answer] = dict(start)
    skipped: set[str] = set()
    asked = 0
    while assess(answers, rules).outcome == "undecided":
        id = order(answers, skipped)
        if id is None:
            return Talk(asked, False)
        asked += 1
        answer = facts.get(id)
        if answer is None:
            answer = _answer(rules.edition.question(id), rules, way)
        if answer is None:
            skipped.add(id)
        else:
            answers[id] = answer
    return Talk(asked, True)


def _most_telling(rules: Rules) -> Order:
    def order(answers: Answers, skipped: set[str]) -> str | None:
        return next((id for id in deciding_questions(answers, rules) if id not in skipped), None)

    return order


def _listed(ids: list[str]) -> Order:
    def order(answers: Answers, skipped: set[str]) -> str | None:
        return next((id for id in ids if answers.get(id) is None and id not in skipped), None)

    return order


def _answer(question: Question, rules: Rules, way: Way) -> Answer | None:
    """The best or the worst answer to a question, everything else being open; None to skip."""
    if way == "skip":
        return None

    def worth(answer: Answer) -> tuple[bool, int, int]:
        outcome, score, _ = assess({question.id: answer}, rules)
        return outcome != "refer", score.lowest, score.highest

    choose = max if way == "best" else min
    valid: list[Answer] = [*_valid(question)]
    return choose(valid, key=worth)


def _valid(question: Question) -> Sequence[Answer]:
    match question:
        case YesNoQuestion():
            return [True, False]
        case ChoiceQuestion():
            return [one.id for one in question.options if one.open_on(DAY)]
        case ChoicesQuestion():
            ids = [one.id for one in question.options if one.open_on(DAY)]
            return [some for size in range(len(ids) + 1) for some in combinations(ids, size)]
        case NumberQuestion():
            return list(range(question.minimum, question.maximum + 1))
        case _:
            assert_never(question)


def _report(way: str, order: str, talks: list[Talk]) -> None:
    counts = sorted(one.questions for one in talks)
    p90 = counts[(len(counts) * 9 - 1) // 10]
    certain = sum(one.certain for one in talks) / len(talks)
    rounds = SHUFFLES if order == "random" else 1
    spread = [round(counts.count(each) / rounds, 1) for each in range(counts[-1] + 1)]
    shown = " ".join(f"{each:g}" if each else "·" for each in spread)
    print(
        f"{way:<14}{order:<9}{median(counts):>7g}{mean(counts):>6.1f}{p90:>5}{counts[-1]:>5}"
        f"{certain:>9.0%}  {shown}"
    )


if __name__ == "__main__":
    sys.exit(main())
