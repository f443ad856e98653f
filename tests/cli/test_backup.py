"""backup and restore: a copy of the log in use, and putting one back."""

import re
from pathlib import Path

import pytest

from tests.cli.requests_to_try import REFERRED, Run, a_file, head_of, objects
from tests.tampering import rewrite


@pytest.fixture
def to(tmp_path: Path) -> Path:
    return tmp_path / "backup.db"


@pytest.mark.usefixtures("three_cases")
def test_a_backup_gives_its_head_to_whoever_notes_it(run: Run, log_file: Path, to: Path) -> None:
    head = head_of(log_file)

    result = run("backup", to)

    assert (result.exit_code, result.stdout) == (0, f"{head}\n")
    assert result.stderr == f"4 lines, backed up in {to}.\n"
    assert head_of(to) == head


@pytest.mark.usefixtures("three_cases")
def test_a_program_reads_what_was_backed_up(run: Run, log_file: Path, to: Path) -> None:
    number, seal = head_of(log_file).split(":")

    assert objects(run("backup", to, "--json")) == [
        {
            "file": str(to),
            "kept": True,
            "flaws": 0,
            "head": {"number": int(number), "seal": seal},
        }
    ]


@pytest.mark.usefixtures("three_cases")
def test_an_earlier_file_is_replaced_only_by_force(run: Run, to: Path) -> None:
    run("backup", to)

    result = run("backup", to)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"{to} is there already, and was left as it is. "
        "Name another file, or add --force to replace it.\n"
    )
    assert run("backup", to, "--force").exit_code == 0


@pytest.mark.usefixtures("three_cases")
def test_an_altered_log_is_backed_up_and_its_flaws_are_named(
    run: Run, log_file: Path, to: Path
) -> None:
    run("backup", to)
    rewrite(log_file, 2, "Atelier Nord", "Atelier Sud")

    other = run("backup", to.with_name("other.db"))
    assert other.exit_code == 1
    assert other.stdout == (f"line 2: the line or its seal was altered\n{head_of(log_file)}\n")
    assert "The backup has the flaw above, as the log has." in other.stderr

    earlier = run("backup", to, "--force")
    assert (earlier.exit_code, earlier.stdout) == (1, "line 2: the line or its seal was altered\n")
    assert earlier.stderr == (
        f"Nothing was written: the log has the flaw above, and {to} may hold it as it was. "
        "Name another file.\n"
    )
    assert run("restore", to).exit_code == 0


def test_where_there_is_no_log_there_is_nothing_to_back_up(
    run: Run, log_file: Path, to: Path
) -> None:
    result = run("backup", to)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"There is no log in {log_file}. ")
    assert not log_file.exists()


@pytest.mark.usefixtures("three_cases")
def test_a_lost_log_is_restored(run: Run, log_file: Path, to: Path) -> None:
    head = head_of(log_file)
    run("backup", to)
    log_file.unlink()

    result = run("restore", to)

    assert (result.exit_code, result.stdout) == (0, f"{head}\n")
    assert result.stderr == f"4 lines, restored to {log_file}.\n"
    assert run("verify", "--replay", "--head", head).exit_code == 0


@pytest.mark.usefixtures("three_cases")
def test_what_would_be_lost_is_said_before_it_is(
    run: Run, log_file: Path, to: Path, tmp_path: Path
) -> None:
    run("backup", to)
    run("record", a_file(tmp_path / "5.jsonl", {**REFERRED, "reference": "HS-5"}), "--by", "ana")
    longer = head_of(log_file)

    result = run("restore", to)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(
        f"Nothing was restored: the last line of {log_file} is not in the backup, whose head is 4:"
    )
    assert head_of(log_file) == longer

    result = run("restore", to, "--force")
    aside = Path(f"{log_file}-2026-03-02T120000Z")
    assert (result.exit_code, result.stdout) == (0, f"{head_of(to)}\n")
    assert result.stderr == (
        f"4 lines, restored to {log_file}.\n"
        f"The log that was there is kept as {aside}.\n"
        "Its last line is not in the backup.\n"
    )
    assert head_of(aside) == longer


@pytest.mark.usefixtures("three_cases")
def test_a_log_past_reading_is_kept_and_said_to_be(run: Run, log_file: Path, to: Path) -> None:
    run("backup", to)
    log_file.write_bytes(b"what a failing disk left")

    result = run("restore", to)

    assert result.exit_code == 0
    assert result.stderr.endswith(
        "It can no longer be read, so nobody can tell what it held that the backup does not.\n"
    )


@pytest.mark.usefixtures("three_cases")
def test_whoever_was_erased_since_is_named_to_be_erased_again(
    run: Run, log_file: Path, to: Path
) -> None:
    run("backup", to)
    erased = run("erase", "lea@example.org", "--by", "ana").stderr
    person = re.search(r"who (\S+) is", erased)[1]

    result = run("restore", to, "--force", "--json")

    [told] = objects(result)
    assert told["erased"] == [person]
    assert told["missing"] == 1
    assert run("erase", "lea@example.org", "--by", "ana").exit_code == 2
    assert b"lea@example.org" not in log_file.read_bytes()


@pytest.mark.usefixtures("three_cases")
def test_a_backup_with_a_flaw_is_not_restored(run: Run, log_file: Path, to: Path) -> None:
    head = head_of(log_file)
    run("backup", to)
    rewrite(to, 2, "Atelier Nord", "Atelier Sud")

    result = run("restore", to)

    assert (result.exit_code, result.stdout) == (1, "line 2: the line or its seal was altered\n")
    assert result.stderr == f"Nothing was restored: {to} has the flaw above. Take another backup.\n"
    assert head_of(log_file) == head
