"""Which sums of points questions can reach together: exactly, and without listing completions.

A set of sums is one integer whose bit p says that p points can be reached. Adding a question is
then a shift for each number of points it can give, however many completions there are.
"""

from collections.abc import Collection, Sequence
from functools import reduce

Reach = int

NOTHING_ADDED: Reach = 1  # zero points, and no other sum


def plus(reach: Reach, gives: Collection[int]) -> Reach:
    """The sums after one more question, which gives one of these numbers of points."""
    together = 0
    for points in gives:
        together |= reach << points
    return together


def of_the_others(gives: Sequence[Collection[int]]) -> list[Reach]:
    """For each question, the sums that all the other questions reach without it.

    Halving the questions again and again adds each of them some log n times, instead of n.
    """
    found: list[Reach] = [0] * len(gives)

    def fill(first: int, last: int, outside: Reach) -> None:
        if last - first == 1:
            found[first] = outside
            return
        middle = (first + last) // 2
        fill(first, middle, reduce(plus, gives[middle:last], outside))
        fill(middle, last, reduce(plus, gives[first:middle], outside))

    if gives:
        fill(0, len(gives), NOTHING_ADDED)
    return found


def any_between(reach: Reach, low: int, high: int) -> bool:
    """Whether some sum is at least `low` and less than `high`."""
    low = max(low, 0)
    return high > low and bool(reach >> low & (1 << high - low) - 1)


def highest(reach: Reach) -> int:
    """The greatest sum; -1 where there is none."""
    return reach.bit_length() - 1
