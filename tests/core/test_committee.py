"""Who sees to a referral."""

from screening.core.assessment import Answer, Rules, assess
from screening.core.committee import procedure_for
from tests.core.strategies import TODAY, choice, criterion, edition, yes_no

# Opening and paying can be negotiated; a sector is a fact, a concern is a judgement.
ASKED = edition(
    [
        yes_no("opened", negotiable=True, concession="yes"),
        yes_no("learner_pays", negotiable=True, concession="no"),
        choice("sector", "health", "arms"),
        yes_no("concern"),
    ],
    [
        criterion("yes_no", "opened", 60, expects="yes", blocking=True),
        criterion("yes_no", "learner_pays", 40, expects="no", blocking=["yes"]),
        criterion("none_of", "sector", 0, refused=["arms"], blocking=True),
        criterion("judgement", "concern", 0),
    ],
    accept_from=70,
)


def procedure(**changes: Answer) -> str:
    """The procedure for a request that would be accepted but for these answers."""
    fine = {"opened": True, "learner_pays": False, "sector": "health", "concern": False}
    assessment = assess({**fine, **changes}, Rules(ASKED, TODAY))
    assert assessment.outcome == "refer"
    return procedure_for(assessment, ASKED)


def test_the_bureau_sees_to_what_one_negotiable_criterion_blocks() -> None:
    assert procedure(opened=False) == "bureau"
    assert procedure(learner_pays=True) == "bureau"


def test_a_fact_that_blocks_goes_to_the_full_committee() -> None:
    assert procedure(sector="arms") == "full"


def test_a_concern_goes_to_the_full_committee() -> None:
    assert procedure(concern=True) == "full"


def test_two_criteria_that_block_go_to_the_full_committee() -> None:
    assert procedure(opened=False, learner_pays=True) == "full"
    assert procedure(opened=False, sector="arms") == "full"


def test_one_answer_that_blocks_twice_goes_to_the_full_committee() -> None:
    twice = edition(
        [yes_no("opened", negotiable=True, concession="yes"), yes_no("idle")],
        [
            criterion("yes_no", "opened", 1, id="open", expects="yes", blocking=True),
            criterion("yes_no", "opened", 1, id="public", expects="yes", blocking=True),
        ],
    )
    assessment = assess({"opened": False}, Rules(twice, TODAY))
    assert procedure_for(assessment, twice) == "full"


def test_a_score_too_low_goes_to_the_full_committee() -> None:
    asked = edition(
        [yes_no("format", negotiable=True, concession="yes")],
        [criterion("yes_no", "format", 10, expects="yes")],
    )
    assessment = assess({"format": False}, Rules(asked, TODAY))
    assert assessment.outcome == "refer"
    assert procedure_for(assessment, asked) == "full"
