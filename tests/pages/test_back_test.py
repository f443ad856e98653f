"""A back-test on a page: started, told, watched, stopped; other numbers tried."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from streamlit.testing.v1 import AppTest

from screening import backtest_jobs
from screening.backtest_jobs import Backtests
from screening.core.access import Person
from screening.core.model import LANGUAGES, Language
from screening.criteria_file import LoadedEdition, read
from screening.pages import back_test
from screening.pages.frame import Here
from screening.service import Desk
from screening.stores.sqlite import open_log
from tests.pages.visit import sound, words

PARIS = ZoneInfo("Europe/Paris")
MANAGER, OWNER = Person("manager-1", "manager"), Person("owner-1", "criteria_owner")
Open = Callable[..., AppTest]


def page() -> None:
    import streamlit as st

    from screening.pages import back_test

    back_test.show(st.session_state["here"], st.session_state["draft"])


@pytest.fixture
def draft(everlasting_criteria: Path) -> LoadedEdition:
    text = everlasting_criteria.read_text("utf-8")
    return read(text.replace("accept_from: 60", "accept_from: 70"))


@pytest.fixture
def opened(
    tmp_path: Path,
    filled_example: Path,
    everlasting_criteria: Path,
    draft: LoadedEdition,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Open]:
    """Opens the page over a copy of the example log, by a draft that needs 70 points, not 60."""
    file = Path(shutil.copy(filled_example, tmp_path / "screening.db"))
    monkeypatch.setenv("SCREENING_LOG", f"sqlite:///{file}")
    monkeypatch.setenv("SCREENING_CRITERIA", str(everlasting_criteria))
    jobs = Backtests()
    monkeypatch.setattr(back_test, "backtests", lambda: jobs)
    log = open_log(f"sqlite:///{file}")
    desk = Desk(log, read(everlasting_criteria.read_text("utf-8")))

    def opened(person: Person = MANAGER, language: Language = "en") -> AppTest:
        test = AppTest.from_function(page, default_timeout=60)
        test.session_state["here"] = Here(desk, person, language, PARIS, False)
        test.session_state["draft"] = draft
        test.session_state["signed_in"] = None
        test.session_state["language"], test.session_state["person"] = language, person.id
        return sound(test.run())

    yield opened
    jobs.close()
    log.close()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("10 of 33 requests would have another outcome.", "70 points are needed, not 60.")),
        ("fr", ("10 demandes sur 33 auraient une autre issue.", "Il faut 70 points, et non 60.")),
    ],
)
def test_a_button_tells_what_would_change_and_why(
    opened: Open, language: Language, said: tuple[str, str]
) -> None:
    assert set(LANGUAGES) == {"en", "fr"}
    test = opened(language=language)
    assert said[0] not in words(test)

    test = sound(test.button(key="back-test-start").click().run())

    for one in said:
        assert one in words(test)
    assert "Carrowdara County Council" in words(test)
    assert "case?" in "".join(one.value for one in test.html)


def test_other_thresholds_and_weights_can_be_tried(opened: Open) -> None:
    test = sound(opened().button(key="back-test-start").click().run())
    assert "At 70, as in the draft: 11 accepted, 20 referred, 2 undecided." in words(test)

    [slider] = test.select_slider
    test = sound(slider.set_value(60).run())
    assert "At 60: 21 accepted, 12 referred, 0 undecided." in words(test)

    chosen = test.selectbox(key="back-test-number")
    test = sound(chosen.set_value("job-commitment").run())
    assert "At 8, as in the draft: 11 accepted" in words(test)


def test_amounts_and_salespeople_are_shown_to_management_alone(opened: Open) -> None:
    told, untold = (
        words(sound(opened(by).button(key="back-test-start").click().run()))
        for by in (MANAGER, OWNER)
    )
    assert "€" in told
    assert "By salesperson" in told
    assert "€" not in untold
    assert "By salesperson" not in untold
    assert "What deals are worth is not shown in your role." in untold


@pytest.mark.parametrize("role", ["salesperson", "member", "auditor"])
def test_others_are_told_who_may(opened: Open, role: str) -> None:
    test = opened(Person("x-1", role))  # type: ignore[arg-type]  # one of them
    assert "Criteria owners, the chair and management" in words(test)
    assert not test.button


def test_a_long_log_is_judged_in_a_process_that_can_be_stopped(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(back_test, "_AT_ONCE", 0)
    monkeypatch.setattr(backtest_jobs, "_WORKER", ("/bin/sh", "-c", "exec sleep 60"))
    test = sound(opened().button(key="back-test-start").click().run())
    assert not [one for one in test.button if one.key == "back-test-start"]

    test = sound(test.button(key="back-test-stop").click().run())

    assert "The back-test was stopped." in words(sound(test.run()))
    assert test.button(key="back-test-start")
