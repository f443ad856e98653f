"""After the first verdict: a new version, a person's referral, a withdrawal."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from screening import criteria_file
from screening.core.access import NotAllowed, Person
from screening.core.changes import AnswerChange, DetailChange, differences
from screening.core.request import Request
from screening.replaying import replay
from screening.service import (
    CaseClosed,
    Desk,
    DraftMoved,
    NewerVersion,
    ReasonMissing,
    StillUndecided,
    UnknownCase,
    Words,
    verify_log,
)
from screening.stores.protocol import Draft
from screening.stores.sqlite import open_log

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ANA = Person("sales-1", "salesperson")
BEN = Person("sales-2", "salesperson")
MARC = Person("manager-1", "manager")

# Everything the mission asks for; see criteria.yaml.
GOOD = {
    "catalogue_opening": "at_delivery",
    "client_sector": "non_profit",
    "priority_share": 80,
    "priority_audiences": ("refugee",),
    "learner_pays": False,
    "concern": False,
}


class Clock:
    """Tells a later minute each time it is asked."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    log = open_log(f"sqlite:///{tmp_path / 'screening.db'}")
    yield Desk(log, criteria_file.load(Path("criteria.yaml")), Clock())
    log.close()


def asked(**answers: object) -> Request:
    return Request.model_validate(
        {"prospect": {"name": "Atelier Nord"}, "title": "Web developers", "answers": answers}
    )


NEVER = asked(**{**GOOD, "catalogue_opening": "never"})


def test_a_referred_request_is_taken_up_again_and_accepted(desk: Desk) -> None:
    first = desk.record(NEVER, "s-1", ANA)

    second = desk.record(asked(**GOOD), "s-2", ANA, Words(amends=first.case))

    assert second.case == first.case
    case = desk.case(first.case, ANA).case
    assert [one.outcome for one in case.screenings] == ["refer", "accept"]
    assert case.status == "accepted"
    assert desk.log.row(first.case).status == "accepted"  # type: ignore[union-attr]
    assert list(verify_log(desk.log)) == list(replay(desk.log.lines())) == []


def test_the_same_amendment_twice_is_one_version(desk: Desk) -> None:
    case = desk.record(NEVER, "s-1", ANA).case
    desk.record(asked(**GOOD), "s-2", ANA, Words(amends=case))

    again = desk.record(asked(**GOOD), "s-2", ANA, Words(amends=case))

    assert not again.new
    assert len(desk.case(case, ANA).case.screenings) == 2


def test_an_accepted_request_takes_no_new_version(desk: Desk) -> None:
    case = desk.record(asked(**GOOD), "s-1", ANA).case

    with pytest.raises(CaseClosed):
        desk.record(NEVER, "s-2", ANA, Words(amends=case))


def test_only_its_salesperson_and_managers_amend_a_request(desk: Desk) -> None:
    case = desk.record(NEVER, "s-1", ANA).case

    with pytest.raises(NotAllowed):
        desk.record(asked(**GOOD), "s-2", BEN, Words(amends=case))
    assert desk.record(asked(**GOOD), "s-3", MARC, Words(amends=case)).new


def test_a_case_that_does_not_exist_cannot_be_amended(desk: Desk) -> None:
    with pytest.raises(UnknownCase):
        desk.record(NEVER, "s-1", ANA, Words(amends="C-404"))
    assert desk.log.head().number == 0


@pytest.mark.parametrize("request_", [asked(**GOOD), asked()], ids=["acceptable", "undecided"])
def test_a_person_sends_to_the_committee_what_the_criteria_do_not_refer(
    desk: Desk, request_: Request
) -> None:
    words = Words(sent_because="The client is in the news.", context="They insist on a date.")

    case = desk.case(desk.record(request_, "s-1", ANA, words).case, ANA).case

    assert case.status == "referred"
    assert case.latest.procedure == "full"
    assert case.latest.sent_because == "The client is in the news."
    assert case.latest.context == "They insist on a date."
    assert list(verify_log(desk.log)) == list(replay(desk.log.lines())) == []


def test_nobody_records_an_acceptance_the_criteria_do_not_give(desk: Desk) -> None:
    with pytest.raises(StillUndecided):
        desk.record(asked(), "s-1", ANA, Words(context="Please."))
    assert desk.log.head().number == 0


def test_a_withdrawn_request_says_why_and_takes_no_new_version(desk: Desk) -> None:
    case = desk.record(NEVER, "s-1", ANA).case

    desk.withdraw(case, "w-1", "mission", "We do not build closed courses.", ANA)

    told = desk.case(case, ANA).case
    assert told.status == "withdrawn"
    assert told.withdrawal is not None
    assert told.withdrawal.reason == "mission"
    with pytest.raises(CaseClosed):
        desk.record(asked(**GOOD), "s-2", ANA, Words(amends=case))
    assert not desk.withdraw(case, "w-1", "mission", None, ANA).new
    assert list(verify_log(desk.log)) == []


def test_another_salesperson_cannot_withdraw(desk: Desk) -> None:
    case = desk.record(NEVER, "s-1", ANA).case

    with pytest.raises(NotAllowed):
        desk.withdraw(case, "w-1", "lost", None, BEN)


def test_the_draft_of_an_amendment_goes_with_its_recording(desk: Desk) -> None:
    case = desk.record(NEVER, "s-1", ANA).case
    desk.log.save_draft(Draft("s-2", ANA.id, "{}", NOON))

    desk.record(asked(**GOOD), "s-2", ANA, Words(amends=case))

    assert desk.drafts(ANA) == []


def test_two_versions_are_compared_answer_by_answer_and_finding_by_finding(desk: Desk) -> None:
    case = desk.record(NEVER, "s-1", ANA).case
    amended = asked(**GOOD).model_copy(update={"amount": 12_000})
    desk.record(amended, "s-2", ANA, Words(amends=case))

    told = differences(*desk.case(case, ANA).case.screenings)

    assert told.answers == (AnswerChange("catalogue_opening", "never", "at_delivery"),)
    assert [one.criterion for one in told.findings] == ["open-catalogue"]
    assert [(one.before.points, one.after.points) for one in told.findings if one.before] == [
        (0, 30)
    ]
    assert told.details == (DetailChange("amount", None, 12_000),)


def test_a_new_version_begins_from_the_last_and_stays_with_its_salesperson(desk: Desk) -> None:
    case = desk.record(NEVER, "s-1", ANA, Words(context="They insist.")).case

    draft = desk.amendment(case, MARC)

    raw = desk.draft(draft, MARC)
    assert raw is not None
    assert raw["words"] == {"amends": case, "versions": 1}
    assert raw["answers"]["catalogue_opening"] == "never"  # type: ignore[index]
    desk.record(asked(**GOOD), draft, MARC, Words(amends=case))
    assert desk.case(case, ANA).case.latest.request.owner == ANA.id


def test_a_version_begun_before_another_one_was_recorded_is_refused(desk: Desk) -> None:
    case = desk.record(NEVER, "s-1", ANA).case
    first, second = desk.amendment(case, ANA), desk.amendment(case, MARC)
    assert first != second
    assert desk.amendment(case, ANA) == first  # gone on with, not begun twice
    desk.record(NEVER, first, ANA, Words(amends=case, versions=1))
    with pytest.raises(NewerVersion):
        desk.record(NEVER, second, MARC, Words(amends=case, versions=1))
    assert desk.record(NEVER, second, MARC, Words(amends=case, versions=2)).new


@pytest.mark.parametrize("reason", ["", "  ", "=", "\x00"])
def test_nobody_sends_to_the_committee_without_saying_why(desk: Desk, reason: str) -> None:
    with pytest.raises(ReasonMissing):
        desk.record(asked(**GOOD), "s-1", ANA, Words(sent_because=reason))
    assert desk.log.head().number == 0


def test_words_are_sealed_as_files_can_hold_them(desk: Desk) -> None:
    case = desk.record(NEVER, "s-1", ANA, Words(context=" =cmd\x07 They insist. ")).case
    assert desk.case(case, ANA).case.latest.context == "cmd They insist."


def test_a_word_for_the_committee_goes_nowhere_else(desk: Desk) -> None:
    case = desk.record(asked(**GOOD), "s-1", ANA, Words(context="They insist.")).case
    assert desk.case(case, ANA).case.latest.context is None


def test_a_draft_that_another_window_saved_is_not_overwritten(desk: Desk) -> None:
    first = desk.save_draft("d-1", {"title": "One"}, ANA)
    desk.save_draft("d-1", {"title": "Two"}, ANA, seen=first)
    with pytest.raises(DraftMoved):
        desk.save_draft("d-1", {"title": "Three"}, ANA, seen=first)
    assert desk.draft("d-1", ANA) == {"title": "Two"}


def test_a_closed_case_begins_no_new_version(desk: Desk) -> None:
    case = desk.record(asked(**GOOD), "s-1", ANA).case

    with pytest.raises(CaseClosed):
        desk.amendment(case, ANA)
