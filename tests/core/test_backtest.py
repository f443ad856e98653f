"""Recorded requests under another edition: against a plain loop of `assess`, and by hand."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count, groupby
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.core import facts
from screening.core.assessment import Answer, Rules, assess
from screening.core.backtest import FLOWS, Backtest, Gone, Group, Result
from screening.core.chain import Line
from screening.core.criteria import Edition, Question, Step
from screening.core.facts import RecordedFinding, RecordedScore, RequestScreened
from screening.core.past_requests import (
    Findings,
    latest,
    one_answer,
    pieces,
    read_details,
    read_past,
    whole_answers,
)
from screening.core.sensitivity import Point
from screening.core.tipping import Tip
from tests.builders import a_screening
from tests.core.strategies import (
    TODAY,
    YESTERDAY,
    answers_to,
    choice,
    choices,
    criterion,
    edition,
    editions,
    number,
    yes_no,
)

OWNERS = ("sales-1", "sales-2", None)


def screened(
    asked: Edition, answers: Mapping[str, Answer | None], number: int = 1, **said: Any
) -> RequestScreened:
    """The request as this edition judged it; undecided ones were sent to the committee by hand."""
    known = {id: answer for id, answer in answers.items() if answer is not None}
    outcome, score, findings = assess(known, Rules(asked, TODAY))
    envelope = {
        name: said.pop(name)
        for name in ("learners", "amount", "owner", "title", "evidence")
        if name in said
    }
    by_hand = {"sent_because": "Look."} if outcome == "undecided" or "sent_because" in said else {}
    return a_screening(
        f"C-{number}",
        request={"prospect": {"name": "Atelier"}, "title": "Web", **envelope, "answers": known},
        outcome="refer" if by_hand else outcome,
        score=RecordedScore(**score._asdict()),
        accept_from=asked.accept_from,
        findings=tuple(RecordedFinding(**one._asdict()) for one in findings),
        **{**by_hand, **said},
    )


def line(fact: RequestScreened, number: int = 1) -> Line:
    return Line(number, fact.case, facts.content(fact), "")


def backtested(new: Edition, *past: RequestScreened, weights: tuple[str, ...] = ()) -> Result:
    test = Backtest(Rules(new, TODAY), by_owner=True, weights=weights)
    for place, fact in enumerate(past, start=1):
        test.judge(line(fact, place))
    return test.result()


# ── Against a plain loop, on requests and editions at random ─────────────────────────────────


def still_known(answer: Answer, question: Question) -> bool:
    match question.type:
        case "yes_no":
            return type(answer) is bool
        case "number":
            return type(answer) is int and question.minimum <= answer <= question.maximum
        case "choice":
            return answer in [one.id for one in question.options]
        case _:
            return isinstance(answer, tuple) and set(answer) <= {one.id for one in question.options}


def carried_over(answers: Mapping[str, Answer], new: Edition) -> dict[str, Answer]:
    """The answers that the edition knows, as it would hold them."""
    known: dict[str, Answer] = {}
    for question in new.questions:
        answer = answers.get(question.id)
        if answer is not None and still_known(answer, question):
            if isinstance(answer, tuple) and question.type == "choices":
                answer = tuple(one.id for one in question.options if one.id in answer)
            known[question.id] = answer
    return known


@dataclass
class Counted:
    """What a back-test adds up, one request after the other."""

    flows: Counter[tuple[str, str]]
    learners: Counter[tuple[str, str]]
    amounts: Counter[tuple[str, str]]
    unknown: Counter[tuple[str, str, str]]
    owners: Counter[tuple[str | None, str, str]]
    facets: Counter[tuple[str, str | None, str, str]]
    changed: set[str]


def plain_loop(new: Edition, past: list[RequestScreened]) -> Counted:
    rules = Rules(new, TODAY)
    found = Counted(*(Counter() for _ in range(6)), set())
    for fact in past:
        if fact.sent_because is not None:
            continue
        known = carried_over(fact.request.answers, new)
        ways = (fact.outcome, assess(known, rules).outcome)
        found.flows[ways] += 1
        found.learners[ways] += fact.request.learners or 0
        found.amounts[ways] += fact.request.amount or 0
        found.unknown["learners", *ways] += fact.request.learners is None
        found.unknown["amount", *ways] += fact.request.amount is None
        found.owners[fact.request.owner, *ways] += 1
        for question in new.questions:
            if question.type in ("choice", "choices") and question.facet:
                answer = known.get(question.id)
                each = answer if isinstance(answer, tuple) else (answer,)
                for option in each or ("",):
                    found.facets[question.id, option, *ways] += 1
        if ways[0] != ways[1]:
            found.changed.add(fact.case)
    return found


def with_facets(asked: Edition) -> Edition:
    return asked.model_copy(
        update={
            "questions": tuple(
                one.model_copy(update={"facet": True}) if one.type.startswith("choice") else one
                for one in asked.questions
            )
        }
    )


@st.composite
def pasts(draw: st.DrawFn) -> tuple[Edition, list[RequestScreened]]:
    """Two editions whose questions have the same ids and may be of any kind, and what was recorded
    under one of them."""
    old, new = draw(editions()), draw(editions())
    numbers = count(1)
    past = [
        screened(
            old,
            draw(answers_to(old)),
            next(numbers),
            owner=draw(st.sampled_from(OWNERS)),
            learners=draw(st.none() | st.integers(1, 500)),
            amount=draw(st.none() | st.integers(0, 90_000)),
        )
        for _ in range(draw(st.integers(1, 25)))
    ]
    return with_facets(new), past


def agrees(new: Edition, past: list[RequestScreened]) -> None:
    expected = plain_loop(new, past)
    test = Backtest(
        Rules(new, TODAY), by_owner=True, weights=[one.id for one in Rules(new, TODAY).criteria]
    )
    changed = {
        one.past.line.case
        for place, fact in enumerate(past, start=1)
        if (one := test.judge(line(fact, place))) is not None
    }
    result = test.result()

    assert changed == expected.changed
    assert result.unreadable == 0
    assert result.judged + result.by_hand == len(past)
    for flow in result.flows:
        ways = (flow.then, flow.now)
        assert flow.requests == expected.flows[ways]
        assert flow.learners == expected.learners[ways]
        assert flow.amount == expected.amounts[ways]
        assert flow.unknown_learners == expected.unknown["learners", *ways]
        assert flow.unknown_amounts == expected.unknown["amount", *ways]
    groups = {
        (one.by, one.of): {ways: n for ways, n in zip(FLOWS, one.flows, strict=True) if n}
        for one in result.groups
    }
    assert groups == large_groups(expected)
    for point in (result.thresholds[at] for at in (0, 1, 37, 50, 99, 100)):
        again = plain_loop(new.model_copy(update={"accept_from": point.at}), past)
        assert (point.accepted, point.referred) == outcomes(again)


def large_groups(expected: Counted) -> dict[tuple[str, str | None], dict[tuple[str, str], int]]:
    every = [(("owner", owner), ways, n) for (owner, *ways), n in expected.owners.items()]
    every += [((by, of), ways, n) for (by, of, *ways), n in expected.facets.items()]
    every.sort(key=lambda one: repr(one[0]))
    groups = {
        key: {tuple(ways): n for _, ways, n in of if n}
        for key, of in groupby(every, key=lambda one: one[0])
    }
    return {key: found for key, found in groups.items() if sum(found.values()) >= 5}


def outcomes(found: Counted) -> tuple[int, int]:
    accepted = sum(n for (_, now), n in found.flows.items() if now == "accept")
    return accepted, sum(n for (_, now), n in found.flows.items() if now == "refer")


@given(pasts())
@settings(max_examples=30, deadline=None)
def test_counts_are_those_of_assessing_one_by_one(pair: tuple[Edition, list[Any]]) -> None:
    agrees(*pair)


@pytest.mark.exhaustive
@given(pasts())
@settings(max_examples=1_000, deadline=None)
def test_counts_are_those_of_assessing_thousands_one_by_one(
    pair: tuple[Edition, list[Any]],
) -> None:
    agrees(*pair)


def reweighted(new: Edition, id: str, weight: int) -> Edition:
    """The edition with one weight written otherwise, and the points of its criterion with it."""

    def part(points: int, whole: int) -> int:
        return points * weight // whole if whole else 0

    criteria = []
    for one in new.criteria:
        if one.id == id:
            changes: dict[str, object] = {"weight": weight}
            if one.kind == "one_of":
                changes["partly"] = {key: part(n, one.weight) for key, n in one.partly.items()}
            if one.kind == "covers":
                changes["points"] = {key: part(n, one.weight) for key, n in one.points.items()}
            if one.kind == "steps":
                steps = [(step.from_, part(step.points, one.weight)) for step in one.steps]
                changes["steps"] = tuple(Step(**{"from": n, "points": m}) for n, m in steps)
            one = one.model_copy(update=changes)
        criteria.append(one)
    return new.model_copy(update={"criteria": tuple(criteria)})


@given(pasts(), st.integers(0, 3), st.integers(0, 1_000))
@settings(max_examples=25, deadline=None)
def test_the_curve_of_a_weight_is_that_of_editions_with_this_weight(
    pair: tuple[Edition, list[Any]], which: int, where: int
) -> None:
    new, past = pair
    criteria = Rules(new, TODAY).criteria
    if not criteria:
        return
    chosen = criteria[which % len(criteria)]
    curve = backtested(new, *past, weights=(chosen.id,)).weights[chosen.id]

    assert [one.at for one in curve] == sorted({one.at for one in curve})
    assert {0, chosen.weight} <= {one.at for one in curve}
    for point in (curve[where % len(curve)], curve[-1]):
        again = plain_loop(reweighted(new, chosen.id, point.at), past)
        assert (point.accepted, point.referred) == outcomes(again)


# ── By hand ──────────────────────────────────────────────────────────────────────────────────

QUESTIONS = [
    choice("opening", "now", "later", "never"),
    number("share", 0, 100),
    choices("audiences", "a", "b", "c", facet=True),
]
OPENING = criterion(
    "one_of", "opening", 50, accepted=["now"], partly={"later": 20}, blocking=["never"]
)
SHARE = criterion(
    "steps", "share", 40, steps=[{"from": 30, "points": 20}, {"from": 70, "points": 40}]
)
AUDIENCES = criterion("covers", "audiences", 10, points={"a": 10, "b": 5, "c": 5})
OLD = edition(QUESTIONS, [OPENING, SHARE, AUDIENCES], 60)


def told(new: Edition, fact: RequestScreened) -> tuple[str, str, int, tuple[Tip, ...]] | None:
    """How one request changes."""
    changed = Backtest(Rules(new, TODAY), by_owner=False).judge(line(fact))
    if changed is None:
        return None
    return changed.past.outcome, changed.now, changed.score, changed.tips


def test_the_same_edition_changes_nothing() -> None:
    fact = screened(OLD, {"opening": "now", "share": 30, "audiences": ()})
    assert told(OLD, fact) is None


def test_a_threshold_that_rises_tips_by_itself() -> None:
    fact = screened(OLD, {"opening": "now", "share": 30, "audiences": ()})  # 70 points
    higher = OLD.model_copy(update={"accept_from": 71})
    assert told(higher, fact) == ("accept", "refer", 70, (Tip("threshold", was=60, now=71),))


def test_a_criterion_that_begins_to_block_tips_whatever_the_points() -> None:
    stricter = edition(
        QUESTIONS, [{**OPENING, "blocking": ["later", "never"]}, SHARE, AUDIENCES], 60
    )
    fact = screened(OLD, {"opening": "later", "share": 70, "audiences": ("a",)})  # 70 points
    tip = Tip("blocks", "opening", 20, 50, 20, 50)
    assert told(stricter, fact) == ("accept", "refer", 70, (tip,))


def test_what_blocked_and_does_no_more_tips_with_the_points_it_takes_besides() -> None:
    kinder = edition(QUESTIONS, [{**OPENING, "blocking": False}, SHARE, AUDIENCES], 40)
    fact = screened(OLD, {"opening": "never", "share": 70, "audiences": ()})  # 40 points
    freed = Tip("freed", "opening", 0, 50, 0, 50)
    lowered = Tip("threshold", was=60, now=40)
    assert told(kinder, fact) == ("refer", "accept", 40, (freed, lowered))


def test_of_several_losses_the_fewest_that_explain_the_change_are_told() -> None:
    # From 70 of 100 to 45 of 100: 20 points fewer for the share, 5 fewer for the audiences.
    steps = [{"from": 30, "points": 0}, {"from": 70, "points": 40}]
    fewer = {**AUDIENCES, "points": {"a": 10, "b": 0, "c": 5}}
    new = edition(QUESTIONS, [OPENING, {**SHARE, "steps": steps}, fewer], 60)
    fact = screened(OLD, {"opening": "now", "share": 30, "audiences": ("b",)})
    assert told(new, fact) == ("accept", "refer", 50, (Tip("points", "share", 20, 40, 0, 40),))


def test_a_criterion_that_is_new_or_gone_counts_with_the_points_it_asks_for() -> None:
    fact = screened(OLD, {"opening": "now", "share": 30, "audiences": ()})  # 70 of 100
    # 50 of 60, then 60 of 160.
    assert told(edition(QUESTIONS[:1], [OPENING], 60), fact) is None
    twice = criterion("yes_no", "mentor", 100, expects="yes")
    new = edition([*QUESTIONS, yes_no("mentor")], [OPENING, SHARE, AUDIENCES, twice], 60)
    answered = screened(OLD, {"opening": "now", "share": 30, "audiences": ()})
    asked = {**answered.request.answers, "mentor": False}
    answered = answered.model_copy(
        update={"request": answered.request.model_copy(update={"answers": asked})}
    )
    tip = Tip("added", "mentor", 0, 0, 0, 100)
    assert told(new, answered) == ("accept", "refer", 35, (tip,))


def test_a_new_question_leaves_undecided_what_nobody_was_asked() -> None:
    mentor = criterion("yes_no", "mentor", 100, expects="yes")
    new = edition([*QUESTIONS, yes_no("mentor")], [OPENING, SHARE, AUDIENCES, mentor], 60)
    fact = screened(OLD, {"opening": "now", "share": 30, "audiences": ()})
    assert told(new, fact) == ("accept", "undecided", 35, (Tip("unknown", "mentor"),))


def test_a_new_question_that_may_help_is_told_as_open() -> None:
    fact = screened(OLD, {"opening": "later", "share": 30, "audiences": ()})  # 40 of 100
    mentor = criterion("yes_no", "mentor", 100, expects="yes")
    new = edition([*QUESTIONS, yes_no("mentor")], [OPENING, SHARE, AUDIENCES, mentor], 60)
    tip = Tip("open", "mentor", 0, 0, 0, 100)
    assert told(new, fact) == ("refer", "undecided", 20, (tip,))


def test_what_was_unknown_before_as_well_does_not_tip_where_the_threshold_does() -> None:
    fact = screened(OLD, {"opening": "now", "share": 30})  # 70, or up to 80
    higher = OLD.model_copy(update={"accept_from": 75})
    assert told(higher, fact) == ("accept", "undecided", 70, (Tip("threshold", was=60, now=75),))
    assert fact.score.highest == 80


def test_what_was_unknown_before_tips_where_it_begins_to_block() -> None:
    new = edition(QUESTIONS, [OPENING, SHARE, {**AUDIENCES, "blocking": True}], 60)
    fact = screened(OLD, {"opening": "now", "share": 30})
    assert told(new, fact) == ("accept", "undecided", 70, (Tip("unknown", "audiences"),))


def test_answers_the_edition_does_not_know_are_named_and_count_as_unanswered() -> None:
    questions = [
        choice("opening", "now", "never"),
        number("share", 0, 50),
        choices("audiences", "c", "a", facet=True),
    ]
    criteria = [
        {**OPENING, "partly": {}},
        {**SHARE, "steps": SHARE["steps"][:1]},
        {**AUDIENCES, "points": {"a": 10, "c": 5}},
    ]
    new = edition(questions, criteria, 60)
    past = [
        screened(OLD, {"opening": "later", "share": 70, "audiences": ("a", "b", "c")}),
        screened(OLD, {"opening": "now", "share": 51, "audiences": ("a", "c")}),
        screened(OLD, {"opening": "now", "share": 30, "audiences": ()}),
    ]

    assert set(backtested(new, *past).gone) == {
        Gone("opening", "later", 1),
        Gone("share", "> 50", 2),
        Gone("audiences", "b", 1),
    }
    known = [carried_over(one.request.answers, new) for one in past]
    assert known[1:] == [
        {"opening": "now", "audiences": ("c", "a")},
        {"opening": "now", "share": 30, "audiences": ()},
    ]


def test_questions_that_are_asked_no_more_are_named_and_change_no_verdict() -> None:
    result = backtested(
        edition(QUESTIONS[:1], [OPENING], 60), screened(OLD, {"opening": "now", "share": 30})
    )
    assert (result.changed, result.gone) == (0, (Gone("share", None, 1),))


def test_a_number_is_never_taken_for_a_yes() -> None:
    old = edition([number("asked", 0, 5)], [criterion("at_least", "asked", 1, bound=1)])
    new = edition([yes_no("asked")], [criterion("yes_no", "asked", 1, expects="yes")])
    assert backtested(new, screened(old, {"asked": 1})).gone == (Gone("asked", "1", 1),)
    assert backtested(old, screened(new, {"asked": True})).gone == (Gone("asked", "yes", 1),)


def test_an_option_that_ended_can_still_be_read() -> None:
    opening = choice("opening", "now", {"id": "later", "until": YESTERDAY}, "never")
    new = edition([opening, *QUESTIONS[1:]], [OPENING, SHARE, AUDIENCES], 60)
    fact = screened(OLD, {"opening": "later", "share": 70, "audiences": ()})
    assert (told(new, fact), backtested(new, fact).gone) == (None, ())


def test_what_a_person_sent_to_the_committee_is_not_judged_again() -> None:
    fact = screened(OLD, {"opening": "now", "share": 30}, sent_because="Look.")
    result = backtested(OLD, fact)
    assert (result.judged, result.by_hand, result.changed) == (0, 1, 0)


def test_groups_of_fewer_than_five_requests_are_not_told_apart() -> None:
    five = [screened(OLD, {"opening": "now", "share": 30, "audiences": ("a", "b")})] * 5
    four = [screened(OLD, {"opening": "now", "share": 30, "audiences": ("c",)}, owner="p-1")] * 4
    result = backtested(OLD.model_copy(update={"accept_from": 90}), *five, *four)

    turned = (0, 0, 5, 0, 0, 0)
    assert set(result.groups) == {
        Group("audiences", "a", turned),
        Group("audiences", "b", turned),
        Group("owner", None, turned),
    }
    assert result.few == {"audiences": 1, "owner": 1}


def test_thresholds_are_counted_from_0_to_100_with_what_blocks_always_referred() -> None:
    past = [
        screened(OLD, {"opening": "now", "share": 30, "audiences": ()}),  # 70
        screened(OLD, {"opening": "never", "share": 70, "audiences": ("a",)}),  # 50, and blocks
        screened(OLD, {"opening": "now", "share": 70}),  # 90 to 100
    ]
    curve = backtested(OLD, *past).thresholds
    assert [one.at for one in curve] == [*range(101)]
    assert [curve[at] for at in (0, 70, 71, 90, 91, 100)] == [
        Point(0, 2, 1),
        Point(70, 2, 1),
        Point(71, 1, 2),
        Point(90, 1, 2),
        Point(91, 0, 2),
        Point(100, 0, 2),
    ]


# ── Reading lines ────────────────────────────────────────────────────────────────────────────

# Questions and words that look like what is looked for.
_IDS = ("answers", "amount", "learners", "outcome", "owner", "fact", "sent_because", "request", "q")
_WORDS = st.text('"\\,:{}[]aé', min_size=1, max_size=12) | st.sampled_from(
    (
        '"answers":{}',
        '},"sent_because":"',
        '"outcome":"refer"',
        '\\","learners":7,"owner":"x"',
        'accept"',
        '"fact":"request_screened"',
    )
)


@st.composite
def any_screening(draw: st.DrawFn) -> RequestScreened:
    words = st.none() | _WORDS
    answers = draw(
        st.dictionaries(
            st.sampled_from(_IDS),
            st.booleans()
            | st.integers(-9, 10**9)
            | st.sampled_from((*_IDS, "request_screened"))
            | st.lists(st.sampled_from(_IDS)).map(tuple),
        )
    )
    based = draw(st.lists(st.sampled_from(_IDS), max_size=3))
    note = draw(words)
    evidence = {id: {"basis": "said", **({"note": note} if note else {})} for id in based}
    return a_screening(
        request={
            "prospect": {"name": draw(_WORDS)},
            "title": draw(_WORDS),
            "summary": draw(words),
            "learners": draw(st.none() | st.integers(1, 10**7)),
            "amount": draw(st.none() | st.integers(0, 10**10)),
            "owner": draw(words),
            "answers": answers,
            "evidence": evidence or None,
        },
        context=draw(words),
        sent_because=draw(words),
        repeated_because=draw(words),
        outcome=draw(st.sampled_from(("accept", "refer"))),
    )


def read_back(said: object) -> object:
    match said:
        case bytes():
            return int(said)
        case tuple():
            return tuple(map(read_back, said))
        case _:
            return said


@given(any_screening())
@settings(max_examples=100, deadline=None)
def test_a_line_is_read_as_its_fact_is(fact: RequestScreened) -> None:
    held = line(fact)
    past = read_past(held)
    again = facts.read_fact(held.content)

    assert past is not None
    assert isinstance(again, RequestScreened)
    assert (past.outcome, past.by_hand) == (again.outcome, again.sent_because is not None)
    cut, answers = iter(pieces(past.written)), {}
    for piece in cut:
        while (one := one_answer(piece)) is None:
            piece = f'{piece},"{next(cut)}'
        answers[one[0]] = read_back(one[1])
    assert whole_answers(past.written).keys() == answers.keys()
    assert answers == again.request.answers
    kinds = {id: type(said) for id, said in again.request.answers.items()}
    assert {id: type(said) for id, said in answers.items()} == kinds
    assert (past.learners, past.amount, past.owner) == (
        again.request.learners,
        again.request.amount,
        again.request.owner,
    )
    details = read_details(past)
    assert details is not None
    assert (details.title, details.prospect) == (again.request.title, again.request.prospect.name)
    assert details.score == again.score.now
    judged = Findings().read(past)
    assert judged is not None
    assert tuple(judged.findings) == again.assessment.findings
    assert judged.accept_from == again.accept_from


@pytest.mark.parametrize(
    ("was", "is_"),
    [
        ('"outcome":"accept"', '"outcome":"maybe"'),
        ('"outcome"', '"output"'),
        ('"answers":{', '"answers":['),
        ('"answers":{"open":true', '"answers":{"open":'),
        ('"request":{', '"request":['),
    ],
)
def test_a_line_that_tells_nothing_any_more_is_counted_and_judged_by_nobody(
    was: str, is_: str
) -> None:
    held = line(a_screening())
    assert was in held.content
    test = Backtest(Rules(OLD, TODAY), by_owner=False)
    assert test.judge(held._replace(content=held.content.replace(was, is_))) is None
    assert (test.result().judged, test.result().unreadable) == (0, 1)


def test_of_each_request_the_latest_version_counts() -> None:
    said = [(1, "C-1"), (2, None), (3, "C-3"), (4, "C-1"), (5, "C-3"), (6, "C-6"), (7, "C-1")]
    other = '{"fact":"request_withdrawn"}'
    lines = [
        Line(number, case, other if number in (2, 5) else facts.content(a_screening(case)), "")
        for number, case in said
    ]
    assert [one.number for one in latest(reversed(lines))] == [7, 6, 3]


def test_cases_that_one_left_are_passed_over() -> None:
    recused = facts.content(
        facts.RecusalDeclared(
            at=datetime(2026, 3, 2, tzinfo=UTC),
            by="m-1",
            case="C-1",
            submission="r",
            because="I do.",
        )
    )
    lines = [
        Line(1, "C-1", facts.content(a_screening("C-1")), ""),
        Line(2, "C-2", facts.content(a_screening("C-2")), ""),
        Line(3, "C-1", recused, ""),
    ]
    assert [one.number for one in latest(reversed(lines), left_by="m-1")] == [2]
    assert [one.number for one in latest(reversed(lines), left_by="m-2")] == [2, 1]
