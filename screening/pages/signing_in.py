"""Signing in and out: the page of whoever has not, and the corner of everybody else's."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import NoReturn

import streamlit as st

from screening import door, people
from screening.accounts import Accounts
from screening.core.access import Person
from screening.core.accounts import Identity, SignInRefused
from screening.core.model import Language
from screening.language import t
from screening.pages import blocks
from screening.service import Gate
from screening.settings import Settings
from screening.stores.protocol import DecisionLog, KnowsAccounts


@dataclass(frozen=True)
class SignedIn:
    """Who signed in, and as whom they act."""

    accounts: Accounts
    identity: Identity
    person: Person

    def is_over(self) -> bool:
        """Whether they are let in no longer, or as another person or role."""
        try:
            return self.accounts.admit(self.identity) != self.person
        except SignInRefused:
            return True

    @property
    def gate(self) -> Gate:
        """Lets them write for as long as they are let in, in this role."""

        def ask(person: Person, log: KnowsAccounts) -> None:
            self.accounts.still_let_in(self.identity, person, log)

        return ask


def who(settings: Settings, language: Language, log: DecisionLog) -> SignedIn | None:
    """Who signed in; None on a desk of one machine, where nobody does.

    Whoever has not signed in yet sees how to, and the page ends there. Raises SignInRefused.
    """
    if people.way_in() == "local":
        return None
    identity = people.identity(settings.trusted_issuers)
    if identity is None:
        _ask_to_sign_in(language)
    accounts = Accounts(log, longest=timedelta(hours=settings.session_hours))
    return SignedIn(accounts, identity, accounts.admit(identity))


def show_refused(settings: Settings, language: Language, refused: SignInRefused) -> None:
    """Why somebody is not let in, or no longer, and what would help."""
    st.session_state.pop("here", None)
    with _door(language):
        st.warning(
            t(language, f"sign_in.refused.{refused.code}", hours=settings.session_hours),
            icon=":material/lock:",
        )
        if people.way_in() == "provider":
            _buttons(language, "sign_in.again")
            # Without this the provider would let the same account in again and again.
            if st.button(t(language, "sign_in.another"), icon=":material/logout:"):
                st.logout()


@contextmanager
def corner(signed_in: SignedIn, name: str, language: Language) -> Iterator[None]:
    """One's name and role, the links that the block draws, and the way out."""
    person = signed_in.person
    with st.popover(blocks.plain(name), icon=":material/account_circle:", width="content"):
        st.html(
            blocks.signed_in(name, t(language, f"role.{person.role}"), signed_in.identity.email)
        )
        yield
        if people.way_in() == "provider":
            st.button(
                t(language, "sign_in.out"),
                key="sign_out",
                help=t(language, "sign_in.out_hint"),
                icon=":material/logout:",
                on_click=_sign_out,
                args=(signed_in,),
            )


def _sign_out(signed_in: SignedIn) -> None:
    signed_in.accounts.sign_out(signed_in.identity)
    st.logout()


def _ask_to_sign_in(language: Language) -> NoReturn:
    with _door(language):
        failed = st.query_params.get(door.KEY)
        if failed in door.FAILED:
            st.warning(t(language, f"sign_in.failed.{failed}"), icon=":material/lock:")
        else:
            st.write(t(language, "sign_in.text"))
        if people.way_in() == "provider":
            _buttons(language, "sign_in.button")
    st.stop()


def _door(language: Language) -> "st.delta_generator.DeltaGenerator":
    middle = st.container(horizontal_alignment="center")
    door = middle.container(key="door", width=480, border=True)
    door.html(blocks.house(language))
    door.title(t(language, "sign_in.title"))
    return door


def _buttons(language: Language, label: str) -> None:
    """One way in for each provider, or the only one."""
    names = people.providers()
    if not names and st.button(t(language, label), type="primary", icon=":material/login:"):
        st.login()
    for name in names:
        with_it = t(language, "sign_in.button_with", provider=name.replace("-", " ").title())
        if st.button(with_it, key=f"sign_in_{name}", type="primary", icon=":material/login:"):
            st.login(name)
