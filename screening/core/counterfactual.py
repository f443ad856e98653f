"""The smallest negotiable changes that would make a request acceptable."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Literal, NamedTuple, assert_never

from screening.core.assessment import Answer, Answers, Rules, stretches
from screening.core.criteria import (
    ChoiceQuestion,
    ChoicesQuestion,
    NumberQuestion,
    Question,
    YesNoQuestion,
)

# More changes than this at once make another deal, not a concession.
MOST_CHANGES = 3


class Change(NamedTuple):
    """A concession on one question: the new answer, and how far it goes.

    `size` is the share of the way from saying nothing to conceding all: above 0, at most 1.
    """

    question: str
    answer: Answer
    size: Fraction


class _Rung(NamedTuple):
    """A change, the points it gains, and the most that a smaller change gains."""

    change: Change
    gain: int
    below: int


_Ladder = list[_Rung]


class _Climb(NamedTuple):
    """A ladder, and the most that any of its rungs gains."""

    highest: int
    ladder: _Ladder


class _Concession(NamedTuple):
    """A change being weighed, its place among those of the question, and the places just before.

    A change is smaller than another one when steps from place to place before lead to it: along a
    line for a number or an option, along many for sets of options, which need not be comparable.
    """

    answer: Answer
    size: Fraction
    place: int
    before: Iterable[int]


# The points that an answer to a question, or none yet, counts for.
_Counted = Callable[[str, Answer | None], int]

Goal = Literal["accept", "undecided"]


def counterfactuals(
    answers: Answers, rules: Rules, goal: Goal = "accept"
) -> list[tuple[Change, ...]]:
    """All minimal sets of up to three changes after which the request is accepted.

    A change gives another answer to a negotiable question, in the direction of its concession:
    from the answer given, or from none while it is open. A set is minimal when leaving out a
    change, or conceding less in one, is no longer enough. All that is unanswered besides stays
    so: the request must be acceptable whatever those answers will be. Cheapest first: the fewest
    changes, then the smallest sum of their sizes, then the order of the edition. Empty for a
    request that is accepted already, and for one that no such set can save.

    With the goal "undecided", all minimal sets after which it is no longer referred: what would
    take the request up again while too much is unknown to accept it.
    """
    counted = rules.certain if goal == "accept" else rules.possible
    questions = rules.edition.questions
    missing = rules.needed - sum(counted(one.id, answers.get(one.id)) for one in questions)
    if missing <= 0:
        return []
    ladders = [_ladder(one, answers.get(one.id), rules, counted) for one in questions]
    climbs = [_Climb(max(rung.gain for rung in ladder), ladder) for ladder in ladders if ladder]
    if sum(sorted(climb.highest for climb in climbs)[-MOST_CHANGES:]) < missing:
        return []
    found = [
        tuple(rung.change for rung in rungs)
        for count in range(1, MOST_CHANGES + 1)
        for together in combinations(climbs, count)
        if sum([highest for highest, _ in together]) >= missing
        for rungs in _enough(together, missing)
    ]
    # The sort is stable: what costs the same keeps the order of the edition.
    return sorted(found, key=lambda changes: (len(changes), sum(one.size for one in changes)))


def _enough(climbs: Sequence[_Climb], missing: int) -> Iterator[tuple[_Rung, ...]]:
    """One rung of each ladder, such that together they gain what is missing and no less would."""
    (_, first), *others = climbs
    if not others:
        yield from ((rung,) for rung in first if rung.below < missing <= rung.gain)
        return
    in_reach = sum([highest for highest, _ in others])
    for rung in first:
        # With less still missing than a smaller change of this rung would give up, any set that
        # closes the gap is kept apart from those that could do with that smaller change.
        left = missing - rung.gain
        if not 0 < left <= in_reach:
            continue
        for rest in _enough(others, left):
            if rung.below + sum(one.gain for one in rest) < missing:
                yield rung, *rest


# ── Ladders ──────────────────────────────────────────────────────────────────────────────────


def _ladder(question: Question, given: Answer | None, rules: Rules, counted: _Counted) -> _Ladder:
    """The changes on a question that gain more than every smaller one, smallest first."""
    if not question.negotiable:
        return []
    now = counted(question.id, given)
    ladder: _Ladder = []
    # The most that the change at a place gains, or any smaller one.
    most: dict[int, int] = {}
    for answer, size, place, before in _concessions(question, given, rules):
        gain = counted(question.id, answer) - now
        below = max((most.get(one, 0) for one in before), default=0)
        most[place] = max(gain, below)
        if gain > below:
            ladder.append(_Rung(Change(question.id, answer, size), gain, below))
    return ladder


def _concessions(question: Question, given: Answer | None, rules: Rules) -> Iterator[_Concession]:
    """The changes that concede something, each after all that concede less."""
    if isinstance(question, ChoicesQuestion):
        yield from _sets(question, given, rules)
        return
    for place, (answer, size) in enumerate(_way(question, given, rules), start=1):
        yield _Concession(answer, size, place, before=(place - 1,))


def _way(
    question: YesNoQuestion | ChoiceQuestion | NumberQuestion, given: Answer | None, rules: Rules
) -> Iterator[tuple[Answer, Fraction]]:
    """The answers on the way to conceding all, the nearest first, each with its size."""
    match question:
        case YesNoQuestion():
            conceded = question.concession == "yes"
            yield from _further((not conceded, conceded), given)
        case ChoiceQuestion():
            ids = [option.id for option in question.options]
            path = ids[::-1] if question.concession == "earlier" else ids
            able = {option.id for option in question.options if option.open_on(rules.day)}
            yield from (one for one in _further(path, given) if one[0] in able)
        case NumberQuestion():
            yield from _numbers(question, given, rules)
        case _:
            assert_never(question)


def _further(path: Sequence[Answer], given: Answer | None) -> Iterator[tuple[Answer, Fraction]]:
    """What comes after the given answer on the way to conceding all; all of it when none was."""
    start = -1 if given is None else path.index(given)
    for step, answer in enumerate(path[start + 1 :], start=1):
        yield answer, Fraction(step, len(path))


def _sets(question: ChoicesQuestion, given: Answer | None, rules: Rules) -> Iterator[_Concession]:
    """Every set of options that can be added, or taken away: the bits of its place say which."""
    ids = [option.id for option in question.options]
    more = question.concession == "more"
    assert given is None or isinstance(given, tuple)
    able = [option.id for option in question.options if option.open_on(rules.day)]
    start = set(given) if given is not None else set() if more else set(able)
    movable = [id for id in able if id not in start] if more else [id for id in ids if id in start]
    bits = {id: 1 << place for place, id in enumerate(movable)}
    unsaid = 1 if given is None else 0
    # Among answers that differ by as many options, those with the first options come first.
    moves = sorted(range(1 << len(bits)), key=lambda one: (one.bit_count(), one if more else -one))
    for moved in moves:
        steps = moved.bit_count() + unsaid
        if steps:
            answer = tuple(id for id in ids if (id in start) != bool(bits.get(id, 0) & moved))
            before = [moved ^ bit for bit in bits.values() if bit & moved]
            yield _Concession(answer, Fraction(steps, len(ids) + 1), moved, before)


def _numbers(
    question: NumberQuestion, given: Answer | None, rules: Rules
) -> Iterator[tuple[Answer, Fraction]]:
    """The nearest number of each stretch that the criteria weigh alike, on the way to the end."""
    assert given is None or isinstance(given, int)
    length = question.maximum - question.minimum + 1
    reading = [one for one in rules.criteria if one.question == question.id]
    alike = stretches(question, reading)
    if question.concession == "more":
        start = question.minimum - 1 if given is None else given
        ahead = [first for first, _ in alike if first > start]
    else:
        start = question.maximum + 1 if given is None else given
        ahead = [last for _, last in reversed(alike) if last < start]
    for answer in ahead:
        yield answer, Fraction(abs(answer - start), length)
