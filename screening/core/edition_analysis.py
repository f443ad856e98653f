"""Finds what in a sound edition does nothing, or something else than it says: exactly.

The checks of an edition say what cannot be meant; this says what is seldom meant. It holds for
every complete request that could be made, and not for a sample of them: a question bounds its
points and its blocking on its own, so what the other questions add is one set of sums (core.reach).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations, groupby
from typing import NamedTuple, assert_never

from screening.core.assessment import Finding, stretches
from screening.core.concession_check import concession_problems
from screening.core.criteria import (
    ChoiceQuestion,
    ChoicesQuestion,
    Criterion,
    Edition,
    JudgementCriterion,
    NumberQuestion,
    Question,
    YesNoQuestion,
)
from screening.core.edition_days import turning_days
from screening.core.loose_ends import loose_ends
from screening.core.problems import Path, Problem
from screening.core.reach import any_between, highest
from screening.core.weighed import Asked, EditionOn, Weighed, needed_of, weighed

# Answers held against criteria, and sums kept for questions, that take about a tenth of a second.
MOST_WEIGHINGS = 50_000
MOST_SUMS = 20_000_000


def analyse(edition: Edition) -> tuple[Problem, ...]:
    """What deserves a second look in an edition without mistakes; warnings, each with its place.

    An edition that is too large for that says so, and is told what can be seen part by part.
    """
    found = tuple(loose_ends(edition))
    days = turning_days(edition)
    if _too_large(edition, len(days)):
        return (*found, Problem(("questions",), "too_large_to_analyse", warning=True))
    on_days = [weighed(edition, day) for day in days]
    found += tuple(_threshold(edition, on_days))
    # Where only blocking decides, no points do: one cause, told once.
    if not any(one.code == "threshold_never_decides" for one in found):
        told = tuple(_criteria(edition, on_days))
        idle = {one.at[1] for one in told if one.code in _IDLE}
        found += (*told, *_questions(edition, on_days, idle))
    return (*found, *_answers(on_days), *concession_problems(on_days))


def _too_large(edition: Edition, days: int) -> bool:
    reading: dict[str, list[Criterion]] = defaultdict(list)
    for criterion in edition.criteria:
        reading[criterion.question].append(criterion)
    weighings = sum(
        len(reading[one.id]) * _answer_count(one, reading[one.id]) for one in edition.questions
    )
    sums = sum(one.weight for one in edition.criteria) * len(edition.questions)
    return weighings * days > MOST_WEIGHINGS or sums * days > MOST_SUMS


def _answer_count(question: Question, criteria: Sequence[Criterion]) -> int:
    match question:
        case NumberQuestion():
            return len(stretches(question, criteria))
        case ChoicesQuestion():
            return 1 << len(question.options)
        case _:
            return 2 if isinstance(question, YesNoQuestion) else len(question.options)


# ── Criteria that change nothing ─────────────────────────────────────────────────────────────

# What says of a criterion that the answers to its question do not matter.
_IDLE = ("criterion_always_same", "criterion_changes_nothing")


class _Judging(NamedTuple):
    """A criterion on one of its days: each answer of its question, and its finding on it."""

    on_day: EditionOn
    asked: Asked
    findings: Sequence[tuple[Weighed, Finding]]


def _criteria(edition: Edition, on_days: Sequence[EditionOn]) -> Iterator[Problem]:
    judging = {one.id: list(_judging(one, on_days)) for one in edition.criteria}
    for position, criterion in enumerate(edition.criteria):
        if judging[criterion.id]:
            at = ("criteria", position)
            yield from _criterion(criterion, judging[criterion.id], edition, at)
    for (_, one), (position, other) in combinations(enumerate(edition.criteria), 2):
        if one.question == other.question and _alike(judging[one.id], judging[other.id]):
            values = {"criterion": other.id, "other": one.id}
            yield _warning(("criteria", position, "id"), "criteria_alike", values)


def _judging(criterion: Criterion, on_days: Iterable[EditionOn]) -> Iterator[_Judging]:
    for on_day in on_days:
        if not criterion.open_on(on_day.day):
            continue
        for asked in on_day.asked:
            if asked.question.id == criterion.question:
                findings = [
                    (answer, one)
                    for answer in asked.answers
                    for one in answer.findings
                    if one.criterion == criterion.id
                ]
                yield _Judging(on_day, asked, findings)


def _criterion(
    criterion: Criterion, judging: Sequence[_Judging], edition: Edition, at: Path
) -> Iterator[Problem]:
    """What a criterion does not do. Each is told once: the least it does not do, the most."""
    said = {(one.points, one.blocks) for each in judging for _, one in each.findings}
    values = {"criterion": criterion.id}
    if _declares_blocking(criterion) and not any(blocks for _, blocks in said):
        yield _warning((*at, "blocking"), "blocking_never_occurs", values)
        if criterion.weight == 0:
            return
    if len(said) == 1:
        (points, _) = said.pop()
        yield _warning((*at, "id"), "criterion_always_same", {**values, "points": points})
    elif not _matters(judging, edition, _removed):
        yield _warning((*at, "id"), "criterion_changes_nothing", values)
    elif criterion.weight > 0 and not _matters(judging, edition, _weighing_nothing):
        weight = {**values, "weight": criterion.weight}
        yield _warning((*at, "weight"), "weight_changes_nothing", weight)


def _declares_blocking(criterion: Criterion) -> bool:
    return bool(criterion.blocking) and not isinstance(criterion, JudgementCriterion)


# The points of an answer, and whether it blocks, with a finding changed.
_Changed = Callable[[Weighed, Finding], tuple[int, bool]]


def _removed(answer: Weighed, finding: Finding) -> tuple[int, bool]:
    others = (one.blocks for one in answer.findings if one.criterion != finding.criterion)
    return answer.points - finding.points, any(others)


def _weighing_nothing(answer: Weighed, finding: Finding) -> tuple[int, bool]:
    return answer.points - finding.points, answer.blocks


def _matters(judging: Iterable[_Judging], edition: Edition, changed: _Changed) -> bool:
    """Whether some complete request has another verdict once a criterion counts for nothing.

    The total then lacks its weight, and the points that are needed follow.
    """
    for on_day, asked, findings in judging:
        for answer, finding in findings:
            needed = needed_of(on_day.total - finding.out_of, edition)
            then = _missing(*changed(answer, finding), needed, on_day)
            now = _missing(answer.points, answer.blocks, on_day.needed, on_day)
            if any_between(asked.others, min(now, then), max(now, then)):
                return True
    return False


def _missing(points: int, blocks: bool, needed: int, on_day: EditionOn) -> int:
    """The points that all other questions must add for a request to be accepted: more than there
    are where an answer blocks."""
    return on_day.total + 1 if blocks else needed - points


def _alike(one: Sequence[_Judging], other: Sequence[_Judging]) -> bool:
    """Whether two criteria say the same of every answer on every day on which both judge."""
    by_day = {each.on_day.day: each for each in other}
    both = [(each, by_day[each.on_day.day]) for each in one if each.on_day.day in by_day]
    said = [
        ((this.standing, this.blocks), (that.standing, that.blocks))
        for each, its in both
        for (_, this), (_, that) in zip(each.findings, its.findings, strict=True)
    ]
    return len({this for this, _ in said}) > 1 and all(this == that for this, that in said)


# ── Questions that decide nothing ────────────────────────────────────────────────────────────


def _questions(
    edition: Edition, on_days: Sequence[EditionOn], idle: set[str | int]
) -> Iterator[Problem]:
    """Questions whose answer changes no verdict, but for those with a criterion told already."""
    known = {edition.criteria[one].question for one in idle if isinstance(one, int)}
    for place, question in enumerate(edition.questions):
        asked = [(one, one.asked[place]) for one in on_days]
        values = {"question": question.id}
        read = [(one, each) for one, each in asked if each.answers[0].findings]
        if read and question.id not in known and not any(_decides(*one) for one in read):
            yield _warning(("questions", place, "id"), "question_never_decides", values)
        if isinstance(question, ChoiceQuestion):
            alone = [one.day for one, each in asked if len(each.answers) == 1]
            at = ("questions", place, "options")
            yield from _on(alone, len(on_days), Problem(at, "single_option", values))


def _decides(on_day: EditionOn, asked: Asked) -> bool:
    missing = [_missing(one.points, one.blocks, on_day.needed, on_day) for one in asked.answers]
    return any_between(asked.others, min(missing), max(missing))


# ── Answers that always refer ────────────────────────────────────────────────────────────────


def _answers(on_days: Sequence[EditionOn]) -> Iterator[Problem]:
    """Answers after which nothing can be accepted, although none of them blocks.

    Where every point is needed that goes without saying, and is not said.
    """
    offered: Counter[_Key] = Counter()
    days: dict[_Key, list[date]] = defaultdict(list)
    told: dict[_Key, Problem] = {}
    for on_day in on_days:
        for asked in on_day.asked:
            for problem, answers in _tellable(asked, on_day):
                key = problem.at, str(problem.values)
                offered[key] += 1
                if on_day.needed < on_day.total and _all_refer(answers, asked, on_day):
                    days[key].append(on_day.day)
                    most = max(one.points for one in answers) + highest(asked.others)
                    values = {**problem.values, "most": most, "needed": on_day.needed}
                    told.setdefault(key, Problem(problem.at, problem.code, values))
    for key, problem in told.items():
        numbers = problem.code == "numbers_always_refer"
        yield from _on(days[key], len(on_days) if numbers else offered[key], problem)


_Key = tuple[Path, str]


def _all_refer(answers: Iterable[Weighed], asked: Asked, on_day: EditionOn) -> bool:
    return all(one.points + highest(asked.others) < on_day.needed for one in answers)


def _tellable(asked: Asked, on_day: EditionOn) -> Iterator[tuple[Problem, list[Weighed]]]:
    """What can be told of the answers to a question, and those that it is about: an answer, an
    option in whatever set, or numbers. Answers that block are left out."""
    at: Path = ("questions", asked.place)
    values = {"question": asked.question.id}
    free = [one for one in asked.answers if not one.blocks]
    match asked.question:
        case YesNoQuestion():
            for one in free:
                said = {**values, "answer": "yes" if one.answer else "no"}
                yield Problem((*at, "id"), "answer_always_refers", said), [one]
        case ChoiceQuestion() | ChoicesQuestion():
            for place, option in enumerate(asked.question.options):
                chosen = [one for one in free if option.id in _options(one)]
                if chosen:
                    said = {**values, "answer": option.id}
                    where = (*at, "options", place, "id")
                    yield Problem(where, "answer_always_refers", said), chosen
            if none := [one for one in free if not _options(one)]:
                yield Problem((*at, "id"), "none_always_refers", values), none
        case NumberQuestion():
            for refers, run in groupby(asked.answers, lambda one: _hidden(one, asked, on_day)):
                if refers:
                    numbers = list(run)
                    limits = {"first": numbers[0].answer, "last": numbers[-1].last}
                    where = (*at, "id")
                    yield Problem(where, "numbers_always_refer", {**values, **limits}), numbers
        case _:
            assert_never(asked.question)


def _hidden(one: Weighed, asked: Asked, on_day: EditionOn) -> bool:
    return not one.blocks and _all_refer([one], asked, on_day)


def _options(one: Weighed) -> tuple[str, ...]:
    assert isinstance(one.answer, str | tuple), "a question with options"
    return (one.answer,) if isinstance(one.answer, str) else one.answer


# ── The threshold ────────────────────────────────────────────────────────────────────────────


def _threshold(edition: Edition, on_days: Sequence[EditionOn]) -> Iterator[Problem]:
    """Whether whatever does not block has enough points anyway. 0 says that it is meant."""
    idle = [one.day for one in on_days if edition.accept_from > 0 and _only_blocking_decides(one)]
    values = {"accept_from": edition.accept_from}
    yield from _on(idle, len(on_days), Problem(("accept_from",), "threshold_never_decides", values))


def _only_blocking_decides(on_day: EditionOn) -> bool:
    least = sum(
        min((one.points for one in each.answers if not one.blocks), default=0)
        for each in on_day.asked
    )
    return least >= on_day.needed and any(
        one.blocks for each in on_day.asked for one in each.answers
    )


# ── Telling ──────────────────────────────────────────────────────────────────────────────────


def _on(days: Sequence[date], of: int, problem: Problem) -> Iterator[Problem]:
    """A problem of all days plainly; of some, with the first of them."""
    if days and len(days) == of:
        yield replace(problem, warning=True)
    elif days:
        values = {**problem.values, "day": days[0]}
        yield Problem(problem.at, f"{problem.code}_on", values, warning=True)


def _warning(at: Path, code: str, values: Mapping[str, object]) -> Problem:
    return Problem(at, code, values, warning=True)
