"""adopt and editions: a new edition of the criteria, and those that the log holds."""

from pathlib import Path

import click

from screening.adopting import adopt as adopt_edition
from screening.adopting import broken_by
from screening.cli.opening import open_desk
from screening.cli.options import BY, JSON
from screening.cli.terminal import MISUSE, echo_json, language, on_one_line, say, show_problems
from screening.core.access import Person
from screening.core.editions import Entered, Period, periods
from screening.core.refused import Refused
from screening.criteria_file import load
from screening.editions import editions_in
from screening.editions_told import say_days, say_how
from screening.language import day, t
from screening.scenario_files import folder_beside
from screening.settings import read_settings


@click.command()
@click.argument("criteria", type=click.Path(path_type=Path))
@BY
@click.option(
    "--minutes", required=True, metavar="TEXT", help="The meeting that adopted it, and its date."
)
@click.option("--motive", metavar="TEXT", help="Why, although it breaks scenarios.")
@click.option(
    "--scenarios",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder of scenarios, instead of the one beside the criteria file.",
)
@JSON
def adopt(
    criteria: Path,
    by: str,
    minutes: str,
    motive: str | None,
    scenarios: Path | None,
    as_json: bool,
) -> None:
    """Bring a new edition into force.

    It judges from the day it names, or from today where that is past, until another one begins.
    What was recorded before stays as it was. From now on the log says which edition judges. One
    that breaks scenarios, of the log or of the folder, needs a motive.
    """
    loaded = load(criteria)
    show_problems(loaded.warnings, criteria, err=True)
    desk = open_desk(None)
    person = Person(desk.person_named(by), "criteria_owner")
    folder = scenarios or folder_beside(read_settings().criteria)
    try:
        entered = adopt_edition(desk, loaded.text, minutes, person, motive=motive, scenarios=folder)
    except Refused as refused:
        if refused.code == "adoption_motive_missing":
            for broken in broken_by(desk, loaded, folder):
                say(f"  ✕ {broken.scenario.title.in_(language())}")
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
    """The editions in the log, and when each judges."""
    desk = open_desk(None)
    held = editions_in(desk.log)
    judging = {one.entered.line: one for one in periods(held)}
    for entered in held:
        period = judging.get(entered.line)
        if as_json:
            echo_json(_told(entered, period))
            continue
        how = say_how(language(), entered, desk.name_of)
        days = say_days(language(), period)
        click.echo(on_one_line(f"{entered.edition.name}  {days}  {how}"))
    if not held:
        say(t(language(), "editions.none"))


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
