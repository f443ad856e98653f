"""erase: a person's details, gone for good."""

from datetime import datetime
from pathlib import Path

import pytest

from screening.cli.people import months_before
from tests.cli.requests_to_try import ACCEPTED, REFERRED, Later, Run, a_file


@pytest.mark.usefixtures("three_cases")
@pytest.mark.parametrize("person", ["Léa Petit", "LEA@example.org"])
def test_somebody_is_erased_by_name_or_address(run: Run, log_file: Path, person: str) -> None:
    result = run("erase", person, "--by", "manager-1")

    assert (result.exit_code, result.stdout) == (0, "")
    assert "Every seal is still valid." in result.stderr
    assert b"lea@example.org" not in log_file.read_bytes()
    assert run("verify", "--replay").exit_code == 0
    assert run("erase", person, "--by", "manager-1").exit_code == 2


def test_the_last_criteria_owner_stays_until_another_is_named(run: Run) -> None:
    said = ("--role", "criteria_owner", "--by", "owner-1")
    run("people", "add", "Ana Lopez", "--email", "ana@example.org", *said)

    result = run("erase", "Ana Lopez", "--by", "manager-1")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "is the last criteria owner" in result.stderr
    run("people", "add", "Ben Roy", "--email", "ben@example.org", *said)
    assert run("erase", "Ana Lopez", "--by", "manager-1").exit_code == 0


def test_nobody_is_erased_by_a_name_that_several_have(
    run: Run, tmp_path: Path, log_file: Path
) -> None:
    twice = [ACCEPTED, {**REFERRED, "contact": {"name": "lea petit", "phone": "01"}}]
    run("record", a_file(tmp_path / "twice.jsonl", *twice), "--by", "sales-1")

    result = run("erase", "Léa Petit", "--by", "manager-1")

    assert (result.exit_code, result.stdout) == (2, "")
    title, *people = result.stderr.splitlines()
    assert title == "Several people are called Léa Petit. Give the id of the one to erase:"
    assert sorted(one.split("  ")[1:] for one in people) == [
        ["Léa Petit", "lea@example.org"],
        ["lea petit", "01"],
    ]
    for one in people:
        assert run("erase", one.split("  ")[0], "--by", "manager-1").exit_code == 0
    assert b"etit" not in log_file.read_bytes()


def test_somebody_unknown_is_said_to_be_unknown(run: Run) -> None:
    result = run("erase", "Nobody", "--by", "manager-1")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "Nobody in the directory is called Nobody. Give the person’s id or full name.\n"
    )


# ── Contacts of cases that ended long ago ────────────────────────────────────────────────────


def test_a_contact_is_forgotten_when_its_case_ended_long_enough_ago(
    run: Run, log_file: Path, later: Later, tmp_path: Path
) -> None:
    lea = {"name": "Léa Petit", "email": "lea@example.org"}
    max_ = {"name": "Max Grand", "email": "max@example.org"}
    decided = {**ACCEPTED, "contact": lea}
    still_open = {**REFERRED, "contact": max_}
    run("record", a_file(tmp_path / "two.jsonl", decided, still_open), "--by", "sales-1")

    later(days=1000)
    assert "0 contacts" in run("forget-contacts", "--by", "manager-1").stderr
    assert b"lea@example.org" in log_file.read_bytes()

    later(days=1200)
    assert "1 contact forgotten" in run("forget-contacts", "--by", "manager-1").stderr
    kept = log_file.read_bytes()
    assert b"lea@example.org" not in kept
    assert b"max@example.org" in kept
    assert run("verify", "--replay").exit_code == 0
    assert "0 contacts" in run("forget-contacts", "--by", "manager-1").stderr


@pytest.mark.parametrize(
    ("day", "months", "earlier"),
    [
        ("2026-03-31", 1, "2026-02-28"),
        ("2028-02-29", 12, "2027-02-28"),
        ("2026-01-15", 1, "2025-12-15"),
        ("2026-11-24", 36, "2023-11-24"),
    ],
)
def test_months_are_those_of_the_calendar(day: str, months: int, earlier: str) -> None:
    assert months_before(datetime.fromisoformat(day), months) == datetime.fromisoformat(earlier)
