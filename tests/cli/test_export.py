"""export: the decision log in a file, from the command line."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from openpyxl import load_workbook

from screening.settings import HOME
from tests.cli.requests_to_try import Run, head_of, objects


@pytest.fixture(autouse=True)
def _recorded(three_cases: None) -> None:
    """Three cases, one accepted and two referred."""


@pytest.mark.parametrize("name", ["log.xlsx", "log.csv", "log.jsonl", "LOG.XLSX"])
def test_the_ending_says_what_is_written(
    run: Run, tmp_path: Path, log_file: Path, name: str
) -> None:
    head = head_of(log_file)

    result = run("export", "--to", tmp_path / name, "--by", "manager-1")

    said = f"3 cases in {tmp_path / name}. Head of the log {head}\n"
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", said)
    assert head_of(log_file).split(":")[0] == str(int(head.split(":")[0]) + 1)


def test_an_exported_log_is_proven(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    (told,) = objects(run("export", "--to", file, "--by", "manager-1", "--json"))
    head = f"{told['head']['number']}:{told['head']['seal']}"

    result = run("verify", file, "--replay", "--head", head)

    assert (result.exit_code, result.stdout) == (0, "")


def test_filters_are_those_of_cases(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "log.csv"

    (told,) = objects(
        run("export", "--to", file, "--outcome", "refer", "--by", "manager-1", "--json")
    )

    assert (told["cases"], told["form"], told["cut"], told["unreadable"]) == (2, "csv", 0, 0)
    listed = [one["case"] for one in objects(run("cases", "--outcome", "refer", "--json"))]
    with file.open(newline="") as opened:
        assert [one["case"] for one in csv.DictReader(opened)] == listed


def test_a_csv_file_can_be_for_a_french_excel(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "log.csv"

    run("export", "--to", file, "--excel", "--by", "manager-1")

    assert file.read_bytes().startswith("\ufeffCase;Opened;".encode())


def test_whoever_exports_is_named_in_the_directory_and_not_in_the_log(
    run: Run, tmp_path: Path, log_file: Path
) -> None:
    run("export", "--to", tmp_path / "log.xlsx", "--by", "Marc Lefèvre")

    told = {
        one[0].value: one[1].value for one in load_workbook(tmp_path / "log.xlsx")["Provenance"]
    }
    assert told["Exported by"].startswith("Marc Lefèvre (p-")
    run("export", "--to", tmp_path / "all.jsonl", "--by", "manager-1")
    assert "Marc" not in (tmp_path / "all.jsonl").read_text()
    assert log_file.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--to", "{0}/log.ods"), "{0}/log.ods has no ending that says what it should be."),
        (("--to", "{0}/log"), "{0}/log has no ending that says what it should be."),
        (("--to", "{0}/log.xlsx", "--excel"), "{0}/log.xlsx is no CSV file: leave out --excel"),
        (("--to", "{0}/missing/log.csv"), "{0}/missing/log.csv cannot be written: its folder"),
        (("--to", "{0}/folder.csv"), "{0}/folder.csv is a folder. Name a file in it."),
    ],
)
def test_what_cannot_be_written_is_said(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    (tmp_path / "folder.csv").mkdir()
    before = sorted(tmp_path.iterdir())

    result = run("export", *(one.format(tmp_path) for one in arguments), "--by", "manager-1")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(said.format(tmp_path))
    assert [one for one in sorted(tmp_path.iterdir()) if one not in before] == []


@pytest.mark.faults
@pytest.mark.parametrize("ended_by", [signal.SIGTERM, signal.SIGINT])
def test_an_export_that_is_ended_from_outside_leaves_nothing(
    tmp_path: Path, filled_example: Path, ended_by: int
) -> None:
    folder = tmp_path / "to"
    folder.mkdir()
    log = tmp_path / "example.db"
    log.write_bytes(filled_example.read_bytes())
    program = subprocess.Popen(
        [
            *(sys.executable, "-m", "screening", "export"),
            *("--by", "manager-1", "--to", folder / "log.xlsx"),
        ],
        cwd=HOME,
        env={**os.environ, "SCREENING_LOG": f"sqlite:///{log}"},
        stderr=subprocess.DEVNULL,
    )
    while not list(folder.iterdir()) and program.poll() is None:
        time.sleep(0.001)  # for a process of its own, which tells nobody that it has begun
    program.send_signal(ended_by)

    ended = program.wait(60)

    left = [one.name for one in folder.iterdir()]
    # It may have been quicker.
    assert (ended == 0 and left == ["log.xlsx"]) or (ended != 0 and left == [])


def test_each_export_is_a_fact(run: Run, tmp_path: Path, log_file: Path) -> None:
    run("export", "--to", tmp_path / "a.csv", "--status", "referred", "--by", "manager-1")
    run("export", "--to", tmp_path / "b.jsonl", "--by", "manager-1")

    last = [json.loads(one) for one in (tmp_path / "b.jsonl").read_text().splitlines()][-1]
    fact = json.loads(last["content"])
    assert (fact["fact"], fact["form"], fact["filter"], fact["cases"]) == (
        "log_exported",
        "csv",
        "status=referred",
        2,
    )
    assert log_file.exists()
