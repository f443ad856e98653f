"""The desk and the log that the settings name, and the time it is."""

from datetime import UTC, date, datetime
from pathlib import Path

from screening import committee_file, criteria_file
from screening.cli.terminal import language, say
from screening.committee_file import LoadedRoster
from screening.core.paris import day_of
from screening.editions import left_aside
from screening.language import t
from screening.review import Review
from screening.service import Desk, desk_over
from screening.settings import read_settings
from screening.stores.protocol import DecisionLog


def open_desk(criteria: Path | None) -> Desk:
    """By the edition that judges today; nothing is begun with criteria that cannot be read."""
    settings = read_settings()
    file = criteria or settings.criteria
    try:
        loaded = criteria_file.load(file)
    except criteria_file.CriteriaUnreadable:
        if not _begun(settings.log):
            raise
        return desk_over(open_log(), file, now)
    log = open_log()
    if left_aside(log, loaded):
        say(t(language(), "cli.left_aside", file=str(file), edition=loaded.edition.name))
    return desk_over(log, file, now)


def _begun(log: str) -> bool:
    from screening.stores import sqlite

    return sqlite.file_at(log).exists()


def open_review() -> Review:
    """The committee's work over the desk that the settings name, by who sits today."""
    desk, committee = open_committee()
    return Review(desk, committee.roster)


def open_committee() -> tuple[Desk, LoadedRoster]:
    """The desk, and who sits on the committee today."""
    desk = open_desk(None)
    rules = desk.edition.committee
    return desk, committee_file.load(read_settings().committee, rules, desk.today)


def open_log() -> DecisionLog:
    from screening.stores import sqlite  # slow to import, and not every command needs it

    return sqlite.open_log(read_settings().log)


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    """The day that the rules go by, as on the desk."""
    return day_of(now())
