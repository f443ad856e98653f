"""Which edition judges on which day, whatever the order in which they were entered."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from screening.core.editions import Entered, last_begun, periods
from tests.builders import an_edition

JANUARY = date(2027, 1, 1)


def entered(line: int, on: date, begins: date, ends: date | None = None) -> Entered:
    dates = {"in_force_from": begins, "in_force_until": ends}
    edition = an_edition(name=f"edition-{line}", **dates)
    at = datetime.combine(on, time(12), UTC)
    return Entered(line, at, "eva", edition, f"fingerprint-{line}", "minutes")


def judging(held: list[Entered], day: date) -> int | None:
    last = last_begun(held, day)
    return last.line if last is not None and last.judges_on(day) else None


def told(held: list[Entered]) -> list[tuple[int, str, str]]:
    return [(one.entered.line, str(one.first), str(one.last)) for one in periods(held)]


def test_an_edition_judges_until_the_next_begins() -> None:
    held = [
        entered(1, date(2026, 1, 1), date(2026, 1, 1)),
        entered(2, date(2026, 11, 20), JANUARY),
    ]
    assert judging(held, date(2025, 12, 31)) is None
    assert judging(held, date(2026, 12, 31)) == 1
    assert judging(held, JANUARY) == 2
    assert told(held) == [(1, "2026-01-01", "2026-12-31"), (2, "2027-01-01", "None")]


def test_of_two_for_one_day_the_one_entered_last_judges() -> None:
    held = [entered(line, date(2026, 11, line), JANUARY) for line in (1, 2)]
    assert judging(held, JANUARY) == 2
    assert told(held) == [(2, "2027-01-01", "None")]


def test_one_for_a_day_that_is_past_begins_when_it_is_entered() -> None:
    held = [
        entered(1, date(2026, 1, 1), date(2026, 1, 1)),
        entered(2, date(2026, 11, 20), date(2026, 3, 1)),
    ]
    assert judging(held, date(2026, 11, 19)) == 1
    assert judging(held, date(2026, 11, 20)) == 2


def test_the_order_of_adoption_does_not_matter_ahead_of_time() -> None:
    held = [
        entered(1, date(2026, 1, 1), date(2026, 1, 1)),
        entered(2, date(2026, 11, 20), JANUARY),
        entered(3, date(2026, 11, 21), date(2026, 12, 1)),
    ]
    assert [judging(held, day) for day in (date(2026, 11, 30), date(2026, 12, 1), JANUARY)] == [
        1,
        3,
        2,
    ]


def test_past_its_end_nothing_judges_and_the_one_before_does_not_come_back() -> None:
    held = [
        entered(1, date(2026, 1, 1), date(2026, 1, 1)),
        entered(2, date(2026, 2, 1), date(2026, 2, 1), ends=date(2026, 2, 28)),
    ]
    assert judging(held, date(2026, 3, 1)) is None
    last = last_begun(held, date(2026, 3, 1))
    assert last is not None
    assert last.line == 2
    assert told(held) == [(1, "2026-01-01", "2026-01-31"), (2, "2026-02-01", "2026-02-28")]


def test_of_no_edition_none_judges() -> None:
    assert last_begun([], JANUARY) is None
    assert periods([]) == []


_days = st.integers(0, 40).map(lambda days: date(2026, 1, 1) + timedelta(days=days))
_written = st.tuples(_days, _days, st.none() | _days)


@given(st.lists(_written, max_size=6))
def test_periods_say_of_each_day_what_judges_on_it(
    written: list[tuple[date, date, date | None]],
) -> None:
    by_day = sorted(written, key=lambda one: one[0])
    held = [
        entered(line, on, begins, ends if ends and ends >= begins else None)
        for line, (on, begins, ends) in enumerate(by_day, start=1)
    ]
    found = periods(held)
    for days in range(45):
        day = date(2026, 1, 1) + timedelta(days=days)
        within = [
            one.entered.line
            for one in found
            if one.first <= day and (one.last is None or day <= one.last)
        ]
        judges = judging(held, day)
        assert within == ([] if judges is None else [judges])
