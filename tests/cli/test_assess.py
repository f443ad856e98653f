"""assess: a verdict on each request of any file, and nothing recorded."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from screening.settings import HOME
from screening.stores.sqlite import SqliteLog
from tests.cli.requests_to_try import ACCEPTED, REFERRED, UNDECIDED, Run, a_file, objects

SHIPPED = str(HOME / "criteria.yaml")


def finding(criterion: str, standing: str, points: int, out_of: int, blocks: bool) -> Any:
    return {
        "criterion": criterion,
        "standing": standing,
        "points": points,
        "out_of": out_of,
        "blocks": blocks,
    }


TOLD = [
    {
        "reference": "HS-1",
        "outcome": "accept",
        "score": {"now": 100, "lowest": 100, "highest": 100},
        "accept_from": 60,
        "edition": "2026-test",
        "findings": [
            finding("openness", "met", 40, 40, False),
            finding("priority", "met", 60, 60, False),
        ],
        "deciding_questions": [],
        "accepted_if": [],
        "problems": [],
    },
    {
        "reference": "HS-2",
        "outcome": "refer",
        "score": {"now": 60, "lowest": 60, "highest": 60},
        "accept_from": 60,
        "edition": "2026-test",
        "findings": [
            finding("openness", "not_met", 0, 40, True),
            finding("priority", "met", 60, 60, False),
        ],
        "deciding_questions": [],
        "accepted_if": [{"open": True}],
        "problems": [],
    },
    {
        "reference": "HS-3",
        "outcome": "undecided",
        "score": {"now": 60, "lowest": 60, "highest": 100},
        "accept_from": 60,
        "edition": "2026-test",
        "findings": [
            finding("openness", "unanswered", 0, 40, False),
            finding("priority", "met", 60, 60, False),
        ],
        "deciding_questions": ["open"],
        "accepted_if": [{"open": True}],
        "problems": [],
    },
]


def a_sheet() -> list[list[object]]:
    return [
        ["reference", "prospect", "title", "open", "share"],
        ["HS-1", "Atelier Nord", "Web developers", "yes", 80],
        ["HS-2", "Groupe Sud", "In-house academy", "no", 80],
        ["HS-3", "Ville d’Est", "Digital first steps", None, 80],
    ]


def as_csv(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(a_sheet())


def as_xlsx(path: Path) -> None:
    workbook = Workbook()
    for row in a_sheet():
        workbook.active.append(row)
    workbook.save(path)


def as_yaml(path: Path) -> None:
    documents = (json.dumps(one) for one in (ACCEPTED, REFERRED, UNDECIDED))
    path.write_text("\n---\n".join(documents), encoding="utf-8")


FORMATS: dict[str, Callable[[Path], object]] = {
    "requests.yaml": as_yaml,
    "requests.json": lambda path: path.write_text(json.dumps([ACCEPTED, REFERRED, UNDECIDED])),
    "requests.jsonl": lambda path: a_file(path, ACCEPTED, REFERRED, UNDECIDED),
    "requests.csv": as_csv,
    "requests.xlsx": as_xlsx,
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_one_object_per_request(run: Run, tmp_path: Path, name: str) -> None:
    FORMATS[name](tmp_path / name)

    result = run("assess", tmp_path / name, "--json")

    assert (result.exit_code, result.stderr) == (0, "")
    assert objects(result) == TOLD


def test_keys_come_in_the_order_the_readme_shows(run: Run, requests: Path) -> None:
    for told in objects(run("assess", requests, "--json")):
        assert list(told) == [
            "reference",
            "outcome",
            "score",
            "accept_from",
            "edition",
            "findings",
            "deciding_questions",
            "accepted_if",
            "problems",
        ]


def test_assessing_records_nothing(run: Run, requests: Path, log_file: Path) -> None:
    run("assess", requests)

    assert not log_file.exists()


def test_a_verdict_is_told_in_words(run: Run, requests: Path) -> None:
    assert run("assess", requests).stdout == (
        "HS-1 · Atelier Nord · Web developers\n"
        "  Accept. It serves the mission: 100 points, 60 needed, and nothing stands in the way, "
        "whatever is still unknown.\n"
        "HS-2 · Groupe Sud · In-house academy\n"
        "  Refer to the committee. One criterion stands in the way, whatever the score: "
        "openness title (answer: No).\n"
        "HS-3 · Ville d’Est · Digital first steps\n"
        "  Not decided yet. The 60 points needed are there, but an answer still missing could "
        "stand in the way.\n"
        "  Ask first: Will it be open?\n"
    )


def test_the_language_is_a_setting(
    run: Run, requests: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCREENING_LANGUAGE", "fr")
    french = run("assess", requests).stdout
    assert "  Saisir le comité. Un critère s’y oppose, quel que soit le score\u00a0:" in french

    monkeypatch.delenv("SCREENING_LANGUAGE")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    for terminal, expected in (("fr_CA.UTF-8", french), ("de_DE.UTF-8", None), ("C", None)):
        monkeypatch.setenv("LANG", terminal)
        told = run("assess", requests).stdout
        assert told == expected or (expected is None and "  Refer to the committee." in told)


def test_what_is_unreadable_is_told_and_the_others_go_on(run: Run, tmp_path: Path) -> None:
    wrong = {
        "reference": "HS-9",
        "title": "No prospect",
        "answers": {"open": "maybe", "share": 101, "colour": "blue"},
    }
    file = a_file(tmp_path / "requests.jsonl", ACCEPTED, wrong, "text", REFERRED)

    result = run("assess", file, "--json")

    assert (result.exit_code, result.stderr) == (1, "")
    told = objects(result)
    assert [one["outcome"] for one in told] == ["accept", None, None, "refer"]
    assert told[1] == {
        "reference": "HS-9",
        "outcome": None,
        "score": None,
        "accept_from": 60,
        "edition": "2026-test",
        "findings": [],
        "deciding_questions": [],
        "accepted_if": [],
        "problems": [
            {
                "where": "prospect",
                "wrong": "“prospect” is missing.",
                "right": "Enter it: a request needs the prospect’s name and a title, "
                "all else may be unknown.",
                "line": 2,
            },
            {
                "where": "answers.open",
                "wrong": "“maybe” is neither yes nor no.",
                "right": "Answer yes or no, or leave it out if unknown.",
                "line": 2,
            },
            {
                "where": "answers.share",
                "wrong": "101 is not between 0 and 100.",
                "right": "Enter a whole number from 0 to 100.",
                "line": 2,
            },
            {
                "where": "answers.colour",
                "wrong": "The criteria ask no question “colour”.",
                "right": "Remove it, or use one of: open, share.",
                "line": 2,
            },
        ],
    }
    assert told[2]["problems"][0]["line"] == 3


def test_in_words_a_problem_has_its_file_and_line(run: Run, tmp_path: Path) -> None:
    wrong = {**ACCEPTED, "answers": {"share": 101}}
    file = a_file(tmp_path / "requests.jsonl", REFERRED, wrong)

    result = run("assess", file, tmp_path / "none.yaml")

    assert result.exit_code == 1
    assert result.stdout.splitlines()[2:] == [
        "HS-1",
        f"  {file}:2 answers.share  101 is not between 0 and 100. "
        "Enter a whole number from 0 to 100.",
        f"{tmp_path}/none.yaml",
        f"  {tmp_path}/none.yaml  There is no such file. Check the name and the folder.",
    ]


def test_a_reference_given_twice_is_a_problem_across_files(run: Run, tmp_path: Path) -> None:
    first = a_file(tmp_path / "a.jsonl", ACCEPTED)
    second = a_file(tmp_path / "b.jsonl", ACCEPTED)

    result = run("assess", first, second, "--json")

    assert result.exit_code == 1
    assert [one["outcome"] for one in objects(result)] == ["accept", None]
    assert objects(result)[1]["problems"][0]["where"] == "reference"


def test_an_option_can_be_chosen_as_long_as_it_exists(run: Run, tmp_path: Path) -> None:
    pro_a = {**REFERRED, "answers": {"catalogue_opening": "never", "contract_form": "pro_a"}}
    file = a_file(tmp_path / "pro_a.jsonl", pro_a)

    before = run("assess", file, "--criteria", SHIPPED, "--on", "2025-12-31", "--json")
    after = run("assess", file, "--criteria", SHIPPED, "--on", "2026-01-01", "--json")

    assert (before.exit_code, objects(before)[0]["outcome"]) == (0, "refer")
    assert (after.exit_code, objects(after)[0]["outcome"]) == (1, None)
    assert objects(after)[0]["problems"][0]["wrong"] == (
        "“pro_a” could be chosen until 31 December 2025 only."
    )


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2027-07-01", "Edition 2026-1 of the criteria was in force until 30 June 2027."),
        ("2025-06-30", "Edition 2026-1 of the criteria comes into force on 1 July 2025."),
    ],
)
def test_nothing_is_assessed_on_a_rule_that_does_not_apply(
    run: Run, requests: Path, day: str, sentence: str
) -> None:
    result = run("assess", requests, "--criteria", SHIPPED, "--on", day, "--json")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(sentence)


def test_criteria_that_are_missing_are_named(run: Run, requests: Path, tmp_path: Path) -> None:
    result = run("assess", requests, "--criteria", tmp_path / "none.yaml")

    assert (result.exit_code, result.stdout) == (2, "")
    assert f"There is no file {tmp_path}/none.yaml." in result.stderr


@pytest.mark.parametrize("command", ["assess", "record"])
def test_criteria_that_are_broken_are_told_with_file_and_line(
    run: Run,
    requests: Path,
    tmp_path: Path,
    log_file: Path,
    command: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken = tmp_path / "broken.yaml"
    text = (HOME / "criteria.yaml").read_text("utf-8")
    broken.write_text(text.replace("accept_from: 60", "accept_from: many"), encoding="utf-8")
    line = text[: text.index("accept_from: 60")].count("\n") + 1
    monkeypatch.setenv("SCREENING_CRITERIA", str(broken))
    by = ["--by", "sales-1"] if command == "record" else []

    result = run(command, requests, *by)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"  {broken}:{line} accept_from  “many” is not a whole number. "
        "Write a whole number without quotes, such as 30.\n"
    )
    # Which edition judges is for the log to say first: one may have been begun, and is empty.
    assert not log_file.exists() or SqliteLog(log_file).head().number == 0
