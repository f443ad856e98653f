"""The use case of a back-test: what of it each reader is told, over a real log."""

from typing import Any

import pytest

from screening.backtesting import Became, ChangedCase, backtest
from screening.core.access import Person
from screening.criteria_file import LoadedEdition
from screening.review import Review
from screening.service import Words
from screening.stores.protocol import DecisionLog
from tests.builders import (
    ANA,
    CHAIR,
    MANAGER,
    NOON,
    Clock,
    a_loaded_edition,
    a_request,
    a_review,
    an_edition,
)

OWNER = Person("owner-1", "criteria_owner")


@pytest.fixture
def draft() -> LoadedEdition:
    """As the edition in force, but that nothing blocks."""
    criteria = an_edition().model_dump(mode="json", by_alias=True, exclude_none=True)["criteria"]
    criteria[0]["blocking"] = False
    return a_loaded_edition(name="draft", criteria=criteria)


@pytest.fixture
def review(log: DecisionLog) -> Review:
    """Two requests that closing the training keeps from being accepted; prospects are hidden."""
    review = a_review(log, Clock(NOON), mask_prospect=True)
    for name in ("First", "Second"):
        said: dict[str, Any] = {"open": False, "share": 80}
        request = a_request(reference=name, title=name, owner=None, amount=9_000, answers=said)
        words = Words(repeated_because="Another course.")
        review.desk.record(request, f"s-{name}", ANA, words)
    return review


def told(review: Review, draft: LoadedEdition, by: Person) -> list[ChangedCase]:
    cases: list[ChangedCase] = []
    backtest(review.desk, draft, by, each=cases.append)
    return cases


def test_the_newest_come_first_with_what_became_of_them(
    review: Review, draft: LoadedEdition
) -> None:
    cases: list[ChangedCase] = []
    report = backtest(review.desk, draft, MANAGER, each=cases.append, most=1)

    assert [(one.title, one.then, one.now, one.status) for one in cases] == [
        ("Second", "refer", "accept", "referred")
    ]
    assert (report.result.changed, report.became) == (2, (Became("accept", "referred", 2),))
    assert report.head == review.desk.log.head()


def test_prospects_and_amounts_are_told_to_those_who_may_know_them(
    review: Review, draft: LoadedEdition
) -> None:
    known = [(one.prospect, one.amount) for one in told(review, draft, MANAGER)]
    assert known == [("Atelier Nord", 9_000)] * 2
    assert [(one.prospect, one.amount) for one in told(review, draft, OWNER)] == [
        ("Atelier Nord", None)
    ] * 2
    masked = told(review, draft, CHAIR)
    assert [(one.prospect, one.amount) for one in masked] == [(one.case, None) for one in masked]


def test_whoever_left_a_case_finds_nothing_of_it(review: Review, draft: LoadedEdition) -> None:
    first = told(review, draft, CHAIR)[-1]
    review.recuse(first.case, "r-1", "I know them.", CHAIR)

    report = backtest(review.desk, draft, CHAIR)
    assert [one.title for one in told(review, draft, CHAIR)] == ["Second"]
    assert report.result.judged == 1
    assert backtest(review.desk, draft, MANAGER).result.judged == 2


def test_of_a_case_that_was_taken_up_again_the_last_version_is_judged(
    review: Review, draft: LoadedEdition
) -> None:
    last = told(review, draft, ANA._replace(role="manager"))[0]
    request = a_request(reference="Second", title="Opened", owner=None)
    review.desk.record(request, "s-again", ANA, Words(amends=last.case))

    assert [one.title for one in told(review, draft, MANAGER)] == ["First"]
    assert backtest(review.desk, draft, MANAGER).result.judged == 2
