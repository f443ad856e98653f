"""A difference between two editions of the criteria, and how two lists are laid side by side."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Literal, NamedTuple, Protocol, TypeVar

from screening.core.strictness import Direction

Code = Literal[
    "accept_from",
    # of criteria
    "criterion_added",
    "criterion_removed",
    "reads",
    "weight",
    "bound",
    "scale",
    "blocking",
    "criterion_days",
    "objective",
    "review_by",
    # of questions
    "question_added",
    "question_removed",
    "type",
    "option_added",
    "option_removed",
    "option_days",
    "range",
    "concession",
    "seldom",
    "share_of",
    "facet",
    "group",
    # of the committee
    "authority",
    "mask_prospect",
    "college_added",
    "college_removed",
    "college_weight",
    "sits",
    "days_open",
    "quorum",
    "majority",
    "abstentions",
    "tie",
    "second_call",
    "if_lapsed",
    # of what stands around
    "name",
    "in_force_from",
    "in_force_until",
    "adopted",
    "objective_added",
    "objective_removed",
    "target_added",
    "target_removed",
    "goal",
    "horizon",
    "measured",
    "group_added",
    "group_removed",
    "order",
    # of the words
    "wording",
]

# The first and the last day of something, either open.
Days = tuple[date | None, date | None]


class Difference(NamedTuple):
    """One difference: what it is about, by ids, with the values before and after.

    `before` is None for what is added, `after` for what is removed. Of a criterion that counts
    answers otherwise (`scale`, `reads`), both are whole criteria, the later one with this change
    alone. A wording is about its list, what it is in there, and its field: ("criteria", an id,
    "why"). What is about nothing but the edition has no ids.
    """

    code: Code
    about: tuple[str, ...]
    before: Any
    after: Any
    direction: Direction = "none"


# ── Side by side ─────────────────────────────────────────────────────────────────────────────


class HasId(Protocol):
    @property
    def id(self) -> str: ...


One = TypeVar("One", bound=HasId)


def by_id(those: Iterable[One]) -> dict[str, One]:
    return {one.id: one for one in those}


def kept(before: Iterable[One], after: Iterable[One]) -> list[tuple[str, One, One]]:
    """What both have, in the order of the first."""
    will = by_id(after)
    return [(one.id, one, will[one.id]) for one in before if one.id in will]


def come_and_gone(
    added: Code, removed: Code, before: Mapping[str, object], after: Mapping[str, object]
) -> Iterator[Difference]:
    yield from (
        Difference(added, (id,), None, one) for id, one in after.items() if id not in before
    )
    yield from (
        Difference(removed, (id,), one, None) for id, one in before.items() if id not in after
    )


def fields_changed(
    about: tuple[str, ...], before: object, after: object, fields: Iterable[Code]
) -> Iterator[Difference]:
    """The fields that differ, each under its own name."""
    for field in fields:
        was, now = getattr(before, field, None), getattr(after, field, None)
        if was != now:
            yield Difference(field, about, was, now)
