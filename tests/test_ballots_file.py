"""Votes written down with their results: counted, and every difference and mistake told."""

from pathlib import Path
from typing import Any

import pytest

from screening import criteria_file
from screening.ballots_file import Counted, count_scenarios
from screening.core.criteria import Edition
from screening.core.model import LANGUAGES
from screening.language import say_problem
from screening.settings import HOME
from tests.builders import an_edition

PROJECT = criteria_file.load(HOME / "criteria.yaml").edition

SMALL = """\
rules: {tie: chair}
weights: {clients: 2}
seats:
  clients: [ana, ben]
  students: [dan, eve]
chair: dan
scenarios:
  - title: "All clients and a student"
    ballots:
      - {ana: for, ben: for}
      - {dan: for, eve: against}
    expected: carried
    share: 5/6
    settled: true
  - title: "A recusal"
    ballots: [{ana: against, dan: for}]
    recused: [ben]
    expected: not_carried
"""


def small(*changes: tuple[int, str, str]) -> str:
    """The small file with some lines (counted from 1) changed."""
    lines = SMALL.splitlines(keepends=True)
    for number, old, new in changes:
        assert old in lines[number - 1], f"line {number} is {lines[number - 1]!r}"
        lines[number - 1] = lines[number - 1].replace(old, new, 1)
    return "".join(lines)


def counted(folder: Path, text: str, edition: Edition = PROJECT) -> Counted:
    path = folder / "votes.yaml"
    path.write_text(text, encoding="utf-8")
    return count_scenarios(path, edition)


def said(told: Counted) -> list[tuple[str, int | None]]:
    for one in told.problems:
        for language in LANGUAGES:
            assert all(say_problem(language, one))
    return [(one.code, one.line) for one in told.problems]


def test_votes_with_the_results_they_must_have_are_counted(tmp_path: Path) -> None:
    told = counted(tmp_path, SMALL)

    assert (told.scenarios, told.problems) == (2, ())


@pytest.mark.parametrize("path", sorted((HOME / "tests" / "ballots").glob("*.yaml")))
def test_the_project_s_votes_have_the_results_they_must_have(path: Path) -> None:
    told = count_scenarios(path, PROJECT)

    assert told.problems == ()
    assert told.scenarios


@pytest.mark.parametrize(
    ("line", "old", "new", "key", "expected", "found"),
    [
        (12, "carried", "not_carried", "expected", "not_carried", "carried"),
        (12, "carried", "lapsed", "expected", "lapsed", "carried"),
        (13, "5/6", "2/3", "share", "2/3", "5/6"),
        (14, "true", "false", "settled", "false", "true"),
        (14, "settled: true", "tie_broken_by: ana", "tie_broken_by", "ana", "–"),
        (18, "not_carried", "carried", "expected", "carried", "not_carried"),
    ],
)
def test_another_result_is_told_at_its_line_with_what_came_out(
    line: int, old: str, new: str, key: str, expected: str, found: str, tmp_path: Path
) -> None:
    told = counted(tmp_path, small((line, old, new)))

    assert said(told) == [("scenario_differs", line)]
    values = told.problems[0].values
    assert (values["key"], values["expected"], values["found"]) == (key, expected, found)
    assert told.scenarios == 2


def test_a_difference_says_the_numbers_it_comes_from(tmp_path: Path) -> None:
    told = counted(tmp_path, small((18, "not_carried", "carried")))

    assert say_problem("en", told.problems[0]) == (
        "“A recusal”: expected should be carried, and is not_carried. For the motion: 1 of a "
        "weight of 3; votes: 2 of 3 seats, 2 of 2 colleges.",
        "Correct the scenario if it is wrong, or the rules if it is right.",
    )


@pytest.mark.parametrize(
    ("line", "old", "new", "code"),
    [
        (10, "ana: for", "anna: for", "no_such_seat_like"),
        (10, "ana: for", "zoe: for", "no_such_seat"),
        (17, "ben", "benn", "no_such_seat_like"),
        (6, "dan", "zoe", "no_such_seat"),
        (14, "settled: true", "tie_broken_by: zoe", "no_such_seat"),
        (5, "eve", "ana", "seat_repeated"),
        (2, "clients", "client", "no_such_college_like"),
        (2, "2", "0", "shape_below"),
        (1, "tie: chair", "majority: 1/2", "shape_not_majority"),
        (1, "rules", "procedure: full\nrules", "own_rules_and_procedure"),
        (11, "dan: for", "dan: four", "shape_unknown_word_like"),
        (11, "dan: for", "dan: 4", "shape_unknown_word"),
        (12, "carried", "caried", "shape_unknown_word_like"),
        (12, "expected", "expectd", "shape_unknown_key_like"),
        (12, "    expected: carried\n", "", "shape_missing_key"),
        (13, "5/6", "0.83", "shape_not_fraction"),
        (14, "settled: true", "call: 3", "shape_above"),
        (9, "ballots", "ballots: []\n    ballots", "yaml_repeated_key"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_counted(
    line: int, old: str, new: str, code: str, tmp_path: Path
) -> None:
    told = counted(tmp_path, small((line, old, new)))

    assert code in [one for one, _ in said(told)]
    assert all(one.line is not None for one in told.problems)
    assert told.scenarios == 0


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "yaml_empty"), ("- a\n", "shape_not_scenarios"), ("a: [\n", "yaml_syntax")],
)
def test_a_file_without_votes_is_told(text: str, code: str, tmp_path: Path) -> None:
    [(told, _)] = said(counted(tmp_path, text))
    assert told.startswith(code)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert said(count_scenarios(tmp_path / "none.yaml", PROJECT)) == [("file_missing", None)]


# ── By the rules of the criteria ─────────────────────────────────────────────────────────────

BY_PROCEDURE = """\
edition: "2026-test"
procedure: full
seats: {clients: [ana, ben, cleo]}
scenarios:
  - title: "Two of three"
    ballots: [{ana: for, ben: for, cleo: against}]
    expected: carried
"""


def by(**full: Any) -> Edition:
    """An edition whose full committee counts by these rules."""
    said = {"fr": "…", "en": "…"}
    procedure = {"title": said, "days_open": 7}
    colleges = [{"id": "clients", "name": said}]
    return an_edition(
        committee={
            "authority": "binding",
            "colleges": colleges,
            "procedures": {"bureau": procedure, "full": procedure | full},
        }
    )


def test_a_vote_by_a_procedure_is_counted_by_the_rules_of_the_edition(tmp_path: Path) -> None:
    assert counted(tmp_path, BY_PROCEDURE, by()).problems == ()
    stricter = counted(tmp_path, BY_PROCEDURE, by(majority="at least 3/4"))
    assert said(stricter) == [("scenario_differs", 7)]


def test_a_vote_by_a_procedure_sits_in_the_colleges_of_the_edition(tmp_path: Path) -> None:
    elsewhere = BY_PROCEDURE.replace("clients:", "client:")
    assert said(counted(tmp_path, elsewhere, by())) == [("no_such_college_like", 3)]


def test_votes_for_another_edition_are_left_alone(tmp_path: Path) -> None:
    told = counted(tmp_path, BY_PROCEDURE.replace("2026-test", "2027"), by(majority="at least 3/4"))

    assert (told.scenarios, told.problems) == (None, ())
