"""My requests: drafts to take up again, and cases with their status and where they are.

A salesperson sees their own; the other roles see them all.
"""

import json
from datetime import datetime
from html import escape

import streamlit as st

from screening import example_log
from screening.core.cases import CaseRow
from screening.core.query import Query
from screening.language import day, moment
from screening.pages import blocks, queue
from screening.pages.frame import Here, here, look_around, page_file, show_expired
from screening.service import NotInForce
from screening.stores.protocol import Draft

PAGE_SIZE = 20


def show_drafts(here: Here, drafts: list[Draft]) -> None:
    st.header(here.t("requests.drafts", count=len(drafts)))
    try:
        here.desk.rules()
        assessed = True
    except NotInForce as expired:
        show_expired(here.language, expired)
        assessed = False
    for draft in drafts:
        raw = json.loads(draft.content)
        with st.container(
            key=f"draft-{draft.id}", border=True, horizontal=True, vertical_alignment="center"
        ):
            saved = here.t("requests.saved", at=moment(here.language, draft.saved_at, here.zone))
            st.html(
                blocks.listed(
                    _heading(raw, here),
                    *([_verdict_so_far(raw, here)] if assessed else []),
                    saved,
                ),
                width="stretch",
            )
            if st.button(here.t("requests.continue"), key=f"continue-{draft.id}", type="primary"):
                st.session_state.pop("shown_draft", None)
                st.switch_page(page_file("new_request"), query_params=here.address(draft=draft.id))
            with st.popover(here.t("requests.delete"), icon=":material/delete:"):
                st.write(here.t("requests.delete_sure"))
                st.button(
                    here.t("requests.delete_yes"),
                    key=f"delete-{draft.id}",
                    on_click=here.desk.drop_draft,
                    args=(draft.id, here.person),
                )


def _verdict_so_far(raw: dict[str, object], here: Here) -> str:
    answers, _ = here.desk.answers(raw.get("answers"))
    verdict = here.desk.verdict(answers)
    return blocks.outcome_word(verdict.assessment.outcome, here.language)


def _heading(raw: dict[str, object], here: Here) -> str:
    prospect = raw.get("prospect")
    name = prospect.get("name") if isinstance(prospect, dict) else None
    title = " · ".join(str(part) for part in (name, raw.get("title")) if part)
    words = raw.get("words")
    if isinstance(words, dict) and (amends := words.get("amends")):
        return here.t("requests.amends", case=amends, title=title)
    return title or here.t("requests.unnamed")


def show_cases(here: Here, rows: list[CaseRow]) -> None:
    st.header(here.t("requests.cases"))
    for row in rows:
        opened_at = datetime.fromisoformat(row.opened_at).astimezone(here.zone)
        with st.container(
            key=f"row-{row.case}", border=True, horizontal=True, vertical_alignment="center"
        ):
            st.html(
                blocks.listed(
                    f"{row.prospect} · {row.title}",
                    *_standing(row, here),
                    here.t("requests.recorded", at=day(here.language, opened_at.date())),
                ),
                width="stretch",
            )
            st.page_link(
                page_file("case"),
                label=here.t("case.open", case=row.case),
                icon=":material/folder_open:",
                query_params=here.address(id=row.case),
            )


def _standing(row: CaseRow, here: Here) -> tuple[str, ...]:
    """What was decided and who has the case now; of one that was taken back, only that."""
    if row.status == "withdrawn":
        return (here.t("case.withdrawn"),)
    if row.outcome == "refer" and (row.status != "referred" or row.asked):
        where, _ = queue.standing(row, here)
        return (f"{blocks.status_mark(row.status)} {escape(' · '.join(where))}",)
    return (
        blocks.outcome_word(row.outcome, here.language, recorded=True),
        here.whereabouts(row.procedure),
    )


def show_nothing(here: Here) -> None:
    """An empty page offers what to do next, and a look at what it will hold."""
    st.html(blocks.empty(here.t("requests.empty"), here.t("requests.empty_hint")))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(
            page_file("new_request"),
            label=here.t("page.new_request"),
            icon=":material/edit_note:",
            query_params=here.address(),
        )
        if not here.example and example_log.suits(here.desk.edition):
            st.button(
                here.t("example.enter"),
                on_click=look_around,
                args=(True,),
                icon=":material/explore:",
            )


found = here()
st.title(found.t("page.my_requests" if found.person.role == "salesperson" else "page.requests"))
queue.draw_home(found)
kept = found.desk.drafts(found.person)
size = st.session_state.get("requests_shown", PAGE_SIZE)
recorded = found.desk.cases(Query(size=size + 1), found.person)
if not kept and not recorded:
    show_nothing(found)
if kept:
    show_drafts(found, kept)
if recorded:
    show_cases(found, recorded[:size])
if len(recorded) > size:
    st.button(
        found.t("requests.more"),
        on_click=lambda: st.session_state.update(requests_shown=size + PAGE_SIZE),
    )
