"""What differs between two editions and turns no verdict: the committee’s rules, the words."""

from collections.abc import Iterable, Iterator, Sequence

from screening.core.committee import PROCEDURES
from screening.core.committee_rules import CommitteeRules
from screening.core.criteria import Edition
from screening.core.criterion_check import options_of
from screening.core.difference import (
    Code,
    Difference,
    HasId,
    by_id,
    come_and_gone,
    fields_changed,
    kept,
)

# ── The committee, and what stands around ────────────────────────────────────────────────────


_COUNTING: tuple[Code, ...] = (
    "sits",
    "days_open",
    "quorum",
    "majority",
    "abstentions",
    "tie",
    "second_call",
    "if_lapsed",
)


def of_committee(before: CommitteeRules, after: CommitteeRules) -> Iterator[Difference]:
    yield from fields_changed((), before, after, ("authority", "mask_prospect"))
    colleges, will = by_id(before.colleges), by_id(after.colleges)
    yield from come_and_gone("college_added", "college_removed", colleges, will)
    for id, one in will.items():
        if id in colleges and colleges[id].weight != one.weight:
            yield Difference("college_weight", (id,), colleges[id].weight, one.weight)
    for name in PROCEDURES:
        rules, will_rule = (getattr(one.procedures, name) for one in (before, after))
        yield from fields_changed((name,), rules, will_rule, _COUNTING)


def of_surroundings(old: Edition, new: Edition) -> Iterator[Difference]:
    yield from fields_changed((), old, new, ("name", "in_force_from", "in_force_until", "adopted"))
    objectives = by_id(old.objectives), by_id(new.objectives)
    yield from come_and_gone("objective_added", "objective_removed", *objectives)
    targets = by_id(old.targets), by_id(new.targets)
    yield from come_and_gone("target_added", "target_removed", *targets)
    for id, before, after in kept(old.targets, new.targets):
        yield from fields_changed((id,), before, after, ("goal", "horizon", "measured"))
    groups = by_id(old.groups), by_id(new.groups)
    yield from come_and_gone("group_added", "group_removed", *groups)
    for name, those, others in _lists(old, new):
        was = tuple(id for id, *_ in kept(those, others))
        now = tuple(id for id, *_ in kept(others, those))
        if was != now:
            yield Difference("order", name, was, now)


# ── The words ────────────────────────────────────────────────────────────────────────────────

# Which fields of what hold a sentence.
_SENTENCES = {
    "objectives": ("text",),
    "targets": ("indicator",),
    "groups": ("title",),
    "questions": ("ask", "ask_prospect", "hint", "proof", "unit", "offer"),
    "options": ("text", "offer"),
    "criteria": ("title", "why", "told", "source", "advice"),
    "colleges": ("name",),
}


def of_words(old: Edition, new: Edition) -> Iterator[Difference]:
    yield from _said((), old, new, ("purpose",))
    for (name, *within), before, after in _lists(old, new):
        for id, one, other in kept(before, after):
            yield from _said((name, *within, id), one, other, _SENTENCES[name])
    for name in PROCEDURES:
        one, other = (getattr(edition.committee.procedures, name) for edition in (old, new))
        yield from _said(("procedures", name), one, other, ("title",))


def _said(
    about: tuple[str, ...], before: object, after: object, fields: Iterable[str]
) -> Iterator[Difference]:
    for field in fields:
        was, now = getattr(before, field, None), getattr(after, field, None)
        if was != now:
            yield Difference("wording", (*about, field), was, now)


def _lists(
    old: Edition, new: Edition
) -> Iterator[tuple[tuple[str, ...], Sequence[HasId], Sequence[HasId]]]:
    """Every list of what has ids, by its name; options by their question, too."""
    yield ("objectives",), old.objectives, new.objectives
    yield ("targets",), old.targets, new.targets
    yield ("groups",), old.groups, new.groups
    yield ("questions",), old.questions, new.questions
    for id, before, after in kept(old.questions, new.questions):
        yield ("options", id), options_of(before), options_of(after)
    yield ("criteria",), old.criteria, new.criteria
    yield ("colleges",), old.committee.colleges, new.committee.colleges
