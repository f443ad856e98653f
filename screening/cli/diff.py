"""diff: two editions of the criteria, in plain words."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel

from screening import criteria_file
from screening.cli.opening import open_log, today
from screening.cli.options import JSON
from screening.cli.terminal import echo_json, language, on_one_line
from screening.core.criteria import Edition
from screening.difference_told import Row
from screening.edition_diff_told import MARKS, EditionsCompared, Example, Told, tell_editions
from screening.editions import editions_in
from screening.language import t


@click.command()
@click.argument("old")
@click.argument("new")
@JSON
def diff(old: str, new: str, as_json: bool) -> None:
    """Tell in plain words what differs between two editions.

    OLD and NEW are criteria files, or names of editions that the log holds. What becomes stricter
    comes first, then what becomes looser, with a request that shows it for each.
    """
    before, after = _edition(old), _edition(new)
    compared = tell_editions(before, after, today(), language())
    if as_json:
        for told in _as_json(before, after, compared):
            echo_json(told)
    else:
        for line in _lines(compared):
            click.echo(on_one_line(line))


def _edition(named: str) -> Edition:
    """The edition in a file, or the one last entered in the log under this name."""
    path = Path(named)
    if not path.exists() and path.name == named and path.suffix not in (".yaml", ".yml"):
        called = [one.edition for one in editions_in(open_log()) if one.edition.name == named]
        if called:
            return called[-1]
    return criteria_file.load(path).edition


# ── For people ───────────────────────────────────────────────────────────────────────────────


def _lines(compared: EditionsCompared) -> Iterator[str]:
    yield compared.summary
    if not compared.groups:
        return
    yield _t("scope", day=compared.day)
    for example in compared.examples:
        yield ""
        yield from _example(example)
    for group, those in compared.groups:
        yield ""
        yield f"{MARKS[group]} {_t(f'direction.{group}')}"
        for one in those:
            yield from _told(one)


def _told(one: Told) -> Iterator[str]:
    yield f"  {one.sentence}"
    for row in one.rows:
        if one.difference.code == "wording":
            yield from _worded(row)
        else:
            values = " → ".join(filter(None, (row.before, row.after)))
            yield f"      {_t('row', what=row.what, values=values)}"


def _worded(row: Row) -> Iterator[str]:
    for name, words in (("before", row.before), ("after", row.after)):
        what = ", ".join(filter(None, (t(language(), f"versions.{name}"), row.what)))
        yield f"      {_t('row', what=what, values=words or '—')}"


def _example(example: Example) -> Iterator[str]:
    yield example.title
    for asked, answer in example.answers:
        yield f"    {asked} {answer}"
    for judged in (example.before, example.after):
        yield f"  {_t('row', what=judged.edition, values=judged.sentence)}"


def _t(key: str, **values: object) -> str:
    return t(language(), f"edition_diff.{key}", **values)


# ── For programs ─────────────────────────────────────────────────────────────────────────────


def _as_json(old: Edition, new: Edition, compared: EditionsCompared) -> Iterator[dict[str, Any]]:
    """First the whole, then each difference in the order it is told."""
    comparison = compared.comparison
    yield {
        "old": old.name,
        "new": new.name,
        "on": compared.day.isoformat(),
        "direction": comparison.direction,
        "stricter_for": comparison.stricter,
        "looser_for": comparison.looser,
        "summary": compared.summary,
    }
    for _, those in compared.groups:
        for told in those:
            one = told.difference
            yield {
                "code": one.code,
                "about": list(one.about),
                "direction": one.direction,
                "before": _plain(one.before),
                "after": _plain(one.after),
                "sentence": told.sentence,
            }


def _plain(value: Any) -> Any:
    """A value as JSON holds it; what an edition writes as text, as that text."""
    match value:
        case BaseModel():
            return value.model_dump(mode="json", by_alias=True, exclude_none=True)
        case date():
            return value.isoformat()
        case tuple() if not hasattr(value, "_fields"):
            return [_plain(one) for one in value]
        case None | bool() | int() | str():
            return value
        case _:
            return str(value)
