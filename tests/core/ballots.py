"""Votes to count: written as a line of letters by hand, any at random, and counted another way."""

from collections.abc import Iterator, Mapping
from itertools import product
from math import lcm
from random import Random
from typing import Any, NamedTuple

from screening.core.committee_rules import MotionRules
from screening.core.roster import Seat
from screening.core.tally import Ballot, Call, Count, Vote

_VOTES: Mapping[str, Vote] = {"f": "for", "a": "against", "o": "abstain"}
# What a seat does: f(or), a(gainst), o (abstains), - (silent), r (recused).
DEEDS = "fao-r"


def a_count(voted: str, chair: int | None = None, call: Call = 1, **rules: Any) -> Count:
    """A count from what each seat did, college by college: `ff- ar` is two colleges.

    Colleges are named a, b, …, their seats a1, a2, …; `chair` counts seats from 0; `weights` are
    those of the colleges, in order, 1 each unless said.
    """
    weights = rules.pop("weights", None) or [1] * len(voted.split())
    names = "abcdefgh"[: len(weights)]
    deeds = [
        (f"{name}{place}", name, deed)
        for name, did in zip(names, voted.split(), strict=True)
        for place, deed in enumerate(did, start=1)
    ]
    listed = [
        {"college": one, "weight": weight} for one, weight in zip(names, weights, strict=True)
    ]
    return Count(
        MotionRules.model_validate({"colleges": listed, **rules}),
        [
            Seat(member=member, college=college, chair=place == chair)
            for place, (member, college, _) in enumerate(deeds)
        ],
        [
            Ballot(number, member, _VOTES[deed])
            for number, (member, _, deed) in enumerate(deeds)
            if deed in _VOTES
        ],
        frozenset(member for member, _, deed in deeds if deed == "r"),
        call,
    )


class Drawn(NamedTuple):
    """A vote drawn at random, as the arguments of `a_count`."""

    voted: str
    rules: dict[str, Any]

    def count(self, voted: str | None = None) -> Count:
        return a_count(self.voted if voted is None else voted, **self.rules)


def drawn(random: Random, most_seats: int = 12, silent: str = DEEDS) -> Drawn:
    """Any rules and deeds; bounds and quorums are such that being exactly at them is common."""
    sizes = [random.randint(1, 4) for _ in range(random.randint(1, 5))]
    while sum(sizes) > most_seats:
        sizes[sizes.index(max(sizes))] -= 1
    seats = sum(sizes)
    deeds = random.choice((DEEDS, "fa", "fao", "ffaao-", silent))
    voted = " ".join("".join(random.choice(deeds) for _ in range(size)) for size in sizes)
    majorities = ("more than 1/2", "more than 1/2", "more than 1/3", "at least 2/3", "at least 1/1")

    def quorum() -> dict[str, str]:
        shares = ("0/1", "1/3", "1/2", "2/3", "1/1", f"{random.randint(0, seats)}/{seats}")
        return {"members": random.choice(shares), "colleges": random.choice(shares)}

    second = random.choice((None, {"days": 5}, {"days": 5, "quorum": quorum()}))
    return Drawn(
        voted,
        {
            "chair": random.choice((None, random.randrange(seats))),
            "call": random.choice((1, 2)),
            "weights": [random.choice((1, 1, 2, 3, 7)) for _ in sizes],
            "quorum": quorum(),
            "majority": random.choice(majorities),
            "abstentions": random.choice(("left_out", "counted")),
            "tie": random.choice(("chair", "not_carried")),
            "second_call": second,
        },
    )


# ── Counted another way: one deed after the other, in whole numbers ──────────────────────────


def by_hand(voted: str, rules: Mapping[str, Any]) -> str:
    """The result as somebody works it out on paper: everything brought to one denominator."""
    came = stayed = 0
    heard = set()
    present = set()
    shares: dict[int, tuple[int, int]] = {}
    for college, deeds in enumerate(voted.split()):
        yes = out_of = 0
        for deed in deeds:
            if deed == "r":
                continue
            present.add(college)
            if deed == "-":
                stayed += 1
                continue
            came += 1
            heard.add(college)
            if deed == "f":
                yes += 1
            if deed != "o" or rules["abstentions"] == "counted":
                out_of += 1
        if out_of:
            shares[college] = (yes, out_of)
    if not _enough(came, came + stayed, len(heard), len(present), rules):
        can_call = rules["call"] == 1 and rules["second_call"] is not None and came + stayed
        return "no_quorum" if can_call else "lapsed"
    whole = lcm(*(out_of for _, out_of in shares.values()))
    yes_total = sum(
        rules["weights"][one] * yes * (whole // of) for one, (yes, of) in shares.items()
    )
    all_total = sum(rules["weights"][one] * whole for one in shares)
    words = rules["majority"].split()
    above, below = (int(part) for part in words[-1].split("/"))
    difference = yes_total * below - above * all_total
    if not all_total:
        return "not_carried"
    if difference == 0 and words[0] == "more":
        of_chair = "" if rules["chair"] is None else "".join(voted.split())[rules["chair"]]
        return "carried" if rules["tie"] == "chair" and of_chair == "f" else "not_carried"
    return "carried" if difference >= 0 else "not_carried"


def _enough(came: int, could: int, heard: int, present: int, rules: Mapping[str, Any]) -> bool:
    if came == 0:
        return False
    quorum = rules["quorum"]
    if rules["call"] == 2 and rules["second_call"] is not None:
        quorum = rules["second_call"].get("quorum")
    if quorum is None:
        return True
    members, colleges = (
        [int(part) for part in quorum[name].split("/")] for name in ("members", "colleges")
    )
    return came * members[1] >= members[0] * could and heard * colleges[1] >= colleges[0] * present


def endings(voted: str) -> Iterator[str]:
    """Every way the silent seats can still act."""
    places = [place for place, deed in enumerate(voted) if deed == "-"]
    for deeds in product(DEEDS, repeat=len(places)):
        ended = list(voted)
        for place, deed in zip(places, deeds, strict=True):
            ended[place] = deed
        yield "".join(ended)
