"""erase: a person's details, gone for good."""

import sys

import click

from screening.cli.opening import open_desk
from screening.cli.options import BY, WORDS
from screening.cli.terminal import MISUSE, language, on_one_line, say, stop
from screening.core.access import Person
from screening.language import t


@click.command()
@click.argument("person", type=WORDS)
@BY
def erase(person: str, by: str) -> None:
    """Remove a person's details for good.

    PERSON is an id, a name or an e-mail address. Every seal stays valid.
    """
    desk = open_desk(None)
    called = desk.people_called(person)
    if not called:
        stop(t(language(), "cli.no_person", person=person))
    if len(called) > 1:
        say(t(language(), "cli.several_people", person=person))
        for one in called:
            say(on_one_line("  ".join(filter(None, (one.id, one.name, one.email, one.phone)))))
        sys.exit(MISUSE)
    desk.erase(called[0].id, Person(desk.person_named(by), "manager"))
    say(t(language(), "cli.erased", person=called[0].id))
