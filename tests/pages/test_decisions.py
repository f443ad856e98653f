"""The decision log: what its address says is what it shows, and its widgets write the address."""

from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from screening.core.model import LANGUAGES, Language
from screening.people import EXAMPLE_PEOPLE, ExamplePerson
from tests.pages.visit import act, visit, words

pytestmark = pytest.mark.usefixtures("home")

READERS = ("manager", "auditor", "criteria_owner")
NO_FILTER = {
    "en": ("no value “Acepted”", "Did you mean “accepted”?", "“statsu” is not", "goes backwards"),
    "fr": ("« Acepted »", "« accepted »", "« statsu » n’est pas un filtre", "va à l’envers"),
}
TITLE = {"fr": "Registre des décisions", "en": "Decision log"}


def log(person: str = "manager-1", language: Language = "en", **address: str) -> AppTest:
    """The decision log of the example, at an address."""
    return visit("decisions", language, person, example=True, **address)


def shown(desk: AppTest) -> list[str]:
    """The cases on the page."""
    return [one.query_params_dict["id"] for one in links(desk) if "id" in one.query_params_dict]


class Link:
    def __init__(self, proto: Any) -> None:
        from urllib.parse import parse_qs

        self.label: str = proto.label
        said = parse_qs(proto.query_string, keep_blank_values=True)
        self.query_params_dict = {name: values[0] for name, values in said.items()}


def links(desk: AppTest) -> list[Link]:
    return [Link(one.proto) for one in desk.main.page_link]


def count(desk: AppTest) -> str:
    [told] = [one.value for one in desk.html if 'class="log-count"' in one.value]
    return told.split(">")[1].split("<")[0]


def address(desk: AppTest) -> dict[str, Any]:
    """What the address says beside who looks, where, in which language."""
    return {
        name: values[0] if isinstance(values, list) else values
        for name, values in desk.query_params.items()
        if name not in ("lang", "as", "log")
    }


# ── Who reads it ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("one", EXAMPLE_PEOPLE, ids=lambda one: one.person.id)
def test_it_is_for_those_who_read_the_whole_log(one: ExamplePerson, language: Language) -> None:
    desk = log(one.person.id, language)
    assert desk.title[0].value == TITLE[language]
    reads = one.person.role in READERS
    assert bool(shown(desk)) == reads
    assert bool(desk.info) != reads
    in_header = [each.label for each in desk.page_link if each.label == TITLE[language]]
    assert bool(in_header) == reads


@pytest.mark.parametrize(("person", "euros"), [("manager-1", True), ("owner-1", False)])
def test_amounts_are_for_those_who_read_them(person: str, euros: bool) -> None:
    desk = log(person, amount="10000..")
    assert ("€" in " ".join(one.value for one in desk.html)) == euros
    assert ("Your role does not read amounts" in words(desk)) != euros
    assert (count(desk) == "33 cases") != euros


def test_only_managers_export() -> None:
    for person, exports in (("manager-1", True), ("auditor-1", False), ("owner-1", False)):
        assert ("Prepare the file" in [one.label for one in log(person).button]) == exports


# ── What the address says ────────────────────────────────────────────────────────────────────


def test_every_case_is_listed_newest_first_a_page_at_a_time() -> None:
    desk = log()
    first = shown(desk)
    assert (count(desk), len(first)) == ("33 cases", 25)
    [older] = [one for one in links(desk) if one.label == "Older cases"]
    rest = shown(log(before=older.query_params_dict["before"]))
    numbers = [int(one.removeprefix("C-")) for one in [*first, *rest]]
    assert numbers == sorted(set(numbers), reverse=True)
    assert len(numbers) == 33


def test_filters_combine() -> None:
    declined = shown(log(status="declined"))
    desk = log(status="declined", answer="client_sector.fossil_fuels", opened="2024-01-01..")
    assert 0 < len(shown(desk)) < len(declined)
    assert set(shown(desk)) < set(declined)
    assert "Oil, gas, coal" in words(desk)


def test_each_chip_leads_to_the_list_without_it() -> None:
    desk = log(status="accepted~declined", text="formation")
    left = {
        one.label: {
            name: of for name, of in one.query_params_dict.items() if name in ("status", "text")
        }
        for one in links(desk)
    }
    assert left["Status: Accepted"] == {"status": "declined", "text": "formation"}
    assert left["Words: formation"] == {"status": "accepted~declined"}
    assert left["Clear all filters"] == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_no_filter_is_said_and_the_rest_holds(language: Language) -> None:
    desk = log(
        language=language, status="declined~Acepted", statsu="x", opened="2026-12-01..2020-01-01"
    )
    assert len(shown(desk)) == len(shown(log(status="declined")))
    said = words(desk)
    for told in NO_FILTER[language]:
        assert told in said


def test_when_nothing_matches_it_says_so() -> None:
    desk = log(text="nobody was ever called so")
    assert "No case matches all these filters" in words(desk)
    assert "Words: nobody was ever called so" in [one.label for one in links(desk)]


def test_an_empty_log_says_what_will_be_here() -> None:
    assert "No case is recorded yet" in words(visit("decisions", person="manager-1"))


# ── What the widgets write ───────────────────────────────────────────────────────────────────


def test_the_widgets_show_what_the_address_says() -> None:
    desk = log(
        text="formation",
        status="declined",
        answer="client_sector.arms~learner_pays.yes",
        opened="2025-01-01..",
        decided="last_year",
        amount="10..2000",
    )
    assert desk.text_input(key="filter-text").value == "formation"
    assert desk.multiselect(key="filter-status").value == ["declined"]
    assert desk.multiselect(key="filter-answer-client_sector").value == ["client_sector:arms"]
    assert desk.multiselect(key="filter-answer").value == ["learner_pays:yes"]
    assert desk.selectbox(key="filter-opened").value == "custom"
    assert desk.date_input(key="filter-opened-first").value == date(2025, 1, 1)
    assert desk.date_input(key="filter-opened-last").value is None
    assert desk.selectbox(key="filter-decided").value == "last_year"
    assert desk.number_input(key="filter-least").value == 10
    assert desk.number_input(key="filter-most").value == 2_000


def test_a_choice_is_written_in_codes_beside_the_others() -> None:
    desk = log(status="declined", before="20")
    act(desk.multiselect(key="filter-answer-client_sector").select("client_sector:arms"))
    assert address(desk) == {"status": "declined", "answer": "client_sector.arms"}
    act(desk.multiselect(key="filter-answer").select("learner_pays:no"))
    assert address(desk)["answer"] == "client_sector.arms~learner_pays.no"
    act(desk.multiselect(key="filter-status").unselect("declined"))
    act(desk.text_input(key="filter-text").input("  école "))
    assert address(desk) == {"text": "école", "answer": "client_sector.arms~learner_pays.no"}


def test_a_period_is_chosen_by_its_name_or_by_its_days() -> None:
    desk = log()
    act(desk.selectbox(key="filter-opened").select("this_year"))
    assert address(desk) == {"opened": "this_year"}
    act(desk.selectbox(key="filter-opened").select("custom"))
    year = desk.date_input(key="filter-opened-first").value.year  # type: ignore[union-attr]
    assert address(desk) == {"opened": f"{year}-01-01..{year}-12-31"}
    act(desk.date_input(key="filter-opened-last").set_value(None))
    act(desk.date_input(key="filter-opened-first").set_value(date(2026, 3, 1)))
    assert address(desk) == {"opened": "2026-03-01.."}
    act(desk.date_input(key="filter-opened-last").set_value(date(2026, 2, 1)))
    assert "goes backwards" in words(desk)
    assert desk.date_input(key="filter-opened-first").value == date(2026, 2, 1)
    act(desk.selectbox(key="filter-opened").select("any"))
    assert address(desk) == {}
    assert not desk.date_input


def test_amounts_are_chosen_by_either_end() -> None:
    desk = log()
    act(desk.number_input(key="filter-least").set_value(20_000))
    assert address(desk) == {"amount": "20000.."}
    act(desk.number_input(key="filter-most").set_value(90_000))
    assert address(desk) == {"amount": "20000..90000"}
    assert 0 < len(shown(desk)) < 25
