"""What screening made better: answers that earn more, and proposals that were taken."""

from typing import Any

import pytest

from screening.core.assessment import Finding, Rules
from screening.core.changes import AnswerChange, FindingChange
from screening.core.facts import ProposalTaken, RecordedFinding, RequestScreened
from screening.core.improvement import (
    before_proposals,
    bettered,
    improved,
    proposals_taken,
    rose,
)
from tests.builders import DAY, a_request, a_screening, an_edition

RULES = Rules(an_edition(), DAY)
# What the edition of the builders lets a prospect change is `open`, and nothing else.
OPENED = ProposalTaken(question="open", instead_of=False)


def findings(openness: str, priority: str = "met") -> tuple[RecordedFinding, ...]:
    points = {"met": (40, 60), "partly_met": (0, 20), "not_met": (0, 0), "unanswered": (0, 0)}
    return tuple(
        RecordedFinding.model_validate(
            {
                "criterion": criterion,
                "standing": standing,
                "points": points[standing][place],
                "out_of": (40, 60)[place],
                "blocks": place == 0 and standing == "not_met",
            }
        )
        for place, (criterion, standing) in enumerate(
            (("openness", openness), ("priority", priority))
        )
    )


def referred(answers: dict[str, Any], openness: str = "not_met", **more: Any) -> RequestScreened:
    return a_screening(
        request=a_request(answers=answers),
        outcome="refer",
        findings=findings(openness, more.pop("priority", "met")),
        **more,
    )


# ── Proposals ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("answers", "stood", "taken"),
    [
        ({"open": True, "share": 80}, {"open": False}, (OPENED,)),
        ({"open": True, "share": 80}, {"open": None}, (ProposalTaken(question="open"),)),
        # Put back, or never anything else.
        ({"open": False, "share": 80}, {"open": False}, ()),
        ({"open": True, "share": 80}, {"open": True}, ()),
        ({"open": True, "share": 80}, {}, ()),
        # Not accepted, whatever was taken: 40 of the 60 points needed.
        ({"open": True, "share": 10}, {"open": False}, ()),
        ({"open": True}, {"open": False}, ()),
        # A fact is not for the prospect to change: it was corrected, and nothing was taken.
        ({"open": True, "share": 80}, {"share": 10}, ()),
        ({"open": True, "share": 80}, {"open": False, "share": 10}, (OPENED,)),
        # A question that the edition does not have, or that is unanswered in the end.
        ({"open": True, "share": 80}, {"elsewhere": False}, ()),
        ({"share": 80}, {"open": False}, ()),
    ],
)
def test_a_proposal_is_taken_when_the_acceptance_rests_on_it(
    answers: dict[str, Any], stood: dict[str, Any], taken: tuple[ProposalTaken, ...]
) -> None:
    assert proposals_taken(answers, stood, RULES) == taken


def test_what_was_accepted_anyway_owes_nothing_to_a_proposal() -> None:
    edition = an_edition(accept_from=0)
    criteria = [one.model_copy(update={"blocking": False}) for one in edition.criteria]
    rules = Rules(edition.model_copy(update={"criteria": tuple(criteria)}), DAY)
    assert proposals_taken({"open": True, "share": 80}, {"open": False}, rules) == ()


def test_the_answers_before_are_those_without_what_was_taken() -> None:
    answers = {"open": True, "share": 80}
    assert before_proposals(answers, (OPENED,)) == {"open": False, "share": 80}
    assert before_proposals(answers, (ProposalTaken(question="open"),)) == {"share": 80}
    assert answers == {"open": True, "share": 80}


# ── Better than it was ───────────────────────────────────────────────────────────────────────


def test_a_request_accepted_as_it_came_was_not_improved() -> None:
    assert not improved([a_screening()])


def test_a_request_referred_and_then_accepted_with_a_better_answer_was_improved() -> None:
    assert improved([referred({"open": False, "share": 80}), a_screening()])


def test_a_request_that_the_committee_accepted_after_a_better_answer_was_improved() -> None:
    first = referred({"open": False, "share": 10}, priority="not_met")
    last = referred({"open": False, "share": 60}, priority="partly_met")
    assert improved([first, last])


def test_another_title_improves_nothing() -> None:
    first = referred({"open": False, "share": 80})
    other = first.model_copy(update={"request": a_request(title="Other", answers={"open": False})})
    assert not improved([first, first])
    assert not improved([first, other])


def test_the_same_answers_under_a_milder_edition_improve_nothing() -> None:
    first = referred({"open": True, "share": 80}, "not_met")
    assert not improved([first, a_screening()])


def test_an_acceptance_that_rests_on_a_proposal_was_improved_before_it_was_recorded() -> None:
    assert improved([a_screening(proposals_taken=(OPENED,))])


@pytest.mark.parametrize(
    ("before", "after", "risen"),
    [
        (("not_met", 0, True), ("met", 40, False), True),
        (("unanswered", 0, False), ("partly_met", 10, False), True),
        (("partly_met", 10, False), ("partly_met", 20, False), True),
        (("partly_met", 10, False), ("partly_met", 10, False), False),
        (("met", 40, False), ("met", 30, False), False),
        (("met", 40, False), ("not_met", 0, False), False),
        # What blocks no longer is better, though it earns as little.
        (("not_met", 0, True), ("not_met", 0, False), True),
    ],
)
def test_a_criterion_rises(before: Any, after: Any, risen: bool) -> None:
    def finding(standing: Any, points: int, blocks: bool) -> Finding:
        return Finding("openness", standing, points, 40, blocks)

    assert rose(FindingChange("openness", finding(*before), finding(*after))) is risen


def test_a_criterion_that_an_edition_lacks_does_not_rise() -> None:
    finding = Finding("openness", "met", 40, 40, False)
    assert not rose(FindingChange("openness", None, finding))
    assert not rose(FindingChange("openness", finding, None))


def test_what_got_better_is_told_from_the_first_version_to_the_last() -> None:
    first = referred({"open": False, "share": 80})
    found = bettered([first, referred({"open": False, "share": 90}), a_screening()], RULES)
    assert found.answers == (AnswerChange("open", False, True),)
    assert [one.criterion for one in found.findings] == ["openness"]


def test_what_got_better_before_the_recording_is_told_from_the_proposals() -> None:
    found = bettered([a_screening(proposals_taken=(OPENED,))], RULES)
    assert found.answers == (AnswerChange("open", False, True),)
    assert found.findings == (
        FindingChange(
            "openness",
            Finding("openness", "not_met", 0, 40, True),
            Finding("openness", "met", 40, 40, False),
        ),
    )
