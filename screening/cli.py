"""The command line: data on stdout, talk on stderr; exit 0 fine, 1 findings, 2 misuse."""

import errno
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from io import TextIOWrapper
from itertools import chain, islice
from pathlib import Path
from typing import Annotated, Any, NoReturn, get_args

import click
from pydantic import Field, TypeAdapter, ValidationError

from screening import criteria_file, request_files
from screening.core.access import Person
from screening.core.assessment import Outcome
from screening.core.cases import CaseRow, Status
from screening.core.chain import EMPTY, Flaw, Head, Line
from screening.core.criteria import Edition
from screening.core.edition_check import edition_warnings
from screening.core.model import Language, Written
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
from screening.settings import SettingsUnreadable, read_settings
from screening.stores.protocol import LARGEST_PAGE, DecisionLog, LogUnusable, Query

FINDINGS, MISUSE = 1, 2

# Whoever runs a command on the log's own machine can read its files anyway.
OPERATOR = Person("command-line", "auditor")


def language() -> Language:
    """The reader's language: SCREENING_LANGUAGE, else the terminal's."""
    try:
        named = read_settings().language
    except SettingsUnreadable:
        named = os.environ.get("SCREENING_LANGUAGE")
    terminal = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return browser_language(named or next(filter(None, terminal), None))


def say(text: str) -> None:
    click.echo(text, err=True)


def stop(text: str) -> NoReturn:
    """Ends a command that cannot do its work."""
    say(text)
    sys.exit(MISUSE)


def on_one_line(text: str) -> str:
    """A text from a file or a log as a line of a table can show it, whatever it holds."""
    return "".join(one if one.isprintable() else " " for one in text)


# ── Options shared by commands ───────────────────────────────────────────────────────────────


class WordsType(click.ParamType[str]):
    """A name, a code or words to look for: a text that a log and a search can hold."""

    name = "text"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        try:
            return _WORDS.validate_python(value)
        except ValidationError:
            self.fail(t(language(), "cli.bad_words"), param, ctx)


_WORDS: TypeAdapter[str] = TypeAdapter(Annotated[Written, Field(max_length=200)])
WORDS = WordsType()

CRITERIA = click.option(
    "--criteria",
    type=click.Path(path_type=Path),
    help="The criteria file, instead of the one in force.",
)
ON = click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help="The day whose rules apply, as 2026-01-31; today by default.",
)
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
FILES = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))


class Commands(click.Group):
    """Says in words, once for all commands, what keeps a command from working."""

    def invoke(self, ctx: click.Context) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="replace")  # no terminal lacks so much as to stop us
        try:
            return super().invoke(ctx)
        except criteria_file.CriteriaUnreadable as unreadable:
            show_problems(unreadable.problems, unreadable.path, err=True)
            sys.exit(MISUSE)
        except SettingsUnreadable as unreadable_settings:
            values = {"file": str(unreadable_settings.path), "why": unreadable_settings.why}
            stop(t(language(), "cli.settings", **values))
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


@main.command()
@FILES
@click.option(
    "--by", type=WORDS, required=True, metavar="ID", help="Who records: a person's id or name."
)
@CRITERIA
@JSON
def record(files: tuple[Path, ...], by: str, criteria: Path | None, as_json: bool) -> None:
    """Assess requests, and record those that are decided.

    FILES are as for assess. A request is recorded once, however often its file is sent.
    """
    desk = open_desk(criteria)
    day = desk.rules().day  # an edition that is not in force stops here, before anything is kept
    # A file names few people many times, and each look-up goes through the whole directory.
    id_of = cache(desk.person_named)
    person = Person(id_of(by), "salesperson")
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
            owner = entry.request.owner
            request = entry.request.model_copy(update={"owner": owner and id_of(owner)})
            recorded = desk.record(request, submission, person)
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
        "accepted_if": [
            {change.question: change.answer for change in together}
            for together in verdict.accepted_if
        ],
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
    parts = filter(None, (entry.reference, request.prospect.name, request.title))
    click.secho(on_one_line(" · ".join(parts)), bold=True)
    outcome = t(spoken, f"outcome.{assessment.outcome}")
    why = say_verdict(assessment, request.answers, edition, spoken)
    click.echo(f"  {outcome}. {why}")
    if verdict.deciding:
        ask = edition.question(verdict.deciding[0]).ask.in_(spoken)
        click.echo(f"  {t(spoken, 'cli.ask')} {ask}")
    show_problems(entry.problems, entry.path)


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
    of_file = str(entry.path) if entry.position == 0 else None
    number = t(language(), "cli.request", number=str(entry.position))
    click.secho(on_one_line(entry.reference or of_file or number), bold=True)
    show_problems(entry.problems, entry.path)


def show_problems(problems: Iterable[Problem], path: Path | None, err: bool = False) -> None:
    """Each on a line that begins as editors and compilers write a place: file:line."""
    for problem in problems:
        wrong, right = say_problem(language(), problem)
        line = "" if problem.line is None else f":{problem.line}"
        where = " ".join(filter(None, (f"{path or ''}{line}", problem.place)))
        click.echo(on_one_line(f"  {where}  {wrong} {right}"), err=err)


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


# ── cases ────────────────────────────────────────────────────────────────────────────────────


@main.command()
@click.option("--status", type=click.Choice(get_args(Status)))
@click.option("--outcome", type=click.Choice(["accept", "refer"]))
@click.option("--owner", type=WORDS, metavar="ID", help="Whose cases: a person's id or name.")
@click.option("--edition", type=WORDS, metavar="NAME")
@click.option(
    "--text", type=WORDS, metavar="WORDS", help="Words the case holds, whatever their accents."
)
@click.option("--limit", type=click.IntRange(1), help="Stop after this many, newest first.")
@JSON
def cases(as_json: bool, limit: int | None, **filters: str | None) -> None:
    """List cases, newest first."""
    desk = open_desk(None)
    if filters["owner"] and (called := desk.people_called(filters["owner"])):
        filters["owner"] = called[0].id
    size = min(limit or LARGEST_PAGE, LARGEST_PAGE)
    query = Query(**filters, size=size)  # type: ignore[arg-type]  # the options' names are its fields
    name_of = cache(desk.name_of)
    shown = 0
    for row in islice(desk.every_case(query, OPERATOR), limit):
        shown += 1
        if as_json:
            told = row._asdict()
            del told["text"]
            echo_json({**told, "owner_name": row.owner and name_of(row.owner)})
        else:
            click.echo(on_one_line(case_line(row)))
    if not shown:
        say(t(language(), "cli.no_case"))


def case_line(row: CaseRow) -> str:
    # An index altered by hand may hold any word: it is shown as it is, for verify to name.
    known = row.outcome in get_args(Outcome)
    outcome = t(language(), f"outcome.{row.outcome}") if known else row.outcome
    when = row.opened_at[:10]
    return f"{row.case:<9} {when}  {outcome:<22} {row.score:>3}  {row.prospect} · {row.title}"


# ── verify ───────────────────────────────────────────────────────────────────────────────────


class HeadType(click.ParamType[Head]):
    """A head as exports print it: NUMBER:SEAL."""

    name = "number:seal"

    def convert(self, value: Any, param: Any, ctx: Any) -> Head:
        parts = re.fullmatch("([0-9]{1,18}):([0-9a-f]{64})|0:", str(value).strip())
        if parts is None:
            self.fail(t(language(), "cli.bad_head"), param, ctx)
        return Head(int(parts[1]), parts[2]) if parts[1] else EMPTY


@main.command()
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--head", "quoted", type=HeadType(), help="A head noted outside: NUMBER:SEAL.")
@click.option("--replay", "replayed", is_flag=True, help="Assess every recorded request again.")
@JSON
def verify(file: Path | None, quoted: Head | None, replayed: bool, as_json: bool) -> None:
    """Verify the log, or an exported one.

    Checks every seal and the index of cases; with --replay, every decision. FILE is a log
    exported as JSON Lines.
    """
    found, head = (
        check_file(file, quoted, replayed, as_json)
        if file
        else check_log(open_log(), quoted, replayed, as_json)
    )
    if as_json:
        echo_json({"flaws": found, "head": {"number": head.number, "seal": head.seal}})
    elif found:
        say(t(language(), "cli.altered", count=found, head=str(head)))
    elif head == EMPTY:
        say(t(language(), "cli.nothing_to_verify"))
    else:
        say(t(language(), "cli.proven", count=head.number, head=str(head)))
    sys.exit(FINDINGS if found else 0)


def check_log(
    log: DecisionLog, quoted: Head | None, replayed: bool, as_json: bool
) -> tuple[int, Head]:
    """Shows every flaw of the log as it is at this moment; how many there are, and its head."""
    for name in log.protections_missing():
        say(t(language(), "cli.unprotected", name=name))
    with log.reading() as reading:
        head = reading.head()
        passes = 3 if replayed else 2
        with counting(t(language(), "cli.verifying"), head.number * passes) as progress:
            flaws = verify_log(reading, quoted=quoted, progress=progress)
            again = replay(reading.lines(), progress) if replayed else ()
            return show_flaws(chain(flaws, again), as_json), head


def check_file(file: Path, quoted: Head | None, replayed: bool, as_json: bool) -> tuple[int, Head]:
    """The same of an exported log, which has no index."""
    try:
        if not any(line.seal for line in read_log_file(file)):
            stop(t(language(), "cli.not_a_log", file=str(file)))
        head = EMPTY

        def lines() -> Iterator[Line]:
            nonlocal head
            for line in read_log_file(file):
                yield line
                head = Head(line.number, line.seal)

        with counting(t(language(), "cli.verifying")) as progress:
            flaws = verify_lines(lines(), quoted=quoted, progress=progress)
            again = replay(read_log_file(file), progress) if replayed else ()
            return show_flaws(chain(flaws, again), as_json), head
    except OSError as error:
        if error.errno == errno.EPIPE:  # nobody reads our output any more
            raise
        stop(t(language(), "cli.file_unread", file=str(file), why=error.strerror or str(error)))


def show_flaws(flaws: Iterable[Flaw], as_json: bool) -> int:
    found = 0
    for flaw in flaws:
        found += 1
        if as_json:
            echo_json({"line": flaw.number, "what": flaw.what})
        else:
            click.echo(t(language(), f"flaw.{flaw.what}", number=str(flaw.number)))
    return found


# ── erase ────────────────────────────────────────────────────────────────────────────────────


@main.command()
@click.argument("person", type=WORDS)
@click.option(
    "--by", type=WORDS, required=True, metavar="ID", help="Who erases: a person's id or name."
)
def erase(person: str, by: str) -> None:
    """Remove a person's details for good.

    PERSON is an id, a name or an e-mail address. Every seal stays valid.
    """
    desk = open_desk(None)
    called = desk.people_called(person)
    if not called:
        stop(t(language(), "cli.no_person", person=person))
    if len(called) > 1:
        say(t(language(), "cli.several_people", person=person))
        for one in called:
            say(on_one_line("  ".join(filter(None, (one.id, one.name, one.email, one.phone)))))
        sys.exit(MISUSE)
    desk.erase(called[0].id, Person(desk.person_named(by), "manager"))
    say(t(language(), "cli.erased", person=called[0].id))


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
    """The entries of files, counted aloud unless they are seen to go by."""
    if sys.stdout.isatty():
        yield from entries
        return
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
