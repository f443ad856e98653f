"""Counting ballots: every rule by hand, and all of them against another way of counting."""

from fractions import Fraction
from random import Random
from typing import Any, get_args

import pytest

from screening.core.committee_rules import MotionRules
from screening.core.roster import Seat
from screening.core.tally import Ballot, Count, Result, Tally, settled, tally
from tests.core.ballots import Drawn, a_count, by_hand, drawn, endings

HALF = {"members": "1/2", "colleges": "1/2"}
NONE = {"members": "0/1", "colleges": "0/1"}
ALL = {"members": "1/1", "colleges": "1/1"}


def result(voted: str, **rules: Any) -> Result:
    return tally(a_count(voted, **rules)).result


# ── What a college brings ────────────────────────────────────────────────────────────────────


def test_a_college_brings_its_weight_in_proportion_to_its_votes() -> None:
    # 2 of 3 clients, 1 of 4 students: 2/3 + 1/4 = 11/12 of 2, less than half of it.
    counted = tally(a_count("ffa faaa"))

    assert [one.share for one in counted.colleges] == [Fraction(2, 3), Fraction(1, 4)]
    assert (counted.in_favour, counted.weight) == (Fraction(11, 12), 2)
    assert counted.share == Fraction(11, 24)
    assert counted.result == "not_carried"


def test_a_small_college_weighs_as_much_as_a_large_one() -> None:
    # 1 + 1/5 against 1 for each: 6/5 of 2 carries, with 2 votes of 6.
    assert result("f faaaa") == "carried"


def test_a_weight_multiplies_what_a_college_brings() -> None:
    # 3 × 1/2 + 1 × 1 = 5/2 of 4: carried; with the weights the other way round, 1/2 + 3 = 7/2.
    assert tally(a_count("fa f", weights=[3, 1])).in_favour == Fraction(5, 2)
    assert tally(a_count("fa f", weights=[1, 3])).in_favour == Fraction(7, 2)
    # 3 × 1/3 + 1 = 2 of 4 is not more than half.
    assert result("faa f", weights=[3, 1]) == "not_carried"


def test_a_college_that_the_rules_do_not_list_weighs_one() -> None:
    seats = [Seat(member="m", college="mentors")]
    counted = tally(Count(MotionRules(), seats, [Ballot(1, "m", "for")]))

    assert (counted.weight, counted.in_favour, counted.result) == (1, 1, "carried")


def test_a_college_where_nobody_voted_leaves_the_count_with_its_weight() -> None:
    counted = tally(a_count("f --", weights=[1, 9], quorum=NONE))

    assert (counted.weight, counted.in_favour, counted.result) == (1, 1, "carried")
    assert counted.colleges[1].share is None


# ── Abstentions, recusals, interests ─────────────────────────────────────────────────────────


def test_an_abstention_left_out_is_part_of_no_share() -> None:
    assert tally(a_count("foo")).colleges[0].share == 1
    assert result("foo") == "carried"


def test_an_abstention_that_counts_weighs_against() -> None:
    assert tally(a_count("foo", abstentions="counted")).colleges[0].share == Fraction(1, 3)
    assert result("foo", abstentions="counted") == "not_carried"


def test_when_all_abstain_nothing_is_carried_and_there_is_no_tie() -> None:
    counted = tally(a_count("oo o", chair=0, tie="chair"))

    assert (counted.result, counted.tied, counted.weight) == ("not_carried", False, 0)
    assert counted.share is None
    assert result("oo", majority="at least 1/2") == "not_carried"


def test_a_recused_member_leaves_the_count_above_and_below_the_line() -> None:
    # Without the recusals 2 of 4 seats take part, of 1 college in 2; with them, 2 of 2 and 1 of 1.
    strict = {"members": "1/1", "colleges": "1/1"}
    assert result("ff --", quorum=strict) == "lapsed"
    counted = tally(a_count("ff rr", quorum=strict))

    assert (counted.votes, counted.seats) == (2, 2)
    assert (counted.colleges_voting, counted.colleges_seated) == (1, 1)
    assert (counted.weight, counted.result) == (1, "carried")
    assert counted.colleges[1].recused == 2


def test_the_ballot_of_a_recused_member_does_not_count() -> None:
    count = a_count("aa f")
    recused = count._replace(recused=frozenset({"a1", "a2"}))

    assert tally(count).result == "not_carried"
    assert tally(recused).result == "carried"
    assert (tally(recused).colleges[0].against, tally(recused).colleges[0].recused) == (0, 2)


def test_who_declares_an_interest_may_vote_and_is_recorded() -> None:
    count = a_count("f a f")
    ballots = [one._replace(interest=one.seat in ("a1", "c1")) for one in count.ballots]
    counted = tally(count._replace(ballots=ballots, recused=frozenset({"c1"})))

    assert counted.colleges[0].in_favour == 1
    assert counted.interested == ("a1",), "of a recused member nothing counts"


def test_a_ballot_for_a_seat_that_does_not_sit_does_not_count() -> None:
    count = a_count("f a")
    stranger = [*count.ballots, Ballot(9, "z9", "for")]

    assert tally(count._replace(ballots=stranger)) == tally(count)


def test_the_ballot_with_the_highest_number_counts_in_whatever_order_they_come() -> None:
    count = a_count("-")
    first, last = Ballot(1, "a1", "for", interest=True), Ballot(2, "a1", "against")
    for ballots in ([first, last], [last, first]):
        counted = tally(count._replace(ballots=ballots))
        assert (counted.colleges[0].in_favour, counted.colleges[0].against) == (0, 1)
        assert counted.interested == ()


# ── Majority and ties ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("majority", "voted", "expected"),
    [
        ("more than 1/2", "f f a", "carried"),
        ("more than 1/2", "f a", "not_carried"),
        ("more than 1/2", "ffffff aaaaaf", "carried"),  # 7/6 of 2
        ("more than 2/3", "f f a", "not_carried"),
        ("at least 2/3", "f f a", "carried"),
        ("at least 2/3", "f f fa a", "not_carried"),  # 5/2 of 4
        ("at least 1/1", "ff f", "carried"),
        ("at least 1/1", "ff fa", "not_carried"),
        ("at least 1/2", "f a", "carried"),
        ("more than 1/3", "f a a", "not_carried"),
        ("more than 1/3", "ff f aaa a aa", "carried"),  # 2 of 5
    ],
)
def test_the_majority_is_taken_exactly(majority: str, voted: str, expected: Result) -> None:
    assert result(voted, majority=majority) == expected


def test_thirds_add_up_to_a_half_exactly() -> None:
    # 1/3 + 2/3 = 1 of 2.
    assert tally(a_count("faa ffa")).tied
    assert result("faa ffa") == "not_carried"
    # 1/10 + 2/10 + 3/10 + 4/10 = 1 of 4, exactly.
    tenths = "faaaaaaaaa ffaaaaaaaa fffaaaaaaa ffffaaaaaa"
    assert tally(a_count(tenths)).in_favour == 1
    assert tally(a_count(tenths, majority="more than 1/4")).tied


@pytest.mark.parametrize(
    ("voted", "chair", "tie", "expected", "by"),
    [
        ("f a", 0, "chair", "carried", "a1"),
        ("f a", 1, "chair", "not_carried", "b1"),
        ("f a", 0, "not_carried", "not_carried", None),
        ("f a", None, "chair", "not_carried", None),
        ("fo a", 1, "chair", "not_carried", None),
        ("f- a", 1, "chair", "not_carried", None),
        ("fr a", 1, "chair", "not_carried", None),
    ],
)
def test_a_tie_is_broken_by_the_ballot_of_the_chair_alone(
    voted: str, chair: int | None, tie: str, expected: Result, by: str | None
) -> None:
    counted = tally(a_count(voted, chair=chair, tie=tie))

    assert (counted.result, counted.tied, counted.tie_broken_by) == (expected, True, by)


def test_the_chair_breaks_nothing_where_there_is_no_tie() -> None:
    counted = tally(a_count("f a a", chair=0, tie="chair"))

    assert (counted.result, counted.tied, counted.tie_broken_by) == ("not_carried", False, None)


# ── Quorum, second call ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("voted", "members", "colleges", "expected"),
    [
        ("ff--", "1/2", "0/1", "carried"),  # exactly half is enough
        ("ff---", "1/2", "0/1", "lapsed"),
        ("fo--", "1/2", "0/1", "carried"),  # an abstention takes part
        ("ff--r", "1/2", "0/1", "carried"),  # a recused seat is not waited for
        ("ff f - -", "0/1", "1/2", "carried"),
        ("ff f - - -", "0/1", "1/2", "lapsed"),
        ("ff f - - rr", "0/1", "1/2", "carried"),
        ("ffff -", "2/3", "1/1", "lapsed"),  # members enough, colleges not
        ("f--- f---", "1/2", "1/1", "lapsed"),  # colleges enough, members not
    ],
)
def test_a_quorum_is_of_members_and_of_colleges(
    voted: str, members: str, colleges: str, expected: Result
) -> None:
    assert result(voted, quorum={"members": members, "colleges": colleges}) == expected


def test_a_missed_quorum_leads_to_the_second_call_and_then_lapses() -> None:
    rules = {"quorum": ALL, "second_call": {"days": 7, "quorum": HALF}}

    assert result("f- --", **rules) == "no_quorum"
    assert result("f- --", call=2, **rules) == "lapsed"
    assert result("f- f-", call=2, **rules) == "carried"
    assert result("f- f-", quorum=ALL) == "lapsed"


def test_a_second_call_without_a_quorum_takes_one_vote_and_not_none() -> None:
    rules = {"quorum": ALL, "second_call": {"days": 7}}

    assert result("f--- --", call=2, **rules) == "carried"
    assert result("o--- --", call=2, **rules) == "not_carried"
    assert result("---- --", call=2, **rules) == "lapsed"


def test_nobody_s_vote_is_no_vote_even_where_no_quorum_is_asked() -> None:
    assert result("-- --", quorum=NONE) == "lapsed"


def test_when_all_are_recused_there_is_no_second_call() -> None:
    counted = tally(a_count("rr r", second_call={"days": 7}))

    assert (counted.result, counted.seats, counted.colleges_seated) == ("lapsed", 0, 0)
    assert tally(Count(MotionRules(), [])).result == "lapsed"


# ── Settled ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("voted", "rules", "expected"),
    [
        ("ff ff", {}, True),  # nobody is silent
        ("ff ff -", {}, True),  # 2 of 3 at the least
        ("ff ff - -", {}, False),  # 2 of 4 at the least
        ("ff- ff-", {}, True),  # 2/3 + 2/3 at the least
        ("fa- fa-", {}, False),
        ("a a a - -", {}, True),  # 2 of 5 at the most
        ("f-- f--", {}, False),  # the quorum can still be missed
        ("f-- f--", {"call": 2, "second_call": {"days": 3}}, False),
        ("--- ---", {}, False),
        ("rrr r", {}, True),
        ("f a -", {}, False),
        ("fa-", {"tie": "chair", "chair": 0}, False),
        ("f a f a o-", {"tie": "chair", "chair": 0}, False),
        # 1 + 1/2 of 3 at the least is a tie, which the chair, who voted, breaks.
        ("f f- a", {"tie": "chair", "chair": 0}, True),
        ("f f- a", {"tie": "chair", "chair": 3}, False),
        ("f f- a", {"tie": "not_carried"}, False),
    ],
)
def test_a_vote_is_settled_when_no_silent_seat_can_change_its_result(
    voted: str, rules: dict[str, Any], expected: bool
) -> None:
    assert settled(a_count(voted, **rules)) is expected


# ── Every order, another way of counting, every ending ───────────────────────────────────────


def votes(number: int, seed: int, **drawing: Any) -> list[Drawn]:
    random = Random(seed)
    return [drawn(random, **drawing) for _ in range(number)]


def check_counted_another_way(number: int, seed: int) -> None:
    found = set()
    for one in votes(number, seed):
        counted = tally(one.count())
        assert counted.result == by_hand(one.voted, one.rules), one
        found.add((counted.result, counted.tied, counted.tie_broken_by is None))
    assert {one for one, *_ in found} == set(get_args(Result)), "every result was met"
    assert ("carried", True, False) in found
    assert ("not_carried", True, False) in found


def check_every_order(number: int, seed: int) -> None:
    random = Random(seed)
    for one in votes(number, seed):
        count = one.count()
        # Ballots that were replaced, before those that stand.
        earlier = [Ballot(-n, one.seat, "for") for n, one in enumerate(count.ballots, start=1)]
        ballots = [*count.ballots, *earlier]
        expected = tally(count)
        for _ in range(3):
            random.shuffle(ballots)
            assert tally(count._replace(ballots=tuple(ballots))) == expected, one
        seats = random.sample(list(count.seats), len(count.seats))
        assert tally(count._replace(seats=seats)) == expected, one


def check_every_ending(number: int, seed: int) -> None:
    found = set()
    for one in votes(number, seed, most_seats=8, silent="f-"):
        if one.voted.count("-") > 5:
            continue
        results = {by_hand(ended, one.rules) for ended in endings(one.voted)}
        is_settled = settled(one.count())
        assert is_settled == (len(results) == 1), one
        found.add((is_settled, "-" in one.voted))
    assert found == {(True, True), (False, True), (True, False)}


def test_the_result_is_what_another_way_of_counting_gives() -> None:
    check_counted_another_way(400, seed=1)


def test_no_order_of_arrival_changes_a_tally() -> None:
    check_every_order(150, seed=2)


def test_a_vote_is_settled_when_all_its_endings_agree() -> None:
    check_every_ending(200, seed=3)


@pytest.mark.exhaustive
def test_thousands_of_results_are_what_another_way_of_counting_gives() -> None:
    check_counted_another_way(20_000, seed=4)


@pytest.mark.exhaustive
def test_no_order_of_arrival_changes_any_of_thousands_of_tallies() -> None:
    check_every_order(5_000, seed=5)


@pytest.mark.exhaustive
def test_thousands_of_votes_are_settled_when_all_their_endings_agree() -> None:
    check_every_ending(6_000, seed=6)


# ── As the log keeps it ──────────────────────────────────────────────────────────────────────


def test_rules_and_tally_are_the_same_when_read_back() -> None:
    count = a_count(
        "faa ffa -",
        majority="at least 2/3",
        second_call={"days": 5, "quorum": {"members": "1/3", "colleges": "1/1"}},
    )
    counted = tally(count)

    assert MotionRules.model_validate_json(count.rules.model_dump_json()) == count.rules
    assert Tally.model_validate_json(counted.model_dump_json()) == counted
    assert counted.model_dump(mode="json")["colleges"][0]["share"] == "1/3"
    assert count.rules.model_dump(mode="json")["majority"] == "at least 2/3"
