"""Checks that what a prospect is asked to concede makes a request better, and never worse."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import assert_never

from screening.core.criteria import (
    ChoiceQuestion,
    ChoicesQuestion,
    NumberQuestion,
    YesNoQuestion,
)
from screening.core.problems import Path, Problem
from screening.core.weighed import Asked, EditionOn, Weighed

_Move = tuple[Weighed, Weighed]


def concession_problems(on_days: Sequence[EditionOn]) -> Iterator[Problem]:
    """Negotiable questions that gain nothing in the direction of their concession, or lose by it.

    Several options are chosen freely: that some of them lose is no mistake of the direction.
    """
    for place, first in enumerate(on_days[0].asked):
        question = first.question
        asked = [one.asked[place] for one in on_days]
        if not question.negotiable or not any(_tells_apart(one) for one in asked):
            continue
        at: Path = ("questions", place, "concession")
        values = {"question": question.id, "concession": question.concession}
        moves = [move for one in asked for move in _moves(one)]
        if not any(before.worth < after.worth for before, after in moves):
            yield Problem(at, "concession_gains_nothing", values, warning=True)
        elif not isinstance(question, ChoicesQuestion):
            worse = [one for one in moves if one[1].worth < one[0].worth]
            for before, after in worse[:1]:
                said = {**values, "before": _written(before), "after": _written(after)}
                yield Problem(at, "concession_worsens", said, warning=True)


def _tells_apart(asked: Asked) -> bool:
    """Whether some answers are worth more than others: else more is wrong than the direction."""
    return len({one.worth for one in asked.answers}) > 1


def _moves(asked: Asked) -> Iterator[_Move]:
    """Each smallest move in the direction of the concession, from an answer to another one."""
    question, answers = asked.question, asked.answers
    match question:
        case YesNoQuestion() | ChoiceQuestion():
            # Of a yes or no, yes comes first; of options, the first is the best.
            forwards = question.concession in ("no", "later")
            yield from pairwise(answers if forwards else answers[::-1])
        case NumberQuestion():
            yield from pairwise(answers if question.concession == "more" else answers[::-1])
        case ChoicesQuestion():
            more = question.concession == "more"
            by_set = {frozenset(_chosen(one)): one for one in answers}
            for chosen, one in by_set.items():
                for option in chosen:
                    fewer = by_set[chosen - {option}]
                    yield (fewer, one) if more else (one, fewer)
        case _:
            assert_never(question)


def _chosen(one: Weighed) -> tuple[str, ...]:
    assert isinstance(one.answer, tuple), "several options can be chosen"
    return one.answer


def _written(one: Weighed) -> str | int:
    """An answer as the file names it."""
    match one.answer:
        case bool():
            return "yes" if one.answer else "no"
        case int() if one.answer != one.last:
            return f"{one.answer}–{one.last}"
        case int() | str():
            return one.answer
        case _:
            raise TypeError(one.answer)
