"""Scenarios on pages: kept from a case in one click, read as cards, run under a draft."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from streamlit.testing.v1 import AppTest

from screening import criteria_file
from screening.core.access import Person
from screening.core.cases import CaseRow
from screening.core.kept_scenarios import Kept
from screening.core.model import Language
from screening.pages.frame import Here
from screening.scenarios import Scenarios
from screening.service import Desk
from screening.stores.sqlite import open_log
from tests.pages.visit import Home, act, go, sound, visit, words

OWNER = Person("owner-1", "criteria_owner")
ACADEMY = "Une académie que le groupe garde pour lui seul"
GAMBLING = "Une maison de jeu reconvertit ceux dont la table ferme"


@pytest.fixture(autouse=True)
def shipped(home: Home, everlasting_criteria: Path) -> None:
    """The desk under the edition that the example is told by."""
    shutil.copy(everlasting_criteria, home.criteria)


def kept(home: Home) -> list[Kept]:
    """The scenarios of the example log, as another process reads them."""
    log = open_log(f"sqlite:///{home.example_log}")
    try:
        return Scenarios(Desk(log, criteria_file.load(home.criteria))).kept(OWNER)
    finally:
        log.close()


def case_of(home: Home, reference: str) -> CaseRow:
    return next(one for one in home.cases(home.example_log) if one.reference == reference)


# ── The page ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("person", "language"), [("member-1", "en"), ("auditor-1", "fr")])
def test_every_scenario_is_told_with_what_must_come_of_it_and_whether_it_does(
    person: str, language: Language
) -> None:
    said = words(visit("scenarios", language, person, example=True))

    count = {
        "en": "2 of 3 scenarios hold under edition 2026-1.",
        "fr": "2 scénarios sur 3 sont respectés par l’édition 2026-1.",
    }
    assert count[language] in said
    assert ACADEMY in said
    must = {"en": "What must come of it: → Refer to the committee", "fr": "→ Saisir le comité"}
    assert must[language] in said
    blocks = {"en": "fits the mission” must stand in the way.", "fr": "» doit être rédhibitoire."}
    assert blocks[language] in said
    answer = {"en": "What is the client’s main activity? Gambling", "fr": "Jeux d’argent"}
    assert answer[language] in said
    instead = {
        "en": "should be accepted, and goes to the committee: it reaches 40 points at most",
        "fr": "devrait être acceptée, et le comité est saisi\xa0: elle atteint 40 points au plus",
    }
    assert " ".join(instead[language].split()) in said
    assert {"en": "kept by Hélène Garnier", "fr": "gardé par Hélène Garnier"}[language] in said


def test_scenarios_are_found_by_words_of_all_that_they_say() -> None:
    desk = visit("scenarios", person="member-1", example=True)

    said = words(act(desk.text_input(key="scenario_words").set_value("gambling  Jeu")))
    assert GAMBLING in said
    assert ACADEMY not in said

    said = words(act(desk.text_input(key="scenario_words").set_value("nothing like it")))
    assert "No scenario says that" in said

    act(desk.text_input(key="scenario_words").set_value(""))
    said = words(act(desk.toggle(key="scenario_broken").set_value(True)))
    assert "Des cadres en poste" in said
    assert ACADEMY not in said


def test_a_scenario_goes_out_of_use_for_a_reason(home: Home) -> None:
    desk = visit("scenarios", person="chair-1", example=True)
    [academy] = [one for one in kept(home) if one.scenario.title.fr == ACADEMY]
    name = f"drop-{academy.id}"

    act(desk.button(key=name).click())
    assert "a scenario goes out of use for a reason" in words(desk)
    assert all(one.dropped is None for one in kept(home))

    desk.text_area(key=f"words-{name}").set_value("We open later now.")
    said = words(act(desk.button(key=name).click()))
    assert "One scenario is out of use" in said
    assert "taken out of use by Hélène Garnier" in said
    assert "1 of 2 scenarios" in said
    [dropped] = [one.dropped for one in kept(home) if one.dropped]
    assert (dropped.scenario, dropped.because) == (academy.id, "We open later now.")


def test_nobody_else_takes_one_out_of_use() -> None:
    desk = visit("scenarios", person="manager-1", example=True)

    assert ACADEMY in words(desk)
    assert not [one for one in desk.button if str(one.key).startswith("drop-")]


def test_a_log_without_scenarios_says_how_to_have_one() -> None:
    assert "A recorded case becomes one" in words(visit("scenarios", person="chair-1"))


# ── From a case ──────────────────────────────────────────────────────────────────────────────


def keeping(home: Home, reference: str, person: str = "chair-1") -> tuple[AppTest, str]:
    """The case, with the dialog to keep it open, and the act's name."""
    case = case_of(home, reference).case
    desk = visit("case", person=person, example=True, id=case)
    sound(desk.button(key="keep-scenario").click().run())
    return desk, f"keep-{case}-0"


def test_one_click_a_title_and_a_reason_keep_a_case(home: Home) -> None:
    desk, name = keeping(home, "D-1058")
    assert desk.text_input(key=f"{name}-title").value == (
        "Trente apprentis techniciens de maintenance informatique"
    )
    assert "raison d’être" in desk.text_area(key=f"{name}-why").value  # what the committee said
    desk.text_input(key=f"{name}-title").set_value("Un fabricant d’armes forme des apprentis")
    desk.checkbox(key=f"{name}-blocking").set_value(True)
    sound(desk.button(key=name).click().run())

    said = [one.label for one in desk.main.page_link]
    assert "Kept as a scenario: Un fabricant d’armes forme des apprentis" in said
    assert "keep-scenario" not in [one.key for one in desk.button]
    last = kept(home)[-1].scenario
    assert (last.title.fr, last.expected) == ("Un fabricant d’armes forme des apprentis", "refer")
    assert last.blocking == ("sector",)
    assert "Un fabricant d’armes" in words(go(desk, "scenarios"))


def test_a_case_whose_scenario_went_out_of_use_can_be_kept_again(home: Home) -> None:
    desk, name = keeping(home, "D-1058")
    sound(desk.button(key=name).click().run())
    drop = f"drop-{kept(home)[-1].id}"
    go(desk, "scenarios")
    desk.text_area(key=f"words-{drop}").set_value("Not like this.")
    act(desk.button(key=drop).click())

    go(desk, "case", id=case_of(home, "D-1058").case)
    sound(desk.button(key="keep-scenario").click().run())
    [again] = [one for one in desk.button if str(one.key).startswith("keep-C")]
    sound(again.click().run())

    assert [one.dropped is None for one in kept(home)[-2:]] == [False, True]


def test_where_people_decided_otherwise_one_says_what_must_become(home: Home) -> None:
    """The criteria refer an embargo of years; the committee accepted it under conditions."""
    desk, name = keeping(home, "D-1078")
    assert desk.radio(key=f"{name}-expected").value is None

    sound(desk.button(key=name).click().run())
    assert "people decided otherwise than the criteria here" in words(desk)
    assert len(kept(home)) == 3

    desk.radio(key=f"{name}-expected").set_value("refer")
    sound(desk.button(key=name).click().run())
    assert kept(home)[-1].scenario.expected == "refer"


def test_a_name_is_refused_and_what_was_typed_stays(home: Home) -> None:
    desk, name = keeping(home, "D-1058", "owner-1")
    desk.text_area(key=f"{name}-why").set_value("Arsenaux du Morzan fabrique des munitions.")
    sound(desk.button(key=name).click().run())

    assert "names the client" in words(desk)
    assert "munitions" in desk.text_area(key=f"{name}-why").value
    assert len(kept(home)) == 3


@pytest.mark.parametrize(
    ("person", "keeps", "told"),
    [
        ("owner-1", True, True),
        ("manager-1", False, True),
        ("sales-1", False, False),
    ],
)
def test_who_may_keep_a_case_and_who_is_told_that_it_was(
    person: str, keeps: bool, told: bool, home: Home
) -> None:
    desk = visit("case", person=person, example=True, id=case_of(home, "D-1058").case)
    assert ("keep-scenario" in [one.key for one in desk.button]) is keeps

    go(desk, "case", id=case_of(home, "D-1019").case)
    assert any(ACADEMY in one.label for one in desk.main.page_link) is told


# ── Under a draft ────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def desk(home: Home) -> Iterator[Desk]:
    log = open_log(f"sqlite:///{home.example_log}")
    yield Desk(log, criteria_file.load(home.criteria))
    log.close()


def shown(desk: Desk, language: Language, *changes: tuple[str, str]) -> str:
    """What is shown of the edition in force with some of its text changed."""
    text = desk.loaded.text
    for old, new in (('name: "2026-1"', 'name: "2027-1"'), *changes):
        assert old in text
        text = text.replace(old, new)

    def script() -> None:
        import streamlit as st

        from screening import criteria_file
        from screening.pages.frame import here
        from screening.pages.scenarios_run import show

        show(here(), criteria_file.read(st.session_state["text"]))

    page = AppTest.from_function(script)
    page.session_state["here"] = Here(desk, OWNER, language, ZoneInfo("Europe/Paris"), True)
    page.session_state["text"] = text
    return words(sound(page.run()))


def test_a_draft_that_changes_nothing_breaks_nothing(desk: Desk) -> None:
    said = shown(desk, "en")

    assert "2 of 3 scenarios hold under edition 2027-1." in said
    assert "The edition in force does not fulfil it either." in said
    assert "What changes it:" not in said


def test_what_a_draft_breaks_comes_first_with_what_changes_it(desk: Desk) -> None:
    changes = ((", tobacco, gambling]", ", tobacco]"), ("accept_from: 60", "accept_from: 45"))
    said = shown(desk, "en", *changes)

    assert "1 of 3 scenarios hold under edition 2027-1." in said
    assert said.index(GAMBLING) < said.index("Des cadres en poste")
    assert "The request should be referred to the committee, and is accepted" in said
    assert (
        "What changes it: The client’s sector fits the mission: stands in the way, now met" in said
    )
    assert "Points needed: 60, now 45" in said


def test_weights_that_add_up_to_more_are_told_beside_what_they_break(desk: Desk) -> None:
    free = '    weight: {}\n    blocking: true\n    expects: "no"'
    sector = (", tobacco, gambling]", ", tobacco]")
    said = shown(desk, "en", (free.format(0), free.format(50)), sector)

    assert "All weights together: 100, now 150" in said


def test_a_draft_can_fulfil_what_the_edition_in_force_does_not(desk: Desk) -> None:
    said = shown(desk, "fr", ("accept_from: 60", "accept_from: 40"))

    assert "3 scénarios sur 3 sont respectés par l’édition 2027-1." in said
    assert "L’un d’eux ne l’est pas aujourd’hui." in said
