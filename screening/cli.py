"""The command line: data on stdout, talk on stderr; exit 0 fine, 1 findings, 2 misuse."""

import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, NoReturn

import click

from screening import criteria_file, request_files
from screening.core.access import Person
from screening.core.chain import EMPTY, Head, Line
from screening.core.criteria import Edition
from screening.core.edition_check import edition_warnings
from screening.core.model import Language
from screening.core.problems import Problem
from screening.core.request import Request
from screening.core.verification import verify as verify_lines
from screening.explanation import say_verdict
from screening.language import browser_language, day, say_problem, t
from screening.log_file import read_log_file
from screening.service import (
    Desk,
    NotInForce,
    Verdict,
    give_verdict,
    replay,
    rules_on,
    submission_of,
    verify_log,
)
from screening.settings import read_settings
from screening.stores.protocol import DecisionLog, LogUnusable, Query

FINDINGS, MISUSE = 1, 2

# Whoever runs a command on the log's own machine can read its files anyway.
OPERATOR = Person("command-line", "auditor")


def language() -> Language:
    """The reader's language: SCREENING_LANGUAGE, else the terminal's."""
    named = read_settings().language or os.environ.get("LC_ALL") or os.environ.get("LANG")
    return browser_language(named)


def say(text: str) -> None:
    click.echo(text, err=True)


def stop(text: str) -> NoReturn:
    """Ends a command that cannot do its work."""
    say(text)
    sys.exit(MISUSE)


# ── Options shared by commands ───────────────────────────────────────────────────────────────

CRITERIA = click.option(
    "--criteria",
    type=click.Path(path_type=Path),
    help="The criteria file, instead of the one in force.",
)
ON = click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day whose rules apply, as 2026-01-31; today by default.",
)
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
FILES = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))


class Commands(click.Group):
    """Says in words, once for all commands, what keeps a command from working."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except criteria_file.CriteriaUnreadable as unreadable:
            show_problems(unreadable.problems, unreadable.path)
            sys.exit(MISUSE)
        except LogUnusable as unusable:
            parts = ("wrong", "right")
            stop(
                " ".join(
                    t(language(), f"log.{unusable.code}.{part}", **unusable.values)
                    for part in parts
                )
            )
        except NotInForce as expired:
            stop(say_not_in_force(expired))


@click.group(cls=Commands)
def main() -> None:
    """Screens training requests against the mission, and keeps the decision log."""


# ── assess, record ───────────────────────────────────────────────────────────────────────────


@main.command()
@FILES
@CRITERIA
@ON
@JSON
def assess(files: tuple[Path, ...], criteria: Path | None, on: Any, as_json: bool) -> None:
    """Assess requests from YAML, JSON, JSON Lines, CSV or XLSX files; records nothing."""
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


@main.command()
@FILES
@click.option("--by", required=True, metavar="ID", help="Who records: a person's id or name.")
@CRITERIA
@JSON
def record(files: tuple[Path, ...], by: str, criteria: Path | None, as_json: bool) -> None:
    """Assess requests and record those that are decided, each once however often it is sent."""
    desk = open_desk(criteria)
    person = Person(desk.person_named(by), "salesperson")
    day = desk.now().date()
    unreadable = 0
    for entry in watched(request_files.read_requests(files, desk.edition, day)):
        if entry.request is None:
            unreadable += 1
            show_unreadable(entry, desk.edition, as_json)
            continue
        verdict = desk.verdict(entry.request.answers)
        recorded = None
        if verdict.assessment.outcome != "undecided":
            submission = submission_of(entry.request, desk.loaded.fingerprint)
            recorded = desk.record(entry.request, submission, person)
        if as_json:
            told = verdict_json(entry, verdict, desk.edition)
            told["case"] = recorded and recorded.case
            told["recorded"] = recorded is not None and recorded.new
            echo_json(told)
        else:
            show_verdict(entry, entry.request, verdict, desk.edition)
            key = "cli.kept" if recorded is None else "cli.new" if recorded.new else "cli.again"
            click.echo("  " + t(language(), key, case=recorded.case if recorded else ""))
    sys.exit(FINDINGS if unreadable else 0)


def verdict_json(entry: request_files.Entry, verdict: Verdict, edition: Edition) -> dict[str, Any]:
    assessment = verdict.assessment
    return {
        "reference": entry.reference,
        "outcome": assessment.outcome,
        "score": assessment.score._asdict(),
        "accept_from": edition.accept_from,
        "edition": edition.name,
        "findings": [finding._asdict() for finding in assessment.findings],
        "deciding_questions": list(verdict.deciding),
        "accepted_if": [],
        "problems": [problem_json(one) for one in entry.problems],
    }


def problem_json(problem: Problem) -> dict[str, Any]:
    wrong, right = say_problem(language(), problem)
    told: dict[str, Any] = {"where": problem.place, "wrong": wrong, "right": right}
    if problem.line is not None:
        told["line"] = problem.line
    return told


def show_verdict(
    entry: request_files.Entry, request: Request, verdict: Verdict, edition: Edition
) -> None:
    assessment = verdict.assessment
    spoken = language()
    title = " · ".join(
        part for part in (entry.reference, request.prospect.name, request.title) if part
    )
    click.secho(title, bold=True)
    outcome = t(spoken, f"outcome.{assessment.outcome}")
    why = say_verdict(assessment, request.answers, edition, spoken)
    click.echo(f"  {outcome}. {why}")
    if verdict.deciding:
        ask = edition.question(verdict.deciding[0]).ask.in_(spoken)
        click.echo(f"  {t(spoken, 'cli.ask')} {ask}")


def show_unreadable(entry: request_files.Entry, edition: Edition, as_json: bool) -> None:
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
    name = entry.reference or t(language(), "cli.request", number=str(entry.position))
    click.secho(f"{entry.path} · {name}", bold=True)
    show_problems(entry.problems)


def show_problems(problems: tuple[Problem, ...], path: Path | None = None) -> None:
    for problem in problems:
        wrong, right = say_problem(language(), problem)
        line = "" if problem.line is None else f":{problem.line}"
        where = " ".join(part for part in (f"{path or ''}{line}", problem.place) if part)
        say(f"  {where}  {wrong} {right}")


def say_not_in_force(expired: NotInForce) -> str:
    edition = expired.edition
    early = expired.day < edition.in_force_from
    return t(
        language(),
        "criteria.not_yet" if early else "criteria.expired",
        edition=edition.name,
        starts=day(language(), edition.in_force_from),
        ends=day(language(), edition.in_force_until) if edition.in_force_until else "",
    )


# ── check ────────────────────────────────────────────────────────────────────────────────────


@main.command()
@CRITERIA
@JSON
def check(criteria: Path | None, as_json: bool) -> None:
    """Every mistake in a criteria file, and what deserves a second look."""
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


# ── cases ────────────────────────────────────────────────────────────────────────────────────


@main.command()
@click.option("--status", type=click.Choice(["accepted", "referred"]))
@click.option("--outcome", type=click.Choice(["accept", "refer"]))
@click.option("--owner", metavar="ID")
@click.option("--edition", metavar="NAME")
@click.option("--text", metavar="WORDS", help="Words the case holds, whatever their accents.")
@click.option("--limit", type=click.IntRange(1), help="Stop after this many, newest first.")
@JSON
def cases(as_json: bool, limit: int | None, **filters: str | None) -> None:
    """The index of cases, newest first."""
    desk = open_desk(None)
    shown = 0
    query = Query(**filters, size=1_000)  # type: ignore[arg-type]  # the options' names are its fields
    for row in desk.every_case(query, OPERATOR):
        if shown == limit:
            break
        shown += 1
        if as_json:
            told = row._asdict()
            del told["text"]
            echo_json({**told, "owner_name": desk.name_of(row.owner or "")})
        else:
            outcome = t(language(), f"outcome.{row.outcome}")
            click.echo(
                f"{row.case:<9} {row.opened_at[:10]}  {outcome:<22} {row.score:>3}  "
                f"{row.prospect} · {row.title}"
            )
    if not shown:
        say(t(language(), "cli.no_case"))


# ── verify ───────────────────────────────────────────────────────────────────────────────────


class HeadType(click.ParamType[Head]):
    """A head as exports print it: NUMBER:SEAL."""

    name = "number:seal"

    def convert(self, value: Any, param: Any, ctx: Any) -> Head:
        number, _, seal = str(value).partition(":")
        if not number.isdigit() or not re.fullmatch("[0-9a-f]{64}", seal):
            self.fail(t(language(), "cli.bad_head"), param, ctx)
        return Head(int(number), seal)


@main.command()
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--head", "quoted", type=HeadType(), help="A head noted outside: NUMBER:SEAL.")
@click.option("--replay", "replayed", is_flag=True, help="Assess every recorded request again.")
@JSON
def verify(file: Path | None, quoted: Head | None, replayed: bool, as_json: bool) -> None:
    """Check the seals, the index and the replayed decisions of the log, or of an exported one."""
    counted = _Counted()
    log = None if file else open_log()
    passes = 2 + replayed if log else 1 + replayed
    total = log.head().number * passes if log else None
    with counting(t(language(), "cli.verifying"), total) as progress:
        if log is not None:
            for name in log.protections_missing():
                say(t(language(), "cli.unprotected", name=name))
            flaws = verify_log(log, quoted=quoted, progress=progress)
            again: Callable[[], Iterator[Line]] = log.lines
        elif file is not None:
            flaws = verify_lines(counted(read_log_file(file)), quoted=quoted, progress=progress)
            again = partial(read_log_file, file)
        found = 0
        for flaw in chain(flaws, replay(again(), progress) if replayed else ()):
            found += 1
            if as_json:
                echo_json({"line": flaw.number, "what": flaw.what})
            else:
                click.echo(t(language(), f"flaw.{flaw.what}", number=str(flaw.number)))
    head = log.head() if log else counted.head
    if as_json:
        echo_json({"flaws": found, "head": {"number": head.number, "seal": head.seal}})
    elif found:
        say(t(language(), "cli.altered", count=found, head=str(head)))
    else:
        say(t(language(), "cli.proven", count=head.number, head=str(head)))
    sys.exit(FINDINGS if found else 0)


class _Counted:
    """Remembers the last line that passed: the head of an exported log."""

    head = EMPTY

    def __call__(self, lines: Iterable[Line]) -> Iterator[Line]:
        for line in lines:
            yield line
            self.head = Head(line.number, line.seal)


# ── erase ────────────────────────────────────────────────────────────────────────────────────


@main.command()
@click.argument("person")
@click.option("--by", required=True, metavar="ID", help="Who erases: a person's id or name.")
def erase(person: str, by: str) -> None:
    """Remove a person's name and details for good; every seal stays valid."""
    desk = open_desk(None)
    found = desk.find_person(person)
    if found is None:
        stop(t(language(), "cli.no_person", person=person))
    desk.erase(found, Person(desk.person_named(by), "manager"))
    say(t(language(), "cli.erased", person=found))


# ── Inside ───────────────────────────────────────────────────────────────────────────────────


def today() -> date:
    """The day in UTC, as in the log."""
    return datetime.now(UTC).date()


def echo_json(told: dict[str, Any]) -> None:
    click.echo(json.dumps(told))  # ASCII: whatever the terminal, no text can break it


def open_desk(criteria: Path | None) -> Desk:
    settings = read_settings()
    loaded = criteria_file.load(criteria or settings.criteria)
    return Desk(open_log(), loaded)


def open_log() -> DecisionLog:
    from screening.stores import sqlite  # slow to import, and not every command needs it

    return sqlite.open_log(read_settings().log)


def watched(entries: Iterator[request_files.Entry]) -> Iterator[request_files.Entry]:
    """The entries of files, counted aloud."""
    with counting(t(language(), "cli.reading")) as progress:
        for entry in entries:
            progress(1)
            yield entry


@contextmanager
def counting(what: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Shows on a terminal how far work that takes longer than a second has come."""
    started, done = time.monotonic(), 0
    bar = click.progressbar(
        length=total or 0, label=what, file=sys.stderr, show_pos=total is None, show_percent=True
    )
    visible = False

    def progress(more: int) -> None:
        nonlocal done, visible
        done += more
        if not visible and sys.stderr.isatty() and time.monotonic() - started > 1:
            visible = True
            bar.update(done)
        elif visible:
            bar.update(more)

    yield progress
    if visible:
        bar.render_finish()
