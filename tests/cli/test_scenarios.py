"""scenarios: those of the log, as a file that check runs."""

from pathlib import Path

import pytest

from screening.core.access import Person
from screening.scenarios import NewScenario, Scenarios
from screening.service import Desk
from screening.stores.sqlite import open_log
from tests.builders import NOON, a_loaded_edition
from tests.cli.requests_to_try import Run

OWNER = Person("owner-1", "criteria_owner")


@pytest.mark.usefixtures("three_cases")
def test_scenarios_of_the_log_are_written_out_for_check_to_run(
    run: Run, log_file: Path, tmp_path: Path
) -> None:
    log = open_log(f"sqlite:///{log_file}")
    scenarios = Scenarios(Desk(log, a_loaded_edition(), lambda: NOON))
    closed = NewScenario("Kept closed", "Nothing we build stays closed.", blocking=True)
    kept = scenarios.keep("C-3", "k-1", closed, OWNER)
    dropped = scenarios.keep("C-2", "k-2", NewScenario("Open", "Good."), OWNER)
    scenarios.drop(dropped.id, "d-1", "It goes without saying.", OWNER)
    log.close()

    result = run("scenarios")

    assert (result.exit_code, result.stderr) == (0, "One scenario is in use.\n")
    assert kept.new
    assert result.stdout == (
        'title: "Kept closed"\n'
        'why: "Nothing we build stays closed."\n'
        "answers:\n"
        '  open: "no"\n'
        "  share: 80\n"
        "expected: refer\n"
        "blocking: [openness]\n"
        'from: "C-3"\n'
        'kept: {by: "owner-1", on: 2026-03-02}\n'
    )

    folder = tmp_path / "scenarios"
    folder.mkdir()
    (folder / "kept.yaml").write_text(result.stdout, "utf-8")
    assert run("check").stderr.endswith(f"One scenario in {folder} holds.\n")


def test_a_log_without_scenarios_writes_nothing(run: Run) -> None:
    result = run("scenarios")

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "0 scenarios are in use.\n"
