"""Who may do what: the law that the service applies. Hiding a page is only courtesy."""

from collections.abc import Collection
from typing import Literal, NamedTuple, assert_never, get_args

Role = Literal["salesperson", "member", "chair", "manager", "criteria_owner", "auditor"]
ROLES: tuple[Role, ...] = ("salesperson", "member", "chair", "manager", "criteria_owner", "auditor")

Action = Literal[
    "draft",
    "record",
    "amend",
    "read_case",
    "list_cases",
    "erase_person",
    "read_amount",
    "read_prospect",
    "read_queue",
    "move_up",
    "ask",
    "answer",
    "recuse",
    "put_motion",
    "vote",
    "decide",
    "settle_condition",
    "delegate",
    "hold_meeting",
    "read_log",
    "export",
    "sample",
    "manage_people",
    "read_scenarios",
    "keep_scenario",
    "adopt",
    "read_proposed",
    "back_test",
]
ACTIONS: tuple[Action, ...] = get_args(Action)


class Person(NamedTuple):
    """Somebody who acts: an opaque id and a role. The name is in the directory."""

    id: str
    role: Role


class NotAllowed(Exception):
    """This person's role does not allow this action. Ask somebody whose role does."""

    def __init__(self, person: Person, action: Action) -> None:
        super().__init__(f"{person.role} may not {action}")
        self.person = person
        self.action = action


def may(
    person: Person, action: Action, owner: str | None = None, recused: Collection[str] = ()
) -> bool:
    """Whether the person may do this.

    `owner` is the salesperson whose case or draft it is, and `recused` are the members who left the
    case: it is no business of theirs any more, unless it is their own.
    """
    if person.id in recused and person.id != owner:
        return False
    match action:
        case "draft":
            return person.role in ("salesperson", "manager") and owner in (None, person.id)
        case "record":
            return person.role in ("salesperson", "manager")
        case "amend":
            return person.role == "manager" or (person.role == "salesperson" and owner == person.id)
        case "answer" | "settle_condition":
            return person.role == "manager" or (person.role == "salesperson" and owner == person.id)
        case "read_amount":
            # The committee rules on the mission, whatever the deal is worth.
            return person.role in ("manager", "auditor") or owner == person.id
        case "read_prospect":
            # Asked only where the committee's rules hide who the prospect is until one has voted.
            return person.role in ("manager", "criteria_owner", "auditor") or owner == person.id
        case "read_queue" | "read_proposed":
            return person.role != "salesperson"
        case "ask" | "recuse" | "put_motion" | "vote" | "delegate":
            return person.role in ("member", "chair")
        case "move_up" | "hold_meeting":
            return person.role == "chair"
        case "decide":
            return person.role == "manager"
        case "read_log":
            return person.role in ("manager", "auditor", "criteria_owner")
        case "export":
            return person.role == "manager"
        case "read_scenarios":
            # They are the committee's memory of cases, most of which are another salesperson's.
            return person.role != "salesperson"
        case "keep_scenario":
            # Not management: scenarios hold its deals to the rules, and bind whoever changes them.
            return person.role in ("chair", "criteria_owner")
        case "manage_people" | "adopt":
            return person.role == "criteria_owner"
        case "back_test":
            return person.role in ("criteria_owner", "chair", "manager")
        case "sample":
            return person.role in ("manager", "auditor")
        case "read_case":
            return person.role != "salesperson" or owner == person.id
        case "list_cases":
            return True
        case "erase_person":
            return person.role in ("manager", "criteria_owner")
        case _:
            assert_never(action)


def require(person: Person, action: Action) -> None:
    """Raises NotAllowed to whoever may not do this, whatever the case."""
    if not may(person, action):
        raise NotAllowed(person, action)
