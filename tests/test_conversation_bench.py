"""What the measure of conversations counts, by hand and against every set of answers."""

from itertools import combinations
from typing import Literal

import pytest
from hypothesis import given, settings

from benchmarks.conversation_bench import (
    Talk,
    Way,
    converse,
    extreme,
    fewest,
    file,
    ours,
    played,
    pruned,
)
from screening.core.assessment import Answer, Rules, assess
from tests.core.strategies import (
    TODAY,
    Given,
    choice,
    choices,
    criterion,
    edition,
    number,
    requests,
    yes_no,
)

# The last question alone decides: it blocks. The first two cannot even make up half the points.
BLOCKED_BY_THE_LAST = Rules(
    edition(
        [yes_no("small"), yes_no("tiny"), yes_no("free")],
        [
            criterion("yes_no", "small", 2, expects="yes"),
            criterion("yes_no", "tiny", 1, expects="yes"),
            criterion("yes_no", "free", 7, expects="yes", blocking=True),
        ],
    ),
    TODAY,
)


def test_a_question_that_no_longer_matters_counts_when_it_is_put() -> None:
    told = {"small": True, "tiny": True, "free": True}

    assert converse(told, BLOCKED_BY_THE_LAST, file, {}).put == ("small", "tiny", "free")
    assert converse(told, BLOCKED_BY_THE_LAST, pruned(file), {}).put == ("free",)
    assert converse(told, BLOCKED_BY_THE_LAST, ours, {}) == Talk(("free",), certain=True)


def test_a_conversation_goes_on_after_a_skipped_question_and_may_end_open() -> None:
    told = {"small": True, "tiny": True}

    # Nothing else can change the verdict: the order that looks stops, and so does the other one
    # as soon as the question is skipped.
    assert converse(told, BLOCKED_BY_THE_LAST, ours, {}) == Talk(("free",), certain=False)
    assert converse(told, BLOCKED_BY_THE_LAST, file, {}) == Talk(
        ("small", "tiny", "free"), certain=False
    )


def test_what_is_known_before_is_not_asked_again() -> None:
    told = {"small": True, "tiny": True, "free": True}

    assert converse(told, BLOCKED_BY_THE_LAST, file, {"small": True}).put == ("tiny", "free")
    assert converse(told, BLOCKED_BY_THE_LAST, file, {"free": False}) == Talk((), certain=True)


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        ("best", {"opening": "soon", "share": 70, "audiences": ("a", "b"), "concern": False}),
        ("worst", {"opening": "never", "share": 0, "audiences": (), "concern": True}),
    ],
)
def test_the_best_and_the_worst_answers_are_those_of_each_question(
    way: Way, expected: dict[str, Answer]
) -> None:
    asked = edition(
        [
            choice("opening", "later", "soon", "never"),
            number("share", 0, 100),
            choices("audiences", "a", "b", "c"),
            yes_no("concern"),
        ],
        [
            criterion(
                "one_of",
                "opening",
                10,
                accepted=["soon"],
                # No points either way, but one of them blocks.
                partly={"later": 0, "never": 0},
                blocking=["never"],
            ),
            criterion("steps", "share", 10, steps=[{"from": 70, "points": 10}]),
            criterion("covers", "audiences", 10, points={"a": 5, "b": 5, "c": 0}),
            criterion("judgement", "concern", 0),
        ],
    )

    assert played({}, Rules(asked, TODAY), way) == expected


def test_a_stated_fact_is_kept_and_what_is_skipped_stays_unsaid() -> None:
    stated = {"small": False}

    assert played(stated, BLOCKED_BY_THE_LAST, "best") == {
        "small": False,
        "tiny": True,
        "free": True,
    }
    assert played(stated, BLOCKED_BY_THE_LAST, "skip") == stated


@pytest.mark.parametrize("way", ["best", "worst"])
@settings(max_examples=100, deadline=None, derandomize=True)
@given(requests())
def test_the_bound_is_the_smallest_number_of_answers_that_settles_a_verdict(
    way: Literal["best", "worst"], given_: Given
) -> None:
    asked, known = given_
    rules = Rules(asked, TODAY)
    start = {id: answer for id, answer in known.items() if answer is not None}
    # Every other question is answered, but for the first, which stays unknown.
    others = [one for one in asked.questions if one.id not in start]
    told = start | {one.id: extreme(one, rules, way) for one in others[1:]}
    new = [id for id in told if id not in start]

    settled = [
        count
        for count in range(len(new) + 1)
        for ids in combinations(new, count)
        if assess(start | {id: told[id] for id in ids}, rules).outcome != "undecided"
    ]

    assert fewest(told, rules, start) == min(settled, default=None)
