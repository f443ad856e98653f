"""Recorded requests under another edition: how many would change, which way, for whom, and why.

Requests are judged one by one and added up, so that memory holds sums and no requests. Each answer
is looked up by question, as `assess` does, and what it gives is worked out once.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
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
from screening.core.past_requests import (
    Findings,
    Past,
    Said,
    one_answer,
    pieces,
    read_past,
    whole_answers,
)
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
# As many written answers are remembered with what they give: numbers can be of any kind.
_REMEMBERED = 50_000


_NOTHING_LACKS = Lacking(0, {}, {})


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
        self._asked = {
            question.id: _Asked(question, place, rules)
            for place, question in enumerate(rules.edition.questions)
        }
        # What nobody answers, and behind it a place for answers to questions that are not asked.
        self._nothing = [*(one.nothing for one in self._asked.values()), _Said(len(self._asked))]
        self._worst = sum(one.worst for one in self._nothing)
        self._best = sum(one.best for one in self._nothing)
        self._known: dict[str, _Said] = {}
        self._facets = tuple(one.place for one in self._asked.values() if one.facet)
        curves = [Weights(rules, criterion) for criterion in dict.fromkeys(weights)]
        self._weights = tuple((self._asked[one.question].place, one) for one in curves)
        self._thresholds = Thresholds(rules)
        self._sums = [[0] * 5 for _ in FLOWS]
        self._by_owner = by_owner
        self._owners: defaultdict[str | None, list[int]] = defaultdict(lambda: [0] * len(FLOWS))
        self._gone: Counter[tuple[str, str | None]] = Counter()
        self._tipped: Counter[tuple[str, str]] = Counter()
        self._by_hand = self._unreadable = 0
        self._findings = Findings()

    def judge(self, line: Line) -> Changed | None:
        """Adds up the request of a line; gives it where its outcome would be another."""
        past = read_past(line)
        if past is None:
            self._unreadable += 1
            return None
        if past.by_hand:
            self._by_hand += 1
            return None
        known, needed = self._known, self._rules.needed
        worst, best, said, strange = self._worst, self._best, self._nothing.copy(), False
        rest = iter(pieces(past.written))
        for piece in rest:
            one = known.get(piece)
            if one is None or one is _CUT:
                one = self._learn(piece, rest)
                if one is None:
                    self._unreadable += 1
                    return None
            said[one.place] = one
            worst += one.more_at_worst
            best += one.more_at_best
            if one.strange:
                strange = True
        now: Outcome = "refer" if best < needed else "undecided" if worst < needed else "accept"
        changed = None
        if now != past.outcome:
            changed = self._changed(past, now, said, needed - worst)
            if changed is None:
                self._unreadable += 1
                return None
        self._add_up(past, now, said)
        self._count(said, worst, best)
        if strange:
            self._gone.update(self._lost(past))
        return changed

    def _learn(self, piece: str, rest: Iterator[str]) -> "_Said | None":
        """What an answer gives that was not met before; None where it was altered.

        Where an answer was cut, the rest of it is taken too.
        """
        while True:
            one = self._known.get(piece)
            if one is None:
                if len(self._known) >= _REMEMBERED:
                    self._known.clear()
                answer = one_answer(piece)
                one = _CUT if answer is None else self._said(*answer)
                self._known[piece] = one
            if one is not _CUT:
                return one
            more = next(rest, None)
            if more is None:
                return None
            piece = f'{piece},"{more}'

    def _said(self, question: str, written: Said) -> "_Said":
        asked = self._asked.get(question)
        return self._nothing[-1] if asked is None else asked.said(written)

    def result(self) -> Result:
        groups = [
            Group(one.id, answer, tuple(flows))
            for one in self._asked.values()
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
            weights.count(one.answer, max(others[0], BLOCKED), max(others[1], BLOCKED))

    def _changed(
        self, past: Past, now: Outcome, said: "Sequence[_Said]", missing: int
    ) -> Changed | None:
        then = self._findings.read(past)
        if then is None:
            return None
        findings: list[Finding] = []
        for one in said:
            findings += one.findings
        lacking = _NOTHING_LACKS
        if now == "undecided":
            lacking = self._lacking(then, said, missing)
        tipped = tips(then, Judged(now, self._rules.accept_from, findings), lacking)
        for how, id in {(one.how, one.id) for one in tipped}:
            self._tipped[how, id] += 1
        points, total = sum([one.points for one in findings]), self._rules.total
        return Changed(past, now, points * 100 // total if total else 100, tipped)

    def _lacking(self, then: Judged, said: "Sequence[_Said]", missing: int) -> Lacking:
        before = {one.criterion for one in then.findings}
        new: dict[str, int] = {}
        others: dict[str, int] = {}
        for asked, one in zip(self._asked.values(), said, strict=False):
            if one.answer is None and one.best > one.worst:
                was_open = not one.strange and any(it.criterion in before for it in one.findings)
                (others if was_open else new)[asked.id] = one.best - one.worst
        return Lacking(missing, new, others)

    def _lost(self, past: Past) -> set[tuple[str, str | None]]:
        """The answers that the edition does not know, by their questions."""
        lost: set[tuple[str, str | None]] = set()
        for id, written in whole_answers(past.written).items():
            asked = self._asked.get(id)
            if asked is None:
                lost.add((id, None))
            else:
                lost |= {(id, text) for text in asked.strange_in(written)}
        return lost


# ── What each answer gives ───────────────────────────────────────────────────────────────────


class _Said:
    """What an answer gives: points at worst and at best, far below zero where it may block, and how
    many more than no answer.

    `answer` is None where it counts as unanswered; it is `strange` where that is so because the
    edition does not know it, or the question. Of numbers that give the same, one stands for all.
    `flows` counts the requests that gave it.
    """

    __slots__ = (
        "answer",
        "best",
        "findings",
        "flows",
        "more_at_best",
        "more_at_worst",
        "place",
        "strange",
        "worst",
    )

    def __init__(
        self,
        place: int,
        bounds: tuple[int, int] = (0, 0),
        without: tuple[int, int] = (0, 0),
        answer: Answer | None = None,
        findings: Sequence[Finding] = (),
        *,
        strange: bool = True,
    ) -> None:
        self.place = place
        self.worst, self.best = bounds
        self.more_at_worst, self.more_at_best = self.worst - without[0], self.best - without[1]
        self.answer = answer
        self.findings = findings
        self.strange = strange
        self.flows = [0] * len(FLOWS)


# Of a piece that is less than one answer.
_CUT = _Said(0)


class _Asked:
    """A question of the edition, and what each answer to it gives, as soon as it was met."""

    def __init__(self, question: Question, place: int, rules: Rules) -> None:
        self.id = question.id
        self.place = place
        self.facet = isinstance(question, ChoiceQuestion | ChoicesQuestion) and question.facet
        self._question = question
        self._rules = rules
        self._criteria = [one for one in rules.criteria if one.question == question.id]
        self._without = self._bounds(None)
        nothing = [Finding(one.id, "unanswered", 0, one.weight, False) for one in self._criteria]
        self.nothing, self._strange = (
            _Said(place, self._without, self._without, None, nothing, strange=strange)
            for strange in (False, True)
        )
        self._answers: dict[Answer, _Said] = {}
        self._alike: dict[tuple[Finding, ...], Answer] = {}

    def said(self, written: Said) -> _Said:
        """What an answer gives, as a line holds it."""
        answer, _ = _read(written, self._question)
        return self._strange if answer is None else self._given(answer)

    def strange_in(self, written: Said) -> tuple[str, ...]:
        """What of an answer the edition does not know."""
        return _read(written, self._question)[1]

    def groups(self) -> list[tuple[str | None, list[int]]]:
        """The counts of requests by option, flow by flow; one with several options is in each."""
        if not isinstance(self._question, ChoiceQuestion | ChoicesQuestion):
            return []
        by_option = {one.id: [0] * len(FLOWS) for one in self._question.options}
        none_of_these, unknown = [0] * len(FLOWS), [0] * len(FLOWS)
        for said in (self.nothing, self._strange):
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
            # There may be more numbers than one can keep.
            answer = self._alike.setdefault(found, answer)
        if answer not in self._answers:
            bounds = self._bounds(answer)
            said = _Said(self.place, bounds, self._without, answer, found, strange=False)
            self._answers[answer] = said
        return self._answers[answer]

    def _bounds(self, answer: Answer | None) -> tuple[int, int]:
        return self._rules.certain(self.id, answer), self._rules.possible(self.id, answer)


def _add(sums: list[int], more: Sequence[int]) -> None:
    sums[:] = [one + other for one, other in zip(sums, more, strict=True)]


def _read(written: Said, question: Question) -> tuple[Answer | None, tuple[str, ...]]:
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
