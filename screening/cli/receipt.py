"""receipt: what was decided of a case, by which criteria, and the seals that hold it."""

import sys
from collections.abc import Iterable

import click

from screening.cli.cases import OPERATOR
from screening.cli.opening import open_desk
from screening.cli.options import JSON, WORDS
from screening.cli.terminal import FINDINGS, PARIS, echo_json, language, on_one_line, say, stop
from screening.core.chain import Flaw
from screening.core.criteria import Edition
from screening.core.receipt import Receipt
from screening.language import t
from screening.papers import Telling
from screening.receipt_told import (
    answers_told,
    decided_told,
    edition_told,
    findings_told,
    sealed_told,
)
from screening.receipts import receipts
from screening.service import CaseUnreadable, EditionLost, UnknownCase


@click.command()
@click.argument("case", type=WORDS)
@JSON
def receipt(case: str, as_json: bool) -> None:
    """Give the receipt of every version of a case.

    What was decided, by which edition of the criteria, and the sealed text from which anybody
    computes the seal again. Nothing is recorded.
    """
    desk = open_desk(None)
    try:
        dossier = desk.case(case, OPERATOR)
        given = receipts(desk, case, OPERATOR)
    except UnknownCase:
        stop(t(language(), "cli.unknown_case", case=on_one_line(case)))
    except EditionLost:
        say(t(language(), "receipt.lost"))
        sys.exit(FINDINGS)
    except CaseUnreadable as unreadable:
        _name(unreadable.flaws)
        sys.exit(FINDINGS)
    for one, screening in zip(given, dossier.case.screenings, strict=True):
        if as_json:
            echo_json(one.model_dump(mode="json", by_alias=True))
            continue
        edition = desk.edition_of(screening)
        _show(one, edition, Telling(language(), PARIS, edition, desk.name_of, desk.edition_of))
    _name(dossier.flaws)
    sys.exit(FINDINGS if dossier.flaws else 0)


def _show(one: Receipt, edition: Edition, telling: Telling) -> None:
    of = {"case": one.case, "version": str(one.version), "versions": str(one.versions)}
    click.echo(t(language(), "receipt.told", **of))
    for rows in (
        decided_told(one, edition, telling),
        edition_told(one, edition, telling),
        sealed_told(one, telling),
    ):
        _list(rows)
    for name, rows in (
        ("answers", answers_told(one, edition, telling)),
        ("findings", findings_told(one, edition, telling)),
    ):
        click.echo(f"  {t(language(), f'receipt.{name}')}")
        _list(rows, "    ")


def _list(rows: Iterable[tuple[str, str]], indent: str = "  ") -> None:
    for name, value in rows:
        click.echo(on_one_line(f"{indent}{t(language(), 'receipt.row', name=name, value=value)}"))


def _name(flaws: Iterable[Flaw]) -> None:
    for flaw in flaws:
        say(t(language(), f"flaw.{flaw.what}", number=str(flaw.number)))
