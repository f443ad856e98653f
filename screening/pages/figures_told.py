"""Figures in words: what they are, how they compare, and where their cases are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from typing import NamedTuple
from urllib.parse import urlencode

from screening.core import views
from screening.core.figures import Figure, Reached, Share, Spread
from screening.core.model import Language
from screening.core.paris import day_of
from screening.core.periods import Period
from screening.core.query import Query
from screening.core.views import MADE, Days, View
from screening.language import month, number, percent, short_month, t
from screening.pages.frame import Here

_LISTS = ("status", "outcome", "procedure", "owner", "conditions", "finding", "answer")


@dataclass(frozen=True, slots=True)
class Linking(Here):
    """A page's surroundings with their address worked out once, for a page of hundreds of links."""

    common: Mapping[str, str]

    @classmethod
    def from_here(cls, here: Here) -> "Linking":
        return cls(here.desk, here.person, here.language, here.zone, here.example, here.address())

    def address(self, **page: str) -> dict[str, str]:
        return {**self.common, **page}


class Card(NamedTuple):
    """A figure to look at: its name, itself and what stands under it, as HTML, and its definition
    in one sentence."""

    name: str
    value: str
    notes: Sequence[str]
    definition: str


class Row(NamedTuple):
    """A row of a table: what it is about, and its cells as HTML."""

    head: str
    cells: Sequence[str]


# ── Periods ──────────────────────────────────────────────────────────────────────────────────


def period_told(period: Period, language: Language) -> str:
    """A period as people call it: a year, a quarter, a month, or from one to another."""
    match period.kind:
        case "year":
            return period.code
        case "quarter":
            year, number_ = period.code.split("-Q")
            return t(language, "register.quarter", number=number_, year=year)
        case "month":
            return month(language, _first_day(period.first))
        case "months":
            ends = (month(language, _first_day(one)) for one in period)
            return t(
                language, "dashboard.from_to", **dict(zip(("first", "last"), ends, strict=True))
            )


def month_told(code: str, language: Language) -> str:
    """A month as the axis of a chart has room for."""
    return short_month(language, _first_day(code))


def _first_day(code: str) -> date:
    return date(int(code[:4]), int(code[5:]), 1)


# ── Where the cases are ──────────────────────────────────────────────────────────────────────


def view_of(cases: Query) -> View:
    """The view of the decision log that shows these cases."""
    view = View(opened=_days(cases, "opened"), decided=_days(cases, "decided"))
    for name in _LISTS:
        view = view.choosing(name, getattr(cases, MADE.get(name, name)))
    return view


def _days(cases: Query, what: str) -> Days | None:
    first, before = getattr(cases, f"{what}_from"), getattr(cases, f"{what}_before")
    if first is None or before is None:
        return None
    return Days(day_of(first), day_of(before) - timedelta(days=1))


def link(figure: Figure, here: Here, text: str | None = None, *, of: str = "cases") -> str:
    """A figure that leads to its cases; of none, there are none to lead to. `of` is what it counts:
    conditions are not as many as their cases."""
    told = escape(number(here.language, figure.value) if text is None else text)
    if not figure.value:
        return told
    if figure.cases.improved:
        # They have a register of their own.
        period = Period(*(f"{one:%Y-%m}" for one in _ends(figure.cases)))
        page, address = "register", here.address(period=period.code)
    else:
        page, address = "decisions", here.address(**views.address(view_of(figure.cases)))
    name = escape(here.t(f"dashboard.{of}", count=figure.value))
    return f'<a href="{page}?{escape(urlencode(address))}" target="_self" title="{name}">{told}</a>'


def _ends(cases: Query) -> tuple[date, date]:
    days = _days(cases, "decided")
    assert days is not None
    assert days.first is not None
    assert days.last is not None
    return days.first, days.last


# ── Figures ──────────────────────────────────────────────────────────────────────────────────


def count_card(name: str, now: Figure, before: Figure, here: Here, period: Period) -> Card:
    change = compared(now.value, before.value, here, period)
    return Card(here.t(f"dashboard.{name}"), link(now, here), [change], _definition(name, here))


def share_card(name: str, now: Share, before: Share, here: Here, period: Period) -> Card:
    """A share in %, with what it is a share of."""
    title, definition = here.t(f"dashboard.{name}"), _definition(name, here)
    if now.percent is None:
        return Card(title, "–", [escape(here.t(f"dashboard.none.{name}"))], definition)
    notes = [of_told(now, here), points(now.percent, before.percent, here, period)]
    return Card(title, link(now.part, here, percent(here.language, now.percent)), notes, definition)


def of_told(share: Share, here: Here) -> str:
    """ "12 of 40", each leading to its cases."""
    part, whole = link(share.part, here), link(share.whole, here)
    return here.t("dashboard.of", part=part, whole=whole)


def compared(now: int, before: int, here: Here, period: Period) -> str:
    """A number against that of the period before."""
    return _against(now - before, "dashboard.change", here, period)


def points(now: int | None, before: int | None, here: Here, period: Period) -> str:
    """A share against that of the period before, in points."""
    if now is None or before is None:
        return escape(here.t("dashboard.nothing_before", before=_before(here, period)))
    return _against(now - before, "dashboard.points", here, period)


def _against(change: int, key: str, here: Here, period: Period) -> str:
    before = _before(here, period)
    if not change:
        return escape(here.t("dashboard.same", before=before))
    sign = "+" if change > 0 else "−"
    told = f"{sign}{number(here.language, abs(change))}"
    return escape(here.t(key, change=told, before=before, count=abs(change)))


def _before(here: Here, period: Period) -> str:
    return period_told(period.before, here.language)


def _definition(name: str, here: Here) -> str:
    return here.t(f"dashboard.means.{name}")


def days_told(spread: Spread, here: Here) -> tuple[str, str]:
    """The median and the ninth decile; a dash of no case."""
    median, ninth = (
        "–" if one is None else here.t("dashboard.days", count=one)
        for one in (spread.median, spread.ninth)
    )
    return median, ninth


def reached_told(reached: Reached, here: Here) -> str:
    """How far a target is reached, or why nothing is shown."""
    if reached.percent is not None:
        return percent(here.language, reached.percent)
    return here.t("dashboard.too_few_people") if reached.too_few else "–"


# ── HTML ─────────────────────────────────────────────────────────────────────────────────────


def cards(those: Iterable[Card], here: Here) -> str:
    """Figures beside each other."""
    summary = escape(here.t("dashboard.means.what"))
    return "".join(
        [
            '<div class="figures">',
            *(
                f'<section class="figure"><h3>{escape(one.name)}</h3>'
                f'<p class="figure-value">{one.value}</p>'
                + "".join(f'<p class="row-note">{note}</p>' for note in one.notes)
                + f'<details class="means"><summary>{summary}'
                f'<span class="unseen"> {escape(one.name)}</span></summary>'
                f"<p>{escape(one.definition)}</p></details></section>"
                for one in those
            ),
            "</div>",
        ]
    )


def table(title: str, heads: Sequence[str], rows: Iterable[Row], here: Here) -> str:
    """The figures of a chart as a table, folded; `title` names it to who hears the page."""
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(row.head)}</th>'
        + "".join(f"<td>{cell}</td>" for cell in row.cells)
        + "</tr>"
        for row in rows
    )
    told = escape(here.t("dashboard.as_table"))
    return (
        f'<details class="chart-table"><summary>{told}<span class="unseen"> {escape(title)}</span>'
        f'</summary><div class="scrolled" tabindex="0" role="region" aria-label="{escape(title)}">'
        f'<table class="targets"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
        "</div></details>"
    )


def heading(title: str, definition: str) -> str:
    """The heading of a chart, and what its figures are in one sentence."""
    means = f'<p class="row-note">{escape(definition)}</p>'
    return f'<h2 class="chart-title">{escape(title)}</h2>{means}'
