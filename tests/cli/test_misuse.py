"""What keeps a command from working is said on stderr, and nothing is touched."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from screening import cli, settings
from screening.stores.sqlite import SqliteLog
from tests.cli.requests_to_try import Run


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
        assert len(help.stdout.splitlines()) < 40  # all on one screen
        assert all(len(line) <= 80 for line in help.stdout.splitlines())


# ── A log that cannot be used ───────────────────────────────────────────────────────────────────


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
