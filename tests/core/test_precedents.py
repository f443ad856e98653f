"""Which decided cases are like the one at hand, and in what."""

import random
from datetime import timedelta
from typing import Any

from screening.core.facts import RecordedFinding, RequestScreened
from screening.core.precedents import AnswerApart, precedents
from tests.builders import NOON, a_request, a_screening

STANDINGS = {"=": "met", "~": "partly_met", "-": "not_met", "!": "not_met", "?": "unanswered"}


def a_case(case: str, days: int = 0, answers: dict[str, Any] | None = None, **findings: str) -> Any:
    """A recorded case; each criterion's sign is = met, ~ partly, - not met, ! blocking, ? open."""
    return a_screening(
        case,
        at=NOON + timedelta(days=days),
        request=a_request(answers=answers if answers is not None else {"share": 80}),
        outcome="refer",
        findings=tuple(
            RecordedFinding(
                criterion=id, standing=STANDINGS[sign], points=0, out_of=10, blocks=sign == "!"
            )
            for id, sign in findings.items()
        ),
    )


def cases(found: list[Any]) -> list[str]:
    return [one.case for one in found]


HERE = a_case("C-9", opening="!", audience="-", funding="=")


def test_the_same_blocking_criterion_makes_cases_more_alike_than_all_else() -> None:
    blocked = a_case("C-1", opening="!", audience="=", funding="-", answers={"share": 1})
    unblocked = a_case("C-2", opening="-", audience="-", funding="=")
    assert cases(precedents(HERE, [unblocked, blocked])) == ["C-1", "C-2"]


def test_a_further_blocking_criterion_makes_cases_less_alike() -> None:
    more = a_case("C-1", opening="!", audience="!", funding="=")
    same = a_case("C-2", opening="!", audience="=", funding="-")
    assert cases(precedents(HERE, [more, same])) == ["C-2", "C-1"]


def test_the_criteria_against_both_come_before_the_answers() -> None:
    same_answers = a_case("C-1", opening="!", audience="=", funding="=")
    same_reasons = a_case("C-2", opening="!", audience="~", funding="=", answers={"share": 1})
    assert cases(precedents(HERE, [same_answers, same_reasons])) == ["C-2", "C-1"]


def test_among_equals_the_newest_comes_first() -> None:
    old = a_case("C-1", days=1, opening="!", audience="-", funding="=")
    new = a_case("C-2", days=2, opening="!", audience="-", funding="=")
    assert cases(precedents(HERE, [old, new])) == ["C-2", "C-1"]


def test_a_case_that_nothing_speaks_against_in_common_is_no_precedent() -> None:
    apart = a_case("C-1", opening="=", audience="=", funding="!")
    open_still = a_case("C-2", opening="?", audience="?", funding="=")
    assert precedents(HERE, [apart, open_still, HERE]) == []


def test_it_says_what_is_shared_and_what_differs() -> None:
    here = a_case(
        "C-9", opening="!", audience="-", funding="=", answers={"share": 5, "open": False}
    )
    there = a_case(
        "C-1", opening="!", audience="=", funding="~", answers={"share": 9, "open": False}
    )
    (found,) = precedents(here, [there])
    assert found.shared == ("opening",)
    assert found.only_here == ("audience",)
    assert found.only_there == ("funding",)
    assert found.apart == (AnswerApart("share", 5, 9),)


def test_no_order_of_the_decided_cases_changes_what_is_found() -> None:
    draw = random.Random(4)
    decided: list[RequestScreened] = [
        a_case(
            f"C-{number}",
            days=draw.randrange(3),
            opening=draw.choice("=~-!?"),
            audience=draw.choice("=~-!?"),
            answers={"share": draw.randrange(3)},
        )
        for number in range(10, 40)
    ]
    expected = precedents(HERE, decided)
    assert len(expected) == 3
    for _ in range(20):
        draw.shuffle(decided)
        assert precedents(HERE, decided) == expected
