"""The register of what was turned down, and of what screening made better: to read and to print."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from html import escape

import streamlit as st

from screening.core.access import may
from screening.core.cases import CaseRow
from screening.core.paris import day_of
from screening.core.periods import Period, month_of, periods, read_period
from screening.core.periods import year as year_of
from screening.core.register import totals
from screening.exports.columns import PARIS
from screening.exports.register import RegisterForm, export_register
from screening.pages import blocks
from screening.pages.frame import PAGES, Here, here, page_file
from screening.pages.telling import telling
from screening.papers import Telling
from screening.register import Register
from screening.register_told import (
    Part,
    Row,
    Told,
    improved_told,
    period_told,
    reason_told,
    totals_told,
    turned_down_told,
)

# Folded one by one from their lines: more are shown when somebody asks for them all.
FIRST_SHOWN = 20

_OFFICE = "application/vnd.openxmlformats-officedocument"
WORD = f"{_OFFICE}.wordprocessingml.document"
EXCEL = f"{_OFFICE}.spreadsheetml.sheet"


def draw(here: Here) -> None:
    register, amounts = Register(here.desk), may(here.person, "read_amount")
    # In the days that its periods are made of, as in the files, wherever the visitor is.
    words = replace(telling(here.desk.edition, here), zone=PARIS)

    def tell_down(row: CaseRow) -> Told | None:
        entry = register.told_turned_down(row, here.person)
        return None if entry is None else turned_down_told(entry, words, amounts=amounts)

    def tell_better(row: CaseRow) -> Told | None:
        entry = register.told_improved(row, here.person)
        return None if entry is None else improved_told(entry, words, amounts=amounts)

    st.html(f'<p class="lead">{escape(here.t("register.about"))}</p>')
    period = choose_period(register, here)
    down = register.turned_down(period, here.person)
    better = register.improved(period, here.person)
    if may(here.person, "export"):
        draw_exports(period, here)
    # On paper, where no choice can be seen.
    st.html(f'<p class="printed-only">{escape(period_told(period, here.language))}</p>')
    draw_totals("down", down, words, here)
    draw_totals("better", better, words, here)
    st.header(here.t("register.turned_down"))
    draw_reasons(down, words, here)
    draw_entries(down, "down", tell_down, here)
    st.header(here.t("register.improved"))
    draw_entries(better, "better", tell_better, here)
    for name in ("method", "better_means", "provable"):
        st.html(f'<p class="row-note">{escape(here.t(f"register.{name}"))}</p>')
    stands = words("stands", at=words.moment(here.desk.now()), head=str(here.desk.log.head()))
    st.html(f'<p class="row-note head">{escape(stands)}</p>')


# ── Which period ─────────────────────────────────────────────────────────────────────────────


def choose_period(register: Register, here: Here) -> Period:
    """The period that was chosen, at first that of the address, else this year; the address keeps
    it."""
    today = day_of(here.desk.now())
    this_year = year_of(today.year)
    since, until = month_of(register.began()), month_of(today)
    years = periods("year", since, until) or [this_year]
    quarters = periods("quarter", since, until)
    offered = [one for each in years for one in (each, *(q for q in quarters if q.first in each))]
    asked = read_period(st.query_params.get("period", "")) or this_year
    if asked not in offered:
        offered.insert(0, asked)
    st.session_state.setdefault("register_period", asked)
    if st.session_state["register_period"] not in offered:
        offered.insert(0, st.session_state["register_period"])
    chosen: Period = st.selectbox(
        here.t("register.period"),
        offered,
        format_func=lambda one: period_told(one, here.language),
        key="register_period",
        width=220,
    )
    if chosen != this_year:
        st.query_params["period"] = chosen.code
    else:
        st.query_params.pop("period", None)
    return chosen


def draw_exports(period: Period, here: Here) -> None:
    """Both files, made when somebody asks for one: that is recorded."""
    kinds: dict[RegisterForm, tuple[str, str]] = {
        "docx": (WORD, ":material/description:"),
        "xlsx": (EXCEL, ":material/table_view:"),
    }
    with st.container(key="register-exports", horizontal=True, vertical_alignment="center"):
        for form, (kind, icon) in kinds.items():
            st.download_button(
                here.t(f"register.{form}"),
                partial(
                    export_register,
                    here.desk,
                    period,
                    form,
                    here.language,
                    here.person,
                ),
                f"{here.t('register.file')}-{period.code}.{form}",
                kind,
                icon=icon,
                on_click="ignore",
                key=f"register-{form}",
            )
        st.caption(here.t("register.recorded"))


# ── What they come to ────────────────────────────────────────────────────────────────────────


def draw_totals(part: Part, rows: Sequence[CaseRow], words: Telling, here: Here) -> None:
    told = totals_told(totals(rows), part, words, amounts=may(here.person, "read_amount"))
    pairs = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in told
    )
    st.html(f'<dl class="totals of-{part}">{pairs}</dl>')


def draw_reasons(rows: Sequence[CaseRow], words: Telling, here: Here) -> None:
    """How many deals each reason stands for, as bars with their numbers."""
    reasons = totals(rows).reasons
    if len(reasons) < 2:
        return
    most = reasons[0][1]
    bars = "".join(
        f"<li><span>{escape(reason_told(code, words))}</span>"
        f'<i style="width:{deals * 100 // most}%" aria-hidden="true"></i><b>{deals}</b></li>'
        for code, deals in reasons
    )
    note = escape(here.t("register.reasons_note"))
    st.html(f'<div class="weights"><ul>{bars}</ul><p class="row-note">{note}</p></div>')


# ── Entries ──────────────────────────────────────────────────────────────────────────────────


def draw_entries(
    rows: Sequence[CaseRow], part: Part, tell: Callable[[CaseRow], Told | None], here: Here
) -> None:
    if not rows:
        st.html(blocks.empty(here.t("register.no_deal"), here.t(f"register.none_{part}")))
        return
    key = f"register_all_{part}"
    shown = rows if st.session_state.get(key) else rows[:FIRST_SHOWN]
    for row in shown:
        told = tell(row)
        with st.container(key=f"entry-{part}-{row.case}", border=True):
            title = row.title if told is None else told.title
            st.page_link(
                page_file("case"),
                label=blocks.plain(f"{row.case} · {title}"),
                query_params=here.address(id=row.case),
            )
            st.html(_entry(told, here))
    if len(rows) > len(shown):
        st.button(
            here.t("register.more", count=len(rows)),
            key=f"{key}_button",
            on_click=lambda: st.session_state.update({key: True}),
        )


def _entry(told: Told | None, here: Here) -> str:
    if told is None:
        return f'<p class="entry-altered">{escape(here.t("register.unreadable"))}</p>'
    altered = (
        f'<p class="entry-altered">{escape(here.t("register.altered"))}</p>' if told.altered else ""
    )
    notes = " · ".join(map(escape, told.notes))
    return f'<p class="row-note">{notes}</p>{altered}{_lines(told)}{_rows(told.rows, here)}'


def _lines(told: Told) -> str:
    pairs = "".join(
        f"<dt>{escape(one.label)}</dt><dd>{_entries(one.entries)}</dd>" for one in told.lines
    )
    return f'<dl class="facts entry">{pairs}</dl>' if pairs else ""


def _entries(entries: Sequence[str]) -> str:
    if len(entries) == 1:
        return escape(entries[0])
    return "<ul>" + "".join(f"<li>{escape(one)}</li>" for one in entries) + "</ul>"


def _rows(rows: Sequence[Row], here: Here) -> str:
    """Each answer that got better: on a phone one under the other, each cell with its name."""
    if not rows:
        return ""
    heads = [
        here.t(key)
        for key in ("register.question", "versions.before", "versions.after", "register.rests_on")
    ]
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(row.question)}</th>'
        + "".join(
            f'<td data-name="{escape(name)}">{escape(value)}</td>'
            for name, value in zip(heads[1:], row[1:], strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return (
        f'<table class="targets better"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    )


found = here()
st.html(PAGES / "register.css")
st.title(found.t("page.register"))
if may(found.person, "read_log"):
    draw(found)
else:
    st.info(found.t("register.not_yours"), icon=":material/lock:")
