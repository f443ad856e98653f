"""The draft being written: opened, and kept as it is typed."""

import re
from typing import Any
from uuid import uuid4

import streamlit as st

from screening.core.access import may
from screening.pages import request_form
from screening.pages.frame import Here, page_file
from screening.service import AlreadyRecorded, DraftMoved
from screening.stores.protocol import LogUnusable

_DRAFT = re.compile(r"[A-Za-z0-9-]{1,64}")


def open_draft(here: Here) -> str:
    """The draft being written: the one the address names, the session's, or a new one.

    Its id is also the id of its submission, so that recording it twice records it once. The draft
    of somebody else is as unknown here as one that never was: a new one begins.
    """
    id: str = st.query_params.get("draft") or st.session_state.get("draft") or uuid4().hex
    if not _DRAFT.fullmatch(id):  # an address written by hand, perhaps as one of the desk's own
        id = uuid4().hex
        st.query_params.pop("draft", None)
    if st.session_state.get("shown_draft") != (id, here.person.id):
        raw = here.desk.draft(id, here.person)
        # An id that this session gave out, to a page that is being left, is still its own: another
        # one would blank what is typed while the browser still has the address with the first.
        own = (id, here.person.id)
        given_out = st.session_state.setdefault("given_out", set())
        if raw is None and here.desk.recorded_as(id) is None and own not in given_out:
            id = uuid4().hex
            st.query_params.pop("draft", None)
        given_out.add((id, here.person.id))
        request_form.fill(raw or {}, here)
        st.session_state.update(
            draft=id,
            shown_draft=(id, here.person.id),
            saved=raw or {},
            saved_at=here.desk.draft_saved_at(id, here.person),
            asked_to_record=False,
            unfolded=False,
        )
    return id


def start_another() -> None:
    """Leaves the draft where it is kept and shows an empty form."""
    st.session_state["draft"] = uuid4().hex
    st.query_params.pop("draft", None)


# For each way to write a draft, the way to the other one: its page, its label, its icon.
_OTHER_WAY = {
    "new_request": ("conversation", "talk.one_at_a_time", ":material/forum:"),
    "conversation": ("new_request", "talk.full_form", ":material/edit_note:"),
}


def draw_heading(page: str, draft: str, here: Here) -> None:
    """The title, beside it the other way to write the draft, and how to begin anew once something
    is kept."""
    other, label, icon = _OTHER_WAY[page]
    with st.container(horizontal=True, vertical_alignment="center"):
        amends = st.session_state.get("amends")
        st.title(
            here.t("form.amends", case=amends) if amends else here.t(f"page.{page}"),
            width="stretch",
        )
        st.page_link(
            page_file(other),
            label=here.t(label),
            icon=icon,
            query_params=here.address(draft=draft),
        )
        if st.session_state["saved"]:
            if st.button(here.t("form.another"), key="another", icon=":material/add:"):
                start_another()
                st.rerun()
        elif may(here.person, "draft") and not here.example:
            st.caption(here.t("form.kept"), width="content")


def keep(draft: str, raw: dict[str, Any], here: Here) -> None:
    """Keeps every change as it is made: a reload, or a dead battery, loses nothing.

    When it cannot be kept the panel says so, and the form goes on holding what was typed.
    """
    if not may(here.person, "draft"):
        return
    if raw != st.session_state["saved"] and (st.session_state["saved"] or raw != {"answers": {}}):
        try:
            saved_at = here.desk.save_draft(
                draft, raw, here.person, st.session_state.get("saved_at")
            )
        except (AlreadyRecorded, DraftMoved) as elsewhere:
            # From another window; what is typed here goes on as a request of its own.
            draft = uuid4().hex
            st.session_state.update(draft=draft, shown_draft=(draft, here.person.id))
            saved_at = here.desk.save_draft(draft, raw, here.person)
            if isinstance(elsewhere, DraftMoved):
                st.toast(here.t("form.draft_moved"), icon=":material/call_split:")
        except LogUnusable as unusable:
            st.session_state["unusable"] = unusable
            return
        st.session_state.update(saved=raw, saved_at=saved_at)
    if st.session_state["saved"] and st.query_params.get("draft") != draft:
        st.query_params["draft"] = draft
