"""check: every mistake in a criteria file."""

from pathlib import Path

from screening.settings import HOME
from tests.builders import a_loaded_edition
from tests.cli.requests_to_try import Run, objects


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
