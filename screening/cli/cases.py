"""cases: the index, filtered."""

from functools import cache
from itertools import islice
from typing import get_args

import click

from screening.cli.opening import open_desk
from screening.cli.options import JSON, WORDS
from screening.cli.terminal import echo_json, language, on_one_line, say
from screening.core.access import Person
from screening.core.assessment import Outcome
from screening.core.cases import CaseRow, Status
from screening.core.query import LARGEST_PAGE, Query
from screening.language import t

# Whoever runs a command on the log's own machine can read its files anyway.
OPERATOR = Person("command-line", "auditor")


@click.command()
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
    text = filters.pop("text")
    chosen = {name: (value,) for name, value in filters.items() if value is not None}
    query = Query(text, size=size, **chosen)  # type: ignore[arg-type]  # the options' names are its fields
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
