"""What an outcome owes to answers that nobody has said or written."""

from typing import Any

import pytest

from screening.core.assessment import Rules
from screening.core.changes import EvidenceChange, differences
from screening.core.evidence import assumed, relied_upon
from screening.core.request import Evidence
from tests.builders import DAY, a_request, a_screening, an_edition

RULES = Rules(an_edition(), DAY)


@pytest.mark.parametrize(
    ("answers", "doubted", "relied"),
    [
        # Accepted with 100 points of the 60 needed.
        ({"open": True, "share": 80}, [], []),
        ({"open": True, "share": 80}, ["open"], ["open"]),
        ({"open": True, "share": 80}, ["share"], ["share"]),
        ({"open": True, "share": 80}, ["open", "share"], ["open", "share"]),
        # Not open blocks, whatever the share.
        ({"open": False, "share": 80}, ["share"], []),
        ({"open": False, "share": 80}, ["open"], ["open"]),
        # Either answer alone is enough to refer it, so that neither decides; both together do.
        ({"open": False, "share": 10}, ["open"], []),
        ({"open": False, "share": 10}, ["share"], []),
        ({"open": False, "share": 10}, ["open", "share"], ["open", "share"]),
        # 40 points at most: referred without an answer to the other question.
        ({"share": 10}, ["share"], ["share"]),
        # Undecided, and sent to the committee by a person.
        ({"share": 80}, ["share"], []),
    ],
)
def test_an_outcome_rests_on_assumptions_that_could_have_changed_it(
    answers: dict[str, Any], doubted: list[str], relied: list[str]
) -> None:
    evidence = {id: {"basis": "assumed" if id in doubted else "said"} for id in answers}
    request = a_request(answers=answers, evidence=evidence)
    assert list(assumed(request)) == doubted
    assert relied_upon(request, RULES) == frozenset(relied)


def test_what_is_assumed_of_no_answer_is_no_assumed_answer() -> None:
    request = a_request(answers={"open": True}, evidence={"share": {"basis": "assumed"}})
    assert assumed(request) == ()


def test_what_an_answer_rests_on_can_differ_between_versions_though_no_answer_does() -> None:
    before = a_request(evidence={"open": {"basis": "assumed"}, "share": {"basis": "said"}})
    after = a_request(
        evidence={"share": {"basis": "said"}, "open": {"basis": "written", "note": "Clause 4"}}
    )
    told = differences(a_screening(request=before), a_screening(request=after))
    assert told.evidence == (
        EvidenceChange(
            "open", Evidence(basis="assumed"), Evidence(basis="written", note="Clause 4")
        ),
    )
    assert (told.answers, told.details) == ((), ())
