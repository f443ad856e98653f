"""The figures of a period, each with the cases that it counts."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from screening.core.cases import OPEN
from screening.core.committee import ProcedureName
from screening.core.criteria import Measured, NumberQuestion, Question
from screening.core.criterion_check import answers_of
from screening.core.impact import COURSES, Course, Key, Measure
from screening.core.periods import Period
from screening.core.query import ConditionState, Query

# With fewer deals nobody is compared with anybody.
ENOUGH = 10
# A share of fewer people could tell who they are.
FEWEST_PEOPLE = 5

_ANY = Query()
_REFERRED = Query(outcome=("refer",))
_ACCEPTED = Query(status=("accepted",))
# A deal that the criteria refer is accepted or declined by a ruling.
_RULED = Query(status=("accepted", "declined"), outcome=("refer",))
_COURSES: dict[Course | None, Query] = {
    "by_criteria": Query(status=("accepted",), outcome=("accept",)),
    "by_committee": Query(status=("accepted",), outcome=("refer",)),
    "open": Query(status=tuple(sorted(OPEN))),
    "declined": Query(status=("declined",)),
    "withdrawn": Query(status=("withdrawn",)),
}
ACCEPTED: tuple[Course, ...] = ("by_criteria", "by_committee")


class Figure(NamedTuple):
    """How many, and which cases they are."""

    value: int
    cases: Query


class Share(NamedTuple):
    """A part of a whole."""

    part: Figure
    whole: Figure

    @property
    def percent(self) -> int | None:
        """Rounded down; None of nothing."""
        return 100 * self.part.value // self.whole.value if self.whole.value else None


class Spread(NamedTuple):
    """How long so many cases took, in days, begun days whole: half of them no longer than
    `median`, nine in ten no longer than `ninth`. Both are None of no case."""

    median: int | None
    ninth: int | None
    decided: Figure


class Reason(NamedTuple):
    """A criterion that speaks against referred deals."""

    criterion: str
    deals: Figure


class Group(NamedTuple):
    """The ended deals of one salesperson, or with one answer, and those of them accepted."""

    of: str
    accepted: Share


class Reached(NamedTuple):
    """How far a target is reached: a part of what is known, and `everything`, the unknown included.

    What is counted is learners where `people` is True, deals otherwise. A part of people may be no
    whole number, since each deal tells a percentage of its own. `cases` are the deals looked at.
    """

    part: Fraction | int
    known: int
    everything: int
    people: bool
    cases: Query

    @property
    def percent(self) -> int | None:
        """Rounded down, so that a goal that is shown as reached is. None of nothing, and of fewer
        than five people, as a part or as a whole."""
        if not self.known or self.too_few:
            return None
        return 100 * self.part // self.known

    @property
    def too_few(self) -> bool:
        """Whether so few people are counted that a share could tell who they are."""
        few = 0 < self.known < FEWEST_PEOPLE or 0 < self.part < FEWEST_PEOPLE
        return self.people and few


class Figures:
    """What the monthly sums say of a period, to the unit."""

    def __init__(self, sums: Iterable[tuple[Key, int]], period: Period) -> None:
        """`sums` may be of other months as well."""
        self.period = period
        self._sums: defaultdict[Measure, Counter[str]] = defaultdict(Counter)
        first, last = period
        for (month, measure, of), value in sums:
            if first <= month <= last:
                held = self._sums[measure]
                held[of] = held.get(of, 0) + value

    # ── Deals opened in the period ───────────────────────────────────────────────────────────

    def opened(self, course: Course | None = None) -> Figure:
        """Deals recorded in the period: all, or those that went this way since."""
        courses = COURSES if course is None else (course,)
        count = sum(self._sums["opened"][one] for one in courses)
        return Figure(count, self._opened(_COURSES.get(course, _ANY)))

    def referred(self) -> Share:
        """Of the deals of the period, those that the criteria refer, as they were last recorded."""
        count = self.opened().value - self.opened("by_criteria").value
        return Share(Figure(count, self._opened(_REFERRED)), self.opened())

    def reasons(self) -> list[Reason]:
        """What speaks against the deals of the period that the criteria refer, as they were last
        recorded; the most frequent first."""
        not_met = self._sums["not_met"]
        return [
            Reason(
                one, Figure(count, self._opened(replace(_REFERRED, findings=(f"{one}:not_met",))))
            )
            for one, count in sorted(not_met.items(), key=lambda one: (-one[1], one[0]))
            if count
        ]

    # ── Deals that ended in the period ───────────────────────────────────────────────────────

    def ended(self, course: Course | None = None) -> Figure:
        """Deals that were accepted, declined or withdrawn in the period: all, or one way."""
        courses = COURSES if course is None else (course,)
        count = sum(
            value for of, value in self._sums["ended"].items() if of.split(" ")[0] in courses
        )
        return Figure(count, self._ended(_COURSES.get(course, _ANY)))

    def accepted(self) -> Share:
        """Of the deals that ended in the period, those that were accepted, either way."""
        count = sum(self.ended(one).value for one in ACCEPTED)
        return Share(Figure(count, self._ended(_ACCEPTED)), self.ended())

    def improved(self) -> Share:
        """Of the deals that were accepted in the period, those that screening made better."""
        better = Figure(self._sums["improved"][""], self._ended(Query(improved=True)))
        return Share(better, self.accepted().part)

    def ruled_in(self) -> Share:
        """Of the deals that the committee's procedure ruled on, those that were accepted."""
        accepted = self.ended("by_committee")
        count = accepted.value + self.ended("declined").value
        return Share(accepted, Figure(count, self._ended(_RULED)))

    def time_to_decision(self, procedure: ProcedureName) -> Spread:
        """From the opening to the ruling, of the deals that this procedure ruled on."""
        took: Counter[int] = Counter()
        for of, count in self._sums["ended"].items():
            course, by, days = of.split(" ")
            if course in ("by_committee", "declined") and by == procedure:
                took[int(days)] += count
        cases = self._ended(replace(_RULED, procedure=(procedure,)))
        return Spread(_within(took, 1, 2), _within(took, 9, 10), Figure(took.total(), cases))

    def by_owner(self) -> list[Group]:
        """The deals of each salesperson, those with most first."""
        return self._groups("owner", "", lambda owner: Query(owner=(owner,)))

    def by_answer(self, question: str) -> list[Group]:
        """The deals with each answer to a question that has options, those with most first."""
        return self._groups("answer", f"{question}:", lambda word: Query(answers=(word,)))

    def conditions(self, state: ConditionState) -> Figure:
        """The conditions of the deals that were accepted in the period, by how they stand."""
        return Figure(
            self._sums["condition"][state],
            self._ended(replace(_ACCEPTED, conditions=(state,))),
        )

    # ── Targets ──────────────────────────────────────────────────────────────────────────────

    def reached(self, measured: Measured, question: Question) -> Reached:
        """How far the deals that were accepted in the period reach what a target measures."""
        if isinstance(question, NumberQuestion):
            learners = self._sums["learners"]
            part = Fraction(self._sums["shared"][question.id], 100)
            cases = self._ended(_ACCEPTED)
            return Reached(part, learners[question.id], learners[""], True, cases)
        counts: Counter[str] = Counter()
        for of, count in self._sums["answer"].items():
            end, word = of.split(" ")
            if end == "accepted" and word.startswith(f"{question.id}:"):
                counts[word.partition(":")[2]] += count
        known = [one for one in answers_of(question) if one not in measured.leaves_out]
        words = tuple(f"{question.id}:{one}" for one in known)
        return Reached(
            sum(counts[one] for one in measured.counts),
            sum(counts[one] for one in known),
            self.accepted().part.value - sum(counts[one] for one in measured.leaves_out),
            False,
            self._ended(replace(_ACCEPTED, answers=words)),
        )

    # ── Inside ───────────────────────────────────────────────────────────────────────────────

    def _groups(self, measure: Measure, begins: str, cases: Callable[[str], Query]) -> list[Group]:
        whole: Counter[str] = Counter()
        accepted: Counter[str] = Counter()
        for of, count in self._sums[measure].items():
            end, _, name = of.partition(" ")
            if name.startswith(begins):
                whole[name] += count
                if end == "accepted":
                    accepted[name] += count
        found = []
        for name, count in sorted(whole.items(), key=lambda one: (-one[1], one[0])):
            if count:
                every = self._ended(cases(name))
                part = Figure(accepted[name], replace(every, status=("accepted",)))
                found.append(Group(name.removeprefix(begins), Share(part, Figure(count, every))))
        return found

    def _opened(self, cases: Query) -> Query:
        return replace(cases, opened_from=self.period.begins, opened_before=self.period.ends)

    def _ended(self, cases: Query) -> Query:
        return replace(cases, decided_from=self.period.begins, decided_before=self.period.ends)


def by_month(sums: Iterable[tuple[Key, int]], months: Iterable[str]) -> list[Figures]:
    """The figures of each of these months."""
    apart: defaultdict[str, list[tuple[Key, int]]] = defaultdict(list)
    for key, value in sums:
        apart[key[0]].append((key, value))
    return [Figures(apart[one], Period(one, one)) for one in months]


def _within(days: Mapping[int, int], part: int, of: int) -> int | None:
    """In how many days so large a part of all was done: the smallest number that is enough."""
    needed, so_far = -(-sum(days.values()) * part // of), 0
    for took, count in sorted(days.items()):
        so_far += count
        if so_far >= needed and count:
            return took
    return None
