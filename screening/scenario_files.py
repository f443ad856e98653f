"""Scenarios in YAML: read with every mistake at its line, run against an edition, and written."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import Field

from screening.core.criteria import Edition
from screening.core.model import LANGUAGES, Day, Model, Text, Written
from screening.core.problems import Path as Place
from screening.core.problems import Problem, errors
from screening.core.scenarios import Result, Scenario, contradictions, run
from screening.criteria_shape import MOST_MISTAKES, shaped
from screening.scenarios_told import say_difference
from screening.settings import HOME
from screening.text_file import TextUnreadable, read_text
from screening.yaml_documents import YamlValue, read_yaml_values

_PROJECT = HOME / "tests"
_DECLINED = ("decline", "declined", "refuse", "refused", "reject", "rejected", "no")


class Keeping(Model):
    """Who kept a scenario, and on which day."""

    by: Annotated[Written, Field(max_length=120)]
    on: Day


class FiledScenario(Scenario):
    """A scenario as a file holds it: `case` is the one it was kept from, if any."""

    case: Annotated[Written, Field(max_length=40)] | None = Field(None, alias="from")
    kept: Keeping | None = None


class Placed(NamedTuple):
    """A scenario, the line it begins on, and the line of each place in it."""

    scenario: FiledScenario
    line: int
    line_of: Callable[[Place], int]


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """What a file holds: the scenarios that can be read, and what is wrong with the others."""

    path: Path
    scenarios: tuple[Placed, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class FileRun:
    """How many scenarios of a file were run, and every problem: mistakes, other outcomes."""

    path: Path
    scenarios: int
    problems: tuple[Problem, ...]


def folder_beside(criteria: Path, name: str = "scenarios") -> Path | None:
    """The folder of this name beside a criteria file, or the project's own for its own criteria."""
    beside = criteria.resolve().parent
    for folder, there in ((beside / name, True), (_PROJECT / name, beside == HOME)):
        if there and folder.is_dir():
            return folder
    return None


def files_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yaml"))


# ── Reading ──────────────────────────────────────────────────────────────────────────────────


def read_file(path: Path) -> ScenarioFile:
    """Every scenario of a file, one by one, so that a mistake stays where it is."""
    try:
        text = read_text(path)
    except TextUnreadable as unreadable:
        return ScenarioFile(path, (), (unreadable.problem,))
    scenarios: list[Placed] = []
    problems: list[Problem] = []
    for value in read_yaml_values(text):
        scenario, mistakes = _scenario(value)
        problems += mistakes
        if scenario is not None:
            scenarios.append(scenario)
    if not scenarios and not problems:
        problems.append(Problem((), "yaml_empty", line=1))
    return ScenarioFile(path, tuple(scenarios), tuple(problems[:MOST_MISTAKES]))


def _scenario(value: YamlValue) -> tuple[Placed | None, tuple[Problem, ...]]:
    misread = [
        one
        for one in value.problems
        # Only in sentences is a comment likelier a part of the text.
        if one.code != "text_cut_short" or (one.at and one.at[0] in ("title", "why"))
    ]
    if value.line_of is None:
        return None, tuple(misread)
    if not isinstance(value.value, dict):
        return None, (*misread, Problem((), "scenario_not_a_mapping", line=value.line))
    scenario, _, mistakes = shaped(FiledScenario, value.value)
    if scenario is not None and not mistakes:
        mistakes = tuple(contradictions(scenario))
    # A sentence that stands for both languages is wrong in both.
    told = {(one.at, one.code): _only_people_decline(one) for one in mistakes}.values()
    problems = (*misread, *(_at_line(one, value.line_of) for one in told))
    if scenario is None or errors(problems):
        return None, problems
    return Placed(scenario, value.line, value.line_of), problems


def _only_people_decline(problem: Problem) -> Problem:
    """What somebody meant who expects a criterion to decline: no close word would say it."""
    if problem.at == ("expected",) and problem.values.get("found") in _DECLINED:
        return Problem(problem.at, "scenario_expects_decline")
    return problem


def _at_line(problem: Problem, line_of: Callable[[Place], int]) -> Problem:
    return replace(problem, line=problem.line or line_of(problem.at))


# ── Running ──────────────────────────────────────────────────────────────────────────────────


def run_files(paths: Iterable[Path], edition: Edition, today: date) -> Iterator[FileRun]:
    """Runs every scenario of some files. Each claim is made once, in whatever file."""
    made: dict[object, Text] = {}
    for path in paths:
        file = read_file(path)
        results = run((one.scenario for one in file.scenarios), edition, today)
        found = [
            problem
            for placed, result in zip(file.scenarios, results, strict=True)
            for problem in _told(placed, result, edition, made)
        ]
        problems = sorted((*file.problems, *found), key=lambda one: one.line or 0)
        yield FileRun(path, len(results), tuple(islice(problems, MOST_MISTAKES)))


def _told(
    placed: Placed, result: Result, edition: Edition, made: dict[object, Text]
) -> Iterator[Problem]:
    title = result.scenario.title
    claim = result.claim
    if claim is not None and claim in made:
        repeated = {"title": title, "other": made[claim]}
        yield Problem((), "scenario_repeated", repeated, warning=True, line=placed.line)
    elif claim is not None:
        made[claim] = title
    code = "scenario_unreadable" if result.assessment is None else "scenario_broken"
    for problem in result.problems:
        wrong, right = (
            Text(fr=fr, en=en)
            for fr, en in zip(*(say_difference(one, problem) for one in LANGUAGES), strict=True)
        )
        values: dict[str, object] = {
            "title": title,
            "edition": edition.name,
            "because": wrong,
            "instead": right,
        }
        yield Problem(problem.at, code, values, line=placed.line_of(problem.at))


# ── Writing ──────────────────────────────────────────────────────────────────────────────────

_PLAIN = re.compile(r"(?!(?:true|false|null|yes|no|on|off)$)[a-z][a-z0-9_-]*")
# What a quoted text may hold in JSON, and would begin a new line in YAML.
_LINE_ENDS = {ord(one): f"\\u{ord(one):04x}" for one in "\x85\u2028\u2029"}


def as_yaml(scenarios: Iterable[FiledScenario]) -> str:
    """Scenarios as a file that reads back as the same ones."""
    return "---\n".join(_written(one) for one in scenarios)


def _written(one: FiledScenario) -> str:
    lines = [*_sentence("title", one.title), *_sentence("why", one.why), "answers:"]
    lines += [f"  {id}: {_value(said)}" for id, said in one.answers.items()]
    if not one.answers:
        lines[-1] += " {}"
    lines.append(f"expected: {one.expected}")
    lines += [
        f"{key}: {_value(ids)}" for key in ("blocking", "deciding") if (ids := getattr(one, key))
    ]
    if one.case is not None:
        lines.append(f"from: {_value(one.case)}")
    if one.kept is not None:
        lines.append(f"kept: {{by: {_quoted(one.kept.by)}, on: {one.kept.on.isoformat()}}}")
    return "".join(f"{line}\n" for line in lines)


def _sentence(key: str, said: Text) -> Iterator[str]:
    if said.fr == said.en:
        yield f"{key}: {_quoted(said.fr)}"
        return
    yield f"{key}:"
    yield f"  fr: {_quoted(said.fr)}"
    yield f"  en: {_quoted(said.en)}"


def _value(said: object) -> str:
    match said:
        case bool():
            return '"yes"' if said else '"no"'
        case int():
            return str(said)
        case tuple() | list():
            return f"[{', '.join(map(_value, said))}]"
        case _:
            text = str(said)
            return text if _PLAIN.fullmatch(text) else _quoted(text)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).translate(_LINE_ENDS)
