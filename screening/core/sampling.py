"""A random sample that anybody can draw again: the same seed gives the same cases anywhere.

No generator of random numbers takes part, since they differ from one language and version to
another. A case's place is the sha256 of the seed and its id: as good as a random number to whoever
chose the seed, and worked out by hand wherever sha256 is known.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from hashlib import sha256
from typing import Literal, NamedTuple, get_args

Strata = Literal["status", "outcome", "procedure", "quarter"]
STRATA: tuple[Strata, ...] = get_args(Strata)


class SampleTooSmall(Exception):
    """A sample of this size has no room for a case of each stratum. Draw as many as there are
    strata, at least."""

    def __init__(self, size: int, strata: int) -> None:
        super().__init__(f"{size} cases for {strata} strata")
        self.size = size
        self.strata = strata


class Drawn(NamedTuple):
    """A case that was drawn: its stratum, its place in the draw there, and what gave it."""

    case: str
    stratum: str
    place: int
    hash: str


class Stratum(NamedTuple):
    """How many cases a stratum has, and how many of them were drawn."""

    name: str
    population: int
    drawn: int


class Sample(NamedTuple):
    """The strata in the order of their names, and the cases stratum by stratum, as drawn."""

    strata: tuple[Stratum, ...]
    drawn: tuple[Drawn, ...]


def rank(seed: str, case: str) -> str:
    """sha256, in hexadecimal, of the seed, a line feed and the case's id, in UTF-8."""
    return sha256(f"{seed}\n{case}".encode()).hexdigest()


def allocate(populations: Mapping[str, int], size: int) -> dict[str, int]:
    """How many to draw of each stratum: one of each, then in proportion to their populations.

    After the first, each further place goes to the stratum with the most cases per place: its
    population over twice its places plus one (the rule of Sainte-Laguë), ties to the first by name.
    So a larger sample takes nothing away from a smaller one, and no stratum is asked for more than
    it has. A size above the population takes all. Raises SampleTooSmall.
    """
    strata = sorted(name for name, population in populations.items() if population)
    if size < len(strata):
        raise SampleTooSmall(size, len(strata))
    places = dict.fromkeys(strata, 1)
    for _ in range(min(size, sum(populations.values())) - len(strata)):
        next_one = max(strata, key=lambda name: Fraction(populations[name], 2 * places[name] + 1))
        places[next_one] += 1
    return places


def draw(cases: Iterable[tuple[str, str]], seed: str, size: int) -> Sample:
    """A sample of cases, each given with its stratum, in any order.

    Of each stratum the cases whose `rank` comes first are drawn. Raises SampleTooSmall.
    """
    by_stratum: dict[str, list[str]] = {}
    for case, stratum in cases:
        by_stratum.setdefault(stratum, []).append(case)
    populations = {name: len(held) for name, held in by_stratum.items()}
    places = allocate(populations, size)
    drawn = tuple(
        Drawn(case, name, place, hash)
        for name, wanted in places.items()
        for place, (hash, case) in enumerate(
            sorted((rank(seed, one), one) for one in by_stratum[name])[:wanted], start=1
        )
    )
    return Sample(tuple(Stratum(one, populations[one], places[one]) for one in places), drawn)
