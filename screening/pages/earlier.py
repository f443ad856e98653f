"""Earlier cases of the organisation being typed, and a word why when its deal is one already."""

from collections.abc import Mapping
from datetime import datetime
from html import escape
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from screening.core.access import may
from screening.core.request import Request
from screening.language import day
from screening.pages import blocks
from screening.pages.frame import Here
from screening.service import Earlier

# Where the session holds the word why.
WHY = "repeated_because"
MOST_SHOWN = 5


def draw(here: Here, raw: Mapping[str, Any], request: Request | None) -> None:
    """What is known of the organisation; of a deal that seems to be a case already, why again."""
    name = raw.get("prospect", {}).get("name")
    if not name or "amends" in raw.get("words", {}):
        return
    found = here.desk.earlier_cases(name, request)
    if not found:
        return
    repeated = [one for one in found if one.same_deal and one.row.status != "withdrawn"]
    title = here.t("earlier.title", count=len(found))
    rows = "".join(f"<li>{_row(one, here)}</li>" for one in found[:MOST_SHOWN])
    unfolded = " open" if repeated else ""
    st.html(
        f'<details class="earlier"{unfolded}><summary>{escape(title)}</summary>'
        f"<ul>{rows}</ul></details>"
    )
    if repeated:
        st.html(f'<p class="earlier-same">{here.t("earlier.same", case=repeated[0].row.case)}</p>')
        st.text_input(here.t("earlier.same_then"), key=WHY, max_chars=500, persist_state="page")


def _row(one: Earlier, here: Here) -> str:
    """A case in a line. Of somebody else's only what became of it, and whom to talk with."""
    row = one.row
    opened = datetime.fromisoformat(row.opened_at).astimezone(here.zone).date()
    status = escape(here.t(f"earlier.status.{row.status}"))
    mark = blocks.status_mark(row.status)
    said = f"{mark} {status} · {escape(day(here.language, opened))}"
    if not may(here.person, "read_case", row.owner):
        who = here.desk.name_of(row.owner) if row.owner else "–"
        return f"{said} · {escape(row.prospect)} · {escape(here.t('earlier.of', who=who))}"
    address = urlencode(here.address(id=row.case))
    link = f'<a href="case?{escape(address)}" target="_blank">{escape(row.title)}</a>'
    return f"{said} · {link}"
