"""One question at a time: always the one that decides most, until the verdict is certain."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from screening.core.criteria import ChoicesQuestion, NumberQuestion, Question
from screening.explanation import say_answer
from screening.pages import blocks, earlier, evidence, proposals, request_form
from screening.pages.drafts import draw_heading, keep, open_draft
from screening.pages.frame import Here, catch_up, here, show_unusable
from screening.pages.recording import (
    actions,
    read,
    show_recorded,
    whole_page_depends_on,
)
from screening.pages.talk import Talk
from screening.service import Verdict

TALK = "talk"


def talk_about(draft: str) -> Talk:
    """This session's conversation about the draft; another draft begins another one."""
    talk: Talk | None = st.session_state.get(TALK)
    return talk if talk is not None and talk.draft == draft else Talk(draft)


def go(talk: Talk) -> None:
    st.session_state[TALK] = talk


def take_answer(question: Question, talk: Talk) -> None:
    """Takes what the widget holds into the form, and goes on."""
    held = st.session_state[f"{TALK}_{question.id}"]
    given = st.session_state.get(question.id)
    if request_form.answer_of(question, held) is not None:
        if held != given:
            evidence.forget(question.id)
        st.session_state[question.id] = held
        go(talk.answered(question.id))
    elif held is None and not _waits(question):
        # A tap on the answer that was given already takes it back in the widget, and means it.
        go(talk.answered(question.id))
    else:
        pass_over(question, talk)


def _waits(question: Question) -> bool:
    """Whether an answer takes more than one tap."""
    return isinstance(question, ChoicesQuestion | NumberQuestion)


def blank(question: Question) -> Any:
    """What the question's widget holds while there is no answer."""
    return request_form.shown_as(question, None, here())


def pass_over(question: Question, talk: Talk) -> None:
    st.session_state[question.id] = blank(question)
    go(talk.pass_over(question.id))


# ── Drawing ──────────────────────────────────────────────────────────────────────────────────


@st.fragment(key=request_form.FOLLOWS)
def conversation(draft: str) -> None:
    """The question being put, and beside it the verdict and what was said so far."""
    catch_up()
    found = here()
    if found.desk.recorded_as(draft):
        st.rerun()
    request_form.hold(found)
    raw = request_form.typed(found)
    answers, _ = found.desk.answers(raw["answers"])
    verdict = found.desk.verdict(answers)
    talk = talk_about(draft).put_next(verdict.deciding, answers)
    go(talk)
    with st.container(key="desk"):
        with st.container(key="talk"):
            if talk.now is not None:
                put(found.desk.edition.question(talk.now), talk, verdict, found)
            else:
                conclude(talk, verdict, found)
        with st.container(key="verdict"):
            edition, language = found.desk.edition, found.language
            st.html(
                blocks.verdict(verdict.assessment, answers, edition, language)
                + blocks.strip(verdict.assessment, edition.accept_from, language)
            )
            keep(draft, raw, found)
            if unusable := st.session_state.pop("unusable", None):
                show_unusable(language, unusable)
            request, problems = read(raw, found)
            earlier.draw(found, raw, request)
            if talk.now is None:
                actions(found, verdict, draft, request, problems)
            proposals.draw(found, verdict, st.session_state.get("about_learners"))
            said_so_far(talk, raw["answers"], found)
    if st.session_state["drawn"] != whole_page_depends_on(problems):
        st.rerun()


def put(question: Question, talk: Talk, verdict: Verdict, here: Here) -> None:
    """One question with its definition and its proof, and the ways on and back."""
    left = sum(id not in talk.passed for id in verdict.deciding)
    st.html(blocks.question_put(question, here.t("talk.left", count=left), here.language))
    key = f"{TALK}_{question.id}"
    given = st.session_state.get(question.id)
    # One tap answers; what takes several, or digits, waits for a word that it is complete, and
    # meanwhile is not disturbed.
    waits = _waits(question)
    if not waits or st.session_state.get("talk_shown") != talk.now:
        st.session_state[key] = given
    st.session_state["talk_shown"] = talk.now
    if waits:
        with st.form(f"put-{question.id}", border=False):
            request_form.answer_widget(question, here, key, label_visibility="collapsed")
            st.form_submit_button(
                here.t("talk.next"), type="primary", on_click=take_answer, args=(question, talk)
            )
    else:
        request_form.answer_widget(
            question,
            here,
            key,
            on_change=take_answer,
            args=(question, talk),
            label_visibility="collapsed",
        )
    evidence.control(question, here, defined=True)
    with st.container(horizontal=True, key="ways"):
        back(talk, here)
        if given not in (None, []):
            st.button(
                here.t("talk.keep"),
                key="keep",
                on_click=go,
                args=(talk.answered(question.id),),
                icon=":material/arrow_forward:",
            )
        elif waits:
            st.button(
                here.t("answer.unknown"), key="skip", on_click=pass_over, args=(question, talk)
            )


def conclude(talk: Talk, verdict: Verdict, here: Here) -> None:
    """Why no question is put any more: the verdict is certain, or all that matter were passed."""
    edition, language = here.desk.edition, here.language
    if verdict.deciding:
        st.html(blocks.still_open(len(verdict.deciding), language))
        for id in verdict.deciding:
            _turn_to(id, edition.question(id).ask.in_(language), talk, ":material/help:")
    else:
        unasked = sum(st.session_state.get(one.id) in (None, []) for one in edition.questions)
        st.html(blocks.certain(verdict.assessment.outcome, unasked, language))
    with st.container(horizontal=True, key="ways"):
        back(talk, here)


def back(talk: Talk, here: Here) -> None:
    if (before := talk.before) is not None:
        st.button(
            here.t("talk.back"),
            key="back",
            on_click=go,
            args=(talk.turn_to(before),),
            icon=":material/arrow_back:",
        )


def said_so_far(talk: Talk, answers: Mapping[str, Any], here: Here) -> None:
    """What is known, each answer a tap away from being put again."""
    if not answers:
        return
    with st.container(key="said", gap=None):
        st.html(f'<h3 class="small">{here.t("talk.said")}</h3>')
        for question in here.desk.edition.questions:
            if (answer := answers.get(question.id)) is not None:
                held = tuple(answer) if isinstance(answer, list) else answer
                said = say_answer(held, question, here.language)
                label = f"{question.ask.in_(here.language)} **{blocks.plain(said)}**"
                _turn_to(question.id, label, talk, ":material/edit:")


def _turn_to(question: str, label: str, talk: Talk, icon: str) -> None:
    st.button(
        label,
        key=f"turn-{question}",
        on_click=go,
        args=(talk.turn_to(question),),
        type="tertiary",
        icon=icon,
    )


def page(draft: str, here: Here) -> None:
    """The heading, whom one talks with, and the conversation."""
    _, problems = read(request_form.typed(here), here)
    st.session_state["drawn"] = whole_page_depends_on(problems)
    draw_heading("conversation", draft, here)
    with st.container(key="form", gap=None):
        request_form.draw_names(here, {one.at: one for one in problems})
    conversation(draft)


found = here()
draft_id = open_draft(found)
if case := found.desk.recorded_as(draft_id):
    show_recorded(case, found)
else:
    page(draft_id, found)
