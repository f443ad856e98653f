"""The charts of the dashboard and of back-tests: in grey, on a phone, in either theme, and heard.

Nothing is told by colour: every row, mark and line says beside itself what it is, and filled marks
differ from hollow ones. Rows are laid out by their own numbers, since charts that Vega puts beside
each other do not follow the width of a page. A table of the same figures goes with each chart.
"""

import json
from collections.abc import Sequence
from copy import deepcopy
from functools import lru_cache
from typing import Any, Literal, NamedTuple, assert_never

import altair as alt
import streamlit as st

_ROW = 84
_LINE = 58
_RANGE = 88
_FONT = 13


class Ink(NamedTuple):
    """The colours of a theme: of filled marks, of words, of the faintest lines, of the page."""

    mark: str
    words: str
    faint: str
    paper: str


_INKS: dict[Literal["light", "dark"], Ink] = {
    "light": Ink("#3450a8", "#1c2130", "#c5cbd8", "#ffffff"),
    "dark": Ink("#8da4f2", "#e8eaf1", "#4a5369", "#14171f"),
}


class Band(NamedTuple):
    """A row of columns over months: what it counts, and how many in each month."""

    label: str
    values: tuple[int, ...]


class Bar(NamedTuple):
    """A bar along its row: what it is, its length, and its figure in words."""

    label: str
    length: int
    told: str


class Range(NamedTuple):
    """How long deals took: half of them, and nine in ten, in days, each in words too."""

    label: str
    median: int
    ninth: int
    told: tuple[str, str]


class Step(NamedTuple):
    """A month of a line; None where it has no value that may be shown."""

    month: str
    value: int | None
    told: str


class Columns(NamedTuple):
    """Small columns month by month, one row under the other, all on one scale."""

    bands: tuple[Band, ...]
    months: tuple[str, ...]


class Bars(NamedTuple):
    """Bars under their names, their figures beside them; `mark` is a length to compare with."""

    rows: tuple[Bar, ...]
    most: int
    mark: tuple[int, str] | None = None


class Ranges(NamedTuple):
    """From the median, a filled circle, to the ninth decile, a hollow diamond, row by row."""

    rows: tuple[Range, ...]


class Line(NamedTuple):
    """A share in %, month by month, against a goal that is a dashed line."""

    steps: tuple[Step, ...]
    goal: int
    goal_told: str


class Curves(NamedTuple):
    """Two counts over a number: at `at`, so many of the `first`, drawn solid, and so many of the
    `second`, dashed. Marks are numbers with a word each, as dotted lines."""

    points: tuple[tuple[int, int, int], ...]
    first: str
    second: str
    across: str
    marks: tuple[tuple[int, str], ...]


Shape = Columns | Bars | Ranges | Line | Curves


def show(shape: Shape, key: str, told: str) -> None:
    """Draws a chart as wide as its place, under the name that a screen reader says."""
    spec = deepcopy(_spec(shape, _INKS["dark" if st.context.theme.type == "dark" else "light"]))
    st.vega_lite_chart(None, spec, width="stretch", key=key, alt=told)


# Altair takes longer to check a chart than the page for all the rest. The kinds of shapes count:
# tuples that hold the same are equal.
@lru_cache(maxsize=256, typed=True)
def _spec(shape: Shape, ink: Ink) -> dict[str, Any]:
    match shape:
        case Columns():
            chart = _columns(shape, ink)
        case Bars():
            chart = _bars(shape, ink)
        case Ranges():
            chart = _ranges(shape, ink)
        case Line():
            chart = _line(shape, ink)
        case Curves():
            chart = _curves(shape, ink)
        case _:
            assert_never(shape)
    bare = chart.configure_view(strokeWidth=0).configure_axis(grid=False, domain=False)
    spec: dict[str, Any] = bare.to_dict()
    return spec


# ── Shape by shape ───────────────────────────────────────────────────────────────────────────


def _columns(shape: Columns, ink: Ink) -> alt.LayerChart:
    bands, months = shape
    most = max((value for band in bands for value in band.values), default=0) or 1
    values = [
        {
            "month": month,
            "base": len(bands) - 1 - row,
            "top": len(bands) - 1 - row + 0.45 * value / most,
            "told": str(value) if value else "",
            "value": value,
        }
        for row, band in enumerate(bands)
        for month, value in zip(months, band.values, strict=True)
    ]
    heads = [
        # Well below the line above, whose columns it must not seem to name.
        {"label": band.label, "y": len(bands) - 1 - row + 0.78}
        for row, band in enumerate(bands)
    ]
    y = _scaled(0, len(bands))
    x = alt.X(
        "month:O",
        sort=None,
        title=None,
        axis=alt.Axis(labelAngle=0, labelOverlap="greedy", ticks=False, labelColor=ink.words),
    )
    plain = _of(values).encode(x=x)
    lines = _of(heads).mark_rule(color=ink.faint).encode(y=alt.Y("line:Q", scale=y, axis=None))
    lines = lines.transform_calculate(line="floor(datum.y)")
    bars = plain.mark_bar(color=ink.mark).encode(y=alt.Y("base:Q", scale=y, axis=None), y2="top:Q")
    tops = plain.mark_text(dy=-7, color=ink.words, fontSize=_FONT - 1).encode(
        y=alt.Y("top:Q", scale=y, axis=None), text="told:N"
    )
    return alt.LayerChart(layer=[lines, bars, tops, _heads(heads, y, ink)]).properties(
        height=_ROW * len(bands)
    )


def _bars(shape: Bars, ink: Ink) -> alt.LayerChart:
    rows, most, mark = shape
    values = [
        {
            "y": len(rows) - row - 0.62,
            "y2": len(rows) - row - 0.95,
            "middle": len(rows) - row - 0.785,
            "length": one.length,
            # Clear of the line that the bars are compared with.
            "beside": one.length if mark is None else max(most, one.length),
            "told": one.told,
        }
        for row, one in enumerate(rows)
    ]
    heads = [{"label": one.label, "y": len(rows) - row - 0.3} for row, one in enumerate(rows)]
    y, x = _scaled(0, len(rows)), alt.Scale(domain=[0, most * 1.3 or 1], nice=False)
    plain = _of(values)
    drawn = plain.mark_bar(color=ink.mark).encode(
        x=alt.X("from:Q", scale=x, axis=None),
        x2="length:Q",
        y=alt.Y("y:Q", scale=y, axis=None),
        y2="y2:Q",
    )
    drawn = drawn.transform_calculate(**{"from": "0"})
    ends = plain.mark_text(align="left", dx=5, color=ink.words, fontSize=_FONT).encode(
        x=alt.X("beside:Q", scale=x, axis=None),
        y=alt.Y("middle:Q", scale=y, axis=None),
        text="told:N",
    )
    layers = [drawn, ends, _heads(heads, y, ink)]
    if mark is not None:
        layers += _upright(mark, x, y, ink)
    return alt.LayerChart(layer=layers).properties(height=_LINE * len(rows) + (22 if mark else 0))


def _ranges(shape: Ranges, ink: Ink) -> alt.LayerChart:
    (rows,) = shape
    most = max((one.ninth for one in rows), default=0) or 1
    values = [
        {"y": len(rows) - row - 0.6, "half": one.median, "ninth": one.ninth}
        | dict(zip(("told", "told9"), one.told, strict=True))
        for row, one in enumerate(rows)
    ]
    heads = [{"label": one.label, "y": len(rows) - row - 0.14} for row, one in enumerate(rows)]
    y = _scaled(0, len(rows))
    x = alt.Scale(domain=[-0.06 * most, most * 1.1], nice=False)
    along = alt.Y("y:Q", scale=y, axis=None)
    plain = _of(values).encode(y=along)
    half, ninth = (alt.X(f"{one}:Q", scale=x, axis=None) for one in ("half", "ninth"))
    layers = [
        plain.mark_rule(color=ink.mark, strokeWidth=3).encode(x=half, x2="ninth:Q"),
        plain.mark_point(shape="circle", size=130, filled=True, color=ink.mark, opacity=1).encode(
            x=half
        ),
        plain.mark_point(
            shape="diamond",
            size=150,
            filled=True,
            fill=ink.paper,
            stroke=ink.mark,
            strokeWidth=2.5,
            opacity=1,
        ).encode(x=ninth),
        # Above and below, since the two may be the same.
        plain.mark_text(dy=19, color=ink.words, fontSize=_FONT).encode(x=half, text="told:N"),
        plain.mark_text(dy=-16, color=ink.words, fontSize=_FONT).encode(x=ninth, text="told9:N"),
        _heads(heads, y, ink),
    ]
    return alt.LayerChart(layer=layers).properties(height=_RANGE * len(rows))


def _line(shape: Line, ink: Ink) -> alt.LayerChart:
    steps, goal, goal_told = shape
    values = [{"month": one.month, "value": one.value, "told": one.told} for one in steps]
    x = alt.X(
        "month:O",
        sort=None,
        title=None,
        axis=alt.Axis(labelAngle=0, labelOverlap="greedy", ticks=False, labelColor=ink.words),
    )
    # At the end of the goal's line, where no month is.
    beside = alt.Axis(
        orient="right",
        values=[goal],
        labelExpr=json.dumps(goal_told),
        title=None,
        ticks=False,
        labelColor=ink.words,
    )
    y = alt.Y("value:Q", scale=_scaled(0, 112), axis=beside)
    at_goal = alt.Y("goal:Q", scale=_scaled(0, 112), axis=beside)
    plain = _of(values).encode(x=x)
    layers = [
        _of([{"goal": goal}]).mark_rule(strokeDash=[6, 4], color=ink.words).encode(y=at_goal),
        plain.mark_line(
            color=ink.mark, strokeWidth=2.5, invalid="break-paths-filter-domains"
        ).encode(y=y),
        plain.mark_point(filled=True, size=70, color=ink.mark, opacity=1, invalid="filter").encode(
            y=y
        ),
        # Words that the goal's line may cross stand on the page's own colour.
        *(
            plain.mark_text(
                dy=-12,
                color=ink.words if stroke is None else stroke,
                stroke=stroke or alt.Undefined,
                strokeWidth=4,
                fontSize=_FONT - 1,
                invalid="filter",
            ).encode(y=y, text="told:N")
            for stroke in (ink.paper, None)
        ),
    ]
    return alt.LayerChart(layer=layers).properties(height=210)


def _curves(shape: Curves, ink: Ink) -> alt.LayerChart:
    points, first, second, across, marks = shape
    most = max((max(one, other) for _, one, other in points), default=0) or 1
    ends = points[0][0], points[-1][0]
    x = alt.X(
        "at:Q",
        scale=_scaled(*ends),
        axis=alt.Axis(title=across, labelColor=ink.words, titleColor=ink.words, tickCount=6),
    )
    y = alt.Y(
        "value:Q",
        # Room for the words above the highest point.
        scale=_scaled(0, most * 1.18),
        axis=alt.Axis(title=None, labelColor=ink.words, tickCount=5, tickMinStep=1, grid=True),
    )
    layers: list[alt.Chart] = []
    for place, (name, dash) in enumerate(((first, []), (second, [7, 4]))):
        values = [{"at": one[0], "value": one[place + 1]} for one in points]
        layers.append(
            _of(values)
            .mark_line(color=ink.mark, strokeWidth=2.5, strokeDash=dash or alt.Undefined)
            .encode(x=x, y=y)
        )
        # One curve is named where it begins and the other where it ends: they seldom meet there.
        named = [{**values[0 if place == 0 else -1], "told": name}]
        align: Literal["left", "right"] = "left" if place == 0 else "right"
        layers += [
            _of(named)
            .mark_text(
                align=align,
                dy=-10,
                dx=4 if place == 0 else -4,
                fontSize=_FONT,
                fontWeight="bold",
                color=ink.words if stroke is None else stroke,
                stroke=stroke or alt.Undefined,
                strokeWidth=4,
            )
            .encode(x=x, y=y, text="told:N")
            for stroke in (ink.paper, None)
        ]
    for place, (at, told) in enumerate(marks):
        one = _of([{"at": at, "told": told, "value": 0}])
        layers.append(one.mark_rule(strokeDash=[2, 3], color=ink.words).encode(x=x))
        late = at > sum(ends) / 2
        layers += [
            one.mark_text(
                align="right" if late else "left",
                baseline="bottom",
                dx=-5 if late else 5,
                dy=-4 - 16 * place,
                fontSize=_FONT - 1,
                color=ink.words if stroke is None else stroke,
                stroke=stroke or alt.Undefined,
                strokeWidth=4,
            ).encode(x=x, y=y, text="told:N")
            for stroke in (ink.paper, None)
        ]
    return alt.LayerChart(layer=layers).properties(height=260)


# ── Inside ───────────────────────────────────────────────────────────────────────────────────


def _of(values: Sequence[dict[str, Any]]) -> alt.Chart:
    data = alt.InlineData(list(values))
    return alt.Chart(data).encode(tooltip=alt.value(None))


def _scaled(first: float, last: float) -> alt.Scale:
    return alt.Scale(domain=[first, last], nice=False, zero=False)


def _heads(heads: Sequence[dict[str, Any]], y: alt.Scale, ink: Ink) -> alt.Chart:
    """The names of rows, above them and along the left edge, cut where the chart ends."""
    named: alt.Chart = (
        _of(heads)
        .mark_text(
            align="left",
            baseline="middle",
            fontWeight="bold",
            fontSize=_FONT,
            color=ink.words,
            limit=alt.ExprRef(expr="width"),
        )
        .encode(x=alt.value(0), y=alt.Y("y:Q", scale=y, axis=None), text="label:N")
    )
    return named


def _upright(mark: tuple[int, str], x: alt.Scale, y: alt.Scale, ink: Ink) -> list[alt.Chart]:
    at, told = mark
    one = _of([{"at": at, "told": told, "foot": 0}])
    across = alt.X("at:Q", scale=x, axis=None)
    return [
        one.mark_rule(strokeDash=[6, 4], color=ink.words).encode(x=across),
        one.mark_text(baseline="top", dy=5, color=ink.words, fontSize=_FONT - 1).encode(
            x=across, y=alt.Y("foot:Q", scale=y, axis=None), text="told:N"
        ),
    ]
