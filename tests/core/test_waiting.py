"""A member's part in an open case, and the days on which another votes for them."""

from datetime import date
from typing import Any

import pytest

from screening.core.cases import Case, fold, row
from screening.core.committee import ProcedureName
from screening.core.committee_facts import BallotCast, MotionPut, RecusalDeclared
from screening.core.committee_rules import MotionRules
from screening.core.delegation import Delegation, Powers
from screening.core.facts import CaseFact
from screening.core.roster import Seat
from screening.core.waiting import Part, Place, part_in, periods, place_of
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


def place(member: str, *seats: str, takes_up: tuple[ProcedureName, ...] = ()) -> Place:
    return Place(member, frozenset((member, *seats)), frozenset(takes_up))


def part(of: Place, *facts: CaseFact) -> Part:
    return part_in(row(the_case(*facts)), of)


def test_a_referral_is_taken_up_by_those_who_may() -> None:
    assert part(place("ana", takes_up=("full",))) == "takes_up"
    assert part(place("ana", takes_up=("bureau",))) == "none"
    # Once a motion is put it is voted on, whoever might have put it.
    assert part(place("dan", takes_up=("full",)), MOTION) == "none"


def test_a_case_waits_until_every_seat_that_one_votes_for_has_voted() -> None:
    assert part(place("ana"), MOTION) == "votes"
    assert part(place("ana"), MOTION, ballot("ana")) == "none"
    # Ben let her vote for him, and his vote is still missing.
    assert part(place("ana", "ben"), MOTION, ballot("ana")) == "votes"
    assert part(place("ana", "ben"), MOTION, ballot("ana"), ballot("ben")) == "none"


def test_whoever_left_the_case_has_no_part_in_it_with_or_without_a_motion() -> None:
    left = RecusalDeclared(**SAID, by="ana", submission="r", because="My brother works there.")
    mine = place("ana", "ben", takes_up=("full",))
    assert part(mine, left) == "none"
    assert part(mine, MOTION, left) == "none"
    assert part(place("ben"), MOTION, left) == "votes"


def test_a_place_is_ones_own_seat_and_those_of_whoever_delegated_that_day() -> None:
    given = (
        Delegation("ben", "ana", date(2026, 3, 1), date(2026, 3, 31)),
        Delegation("cleo", "ana", date(2026, 3, 1), date(2026, 3, 9)),
    )
    powers = Powers(date(2026, 3, 10), (ANA, BEN, CLEO), given)
    assert place_of("ana", (ANA, BEN, CLEO), powers, ["full"]) == place(
        "ana", "ben", takes_up=("full",)
    )
    # Ben's term is over, and a motion that was put before goes on with his seat.
    later = powers._replace(members=(ANA, CLEO))
    assert place_of("ana", (ANA, BEN, CLEO), later, []) == place("ana", "ben")


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
