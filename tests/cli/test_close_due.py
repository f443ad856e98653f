"""close-due: motions whose time is over."""

from pathlib import Path
from typing import Any

import pytest

from screening.cli import opening
from screening.core.access import Person
from screening.core.motion_check import NewMotion
from screening.review import Ballot
from tests.builders import a_loaded_edition
from tests.cli.requests_to_try import REFERRED, Later, Run, a_file, objects
from tests.tampering import tamper

CHAIR = Person("chair-1", "chair")
# Three of the five seats of the bureau: enough for its quorum, not enough to settle a vote.
VOTERS = [Person("member-2", "member"), Person("member-1", "member"), CHAIR]


def voting(run: Run, folder: Path, *votes: Any, reference: str = "HS-2") -> str:
    """A referral with a motion that closes a week later, and these votes on it."""
    file = a_file(folder / f"{reference}.jsonl", {**REFERRED, "reference": reference})
    case: str = objects(run("record", file, "--by", "sales-1", "--json"))[0]["case"]
    review = opening.open_review()
    review.put(case, f"m-{case}", NewMotion("accept", "It serves the mission."), CHAIR)
    for by, vote in zip(VOTERS, votes, strict=False):
        because = None if vote == "for" else "I am not convinced."
        review.vote(case, f"{case}-{by.id}", Ballot(by.id, vote, because), by)
    review.desk.log.close()
    return case


def test_a_motion_is_closed_once_its_time_is_over_and_told(
    run: Run, tmp_path: Path, later: Later
) -> None:
    case = voting(run, tmp_path, "for", "for", "against")
    early = run("close-due")
    later(days=7, hours=12)

    due = run("close-due")
    again = run("close-due")

    assert (early.exit_code, early.stdout, early.stderr) == (0, "", "No motion is due.\n")
    assert (due.exit_code, due.stdout, due.stderr) == (0, f"{case:<9} carried\n", "")
    assert (again.exit_code, again.stdout, again.stderr) == (0, "", "No motion is due.\n")
    assert [one["status"] for one in objects(run("cases", "--json"))] == ["accepted"]
    assert run("verify").exit_code == 0


def test_a_motion_without_its_quorum_lapses(run: Run, tmp_path: Path, later: Later) -> None:
    case = voting(run, tmp_path, "for")
    later(days=8)

    [told] = objects(run("close-due", "--json"))

    assert told == {
        "case": case,
        "motion": f"m-{case}",
        "result": "lapsed",
        "call": 1,
        "called_again_until": None,
    }


def test_a_second_call_is_told_with_its_last_day(run: Run, tmp_path: Path, later: Later) -> None:
    procedure = {"title": {"fr": "Comité", "en": "Committee"}, "days_open": 7}
    called_again = {**procedure, "second_call": {"days": 5}}
    rules = {"authority": "binding", "procedures": {"bureau": called_again, "full": called_again}}
    edition = a_loaded_edition(committee=rules)
    (tmp_path / "criteria.yaml").write_text(edition.text, "utf-8")
    first = voting(run, tmp_path, "for")
    later(days=8)

    told = run("close-due")
    later(days=13, hours=12)
    closed = objects(run("close-due", "--json"))

    assert told.stdout == (
        f"{first:<9} called a second time, until 15 March 2026: its quorum was missed\n"
    )
    assert [(one["result"], one["call"]) for one in closed] == [("carried", 2)]


def test_an_altered_case_is_named_and_keeps_no_other_one_waiting(
    run: Run, tmp_path: Path, log_file: Path, later: Later
) -> None:
    first = voting(run, tmp_path, "for", "for", "against")
    altered = voting(run, tmp_path, "for", "for", "against", reference="HS-5")
    tamper(log_file, f"UPDATE line SET content = '{{}}' WHERE \"case\" = '{altered}'")
    later(days=8)

    told = run("close-due")

    assert told.exit_code == 1
    assert told.stdout == f"{first:<9} carried\n"
    assert told.stderr == (
        f"{altered}: its lines were altered, so its motion was left open. "
        "Run “python -m screening verify”.\n"
    )


def test_a_committee_that_cannot_be_read_is_told_with_its_mistakes(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "committee.yaml"
    file.write_text("seats: []\n", "utf-8")
    monkeypatch.setenv("SCREENING_COMMITTEE", str(file))

    told = run("close-due")

    assert (told.exit_code, told.stdout) == (2, "")
    assert str(file) in told.stderr
