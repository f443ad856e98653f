"""The group of all commands: what keeps one from working is said in words, once for all."""

import sys
from io import TextIOWrapper
from typing import Any

import click

from screening.cli.accounts import people
from screening.cli.backtest import backtest
from screening.cli.backup import backup, restore
from screening.cli.cases import cases
from screening.cli.criteria import check
from screening.cli.diff import diff
from screening.cli.due import close_due
from screening.cli.editions import adopt, editions
from screening.cli.export import export
from screening.cli.new_edition import new_edition
from screening.cli.notify import notify
from screening.cli.people import erase, forget_contacts
from screening.cli.receipt import receipt
from screening.cli.requests import assess, record
from screening.cli.sample import sample
from screening.cli.scenarios import scenarios
from screening.cli.terminal import MISUSE, language, show_problems, stop
from screening.cli.verify import verify
from screening.committee_file import CommitteeUnreadable
from screening.criteria_file import CriteriaUnreadable
from screening.language import day, t
from screening.service import EditionChanged, NotInForce
from screening.settings import SettingsUnreadable
from screening.stores.protocol import LogUnusable


class Commands(click.Group):
    """Says in words, once for all commands, what keeps a command from working."""

    def invoke(self, ctx: click.Context) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="replace")  # no terminal lacks so much as to stop us
        try:
            return super().invoke(ctx)
        except (CriteriaUnreadable, CommitteeUnreadable) as unreadable:
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
        except EditionChanged as changed:
            stop(t(language(), "form.edition_changed", edition=changed.edition.name))
        except NotInForce as expired:
            stop(say_not_in_force(expired))


@click.group(cls=Commands)
def main() -> None:
    """Screens requests against the mission, and keeps the decision log."""


for _command in (
    assess,
    record,
    check,
    diff,
    new_edition,
    backtest,
    adopt,
    editions,
    scenarios,
    cases,
    export,
    close_due,
    notify,
    verify,
    sample,
    receipt,
    backup,
    restore,
    people,
    erase,
    forget_contacts,
):
    main.add_command(_command)


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
