"""What a motion must be to be put to the vote: whole, about what there is, and something new."""

from collections.abc import Container, Iterable, Mapping
from datetime import date
from typing import Literal, NamedTuple

from screening.core.committee_facts import (
    DECLINE_REASONS,
    DeclineReason,
    InformationGiven,
    MotionClosed,
    MotionPut,
    Proposal,
    RequestReferred,
)
from screening.core.facts import RequestScreened
from screening.core.model import tidied
from screening.core.refused import Refused

# More than a client keeps in mind, or a committee follows up.
MOST_CONDITIONS = 5


class NewCondition(NamedTuple):
    """A condition as a member writes it, which may lack a part."""

    text: str
    owner: str
    due: date | None
    proof: str


class NewCitation(NamedTuple):
    """An earlier case that a member cites, and what they say of it."""

    case: str
    how: Literal["followed", "distinguished"]
    because: str


class NewMotion(NamedTuple):
    """What a member proposes: with conditions for an acceptance, or with reasons to decline.

    `again_because` is the chair's word why a motion that failed is put again.
    """

    proposal: Proposal
    because: str
    conditions: tuple[NewCondition, ...] = ()
    reasons: tuple[DeclineReason, ...] = ()
    cites: tuple[NewCitation, ...] = ()
    again_because: str | None = None


class Known(NamedTuple):
    """What a motion on a case is held against.

    `people` are those who could see to a condition. `rulings` has the cited cases that there are,
    with what the committee's procedure led to, None where it led to nothing yet.
    """

    case: str
    day: date
    people: Container[str]
    rulings: Mapping[str, Proposal | None]


def check(motion: NewMotion, known: Known) -> None:
    """Raises Refused for the first thing that keeps a motion from being voted on."""
    conditional = motion.proposal == "accept_with_conditions"
    if conditional and not motion.conditions:
        raise Refused("conditions_missing")
    if motion.conditions and not conditional:
        raise Refused("conditions_needless")
    if len(motion.conditions) > MOST_CONDITIONS:
        raise Refused("conditions_too_many", most=MOST_CONDITIONS)
    if motion.proposal == "decline" and not motion.reasons:
        raise Refused("reasons_missing")
    if motion.reasons and motion.proposal != "decline":
        raise Refused("reasons_needless")
    for reason in motion.reasons:
        if reason not in DECLINE_REASONS:
            raise Refused("reason_unknown", reason=reason)
    for place, condition in enumerate(motion.conditions, start=1):
        _check_condition(place, condition, known)
    for place, cited in enumerate(motion.cites):
        if cited.case in [one.case for one in motion.cites[:place]]:
            raise Refused("citation_repeated", case=cited.case)
        _check_citation(cited, known)


def _check_condition(place: int, one: NewCondition, known: Known) -> None:
    if one.due is None or not (tidied(one.text) and tidied(one.proof)):
        raise Refused("condition_incomplete", number=place)
    if one.due < known.day:
        raise Refused("condition_past", number=place, day=one.due)
    if one.owner not in known.people:
        raise Refused("condition_without_owner", number=place, who=one.owner)


def _check_citation(one: NewCitation, known: Known) -> None:
    if not tidied(one.because):
        raise Refused("citation_incomplete")
    if one.case == known.case:
        raise Refused("citation_of_itself")
    if one.case not in known.rulings:
        raise Refused("citation_unknown", case=one.case)
    if known.rulings[one.case] is None:
        raise Refused("citation_unruled", case=one.case)


def failed_alike(motion: NewMotion, story: Iterable[object]) -> bool:
    """Whether the same motion failed by vote on the case, and nothing is new since.

    A new version of the request is new, an answer to a question, and that another body has the
    case. The same is what is proposed, on which conditions or for which reasons, in any order; why
    is another matter. A motion that lapsed was not voted down.
    """
    put: dict[str, MotionPut] = {}
    failed: list[_Said] = []
    for fact in story:
        match fact:
            case MotionPut():
                put[fact.submission] = fact
            case MotionClosed() if fact.motion in put and fact.tally.result == "not_carried":
                failed.append(_said(put[fact.motion]))
            case RequestScreened() | InformationGiven() | RequestReferred():
                failed.clear()
    return _said(motion) in failed


_Said = tuple[Proposal, frozenset[tuple[str, date | None]], frozenset[str]]


def _said(motion: NewMotion | MotionPut) -> _Said:
    conditions = frozenset((_plain(one.text), one.due) for one in motion.conditions)
    return motion.proposal, conditions, frozenset(motion.reasons)


def _plain(text: str) -> str:
    """A sentence without regard to case and spacing."""
    return " ".join(text.casefold().split())
