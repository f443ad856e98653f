"""Who is signed in, and with which role.

Without an identity provider the desk is for one machine: it takes visitors from loopback only and
lets them choose among example people.
"""

from urllib.parse import urlsplit

import streamlit as st

from screening.example_people import EXAMPLE_PEOPLE, ExamplePerson, details

__all__ = ["EXAMPLE_PEOPLE", "ExamplePerson", "comes_from_here", "details", "example_person"]

# A header that begins like this says that a proxy stands between the visitor and us.
_PROXY_HEADERS = ("forwarded", "via", "x-forwarded-", "x-real-ip")
_LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")


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
