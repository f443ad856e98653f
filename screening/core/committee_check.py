"""Checks the committee's rules: those that contradict one another, or can never matter."""

from collections.abc import Iterator
from typing import get_args

from screening.core.committee import ProcedureName
from screening.core.committee_rules import CommitteeRules, Procedure
from screening.core.problems import Path, Problem, repeated_ids

_AT: Path = ("committee",)


def committee_problems(rules: CommitteeRules) -> Iterator[Problem]:
    """What makes no sense in the committee's rules although every part of them can be read."""
    yield from repeated_ids([one.id for one in rules.colleges], (*_AT, "colleges"))
    yield from _college_decides_alone(rules)
    if rules.procedures.full.if_lapsed == "moves_up":
        yield Problem((*_AT, "procedures", "full", "if_lapsed"), "moves_up_from_full")
    for name in get_args(ProcedureName):
        yield from _idle(getattr(rules.procedures, name), (*_AT, "procedures", name))


def _college_decides_alone(rules: CommitteeRules) -> Iterator[Problem]:
    """A college whose unanimous vote carries a motion against all others."""
    total = sum(one.weight for one in rules.colleges)
    majorities = [getattr(rules.procedures, name).majority for name in get_args(ProcedureName)]
    for position, one in enumerate(rules.colleges):
        alone = any(
            one.weight > majority.bound * total
            or (one.weight == majority.bound * total and not majority.strict)
            for majority in majorities
        )
        if alone and len(rules.colleges) > 1:
            values = {"college": one.id, "weight": one.weight, "total": total}
            at = (*_AT, "colleges", position, "weight")
            yield Problem(at, "college_decides_alone", values, warning=True)


def _idle(procedure: Procedure, at: Path) -> Iterator[Problem]:
    if procedure.tie == "chair" and not procedure.majority.strict:
        values = {"majority": str(procedure.majority)}
        yield Problem((*at, "tie"), "tie_never", values, warning=True)
    second = procedure.second_call and procedure.second_call.quorum
    if second and (
        second.members > procedure.quorum.members or second.colleges > procedure.quorum.colleges
    ):
        place = (*at, "second_call", "quorum")
        yield Problem(place, "second_call_stricter", warning=True)
