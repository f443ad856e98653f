"""Who votes for a member while they are away: told, given, and taken back."""

from datetime import date

import streamlit as st

from screening.core.access import may
from screening.core.committee_facts import DelegationGiven
from screening.core.delegation import Delegation
from screening.pages import acts
from screening.pages.frame import Here


def draw_delegation(here: Here) -> None:
    """For members with a seat: who votes for them, for whom they vote, and a form to delegate."""
    members = here.review.members()
    seat = next((one for one in members if one.member == here.person.id), None)
    if seat is None or not may(here.person, "delegate"):
        return
    theirs = here.review.delegated(here.person)
    with st.expander(here.t("delegation.title"), icon=":material/swap_horiz:", key="delegating"):
        if others := here.review.stands_in_for(here.person):
            names = [here.desk.name_of(one.member) for one in others]
            st.write(here.t("delegation.for_others", who=names))
        if not theirs:
            st.write(here.t("delegation.none"))
        given = sum(
            isinstance(one, DelegationGiven) and one.by == here.person.id
            for one in here.desk.common_facts()
        )
        for one in theirs:
            _draw_given(one, given, here)
        colleagues = [
            one.member
            for one in members
            if one.college == seat.college and one.member != seat.member
        ]
        if colleagues:
            _draw_form(colleagues, f"delegation-{given}", here)
        else:
            st.write(here.t("delegation.alone"))


def _draw_given(one: Delegation, given: int, here: Here) -> None:
    act = f"take-back-{one.starts}-{given}"
    with st.container(horizontal=True, vertical_alignment="center"):
        said = here.t(
            "delegation.given", who=here.desk.name_of(one.to), starts=one.starts, ends=one.ends
        )
        st.write(said)
        st.button(
            here.t("delegation.take_back"),
            key=act,
            on_click=_delegate,
            args=(act, acts.submission(act), here.person.id, one.starts, one.ends, here),
        )
    acts.draw_refusal(act, here)


def _draw_form(colleagues: list[str], act: str, here: Here) -> None:
    today = here.desk.now().astimezone(here.zone).date()
    with st.form(act, border=False):
        st.selectbox(
            here.t("delegation.to"),
            colleagues,
            index=None,
            format_func=here.desk.name_of,
            placeholder=here.t("delegation.choose"),
            key=f"to-{act}",
        )
        with st.container(horizontal=True):
            for name, day in (("starts", today), ("ends", None)):
                st.date_input(
                    here.t(f"delegation.{name}"),
                    day,
                    min_value=today,
                    format="DD/MM/YYYY",
                    key=f"{name}-{act}",
                )
        acts.draw_refusal(act, here)
        st.form_submit_button(
            here.t("delegation.give"),
            key=act,
            type="primary",
            on_click=_give,
            args=(act, acts.submission(act), here),
        )


def _give(act: str, submission: str, here: Here) -> None:
    to, starts, ends = (st.session_state.get(f"{one}-{act}") for one in ("to", "starts", "ends"))
    if to is None or starts is None or ends is None:
        acts.refuse(act, "delegation_incomplete")
        return
    _delegate(act, submission, to, starts, ends, here)


def _delegate(act: str, submission: str, to: str, starts: date, ends: date, here: Here) -> None:
    acts.send(act, lambda: here.review.delegate(submission, to, starts, ends, here.person))
