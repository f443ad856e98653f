"""A sample that anybody can draw again."""

from fractions import Fraction
from itertools import product

import pytest

from screening.core.sampling import Drawn, SampleTooSmall, Stratum, allocate, draw, rank

# What `printf 'plume 7\nC-2' | sha256sum` says, and so on.
BY_HAND = {
    "C-2": "1aca43c004bae4cd895c07b7d44e0266e1e61e75f9c41bc0265e242f0075c23d",
    "C-3": "65ac50227255fda761a76d9f86bc7cba8d330d67d67e8ad038e7ca1b4488b1ff",
    "C-4": "1db7b79c89ac257df31083fb90075f7e9bfc146bc19ed46adb3ad8b683e5f8dc",
    "C-5": "758623a66c149b47ccfa677b1006095ed3aef1b62d991a1871ce8d841a2754ef",
    "C-6": "9c5127c583a423f4a2cb964c722ee4e994a2a85c57f278629337dcfe99b1a5a2",
    "C-7": "9af40c80861e98de5cc266cbf1f0a6ebdaa9d8af7f76a6c5399382ebbda0d46b",
    "C-8": "dccdb76250d3df52a4722b9785bc4fb0913a5c2cdde845b86758bb731a39d926",
}


@pytest.mark.parametrize(("case", "hash"), BY_HAND.items())
def test_a_case_s_place_is_what_sha256sum_says(case: str, hash: str) -> None:
    assert rank("plume 7", case) == hash


def test_a_seed_may_hold_any_letter() -> None:
    # printf 'été\nC-2' | sha256sum
    assert rank("été", "C-2") == "2ab7aed34c95c06284601a3b018ab43705e1642dac0aa3f63d7c1544367b76eb"


def test_the_first_in_the_order_of_their_hashes_are_drawn() -> None:
    sample = draw([(case, "all") for case in BY_HAND], "plume 7", 3)

    first = sorted(BY_HAND, key=BY_HAND.__getitem__)[:3]
    assert [one.case for one in sample.drawn] == first == ["C-2", "C-4", "C-3"]
    assert sample.drawn[0] == Drawn(first[0], "all", 1, BY_HAND[first[0]])
    assert sample.strata == (Stratum("all", 7, 3),)


def test_the_order_in_which_cases_come_changes_nothing() -> None:
    cases = [(f"C-{number}", "ab"[number % 2]) for number in range(2, 60)]
    assert draw(cases, "s", 11) == draw(reversed(cases), "s", 11)


def test_another_seed_draws_others() -> None:
    cases = [(f"C-{number}", "all") for number in range(2, 500)]
    one, other = ({each.case for each in draw(cases, seed, 20).drawn} for seed in ("a", "b"))
    assert len(one & other) < 10


def test_a_larger_sample_takes_nothing_away_from_a_smaller_one() -> None:
    cases = [(f"C-{number}", "abc"[number % 7 % 3]) for number in range(2, 100)]
    smaller: set[Drawn] = set()
    for size in range(3, 98):
        larger = set(draw(cases, "s", size).drawn)
        assert len(larger) == size
        assert smaller < larger
        smaller = larger


# ── How many of each stratum ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("populations", "size", "places"),
    [
        # 90 : 10, ten places. One each; then 90/3 and 10/3 compete, 90/5, …, 90/17 > 10/3: nine.
        ({"a": 90, "b": 10}, 10, {"a": 9, "b": 1}),
        ({"a": 90, "b": 10}, 20, {"a": 18, "b": 2}),
        # A stratum of one among a thousand is seen all the same.
        ({"a": 1_000, "rare": 1}, 2, {"a": 1, "rare": 1}),
        ({"a": 1_000, "rare": 1}, 30, {"a": 29, "rare": 1}),
        # Equal populations: the place too many goes to the first by name.
        ({"b": 5, "a": 5}, 3, {"a": 2, "b": 1}),
        # No more than there are.
        ({"a": 2, "b": 3}, 5, {"a": 2, "b": 3}),
        ({"a": 2, "b": 3}, 500, {"a": 2, "b": 3}),
        ({"a": 2, "empty": 0}, 1, {"a": 1}),
        ({}, 10, {}),
    ],
)
def test_places_are_shared_in_proportion_with_one_for_each(
    populations: dict[str, int], size: int, places: dict[str, int]
) -> None:
    assert allocate(populations, size) == places


def test_no_share_of_the_places_is_fairer() -> None:
    """Of all ways to give each stratum a place, the one taken is nearest to proportion by the
    measure of Sainte-Laguë: the squared distance of each case's part of a place from its due."""

    def unfairness(places: tuple[int, ...], populations: tuple[int, ...], size: int) -> Fraction:
        due = Fraction(size, sum(populations))
        return sum(
            (cases * (Fraction(place, cases) - due) ** 2)
            for place, cases in zip(places, populations, strict=True)
        )

    for populations in product(range(1, 8), repeat=3):
        for size in range(3, sum(populations) + 1):
            found = allocate(dict(zip("abc", populations, strict=True)), size)
            ways = [
                places
                for places in product(*(range(1, one + 1) for one in populations))
                if sum(places) == size
            ]
            least = min(unfairness(one, populations, size) for one in ways)
            assert unfairness(tuple(found.values()), populations, size) == least


def test_a_sample_without_room_for_each_stratum_is_none() -> None:
    with pytest.raises(SampleTooSmall, match="2 cases for 3 strata"):
        allocate({"a": 5, "b": 5, "c": 1}, 2)
    with pytest.raises(SampleTooSmall):
        draw([("C-2", "a")], "s", 0)
