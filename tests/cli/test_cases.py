"""cases: the index, filtered."""

from pathlib import Path

import pytest

from tests.cli.requests_to_try import Run, objects
from tests.tampering import tamper


@pytest.mark.usefixtures("three_cases")
def test_cases_come_newest_first(run: Run) -> None:
    result = run("cases")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "C-4       2026-03-02  Refer to the committee  60  Groupe Sud · In-house academy\n"
        "C-3       2026-03-02  Refer to the committee  60  Groupe Sud · In-house academy\n"
        "C-2       2026-03-02  Accept                 100  Atelier Nord · Web developers\n"
    )


@pytest.mark.usefixtures("three_cases")
@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (["--status", "accepted"], ["C-2"]),
        (["--outcome", "refer"], ["C-4", "C-3"]),
        (["--owner", "sales-1"], ["C-3"]),
        (["--owner", "ana lopez"], ["C-2"]),
        (["--owner", "nobody"], []),
        (["--edition", "2026-test"], ["C-4", "C-3", "C-2"]),
        (["--edition", "2025-test"], []),
        (["--text", "ATELIER"], ["C-2"]),
        (["--text", "HS-4"], ["C-4"]),
        (["--limit", "2"], ["C-4", "C-3"]),
        (["--outcome", "refer", "--limit", "1"], ["C-4"]),
        (["--status", "accepted", "--text", "sud"], []),
        (["--status", "accepted", "--status", "referred"], ["C-4", "C-3", "C-2"]),
        (["--owner", "ana lopez", "--owner", "sales-1"], ["C-3", "C-2"]),
        (["--finding", "openness.not_met"], ["C-4", "C-3"]),
        (["--finding", "openness:met", "--finding", "priority.met"], ["C-2"]),
        (["--answer", "open.yes"], ["C-2"]),
        (["--opened", "2026-03-02..2026-03-02"], ["C-4", "C-3", "C-2"]),
        (["--opened", "..2026-03-01"], []),
        (["--opened", "this_quarter", "--decided", "this_month"], ["C-2"]),
        (["--amount", "0.."], []),
    ],
)
def test_cases_are_filtered(run: Run, filters: list[str], found: list[str]) -> None:
    result = run("cases", *filters, "--json")

    assert result.exit_code == 0
    assert [one["case"] for one in objects(result)] == found
    no_case = "No case matches. Leave out a filter, or record a request first.\n"
    assert result.stderr == ("" if found else no_case)


@pytest.mark.usefixtures("three_cases")
@pytest.mark.parametrize(
    ("filters", "said"),
    [
        (["--decided", "last_week"], "Write two days with two dots between them"),
        (["--amount", "ten.."], "Write whole euros with two dots between them"),
        (["--finding", "openness.lost"], "This filter has no value “openness.lost”"),
        (["--answer", "opened.yes"], "Did you mean “open.yes”?"),
    ],
)
def test_a_filter_that_is_none_lists_nothing(run: Run, filters: list[str], said: str) -> None:
    result = run("cases", *filters)

    assert (result.exit_code, result.stdout) == (2, "")
    assert said in " ".join(result.stderr.split())


@pytest.mark.usefixtures("three_cases")
def test_ends_that_go_backwards_change_places_and_it_is_said(run: Run) -> None:
    there, back = (
        run("cases", "--opened", ends)
        for ends in ("2026-01-01..2026-03-31", "2026-03-31..2026-01-01")
    )

    assert (back.exit_code, back.stdout) == (0, there.stdout)
    assert back.stdout
    assert "goes backwards: both ends were exchanged." in back.stderr


@pytest.mark.usefixtures("three_cases")
def test_a_case_is_one_object_with_its_owners_name(run: Run) -> None:
    told = objects(run("cases", "--status", "accepted", "--json"))[0]

    assert told["owner"].startswith("p-")
    assert told["owner_name"] == "Ana López"
    assert {key: told[key] for key in ("number", "status", "outcome", "procedure", "score")} == {
        "number": 2,
        "status": "accepted",
        "outcome": "accept",
        "procedure": None,
        "score": 100,
    }
    assert "text" not in told


@pytest.mark.usefixtures("three_cases")
def test_an_index_altered_by_hand_is_shown_as_it_is(run: Run, log_file: Path) -> None:
    tamper(log_file, "UPDATE case_index SET outcome = 'marvellous' WHERE number = 3")

    assert "  marvellous  " in run("cases").stdout
    verified = run("verify")
    assert (verified.exit_code, verified.stdout) == (
        1,
        "case opened at line 3: the index says otherwise than the log\n",
    )
