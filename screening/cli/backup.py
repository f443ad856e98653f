"""backup and restore: a copy of the log in use, and putting one back."""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import click

from screening.cli import opening
from screening.cli.options import JSON
from screening.cli.terminal import (
    FINDINGS,
    MISUSE,
    counting,
    echo_json,
    ending_in_order,
    language,
    say,
)
from screening.cli.verify import show_flaws
from screening.core.chain import Head
from screening.language import t
from screening.settings import read_settings

TO = click.Path(path_type=Path)
FROM = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=TO)
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@JSON
def backup(file: Path, force: bool, as_json: bool) -> None:
    """Copy the log to FILE while the desk is in use.

    The copy is of one moment, is checked, and has its name only once it is whole. Its head goes to
    standard output.
    """
    from screening.stores import sqlite  # slow to import, and not every command needs it

    log = sqlite.file_at(read_settings().log)
    with ending_in_order():
        done = sqlite.back_up(log, file, replace=force, counting=_counting("cli.backing_up"))
    show_flaws(done.flaws, as_json)
    if as_json:
        flaws, head = len(done.flaws), _as_json(done.head)
        echo_json({"file": str(file), "kept": done.kept, "flaws": flaws, "head": head})
    else:
        if done.kept:
            click.echo(done.head)
            say(t(language(), "cli.backed_up", count=done.head.number, file=str(file)))
        if done.flaws:
            key = "cli.backed_up_altered" if done.kept else "cli.backup_kept_earlier"
            say(t(language(), key, count=len(done.flaws), file=str(file)))
    sys.exit(FINDINGS if done.flaws else 0)


@click.command()
@click.argument("file", type=FROM)
@click.option("--force", is_flag=True, help="Even if the log there has lines that FILE has not.")
@JSON
def restore(file: Path, force: bool, as_json: bool) -> None:
    """Put the backup FILE in the place of the log.

    Stop the desk first. The backup is checked, and a log that is there is kept aside, whatever its
    state. The head of the restored log goes to standard output.
    """
    from screening.stores import sqlite

    log = sqlite.file_at(read_settings().log)
    counting_ = _counting("cli.restoring")
    with ending_in_order():
        done = sqlite.restore(file, log, opening.now(), lose=force, counting=counting_)
    show_flaws(done.flaws, as_json)
    if as_json:
        told = {"done": done.done, "flaws": len(done.flaws), "missing": done.missing}
        aside = str(done.aside) if done.aside else None
        echo_json({**told, "aside": aside, "erased": done.erased, "head": _as_json(done.head)})
    elif done.flaws:
        say(t(language(), "cli.backup_altered", count=len(done.flaws), file=str(file)))
    elif not done.done:
        say(t(language(), "cli.would_lose", count=done.missing, log=str(log), head=str(done.head)))
    else:
        click.echo(done.head)
        say(t(language(), "cli.restored", count=done.head.number, log=str(log)))
        if done.aside:
            say(t(language(), "cli.put_aside", file=str(done.aside)))
        if done.aside and done.missing is None:
            say(t(language(), "cli.lost_unknown"))
        elif done.missing:
            say(t(language(), "cli.lost", count=done.missing))
        if done.erased:
            say(t(language(), "cli.erased_again", people=", ".join(done.erased)))
    sys.exit(FINDINGS if done.flaws else 0 if done.done else MISUSE)


def _counting(key: str) -> Callable[[int], AbstractContextManager[Callable[[int], None]]]:
    return lambda size: counting(t(language(), key), size)


def _as_json(head: Head) -> dict[str, object]:
    return {"number": head.number, "seal": head.seal}
