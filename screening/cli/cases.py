"""cases: the index, filtered."""

from datetime import datetime
from functools import cache
from itertools import islice
from typing import get_args

import click

from screening.cli.opening import open_desk
from screening.cli.options import JSON, Filters, with_filters
from screening.cli.terminal import echo_json, language, on_one_line, say
from screening.core.access import Person
from screening.core.assessment import Outcome
from screening.core.cases import CaseRow
from screening.core.paris import day_of
from screening.core.query import LARGEST_PAGE
from screening.language import t

# Whoever runs a command on the log's own machine can read its files anyway.
OPERATOR = Person("command-line", "auditor")


@click.command()
@with_filters
@click.option("--limit", type=click.IntRange(1), help="Stop after this many, newest first.")
@JSON
def cases(filters: Filters, as_json: bool, limit: int | None) -> None:
    """List cases, newest first.

    Of several values given to one filter, as --status accepted --status declined, a case has one.
    """
    desk = open_desk(None)
    query = filters.query(desk, min(limit or LARGEST_PAGE, LARGEST_PAGE))
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
    when = day_of(datetime.fromisoformat(row.opened_at))
    return f"{row.case:<9} {when}  {outcome:<22} {row.score:>3}  {row.prospect} · {row.title}"
