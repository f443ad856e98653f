"""A desk of its own for every test of the pages, and a visitor who sits at its machine."""

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime import context

from tests.pages.visit import Home, Visitor

SMALL = Path(__file__).with_name("criteria.yaml")


@pytest.fixture(scope="session", autouse=True)
def installed_once() -> Iterator[None]:
    """Streamlit looks for components among all installed packages, for each AppTest anew: that took
    more than half the time of these tests, and nothing is installed meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        scan = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


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
