"""What waits for whom, on a real log and with a clock to turn."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from screening.core.access import NotAllowed, Person
from screening.core.motion_check import NewCondition, NewMotion
from screening.core.query import Query
from screening.review import Review
from screening.service import Desk, Dossier
from screening.stores.sqlite import SqliteLog
from tests.builders import (
    ANA,
    CHAIR,
    DAY,
    FOUR,
    MANAGER,
    ONE,
    THREE,
    TWO,
    Clock,
    a_review,
    case_of,
    put,
    referred,
    vote,
)


@dataclass(frozen=True)
class Committee:
    review: Review
    clock: Clock

    def waits(self, by: Person) -> list[str]:
        return [one.case for one in self.review.waiting(by)]


@pytest.fixture
def advisory(log: SqliteLog, clock: Clock) -> Committee:
    """A committee whose opinion management follows or not."""
    return Committee(a_review(log, clock, authority="advisory"), clock)


def carried(review: Review, case: str, motion: NewMotion | None = None) -> None:
    put(review, case, motion or NewMotion("accept", "It serves the mission."))
    for member in (ONE, TWO, THREE, FOUR):
        vote(review, case, member, "for")


def test_a_referral_waits_for_those_who_may_take_it_up(advisory: Committee) -> None:
    case = referred(advisory.review)
    assert advisory.waits(ONE) == [case]
    assert advisory.waits(CHAIR) == [case]
    assert advisory.waits(MANAGER) == []
    assert advisory.waits(ANA) == []
    assert advisory.waits(Person("member-9", "member")) == [], "who has no seat"
    assert advisory.waits(Person("auditor-1", "auditor")) == []


def test_a_motion_waits_for_each_until_they_have_voted(advisory: Committee) -> None:
    case = referred(advisory.review)
    put(advisory.review, case)
    vote(advisory.review, case, ONE, "for")
    assert advisory.waits(ONE) == []
    assert advisory.waits(TWO) == [case]


def test_a_seat_that_was_delegated_waits_for_both(advisory: Committee) -> None:
    case = referred(advisory.review)
    put(advisory.review, case)
    advisory.review.delegate("d-0", "member-1", DAY, DAY, TWO)
    vote(advisory.review, case, ONE, "for")
    assert advisory.waits(ONE) == [case]
    vote(advisory.review, case, ONE, "for", seat="member-2")
    assert advisory.waits(ONE) == []
    assert advisory.waits(TWO) == []


def test_the_most_urgent_comes_first_and_what_has_no_deadline_last(advisory: Committee) -> None:
    first, second, third = (referred(advisory.review, f"HS-{number}") for number in (1, 2, 3))
    put(advisory.review, third)
    advisory.clock.turn(days=1)
    put(advisory.review, second)
    assert advisory.waits(ONE) == [third, second, first]


def test_while_an_answer_is_awaited_the_case_waits_for_its_owner_alone(
    advisory: Committee,
) -> None:
    case = referred(advisory.review)
    put(advisory.review, case)
    advisory.review.ask(case, "q", "Who pays?", ONE)
    assert advisory.waits(ANA) == [case]
    for other in (ONE, TWO, CHAIR, MANAGER, Person("sales-2", "salesperson")):
        assert advisory.waits(other) == []
    advisory.review.answer(case, "a", "q", "A foundation.", ANA)
    assert advisory.waits(ANA) == []
    assert advisory.waits(ONE) == [case]


def test_a_case_never_waits_for_whoever_left_it(advisory: Committee) -> None:
    case = referred(advisory.review)
    advisory.review.recuse(case, "r", "I worked there.", TWO)
    assert advisory.waits(TWO) == []
    put(advisory.review, case)
    assert advisory.waits(TWO) == []
    assert advisory.waits(ONE) == [case]


def test_an_opinion_waits_for_management(advisory: Committee) -> None:
    case = referred(advisory.review)
    carried(advisory.review, case)
    assert advisory.waits(MANAGER) == [case]
    assert advisory.waits(CHAIR) == []
    advisory.review.decide(case, "d", "accept", None, MANAGER)
    assert advisory.waits(MANAGER) == []


def test_a_condition_waits_for_the_owner_before_its_day_and_for_management_after(
    advisory: Committee,
) -> None:
    case = referred(advisory.review)
    due = DAY + timedelta(days=30)
    condition = NewCondition(text="Open it.", owner="sales-1", due=due, proof="The link")
    carried(
        advisory.review, case, NewMotion("accept_with_conditions", "If it opens.", (condition,))
    )
    advisory.review.decide(case, "d", "accept_with_conditions", None, MANAGER)
    waits = {}
    for days in (15, 16, 30, 31):
        advisory.clock.now += DAY + timedelta(days=days) - _day(advisory)
        waits[days] = [bool(advisory.waits(one)) for one in (ANA, MANAGER)]
    assert waits == {
        15: [False, False],  # a day too early
        16: [True, False],
        30: [True, False],
        31: [True, True],  # overdue
    }
    advisory.review.settle(case, "s", 1, True, "It is open.", ANA)
    assert advisory.waits(ANA) == advisory.waits(MANAGER) == []


def _day(committee: Committee) -> date:
    return committee.clock.now.date()


def test_what_waits_is_told_without_opening_a_case(review: Review) -> None:
    class Closed(Desk):
        def case(self, id: str, by: Person) -> Dossier:
            raise AssertionError(f"{by} opens {id}")

    for number in range(3):
        put(review, referred(review, f"HS-{number}"))
    desk = review.desk
    waiting = Review(Closed(desk.log, desk.loaded, desk.now), review.roster).waiting
    assert [len(waiting(one)) for one in (ONE, CHAIR, MANAGER, ANA)] == [3, 3, 0, 0]


def test_the_newest_rulings_come_first_however_long_ago_the_others_were(
    advisory: Committee,
) -> None:
    review = advisory.review
    last, middle, first = (referred(review, f"HS-{number}") for number in (1, 2, 3))
    for case in (last, middle, first):
        carried(review, case)
    for case, days in ((first, 0), (middle, 2_000), (last, 100)):
        advisory.clock.turn(days=days)
        review.decide(case, f"d-{case}", "accept", None, MANAGER)
    for most, expected in ((1, [last]), (2, [last, middle]), (9, [last, middle, first])):
        assert [one.case for one in review.ruled(CHAIR, most)] == expected
    with pytest.raises(NotAllowed):
        review.ruled(ANA, 9)


def test_what_the_index_tells_of_a_part_is_what_the_case_itself_tells(review: Review) -> None:
    """On cases at every stage of their votes, against the seats that could really vote."""
    until = DAY + timedelta(days=300)
    review.delegate("d-1", "member-1", DAY, until, TWO)
    review.delegate("d-2", "member-3", DAY, until, FOUR)
    by = {one.id: one for one in (ONE, TWO, THREE, FOUR, CHAIR)}
    chance = random.Random(7)
    for number in range(24):
        case = referred(review, f"HS-{number}")
        put(review, case)
        for seat in chance.sample(sorted(by), chance.randint(0, 4)):
            if case_of(review, case).status == "voting":
                if chance.random() < 0.3:
                    review.recuse(case, f"r-{case}-{seat}", "I worked there.", by[seat])
                else:
                    vote(review, case, by[seat], chance.choice(["for", "against", "abstain"]))
    waited = 0
    for person in by.values():
        waits = {one.case for one in review.waiting(person)}
        for row in review.desk.every_case(Query(status=("voting",)), MANAGER):
            told = case_of(review, row.case)
            assert told.motion is not None
            theirs = review.seats_of(person, told.motion, told.recused)
            silent = [one for one in theirs if one.member not in told.motion.without(told.recused)]
            left = person.id in told.recused
            assert (row.case in waits) is (bool(silent) and not left), (row, person)
            assert review.has_voted(row.case, person) is (bool(theirs) and not silent and not left)
        waited += len(waits)
    assert waited > 20


def test_delegations_are_told_to_both_sides(advisory: Committee) -> None:
    until = DAY + timedelta(days=3)
    advisory.review.delegate("d-1", "member-1", DAY, until, TWO)
    [told] = advisory.review.delegated(TWO)
    assert (told.to, told.starts, told.ends) == ("member-1", DAY, until)
    assert [one.member for one in advisory.review.stands_in_for(ONE)] == ["member-2"]
    advisory.review.delegate("d-2", "member-2", DAY, until, TWO)
    assert advisory.review.delegated(TWO) == []
    assert advisory.review.stands_in_for(ONE) == []
    assert advisory.review.delegated(MANAGER) == []
