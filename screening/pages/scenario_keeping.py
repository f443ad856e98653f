"""A recorded case kept as a scenario, with a title and a reason; and that it was."""

from html import escape

import streamlit as st

from screening.core.access import may
from screening.core.assessment import Outcome
from screening.core.cases import Case
from screening.core.criteria import Edition
from screening.core.kept_scenarios import could_expect
from screening.core.scenarios import LONGEST_TITLE
from screening.pages import acts, blocks
from screening.pages.frame import PAGES, Here, page_file
from screening.pages.scenario_cards import scenarios_of
from screening.scenarios import NewScenario
from screening.scenarios_told import suggested

# The act whose dialog is open.
_KEEPING = "keeping_scenario"


def draw(case: Case, edition: Edition, here: Here) -> None:
    """That the case was kept, for whoever reads scenarios, and a button to keep it."""
    if not may(here.person, "read_scenarios"):
        return
    ever = [one for one in scenarios_of(here).kept(here.person) if one.case == case.id]
    in_use = [one for one in ever if one.dropped is None]
    for one in in_use:
        st.page_link(
            page_file("scenarios"),
            label=here.t(
                "scenarios.kept", title=blocks.plain(one.scenario.title.in_(here.language))
            ),
            icon=":material/bookmark_added:",
            query_params=here.address(),
        )
    answers = case.latest.request.answers
    if any(one.scenario.answers == answers for one in in_use):
        return
    if not may(here.person, "keep_scenario", case.latest.request.owner, case.recused):
        return
    act = f"keep-{case.id}-{len(ever)}"
    if st.session_state["arrives"]:
        _close()  # whoever left the page with the dialog open left the dialog, too
    st.button(
        here.t("scenarios.keep"),
        key="keep-scenario",
        icon=":material/bookmark_add:",
        on_click=lambda: st.session_state.update({_KEEPING: act}),
    )
    if st.session_state.get(_KEEPING) == act:

        @st.dialog(here.t("scenarios.keep"), width="large", on_dismiss=_close)
        def dialog() -> None:
            if st.session_state.get(_KEEPING) != act:
                st.rerun()  # it was kept: the page says so
            _draw_form(act, case, edition, here)

        dialog()


def _close() -> None:
    st.session_state.pop(_KEEPING, None)


def _draw_form(act: str, case: Case, edition: Edition, here: Here) -> None:
    st.html(PAGES / "scenarios.css")
    title, why = suggested(case, edition, here.language)
    st.html(f'<p class="row-note">{escape(here.t("scenarios.keep_about"))}</p>')
    with st.form(act, border=False):
        st.text_input(here.t("scenarios.title"), title, max_chars=LONGEST_TITLE, key=f"{act}-title")
        st.text_area(here.t("scenarios.why"), why, max_chars=2_000, key=f"{act}-why")
        _choose_expected(could_expect(case), act, here)
        _choose_blocking(case, edition, act, here)
        st.caption(here.t("scenarios.keep_note"))
        acts.draw_refusal(act, here)
        st.form_submit_button(
            here.t("scenarios.keep_yes"),
            type="primary",
            key=act,
            on_click=_keep,
            args=(act, acts.submission(act), case.id, here),
        )


def _keep(act: str, submission: str, case: str, here: Here) -> None:
    """Kept, the dialog closes; refused, it stays and says why."""
    said = st.session_state
    new = NewScenario(
        said[f"{act}-title"],
        said[f"{act}-why"],
        said.get(f"{act}-expected"),
        bool(said.get(f"{act}-blocking")),
    )
    if acts.send(act, lambda: scenarios_of(here).keep(case, submission, new, here.person)):
        _close()


def _choose_expected(able: tuple[Outcome, ...], act: str, here: Here) -> None:
    """What must come of it: said where the case says so itself, chosen where people overruled."""
    if len(able) == 1:
        must = escape(here.t("scenarios.must"))
        outcome = blocks.outcome_word(able[0], here.language)
        st.html(f'<p class="must"><span>{must}</span> {outcome}</p>')
        return
    st.radio(
        here.t("scenarios.expected"),
        able,
        index=None,
        format_func=lambda one: here.t(f"scenarios.from_now_on.{one}"),
        key=f"{act}-expected",
    )


def _choose_blocking(case: Case, edition: Edition, act: str, here: Here) -> None:
    titles = tuple(
        edition.criterion(one.criterion).title for one in case.latest.findings if one.blocks
    )
    if titles:
        said = here.t("scenarios.blocking", count=len(titles), criteria=titles)
        st.checkbox(said, key=f"{act}-blocking")
