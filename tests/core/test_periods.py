"""Periods of whole months, and the codes that addresses hold."""

from datetime import UTC, date, datetime

import pytest

from screening.core.periods import Period, month_of, periods, quarter, read_period, year


@pytest.mark.parametrize(
    ("code", "first", "last", "kind", "before"),
    [
        ("2026-09", "2026-09", "2026-09", "month", "2026-08"),
        ("2026-01", "2026-01", "2026-01", "month", "2025-12"),
        ("2026-Q1", "2026-01", "2026-03", "quarter", "2025-Q4"),
        ("2026-Q3", "2026-07", "2026-09", "quarter", "2026-Q2"),
        ("2026", "2026-01", "2026-12", "year", "2025"),
        ("2026-02..2026-06", "2026-02", "2026-06", "months", "2025-09..2026-01"),
        ("2025-11..2026-10", "2025-11", "2026-10", "months", "2024-11..2025-10"),
    ],
)
def test_a_code_names_a_period_and_the_period_its_code(
    code: str, first: str, last: str, kind: str, before: str
) -> None:
    period = read_period(code)
    assert period == Period(first, last)
    assert (period.code, period.kind, period.before.code) == (code, kind, before)


def test_a_quarter_or_a_year_written_by_its_months_is_the_same_period() -> None:
    assert read_period("2026-04..2026-06") == quarter(2026, 2)
    assert read_period("2026-01..2026-12") == year(2026)
    assert read_period("2026-05..2026-05") == Period("2026-05", "2026-05")


@pytest.mark.parametrize(
    "code",
    [
        *("", "2026-13", "2026-00", "2026-Q5", "2026-06..2026-02", "1999", "26-09", "2026-9"),
        *("2026 ", "20\u0662\u0666", "20\u0662\u0666-01", "2026-0\u0661"),  # other digits
    ],
)
def test_what_names_no_period_is_none(code: str) -> None:
    assert read_period(code) is None


def test_a_period_begins_with_its_first_month_and_ends_before_the_next() -> None:
    period = quarter(2026, 4)
    # At midnight in Paris: in October still in summer.
    assert period.begins == datetime(2026, 9, 30, 22, tzinfo=UTC)
    assert period.ends == datetime(2026, 12, 31, 23, tzinfo=UTC)
    assert period.months == ["2026-10", "2026-11", "2026-12"]
    assert [one in period for one in ("2026-09", "2026-10", "2026-12", "2027-01")] == [
        False,
        True,
        True,
        False,
    ]


def test_periods_to_choose_from_reach_from_the_first_month_to_the_last() -> None:
    assert [one.code for one in periods("month", "2025-12", "2026-02")] == [
        "2026-02",
        "2026-01",
        "2025-12",
    ]
    assert [one.code for one in periods("quarter", "2025-12", "2026-04")] == [
        "2026-Q2",
        "2026-Q1",
        "2025-Q4",
    ]
    assert [one.code for one in periods("year", "2025-12", "2026-04")] == ["2026", "2025"]
    assert periods("months", "2025-12", "2026-04") == []


def test_a_day_is_in_its_month() -> None:
    assert month_of(date(2026, 9, 30)) == "2026-09"
