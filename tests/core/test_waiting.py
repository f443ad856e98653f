"""A member's part in an open case, and the days on which another votes for them."""

from datetime import date
from typing import Any

import pytest

from screening.core.cases import Case, fold
from screening.core.committee_facts import BallotCast, MotionPut, RecusalDeclared
from screening.core.committee_rules import MotionRules
from screening.core.delegation import Delegation, Powers
from screening.core.facts import CaseFact
from screening.core.roster import Seat
from screening.core.waiting import part_in, periods
from tests.builders import NOON, a_screening

ANA, BEN, CLEO = (Seat(member=name, college="clients") for name in ("ana", "ben", "cleo"))
SAID: dict[str, Any] = {"at": NOON, "case": "C-1"}
MOTION = MotionPut(
    **SAID,
    by="cleo",
    submission="m",
    proposal="accept",
    because="It serves the mission.",
    procedure="full",
    rules=MotionRules(),
    seats=(ANA, BEN, CLEO),
    closes_at=NOON,
)


def ballot(seat: str) -> BallotCast:
    return BallotCast(**SAID, by=seat, submission=f"v-{seat}", motion="m", seat=seat, vote="for")


def the_case(*facts: CaseFact) -> Case:
    return fold([a_screening(outcome="refer", procedure="full"), *facts], 1)


def test_a_referral_is_taken_up_by_those_who_may() -> None:
    assert part_in(the_case(), "ana", [], takes_up=True) == "takes_up"
    assert part_in(the_case(), "ana", [], takes_up=False) == "none"


def test_one_has_voted_once_every_seat_that_one_votes_for_has() -> None:
    assert part_in(the_case(MOTION), "ana", [ANA], takes_up=True) == "votes"
    assert part_in(the_case(MOTION, ballot("ana")), "ana", [ANA], takes_up=True) == "voted"
    # Ben let her vote for him, and his vote is still missing.
    assert part_in(the_case(MOTION, ballot("ana")), "ana", [ANA, BEN], takes_up=True) == "votes"


def test_whoever_has_no_seat_in_the_motion_has_no_part_in_it() -> None:
    assert part_in(the_case(MOTION), "dan", [], takes_up=True) == "none"


def test_whoever_left_the_case_has_left_it_with_and_without_a_motion() -> None:
    left = RecusalDeclared(**SAID, by="ana", submission="r", because="My brother works there.")
    assert part_in(the_case(left), "ana", [], takes_up=True) == "left"
    assert part_in(the_case(MOTION, left), "ana", [ANA], takes_up=True) == "left"


# ── Delegation, day by day ───────────────────────────────────────────────────────────────────


def march(first: int, last: int, to: str = "ben") -> Delegation:
    return Delegation("ana", to, date(2026, 3, first), date(2026, 3, last))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], []),
        ([march(5, 20)], [march(10, 20)]),
        ([march(1, 9)], []),
        ([march(12, 20)], [march(12, 20)]),
        # Taken back in the middle, which leaves both ends.
        ([march(10, 20), march(14, 15, "ana")], [march(10, 13), march(16, 20)]),
        # Given to another since, for the days they have in common.
        ([march(10, 20), march(15, 25, "cleo")], [march(10, 14), march(15, 25, "cleo")]),
        # The same twice, one after the other, is one.
        ([march(10, 14), march(15, 20)], [march(10, 20)]),
        ([march(10, 20), march(10, 20, "ana")], []),
        # Nobody of another college.
        ([march(10, 20, "dan")], []),
        ([Delegation("ben", "ana", date(2026, 3, 1), date(2026, 3, 31))], []),
    ],
)
def test_each_day_the_last_word_counts(given: list[Delegation], expected: list[Delegation]) -> None:
    members = (ANA, BEN, CLEO, Seat(member="dan", college="students"))
    powers = Powers(date(2026, 3, 10), members, tuple(given))
    assert periods(ANA, powers) == expected


def test_a_delegation_to_the_end_of_the_calendar_can_be_told() -> None:
    powers = Powers(date(2026, 3, 10), (ANA, BEN), (march(10, 20)._replace(ends=date.max),))
    [told] = periods(ANA, powers)
    assert (told.to, told.starts, told.ends.year) == ("ben", date(2026, 3, 10), 9999)
