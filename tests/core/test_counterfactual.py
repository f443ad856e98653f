"""What would change it: the smallest concessions, against a search through all of them."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given, settings

from screening.core.assessment import Answer, Rules, assess
from screening.core.counterfactual import counterfactuals
from screening.core.criteria import Edition, Question
from tests.core.strategies import (
    TODAY,
    YESTERDAY,
    Given,
    choice,
    choices,
    criterion,
    edition,
    negotiable_requests,
    number,
    yes_no,
)

NEVER = {"blocking": ["never"], "accepted": ["now"], "partly": {"soon": 6, "later": 3, "never": 0}}


def changes(asked: Edition, goal: Any = "accept", **answers: Answer) -> list[dict[str, Answer]]:
    """What would change it, without the sizes."""
    found = counterfactuals(answers, Rules(asked, TODAY), goal)
    return [{one.question: one.answer for one in together} for together in found]


def opening(**rest: object) -> dict[str, Any]:
    asked = choice("opening", "now", "soon", "later", "never")
    return {**asked, "negotiable": True, "concession": "earlier", **rest}


def share(**rest: object) -> dict[str, Any]:
    return {**number("share", 0, 100), "negotiable": True, "concession": "more", **rest}


STEPS = [{"from": 30, "points": 4}, {"from": 70, "points": 10}]
OPEN = criterion("one_of", "opening", 10, **NEVER)
SHARED = criterion("steps", "share", 10, steps=STEPS)


def test_the_smallest_concession_that_is_enough_is_named() -> None:
    asked = edition([opening()], [OPEN], accept_from=60)

    assert changes(asked, opening="never") == [{"opening": "soon"}]


def test_one_large_concession_is_named_before_two_small_ones() -> None:
    asked = edition([opening(), share()], [OPEN, SHARED], accept_from=50)

    assert changes(asked, opening="later", share=0) == [
        {"opening": "now"},
        {"share": 70},
        {"opening": "soon", "share": 30},
    ]


def test_a_fact_is_never_asked_to_change() -> None:
    fact = criterion("none_of", "sector", 0, refused=["arms"], blocking=True)
    asked = edition([choice("sector", "arms", "other"), opening()], [fact, OPEN], accept_from=60)

    assert changes(asked, sector="arms", opening="never") == []


def test_nobody_is_asked_to_step_backwards() -> None:
    penalty = criterion("at_most", "share", 10, bound=50, blocking=True)
    asked = edition([share()], [penalty], accept_from=100)

    assert changes(asked, share=80) == []


def test_an_option_closed_by_now_is_not_proposed() -> None:
    asked = choice("form", {"id": "old", "until": YESTERDAY}, "new", "none")
    asked |= {"negotiable": True, "concession": "earlier"}
    good = criterion("one_of", "form", 10, accepted=["old", "new"], partly={"none": 0})

    assert changes(edition([asked], [good]), form="none") == [{"form": "new"}]


def test_what_is_unknown_besides_must_not_matter() -> None:
    concern = criterion("judgement", "concern", 0)
    asked = edition([opening(), yes_no("concern")], [OPEN, concern], accept_from=60)

    assert changes(asked, opening="never") == []
    assert changes(asked, opening="never", concern=False) == [{"opening": "soon"}]
    assert changes(asked, "undecided", opening="never") == [{"opening": "soon"}]


def test_an_open_question_can_be_conceded_too() -> None:
    asked = edition([share()], [SHARED], accept_from=40)

    assert changes(asked) == [{"share": 30}]


def test_more_options_are_asked_for_and_none_taken_away() -> None:
    asked = choices("audiences", "a", "b", "c") | {"negotiable": True, "concession": "more"}
    covered = criterion("covers", "audiences", 10, points={"a": 5, "b": 5, "c": 1})

    assert changes(edition([asked], [covered], accept_from=60), audiences=("c",)) == [
        {"audiences": ("a", "c")},
        {"audiences": ("b", "c")},
    ]


def test_an_accepted_request_needs_no_change() -> None:
    asked = edition([opening()], [OPEN], accept_from=60)

    assert changes(asked, opening="now") == []


def test_four_changes_are_another_deal() -> None:
    questions = [yes_no(id) | {"negotiable": True, "concession": "yes"} for id in "abcd"]
    criteria = [criterion("yes_no", id, 10, expects="yes") for id in "abcd"]
    asked = edition(questions, criteria, accept_from=100)
    said = dict.fromkeys("abcd", False)

    assert changes(asked, **said) == []
    assert changes(asked, **said | {"d": True}) == [dict.fromkeys("abc", True)]


def test_the_size_of_a_concession_is_its_share_of_the_way() -> None:
    asked = edition([opening(), share()], [OPEN, SHARED], accept_from=50)

    found = counterfactuals({"opening": "never", "share": 0}, Rules(asked, TODAY))

    assert [one.size for one in found[0]] == [Fraction(3, 4)]


# ── Against all sets of changes ──────────────────────────────────────────────────────────────


def further(question: Question, given: Answer | None) -> Iterator[tuple[Answer, int]]:
    """Every answer beyond the given one in the direction of concession, and how many steps."""
    if not question.negotiable:
        return
    if question.type == "choices":
        ids = [option.id for option in question.options]
        full = question.concession == "more"
        for taken in product((True, False), repeat=len(ids)):
            new = {id for id, one in zip(ids, taken, strict=True) if one}
            today = {one.id for one in question.options if one.open_on(TODAY)}
            start = set(given) if given is not None else set() if full else today
            able = today | start
            beyond = new > start if full else new < start
            if new <= able and (beyond or (given is None and new == start)):
                said = tuple(id for id in ids if id in new)
                yield said, len(new ^ start) + (given is None)
        return
    path: list[Answer]
    match question.type:
        case "yes_no":
            path = [question.concession != "yes", question.concession == "yes"]
        case "number":
            path = list(range(question.minimum, question.maximum + 1))
            if question.concession == "less":
                path.reverse()
        case _:
            path = [option.id for option in question.options]
            if question.concession == "earlier":
                path.reverse()
    start_at = -1 if given is None else path.index(given)
    closed = (
        {one.id for one in question.options if not one.open_on(TODAY)}
        if question.type == "choice"
        else set()
    )
    for steps, answer in enumerate(path[start_at + 1 :], start=1):
        if answer not in closed:
            yield answer, steps


def concedes_no_more(
    question: Question, one: Answer, other: Answer, steps: Mapping[Answer, int]
) -> bool:
    """Whether a change asks for at most as much as another one of the same question."""
    if question.type == "choices":
        assert isinstance(one, tuple)
        assert isinstance(other, tuple)
        return set(one) <= set(other) if question.concession == "more" else set(one) >= set(other)
    return steps[one] <= steps[other]


@pytest.mark.exhaustive
@pytest.mark.parametrize("goal", ["accept", "undecided"])
@settings(max_examples=2_000, deadline=None, derandomize=True)
@given(negotiable_requests())
def test_the_changes_are_the_minimal_ones_among_all_sets_of_up_to_three(
    goal: Any, request: Given
) -> None:
    asked, answers = request
    rules = Rules(asked, TODAY)
    able = {one.id: dict(further(one, answers.get(one.id))) for one in asked.questions}
    questions = {one.id: one for one in asked.questions}
    wanted = {"accept"} if goal == "accept" else {"accept", "undecided"}

    def serves(changed: Mapping[str, Answer]) -> bool:
        return assess({**answers, **changed}, rules).outcome in wanted

    good = [
        dict(zip(ids, said, strict=True))
        for count in range(4)
        for ids in combinations(able, count)
        for said in product(*(able[id] for id in ids))
        if serves(dict(zip(ids, said, strict=True)))
    ]
    minimal = [
        one
        for one in good
        if not any(
            other is not one
            and other.keys() <= one.keys()
            and all(concedes_no_more(questions[id], other[id], one[id], able[id]) for id in other)
            for other in good
        )
    ]

    found = counterfactuals(answers, rules, goal)

    said = [{one.question: one.answer for one in together} for together in found]
    assert sorted(map(repr, said)) == sorted(repr(one) for one in minimal if one)
    costs = [(len(together), sum(one.size for one in together)) for together in found]
    assert costs == sorted(costs)
