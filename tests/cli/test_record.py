"""record: what is decided enters the log, once."""

import json
from pathlib import Path

import pytest

from screening.core.chain import EMPTY
from screening.stores.sqlite import SqliteLog
from tests.builders import a_loaded_edition
from tests.cli.requests_to_try import ACCEPTED, REFERRED, Run, a_file, head_of, objects
from tests.cli.test_assess import TOLD


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
    run: Run, requests: Path, tmp_path: Path, log_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expired = tmp_path / "expired.yaml"
    expired.write_text(a_loaded_edition(in_force_until="2026-01-02").text, encoding="utf-8")

    monkeypatch.setenv("SCREENING_CRITERIA", str(expired))

    result = run("record", requests, "--by", "Bob Martin")

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


# ── The same deal ────────────────────────────────────────────────────────────────────────────

AGAIN = {**ACCEPTED, "learners": 12}
ANOTHER = {**REFERRED, "reference": "HS-9"}


def test_a_deal_recorded_otherwise_before_is_named_and_the_others_go_on(
    run: Run, requests: Path, tmp_path: Path
) -> None:
    run("record", requests, "--by", "sales-1")
    file = a_file(tmp_path / "again.jsonl", AGAIN, ANOTHER)

    result = run("record", file, "--by", "sales-1", "--json")

    assert result.exit_code == 1
    first, second = objects(result)
    assert (first["outcome"], first["case"], first["recorded"]) == ("accept", None, False)
    (problem,) = first["problems"]
    assert problem["where"] == "title"
    assert problem["wrong"] == "This deal was recorded before, as C-2."
    assert problem["right"].startswith("Go on with C-2, or say with --repeated-because why")
    assert (second["case"], second["recorded"]) == ("C-4", True)


def test_a_deal_recorded_before_is_told_in_words(run: Run, requests: Path, tmp_path: Path) -> None:
    run("record", requests, "--by", "sales-1")
    file = a_file(tmp_path / "again.jsonl", AGAIN)

    result = run("record", file, "--by", "sales-1")

    title, verdict, problem = result.stdout.splitlines()
    assert title == "HS-1 · Atelier Nord · Web developers"
    assert verdict.startswith("  Accept. ")
    assert "title  This deal was recorded before, as C-2. Go on with C-2" in problem


def test_with_a_word_why_a_deal_is_recorded_again_and_then_no_more(
    run: Run, requests: Path, tmp_path: Path, log_file: Path
) -> None:
    run("record", requests, "--by", "sales-1")
    file = a_file(tmp_path / "again.jsonl", AGAIN, ANOTHER)
    with_a_word = ("record", file, "--by", "sales-1", "--repeated-because", "They came back")

    first = run(*with_a_word, "--json")
    head = head_of(log_file)
    second = run(*with_a_word, "--json")
    without = run("record", file, "--by", "sales-1", "--json")

    assert [one.exit_code for one in (first, second, without)] == [0, 0, 0]
    assert [(one["case"], one["recorded"]) for one in objects(first)] == [
        ("C-4", True),
        ("C-5", True),
    ]
    assert [one["recorded"] for one in objects(second) + objects(without)] == [False] * 4
    assert head_of(log_file) == head
    log = SqliteLog(log_file)
    sealed = [json.loads(line.content).get("repeated_because") for line in log.lines(after=3)]
    log.close()
    assert sealed == ["They came back", None]  # the other deal was new


def test_the_same_deal_twice_in_a_file_is_recorded_once(run: Run, tmp_path: Path) -> None:
    unnumbered = {key: value for key, value in AGAIN.items() if key != "reference"}
    renamed = {**unnumbered, "prospect": {"name": "ATELIER NORD SAS"}}
    file = a_file(tmp_path / "twice.jsonl", unnumbered, renamed, unnumbered)

    result = run("record", file, "--by", "sales-1", "--json")

    assert result.exit_code == 1
    told = objects(result)
    assert [(one["case"], one["recorded"]) for one in told] == [
        ("C-2", True),
        (None, False),
        ("C-2", False),
    ]
    assert ["as C-2" in problem["wrong"] for problem in told[1]["problems"]] == [True]


def test_a_blank_is_no_word_why(run: Run, requests: Path, tmp_path: Path) -> None:
    run("record", requests, "--by", "sales-1")
    file = a_file(tmp_path / "again.jsonl", AGAIN)

    result = run("record", file, "--by", "sales-1", "--repeated-because", "  ", "--json")

    assert (result.exit_code, objects(result)[0]["recorded"]) == (1, False)
