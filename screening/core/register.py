"""The register of what the mission turned down and of what screening made better, from the log
alone: every part of an entry follows from sealed lines."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Literal, NamedTuple

from screening.core.assessment import Finding, Outcome, Rules, assess
from screening.core.cases import Case, CaseRow
from screening.core.changes import AnswerChange, Differences
from screening.core.counterfactual import Change
from screening.core.improvement import as_before_proposals, bettered, rose
from screening.core.motions import Motion

# Who turned it down: the committee, whose vote decides; management, with the committee's opinion
# or against it; or its salesperson, who withdrew it for the mission.
How = Literal["ruled", "followed", "departed", "withdrawn"]


class TurnedDown(NamedTuple):
    """A deal given up for the mission.

    `reasons` are the codes it was declined or withdrawn for: none where management declined what
    the committee would have accepted, and wrote a motive. `against` are the findings that speak
    against it, those that block first, and `instead` the motions to accept it, none of which came
    into force. By the criteria that judged its last version: their `outcome`, which is not to refer
    what a person sent, and the changes after which it would have been accepted or, where there are
    none, no longer referred. `altered` says that its lines are not those that were sealed.
    """

    case: Case
    at: datetime
    how: How
    reasons: tuple[str, ...]
    against: tuple[Finding, ...]
    instead: tuple[Motion, ...]
    outcome: Outcome = "refer"
    accepted_if: tuple[tuple[Change, ...], ...] = ()
    reopened_if: tuple[tuple[Change, ...], ...] = ()
    altered: bool = False


class Improved(NamedTuple):
    """An accepted deal that screening made better.

    `first` is what the criteria said at first: of the first recorded version or, where that was
    acceptable by then (`before_recording`), of the answers before the proposals that were taken.
    `better` are the answers for which a criterion speaks more than it did, `other` the rest of
    those that changed; `proposed` the questions on which a proposal was taken.
    """

    case: Case
    at: datetime
    first: Outcome
    before_recording: bool
    better: tuple[AnswerChange, ...]
    other: tuple[AnswerChange, ...]
    proposed: frozenset[str]
    altered: bool = False


class Totals(NamedTuple):
    """How many deals, what they come to in whole euros and in learners, and of how many deals
    neither is known. `reasons` counts the deals by reason code; "" is none."""

    deals: int
    amount: int
    amounts_unknown: int
    learners: int
    learners_unknown: int
    reasons: tuple[tuple[str, int], ...]


def turned_down(case: Case) -> TurnedDown | None:
    """The entry of a case that was declined, or withdrawn for the mission; None of any other."""
    at = case.decided_at
    how = _how(case)
    if at is None or how is None:
        return None
    against = [
        one for one in case.latest.assessment.findings if one.blocks or one.standing == "not_met"
    ]
    return TurnedDown(
        case,
        at,
        how,
        case.because,
        tuple(sorted(against, key=lambda one: not one.blocks)),
        tuple(one for one in case.motions if one.put.proposal != "decline"),
    )


def _how(case: Case) -> How | None:
    if case.withdrawal is not None:
        return "withdrawn" if case.withdrawal.reason == "mission" else None
    if case.status != "declined" or case.motion is None:
        return None
    decision = case.motion.decision
    if decision is None:
        return "ruled"
    return "followed" if decision.follows else "departed"


def improved(case: Case, first_rules: Rules, rules: Rules) -> Improved:
    """The entry of an accepted deal that screening made better (see CaseRow.improved).

    `first_rules` are those that judged its first version, and `rules` those of its last.
    """
    first = case.screenings[0]
    assert case.decided_at is not None, "it was accepted"
    before = as_before_proposals(first, first_rules)
    found = bettered(case.screenings, first_rules)
    risen = _questions_risen(found, rules)
    return Improved(
        case,
        case.decided_at,
        assess(before.request.answers, first_rules).outcome,
        bool(first.proposals_taken),
        tuple(one for one in found.answers if one.question in risen),
        tuple(one for one in found.answers if one.question not in risen),
        frozenset(taken.question for taken in case.latest.proposals_taken or ()),
    )


def _questions_risen(found: Differences, rules: Rules) -> set[str]:
    risen = {one.criterion for one in found.findings if rose(one)}
    return {one.question for one in rules.edition.criteria if one.id in risen}


def totals(rows: Iterable[CaseRow]) -> Totals:
    """What deals of a register come to. A deal declined for two reasons counts under both."""
    rows = list(rows)
    amounts = [one.amount for one in rows if one.amount is not None]
    learners = [one.learners for one in rows if one.learners is not None]
    reasons = Counter(code for one in rows for code in one.because.split() or [""])
    return Totals(
        len(rows),
        sum(amounts),
        len(rows) - len(amounts),
        sum(learners),
        len(rows) - len(learners),
        # The most frequent first; equal ones in the order of their codes.
        tuple(sorted(reasons.items(), key=lambda one: (-one[1], one[0]))),
    )
