"""verify: whether anything in the log, or in an exported one, was altered."""

import errno
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import click

from screening.cli.opening import open_log
from screening.cli.options import JSON
from screening.cli.terminal import FINDINGS, counting, echo_json, language, say, stop
from screening.core.chain import EMPTY, Flaw, Head, Line
from screening.core.verification import verify as verify_lines
from screening.language import t
from screening.log_file import read_log_file
from screening.replaying import replay
from screening.service import verify_log
from screening.stores.protocol import DecisionLog


class HeadType(click.ParamType[Head]):
    """A head as exports print it: NUMBER:SEAL."""

    name = "number:seal"

    def convert(self, value: Any, param: Any, ctx: Any) -> Head:
        parts = re.fullmatch("([0-9]{1,18}):([0-9a-f]{64})|0:", str(value).strip())
        if parts is None:
            self.fail(t(language(), "cli.bad_head"), param, ctx)
        return Head(int(parts[1]), parts[2]) if parts[1] else EMPTY


@click.command()
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
    if file:
        found, head, lines = check_file(file, quoted, replayed, as_json)
    else:
        found, head = check_log(open_log(), quoted, replayed, as_json)
        lines = None
    if as_json:
        unproven = {"unproven": lines.unproven} if lines else {}
        echo_json({"flaws": found, **unproven, "head": {"number": head.number, "seal": head.seal}})
    elif found:
        say(t(language(), "cli.altered", count=found, head=str(head)))
        if lines and lines.unproven:
            say(t(language(), "cli.unproven", count=lines.unproven, of=lines.count))
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


@dataclass
class Seen:
    """How many lines a file held, and how many of them follow a line that is not in it: nothing in
    the file shows whether these were altered."""

    count: int = 0
    unproven: int = 0


def check_file(
    file: Path, quoted: Head | None, replayed: bool, as_json: bool
) -> tuple[int, Head, Seen]:
    """The same of an exported log, which has no index, with what can be proven of it."""
    try:
        if not any(line.seal for line in read_log_file(file)):
            stop(t(language(), "cli.not_a_log", file=str(file)))
        head, seen = EMPTY, Seen()

        def lines() -> Iterator[Line]:
            nonlocal head
            for line in read_log_file(file):
                yield line
                seen.count += 1
                seen.unproven += line.number != head.number + 1
                head = Head(line.number, line.seal)

        with counting(t(language(), "cli.verifying")) as progress:
            flaws = verify_lines(lines(), quoted=quoted, progress=progress)
            again = replay(read_log_file(file), progress) if replayed else ()
            return show_flaws(chain(flaws, again), as_json), head, seen
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
