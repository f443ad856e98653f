"""One question at a time: what it puts, keeps and says."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from screening.pages.talk import Talk
from tests.pages.visit import Home, act, go, visit, words

pytestmark = pytest.mark.usefixtures("home")


def test_the_most_telling_question_is_put_first() -> None:
    assert Talk("d").put_next(["opening", "pays"]).now == "opening"


def test_an_answer_leads_to_the_question_that_decides_most_then() -> None:
    talk = Talk("d").put_next(["opening", "pays", "share"]).answered("opening")
    assert talk.put_next(["share", "pays"]).now == "share"


def test_a_question_that_was_passed_over_is_not_put_again_by_itself() -> None:
    talk = Talk("d").put_next(["opening", "pays"]).pass_over("opening")
    assert talk.put_next(["opening", "pays"]).now == "pays"


def test_going_back_leads_from_each_question_to_the_one_put_before_it() -> None:
    talk = Talk("d", put=("opening", "pays", "share"), now="share")
    assert talk.before == "pays"
    assert talk.turn_to("pays").before == "opening"
    assert talk.turn_to("opening").before is None


def test_an_answer_to_a_question_gone_back_to_leads_on_to_the_next_open_one() -> None:
    talk = Talk("d", put=("opening", "pays"), passed=("opening",), now="opening")
    assert talk.put_next(["share"], {"opening"}).now == "opening"
    on = talk.answered("opening").put_next(["share"], {"opening"})
    assert (on.now, on.put, on.passed) == ("share", ("opening", "pays", "share"), ())


def test_with_everything_passed_over_nothing_is_put() -> None:
    talk = Talk("d").put_next(["pays"]).pass_over("pays")
    assert talk.put_next(["pays"]).now is None
    assert talk.put_next(["pays"]).before == "pays"


def test_a_question_that_matters_no_more_is_left() -> None:
    assert Talk("d", put=("opening",), now="opening").put_next([]).now is None


# ── On the page ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def desk() -> AppTest:
    return go(visit(), "conversation")


def asked(desk: AppTest) -> str | None:
    """The id of the question on the page."""
    keys = [str(one.key) for one in (*desk.pills, *desk.number_input)]
    put = [key.removeprefix("talk_") for key in keys if key.startswith("talk_")]
    return put[0] if put else None


def press(desk: AppTest, key: str) -> AppTest:
    return act(desk.button(key=key).click())


def test_nothing_is_put_any_more_once_the_verdict_is_certain(desk: AppTest) -> None:
    assert asked(desk) == "opening"
    act(desk.pills(key="talk_opening").select("never"))
    assert asked(desk) is None
    assert "No other answer can change this" in words(desk)
    assert "3 questions were not needed" in words(desk)
    assert desk.button(key="record").label == "Send to the committee"


def test_an_answer_leads_on_and_is_kept_as_a_draft(home: Home, desk: AppTest) -> None:
    act(desk.pills(key="talk_opening").select("later"))
    assert asked(desk) not in ("opening", None)
    (draft,) = home.drafts("sales-1")
    assert json.loads(draft.content)["answers"] == {"opening": "later"}


def test_going_back_shows_the_answer_and_loses_no_other(desk: AppTest) -> None:
    act(desk.pills(key="talk_opening").select("now"))
    second = asked(desk)
    press(desk, "back")
    assert asked(desk) == "opening"
    assert desk.pills(key="talk_opening").value == "now"
    press(desk, "keep")
    assert asked(desk) == second


def test_what_is_not_known_is_passed_over_and_can_be_taken_up_again(desk: AppTest) -> None:
    act(desk.pills(key="talk_opening").select("unknown"))
    passed = {"opening"}
    while (question := asked(desk)) is not None:
        assert question not in passed
        passed.add(question)
        if [one for one in desk.button if one.key == "skip"]:
            press(desk, "skip")
        else:
            act(desk.pills(key=f"talk_{question}").select("unknown"))
    assert "still decide" in words(desk)
    press(desk, "turn-opening")
    act(desk.pills(key="talk_opening").select("never"))
    assert "No other answer can change this" in words(desk)


def test_an_answer_is_one_tap_away_from_being_changed(desk: AppTest) -> None:
    act(desk.pills(key="talk_opening").select("never"))
    press(desk, "turn-opening")
    act(desk.pills(key="talk_opening").select("now"))
    assert asked(desk) not in ("opening", None)


def test_the_form_and_the_conversation_hold_the_same_draft(home: Home, desk: AppTest) -> None:
    act(desk.text_input(key="about_prospect").input("Atelier Nord"))
    act(desk.pills(key="talk_opening").select("later"))
    (kept,) = home.drafts("sales-1")
    draft = kept.id
    go(desk, "new_request", draft=draft)
    assert desk.pills(key="opening").value == "later"
    assert desk.text_input(key="about_prospect").value == "Atelier Nord"
    act(desk.pills(key="opening").select("never"))
    go(desk, "conversation", draft=draft)
    assert "No other answer can change this" in words(desk)


def test_a_conversation_ends_in_a_recorded_case(home: Home, desk: AppTest) -> None:
    act(desk.text_input(key="about_prospect").input("Atelier Nord"))
    act(desk.pills(key="talk_opening").select("never"))
    press(desk, "record")
    assert home.cases() == []
    assert "One field above must be completed first." in words(desk)
    act(desk.text_input(key="about_title").input("Web developers"))
    press(desk, "record")
    (case,) = home.cases()
    assert (case.prospect, case.status) == ("Atelier Nord", "referred")
    assert desk.title[0].value == "Atelier Nord · Web developers"
