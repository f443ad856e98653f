"""Adopting an edition of the criteria: it judges from its day on, and the past stays as it is."""

from pathlib import Path

from screening import criteria_file
from screening.core.access import Person, require
from screening.core.editions import Entered, last_begun
from screening.core.facts import EditionAdopted, content
from screening.core.model import tidied
from screening.core.refused import Refused
from screening.criteria_file import LoadedEdition
from screening.editions import as_entered, editions_in, name_taken
from screening.scenarios import Remembered, Scenarios
from screening.service import Desk


def adopt(
    desk: Desk,
    text: str,
    minutes: str,
    by: Person,
    *,
    motive: str | None = None,
    scenarios: Path | None = None,
) -> Entered:
    """Enters an edition as adopted in these minutes; the log decides from then on, not the file.

    It begins on the day that it names, or today where that is past. One that breaks scenarios, of
    the log or of a folder, needs a motive, which is kept with their names. Raises NotAllowed,
    CriteriaUnreadable, LogUnusable, and Refused where nothing would come of it or a word is
    missing.
    """
    require(by, "adopt")
    loaded = criteria_file.read(text)
    said, why = tidied(minutes), tidied(motive)
    if said is None:
        raise Refused("adoption_minutes_missing")
    broken = broken_by(desk, loaded, scenarios)
    if broken and why is None:
        raise Refused("adoption_motive_missing", count=len(broken))
    with desk.writing(by) as writing:
        now = desk.now()
        fact = EditionAdopted(
            at=now,
            by=by.id,
            edition=loaded.edition.name,
            fingerprint=loaded.fingerprint,
            criteria=loaded.text,
            minutes=said,
            motive=why if broken else None,
            broken=tuple(map(_name, broken)) or None,
        )
        entered = as_entered(fact, loaded, writing.head.number + 1)
        _check(entered, loaded, desk)
        if entered.begins > desk.today and desk.edition.in_force_on(desk.today):
            # What judges until then is told by the log alone from now on.
            desk.enter_edition(writing, by, now)
        number = writing.append(None, content(fact)).number
        return entered._replace(line=number)


def broken_by(desk: Desk, loaded: LoadedEdition, folder: Path | None) -> list[Remembered]:
    """The scenarios, of the log and of a folder, that an edition does not fulfil."""
    run = Scenarios(desk, folder).remembered(loaded.edition)
    return [one for one in run if not one.result.holds]


def _name(broken: Remembered) -> str:
    """What a scenario is called in the log: its id there, or its title in a file."""
    return broken.kept.id if broken.kept is not None else broken.scenario.title.fr


def _check(one: Entered, loaded: LoadedEdition, desk: Desk) -> None:
    """Raises Refused where the edition would never judge, or cannot be told from another."""
    edition = one.edition
    if edition.in_force_until is not None and edition.in_force_until < one.begins:
        raise Refused("adoption_over", edition=edition.name)
    if name_taken(desk.log, desk.loaded, loaded):
        raise Refused("adoption_name_taken", edition=edition.name)
    there = last_begun(editions_in(desk.log), one.begins)
    if there is not None and there.minutes and there.fingerprint == one.fingerprint:
        raise Refused("adoption_done", edition=edition.name)
