"""What would change it: concessions a salesperson can say, each to try in the form and undo."""

from collections.abc import Sequence
from html import escape
from itertools import islice

import streamlit as st

from screening.changes_told import taken_told
from screening.core.counterfactual import Change
from screening.core.criteria import Edition
from screening.core.facts import RequestScreened
from screening.explanation import alike_ways, say_ways
from screening.pages import blocks, evidence, request_form
from screening.pages.frame import Here
from screening.pages.request_form import TRIED
from screening.service import Verdict

MOST_SHOWN = 3


def try_it(changes: tuple[Change, ...], here: Here) -> None:
    """Puts the changes into the form, and remembers what stood there.

    Nobody has said, written or assumed what is being tried: its mark goes until it is undone.
    """
    questions = {change.question: here.desk.edition.question(change.question) for change in changes}
    marks = [evidence.keys(id)[0] for id in questions]
    stood = {key: st.session_state.get(key) for key in (*questions, *marks)}
    # Of two that are tried one after the other, what stood before the first.
    st.session_state[TRIED] = {**stood, **(st.session_state.get(TRIED) or {})}
    st.session_state.update(dict.fromkeys(marks))
    for change in changes:
        question = questions[change.question]
        st.session_state[change.question] = request_form.shown_as(question, change.answer, here)
    st.rerun()  # the form too


def undo() -> None:
    """Puts back what stood in the form before the proposal."""
    st.session_state.update(st.session_state[TRIED])
    st.session_state[TRIED] = None
    st.rerun()


def draw(here: Here, verdict: Verdict, learners: int | None) -> None:
    """The cheapest proposals, and a way back from the one being tried."""
    if st.session_state.get(TRIED):
        st.caption(here.t("proposals.trying"))
        st.button(here.t("proposals.undo"), key="undo", on_click=undo, icon=":material/undo:")
    proposed = verdict.accepted_if or verdict.reopened_if
    if not proposed:
        return
    title = "proposals.accepted" if verdict.accepted_if else "proposals.reopened"
    st.html(f'<h3 class="small">{here.t(title)}</h3>')
    told = say_ways(proposed, here.desk.edition, here.language, learners=learners)
    ways = zip(told, alike_ways(proposed), strict=True)
    for place, (words, alike) in enumerate(islice(ways, MOST_SHOWN)):
        with st.container(
            horizontal=True,
            wrap=False,
            vertical_alignment="center",
            key=f"proposal-{place}",
            gap="small",
        ):
            st.html(f"<p>{escape(_sentence(words, here))}</p>", width="stretch")
            st.button(
                here.t("proposals.try"), key=f"try-{place}", on_click=try_it, args=(alike[0], here)
            )


def draw_recorded(screening: RequestScreened, edition: Edition, here: Here) -> None:
    """What would have made a recorded referral acceptable, by the criteria that judged it; of an
    acceptance, the proposals it rests on."""
    if screening.outcome != "refer":
        draw_taken(screening, edition, here)
        return
    verdict = here.desk.reconsidered(screening)
    ways = say_ways(
        verdict.accepted_if or verdict.reopened_if,
        edition,
        here.language,
        learners=screening.request.learners,
    )
    if not ways:
        return
    title = "proposals.accepted" if verdict.accepted_if else "proposals.reopened"
    rows = "".join(f"<li>{escape(_sentence(way, here))}</li>" for way in ways[:MOST_SHOWN])
    st.html(f'<h3 class="small">{here.t(title)}</h3><ul class="ways">{rows}</ul>')


def draw_taken(screening: RequestScreened, edition: Edition, here: Here) -> None:
    """What proposals obtained, before and after."""
    if rows := list(taken_told(screening, edition, here.language)):
        st.html(
            f'<h3 class="small">{escape(here.t("proposals.taken"))}</h3>'
            f"{blocks.changes(rows, here.language)}"
        )


def _sentence(parts: Sequence[str], here: Here) -> str:
    sentence = here.t("proposals.and").join(parts)
    return sentence[:1].upper() + sentence[1:]
