"""Who sits on a day, and who may vote for whom."""

from datetime import date

import pytest

from screening.core.committee_rules import BureauProcedure, Procedure
from screening.core.delegation import Delegation, Powers, seats_for, voters_for
from screening.core.model import Text
from screening.core.roster import Roster, Seat, Term, members_on, seats_on

SAID = Text(fr="…", en="…")
BUREAU = BureauProcedure(title=SAID, days_open=10)
FULL = Procedure(title=SAID, days_open=30)

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
DURING = date(2026, 3, 15)

ROSTER = Roster(
    (
        Term("m-1", "clients", bureau=True, chair=True),
        Term("m-2", "clients", starts=FIRST, ends=LAST),
        Term("m-3", "students", bureau=True, ends=LAST),
        Term("m-3", "mentors", starts=date(2026, 4, 1)),
    )
)


def who(seats: tuple[Seat, ...]) -> list[tuple[str, str]]:
    return [(one.member, one.college) for one in seats]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 2, 28), [("m-1", "clients"), ("m-3", "students")]),
        (FIRST, [("m-1", "clients"), ("m-2", "clients"), ("m-3", "students")]),
        (LAST, [("m-1", "clients"), ("m-2", "clients"), ("m-3", "students")]),
        (date(2026, 4, 1), [("m-1", "clients"), ("m-3", "mentors")]),
    ],
)
def test_a_term_is_sat_on_its_first_and_its_last_day(
    day: date, expected: list[tuple[str, str]]
) -> None:
    assert who(members_on(ROSTER, day)) == expected
    assert who(seats_on(ROSTER, FULL, day)) == expected


def test_under_the_bureau_s_procedure_only_the_bureau_sits() -> None:
    assert who(seats_on(ROSTER, BUREAU, DURING)) == [("m-1", "clients"), ("m-3", "students")]
    assert who(seats_on(ROSTER, BUREAU, date(2026, 4, 1))) == [("m-1", "clients")]
    everybody = BUREAU.model_copy(update={"sits": "all"})
    assert len(seats_on(ROSTER, everybody, DURING)) == 3


def test_a_seat_says_whether_it_is_the_chair_s_and_names_nobody() -> None:
    [chair, *others] = seats_on(ROSTER, FULL, DURING)
    assert chair.chair
    assert not any(one.chair for one in others)
    assert set(chair.model_dump()) == {"member", "college", "chair"}


def test_when_no_term_runs_nobody_sits() -> None:
    assert seats_on(Roster((Term("m-1", "clients", ends=FIRST),)), FULL, LAST) == ()
    assert seats_on(Roster(()), FULL, LAST) == ()


# ── Delegation ───────────────────────────────────────────────────────────────────────────────

ANA, BEN, CLEO = (Seat(member=name, college="clients") for name in ("ana", "ben", "cleo"))
DAN = Seat(member="dan", college="students")
MEMBERS = (ANA, BEN, CLEO, DAN)


def given(by: str, to: str, starts: date = FIRST, ends: date = LAST) -> Delegation:
    return Delegation(by, to, starts, ends)


def powers(*delegations: Delegation, day: date = DURING, recused: str = "") -> Powers:
    return Powers(day, MEMBERS, delegations, frozenset(recused.split()))


def test_without_a_delegation_one_votes_for_one_s_own_seat() -> None:
    assert voters_for(ANA, powers()) == ("ana",)
    assert seats_for("ana", MEMBERS, powers()) == (ANA,)


def test_a_delegate_votes_for_both_seats_and_the_member_still_can() -> None:
    now = powers(given("ana", "ben"))

    assert voters_for(ANA, now) == ("ana", "ben")
    assert seats_for("ben", MEMBERS, now) == (BEN, ANA), "their own first"
    assert seats_for("ana", MEMBERS, now) == (ANA,)


@pytest.mark.parametrize(
    ("day", "voters"),
    [
        (date(2026, 2, 28), ("ana",)),
        (FIRST, ("ana", "ben")),
        (LAST, ("ana", "ben")),
        (date(2026, 4, 1), ("ana",)),
    ],
)
def test_a_delegation_holds_on_its_first_and_its_last_day(
    day: date, voters: tuple[str, ...]
) -> None:
    assert voters_for(ANA, powers(given("ana", "ben"), day=day)) == voters


def test_a_delegation_stays_in_the_college() -> None:
    assert voters_for(ANA, powers(given("ana", "dan"))) == ("ana",)
    assert voters_for(ANA, powers(given("ana", "somebody"))) == ("ana",)


def test_a_delegation_goes_no_further() -> None:
    chain = powers(given("ana", "ben"), given("ben", "cleo"))

    assert voters_for(ANA, chain) == ("ana", "ben")
    assert seats_for("cleo", MEMBERS, chain) == (CLEO, BEN)


def test_the_last_delegation_counts_and_one_to_oneself_takes_it_back() -> None:
    assert voters_for(ANA, powers(given("ana", "ben"), given("ana", "cleo"))) == ("ana", "cleo")
    assert voters_for(ANA, powers(given("ana", "ben"), given("ana", "ana"))) == ("ana",)
    # One that holds on other days only replaces nothing.
    later = given("ana", "cleo", date(2026, 5, 1), date(2026, 5, 2))
    assert voters_for(ANA, powers(given("ana", "ben"), later)) == ("ana", "ben")


def test_a_recusal_takes_the_seat_and_the_delegation_with_it() -> None:
    delegated = given("ana", "ben")

    assert voters_for(ANA, powers(delegated, recused="ana")) == ()
    assert seats_for("ben", MEMBERS, powers(delegated, recused="ana")) == (BEN,)
    assert voters_for(ANA, powers(delegated, recused="ben")) == ("ana",)
    assert seats_for("ben", MEMBERS, powers(delegated, recused="ben")) == ()


def test_a_seat_of_the_bureau_can_be_delegated_to_a_member_outside_it() -> None:
    now = powers(given("ana", "cleo"))

    assert seats_for("cleo", (ANA, DAN), now) == (ANA,)
