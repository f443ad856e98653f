"""Whether one edition is stricter than another, exactly, with a request that shows it.

A *complete request* answers every question that either edition asks. A question that both ask takes
the answers that both take on the day. One that only one of them asks takes any of its answers, and
the other edition takes no notice of it. The new edition is *stricter for* a request that the old
one accepts and it refers, and *looser for* one that the old edition refers and it accepts.

Nothing is sampled, and completions are never listed. A criterion reads one question, so an answer
is two numbers of points, one in each edition, and what is looked for is a pair of sums: enough to
be accepted by one, too little to be so by the other. Undecided requests are not compared: what an
edition makes of them follows from what it makes of their completions.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Literal, NamedTuple

from screening.core.assessment import Answer, Answers, find, stretches
from screening.core.criteria import (
    ChoiceQuestion,
    ChoicesQuestion,
    CoversCriterion,
    Criterion,
    Edition,
    NoneOfCriterion,
    NumberQuestion,
    Option,
    Question,
    YesNoQuestion,
)

# Of the new edition: stricter for some requests and looser for none, the reverse, both, or neither.
# "untold" where the two cannot be compared.
Direction = Literal["stricter", "looser", "both", "none", "untold"]

# How many pairs of sums are looked at, for one way of one comparison, before giving up.
MOST_SUMS = 200_000


class Comparison(NamedTuple):
    """Which way the new edition goes, and a complete request for each way in which it does.

    `stricter` is accepted by the old edition and referred by the new one, `looser` the reverse.
    """

    direction: Direction
    stricter: Answers | None = None
    looser: Answers | None = None


class _Pair(NamedTuple):
    """What an answer earns in the edition that is to accept, and in the one that is to refer."""

    accepting: int
    referring: int
    blocks_accepting: bool
    blocks_referring: bool
    answer: Answer

    def swapped(self) -> "_Pair":
        accepting, referring, blocks_accepting, blocks_referring, answer = self
        return _Pair(referring, accepting, blocks_referring, blocks_accepting, answer)


# What one question brings: every pair that its answers make, once each.
_Pairs = Sequence[_Pair]
# Of a set of options: the points it covers, whether one is refused, whether one blocks.
_Made = tuple[int, bool, bool]
# Pairs chosen so far, the last first.
_Trail = tuple[_Pair, "_Trail"] | tuple[()]


class _Incomparable(Exception):
    """An answer in one edition says nothing of the answer in the other, or there are too many."""


class _Weighed:
    """An edition on one day: the points that are needed, and the criteria of each question."""

    def __init__(self, edition: Edition, day: date) -> None:
        criteria = edition.criteria_on(day)
        self.needed = -(-edition.accept_from * sum(one.weight for one in criteria) // 100)
        self.questions: dict[str, Question] = {one.id: one for one in edition.questions}
        self.reading: dict[str, list[Criterion]] = {id: [] for id in self.questions}
        for one in criteria:
            self.reading[one.question].append(one)


class Yardstick:
    """An edition that others are compared with, one after the other, on one day."""

    def __init__(self, old: Edition, day: date) -> None:
        self._old = _Weighed(old, day)
        self._day = day

    def compare(self, new: Edition) -> Comparison:
        """Which way `new` goes from the old edition."""
        other = _Weighed(new, self._day)
        try:
            pairs = dict(self._pairs(other))
            stricter = _turned(list(pairs.values()), self._old.needed, other.needed)
            swapped = [[one.swapped() for one in those] for those in pairs.values()]
            looser = _turned(swapped, other.needed, self._old.needed)
        except _Incomparable:
            return Comparison("untold")
        direction: Direction = "none"
        if stricter is not None:
            direction = "stricter" if looser is None else "both"
        elif looser is not None:
            direction = "looser"
        return Comparison(direction, _request(pairs, stricter), _request(pairs, looser))

    @cached_property
    def _unchanged(self) -> dict[str, _Pairs]:
        """The pairs of each question for an edition that reads it just as the old one does."""
        asked, reading = self._old.questions, self._old.reading
        return {
            id: _weigh((one, one), (reading[id], reading[id]), self._day)
            for id, one in asked.items()
        }

    def _pairs(self, other: _Weighed) -> Iterator[tuple[str, _Pairs]]:
        """What each question brings that either edition reads."""
        for id in {**self._old.questions, **other.questions}:
            before, after = self._old.questions.get(id), other.questions.get(id)
            read, reads = self._old.reading.get(id, []), other.reading.get(id, [])
            if not read and not reads:
                continue
            same = before is after and len(read) == len(reads)
            if same and all(one is two for one, two in zip(read, reads, strict=True)):
                yield id, self._unchanged[id]
            else:
                yield id, _weigh((before, after), (read, reads), self._day)


def compare(old: Edition, new: Edition, day: date) -> Comparison:
    """Which way the new edition goes from the old one, over every complete request of the day."""
    return Yardstick(old, day).compare(new)


def _request(pairs: Iterable[str], chosen: Sequence[_Pair] | None) -> Answers | None:
    if chosen is None:
        return None
    return {id: one.answer for id, one in zip(pairs, chosen, strict=True)}


# ── Two sums apart ───────────────────────────────────────────────────────────────────────────


def _turned(questions: Sequence[_Pairs], accepting: int, referring: int) -> list[_Pair] | None:
    """An answer to each question with which one edition accepts and the other refers, if any.

    `accepting` and `referring` are the points that each of them needs.
    """
    usable = [[one for one in those if not one.blocks_accepting] for those in questions]
    if not all(usable):
        return None
    best = [max(those, key=_accepting) for those in usable]
    most = sum(map(_accepting, best))
    if most < accepting:
        return None
    # What blocks refers whatever the rest, which may then be as good as can be.
    for place, those in enumerate(usable):
        blocking = [one for one in those if one.blocks_referring]
        if blocking:
            one = max(blocking, key=_accepting)
            if most - best[place].accepting + one.accepting >= accepting:
                return [*best[:place], one, *best[place + 1 :]]
    return _apart(usable, accepting, referring)


def _accepting(one: _Pair) -> int:
    return one.accepting


def _apart(questions: Sequence[_Pairs], accepting: int, referring: int) -> list[_Pair] | None:
    """The same by the sums alone: one reaches what is needed, the other falls short of it.

    Of most questions the two editions think alike, but for some points that do not depend on the
    answer: of these only the sums matter that can be reached, the bits of one number. The others
    are gone through pair of sums by pair of sums, keeping those that no other one beats: as much to
    accept, and as little to refer.
    """
    alike = [_alike(those) for those in questions]
    together = [those for those, is_alike in zip(questions, alike, strict=True) if is_alike]
    others = [those for those, is_alike in zip(questions, alike, strict=True) if not is_alike]

    reachable = [1]
    for those in together:
        sums = 0
        for points in {one.accepting for one in those}:
            sums |= reachable[-1] << points
        reachable.append(sums)
    lead = sum(those[0].accepting - those[0].referring for those in together)

    for gained, lost, trail in _frontier(others, together, accepting, referring):
        # What the questions alike must bring: enough for one, too little for the other.
        least, most = max(0, accepting - gained), referring - 1 - lost + lead
        if least > most:
            continue
        window = reachable[-1] >> least & (1 << most - least + 1) - 1
        if window:
            brought = least + (window & -window).bit_length() - 1
            found = iter(_walked(trail)), iter(_bringing(brought, together, reachable))
            return [next(found[is_alike]) for is_alike in alike]
    return None


def _alike(pairs: _Pairs) -> bool:
    return len({one.accepting - one.referring for one in pairs}) == 1


def _frontier(
    questions: Sequence[_Pairs], together: Sequence[_Pairs], accepting: int, referring: int
) -> list[tuple[int, int, _Trail]]:
    """The pairs of sums that no other beats and that may still do with the best of the rest.

    Enough for one and too little for the other is `accepting` points at least and `referring` - 1
    at most: so what is gained, times `referring`, less what is lost, times `accepting`, is at least
    `accepting`. Raises _Incomparable when there are too many to go through.
    """

    def apart(one: _Pair) -> int:
        return one.accepting * referring - one.referring * accepting

    best = [(max(map(_accepting, those)), max(map(apart, those))) for those in questions]
    gain, lead = (
        sum(max(map(by, those)) for those in (*questions, *together)) for by in (_accepting, apart)
    )
    states: list[tuple[int, int, _Trail]] = [(0, 0, ())]
    looked_at = 0
    for those, (most, furthest) in zip(questions, best, strict=True):
        gain, lead = gain - most, lead - furthest
        looked_at += len(states) * len(those)
        if looked_at > MOST_SUMS:
            raise _Incomparable
        grown: dict[int, tuple[int, _Trail]] = {}
        for gained, lost, trail in states:
            for one in those:
                more, less = gained + one.accepting, lost + one.referring
                if (
                    more + gain >= accepting
                    and more * referring - less * accepting + lead >= accepting
                    and (more not in grown or less < grown[more][0])
                ):
                    grown[more] = less, (one, trail)
        states = []
        for gained in sorted(grown, reverse=True):
            lost, trail = grown[gained]
            if not states or lost < states[-1][1]:
                states.append((gained, lost, trail))
    return states


def _walked(trail: _Trail) -> list[_Pair]:
    """The pairs of a trail, the first first."""
    pairs = []
    while trail:
        one, trail = trail
        pairs.append(one)
    return pairs[::-1]


def _bringing(points: int, questions: Sequence[_Pairs], reachable: Sequence[int]) -> list[_Pair]:
    """An answer to each of these questions, which add up to so many points."""
    chosen = []
    for those, before in zip(reversed(questions), reversed(reachable[:-1]), strict=True):
        one = next(
            one
            for one in those
            if one.accepting <= points and before >> (points - one.accepting) & 1
        )
        chosen.append(one)
        points -= one.accepting
    return chosen[::-1]


# ── What an answer is worth in each ──────────────────────────────────────────────────────────


def _weigh(
    asked: tuple[Question | None, Question | None],
    reading: tuple[Sequence[Criterion], Sequence[Criterion]],
    day: date,
) -> _Pairs:
    """The pairs that the answers to a question make, each once, with the most usual such answer."""
    pairs: dict[tuple[int, int, bool, bool], _Pair] = {}
    for answer in _shared(asked, (*reading[0], *reading[1]), day):
        before, after = (_worth(those, answer) for those in reading)
        worth = before[0], after[0], before[1], after[1]
        if worth not in pairs:
            pairs[worth] = _Pair(*worth, answer)
    if not pairs:
        raise _Incomparable
    return list(pairs.values())


def _worth(criteria: Iterable[Criterion], answer: Answer) -> tuple[int, bool]:
    findings = [find(one, answer) for one in criteria]
    return sum(one.points for one in findings), any(one.blocks for one in findings)


def _shared(
    asked: tuple[Question | None, Question | None], criteria: Sequence[Criterion], day: date
) -> Iterable[Answer]:
    """The answers that both editions take, one of each that these criteria tell apart.

    Those seldom heard come last. Raises _Incomparable where the types differ.
    """
    one, other = asked[0] or asked[1], asked[1] or asked[0]
    match one, other:
        case YesNoQuestion(), YesNoQuestion():
            return sorted((True, False), key=lambda said: ("yes" if said else "no") in one.seldom)
        case ChoiceQuestion(), ChoiceQuestion():
            return sorted(_both(one.options, other.options, day), key=one.seldom.__contains__)
        case ChoicesQuestion(), ChoicesQuestion():
            return _sets(_both(one.options, other.options, day), criteria)
        case NumberQuestion(), NumberQuestion():
            limits = {
                "minimum": max(one.minimum, other.minimum),
                "maximum": min(one.maximum, other.maximum),
            }
            if limits["minimum"] > limits["maximum"]:
                return ()
            both = one.model_copy(update=limits)
            return [first for first, _ in stretches(both, criteria)]
        case _:
            raise _Incomparable


def _both(before: Iterable[Option], after: Iterable[Option], day: date) -> list[str]:
    still = {option.id for option in after if option.open_on(day)}
    return [one.id for one in before if one.open_on(day) and one.id in still]


def _sets(ids: Sequence[str], criteria: Sequence[Criterion]) -> list[tuple[str, ...]]:
    """Sets of options, small ones first: one of each that these criteria tell apart."""
    # What each criterion has made of a set so far: the points covered, refused or not, blocking or
    # not. Many sets come to the same, and what is added to them later adds the same.
    found: dict[tuple[_Made, ...], tuple[str, ...]] = {((0, False, False),) * len(criteria): ()}
    for id in ids:
        treated = [_made_of(one, id) for one in criteria]
        for made, chosen in list(found.items()):
            more = tuple(
                (min(points + adds, one.weight), refused or refuses, blocked or blocks)
                for one, (points, refused, blocked), (adds, refuses, blocks) in zip(
                    criteria, made, treated, strict=True
                )
            )
            if more not in found or len(found[more]) > len(chosen) + 1:
                found[more] = (*chosen, id)
    return sorted(found.values(), key=len)


def _made_of(criterion: Criterion, id: str) -> _Made:
    """All that a criterion makes of one option of several."""
    return (
        criterion.points.get(id, 0) if isinstance(criterion, CoversCriterion) else 0,
        isinstance(criterion, NoneOfCriterion) and id in criterion.refused,
        not isinstance(criterion.blocking, bool) and id in criterion.blocking,
    )
