"""How commands talk: data on stdout, talk on stderr, in the reader's language."""

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

import click

from screening.core.model import Language
from screening.core.problems import Problem
from screening.language import browser_language, say_problem
from screening.settings import SettingsUnreadable, read_settings

FINDINGS, MISUSE = 1, 2
# A deadline is the end of a day there, wherever the terminal stands.
PARIS = ZoneInfo("Europe/Paris")


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


def echo_json(told: dict[str, Any]) -> None:
    click.echo(json.dumps(told))  # ASCII: whatever the terminal, no text can break it


def problem_json(problem: Problem) -> dict[str, Any]:
    wrong, right = say_problem(language(), problem)
    told: dict[str, Any] = {"where": problem.place, "wrong": wrong, "right": right}
    if problem.line is not None:
        told["line"] = problem.line
    return told


def show_problems(problems: Iterable[Problem], path: Path | None, err: bool = False) -> None:
    """Each on a line that begins as editors and compilers write a place: file:line."""
    for problem in problems:
        wrong, right = say_problem(language(), problem)
        line = "" if problem.line is None else f":{problem.line}"
        where = " ".join(filter(None, (f"{path or ''}{line}", problem.place)))
        click.echo(on_one_line(f"  {where}  {wrong} {right}"), err=err)


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Lets whoever ends the program from outside end it like an exception: what was begun in the
    block is cleaned up."""

    def end(number: int, _: object) -> None:
        sys.exit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def counting(what: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Shows on a terminal how far work that takes longer than a second has come."""
    bar = click.progressbar(
        (None for _ in ()), length=total, label=what, file=sys.stderr, show_pos=total is None
    )
    watched = sys.stderr.isatty()
    untold, told_at, pause = 0, time.monotonic(), 1.0

    def progress(more: int) -> None:
        nonlocal untold, told_at, pause
        untold += more
        if watched and time.monotonic() - told_at > pause:
            bar.update(untold)
            untold, told_at, pause = 0, time.monotonic(), 0.1  # drawing takes time, too

    try:
        yield progress
    finally:
        if pause < 1:
            bar.update(untold)
            bar.render_finish()
