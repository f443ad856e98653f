"""backtest: past requests under a draft, to read and for programs."""

from pathlib import Path

import pytest

from tests.builders import a_loaded_edition, an_edition
from tests.cli.requests_to_try import Run, objects
from tests.tampering import rewrite

pytestmark = pytest.mark.usefixtures("three_cases")


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """As the edition in force, but that a closed training does not block, and 40 points do."""
    criteria = an_edition().model_dump(mode="json", by_alias=True, exclude_none=True)["criteria"]
    criteria[0]["blocking"] = False
    loaded = a_loaded_edition(
        name="2027-draft", in_force_from="2027-01-01", accept_from=40, criteria=criteria
    )
    file = tmp_path / "draft.yaml"
    file.write_text(loaded.text, "utf-8")
    return file


def test_whoever_reads_it_learns_how_many_which_way_and_why(run: Run, draft: Path) -> None:
    result = run("backtest", draft)

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(
        "2 of 3 requests would have another outcome.\n"
        "Edition 2027-draft, with the rules of 1 January 2027, over the latest version of every "
        "request in the log up to line 4.\n"
        "          1  accepted, and would be again: learners unknown, amounts unknown\n"
    )
    assert "“openness title” blocked, and does not any more." in result.stdout
    assert "   40          3 accepted          0 referred  ←\n" in result.stdout
    assert "What this cannot know\n" in result.stdout


def test_programs_read_each_case_then_the_whole(run: Run, draft: Path) -> None:
    *cases, whole = objects(run("backtest", draft, "--json", "--weight", "openness"))

    assert [(one["case"], one["then"], one["now"]) for one in cases] == [
        ("C-4", "refer", "accept"),
        ("C-3", "refer", "accept"),
    ]
    assert (cases[0]["score_then"], cases[0]["score_now"]) == (60, 60)
    assert cases[0]["tips"] == [
        {"how": "freed", "id": "openness", "was": 0, "of_then": 40, "now": 0, "of_now": 40}
    ]
    assert (whole["judged"], whole["changed"], whole["edition"]) == (3, 2, "2027-draft")
    assert (whole["on"], whole["head"]["number"]) == ("2027-01-01", 4)
    assert [one["requests"] for one in whole["flows"]] == [1, 0, 0, 2, 0, 0]
    assert whole["became"] == [{"now": "accept", "status": "referred", "requests": 2}]
    assert whole["thresholds"][61] == {"at": 61, "accepted": 1, "referred": 2}
    # Weighing nothing, an open training gives nothing, and the share is all there is.
    assert whole["weights"]["openness"][0] == {"at": 0, "accepted": 3, "referred": 0}


def test_the_same_criteria_change_nothing_and_nothing_is_recorded(run: Run, tmp_path: Path) -> None:
    before = run("verify").stderr
    result = run("backtest", tmp_path / "criteria.yaml")
    assert result.stdout.startswith("None of the 3 requests would have another outcome.\n")
    assert run("verify").stderr == before


def test_an_altered_line_is_counted(run: Run, draft: Path, log_file: Path) -> None:
    rewrite(log_file, 3, '"outcome":"refer"', '"outcome":"maybe"')
    *_, whole = objects(run("backtest", draft, "--json"))
    assert (whole["judged"], whole["unreadable"]) == (2, 1)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--weight", "opennes"], "The edition has no criterion opennes on that day."),
        (["--on", "2025-12-31"], "Edition 2027-draft of the criteria"),
        (["--on", "tomorrow"], "Invalid value"),
    ],
)
def test_what_cannot_be_judged_is_misuse(
    run: Run, draft: Path, arguments: list[str], said: str
) -> None:
    result = run("backtest", draft, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
