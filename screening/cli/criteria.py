"""check: what is wrong with the criteria, the committee's file, how votes count, and scenarios."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from screening import committee_file, criteria_file
from screening.ballots_file import count_scenarios
from screening.cli.opening import today
from screening.cli.options import CRITERIA, JSON
from screening.cli.terminal import (
    FINDINGS,
    counting,
    echo_json,
    language,
    problem_json,
    say,
    show_problems,
)
from screening.core.alarms import edition_warnings
from screening.core.criteria import Edition
from screening.core.problems import Problem, errors
from screening.criteria_file import LoadedEdition, located, second_look
from screening.language import t
from screening.scenario_files import files_in, folder_beside, run_files
from screening.settings import committee_beside, read_settings
from screening.source_links import link_problems

# A file, and what is wrong with it.
Checked = tuple[Path, tuple[Problem, ...]]


@click.command()
@CRITERIA
@click.option(
    "--ballots",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder of votes with the results they must have, instead of that beside the criteria.",
)
@click.option(
    "--scenarios",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder of scenarios, instead of the one beside the criteria file.",
)
@click.option(
    "--links", is_flag=True, help="Ask the web, too, whether the links of the sources still lead."
)
@JSON
def check(
    criteria: Path | None, ballots: Path | None, scenarios: Path | None, links: bool, as_json: bool
) -> None:
    """Tell mistakes in criteria, members, votes and scenarios.

    The criteria file, the committee's file, votes written down with the result they must have, and
    the committee's scenarios: requests with the outcome they must have. What deserves a second look
    is told too, and is no finding. Only --links makes anything leave this machine.
    """
    file = criteria or read_settings().criteria
    ballots = ballots or folder_beside(file, "ballots")
    checked = list(_checked(file, ballots, scenarios or folder_beside(file), links))
    for path, problems in checked:
        if as_json:
            for problem in problems:
                told = {**problem_json(problem), "warning": problem.warning, "file": str(path)}
                echo_json(told)
        else:
            show_problems(problems, path)
    sys.exit(FINDINGS if any(errors(problems) for _, problems in checked) else 0)


def _checked(
    criteria: Path, ballots: Path | None, scenarios: Path | None, links: bool
) -> Iterator[Checked]:
    """The criteria first: without them nobody knows the colleges, nor what comes of anything."""
    try:
        loaded = criteria_file.load(criteria)
    except criteria_file.CriteriaUnreadable as unreadable:
        yield criteria, unreadable.problems
        return
    of_today = edition_warnings(loaded.edition, today())
    problems = (*loaded.warnings, *second_look(loaded), *located(of_today, loaded.text))
    yield criteria, _sound(criteria, problems)
    if links:
        yield criteria, _links(loaded)
    yield _committee(criteria, loaded.edition)
    yield from _ballots(ballots, loaded.edition)
    if scenarios is not None:
        yield from _scenarios(scenarios, loaded.edition)


def _links(loaded: LoadedEdition) -> tuple[Problem, ...]:
    hrefs = {one.source.href for one in loaded.edition.criteria if one.source.href}
    with counting(t(language(), "cli.asking_links"), len(hrefs)) as progress:
        problems = link_problems(loaded.edition, progress)
    if not problems:
        say(t(language(), "cli.links", count=len(hrefs)))
    return located(problems, loaded.text)


def _committee(criteria: Path, edition: Edition) -> Checked:
    path = committee_beside(criteria) or read_settings().committee
    try:
        loaded = committee_file.load(path, edition.committee, today())
    except committee_file.CommitteeUnreadable as unreadable:
        return unreadable.path, unreadable.problems
    if not loaded.roster.terms:
        say(t(language(), "cli.nobody_sits", file=str(path)))
        return path, ()
    if loaded.path != path:
        say(t(language(), "cli.example_committee", file=str(path)))
    return loaded.path, _sound(loaded.path, loaded.warnings)


def _ballots(folder: Path | None, edition: Edition) -> Iterator[Checked]:
    files = sorted(folder.glob("*.yaml")) if folder is not None else []
    counted = [count_scenarios(path, edition) for path in files]
    for one in counted:
        yield one.path, one.problems
    if (others := sum(one.scenarios is None for one in counted)) > 0:
        say(t(language(), "cli.other_editions", count=others))
    if folder is not None and not any(one.problems for one in counted):
        total = sum(one.scenarios or 0 for one in counted)
        say(t(language(), "cli.scenarios_hold", count=total, folder=str(folder)))


def _scenarios(folder: Path, edition: Edition) -> Iterator[Checked]:
    files = list(run_files(files_in(folder), edition, today()))
    for one in files:
        yield one.path, one.problems
    if not any(errors(one.problems) for one in files):
        total = sum(one.scenarios for one in files)
        say(t(language(), "cli.criteria_scenarios_hold", count=total, folder=str(folder)))


def _sound(path: Path, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Says so when there is none."""
    if not problems:
        say(t(language(), "cli.sound", file=str(path)))
    return problems
