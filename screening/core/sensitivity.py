"""How many requests would be accepted or referred if one number of an edition were another.

Everything is counted while requests go by once. A threshold asks of each only its worst and its
best points; a weight only those of the other questions, and what the question of its criterion
says. So what is kept grows with the edition and never with the log.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from screening.core.assessment import Answer, Rules
from screening.core.criteria import CoversCriterion, Criterion, OneOfCriterion, StepsCriterion

# What blocks counts as this many points, whatever else there is.
BLOCKED = -1
# So many weights at most are tried for a criterion, in equal steps.
_MOST_WEIGHTS = 50
_HIGHEST_SCORE = 100
# As heavy as a criterion can be.
_HEAVIEST = 1_000


class Point(NamedTuple):
    """With this number, so many requests would be accepted, and so many referred.

    The others would be undecided.
    """

    at: int
    accepted: int
    referred: int


class Thresholds:
    """What every threshold from 0 to 100 would make of requests."""

    def __init__(self, rules: Rules) -> None:
        self._total = rules.total
        self._worst = [0] * (rules.total + 2)
        self._best = [0] * (rules.total + 2)

    def count(self, worst: int, best: int) -> None:
        """A request of so many points at worst and at best; BLOCKED is the last of the list."""
        self._worst[worst] += 1
        self._best[best] += 1

    def points(self) -> tuple[Point, ...]:
        """For each threshold. Adding up from the most points on gives those that reach it."""
        return tuple(
            Point(
                at,
                sum(self._worst[needed:-1]),
                sum(self._best[:needed]) + self._best[BLOCKED],
            )
            for at in range(_HIGHEST_SCORE + 1)
            for needed in [_needed(at, self._total)]
        )


class Weights:
    """What other weights of one criterion would make of requests, all else being as it is.

    Where a criterion gives part of its points, these follow its weight in proportion, rounded down.
    """

    def __init__(self, rules: Rules, criterion: str) -> None:
        self.criterion = next(one for one in rules.criteria if one.id == criterion)
        self.question = self.criterion.question
        self._rules = rules
        self._worst: Counter[tuple[Answer | None, int]] = Counter()
        self._best: Counter[tuple[Answer | None, int]] = Counter()

    def count(self, answer: Answer | None, worst: int, best: int) -> None:
        """A request by its answer, with the points of all its other questions."""
        self._worst[answer, worst] += 1
        self._best[answer, best] += 1

    def points(self) -> tuple[Point, ...]:
        return tuple(map(self._point, _tried(self.criterion.weight, self._rules)))

    def _point(self, weight: int) -> Point:
        rules = self._alone(weight)
        total = self._rules.total - self.criterion.weight + weight
        needed = _needed(self._rules.accept_from, total)
        accepted = _reaching(needed, self._worst, rules.certain, self.question)
        possible = _reaching(needed, self._best, rules.possible, self.question)
        return Point(weight, accepted, self._best.total() - possible)

    def _alone(self, weight: int) -> Rules:
        """The rules of its question alone, the criterion weighing so much."""
        edition, day = self._rules.edition, self._rules.day
        criteria = tuple(
            _weighing(one, weight) if one is self.criterion else one
            for one in self._rules.criteria
            if one.question == self.question
        )
        asked = (edition.question(self.question),)
        return Rules(edition.model_copy(update={"questions": asked, "criteria": criteria}), day)


def _needed(accept_from: int, total: int) -> int:
    """The fewest points whose score, rounded down, reaches the threshold."""
    return -(-accept_from * total // 100)


def _reaching(
    needed: int,
    counted: Counter[tuple[Answer | None, int]],
    gives: Callable[[str, Answer | None], int],
    question: str,
) -> int:
    """How many have enough points, by what an answer to the question gives."""
    given: dict[Answer | None, int] = {}
    reached = 0
    for (answer, others), count in counted.items():
        if answer not in given:
            given[answer] = gives(question, answer)
        if others != BLOCKED and given[answer] >= 0 and others + given[answer] >= needed:
            reached += count
    return reached


def _tried(weight: int, rules: Rules) -> Sequence[int]:
    """The weights to try: from none to the double, or to the heaviest of all where that is more."""
    most = min(max(2 * weight, *(one.weight for one in rules.criteria), 10), _HEAVIEST)
    step = -(-most // _MOST_WEIGHTS)
    return sorted({*range(0, most + 1, step), weight})


def _weighing(criterion: Criterion, weight: int) -> Criterion:
    """The criterion with another weight, and its parts in proportion."""

    def part(points: int) -> int:
        return points * weight // criterion.weight if criterion.weight else 0

    changes: dict[str, object] = {"weight": weight}
    match criterion:
        case OneOfCriterion():
            changes["partly"] = {id: part(points) for id, points in criterion.partly.items()}
        case StepsCriterion():
            changes["steps"] = tuple(
                one.model_copy(update={"points": part(one.points)}) for one in criterion.steps
            )
        case CoversCriterion():
            changes["points"] = {id: part(points) for id, points in criterion.points.items()}
        case _:
            pass
    return criterion.model_copy(update=changes)
