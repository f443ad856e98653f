"""An auditor reads everything and writes nothing: every use case that writes, cell by cell."""

import inspect
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from screening.accounts import Accounts
from screening.core.access import NotAllowed, Person
from screening.core.motion_check import NewCondition, NewMotion
from screening.core.periods import year
from screening.core.query import Query
from screening.core.sampling import STRATA
from screening.exports import export
from screening.exports.register import REGISTER_FORMS, export_register
from screening.register import Register
from screening.review import Ballot, Review
from screening.sample import Asked, drawn_dossiers
from screening.service import Desk, Words
from screening.stores.protocol import PersonDetails
from screening.stores.sqlite import SqliteLog
from tests.builders import (
    ANA,
    DAY,
    FOUR,
    MANAGER,
    NOON,
    ONE,
    THREE,
    TWO,
    Clock,
    a_request,
    a_review,
    put,
    referred,
    vote,
)

AUDITOR = Person("auditor-1", "auditor")
IF_OPENED = NewMotion(
    "accept_with_conditions",
    "If it opens.",
    (NewCondition("Open it.", AUDITOR.id, DAY + timedelta(days=90), "The page."),),
)


class Desks:
    """A case in every state, all of them the auditor's own: even that gives no right to write."""

    def __init__(self, review: Review) -> None:
        self.review, self.desk = review, review.desk
        self.accounts = Accounts(review.desk.log, review.desk.now)
        mine = {"owner": AUDITOR.id}
        self.referred = referred(review, "HS-1", **mine)
        self.voting = referred(review, "HS-2", **mine)
        put(review, self.voting)
        self.advised, self.accepted = (referred(review, f"HS-{n}", **mine) for n in (3, 4))
        for case in (self.advised, self.accepted):
            put(review, case, IF_OPENED)
            for member in (ONE, TWO, THREE, FOUR):
                vote(review, case, member, "for")
        review.decide(self.accepted, "d-1", "accept_with_conditions", None, MANAGER)
        self.asked = "q-1"
        review.ask(self.referred, self.asked, "Why?", ONE)
        review.desk.save_draft("draft-1", {"title": "Hers"}, ANA)
        review.desk.introduce(PersonDetails("p-somebody", "Ada", None, None, None))

    def everything(self) -> tuple[object, ...]:
        """All that the log's file holds: lines, index, drafts, directory, accounts."""
        log = self.desk.log
        return (
            log.head(),
            list(log.lines()),
            list(log.every_row()),
            log.drafts(ANA.id),
            log.drafts(AUDITOR.id),
            log.people(),
            log.accounts(),
        )


@pytest.fixture
def desks(log: SqliteLog, clock: Clock) -> Desks:
    return Desks(a_review(log, clock, authority="advisory"))


# Every use case that takes a person and may write, by the class it belongs to.
WRITES: dict[tuple[type, str], Callable[[Desks], object]] = {
    (Desk, "record"): lambda one: one.desk.record(a_request(title="Another"), "s-9", AUDITOR),
    (Desk, "record_in"): lambda one: _record_in(one),
    (Desk, "withdraw"): lambda one: one.desk.withdraw(one.referred, "w-9", "lost", None, AUDITOR),
    (Desk, "amendment"): lambda one: one.desk.amendment(one.referred, AUDITOR),
    (Desk, "save_draft"): lambda one: one.desk.save_draft("draft-9", {}, AUDITOR),
    (Desk, "erase"): lambda one: one.desk.erase("p-somebody", AUDITOR),
    (Desk, "forget_contacts"): lambda one: one.desk.forget_contacts(NOON, AUDITOR),
    (Review, "move_up"): lambda one: one.review.move_up(one.referred, "a-1", "Look.", AUDITOR),
    (Review, "ask"): lambda one: one.review.ask(one.referred, "a-2", "Why?", AUDITOR),
    (Review, "answer"): lambda one: one.review.answer(
        one.referred, "a-3", one.asked, "So.", AUDITOR
    ),
    (Review, "recuse"): lambda one: one.review.recuse(one.voting, "a-4", "I know them.", AUDITOR),
    (Review, "put"): lambda one: one.review.put(
        one.referred, "a-5", NewMotion("accept", "Good."), AUDITOR
    ),
    (Review, "vote"): lambda one: one.review.vote(
        one.voting, "a-6", Ballot("member-1", "for"), AUDITOR
    ),
    (Review, "decide"): lambda one: one.review.decide(
        one.advised, "a-7", "accept_with_conditions", None, AUDITOR
    ),
    (Review, "settle"): lambda one: one.review.settle(
        one.accepted, "a-8", 1, True, "The page.", AUDITOR
    ),
    (Review, "delegate"): lambda one: one.review.delegate("a-9", "member-2", DAY, DAY, AUDITOR),
    (Review, "hold_meeting"): lambda one: one.review.hold_meeting(
        "a-10", DAY, ("member-1",), (one.referred,), AUDITOR
    ),
    (Accounts, "expect"): lambda one: one.accounts.expect(
        "x@example.org", "manager", AUDITOR, name="X"
    ),
    (Accounts, "change"): lambda one: one.accounts.change("p-somebody", "manager", AUDITOR),
    (Accounts, "end_sessions"): lambda one: one.accounts.end_sessions("p-somebody", AUDITOR),
}
# Those that only read, for an auditor too; `writing` begins a write for those above, within which
# `enter_edition` is called, and `drop_draft` knows no draft but one's own, which an auditor cannot
# have.
READS = (
    {
        (Desk, name)
        for name in (
            "case",
            "case_for_members",
            "cases",
            "count",
            "draft",
            "draft_saved_at",
            "drafts",
            "drop_draft",
            "earlier_cases",
            "enter_edition",
            "every_case",
            "page",
            "sums",
            "writing",
        )
    }
    | {
        (Review, name)
        for name in (
            "delegated",
            "has_part",
            "has_voted",
            "place_of",
            "precedents",
            "queue",
            "ruled",
            "seats_of",
            "stands_in_for",
            "waiting",
        )
    }
    | {(Accounts, "everybody")}
)


def _record_in(one: Desks) -> object:
    with one.desk.log.writing() as writing:
        return one.desk.record_in(writing, a_request(title="Another"), "s-9", AUDITOR, Words())


def test_every_use_case_that_somebody_does_is_known_to_these_tests() -> None:
    """One that is added stands in one table or the other, or this fails."""
    done = {
        (kind, name)
        for kind in (Desk, Review, Accounts)
        for name, method in inspect.getmembers(kind, inspect.isfunction)
        if not name.startswith("_") and "by" in inspect.signature(method).parameters
    }
    assert done == {*WRITES, *READS}


@pytest.mark.parametrize("use_case", WRITES, ids=lambda one: f"{one[0].__name__}.{one[1]}")
def test_what_writes_refuses_an_auditor_and_writes_nothing(
    desks: Desks, use_case: tuple[type, str]
) -> None:
    before = desks.everything()
    with pytest.raises(NotAllowed):
        WRITES[use_case](desks)
    assert desks.everything() == before


@pytest.mark.parametrize("form", ["xlsx", "csv", "csv_excel", "jsonl"])
def test_an_auditor_exports_no_decisions(desks: Desks, form: Any, tmp_path: Path) -> None:
    before = desks.everything()
    file = tmp_path / "export"
    with pytest.raises(NotAllowed):
        export(desks.desk, Query(), form, "en", file, AUDITOR)
    assert desks.everything() == before
    assert not file.exists()


@pytest.mark.parametrize("form", REGISTER_FORMS)
def test_an_auditor_exports_no_register(desks: Desks, form: Any) -> None:
    before = desks.everything()
    with pytest.raises(NotAllowed):
        export_register(desks.desk, year(NOON.year), form, "en", AUDITOR)
    assert desks.everything() == before


def test_an_auditor_drops_nobody_s_draft(desks: Desks) -> None:
    before = desks.everything()
    desks.desk.drop_draft("draft-1", AUDITOR)
    assert desks.everything() == before


def test_an_auditor_reads_everything_and_that_writes_nothing(desks: Desks) -> None:
    before = desks.everything()
    rows = desks.desk.cases(Query(), AUDITOR)
    assert len(rows) == 4
    for row in rows:
        dossier = desks.desk.case(row.case, AUDITOR)
        desks.review.precedents(dossier.case, AUDITOR)
    assert desks.review.queue(AUDITOR)
    register = Register(desks.desk)
    register.turned_down(year(NOON.year), AUDITOR)
    register.improved(year(NOON.year), AUDITOR)
    for strata in STRATA:
        drawn_dossiers(desks.desk, Asked(4, "seed", strata), AUDITOR)
    assert desks.everything() == before
