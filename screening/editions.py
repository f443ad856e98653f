"""The editions of the criteria that a log holds, and the one that judges.

The criteria file is what a desk begins with, and stays in force until an edition is adopted. From
then on the log says which one judges, and the file is a draft like any other.
"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import NamedTuple, Protocol

from pydantic import ValidationError

from screening import criteria_file
from screening.core.chain import Line
from screening.core.editions import Entered, last_begun
from screening.core.facts import EditionAdopted, read_fact
from screening.criteria_file import CriteriaUnreadable, LoadedEdition


class HoldsEditions(Protocol):
    """A log, as far as this module reads it."""

    def editions(self) -> list[Line]: ...


class _Held(NamedTuple):
    entered: Entered
    loaded: LoadedEdition


@lru_cache(maxsize=64)
def _held(line: Line) -> _Held | None:
    """What a line enters; None where it was altered so that nobody can read it."""
    try:
        fact = read_fact(line.content)
        if not isinstance(fact, EditionAdopted):
            return None
        loaded = criteria_file.read(fact.criteria)
    except (ValidationError, CriteriaUnreadable):
        return None
    return _Held(as_entered(fact, loaded, line.number), loaded)


def as_entered(fact: EditionAdopted, loaded: LoadedEdition, line: int) -> Entered:
    """An edition as the line with this fact enters it."""
    return Entered(
        line,
        fact.at,
        fact.by,
        loaded.edition,
        loaded.fingerprint,
        fact.minutes,
        fact.motive,
        fact.broken or (),
    )


def entered_by(line: Line) -> Entered | None:
    """The edition that a line enters; None when it cannot be read."""
    held = _held(line)
    return held and held.entered


def editions_in(log: HoldsEditions) -> list[Entered]:
    """The editions of a log in the order of their lines, without those that cannot be read.

    Verifying the log names these.
    """
    return [entered for line in log.editions() if (entered := entered_by(line)) is not None]


def name_taken(log: HoldsEditions, in_force: LoadedEdition, one: LoadedEdition) -> bool:
    """Whether another edition, of the log or in force, has the name of this one."""
    names = {held.fingerprint: held.edition.name for held in editions_in(log)}
    names[in_force.fingerprint] = in_force.edition.name
    names.pop(one.fingerprint, None)
    return one.edition.name in names.values()


def left_aside(log: HoldsEditions, file: LoadedEdition) -> bool:
    """Whether a criteria file judges nothing: an adopted edition does in its place, or it was
    changed but kept the name of an edition of the log."""
    held = editions_in(log)
    if file.fingerprint in {one.fingerprint for one in held}:
        return False
    return any(one.minutes or one.edition.name == file.edition.name for one in held)


def edition_on(
    log: HoldsEditions, day: date, begin_with: Callable[[], LoadedEdition]
) -> LoadedEdition:
    """The edition that judges on a day, or the one that is not in force yet or any more.

    `begin_with` reads the criteria file, and may raise CriteriaUnreadable. A file that was changed
    but kept the name of an edition of the log is not taken for it.
    """
    held = [one for line in log.editions() if (one := _held(line)) is not None]
    if not any(one.entered.minutes for one in held):
        file = begin_with()
        namesakes = {
            one.loaded.fingerprint: one.loaded
            for one in held
            if one.entered.edition.name == file.edition.name
        }
        return file if file.fingerprint in namesakes else [*namesakes.values(), file][0]
    last = last_begun([one.entered for one in held], day)
    return next(one.loaded for one in held if one.entered is last)
