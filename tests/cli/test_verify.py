"""verify: whether anything in the log was altered."""

from pathlib import Path

import pytest

from screening.stores.sqlite import SqliteLog
from tests.cli.requests_to_try import Run, head_of, objects
from tests.tampering import rewrite, seal_again, tamper


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
    tamper(log_file, "DELETE FROM line WHERE number = 4")
    SqliteLog(log_file).rebuild_index()

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
