"""The dashboard: figures of a period beside those of the period before, down to their cases."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from html import escape
from typing import NamedTuple

import streamlit as st

from screening.core.access import may
from screening.core.committee import ProcedureName
from screening.core.criteria import ChoiceQuestion, ChoicesQuestion, Target
from screening.core.figures import ENOUGH, Figure, Figures, Group, Reached, Reason, Share, by_month
from screening.core.impact import COURSES
from screening.core.paris import day_of
from screening.core.periods import KINDS, Kind, Period, month_of, periods, read_period
from screening.core.periods import year as year_of
from screening.language import number, percent
from screening.pages import blocks, charts, figures_told
from screening.pages.charts import Band, Bar, Bars, Columns, Line, Range, Ranges, Step
from screening.pages.figures_told import Card, Linking, Row, link, month_told, period_told
from screening.pages.frame import PAGES, Here, here
from screening.pages.log_words import Words

# As many months as tell where things are going, whatever the period.
_MONTHS = 12
# More months than this are too many columns for a page.
_MOST_MONTHS = 36
_REASONS = 8
_MOST_GROUPS = 12
_PROCEDURES: tuple[ProcedureName, ...] = ("bureau", "full")


def draw(here: Here) -> None:
    first = here.desk.log.first_month()
    if first is None:
        st.html(blocks.empty(here.t("dashboard.empty"), here.t("dashboard.empty_hint")))
        return
    today = month_of(day_of(here.desk.now()))
    period = choose_period(first, max(today, first), here)
    months = _months_around(period, max(today, first))
    sums = here.desk.sums(
        min(months[0], period.before.first), max(months[-1], period.last), here.person
    )
    now, before = Figures(sums, period), Figures(sums, period.before)
    monthly = by_month(sums, months)
    words = Words.of(here.desk.editions(), here)
    if today in period:
        st.html(f'<p class="row-note">{escape(here.t("dashboard.under_way"))}</p>')
    st.html(figures_told.cards(_cards(now, before, here), here))
    draw_targets(now, before, monthly, months, here)
    draw_outcomes(monthly, months, here)
    left, right = st.columns(2, gap="large")
    with left:
        draw_reasons(now, before, words, here)
    with right:
        draw_times(now, before, here)
    draw_groups(now, before, words, here)
    st.html(f'<p class="row-note">{escape(here.t("dashboard.months"))}</p>')


# ── Which period ─────────────────────────────────────────────────────────────────────────────


def choose_period(first: str, last: str, here: Here) -> Period:
    """The period that was chosen, at first that of the address, else this year; the address keeps
    it."""
    usual = year_of(int(last[:4]))
    asked = read_period(st.query_params.get("period", "")) or usual
    if st.session_state["arrives"] or "period_kind" not in st.session_state:
        st.session_state["period_kind"] = asked.kind
        st.session_state["period_asked"] = asked
    asked = st.session_state["period_asked"]
    with st.container(key="period", horizontal=True, vertical_alignment="bottom"):
        kind: Kind = st.segmented_control(  # type: ignore[assignment]  # required: never None
            here.t("dashboard.period"),
            KINDS,
            format_func=lambda one: here.t(f"dashboard.kind.{one}"),
            key="period_kind",
            required=True,
        )
        told = partial(period_told, language=here.language)
        if kind == "months":
            chosen = _choose_months(asked, first, last, here)
        else:
            offered = periods(kind, first, last)
            # Whatever the address asks for can be looked at, be it empty.
            if asked.kind == kind and asked not in offered:
                offered.insert(0, asked)
            near = [one for one in offered if one.first <= asked.last]
            chosen = st.selectbox(
                here.t(f"dashboard.kind.{kind}"),
                offered,
                index=offered.index(near[0]) if near else 0,
                format_func=told,
                key=f"period_{kind}",
                width=220,
            )
    st.session_state["period_asked"] = chosen
    if chosen != usual:
        st.query_params["period"] = chosen.code
    else:
        st.query_params.pop("period", None)
    return chosen


def _choose_months(asked: Period, first: str, last: str, here: Here) -> Period:
    """From one month to another, whichever is chosen first."""
    offered = Period(min(first, asked.first), max(last, asked.last)).months[::-1]
    ends = [
        st.selectbox(
            here.t(f"dashboard.{name}"),
            offered,
            index=offered.index(month),
            format_func=lambda one: period_told(Period(one, one), here.language),
            key=f"period_{name}",
            width=180,
        )
        for name, month in zip(("from", "to"), asked, strict=True)
    ]
    return Period(*sorted(ends))


def _months_around(period: Period, last: str) -> list[str]:
    """The months to draw: a year of them at least, up to the end of the period or to now."""
    ends = max(min(period.last, last), period.first)
    year_back = Period(ends, ends)
    while len(year_back) < _MONTHS:
        year_back = Period(year_back.before.last, ends)
    first = min(year_back.first, period.first)
    return Period(first, ends).months[-_MOST_MONTHS:]


# ── Figures ──────────────────────────────────────────────────────────────────────────────────


def _cards(now: Figures, before: Figures, here: Here) -> list[Card]:
    share = partial(figures_told.share_card, here=here, period=now.period)
    return [
        figures_told.count_card("opened", now.opened(), before.opened(), here, now.period),
        share("referred", now.referred(), before.referred()),
        share("accepted", now.accepted(), before.accepted()),
        share("improved", now.improved(), before.improved()),
        share("by_committee", now.ruled_in(), before.ruled_in()),
        _conditions(now, before, here),
    ]


def _conditions(now: Figures, before: Figures, here: Here) -> Card:
    """Of the conditions that were settled, those that were kept; and how many are still open."""

    def kept(figures: Figures) -> tuple[Figure, int]:
        kept, broken = figures.conditions("kept"), figures.conditions("broken")
        return kept, kept.value + broken.value

    (part, whole), (part_before, whole_before) = kept(now), kept(before)
    leading = partial(link, here=here, of="conditions")
    still = here.t("dashboard.conditions_open", count=leading(now.conditions("open")))
    name, means = here.t("dashboard.kept"), here.t("dashboard.means.kept")
    if not whole:
        return Card(name, "–", [escape(here.t("dashboard.none.kept")), still], means)
    share = 100 * part.value // whole
    was = 100 * part_before.value // whole_before if whole_before else None
    settled = here.t("dashboard.settled", part=leading(part), whole=number(here.language, whole))
    change = figures_told.points(share, was, here, now.period)
    value = leading(part, text=percent(here.language, share))
    return Card(name, value, [settled, still, change], means)


# ── Targets ──────────────────────────────────────────────────────────────────────────────────


def draw_targets(
    now: Figures, before: Figures, monthly: Sequence[Figures], months: Sequence[str], here: Here
) -> None:
    targets = here.desk.edition.targets
    if not targets:
        return
    st.header(here.t("dashboard.targets"))
    measured = [one for one in targets if one.measured is not None]
    columns = st.columns(len(measured), gap="large") if measured else []
    for target, column in zip(measured, columns, strict=True):
        with column:
            _draw_target(target, now, before, monthly, months, here)
    for target in targets:
        if target.measured is None:
            told = here.t("dashboard.unmeasured", target=target.indicator, goal=target.goal)
            st.html(f'<p class="row-note">{escape(told)}</p>')


def _draw_target(
    target: Target,
    now: Figures,
    before: Figures,
    monthly: Sequence[Figures],
    months: Sequence[str],
    here: Here,
) -> None:
    edition, measured = here.desk.edition, target.measured
    assert measured is not None

    def reached(figures: Figures) -> Reached:
        return figures.reached(measured, edition.question(measured.question))

    found, name = reached(now), target.indicator.in_(here.language)
    goal = here.t(
        "dashboard.goal", goal=percent(here.language, measured.at_least), horizon=target.horizon
    )
    notes = [escape(goal), *_coverage(found, here)]
    if found.percent is not None:
        met = "reached" if found.percent >= measured.at_least else "not_reached"
        notes.insert(0, escape(here.t(f"dashboard.{met}")))
        notes.append(figures_told.points(found.percent, reached(before).percent, here, now.period))
    value = link(_deals(found, now), here, figures_told.reached_told(found, here))
    means = here.t("dashboard.means.people" if found.people else "dashboard.means.answers")
    st.html(figures_told.cards([Card(name, value, notes, means)], here))

    steps = [
        Step(month_told(month, here.language), one.percent, _short(one, here))
        for month, one in zip(months, map(reached, monthly), strict=True)
    ]
    if sum(one.value is not None for one in steps) > 1:
        short = here.t("dashboard.goal_short", goal=percent(here.language, measured.at_least))
        charts.show(
            Line(tuple(steps), measured.at_least, short),
            f"chart-{target.id}",
            here.t("dashboard.alt.target", target=name),
        )
    rows = [
        Row(
            period_told(Period(month, month), here.language),
            [escape(figures_told.reached_told(one, here)), link(_deals(one, figures), here)],
        )
        for month, figures in zip(months, monthly, strict=True)
        for one in [reached(figures)]
    ]
    heads = [here.t(f"dashboard.column.{one}") for one in ("month", "share", "accepted")]
    st.html(figures_told.table(name, heads, rows, here))


def _coverage(found: Reached, here: Here) -> list[str]:
    """Of how much the share is known, and of which deals."""
    kind = "learners" if found.people else "deals"
    if not found.everything:
        return [escape(here.t(f"dashboard.none.{kind}"))]
    return [escape(here.t(f"dashboard.known.{kind}", part=found.known, whole=found.everything))]


def _deals(found: Reached, figures: Figures) -> Figure:
    """The deals looked at."""
    count = figures.accepted().part.value if found.people else found.known
    return Figure(count, found.cases)


def _short(found: Reached, here: Here) -> str:
    return "" if found.percent is None else percent(here.language, found.percent)


# ── Outcomes over time ───────────────────────────────────────────────────────────────────────


def draw_outcomes(monthly: Sequence[Figures], months: Sequence[str], here: Here) -> None:
    """Deals by the month they were recorded in, and what became of them."""
    title = here.t("dashboard.outcomes")
    st.html(figures_told.heading(title, here.t("dashboard.means.outcomes")))
    courses = [None, *(one for one in COURSES)]
    names = [here.t(f"dashboard.course.{one or 'all'}") for one in courses]
    bands = [
        Band(name, tuple(one.opened(course).value for one in monthly))
        for name, course in zip(names, courses, strict=True)
    ]
    charts.show(
        Columns(tuple(bands), tuple(month_told(one, here.language) for one in months)),
        "chart-outcomes",
        here.t("dashboard.alt.outcomes"),
    )
    rows = [
        Row(
            period_told(figures.period, here.language),
            [link(figures.opened(course), here) for course in courses],
        )
        for figures in monthly
    ]
    st.html(figures_told.table(title, [here.t("dashboard.column.month"), *names], rows, here))


# ── Why, and how long ────────────────────────────────────────────────────────────────────────


def draw_reasons(now: Figures, before: Figures, words: Words, here: Here) -> None:
    title = here.t("dashboard.reasons")
    st.html(figures_told.heading(title, here.t("dashboard.means.reasons")))
    reasons = now.reasons()
    if not reasons:
        st.html(blocks.empty(here.t("dashboard.none.reasons"), here.t("dashboard.none.elsewhere")))
        return
    referred = now.referred().part.value

    def share(one: Reason) -> str:
        return percent(here.language, 100 * one.deals.value // referred)

    charts.show(
        Bars(
            tuple(
                Bar(
                    words.criterion(one.criterion),
                    one.deals.value,
                    f"{number(here.language, one.deals.value)} · {share(one)}",
                )
                for one in reasons[:_REASONS]
            ),
            reasons[0].deals.value,
        ),
        "chart-reasons",
        here.t("dashboard.alt.reasons"),
    )
    earlier = {one.criterion: one.deals for one in before.reasons()}
    rows = [
        Row(
            words.criterion(one.criterion),
            [
                link(one.deals, here),
                escape(share(one)),
                link(earlier.get(one.criterion, Figure(0, one.deals.cases)), here),
            ],
        )
        for one in reasons
    ]
    heads = [here.t(f"dashboard.column.{one}") for one in ("criterion", "deals", "of_referred")]
    st.html(figures_told.table(title, [*heads, _earlier(before, here)], rows, here))


def draw_times(now: Figures, before: Figures, here: Here) -> None:
    title = here.t("dashboard.times")
    st.html(figures_told.heading(title, here.t("dashboard.means.times")))
    rows, drawn = [], []
    for procedure in _PROCEDURES:
        name = getattr(here.desk.edition.committee.procedures, procedure).title.in_(here.language)
        for figures in (now, before):
            spread = figures.time_to_decision(procedure)
            label = f"{name} · {period_told(figures.period, here.language)}"
            told = figures_told.days_told(spread, here)
            rows.append(Row(label, [*map(escape, told), link(spread.decided, here)]))
            if spread.median is not None and spread.ninth is not None:
                count = here.t("dashboard.deals", count=spread.decided.value)
                drawn.append(Range(f"{label} ({count})", spread.median, spread.ninth, told))
    if drawn:
        charts.show(Ranges(tuple(drawn)), "chart-times", here.t("dashboard.alt.times"))
        st.html(f'<p class="row-note">{escape(here.t("dashboard.marks"))}</p>')
    else:
        st.html(blocks.empty(here.t("dashboard.none.times"), here.t("dashboard.none.elsewhere")))
    heads = [here.t(f"dashboard.column.{one}") for one in ("procedure", "median", "ninth", "ruled")]
    st.html(figures_told.table(title, heads, rows, here))


# ── By salesperson, and by answer ────────────────────────────────────────────────────────────


class Split(NamedTuple):
    """A way to set deals apart: its title, its groups, and what a group is called."""

    key: str
    title: str
    groups: Callable[[Figures], list[Group]]
    called: Callable[[str], str]


def draw_groups(now: Figures, before: Figures, words: Words, here: Here) -> None:
    """Only where there are enough deals to compare anybody fairly, which the page says."""
    splits = list(_splits(words, here))
    if not splits:
        return
    st.header(here.t("dashboard.groups"))
    st.html(f'<p class="row-note">{escape(here.t("dashboard.means.groups", count=ENOUGH))}</p>')
    columns = st.columns(min(len(splits), 2), gap="large")
    for place, split in enumerate(splits):
        with columns[place % len(columns)]:
            _draw_split(split, now, before, here)


def _splits(words: Words, here: Here) -> Iterator[Split]:
    """By salesperson, for management alone; by the questions that people look by, as the criteria
    say."""
    if may(here.person, "export"):
        yield Split("owner", here.t("dashboard.by_owner"), Figures.by_owner, here.desk.name_of)
    for one in here.desk.edition.questions:
        if isinstance(one, ChoiceQuestion | ChoicesQuestion) and one.facet:
            yield Split(
                one.id,
                one.ask.in_(here.language),
                partial(Figures.by_answer, question=one.id),
                partial(_option_called, one.id, words),
            )


def _option_called(question: str, words: Words, option: str) -> str:
    return words.option(f"{question}:{option}")


def _draw_split(split: Split, now: Figures, before: Figures, here: Here) -> None:
    st.html(f'<h3 class="chart-title">{escape(split.title)}</h3>')
    groups = split.groups(now)
    enough = [one for one in groups if one.accepted.whole.value >= ENOUGH]
    few = len(groups) - len(enough)
    if len(enough) < 2:
        st.html(blocks.empty(here.t("dashboard.none.groups"), here.t("dashboard.few", count=few)))
        return

    def told(share: Share) -> str:
        shown = percent(here.language, share.percent or 0)
        return here.t("dashboard.share_of", share=shown, count=share.whole.value)

    everybody = now.accepted().percent or 0
    all_told = here.t("dashboard.everybody", share=percent(here.language, everybody))
    charts.show(
        Bars(
            tuple(
                Bar(split.called(one.of), one.accepted.percent or 0, told(one.accepted))
                for one in enough[:_MOST_GROUPS]
            ),
            100,
            (everybody, all_told),
        ),
        f"chart-by-{split.key}",
        here.t("dashboard.alt.groups", by=split.title),
    )
    if few:
        st.html(f'<p class="row-note">{escape(here.t("dashboard.few", count=few))}</p>')
    earlier = {one.of: one.accepted for one in split.groups(before)}
    rows = [
        Row(
            split.called(one.of),
            [
                escape(percent(here.language, one.accepted.percent or 0)),
                link(one.accepted.part, here),
                link(one.accepted.whole, here),
                _earlier_share(earlier.get(one.of), here),
            ],
        )
        for one in enough
    ]
    heads = [here.t(f"dashboard.column.{one}") for one in ("group", "share", "accepted", "ended")]
    st.html(figures_told.table(split.title, [*heads, _earlier(before, here)], rows, here))


def _earlier(before: Figures, here: Here) -> str:
    """The head of a column on the period before."""
    return period_told(before.period, here.language)


def _earlier_share(share: Share | None, here: Here) -> str:
    """A share in the period before, where that had enough deals as well."""
    if share is None or share.percent is None or share.whole.value < ENOUGH:
        return escape(here.t("dashboard.too_few"))
    return f"{escape(percent(here.language, share.percent))} ({figures_told.of_told(share, here)})"


found = here()
st.html(PAGES / "dashboard.css")
st.title(found.t("page.dashboard"))
if may(found.person, "read_log"):
    draw(Linking.from_here(found))
else:
    st.info(found.t("dashboard.not_yours"), icon=":material/lock:")
