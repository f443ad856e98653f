"""Recording what was typed, from the form or from a conversation."""

from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import streamlit as st

from screening.core.access import may
from screening.core.problems import Problem
from screening.core.request import Request
from screening.pages import dossier, letter, request_form
from screening.pages.drafts import start_another
from screening.pages.frame import PAGES, Here, here
from screening.service import (
    CaseClosed,
    EditionChanged,
    NewerVersion,
    ReasonMissing,
    RecordedBefore,
    StillUndecided,
    Verdict,
    Words,
)
from screening.stores.protocol import LogUnusable


def record(draft: str, sent_because: str | None = None) -> None:
    """Records what was typed, or leaves the reasons why it cannot be for the page to show."""
    found = here()
    st.session_state["asked_to_record"] = True
    raw = request_form.typed(found)
    request, _ = found.desk.read(request_form.request_in(raw))
    if request is None:
        return
    words = Words(
        **raw.get("words", {}), sent_because=sent_because, stood=request_form.stood(raw, found)
    )
    try:
        found.desk.record(request, draft, found.person, words)
    except StillUndecided:
        return
    except ReasonMissing:
        st.session_state["reason_missing"] = True
        return
    except EditionChanged:
        st.session_state["left_edition"] = found.desk.loaded.fingerprint
        return
    except NewerVersion as newer:
        st.session_state["newer"] = newer.case
        return
    except RecordedBefore:
        # The panel says which case, and asks for a word.
        return
    except CaseClosed as closed:
        st.session_state["closed"] = closed.case.id
        return
    except LogUnusable as unusable:
        st.session_state["unusable"] = unusable
        return
    st.query_params["draft"] = draft


def as_new_request() -> None:
    """What was to be a new version of a case that takes none becomes a request of its own."""
    st.session_state.update(amends=None, versions=None)
    st.rerun()


def send_anyway(draft: str) -> None:
    """Sends to the committee what the criteria do not refer, with the reason that was given."""
    record(draft, st.session_state.get("sent_because") or "")


def show_recorded(case: str, here: Here) -> None:
    """The case in the place of its form, under the same address.

    On another page a second click on the button, still on its way, would blank that page.
    """
    st.session_state["draft"] = uuid4().hex
    with st.container(horizontal=True, vertical_alignment="center"):
        st.success(here.t("form.already_recorded", case=case), icon=":material/task_alt:")
        st.button(here.t("form.another"), on_click=start_another, icon=":material/add:")
    st.html(PAGES / "committee.css")
    dossier.show_case(case, here)


def read(raw: Mapping[str, Any], here: Here) -> tuple[Request | None, list[Problem]]:
    """The request that was typed, if it is one already, and the problems to show.

    What is merely not typed yet is no mistake until one asks to record.
    """
    request, problems = here.desk.read(request_form.request_in(raw))
    asked = st.session_state["asked_to_record"]
    return request, [one for one in problems if asked or one.code != "missing"]


def whole_page_depends_on(problems: list[Problem]) -> tuple[object, ...]:
    """What the page shows outside of the panel, and would show otherwise after some changes."""
    return problems, bool(st.session_state["saved"])


def actions(
    here: Here,
    verdict: Verdict,
    draft: str,
    request: Request | None,
    problems: list[Problem],
) -> None:
    """The ways to record, and what each would do; or to ask the prospect for what is missing."""
    outcome = verdict.assessment.outcome
    if not may(here.person, "record"):
        st.caption(here.t("form.may_not_record"))
        link = f"roles?{escape(urlencode(here.address()))}"
        st.html(f'<a href="{link}" target="_self">{escape(here.t("roles.why"))}</a>')
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            here.t(f"form.record_{outcome}"),
            key="record",
            type="primary",
            disabled=outcome == "undecided",
            on_click=record,
            args=(draft,),
            icon=":material/gavel:" if outcome == "refer" else ":material/check:",
        )
        if st.button(here.t("form.save"), key="save", icon=":material/save:"):
            st.toast(here.t("form.kept"), icon=":material/save:")
    if st.session_state.pop("left_edition", None):
        edition = here.desk.edition.name
        st.warning(here.t("form.edition_changed", edition=edition), icon=":material/rule:")
    if newer := st.session_state.pop("newer", None):
        st.warning(here.t("form.newer", case=newer), icon=":material/call_split:")
    if closed := st.session_state.pop("closed", None):
        st.warning(here.t("form.closed", case=closed), icon=":material/lock:")
        st.button(here.t("form.as_new"), key="as_new", on_click=as_new_request)
    if outcome == "refer":
        st.text_input(
            here.t("form.context"), key="word_context", max_chars=500, persist_state="page"
        )
    else:
        with st.container(horizontal=True, vertical_alignment="center"):
            with st.popover(here.t("form.send_anyway"), icon=":material/gavel:", type="tertiary"):
                st.text_input(here.t("form.sent_because"), key="sent_because", max_chars=500)
                if st.session_state.pop("reason_missing", False):
                    st.html(f'<p class="field-problem">{here.t("form.reason_missing")}</p>')
                st.button(
                    here.t("form.send"),
                    key="send",
                    on_click=send_anyway,
                    args=(draft,),
                    type="primary",
                )
            if request is not None:
                letter.offer_for_draft(draft, request, verdict, here)
    if problems:
        st.html(f'<p class="field-problem">{here.t("form.mend", count=len(problems))}</p>')
    elif outcome == "undecided":
        st.caption(here.t("form.undecided_note"))
    elif outcome == "refer" and verdict.procedure is not None:
        procedure = getattr(here.desk.edition.committee.procedures, verdict.procedure)
        st.caption(here.t("form.goes_to", who=procedure.title, count=procedure.days_open))
