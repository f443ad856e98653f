"""People and roles: who may sign in, who is expected, and whose access ends."""

from collections.abc import Callable
from html import escape

import streamlit as st

from screening import people
from screening.accounts import AccountRefused, Accounts
from screening.committee_file import CommitteeUnreadable
from screening.core.access import ROLES, NotAllowed, Role, may
from screening.core.accounts import Account
from screening.core.roster import members_on
from screening.pages import blocks
from screening.pages.frame import Here, here, page_file, show_unusable
from screening.stores.protocol import LogUnusable, PersonDetails

# Beside which row, or the form, what became of a change is said: once.
_SAID = "accounts_said"
_EXPECT = "expect"
_FIELDS = ("expect_seat", "expect_name", "expect_email", "expect_role")


def draw(here: Here) -> None:
    accounts = Accounts(here.desk.log, here.desk.now, gate=here.desk.gate)
    st.html(f'<p class="about">{escape(here.t("people.text"))}</p>')
    if here.example:
        st.info(here.t("people.example"), icon=":material/theater_comedy:")
    elif people.way_in() == "local":
        st.info(here.t("people.local"), icon=":material/lock_open:")
    known = accounts.everybody(here.person)
    if not known:
        st.html(blocks.empty(here.t("people.none"), here.t("people.none_hint")))
    for one in sorted(known, key=lambda each: _place(each, here)):
        draw_account(one, accounts, here)
    draw_expecting(known, accounts, here)


def _place(account: Account, here: Here) -> tuple[int, str]:
    """By role, as roles are listed everywhere, then by name; whose access ended comes last."""
    place = ROLES.index(account.role) if account.role else len(ROLES)
    return place, here.desk.name_of(account.person).casefold()


# ── Who may sign in ──────────────────────────────────────────────────────────────────────────


def draw_account(account: Account, accounts: Accounts, here: Here) -> None:
    """Who somebody is, and what the criteria owner can change of it."""
    person, name = account.person, here.desk.name_of(account.person)
    with st.container(key=f"account-{person}", border=True, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(blocks.listed(name, *_notes(account, here)), width="stretch")
            with st.popover(here.t("people.manage"), icon=":material/manage_accounts:"):
                _draw_role(account, name, accounts, here)
                if account.role and account.subject:
                    _draw_ending_sessions(person, name, accounts, here)
                if account.role:
                    st.button(
                        here.t("people.remove"),
                        key=f"end-{person}",
                        icon=":material/block:",
                        on_click=lambda: st.session_state.update(ending=person),
                        width="stretch",
                    )
        if st.session_state.get("ending") == person and account.role:
            _draw_sure(person, name, accounts, here)
        _draw_said(person, here)


def _notes(account: Account, here: Here) -> list[str]:
    role = here.t(f"role.{account.role}") if account.role else here.t("people.no_role")
    state = here.t("people.came" if account.subject else "people.expected") if account.role else ""
    notes = (f"<b>{escape(role)}</b>", state, escape(account.email or ""), account.person)
    return [one for one in notes if one]


def _draw_role(account: Account, name: str, accounts: Accounts, here: Here) -> None:
    person = account.person
    chosen: Role | None = st.selectbox(
        here.t("people.role"),
        ROLES,
        index=ROLES.index(account.role) if account.role else None,
        format_func=lambda one: here.t(f"role.{one}"),
        placeholder=here.t("people.choose"),
        key=f"role-{person}-{account.role}",
    )

    def give() -> None:
        # What the button was drawn with: another press of it gives the same role again.
        accounts.change(person, chosen, here.person)

    told = here.t("people.changed", person=name, role=here.t(f"role.{chosen or 'auditor'}"))
    st.button(
        here.t("people.change"),
        key=f"change-{person}",
        icon=":material/badge:",
        disabled=chosen in (None, account.role),
        on_click=_send,
        args=(person, give, told),
        width="stretch",
    )


def _draw_ending_sessions(person: str, name: str, accounts: Accounts, here: Here) -> None:
    st.button(
        here.t("people.sign_out"),
        key=f"sign-out-{person}",
        icon=":material/logout:",
        on_click=_send,
        args=(
            person,
            lambda: accounts.end_sessions(person, here.person),
            here.t("people.signed_out", person=name),
        ),
        width="stretch",
    )


def _draw_sure(person: str, name: str, accounts: Accounts, here: Here) -> None:
    """Asks once more: whoever is in the middle of something loses what no draft keeps."""
    with st.container(key=f"sure-{person}", gap="xsmall"):
        st.warning(here.t("people.remove_sure", person=blocks.plain(name)), icon=":material/block:")
        with st.container(horizontal=True):
            st.button(
                here.t("people.remove_yes"),
                key=f"end-yes-{person}",
                type="primary",
                on_click=_send,
                args=(
                    person,
                    lambda: accounts.change(person, None, here.person),
                    here.t("people.removed", person=name),
                ),
            )
            st.button(
                here.t("people.remove_no"),
                key=f"end-no-{person}",
                on_click=lambda: st.session_state.pop("ending", None),
            )


# ── Who is expected ──────────────────────────────────────────────────────────────────────────


def draw_expecting(known: list[Account], accounts: Accounts, here: Here) -> None:
    """Gives a role to somebody who will sign in; a member is chosen from the committee's file."""
    st.header(here.t("people.add"))
    with st.container(key=_EXPECT, width=560):
        _draw_seats(known, here)
        st.text_input(here.t("people.name"), key="expect_name", max_chars=120)
        st.text_input(here.t("people.email"), key="expect_email", max_chars=200)
        st.selectbox(
            here.t("people.role"),
            ROLES,
            index=None,
            format_func=lambda one: here.t(f"role.{one}"),
            placeholder=here.t("people.choose"),
            key="expect_role",
        )
        st.button(
            here.t("people.add"),
            key="expect-send",
            type="primary",
            icon=":material/person_add:",
            on_click=_expect,
            args=(accounts, here),
        )
        _draw_said(_EXPECT, here)


def _draw_seats(known: list[Account], here: Here) -> None:
    """Offers those who sit and are not expected yet: their votes are counted under these ids."""
    try:
        loaded = here.committee
    except CommitteeUnreadable:
        st.caption(here.t("people.seats_unreadable"))
        return
    if loaded.example and not here.example:
        st.caption(here.t("people.seats_none"))
        return
    taken = {one.person for one in known}
    free = {one.id: one for one in loaded.people if one.id not in taken}
    if not free:
        return
    today = here.desk.now().astimezone(here.zone).date()
    chairs = {one.member for one in members_on(loaded.roster, today) if one.chair}
    st.selectbox(
        here.t("people.seat"),
        list(free),
        index=None,
        format_func=lambda id: f"{free[id].name} · {id}",
        placeholder=here.t("people.no_seat"),
        key="expect_seat",
        on_change=_fill_in,
        args=(free, chairs),
    )


def _fill_in(free: dict[str, PersonDetails], chairs: set[str]) -> None:
    """What the committee's file says of somebody, to be read over before it is sent."""
    seat = free.get(st.session_state.get("expect_seat") or "")
    if seat is None:
        return
    st.session_state["expect_name"] = seat.name or ""
    st.session_state["expect_email"] = seat.email or ""
    st.session_state["expect_role"] = "chair" if seat.id in chairs else "member"


def _expect(accounts: Accounts, here: Here) -> None:
    seat, name, email, role = (st.session_state.get(one) for one in _FIELDS)
    if role is None:
        _say(_EXPECT, "warning", here.t("people.refused.no_role"))
        return

    def expect() -> None:
        accounts.expect(email or "", role, here.person, name=name or "", id=seat)
        for field in _FIELDS:
            st.session_state.pop(field, None)

    added = here.t("people.added", email=email or "", role=here.t(f"role.{role}"))
    _send(_EXPECT, expect, added)


# ── What became of a change ──────────────────────────────────────────────────────────────────


def _send(place: str, do: Callable[[], object], told: str) -> None:
    """Makes a change from a button; what was typed stays where it was refused."""
    found = here()
    st.session_state.pop("ending", None)
    try:
        do()
    except AccountRefused as refused:
        said = found.t(f"people.refused.{refused.code}", **_named(refused, found))
        _say(place, "warning", said)
    except NotAllowed:
        _say(place, "warning", found.t("people.not_yours"))
    except LogUnusable as unusable:
        st.session_state[_SAID] = (place, "unusable", unusable)
    else:
        _say(place, "success", told)


def _named(refused: AccountRefused, here: Here) -> dict[str, object]:
    """What a refusal speaks of, people by their names."""
    person = refused.values.get("person")
    named = {"person": here.desk.name_of(person)} if isinstance(person, str) else {}
    return {**refused.values, **named}


def _say(place: str, kind: str, words: str) -> None:
    st.session_state[_SAID] = (place, kind, words)


def _draw_said(place: str, here: Here) -> None:
    where, kind, said = st.session_state.get(_SAID, (None, "", ""))
    if where != place:
        return
    del st.session_state[_SAID]
    if isinstance(said, LogUnusable):
        show_unusable(here.language, said)
    elif kind == "warning":
        st.warning(blocks.plain(said), icon=":material/edit:")
    else:
        st.success(blocks.plain(said), icon=":material/check:")


found = here()
st.title(found.t("page.people"))
if may(found.person, "manage_people"):
    draw(found)
else:
    st.info(found.t("people.not_yours"), icon=":material/lock:")
st.page_link(
    page_file("roles"),
    label=found.t("page.roles"),
    icon=":material/fact_check:",
    query_params=found.address(),
)
