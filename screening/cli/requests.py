"""assess and record: requests from files, and the verdicts on them."""

import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import click

from screening import criteria_file, request_files
from screening.cli.opening import open_desk, today
from screening.cli.options import BY, CRITERIA, FILES, JSON, ON
from screening.cli.terminal import (
    FINDINGS,
    counting,
    echo_json,
    language,
    on_one_line,
    problem_json,
    show_problems,
)
from screening.core.access import Person
from screening.core.criteria import Edition
from screening.core.problems import Problem
from screening.core.request import Request
from screening.explanation import say_verdict
from screening.language import t
from screening.request_files import Entry
from screening.service import (
    Desk,
    Recorded,
    RecordedBefore,
    Verdict,
    Words,
    give_verdict,
    rules_on,
    submission_of,
)
from screening.settings import read_settings


@click.command()
@FILES
@CRITERIA
@ON
@JSON
def assess(files: tuple[Path, ...], criteria: Path | None, on: Any, as_json: bool) -> None:
    """Assess requests; nothing is recorded.

    FILES are YAML, JSON, JSON Lines, CSV or XLSX, with one request or many.
    """
    loaded = criteria_file.load(criteria or read_settings().criteria)
    rules = rules_on(loaded, on.date() if on else today())
    unreadable = 0
    for entry in watched(request_files.read_requests(files, loaded.edition, rules.day)):
        if entry.request is None:
            unreadable += 1
            show_unreadable(entry, loaded.edition, as_json)
            continue
        verdict = give_verdict(entry.request.answers, rules)
        if as_json:
            echo_json(verdict_json(entry, verdict, loaded.edition))
        else:
            show_verdict(entry, entry.request, verdict, loaded.edition)
    sys.exit(FINDINGS if unreadable else 0)


@click.command()
@FILES
@BY
@click.option(
    "--repeated-because",
    metavar="TEXT",
    help="Why deals that were recorded before are recorded again; sealed with these alone.",
)
@JSON
def record(files: tuple[Path, ...], by: str, repeated_because: str | None, as_json: bool) -> None:
    """Assess requests, and record those that are decided.

    FILES are as for assess. A request is recorded once, however often its file is sent; a deal that
    was recorded otherwise before is not, unless you say why.
    """
    words = Words(repeated_because=repeated_because)
    desk = open_desk(None)
    day = desk.rules().day  # an edition that is not in force stops here, before anything is kept
    # A file names few people many times, and each look-up goes through the whole directory.
    id_of = cache(desk.person_named)
    person = Person(id_of(by), "salesperson")
    left_out = 0
    for entry in watched(request_files.read_requests(files, desk.edition, day)):
        if entry.request is None:
            left_out += 1
            show_unreadable(entry, desk.edition, as_json)
            continue
        request = entry.request
        verdict = desk.verdict(request.answers)
        recorded = None
        if verdict.assessment.outcome != "undecided":
            owned = request.model_copy(update={"owner": request.owner and id_of(request.owner)})
            submission = submission_of(request, desk.loaded.fingerprint)
            try:
                recorded = desk.record(owned, submission, person, words)
            except RecordedBefore as before:
                left_out += 1
                problem = Problem(("title",), "recorded_before", {"case": before.case})
                entry = entry._replace(problems=(*entry.problems, problem))
        show_recorded(entry, request, verdict, recorded, desk, as_json)
    sys.exit(FINDINGS if left_out else 0)


def watched(entries: Iterator[Entry]) -> Iterator[Entry]:
    """The entries of files, counted aloud unless they are seen to go by."""
    if sys.stdout.isatty():
        yield from entries
        return
    with counting(t(language(), "cli.reading")) as progress:
        for entry in entries:
            progress(1)
            yield entry


# ── What is shown ────────────────────────────────────────────────────────────────────────────


def show_recorded(
    entry: Entry,
    request: Request,
    verdict: Verdict,
    recorded: Recorded | None,
    desk: Desk,
    as_json: bool,
) -> None:
    if as_json:
        told = verdict_json(entry, verdict, desk.edition)
        told["case"] = recorded and recorded.case
        told["recorded"] = recorded is not None and recorded.new
        echo_json(told)
        return
    show_verdict(entry, request, verdict, desk.edition)
    if any(one.code == "recorded_before" for one in entry.problems):
        return
    key = "cli.kept" if recorded is None else "cli.new" if recorded.new else "cli.again"
    click.echo("  " + t(language(), key, case=recorded.case if recorded else ""))


def verdict_json(entry: Entry, verdict: Verdict, edition: Edition) -> dict[str, Any]:
    assessment = verdict.assessment
    return {
        "reference": entry.reference,
        "outcome": assessment.outcome,
        "score": assessment.score._asdict(),
        "accept_from": edition.accept_from,
        "edition": edition.name,
        "findings": [finding._asdict() for finding in assessment.findings],
        "deciding_questions": list(verdict.deciding),
        "accepted_if": [
            {change.question: change.answer for change in together}
            for together in verdict.accepted_if
        ],
        "problems": [problem_json(one) for one in entry.problems],
    }


def show_verdict(entry: Entry, request: Request, verdict: Verdict, edition: Edition) -> None:
    assessment = verdict.assessment
    spoken = language()
    parts = filter(None, (entry.reference, request.prospect.name, request.title))
    click.secho(on_one_line(" · ".join(parts)), bold=True)
    outcome = t(spoken, f"outcome.{assessment.outcome}")
    why = say_verdict(assessment, request.answers, edition, spoken)
    click.echo(f"  {outcome}. {why}")
    if verdict.deciding:
        ask = edition.question(verdict.deciding[0]).ask.in_(spoken)
        click.echo(f"  {t(spoken, 'cli.ask')} {ask}")
    show_problems(entry.problems, entry.path)


def show_unreadable(entry: Entry, edition: Edition, as_json: bool) -> None:
    if as_json:
        told = {
            "reference": entry.reference,
            "outcome": None,
            "score": None,
            "accept_from": edition.accept_from,
            "edition": edition.name,
            "findings": [],
            "deciding_questions": [],
            "accepted_if": [],
            "problems": [problem_json(one) for one in entry.problems],
        }
        echo_json(told)
        return
    of_file = str(entry.path) if entry.position == 0 else None
    number = t(language(), "cli.request", number=str(entry.position))
    click.secho(on_one_line(entry.reference or of_file or number), bold=True)
    show_problems(entry.problems, entry.path)
