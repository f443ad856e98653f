"""Earlier cases of the organisation being typed, and a word why when its deal is one already."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from screening.core.request import Request
from screening.language import day
from screening.pages import blocks
from screening.pages.frame import Here
from screening.service import Earlier

# Where the session holds the word why.
WHY = "repeated_because"
# The newest tell most, and the verdict stays in sight on a phone.
MOST_SHOWN = 3


def draw(here: Here, raw: Mapping[str, Any], request: Request | None) -> None:
    """What is known of the organisation; of a deal that seems to be a case already, why again.

    A new version of a case says nothing of the others: it is no second deal.
    """
    prospect = raw.get("prospect", {})
    name = prospect.get("name")
    if not name or "amends" in raw.get("words", {}):
        return
    number = prospect.get("registration_number")
    found = here.desk.earlier_cases(name, number, here.person, request)
    if not found:
        return
    found.sort(key=lambda one: not one.asks_why)
    st.html(_list(found, here))
    if found[0].asks_why:
        ask_why(found[0], here)


def ask_why(case: Earlier, here: Here) -> None:
    """Which case the deal seems to be already, whom to talk with, and why it is recorded again."""
    readable = case.title is not None
    who = here.desk.name_of(case.owner) if case.owner and not readable else ""
    with st.container(key="earlier_same", gap="xsmall"):
        st.html(f'<p class="earlier-same">{escape(here.t("earlier.same", case=case.case))}</p>')
        label = "earlier.take_up" if not who else "earlier.talk"
        st.text_input(here.t(label, who=who), key=WHY, max_chars=500, persist_state="page")
        if st.session_state["asked_to_record"] and not (st.session_state.get(WHY) or "").strip():
            st.html(f'<p class="field-problem">{escape(here.t("earlier.not_yet"))}</p>')


def _list(found: Sequence[Earlier], here: Here) -> str:
    """The cases; and what leads to them on a phone, where they are far below the name typed."""
    title = lead = here.t("earlier.title", count=len(found))
    if found[0].asks_why:
        lead = here.t("earlier.same", case=found[0].case)
    rows = "".join(
        f'<li class="{"same" if one.asks_why else ""}">{_row(one, here)}</li>'
        for one in found[:MOST_SHOWN]
    )
    return (
        f'<section class="earlier" id="earlier"><h3 class="small">{escape(title)}</h3>'
        f'<ul>{rows}</ul><p class="lead"><a href="#earlier">{escape(lead)}</a></p></section>'
    )


def _row(one: Earlier, here: Here) -> str:
    """A case in a line. Of somebody else's only what became of it, and whom to talk with."""
    opened = escape(day(here.language, one.opened_at.astimezone(here.zone).date()))
    status = escape(here.t(f"earlier.status.{one.status}"))
    said = f"{blocks.status_mark(one.status)} {status} · {opened}"
    if one.title is None:
        who = here.desk.name_of(one.owner) if one.owner else "–"
        return f"{said} · {escape(one.prospect)} · {escape(here.t('earlier.of', who=who))}"
    address = urlencode(here.address(id=one.case))
    link = f'<a href="case?{escape(address)}" target="_blank">{escape(one.title)}</a>'
    return f"{said} · {link}"
