"""The labelled pairs of names in organisations.yaml."""

from pathlib import Path
from typing import NamedTuple

from ruamel.yaml import YAML

FILE = Path(__file__).parent / "organisations.yaml"


class Pair(NamedTuple):
    """Two names. `slip` says that one is the other mistyped; `held_out`, not to choose rules on."""

    a: str
    b: str
    same: bool
    slip: bool
    held_out: bool


def labelled_pairs() -> list[Pair]:
    """Every pair, in the order of the file."""
    return [
        Pair(a, b, label != "different", label == "slips", half == "held_out")
        for half, labels in YAML(typ="safe").load(FILE).items()
        for label, pairs in labels.items()
        for a, b in pairs
    ]
