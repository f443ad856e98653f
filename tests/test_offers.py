"""A change the prospect can make, said so that it follows "if you could"."""

from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from screening.core.assessment import Answer
from screening.core.counterfactual import Change
from screening.core.criteria import Edition, Question
from screening.core.model import LANGUAGES, Language
from screening.criteria_file import load
from screening.explanation import say_ways
from tests.core.strategies import choice, choices, criterion, edition, number, yes_no

DEFAULT = load(Path(__file__).parent.parent / "criteria.yaml").edition
NB = "\u00a0"


def say_change(
    change: Change, question: Question, language: Language, learners: int | None = None
) -> str:
    """How a single change is said."""
    asking = cast(Edition, SimpleNamespace(question=lambda _: question))
    [[clause]] = say_ways([(change,)], asking, language, learners=learners)
    return clause


def a_change(question: str, answer: Answer, size: int = 1) -> Change:
    return Change(question, answer, Fraction(size, 10))


@pytest.mark.parametrize(
    ("question", "answer", "french", "english"),
    [
        (
            "catalogue_opening",
            "within_6_months",
            "ouvrir la formation à tous dans les 6 mois qui suivent sa livraison",
            "open the training to everybody within 6 months of delivery",
        ),
        (
            "third_party_funding",
            30,
            f"faire payer au moins 30{NB}% du prix par un tiers (France Travail, Région, OPCO, "
            "fondation, etc.)",
            "have at least 30% of the price paid by a third party (public employment service, "
            "region, OPCO, foundation and so on)",
        ),
        (
            "priority_audiences",
            ("low_skilled", "disability", "refugee"),
            "destiner la formation à des personnes peu qualifiées, des personnes en situation de "
            "handicap et des personnes réfugiées",
            "aim the training at low-skilled people, people with disabilities and refugees",
        ),
        (
            "learner_pays",
            False,
            "ne rien laisser à payer aux apprenants",
            "leave nothing for the learners to pay",
        ),
        (
            "contract_form",
            "apprenticeship",
            "former les apprenants en contrat d’apprentissage",
            "train the learners under apprenticeship contracts",
        ),
    ],
)
def test_a_change_in_the_words_of_the_edition(
    question: str, answer: Answer, french: str, english: str
) -> None:
    asked = DEFAULT.question(question)

    assert say_change(a_change(question, answer), asked, "fr") == french
    assert say_change(a_change(question, answer), asked, "en") == english


@pytest.mark.parametrize(
    ("share", "learners", "french", "english"),
    [
        (70, None, f"70{NB}% des places à", "70% of the places for"),
        (70, 20, f"70{NB}% (14 sur 20) des places à", "70% (14 of 20) of the places for"),
        # 23.1 of 33: with 23 people the share would be missed
        (70, 33, f"70{NB}% (24 sur 33) des places à", "70% (24 of 33) of the places for"),
        (10, 1, f"10{NB}% (1 sur 1) des places à", "10% (1 of 1) of the places for"),
        (
            50,
            2_500,
            f"50{NB}% (1\u202f250 sur 2\u202f500) des places à",
            "50% (1,250 of 2,500) of the places for",
        ),
    ],
)
def test_a_share_of_the_learners_is_told_in_people(
    share: int, learners: int | None, french: str, english: str
) -> None:
    change = a_change("priority_share", share)
    asked = DEFAULT.question("priority_share")

    said = {one: say_change(change, asked, one, learners=learners) for one in LANGUAGES}

    assert said["fr"].startswith(f"réserver au moins {french} des personnes éloignées")
    assert said["en"].startswith(f"reserve at least {english} people who are far")


def test_the_share_of_a_price_is_not_told_in_people() -> None:
    asked = DEFAULT.question("third_party_funding")

    said = say_change(a_change("third_party_funding", 70), asked, "en", learners=20)

    assert "70% of the price" in said
    assert "20" not in said


SAID = {"fr": "au plus {answer}", "en": "at most {answer}"}
LESS = number(
    "remote",
    0,
    100,
    unit={"fr": "%", "en": "%"},
    negotiable=True,
    concession="less",
    share_of="learners",
    offer=SAID,
)


def an_edition(question: dict[str, object], *more: dict[str, object]) -> Edition:
    questions = [question, *more]
    return edition(questions, [criterion("judgement", str(one["id"]), 0) for one in questions])


def test_a_share_conceded_downwards_is_rounded_down() -> None:
    # 3.3 of 11: a fourth person would be too many
    said = say_change(
        a_change("remote", 30), an_edition(LESS).question("remote"), "en", learners=11
    )

    assert said == "at most 30% (3 of 11)"


PLAIN = {
    "ask": {"fr": f"Quoi{NB}?", "en": "What?"},
    "negotiable": True,
}


def named(id: str, text: str) -> dict[str, object]:
    return {"id": id, "text": {"fr": text, "en": text}}


@pytest.mark.parametrize(
    ("question", "answer", "french", "english"),
    [
        (yes_no("q", concession="yes", **PLAIN), True, "Oui", "Yes"),
        (choice("q", named("a", "Tout"), "b", concession="earlier", **PLAIN), "a", "Tout", "Tout"),
        (
            choices("q", named("a", "Un"), named("b", "Deux"), concession="more", **PLAIN),
            ("a", "b"),
            "Un, Deux",
            "Un, Deux",
        ),
        (
            choices("q", "a", "b", concession="less", **PLAIN),
            (),
            "Aucun de ceux-là",
            "None of these",
        ),
        (number("q", 0, 9, concession="more", **PLAIN), 4, f"au moins 4{NB}…", f"at least 4{NB}…"),
        (number("q", 0, 9, concession="less", **PLAIN), 4, f"au plus 4{NB}…", f"at most 4{NB}…"),
    ],
)
def test_a_change_without_an_offer_is_an_answer_to_the_question(
    question: dict[str, object], answer: Answer, french: str, english: str
) -> None:
    asked = an_edition(question).question("q")
    change = a_change("q", answer)

    assert say_change(change, asked, "fr") == (
        f"répondre «{NB}{french}{NB}» à la question «{NB}Quoi{NB}?{NB}»"
    )
    assert say_change(change, asked, "en") == f"answer “{english}” to the question “What?”"


def test_an_option_without_an_offer_of_its_own_is_quoted_in_that_of_the_question() -> None:
    offer = {"fr": "viser {answer}", "en": "aim at {answer}"}
    question = choices("q", named("a", "Un"), "b", concession="more", offer=offer, **PLAIN)

    said = say_change(a_change("q", ("a",)), an_edition(question).question("q"), "en")

    assert said == "aim at “Un”"


def test_a_yes_or_no_conceded_the_other_way_is_not_said_in_the_words_of_the_offer() -> None:
    offer = {"fr": "tout payer", "en": "pay it all"}
    asked = an_edition(yes_no("q", concession="no", offer=offer, **PLAIN)).question("q")

    assert say_change(a_change("q", False), asked, "en") == "pay it all"
    assert say_change(a_change("q", True), asked, "en") == "answer “Yes” to the question “What?”"


# ── Several ways ─────────────────────────────────────────────────────────────────────────────


def ways(*sets: tuple[Change, ...], language: Language = "en") -> list[tuple[str, ...]]:
    return say_ways(sets, DEFAULT, language)


OPENED = a_change("catalogue_opening", "at_delivery")
OPEN_SAID = "open the training to everybody as soon as it is delivered"
OFFER = a_change("job_commitment", "written_offer")
OFFER_SAID = "make the learners a written job offer, subject to graduating"


def test_a_way_says_each_of_its_changes() -> None:
    assert ways((OPENED, OFFER), (OFFER,)) == [(OPEN_SAID, OFFER_SAID), (OFFER_SAID,)]


def test_the_cheapest_stands_for_the_ways_that_change_the_same_questions() -> None:
    dearer = a_change("catalogue_opening", "existing_public", size=2)

    assert ways((OPENED, OFFER), (dearer, OFFER)) == [(OPEN_SAID, OFFER_SAID)]


def test_ways_that_differ_in_the_option_alone_are_one() -> None:
    one, other = (a_change("priority_audiences", (id,)) for id in ("low_skilled", "refugee"))

    assert ways((OPENED, one), (OPENED, other)) == [
        (OPEN_SAID, "aim the training at low-skilled people or refugees")
    ]


def test_options_that_do_not_cost_the_same_are_no_choice() -> None:
    one = a_change("priority_audiences", ("low_skilled",))
    dearer = a_change("priority_audiences", ("refugee",), size=2)
    both = a_change("priority_audiences", ("refugee", "disability"))

    assert ways((one,), (dearer,), (both,)) == [("aim the training at low-skilled people",)]


def test_no_way_is_none() -> None:
    assert ways() == []
