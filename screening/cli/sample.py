"""sample: cases for an auditor to examine, the same for whoever draws them again."""

import sys
from pathlib import Path

import click

from screening import minutes_files
from screening.cli.cases import OPERATOR
from screening.cli.opening import open_desk
from screening.cli.options import JSON, WORDS, Filters, with_filters
from screening.cli.terminal import FINDINGS, PARIS, counting, echo_json, language, say, stop
from screening.core.sampling import STRATA, SampleTooSmall, Strata
from screening.exports.unfinished import FileUnwritable, finish, unfinished
from screening.language import t
from screening.papers import Telling
from screening.sample import MOST, Asked, Drawing, Found, draw_sample, drawn_dossiers, spelled_out
from screening.sample_paper import sample_paper
from screening.service import Desk


@click.command()
@click.option("--size", type=click.IntRange(1, MOST), required=True, help="How many cases.")
@click.option(
    "--seed",
    type=WORDS,
    required=True,
    metavar="TEXT",
    help="Any text: the same seed draws the same cases, on any machine.",
)
@click.option(
    "--by-stratum",
    "strata",
    type=click.Choice(STRATA),
    help="In proportion to how many there are of each, and at least one.",
)
@with_filters
@click.option(
    "--to",
    type=click.Path(path_type=Path),
    metavar="FILE.docx",
    help="Their dossiers as one Word document; an earlier file of that name is replaced.",
)
@JSON
def sample(
    size: int, seed: str, strata: Strata | None, filters: Filters, to: Path | None, as_json: bool
) -> None:
    """Draw cases to examine, the same for whoever draws again.

    The cases drawn are those for which the sha256 of the seed, a line feed and the case's name
    comes first. Nothing is recorded.
    """
    if to is not None and to.suffix.lower() != ".docx":
        stop(t(language(), "cli.sample_ending", file=str(to)))
    desk = open_desk(None)
    query = filters.query(desk)
    asked = Asked(size, seed, strata, query, spelled_out(filters.said, query))
    found: list[Found] = []
    try:
        with counting(t(language(), "cli.sampling")) as progress:
            if to is None:
                drawing = draw_sample(desk, asked, OPERATOR, progress)
            else:
                drawing, found = drawn_dossiers(desk, asked, OPERATOR, progress)
    except SampleTooSmall as small:
        stop(t(language(), "cli.sample_small", size=small.size, count=small.strata))
    if to is not None:
        _write(drawing, found, to, desk)
    _tell(drawing, as_json)
    if to is not None:
        say(t(language(), "cli.sampled", count=len(found), file=str(to), head=str(drawing.head)))
    elif not drawing.sample.drawn:
        say(t(language(), "cli.no_case"))
    sys.exit(FINDINGS if any(one.flaws for one in found) else 0)


def _write(drawing: Drawing, found: list[Found], to: Path, desk: Desk) -> None:
    telling = Telling(language(), PARIS, desk.edition, desk.name_of, desk.edition_of)
    paper = sample_paper(drawing, found, t(language(), "cli.operator"), telling)
    try:
        with unfinished(to) as folder:
            whole = folder / "whole.docx"
            whole.write_bytes(minutes_files.as_docx(paper, at=drawing.at.astimezone(PARIS)))
            finish(whole, to)
    except FileUnwritable as unwritable:
        key = f"export.unwritable.{unwritable.code}"
        parts = ("wrong", "right")
        stop(" ".join(t(language(), f"{key}.{part}", **unwritable.values) for part in parts))


def _tell(drawing: Drawing, as_json: bool) -> None:
    """Each case drawn and, for programs, last what it was drawn from."""
    for one in drawing.sample.drawn:
        if as_json:
            echo_json(one._asdict())
        else:
            click.echo(f"{one.case:<9} {one.stratum:<12} {one.place:>4}  {one.hash}")
    if as_json:
        asked, head = drawing.asked, drawing.head
        echo_json(
            {
                "seed": asked.seed,
                "size": asked.size,
                "by_stratum": asked.strata,
                "filters": dict(asked.said),
                "strata": [one._asdict() for one in drawing.sample.strata],
                "head": {"number": head.number, "seal": head.seal},
            }
        )
