"""check: what is wrong with a criteria file."""

import sys
from pathlib import Path

import click

from screening import criteria_file
from screening.cli.opening import today
from screening.cli.options import CRITERIA, JSON
from screening.cli.terminal import (
    FINDINGS,
    echo_json,
    language,
    problem_json,
    say,
    show_problems,
)
from screening.core.edition_check import edition_warnings
from screening.language import t
from screening.settings import read_settings


@click.command()
@CRITERIA
@JSON
def check(criteria: Path | None, as_json: bool) -> None:
    """Tell every mistake in a criteria file.

    What deserves a second look is told too, and is no finding.
    """
    path = criteria or read_settings().criteria
    try:
        loaded = criteria_file.load(path)
        problems = (*loaded.warnings, *edition_warnings(loaded.edition, today()))
    except criteria_file.CriteriaUnreadable as unreadable:
        problems = unreadable.problems
    if as_json:
        for problem in problems:
            told = {**problem_json(problem), "warning": problem.warning}
            echo_json(told)
    else:
        show_problems(problems, path)
        if not problems:
            say(t(language(), "cli.sound", file=str(path)))
    sys.exit(FINDINGS if any(not one.warning for one in problems) else 0)
