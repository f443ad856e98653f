"""Checks one criterion against the question it reads: what fits a type but makes no sense."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple, assert_never

from screening.core.criteria import (
    AtLeastCriterion,
    AtMostCriterion,
    ChoiceQuestion,
    ChoicesQuestion,
    CoversCriterion,
    Criterion,
    Dated,
    Edition,
    JudgementCriterion,
    NoneOfCriterion,
    NumberQuestion,
    OneOfCriterion,
    Option,
    Question,
    StepsCriterion,
    YesNoCriterion,
    YesNoQuestion,
)
from screening.core.problems import Path, Problem
from screening.core.spelling import unknown_name

# The question types each kind can read.
_READS: dict[str, tuple[str, ...]] = {
    "yes_no": ("yes_no",),
    "judgement": ("yes_no",),
    "one_of": ("choice",),
    "none_of": ("choice", "choices"),
    "covers": ("choices",),
    "at_least": ("number",),
    "at_most": ("number",),
    "steps": ("number",),
}


class Period(NamedTuple):
    """The first and the last day of an edition; open ends are the calendar's."""

    first: date
    last: date

    @classmethod
    def of(cls, edition: Edition) -> "Period":
        return cls(edition.in_force_from, edition.in_force_until or date.max)

    def meets(self, one: Dated) -> bool:
        """Whether an option or a criterion counts on some day of it, if it has any day at all."""
        common = self.shared_with(one)
        return self.last < self.first or common.first <= common.last

    def shared_with(self, one: Dated) -> "Period":
        """The days of it on which an option or a criterion counts."""
        first, last = one.from_ or date.min, one.until or date.max
        return Period(max(first, self.first), min(last, self.last))


def criterion_problems(
    criterion: Criterion, question: Question, at: Path, period: Period
) -> tuple[Problem, ...]:
    """What is wrong with a criterion given its question. `at` is where the criterion stands, and
    `period` when its edition is in force.
    """
    if question.type not in _READS[criterion.kind]:
        fitting = [kind for kind, types in _READS.items() if question.type in types]
        values = {
            "kind": criterion.kind,
            "question": question.id,
            "type": question.type,
            "kinds": ", ".join(fitting),
        }
        return (Problem((*at, "kind"), "kind_does_not_fit", values),)
    found = [*_kind_problems(criterion, question, at), *_blocking_problems(criterion, question, at)]
    if not found:
        days = period.shared_with(criterion)
        found.extend(_reach_problems(criterion, question, at, days))
    # A concern is told in person, or not at all: see letters.
    if criterion.kind == "judgement" and criterion.told is not None:
        values = {"criterion": criterion.id}
        found.append(Problem((*at, "told"), "told_of_judgement", values, warning=True))
    return tuple(found)


def options_of(question: Question) -> tuple[Option, ...]:
    """The options of a question, none when it has no options."""
    return question.options if isinstance(question, ChoiceQuestion | ChoicesQuestion) else ()


def answers_of(question: Question) -> tuple[str, ...]:
    """What can be answered to a question, none when it is a number."""
    if isinstance(question, YesNoQuestion):
        return ("yes", "no")
    return tuple(option.id for option in options_of(question))


def named_options(criterion: Criterion) -> Iterator[tuple[Path, str]]:
    """The answers that a criterion says something about, each with its place in the criterion."""
    lists: dict[str, Iterable[str]] = {}
    match criterion:
        case OneOfCriterion():
            lists = {"accepted": criterion.accepted, "partly": criterion.partly}
        case NoneOfCriterion():
            lists = {"refused": criterion.refused}
        case CoversCriterion():
            lists = {"points": criterion.points}
        case _:
            pass
    if not isinstance(criterion.blocking, bool):
        lists["blocking"] = criterion.blocking
    for key, names in lists.items():
        for place, name in enumerate(names):
            yield (key, name if isinstance(names, dict) else place), name


# ── By kind ──────────────────────────────────────────────────────────────────────────────────


def _kind_problems(criterion: Criterion, question: Question, at: Path) -> Iterator[Problem]:
    match criterion:
        case YesNoCriterion() | JudgementCriterion():
            return
        case OneOfCriterion():
            yield from _one_of_problems(criterion, question, at)
        case NoneOfCriterion():
            yield from list_problems(criterion.refused, question, (*at, "refused"))
        case AtLeastCriterion() | AtMostCriterion():
            yield from _bound_problems(criterion, question, at)
        case StepsCriterion():
            yield from _steps_problems(criterion, question, at)
        case CoversCriterion():
            yield from _names(criterion.points, question, (*at, "points"))
            for option, points in criterion.points.items():
                yield from _points_problems(points, criterion.weight, (*at, "points", option))
        case _:
            assert_never(criterion)


def _one_of_problems(criterion: OneOfCriterion, question: Question, at: Path) -> Iterator[Problem]:
    yield from list_problems(criterion.accepted, question, (*at, "accepted"))
    yield from _names(criterion.partly, question, (*at, "partly"))
    for option, points in criterion.partly.items():
        place = (*at, "partly", option)
        if option in criterion.accepted:
            yield Problem(place, "accepted_and_partly", {"option": option})
        elif points > 0 and points >= criterion.weight:
            values = {"option": option, "points": points, "weight": criterion.weight}
            yield Problem(place, "partly_is_whole", values)
        elif points < 0:
            yield Problem(place, "points_below_zero", {"points": points})


def _bound_problems(
    criterion: AtLeastCriterion | AtMostCriterion, question: Question, at: Path
) -> Iterator[Problem]:
    assert isinstance(question, NumberQuestion), "the kind fits the type"
    # One short of the range's end: a bound that every answer meets would never matter.
    at_least = isinstance(criterion, AtLeastCriterion)
    lowest = question.minimum + 1 if at_least else question.minimum
    highest = question.maximum if at_least else question.maximum - 1
    if not lowest <= criterion.bound <= highest:
        values = {"found": criterion.bound, "lowest": lowest, "highest": highest}
        yield Problem((*at, "bound"), "bound_outside", values)


def _steps_problems(criterion: StepsCriterion, question: Question, at: Path) -> Iterator[Problem]:
    assert isinstance(question, NumberQuestion), "the kind fits the type"
    for position, step in enumerate(criterion.steps):
        place = (*at, "steps", position)
        if not question.minimum <= step.from_ <= question.maximum:
            limits = {"lowest": question.minimum, "highest": question.maximum}
            yield Problem((*place, "from"), "step_outside", {"found": step.from_, **limits})
        yield from _points_problems(step.points, criterion.weight, (*place, "points"))
    for position, (before, step) in enumerate(pairwise(criterion.steps), start=1):
        if step.from_ <= before.from_:
            values = {"found": step.from_, "before": before.from_}
            yield Problem((*at, "steps", position, "from"), "steps_not_ascending", values)


def _points_problems(points: int, weight: int, at: Path) -> Iterator[Problem]:
    if points < 0:
        yield Problem(at, "points_below_zero", {"points": points})
    elif points > weight:
        yield Problem(at, "points_above_weight", {"points": points, "weight": weight})


# ── What blocks ──────────────────────────────────────────────────────────────────────────────


def _blocking_problems(criterion: Criterion, question: Question, at: Path) -> Iterator[Problem]:
    at = (*at, "blocking")
    if isinstance(criterion, JudgementCriterion):
        if not isinstance(criterion.blocking, bool):
            yield Problem(at, "judgement_always_blocks")
        return
    if criterion.weight == 0 and not criterion.blocking:
        yield Problem((*at[:-1], "weight"), "never_matters", {"criterion": criterion.id})
    if isinstance(criterion.blocking, bool):
        return
    if isinstance(question, NumberQuestion):
        yield Problem(at, "numbers_block_whole", {"kind": criterion.kind})
        return
    yield from list_problems(criterion.blocking, question, at)
    meeting = _meeting(criterion)
    for position, answer in enumerate(criterion.blocking):
        if answer in meeting:
            yield Problem((*at, position), "meets_and_blocks", {"answer": answer})


def _meeting(criterion: Criterion) -> set[str]:
    """The answers that a criterion is plainly glad of: they cannot block at the same time."""
    match criterion:
        case YesNoCriterion():
            return {criterion.expects}
        case OneOfCriterion():
            return set(criterion.accepted)
        case CoversCriterion():
            return {option for option, points in criterion.points.items() if points > 0}
        case NoneOfCriterion() if not isinstance(criterion.blocking, bool):
            return set(criterion.blocking) - set(criterion.refused)
        case _:
            return set()


# ── Whether the weight can be earned ─────────────────────────────────────────────────────────


def _reach_problems(
    criterion: Criterion, question: Question, at: Path, period: Period
) -> Iterator[Problem]:
    open_options = [option.id for option in options_of(question) if period.meets(option)]
    match criterion:
        case OneOfCriterion():
            earned = (
                criterion.weight if id in criterion.accepted else criterion.partly.get(id, 0)
                for id in open_options
            )
            most = max(earned, default=0)
        case CoversCriterion():
            most = sum(criterion.points.get(id, 0) for id in open_options)
        case StepsCriterion():
            most = max(step.points for step in criterion.steps)
        case _:
            return
    if most < criterion.weight:
        values = {"most": most, "weight": criterion.weight}
        yield Problem((*at, "weight"), "weight_out_of_reach", values)


# ── Names of answers ─────────────────────────────────────────────────────────────────────────


def list_problems(names: tuple[str, ...], question: Question, at: Path) -> Iterator[Problem]:
    """The names in a list that are no answers of the question, or stand in it before."""
    yield from _names(names, question, at)
    for position, name in enumerate(names):
        if name in names[:position]:
            yield Problem((*at, position), "repeated_name", {"name": name})


def _names(names: Iterable[str], question: Question, at: Path) -> Iterator[Problem]:
    """The names that are no answers of the question. Names of a mapping stand at their key."""
    answers = answers_of(question)
    by_key = isinstance(names, dict)
    for position, name in enumerate(names):
        if name not in answers:
            place = (*at, name if by_key else position)
            yield unknown_name(place, "no_such_option", name, answers, question=question.id)
