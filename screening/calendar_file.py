"""Deadlines as a calendar file (RFC 5545) that any calendar takes in.

Calendars are synchronised to other people's machines: a title names the case by its id alone, and
never the prospect.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Literal, NamedTuple

from icalendar import Alarm, Calendar, Event

from screening.core.access import Person
from screening.core.cases import Case
from screening.core.model import Language
from screening.language import t

# As long before a deadline as one can still read a case and ask something.
_WARNING = timedelta(days=2)
# What a deadline takes up in a calendar that shows hours.
_LAST = timedelta(hours=1)


class Deadline(NamedTuple):
    """A vote that closes at a moment, or a condition that is due on a day.

    `uid` stays the same for as long as the deadline is the same one, and `moved` grows when it is
    put off: a calendar then moves its entry instead of adding another.
    """

    uid: str
    case: str
    what: Literal["vote", "condition"]
    at: datetime | date
    moved: int = 0
    note: str | None = None


def deadlines(case: Case, person: Person, votes: bool) -> Iterator[Deadline]:
    """What a case asks of a person by a day: their vote, when they have one, and conditions.

    Conditions are followed by who sees to one, by the case's salesperson, the chair and managers.
    """
    motion = case.motion
    if motion is None:
        return
    if votes and (closes_at := case.closes_at) is not None:
        put_off = int((closes_at - motion.put.closes_at).total_seconds() // 60)
        yield Deadline(_uid(case, motion.id), case.id, "vote", closes_at, moved=max(0, put_off))
    follows = person.role in ("chair", "manager") or person.id == case.latest.request.owner
    for place, one in motion.open_conditions():
        if follows or person.id == one.owner:
            uid = _uid(case, motion.id, place)
            yield Deadline(uid, case.id, "condition", one.due, note=f"{one.text}\n{one.proof}")


def as_ics(those: Iterable[Deadline], language: Language, now: datetime) -> bytes:
    """A calendar with an event for each deadline, and a reminder two days before it."""
    calendar = Calendar()
    calendar.add("prodid", "-//Mission desk//Deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for one in those:
        calendar.add_component(_event(one, language, now))
    written: bytes = calendar.to_ical()
    return written


def _event(one: Deadline, language: Language, now: datetime) -> Event:
    event = Event()
    title = t(language, f"calendar.{one.what}", case=one.case)
    event.add("uid", one.uid)
    event.add("dtstamp", now)
    event.add("sequence", one.moved)
    event.add("summary", title)
    if one.note is not None:
        event.add("description", one.note)
    if isinstance(one.at, datetime):
        event.add("dtstart", one.at - _LAST)
        event.add("dtend", one.at)
    else:
        event.add("dtstart", one.at)
    # A deadline keeps nobody from accepting another appointment.
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", -_WARNING)
    event.add_component(alarm)
    return event


def _uid(case: Case, motion: str, condition: int = 0) -> str:
    told = sha256(f"{case.id}\n{motion}\n{condition}".encode()).hexdigest()
    return f"{told[:32]}@mission-desk"
