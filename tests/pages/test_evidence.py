"""What an answer rests on: marked beside its question, kept, and told to the committee."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from screening import criteria_file
from screening.core.access import Person
from screening.core.model import Language
from screening.service import Desk
from screening.stores.sqlite import open_log
from tests.pages.visit import Home, act, visit, words

pytestmark = pytest.mark.usefixtures("home")

ANA = Person("sales-1", "salesperson")
NOTE = "Heard from their *former* <b>supplier</b>"


def acceptable(language: Language = "en") -> AppTest:
    """A request that the edition accepts because of both answers."""
    desk = visit(language=language)
    act(desk.text_input(key="about_prospect").input("Atelier Nord"))
    act(desk.text_input(key="about_title").input("Web developers"))
    act(desk.pills(key="opening").select("now"))
    return act(desk.pills(key="pays").select("no"))


def mark(desk: AppTest, question: str, basis: str, note: str | None = None) -> AppTest:
    act(desk.segmented_control(key=f"basis:{question}").select(basis))
    return act(desk.text_area(key=f"note:{question}").input(note)) if note else desk


def record(desk: AppTest) -> AppTest:
    return act(desk.button(key="record").click())


def draft(home: Home) -> dict[str, Any]:
    (kept,) = home.drafts("sales-1")
    raw: dict[str, Any] = json.loads(kept.content)
    return raw


def recorded(home: Home) -> dict[str, Any] | None:
    """The evidence that was sealed with the only case."""
    (case,) = home.cases()
    log = open_log(f"sqlite:///{home.log}")
    (line,) = log.lines(case=case.case)
    log.close()
    evidence: dict[str, Any] | None = json.loads(line.content)["request"].get("evidence")
    return evidence


def test_no_answer_is_marked_in_advance() -> None:
    desk = acceptable()
    assert [desk.segmented_control(key=f"basis:{id}").value for id in ("opening", "share")] == [
        None,
        None,
    ]
    assert [one.key for one in desk.text_area if one.key and one.key.startswith("note:")] == []


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            (
                "One answer is assumed Does the learner pay? No",
                "Nobody has said or written it, and the verdict rests on it.",
                "Open when? At once “ Said by the prospect",
                "Does the learner pay? No ? Assumed Heard from their *former* <b>supplier</b>",
            ),
        ),
        (
            "fr",
            (
                "Une réponse est supposée L’apprenant paie-t-il ? Non",
                "Personne ne l’a dite ni écrite, et le verdict repose sur elle.",
                "Ouvert quand ? Tout de suite “ Dit par le prospect",
                "L’apprenant paie-t-il ? Non ? Supposé Heard from their *former* <b>supplier</b>",
            ),
        ),
    ],
)
def test_a_mark_and_its_note_go_from_the_form_to_the_committee(
    language: Language, told: tuple[str, ...], home: Home
) -> None:
    desk = acceptable(language)
    mark(desk, "opening", "said")
    mark(desk, "pays", "assumed", NOTE)
    assert draft(home)["evidence"] == {
        "opening": {"basis": "said"},
        "pays": {"basis": "assumed", "note": NOTE},
    }

    again = visit(language=language, draft=desk.query_params["draft"])
    assert again.segmented_control(key="basis:pays").value == "assumed"
    assert again.text_area(key="note:pays").value == NOTE
    read = words(record(again))

    for one in told:
        assert one in read
    assert recorded(home) == {
        "opening": {"basis": "said"},
        "pays": {"basis": "assumed", "note": NOTE},
    }
    # What the prospect is written never tells what we noted for ourselves.
    assert [one for one in again.text_area if NOTE in (one.value or "")] == []


def test_a_verdict_that_stands_without_its_assumptions_is_told_so() -> None:
    desk = acceptable()
    act(desk.number_input(key="share").set_value(50))
    mark(desk, "share", "assumed")
    read = words(record(desk))
    assert "One answer is assumed What share? 50%" in read
    assert "The verdict would be the same without it." in read
    assert "rests on it" not in read


def test_of_several_assumptions_those_that_the_verdict_rests_on_are_told_apart() -> None:
    desk = acceptable()
    act(desk.number_input(key="share").set_value(50))
    mark(desk, "share", "assumed")
    mark(desk, "pays", "assumed")
    read = words(record(desk))
    # In the order of the form. A learner who pays would block; 50 points are there without a share.
    assert (
        "2 answers are assumed What share? 50% Does the learner pay? No (the verdict rests on it)"
    ) in read
    assert "the verdict rests on those marked so." in read


def test_an_answer_taken_back_keeps_its_note_and_is_recorded_without_evidence(home: Home) -> None:
    desk = acceptable()
    act(desk.number_input(key="share").set_value(50))
    mark(desk, "share", "written", "Their mail of 3 March")
    act(desk.number_input(key="share").set_value(None))
    assert draft(home)["evidence"] == {"share": {"note": "Their mail of 3 March"}}
    record(desk)
    assert recorded(home) is None


def test_another_answer_does_not_rest_on_what_the_first_one_did(home: Home) -> None:
    desk = acceptable()
    act(desk.number_input(key="share").set_value(50))
    mark(desk, "share", "written", "Their mail of 3 March")
    act(desk.number_input(key="share").set_value(80))
    assert draft(home)["evidence"] == {"share": {"note": "Their mail of 3 March"}}
    record(desk)
    assert recorded(home) is None


def test_a_note_whose_mark_is_taken_back_comes_back_with_it(home: Home) -> None:
    desk = acceptable()
    mark(desk, "pays", "said", "On the phone")
    act(desk.segmented_control(key="basis:pays").unselect("said"))
    assert draft(home)["evidence"] == {"pays": {"note": "On the phone"}}
    mark(desk, "pays", "written")
    assert desk.text_area(key="note:pays").value == "On the phone"


def test_a_note_that_cannot_be_recorded_is_told_of_beside_its_question(home: Home) -> None:
    desk = acceptable()
    mark(desk, "pays", "said", "=1+1")
    assert "One field above must be completed first." in words(desk)
    record(desk)
    assert home.cases() == []


def test_what_is_tried_rests_on_nothing_until_it_is_undone() -> None:
    desk = acceptable()
    act(desk.pills(key="opening").select("never"))
    mark(desk, "opening", "written", "Their contract")
    act(desk.button(key="try-0").click())
    assert desk.segmented_control(key="basis:opening").value is None
    act(desk.button(key="undo").click())
    assert desk.segmented_control(key="basis:opening").value == "written"
    assert desk.text_area(key="note:opening").value == "Their contract"


def test_a_new_version_begins_with_the_evidence_of_the_last_and_tells_what_changed(
    home: Home,
) -> None:
    desk = acceptable()
    act(desk.pills(key="opening").select("never"))
    mark(desk, "opening", "assumed")
    record(desk)
    (case,) = home.cases()
    log = open_log(f"sqlite:///{home.log}")
    amendment = Desk(log, criteria_file.load(home.criteria)).amendment(case.case, ANA)
    log.close()

    again = visit(draft=amendment)
    assert again.segmented_control(key="basis:opening").value == "assumed"
    mark(again, "opening", "written", "Their contract")
    read = words(record(again))
    assert "Evidence: Open when? Assumed Seen in writing: Their contract" in read
    assert "is assumed" not in read
