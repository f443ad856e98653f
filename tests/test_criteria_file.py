"""Reading criteria.yaml: what a wrong file earns, line by line."""

from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.core.alarms import edition_warnings
from screening.core.assessment import Answer, Rules, assess
from screening.core.model import LANGUAGES
from screening.core.problems import Problem
from screening.criteria_file import CriteriaUnreadable, load, read
from screening.language import say_problem

HOME = Path(__file__).parent.parent
SMALL = (Path(__file__).parent / "criteria" / "small.yaml").read_text("utf-8")


def small(*changes: tuple[int, str, str]) -> str:
    """The small criteria file with some lines (counted from 1) changed."""
    lines = SMALL.splitlines(keepends=True)
    for number, old, new in changes:
        assert old in lines[number - 1], f"line {number} is {lines[number - 1]!r}"
        lines[number - 1] = lines[number - 1].replace(old, new, 1)
    return "".join(lines)


def problems_in(text: str) -> tuple[Problem, ...]:
    """Errors and warnings alike."""
    try:
        return read(text).warnings
    except CriteriaUnreadable as unreadable:
        return unreadable.problems


# line, what is there, what is written instead, the code it earns, its line, what was meant
CUT_SHORT = '\n      fr: Titre # 3\n      en: "Open"'
WRONG = [
    # keys
    (63, "weight: 40", "wieght: 40", "shape_unknown_key_like", 63, "weight"),
    (63, "    weight: 40\n", "", "shape_missing_key", 56, None),
    (63, "weight: 40", "weight: 40\n    colour: 3", "shape_unknown_key", 64, None),
    (33, "text:", "txt:", "shape_unknown_key_like", 33, "text"),
    (36, "until:", "untill:", "shape_unknown_key_like", 36, "until"),
    (88, "from: 10", "frm: 10", "shape_unknown_key_like", 88, "from"),
    (61, "text:", "texte:", "shape_unknown_key_like", 61, "text"),
    (11, "accept_from: 50\n", "", "shape_missing_key", 1, None),
    (15, ", days_open: 7", "", "shape_missing_key", 15, None),
    (57, "    kind: one_of\n", "", "shape_missing_tag", 56, None),
    (26, "    type: choice\n", "", "shape_missing_tag", 25, None),
    (63, "weight: 40", "weight: 40\n    weight: 41", "yaml_repeated_key", 64, None),
    # both languages
    (8, ', en: "Learn"', "", "shape_missing_en", 8, None),
    (28, 'fr: "Quand ?", ', "", "shape_missing_fr", 28, None),
    (8, '{fr: "Apprendre", en: "Learn"}', '"Apprendre"', "shape_one_language", 8, None),
    (28, ', en: "When?"', ', de: "Wann?", en: "When?"', "shape_unknown_key", 28, None),
    # words of a closed list
    (57, "one_of", "oneof", "shape_unknown_word_like", 57, "one_of"),
    (26, "choice", "dropdown", "shape_unknown_word", 26, None),
    (13, "binding", "biding", "shape_unknown_word_like", 13, "binding"),
    (30, "earlier", "earler", "shape_unknown_word_like", 30, "earlier"),
    (111, '"no"', "false", "shape_unknown_word", 111, None),
    # values
    (63, "40", "40.0", "shape_not_whole", 63, None),
    (63, "40", '"40"', "shape_not_whole", 63, None),
    (63, "40", "yes", "shape_not_whole", 63, None),
    (63, "40", "4" * 30, "shape_not_whole", 63, None),
    (63, "40", "-1", "shape_below", 63, None),
    (11, "50", "101", "shape_above", 11, None),
    (29, "true", "yes", "shape_not_true_false", 29, None),
    (100, "true", '"maybe"', "shape_not_blocking", 100, None),
    (100, "true", "12:30", "shape_not_blocking", 100, None),
    (66, "never", "true", "shape_not_text", 66, None),
    (2, "2026-01-01", "2026-13-01", "shape_not_day", 2, None),
    (2, "2026-01-01", "20260101", "shape_not_day", 2, None),
    (68, "2026-10-31", "31/10/2026", "shape_not_day", 68, None),
    (56, "catalogue", "Catalogue Ouvert", "shape_not_code", 56, None),
    (65, "later: 10", "Later: 10", "shape_not_code", 65, None),
    (1, '"small-1"', '"small 1"', "shape_not_name", 1, None),
    (61, "https://", "ftp://", "shape_not_address", 61, None),
    (64, "[now]", "now", "shape_not_list", 64, None),
    (65, "{later: 10}", "[later]", "shape_not_mapping", 65, None),
    (64, "[now]", "[]", "shape_too_few", 64, None),
    (59, '"Ouvert"', '""', "shape_no_value", 59, None),
    (59, '"Ouvert"', "", "shape_no_value", 59, None),
    (59, '"Ouvert"', "12", "shape_not_text", 59, None),
    (59, '"Ouvert"', '"=1+1"', "shape_formula", 59, None),
    (59, '"Ouvert"', r'"a\tb\0"', "shape_unwritable", 59, None),
    (59, '"Ouvert"', '"' + "x" * 2_001 + '"', "shape_long_text", 59, None),
    # the committee's rules
    (15, "days_open", "majority: 1/2, days_open", "shape_not_majority", 15, None),
    (15, "days_open", "majority: more than 50 %, days_open", "shape_not_majority", 15, None),
    (15, "days_open", "majority: over 1/2, days_open", "shape_not_majority", 15, None),
    (
        15,
        "days_open",
        "majority: more than 1/1, days_open",
        "shape_majority_decides_nothing",
        15,
        None,
    ),
    (
        15,
        "days_open",
        "majority: at least 0/1, days_open",
        "shape_majority_decides_nothing",
        15,
        None,
    ),
    (
        15,
        "days_open",
        "quorum: {members: 0.5, colleges: 1/2}, days_open",
        "shape_not_fraction",
        15,
        None,
    ),
    (
        15,
        "days_open",
        "quorum: {members: 1/0, colleges: 1/2}, days_open",
        "shape_not_fraction",
        15,
        None,
    ),
    (
        15,
        "days_open",
        "quorum: {members: 1, colleges: 1/2}, days_open",
        "shape_not_fraction",
        15,
        None,
    ),
    (
        15,
        "days_open",
        "quorum: {members: 3/2, colleges: 1/2}, days_open",
        "shape_more_than_all",
        15,
        None,
    ),
    (15, "days_open", "quorum: {members: 1/2}, days_open", "shape_missing_key", 15, None),
    (15, "days_open", "abstentions: count, days_open", "shape_unknown_word_like", 15, "counted"),
    (15, "days_open", "tie: chairs, days_open", "shape_unknown_word_like", 15, "chair"),
    (15, "days_open", "second_call: {day: 5}, days_open", "shape_unknown_key_like", 15, "days"),
    (15, "days_open: 7", "days_open: 0", "shape_below", 15, None),
    (15, "days_open", "sits: bureaux, days_open", "shape_unknown_word_like", 15, "bureau"),
    (16, "days_open", "if_lapsed: moves_up, days_open", "moves_up_from_full", 16, None),
    (
        13,
        "authority: binding",
        'authority: binding\n  colleges:\n    - {id: x, name: {fr: "X", en: "X"}, weight: 0}',
        "shape_below",
        15,
        None,
    ),
    (
        13,
        "authority: binding",
        'authority: binding\n  colleges:\n    - {id: x, name: {fr: "X"}}',
        "shape_missing_en",
        15,
        None,
    ),
    # what must hold together, at its line (every code of this sort: core/test_edition_check)
    (58, "opening", "openning", "no_such_question_like", 58, "opening"),
    (58, "opening", "turnover", "no_such_question", 58, None),
    (62, "open", "opne", "no_such_objective_like", 62, "open"),
    (27, "all", "zzz", "no_such_group", 27, None),
    (65, "later", "latter", "no_such_option_like", 65, "later"),
    (77, "residents", "resident", "no_such_option_like", 77, "residents"),
    (
        24,
        "questions:",
        '  - {id: all, title: {fr: "A", en: "A"}}\nquestions:',
        "repeated_id",
        24,
        None,
    ),
    (89, "50", "5", "steps_not_ascending", 89, None),
    (36, "2026-06-30", "2025-06-30", "option_never_open", 34, None),
    (65, "{later: 10}", "{}", "option_unnamed", 34, None),
    (3, "2026-12-31", "2025-12-31", "dates_backwards", 3, None),
    # the text itself
    (57, "kind", "\tkind", "yaml_tab", 57, None),
    (58, "opening", "opening: now", "yaml_colon", 58, None),
    (28, '"Quand ?"', "Quand : demain ?", "yaml_open_bracket", 28, None),
    (54, '"}', '"', "yaml_open_bracket", 54, None),
    (64, "[now]", "[now", "yaml_open_bracket", 64, None),
    (28, "ask: {", "ask: ] {", "yaml_syntax", 28, None),
    (58, "    question", "   question", "yaml_indentation", 58, None),
    (58, "question: opening", "question opening", "yaml_no_colon", 58, None),
    (112, '"Pay"', '"Pay', "yaml_open_quote", 112, None),
    (59, '"Ouvert"', r'"\Ouvert"', "yaml_escape", 59, None),
    (59, '"Ouvert"', r'"\U7fffffff"', "yaml_escape", 59, None),
    (59, '"Ouvert"', r'"\Uffffffff"', "yaml_escape", 59, None),
    (59, '"Ouvert"', "@moi", "yaml_character", 59, None),
    (59, '"Ouvert"', "*titre", "yaml_unknown_alias", 59, None),
    (9, "objectives:", "objectives: &a [*a]\nx:", "yaml_alias_of_itself", 9, None),
    (59, '"Ouvert"', "!!str Ouvert", "yaml_tag", 59, None),
    (59, '"Ouvert"', '"Ouv\x07ert"', "yaml_unwritable", 59, None),
    (24, "questions:", "---\nquestions:", "yaml_several_documents", 24, None),
    (8, "purpose:", "? [a, b]\n: 1\npurpose:", "yaml_key_not_text", 8, None),
    (59, '{fr: "Ouvert", en: "Open"}', CUT_SHORT, "sentence_cut_short", 60, None),
]


def earned(problem: Problem) -> tuple[str, int | None, object]:
    return problem.code, problem.line, problem.values.get("meant")


@pytest.mark.parametrize(
    ("line", "old", "new", "code", "at_line", "meant"),
    WRONG,
    ids=[f"{row[0]}-{row[3]}" for row in WRONG],
)
def test_one_mistake_earns_one_problem_at_its_line(
    line: int, old: str, new: str, code: str, at_line: int, meant: str | None
) -> None:
    found = [earned(problem) for problem in problems_in(small((line, old, new)))]

    assert found == [(code, at_line, meant)]


def test_the_small_file_has_no_mistake() -> None:
    assert problems_in(SMALL) == ()


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "yaml_empty", 1),
        ("# nothing but a comment\n", "yaml_empty", 1),
        ("- one\n- two\n", "shape_not_edition", 1),
        ("just a word", "shape_not_edition", 1),
        ("a: " * 3 + "[" * 31, "yaml_colon", 1),
        ("a: " + "[" * 30 + "]" * 30, "yaml_too_deep", 1),
        ("x" * 1_000_001, "yaml_too_long", None),
        ("name: \ud800", "yaml_unwritable", 1),
    ],
)
def test_a_text_that_is_no_criteria_file_says_so(text: str, code: str, line: int | None) -> None:
    assert [(one.code, one.line) for one in problems_in(text)] == [(code, line)]


def test_a_few_aliases_that_stand_for_billions_of_values_are_refused() -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]\n" for level in range(1, 20)
    )

    # With their lists, 10, 91, 820, 7,381 and 66,430 values; the sixth line passes 200,000.
    assert [(one.code, one.line) for one in problems_in(bomb)] == [("yaml_too_many_values", 6)]


def test_an_alias_is_as_deep_as_what_it_stands_for() -> None:
    # The deepest list stands in 28 others and, through the alias, in one of another mapping.
    fits = "a: &a " + "[" * 28 + "]" * 28 + "\nb: [*a]\n"
    too_deep = fits + "c: [[*a]]\n"

    assert "yaml_too_deep" not in [one.code for one in problems_in(fits)]
    assert [(one.code, one.line) for one in problems_in(too_deep)] == [("yaml_too_deep", 3)]


def test_only_as_many_mistakes_are_told_as_somebody_mends() -> None:
    problems = problems_in("".join(f"key-{number}: 1\n" for number in range(1_000)))

    assert len(problems) == 200


def test_an_alias_repeats_a_value() -> None:
    text = small(
        (60, '{fr: "Parce que"', '&why {fr: "Parce que"'),
        (73, '{fr: "Parce que", en: "Because"}', "*why"),
    )

    assert read(text).edition.criterion("reach").why.en == "Because"


def test_many_mistakes_are_told_at_once_in_the_order_of_lines() -> None:
    text = small(
        (2, "2026-01-01", "2026-02-30"),
        (13, "authority: binding", "authority: binding\n  authority: advisory"),  # a line more
        (28, ', en: "When?"', ""),
        (58, "opening", "openning"),
        (63, "weight", "wieght"),
        (66, "never", "nevr"),
        (75, "open", "opne"),
        (77, "residents: 5", "residents: 25"),
        (80, "steps", "stpes"),
        (89, "50", "500"),
        (99, "5", "5.5"),
        (111, '"no"', '"non"'),
    )

    assert [(one.code, one.line) for one in problems_in(text)] == [
        ("shape_not_day", 2),
        ("yaml_repeated_key", 14),
        ("shape_missing_en", 29),
        ("no_such_question_like", 59),
        ("shape_unknown_key_like", 64),
        ("no_such_option_like", 67),
        ("no_such_objective_like", 76),
        ("points_above_weight", 78),
        ("shape_unknown_word_like", 81),
        ("step_outside", 90),
        ("shape_not_whole", 100),
        ("shape_unknown_word_like", 112),
    ]


def test_a_misspelt_key_hides_no_mistake_below_it() -> None:
    text = small((24, "questions", "question"), (51, "100", "100.5"), (77, "residents", "resident"))

    assert [(one.code, one.line) for one in problems_in(text)] == [
        ("shape_unknown_key_like", 24),
        ("shape_not_whole", 51),
        ("no_such_option_like", 77),
    ]


def test_words_that_older_yaml_takes_for_something_else_stay_text() -> None:
    text = small(
        (8, '"Learn"', "on"),
        (28, '"When?"', "12:30"),
        (54, '"Who pays?"', "no"),
        (111, '"no"', "no"),
    )
    edition = read(text).edition

    assert edition.purpose.en == "on"
    assert edition.question("opening").ask.en == "12:30"
    assert edition.question("pays").ask.en == "no"


# ── Files ────────────────────────────────────────────────────────────────────────────────────


def test_a_file_and_its_text_are_the_same_edition(tmp_path: Path) -> None:
    path = tmp_path / "criteria.yaml"
    written = ("\ufeff" + SMALL.replace("\n", "\r\n")).encode()
    path.write_bytes(written)

    loaded = load(path)

    assert loaded.fingerprint == sha256(written).hexdigest()
    assert loaded.text.encode() == written
    assert read(loaded.text) == loaded


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CriteriaUnreadable) as unreadable:
        load(tmp_path / "no.yaml")

    assert [one.code for one in unreadable.value.problems] == ["file_missing"]
    assert unreadable.value.path == tmp_path / "no.yaml"


def test_a_folder_is_not_a_criteria_file(tmp_path: Path) -> None:
    with pytest.raises(CriteriaUnreadable) as unreadable:
        load(tmp_path)

    assert [one.code for one in unreadable.value.problems] == ["file_not_opened"]


def test_a_file_in_another_encoding_is_told_at_its_line(tmp_path: Path) -> None:
    path = tmp_path / "criteria.yaml"
    path.write_bytes(SMALL.encode("latin-1"))  # the first accent is on line 5

    with pytest.raises(CriteriaUnreadable) as unreadable:
        load(path)

    assert [(one.code, one.line) for one in unreadable.value.problems] == [("file_not_utf8", 5)]


def test_a_file_over_a_megabyte_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "criteria.yaml"
    path.write_bytes(b"#" * 1_000_001)

    with pytest.raises(CriteriaUnreadable) as unreadable:
        load(path)

    assert [one.code for one in unreadable.value.problems] == ["file_too_long"]


# ── The default edition ──────────────────────────────────────────────────────────────────────


def test_the_default_edition_holds_together() -> None:
    loaded = load(HOME / "criteria.yaml")

    assert loaded.warnings == ()
    assert edition_warnings(loaded.edition, date(2026, 11, 24)) == ()


def test_the_default_edition_asks_the_questions_that_examples_and_imports_use() -> None:
    edition = load(HOME / "criteria.yaml").edition
    options = {
        question.id: {option.id for option in getattr(question, "options", ())}
        for question in edition.questions
    }

    assert options == {
        "catalogue_opening": {
            "existing_public", "at_delivery", "within_6_months", "within_12_months", "later",
            "partial", "never",
        },
        "client_sector": {
            "public_service", "non_profit", "education", "health", "business", "fossil_fuels",
            "arms", "tobacco", "gambling", "other",
        },
        "priority_share": set(),
        "priority_audiences": {
            "far_from_employment", "low_skilled", "disability", "deprived_area", "refugee",
        },
        "jobs_threatened": set(),
        "third_party_funding": set(),
        "learner_pays": set(),
        "contract_form": {
            "apprenticeship", "professionalisation", "reskilling_period", "jobseeker_with_offer",
            "none", "pro_a", "transco",
        },
        "job_commitment": {"guaranteed_job", "written_offer", "interviews", "none"},
        "certification": {"rncp_title", "rncp_blocks", "cqp_or_clea", "specific", "none"},
        "accessible_format": set(),
        "concern": set(),
    }  # fmt: skip


def test_the_weights_of_the_default_edition_add_up_to_a_hundred() -> None:
    assert sum(one.weight for one in load(HOME / "criteria.yaml").edition.criteria) == 100


NOTHING_ELSE = {
    "client_sector": "business",
    "priority_share": 0,
    "priority_audiences": (),
    "jobs_threatened": False,
    "third_party_funding": 0,
    "learner_pays": False,
    "contract_form": "none",
    "job_commitment": "none",
    "certification": "none",
    "accessible_format": False,
    "concern": False,
}


@pytest.mark.parametrize(
    ("answers", "outcome", "score"),
    [
        # An open training for at least 70 % priority learners passes by itself.
        ({"priority_share": 70, "priority_audiences": ("refugee",)}, "accept", 60),
        # So does an open training delivered as a complete work-study package.
        (
            {
                "contract_form": "apprenticeship",
                "job_commitment": "written_offer",
                "certification": "rncp_title",
                "third_party_funding": 70,
            },
            "accept",
            60,
        ),
        # An open training with nothing else does not.
        ({}, "refer", 30),
        # Several audiences earn no more than one.
        ({"priority_share": 69, "priority_audiences": ("low_skilled", "refugee")}, "refer", 53),
        # Whatever the score, some answers refer.
        (
            {
                "catalogue_opening": "never",
                "priority_share": 100,
                "priority_audiences": ("refugee",),
                "jobs_threatened": True,
                "third_party_funding": 100,
                "contract_form": "apprenticeship",
                "job_commitment": "guaranteed_job",
                "certification": "rncp_title",
                "accessible_format": True,
            },
            "refer",
            70,
        ),
        (
            {
                "priority_share": 70,
                "priority_audiences": ("refugee",),
                "client_sector": "arms",
            },
            "refer",
            60,
        ),
    ],
)
def test_the_default_edition_weighs_as_its_comment_says(
    answers: dict[str, Answer], outcome: str, score: int
) -> None:
    rules = Rules(load(HOME / "criteria.yaml").edition, date(2026, 11, 24))
    opened: dict[str, Answer] = {"catalogue_opening": "at_delivery"}

    assessment = assess({**NOTHING_ELSE, **opened, **answers}, rules)

    assert (assessment.outcome, assessment.score.now) == (outcome, score)


# ── Sentences ────────────────────────────────────────────────────────────────────────────────


def test_every_problem_is_said_in_both_languages() -> None:
    found = [one for line, old, new, *_ in WRONG for one in problems_in(small((line, old, new)))]

    for problem in found:
        for language in LANGUAGES:
            for sentence in say_problem(language, problem):
                assert sentence.strip(), problem.code
                assert "expected" not in sentence.lower(), f"the parser speaks: {sentence}"


# ── Anything at all ──────────────────────────────────────────────────────────────────────────


def holds_or_is_explained(text: str) -> None:
    lines = text.count("\n") + text.count("\r") + 2
    for problem in problems_in(text):
        assert problem.line is None or 1 <= problem.line <= lines
        for language in LANGUAGES:
            assert all(say_problem(language, problem))


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(codec=None), max_size=200))
def test_any_text_is_an_edition_or_is_explained(text: str) -> None:
    holds_or_is_explained(text)


@settings(max_examples=200, deadline=None)
@given(st.text("{}[]:,-#&*!|>'\"%@?\\ \n\tab01.~<", max_size=60))
def test_any_punctuation_is_an_edition_or_is_explained(text: str) -> None:
    holds_or_is_explained(text)


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, len(SMALL)), st.integers(0, 40), st.text("{}[]:,-#&*!|>'\" \nab0é", max_size=8)
)
def test_any_slip_in_a_good_file_is_an_edition_or_is_explained(
    start: int, length: int, instead: str
) -> None:
    holds_or_is_explained(SMALL[:start] + instead + SMALL[start + length :])


@settings(max_examples=100, deadline=None)
@given(held=st.binary(max_size=100))
def test_any_bytes_that_are_no_edition_are_explained(
    held: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(held)

    with pytest.raises(CriteriaUnreadable) as unreadable:
        load(path)

    assert unreadable.value.problems
