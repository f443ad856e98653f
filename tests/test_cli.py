"""The command line: data on stdout, talk on stderr; exit 0 fine, 1 findings, 2 misuse."""

import csv
import io
import json
import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from screening import cli, settings
from screening.cli import opening
from screening.cli.terminal import counting
from screening.core.chain import EMPTY
from screening.settings import HOME
from screening.stores.sqlite import SqliteLog
from tests.builders import NOON, a_loaded_edition
from tests.tampering import rewrite, seal_again, tamper

SHIPPED = str(HOME / "criteria.yaml")

Run = Callable[..., Result]


@pytest.fixture
def log_file(tmp_path: Path) -> Path:
    return tmp_path / "screening.db"


@pytest.fixture
def run(tmp_path: Path, log_file: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command over a log and criteria of its own, in English, on 2 March 2026."""
    criteria = tmp_path / "criteria.yaml"
    criteria.write_text(a_loaded_edition().text, encoding="utf-8")
    monkeypatch.setenv("SCREENING_LOG", f"sqlite:///{log_file}")
    monkeypatch.setenv("SCREENING_CRITERIA", str(criteria))
    monkeypatch.setenv("SCREENING_LANGUAGE", "en")
    monkeypatch.setattr(opening, "now", lambda: NOON)

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(cli.main, [str(one) for one in arguments], catch_exceptions=False)

    return run


@pytest.fixture
def requests(tmp_path: Path) -> Path:
    """One request that is accepted, one referred, one undecided."""
    return a_file(tmp_path / "requests.jsonl", ACCEPTED, REFERRED, UNDECIDED)


ACCEPTED = {
    "reference": "HS-1",
    "prospect": {"name": "Atelier Nord"},
    "title": "Web developers",
    "owner": "Ana López",
    "contact": {"name": "Léa Petit", "email": "lea@example.org"},
    "answers": {"open": True, "share": 80},
}
REFERRED = {
    "reference": "HS-2",
    "prospect": {"name": "Groupe Sud"},
    "title": "In-house academy",
    "answers": {"open": False, "share": 80},
}
UNDECIDED = {
    "reference": "HS-3",
    "prospect": {"name": "Ville d’Est"},
    "title": "Digital first steps",
    "answers": {"share": 80},
}


def a_file(path: Path, *requests: object) -> Path:
    path.write_text("".join(f"{json.dumps(one)}\n" for one in requests), encoding="ascii")
    return path


def objects(result: Result) -> list[dict[str, Any]]:
    """What a command told, one object per line of stdout."""
    return [json.loads(line) for line in result.stdout.splitlines()]


def finding(criterion: str, standing: str, points: int, out_of: int, blocks: bool) -> Any:
    return {
        "criterion": criterion,
        "standing": standing,
        "points": points,
        "out_of": out_of,
        "blocks": blocks,
    }


def head_of(log_file: Path) -> str:
    log = SqliteLog(log_file)
    head = str(log.head())
    log.close()
    return head


# ── assess ───────────────────────────────────────────────────────────────────────────────────

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
    run: Run, requests: Path, tmp_path: Path, log_file: Path, command: str
) -> None:
    broken = tmp_path / "broken.yaml"
    text = (HOME / "criteria.yaml").read_text("utf-8")
    broken.write_text(text.replace("accept_from: 60", "accept_from: many"), encoding="utf-8")
    line = text[: text.index("accept_from: 60")].count("\n") + 1
    by = ["--by", "sales-1"] if command == "record" else []

    result = run(command, requests, "--criteria", broken, *by)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"  {broken}:{line} accept_from  “many” is not a whole number. "
        "Write a whole number without quotes, such as 30.\n"
    )
    assert not log_file.exists()


# ── Bad input ────────────────────────────────────────────────────────────────────────────────

NASTY: dict[str, object] = {
    "10 MB of text": {**ACCEPTED, "summary": "x" * 10_000_000},
    "10 MB for an answer": {**ACCEPTED, "answers": {"share": "9" * 10_000_000}},
    "a control character": {**ACCEPTED, "title": "a\x00b\x1b[31m"},
    "a lone surrogate": {**ACCEPTED, "title": "a\ud800b"},
    "a lone surrogate for a name": {**ACCEPTED, "reference": "\udfff"},
    "a lone surrogate for an id": {**ACCEPTED, "answers": {"\ud800": True}},
    "a formula": {**ACCEPTED, "title": "=HYPERLINK(1)"},
    "a formula for an answer": {**ACCEPTED, "answers": {"share": "=1+1"}},
    "a number beyond all": {**ACCEPTED, "learners": 10**4000},
    "a list of lists": [[[[[]]]]],
    "another type for each": {"prospect": 3, "title": [], "answers": "x", "learners": {}},
    "nothing": None,
}


@pytest.mark.parametrize("what", NASTY)
def test_nasty_requests_are_told_and_the_others_go_on(run: Run, tmp_path: Path, what: str) -> None:
    file = tmp_path / "requests.jsonl"
    file.write_text(f"{json.dumps(NASTY[what])}\n{json.dumps(REFERRED)}\n", encoding="ascii")

    for as_json in (True, False):
        result = run("assess", file, *(["--json"] if as_json else []))

        assert (result.exit_code, result.stderr) == (1, "")
        assert len(result.stdout) < 5_000
        assert result.stdout.isascii() or not as_json
        assert not any(one in result.stdout for one in "\x00\x1b\ud800\udfff")
        assert "HS-2" in result.stdout
    told = objects(run("assess", file, "--json"))
    assert [one["outcome"] for one in told] == [None, "refer"]
    assert all(one["wrong"] and one["right"] for one in told[0]["problems"])


@pytest.mark.parametrize("name", ["big.yaml", "big.csv", "big.json"])
def test_10_mb_of_text_in_any_format_is_told(
    run: Run, requests: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text("x" * 10_000_000)

    result = run("assess", tmp_path / name, requests, "--json")

    assert result.exit_code == 1
    assert [one["outcome"] for one in objects(result)] == [None, "accept", "refer", "undecided"]


def test_a_title_of_several_lines_stays_on_its_line(run: Run, tmp_path: Path) -> None:
    forged = {**REFERRED, "title": "Academy\n  Accept. It serves the mission"}
    file = a_file(tmp_path / "requests.jsonl", forged)

    assert len(run("assess", file).stdout.splitlines()) == 2
    run("record", file, "--by", "sales-1")
    assert len(run("cases").stdout.splitlines()) == 1


# ── record ───────────────────────────────────────────────────────────────────────────────────


def test_what_is_decided_is_recorded_once(run: Run, requests: Path, log_file: Path) -> None:
    first = run("record", requests, "--by", "sales-1", "--json")
    head = head_of(log_file)
    second = run("record", requests, "--by", "sales-1", "--json")

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert [(one["case"], one["recorded"]) for one in objects(first)] == [
        ("C-2", True),
        ("C-3", True),
        (None, False),
    ]
    assert [(one["case"], one["recorded"]) for one in objects(second)] == [
        ("C-2", False),
        ("C-3", False),
        (None, False),
    ]
    assert head_of(log_file) == head
    assert [{key: one[key] for key in TOLD[0]} for one in objects(first)] == TOLD


def test_recording_is_told_in_words(run: Run, requests: Path) -> None:
    first = run("record", requests, "--by", "sales-1").stdout.splitlines()
    second = run("record", requests, "--by", "sales-1").stdout.splitlines()

    assert [first[2], first[5]] == ["  Recorded as C-2.", "  Recorded as C-3."]
    assert [second[2], second[5]] == [
        "  Was recorded before as C-2.",
        "  Was recorded before as C-3.",
    ]
    assert first[-1] == "  Not recorded: answer the questions that decide, then record it."


def test_no_name_enters_the_log(run: Run, requests: Path, log_file: Path) -> None:
    run("record", requests, "--by", "Bob Martin")

    log = SqliteLog(log_file)
    sealed = "".join(line.content for line in log.lines())
    known = {one.name for one in log.people()}
    log.close()
    for name in ("Bob", "Martin", "Ana", "López", "Léa", "Petit", "lea@example.org"):
        assert name not in sealed
    assert known == {"Bob Martin", "Ana López", "Léa Petit"}


def test_what_is_unreadable_is_not_recorded_and_the_others_are(run: Run, tmp_path: Path) -> None:
    wrong = {**ACCEPTED, "learners": -1}
    file = a_file(tmp_path / "requests.jsonl", wrong, REFERRED)

    result = run("record", file, "--by", "sales-1", "--json")

    assert result.exit_code == 1
    assert [one.get("case") for one in objects(result)] == [None, "C-2"]


def test_nothing_at_all_is_kept_under_an_edition_that_does_not_apply(
    run: Run, requests: Path, tmp_path: Path, log_file: Path
) -> None:
    expired = tmp_path / "expired.yaml"
    expired.write_text(a_loaded_edition(in_force_until="2026-01-02").text, encoding="utf-8")

    result = run("record", requests, "--by", "Bob Martin", "--criteria", expired)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Edition 2026-test of the criteria was in force until 2 Jan")
    log = SqliteLog(log_file)
    assert (log.head(), log.people()) == (EMPTY, [])
    log.close()


@pytest.mark.parametrize("by", ["", " ", "=1+1", "a\x00b", "a\udcffb", "x" * 201])
def test_who_records_must_have_a_name_the_directory_can_hold(
    run: Run, requests: Path, log_file: Path, by: str
) -> None:
    result = run("record", requests, "--by", by)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "Invalid value for '--by': Write one line of at most 200 characters" in result.stderr
    assert not log_file.exists()


# ── check ────────────────────────────────────────────────────────────────────────────────────


def test_sound_criteria_are_said_to_be_sound(run: Run, tmp_path: Path) -> None:
    result = run("check")

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"{tmp_path}/criteria.yaml holds no mistake.\n"


def test_every_mistake_in_criteria_is_told(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "mistaken.yaml"
    text = (HOME / "criteria.yaml").read_text("utf-8")
    text = text.replace("accept_from: 60", "accept_from: many").replace(
        "kind: steps", "kind: stairs"
    )
    file.write_text(text, encoding="utf-8")

    result = run("check", "--criteria", file)
    told = objects(run("check", "--criteria", file, "--json"))

    assert (result.exit_code, result.stderr) == (1, "")
    assert len(result.stdout.splitlines()) == len(told) == 3
    assert all(line.startswith(f"  {file}:") for line in result.stdout.splitlines())
    assert [one["where"] for one in told if not one["warning"]] == [
        "accept_from",
        "criteria[2].kind",
        "criteria[5].kind",
    ]
    assert [list(one) for one in told] == [["where", "wrong", "right", "line", "warning"]] * 3


def test_a_warning_is_told_and_is_no_finding(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "expired.yaml"
    file.write_text(a_loaded_edition(in_force_until="2026-01-02").text, encoding="utf-8")

    result = run("check", "--criteria", file, "--json")

    assert result.exit_code == 0
    assert [(one["where"], one["warning"]) for one in objects(result)] == [("in_force_until", True)]


# ── cases ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def three_cases(run: Run, requests: Path, tmp_path: Path) -> None:
    run("record", requests, "--by", "sales-1")
    run(
        "record",
        a_file(tmp_path / "more.jsonl", {**REFERRED, "reference": "HS-4"}),
        "--by",
        "sales-2",
    )


@pytest.mark.usefixtures("three_cases")
def test_cases_come_newest_first(run: Run) -> None:
    result = run("cases")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "C-4       2026-03-02  Refer to the committee  60  Groupe Sud · In-house academy\n"
        "C-3       2026-03-02  Refer to the committee  60  Groupe Sud · In-house academy\n"
        "C-2       2026-03-02  Accept                 100  Atelier Nord · Web developers\n"
    )


@pytest.mark.usefixtures("three_cases")
@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (["--status", "accepted"], ["C-2"]),
        (["--outcome", "refer"], ["C-4", "C-3"]),
        (["--owner", "sales-1"], ["C-3"]),
        (["--owner", "ana lopez"], ["C-2"]),
        (["--owner", "nobody"], []),
        (["--edition", "2026-test"], ["C-4", "C-3", "C-2"]),
        (["--edition", "2025-test"], []),
        (["--text", "ATELIER"], ["C-2"]),
        (["--text", "HS-4"], ["C-4"]),
        (["--limit", "2"], ["C-4", "C-3"]),
        (["--outcome", "refer", "--limit", "1"], ["C-4"]),
        (["--status", "accepted", "--text", "sud"], []),
    ],
)
def test_cases_are_filtered(run: Run, filters: list[str], found: list[str]) -> None:
    result = run("cases", *filters, "--json")

    assert result.exit_code == 0
    assert [one["case"] for one in objects(result)] == found
    no_case = "No case matches. Leave out a filter, or record a request first.\n"
    assert result.stderr == ("" if found else no_case)


@pytest.mark.usefixtures("three_cases")
def test_a_case_is_one_object_with_its_owners_name(run: Run) -> None:
    told = objects(run("cases", "--status", "accepted", "--json"))[0]

    assert told["owner"].startswith("p-")
    assert told["owner_name"] == "Ana López"
    assert {key: told[key] for key in ("number", "status", "outcome", "procedure", "score")} == {
        "number": 2,
        "status": "accepted",
        "outcome": "accept",
        "procedure": None,
        "score": 100,
    }
    assert "text" not in told


@pytest.mark.usefixtures("three_cases")
def test_an_index_altered_by_hand_is_shown_as_it_is(run: Run, log_file: Path) -> None:
    tamper(log_file, "UPDATE case_index SET outcome = 'marvellous' WHERE number = 3")

    assert "  marvellous  " in run("cases").stdout
    verified = run("verify")
    assert (verified.exit_code, verified.stdout) == (
        1,
        "case opened at line 3: the index says otherwise than the log\n",
    )


# ── verify ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("three_cases")
def test_a_log_nobody_altered_is_proven(run: Run, log_file: Path) -> None:
    head = head_of(log_file)

    result = run("verify", "--replay", "--head", head)

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"4 lines, all sealed and unaltered. Head {head}\n"
    number, seal = head.split(":")
    assert objects(run("verify", "--json")) == [
        {"flaws": 0, "head": {"number": int(number), "seal": seal}}
    ]


def test_an_empty_log_is_said_to_be_empty(run: Run) -> None:
    result = run("verify", "--head", "0:")

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "The log is empty: there is no line to verify.\n"


@pytest.mark.usefixtures("three_cases")
def test_altered_lines_are_named_and_the_log_goes_on_being_readable(
    run: Run, log_file: Path
) -> None:
    rewrite(log_file, 2, "Atelier Nord", "Atelier Sud")
    rewrite(log_file, 4, '"score"', '"scores"')

    result = run("verify")

    assert result.exit_code == 1
    assert result.stdout == (
        "line 2: the line or its seal was altered\n"
        "line 4: the line or its seal was altered\n"
        "case opened at line 2: the index says otherwise than the log\n"
        "line 4: holds nothing this version can read as a fact\n"
    )
    assert "4 flaws. Head 4:" in result.stderr
    assert [(one["line"], one["what"]) for one in objects(run("verify", "--json"))[:-1]] == [
        (2, "seal"),
        (4, "seal"),
        (2, "row_different"),
        (4, "fact"),
    ]
    assert len(run("cases").stdout.splitlines()) == 3


@pytest.mark.usefixtures("three_cases")
def test_protections_that_were_taken_away_are_told(run: Run, log_file: Path) -> None:
    tamper(log_file)

    result = run("verify")

    assert result.exit_code == 0
    assert result.stderr.count("had been removed and was put back") == 3
    assert run("verify").stderr.count("\n") == 1


@pytest.mark.usefixtures("three_cases")
def test_a_verdict_altered_and_sealed_again_is_found_by_replaying(run: Run, log_file: Path) -> None:
    rewrite(log_file, 3, '"outcome":"refer","procedure":"bureau"', '"outcome":"accept"')
    seal_again(log_file)
    SqliteLog(log_file).rebuild_index()

    assert run("verify").exit_code == 0
    result = run("verify", "--replay")
    assert (result.exit_code, result.stdout) == (
        1,
        "line 3: the criteria do not give the recorded verdict when assessed again\n",
    )


@pytest.mark.usefixtures("three_cases")
def test_a_cut_tail_is_found_by_the_head_noted_outside(run: Run, log_file: Path) -> None:
    head = head_of(log_file)
    tamper(log_file, "DELETE FROM line WHERE number = 4", "DELETE FROM case_index WHERE number = 4")

    assert run("verify").exit_code == 0
    result = run("verify", "--head", head)
    assert (result.exit_code, result.stdout) == (
        1,
        "line 4: the log no longer holds this line with the seal that was noted\n",
    )


@pytest.mark.parametrize(
    "head",
    [
        "4",
        "4:",
        ":",
        "x:" + "a" * 64,
        "²:" + "a" * 64,
        "4:" + "g" * 64,
        "9" * 5_000 + ":" + "a" * 64,
    ],
)
def test_a_head_is_a_number_and_a_seal(run: Run, head: str) -> None:
    result = run("verify", "--head", head)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "Write the head as NUMBER:SEAL" in result.stderr


# ── verify of an exported log ────────────────────────────────────────────────────────────────


@pytest.fixture
def exported(three_cases: None, log_file: Path, tmp_path: Path) -> Path:  # noqa: ARG001 (first)
    log = SqliteLog(log_file)
    file = tmp_path / "exported.jsonl"
    file.write_text("".join(f"{json.dumps(line._asdict())}\n" for line in log.lines()))
    log.close()
    log_file.unlink()
    return file


def altered(file: Path, number: int, old: str, new: str) -> Path:
    lines = file.read_text().splitlines(keepends=True)
    assert old in lines[number - 1]
    lines[number - 1] = lines[number - 1].replace(old, new)
    file.write_text("".join(lines))
    return file


def test_an_exported_log_is_proven_without_the_live_one(
    run: Run, exported: Path, log_file: Path
) -> None:
    last = json.loads(exported.read_text().splitlines()[-1])
    head = f"4:{last['seal']}"

    result = run("verify", exported, "--replay", "--head", head)

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"4 lines, all sealed and unaltered. Head {head}\n"
    assert not log_file.exists()


def test_an_altered_export_is_shown_with_the_lines(run: Run, exported: Path) -> None:
    altered(exported, 2, "Atelier Nord", "Atelier Sud")
    altered(exported, 3, '{"number"', '{"nmuber"')

    result = run("verify", exported)

    assert result.exit_code == 1
    assert result.stdout == (
        "line 2: the line or its seal was altered\n"
        "line 3: holds nothing this version can read as a fact\n"
        "line 3: the line was filed under another case\n"
        "line 3: the line or its seal was altered\n"
        "line 4: the line or its seal was altered\n"
    )


def test_a_line_missing_from_an_export_is_shown(run: Run, exported: Path) -> None:
    lines = exported.read_text().splitlines(keepends=True)
    exported.write_text("".join([lines[0], *lines[2:]]))

    result = run("verify", exported, "--json")

    assert result.exit_code == 1
    assert [(one["line"], one["what"]) for one in objects(result)[:-1]] == [
        (3, "number"),
        (3, "seal"),
    ]


def test_an_exported_verdict_is_replayed(run: Run, exported: Path) -> None:
    altered(exported, 3, r"\"outcome\":\"refer\"", r"\"outcome\":\"accept\"")

    result = run("verify", exported, "--replay")

    assert result.stdout == (
        "line 3: the line or its seal was altered\n"
        "line 3: the criteria do not give the recorded verdict when assessed again\n"
    )


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"\xff\xfe\x00\x01" * 500, b"{}\n[]\n", b"reference,title\n1,2\n"]
)
def test_what_is_no_log_at_all_is_said_so(run: Run, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "garbage.jsonl"
    file.write_bytes(content)

    result = run("verify", file)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"{file} holds no line of a decision log. Name a log that was exported as JSON Lines.\n"
    )


@pytest.mark.parametrize("name", [".", "none.jsonl"])
def test_a_file_to_verify_must_be_there(run: Run, tmp_path: Path, name: str) -> None:
    result = run("verify", tmp_path / name)

    assert (result.exit_code, result.stdout) == (2, "")


def test_a_file_that_fails_while_it_is_read_is_said_so(run: Run) -> None:
    result = run("verify", "/proc/self/mem")  # opens, and gives no byte

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("/proc/self/mem cannot be read: ")


# ── erase ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("three_cases")
@pytest.mark.parametrize("person", ["Léa Petit", "LEA@example.org"])
def test_somebody_is_erased_by_name_or_address(run: Run, log_file: Path, person: str) -> None:
    result = run("erase", person, "--by", "manager-1")

    assert (result.exit_code, result.stdout) == (0, "")
    assert "Every seal is still valid." in result.stderr
    assert b"lea@example.org" not in log_file.read_bytes()
    assert run("verify", "--replay").exit_code == 0
    assert run("erase", person, "--by", "manager-1").exit_code == 2


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


# ── Misuse ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "arguments",
    [
        ["asses"],
        ["assess"],
        ["assess", "--colour", "x.yaml"],
        ["assess", "x.yaml", "--on", "tomorrow"],
        ["record", "x.yaml"],
        ["cases", "--status", "lost"],
        ["cases", "--limit", "0"],
        ["cases", "--owner", "\udcff"],
        ["cases", "--text", "\x00"],
        ["verify", "a", "b"],
        ["erase", "--by", "manager-1"],
    ],
)
def test_misuse_is_told_on_stderr(run: Run, log_file: Path, arguments: list[str]) -> None:
    result = run(*arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "Error: " in result.stderr
    assert not log_file.exists()


def test_help_says_what_each_command_does_in_one_line(run: Run) -> None:
    listed = run("--help").stdout
    for name, command in cli.main.commands.items():
        assert command.get_short_help_str(60) in listed
        assert not command.get_short_help_str(60).endswith("...")
        help = run(name, "--help")
        assert (help.exit_code, help.stderr) == (0, "")
        assert len(help.stdout.splitlines()) < 20
        assert all(len(line) <= 80 for line in help.stdout.splitlines())


# ── A log that cannot be used ────────────────────────────────────────────────────────────────


def foreign(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE recipe (name TEXT)")
        connection.commit()


def damaged(file: Path) -> None:
    SqliteLog(file).close()
    content = bytearray(file.read_bytes())
    content[100:4096] = b"\xaa" * 3996  # its own first page, past the header that names it
    file.write_bytes(content)


UNUSABLE: dict[str, tuple[Callable[[Path], object], str]] = {
    "foreign": (foreign, "is the database of another program. It was left as it is."),
    "text": (lambda file: file.write_text("Dear diary"), "is not a decision log"),
    "damaged": (damaged, "is damaged: parts of it cannot be read."),
    "folder": (lambda file: file.mkdir(), "is a folder, so no log can be kept there."),
}
COMMANDS: dict[str, list[object]] = {
    "record": ["record", "requests.jsonl", "--by", "sales-1"],
    "cases": ["cases"],
    "verify": ["verify", "--replay"],
    "erase": ["erase", "Ana López", "--by", "manager-1"],
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("what", UNUSABLE)
def test_a_log_that_cannot_be_used_is_said_so_and_left_as_it_is(
    run: Run,
    requests: Path,
    log_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    what: str,
    command: str,
) -> None:
    monkeypatch.chdir(requests.parent)
    make, sentence = UNUSABLE[what]
    make(log_file)
    before = log_file.read_bytes() if log_file.is_file() else None

    result = run(*COMMANDS[command])

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"{log_file} {sentence}")
    assert result.stderr.count("\n") == 1
    assert (log_file.read_bytes() if log_file.is_file() else None) == before


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("sqlite:////dev/null/screening.db", "cannot be opened."),  # a path below a file
        ("sqlite:////nonexistent/a/b.db", "the folder that should hold it does not exist."),
        ("postgres://host/desk", "is not one this program knows."),
        ("sqlite:////proc/screening.db", ""),  # a folder that takes no files, even root's
    ],
)
def test_a_place_where_no_log_can_be_is_said_so(
    run: Run, requests: Path, monkeypatch: pytest.MonkeyPatch, address: str, sentence: str
) -> None:
    monkeypatch.setenv("SCREENING_LOG", address)

    result = run("record", requests, "--by", "sales-1")

    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr
    assert result.stderr.count("\n") == 1


def test_settings_that_cannot_be_read_are_said_so(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = tmp_path / "secrets.toml"
    secrets.write_text("SCREENING_LOG = sqlite\n")
    monkeypatch.setattr(settings, "SECRETS", secrets)

    result = run("cases")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"The settings in {secrets} cannot be read: Invalid value")


# ── As a program ─────────────────────────────────────────────────────────────────────────────


def program(
    *arguments: object, log_file: Path, environment: dict[str, str] | None = None, **options: Any
) -> "subprocess.CompletedProcess[bytes]":
    """The command as a shell runs it."""
    return subprocess.run(
        [sys.executable, "-m", "screening", *(str(one) for one in arguments)],
        cwd=HOME,
        env={
            **os.environ,
            "SCREENING_LOG": f"sqlite:///{log_file}",
            "SCREENING_CRITERIA": str(log_file.parent / "criteria.yaml"),
            "SCREENING_LANGUAGE": "en",
            **(environment or {}),
        },
        timeout=60,
        check=False,
        capture_output="stdout" not in options,
        **options,
    )


@pytest.mark.usefixtures("run")
def test_a_program_reads_the_exit_code_and_stdout_alone(requests: Path, log_file: Path) -> None:
    with requests.open("a") as file:
        file.write("{\n")

    done = program("record", requests, "--by", "sales-1", "--json", log_file=log_file)

    assert (done.returncode, done.stderr) == (1, b"")
    assert [json.loads(line)["outcome"] for line in done.stdout.splitlines()] == [
        "accept",
        "refer",
        "undecided",
        None,
    ]


@pytest.mark.usefixtures("run")
@pytest.mark.parametrize(
    "terminal",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    ],
)
def test_a_terminal_without_utf_8_gets_what_it_can_show(
    requests: Path, log_file: Path, terminal: dict[str, str]
) -> None:
    wrong = requests.parent / "é\udcff.yaml"
    french = {**terminal, "SCREENING_LANGUAGE": "fr"}

    done = program("assess", requests, wrong, log_file=log_file, environment=french)

    assert (done.returncode, done.stderr) == (1, b"")
    assert b"HS-2" in done.stdout
    assert b"Groupe Sud" in done.stdout


@pytest.mark.usefixtures("run")
def test_a_reader_that_goes_away_ends_the_program_quietly(tmp_path: Path, log_file: Path) -> None:
    many = a_file(tmp_path / "many.jsonl", *({**UNDECIDED, "reference": None} for _ in range(500)))
    reads, writes = os.pipe()
    os.close(reads)

    done = program(
        "assess", many, "--json", log_file=log_file, stdout=writes, stderr=subprocess.PIPE
    )

    os.close(writes)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.usefixtures("run")
def test_a_full_disk_is_said_so_and_nothing_recorded_before_is_touched(
    requests: Path, log_file: Path
) -> None:
    program("record", requests, "--by", "sales-1", log_file=log_file)
    before = log_file.read_bytes()
    more = a_file(requests.parent / "more.jsonl", {**REFERRED, "summary": "x" * 10_000})

    def no_file_grows_beyond_a_page() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    done = program(
        "record",
        more,
        "--by",
        "sales-1",
        log_file=log_file,
        preexec_fn=no_file_grows_beyond_a_page,
    )

    assert (done.returncode, done.stdout) == (2, b"")
    assert b"The disk that holds" in done.stderr
    assert log_file.read_bytes() == before
    assert program("verify", log_file=log_file).returncode == 0


# ── How far work has come ────────────────────────────────────────────────────────────────────


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds, as the only element."""
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    return now


def test_work_longer_than_a_second_shows_on_a_terminal_how_far_it_has_come(
    clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())

    with counting("Lines checked:", 4) as progress:
        progress(1)
        assert terminal.getvalue() == ""
        clock[0] += 1.5
        progress(1)
        assert "Lines checked:" in terminal.getvalue()
        assert "50%" in terminal.getvalue()
        progress(2)
    assert "100%" in terminal.getvalue()
    assert terminal.getvalue().endswith("\n")


def test_work_of_unknown_length_shows_how_much_is_done(
    clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())

    with counting("Requests read:") as progress:
        clock[0] += 1.5
        progress(7)
        for _ in range(5):
            progress(1)  # too soon to be drawn
        drawn = terminal.getvalue().count("Requests read:")

    assert drawn == 1
    assert " 7" in terminal.getvalue()
    assert " 12" in terminal.getvalue()
    assert "%" not in terminal.getvalue()


def test_quick_work_and_work_nobody_sees_show_nothing(
    clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    with counting("Lines checked:", 2) as progress:
        progress(2)
    assert terminal.getvalue() == ""

    monkeypatch.setattr(sys, "stderr", file := io.StringIO())
    with counting("Lines checked:", 2) as progress:
        clock[0] += 1.5
        progress(2)
    assert file.getvalue() == ""
