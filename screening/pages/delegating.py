"""Who votes for a member while they are away: told, given, and taken back."""

from datetime import date

import streamlit as st

from screening.core.access import may
from screening.core.delegation import Delegation
from screening.pages.frame import Here
from screening.review import Refused


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
        for one in theirs:
            _draw_given(one, here)
        colleagues = [
            one.member
            for one in members
            if one.college == seat.college and one.member != seat.member
        ]
        if colleagues:
            _draw_form(colleagues, here)
        else:
            st.write(here.t("delegation.alone"))


def _draw_given(one: Delegation, here: Here) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        said = here.t(
            "delegation.given", who=here.desk.name_of(one.to), starts=one.starts, ends=one.ends
        )
        st.write(said)
        st.button(
            here.t("delegation.take_back"),
            key=f"take-back-{one.starts}",
            on_click=here.review.delegate,
            args=(here.person.id, one.starts, one.ends, here.person),
        )


def _draw_form(colleagues: list[str], here: Here) -> None:
    today = here.desk.now().astimezone(here.zone).date()
    with st.form("delegation", border=False):
        to = st.selectbox(
            here.t("delegation.to"),
            colleagues,
            index=None,
            format_func=here.desk.name_of,
            placeholder=here.t("delegation.choose"),
        )
        with st.container(horizontal=True):
            starts = st.date_input(
                here.t("delegation.starts"), today, min_value=today, format="DD/MM/YYYY"
            )
            ends = st.date_input(
                here.t("delegation.ends"), None, min_value=today, format="DD/MM/YYYY"
            )
        if st.form_submit_button(here.t("delegation.give"), type="primary"):
            _give(to, starts, ends, here)


def _give(to: str | None, starts: date | None, ends: date | None, here: Here) -> None:
    if to is None or starts is None or ends is None:
        st.warning(here.t("delegation.incomplete"), icon=":material/edit:")
        return
    try:
        here.review.delegate(to, starts, ends, here.person)
    except Refused as refused:
        st.warning(here.t(f"delegation.refused.{refused.code}"), icon=":material/edit:")
        return
    st.rerun()
