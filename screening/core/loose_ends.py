"""Finds the parts of an edition that do nothing, or that nobody can tell from another."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from screening.core.criteria import (
    Criterion,
    Edition,
    JudgementCriterion,
    Measured,
    NumberQuestion,
    Question,
    StepsCriterion,
)
from screening.core.criterion_check import Period, answers_of, named_options, options_of
from screening.core.model import LANGUAGES, Text
from screening.core.problems import Path, Problem


def loose_ends(edition: Edition) -> Iterator[Problem]:
    """What can be seen of an edition part by part; warnings all of them."""
    period = Period.of(edition)
    yield from _unused(edition)
    yield from _same_words(edition)
    for place, question in enumerate(edition.questions):
        yield from _judged(question, edition, ("questions", place))
    for place, criterion in enumerate(edition.criteria):
        at: Path = ("criteria", place)
        yield from _closed_options(criterion, edition, period, at)
        if isinstance(criterion, StepsCriterion):
            yield from _idle_steps(criterion, at)
    for place, target in enumerate(edition.targets):
        at = ("targets", place)
        if target.horizon < edition.in_force_from:
            days = {"horizon": target.horizon, "from_day": edition.in_force_from}
            yield _warning((*at, "horizon"), "target_over", {"target": target.id, **days})
        if target.measured is not None:
            question = edition.question(target.measured.question)
            yield from _measured(target.measured, question, period, (*at, "measured"))


def _unused(edition: Edition) -> Iterator[Problem]:
    grouped = {one.group for one in edition.questions}
    for place, group in enumerate(edition.groups):
        if group.id not in grouped:
            yield _warning(("groups", place, "id"), "group_unused", {"group": group.id})
    served = {one.objective for one in edition.criteria}
    for place, objective in enumerate(edition.objectives):
        if objective.id not in served:
            values = {"objective": objective.id}
            yield _warning(("objectives", place, "id"), "objective_unserved", values)


# ── The same words ───────────────────────────────────────────────────────────────────────────


def _same_words(edition: Edition) -> Iterator[Problem]:
    """Two questions, two criteria or two options of a question that read the same: most likely
    copied. Whoever reads one language cannot tell them apart, whatever the other says."""
    yield from _repeated([one.ask for one in edition.questions], ("questions",), "ask")
    yield from _repeated([one.title for one in edition.criteria], ("criteria",), "title")
    for place, question in enumerate(edition.questions):
        texts = [one.text for one in options_of(question)]
        yield from _repeated(texts, ("questions", place, "options"), "text")


def _repeated(texts: Sequence[Text], at: Path, key: str) -> Iterator[Problem]:
    for language in LANGUAGES:
        first: dict[str, int] = {}
        for place, text in enumerate(texts):
            words = " ".join(text.in_(language).casefold().split())
            if first.setdefault(words, place) != place:
                values = {"text": text.in_(language), "first": first[words] + 1}
                yield _warning((*at, place, key, language), "same_words", values)


# ── Questions that a person judges ───────────────────────────────────────────────────────────


def _judged(question: Question, edition: Edition, at: Path) -> Iterator[Problem]:
    """What a person judges is neither asked of the prospect nor theirs to change."""
    reading = [one for one in edition.criteria if one.question == question.id]
    if not any(isinstance(one, JudgementCriterion) for one in reading):
        return
    values = {"question": question.id}
    if question.negotiable:
        yield _warning((*at, "negotiable"), "judged_is_negotiable", values)
    if question.ask_prospect is not None:
        yield _warning((*at, "ask_prospect"), "judged_asks_prospect", values)


# ── Options on the days of their criterion ───────────────────────────────────────────────────


def _closed_options(
    criterion: Criterion, edition: Edition, period: Period, at: Path
) -> Iterator[Problem]:
    """Options that a criterion names and that are open on none of its days, but on others.

    Those that the edition never offers are told where they stand.
    """
    days = period.shared_with(criterion)
    if not period.meets(criterion):
        return
    closed = {
        one.id
        for one in options_of(edition.question(criterion.question))
        if period.meets(one) and not days.meets(one)
    }
    for step, option in named_options(criterion):
        if option in closed:
            values = {"option": option, "criterion": criterion.id}
            yield _warning((*at, *step), "option_closed_then", values)


def _idle_steps(criterion: StepsCriterion, at: Path) -> Iterator[Problem]:
    for place, (before, step) in enumerate(pairwise(criterion.steps), start=1):
        if step.points == before.points:
            values = {"found": step.from_, "points": step.points}
            yield _warning((*at, "steps", place, "points"), "step_changes_nothing", values)


# ── Targets ──────────────────────────────────────────────────────────────────────────────────


def _measured(
    measured: Measured, question: Question, period: Period, at: Path
) -> Iterator[Problem]:
    """Targets that are reached, or missed, whatever is answered."""
    if measured.at_least == 0:
        yield _warning((*at, "at_least"), "target_always_met", {"question": question.id})
        return
    if isinstance(question, NumberQuestion):
        return
    open_options = [one.id for one in options_of(question) if period.meets(one)]
    answers = open_options if options_of(question) else answers_of(question)
    looked_at = [one for one in answers if one not in measured.leaves_out]
    counted = [one for one in looked_at if one in measured.counts]
    values = {"question": question.id}
    if not counted:
        yield _warning((*at, "counts"), "target_never_counts", values)
    elif counted == looked_at:
        yield _warning((*at, "counts"), "target_always_met", values)


def _warning(at: Path, code: str, values: Mapping[str, object]) -> Problem:
    return Problem(at, code, values, warning=True)
