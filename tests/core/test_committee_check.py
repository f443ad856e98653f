"""What makes no sense in the committee's rules, and what old editions are taken to say."""

from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from screening.core.committee_check import committee_problems
from screening.core.committee_rules import (
    CollegeWeight,
    CommitteeRules,
    Majority,
    Quorum,
    SecondCall,
    motion_rules,
)

SAID = {"fr": "…", "en": "…"}


def rules(
    weights: tuple[int, ...] = (), bureau: dict[str, Any] | None = None, **full: Any
) -> CommitteeRules:
    """Rules with a college of each weight, named a, b and so on."""
    procedure = {"title": SAID, "days_open": 7}
    return CommitteeRules.model_validate(
        {
            "authority": "advisory",
            "colleges": [
                {"id": id, "name": SAID, "weight": weight}
                for id, weight in zip("abcdef", weights, strict=False)
            ],
            "procedures": {"bureau": procedure | (bureau or {}), "full": procedure | full},
        }
    )


def found(written: CommitteeRules) -> list[tuple[str, str, bool]]:
    return [(one.place, one.code, one.warning) for one in committee_problems(written)]


def test_rules_that_say_nothing_have_a_meaning_and_no_problem() -> None:
    written = rules()

    assert found(written) == []
    assert (written.procedures.bureau.sits, written.procedures.full.sits) == ("bureau", "all")
    frozen = motion_rules(written, "full")
    half = Fraction(1, 2)
    assert frozen.quorum == Quorum(members=half, colleges=half)
    assert frozen.majority == Majority(half, strict=True)
    assert (frozen.abstentions, frozen.tie) == ("left_out", "not_carried")
    assert (frozen.second_call, frozen.if_lapsed) == (None, "stays")
    assert (frozen.colleges, frozen.weight_of("any")) == ((), 1)


def test_the_rules_of_a_procedure_are_frozen_with_the_weights_and_the_authority() -> None:
    written = rules(
        (2, 3),
        bureau={"tie": "chair", "if_lapsed": "moves_up"},
        majority="at least 2/3",
        second_call={"days": 4},
    )
    full, bureau = motion_rules(written, "full"), motion_rules(written, "bureau")

    assert full.authority == "advisory"
    assert full.colleges == (
        CollegeWeight(college="a", weight=2),
        CollegeWeight(college="b", weight=3),
    )
    assert full.weight_of("b") == 3
    assert full.majority == Majority(Fraction(2, 3), strict=False)
    assert full.second_call == SecondCall(days=4)
    assert (full.tie, bureau.tie) == ("not_carried", "chair")
    assert (full.if_lapsed, bureau.if_lapsed) == ("stays", "moves_up")


@pytest.mark.parametrize(
    ("written", "problems"),
    [
        (rules((1, 1)), []),
        (rules((3, 1, 2)), []),  # 3 of 6 is not more than half
        (rules((4, 1, 2)), [("committee.colleges[0].weight", "college_decides_alone", True)]),
        (
            rules((2, 1), bureau={"majority": "at least 2/3"}, majority="at least 3/4"),
            [("committee.colleges[0].weight", "college_decides_alone", True)],
        ),
        (rules((2, 1), bureau={"majority": "more than 2/3"}, majority="at least 3/4"), []),
        (rules((5,)), []),  # there is nobody else
        (rules(tie="chair"), []),
        (
            rules(tie="chair", majority="at least 1/2"),
            [("committee.procedures.full.tie", "tie_never", True)],
        ),
        (
            rules(if_lapsed="moves_up"),
            [("committee.procedures.full.if_lapsed", "moves_up_from_full", False)],
        ),
        (rules(bureau={"if_lapsed": "moves_up"}), []),
        (rules(second_call={"days": 1, "quorum": {"members": "1/2", "colleges": "1/2"}}), []),
        (
            rules(second_call={"days": 1, "quorum": {"members": "1/3", "colleges": "2/3"}}),
            [("committee.procedures.full.second_call.quorum", "second_call_stricter", True)],
        ),
        (
            rules(
                bureau={"second_call": {"days": 1, "quorum": {"members": "1/1", "colleges": "0/1"}}}
            ),
            [("committee.procedures.bureau.second_call.quorum", "second_call_stricter", True)],
        ),
    ],
)
def test_rules_that_contradict_or_never_matter_are_told(
    written: CommitteeRules, problems: list[tuple[str, str, bool]]
) -> None:
    assert found(written) == problems


def test_two_colleges_of_one_name_are_told() -> None:
    one, two = rules((1, 1)).colleges
    twice = rules().model_copy(update={"colleges": (one, two, one)})

    assert found(twice) == [("committee.colleges[2].id", "repeated_id", False)]


@pytest.mark.parametrize("written", [0.5, 1, "0.5", "1", "half", "-1/2", "1 / 2", "1/0", "", None])
def test_a_share_is_a_fraction_in_writing_and_never_a_float(written: object) -> None:
    with pytest.raises(ValidationError):
        Quorum.model_validate({"members": written, "colleges": "1/2"})
