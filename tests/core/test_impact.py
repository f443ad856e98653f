"""What a case adds to the figures of its months, worked out by hand."""

from datetime import timedelta

import pytest

from screening.core.cases import CaseRow, fold, row
from screening.core.impact import contributions, difference
from tests.builders import NOON, a_request, a_screening


def a_row(**changes: object) -> CaseRow:
    """A deal of Ana's with 40 learners, opened in March 2026 and accepted at once."""
    request = a_request(answers={"open": True, "share": 80})
    return row(fold([a_screening(request=request)], 1))._replace(**changes)


def at(**later: int) -> str:
    return (NOON + timedelta(**later)).isoformat()


def test_a_deal_accepted_by_the_criteria_adds_to_the_month_it_was_recorded_in() -> None:
    assert contributions(a_row()) == {
        ("2026-03", "opened", "by_criteria"): 1,
        ("2026-03", "ended", "by_criteria - 0"): 1,
        ("2026-03", "owner", "accepted ana"): 1,
        ("2026-03", "answer", "accepted open:yes"): 1,
        ("2026-03", "learners", ""): 40,
        ("2026-03", "learners", "share"): 40,
        ("2026-03", "shared", "share"): 3_200,
    }


def test_an_open_referral_adds_what_speaks_against_it_and_nothing_to_what_ended() -> None:
    referred = a_row(
        status="voting",
        outcome="refer",
        procedure="full",
        reasons="openness priority",
        blocking="openness",
        decided_at=None,
    )
    assert contributions(referred) == {
        ("2026-03", "opened", "open"): 1,
        ("2026-03", "not_met", "openness"): 1,
        ("2026-03", "not_met", "priority"): 1,
    }


def test_a_ruling_counts_in_its_own_month_and_a_begun_day_as_whole() -> None:
    ruled = a_row(
        status="accepted",
        outcome="refer",
        procedure="bureau",
        decided_at=at(days=30, seconds=1),
        conditions_kept=2,
        conditions_open=1,
        improved=1,
        owner=None,
        answers="",
        learners=None,
    )
    assert contributions(ruled) == {
        ("2026-03", "opened", "by_committee"): 1,
        ("2026-04", "ended", "by_committee bureau 31"): 1,
        ("2026-04", "improved", ""): 1,
        ("2026-04", "condition", "kept"): 2,
        ("2026-04", "condition", "open"): 1,
    }
    on_time = ruled._replace(decided_at=at(days=30))
    assert ("2026-04", "ended", "by_committee bureau 30") in contributions(on_time)


@pytest.mark.parametrize("status", ["declined", "withdrawn"])
def test_learners_of_a_deal_that_was_not_accepted_are_not_counted(status: str) -> None:
    ended = a_row(status=status, outcome="refer", decided_at=at(days=2))
    assert contributions(ended) == {
        ("2026-03", "opened", status): 1,
        ("2026-03", "ended", f"{status} - 2"): 1,
        ("2026-03", "owner", "not ana"): 1,
        ("2026-03", "answer", "not open:yes"): 1,
    }


def test_each_of_several_answers_counts_and_nobody_s_share_is_a_known_zero() -> None:
    found = contributions(a_row(answers="who:refugees who:residents share:0"))
    assert ("2026-03", "answer", "accepted who:refugees") in found
    assert ("2026-03", "answer", "accepted who:residents") in found
    assert found[("2026-03", "learners", "share")] == 40
    assert ("2026-03", "shared", "share") not in found


def test_a_new_version_of_a_row_adds_only_what_changed() -> None:
    before = a_row(status="referred", outcome="refer", reasons="openness", decided_at=None)
    after = before._replace(status="declined", decided_at=at(days=1), owner=None, answers="")
    assert difference(before, after) == {
        ("2026-03", "opened", "open"): -1,
        ("2026-03", "opened", "declined"): 1,
        ("2026-03", "ended", "declined - 1"): 1,
    }
    assert difference(after, after) == {}
