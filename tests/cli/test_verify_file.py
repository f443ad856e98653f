"""verify FILE: whether anything in an exported log was altered."""

import json
from pathlib import Path

import pytest

from screening.stores.sqlite import SqliteLog
from tests.cli.requests_to_try import Run, head_of, objects
from tests.test_checker import CHECKER, check


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


@pytest.mark.usefixtures("three_cases")
def test_an_export_is_proven_by_the_program_of_the_documentation(
    run: Run, log_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "check.py").write_text(CHECKER, "utf-8")
    head = head_of(log_file)
    run("export", "--to", tmp_path / "all.jsonl", "--by", "ana")
    run("export", "--to", tmp_path / "some.jsonl", "--outcome", "refer", "--by", "ana")

    said = ["4 lines, all sealed and unaltered.", f"Head {head}"]
    assert check(tmp_path / "all.jsonl", head) == (0, said)
    # Of chosen cases, only what follows the line before it can be proven.
    code, said = check(tmp_path / "some.jsonl", head)
    assert code == 1
    assert {one.split(":")[0] for one in said[:-1]} == {"line 3"}


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
    *flaws, end = objects(result)
    assert [(one["line"], one["what"]) for one in flaws] == [(3, "number")]
    assert (end["flaws"], end["unproven"]) == (1, 1)
    assert run("verify", exported).stderr.splitlines()[1] == (
        "One line of 3 follows lines that are not in this file: nothing here shows whether it was "
        "altered. An export of chosen cases is like that; hold it against an export of everything, "
        "which has the same lines to the letter."
    )


@pytest.mark.usefixtures("three_cases")
def test_an_export_of_chosen_cases_replays_and_accuses_no_line(run: Run, tmp_path: Path) -> None:
    run("export", "--to", tmp_path / "some.jsonl", "--outcome", "refer", "--by", "ana")

    result = run("verify", tmp_path / "some.jsonl", "--replay")

    assert (result.exit_code, result.stdout) == (
        1,
        "line 3: lines before this one are missing, or it is out of order\n",
    )
    assert result.stderr.splitlines()[1].startswith("One line of 3 follows lines")


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
