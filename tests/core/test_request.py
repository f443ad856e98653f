"""Checking what a prospect asks for: what each answer may be, and what each mistake earns."""

from datetime import date
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from screening.core.model import LANGUAGES, Language
from screening.core.problems import Problem, errors
from screening.core.request import Contact, Prospect, Request, read_answers, read_request
from screening.language import say_problem
from tests.core.strategies import (
    TODAY,
    TOMORROW,
    YESTERDAY,
    choice,
    choices,
    criterion,
    edition,
    number,
    yes_no,
)

EDITION = edition(
    [
        yes_no("free"),
        number("share", 0, 100),
        number("change", -50, 50),
        choice("opening", "now", "later", {"id": "once", "until": str(YESTERDAY)}),
        choice("scheme", "poei", "none", {"id": "soon", "from": str(TOMORROW)}),
        choices("audiences", "refugee", "disability", {"id": "rural", "until": str(YESTERDAY)}),
        choices("extras", "mentor", "none"),
    ],
    [criterion("yes_no", "free", 1, expects="yes")],
)


def a_request(**more: Any) -> dict[str, Any]:
    return {"prospect": {"name": "Atelier Nord"}, "title": "Web", **more}


def read(raw: object, day: date = TODAY) -> Request:
    request, problems = read_request(raw, EDITION, day)
    assert request is not None, problems
    assert problems == ()
    return request


def problems_with(raw: object) -> list[Problem]:
    request, problems = read_request(raw, EDITION, TODAY)
    assert request is None
    assert errors(problems) == problems
    return list(problems)


# ── Answers ──────────────────────────────────────────────────────────────────────────────────

GOOD = [
    ("free", True, True),
    ("free", False, False),
    ("free", "yes", True),
    ("free", " No ", False),
    ("free", "OUI", True),
    ("free", "non", False),
    ("free", "FAUX", False),
    ("share", 80, 80),
    ("share", 0, 0),
    ("share", 100, 100),
    ("share", 80.0, 80),
    ("share", " 80 ", 80),
    ("change", -50, -50),
    ("change", "-7", -7),
    ("opening", "later", "later"),
    ("opening", " later ", "later"),
    ("scheme", "none", "none"),
    ("audiences", ["disability", "refugee"], ("refugee", "disability")),
    ("audiences", ("refugee", "refugee"), ("refugee",)),
    ("audiences", [], ()),
    # As a spreadsheet's cell holds them.
    ("audiences", "disability; refugee", ("refugee", "disability")),
    ("audiences", "refugee", ("refugee",)),
    ("audiences", "refugee,disability\n", ("refugee", "disability")),
    ("audiences", "none", ()),
    ("audiences", "None", ()),
    ("extras", "none", ("none",)),
]


@pytest.mark.parametrize(("question", "written", "answer"), GOOD)
def test_an_answer_may_be_written_in_several_ways(
    question: str, written: object, answer: object
) -> None:
    answers, problems = read_answers({question: written}, EDITION, TODAY)

    assert problems == ()
    assert answers == {question: answer}
    assert type(answers[question]) is type(answer)


def test_null_is_unknown_and_not_no() -> None:
    assert read_answers({"free": None, "share": None}, EDITION, TODAY) == ({}, ())
    assert read_answers(None, EDITION, TODAY) == ({}, ())


WRONG_ANSWERS = [
    ("free", "maybe", "“maybe” is neither yes nor no."),
    ("free", 1, "“1” is neither yes nor no."),
    ("free", "", "“” is neither yes nor no."),
    ("free", [True], "“[true]” is neither yes nor no."),
    ("share", 101, "101 is not between 0 and 100."),
    ("share", -1, "-1 is not between 0 and 100."),
    ("share", 10**5000, "≥ 10^18 is not between 0 and 100."),
    ("share", "1 200", "1200 is not between 0 and 100."),
    ("share", 79.5, "“79.5” is not a whole number."),
    ("share", "80 %", "“80 %” is not a whole number."),
    ("share", "eighty", "“eighty” is not a whole number."),
    ("share", True, "“true” is not a whole number."),
    ("share", float("nan"), "“nan” is not a whole number."),
    ("share", float("inf"), "“inf” is not a whole number."),
    ("share", {"at": [1]}, "“{at}” is not a whole number."),
    ("share", date(2026, 9, 1), "“2026-09-01” is not a whole number."),
    ("opening", "lateer", "“lateer” is not an option of this question."),
    ("opening", "", "“” is not an option of this question."),
    ("opening", ["now", "later"], "“[now, later]” is not one option."),
    ("opening", True, "“true” is not one option."),
    ("opening", 3, "“3” is not one option."),
    ("audiences", ["refugees"], "“refugees” is not an option of this question."),
    ("audiences", ["refugee", 3], "“3” is not an option of this question."),
    ("audiences", [["refugee"]], "“[refugee]” is not an option of this question."),
    ("audiences", {"refugee": True}, "“{refugee}” is not a list of options."),
    ("audiences", 2, "“2” is not a list of options."),
    ("audiences", ["refugee"] * 101, "“[refugee, refugee, refugee, …]” is not a list of options."),
    ("audiences", " ; ", "The text is empty."),
    ("opening", "=A1", "“=A1” begins with =, as a spreadsheet formula does."),
    ("share", " =1+1", "“=1+1” begins with =, as a spreadsheet formula does."),
]


@pytest.mark.parametrize(
    ("question", "written", "wrong"), WRONG_ANSWERS, ids=[wrong for _, _, wrong in WRONG_ANSWERS]
)
def test_a_wrong_answer_is_named(question: str, written: object, wrong: str) -> None:
    answers, problems = read_answers({question: written}, EDITION, TODAY)

    assert answers == {}
    assert [one.place for one in problems] == [f"answers.{question}"]
    assert say_problem("en", problems[0])[0] == wrong


def test_what_was_probably_meant_is_suggested() -> None:
    (problem,) = problems_with(a_request(answers={"opening": "lateer"}))

    assert say_problem("en", problem)[1] == "Did you mean “later”?"


def test_an_option_unlike_any_other_earns_the_list_of_those_open_today() -> None:
    (problem,) = problems_with(a_request(answers={"opening": "whenever"}))

    assert say_problem("en", problem)[1] == "Choose among: now, later."


def test_an_option_can_be_chosen_on_its_days_only() -> None:
    raw = a_request(answers={"opening": "once", "audiences": ["rural"]})
    assert read(raw, YESTERDAY).answers == {"opening": "once", "audiences": ("rural",)}

    sentences = [say_problem("en", one) for one in problems_with(raw)]
    assert sentences == [
        ("“once” could be chosen until 14 June 2026 only.", "Choose among: now, later."),
        ("“rural” could be chosen until 14 June 2026 only.", "Choose among: refugee, disability."),
    ]


def test_an_option_cannot_be_chosen_before_its_first_day() -> None:
    raw = a_request(answers={"scheme": "soon"})
    assert read(raw, TOMORROW).answers == {"scheme": "soon"}

    (problem,) = problems_with(raw)
    assert say_problem("en", problem)[0] == "“soon” can only be chosen from 16 June 2026 on."


def test_every_wrong_answer_is_told_at_once_and_the_right_ones_are_kept() -> None:
    answers, problems = read_answers(
        {"free": "?", "share": 80, "audiences": ["x1", "refugee", "x2"], "shore": 3},
        EDITION,
        TODAY,
    )

    assert answers == {"share": 80}
    assert [(one.place, one.code) for one in problems] == [
        ("answers.free", "not_yes_no"),
        ("answers.audiences", "unknown_option"),
        ("answers.audiences", "unknown_option"),
        ("answers.shore", "unknown_question_like"),
    ]


# ── The envelope ─────────────────────────────────────────────────────────────────────────────


def test_a_name_and_a_title_are_enough() -> None:
    assert read(a_request()) == Request(prospect=Prospect(name="Atelier Nord"), title="Web")


def test_everything_known_is_kept() -> None:
    raw = {
        "reference": " HS-4021 ",
        "prospect": {"name": "Atelier Nord", "country": "FR", "registration_number": "552 100 554"},
        "title": "Web",
        "summary": "Two\nlines",
        "learners": "1 200",
        "amount": 60_000.0,
        "starts": date(2026, 9, 15),
        "owner": "Sam",
        "contact": {"name": "Ann", "email": "ann@example.org", "phone": "+33 1"},
        "source": "https://example.org/notice",
        "answers": {"free": True},
    }

    assert read(raw) == Request(
        reference="HS-4021",
        prospect=Prospect(name="Atelier Nord", country="FR", registration_number="552 100 554"),
        title="Web",
        summary="Two\nlines",
        learners=1200,
        amount=60_000,
        starts="2026-09",
        owner="Sam",
        contact=Contact(name="Ann", email="ann@example.org", phone="+33 1"),
        source="https://example.org/notice",
        answers={"free": True},
    )


@pytest.mark.parametrize("written", ["2026-09", " 2026-09 ", "2026-09-15", date(2026, 9, 15)])
def test_a_day_tells_its_month(written: object) -> None:
    assert read(a_request(starts=written)).starts == "2026-09"


def test_null_is_as_good_as_absent() -> None:
    raw = a_request(reference=None, learners=None, contact={"name": None}, answers=None)

    assert read(raw) == read(a_request())


LONG = "é" * 10_000_000
WRONG_REQUESTS = [
    (None, "", "“null” is not a request."),
    ([], "", "“[]” is not a request."),
    ("Web", "", "“Web” is not a request."),
    ({}, "prospect", "“prospect” is missing."),
    ({"prospect": {"name": "A"}, "title": None}, "title", "“title” is missing."),
    (a_request(prospect=None), "prospect", "“prospect” is missing."),
    (a_request(prospect={}), "prospect.name", "“prospect.name” is missing."),
    (a_request(prospect="Nord"), "prospect", "“Nord” does not say what it is of the prospect."),
    (a_request(prospect={"name": "A", "nme": "B"}), "prospect.nme", "The key “nme” is not part"),
    (a_request(titel="x"), "titel", "The key “titel” is not part of a request."),
    (a_request(free=True), "free", "“free” is a question, and stands outside the answers."),
    (a_request(**{"\ud800": 1}), "\\ud800", "The key “\\ud800” is not part of a request."),
    (a_request() | {3: 1}, "3", "The key “3” is not part of a request."),
    (a_request() | {LONG: 1}, "é" * 59 + "…", "The key “" + "é" * 59 + "…” is not part"),
    (a_request(answers=[1]), "answers", "“[1]” does not say which questions it answers."),
    (a_request(answers={"freee": 1}), "answers.freee", "The criteria ask no question “freee”."),
    (a_request(answers={None: 1}), "answers.null", "The criteria ask no question “null”."),
    (a_request(title=3), "title", "3 is not a text."),
    (a_request(title=["a"]), "title", "“[a]” is not one text."),
    (a_request(title="  "), "title", "The text is empty."),
    (a_request(title="x" * 301), "title", "The text has 301 characters."),
    (a_request(summary=LONG), "summary", "The text has 10,000,000 characters."),
    (
        a_request(title="a\x07b"),
        "title",
        "The text holds the control character U+0007 at position 2.",
    ),
    (
        a_request(title="\ud800"),
        "title",
        "The text holds the control character U+D800 at position 1.",
    ),
    (a_request(starts="\ud800"), "starts", "The text holds the control character U+D800 at"),
    (a_request(owner="=Sam"), "owner", "“=Sam” begins with =, as a spreadsheet formula does."),
    (
        a_request(starts="=NOW()"),
        "starts",
        "“=NOW()” begins with =, as a spreadsheet formula does.",
    ),
    (a_request(starts="September"), "starts", "“September” is not a month."),
    (a_request(starts="2026-13"), "starts", "“2026-13” is not a month."),
    (a_request(starts="0000-01"), "starts", "“0000-01” is not a month."),
    (a_request(starts=202609), "starts", "202609 is not a text."),
    (a_request(source="example.org"), "source", "“example.org” is not the address of a page."),
    (a_request(source="https://"), "source", "“https://” is not the address of a page."),
    (a_request(source="javascript:a"), "source", "“javascript:a” is not the address of a page."),
    (a_request(learners=0), "learners", "0 is not between 1 and 10,000,000."),
    (a_request(learners=10**300), "learners", "≥ 10^18 is not between 1 and 10,000,000."),
    (a_request(learners="many"), "learners", "“many” is not a whole number."),
    (a_request(learners=True), "learners", "“true” is not a whole number."),
    (a_request(amount=12500.5), "amount", "“12500.5” is not a whole number."),
    (a_request(amount="12 500,50"), "amount", "“12 500,50” is not a whole number."),
    (a_request(amount=-1), "amount", "-1 is not between 0 and 10,000,000,000."),
    (a_request(contact="Ann"), "contact", "“Ann” does not say what it is of the contact."),
    (a_request(contact={"mail": "a"}), "contact.mail", "The key “mail” is not part of a request."),
    ({str(one): one for one in range(201)}, "", "201 keys are more than a request can have."),
]


@pytest.mark.parametrize(
    ("raw", "place", "wrong"), WRONG_REQUESTS, ids=[wrong for _, _, wrong in WRONG_REQUESTS]
)
def test_a_wrong_request_is_named(raw: object, place: str, wrong: str) -> None:
    problem = problems_with(raw)[0]

    assert problem.place == place
    assert say_problem("en", problem)[0].startswith(wrong)


def test_a_misspelt_key_is_one_mistake() -> None:
    (problem,) = problems_with({"prospect": {"nmae": "Atelier Nord"}, "title": "Web"})

    assert say_problem("en", problem) == (
        "The key “nmae” is not part of a request.",
        "Did you mean “name”?",
    )


def test_every_mistake_is_told_at_once() -> None:
    problems = problems_with({"prospect": {"name": ""}, "learners": "x", "answers": {"share": 101}})

    assert [one.place for one in problems] == [
        "prospect.name",
        "title",
        "learners",
        "answers.share",
    ]


def test_thousands_of_keys_are_refused_at_once() -> None:
    answers = {f"question_{number}": True for number in range(100_000)}

    assert [one.code for one in problems_with(a_request(answers=answers))] == ["too_many_keys"]


# ── Sentences ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "raw",
    [raw for raw, _, _ in WRONG_REQUESTS]
    + [a_request(answers={question: written}) for question, written, _ in WRONG_ANSWERS],
    ids=[wrong for _, _, wrong in WRONG_REQUESTS + WRONG_ANSWERS],
)
def test_sentences_are_short_and_printable(raw: object, language: Language) -> None:
    for problem in problems_with(raw):
        wrong, right = say_problem(language, problem)
        for sentence in (wrong, right):
            assert 0 < len(sentence) < 300
            assert sentence.replace("\u00a0", " ").replace("\u202f", " ").isprintable()
        assert len(problem.place) < 150
        assert problem.place.isprintable()


# ── Anything at all ──────────────────────────────────────────────────────────────────────────

_ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.binary(max_size=5)
    | st.dates(),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(st.text(max_size=5) | st.integers() | st.none(), inside, max_size=3)
    ),
    max_leaves=8,
)
_KEYS = [*Request.model_fields, *(question.id for question in EDITION.questions)]
_REQUESTS = st.dictionaries(
    st.sampled_from(_KEYS) | st.text(max_size=5),
    _ANYTHING | st.dictionaries(st.sampled_from([*_KEYS, "name", "email"]), _ANYTHING, max_size=6),
    max_size=8,
)


@settings(max_examples=300, deadline=None)
@given(_ANYTHING | _REQUESTS)
@example({"answers": {"share": 10**5000}, "learners": -(10**5000)})
@example({"title": [[[["deep"]]]], "prospect": {"name": {"a": {"b": 1}}}})
def test_whatever_comes_is_a_request_or_a_list_of_problems(raw: object) -> None:
    request, problems = read_request(raw, EDITION, TODAY)

    assert (request is None) == bool(problems)
    for problem in problems:
        for language in LANGUAGES:
            assert all(say_problem(language, problem))


@settings(deadline=None)
@given(_REQUESTS)
def test_a_request_read_again_is_the_same(raw: dict[str, object]) -> None:
    """As the log does: what was sealed must come back as it went in."""
    request, _ = read_request(a_request() | raw, EDITION, TODAY)

    if request is not None:
        assert Request.model_validate_json(request.model_dump_json()) == request
        assert read_request(request.model_dump(), EDITION, TODAY) == (request, ())
