"""The page of the register: by period, in both parts, and for those who may read the log."""

import pytest
from streamlit.testing.v1 import AppTest

from screening import criteria_file
from screening.core.access import Person
from screening.core.model import LANGUAGES, Language
from screening.people import EXAMPLE_PEOPLE, ExamplePerson
from screening.service import Desk
from screening.stores.sqlite import open_log
from tests.pages.visit import Home, act, go, visit, words

pytestmark = pytest.mark.usefixtures("home")

ANA = Person("sales-1", "salesperson")
READERS = ("manager", "auditor", "criteria_owner")
TITLE = {"fr": "Registre des renoncements", "en": "Register of what was turned down"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("example", [False, True], ids=["own log", "example log"])
@pytest.mark.parametrize("one", EXAMPLE_PEOPLE, ids=lambda one: one.person.id)
def test_it_opens_for_those_who_may_read_the_log(
    one: ExamplePerson, example: bool, language: Language
) -> None:
    desk = visit("register", language, one.person.id, example)
    assert desk.title[0].value == TITLE[language]
    assert not desk.warning
    read = words(desk)
    nothing = {"fr": "Rien sur cette période", "en": "Nothing in this period"}[language]
    if one.person.role not in READERS:
        assert desk.info
        assert not desk.selectbox or [each.key for each in desk.selectbox] == ["person"]
    elif not example:
        assert read.count(nothing) == 2


def test_both_parts_are_told_with_their_reasons_and_amounts() -> None:
    read = words(visit("register", "en", "auditor-1", example=True, period="2026"))
    assert "Amount given up €" in read
    assert "C-19 · Oosterhaven Refining B.V." in read
    assert "against the committee’s opinion (Full mission committee)" in read
    assert "What was proposed before the committee" in read
    assert "What would have been accepted" in read
    # What the panel's proposals obtained before the recording.
    assert "Before it was recorded" in read
    assert "More than 12 months after" in read
    assert "proposed by the desk; Seen in writing: Avenant au contrat-cadre, article 4" in read
    assert "when its last line was " in read


def test_who_may_read_no_amount_is_told_none() -> None:
    read = words(visit("register", "en", "owner-1", example=True, period="2026"))
    assert "Oosterhaven" in read
    assert "€" not in read
    assert "Amount" not in read


def test_the_address_keeps_the_period_and_the_period_the_cases() -> None:
    desk = visit("register", "en", "manager-1", example=True, period="2001-Q1")
    assert desk.selectbox(key="register_period").options[0] == "Q1 2001"
    assert "Nothing in this period" in words(desk)
    assert desk.query_params["period"] == "2001-Q1"

    act(desk.selectbox(key="register_period").select_index(1))
    assert "period" not in desk.query_params  # this year goes without saying
    assert visit("register", "en", "manager-1", period="nonsense").title


def test_of_many_entries_the_first_are_shown_until_one_asks_for_all(home: Home) -> None:
    log = open_log(f"sqlite:///{home.log}")
    desk = Desk(log, criteria_file.load(home.criteria))
    for number in range(21):
        raw = {"prospect": {"name": "Nord"}, "title": f"Course {number}", "reference": f"{number}"}
        request, _ = desk.read({**raw, "answers": {"opening": "never"}})
        assert request is not None
        case = desk.record(request, f"s-{number}", ANA).case
        desk.withdraw(case, f"w-{number}", "mission", None, ANA)
    log.close()

    def shown(page: AppTest) -> int:
        return sum(one.label.startswith("C-") for one in page.page_link)

    page = visit("register", person="auditor-1")
    assert shown(page) == 20
    assert "Deals turned down 21" in words(page)
    (button,) = (one for one in page.button if one.label == "Show all 21")
    assert shown(act(button.click())) == 21


def test_an_entry_leads_to_its_case() -> None:
    desk = visit("register", "en", "manager-1", example=True, period="2026")
    labels = [one.label for one in desk.page_link]
    assert any(label.startswith("C-19 · Oosterhaven") for label in labels)
    assert go(desk, "case", id="C-19").title[0].value.startswith("Oosterhaven")


@pytest.mark.parametrize(("person", "files"), [("manager-1", 2), ("auditor-1", 0), ("owner-1", 0)])
def test_only_who_may_export_is_offered_files(person: str, files: int) -> None:
    desk = visit("register", person=person, example=True)
    assert len(desk.get("download_button")) == files
