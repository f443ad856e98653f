"""What a verdict and its findings say, word for word, in both languages."""

from datetime import date
from typing import Any

import pytest

from screening.core.assessment import Answers, Assessment, Rules, assess
from screening.core.criteria import Edition
from screening.core.model import LANGUAGES, Language
from screening.explanation import (
    SentBy,
    by_urgency,
    say_answer,
    say_finding,
    say_verdict,
    scale,
)
from tests.builders import an_edition
from tests.core.strategies import (
    TODAY,
    YESTERDAY,
    choice,
    choices,
    criterion,
    edition,
    number,
    yes_no,
)


def text(fr: str, en: str) -> dict[str, Any]:
    return {"fr": fr, "en": en}


def verdict(answers: Answers, asked: Edition) -> tuple[Assessment, dict[Language, str]]:
    assessment = assess(answers, Rules(asked, TODAY))
    said = {one: say_verdict(assessment, answers, asked, one) for one in LANGUAGES}
    return assessment, said


def findings(answers: Answers, asked: Edition, day: date = TODAY) -> dict[str, tuple[str, str]]:
    """What each criterion says, in French and in English."""
    return {
        one.criterion: (
            say_finding(one, answers, asked, day, "fr"),
            say_finding(one, answers, asked, day, "en"),
        )
        for one in assess(answers, Rules(asked, day)).findings
    }


# ── The verdict ──────────────────────────────────────────────────────────────────────────────
# `open` earns 40 points and blocks when it is no; `share` 60 from 70 % up, 20 from 50 % up.

VERDICTS: list[tuple[str, Answers, str, str]] = [
    (
        "accept",
        {"open": True, "share": 60},
        "La demande sert la mission\u00a0: 60 points, 60 sont nécessaires, et rien ne s’y oppose, "
        "quoi qu’on ignore encore.",
        "It serves the mission: 60 points, 60 needed, and nothing stands in the way, whatever is "
        "still unknown.",
    ),
    (
        "refer",
        {"open": False, "share": 80},
        "Un critère s’y oppose, quel que soit le score\u00a0: openness title (fr) "
        "(réponse\u00a0: Non).",
        "One criterion stands in the way, whatever the score: openness title (answer: No).",
    ),
    (
        "refer",
        {"open": True, "share": 49},
        "La demande obtient 40 des 60 points nécessaires\u00a0: le comité l’examinera.",
        "It earns 40 of the 60 points needed: the committee will look at it.",
    ),
    (
        "refer",
        {"share": 49},
        "Même les meilleures réponses à ce qu’on ignore encore donnent 40 points, et il en faut "
        "60\u00a0: le comité l’examinera.",
        "Even the best answers to what is still unknown give 40 points, and 60 are needed: the "
        "committee will look at it.",
    ),
    (
        "undecided",
        {"open": True},
        "Points acquis : 40 ; possibles : 100 ; nécessaires : 60. Ce qu’on ignore encore décidera.",
        "40 points are sure, up to 100 are possible and 60 are needed. What is still unknown "
        "decides.",
    ),
    (
        "undecided",
        {"share": 80},
        "Les 60 points nécessaires y sont, mais une réponse encore manquante peut s’y opposer.",
        "The 60 points needed are there, but an answer still missing could stand in the way.",
    ),
]


@pytest.mark.parametrize(("outcome", "answers", "fr", "en"), VERDICTS)
def test_a_verdict_says_why_in_one_sentence(
    outcome: str, answers: Answers, fr: str, en: str
) -> None:
    assessment, said = verdict(answers, an_edition())

    assert assessment.outcome == outcome
    assert said == {"fr": fr, "en": en}


def test_points_that_only_a_blocking_answer_would_give_are_not_promised() -> None:
    asked = edition(
        [choice("form", "best", "plain"), yes_no("paid")],
        [
            criterion("one_of", "form", 60, id="gains", accepted=["best"]),
            criterion("none_of", "form", 0, id="bars", refused=["best"], blocking=True),
            criterion("yes_no", "paid", 40, expects="yes"),
        ],
        accept_from=60,
    )

    assessment, said = verdict({"paid": False}, asked)

    assert (assessment.outcome, assessment.score.highest) == ("refer", 60)
    assert said == {
        "fr": "Aucune réponse à ce qu’on ignore encore n’atteint les 60 points nécessaires sans "
        "qu’un critère s’y oppose\u00a0: le comité l’examinera.",
        "en": "No answers to what is still unknown reach the 60 points needed without a criterion "
        "standing in the way: the committee will look at it.",
    }


def test_all_that_blocks_is_named() -> None:
    asked = edition(
        [yes_no("open"), choice("sector", "health", {"id": "arms", "text": text("Armes", "Arms")})],
        [
            criterion(
                "yes_no",
                "open",
                100,
                expects="yes",
                blocking=True,
                title=text("Ouverte", "Open"),
            ),
            criterion(
                "none_of",
                "sector",
                0,
                refused=["arms"],
                blocking=True,
                title=text("Secteur", "Sector"),
            ),
        ],
    )

    _, said = verdict({"open": False, "sector": "arms"}, asked)

    assert said == {
        "fr": "2 critères s’y opposent, quel que soit le score\u00a0: Ouverte (réponse\u00a0: Non)"
        "\u202f; Secteur (réponse\u00a0: Armes).",
        "en": "2 criteria stand in the way, whatever the score: Open (answer: No); "
        "Sector (answer: Arms).",
    }


@pytest.mark.parametrize("answers", [{"open": True, "share": 80}, {"share": 80}, {}])
def test_what_a_person_sent_is_explained_by_their_words_and_by_no_criterion(
    answers: Answers,
) -> None:
    assessed = assess(answers, Rules(an_edition(), TODAY))
    # As a recorded case tells it: referred, whatever the criteria gave.
    recorded = Assessment("refer", assessed.score, assessed.findings)
    sent = SentBy("Ana Ruiz", "In the news {for} arms.")

    said = {one: say_verdict(recorded, answers, an_edition(), one, sent) for one in LANGUAGES}

    assert said == {
        "fr": "Les critères n’imposent pas l’avis du comité\u00a0: c’est Ana Ruiz qui le saisit. "
        "«\u00a0In the news {for} arms.\u00a0»",
        "en": "The criteria do not refer it: Ana Ruiz sends it to the committee. "
        "“In the news {for} arms.”",
    }


# ── A finding ────────────────────────────────────────────────────────────────────────────────

QUESTIONS = [
    yes_no("paid", ask=text("Qui paie\u202f?", "Who pays?")),
    yes_no("doubt"),
    choice(
        "contract",
        {"id": "apprentice", "text": text("Apprentissage", "Apprenticeship")},
        {"id": "pro_a", "text": text("Pro-A", "Pro-A"), "until": YESTERDAY},
        {"id": "other", "text": text("Autre", "Other")},
    ),
    choice(
        "sector",
        {"id": "health", "text": text("Santé", "Health")},
        {"id": "arms", "text": text("Armes", "Arms")},
        {"id": "tobacco", "text": text("Tabac", "Tobacco")},
    ),
    choices(
        "audiences",
        {"id": "refugee", "text": text("Personnes réfugiées", "Refugees")},
        {"id": "area", "text": text("Habitants", "Residents")},
    ),
    number("share", 0, 100, unit=text("%", "%")),
    number("price", 0, 1_000_000, unit=text("euros", "euros")),
    number("delay", 0, 60, unit=text("mois", "months")),
]
CRITERIA = [
    criterion("yes_no", "paid", 10, expects="no"),
    criterion("judgement", "doubt", 0),
    criterion("one_of", "contract", 10, accepted=["apprentice", "pro_a"], partly={"other": 4}),
    criterion("none_of", "sector", 0, refused=["arms", "tobacco"], blocking=True),
    criterion("covers", "audiences", 10, points={"refugee": 10, "area": 10}),
    criterion("steps", "share", 10, steps=[{"from": 30, "points": 4}, {"from": 70, "points": 10}]),
    criterion("at_least", "price", 10, bound=1_200),
    criterion("at_most", "delay", 10, bound=12),
]
ASKED = edition(QUESTIONS, CRITERIA)

FINDINGS: dict[str, tuple[Answers, str, str]] = {
    "yes or no, met": ({"paid": False}, "Non", "No"),
    "yes or no, not met": ({"paid": True}, "Oui. Attendu\u00a0: Non.", "Yes. Wanted: No."),
    "judgement, met": ({"doubt": False}, "Non", "No"),
    "judgement, not met": ({"doubt": True}, "Oui. Attendu\u00a0: Non.", "Yes. Wanted: No."),
    "one of, met": ({"contract": "pro_a"}, "Pro-A", "Pro-A"),
    "one of, partly met": (
        {"contract": "other"},
        "Autre. Pleinement\u00a0: «\u00a0Apprentissage\u00a0».",
        "Other. In full: “Apprenticeship”.",
    ),
    "none of, met": ({"sector": "health"}, "Santé", "Health"),
    "none of, not met": (
        {"sector": "arms"},
        "Armes. Attendu\u00a0: tout sauf «\u00a0Armes\u00a0» ou «\u00a0Tabac\u00a0».",
        "Arms. Wanted: anything but “Arms” or “Tobacco”.",
    ),
    "covers, met": (
        {"audiences": ("refugee", "area")},
        "Personnes réfugiées, Habitants",
        "Refugees, Residents",
    ),
    "covers, not met": (
        {"audiences": ()},
        "Aucun de ceux-là. Attendu\u00a0: «\u00a0Personnes réfugiées\u00a0» ou "
        "«\u00a0Habitants\u00a0».",
        "None of these. Wanted: “Refugees” or “Residents”.",
    ),
    "steps, met": ({"share": 70}, "70\u00a0%", "70%"),
    "steps, partly met": (
        {"share": 69},
        "69\u00a0%. Pleinement\u00a0: au moins 70\u00a0%.",
        "69%. In full: at least 70%.",
    ),
    "steps, not met": (
        {"share": 29},
        "29\u00a0%. Attendu\u00a0: au moins 70\u00a0%.",
        "29%. Wanted: at least 70%.",
    ),
    "at least, met": ({"price": 1_200}, "1\u202f200\u00a0euros", "1,200\u00a0euros"),
    "at least, not met": (
        {"price": 1_199},
        "1\u202f199\u00a0euros. Attendu\u00a0: au moins 1\u202f200\u00a0euros.",
        "1,199\u00a0euros. Wanted: at least 1,200\u00a0euros.",
    ),
    "at most, met": ({"delay": 12}, "12\u00a0mois", "12\u00a0months"),
    "at most, not met": (
        {"delay": 13},
        "13\u00a0mois. Attendu\u00a0: au plus 12\u00a0mois.",
        "13\u00a0months. Wanted: at most 12\u00a0months.",
    ),
}


@pytest.mark.parametrize("what", FINDINGS)
def test_a_finding_says_what_was_answered_and_what_was_wanted(what: str) -> None:
    answers, fr, en = FINDINGS[what]
    (question,) = answers

    assert findings(answers, ASKED)[question] == (fr, en)


def test_an_unanswered_finding_asks_its_question() -> None:
    assert findings({}, ASKED)["paid"] == ("Qui paie\u202f?", "Who pays?")


def test_an_option_is_wanted_as_long_as_it_can_be_chosen() -> None:
    fr, en = findings({"contract": "other"}, ASKED, day=YESTERDAY)["contract"]

    assert fr == "Autre. Pleinement\u00a0: «\u00a0Apprentissage\u00a0» ou «\u00a0Pro-A\u00a0»."
    assert en == "Other. In full: “Apprenticeship” or “Pro-A”."


def test_what_is_not_known_is_said_so() -> None:
    for question in ASKED.questions:
        assert say_answer(None, question, "fr") == "Pas encore connu"
        assert say_answer(None, question, "en") == "Not known yet"


# ── In which order, and on which scale ───────────────────────────────────────────────────────


def test_findings_come_by_urgency_what_blocks_first() -> None:
    answers: Answers = {
        "doubt": False,  # met, of 0
        "contract": "other",  # partly met
        "sector": "arms",  # blocks
        "audiences": (),  # not met
        "share": 70,  # met, of 10
    }
    found = assess(answers, Rules(ASKED, TODAY)).findings

    assert [one.criterion for one in by_urgency(found)] == [
        "sector",
        "audiences",
        "contract",
        "share",
        "doubt",
        "paid",
        "price",
        "delay",
    ]


SCALES: dict[str, list[tuple[str, str, int, bool]]] = {
    "paid": [("Yes", "not_met", 0, False), ("No", "met", 10, False)],
    "doubt": [("Yes", "not_met", 0, True), ("No", "met", 0, False)],
    "contract": [
        ("Apprenticeship", "met", 10, False),
        ("Pro-A", "met", 10, False),
        ("Other", "partly_met", 4, False),
    ],
    "sector": [
        ("Health", "met", 0, False),
        ("Arms", "not_met", 0, True),
        ("Tobacco", "not_met", 0, True),
    ],
    "audiences": [
        ("Refugees", "met", 10, False),
        ("Residents", "met", 10, False),
        ("None of these", "not_met", 0, False),
    ],
    "share": [
        ("From 0%", "not_met", 0, False),
        ("From 30%", "partly_met", 4, False),
        ("From 70%", "met", 10, False),
    ],
    "price": [
        ("From 0\u00a0euros", "not_met", 0, False),
        ("From 1,200\u00a0euros", "met", 10, False),
    ],
    "delay": [
        ("From 0\u00a0months", "met", 10, False),
        ("From 13\u00a0months", "not_met", 0, False),
    ],
}


@pytest.mark.parametrize("id", SCALES)
def test_a_scale_tells_every_answer_apart_with_what_it_earns(id: str) -> None:
    told = scale(ASKED, id, "en")

    assert [(words, one.standing, one.points, one.blocks) for words, one in told] == SCALES[id]


def test_a_scale_ends_with_the_answers() -> None:
    asked = edition(
        [number("share", 0, 100, unit=text("%", "%"))],
        [criterion("at_most", "share", 1, bound=100)],
    )

    assert [words for words, _ in scale(asked, "share", "fr")] == ["À partir de 0\u00a0%"]
