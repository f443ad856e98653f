"""Adopting editions: what judges when, what is refused, and that the past stays as it was."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from screening import criteria_file
from screening.adopting import adopt
from screening.core.access import NotAllowed, Person
from screening.core.editions import Entered
from screening.core.refused import Refused
from screening.criteria_file import CriteriaUnreadable
from screening.editions import edition_on, editions_in, left_aside
from screening.replaying import replay
from screening.scenarios import NewScenario, Scenarios
from screening.service import Desk, EditionChanged
from screening.stores.sqlite import SqliteLog, open_log
from tests.builders import NOON, Clock, a_loaded_edition, a_request

EVA = Person("eva", "criteria_owner")
ANA = Person("ana", "salesperson")
MINUTES = "Committee of 27 February 2026"
FILE = a_loaded_edition()
# Nobody has a share of 90 in the requests of these tests.
STRICTER = [
    {**one, "steps": [{"from": 90, "points": 60}]} if one["kind"] == "steps" else one
    for one in FILE.edition.model_dump(mode="json", by_alias=True, exclude_none=True)["criteria"]
]


class House:
    """A log, a clock, and a criteria file."""

    def __init__(self, folder: Path) -> None:
        self.log: SqliteLog = open_log(f"sqlite:///{folder / 'log.db'}")
        self.clock = Clock(NOON)
        self.file = FILE

    def desk(self) -> Desk:
        in_force = edition_on(self.log, self.clock().date(), lambda: self.file)
        return Desk(self.log, in_force, self.clock)

    def record(self, submission: str, desk: Desk | None = None) -> str:
        """The name of the edition that judged a new request."""
        desk = desk or self.desk()
        request = a_request(prospect={"name": submission, "country": "FR"})
        case = desk.record(request, submission, ANA).case
        row = self.log.row(case)
        assert row is not None
        return row.edition

    def adopt(self, by: Person = EVA, minutes: str = MINUTES, **changes: Any) -> Entered:
        return adopt(self.desk(), a_loaded_edition(**changes).text, minutes, by)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_until_an_edition_is_adopted_the_file_judges(house: House) -> None:
    assert house.record("first") == "2026-test"
    house.file = a_loaded_edition(name="2026-2")
    assert house.record("second") == "2026-2"
    assert [one.minutes for one in editions_in(house.log)] == [None, None]


def test_a_file_that_was_changed_under_its_name_is_not_taken_for_its_edition(house: House) -> None:
    house.record("first")
    house.file = a_loaded_edition(accept_from=1)
    assert house.desk().loaded is not house.file
    assert left_aside(house.log, house.file)
    assert house.desk().edition.accept_from == 60
    with pytest.raises(EditionChanged):
        house.record("second", Desk(house.log, house.file, house.clock))


def test_an_adopted_edition_judges_from_its_day_on(house: House) -> None:
    tomorrow = NOON.date() + timedelta(days=1)
    entered = house.adopt(name="2026-2", in_force_from=tomorrow, accept_from=61)
    assert (entered.begins, entered.minutes, entered.by) == (tomorrow, MINUTES, "eva")
    # What judges until then is in the log as well, for there it is looked up from now on.
    assert [one.edition.name for one in editions_in(house.log)] == ["2026-test", "2026-2"]
    assert entered == editions_in(house.log)[-1]
    assert not left_aside(house.log, FILE)
    house.file = a_loaded_edition(name="never-adopted")
    assert left_aside(house.log, house.file)
    assert house.record("today") == "2026-test"
    house.clock.turn(days=1)
    assert house.record("tomorrow") == "2026-2"
    assert list(replay(house.log.lines())) == []


def test_one_for_a_day_that_is_past_judges_at_once_and_changes_no_decision(house: House) -> None:
    house.record("before")
    house.adopt(name="2026-2", in_force_from=date(2026, 1, 2))
    assert house.record("after") == "2026-2"
    assert [row.edition for row in house.log.every_row()] == ["2026-test", "2026-2"]
    assert list(replay(house.log.lines())) == []


def test_last_years_edition_can_be_adopted_again(house: House) -> None:
    house.record("first")
    house.adopt(name="2026-2")
    house.clock.turn(days=1)
    house.adopt()
    assert house.record("again") == "2026-test"


def test_an_edition_in_use_can_be_given_its_minutes(house: House) -> None:
    house.record("first")
    house.adopt()
    assert [one.minutes for one in editions_in(house.log)] == [None, MINUTES]
    with pytest.raises(Refused) as refused:
        house.adopt()
    assert refused.value.code == "adoption_done"


def test_a_request_read_by_an_edition_that_was_replaced_is_read_again_first(house: House) -> None:
    typing = house.desk()
    house.adopt(name="2026-2")
    before = house.log.head()
    with pytest.raises(EditionChanged) as changed:
        house.record("typed", typing)
    assert changed.value.edition.name == "2026-2"
    assert house.log.head() == before
    assert house.record("typed") == "2026-2"


@pytest.mark.parametrize(
    ("code", "minutes", "changes"),
    [
        ("adoption_minutes_missing", "  ", {"name": "2026-2"}),
        ("adoption_name_taken", MINUTES, {"accept_from": 61}),
        ("adoption_over", MINUTES, {"name": "2025", "in_force_until": "2026-02-01"}),
    ],
)
def test_what_is_refused_leaves_the_log_as_it_was(
    house: House, code: str, minutes: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(Refused) as refused:
        house.adopt(minutes=minutes, **changes)
    assert refused.value.code == code
    assert house.log.head().number == 0


def test_an_edition_that_breaks_a_scenario_needs_a_motive_which_is_kept(house: House) -> None:
    house.record("first")
    kept = Scenarios(house.desk()).keep("C-2", "kept", NewScenario("Open", "Fits."), EVA)
    text = a_loaded_edition(name="2026-2", criteria=STRICTER).text
    with pytest.raises(Refused) as refused:
        adopt(house.desk(), text, MINUTES, EVA, motive=" ")
    assert refused.value.code == "adoption_motive_missing"
    entered = adopt(house.desk(), text, MINUTES, EVA, motive="The law changed.")
    assert (entered.motive, entered.broken) == ("The law changed.", (kept.id,))
    assert entered == editions_in(house.log)[-1]


def test_where_no_scenario_breaks_there_is_nothing_to_give_a_motive_for(house: House) -> None:
    entered = adopt(
        house.desk(), a_loaded_edition(name="2026-2").text, MINUTES, EVA, motive="Because."
    )
    assert entered.motive is None


def test_only_the_criteria_owner_adopts(house: House) -> None:
    with pytest.raises(NotAllowed):
        house.adopt(by=ANA, name="2026-2")


def test_an_edition_that_cannot_be_read_is_not_adopted(house: House) -> None:
    with pytest.raises(CriteriaUnreadable):
        adopt(house.desk(), "name: 12\n", MINUTES, EVA)


def test_what_is_adopted_is_kept_to_the_letter(house: House) -> None:
    text = "# Voted on a rainy day\n" + a_loaded_edition(name="2026-2").text
    entered = adopt(house.desk(), text, MINUTES, EVA)
    assert entered.fingerprint == criteria_file.read(text).fingerprint
    assert house.desk().loaded.text == text


def test_a_line_that_was_altered_enters_no_edition(house: House) -> None:
    house.adopt(name="2026-2")
    (line,) = house.log.editions()

    class Altered:
        def editions(self) -> list[Any]:
            return [line._replace(content=line.content.replace("2026-2", "2026-\\n"))]

    assert editions_in(Altered()) == []
