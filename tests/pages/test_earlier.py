"""What the form tells of a prospect's earlier cases, and the word it asks for."""

from typing import get_args

import pytest
from streamlit.testing.v1 import AppTest

from screening.core.cases import Status
from screening.core.model import LANGUAGES
from screening.language import sentences
from tests.pages.visit import Home, act, go, visit, words

pytestmark = pytest.mark.usefixtures("home")


def type_in(desk: AppTest, key: str, text: str) -> AppTest:
    return act(desk.text_input(key=key).input(text))


def answered(desk: AppTest, opening: str = "now") -> AppTest:
    act(desk.pills(key="opening").select(opening))
    return act(desk.pills(key="pays").select("no"))


def record(desk: AppTest, title: str, prospect: str = "Atelier Nord", opening: str = "now") -> None:
    type_in(answered(desk, opening), "about_prospect", prospect)
    type_in(desk, "about_title", title)
    act(desk.button(key="record").click())


def earlier(desk: AppTest) -> str:
    """The list of earlier cases, as it is sent; empty when there is none."""
    return "".join(one.value for one in desk.html if 'class="earlier"' in one.value)


def asked(desk: AppTest) -> list[str]:
    """What the field for the word why is called; empty while it is not asked."""
    return [one.label for one in desk.text_input if one.key == "repeated_because"]


def test_nothing_is_told_of_an_organisation_without_cases() -> None:
    desk = visit()
    record(desk, "Web developers")
    go(desk, "new_request")

    assert earlier(desk) == ""
    type_in(desk, "about_prospect", "Atelier Su")
    assert earlier(desk) == ""


def test_ones_own_cases_are_told_with_their_outcome_and_a_link() -> None:
    desk = visit()
    record(desk, "Web developers")
    record(visit(), "Welders <b>", opening="never")

    desk = type_in(visit(), "about_prospect", "ATELIER NORD SARL")

    told = earlier(desk)
    assert "2 earlier cases of this organisation" in told
    newest, oldest = told.split("</li>")[:2]
    assert ">→</span></span> with the committee · " in newest
    assert 'href="case?id=C-3" target="_blank"' in newest
    assert ">Welders &lt;b&gt;</a>" in newest
    assert ">✓</span></span> accepted · " in oldest
    assert ">Web developers</a>" in oldest
    assert asked(desk) == []


def test_the_newest_are_listed_and_all_are_counted() -> None:
    for title in ("One", "Two", "Three", "Four"):
        record(visit(), title)

    desk = type_in(visit(), "about_prospect", "Atelier Nord")

    told = earlier(desk)
    assert "4 earlier cases" in told
    assert [title in told for title in ("Four", "Three", "Two", "One")] == [True, True, True, False]
    # Of the same deal one always hears.
    type_in(desk, "about_title", "One")
    assert "One" in earlier(desk)
    assert "This deal seems to be C-2 already" in words(desk)


def test_the_word_why_is_asked_before_recording_and_sealed_with_the_case(home: Home) -> None:
    record(visit(), "Web developers")
    desk = answered(visit(), "never")
    type_in(desk, "about_prospect", "Atelier Nord")
    type_in(desk, "about_title", "Web developer")
    assert "Go on with that case, or say here why" in asked(desk)[0]
    assert "Nothing is recorded yet" not in words(desk)

    act(desk.button(key="record").click())
    assert "Nothing is recorded yet: the word why is missing." in words(desk)
    assert len(home.cases()) == 1

    type_in(desk, "repeated_because", "They came back after a year.")
    assert "Nothing is recorded yet" not in words(desk)
    act(desk.button(key="record").click())
    assert [one.case for one in home.cases()] == ["C-3", "C-2"]
    assert "Why this deal is recorded again They came back after a year." in words(desk)


def test_of_anothers_deal_one_is_told_whom_to_talk_with() -> None:
    record(visit(), "Web developers")
    other = type_in(visit(person="sales-2"), "about_prospect", "Atelier Nord")

    told = earlier(other)
    assert "looked after by Camille Roux" in told
    assert [word in told for word in ("C-2", "Web developers", "case?")] == [False] * 3
    type_in(other, "about_title", "Web developers")
    assert "Talk with Camille Roux first, or say here why" in asked(other)[0]


def test_a_manager_is_told_what_each_case_holds() -> None:
    record(visit(), "Web developers")
    manager = type_in(visit(person="manager-1"), "about_prospect", "Atelier Nord")

    assert ">Web developers</a>" in earlier(manager)


def test_a_new_version_is_told_nothing_of_its_own_case() -> None:
    desk = visit()
    record(desk, "Web developers", opening="never")
    act(desk.button(key="amend").click())
    assert "Atelier Nord" in [one.value for one in desk.text_input]
    assert (earlier(desk), asked(desk)) == ("", [])


def test_a_conversation_tells_them_too() -> None:
    record(visit(), "Web developers")
    desk = type_in(visit("conversation"), "about_prospect", "Atelier Nord")

    assert "One earlier case of this organisation" in earlier(desk)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_status_has_its_word(language: str) -> None:
    known = {key.removeprefix("earlier.status.") for key in sentences(language)}

    assert set(get_args(Status)) - known == set()
