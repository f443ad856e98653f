"""What differs between two editions of the criteria, and which way each difference goes.

The direction of one difference is that of the old edition with this one change made to it, against
the old edition as it is (see strictness). So it stands for itself: a new weight changes what every
other point is worth, and two changes that are each stricter can let a request pass together.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from screening.core.criteria import (
    AtLeastCriterion,
    AtMostCriterion,
    CoversCriterion,
    Criterion,
    Dated,
    Edition,
    JudgementCriterion,
    NoneOfCriterion,
    NumberQuestion,
    OneOfCriterion,
    Question,
    StepsCriterion,
    YesNoCriterion,
)
from screening.core.criterion_check import answers_of, options_of
from screening.core.difference import Days, Difference, by_id, come_and_gone, fields_changed
from screening.core.edition_around import of_committee, of_surroundings, of_words
from screening.core.strictness import Direction, Yardstick


def differences(old: Edition, new: Edition, day: date) -> tuple[Difference, ...]:
    """Everything that differs, each with its direction on this day; none between equal editions.

    First what decides: the threshold, the criteria, the questions. Then the committee's rules, what
    stands around, and the words.
    """
    compared = _Compared(old, new, day)
    return (
        *compared.threshold(),
        *compared.criteria(),
        *compared.questions(),
        *of_committee(old.committee, new.committee),
        *of_surroundings(old, new),
        *of_words(old, new),
    )


# ── What decides ─────────────────────────────────────────────────────────────────────────────


class _Compared:
    """Two editions, with the old one as a yardstick for each change by itself."""

    def __init__(self, old: Edition, new: Edition, day: date) -> None:
        self._old, self._new, self._day = old, new, day
        self._yardstick = Yardstick(old, day)
        self._asked = by_id(old.questions), by_id(new.questions)
        self._read = {one.question for edition in (old, new) for one in edition.criteria_on(day)}

    def threshold(self) -> Iterator[Difference]:
        before, after = self._old.accept_from, self._new.accept_from
        if before != after:
            yield Difference("accept_from", (), before, after, self._alone(accept_from=after))

    def criteria(self) -> Iterator[Difference]:
        before, after = by_id(self._old.criteria), by_id(self._new.criteria)
        for id, one in after.items():
            if id in before:
                yield from self._criterion(before[id], one)
            else:
                direction = self._judged_by((*self._old.criteria, one), one.question)
                yield Difference("criterion_added", (id,), None, one, direction)
        for id, one in before.items():
            if id not in after:
                rest = tuple(other for other in self._old.criteria if other is not one)
                direction = self._alone(criteria=rest)
                yield Difference("criterion_removed", (id,), one, None, direction)

    def _criterion(self, before: Criterion, after: Criterion) -> Iterator[Difference]:
        about = (before.id,)
        if (before.kind, before.question) != (after.kind, after.question):
            yield Difference("reads", about, before, after, self._instead(before, after))
        else:
            yield from self._counting(before, after)
        if _days(before) != _days(after):
            direction = self._instead(before, _changed(before, after, ("from_", "until")))
            yield Difference("criterion_days", about, _days(before), _days(after), direction)
        yield from fields_changed(about, before, after, ("objective", "review_by"))

    def _counting(self, before: Criterion, after: Criterion) -> Iterator[Difference]:
        """What the answers to the same question count for, and which of them block.

        Where single points change with the weight, one would mean nothing without the other.
        Answers that only one edition has are told with the question.
        """
        about = (before.id,)
        both = self._both(before.question)
        graded = _graded(before, both) != _graded(after, both)
        if graded or _met_by(before, both) != _met_by(after, both):
            names = ("weight", *_SCALE) if graded else _SCALE
            changed = _changed(before, after, names)
            direction = self._instead(before, changed)
            if isinstance(before, AtLeastCriterion | AtMostCriterion):
                bounds = before.bound, getattr(after, "bound", None)
                yield Difference("bound", about, *bounds, direction)
            else:
                yield Difference("scale", about, before, changed, direction)
        if before.weight != after.weight and not graded:
            direction = self._instead(before, _changed(before, after, ("weight",)))
            yield Difference("weight", about, before.weight, after.weight, direction)
        if _blocking(before, both) != _blocking(after, both):
            direction = self._instead(before, _changed(before, after, ("blocking",)))
            yield Difference("blocking", about, before.blocking, after.blocking, direction)

    def questions(self) -> Iterator[Difference]:
        before, after = self._asked
        yield from come_and_gone("question_added", "question_removed", before, after)
        for id in before:
            if id in after:
                yield from self._question(before[id], after[id])

    def _question(self, before: Question, after: Question) -> Iterator[Difference]:
        about = (before.id,)
        # Nobody knows what those would answer in one edition who answer so in the other.
        untold: Direction = "untold" if before.id in self._read else "none"
        if before.type != after.type:
            yield Difference("type", about, before.type, after.type, untold)
        else:
            yield from self._options(before, after, untold)
            if _range(before) != _range(after):
                yield Difference("range", about, _range(before), _range(after), untold)
        if _concession(before) != _concession(after):
            yield Difference("concession", about, _concession(before), _concession(after))
        yield from fields_changed(about, before, after, ("seldom", "share_of", "facet", "group"))

    def _options(
        self, before: Question, after: Question, untold: Direction
    ) -> Iterator[Difference]:
        options, will = by_id(options_of(before)), by_id(options_of(after))
        for id in {**will, **options}:
            about = (before.id, id)
            one, other = options.get(id), will.get(id)
            able = [found is not None and found.open_on(self._day) for found in (one, other)]
            direction: Direction = "none" if able[0] == able[1] else untold
            if one is None:
                yield Difference("option_added", about, None, other, direction)
            elif other is None:
                yield Difference("option_removed", about, one, None, direction)
            elif _days(one) != _days(other):
                yield Difference("option_days", about, _days(one), _days(other), direction)

    def _both(self, question: str) -> frozenset[str]:
        """The answers in words that a question has in both editions."""
        before, after = (set(answers_of(asked[question])) for asked in self._asked)
        return frozenset(before & after)

    def _instead(self, before: Criterion, after: Criterion) -> Direction:
        """Which way the old edition goes with one criterion in the place of another."""
        return self._judged_by(
            (after if one.id == before.id else one for one in self._old.criteria), after.question
        )

    def _judged_by(self, criteria: Iterable[Criterion], question: str) -> Direction:
        """Which way the old edition goes with these criteria, one of which reads the question."""
        asked, will_ask = (those.get(question) for those in self._asked)
        questions = self._old.questions
        if will_ask is not None and asked is None:
            questions = (*questions, will_ask)
        elif will_ask is not None and asked is not None and asked.type != will_ask.type:
            questions = tuple(will_ask if one is asked else one for one in questions)
        return self._alone(criteria=tuple(criteria), questions=questions)

    def _alone(self, **change: object) -> Direction:
        return self._yardstick.compare(self._old.model_copy(update=change)).direction


# What says which answers count for how much, in any kind of criterion.
_SCALE = ("expects", "accepted", "partly", "refused", "bound", "steps", "points")


def _changed(before: Criterion, after: Criterion, names: Iterable[str]) -> Criterion:
    """The criterion with these of its values as they are after, where its kind has them."""
    held = {name: getattr(after, name) for name in names if name in type(after).model_fields}
    return before.model_copy(update=held)


def _graded(criterion: Criterion, both: Collection[str]) -> object:
    """The points that single answers earn, apart from the weight."""
    match criterion:
        case OneOfCriterion():
            return {id: points for id, points in criterion.partly.items() if points and id in both}
        case CoversCriterion():
            return {id: points for id, points in criterion.points.items() if points and id in both}
        case StepsCriterion():
            return criterion.steps
        case _:
            return None


def _met_by(criterion: Criterion, both: Collection[str]) -> object:
    match criterion:
        case YesNoCriterion():
            return criterion.expects
        case OneOfCriterion():
            return set(criterion.accepted).intersection(both)
        case NoneOfCriterion():
            return set(criterion.refused).intersection(both)
        case AtLeastCriterion() | AtMostCriterion():
            return criterion.bound
        case _:
            return None


def _blocking(criterion: Criterion, both: Collection[str]) -> object:
    """What blocks: any answer that does not meet the criterion, or answers by name."""
    if isinstance(criterion, JudgementCriterion):
        return True
    if isinstance(criterion.blocking, bool):
        return criterion.blocking
    return set(criterion.blocking).intersection(both) or False


def _days(one: Dated) -> Days:
    return one.from_, one.until


def _range(question: Question) -> object:
    return isinstance(question, NumberQuestion) and (question.minimum, question.maximum)


def _concession(question: Question) -> object:
    """Which way the prospect can change the answer; None for a fact."""
    return question.concession if question.negotiable else None
