"""New request: the form, and beside it a verdict that follows the typing."""

import streamlit as st

from screening.core.assessment import Answers
from screening.pages import blocks, earlier, proposals, request_form
from screening.pages.drafts import draw_heading, keep, open_draft
from screening.pages.frame import Here, catch_up, here, show_unusable
from screening.pages.recording import (
    actions,
    read,
    show_recorded,
    whole_page_depends_on,
)
from screening.service import Verdict


def form_and_panel(draft: str) -> None:
    """The form, and beside it the panel that follows it."""
    found = here()
    _, problems = read(request_form.typed(found), found)
    st.session_state["drawn"] = whole_page_depends_on(problems)
    draw_heading("new_request", draft, found)
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
    request, problems = read(raw, found)
    verdict = found.desk.verdict(answers)
    show_verdict(found, verdict, answers)
    # The verdict is on its way while the draft is written, and on screen before the rest is drawn.
    keep(draft, raw, found)
    if unusable := st.session_state.pop("unusable", None):
        show_unusable(found.language, unusable)
    earlier.draw(found, raw, request)
    actions(found, verdict, draft, request, problems)
    proposals.draw(found, verdict, st.session_state.get("about_learners"))
    show_findings(found, verdict, answers)
    if st.session_state["drawn"] != whole_page_depends_on(problems):
        st.rerun()


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


found = here()
draft_id = open_draft(found)
if case := found.desk.recorded_as(draft_id):
    show_recorded(case, found)
else:
    form_and_panel(draft_id)
