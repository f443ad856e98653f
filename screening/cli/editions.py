"""adopt and editions: a new edition of the criteria, and those that the log holds."""

from pathlib import Path

import click

from screening.adopting import adopt as adopt_edition
from screening.cli.opening import open_desk
from screening.cli.options import BY, JSON
from screening.cli.terminal import MISUSE, echo_json, language, on_one_line, say, show_problems
from screening.core.access import Person
from screening.core.editions import Entered, Period, periods
from screening.core.refused import Refused
from screening.criteria_file import load
from screening.editions import editions_in
from screening.language import day, t


@click.command()
@click.argument("criteria", type=click.Path(path_type=Path))
@BY
@click.option(
    "--minutes", required=True, metavar="TEXT", help="The meeting that adopted it, and its date."
)
@click.option("--motive", metavar="TEXT", help="Why, although it breaks scenarios.")
@JSON
def adopt(criteria: Path, by: str, minutes: str, motive: str | None, as_json: bool) -> None:
    """Bring a new edition into force.

    It judges from the day it names, or from today where that is past, until another one begins.
    What was recorded before stays as it was. From now on the log says which edition judges.
    """
    loaded = load(criteria)
    show_problems(loaded.warnings, criteria, err=True)
    desk = open_desk(None)
    person = Person(desk.person_named(by), "criteria_owner")
    try:
        entered = adopt_edition(desk, loaded.text, minutes, person, motive=motive)
    except Refused as refused:
        for part in ("wrong", "right"):
            say(t(language(), f"refused.{refused.code}.{part}", **refused.values))
        raise SystemExit(MISUSE) from None
    name, begins = entered.edition.name, entered.begins
    if as_json:
        echo_json(_told(entered, None))
    said = {"edition": name, "line": entered.line, "day": day(language(), begins)}
    say(t(language(), "editions.adopted", **said))


@click.command()
@JSON
def editions(as_json: bool) -> None:
    """The editions of the criteria in the log, and when each judges."""
    desk = open_desk(None)
    held = editions_in(desk.log)
    judging = {one.entered.line: one for one in periods(held)}
    for entered in held:
        period = judging.get(entered.line)
        if as_json:
            echo_json(_told(entered, period))
            continue
        who = desk.name_of(entered.by)
        how = (
            t(language(), "editions.minutes", who=who, minutes=entered.minutes)
            if entered.minutes
            else t(language(), "editions.by_use")
        )
        click.echo(on_one_line(f"{entered.edition.name}  {when(period)}  {how}"))
    if not held:
        say(t(language(), "editions.none"))


def when(period: Period | None) -> str:
    """The days on which an edition judges, in words."""
    if period is None:
        return t(language(), "editions.never")
    first = day(language(), period.first)
    if period.last is None:
        return t(language(), "editions.begins", first=first)
    return t(language(), "editions.judges", first=first, last=day(language(), period.last))


def _told(entered: Entered, period: Period | None) -> dict[str, object]:
    return {
        "edition": entered.edition.name,
        "fingerprint": entered.fingerprint,
        "line": entered.line,
        "at": entered.at.isoformat(),
        "by": entered.by,
        "minutes": entered.minutes,
        "motive": entered.motive,
        "broken": list(entered.broken),
        "begins": entered.begins.isoformat(),
        "judges_from": period and period.first.isoformat(),
        "judges_until": period and period.last and period.last.isoformat(),
    }
