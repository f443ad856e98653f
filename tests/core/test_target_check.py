"""Targets that are measured: which questions can, and what would measure nothing."""

from typing import Any

import pytest

from screening.core.criteria import Edition
from screening.core.edition_check import edition_problems
from tests.builders import an_edition


def said(text: str) -> dict[str, str]:
    return {"fr": text, "en": text}


QUESTIONS = [
    {"id": "open", "type": "yes_no", "ask": said("?")},
    {
        "id": "share",
        "type": "number",
        "ask": said("?"),
        "unit": said("%"),
        "share_of": "learners",
        "maximum": 100,
    },
    {"id": "hours", "type": "number", "ask": said("?"), "unit": said("h"), "maximum": 900},
    {
        "id": "when",
        "type": "choice",
        "ask": said("?"),
        "options": [{"id": one, "text": said(one)} for one in ("now", "soon", "later")],
    },
    {
        "id": "who",
        "type": "choices",
        "ask": said("?"),
        "options": [{"id": one, "text": said(one)} for one in ("refugees", "residents")],
    },
]


def measuring(**measured: Any) -> Edition:
    target = {
        "id": "t",
        "indicator": said("i"),
        "goal": said("g"),
        "horizon": "2027-01-01",
        "measured": {"at_least": 70, **measured},
    }
    return an_edition(targets=[target], questions=QUESTIONS)


def found(edition: Edition) -> list[tuple[str, str]]:
    return [(one.place, one.code) for one in edition_problems(edition) if not one.warning]


@pytest.mark.parametrize(
    "measured",
    [
        {"question": "share"},
        {"question": "open", "counts": ["yes"]},
        {"question": "when", "counts": ["now", "soon"]},
        {"question": "when", "counts": ["soon"], "leaves_out": ["now"]},
        {"question": "when", "counts": ["soon"], "at_least": 0},
    ],
)
def test_a_share_of_learners_or_of_answers_measures_a_target(measured: dict[str, Any]) -> None:
    assert found(measuring(**measured)) == []


@pytest.mark.parametrize(
    ("measured", "place", "code"),
    [
        ({"question": "hours"}, ".question", "target_unmeasurable"),
        # Who is in two audiences would be counted twice.
        ({"question": "who", "counts": ["refugees"]}, ".question", "target_unmeasurable"),
        ({"question": "weather"}, ".question", "no_such_question"),
        ({"question": "share", "counts": ["yes"]}, ".counts", "target_of_share_names_answers"),
        (
            {"question": "share", "leaves_out": ["no"]},
            ".leaves_out",
            "target_of_share_names_answers",
        ),
        ({"question": "when"}, "", "target_counts_nothing"),
        ({"question": "when", "counts": ["tomorrow"]}, ".counts[0]", "no_such_option"),
        ({"question": "when", "counts": ["now", "now"]}, ".counts[1]", "repeated_name"),
        (
            {"question": "when", "counts": ["soon", "now"], "leaves_out": ["now"]},
            ".leaves_out[0]",
            "target_counts_and_leaves_out",
        ),
    ],
)
def test_what_would_measure_nothing_is_named_at_its_place(
    measured: dict[str, Any], place: str, code: str
) -> None:
    assert found(measuring(**measured)) == [(f"targets[0].measured{place}", code)]


def test_a_question_that_is_plainly_misspelt_is_read_as_meant() -> None:
    assert found(measuring(question="wehn", counts=["tomorrow"])) == [
        ("targets[0].measured.question", "no_such_question_like"),
        ("targets[0].measured.counts[0]", "no_such_option"),
    ]
