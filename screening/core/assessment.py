"""Assesses a request against an edition: exactly, with a reason per criterion, unknowns included.

A *completion* gives every unanswered question one of its valid answers. A request is accepted
when every completion is acceptable, referred when none is, and undecided otherwise. A criterion
reads one question, so each question bounds its points and its blocking on its own: everything
below is exact without ever listing completions.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import Literal, NamedTuple, assert_never

from screening.core.criteria import (
    AtLeastCriterion,
    AtMostCriterion,
    ChoiceQuestion,
    ChoicesQuestion,
    CoversCriterion,
    Criterion,
    Edition,
    JudgementCriterion,
    NoneOfCriterion,
    NumberQuestion,
    OneOfCriterion,
    Question,
    StepsCriterion,
    YesNoCriterion,
    YesNoQuestion,
)

Answer = bool | str | int | tuple[str, ...]
Answers = Mapping[str, Answer]
Standing = Literal["met", "partly_met", "not_met", "unanswered"]
Outcome = Literal["accept", "refer", "undecided"]

# How many times likelier than a seldom answer any other one is.
_SELDOM = 100

# Above this many answers a question is looked up by computing instead of by table.
_TABLE_LIMIT = 1_024


class Finding(NamedTuple):
    """What one criterion says of a request. Plain tuples: this is the hot path."""

    criterion: str
    standing: Standing
    points: int
    out_of: int
    blocks: bool


class Score(NamedTuple):
    """Whole numbers from 0 to 100, rounded down: of the answers given, and over completions."""

    now: int
    lowest: int
    highest: int


class Assessment(NamedTuple):
    """The verdict on a request, with a finding per criterion in the order of the questions."""

    outcome: Outcome
    score: Score
    findings: tuple[Finding, ...]


# What one answer, or none yet, does to the verdict: the points it gives now, at least and at most;
# then at worst and at best, where blocking counts as a loss that all else cannot make up for; and
# the findings. Python unpacks a plain tuple much faster than a named one, and assess does little
# else.
_Effect = tuple[int, int, int, int, int, tuple[Finding, ...]]

# Points an answer earns, and whether it blocks.
_Weighing = tuple[int, bool]


class _Reading(NamedTuple):
    """A question compiled: the effect of each answer, and how many valid answers weigh what."""

    question: str
    effect_of: Callable[[Answer | None], _Effect]
    weighings: Counter[_Weighing]
    judged: bool


class Rules:
    """An edition compiled once for one day; assessing is then one look-up per question.

    `criteria` are those that judge on the day: their weights add up to the `total`.
    """

    __slots__ = (
        "_effect_of",
        "_effects",
        "_readings",
        "_scores",
        "accept_from",
        "criteria",
        "day",
        "edition",
        "needed",
        "total",
    )

    def __init__(self, edition: Edition, day: date) -> None:
        self.edition = edition
        self.day = day
        self.accept_from = edition.accept_from
        self.criteria = edition.criteria_on(day)
        self.total = sum(criterion.weight for criterion in self.criteria)
        # The fewest points whose score, rounded down, reaches the threshold.
        self.needed = -(-edition.accept_from * self.total // 100)
        # The score of so many points. With nothing to earn, nothing is missing.
        self._scores = [points * 100 // self.total for points in range(self.total)] + [100]
        self._readings = tuple(
            _read(
                question,
                tuple(one for one in self.criteria if one.question == question.id),
                day,
                fatal=-1 - self.total,
            )
            for question in edition.questions
        )
        self._effect_of = {one.question: one.effect_of for one in self._readings}
        self._effects = tuple(self._effect_of.items())

    def certain(self, question: str, answer: Answer | None) -> int:
        """The points an answer, or none yet, is certain to give; far below zero if it may block."""
        return self._effect_of[question](answer)[3]

    def possible(self, question: str, answer: Answer | None) -> int:
        """The points an answer, or none yet, can give; far below zero if it is sure to block."""
        return self._effect_of[question](answer)[4]

    def open_readings(self, answers: Answers) -> list[_Reading]:
        return [reading for reading in self._readings if answers.get(reading.question) is None]


def assess(answers: Answers, rules: Rules) -> Assessment:
    """The verdict on answers that are valid for the rules (see request.read_answers).

    KeyError when an answer is not one of the question's.
    """
    now = lowest = highest = worst = best = 0
    findings: list[Finding] = []
    for question, effect_of in rules._effects:
        points, least, most, bad, good, found = effect_of(answers.get(question))
        now += points
        lowest += least
        highest += most
        worst += bad
        best += good
        findings += found
    outcome: Outcome
    if best < rules.needed:
        outcome = "refer"
    elif worst < rules.needed:
        outcome = "undecided"
    else:
        outcome = "accept"
    scores = rules._scores
    score = Score(scores[now], scores[lowest], scores[highest])
    return Assessment(outcome, score, tuple(findings))


def deciding_questions(answers: Answers, rules: Rules) -> tuple[str, ...]:
    """The unanswered questions that can still change the outcome, the most telling first.

    A question is deciding when two completions that differ in its answer alone have different
    outcomes. They are ordered by how much an answer is expected to tell, every valid answer of
    every open question counting as equally likely (each option, each whole number, each set of
    options), but for those the edition calls seldom, a hundredth as likely: the question whose
    answer leaves least doubt whether the request is acceptable comes first. Doubt is p(1 - p),
    where p is the likelihood that a completion is acceptable; equal doubt keeps the order of the
    edition. Judged questions come last: the salesperson answers them, and can only do so honestly
    after hearing the rest.
    """
    outcome, _, findings = assess(answers, rules)
    if outcome != "undecided":
        return ()
    still_open = rules.open_readings(answers)
    needed = rules.needed - sum(finding.points for finding in findings)
    everything = [1]
    for reading in still_open:
        everything = _with(everything, reading.weighings)

    deciding: list[tuple[bool, int, str]] = []
    for reading in still_open:
        others = _without(everything, reading.weighings)
        if _can_tip(others, reading.weighings, needed):
            certainty = _certainty(others, reading.weighings, needed)
            deciding.append((reading.judged, -certainty, reading.question))
    # Python's sort is stable, and the question's name must not break a tie.
    return tuple(question for _, _, question in sorted(deciding, key=lambda one: one[:2]))


# ── Counting completions ─────────────────────────────────────────────────────────────────────
# A list whose entry p is the number of ways to earn exactly p points without blocking.


def _with(ways: list[int], weighings: Counter[_Weighing]) -> list[int]:
    """The ways after one more question is answered in every way that does not block."""
    free = _free(weighings)
    more = [0] * (len(ways) + max(points for points, _ in free))
    for points, count in free:
        for earned, number in enumerate(ways):
            if number:
                more[earned + points] += number * count
    return more


def _without(ways: list[int], weighings: Counter[_Weighing]) -> list[int]:
    """Undoes `_with`: the ways of all the other questions, by exact long division."""
    (least, divisor), *rest = sorted(_free(weighings))
    length = len(ways) - max(points for points, _ in _free(weighings))
    others: list[int] = []
    for earned in range(length):
        number = ways[earned + least]
        for points, count in rest:
            before = earned - (points - least)
            if before >= 0:
                number -= others[before] * count
        others.append(number // divisor)
    return others


def _free(weighings: Counter[_Weighing]) -> list[tuple[int, int]]:
    return [(points, count) for (points, blocks), count in weighings.items() if not blocks]


def _can_tip(others: list[int], weighings: Counter[_Weighing], needed: int) -> bool:
    free = [points for points, _ in _free(weighings)]
    from_ = max(0, needed - max(free))
    # With a blocking answer, any completion that some other answer makes acceptable will do.
    to = len(others) if len(free) < len(weighings) else needed - min(free)
    return any(others[from_ : max(0, to)])


def _certainty(others: list[int], weighings: Counter[_Weighing], needed: int) -> int:
    """The expected square of the acceptable share once answered, times the same for all questions.

    With N answers here and M completions of everything, an answer leaves M / N completions, of
    which `acceptable` are: the expected square of their share is the sum below over M squared.
    """
    return weighings.total() * sum(
        count * sum(others[max(0, needed - points) :]) ** 2 for points, count in _free(weighings)
    )


# ── Compiling a question ─────────────────────────────────────────────────────────────────────


def _read(question: Question, criteria: tuple[Criterion, ...], day: date, fatal: int) -> _Reading:
    """`fatal` is what blocking counts for, less than all the points of the edition can offset."""

    def answered(answer: Answer) -> _Effect:
        findings = tuple(find(criterion, answer) for criterion in criteria)
        points = sum(one.points for one in findings)
        counts = fatal if any(one.blocks for one in findings) else points
        return points, points, points, counts, counts, findings

    weighings: Counter[_Weighing] = Counter()
    for answer, count in distinct_answers(question, criteria, day):
        points, _, _, _, best, _ = answered(answer)
        weighings[points, best == fatal] += count

    gives = [points for points, _ in weighings]
    counts = [fatal if blocks else points for points, blocks in weighings]
    nothing_yet = tuple(Finding(one.id, "unanswered", 0, one.weight, False) for one in criteria)
    unanswered = 0, min(gives), max(gives), min(counts), max(counts), nothing_yet

    def computed(answer: Answer | None) -> _Effect:
        if answer is None:
            return unanswered
        if not _in_range(answer, question):
            raise KeyError(answer)
        return answered(answer)

    effect_of: Callable[[Answer | None], _Effect] = computed
    listed = _listed_answers(question)
    if listed is not None:
        table: dict[Answer | None, _Effect] = {answer: answered(answer) for answer in listed}
        table[None] = unanswered
        effect_of = table.__getitem__

    judged = any(isinstance(one, JudgementCriterion) for one in criteria)
    return _Reading(question.id, effect_of, weighings, judged)


def _listed_answers(question: Question) -> Iterable[Answer] | None:
    """Every answer that can be read, closed options included; None when there are too many."""
    match question:
        case YesNoQuestion():
            return (True, False)
        case ChoiceQuestion():
            return [option.id for option in question.options]
        case ChoicesQuestion():
            return subsets([option.id for option in question.options])
        case NumberQuestion():
            if question.maximum - question.minimum >= _TABLE_LIMIT:
                return None
            return range(question.minimum, question.maximum + 1)
        case _:
            assert_never(question)


def _in_range(answer: Answer, question: Question) -> bool:
    assert isinstance(question, NumberQuestion), "only numbers are too many to list"
    return isinstance(answer, int) and question.minimum <= answer <= question.maximum


def distinct_answers(
    question: Question, criteria: tuple[Criterion, ...], day: date
) -> Iterable[tuple[Answer, int]]:
    """The answers valid on the day, each with how likely it is: as a count of equal chances."""
    match question:
        case YesNoQuestion():
            return [(said == "yes", _likelihood(said, question)) for said in ("yes", "no")]
        case ChoiceQuestion():
            able = [option.id for option in question.options if option.open_on(day)]
            return [(id, _likelihood(id, question)) for id in able]
        case ChoicesQuestion():
            ids = [option.id for option in question.options if option.open_on(day)]
            return [(subset, 1) for subset in subsets(ids)]
        case NumberQuestion():
            return [(first, last + 1 - first) for first, last in stretches(question, criteria)]
        case _:
            assert_never(question)


def _likelihood(said: str, question: YesNoQuestion | ChoiceQuestion) -> int:
    return 1 if said in question.seldom else _SELDOM


def stretches(question: NumberQuestion, criteria: Iterable[Criterion]) -> list[tuple[int, int]]:
    """The first and last number of each stretch that these criteria weigh alike, ascending."""
    edges = {question.minimum, question.maximum + 1}
    edges |= {edge for one in criteria for edge in _edges(one)}
    inside = sorted(edge for edge in edges if question.minimum <= edge <= question.maximum + 1)
    return [(first, after - 1) for first, after in pairwise(inside)]


def _edges(criterion: Criterion) -> Iterable[int]:
    """The numbers from which a criterion may judge differently than just below."""
    match criterion:
        case AtLeastCriterion():
            return (criterion.bound,)
        case AtMostCriterion():
            return (criterion.bound + 1,)
        case StepsCriterion():
            return [step.from_ for step in criterion.steps]
        case _:
            return ()


def subsets(ids: list[str]) -> list[tuple[str, ...]]:
    """Every set of these options, none included, each in the order of the question."""
    return [
        tuple(id for position, id in enumerate(ids) if chosen >> position & 1)
        for chosen in range(1 << len(ids))
    ]


# ── What one criterion says ──────────────────────────────────────────────────────────────────


def find(criterion: Criterion, answer: Answer) -> Finding:
    """The finding of one criterion on one answer of its question."""
    standing, points = _standing(criterion, answer)
    blocks = _blocks(criterion, answer, standing)
    return Finding(criterion.id, standing, points, criterion.weight, blocks)


def _standing(criterion: Criterion, answer: Answer) -> tuple[Standing, int]:
    match criterion:
        case YesNoCriterion():
            return _all_or_nothing(criterion, answer is (criterion.expects == "yes"))
        case OneOfCriterion():
            if answer in criterion.accepted:
                return "met", criterion.weight
            return _graded(criterion, criterion.partly.get(str(answer), 0))
        case NoneOfCriterion():
            return _all_or_nothing(criterion, not _chosen(answer) & set(criterion.refused))
        case AtLeastCriterion():
            return _all_or_nothing(criterion, _number(answer) >= criterion.bound)
        case AtMostCriterion():
            return _all_or_nothing(criterion, _number(answer) <= criterion.bound)
        case StepsCriterion():
            reached = bisect_right([step.from_ for step in criterion.steps], _number(answer))
            return _graded(criterion, criterion.steps[reached - 1].points if reached else 0)
        case CoversCriterion():
            covered = sum(criterion.points.get(id, 0) for id in _chosen(answer))
            return _graded(criterion, min(covered, criterion.weight))
        case JudgementCriterion():
            return _all_or_nothing(criterion, answer is False)
        case _:
            assert_never(criterion)


def _all_or_nothing(criterion: Criterion, meets: bool) -> tuple[Standing, int]:
    return ("met", criterion.weight) if meets else ("not_met", 0)


def _graded(criterion: Criterion, points: int) -> tuple[Standing, int]:
    if points == 0:
        return "not_met", 0
    return ("met" if points == criterion.weight else "partly_met"), points


def _blocks(criterion: Criterion, answer: Answer, standing: Standing) -> bool:
    if isinstance(criterion, JudgementCriterion):
        return standing == "not_met"
    if isinstance(criterion.blocking, bool):
        return criterion.blocking and standing == "not_met"
    return bool(_chosen(answer) & set(criterion.blocking))


def _chosen(answer: Answer) -> set[str]:
    """The answer as the codes a criteria file can name: option ids, or "yes" / "no"."""
    if isinstance(answer, bool):
        return {"yes" if answer else "no"}
    if isinstance(answer, tuple):
        return set(answer)
    return {str(answer)}


def _number(answer: Answer) -> int:
    assert isinstance(answer, int), "a number question is answered by a number"
    return answer
