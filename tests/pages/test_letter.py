"""The letter to the prospect: of the right request, and true to what became of it."""

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import TextArea

from screening import criteria_file
from screening.core.access import Person
from screening.service import Desk, Words
from screening.stores.sqlite import open_log
from tests.pages.visit import Home, act, sound, visit, words

pytestmark = pytest.mark.usefixtures("home")


def text_in(desk: AppTest) -> TextArea:
    (text,) = (one for one in desk.text_area if str(one.key).startswith("letter_text"))
    return text


# ── A request that is not recorded yet ───────────────────────────────────────────────────────


def fill_in(desk: AppTest, prospect: str) -> AppTest:
    """A request of this prospect, with one answer too few to be decided."""
    act(desk.pills(key="opening").select("now"))
    act(desk.text_input(key="about_prospect").input(prospect))
    return act(desk.text_input(key="about_title").input("Web developers"))


def write(desk: AppTest) -> AppTest:
    return sound(desk.button(key="letter").click().run())


def test_what_is_written_to_one_prospect_is_in_no_letter_to_another() -> None:
    desk = write(fill_in(visit(), "Atelier Nord"))
    proposed = text_in(desk).value
    sound(text_in(desk).input("For the eyes of Atelier Nord alone.").run())
    sound(desk.run())
    act(next(one for one in desk.button if one.label == "Start another request").click())

    write(fill_in(desk, "Société Sud"))

    assert text_in(desk).value == proposed


# ── A recorded case ──────────────────────────────────────────────────────────────────────────

SALES = Person("sales-1", "salesperson")
GOOD = {"opening": "now", "audiences": ["refugees"], "pays": False}


@pytest.fixture
def log(home: Home) -> Iterator[Desk]:
    """The visited log, as from another window."""
    opened = open_log(f"sqlite:///{home.log}")
    yield Desk(opened, criteria_file.load(home.criteria))
    opened.close()


def recorded(log: Desk, sent_because: str | None = None, **answers: object) -> str:
    raw = {"prospect": {"name": "Atelier Nord"}, "title": "A course", "answers": answers}
    request, problems = log.read(raw)
    assert request is not None, problems
    return log.record(request, "s-1", SALES, Words(sent_because=sent_because)).case


def test_a_case_that_a_person_sent_says_so_and_blames_no_criterion(log: Desk) -> None:
    case = recorded(log, "They were in the news.", **GOOD)

    read = words(visit("case", id=case))

    assert (
        "Referred to the committee The criteria do not refer it: Camille Roux sends it to the "
        "committee. “They were in the news.”" in read
    )
    assert "points needed" not in read


def letters_in(desk: AppTest) -> list[str]:
    return [option for one in desk.selectbox if one.key == "letter_kind" for option in one.options]


def test_of_a_case_that_a_person_sent_only_the_review_is_announced(log: Desk) -> None:
    case = recorded(log, "They were in the news.", **GOOD)

    assert letters_in(visit("case", id=case)) == ["The committee is looking at it"]


def test_of_a_request_taken_back_there_is_no_letter(log: Desk) -> None:
    case = recorded(log, **GOOD | {"opening": "never"})
    assert letters_in(visit("case", id=case)) == [
        "We would accept if…",
        "The committee is looking at it",
    ]

    log.withdraw(case, "w-1", "lost", None, SALES)

    desk = visit("case", id=case)
    assert letters_in(desk) == []
    assert "Letter to the prospect" not in words(desk)
