"""people: who may sign in, and with which role."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from screening.accounts import AccountRefused, Accounts
from screening.cli.opening import now, open_desk
from screening.cli.options import BY, JSON, WORDS
from screening.cli.terminal import echo_json, language, on_one_line, say, stop
from screening.core.access import ROLES, Person, Role
from screening.language import t
from screening.service import Desk

ROLE = click.Choice(ROLES)


@click.group()
def people() -> None:
    """Who may sign in, and with which role.

    Whoever runs this on the log's own machine acts for the criteria owner, and can so name the
    first one.
    """


@people.command("list")
@JSON
def list_people(as_json: bool) -> None:
    """Everybody who may sign in, or could."""
    desk, accounts = _open()
    found = accounts.everybody(_OPERATOR)
    for one in found:
        if as_json:
            told = {"person": one.person, "name": desk.name_of(one.person), "role": one.role}
            echo_json({**told, "email": one.email, "has_signed_in": one.subject is not None})
        else:
            role = t(language(), f"role.{one.role}" if one.role else "people.no_role")
            state = t(language(), "people.came" if one.subject else "people.expected")
            parts = (one.person, desk.name_of(one.person), one.email or "", role, state)
            click.echo(on_one_line("  ".join(parts)))
    if not found:
        say(t(language(), "people.nobody"))


@people.command()
@click.argument("name", type=WORDS)
@click.option("--email", type=WORDS, required=True, help="The address they will sign in with.")
@click.option("--role", type=ROLE, required=True)
@click.option("--id", "id", type=WORDS, help="As the committee's file names them: member-1, say.")
@BY
def add(name: str, email: str, role: Role, id: str | None, by: str) -> None:
    """Expect somebody, who will sign in with this address."""
    with _acting(by) as (accounts, person):
        click.echo(accounts.expect(email, role, person, name=name, id=id))
        say(t(language(), "people.added", email=email, role=t(language(), f"role.{role}")))


@people.command()
@click.argument("person", type=WORDS)
@click.argument("role", type=ROLE)
@BY
def role(person: str, role: Role, by: str) -> None:
    """Give somebody another role; their sessions end."""
    with _acting(by) as (accounts, acting):
        accounts.change(_id_of(accounts, person), role, acting)
        say(t(language(), "people.changed", person=person, role=t(language(), f"role.{role}")))


@people.command()
@click.argument("person", type=WORDS)
@BY
def remove(person: str, by: str) -> None:
    """End somebody's access, at once. What they did stays in the log."""
    with _acting(by) as (accounts, acting):
        accounts.change(_id_of(accounts, person), None, acting)
        say(t(language(), "people.removed", person=person))


@people.command("sign-out")
@click.argument("person", type=WORDS)
@BY
def sign_out(person: str, by: str) -> None:
    """End every session of somebody, who may sign in again."""
    with _acting(by) as (accounts, acting):
        accounts.end_sessions(_id_of(accounts, person), acting)
        say(t(language(), "people.signed_out", person=person))


_OPERATOR = Person("command-line", "criteria_owner")


def _open() -> tuple[Desk, Accounts]:
    desk = open_desk(None)
    return desk, Accounts(desk.log, now)


@contextmanager
def _acting(by: str) -> Iterator[tuple[Accounts, Person]]:
    """Acts for a criteria owner; what cannot be done ends the command with a sentence."""
    desk, accounts = _open()
    try:
        yield accounts, Person(desk.person_named(by), "criteria_owner")
    except AccountRefused as refused:
        stop(t(language(), f"people.refused.{refused.code}", **refused.values))


def _id_of(accounts: Accounts, written: str) -> str:
    """The person with this id or address."""
    address = written.strip().casefold()
    for one in accounts.everybody(_OPERATOR):
        if one.person == written or one.email == address:
            return one.person
    raise AccountRefused("no_account", person=written)
