"""Scenarios: whether they hold under an edition, and what comes out where they do not."""

from datetime import date
from typing import Any

import pytest

from screening.core.assessment import Outcome
from screening.core.criteria import Edition
from screening.core.model import Text
from screening.core.problems import Problem
from screening.core.scenarios import Result, Scenario, contradictions, run
from tests.builders import DAY, an_edition


def a_scenario(expected: Outcome, answers: dict[str, object], **claims: Any) -> Scenario:
    return Scenario(title="A title", why="A reason.", answers=answers, expected=expected, **claims)


def ran(scenario: Scenario, edition: Edition | None = None, day: date = DAY) -> Result:
    [result] = run([scenario], edition or an_edition(), day)
    return result


def english(problem: Problem) -> dict[str, object]:
    """The values of a problem as an English reader finds them."""
    return {
        name: value.en
        if isinstance(value, Text)
        else [one.en for one in value]
        if isinstance(value, tuple)
        else value
        for name, value in problem.values.items()
    }


@pytest.mark.parametrize(
    ("expected", "answers", "claims"),
    [
        ("accept", {"open": True, "share": 80}, {}),
        ("accept", {"open": "yes", "share": 50}, {}),  # as a file writes it; exactly 60 points
        ("refer", {"open": True, "share": 49}, {}),
        ("refer", {"open": False, "share": 80}, {"blocking": ("openness",)}),
        ("undecided", {"share": 80}, {"deciding": ("open",)}),
        ("undecided", {}, {"deciding": ("open", "share")}),
        ("undecided", {"share": None}, {"deciding": ("share", "open")}),
    ],
)
def test_a_scenario_holds_where_what_must_come_of_it_comes(
    expected: Outcome, answers: dict[str, object], claims: dict[str, Any]
) -> None:
    result = ran(a_scenario(expected, answers, **claims))

    assert result.problems == ()
    assert result.holds


@pytest.mark.parametrize(
    ("expected", "answers", "code", "values"),
    [
        ("accept", {"open": False}, "scenario_blocked", {"criteria": ["openness title"]}),
        ("undecided", {"open": False}, "scenario_blocked", {"count": 1}),
        (
            "accept",
            {"open": True, "share": 49},
            "scenario_short",
            {"highest": 40, "needed": 60, "criteria": ["priority title (0/60)"]},
        ),
        # What is not answered yet lacks nothing.
        ("accept", {"share": 10}, "scenario_short", {"criteria": ["priority title (0/60)"]}),
        (
            "refer",
            {"open": True, "share": 50},
            "scenario_enough",
            {
                "lowest": 60,
                "needed": 60,
                "criteria": ["openness title (40/40)", "priority title (20/60)"],
            },
        ),
        (
            "refer",
            {"open": True},
            "scenario_open",
            {"lowest": 40, "highest": 100, "needed": 60, "questions": "What share?"},
        ),
        ("accept", {"share": 80}, "scenario_open", {"questions": "Will it be open?"}),
    ],
)
def test_a_broken_scenario_says_what_came_out_and_which_findings_did_it(
    expected: Outcome, answers: dict[str, object], code: str, values: dict[str, object]
) -> None:
    [problem] = ran(a_scenario(expected, answers)).problems

    assert (problem.code, problem.at) == (code, ("expected",))
    assert english(problem) | values | {"expected": expected} == english(problem)


def test_a_referral_that_only_what_blocks_could_save_says_so() -> None:
    edition = of_forms(blocking=["old"])

    [problem] = ran(a_scenario("accept", {}), edition).problems

    assert problem.code == "scenario_none_will_do"


def test_a_criterion_that_must_block_and_does_not_is_named() -> None:
    referred = a_scenario("refer", {"open": True, "share": 0}, blocking=("openness",))

    [problem] = ran(referred).problems

    assert (problem.code, problem.at) == ("scenario_not_blocking", ("blocking", 0))
    assert english(problem) == {"criterion": "openness title"}


def test_a_question_that_must_decide_and_does_not_is_named() -> None:
    """From 70 points on, the share alone is enough, once nothing blocks."""
    undecided = a_scenario("undecided", {"share": 80}, deciding=("share", "open"))

    [problem] = ran(undecided).problems

    assert (problem.code, problem.at) == ("scenario_not_deciding", ("deciding", 0))


def test_another_outcome_is_told_once_and_not_once_more_for_each_question() -> None:
    [problem] = ran(a_scenario("undecided", {"open": False}, deciding=("share",))).problems

    assert problem.code == "scenario_blocked"


@pytest.mark.parametrize(
    ("answers", "claims", "code", "at"),
    [
        ({"opened": True}, {}, "unknown_question_like", ("answers", "opened")),
        ({"zzz": True}, {}, "unknown_question", ("answers", "zzz")),
        ({"share": 101}, {}, "out_of_range", ("answers", "share")),
        ({"open": "perhaps"}, {}, "not_yes_no", ("answers", "open")),
        ({"open": {"deep": []}}, {}, "not_yes_no", ("answers", "open")),
        ({}, {"blocking": ("openess",)}, "no_such_criterion_like", ("blocking", 0)),
        ({}, {"blocking": ("zzz",)}, "no_such_criterion", ("blocking", 0)),
        ({}, {"deciding": ("zzz",)}, "unknown_question", ("deciding", 0)),
    ],
)
def test_what_the_edition_cannot_read_is_told_and_nothing_is_assessed(
    answers: dict[str, object], claims: dict[str, Any], code: str, at: tuple[object, ...]
) -> None:
    result = ran(a_scenario("refer", answers, **claims))

    assert [(one.code, one.at) for one in result.problems] == [(code, at)]
    assert result.assessment is None
    assert result.claim is None
    assert not result.holds


# ── On which day ─────────────────────────────────────────────────────────────────────────────


def test_an_answer_that_can_be_given_no_more_is_still_judged() -> None:
    old = a_scenario("accept", {"form": "old"})

    assert ran(old, of_forms(until="2025-12-31")).holds
    assert ran(old, of_forms(**{"from": "2027-01-01"})).holds


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2025, 6, 1), "undecided"),  # run on the first day, when `old` can still be chosen
        (date(2026, 3, 1), "undecided"),
        (date(2026, 3, 2), "refer"),
        (date(2027, 6, 1), "refer"),  # run on the last day
    ],
)
def test_an_edition_is_run_on_a_day_that_is_its_own(today: date, expected: Outcome) -> None:
    assert ran(a_scenario(expected, {}), of_forms(until="2026-03-01"), today).holds


def of_forms(blocking: list[str] | bool = False, **days: str) -> Edition:
    """An edition of the year 2026 that asks for a form: `old`, open on these days, or `new`.

    `old` gives all the points, and `new` none.
    """
    said = {"fr": "…", "en": "…"}
    options = [{"id": "old", "text": said, **days}, {"id": "new", "text": said}]
    criterion = {"id": "form-is-old", "question": "form", "title": said, "why": said}
    criterion |= {"source": {"text": said}, "objective": "access", "advice": said}
    criterion |= {"kind": "one_of", "accepted": ["old"], "partly": {"new": 0}, "weight": 100}
    return an_edition(
        in_force_until="2026-12-31",
        questions=[{"id": "form", "type": "choice", "ask": said, "options": options}],
        criteria=[criterion | {"blocking": blocking}],
    )


# ── What it claims ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("one", "same"),
    [
        (a_scenario("accept", {"open": "yes", "share": "80"}), True),
        (a_scenario("accept", {"share": 80, "open": True, "zzz": None}), False),  # cannot be read
        (a_scenario("refer", {"open": True, "share": 80}), False),
        (a_scenario("accept", {"open": True}), False),
        (a_scenario("accept", {"open": True, "share": 80}, blocking=("openness",)), False),
    ],
)
def test_two_scenarios_claim_the_same_whatever_they_are_called(one: Scenario, same: bool) -> None:
    other = Scenario(
        title="Another", why="…", answers={"open": True, "share": 80}, expected="accept"
    )

    assert (ran(one).claim == ran(other).claim) == same


@pytest.mark.parametrize(
    ("scenario", "codes"),
    [
        (a_scenario("refer", {}, blocking=("openness",)), []),
        (a_scenario("undecided", {"open": None}, deciding=("open",)), []),
        (a_scenario("accept", {}, blocking=("openness",)), ["scenario_blocks_nothing"]),
        (a_scenario("refer", {}, deciding=("open",)), ["scenario_decides_nothing"]),
        (
            a_scenario("undecided", {"open": False}, deciding=("share", "open")),
            ["scenario_answers_it"],
        ),
    ],
)
def test_what_no_edition_could_fulfil_is_told(scenario: Scenario, codes: list[str]) -> None:
    assert [one.code for one in contradictions(scenario)] == codes
