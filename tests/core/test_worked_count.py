"""The vote that shows how a count goes, worked out by hand."""

from fractions import Fraction

from screening.core.committee_rules import CollegeWeight, MotionRules
from screening.core.roster import Seat
from screening.core.worked_count import worked_count


def seats(**colleges: int) -> list[Seat]:
    return [
        Seat(member=f"{college}-{number}", college=college)
        for college, count in colleges.items()
        for number in range(count)
    ]


def test_three_colleges_show_a_majority_a_division_and_a_silence() -> None:
    rules = MotionRules(colleges=(CollegeWeight(college="a", weight=2),))
    counted = worked_count(rules, seats(a=4, b=4, c=2))
    # a: 3 of 4 for, of a weight of 2; b: 1 of 2 for, of 1, one abstains and one is silent.
    assert [one.share for one in counted.colleges] == [Fraction(3, 4), Fraction(1, 2), None]
    assert counted.in_favour == 2
    assert counted.weight == 3
    assert (counted.votes, counted.seats) == (7, 10)
    assert counted.result == "carried"


def test_two_colleges_both_vote_and_none_leaves_nothing_to_count() -> None:
    assert worked_count(MotionRules(), seats(a=1, b=1)).colleges_voting == 2
    assert worked_count(MotionRules(), []).votes == 0
