"""The desk and the log that the settings name, and the time it is."""

from datetime import UTC, date, datetime
from pathlib import Path

from screening import committee_file
from screening.committee_file import LoadedRoster
from screening.core.paris import day_of
from screening.review import Review
from screening.service import Desk, desk_over
from screening.settings import read_settings
from screening.stores.protocol import DecisionLog


def open_desk(criteria: Path | None) -> Desk:
    settings = read_settings()
    return desk_over(open_log(), criteria or settings.criteria, now)


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
