"""Erasable names and contacts, known in the log by opaque ids only."""

import re
import unicodedata
from collections.abc import Iterable
from secrets import token_hex

from screening.core.request import Contact
from screening.stores.protocol import PersonDetails

# Ours (p- a person, c- a contact), a role and a number, or a letter and a few digits: no name,
# no address and no phone number looks like these.
_ID = re.compile(
    r"[pc]-[0-9a-f]{10}"
    r"|(sales|member|chair|manager|owner|auditor|staff|team)-[0-9]{1,6}"
    r"|[a-z]?[0-9]{1,6}"
)


def is_id(written: str) -> bool:
    """Whether this can stand in the log as it is: a short code that says nothing of a person.

    `marie`, `m.dupont75` or a phone number are not: they would be sealed for good.
    """
    return _ID.fullmatch(written) is not None


def new_person(name: str) -> PersonDetails:
    """Somebody the directory did not know, under an id that says nothing of them."""
    return PersonDetails(f"p-{token_hex(5)}", name, None, None, None)


def new_contact(contact: Contact) -> PersonDetails:
    """A prospect's contact, under an id that says nothing of them."""
    return PersonDetails(f"c-{token_hex(5)}", contact.name, contact.email, contact.phone, None)


def named(people: Iterable[PersonDetails], written: str) -> list[PersonDetails]:
    """The person with this id, else all those with this name or e-mail address.

    Names and addresses are compared without regard to accents, case and spacing.
    """
    plain = _plain(written)
    found = []
    for person in people:
        if person.id == written:
            return [person]
        if plain in [_plain(one) for one in (person.name, person.email) if one is not None]:
            found.append(person)
    return found


def is_contact(person: PersonDetails) -> bool:
    """Whether this is a prospect's contact, who never acts in the log."""
    return person.id.startswith("c-")


def _plain(name: str) -> str:
    split = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(one for one in split if not unicodedata.combining(one)).split())
