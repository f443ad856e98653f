"""Scenarios in files: run, and every mistake and every other outcome told at its line."""

import re
from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening import criteria_file
from screening.core.criteria import Edition
from screening.core.model import LANGUAGES, Text
from screening.language import say_problem
from screening.scenario_files import (
    FiledScenario,
    FileRun,
    Keeping,
    as_yaml,
    files_in,
    folder_beside,
    read_file,
    run_files,
)
from screening.settings import HOME
from tests.builders import DAY, an_edition

PROJECT = HOME / "tests" / "scenarios"

SMALL = """\
title: "Kept closed"
why: "Nothing we build stays closed."
answers:
  open: "no"
  share: 80
expected: refer
blocking: [openness]
---
# A list is several scenarios too.
- title: {fr: "Ouverte", en: "Open"}
  why: {fr: "Tout le monde en profite.", en: "Everybody has the use of it."}
  answers: {open: "yes", share: 70}
  expected: accept
  from: C-12
  kept: {by: "The committee", on: 2026-03-02}
- title: "Nobody knows the share"
  why: "Not known is not no."
  answers:
    open: "yes"
  expected: undecided
  deciding: [share]
"""


def small(*changes: tuple[int, str, str]) -> str:
    """The small file with some lines (counted from 1) changed."""
    lines = SMALL.splitlines(keepends=True)
    for number, old, new in changes:
        assert old in lines[number - 1], f"line {number} is {lines[number - 1]!r}"
        lines[number - 1] = lines[number - 1].replace(old, new, 1)
    return "".join(lines)


def ran(folder: Path, text: str, edition: Edition | None = None) -> FileRun:
    path = folder / "some.yaml"
    path.write_text(text, encoding="utf-8")
    [told] = run_files([path], edition or an_edition(), DAY)
    return told


def said(told: FileRun) -> list[tuple[str, int | None]]:
    for one in told.problems:
        for language in LANGUAGES:
            assert all(say_problem(language, one))
    return [(one.code, one.line) for one in told.problems]


def test_scenarios_that_hold_are_counted(tmp_path: Path) -> None:
    told = ran(tmp_path, SMALL)

    assert (told.scenarios, told.problems) == (3, ())


def test_a_scenario_is_read_with_where_it_comes_from(tmp_path: Path) -> None:
    path = tmp_path / "some.yaml"
    path.write_text(SMALL, encoding="utf-8")
    first, second, _ = (one.scenario for one in read_file(path).scenarios)

    assert (first.title.fr, first.title.en) == ("Kept closed", "Kept closed")
    assert (first.case, first.kept) == (None, None)
    assert (second.title.fr, second.title.en, second.case) == ("Ouverte", "Open", "C-12")
    assert second.kept is not None
    assert (second.kept.by, second.kept.on) == ("The committee", DAY)


@pytest.mark.parametrize("path", files_in(PROJECT), ids=lambda path: path.stem)
def test_the_project_s_scenarios_hold(path: Path) -> None:
    edition = criteria_file.load(HOME / "criteria.yaml").edition
    [told] = run_files([path], edition, edition.in_force_from)

    assert told.problems == ()
    assert told.scenarios
    for one in read_file(path).scenarios:
        assert one.scenario.title.fr != one.scenario.title.en
        assert one.scenario.why.fr != one.scenario.why.en


def test_another_outcome_is_told_at_its_line_with_what_came_out(tmp_path: Path) -> None:
    told = ran(tmp_path, small((12, "70", "40")))

    assert said(told) == [("scenario_broken", 13)]
    assert say_problem("en", told.problems[0]) == (
        "“Open”: The request should be accepted, and goes to the committee: it reaches 40 points "
        "at most, and 60 are needed. What it lacks most: priority title (0/60).",
        "Correct the criteria, or the scenario if the committee has changed its mind.",
    )
    assert say_problem("fr", told.problems[0])[0].startswith(
        "«\u00a0Ouverte\u00a0»\u00a0: La demande devrait être acceptée, et le comité est saisi"
    )


def test_each_claim_is_told_at_its_own_line(tmp_path: Path) -> None:
    told = ran(tmp_path, small((4, '"no"', '"yes"')))
    assert said(told) == [("scenario_broken", 6), ("scenario_broken", 7)]


def test_what_the_edition_cannot_read_is_told_as_such(tmp_path: Path) -> None:
    told = ran(tmp_path, small((5, "share", "shares"), (12, "70", "170")))

    assert said(told) == [("scenario_unreadable", 5), ("scenario_unreadable", 12)]
    assert say_problem("en", told.problems[0]) == (
        "“Kept closed” cannot be read under edition 2026-test: The criteria ask no question "
        "“shares”.",
        "Did you mean “share”?",
    )


def test_the_same_claim_twice_is_told_and_breaks_nothing(tmp_path: Path) -> None:
    told = ran(tmp_path, SMALL + SMALL[SMALL.index("- title: {fr") :])

    assert said(told) == [("scenario_repeated", 22), ("scenario_repeated", 28)]
    assert all(one.warning for one in told.problems)


@pytest.mark.parametrize(
    ("line", "old", "new", "code"),
    [
        (1, "title", "titel", "shape_unknown_key_like"),
        (1, '"Kept closed"', '""', "shape_no_value"),
        (1, '"Kept closed"', "[a]", "shape_one_language"),
        (1, '"Kept closed"', '"=1+1"', "shape_formula"),
        (2, '"Nothing we build stays closed."', "Closed # or so", "text_cut_short"),
        (6, "refer", "out", "shape_unknown_word"),
        (6, "refer", "decline", "scenario_expects_decline"),
        (6, "refer", "accept", "scenario_blocks_nothing"),
        (10, ', en: "Open"', "", "shape_missing_en"),
        (12, '{open: "yes", share: 70}', "[open]", "shape_not_mapping"),
        (12, "share: 70", "share: 70, share: 80", "yaml_repeated_key"),
        (13, "  expected: accept\n", "", "shape_missing_key"),
        (15, "on: 2026-03-02", "on: soon", "shape_not_day"),
        (20, "expected: undecided", "expected: accept", "scenario_decides_nothing"),
        (21, "[share]", "share", "shape_not_list"),
    ],
)
def test_a_mistake_is_told_once_at_its_line_and_the_others_are_run(
    line: int, old: str, new: str, code: str, tmp_path: Path
) -> None:
    told = ran(tmp_path, small((line, old, new)))

    assert [one for one, _ in said(told)] == [code]
    assert told.problems[0].line is not None
    assert told.scenarios == (3 if told.problems[0].warning else 2)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = small((1, "title", "titel"), (6, "refer", "rfer"), (13, "accept", "accpt"))

    assert said(ran(tmp_path, text)) == [
        ("shape_unknown_key_like", 1),
        ("shape_unknown_word_like", 6),
        ("shape_unknown_word_like", 13),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "yaml_empty"),
        ("# only a comment\n", "yaml_empty"),
        ("- a word\n", "scenario_not_a_mapping"),
        ('a: "b\n', "yaml_open_quote"),
    ],
)
def test_a_file_without_a_scenario_is_told(text: str, code: str, tmp_path: Path) -> None:
    [(told, line)] = said(ran(tmp_path, text))
    assert (told, line) == (code, 1)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    [told] = run_files([tmp_path / "none.yaml"], an_edition(), DAY)
    assert said(told) == [("file_missing", None)]


# ── Which folder ─────────────────────────────────────────────────────────────────────────────


def test_scenarios_lie_beside_the_criteria(tmp_path: Path) -> None:
    assert folder_beside(tmp_path / "criteria.yaml") is None

    (tmp_path / "scenarios").mkdir()

    assert folder_beside(tmp_path / "criteria.yaml") == tmp_path / "scenarios"
    assert folder_beside(HOME / "criteria.yaml") == PROJECT


# ── Written ──────────────────────────────────────────────────────────────────────────────────

_texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), min_size=1, max_size=40
)
_sentences = _texts.map(str.strip).filter(lambda one: one and not one.startswith("="))
_words = st.from_regex(r"[a-z][a-z0-9_-]{0,9}", fullmatch=True)
_answers = st.booleans() | st.integers(-5, 10**9) | _words | st.lists(_words, max_size=3).map(tuple)


@given(
    st.lists(
        st.builds(
            FiledScenario,
            title=st.builds(Text, fr=_sentences, en=_sentences) | _sentences,
            why=_sentences,
            answers=st.dictionaries(_words, _answers, max_size=4),
            expected=st.just("refer"),
            blocking=st.lists(_words, max_size=2).map(tuple),
            **{"from": st.none() | st.just("C-12")},
            kept=st.none() | st.builds(Keeping, by=_sentences, on=st.just(DAY)),
        ),
        min_size=1,
        max_size=3,
    )
)
def test_what_is_written_reads_back_as_the_same_scenarios(scenarios: list[FiledScenario]) -> None:
    with NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8", newline="") as file:
        file.write(as_yaml(scenarios))
        file.flush()
        read = read_file(Path(file.name))

    assert read.problems == ()
    for one, placed in zip(scenarios, read.scenarios, strict=True):
        meant, told = (
            {id: _meant(said) for id, said in scenario.answers.items()}
            for scenario in (one, placed.scenario)
        )
        assert told == meant
        same = {"answers": {}}
        assert placed.scenario.model_copy(update=same) == one.model_copy(update=same)


def _meant(said: object) -> object:
    """An answer as an edition would read it."""
    if isinstance(said, list):
        return tuple(said)
    return {"yes": True, "no": False}.get(said, said) if isinstance(said, str) else said


def test_a_file_is_written_for_people_to_read() -> None:
    scenario = FiledScenario(
        title=Text(fr="Fermée", en="Closed"),
        why='They said "no".',
        answers={"open": False, "share": 80, "audiences": ("refugee", "disability"), "form": "no"},
        expected="refer",
        blocking=("openness",),
        **{"from": "C-12"},
        kept=Keeping(by="chair-1", on=DAY),
    )

    assert as_yaml([scenario]) == (
        "title:\n"
        '  fr: "Fermée"\n'
        '  en: "Closed"\n'
        'why: "They said \\"no\\"."\n'
        "answers:\n"
        '  open: "no"\n'
        "  share: 80\n"
        "  audiences: [refugee, disability]\n"
        '  form: "no"\n'
        "expected: refer\n"
        "blocking: [openness]\n"
        'from: "C-12"\n'
        'kept: {by: "chair-1", on: 2026-03-02}\n'
    )


# ── As it is documented ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("page", ["scenarios.md", "les-scenarios.md"])
def test_the_scenarios_of_the_documents_hold_and_every_key_is_told(
    page: str, tmp_path: Path
) -> None:
    text = (HOME / "docs" / page).read_text("utf-8")
    [shown] = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    edition = criteria_file.load(HOME / "criteria.yaml").edition
    told = ran(tmp_path, shown, edition)

    assert (told.scenarios, told.problems) == (2, ())
    keys = {field.alias or name for name, field in FiledScenario.model_fields.items()}
    assert set(re.findall(r"^\| `(\w+)`", text, re.MULTILINE)) == keys
