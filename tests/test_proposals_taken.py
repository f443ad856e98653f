"""What a salesperson obtained through the panel's proposals is sealed with what rests on it."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from screening.core.access import Person
from screening.core.chain import Flaw
from screening.core.facts import ProposalTaken, RequestScreened, read_fact
from screening.replaying import replay
from screening.service import Desk, Words, verify_log
from screening.stores.sqlite import SqliteLog
from tests.builders import NOON, a_loaded_edition, a_request
from tests.tampering import rewrite, seal_again

ANA = Person("sales-1", "salesperson")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "screening.db"


@pytest.fixture
def desk(file: Path) -> Iterator[Desk]:
    log = SqliteLog(file)
    yield Desk(log, a_loaded_edition(), lambda: NOON)
    log.close()


def recorded(
    desk: Desk, stood: Mapping[str, object], sent_because: str | None = None, **answers: object
) -> RequestScreened:
    request = a_request(owner=None, answers=answers)
    case = desk.record(request, "s-1", ANA, Words(stood=stood, sent_because=sent_because)).case
    (line,) = desk.log.lines(case=case)
    fact = read_fact(line.content)
    assert isinstance(fact, RequestScreened)
    return fact


@pytest.mark.parametrize(
    ("stood", "instead_of"),
    [({"open": "no"}, False), ({"open": False}, False), ({"open": None}, None)],
)
def test_an_acceptance_tells_the_proposals_it_rests_on(
    desk: Desk, stood: dict[str, object], instead_of: bool | None
) -> None:
    fact = recorded(desk, stood, open=True, share=80)

    assert fact.proposals_taken == (ProposalTaken(question="open", instead_of=instead_of),)
    row = desk.log.row(fact.case)
    assert row is not None
    assert row.improved == 1
    assert list(replay(desk.log.lines())) == []
    with desk.log.reading() as reading:
        assert list(verify_log(reading)) == []


@pytest.mark.parametrize(
    "stood",
    [
        {},
        {"open": True},
        {"share": 10},  # a fact is not for the prospect to change
        {"elsewhere": True},
    ],
)
def test_where_nothing_was_taken_nothing_is_told(desk: Desk, stood: dict[str, object]) -> None:
    fact = recorded(desk, stood, open=True, share=80)
    assert fact.proposals_taken is None
    assert "proposals_taken" not in next(desk.log.lines(case=fact.case)).content


def test_an_answer_that_is_none_counts_as_unanswered(desk: Desk) -> None:
    fact = recorded(desk, {"open": "perhaps"}, open=True, share=80)
    assert fact.proposals_taken == (ProposalTaken(question="open"),)


def test_a_referral_rests_on_no_proposal(desk: Desk) -> None:
    assert recorded(desk, {"open": False}, open=True, share=10).proposals_taken is None


def test_what_a_person_sends_to_the_committee_rests_on_no_proposal(desk: Desk) -> None:
    fact = recorded(desk, {"open": False}, "Look at it.", open=True, share=80)
    assert fact.outcome == "refer"
    assert fact.proposals_taken is None


def test_a_proposal_that_was_not_needed_does_not_replay(desk: Desk, file: Path) -> None:
    recorded(desk, {"open": False}, open=True, share=80)
    # That nobody ever gave way, and the request was acceptable from the start.
    rewrite(file, 2, '"instead_of":false', '"instead_of":true')
    seal_again(file)
    assert list(replay(desk.log.lines())) == [Flaw(2, "replay")]
