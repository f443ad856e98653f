"""A desk of its own for every test of the pages, and a visitor who sits at its machine."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.runtime import context

from screening import criteria_file, example_log
from screening.service import Desk
from screening.settings import HOME
from screening.stores.sqlite import open_log
from tests.pages.visit import Home, Visitor

SMALL = Path(__file__).with_name("criteria.yaml")


@pytest.fixture(autouse=True)
def visitor(monkeypatch: pytest.MonkeyPatch) -> Visitor:
    """Who visits; a test may change where from. AppTest knows neither headers nor addresses."""
    from_here = Visitor()
    monkeypatch.setattr(context, "_get_client_context", lambda: from_here)
    return from_here


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, filled_example: Path) -> Iterator[Home]:
    """A desk with an empty log, a filled example log and the small edition of these tests."""
    home = Home(tmp_path)
    shutil.copy(SMALL, home.criteria)
    shutil.copy(filled_example, home.example_log)
    monkeypatch.setenv("SCREENING_LOG", f"sqlite:///{home.log}")
    monkeypatch.setenv("SCREENING_EXAMPLE_LOG", f"sqlite:///{home.example_log}")
    monkeypatch.setenv("SCREENING_CRITERIA", str(home.criteria))
    monkeypatch.delenv("SCREENING_LANGUAGE", raising=False)
    yield home
    st.cache_resource.clear()


@pytest.fixture(scope="session")
def everlasting_criteria(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The criteria this repository ships, without their last day: tests of them do not age."""
    text = (HOME / "criteria.yaml").read_text("utf-8")
    endless, ends = re.subn(r"(?m)^in_force_until: .*\n", "", text)
    assert ends == 1
    file = tmp_path_factory.mktemp("criteria") / "criteria.yaml"
    file.write_text(endless, "utf-8")
    return file


@pytest.fixture(scope="session")
def filled_example(tmp_path_factory: pytest.TempPathFactory, everlasting_criteria: Path) -> Path:
    """An example log as the desk fills it, once for all tests: each takes a copy."""
    file = tmp_path_factory.mktemp("example") / "example.db"
    log = open_log(f"sqlite:///{file}")
    example_log.fill(Desk(log, criteria_file.load(everlasting_criteria)))
    log.close()
    return file
