"""Checks a roster: terms that cannot all be true, and what the committee lacks on a day."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from itertools import combinations

from screening.core.committee_rules import CommitteeRules
from screening.core.problems import Path, Problem
from screening.core.roster import Roster, Term, members_on, seats_on
from screening.core.spelling import unknown_name

_AT: Path = ("seats",)


def roster_problems(terms: Mapping[int, Term], colleges: Collection[str]) -> Iterator[Problem]:
    """What is wrong with terms, by their position in the file.

    `colleges` are those of the rules; without any, every name of a college will do.
    """
    for position, term in terms.items():
        if colleges and term.college not in colleges:
            at = (*_AT, position, "college")
            yield unknown_name(at, "no_such_college", term.college, colleges)
        if term.starts and term.ends and term.ends < term.starts:
            days = {"from_day": term.starts, "until": term.ends}
            yield Problem((*_AT, position, "until"), "dates_backwards", days)
    for (first, one), (position, other) in combinations(terms.items(), 2):
        if one.meets(other):
            yield from _at_the_same_time(one, other, first, (*_AT, position))


def _at_the_same_time(one: Term, other: Term, first: int, at: Path) -> Iterator[Problem]:
    values = {"member": other.member, "first": first + 1}
    if one.member != other.member:
        if one.chair and other.chair:
            yield Problem((*at, "chair"), "two_chairs", values)
    elif one.college != other.college:
        yield Problem((*at, "college"), "member_of_two_colleges", values)
    else:
        yield Problem((*at, "id"), "seats_overlap", values)


def roster_warnings(roster: Roster, rules: CommitteeRules, day: date) -> Iterator[Problem]:
    """What the committee lacks on a day: an empty college or bureau, or nobody in the chair."""
    seated = members_on(roster, day)
    if not seated:
        yield Problem(_AT, "nobody_sits", {"day": day}, warning=True)
        return
    for college in rules.colleges:
        if all(one.college != college.id for one in seated):
            values = {"college": college.id, "day": day}
            yield Problem(_AT, "college_empty", values, warning=True)
    if not any(one.chair for one in seated):
        yield Problem(_AT, "no_chair", {"day": day}, warning=True)
        return
    bureau = rules.procedures.bureau
    sitting = seats_on(roster, bureau, day)
    if not sitting:
        yield Problem(_AT, "bureau_empty", {"day": day}, warning=True)
    elif bureau.tie == "chair" and not any(one.chair for one in sitting):
        yield Problem(_AT, "chair_outside_bureau", {"day": day}, warning=True)
