"""export: the decision log in a file, and the fact that it was."""

import sys
from pathlib import Path

import click

from screening.cli.opening import open_desk
from screening.cli.options import BY, JSON, Filters, with_filters
from screening.cli.terminal import (
    FINDINGS,
    counting,
    echo_json,
    ending_in_order,
    language,
    say,
    stop,
)
from screening.core.access import Person
from screening.core.facts import ExportForm
from screening.exports import Exported, FileUnwritable, steps
from screening.exports import export as write
from screening.language import t

_FORMS: dict[str, ExportForm] = {".xlsx": "xlsx", ".csv": "csv", ".jsonl": "jsonl"}


@click.command()
@click.option(
    "--to",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="FILE.xlsx, FILE.csv or FILE.jsonl; an earlier file of that name is replaced.",
)
@with_filters
@click.option(
    "--excel", is_flag=True, help="CSV as a French Excel opens it, instead of for machines."
)
@BY
@JSON
def export(to: Path, filters: Filters, excel: bool, by: str, as_json: bool) -> None:
    """Write the decision log to a file.

    A workbook, a CSV file, or the sealed lines that `verify FILE` reads. The export is itself
    recorded in the log. Without filters it holds every case.
    """
    form = _FORMS.get(to.suffix.lower())
    if form is None:
        stop(t(language(), "cli.export_ending", file=str(to)))
    if excel:
        if form != "csv":
            stop(t(language(), "cli.export_excel", file=str(to)))
        form = "csv_excel"
    desk = open_desk(None)
    query = filters.query(desk)
    person = Person(desk.person_named(by), "manager")
    try:
        with (
            ending_in_order(),
            counting(t(language(), "cli.exporting"), steps(desk, query, form, person)) as progress,
        ):
            exported = write(desk, query, form, language(), to, person, progress)
    except FileUnwritable as unwritable:
        parts = ("wrong", "right")
        key = f"export.unwritable.{unwritable.code}"
        stop(" ".join(t(language(), f"{key}.{part}", **unwritable.values) for part in parts))
    _tell(exported, to, form, as_json)
    sys.exit(FINDINGS if exported.unreadable else 0)


def _tell(exported: Exported, to: Path, form: ExportForm, as_json: bool) -> None:
    head = exported.head
    if as_json:
        echo_json(
            {
                "file": str(to),
                "form": form,
                "cases": exported.cases,
                "cut": exported.cut,
                "unreadable": exported.unreadable,
                "head": {"number": head.number, "seal": head.seal},
            }
        )
        return
    say(t(language(), "cli.exported", count=exported.cases, file=str(to), head=str(head)))
    if exported.cut:
        say(t(language(), "cli.export_cut", count=exported.cut))
    if exported.unreadable:
        say(t(language(), "cli.export_unreadable", count=exported.unreadable))
