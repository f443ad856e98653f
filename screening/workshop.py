"""The edition being prepared: one draft beside the edition in force, for the committee to look at.

It is kept as it is typed, mistakes and all. Nothing of it is in the log until it is adopted.
"""

import json
from datetime import date, datetime
from typing import NamedTuple
from uuid import uuid4

from screening import criteria_file
from screening.core.access import Person, require
from screening.core.problems import Problem, errors
from screening.criteria_file import CriteriaUnreadable, LoadedEdition
from screening.editions import name_taken
from screening.service import Desk, DraftMoved
from screening.stores.protocol import Draft

# Filed beside the drafts of requests, under an owner that is nobody's id.
_OWNER = "(criteria)"


class Proposed(NamedTuple):
    """The draft of an edition: its text, who wrote it last, and when."""

    text: str
    by: str
    at: datetime


class Checked(NamedTuple):
    """What a draft holds: the edition, unless an error keeps it from being read, and its problems
    in order of lines."""

    loaded: LoadedEdition | None
    problems: tuple[Problem, ...]

    @property
    def mistakes(self) -> tuple[Problem, ...]:
        """What must be mended before it can be adopted."""
        return errors(self.problems)


def proposed(desk: Desk, by: Person) -> Proposed | None:
    """The draft, for those who look at what is proposed. Raises NotAllowed."""
    require(by, "read_proposed")
    kept = _kept(desk)
    if kept is None:
        return None
    held = json.loads(kept.content)
    return Proposed(held["text"], held["by"], kept.saved_at)


def propose(desk: Desk, text: str, by: Person, seen: datetime | None = None) -> Proposed:
    """Keeps the draft as it was typed, in the place of the earlier one.

    `seen` is when that one was kept, for whoever must not replace another's work. Raises
    NotAllowed, DraftMoved and LogUnusable.
    """
    require(by, "adopt")
    desk.gate(by, desk.log)
    earlier = _kept(desk)
    if earlier is not None and earlier.saved_at != seen:
        raise DraftMoved
    id = earlier.id if earlier is not None else uuid4().hex
    at = desk.now()
    # In ASCII, since what was typed can hold what no store would take as text.
    desk.log.save_draft(Draft(id, _OWNER, json.dumps({"text": text, "by": by.id}), at))
    return Proposed(text, by.id, at)


def drop_proposed(desk: Desk, by: Person, seen: datetime | None) -> None:
    """Throws the draft away that was kept at `seen`: nobody throws away what they have not read.

    Raises NotAllowed, DraftMoved and LogUnusable.
    """
    require(by, "adopt")
    desk.gate(by, desk.log)
    if (kept := _kept(desk)) is not None:
        if kept.saved_at != seen:
            raise DraftMoved
        desk.log.drop_draft(kept.id)


def checked(text: str, desk: Desk) -> Checked:
    """The edition in a draft, and every problem with it; one that no log can tell apart, too."""
    try:
        loaded = criteria_file.read(text)
    except CriteriaUnreadable as unreadable:
        return Checked(None, unreadable.problems)
    beside = (*_unlike_others(loaded, desk), *_copied(loaded, desk))
    found = (*loaded.warnings, *criteria_file.located(beside, loaded.text))
    return Checked(loaded, tuple(sorted(found, key=lambda one: one.line or 0)))


def begins(loaded: LoadedEdition, desk: Desk) -> date:
    """From when it would judge, adopted now."""
    return max(loaded.edition.in_force_from, desk.today)


def _kept(desk: Desk) -> Draft | None:
    return next(iter(desk.log.drafts(_OWNER)), None)


def _unlike_others(loaded: LoadedEdition, desk: Desk) -> tuple[Problem, ...]:
    if not name_taken(desk.log, desk.loaded, loaded):
        return ()
    return (Problem(("name",), "edition_name_taken", {"name": loaded.edition.name}),)


def _copied(loaded: LoadedEdition, desk: Desk) -> tuple[Problem, ...]:
    """The minutes of the edition in force, which do not adopt the one that was made from it."""
    edition, in_force = loaded.edition, desk.edition
    if edition.name == in_force.name or edition.adopted != in_force.adopted:
        return ()
    return (Problem(("adopted",), "adoption_copied", {"name": in_force.name}, warning=True),)
