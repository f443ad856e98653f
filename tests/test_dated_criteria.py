"""Criteria that judge on some days of their edition only: what each case shows, and replays."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from screening.core.access import Person
from screening.core.cases import Case
from screening.criteria_file import LoadedEdition
from screening.exports.about import criteria as told_in_a_workbook
from screening.replaying import replay
from screening.service import Desk
from screening.stores.sqlite import SqliteLog
from tests.builders import DAY, Clock, a_loaded_edition, a_request, an_edition

ANA = Person("sales-1", "salesperson")
# Open to all (40 points, or it blocks) until the day of the first request, and no longer after it.
CLOSED = {"open": False, "share": 80}


@pytest.fixture
def loaded() -> LoadedEdition:
    openness, priority = (
        one.model_dump(mode="json", by_alias=True, exclude_none=True)
        for one in an_edition().criteria
    )
    return a_loaded_edition(criteria=[{**openness, "until": DAY.isoformat()}, priority])


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, loaded: LoadedEdition, clock: Clock) -> Iterator[Desk]:
    log = SqliteLog(tmp_path / "screening.db")
    yield Desk(log, loaded, clock)
    log.close()


def recorded(desk: Desk, reference: str) -> Case:
    request = a_request(reference=reference, title=reference, owner=ANA.id, answers=CLOSED)
    return desk.case(desk.record(request, reference, ANA).case, ANA).case


def test_a_case_shows_the_criteria_that_judged_it_and_replays_as_they_did(
    desk: Desk, clock: Clock
) -> None:
    before = recorded(desk, "HS-1")
    clock.turn(days=1)
    after = recorded(desk, "HS-2")

    assert [one.criterion for one in before.latest.findings] == ["openness", "priority"]
    assert (before.latest.outcome, before.latest.score.now) == ("refer", 60)
    assert [one.criterion for one in after.latest.findings] == ["priority"]
    assert (after.latest.outcome, after.latest.score.now) == ("accept", 100)
    assert desk.reconsidered(before.latest).assessment == before.latest.assessment
    assert list(replay(desk.log.lines())) == []


def test_a_workbook_tells_on_which_days_a_criterion_judged(loaded: LoadedEdition) -> None:
    rows = told_in_a_workbook({"f": loaded.edition}, "en")

    assert [(row[13], row[9], row[10]) for row in rows] == [
        ("openness", loaded.edition.in_force_from, DAY),
        ("priority", loaded.edition.in_force_from, None),
    ]
