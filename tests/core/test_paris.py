"""The days of the desk, beside those that a table of time zones gives."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from screening.core.paris import begins, day_of, month_of

PARIS = ZoneInfo("Europe/Paris")
HOUR = timedelta(hours=1)


def test_a_day_is_that_of_the_clocks_in_paris_around_each_change_and_at_any_other_moment() -> None:
    chance = Random(20261124)
    changes = [
        datetime(year, month, day, tzinfo=UTC) + hour * HOUR
        for year in range(1996, 2100)
        for month in (3, 10)
        for day in range(24, 32)
        for hour in (0, 1, 21, 22, 23)
    ]
    first, last = datetime(1996, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
    others = [first + chance.random() * (last - first) for _ in range(3_000)]
    for moment in (*changes, *others):
        assert day_of(moment) == moment.astimezone(PARIS).date(), moment
        assert month_of(moment.isoformat()) == f"{moment.astimezone(PARIS):%Y-%m}", moment


def test_a_day_begins_at_midnight_in_paris() -> None:
    for days in range(366 * 104):
        day = date(1996, 1, 1) + timedelta(days=days)
        assert begins(day) == datetime.combine(day, time(), PARIS).astimezone(UTC), day


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        ("2026-01-31T22:59:59.999999+00:00", "2026-01"),
        ("2026-01-31T23:00:00+00:00", "2026-02"),
        ("2026-06-30T21:59:59+00:00", "2026-06"),
        ("2026-06-30T22:00:00+00:00", "2026-07"),
        ("2026-12-31T23:30:00+00:00", "2027-01"),
        ("2028-02-29T23:30:00+00:00", "2028-03"),
        ("2028-02-28T23:30:00+00:00", "2028-02"),
    ],
)
def test_the_last_hours_of_a_month_in_utc_are_in_the_next_one(moment: str, month: str) -> None:
    assert month_of(moment) == month
