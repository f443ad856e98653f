"""The decided cases most like the one at hand: what they share with it, and where they differ."""

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from screening.core.assessment import Answer, Finding
from screening.core.facts import RequestScreened

MOST_SHOWN = 3


class AnswerApart(NamedTuple):
    """A question answered otherwise: here, and in the precedent. None is unanswered."""

    question: str
    here: Answer | None
    there: Answer | None


class Precedent(NamedTuple):
    """A decided case like the one at hand.

    `shared` are the criteria that speak against both, `only_here` and `only_there` those that speak
    against one; ids in the order of the findings. `apart` are the answers that differ.
    """

    case: str
    shared: tuple[str, ...]
    only_here: tuple[str, ...]
    only_there: tuple[str, ...]
    apart: tuple[AnswerApart, ...]


def precedents(
    at_hand: RequestScreened, decided: Iterable[RequestScreened], most: int = MOST_SHOWN
) -> list[Precedent]:
    """The most similar of the decided cases, at most `most`, the most similar first.

    What makes cases alike is, in this order: that the same criteria block them, that the same
    criteria speak against them (each measured as what both have over what either has), and that
    they give the same answers. Among equals the newest comes first. A case that nothing speaks
    against in common is no precedent, however much else it shares.
    """
    ranked = [
        (_likeness(at_hand, one), one.at, one.case, one)
        for one in decided
        if one.case != at_hand.case and _against(at_hand) & _against(one)
    ]
    ranked.sort(key=lambda each: each[:3], reverse=True)
    return [_compare(at_hand, one) for *_, one in ranked[:most]]


def _likeness(one: RequestScreened, other: RequestScreened) -> tuple[Fraction, Fraction, Fraction]:
    said, told = one.request.answers, other.request.answers
    return (
        _in_common(_blocking(one), _blocking(other)),
        _in_common(_against(one), _against(other)),
        _in_common(set(said.items()), set(told.items())),
    )


def _in_common(one: set[object], other: set[object]) -> Fraction:
    """What both have over what either has (Jaccard); 1 when neither has anything."""
    either = one | other
    return Fraction(len(one & other), len(either)) if either else Fraction(1)


def _blocking(screening: RequestScreened) -> set[object]:
    return {one.criterion for one in screening.findings if one.blocks}


def _against(screening: RequestScreened) -> set[object]:
    return {one.criterion for one in screening.assessment.findings if _speaks_against(one)}


def _speaks_against(finding: Finding) -> bool:
    return finding.standing in ("not_met", "partly_met") or finding.blocks


def _compare(at_hand: RequestScreened, other: RequestScreened) -> Precedent:
    here = [one.criterion for one in at_hand.assessment.findings if _speaks_against(one)]
    there = [one.criterion for one in other.assessment.findings if _speaks_against(one)]
    said, told = at_hand.request.answers, other.request.answers
    return Precedent(
        other.case,
        tuple(id for id in here if id in there),
        tuple(id for id in here if id not in there),
        tuple(id for id in there if id not in here),
        tuple(
            AnswerApart(id, said.get(id), told.get(id))
            for id in {**said, **told}
            if said.get(id) != told.get(id)
        ),
    )
