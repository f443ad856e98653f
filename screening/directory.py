"""Erasable names and contacts, known in the log by opaque ids only."""

import re
import unicodedata
from collections.abc import Iterable
from secrets import token_hex

from screening.core.request import Contact
from screening.stores.protocol import PersonDetails

_ID = re.compile(r"(?=.*[0-9])[a-z0-9][a-z0-9._-]{0,39}")


def is_id(written: str) -> bool:
    """Whether this can stand in the log as it is: a short code that says nothing of a person.

    A code holds a digit. Without one, `marie` or `m.dupont` may well be somebody's name.
    """
    return _ID.fullmatch(written) is not None


def new_person(name: str) -> PersonDetails:
    """Somebody the directory did not know, under an id that says nothing of them."""
    return PersonDetails(f"p-{token_hex(5)}", name, None, None, None)


def new_contact(contact: Contact) -> PersonDetails:
    """A prospect's contact, under an id that says nothing of them."""
    return PersonDetails(f"p-{token_hex(5)}", contact.name, contact.email, contact.phone, None)


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


def _plain(name: str) -> str:
    split = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(one for one in split if not unicodedata.combining(one)).split())
