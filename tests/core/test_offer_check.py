"""What keeps a proposed change from reading as a sentence."""

from typing import Any

import pytest

from screening.core.edition_check import edition_problems
from tests.core.strategies import choice, choices, criterion, edition, number, yes_no


def said(text: str) -> dict[str, str]:
    return {"fr": text, "en": text}


CONCEDED = {"negotiable": True, "concession": "more"}
PAYS = criterion("yes_no", "q", 10, expects="no")
OPEN = criterion("one_of", "q", 10, accepted=["a"], partly={"b": 0})
AIMED = criterion("covers", "q", 10, points={"a": 10, "b": 0})
SHARE = criterion("steps", "q", 10, steps=[{"from": 50, "points": 10}])


def a_share(minimum: int = 0, maximum: int = 100, **changes: Any) -> dict[str, Any]:
    return number("q", minimum, maximum, **(CONCEDED | changes))


def an_option(offer: str, id: str = "a") -> dict[str, Any]:
    return {"id": id, "offer": said(offer)}


def found(question: dict[str, Any], rule: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one.place, one.code) for one in edition_problems(edition([question], [rule]))]


@pytest.mark.parametrize(
    ("question", "rule"),
    [
        (yes_no("q", negotiable=True, concession="no", offer=said("pay it all")), PAYS),
        (a_share(offer=said("reserve {answer}")), SHARE),
        (a_share(offer=said("reserve {answer}, yes, {answer}"), share_of="learners"), SHARE),
        (a_share(50, 60, share_of="learners"), SHARE | {"steps": [{"from": 55, "points": 10}]}),
        # some options with an offer, with and without a sentence to put them in
        (choice("q", an_option("open"), "b", negotiable=True, concession="earlier"), OPEN),
        (choices("q", an_option("a b"), "b", offer=said("aim at {answer}"), **CONCEDED), AIMED),
    ],
)
def test_an_offer_that_will_read_as_a_sentence(
    question: dict[str, Any], rule: dict[str, Any]
) -> None:
    assert found(question, rule) == []


@pytest.mark.parametrize(
    ("question", "rule", "problems"),
    [
        (
            yes_no("q", offer=said("pay")),
            PAYS,
            [("offer", "offer_without_negotiable")],
        ),
        (
            choice("q", an_option("open"), "b"),
            OPEN,
            [("options[0].offer", "offer_without_negotiable")],
        ),
        (
            a_share(offer={"fr": "réserver {answer}", "en": "reserve most"}),
            SHARE,
            [("offer.en", "offer_without_answer")],
        ),
        (
            choices("q", "a", "b", offer=said("aim"), **CONCEDED),
            AIMED,
            [("offer.fr", "offer_without_answer"), ("offer.en", "offer_without_answer")],
        ),
        (
            choice("q", "a", "b", offer=said("open"), negotiable=True, concession="earlier"),
            OPEN,
            [("offer.fr", "offer_without_answer"), ("offer.en", "offer_without_answer")],
        ),
        (
            yes_no("q", negotiable=True, concession="no", offer=said("say {answer}")),
            PAYS,
            [("offer.fr", "offer_answer_misplaced"), ("offer.en", "offer_answer_misplaced")],
        ),
        (
            choices("q", "a", an_option("{answer}", "b"), **CONCEDED),
            AIMED,
            [
                ("options[1].offer.fr", "offer_answer_misplaced"),
                ("options[1].offer.en", "offer_answer_misplaced"),
            ],
        ),
        # a misspelt {answer}, or a brace too many, would reach the prospect
        (
            a_share(offer={"fr": "réserver {answer} {reponse}", "en": "reserve {answer}"}),
            SHARE,
            [("offer.fr", "offer_braces")],
        ),
        (
            a_share(offer={"fr": "réserver {answer}", "en": "reserve {anwser}"}),
            SHARE,
            [("offer.en", "offer_braces")],
        ),
        (
            a_share(offer={"fr": "réserver {answer", "en": "reserve {answer}}"}),
            SHARE,
            [("offer.fr", "offer_braces"), ("offer.en", "offer_braces")],
        ),
        (a_share(-1, share_of="learners"), SHARE, [("share_of", "share_outside")]),
        (a_share(0, 101, share_of="learners"), SHARE, [("share_of", "share_outside")]),
    ],
)
def test_an_offer_that_will_not_read_as_a_sentence(
    question: dict[str, Any], rule: dict[str, Any], problems: list[tuple[str, str]]
) -> None:
    assert found(question, rule) == [(f"questions[0].{place}", code) for place, code in problems]
