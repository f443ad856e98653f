"""What differs between two editions: by hand, and no field of an edition unseen."""

from typing import Any

import pytest

from screening import criteria_file
from screening.core.criteria import Edition
from screening.core.difference import Difference
from screening.core.edition_diff import differences
from screening.core.strictness import compare
from screening.settings import HOME
from tests.core.changed_fields import editions_with_one_field_changed
from tests.core.strategies import (
    TODAY,
    TOMORROW,
    YESTERDAY,
    choice,
    choices,
    criterion,
    edition,
    number,
    yes_no,
)

OPENING = choice("opening", "now", "later", "never")
SHARE = number("share", 0, 100)
FORMAT = yes_no("format")
QUESTIONS = [OPENING, SHARE, FORMAT]

OPEN = criterion("one_of", "opening", 40, accepted=["now"], partly={"later": 20}, blocking=True)
STEPS = criterion(
    "steps", "share", 50, steps=[{"from": 30, "points": 10}, {"from": 70, "points": 50}]
)
READABLE = criterion("yes_no", "format", 10, expects="yes")
CRITERIA = [OPEN, STEPS, READABLE]

OLD = edition(QUESTIONS, CRITERIA, 60)


def told(new: Edition, old: Edition = OLD) -> list[tuple[Any, ...]]:
    """Code, ids and direction of each difference."""
    return [(one.code, *one.about, one.direction) for one in differences(old, new, TODAY)]


def with_criterion(changed: dict[str, Any]) -> Edition:
    return edition(
        QUESTIONS, [changed if one["id"] == changed["id"] else one for one in CRITERIA], 60
    )


def with_question(changed: dict[str, Any]) -> Edition:
    return edition(
        [changed if one["id"] == changed["id"] else one for one in QUESTIONS], CRITERIA, 60
    )


def test_equal_editions_do_not_differ() -> None:
    assert differences(OLD, edition(QUESTIONS, CRITERIA, 60), TODAY) == ()


# Opening now or later gives 40 or 20, never blocks; the share 0, 10 or 50; the format 0 or 10.
# 60 of 100 are needed: 40 + 10 + 10 is enough, so are 50 with either opening.
CHANGES = [
    ("a threshold", edition(QUESTIONS, CRITERIA, 61), [("accept_from", "stricter")]),
    ("a threshold between sums", edition(QUESTIONS, CRITERIA, 51), [("accept_from", "none")]),
    (
        # Of 105 points 63 are needed, and 40 + 10 + 15 or 20 + 50 still reach them.
        "a weight that turns nothing",
        with_criterion({**READABLE, "weight": 15}),
        [("weight", "format", "none")],
    ),
    (
        # Of 140 points 84 are needed: 20 + 50 falls short, and 40 + 0 + 50 was 50 of 60.
        "a weight that turns something each way",
        with_criterion({**READABLE, "weight": 50}),
        [("weight", "format", "both")],
    ),
    (
        # Of 90 points 54 are needed: 40 + 10 + 10 is 50 by now.
        "a weight and its parts together",
        with_criterion({**OPEN, "weight": 30, "partly": {"later": 15}}),
        [("scale", "opening", "stricter")],
    ),
    (
        "an option that counts in full",
        with_criterion({**OPEN, "accepted": ["now", "later"], "partly": {}}),
        [("scale", "opening", "looser")],
    ),
    (
        "an option that no longer meets",
        with_criterion({**OPEN, "partly": {"later": 0}}),
        [("scale", "opening", "stricter")],
    ),
    (
        "what is said twice",
        with_criterion({**OPEN, "partly": {"never": 0, "later": 20}}),
        [],
    ),
    (
        "what no longer blocks",
        with_criterion({**OPEN, "blocking": False}),
        [("blocking", "opening", "looser")],
    ),
    (
        "what blocks by name what blocked before",
        with_criterion({**OPEN, "blocking": ["never"]}),
        [("blocking", "opening", "none")],
    ),
    (
        "steps",
        with_criterion(
            {**STEPS, "steps": [{"from": 30, "points": 10}, {"from": 80, "points": 50}]}
        ),
        [("scale", "share", "stricter")],
    ),
    (
        "the other answer expected",
        with_criterion({**READABLE, "expects": "no"}),
        [("scale", "format", "both")],
    ),
    (
        "another kind",
        with_criterion(criterion("at_least", "share", 50, bound=70)),
        [("reads", "share", "stricter")],
    ),
    (
        # Of 90 points 54 are needed: 40 + 10 no longer has the 10 of the format.
        "a criterion that is over",
        with_criterion({**READABLE, "until": YESTERDAY}),
        [("criterion_days", "format", "stricter")],
    ),
    (
        "a criterion that will be over",
        with_criterion({**READABLE, "until": TODAY}),
        [("criterion_days", "format", "none")],
    ),
    (
        "a criterion less",
        edition(QUESTIONS, [OPEN, STEPS], 60),
        [("criterion_removed", "format", "stricter")],
    ),
    (
        "a question and its criterion more",
        edition(
            [*QUESTIONS, yes_no("concern")], [*CRITERIA, criterion("judgement", "concern", 0)], 60
        ),
        [("criterion_added", "concern", "stricter"), ("question_added", "concern", "none")],
    ),
    (
        "a question of another type",
        edition(
            [OPENING, SHARE, choice("format", "yes", "no")],
            [OPEN, STEPS, criterion("one_of", "format", 10, accepted=["yes"])],
            60,
        ),
        [("reads", "format", "untold"), ("type", "format", "untold")],
    ),
    (
        "an option more, which a criterion names",
        edition(
            [choice("opening", "soon", "now", "later", "never"), SHARE, FORMAT],
            [{**OPEN, "accepted": ["now", "soon"]}, STEPS, READABLE],
            60,
        ),
        [("option_added", "opening", "soon", "untold")],
    ),
    (
        "an option that will come",
        with_question(choice("opening", {"id": "soon", "from": TOMORROW}, "now", "later", "never")),
        [("option_added", "opening", "soon", "none")],
    ),
    (
        "an option that is over",
        with_question(choice("opening", "now", {"id": "later", "until": YESTERDAY}, "never")),
        [("option_days", "opening", "later", "untold")],
    ),
    (
        "an option that will be over",
        with_question(choice("opening", "now", {"id": "later", "until": TODAY}, "never")),
        [("option_days", "opening", "later", "none")],
    ),
    ("a range", with_question(number("share", 0, 200)), [("range", "share", "untold")]),
    (
        "another order",
        with_question(choice("opening", "never", "now", "later")),
        [("order", "options", "opening", "none")],
    ),
    (
        "what can be negotiated",
        with_question({**FORMAT, "negotiable": True, "concession": "yes"}),
        [("concession", "format", "none")],
    ),
    ("what was no concession", with_question({**FORMAT, "concession": "yes"}), []),
    (
        "a question in other words",
        with_question({**FORMAT, "ask": {"fr": "Lisible ?", "en": "Readable?"}}),
        [("wording", "questions", "format", "ask", "none")],
    ),
]


@pytest.mark.parametrize(("what", "new", "found"), CHANGES, ids=[what for what, *_ in CHANGES])
def test_a_change_is_told_with_its_direction(what: str, new: Edition, found: list[Any]) -> None:
    assert told(new) == found, what


def test_what_an_option_did_is_told_with_the_option_that_is_gone() -> None:
    with_it = [choice("opening", "now", "later", "never", "exclusive"), SHARE, FORMAT]
    blocks = {**OPEN, "blocking": ["exclusive"], "partly": {"later": 20, "exclusive": 1}}
    old = edition(with_it, [blocks, STEPS, READABLE], 60)
    new = with_criterion({**OPEN, "blocking": False})
    assert told(new, old) == [("option_removed", "opening", "exclusive", "untold")]


def test_nobody_reads_a_question_that_only_criteria_out_of_force_read() -> None:
    over = {**READABLE, "until": YESTERDAY}
    old = edition(QUESTIONS, [OPEN, STEPS, over], 60)
    new = edition([OPENING, SHARE, choice("format", "a", "b")], [OPEN, STEPS], 60)
    assert told(new, old) == [("criterion_removed", "format", "none"), ("type", "format", "none")]


def test_each_direction_is_that_of_one_change_alone() -> None:
    # Opening later with a share of 70 is 5 + 50: less than 60, and enough for 50.
    new = edition(QUESTIONS, [{**OPEN, "partly": {"later": 5}}, STEPS, READABLE], 50)
    assert told(new) == [("accept_from", "looser"), ("scale", "opening", "stricter")]
    assert compare(OLD, new, TODAY).direction == "looser"


def test_two_changes_that_are_each_stricter_can_let_a_request_pass_together() -> None:
    # Half of the points is needed. Of 1, 2 and 1 the second is enough alone, and no longer is of
    # 2, 2 and 1, nor of 1, 1 and 1. Of 2, 1 and 1 the first is, which never was before.
    def weighing(*weights: int) -> Edition:
        criteria = [
            criterion("yes_no", id, weight, expects="yes")
            for id, weight in zip("abc", weights, strict=True)
        ]
        return edition([yes_no(id) for id in "abc"], criteria, 50)

    old, new = weighing(1, 2, 1), weighing(2, 1, 1)
    assert told(new, old) == [("weight", "a", "stricter"), ("weight", "b", "stricter")]
    found = compare(old, new, TODAY)
    assert (found.direction, found.looser) == ("both", {"a": True, "b": False, "c": False})


def test_values_are_those_of_the_two_editions() -> None:
    new = with_criterion({**READABLE, "weight": 20})
    assert differences(OLD, new, TODAY) == (Difference("weight", ("format",), 10, 20, "none"),)


def test_points_that_change_with_the_weight_are_one_difference_without_the_rest() -> None:
    new = with_criterion({**OPEN, "weight": 30, "partly": {"later": 15}, "blocking": ["never"]})
    scale, blocking = differences(OLD, new, TODAY)
    before, after = OLD.criteria[0], new.criteria[0]
    assert scale.before == before
    assert scale.after == after.model_copy(update={"blocking": True})
    assert blocking == Difference("blocking", ("opening",), True, ("never",), "none")


def test_options_alike_are_compared_without_going_through_every_set_of_them() -> None:
    options = [f"o{place}" for place in range(12)]
    # Twelve of twenty were enough: 96 of 160. With one worth 9 of 161, 97 are needed.
    questions = [choices(f"q{place}", *options) for place in range(20)]
    old, new = (
        edition(
            questions,
            [
                criterion("covers", f"q{place}", weight, points=dict.fromkeys(options, weight))
                for place in range(20)
            ],
            60,
        )
        for weight in (8, 9)
    )
    assert [one.direction for one in differences(old, new, TODAY)] == ["stricter"] * 20


# ── No field unseen ──────────────────────────────────────────────────────────────────────────


def test_no_field_of_an_edition_can_change_unseen() -> None:
    shipped = criteria_file.load(HOME / "criteria.yaml").edition
    changed = list(editions_with_one_field_changed(shipped))
    unseen = [path for path, new in changed if not differences(shipped, new, TODAY)]
    assert unseen == []
    assert len(changed) > 120
