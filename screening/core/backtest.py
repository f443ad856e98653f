"""Recorded requests under another edition: how many would change, which way, for whom, and why.

Requests are judged one by one and added up, so that memory holds sums and no requests. Each answer
is looked up by question, as `assess` does, and what it gives is worked out once.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, assert_never

from screening.core.assessment import Answer, Finding, Outcome, Rules, find
from screening.core.chain import Line
from screening.core.criteria import (
    ChoiceQuestion,
    ChoicesQuestion,
    NumberQuestion,
    Option,
    Question,
    YesNoQuestion,
)
from screening.core.past_requests import Details, Past, read_details, read_past
from screening.core.sensitivity import BLOCKED, Point, Thresholds, Weights
from screening.core.tipping import Judged, Lacking, Tip, tips

Then = Literal["accept", "refer"]
# Every way from what a request was to what it would be, in the order of a table's cells.
FLOWS: tuple[tuple[Then, Outcome], ...] = (
    ("accept", "accept"),
    ("accept", "undecided"),
    ("accept", "refer"),
    ("refer", "accept"),
    ("refer", "undecided"),
    ("refer", "refer"),
)
_FLOW = {ways: place for place, ways in enumerate(FLOWS)}
# Groups of fewer requests are not told apart: their people could be.
FEWEST = 5
# What a question remembers of answers as they were written: numbers can be of any kind.
_REMEMBERED = 10_000


class Flow(NamedTuple):
    """Requests that were `then` and would be `now`, with their learners and whole euros.

    Of `unknown_learners` and `unknown_amounts` of them these are not known.
    """

    then: Then
    now: Outcome
    requests: int
    learners: int
    unknown_learners: int
    amount: int
    unknown_amounts: int


class Group(NamedTuple):
    """The requests with one answer to the question `by`, or of one `owner`, flow by flow.

    Those without an answer, or whose answer the edition does not know, are `of` None; of several
    options, those that chose none are `of` "".
    """

    by: str
    of: str | None
    flows: tuple[int, ...]

    @property
    def requests(self) -> int:
        return sum(self.flows)

    @property
    def changed(self) -> int:
        return sum(
            count for (then, now), count in zip(FLOWS, self.flows, strict=True) if then != now
        )


class Gone(NamedTuple):
    """An answer of so many requests that the edition does not know: it counts as unanswered.

    `answer` is None where the edition does not ask the question any more: that changes no verdict
    by itself. Numbers out of range are told as "< 10" or "> 90".
    """

    question: str
    answer: str | None
    requests: int


class Tipped(NamedTuple):
    """How many changed requests a difference tipped, alone or with others; see tipping.How."""

    how: str
    id: str
    requests: int


class Changed(NamedTuple):
    """A request whose outcome would be another, its score, and what tips it."""

    past: Past
    details: Details
    now: Outcome
    score: int
    tips: tuple[Tip, ...]


class Result(NamedTuple):
    """What was found of the `judged` requests.

    Those sent `by_hand` are not judged: a person sent them, whatever the criteria say; nor are
    those whose line is `unreadable`. `groups` are those of FEWEST requests or more, and `few`
    counts the others by question, or by owner. `weights` are the curves of criteria, by id.
    """

    judged: int
    by_hand: int
    unreadable: int
    flows: tuple[Flow, ...]
    groups: tuple[Group, ...]
    few: dict[str, int]
    tipped: tuple[Tipped, ...]
    gone: tuple[Gone, ...]
    thresholds: tuple[Point, ...]
    weights: dict[str, tuple[Point, ...]]

    @property
    def changed(self) -> int:
        return sum(one.requests for one in self.flows if one.then != one.now)


class Backtest:
    """An edition, compiled for a day, over the lines of recorded requests, given one by one."""

    def __init__(self, rules: Rules, *, by_owner: bool, weights: Iterable[str] = ()) -> None:
        """`weights` are the criteria of which other weights are tried."""
        self._rules = rules
        self._asked = tuple(_Asked(question, rules) for question in rules.edition.questions)
        self._plan = tuple((one.id, one.known, one.nothing, one) for one in self._asked)
        self._places = {one.id: place for place, one in enumerate(self._asked)}
        self._facets = tuple(place for place, one in enumerate(self._asked) if one.facet)
        curves = [Weights(rules, criterion) for criterion in dict.fromkeys(weights)]
        self._weights = tuple((self._places[one.question], one) for one in curves)
        self._thresholds = Thresholds(rules)
        self._sums = [[0] * 5 for _ in FLOWS]
        self._by_owner = by_owner
        self._owners: defaultdict[str | None, list[int]] = defaultdict(lambda: [0] * len(FLOWS))
        self._gone: Counter[tuple[str, str | None]] = Counter()
        self._tipped: Counter[tuple[str, str]] = Counter()
        self._by_hand = self._unreadable = 0

    def judge(self, line: Line) -> Changed | None:
        """Adds up the request of a line; gives it where its outcome would be another."""
        past = read_past(line)
        if past is None:
            self._unreadable += 1
            return None
        if past.by_hand:
            self._by_hand += 1
            return None
        answers, needed = past.answers, self._rules.needed
        worst = best = answered = 0
        lost = False
        said: list[_Said] = []
        for question, known, nothing, asked in self._plan:
            value = answers.get(question)
            if value is None:
                one = nothing
            else:
                answered += 1
                if value.__class__ is list:
                    value = tuple(value)
                one = known.get(value) or asked.learn(value)
                if one.gone:
                    lost = True
            worst += one.worst
            best += one.best
            said.append(one)
        now: Outcome = "refer" if best < needed else "undecided" if worst < needed else "accept"
        changed = None
        if now != past.outcome:
            changed = self._changed(past, now, said, needed - worst)
            if changed is None:
                self._unreadable += 1
                return None
        self._add_up(past, now, said)
        self._count(said, worst, best)
        if lost or answered < len(answers):
            self._gone.update(self._lost(past, said))
        return changed

    def result(self) -> Result:
        groups = [
            Group(one.id, answer, tuple(flows))
            for one in self._asked
            if one.facet
            for answer, flows in one.groups()
        ]
        groups += [Group("owner", owner, tuple(flows)) for owner, flows in self._owners.items()]
        groups = sorted((one for one in groups if one.requests), key=lambda one: -one.changed)
        return Result(
            sum(one[0] for one in self._sums),
            self._by_hand,
            self._unreadable,
            tuple(Flow(*ways, *sums) for ways, sums in zip(FLOWS, self._sums, strict=True)),
            tuple(one for one in groups if one.requests >= FEWEST),
            dict(Counter(one.by for one in groups if one.requests < FEWEST)),
            tuple(Tipped(*key, count) for key, count in self._tipped.most_common()),
            tuple(Gone(*key, count) for key, count in self._gone.most_common()),
            self._thresholds.points(),
            {one.criterion.id: one.points() for _, one in self._weights},
        )

    def _add_up(self, past: Past, now: Outcome, said: "Sequence[_Said]") -> None:
        place = _FLOW[past.outcome, now]
        sums = self._sums[place]
        sums[0] += 1
        if past.learners is None:
            sums[2] += 1
        else:
            sums[1] += past.learners
        if past.amount is None:
            sums[4] += 1
        else:
            sums[3] += past.amount
        for facet in self._facets:
            said[facet].flows[place] += 1
        if self._by_owner:
            self._owners[past.owner][place] += 1

    def _count(self, said: "Sequence[_Said]", worst: int, best: int) -> None:
        """For the curves. What may block, or does, is far below zero."""
        self._thresholds.count(max(worst, BLOCKED), max(best, BLOCKED))
        for place, weights in self._weights:
            one = said[place]
            others = worst - one.worst, best - one.best
            weights.count(one.like, max(others[0], BLOCKED), max(others[1], BLOCKED))

    def _changed(
        self, past: Past, now: Outcome, said: "Sequence[_Said]", missing: int
    ) -> Changed | None:
        details = read_details(past)
        if details is None:
            return None
        findings = [finding for one in said for finding in one.findings]
        points, total = sum(one.points for one in findings), self._rules.total
        lacking = Lacking(missing, {}, {})
        if now == "undecided":
            lacking = self._lacking(details, said, missing)
        tipped = tips(details.judged, Judged(now, self._rules.accept_from, findings), lacking)
        self._tipped.update({(one.how, one.id) for one in tipped})
        score = points * 100 // total if total else 100
        return Changed(past, details, now, score, tipped)

    def _lacking(self, details: Details, said: "Sequence[_Said]", missing: int) -> Lacking:
        before = {one.criterion for one in details.judged.findings}
        new: dict[str, int] = {}
        others: dict[str, int] = {}
        for asked, one in zip(self._asked, said, strict=True):
            if one.answer is None and one.best > one.worst:
                was_open = not one.gone and any(it.criterion in before for it in one.findings)
                (others if was_open else new)[asked.id] = one.best - one.worst
        return Lacking(missing, new, others)

    def _lost(self, past: Past, said: "Sequence[_Said]") -> set[tuple[str, str | None]]:
        lost: set[tuple[str, str | None]] = {
            (asked.id, text)
            for asked, one in zip(self._asked, said, strict=True)
            for text in one.gone
        }
        return lost | {(id, None) for id in past.answers if id not in self._places}


# ── What each answer gives ───────────────────────────────────────────────────────────────────


class _Said:
    """What an answer gives: points at worst and at best, far below zero where it may block.

    `answer` is None where it counts as unanswered, and `gone` what of it the edition does not know.
    Answers that are `like` one another give the same, whatever their criteria weigh. `flows` counts
    the requests that gave it.
    """

    __slots__ = ("answer", "best", "findings", "flows", "gone", "like", "worst")

    def __init__(
        self,
        rules: Rules,
        question: str,
        answer: Answer | None,
        findings: Sequence[Finding],
        gone: tuple[str, ...] = (),
    ) -> None:
        self.answer = self.like = answer
        self.worst = rules.certain(question, answer)
        self.best = rules.possible(question, answer)
        self.findings = findings
        self.gone = gone
        self.flows = [0] * len(FLOWS)


class _Asked:
    """A question of the edition, and what each answer to it gives, as soon as it was met.

    `known` is by the answer as a line holds it.
    """

    def __init__(self, question: Question, rules: Rules) -> None:
        self.id = question.id
        self.facet = isinstance(question, ChoiceQuestion | ChoicesQuestion) and question.facet
        self.known: dict[object, _Said] = {}
        self._question = question
        self._rules = rules
        self._criteria = [one for one in rules.criteria if one.question == question.id]
        nothing = [Finding(one.id, "unanswered", 0, one.weight, False) for one in self._criteria]
        self.nothing = _Said(rules, question.id, None, nothing)
        self._answers: dict[Answer, _Said] = {}
        self._gone: dict[tuple[str, ...], _Said] = {}
        self._alike: dict[tuple[Finding, ...], Answer] = {}

    def learn(self, written: object) -> _Said:
        """What an answer gives that was not met before, or not of late."""
        answer, gone = _read(written, self._question)
        said = self._lost(gone) if answer is None else self._given(answer)
        if len(self.known) >= _REMEMBERED:
            self.known.clear()
        self.known[written] = said
        return said

    def groups(self) -> list[tuple[str | None, list[int]]]:
        """The counts of requests by option, flow by flow; one with several options is in each."""
        if not isinstance(self._question, ChoiceQuestion | ChoicesQuestion):
            return []
        by_option = {one.id: [0] * len(FLOWS) for one in self._question.options}
        none_of_these, unknown = [0] * len(FLOWS), [0] * len(FLOWS)
        for said in (self.nothing, *self._gone.values()):
            _add(unknown, said.flows)
        for answer, said in self._answers.items():
            if answer == ():
                _add(none_of_these, said.flows)
            for option in answer if isinstance(answer, tuple) else (str(answer),):
                _add(by_option[option], said.flows)
        return [*by_option.items(), ("", none_of_these), (None, unknown)]

    def _given(self, answer: Answer) -> _Said:
        found = tuple(find(one, answer) for one in self._criteria)
        if isinstance(self._question, NumberQuestion):
            # Of numbers there may be more than one can keep.
            like = self._alike.setdefault(found, answer)
        else:
            like = answer
        if like not in self._answers:
            self._answers[like] = _Said(self._rules, self.id, like, found)
        return self._answers[like]

    def _lost(self, gone: tuple[str, ...]) -> _Said:
        if gone not in self._gone:
            nothing = self.nothing
            self._gone[gone] = _Said(self._rules, self.id, None, nothing.findings, gone)
        return self._gone[gone]


def _add(sums: list[int], more: Sequence[int]) -> None:
    sums[:] = [one + other for one, other in zip(sums, more, strict=True)]


def _read(written: object, question: Question) -> tuple[Answer | None, tuple[str, ...]]:
    """The answer that a line holds, as the question knows it; else what it does not know of it.

    An option outside its days can be read all the same: it was chosen when it was open.
    """
    match question:
        case YesNoQuestion():
            if isinstance(written, bool):
                return written, ()
        case ChoiceQuestion():
            if isinstance(written, str) and written in _ids(question.options):
                return written, ()
        case ChoicesQuestion():
            if isinstance(written, tuple):
                ids = _ids(question.options)
                strange = tuple(_shown(one) for one in written if one not in ids)
                return (None, strange) if strange else (tuple(i for i in ids if i in written), ())
        case NumberQuestion():
            if isinstance(written, bytes):
                number = int(written)
                if number < question.minimum:
                    return None, (f"< {question.minimum}",)
                if number > question.maximum:
                    return None, (f"> {question.maximum}",)
                return number, ()
        case _:
            assert_never(question)
    each = written if isinstance(written, tuple) and written else (written,)
    return None, tuple(_shown(one) for one in each)


def _ids(options: Sequence[Option]) -> list[str]:
    return [one.id for one in options]


def _shown(written: object) -> str:
    """An answer as a line holds it, in one word."""
    match written:
        case bool():
            return "yes" if written else "no"
        case bytes():
            return written.decode()
        case ():
            return "none"
        case _:
            return str(written)
