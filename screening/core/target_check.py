"""Checks how a target is measured against the question it reads."""

from collections.abc import Iterator

from screening.core.criteria import (
    ChoiceQuestion,
    Measured,
    NumberQuestion,
    Question,
    YesNoQuestion,
)
from screening.core.criterion_check import answers_of, list_problems
from screening.core.problems import Path, Problem


def target_problems(measured: Measured, question: Question, at: Path) -> Iterator[Problem]:
    """What is wrong with `measured`, which stands at `at`, given its question."""
    named = {"counts": measured.counts, "leaves_out": measured.leaves_out}
    if isinstance(question, NumberQuestion) and question.share_of == "learners":
        for key, answers in named.items():
            if answers:
                values = {"key": key, "question": question.id}
                yield Problem((*at, key), "target_of_share_names_answers", values)
        return
    if not isinstance(question, ChoiceQuestion | YesNoQuestion):
        # Of several answers each would count, and the parts would be more than the whole.
        yield Problem((*at, "question"), "target_unmeasurable", {"question": question.id})
        return
    for key, answers in named.items():
        yield from list_problems(answers, question, (*at, key))
    known = ", ".join(answers_of(question))
    if not measured.counts:
        yield Problem(at, "target_counts_nothing", {"question": question.id, "known": known})
    for position, answer in enumerate(measured.leaves_out):
        if answer in measured.counts:
            yield Problem(
                (*at, "leaves_out", position), "target_counts_and_leaves_out", {"answer": answer}
            )
