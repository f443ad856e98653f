"""The form follows the edition, and the verdict follows the answers."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from screening.core.model import LANGUAGES, Language
from tests.pages.visit import Home, act, go, sound, visit, words

pytestmark = pytest.mark.usefixtures("home")

# Every field of the envelope, with something a salesperson would put there.
TEXTS = {
    "about_prospect": "Atelier Nord",
    "about_title": "Développeurs web",
    "about_reference": "HS-4021",
    "about_country": "FR",
    "about_registration": "552 100 554",
    "about_starts": "2027-01",
    "about_contact_name": "Ana Silva",
    "about_contact_email": "ana@example.org",
    "about_contact_phone": "+33 1 99 00 12 34",
}


@pytest.fixture
def desk() -> AppTest:
    return visit()


def outcome(desk: AppTest) -> str:
    """What the panel says, in a word."""
    (panel,) = (one.value for one in desk.html if one.value.startswith('<div class="verdict'))
    for word in ("undecided", "accept", "refer"):
        if f'"verdict is-{word}"' in panel:
            return word
    raise AssertionError(panel)


def fill_in(desk: AppTest) -> AppTest:
    """Fills in every field there is."""
    for key, value in TEXTS.items():
        act(desk.text_input(key=key).input(value))
    act(desk.number_input(key="about_learners").set_value(40))
    act(desk.number_input(key="about_amount").set_value(0))
    act(desk.text_area(key="about_summary").input("Ligne une\nligne deux"))
    act(desk.pills(key="opening").select("later"))
    act(desk.pills(key="audiences").set_value(["refugees", "residents"]))
    act(desk.number_input(key="share").set_value(0))
    return act(desk.pills(key="pays").select("no"))


def held(desk: AppTest) -> dict[str, object]:
    """What every field of the form holds; the words for the committee stand in the panel."""
    return {
        one.key: one.value
        for one in (*desk.text_input, *desk.number_input, *desk.text_area, *desk.pills)
        if one.key not in ("word_context", "sent_because")
    }


FILLED_IN = {
    **TEXTS,
    "about_learners": 40,
    "about_amount": 0,
    "about_summary": "Ligne une\nligne deux",
    "opening": "later",
    "audiences": ["refugees", "residents"],
    "share": 0,
    "pays": "no",
}


# ── The form is the edition's ────────────────────────────────────────────────────────────────


def test_every_question_is_asked_once_under_its_heading(desk: AppTest) -> None:
    assert [one.label for one in desk.pills] == [
        "Open when?",
        "Does the learner pay?",
        "Which audiences?",  # in no group: last
    ]
    assert [one.label for one in desk.number_input][-1] == "What share? (%)"
    assert "The content" in words(desk)


def test_an_option_can_be_chosen_only_on_its_days(desk: AppTest) -> None:
    assert desk.pills(key="opening").options == ["At once", "Later on", "Never", "Not known yet"]


def test_a_question_has_its_definition_and_its_proof_beside_it(desk: AppTest) -> None:
    assert "Counted from delivery. Proof: The contract." in words(desk)


def test_nothing_is_answered_in_advance(desk: AppTest) -> None:
    blank = dict.fromkeys(TEXTS, "")
    numbers = dict.fromkeys(("about_learners", "about_amount", "share"))
    pills = {"opening": None, "audiences": [], "pays": None}
    assert held(desk) == {**blank, "about_summary": "", **numbers, **pills}


# ── The verdict follows ──────────────────────────────────────────────────────────────────────


def test_the_verdict_forms_as_one_answers(desk: AppTest) -> None:
    assert outcome(desk) == "undecided"
    assert "0 points are sure, up to 100 are possible and 50 are needed." in words(desk)

    act(desk.pills(key="opening").select("now"))
    assert outcome(desk) == "undecided"  # 50 points are sure, but who pays could still block
    assert desk.button(key="record").disabled

    act(desk.pills(key="pays").select("no"))
    assert outcome(desk) == "accept"
    assert desk.button(key="record").label == "Record: accepted"

    act(desk.pills(key="opening").select("never"))
    assert outcome(desk) == "refer"
    assert "It will go to: Small bureau, which has 7 days to answer." in words(desk)

    act(desk.pills(key="opening").select("later"))
    act(desk.number_input(key="share").set_value(9))
    assert outcome(desk) == "refer"  # 10 points, and 20 more at best
    assert "It will go to: Whole committee, which has 21 days to answer." in words(desk)

    act(desk.number_input(key="share").set_value(50))
    assert outcome(desk) == "undecided"  # 40 points, and up to 20 more
    act(desk.pills(key="audiences").set_value(["refugees"]))
    assert outcome(desk) == "accept"


@pytest.mark.parametrize(
    ("key", "value"),
    [("opening", "never"), ("pays", "yes")],
)
def test_not_known_yet_takes_an_answer_back(desk: AppTest, key: str, value: str) -> None:
    act(desk.pills(key=key).select(value))
    assert outcome(desk) == "refer"
    act(desk.pills(key=key).select("unknown"))
    assert outcome(desk) == "undecided"
    assert "4 criteria not answered yet" in words(desk)


def test_pressing_an_answer_again_takes_it_back(desk: AppTest) -> None:
    act(desk.pills(key="opening").select("never"))
    act(desk.pills(key="opening").set_value(None))
    assert outcome(desk) == "undecided"


def test_none_of_these_is_an_answer_and_nothing_chosen_is_not(desk: AppTest) -> None:
    act(desk.pills(key="opening").select("later"))
    act(desk.number_input(key="share").set_value(10))
    act(desk.pills(key="pays").select("no"))
    assert outcome(desk) == "refer"  # 15 points, 35 at best: the audiences no longer decide
    act(desk.number_input(key="share").set_value(50))
    assert outcome(desk) == "undecided"
    act(desk.pills(key="audiences").set_value(["none_of_these"]))
    assert outcome(desk) == "refer"
    act(desk.pills(key="audiences").set_value([]))
    assert outcome(desk) == "undecided"
    # Pressed besides an audience, it gives way.
    act(desk.pills(key="audiences").set_value(["none_of_these", "refugees"]))
    assert outcome(desk) == "accept"


def test_only_what_can_still_change_the_outcome_is_asked(desk: AppTest) -> None:
    act(desk.pills(key="opening").select("now"))
    read = words(desk)
    assert "The question that decides Does the learner pay?" in read
    assert "Ask first" not in read


# ── Nothing that was typed is lost ───────────────────────────────────────────────────────────


def test_the_language_can_change_at_any_moment(desk: AppTest) -> None:
    fill_in(desk)
    for language in ("fr", "en", "fr"):
        act(desk.segmented_control(key="language").select(language))
        assert held(desk) == FILLED_IN
    assert desk.pills(key="opening").formatted_values == ["Plus tard"]
    # 10 points for "later", 20 for the audiences: short of 50, as before.
    assert "La demande obtient 30 des 50 points nécessaires" in words(desk)


def test_a_draft_is_kept_from_the_first_word(desk: AppTest, home: Home) -> None:
    assert home.drafts("sales-1") == []
    act(desk.text_input(key="about_title").input("D"))
    (draft,) = home.drafts("sales-1")
    assert json.loads(draft.content) == {"title": "D", "answers": {}}
    assert desk.query_params["draft"] == draft.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_comes_back_whole_from_its_address(desk: AppTest, language: Language) -> None:
    fill_in(desk)
    again = visit(language=language, draft=desk.query_params["draft"])
    assert held(again) == FILLED_IN


def test_a_draft_comes_back_after_looking_at_other_pages(desk: AppTest) -> None:
    fill_in(desk)
    draft = desk.query_params["draft"]
    go(desk, "mission")
    go(desk, "new_request")
    assert held(desk) == FILLED_IN
    assert desk.query_params["draft"] == draft


def test_none_of_these_comes_back_too(desk: AppTest) -> None:
    act(desk.pills(key="audiences").set_value(["none_of_these"]))
    again = visit(draft=desk.query_params["draft"])
    assert again.pills(key="audiences").value == ["none_of_these"]


def test_an_option_abolished_since_is_asked_again(desk: AppTest, home: Home) -> None:
    act(desk.pills(key="opening").select("later"))
    text = home.criteria.read_text("utf-8")
    before, option, after = text.partition('text: {fr: "Plus tard", en: "Later on"}\n')
    home.criteria.write_text(f"{before}{option}        until: 2026-01-31\n{after}", "utf-8")
    again = visit(draft=desk.query_params["draft"])
    assert again.pills(key="opening").value is None
    assert again.pills(key="opening").options == ["At once", "Never", "Not known yet"]


def test_another_request_starts_empty_and_leaves_the_first_in_the_list(
    desk: AppTest, home: Home
) -> None:
    act(desk.text_input(key="about_title").input("The first"))
    (first,) = home.drafts("sales-1")
    act(next(one for one in desk.button if one.label == "Start another request").click())
    assert desk.text_input(key="about_title").value == ""
    act(desk.text_input(key="about_title").input("The second"))
    assert [json.loads(one.content)["title"] for one in home.drafts("sales-1")] == [
        "The second",
        "The first",
    ]
    sound(go(desk, "my_requests").button(key=f"continue-{first.id}").click().run())
    assert desk.text_input(key="about_title").value == "The first"


def test_a_draft_can_be_deleted_from_the_list(desk: AppTest, home: Home) -> None:
    act(desk.text_input(key="about_title").input("A mistake"))
    (draft,) = home.drafts("sales-1")
    act(go(desk, "my_requests").button(key=f"delete-{draft.id}").click())
    assert home.drafts("sales-1") == []
    assert "No request yet" in words(desk)


def rewritten(home: Home, **pieces: str) -> None:
    """The criteria with pieces of them in the place of others, under another name."""
    text = home.criteria.read_text("utf-8")
    for old, new in pieces.items():
        assert old in text
        text = text.replace(old, new)
    home.criteria.write_text(text, "utf-8")


def test_answers_that_the_next_edition_cannot_read_are_told_and_kept(
    desk: AppTest, home: Home
) -> None:
    act(desk.number_input(key="share").set_value(80))
    act(desk.pills(key="opening").select("never"))
    draft = desk.query_params["draft"]
    rewritten(home, share="portion", never="refused")
    again = visit(draft=draft)
    assert "does not ask this any more" in words(again)
    assert "No longer offered: never" in words(again)
    assert again.pills(key="opening").value is None
    # What is typed next leaves them in the draft: under an edition that reads them they are back.
    act(again.pills(key="pays").select("no"))
    rewritten(home, portion="share", refused="never")
    back = visit(draft=draft)
    assert back.number_input(key="share").value == 80
    assert (back.pills(key="opening").value, back.pills(key="pays").value) == ("never", "no")


def test_a_draft_opens_where_a_question_has_another_type_or_range(
    desk: AppTest, home: Home
) -> None:
    act(desk.number_input(key="share").set_value(80))
    rewritten(home, **{"maximum: 100": "maximum: 70"})
    again = visit(draft=desk.query_params["draft"])
    assert again.number_input(key="share").value is None
    assert "No longer offered: 80%" in words(again)
