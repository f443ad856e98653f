"""What an answer rests on: marked beside its question, and told beside the answer.

Where one marks it stand the definition and the proof, since that is when one asks for them.
"""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

import streamlit as st

from screening.core.criteria import Edition, Question
from screening.core.evidence import assumed
from screening.core.facts import RequestScreened
from screening.core.model import Language
from screening.core.request import BASES, Basis, Evidence, Request
from screening.explanation import say_answer, say_basis
from screening.pages.frame import Here

_ICONS = {
    None: ":material/help:",
    "said": ":material/chat:",
    "written": ":material/description:",
    "assumed": ":material/psychology_alt:",
}
_MARKS: dict[Basis, str] = {"said": "“", "written": "✎", "assumed": "?"}


def keys(question: str) -> tuple[str, str]:
    """Where the session holds a question's mark and its note. No question's id holds a colon."""
    return f"basis:{question}", f"note:{question}"


def _popover(question: str) -> str:
    return f"evidence-{question}"


def fill(raw: object, questions: tuple[Question, ...]) -> None:
    """Puts the evidence of a draft or a request into the session; absent is unmarked."""
    told = raw if isinstance(raw, Mapping) else {}
    for question in questions:
        one = told.get(question.id)
        mapping = one if isinstance(one, Mapping) else {"basis": one}
        basis, note = keys(question.id)
        st.session_state[basis] = mapping.get("basis") if mapping.get("basis") in BASES else None
        st.session_state[note] = mapping.get("note") or ""


def typed(questions: tuple[Question, ...]) -> dict[str, dict[str, str]]:
    """What the session holds, by question; a note stays though its mark was taken back."""
    held = {}
    for question in questions:
        basis, note = (st.session_state.get(key) for key in keys(question.id))
        parts = {"basis": basis, "note": (note or "").strip()}
        if known := {name: part for name, part in parts.items() if part}:
            held[question.id] = known
    return held


def forget(question: str) -> bool:
    """Takes back the mark of an answer that is replaced; whether there was one to take back."""
    basis, _ = keys(question)
    replaced = question in st.session_state["saved"].get("answers", {})
    if not replaced or st.session_state.get(basis) is None:
        return False
    st.session_state[basis] = None
    return True


def of_request(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The evidence in a draft that a request can carry: of what is answered, and marked."""
    return {
        question: one
        for question, one in raw.get("evidence", {}).items()
        if question in raw["answers"] and "basis" in one
    }


# ── Marking ──────────────────────────────────────────────────────────────────────────────────


def fold(questions: Iterable[Question]) -> bool:
    """Folds the controls that are unfolded; whether there was one.

    A click elsewhere folds them in the browser, but Streamlit's answers keep theirs to themselves.
    """
    unfolded = [key for one in questions if st.session_state.get(key := _popover(one.id))]
    st.session_state.update(dict.fromkeys(unfolded, False))
    return bool(unfolded)


def control(question: Question, here: Here, *, defined: bool = False) -> None:
    """The popover beside a question, where one marks what its answer rests on.

    It tells the definition and the proof too, unless they are `defined` beside it already.
    """
    basis_key, note_key = keys(question.id)
    # Set each time, since the browser learns what is in a popover only when it is opened, and takes
    # one with another label for another one.
    basis = st.session_state[basis_key] = st.session_state.get(basis_key)
    st.session_state[note_key] = st.session_state.get(note_key) or ""
    st.session_state[_popover(question.id)] = bool(st.session_state.get(_popover(question.id)))
    label = here.t("evidence.alone" if defined else "evidence.how")
    if basis is not None:
        label = here.t("evidence.marked", basis=here.t(f"evidence.{basis}"))
    with st.popover(
        label,
        icon=_ICONS[basis],
        type="tertiary",
        key=_popover(question.id),
        on_change="rerun",
    ):
        if not defined and (definition := _definition(question, here)):
            st.html(definition)
        st.segmented_control(
            here.t("evidence.rests_on"),
            BASES,
            format_func=lambda one: say_basis(one, here.language),
            key=basis_key,
        )
        if basis == "assumed":
            st.caption(here.t("evidence.what_assumed_means"))
        if basis is not None:
            st.text_area(here.t("evidence.note"), key=note_key, max_chars=1_000, height=68)


def _definition(question: Question, here: Here) -> str:
    """The definition of what is asked, and what proves an answer."""
    parts = []
    if question.hint is not None:
        parts.append(f"<p>{escape(question.hint.in_(here.language))}</p>")
    if question.proof is not None:
        proof = escape(question.proof.in_(here.language))
        parts.append(f"<p><b>{here.t('form.proof')}</b> {proof}</p>")
    return f'<div class="defined">{"".join(parts)}</div>' if parts else ""


# ── Telling ──────────────────────────────────────────────────────────────────────────────────


def draw_assumptions(screening: RequestScreened, edition: Edition, here: Here) -> None:
    """Which answers nobody has said or written, and whether the verdict rests on them."""
    if not (doubted := assumed(screening.request)):
        return
    relied_upon = here.desk.relied_upon(screening)
    told = "none" if not relied_upon else "all" if len(relied_upon) == len(doubted) else "some"
    mark = f' <b class="rests">({here.t("evidence.rests_on_it")})</b>' if told == "some" else ""
    answers, language = screening.request.answers, here.language
    rows = "".join(
        f"<li>{escape(one.ask.in_(language))} {escape(say_answer(answers[one.id], one, language))}"
        f"{mark if one.id in relied_upon else ''}</li>"
        for one in edition.questions
        if one.id in doubted
    )
    st.html(
        f'<div class="assumptions"><h3>{here.t("evidence.assumptions", count=len(doubted))}</h3>'
        f"<ul>{rows}</ul><p>{here.t(f'evidence.rest_on_{told}', count=len(doubted))}</p></div>"
    )


def answers(questions: Iterable[Question], request: Request, language: Language) -> str:
    """What was answered, question by question, and what each answer rests on."""
    evidence = request.evidence or {}
    return "".join(
        (
            '<dl class="facts">',
            *(
                f"<dt>{escape(question.ask.in_(language))}</dt>"
                f"<dd>{escape(say_answer(request.answers.get(question.id), question, language))}"
                f"{_told(evidence.get(question.id), language)}</dd>"
                for question in questions
            ),
            "</dl>",
        )
    )


def _told(evidence: Evidence | None, language: Language) -> str:
    if evidence is None:
        return ""
    note = f'<span class="note">{escape(evidence.note)}</span>' if evidence.note else ""
    return (
        f'<span class="basis is-{evidence.basis}">'
        f'<i aria-hidden="true">{_MARKS[evidence.basis]}</i>'
        f"{escape(say_basis(evidence.basis, language))}</span>{note}"
    )
