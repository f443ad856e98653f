"""People's access: who is expected, who is let in, and whose access ends. All inside writes."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from screening.core.access import Person, Role, require
from screening.core.accounts import Account, Identity, SignInRefused, awaited, let_in, same_address
from screening.core.facts import RoleGiven, content
from screening.core.model import tidied
from screening.directory import is_id, new_person
from screening.service import Gate, open_to_all
from screening.stores.protocol import DecisionLog, KnowsAccounts, PersonDetails, Writing

# A working day: whoever signs in in the morning is asked again the next one.
LONGEST_SESSION = timedelta(hours=12)

# Whoever had signed in before they were given access need not do so again.
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


class AccountRefused(Exception):
    """A change to people's access that cannot be made. The locale files have the words."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(f"{code}: {values}")
        self.code = code
        self.values = values


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Accounts:
    """The accounts of one log. Each change of a role is a sealed fact; who a person is, is not.

    `gate` is asked within each change whether who makes it is still let in; it raises if not.
    """

    log: DecisionLog
    now: Callable[[], datetime] = _utc_now
    longest: timedelta = LONGEST_SESSION
    gate: Gate = open_to_all

    # ── Signing in and out ───────────────────────────────────────────────────────────────────

    def admit(self, identity: Identity) -> Person:
        """The person behind an identity; the first time, by the address that their account awaits.

        Raises SignInRefused.
        """
        account = self.log.account(identity.issuer, identity.subject)
        return self._let_in(account or self._bound(identity), identity)

    def still_let_in(self, identity: Identity, person: Person, log: KnowsAccounts) -> None:
        """Within a write: whether this person's session still holds, in this role.

        Raises SignInRefused; nothing was written then.
        """
        account = log.account(identity.issuer, identity.subject)
        if account is None or self._let_in(account, identity) != person:
            raise SignInRefused("access_ended")

    def sign_out(self, identity: Identity) -> None:
        """Ends every session of a person, copied cookies included."""
        with self.log.writing() as writing:
            account = writing.account(identity.issuer, identity.subject)
            if account is not None:
                # A provider's clock may go ahead of ours.
                over = max(self._from_now(), identity.since + timedelta(seconds=1))
                writing.keep_account(account._replace(valid_from=over))

    def _let_in(self, account: Account, identity: Identity) -> Person:
        return let_in(account, identity, self.now(), self.longest)

    def _bound(self, identity: Identity) -> Account:
        with self.log.writing() as writing:
            # Another window of theirs may just have done it.
            account = writing.account(identity.issuer, identity.subject)
            if account is None:
                waiting = awaited(writing.accounts(), identity)
                account = waiting._replace(issuer=identity.issuer, subject=identity.subject)
                self._let_in(account, identity)
                writing.keep_account(account)
            return account

    # ── Giving and ending access ─────────────────────────────────────────────────────────────

    def everybody(self, by: Person) -> list[Account]:
        """Every account. Raises NotAllowed."""
        require(by, "manage_people")
        return self.log.accounts()

    def expect(
        self, email: str, role: Role, by: Person, *, name: str, id: str | None = None
    ) -> str:
        """Gives a role to somebody who will sign in with this address; their id.

        With `id` it is somebody who has an id already, as a member in the committee's file has.
        Raises NotAllowed and AccountRefused.
        """
        require(by, "manage_people")
        address = same_address(email)
        if _ADDRESS.fullmatch(address) is None:
            raise AccountRefused("no_address", written=email)
        called = tidied(name)
        if called is None:
            raise AccountRefused("no_name")
        if id is not None and not is_id(id):
            raise AccountRefused("no_id", written=id)
        with self._changing(by) as writing:
            accounts = writing.accounts()
            if taken := next((one for one in accounts if one.email == address), None):
                raise AccountRefused("address_taken", email=address, person=taken.person)
            if any(one.person == id for one in accounts):
                raise AccountRefused("has_account", person=id)
            known = self.log.person(id) if id is not None else None
            if known is not None and known.erased_at is not None:
                raise AccountRefused("erased", person=id)
            details = known or new_person(called)
            person = id or details.id
            writing.keep_person(PersonDetails(person, called, address, details.phone, None))
            writing.keep_account(Account(person, role, address, None, None, _EVER))
            self._say(writing, person, role, by)
            return person

    def change(self, person: str, role: Role | None, by: Person) -> None:
        """Gives a person another role, or ends their access: their sessions end at once.

        The last criteria owner stays one, for nobody else could give access again. Raises
        NotAllowed and AccountRefused.
        """
        require(by, "manage_people")
        with self._changing(by) as writing:
            accounts = writing.accounts()
            account = next((one for one in accounts if one.person == person), None)
            if account is None:
                raise AccountRefused("no_account", person=person)
            if account.role == role:
                return
            owners = [one.person for one in accounts if one.role == "criteria_owner"]
            if owners == [person]:
                raise AccountRefused("last_owner", person=person)
            writing.keep_account(account._replace(role=role, valid_from=self._from_now()))
            self._say(writing, person, role, by)

    def end_sessions(self, person: str, by: Person) -> None:
        """Ends every session of somebody, who may sign in again.

        Raises NotAllowed and AccountRefused.
        """
        require(by, "manage_people")
        with self._changing(by) as writing:
            account = next((one for one in writing.accounts() if one.person == person), None)
            if account is None:
                raise AccountRefused("no_account", person=person)
            writing.keep_account(account._replace(valid_from=self._from_now()))

    @contextmanager
    def _changing(self, by: Person) -> Iterator[Writing]:
        """A change by this person, who is let in at the moment it begins."""
        with self.log.writing() as writing:
            self.gate(by, writing)
            yield writing

    def _say(self, writing: Writing, person: str, role: Role | None, by: Person) -> None:
        fact = RoleGiven(at=self.now(), by=by.id, person=person, role=role)
        writing.append(None, content(fact))

    def _from_now(self) -> datetime:
        """A moment after every sign-in up to now: tokens tell theirs in whole seconds."""
        return self.now().replace(microsecond=0) + timedelta(seconds=1)
