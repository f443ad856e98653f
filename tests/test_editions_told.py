"""What is said of the editions that a log holds."""

from datetime import UTC, datetime

from screening.core.editions import Entered
from screening.editions_told import say_how
from tests.builders import a_loaded_edition

LOADED = a_loaded_edition()


def test_an_adoption_is_told_with_its_day_its_minutes_and_its_motive() -> None:
    # Half past midnight in Paris.
    at = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    one = Entered(1, at, "eva", LOADED.edition, LOADED.fingerprint, "Item 3", "So.", ("a", "b"))
    assert say_how("en", one, str.title) == (
        "adopted on 25 November 2026 by Eva: Item 3 · although it breaks 2 scenarios: So."
    )
    assert say_how("fr", one._replace(motive=None), str.title) == (
        "adoptée le 25 novembre 2026 par Eva\u00a0: Item 3"
    )
