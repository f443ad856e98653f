"""The whole law, written out: an action not listed for a role is refused."""

from typing import get_args

import pytest

from screening.core.access import ROLES, Action, NotAllowed, Person, Role, may

OWN, OTHERS = "p-me", "p-somebody-else"

# What a role may do to what it owns, and to what somebody else owns.
LAW: dict[tuple[Action, str], set[Role]] = {
    ("draft", OWN): {"salesperson", "manager"},
    ("draft", OTHERS): set(),
    ("record", OWN): {"salesperson", "manager"},
    ("record", OTHERS): {"salesperson", "manager"},
    ("read_case", OWN): set(ROLES),
    ("read_case", OTHERS): {"member", "chair", "manager", "criteria_owner", "auditor"},
    ("list_cases", OWN): set(ROLES),
    ("list_cases", OTHERS): set(ROLES),
    ("erase_person", OWN): {"manager", "criteria_owner"},
    ("erase_person", OTHERS): {"manager", "criteria_owner"},
    ("amend", OWN): {"salesperson", "manager"},
    ("amend", OTHERS): {"manager"},
    ("answer", OWN): {"salesperson", "manager"},
    ("answer", OTHERS): {"manager"},
    ("settle_condition", OWN): {"salesperson", "manager"},
    ("settle_condition", OTHERS): {"manager"},
    ("read_amount", OWN): set(ROLES),
    ("read_amount", OTHERS): {"manager", "auditor"},
    ("read_prospect", OWN): set(ROLES),
    ("read_prospect", OTHERS): {"manager", "criteria_owner", "auditor"},
    ("read_queue", OTHERS): {"member", "chair", "manager", "criteria_owner", "auditor"},
    ("ask", OTHERS): {"member", "chair"},
    ("recuse", OTHERS): {"member", "chair"},
    ("put_motion", OTHERS): {"member", "chair"},
    ("vote", OTHERS): {"member", "chair"},
    ("delegate", OTHERS): {"member", "chair"},
    ("move_up", OTHERS): {"chair"},
    ("hold_meeting", OTHERS): {"chair"},
    ("decide", OTHERS): {"manager"},
    ("read_log", OTHERS): {"manager", "auditor", "criteria_owner"},
    ("export", OTHERS): {"manager"},
    ("sample", OTHERS): {"manager", "auditor"},
    ("manage_people", OTHERS): {"criteria_owner"},
    ("read_scenarios", OTHERS): {"member", "chair", "manager", "criteria_owner", "auditor"},
    ("keep_scenario", OTHERS): {"chair", "criteria_owner"},
    ("adopt", OTHERS): {"criteria_owner"},
    ("read_proposed", OTHERS): {"member", "chair", "manager", "criteria_owner", "auditor"},
    ("back_test", OTHERS): {"criteria_owner", "chair", "manager"},
}


def test_the_law_knows_every_action() -> None:
    assert {action for action, _ in LAW} == set(get_args(Action))


@pytest.mark.parametrize(("action", "owner"), LAW)
@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_the_law_says_and_nothing_else(
    role: Role, action: Action, owner: str
) -> None:
    assert may(Person(OWN, role), action, owner) is (role in LAW[action, owner])


def test_a_new_draft_belongs_to_nobody_yet() -> None:
    assert may(Person(OWN, "salesperson"), "draft")
    assert not may(Person(OWN, "auditor"), "draft")


def test_a_case_that_nobody_owns_is_not_the_salesperson_s_to_read() -> None:
    assert not may(Person(OWN, "salesperson"), "read_case")
    assert may(Person(OWN, "member"), "read_case")


@pytest.mark.parametrize("action", get_args(Action))
@pytest.mark.parametrize("role", ROLES)
def test_whoever_left_a_case_has_no_more_to_do_with_it_whatever_their_role(
    role: Role, action: Action
) -> None:
    me = Person(OWN, role)
    assert not may(me, action, OTHERS, recused=(OWN,))
    assert not may(me, action, None, recused=(OWN,))
    # That another left changes nothing; and one's own case stays one's own.
    assert may(me, action, OTHERS, recused=(OTHERS,)) is may(me, action, OTHERS)
    assert may(me, action, OWN, recused=(OWN,)) is may(me, action, OWN)


def test_an_auditor_writes_nothing() -> None:
    auditor = Person(OWN, "auditor")
    reads = {"list_cases", "sample"}
    writes = [one for one in get_args(Action) if one not in reads and not one.startswith("read_")]
    assert not any(may(auditor, action, owner) for action in writes for owner in (None, OWN))


def test_a_refusal_names_the_role_and_the_action_and_never_the_person() -> None:
    refusal = NotAllowed(Person("p-ada", "member"), "record")
    assert str(refusal) == "member may not record"
    assert refusal.person == ("p-ada", "member")
