"""Erasable names and contacts, known in the log by opaque ids only."""

import re
import unicodedata
from collections.abc import Iterable
from secrets import token_hex

from screening.core.request import Contact
from screening.stores.protocol import PersonDetails

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")


def is_id(written: str) -> bool:
    """Whether this can stand in the log as it is: a short code, not an address or a full name."""
    return _ID.fullmatch(written) is not None


def new_person(name: str) -> PersonDetails:
    """Somebody the directory did not know, under an id that says nothing of them."""
    return PersonDetails(f"p-{token_hex(5)}", name, None, None, None)


def new_contact(contact: Contact) -> PersonDetails:
    """A prospect's contact, under an id that says nothing of them."""
    return PersonDetails(f"p-{token_hex(5)}", contact.name, contact.email, contact.phone, None)


def find(people: Iterable[PersonDetails], written: str) -> PersonDetails | None:
    """The person with this id or, without regard to accents and case, this name."""
    plain = _plain(written)
    for person in people:
        if person.id == written or (person.name is not None and _plain(person.name) == plain):
            return person
    return None


def _plain(name: str) -> str:
    split = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(one for one in split if not unicodedata.combining(one)).split())
