"""The cases of the decision log as rows, each of which leads to its case."""

from collections.abc import Sequence
from datetime import date, datetime
from html import escape

import streamlit as st

from screening.core.access import may
from screening.core.cases import CaseRow
from screening.core.paris import day_of
from screening.core.query import CONDITIONS
from screening.language import day, money
from screening.pages import blocks
from screening.pages.frame import page_file
from screening.pages.log_words import Words

# As many reasons as a row has room for.
_REASONS = 2


def draw(rows: Sequence[CaseRow], words: Words) -> None:
    """The rows under their headings."""
    with st.container(key="log-rows", gap=None):
        st.html(_headings(words))
        for row in rows:
            _row(row, words)


def _headings(words: Words) -> str:
    """For the eye alone: each cell names itself to who hears the page."""

    def heading(column: str) -> str:
        told = escape(words.here.t(f"decisions.column.{column}"))
        return f'<span class="of-{column}">{told}</span>'

    cells = "".join(map(heading, _columns(words)))
    return (
        f'<div class="log-headings" aria-hidden="true">{heading("prospect")}'
        f'<div class="log-cells{_width(words)}">{cells}</div></div>'
    )


def _width(words: Words) -> str:
    return "" if may(words.here.person, "read_amount") else " is-short"


def _columns(words: Words) -> list[str]:
    shown = ["status", "reasons", "owner", "amount", "opened"]
    if not may(words.here.person, "read_amount"):
        shown.remove("amount")
    return shown


def _row(row: CaseRow, words: Words) -> None:
    here = words.here
    with st.container(key=f"logged-{row.case}", gap=None):
        st.page_link(
            page_file("case"),
            label=blocks.plain(f"{row.prospect} · {row.title}"),
            query_params=here.address(id=row.case),
            width="stretch",
        )
        cells = "".join(
            f'<div class="of-{one}"><dt>{escape(here.t(f"decisions.column.{one}"))}</dt>'
            f"<dd>{_cell(one, row, words)}</dd></div>"
            for one in _columns(words)
        )
        st.html(f'<dl class="logged{_width(words)}">{cells}</dl>')


def _cell(column: str, row: CaseRow, words: Words) -> str:
    here = words.here
    match column:
        case "status":
            return _status(row, words)
        case "reasons":
            return _reasons(row, words)
        case "owner":
            return escape(here.desk.name_of(row.owner)) if row.owner else ""
        case "amount":
            return "" if row.amount is None else escape(money(here.language, row.amount))
        case _:
            when = day(here.language, _day(row.opened_at))
            return f"{escape(when)}{_note(row.case)}"


def _status(row: CaseRow, words: Words) -> str:
    here = words.here
    said = escape(here.t(f"decisions.status.{row.status}"))
    # What was accepted at once was decided when it was recorded.
    decided = _day(row.decided_at or row.opened_at)
    later = decided != _day(row.opened_at)
    notes = [here.t("decisions.decided", at=day(here.language, decided))] if later else []
    notes += [
        here.t(f"decisions.conditions_{state}", count=count)
        for state in CONDITIONS
        if (count := getattr(row, CONDITIONS[state]))
    ]
    told = "".join(map(_note, notes))
    return f'<span class="log-status">{blocks.status_mark(row.status)}{said}</span>{told}'


def _reasons(row: CaseRow, words: Words) -> str:
    reasons = words.reasons(row)
    shown = "".join(f"<li>{escape(one)}</li>" for one in reasons[:_REASONS])
    more = len(reasons) - _REASONS
    rest = f"<li>{escape(words.here.t('decisions.more_reasons', count=more))}</li>"
    return f"<ul>{shown}{rest if more > 0 else ''}</ul>" if reasons else ""


def _note(text: str) -> str:
    return f"<small>{escape(text)}</small>"


def _day(moment: str) -> date:
    return day_of(datetime.fromisoformat(moment))
