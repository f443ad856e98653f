"""Votes that the committee wrote down with the result they must have, counted by its rules."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Annotated

from pydantic import Field

from screening.core.committee import ProcedureName
from screening.core.committee_rules import (
    CollegeWeight,
    CountingRules,
    MotionRules,
    Weight,
    motion_rules,
)
from screening.core.criteria import Edition
from screening.core.exact import Exact, written
from screening.core.model import Code, Flag, Model, Whole, Written
from screening.core.problems import Path as Place
from screening.core.problems import Problem, errors
from screening.core.roster import Seat
from screening.core.spelling import unknown_name
from screening.core.tally import Ballot, Count, Result, Tally, Vote, settled, tally
from screening.criteria_shape import MOST_MISTAKES, shaped
from screening.text_file import TextUnreadable, read_text
from screening.yaml_file import read_yaml

Name = Annotated[Written, Field(max_length=64)]


class _Scenario(Model):
    """A vote and what must come of it. Later ballots of a seat replace earlier ones.

    `share` is the part of the weight counted that is for the motion; what is left out is not
    looked at.
    """

    title: Annotated[Written, Field(max_length=200)]
    ballots: tuple[dict[Name, Vote], ...] = ()
    recused: tuple[Name, ...] = ()
    call: Annotated[Whole, Field(ge=1, le=2)] = 1
    expected: Result
    share: Exact | None = None
    tie_broken_by: Name | None = None
    settled: Flag | None = None


class _Scenarios(Model):
    """Who sits where, by which rules, and votes among them.

    The rules are written here, or are those of a `procedure` of the criteria. A file that names an
    `edition` is for that one only.
    """

    edition: str | None = None
    procedure: ProcedureName | None = None
    rules: CountingRules | None = None
    weights: dict[Code, Weight] = Field(default_factory=dict)
    seats: dict[Code, tuple[Name, ...]] = Field(min_length=1)
    chair: Name | None = None
    scenarios: tuple[_Scenario, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many scenarios of a file were counted, and every problem: mistakes, other results.

    `scenarios` is None of a file for another edition, which is left alone.
    """

    path: Path
    scenarios: int | None
    problems: tuple[Problem, ...] = ()


def count_scenarios(path: Path, edition: Edition) -> Counted:
    """Counts every vote in a file by its own rules or those of the edition."""
    try:
        document, misspelt = read_yaml(read_text(path))
    except TextUnreadable as unreadable:
        return Counted(path, 0, (unreadable.problem,))
    if document is None:
        return Counted(path, 0, misspelt)
    if not isinstance(document.plain, dict):
        return Counted(path, 0, document.in_order_of_lines([Problem((), "shape_not_scenarios")]))
    file, _, mistakes = shaped(_Scenarios, document.plain)
    if file is not None and not mistakes:
        if file.edition not in (None, edition.name):
            return Counted(path, None)
        mistakes = tuple(islice(_mistakes(file, edition), MOST_MISTAKES))
    if file is None or errors((*misspelt, *mistakes)):
        return Counted(path, 0, document.in_order_of_lines(misspelt, mistakes))
    rules, seats = _rules(file, edition), _seats(file)
    different = [
        problem
        for position, scenario in enumerate(file.scenarios)
        for problem in _differences(scenario, rules, seats, ("scenarios", position))
    ]
    return Counted(path, len(file.scenarios), document.in_order_of_lines(different))


# ── Whether the file holds together ──────────────────────────────────────────────────────────


def _mistakes(file: _Scenarios, edition: Edition) -> Iterator[Problem]:
    if file.procedure is not None:
        for key in ("rules", "weights"):
            if getattr(file, key):
                yield Problem((key,), "own_rules_and_procedure", {"key": key})
    colleges = [one.id for one in edition.committee.colleges]
    if file.procedure is not None and colleges:
        for college in file.seats:
            if college not in colleges:
                yield unknown_name(("seats", college), "no_such_college", college, colleges)
    for college in file.weights:
        if college not in file.seats:
            yield unknown_name(("weights", college), "no_such_college", college, file.seats)
    seated: dict[str, str] = {}
    for college, members in file.seats.items():
        for position, member in enumerate(members):
            if member in seated:
                values = {"member": member, "college": seated[member]}
                yield Problem(("seats", college, position), "seat_repeated", values)
            seated.setdefault(member, college)
    for at, member in _named(file):
        if member not in seated:
            yield unknown_name(at, "no_such_seat", member, seated)


def _named(file: _Scenarios) -> Iterator[tuple[Place, str]]:
    """Every seat that is spoken of, and where."""
    if file.chair is not None:
        yield ("chair",), file.chair
    for position, scenario in enumerate(file.scenarios):
        at = ("scenarios", position)
        for number, ballots in enumerate(scenario.ballots):
            for member in ballots:
                yield (*at, "ballots", number, member), member
        for number, member in enumerate(scenario.recused):
            yield (*at, "recused", number), member
        if scenario.tie_broken_by is not None:
            yield (*at, "tie_broken_by"), scenario.tie_broken_by


# ── Counting ─────────────────────────────────────────────────────────────────────────────────


def _rules(file: _Scenarios, edition: Edition) -> MotionRules:
    if file.procedure is not None:
        return motion_rules(edition.committee, file.procedure)
    own = file.rules or CountingRules()
    return MotionRules(
        **{name: getattr(own, name) for name in CountingRules.model_fields},
        colleges=tuple(
            CollegeWeight(college=one, weight=weight) for one, weight in file.weights.items()
        ),
    )


def _seats(file: _Scenarios) -> tuple[Seat, ...]:
    return tuple(
        Seat(member=member, college=college, chair=member == file.chair)
        for college, members in file.seats.items()
        for member in members
    )


def _differences(
    scenario: _Scenario, rules: MotionRules, seats: Sequence[Seat], at: Place
) -> Iterator[Problem]:
    """Where what came out is not what was expected."""
    cast = [vote for ballots in scenario.ballots for vote in ballots.items()]
    count = Count(
        rules,
        seats,
        [Ballot(number, member, vote) for number, (member, vote) in enumerate(cast)],
        frozenset(scenario.recused),
        2 if scenario.call == 2 else 1,
    )
    counted = tally(count)
    share = None if scenario.share is None else written(scenario.share)
    found = {
        "expected": (scenario.expected, counted.result),
        "share": (share, "–" if counted.share is None else written(counted.share)),
        "tie_broken_by": (scenario.tie_broken_by, counted.tie_broken_by or "–"),
        "settled": (_word(scenario.settled), _word(settled(count))),
    }
    for key, (expected, came_out) in found.items():
        if expected is not None and expected != came_out:
            values = {"title": scenario.title, "key": key, "expected": expected, "found": came_out}
            yield Problem((*at, key), "scenario_differs", {**values, **_numbers(counted)})


def _word(claim: bool | None) -> str | None:
    return None if claim is None else str(claim).lower()


def _numbers(counted: Tally) -> dict[str, object]:
    return {
        "in_favour": str(counted.in_favour),
        "weight": counted.weight,
        "votes": counted.votes,
        "seats": counted.seats,
        "colleges": counted.colleges_voting,
        "colleges_seated": counted.colleges_seated,
    }
