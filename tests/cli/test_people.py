"""people: who may sign in, named on the log's own machine."""

from datetime import UTC, datetime

import pytest

from screening.accounts import Accounts
from screening.cli import opening
from screening.core.access import Person
from screening.core.accounts import Identity
from tests.cli.requests_to_try import Run, objects

OWNER = Person("owner-1", "criteria_owner")


def add(run: Run, name: str, role: str, *more: str) -> str:
    email = f"{name.lower()}@example.org"
    done = run("people", "add", name, "--email", email, "--role", role, "--by", "owner-1", *more)
    assert done.exit_code == 0, done.stderr
    return done.stdout.strip()


def test_the_first_criteria_owner_is_named_by_command_line(run: Run) -> None:
    assert "people add" in run("people", "list").stderr
    ines = add(run, "Inès", "criteria_owner")
    [shown] = objects(run("people", "list", "--json"))
    assert shown == {
        "person": ines,
        "name": "Inès",
        "role": "criteria_owner",
        "email": "inès@example.org",
        "has_signed_in": False,
    }
    since = datetime.now(UTC)
    identity = Identity("https://id.example.org", "u-1", since, "inès@example.org", True)
    assert Accounts(opening.open_log()).admit(identity) == Person(ines, "criteria_owner")
    assert "signs in" in run("people", "list").stdout


def test_a_role_is_changed_and_taken_away_by_id_or_address(run: Run) -> None:
    add(run, "Ines", "criteria_owner")
    awa = add(run, "Awa", "member", "--id", "member-1")
    assert awa == "member-1"
    assert run("people", "role", "AWA@example.org", "chair", "--by", "owner-1").exit_code == 0
    roles = {one["person"]: one["role"] for one in objects(run("people", "list", "--json"))}
    assert roles[awa] == "chair"
    assert run("people", "sign-out", awa, "--by", "owner-1").exit_code == 0
    assert run("people", "remove", awa, "--by", "owner-1").exit_code == 0
    assert "no access" in run("people", "list").stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("add", "Ben", "--email", "ben", "--role", "manager"), "no e-mail address"),
        (("add", "Ben", "--email", "ines@example.org", "--role", "manager"), "already"),
        (("role", "nobody@example.org", "manager"), "nobody@example.org"),
        (("remove", "ines@example.org"), "last criteria owner"),
        (("sign-out", "ben"), "ben"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    run: Run, arguments: tuple[str, ...], says: str
) -> None:
    add(run, "Ines", "criteria_owner")
    before = run("people", "list", "--json").stdout
    done = run("people", *arguments, "--by", "owner-1")
    assert (done.exit_code, done.stdout) == (2, "")
    assert says in done.stderr
    assert run("people", "list", "--json").stdout == before
