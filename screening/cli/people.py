"""erase and forget-contacts: people's details, gone for good."""

import sys
from calendar import monthrange
from datetime import datetime

import click

from screening.cli.opening import open_desk
from screening.cli.options import BY, WORDS
from screening.cli.terminal import MISUSE, counting, language, on_one_line, say, stop
from screening.core.access import Person
from screening.language import t
from screening.service import LastOwner
from screening.settings import read_settings


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
    try:
        desk.erase(called[0].id, Person(desk.person_named(by), "manager"))
    except LastOwner as last:
        stop(t(language(), "people.refused.last_owner", person=last.person))
    say(t(language(), "cli.erased", person=called[0].id))


@click.command()
@BY
def forget_contacts(by: str) -> None:
    """Erase the contacts of cases that ended long ago.

    After as many months as SCREENING_CONTACT_MONTHS says; for a scheduler, once a month say.
    """
    desk = open_desk(None)
    months = read_settings().contact_months
    person = Person(desk.person_named(by), "manager")
    with counting(t(language(), "cli.forgetting")) as progress:
        forgotten = desk.forget_contacts(months_before(desk.now(), months), person, progress)
    say(t(language(), "cli.forgotten", count=forgotten, months=months))


def months_before(moment: datetime, months: int) -> datetime:
    """The same day of an earlier month, or the last of it where it is shorter."""
    years, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    day = min(moment.day, monthrange(years, month + 1)[1])
    return moment.replace(year=years, month=month + 1, day=day)
