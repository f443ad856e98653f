"""The law as a table: which role may do what, in whose case."""

from typing import NamedTuple

from screening.core.access import Action, Person, Role, may

_ME, _ANOTHER = "sales-1", "sales-2"

# Every action once, in the order in which a table of them reads.
GROUPS: dict[str, tuple[Action, ...]] = {
    "requests": ("draft", "record", "amend", "answer", "settle_condition"),
    "sees": (
        "list_cases",
        "read_case",
        "read_prospect",
        "read_amount",
        "read_queue",
        "read_log",
        "read_scenarios",
        "read_proposed",
    ),
    "committee": (
        "ask",
        "put_motion",
        "vote",
        "recuse",
        "delegate",
        "move_up",
        "hold_meeting",
        "decide",
        "keep_scenario",
    ),
    "desk": ("export", "sample", "erase_person", "manage_people", "back_test", "adopt"),
}
# Done to no case in particular: whose it is, and who left it, does not matter.
OF_NO_CASE: frozenset[Action] = frozenset(
    {
        "record",
        "list_cases",
        "read_queue",
        "read_log",
        "read_scenarios",
        "delegate",
        "hold_meeting",
        "export",
        "sample",
        "erase_person",
        "manage_people",
        "adopt",
        "read_proposed",
        "back_test",
    }
)


class Allowed(NamedTuple):
    """Whether a role may do something in one's own case, in another's, and in another's that one
    left."""

    own: bool
    others: bool
    left: bool


def allowed(role: Role, action: Action) -> Allowed:
    """What the law says of a role and an action."""
    me = Person(_ME, role)
    return Allowed(
        may(me, action, _ME), may(me, action, _ANOTHER), may(me, action, _ANOTHER, (_ME,))
    )
