"""What tests of several kinds start from."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from screening import criteria_file, example_log
from screening.review import Review
from screening.service import Desk
from screening.settings import HOME
from screening.stores.sqlite import SqliteLog, open_log
from tests.builders import Clock, a_review


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SqliteLog]:
    log = SqliteLog(tmp_path / "screening.db")
    yield log
    log.close()


@pytest.fixture
def review(log: SqliteLog, clock: Clock) -> Review:
    """The committee of the builders at work."""
    return a_review(log, clock)


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
