"""What the prospect reads: true to the verdict, with its reasons, and nothing that is only ours."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.core.assessment import Answer, Rules, assess, deciding_questions
from screening.core.cases import OPEN, Status
from screening.core.committee_facts import Condition
from screening.core.counterfactual import counterfactuals
from screening.core.criteria import Edition
from screening.core.model import LANGUAGES, Language
from screening.core.request import Request
from screening.criteria_file import load
from screening.letter_files import as_docx, as_eml, as_text, edited
from screening.letters import TONES, Kind, Letter, Situation, Tone, kinds_for, letter
from tests.builders import an_edition
from tests.core.strategies import answers_to

EDITION = load(Path(__file__).parent.parent / "criteria.yaml").edition
DAY = date(2026, 3, 2)
DUE = date(2026, 3, 12)
AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
NB, NARROW = "\u00a0", "\u202f"

AUDIENCES = (
    "At least 70% of learners who are far from employment, low-skilled, disabled, refugees or "
    "living in a deprived neighbourhood"
)
TITLE = "Conseillers numériques"
STATUSES: dict[str, Status | None] = {"accept": "accepted", "refer": "referred", "undecided": None}
# What a condition is made of beside its text and day is nobody else's matter.
CONDITION = Condition(
    text="Ouvrir la formation\nà tous.", owner="sales-7", due=date(2026, 9, 1), proof="Le contrat"
)


def a_situation(
    answers: Mapping[str, Answer | None],
    edition: Edition = EDITION,
    *,
    title: str = TITLE,
    learners: int | None = 20,
) -> Situation:
    """Where a request with these answers stands on 2 March 2026, when it was just recorded."""
    request = Request.model_validate(
        {
            "prospect": {"name": "Atelier Nord"},
            "title": title,
            "learners": learners,
            "answers": {id: answer for id, answer in answers.items() if answer is not None},
        }
    )
    rules = Rules(edition, DAY)
    assessment = assess(request.answers, rules)
    referred = assessment.outcome == "refer"
    return Situation(
        request=request,
        edition=edition,
        assessment=assessment,
        status=STATUSES[assessment.outcome],
        deciding=deciding_questions(request.answers, rules),
        accepted_if=counterfactuals(request.answers, rules),
        reopened_if=counterfactuals(request.answers, rules, "undecided") if referred else (),
        due=DUE if referred else None,
    )


# Nothing but facts, so that only what a test adds can speak for a request or against it.
FACTS: dict[str, Answer] = {
    "client_sector": "business",
    "jobs_threatened": False,
    "learner_pays": False,
    "contract_form": "none",
    "concern": False,
}
NOTHING: dict[str, Answer] = FACTS | {
    "priority_share": 0,
    "priority_audiences": (),
    "third_party_funding": 0,
    "job_commitment": "none",
    "certification": "none",
    "accessible_format": True,
}
# 30 + 22 + 8 points: exactly the 60 that are needed.
SERVES: dict[str, Answer] = FACTS | {
    "catalogue_opening": "at_delivery",
    "priority_share": 80,
    "priority_audiences": ("low_skilled",),
}


def ruled(situation: Situation, status: Status, *conditions: Condition) -> Situation:
    """The same request, once the committee's procedure led to an end."""
    return replace(situation, status=status, ruled=True, conditions=conditions, due=None)


def declined(answers: Mapping[str, Answer | None]) -> Situation:
    return ruled(a_situation(answers), "declined")


def said(kind: Kind, situation: Situation, tone: Tone = "plain", language: Language = "en") -> str:
    written = letter(kind, tone, language, situation)
    return f"{written.subject}\n\n{as_text(written)}"


def every_letter(situation: Situation) -> Iterator[tuple[Kind, Tone, Letter]]:
    for kind in kinds_for(situation):
        for tone in TONES:
            for language in LANGUAGES:
                yield kind, tone, letter(kind, tone, language, situation)


def text_of(written: Letter) -> str:
    return f"{written.subject}\n\n{as_text(written)}"


# ── Which letters ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("answers", "kinds"),
    [
        (SERVES, ("accepted",)),
        ({}, ("to_complete",)),
        (FACTS | {"catalogue_opening": "at_delivery"}, ("to_complete", "accepted_if")),
        (SERVES | {"learner_pays": True}, ("accepted_if", "under_review")),
        (SERVES | {"client_sector": "tobacco"}, ("under_review",)),
        (SERVES | {"concern": True}, ("under_review",)),
        # What the salesperson thinks is all that is missing: no letter can ask for that.
        (SERVES | {"concern": None}, ()),
    ],
)
def test_the_letters_that_tell_the_truth(
    answers: Mapping[str, Answer | None], kinds: tuple[Kind, ...]
) -> None:
    assert kinds_for(a_situation(answers)) == kinds


PAID: dict[str, Answer] = SERVES | {"learner_pays": True}


@pytest.mark.parametrize(
    ("status", "kinds"),
    [
        ("referred", ("accepted_if", "under_review")),
        # What is being voted on takes no new version.
        ("voting", ("under_review",)),
        ("advised", ("under_review",)),
        ("accepted", ("accepted",)),
        ("declined", ("not_for_us",)),
        ("withdrawn", ()),
    ],
)
def test_letters_follow_what_became_of_the_case(status: Status, kinds: tuple[Kind, ...]) -> None:
    assert kinds_for(replace(a_situation(PAID), status=status)) == kinds


@pytest.mark.parametrize("answers", [SERVES, PAID])
def test_what_is_decided_is_not_told_before_it_is_recorded(answers: Mapping[str, Answer]) -> None:
    assert kinds_for(replace(a_situation(answers), status=None)) == ()


@pytest.mark.parametrize("status", OPEN)
@pytest.mark.parametrize("answers", [SERVES, {}, {"catalogue_opening": "at_delivery"}])
def test_of_what_a_person_sent_a_review_is_announced_and_nothing_else(
    answers: Mapping[str, Answer], status: Status
) -> None:
    sent = replace(a_situation(answers), status=status, by_hand=True, due=DUE)

    assert kinds_for(sent) == ("under_review",)
    for _, _, written in every_letter(sent):
        assert not [part for part in written.parts if isinstance(part, tuple)]


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        (SERVES, "not_for_us"),
        (SERVES, "accepted_if"),
        ({}, "accepted"),
        ({}, "not_for_us"),
        (PAID, "not_for_us"),
        (SERVES | {"client_sector": "tobacco"}, "accepted"),
        (SERVES | {"client_sector": "tobacco"}, "accepted_if"),
    ],
)
def test_no_letter_says_what_the_criteria_do_not(answers: Mapping[str, Answer], kind: Kind) -> None:
    with pytest.raises(ValueError, match=kind):
        letter(kind, "plain", "en", a_situation(answers))


# ── What they say ────────────────────────────────────────────────────────────────────────────


def test_an_acceptance_says_what_convinced() -> None:
    assert said("accepted", a_situation(SERVES)) == (
        "Your request “Conseillers numériques”: accepted\n"
        "\n"
        "Hello,\n"
        "\n"
        "Thank you for your request “Conseillers numériques”. Good news: it serves our mission, "
        "and we would like to go ahead.\n"
        "\n"
        "Our mission fits in one sentence: “Make education accessible”. We hold every project up "
        "to it.\n"
        "\n"
        "What convinced us:\n"
        "\n"
        f"–{NB}Training open to everybody: kept for one organisation, it would make education "
        "accessible to nobody else.\n"
        f"–{NB}{AUDIENCES}: those are the people we want to train first.\n"
        f"–{NB}Training designed for people whom disability, exile, long unemployment, few "
        "qualifications or their neighbourhood keep away from education: they face the highest "
        "barriers.\n"
        "\n"
        "Our answer rests on what you told us: if anything changes before we sign, let us know. "
        "Let us talk about the next steps whenever you like.\n"
        "\n"
        "Kind regards,\n"
    )


def test_a_no_says_why_and_what_would_change_it() -> None:
    # 32 points now: opened within 6 months, 30 more; within a year, 22, which leaves 6 missing.
    situation = declined(NOTHING | SERVES | {"catalogue_opening": "never"})

    assert said("not_for_us", situation, "formal", "fr") == (
        f"Votre demande «{NB}Conseillers numériques{NB}»{NB}: notre réponse\n"
        "\n"
        "Madame, Monsieur,\n"
        "\n"
        f"Nous vous remercions de votre demande «{NB}Conseillers numériques{NB}». Le comité qui "
        "veille à notre mission l’a examinée. Nous ne pouvons pas y donner suite telle qu’elle "
        "est, et nous vous devons une explication.\n"
        "\n"
        f"Notre raison d’être, inscrite dans nos statuts, est la suivante{NB}: «{NB}Rendre "
        f"l’éducation accessible{NB}». Elle guide aussi le choix des projets que nous menons.\n"
        "\n"
        "Voici ce que notre mission recherche, et que votre projet n’apporte pas, ou pas "
        f"assez{NB}:\n"
        "\n"
        f"–{NB}Une formation ouverte à tous{NB}: réservée à une seule organisation, elle ne "
        "rendrait l’éducation accessible à personne d’autre.\n"
        "\n"
        "La porte reste ouverte. Nous accepterions votre demande, le reste étant inchangé, si "
        f"vous pouviez, au choix{NB}:\n"
        "\n"
        f"–{NB}ouvrir la formation à tous dans les 6 mois qui suivent sa livraison{NARROW};\n"
        f"–{NB}ouvrir la formation à tous dans les 12 mois qui suivent sa livraison, et faire "
        f"payer au moins 30{NB}% du prix par un tiers (France Travail, Région, OPCO, fondation, "
        f"etc.){NARROW};\n"
        f"–{NB}ouvrir la formation à tous dans les 12 mois qui suivent sa livraison, et former les "
        "apprenants en POEI, avec une offre d’emploi à la clé.\n"
        "\n"
        "Si nous avons mal compris votre projet, ou s’il évolue, dites-le-nous"
        f"{NB}: nous reprendrons votre demande.\n"
        "\n"
        "Nous vous prions d’agréer, Madame, Monsieur, l’expression de nos salutations "
        "distinguées.\n"
    )


def test_what_every_way_in_needs_is_said_once_and_the_choice_after_it() -> None:
    # 2 points count now. An opening (30) and a share of 70 % (22) leave 6 missing: one option of
    # five (8 points, 1/6 of the way), 30 % of the price (6, 30/101) or a POEI (9, 3/7); a written
    # offer (8, 2/4) would be the fourth.
    situation = a_situation(NOTHING | {"catalogue_opening": "partial"})

    parts = letter("accepted_if", "plain", "en", situation).parts

    lists = [part for part in parts if isinstance(part, tuple)]
    assert lists[1:] == [
        (
            "open the training to everybody within 6 months of delivery;",
            "reserve at least 70% (14 of 20) of the places for people who are far from "
            "employment, low-skilled, disabled, refugees or living in a deprived neighbourhood;",
        ),
        (
            "aim the training at people far from employment, low-skilled people, people with "
            "disabilities, residents of deprived neighbourhoods or refugees;",
            "have at least 30% of the price paid by a third party (public employment service, "
            "region, OPCO, foundation and so on);",
            "train the learners as jobseekers with a job offer (POEI).",
        ),
    ]
    assert parts[parts.index(lists[2]) - 1] == "and also do one of the following:"


def test_three_reasons_at_most_the_weightiest_first() -> None:
    situation = a_situation(NOTHING | {"catalogue_opening": "partial"})

    parts = letter("accepted_if", "plain", "en", situation).parts

    reasons = next(part for part in parts if isinstance(part, tuple))
    # 22 of 22 points missing, 18 of 30, 10 of 10
    assert [one.partition(": ")[0] for one in reasons] == [
        AUDIENCES,
        "Training open to everybody",
        "Funding by a third party, public or philanthropic",
    ]
    in_part = "Your project meets this only in part for now."
    assert [one.endswith(f". {in_part}") for one in reasons] == [False, True, False]


@pytest.mark.parametrize(
    ("answers", "reasons"),
    [
        # Opened, it would have 60 points: nothing else is a reason.
        (SERVES | {"catalogue_opening": "later"}, ["Training open to everybody"]),
        # What is unknown is no reason either.
        ({"catalogue_opening": "never"}, ["Training open to everybody"]),
        # Opened, it would have 32 points: that would not do.
        (
            NOTHING | {"catalogue_opening": "never"},
            [
                "Training open to everybody",
                AUDIENCES,
                "Funding by a third party, public or philanthropic",
            ],
        ),
        # Everything that blocks is said.
        (
            SERVES | {"catalogue_opening": "never", "learner_pays": True, "client_sector": "arms"},
            [
                "Training open to everybody",
                "A line of business that fits our mission",
                "Training that costs the learners nothing",
            ],
        ),
    ],
)
def test_the_reasons_of_a_no_are_those_that_decided(
    answers: Mapping[str, Answer], reasons: list[str]
) -> None:
    parts = letter("not_for_us", "formal", "en", declined(answers)).parts

    listed = next(part for part in parts if isinstance(part, tuple))
    assert [one.partition(": ")[0] for one in listed] == reasons


def test_without_words_for_the_prospect_a_criterion_is_told_by_its_title_and_why() -> None:
    edition = an_edition(accept_from=70)

    accepted = letter("accepted", "plain", "en", a_situation({"open": True, "share": 80}, edition))
    short = letter("under_review", "plain", "en", a_situation({"open": True, "share": 50}, edition))

    assert ("priority title.", "openness title.") in accepted.parts
    assert (
        "priority title. priority why Your project meets this only in part for now.",
    ) in short.parts


def test_every_criterion_that_a_letter_can_name_has_words_that_speak_to_the_prospect() -> None:
    house = re.compile(
        r"\b(clients?|prospects?|comité|committee|rapport|report|commercial)\b", re.I
    )

    for criterion in EDITION.criteria:
        told = criterion.told
        assert (told is None) == (criterion.kind == "judgement"), criterion.id
        for language in LANGUAGES if told else ():
            assert not house.search(told.in_(language)), criterion.id
            assert told.in_(language).endswith(".")


def test_a_request_too_little_known_to_be_accepted_can_still_be_taken_up_again() -> None:
    text = said("not_for_us", declined({"catalogue_opening": "never"}))

    assert "We would look at your request again if you could:" in text
    assert "we would say yes" not in text
    assert f"–{NB}open at least part of the training to everybody." in text


def test_what_a_person_sent_and_the_committee_declined_is_explained_by_no_criterion() -> None:
    sent = replace(a_situation(SERVES), status="declined", by_hand=True, ruled=True)

    text = said("not_for_us", sent)

    assert "The committee that keeps watch over our mission has looked at it" in text
    assert "We have a reservation that we would rather tell you in person" in text
    assert "The door stays open" not in text
    assert "our mission looks for" not in text


def test_an_acceptance_by_the_committee_does_not_speak_for_the_criteria() -> None:
    text = said("accepted", ruled(a_situation(PAID), "accepted"))

    assert text.startswith("Your request “Conseillers numériques”: accepted\n")
    assert "the committee that keeps watch over our mission has looked at it" in text
    assert "convinced" not in text
    assert f"–{NB}" not in text


def test_an_acceptance_on_conditions_lists_them_with_their_days_and_without_names() -> None:
    other = CONDITION.model_copy(update={"text": "Ne rien faire payer", "due": date(2026, 12, 31)})
    one = ruled(a_situation(PAID), "accepted", CONDITION)

    assert said("accepted", one, "formal", "fr") == (
        f"Votre demande «{NB}Conseillers numériques{NB}»{NB}: notre accord, sous conditions\n"
        "\n"
        "Madame, Monsieur,\n"
        "\n"
        f"Nous vous remercions de votre demande «{NB}Conseillers numériques{NB}». Le comité qui "
        "veille à notre mission l’a examinée, et nous avons le plaisir de vous dire que nous "
        "souhaitons y donner suite.\n"
        "\n"
        f"Notre raison d’être, inscrite dans nos statuts, est la suivante{NB}: «{NB}Rendre "
        f"l’éducation accessible{NB}». Elle guide aussi le choix des projets que nous menons.\n"
        "\n"
        f"Notre accord tient à cette condition{NB}:\n"
        "\n"
        f"–{NB}Ouvrir la formation à tous (au plus tard le 1er septembre 2026).\n"
        "\n"
        f"Cette réponse repose sur ce que vous nous avez indiqué{NB}: si un élément change avant "
        "la signature, merci de nous le dire. Nous restons à votre disposition pour préparer la "
        "suite.\n"
        "\n"
        "Nous vous prions d’agréer, Madame, Monsieur, l’expression de nos salutations "
        "distinguées.\n"
    )
    assert (
        "On these conditions:\n\n"
        f"–{NB}Ouvrir la formation à tous (by 1 September 2026 at the latest).\n"
        f"–{NB}Ne rien faire payer (by 31 December 2026 at the latest).\n"
    ) in said("accepted", ruled(a_situation(PAID), "accepted", CONDITION, other))


def test_where_nothing_simple_helps_the_door_stays_open_to_another_project() -> None:
    text = said("not_for_us", declined(SERVES | {"client_sector": "tobacco"}))

    assert "We have not found a simple change" in text
    assert "The door stays open to another project" in text


def test_a_review_says_by_when_and_that_it_is_no_refusal() -> None:
    french = said("under_review", a_situation(PAID), "formal", "fr")
    english = said("under_review", a_situation(SERVES | {"client_sector": "arms"}), "plain", "en")

    assert "Nous vous répondrons au plus tard le 12 mars 2026." in french
    assert "Ce n’est pas un refus" in french
    assert f"–{NB}ne rien laisser à payer aux apprenants." in french
    assert "You will have our answer by 12 March 2026 at the latest." in english
    assert "This is not a no" in english


def test_questions_are_put_as_the_prospect_would_be_asked() -> None:
    unknown = {"catalogue_opening": None, "client_sector": None, "learner_pays": None}
    situation = a_situation(NOTHING | SERVES | unknown)

    parts = letter("to_complete", "formal", "en", situation).parts

    (asked,) = (part for part in parts if isinstance(part, tuple))
    assert set(asked) == {
        "When will anybody be able to take this training: as soon as it is delivered, six months "
        "or a year later, after that, only in part, or never?",
        "What is the main activity of your organisation, and of the group it belongs to, if any?",
        "Will anything be left for the learners to pay?",
    }
    assert "Could you answer these questions, on which our answer depends:" in parts


def test_one_question_is_asked_as_one() -> None:
    parts = letter(
        "to_complete", "formal", "en", a_situation(SERVES | {"learner_pays": None})
    ).parts

    assert "Could you answer this question, on which our answer depends:" in parts


def test_a_prospect_is_asked_six_questions_at_most_and_told_that_more_may_follow() -> None:
    parts = letter("to_complete", "plain", "en", a_situation({})).parts

    (asked,) = (part for part in parts if isinstance(part, tuple))
    assert len(asked) == 6
    assert "A few more questions may follow, depending on your answers." in parts


def test_without_words_for_the_prospect_the_question_is_asked_as_it_is() -> None:
    situation = a_situation({"share": 80}, an_edition())

    assert f"–{NB}Will it be open?\n" in said("to_complete", situation)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tone", TONES)
def test_what_a_salesperson_thinks_of_a_client_is_in_no_letter(
    tone: Tone, language: Language
) -> None:
    raised = SERVES | {"concern": True}
    judged = EDITION.criterion("serious-concern")

    for kind, situation in (
        ("under_review", a_situation(raised)),
        ("not_for_us", declined(raised)),
    ):
        text = said(kind, situation, tone, language)
        assert judged.title.in_(language) not in text
        assert judged.why.in_(language) not in text
        assert not re.search("commercial|salesperson|list foresees|liste ne prévoit", text)


def test_a_reservation_that_cannot_be_written_is_offered_in_person() -> None:
    text = said("not_for_us", declined(SERVES | {"concern": True}))

    assert "We have a reservation that we would rather tell you in person" in text


def test_the_absence_of_a_concern_convinces_nobody_in_writing() -> None:
    situation = a_situation(SERVES, JUDGING)

    (listed,) = (
        part for part in letter("accepted", "plain", "en", situation).parts if type(part) is tuple
    )

    assert [one.partition(": ")[0] for one in listed][:2] == [
        "Training open to everybody",
        AUDIENCES,
    ]


def test_a_letter_is_signed_when_the_sender_is_known() -> None:
    situation = a_situation(SERVES)

    assert letter("accepted", "plain", "en", situation, signed="Ana Ruiz").parts[-1] == "Ana Ruiz"
    assert letter("accepted", "plain", "en", situation).parts[-1] == "Kind regards,"


def test_a_title_stays_as_it_was_written() -> None:
    title = "{title} {answer} <b>50 % & plus</b>\nsecond line"

    written = letter("accepted", "plain", "en", a_situation(SERVES, title=title))

    assert written.subject == (
        "Your request “{title} {answer} <b>50 % & plus</b> second line”: accepted"
    )


# ── Any request ──────────────────────────────────────────────────────────────────────────────


def judging(edition: Edition, weight: int) -> Edition:
    """The same edition, in which the salesperson's own view counts for points."""
    raw: dict[str, Any] = edition.model_dump(by_alias=True)
    for criterion in raw["criteria"]:
        if criterion["kind"] == "judgement":
            criterion["weight"] = weight
    return Edition.model_validate(raw)


JUDGING = judging(EDITION, 100)


@st.composite
def situations(draw: st.DrawFn, *editions: Edition) -> Situation:
    """Any answers, often all of them, and whatever became of the request."""
    answers = draw(answers_to(EDITION))
    if draw(st.booleans()):
        answers = SERVES | {id: one for id, one in answers.items() if one is not None}
    if draw(st.booleans()):
        answers = dict(answers) | {"client_sector": "business", "concern": False}
    learners = draw(st.none() | st.integers(1, 3_000))
    edition = draw(st.sampled_from(editions or (EDITION,)))
    just_recorded = a_situation(answers, edition, learners=learners)
    return draw(fates(just_recorded))


@st.composite
def fates(draw: st.DrawFn, situation: Situation) -> Situation:
    """The same request, not recorded yet, or at any point of its way."""
    by_hand = situation.assessment.outcome != "refer" and draw(st.booleans())
    if situation.assessment.outcome != "refer" and not by_hand:
        return situation
    situation = replace(situation, by_hand=by_hand, due=draw(st.none() | st.just(DUE)))
    end: Status = draw(st.sampled_from(["accepted", "declined", "withdrawn", *OPEN]))
    if end in ("accepted", "declined"):
        kept = end == "declined" or draw(st.booleans())
        return ruled(situation, end, *([] if kept else [CONDITION]))
    return replace(situation, status=end)


def with_the_fate_of(situation: Situation, other: Situation) -> Situation:
    fate = ("status", "by_hand", "ruled", "conditions", "due")
    return replace(situation, **{name: getattr(other, name) for name in fate})


def numbers_in(text: str) -> set[int]:
    joined = re.sub(rf"(?<=\d)[{NARROW},](?=\d{{3}}\b)", "", text)
    return {int(one) for one in re.findall(r"\d+", joined)}


def texts(value: object) -> Iterator[str]:
    """Every sentence of an edition, in both languages."""
    if isinstance(value, dict):
        if set(value) == {"fr", "en"}:
            yield from value.values()
        else:
            for inner in value.values():
                yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)


TOLD_BY_THE_EDITION = set[int]().union(*map(numbers_in, texts(EDITION.model_dump())))


def numbers_to_tell(situation: Situation) -> set[int]:
    """Those of the answers proposed, in % and in people, and of days."""
    told = {DUE.day, DUE.year, CONDITION.due.day}
    learners = situation.request.learners
    for changes in (*situation.accepted_if, *situation.reopened_if):
        for change in changes:
            if type(change.answer) is int:
                told.add(change.answer)
                if change.question == "priority_share" and learners:
                    told |= {learners, -(-change.answer * learners // 100)}
    return told


@settings(max_examples=150, deadline=None)
@given(situations())
def test_no_letter_tells_a_number_that_is_only_ours(situation: Situation) -> None:
    allowed = TOLD_BY_THE_EDITION | numbers_to_tell(situation)

    for _, _, written in every_letter(situation):
        assert numbers_in(text_of(written)) - allowed == set()


def weighted(edition: Edition, times: int) -> Edition:
    """The same edition with all its points multiplied: every verdict stays the same."""
    raw: dict[str, Any] = edition.model_dump(by_alias=True)
    for criterion in raw["criteria"]:
        criterion["weight"] *= times
        for graded in ("partly", "points"):
            if graded in criterion:
                criterion[graded] = {id: n * times for id, n in criterion[graded].items()}
        for step in criterion.get("steps", ()):
            step["points"] *= times
    return Edition.model_validate(raw)


HEAVIER = weighted(EDITION, 7)


@settings(max_examples=100, deadline=None)
@given(situations())
def test_letters_would_be_the_same_with_other_weights(situation: Situation) -> None:
    heavier = a_situation(situation.request.answers, HEAVIER, learners=situation.request.learners)

    heavier = with_the_fate_of(heavier, situation)
    assert list(every_letter(heavier)) == list(every_letter(situation))


def recoded(edition: Edition) -> tuple[Edition, dict[str, str]]:
    """The same edition with other codes for all that has one."""
    raw: dict[str, Any] = edition.model_dump(by_alias=True)
    codes: dict[str, str] = {}

    def code(id: str) -> str:
        return codes.setdefault(id, f"zq{len(codes)}x")

    for objective in raw["objectives"]:
        objective["id"] = code(objective["id"])
    for question in raw["questions"]:
        question["id"] = code(question["id"])
        for option in question.get("options", ()):
            option["id"] = code(option["id"])
        if "options" in question:
            question["seldom"] = [code(id) for id in question.get("seldom", ())]
            if question["type"] == "choices":
                del question["seldom"]
    for criterion in raw["criteria"]:
        for name in ("id", "question", "objective"):
            criterion[name] = code(criterion[name])
        for name in ("accepted", "refused"):
            if name in criterion:
                criterion[name] = [code(id) for id in criterion[name]]
        for name in ("partly", "points"):
            if name in criterion:
                criterion[name] = {code(id): n for id, n in criterion[name].items()}
        if not isinstance(criterion["blocking"], bool):
            criterion["blocking"] = [code(id) for id in criterion["blocking"]]
    return Edition.model_validate(raw), codes


RECODED, CODES = recoded(EDITION)


@settings(max_examples=100, deadline=None)
@given(situations())
def test_letters_would_be_the_same_with_other_codes(situation: Situation) -> None:
    answers: dict[str, Answer] = {}
    for id, answer in situation.request.answers.items():
        if isinstance(answer, str):
            answer = CODES[answer]
        elif isinstance(answer, tuple):
            answer = tuple(CODES[one] for one in answer)
        answers[CODES[id]] = answer
    elsewhere = a_situation(answers, RECODED, learners=situation.request.learners)

    elsewhere = with_the_fate_of(elsewhere, situation)
    assert list(every_letter(elsewhere)) == list(every_letter(situation))


@settings(max_examples=150, deadline=None)
@given(situations(EDITION, JUDGING))
def test_only_what_speaks_against_a_request_is_a_reason_against_it(situation: Situation) -> None:
    for kind, _, written in every_letter(situation):
        text = text_of(written)
        for finding in situation.assessment.findings:
            criterion = situation.edition.criterion(finding.criterion)
            for ours in (criterion.title, criterion.why):
                assert ours.in_(written.language) not in text
            if criterion.told is None or criterion.told.in_(written.language) not in text:
                continue
            if kind == "accepted":
                assert finding.standing == "met"
                assert not situation.ruled
            else:
                assert finding.standing in ("not_met", "partly_met")
                assert not situation.by_hand


@settings(max_examples=150, deadline=None)
@given(situations())
def test_every_letter_has_the_mission_a_reason_or_a_request_and_a_way_on(
    situation: Situation,
) -> None:
    for kind, _, written in every_letter(situation):
        text = text_of(written)
        greeting, opening, purpose, *rest = written.parts
        assert TITLE in written.subject
        assert TITLE in opening
        assert situation.edition.purpose.in_(written.language) in purpose
        assert isinstance(greeting, str)
        # An acceptance by the committee has no reasons to give: only how to go on, and an end.
        assert len(rest) >= (2 if kind == "accepted" and situation.ruled else 3)
        assert all(written.parts)
        assert not re.search(r"[{}_]|letter\.|\b(None|True|False)\b", text)
        # A list is led in, and only a list is.
        for before, after in zip(written.parts, written.parts[1:], strict=False):
            assert isinstance(after, tuple) == before[-1].endswith(":")


@settings(max_examples=100, deadline=None)
@given(situations())
def test_every_change_the_default_edition_proposes_has_its_own_words(
    situation: Situation,
) -> None:
    for _, _, written in every_letter(situation):
        assert not re.search("à la question «|to the question “", text_of(written))


@settings(max_examples=100, deadline=None)
@given(situations())
def test_every_letter_follows_the_typography_of_its_language(situation: Situation) -> None:
    for _, _, written in every_letter(situation):
        text = text_of(written)
        assert not re.search(r"""['"]|  |\.\.|,\.|\s[,.)]""", text)
        if written.language == "fr":
            assert not re.search(rf"[^{NARROW}][;?!]|[^{NB}][:»%]|«[^{NB}]|“|”", text)
        else:
            # The list's dash is the only one to be followed by a space that does not break.
            assert not re.search(rf"[{NARROW}«»]|[^–]{NB}|\s[;:?!%]", text)


# ── Files ────────────────────────────────────────────────────────────────────────────────────


def paragraphs(written: Letter) -> list[str]:
    return [one for part in written.parts for one in ([part] if isinstance(part, str) else part)]


@pytest.mark.parametrize(("language", "tag"), [("fr", "fr-FR"), ("en", "en-GB")])
def test_a_word_document_holds_the_letter_in_its_language(language: Language, tag: str) -> None:
    written = letter("not_for_us", "formal", language, declined(PAID))

    document = Document(BytesIO(as_docx(written, to=["Atelier Nord", "Alice Martin"], at=AT)))

    to, dated, subject, *rest = (one.text for one in document.paragraphs)
    assert to == "Atelier Nord\nAlice Martin"
    assert dated == {"fr": "Le 2 mars 2026", "en": "2 March 2026"}[language]
    assert subject.endswith(written.subject)
    assert rest == paragraphs(written)
    listed = [one.text for one in document.paragraphs if one.style.name == "List Bullet"]
    assert listed == [one for part in written.parts if isinstance(part, tuple) for one in part]
    assert f'w:lang w:val="{tag}"' in document.styles.element.xml
    assert round(document.sections[0].page_width.cm, 1) == 21.0
    about = document.core_properties
    assert (about.title, about.language, about.author) == (written.subject, tag, "")
    assert about.created.date() == DAY


def test_a_word_document_keeps_the_lead_of_a_list_with_it() -> None:
    written = letter("not_for_us", "formal", "en", declined(PAID))

    document = Document(BytesIO(as_docx(written, to=["Atelier Nord"], at=AT)))

    kept = [one.text for one in document.paragraphs if one.paragraph_format.keep_with_next]
    assert kept == [one for one in paragraphs(written) if one.endswith(":")]


def opened(held: bytes) -> EmailMessage:
    message = message_from_bytes(held, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_e_mail_opens_as_a_draft_with_the_letter_in_it(language: Language) -> None:
    written = letter("under_review", "plain", language, a_situation(PAID))

    held = as_eml(written, to="alice@atelier.example", at=AT)

    message = opened(held)
    assert message["X-Unsent"] == "1"
    assert message["To"] == "alice@atelier.example"
    assert message["From"] is None
    assert message["Subject"] == written.subject
    assert message["Content-Language"] == {"fr": "fr-FR", "en": "en-GB"}[language]
    assert message["Date"].datetime == AT
    assert message.get_content_charset() == "utf-8"
    assert message.get_content_type() == "text/plain"
    assert message.get_content().replace("\r\n", "\n") == as_text(written)
    assert held.isascii()
    assert max(map(len, held.splitlines())) <= 78


@pytest.mark.parametrize(
    "address",
    [None, "", "alice", "alice@", "alice@x", "a@b.fr, c@d.fr", "a@b.fr\nBcc: c@d.fr", "é@b.fr"],
)
def test_an_address_that_mail_programs_would_not_take_is_left_out(address: str | None) -> None:
    held = as_eml(letter("accepted", "plain", "en", a_situation(SERVES)), to=address, at=AT)

    assert opened(held)["To"] is None
    assert opened(held)["Bcc"] is None


# All that a title can hold: line breaks of every kind, and no other control character.
TITLES = st.text(
    st.characters(
        exclude_categories=("Cc", "Cs"),
        exclude_characters="\ufffe\uffff",
        include_characters="\t\n\r\x85",
    ),
    min_size=1,
    max_size=300,
).filter(lambda one: one.strip() and not one.strip().startswith("="))


@settings(max_examples=50, deadline=None)
@given(TITLES)
def test_whatever_the_title_files_can_be_written_and_read_back(title: str) -> None:
    written = letter("accepted", "formal", "fr", a_situation(SERVES, title=title))

    message = opened(as_eml(written, to=None, at=AT))
    document = Document(BytesIO(as_docx(written, to=["Atelier Nord"], at=AT)))

    assert message["X-Unsent"] == "1"
    assert message["To"] is None
    assert "Votre demande" in message["Subject"]
    assert document.paragraphs[2].text.startswith("Objet")


def test_a_letter_edited_by_nobody_is_the_letter_proposed() -> None:
    proposed = Letter("en", "About it", ("Hello,", ("one", "two"), "Regards"))

    text = as_text(proposed)

    assert edited(proposed, "About it", text) == proposed


ENTRIES = st.lists(
    st.text("ab.–—•- \u00a0", min_size=1).map(str.strip).filter(bool), min_size=1, max_size=3
)


@given(ENTRIES)
def test_a_list_edited_by_nobody_keeps_its_dashes(entries: list[str]) -> None:
    proposed = Letter("fr", "Objet", ("Bonjour,", tuple(entries), "Bien à vous,"))

    assert edited(proposed, proposed.subject, as_text(proposed)) == proposed


def test_what_no_file_can_hold_is_left_out_of_a_person_s_own_words() -> None:
    proposed = Letter("en", "About it", ("Hello,",))

    found = edited(proposed, "Pasted\x0c from\u2028a PDF\x00", "He\x08llo,\n\n– o\x1bne\x0b\n\nBye")

    assert found == Letter("en", "Pasted from a PDF", ("Hello,", ("one",), "Bye"))
    assert opened(as_eml(found, to=None, at=AT))["Subject"] == "Pasted from a PDF"
    written = Document(BytesIO(as_docx(found, to=["Atelier Nord"], at=AT)))
    assert [one.text for one in written.paragraphs][3:] == ["Hello,", "one", "Bye"]


def test_words_that_were_all_taken_away_make_files_all_the_same() -> None:
    found = edited(Letter("en", "About it", ("Hello,",)), " ", "\x08")

    assert opened(as_eml(found, to=None, at=AT)).get_content().strip() == ""
    assert Document(BytesIO(as_docx(found, to=["Atelier Nord"], at=AT))).paragraphs


def test_a_letter_in_a_person_s_own_words_keeps_its_lists_and_lines() -> None:
    proposed = Letter("en", "About it", ("Hello,",))

    found = edited(proposed, "Yes", "Dear all,\n\n- first\n• second\n\nYours,\nAna\n")

    assert found == Letter("en", "Yes", ("Dear all,", ("first", "second"), "Yours,\nAna"))
