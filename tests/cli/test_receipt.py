"""receipt: what was decided of a case, by which criteria, and the seals that hold it."""

from pathlib import Path

import pytest

from tests.cli.requests_to_try import Run, head_of, objects
from tests.tampering import rewrite

pytestmark = pytest.mark.usefixtures("three_cases")


def test_a_receipt_reads_as_what_was_decided_and_by_what(run: Run, log_file: Path) -> None:
    result = run("receipt", "C-3")

    assert (result.exit_code, result.stderr) == (0, "")
    said = result.stdout.splitlines()
    head = head_of(log_file)
    assert said[:7] == [
        "C-3, version 1 of 1",
        "  Outcome: Referred to the committee",
        "  Seen to by: Procedure",
        "  Score: 60; accepted from 60",
        "  Recorded: 2 March 2026 13:00 by sales-1",
        "  Edition: 2026-test, in force since 1 January 2026",
        "  Why this one: Entered at its first use on 2 March 2026, line 1 of the log."
        " Its file says: adopted on 1 December 2025 (M-12)",
    ]
    assert f"  Head of the log now: {head}" in said
    assert said[-6:] == [
        "  Answers",
        "    Will it be open?: No",
        "    What share?: 80%",
        "  Findings",
        "    openness title: not met, blocks",
        "    priority title: met, 60/60",
    ]


def test_a_program_reads_one_receipt_a_line(run: Run, log_file: Path) -> None:
    [receipt] = objects(run("receipt", "C-2", "--json"))

    assert (receipt["schema"], receipt["case"]) == ("mission-desk/receipt-1", "C-2")
    assert f"{receipt['head']['number']}:{receipt['head']['seal']}" == head_of(log_file)
    # A receipt is a head, too: the log holds its line.
    noted = f"{receipt['line']}:{receipt['seal']}"
    assert run("verify", "--replay", "--head", noted).exit_code == 0


def test_a_case_nobody_knows_has_none(run: Run) -> None:
    result = run("receipt", "C-99")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "No case is called “C-99”: look it up with the command cases.\n"


@pytest.mark.parametrize(
    ("number", "old", "new", "told"),
    [
        (3, "In-house", "In-home", ["line 3: the line or its seal was altered"]),
        (
            3,
            '"fact":"request_screened"',
            '"fact":"liked"',
            [
                "line 3: the line or its seal was altered",
                "line 3: holds nothing this version can read as a fact",
            ],
        ),
    ],
)
def test_what_was_altered_is_named(
    run: Run, log_file: Path, number: int, old: str, new: str, told: list[str]
) -> None:
    rewrite(log_file, number, old, new)
    result = run("receipt", "C-3", "--json")

    assert (result.exit_code, result.stderr.splitlines()) == (1, told)
