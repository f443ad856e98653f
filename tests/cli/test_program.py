"""The command line as a shell runs it."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from screening.settings import HOME
from tests.cli.requests_to_try import REFERRED, UNDECIDED, a_file


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
