"""After a referral: a new version, a withdrawal, and what changed from version to version."""

from uuid import uuid4

import streamlit as st

from screening.changes_told import changes_told
from screening.core.access import may
from screening.core.cases import OPEN, Case
from screening.core.changes import differences
from screening.core.criteria import Edition
from screening.core.facts import WITHDRAWAL_REASONS
from screening.language import moment
from screening.pages import blocks
from screening.pages.frame import Here, page_file, show_unusable
from screening.service import CaseClosed
from screening.stores.protocol import LogUnusable


def draw_actions(case: Case, here: Here) -> None:
    """What its salesperson, or a manager, can do with a case that the committee still has."""
    if case.status not in OPEN or not may(here.person, "amend", case.latest.request.owner):
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        # While its motion is open, or awaits management, what is voted on stays as it is.
        if case.status == "referred" and st.button(
            here.t("versions.amend"), key="amend", icon=":material/edit:"
        ):
            draft = here.desk.amendment(case.id, here.person)
            st.switch_page(page_file("new_request"), query_params=here.address(draft=draft))
        with st.popover(here.t("versions.withdraw"), icon=":material/undo:"):
            st.selectbox(
                here.t("versions.reason"),
                WITHDRAWAL_REASONS,
                index=None,
                format_func=lambda one: here.t(f"withdrawal.{one}"),
                placeholder=here.t("versions.choose"),
                key="withdrawal_reason",
            )
            st.text_input(here.t("versions.note"), key="withdrawal_note", max_chars=500)
            st.session_state.setdefault("withdrawal", uuid4().hex)
            st.button(
                here.t("versions.withdraw_yes"),
                key="withdraw",
                type="primary",
                disabled=st.session_state.get("withdrawal_reason") is None,
                on_click=_withdraw,
                args=(case.id, here),
            )


def _withdraw(case: str, here: Here) -> None:
    """One submission id per click path: pressing twice withdraws once."""
    try:
        here.desk.withdraw(
            case,
            st.session_state["withdrawal"],
            st.session_state["withdrawal_reason"],
            (st.session_state.get("withdrawal_note") or "").strip() or None,
            here.person,
        )
    except CaseClosed:
        return
    except LogUnusable as unusable:
        show_unusable(here.language, unusable)
        return
    st.session_state.pop("withdrawal", None)


def draw_withdrawal(case: Case, here: Here) -> None:
    """That the request was taken back: it comes before what had been decided of it."""
    if (gone := case.withdrawal) is None:
        return
    st.info(
        here.t(
            "versions.withdrawn",
            at=moment(here.language, gone.at, here.zone),
            by=here.desk.name_of(gone.by),
            why=here.t(f"withdrawal.{gone.reason}"),
        )
        + (f" {blocks.plain(gone.note)}" if gone.note else ""),
        icon=":material/undo:",
    )


def draw_words(case: Case, here: Here) -> None:
    """What was said with each version, to the committee, the latest first: it is permanent."""
    several = len(case.screenings) > 1
    told = []
    for place, one in reversed(list(enumerate(case.screenings, start=1))):
        of = here.t("versions.of", number=str(place)) if several else ""
        for name in ("context", "sent_because", "repeated_because"):
            if said := getattr(one, name):
                told.append((here.t(f"hearing.said.{name}") + of, said))
    if told:
        st.html(blocks.facts(told))


def draw_story(case: Case, edition: Edition, here: Here) -> None:
    """How each version differs from another."""
    if len(case.screenings) < 2:
        return
    st.header(here.t("versions.title", count=len(case.screenings)))
    numbered = list(enumerate(case.screenings, start=1))
    names = {
        place: here.t(
            "versions.one", number=str(place), at=moment(here.language, one.at, here.zone)
        )
        for place, one in numbered
    }
    first, second = st.columns(2)
    with first:
        before = st.selectbox(
            here.t("versions.from"), names, len(names) - 2, format_func=names.__getitem__
        )
    with second:
        after = st.selectbox(
            here.t("versions.to"), names, len(names) - 1, format_func=names.__getitem__
        )
    found = differences(case.screenings[before - 1], case.screenings[after - 1])
    amounts = may(here.person, "read_amount", case.latest.request.owner)
    told = changes_told(found, edition, here.language, amounts=amounts)
    st.html(blocks.changes(told, here.language))
