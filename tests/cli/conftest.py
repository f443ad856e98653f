"""Commands over a log and criteria of their own."""

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from screening import cli
from screening.cli import opening
from screening.committee_file import EXAMPLE
from tests.builders import NOON, a_loaded_edition
from tests.cli.requests_to_try import ACCEPTED, REFERRED, UNDECIDED, Later, Run, a_file


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
    monkeypatch.setenv("SCREENING_COMMITTEE", str(EXAMPLE))
    monkeypatch.setenv("SCREENING_LANGUAGE", "en")
    monkeypatch.setattr(opening, "now", lambda: NOON)

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(cli.main, [str(one) for one in arguments], catch_exceptions=False)

    return run


@pytest.fixture
def requests(tmp_path: Path) -> Path:
    """One request that is accepted, one referred, one undecided."""
    return a_file(tmp_path / "requests.jsonl", ACCEPTED, REFERRED, UNDECIDED)


@pytest.fixture
def three_cases(run: Run, requests: Path, tmp_path: Path) -> None:
    run("record", requests, "--by", "sales-1")
    run(
        "record",
        a_file(tmp_path / "more.jsonl", {**REFERRED, "reference": "HS-4"}),
        "--by",
        "sales-2",
    )


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Turns the clock of all commands that follow, from 2 March 2026 at noon."""

    def later(**by: float) -> None:
        now = NOON + timedelta(**by)
        monkeypatch.setattr(opening, "now", lambda: now)

    return later
