"""The committee's queue: what waits for whom, most urgent first."""

import streamlit as st

from screening.core.access import may
from screening.core.cases import CaseRow
from screening.pages import acts, blocks, queue
from screening.pages.calendar import calendar_button
from screening.pages.delegating import draw_delegation
from screening.pages.frame import Here, here, page_file

PAGE_SIZE = 20
# Who has something to do here; the others look.
ACTS = ("member", "chair", "manager")


def draw_lists(here: Here) -> None:
    """The lists of cases, one of them open."""
    shown = st.session_state.get("queue_shown", PAGE_SIZE)
    rows: dict[str, list[CaseRow]] = {}
    if here.person.role in ACTS:
        rows["waiting"] = here.review.waiting(here.person)
    rows["open"] = here.review.queue(here.person)
    tabs = [*rows, "closed"]

    def label(tab: str) -> str:
        return here.t(f"queue.tab.{tab}") + (f" ({len(rows[tab])})" if tab in rows else "")

    kept = st.session_state.get("queue_kept")
    tab = st.segmented_control(
        here.t("queue.which"),
        tabs,
        default=kept if kept in tabs else tabs[0],
        format_func=label,
        key="queue_tab",
        required=True,
        label_visibility="collapsed",
        on_change=lambda: st.session_state.pop("queue_shown", None),
    )
    # A widget forgets what it held once its page is left.
    st.session_state["queue_kept"] = tab
    found = here.review.ruled(here.person, shown + 1) if tab == "closed" else rows[tab]
    if not found:
        role = here.person.role if tab == "waiting" else tab
        st.html(blocks.empty(here.t(f"queue.empty.{tab}"), here.t(f"queue.empty_hint.{role}")))
    queue.draw_cases(found[:shown], here)
    if tab == "waiting":
        calendar_button(here, found)
    if len(found) > shown:
        st.button(
            here.t("requests.more"),
            on_click=lambda: st.session_state.update(queue_shown=shown + PAGE_SIZE),
        )


found = here()
st.title(found.t("page.committee"))
if may(found.person, "read_queue"):
    draw_lists(found)
    draw_delegation(found)
    acts.draw_refusal_left(found)
else:
    st.info(found.t("queue.not_yours"), icon=":material/lock:")
links = {"how_we_decide": ":material/balance:", "my_requests": ":material/inbox:"}
if may(found.person, "read_queue"):
    links = {"meetings": ":material/groups:", **links}
with st.container(horizontal=True):
    for page, icon in links.items():
        title = found.t("page.requests" if page == "my_requests" else f"page.{page}")
        st.page_link(page_file(page), label=title, icon=icon, query_params=found.address())
