"""Who signs in as whom: the account of a person, and the identity that a provider vouches for."""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple, get_args

from screening.core.access import Person, Role

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# A provider's clock may go a little ahead of ours.
_CLOCKS_APART = timedelta(minutes=2)

Refusal = Literal[
    "two_ways",
    "claims_missing",
    "wrong_audience",
    "unknown_person",
    "address_unverified",
    "access_ended",
    "session_ended",
    "session_too_old",
    "session_not_begun",
]
REFUSALS: tuple[Refusal, ...] = get_args(Refusal)


class SignInRefused(Exception):
    """Who signed in is not let in, or no longer. The locale files say why, and what would help."""

    def __init__(self, code: Refusal) -> None:
        super().__init__(code)
        self.code = code


class Account(NamedTuple):
    """One person's way in.

    `person` is their id in the directory; `role` is None once their access ended. The account
    waits for the first sign-in with `email`, which binds it to `issuer` and `subject` for good.
    Sessions that began before `valid_from` are over.
    """

    person: str
    role: Role | None
    email: str | None
    issuer: str | None
    subject: str | None
    valid_from: datetime


class Identity(NamedTuple):
    """What a provider says of who signed in, and at what moment they did, in UTC."""

    issuer: str
    subject: str
    since: datetime
    email: str | None = None
    email_verified: bool = False
    name: str | None = None


def read_identity(
    claims: Mapping[str, object], audience: str | None, trusted: Collection[str] = ()
) -> Identity:
    """The identity in the claims of an ID token (OpenID Connect Core 1.0, section 2).

    `audience` is our client id at the provider; None where a proxy signs people in and there is
    no token. `trusted` are issuers whose addresses are taken for verified although they do not say
    so, as an organisation's own directory does not. Raises SignInRefused.
    """
    issuer, subject, begun = claims.get("iss"), claims.get("sub"), claims.get("iat")
    if not _is_said(issuer) or not _is_said(subject) or not _is_moment(begun):
        raise SignInRefused("claims_missing")
    meant_for = claims.get("aud")
    audiences = meant_for if isinstance(meant_for, list | tuple) else [meant_for]
    if audience is not None and audience not in audiences:
        raise SignInRefused("wrong_audience")
    email, name = claims.get("email"), claims.get("name")
    return Identity(
        str(issuer),
        str(subject),
        _EPOCH + timedelta(seconds=int(str(begun))),
        same_address(str(email)) if _is_said(email) else None,
        claims.get("email_verified") is True or issuer in trusted,
        str(name) if _is_said(name) else None,
    )


def let_in(account: Account, identity: Identity, now: datetime, longest: timedelta) -> Person:
    """The person behind an identity, for as long as their session lasts. Raises SignInRefused.

    A session lasts `longest` from the moment of signing in; it ends sooner when they sign out
    anywhere, and when their role changes or is taken away.
    """
    if account.role is None:
        raise SignInRefused("access_ended")
    if identity.since < account.valid_from:
        raise SignInRefused("session_ended")
    if identity.since > now + _CLOCKS_APART:
        raise SignInRefused("session_not_begun")
    if now - identity.since > longest:
        raise SignInRefused("session_too_old")
    return Person(account.person, account.role)


def awaited(accounts: Iterable[Account], identity: Identity) -> Account:
    """The account that waits for this identity's address; an address nobody verified opens none.

    Nor does it tell whether one waits: whom the desk expects is nobody's to try out. Raises
    SignInRefused.
    """
    if identity.email is not None and not identity.email_verified:
        raise SignInRefused("address_unverified")
    waiting = [
        one
        for one in accounts
        if one.subject is None and one.email is not None and one.email == identity.email
    ]
    if not waiting:
        raise SignInRefused("unknown_person")
    return waiting[0]


def same_address(email: str) -> str:
    """An e-mail address as accounts are found by it: capitals do not count.

    Beyond ASCII every letter does: folded, ſam@… would be sam@…, which is another mailbox.
    """
    written = email.strip()
    return written.lower() if written.isascii() else written


def _is_said(claim: object) -> bool:
    return isinstance(claim, str) and bool(claim.strip()) and len(claim) <= 1_000


def _is_moment(claim: object) -> bool:
    return isinstance(claim, int) and not isinstance(claim, bool) and 0 < claim < 2**34
