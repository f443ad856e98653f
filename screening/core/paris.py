"""The calendar of the desk: its days and months are those of the clocks in Paris.

So that whoever looks, from wherever, finds the same cases in a month, and those that a company's
year has. Moments stay in UTC. When clocks change is written out, since tables of time zones are
files, which differ from machine to machine.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

_HOUR = timedelta(hours=1)


def begins(day: date) -> datetime:
    """The moment, in UTC, at which a day begins."""
    midnight = datetime.combine(day, time(), UTC)
    # Clocks change at 1:00 in UTC, at no midnight: an hour more or less changes nothing.
    return midnight - _ahead(midnight - _HOUR)


def day_of(moment: datetime) -> date:
    """The day that a moment in UTC is in."""
    return (moment + _ahead(moment)).date()


def month_of(moment: str) -> str:
    """The month, as 2026-09, that a moment in UTC, in ISO 8601, is in."""
    # Only in the last two hours of its last day is a month over in Paris: recording waits for this.
    if moment[8:10] < "28" or moment[11:13] < "22":
        return moment[:7]
    return day_of(datetime.fromisoformat(moment)).isoformat()[:7]


def _ahead(moment: datetime) -> timedelta:
    """How far the clocks are ahead of UTC: an hour, and two in summer.

    By directive 2000/84/EC, which has held since 1996 in this: from one o'clock, in UTC, on the
    last Sunday of March to one o'clock on that of October.
    """
    starts, ends = _summer(moment.year)
    return 2 * _HOUR if starts <= moment < ends else _HOUR


@lru_cache(maxsize=256)
def _summer(year: int) -> tuple[datetime, datetime]:
    return _last_sunday(year, 3), _last_sunday(year, 10)


def _last_sunday(year: int, month: int) -> datetime:
    """One o'clock, in UTC, on the last Sunday of a month of 31 days."""
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=last.isoweekday() % 7)
