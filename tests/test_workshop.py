"""The draft of an edition: kept for all who look at it, checked, and never taken for another's."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from screening.core.access import ROLES, NotAllowed, Person, Role
from screening.service import Desk, DraftMoved
from screening.stores.sqlite import open_log
from screening.workshop import begins, checked, drop_proposed, propose, proposed
from tests.builders import NOON, Clock, a_loaded_edition, a_request

EVA, CLEO = Person("eva", "criteria_owner"), Person("cleo", "criteria_owner")
ANA = Person("ana", "salesperson")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(open_log(f"sqlite:///{tmp_path / 'log.db'}"), a_loaded_edition(), Clock())


def test_a_draft_is_kept_as_typed_mistakes_and_all(desk: Desk) -> None:
    assert proposed(desk, EVA) is None
    kept = propose(desk, "name: [\n\ud800é", EVA)
    assert proposed(desk, CLEO) == kept
    assert (kept.text, kept.by, kept.at) == ("name: [\n\ud800é", "eva", NOON)


def test_nobody_replaces_what_they_have_not_seen(desk: Desk) -> None:
    first = propose(desk, "first", EVA)
    desk.now.turn(minutes=1)  # type: ignore[attr-defined]
    second = propose(desk, "second", CLEO, first.at)
    for seen in (None, first.at):
        with pytest.raises(DraftMoved):
            propose(desk, "third", EVA, seen)
    assert proposed(desk, EVA) == second


def test_a_draft_that_was_dropped_is_gone(desk: Desk) -> None:
    at = propose(desk, "first", EVA).at
    drop_proposed(desk, EVA, at)
    drop_proposed(desk, EVA, at)
    assert proposed(desk, EVA) is None
    assert desk.log.head().number == 0


def test_nobody_throws_away_what_they_have_not_seen(desk: Desk) -> None:
    propose(desk, "first", EVA)
    with pytest.raises(DraftMoved):
        drop_proposed(desk, EVA, None)
    assert proposed(desk, EVA) is not None


@pytest.mark.parametrize("role", ROLES)
def test_only_its_owner_writes_it_and_all_but_salespeople_read_it(desk: Desk, role: Role) -> None:
    propose(desk, "first", EVA)
    person = Person("somebody", role)
    if role != "criteria_owner":
        with pytest.raises(NotAllowed):
            propose(desk, "second", person)
        with pytest.raises(NotAllowed):
            drop_proposed(desk, person, None)
    if role == "salesperson":
        with pytest.raises(NotAllowed):
            proposed(desk, person)
    else:
        assert proposed(desk, person) is not None


def test_it_is_nobody_s_draft_of_a_request(desk: Desk) -> None:
    propose(desk, "first", EVA)
    (kept,) = desk.log.drafts("(criteria)")
    assert desk.draft(kept.id, ANA) is None
    with pytest.raises(NotAllowed):
        desk.save_draft(kept.id, {"title": "Mine"}, ANA)


def test_every_mistake_is_told_with_its_line(desk: Desk) -> None:
    found = checked("name: 12\nin_force_from: soon\n", desk)
    assert found.loaded is None
    assert {1, 2} <= {one.line for one in found.mistakes}


def test_a_name_that_another_edition_has_must_be_changed(desk: Desk) -> None:
    text = a_loaded_edition(accept_from=61).text
    (problem,) = checked(f"# mine\n{text}", desk).mistakes
    assert problem.code == "edition_name_taken"
    assert not checked(a_loaded_edition(name="2027-1").text, desk).mistakes
    # The edition itself is no other one; nor is one that the log holds.
    assert not checked(desk.loaded.text, desk).problems
    desk.record(a_request(), "first", ANA)
    assert checked(text, desk).mistakes


def test_the_line_of_the_name_is_found(desk: Desk) -> None:
    text = Path("criteria.yaml").read_text("utf-8")
    in_force = Desk(desk.log, checked(text, desk).loaded or desk.loaded, desk.now)
    draft = text.replace("accept_from: ", "accept_from:  ")
    (problem,) = checked(draft, in_force).mistakes
    assert text.splitlines()[(problem.line or 0) - 1].startswith("name:")


def test_what_would_begin_in_the_past_begins_today(desk: Desk) -> None:
    today = NOON.date()
    past = a_loaded_edition(name="past", in_force_from=date(2026, 1, 5))
    ahead = a_loaded_edition(name="ahead", in_force_from=today + timedelta(days=5))
    assert begins(past, desk) == today
    assert begins(ahead, desk) == today + timedelta(days=5)


def test_minutes_copied_from_the_edition_in_force_deserve_a_look(desk: Desk) -> None:
    copied = checked(a_loaded_edition(name="next").text, desk)
    assert [(one.code, one.warning) for one in copied.problems] == [("adoption_copied", True)]
    assert copied.mistakes == ()
    adopted = {**a_loaded_edition().edition.adopted.model_dump(mode="json"), "on": "2026-01-02"}
    assert "adoption_copied" not in [
        one.code
        for one in checked(a_loaded_edition(name="next", adopted=adopted).text, desk).problems
    ]
