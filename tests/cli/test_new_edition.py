"""new-edition: a criteria file to begin with, valid as it is, with one of each to learn from."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import get_args

import pytest

from screening import criteria_file
from screening.cli.new_edition import starter
from screening.core.alarms import edition_warnings
from screening.core.criteria import Criterion, Question
from screening.core.model import LANGUAGES, Language
from tests.cli.requests_to_try import Run

DAY = date(2026, 3, 2)  # that of the commands


def test_it_writes_a_file_that_holds_no_mistake(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "ours" / "criteria.yaml"
    file.parent.mkdir()

    written = run("new-edition", "--to", file)

    assert (written.exit_code, written.stdout) == (0, "")
    assert written.stderr == (
        f"{file} is written, and holds no mistake. Replace one part, check it, and go on.\n"
    )
    loaded = criteria_file.load(file)
    assert (loaded.edition.name, loaded.edition.in_force_from) == ("2027-1", DAY)
    assert run("check", "--criteria", file).stdout == ""


def test_without_a_file_it_goes_to_the_output(run: Run) -> None:
    assert run("new-edition").stdout == starter("2027-1", DAY, "en")


def test_a_file_that_is_there_is_left_as_it_is(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "ours.yaml"
    file.write_text("a month of work", "utf-8")

    result = run("new-edition", "--to", file)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"{file} is there already, and was left as it is. Name another file.\n"
    assert file.read_text("utf-8") == "a month of work"


def test_a_name_that_no_edition_can_have_writes_nothing(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "ours.yaml"

    result = run("new-edition", "--to", file, "--name", "next year")

    assert result.exit_code == 2
    assert "“next year” cannot name an edition." in result.stderr
    assert not file.exists()


def test_where_nothing_can_be_written_it_says_why(run: Run, tmp_path: Path) -> None:
    result = run("new-edition", "--to", tmp_path / "nowhere" / "ours.yaml")

    assert result.exit_code == 2
    assert result.stderr.endswith("cannot be written: No such file or directory\n")


@pytest.mark.parametrize("day", [DAY, date(2027, 12, 31), date(2028, 2, 29), date(2040, 7, 1)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_whenever_one_begins_there_is_nothing_to_look_at_for_nine_months(
    language: Language, day: date
) -> None:
    loaded = criteria_file.read(starter("mine", day, language))

    assert loaded.warnings == ()
    assert criteria_file.second_look(loaded) == ()
    assert edition_warnings(loaded.edition, day) == ()
    assert edition_warnings(loaded.edition, day + timedelta(days=270)) == ()


def test_one_of_each_type_of_question_and_kind_of_criterion_is_in_it() -> None:
    edition = criteria_file.read(starter("mine", DAY, "en")).edition
    types, kinds = (
        {get_args(one.model_fields[key].annotation)[0] for one in get_args(get_args(union)[0])}
        for union, key in ((Question, "type"), (Criterion, "kind"))
    )

    assert {one.type for one in edition.questions} == types
    assert sorted(one.kind for one in edition.criteria) == sorted(kinds)
    assert edition.committee.colleges
    assert any(one.measured for one in edition.targets)
    # The sum that its own head tells: paper and use, or all the rest, are just enough.
    weights = {one.id: one.weight for one in edition.criteria}
    assert edition.accept_from == weights["recycled-paper"] + weights["useful-print"] == 50
    assert sum(weights.values()) == 100


def test_comments_are_in_the_language_asked_for_and_the_rest_is_the_same() -> None:
    french, english = starter("mine", DAY, "fr"), starter("mine", DAY, "en")

    assert "# La raison d’être, telle que les statuts la disent." in french
    assert "# The purpose, as the articles of association say it." in english
    for text in (french, english):
        assert not re.search("#(fr|en)", text)
    without = [
        [line for line in text.splitlines() if not line.lstrip().startswith("#")]
        for text in (french, english)
    ]
    assert without[0] == without[1]


def test_each_key_of_the_example_is_explained_where_it_first_stands() -> None:
    """Somebody who reads from the top meets no rule unexplained."""
    lines = starter("mine", DAY, "en").splitlines()

    for part in (
        "purpose:",
        "objectives:",
        "accept_from: 50",
        "committee:",
        "targets:",
        "criteria:",
    ):
        assert lines[lines.index(part) - 1].startswith("#"), part
    for place, line in enumerate(lines):
        if re.fullmatch("    kind: .*", line):
            assert lines[place - 2].startswith("  #"), line
