"""The letter to the prospect: of the right request, and true to what became of it."""

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import TextArea

from tests.pages.visit import act, sound, visit

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
