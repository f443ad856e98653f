"""The people one can play when nobody signs in; they are also those of the example log."""

from typing import NamedTuple

from screening.core.access import Person, Role
from screening.stores.protocol import PersonDetails


class ExamplePerson(NamedTuple):
    """Somebody to play when nobody signs in."""

    person: Person
    name: str


EXAMPLE_PEOPLE = (
    ExamplePerson(Person("sales-1", "salesperson"), "Camille Roux"),
    ExamplePerson(Person("sales-2", "salesperson"), "Yanis Morel"),
    ExamplePerson(Person("member-1", "member"), "Awa Diop"),
    ExamplePerson(Person("chair-1", "chair"), "Hélène Garnier"),
    ExamplePerson(Person("manager-1", "manager"), "Marc Lefèvre"),
    ExamplePerson(Person("owner-1", "criteria_owner"), "Inès Blanchard"),
    ExamplePerson(Person("auditor-1", "auditor"), "Paul Verdier"),
)


def holders(role: Role) -> tuple[str, ...]:
    """The ids of everybody who holds a role: until people sign in, those whom one can play."""
    return tuple(one.person.id for one in EXAMPLE_PEOPLE if one.person.role == role)


def details(one: ExamplePerson) -> PersonDetails:
    """What the directory should know of an example person."""
    return PersonDetails(one.person.id, one.name, None, None, None)
