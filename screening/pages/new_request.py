"""New request: the form, and beside it a verdict that follows the typing."""

from typing import Any
from uuid import uuid4

import streamlit as st

from screening.core.access import may
from screening.core.problems import Problem
from screening.pages import blocks, dossier, proposals, request_form
from screening.pages.frame import Here, catch_up, here, show_unusable
from screening.service import AlreadyRecorded, CaseClosed, StillUndecided, Verdict, Words
from screening.stores.protocol import LogUnusable


def open_draft(here: Here) -> str:
    """The draft being written: the one the address names, the session's, or a new one.

    Its id is also the id of its submission, so that recording it twice records it once. The draft
    of somebody else is as unknown here as one that never was: a new one begins.
    """
    id: str = st.query_params.get("draft") or st.session_state.get("draft") or uuid4().hex
    if st.session_state.get("shown_draft") != (id, here.person.id):
        raw = here.desk.draft(id, here.person)
        if raw is None and here.desk.recorded_as(id) is None:
            id = uuid4().hex
            st.query_params.pop("draft", None)
        request_form.fill(raw or {}, here)
        st.session_state.update(
            draft=id,
            shown_draft=(id, here.person.id),
            saved=raw or {},
            asked_to_record=False,
            unfolded=False,
            tried=None,
        )
    return id


def start_another() -> None:
    """Leaves the draft where it is kept and shows an empty form."""
    st.session_state["draft"] = uuid4().hex
    st.query_params.pop("draft", None)


def keep(draft: str, raw: dict[str, Any], here: Here) -> None:
    """Keeps every change as it is made: a reload, or a dead battery, loses nothing.

    When it cannot be kept the panel says so, and the form goes on holding what was typed.
    """
    if not may(here.person, "draft"):
        return
    if raw != st.session_state["saved"] and (st.session_state["saved"] or raw != {"answers": {}}):
        try:
            here.desk.save_draft(draft, raw, here.person)
        except AlreadyRecorded:
            # From another window; what is typed here goes on as a request of its own.
            draft = uuid4().hex
            st.session_state.update(draft=draft, shown_draft=(draft, here.person.id))
            here.desk.save_draft(draft, raw, here.person)
        except LogUnusable as unusable:
            st.session_state["unusable"] = unusable
            return
        st.session_state["saved"] = raw
    if st.session_state["saved"]:
        st.query_params["draft"] = draft


def send_anyway(draft: str) -> None:
    """Sends to the committee what the criteria do not refer, if a reason was given."""
    if reason := (st.session_state.get("sent_because") or "").strip():
        record(draft, reason)


def record(draft: str, sent_because: str | None = None) -> None:
    """Records what the form holds, or leaves the reasons why it cannot be for the page to show."""
    found = here()
    st.session_state["asked_to_record"] = True
    raw = request_form.typed(found)
    request, _ = found.desk.read(request_form.request_in(raw))
    if request is None:
        return
    words = Words(**raw.get("words", {}), sent_because=sent_because)
    try:
        found.desk.record(request, draft, found.person, words)
    except StillUndecided:
        return
    except CaseClosed as closed:
        st.session_state["closed"] = closed.case.id
        return
    except LogUnusable as unusable:
        st.session_state["unusable"] = unusable
        return
    st.session_state["recorded"] = True
    st.query_params["draft"] = draft


def show_recorded(case: str, here: Here) -> None:
    """The case in the place of its form, under the same address.

    On another page a second click on the button, still on its way, would blank that page.
    """
    st.session_state["draft"] = uuid4().hex
    with st.container(horizontal=True, vertical_alignment="center"):
        st.success(here.t("form.already_recorded", case=case), icon=":material/task_alt:")
        st.button(here.t("form.another"), on_click=start_another, icon=":material/add:")
    dossier.show_case(case, here)


@st.fragment
def form_and_verdict(draft: str) -> None:
    """The form and the panel beside it.

    The panel is drawn first, from what the widgets hold already: the new verdict is on screen
    before the form is gone through and the draft is written.
    """
    catch_up()
    if st.session_state.pop("recorded", False):
        st.rerun()
    found = here()
    raw = request_form.typed(found)
    title = st.container()
    form, panel = st.columns([1.45, 1], gap="large")
    _, problems = found.desk.read(request_form.request_in(raw))
    answers, _ = found.desk.answers(raw["answers"])
    shown = [one for one in problems if st.session_state["asked_to_record"] or _is_mistake(one)]
    with panel, st.container(key="verdict"):
        notice = st.container()
        show_verdict(found, found.desk.verdict(answers), answers, draft, shown)
    with form, st.container(key="form", gap="xsmall"):
        request_form.draw(found, {one.at: one for one in shown})
    keep(draft, raw, found)
    if unusable := st.session_state.pop("unusable", None):
        with notice:
            show_unusable(found.language, unusable)
    with title:
        heading(found)


def show_verdict(
    here: Here, verdict: Verdict, answers: Any, draft: str, problems: list[Problem]
) -> None:
    """The panel: outcome and why, what to ask, what each criterion says, and what one can do."""
    edition, language = here.desk.edition, here.language
    assessment = verdict.assessment
    st.html(
        blocks.verdict(assessment, answers, edition, language)
        + blocks.ask_next(verdict.deciding, edition, language)
    )
    actions(here, verdict, draft, problems)
    proposals.draw(here, verdict, st.session_state.get("about_learners"))
    st.html(
        blocks.findings(assessment, answers, edition, here.desk.rules().day, language)
        + blocks.strip(assessment, edition.accept_from, language)
    )


def actions(here: Here, verdict: Verdict, draft: str, problems: list[Problem]) -> None:
    outcome = verdict.assessment.outcome
    if not may(here.person, "record"):
        st.caption(here.t("form.may_not_record"))
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
    if closed := st.session_state.pop("closed", None):
        st.warning(here.t("form.closed", case=closed), icon=":material/lock:")
    if outcome == "refer":
        st.text_input(here.t("form.context"), key="word_context", max_chars=500)
    else:
        with st.popover(here.t("form.send_anyway"), icon=":material/gavel:", type="tertiary"):
            st.text_input(here.t("form.sent_because"), key="sent_because", max_chars=500)
            st.button(
                here.t("form.send"), key="send", on_click=send_anyway, args=(draft,), type="primary"
            )
    if problems:
        st.html(f'<p class="field-problem">{here.t("form.mend", count=len(problems))}</p>')
    elif outcome == "undecided":
        st.caption(here.t("form.undecided_note"))
    elif outcome == "refer" and verdict.procedure is not None:
        procedure = getattr(here.desk.edition.committee.procedures, verdict.procedure)
        st.caption(here.t("form.goes_to", who=procedure.title, count=procedure.days_open))


def _is_mistake(problem: Problem) -> bool:
    """What is merely not typed yet is no mistake until one asks to record."""
    return problem.code != "missing"


def heading(here: Here) -> None:
    """The title, and beside it how to begin anew once something is kept."""
    with st.container(horizontal=True, vertical_alignment="center"):
        amends = st.session_state.get("amends")
        title = here.t("form.amends", case=amends) if amends else here.t("page.new_request")
        st.title(title, width="stretch")
        if st.session_state["saved"]:
            if st.button(here.t("form.another"), key="another", icon=":material/add:"):
                start_another()
                st.rerun()
        elif may(here.person, "draft") and not here.example:
            st.caption(here.t("form.kept"), width="content")


found = here()
draft_id = open_draft(found)
if case := found.desk.recorded_as(draft_id):
    show_recorded(case, found)
else:
    form_and_verdict(draft_id)
