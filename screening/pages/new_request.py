"""New request: the form, and beside it a verdict that follows the typing."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import streamlit as st

from screening.core.access import may
from screening.core.assessment import Answers
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
    if st.session_state["saved"] and st.query_params.get("draft") != draft:
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


def form_and_panel(draft: str) -> None:
    """The form, and beside it the panel that follows it."""
    found = here()
    problems = problems_to_show(request_form.typed(found), found)
    st.session_state["drawn"] = whole_page_depends_on(problems)
    heading(found)
    with st.container(key="desk"):
        form = st.container(key="form", gap=None)
        with st.container(key="verdict"):
            panel(draft)
    with form:
        request_form.draw(found, {one.at: one for one in problems})


@st.fragment(key=request_form.FOLLOWS)
def panel(draft: str) -> None:
    """The verdict on what the form holds, which is then kept.

    Drawn alone after a change. The rest of the page follows when it has something new to say.
    """
    catch_up()
    found = here()
    if found.desk.recorded_as(draft):
        st.rerun()
    raw = request_form.typed(found)
    answers, _ = found.desk.answers(raw["answers"])
    problems = problems_to_show(raw, found)
    verdict = found.desk.verdict(answers)
    show_verdict(found, verdict, answers)
    # The verdict is on its way while the draft is written, and on screen before the rest is drawn.
    keep(draft, raw, found)
    if unusable := st.session_state.pop("unusable", None):
        show_unusable(found.language, unusable)
    actions(found, verdict, draft, problems)
    proposals.draw(found, verdict, st.session_state.get("about_learners"))
    show_findings(found, verdict, answers)
    if st.session_state["drawn"] != whole_page_depends_on(problems):
        st.rerun()


def problems_to_show(raw: Mapping[str, Any], here: Here) -> list[Problem]:
    """What is merely not typed yet is no mistake until one asks to record."""
    _, problems = here.desk.read(request_form.request_in(raw))
    asked = st.session_state["asked_to_record"]
    return [one for one in problems if asked or one.code != "missing"]


def whole_page_depends_on(problems: list[Problem]) -> tuple[object, ...]:
    """What the page shows outside of the panel, and would show otherwise after some changes."""
    return problems, bool(st.session_state["saved"])


def show_verdict(here: Here, verdict: Verdict, answers: Answers) -> None:
    """The outcome and why, and what to ask next; on a phone the outcome at the foot, too."""
    edition, language = here.desk.edition, here.language
    st.html(
        blocks.verdict(verdict.assessment, answers, edition, language)
        + blocks.ask_next(verdict.deciding, edition, language)
        + blocks.strip(verdict.assessment, edition.accept_from, language)
    )


def show_findings(here: Here, verdict: Verdict, answers: Answers) -> None:
    """What each criterion says.

    In two pieces, because the browser takes its time over HTML but keeps a piece that is the same.
    """
    edition, language, day = here.desk.edition, here.language, here.desk.rules().day
    for piece in (blocks.findings_made, blocks.findings_to_come):
        if html := piece(verdict.assessment, answers, edition, day, language):
            st.html(html)


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
    form_and_panel(draft_id)
