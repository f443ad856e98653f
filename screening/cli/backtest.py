"""backtest: recorded requests under a draft of the criteria."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from screening import backtest_told as told
from screening.backtest_told import Names
from screening.backtesting import ChangedCase, Report
from screening.backtesting import backtest as judge_again
from screening.cli.opening import open_desk
from screening.cli.options import JSON, WORDS
from screening.cli.terminal import counting, echo_json, language, on_one_line, stop
from screening.core.access import Person
from screening.core.backtest import FEWEST
from screening.core.criteria import Edition
from screening.core.editions import day_to_judge
from screening.core.sensitivity import Point
from screening.criteria_file import load
from screening.language import number, t
from screening.service import Desk, rules_on

# Whoever runs a command on the log's own machine can read its files anyway.
OPERATOR = Person("command-line", "manager")
# As many cases as somebody reads in a terminal, and as many steps of a curve.
_SHOWN, _STEPS = 20, 11


@click.command()
@click.argument("criteria", type=click.Path(path_type=Path))
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help="The day whose rules apply, as 2026-01-31; by default the first of the edition.",
)
@click.option(
    "--weight",
    "weights",
    multiple=True,
    type=WORDS,
    metavar="CRITERION",
    help="A criterion of which other weights are tried as well.",
)
@JSON
def backtest(criteria: Path, on: datetime | None, weights: tuple[str, ...], as_json: bool) -> None:
    """Judge past requests by a draft.

    CRITERIA is the draft. Of every case in the log the latest version is judged, and nothing is
    recorded: how many would have another outcome, which way, for whom, and what tips them.
    """
    desk, draft = open_desk(None), load(criteria)
    day = on.date() if on else day_to_judge(draft.edition, desk.today)
    known = [one.id for one in rules_on(draft, day).criteria]
    for one in weights:
        if one not in known:
            said = {"criterion": one, "known": ", ".join(known)}
            stop(t(language(), "back_test.no_criterion", **said))
    first: list[ChangedCase] = []

    def each(case: ChangedCase) -> None:
        if as_json:
            echo_json(case_json(case))
        else:
            first.append(case)

    with counting(t(language(), "back_test.working"), desk.log.head().number) as progress:
        report = judge_again(
            desk,
            draft,
            OPERATOR,
            on=day,
            weights=weights,
            each=each,
            most=None if as_json else _SHOWN,
            progress=progress,
        )
    if as_json:
        echo_json(report_json(report))
        return
    for line in _lines(report, first, desk, draft.edition):
        click.echo(on_one_line(line))


# ── To read ──────────────────────────────────────────────────────────────────────────────────


def _lines(
    report: Report, first: Sequence[ChangedCase], desk: Desk, edition: Edition
) -> Iterator[str]:
    spoken = language()
    names = Names.of([*desk.editions(), edition], desk.name_of, spoken)
    result = report.result
    yield told.headline(report, spoken)
    yield told.about(report, spoken)
    yield from told.left_out(report, spoken)
    for flow in result.flows:
        if flow.requests:
            line = told.flow_line(flow, spoken, amounts=report.amounts)
            yield f"{number(spoken, flow.requests):>11}  {line}"
    yield from _part("what_became", told.became_told(report, spoken))
    yield from _part("what_tips", _counts(result.tipped, names))
    yield from _part("for_whom", _groups(report, names))
    yield from _part("what_is_gone", (told.gone_told(one, names) for one in result.gone))
    yield from _part("which", _cases(first, result.changed, names))
    yield from _part("with_other_thresholds", _curve(result.thresholds, edition.accept_from))
    for id, curve in result.weights.items():
        steps = _curve(curve, edition.criterion(id).weight)
        yield from _part("with_other_weights", steps, criterion=names.criterion(id))
    yield from _part("what_it_cannot_know", told.unknown_told(report, spoken))


def _part(title: str, lines: Iterator[str] | Sequence[str], **said: str) -> Iterator[str]:
    """Lines under a title; no title without any."""
    for place, line in enumerate(lines):
        if not place:
            yield t(language(), f"back_test.{title}", **said)
        yield f"  {line}"


def _counts(tipped: Sequence[Any], names: Names) -> Iterator[str]:
    for one in tipped:
        yield f"{number(language(), one.requests):>9}  {told.tipped_told(one, names)}"


def _groups(report: Report, names: Names) -> Iterator[str]:
    for by, groups in told.groups_told(report).items():
        yield told.by_told(by, names)
        for one in groups[:_SHOWN]:
            yield f"  {told.group_told(one, names)}"
        if len(groups) > _SHOWN:
            yield "  " + t(language(), "back_test.more_groups", count=len(groups) - _SHOWN)
        if few := report.result.few.get(by):
            yield "  " + t(language(), "back_test.few", count=few, fewest=FEWEST)


def _cases(first: Sequence[ChangedCase], changed: int, names: Names) -> Iterator[str]:
    for one in first:
        ways = told.ways_told(one, names.language)
        yield f"{one.case:<9} {ways}  {one.prospect} · {one.title}"
        for tip in one.tips:
            yield f"{'':<9} {told.tip_told(tip, names)}"
    if changed > len(first):
        yield t(language(), "back_test.more", count=changed - len(first))


def _curve(curve: Sequence[Point], own: int) -> Iterator[str]:
    """Some steps of a curve, with that of the draft marked among them."""
    step = -(-len(curve) // _STEPS)
    for place, one in enumerate(curve):
        if place % step == 0 or one.at == own:
            counts = [
                f"{number(language(), count):>9} {t(language(), f'back_test.outcome.{outcome}')}"
                for outcome, count in (("accept", one.accepted), ("refer", one.referred))
            ]
            yield f"{one.at:>5}  {'  '.join(counts)}{'  ←' if one.at == own else ''}"


# ── For programs ─────────────────────────────────────────────────────────────────────────────


def case_json(case: ChangedCase) -> dict[str, Any]:
    """A case as a line of `--json`."""
    return {**case._asdict(), "tips": [one._asdict() for one in case.tips]}


def report_json(report: Report) -> dict[str, Any]:
    """The report as the last line of `--json`."""
    result = report.result
    return {
        "edition": report.edition,
        "fingerprint": report.fingerprint,
        "on": report.on.isoformat(),
        "head": report.head._asdict(),
        "judged": result.judged,
        "changed": result.changed,
        "by_hand": result.by_hand,
        "unreadable": result.unreadable,
        "flows": [one._asdict() for one in result.flows],
        "became": [one._asdict() for one in report.became],
        "groups": [
            {"by": one.by, "of": one.of, "requests": one.requests, "flows": list(one.flows)}
            for one in result.groups
        ],
        "few": result.few,
        "tipped": [one._asdict() for one in result.tipped],
        "gone": [one._asdict() for one in result.gone],
        "thresholds": [one._asdict() for one in result.thresholds],
        "weights": {id: [one._asdict() for one in curve] for id, curve in result.weights.items()},
    }
