"""Who visits: by an identity provider, by a proxy in front, or on this machine alone.

Without either the desk takes visitors from loopback only, and lets them choose among example
people.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from screening.core.accounts import Identity, SignInRefused, read_identity
from screening.example_people import EXAMPLE_PEOPLE, ExamplePerson, details

__all__ = [
    "EXAMPLE_PEOPLE",
    "PROXY",
    "ExamplePerson",
    "comes_from_here",
    "details",
    "example_person",
    "identity",
    "providers",
    "way_in",
]

# The issuer of identities that a proxy in front vouches for.
PROXY = "proxy"

# A header that begins like this says that a proxy stands between the visitor and us.
_PROXY_HEADERS = ("forwarded", "via", "x-forwarded-", "x-real-ip")
_LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")


def way_in() -> Literal["provider", "proxy", "local"]:
    """How people are known here: by what the secrets and the server's options say."""
    if _auth():
        return "provider"
    return "proxy" if st.get_option("server.trustedUserHeaders") else "local"


def providers() -> list[str]:
    """The names of the providers to choose from; none when there is one alone, without a name."""
    # Beside them may stand client_kwargs, which are settings of the one alone.
    held_by = _auth().items()
    return [name for name, held in held_by if isinstance(held, Mapping) and "client_id" in held]


def identity(trusted: Collection[str]) -> Identity | None:
    """Who signed in; None when nobody did yet. `trusted` are issuers whose addresses are verified.

    Raises SignInRefused for claims that tell nobody, and where both ways are set up: Streamlit
    would let a header say another address than the one that the provider verified.
    """
    visitor = dict(st.user)
    if way_in() == "proxy":
        return _behind_proxy(visitor)
    if not visitor.get("is_logged_in"):
        return None
    if st.get_option("server.trustedUserHeaders"):
        raise SignInRefused("two_ways")
    auth = _auth()
    provider = visitor.get("provider")
    ours = auth.get(str(provider), auth)
    return read_identity(visitor, str(dict(ours).get("client_id")), trusted)


def _behind_proxy(visitor: dict[str, Any]) -> Identity | None:
    """Whom the proxy's headers name. It ends their sessions itself: ours begins with the visit."""
    address = visitor.get("email")
    if not address:
        return None
    since = st.session_state.setdefault("visits_since", datetime.now(UTC))
    claims = {
        "iss": PROXY,
        "sub": visitor.get("user") or address,
        "iat": int(since.timestamp()),
        "email": address,
        "email_verified": True,
    }
    return read_identity(claims, None)


def _auth() -> dict[str, Any]:
    """What the secrets say of providers. Secrets that are there and cannot be read let nobody in:
    without a provider the desk would be one of this machine alone."""
    try:
        return dict(st.secrets.get("auth", {}))
    except StreamlitSecretNotFoundError:
        if any(Path(one).exists() for one in st.get_option("secrets.files")):
            raise
        return {}


def comes_from_here() -> bool:
    """Whether the visitor sits at this machine: loopback, by a loopback name, through no proxy.

    The name is checked because a foreign page can point a name of its own at loopback.
    """
    headers = st.context.headers
    if st.context.ip_address is not None:
        return False
    if any(name.lower().startswith(_PROXY_HEADERS) for name in headers):
        return False
    host = headers.get("Host")
    try:
        return host is None or urlsplit(f"//{host}").hostname in _LOOPBACK_HOSTS
    except ValueError:  # no name at all
        return False


def example_person(id: str | None) -> ExamplePerson:
    """The example person with this id, or the first: a salesperson."""
    for one in EXAMPLE_PEOPLE:
        if one.person.id == id:
            return one
    return EXAMPLE_PEOPLE[0]
