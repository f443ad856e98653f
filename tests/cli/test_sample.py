"""sample: cases for an auditor, as lines, as objects, as a Word document."""

from pathlib import Path

import pytest
from docx import Document

from tests.cli.requests_to_try import Run, objects
from tests.tampering import rewrite

# printf 'oti\nC-2' | sha256sum, and so on.
HASHES = {
    "C-2": "238d43d011264b853ed5677d09ab255d169970891d7adb771cae94435fa402f1",
    "C-3": "55c0120f19c574469b0b5b1fb2b790b2c5fc5ef3d0b71fab7581feb9a180c486",
    "C-4": "2055c3845bdd1490ac20c2236ca45e46cf0a0b64da127944b65fd8be123abd4a",
}


@pytest.mark.usefixtures("three_cases")
def test_the_cases_drawn_come_with_what_gave_them_their_place(run: Run) -> None:
    result = run("sample", "--size", 2, "--seed", "oti")

    first = sorted(HASHES, key=HASHES.__getitem__)[:2]
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "".join(
        f"{case}       all             {place}  {HASHES[case]}\n"
        for place, case in enumerate(first, start=1)
    )


@pytest.mark.usefixtures("three_cases")
def test_programs_read_the_cases_and_what_they_were_drawn_from(run: Run) -> None:
    *drawn, whole = objects(
        run("sample", "--size", 2, "--seed", "oti", "--by-stratum", "outcome", "--json")
    )

    assert [(one["case"], one["stratum"], one["place"]) for one in drawn] == [
        ("C-2", "accept", 1),
        (min(("C-3", "C-4"), key=HASHES.__getitem__), "refer", 1),
    ]
    assert whole["strata"] == [
        {"name": "accept", "population": 1, "drawn": 1},
        {"name": "refer", "population": 2, "drawn": 1},
    ]
    assert (whole["seed"], whole["size"], whole["by_stratum"]) == ("oti", 2, "outcome")
    assert whole["head"]["number"] == 4


@pytest.mark.usefixtures("three_cases")
def test_the_dossiers_are_one_word_document(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "sample.docx"
    file.write_text("an earlier one")
    result = run("sample", "--size", 3, "--seed", "oti", "--outcome", "refer", "--to", file)

    assert result.exit_code == 0
    assert f"{file} holds 2 cases, drawn from the log whose head is 4:" in result.stderr
    titles = [one.text for one in Document(str(file)).paragraphs if one.style.name == "Heading 2"]
    assert titles[2:] == [
        f"{case} · Groupe Sud · In-house academy"
        for case in sorted(("C-3", "C-4"), key=HASHES.__getitem__)
    ]
    assert list(tmp_path.glob(".sample*")) == []


@pytest.mark.usefixtures("three_cases")
def test_nothing_is_recorded(run: Run, tmp_path: Path) -> None:
    before = run("verify").stderr
    run("sample", "--size", 3, "--seed", "oti", "--to", tmp_path / "sample.docx")
    assert run("verify").stderr == before


@pytest.mark.usefixtures("three_cases")
def test_an_altered_case_is_a_finding(run: Run, log_file: Path, tmp_path: Path) -> None:
    rewrite(log_file, 3, "In-house", "Outdoor")
    result = run("sample", "--size", 3, "--seed", "oti", "--to", tmp_path / "sample.docx")
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--size", "1", "--seed", "s", "--by-stratum", "outcome"], "there are 2 strata"),
        (["--size", "3", "--seed", "s", "--to", "sample.pdf"], "sample.pdf is no Word document"),
        (["--size", "3", "--seed", "s", "--to", "nowhere/sample.docx"], "nowhere"),
        (["--size", "0", "--seed", "s"], "0 is not in the range"),
        (["--size", "3", "--seed", ""], "--seed"),
        (["--size", "3"], "--seed"),
        (["--size", "3", "--seed", "s", "--by-stratum", "colour"], "colour"),
        (["--size", "3", "--seed", "s", "--opened", "yesterday"], "yesterday"),
    ],
)
@pytest.mark.usefixtures("three_cases")
def test_misuse_is_said(run: Run, arguments: list[str], said: str) -> None:
    result = run("sample", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


def test_an_empty_log_has_nothing_to_draw(run: Run) -> None:
    result = run("sample", "--size", 3, "--seed", "s")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "No case matches." in result.stderr
