"""The register, over cases that went every way they can go."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from screening.core.access import ROLES, NotAllowed, Person, Role
from screening.core.changes import AnswerChange
from screening.core.committee_facts import Condition
from screening.core.facts import ProposalTaken
from screening.core.periods import Period, year
from screening.core.register import Totals, totals, turned_down
from screening.register import Register
from screening.review import NewMotion, Review
from screening.service import Words
from screening.stores.sqlite import SqliteLog
from tests.builders import (
    ACCEPT,
    ANA,
    DAY,
    FOUR,
    MANAGER,
    ONE,
    THREE,
    TWO,
    Clock,
    a_request,
    a_review,
    case_of,
    put,
    referred,
    vote,
)
from tests.tampering import rewrite, seal_again, tamper

AUDITOR = Person("auditor-1", "auditor")
Y2026 = year(2026)
CONDITIONS = (Condition(text="Open two modules.", owner=ANA.id, due=DAY, proof="The page"),)
DECLINE = NewMotion("decline", "Closed for good.", reasons=("closed_content", "audience"))
ON_CONDITIONS = NewMotion("accept_with_conditions", "If it opens.", conditions=CONDITIONS)


def carried(review: Review, case: str, motion: NewMotion) -> None:
    put(review, case, motion)
    for member in (ONE, TWO, THREE, FOUR):
        vote(review, case, member, "for")


def recorded(
    review: Review,
    reference: str,
    amends: str | None = None,
    stood: object = None,
    **answers: object,
) -> str:
    request = a_request(
        reference=reference, owner=None, answers=answers, amount=10_000, title=reference
    )
    words = Words(
        amends=amends,
        repeated_because="Another course.",
        stood=stood if isinstance(stood, dict) else None,
    )
    return review.desk.record(request, f"s-{reference}-{answers}", ANA, words).case


def down(review: Review, period: Period = Y2026, by: Person = AUDITOR) -> list[str]:
    return [one.case for one in Register(review.desk).turned_down(period, by)]


def better(review: Review, period: Period = Y2026, by: Person = AUDITOR) -> list[str]:
    return [one.case for one in Register(review.desk).improved(period, by)]


# ── Turned down ──────────────────────────────────────────────────────────────────────────────


def test_what_the_committee_declined_is_told_with_its_reasons(review: Review) -> None:
    case = referred(review)
    carried(review, case, DECLINE)

    assert down(review) == [case]
    (row,) = Register(review.desk).turned_down(Y2026, AUDITOR)
    entry = Register(review.desk).told_turned_down(row, AUDITOR)
    assert entry is not None
    assert not entry.altered
    assert (entry.how, entry.reasons) == ("ruled", ("closed_content", "audience"))
    assert entry.instead == ()
    # A person sent it there: the criteria had nothing against it.
    assert (entry.outcome, entry.accepted_if) == ("accept", ())


def test_what_would_have_been_accepted_is_told_by_the_criteria(review: Review) -> None:
    case = recorded(review, "HS-1", open=False, share=80)
    review.desk.withdraw(case, "w-1", "mission", None, ANA)
    (row,) = Register(review.desk).turned_down(Y2026, AUDITOR)
    entry = Register(review.desk).told_turned_down(row, AUDITOR)
    assert entry is not None
    assert entry.outcome == "refer"
    assert [[(one.question, one.answer) for one in way] for way in entry.accepted_if] == [
        [("open", True)]
    ]


def test_what_the_committee_would_have_accepted_is_told_as_offered_instead(
    log: SqliteLog, clock: Clock
) -> None:
    review = a_review(log, clock, authority="advisory")
    case = referred(review)
    carried(review, case, ON_CONDITIONS)
    review.decide(case, "d-1", "decline", "They took the clause back.", MANAGER)

    told = turned_down(case_of(review, case))
    assert told is not None
    assert (told.how, told.reasons) == ("departed", ())
    assert [one.put.conditions for one in told.instead] == [CONDITIONS]


def test_management_that_follows_the_opinion_is_told_to_have_followed(
    log: SqliteLog, clock: Clock
) -> None:
    review = a_review(log, clock, authority="advisory")
    case = referred(review)
    carried(review, case, DECLINE)
    review.decide(case, "d-1", "decline", None, MANAGER)
    told = turned_down(case_of(review, case))
    assert told is not None
    assert told.how == "followed"


def test_only_a_withdrawal_for_the_mission_gives_a_deal_up_for_it(review: Review) -> None:
    mission, lost, open_one, accepted = (referred(review, f"HS-{place}") for place in range(4))
    review.desk.withdraw(mission, "w-1", "mission", "They keep it closed.", ANA)
    review.desk.withdraw(lost, "w-2", "lost", None, ANA)
    carried(review, accepted, ACCEPT)

    assert down(review) == [mission]
    told = turned_down(case_of(review, mission))
    assert told is not None
    assert (told.how, told.reasons) == ("withdrawn", ("mission",))
    for other in (lost, open_one, accepted):
        assert turned_down(case_of(review, other)) is None


def test_what_speaks_against_it_begins_with_what_blocks(review: Review) -> None:
    case = recorded(review, "HS-1", share=10, open=False)
    review.desk.withdraw(case, "w-1", "mission", None, ANA)
    told = turned_down(case_of(review, case))
    assert told is not None
    assert [one.criterion for one in told.against] == ["openness", "priority"]


def test_the_latest_comes_first_and_a_period_is_of_when_it_ended(
    review: Review, clock: Clock
) -> None:
    first, second, third = (referred(review, f"HS-{place}") for place in range(3))
    ends = [
        # Midnight in Paris, in summer and in winter.
        (second, datetime(2026, 3, 31, 21, 59, 59, tzinfo=UTC)),
        (first, datetime(2026, 3, 31, 22, tzinfo=UTC)),
        (third, datetime(2026, 12, 31, 23, tzinfo=UTC)),
    ]
    for case, at in ends:
        clock.now = at
        review.desk.withdraw(case, f"w-{case}", "mission", None, ANA)
    assert down(review) == [first, second]
    assert down(review, Period("2026-01", "2026-03")) == [second]
    assert down(review, Period("2026-04", "2027-01")) == [third, first]
    assert Register(review.desk).began() == DAY


def test_an_altered_case_is_told_as_such_or_not_at_all(review: Review, tmp_path: Path) -> None:
    case = referred(review)
    review.desk.withdraw(case, "w-1", "mission", "Closed.", ANA)
    register = Register(review.desk)
    (row,) = register.turned_down(Y2026, AUDITOR)

    rewrite(tmp_path / "screening.db", 3, "Closed.", "Opened.")
    entry = register.told_turned_down(row, AUDITOR)
    assert entry is not None
    assert entry.altered

    tamper(tmp_path / "screening.db", "UPDATE line SET content = '{}' WHERE number = 2")
    assert register.told_turned_down(row, AUDITOR) is None


# ── Made better ──────────────────────────────────────────────────────────────────────────────


def test_a_referral_accepted_with_better_answers_was_made_better(review: Review) -> None:
    case = recorded(review, "HS-1", open=False, share=80)
    assert better(review) == []
    recorded(review, "HS-1", case, open=True, share=75)

    assert better(review) == [case]
    (row,) = Register(review.desk).improved(Y2026, AUDITOR)
    entry = Register(review.desk).told_improved(row, AUDITOR)
    assert entry is not None
    assert (entry.first, entry.before_recording) == ("refer", False)
    assert entry.better == (AnswerChange("open", False, True),)
    assert entry.other == (AnswerChange("share", 80, 75),)
    assert entry.proposed == frozenset()


def test_what_a_person_sent_to_the_committee_undecided_was_undecided_first(review: Review) -> None:
    request = a_request(owner=None, answers={"share": 80})
    case = review.desk.record(request, "s-1", ANA, Words(sent_because="Look at it.")).case
    recorded(review, "HS-1", case, open=True, share=80)
    (row,) = Register(review.desk).improved(Y2026, AUDITOR)
    entry = Register(review.desk).told_improved(row, AUDITOR)
    assert entry is not None
    assert (entry.first, entry.before_recording) == ("undecided", False)
    assert entry.better == (AnswerChange("open", None, True),)


@pytest.mark.parametrize(("stood", "first"), [(False, "refer"), (None, "undecided")])
def test_proposals_taken_before_the_recording_made_it_better(
    review: Review, stood: bool | None, first: str
) -> None:
    case = recorded(review, "HS-1", stood={"open": stood}, open=True, share=80)
    recorded(review, "HS-2", open=True, share=80)  # as it came

    assert better(review) == [case]
    (row,) = Register(review.desk).improved(Y2026, AUDITOR)
    entry = Register(review.desk).told_improved(row, AUDITOR)
    assert entry is not None
    assert (entry.first, entry.before_recording) == (first, True)
    assert entry.better == (AnswerChange("open", stood, True),)
    assert entry.proposed == {"open"}


def test_a_proposal_taken_in_a_later_version_is_told_among_the_better_answers(
    review: Review,
) -> None:
    case = recorded(review, "HS-1", open=False, share=80)
    recorded(review, "HS-1", case, {"open": False}, open=True, share=80)
    assert case_of(review, case).latest.proposals_taken == (
        ProposalTaken(question="open", instead_of=False),
    )
    (row,) = Register(review.desk).improved(Y2026, AUDITOR)
    entry = Register(review.desk).told_improved(row, AUDITOR)
    assert entry is not None
    assert (entry.first, entry.before_recording) == ("refer", False)
    assert entry.proposed == {"open"}


def test_an_improvement_that_its_criteria_cannot_tell_is_told_no_more(
    review: Review, tmp_path: Path
) -> None:
    recorded(review, "HS-1", stood={"open": False}, open=True, share=80)
    (row,) = Register(review.desk).improved(Y2026, AUDITOR)
    rewrite(tmp_path / "screening.db", 2, '"criterion":"openness"', '"criterion":"other"')
    seal_again(tmp_path / "screening.db")
    assert Register(review.desk).told_improved(row, AUDITOR) is None


# ── Totals, and who reads them ───────────────────────────────────────────────────────────────


def test_totals_say_of_how_many_nothing_is_known(review: Review) -> None:
    for reference, said in (
        ("HS-1", {"amount": 12_000, "learners": 30}),
        ("HS-2", {"amount": None, "learners": 12}),
        ("HS-3", {"amount": 500, "learners": None}),
    ):
        carried(review, referred(review, reference, **said), DECLINE)
    review.desk.withdraw(referred(review, "HS-4", learners=None), "w", "mission", None, ANA)

    assert totals(Register(review.desk).turned_down(Y2026, AUDITOR)) == Totals(
        deals=4,
        amount=12_500,
        amounts_unknown=2,
        learners=42,
        learners_unknown=2,
        reasons=(("audience", 3), ("closed_content", 3), ("mission", 1)),
    )
    assert totals([]) == Totals(0, 0, 0, 0, 0, ())


@pytest.mark.parametrize("role", ROLES)
def test_who_may_not_read_the_log_reads_no_register(review: Review, role: Role) -> None:
    case = referred(review)
    carried(review, case, DECLINE)
    (row,) = Register(review.desk).turned_down(Y2026, AUDITOR)
    person = Person("p", role)
    reads = [
        lambda: down(review, by=person),
        lambda: better(review, by=person),
        lambda: Register(review.desk).told_turned_down(row, person),
    ]
    for read in reads:
        if role in ("manager", "auditor", "criteria_owner"):
            assert read() is not None
        else:
            with pytest.raises(NotAllowed):
                read()
