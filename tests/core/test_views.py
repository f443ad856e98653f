"""Views of the decision log as addresses write them, whoever edits them."""

from datetime import UTC, date, datetime

import pytest

from screening.core.query import Query
from screening.core.views import (
    READY,
    Amounts,
    Days,
    Known,
    Period,
    View,
    address,
    days_of,
    query_of,
    read,
)
from tests.builders import an_edition

KNOWN = Known(
    frozenset({"openness:met", "openness:not_met", "sector:met"}),
    frozenset({"sector:arms", "sector:health", "pays:yes", "pays:no"}),
)

_HUNDRED_AND_ONE = "~".join(f"{number:03}" for number in range(101))


def test_a_view_is_written_in_codes_in_a_fixed_order() -> None:
    view = View(
        text="région nord",
        chosen={
            "answer": ("sector:arms", "sector:health"),
            "status": ("declined", "withdrawn"),
            "owner": ("a~b%", "sales-1"),
        },
        opened="this_quarter",
        decided=Days(date(2026, 1, 1), date(2026, 3, 31)),
        amount=Amounts(10_000, None),
        before=1_200,
    )

    assert list(address(view).items()) == [
        ("text", "région nord"),
        ("status", "declined~withdrawn"),
        ("answer", "sector.arms~sector.health"),
        ("owner", "a%7Eb%25~sales-1"),
        ("opened", "this_quarter"),
        ("decided", "2026-01-01..2026-03-31"),
        ("amount", "10000.."),
        ("before", "1200"),
    ]
    assert read(address(view), KNOWN) == (view, ())


def test_the_same_choices_in_any_order_are_the_same_view() -> None:
    one, _ = read({"status": "withdrawn~declined~withdrawn", "finding": "sector.met"}, KNOWN)
    other, _ = read({"finding": "sector:met~", "status": "~declined~withdrawn"}, KNOWN)

    assert one == other
    assert address(one) == {"status": "declined~withdrawn", "finding": "sector.met"}


def test_everything_is_an_address_without_filters() -> None:
    assert address(View()) == {}
    assert read({"text": " ", "status": "", "opened": "", "amount": "", "before": ""}, KNOWN) == (
        View(),
        (),
    )
    assert not View(before=7).filters


@pytest.mark.parametrize(
    ("said", "left", "codes"),
    [
        ({"statsu": "declined"}, {}, ["filter_name_like"]),
        ({"xyz": "1", "status": "declined"}, {"status": "declined"}, ["filter_name"]),
        ({"status": "Declined~accepted"}, {"status": "accepted"}, ["filter_value_like"]),
        ({"status": "lost"}, {}, ["filter_value"]),
        ({"outcome": "undecided"}, {}, ["filter_value"]),
        ({"finding": "openness.maybe"}, {}, ["filter_value_like"]),
        ({"finding": "openness"}, {}, ["filter_value_like"]),
        ({"answer": "sector.arms2~pays.yes"}, {"answer": "pays.yes"}, ["filter_value_like"]),
        ({"answer": "xyz~pays.yes"}, {"answer": "pays.yes"}, ["filter_value"]),
        ({"owner": "x" * 65}, {}, ["filter_value"]),
        ({"owner": "a\nb~ana"}, {"owner": "ana"}, ["filter_value"]),
        (
            {"opened": "2026-03-31..2026-01-01"},
            {"opened": "2026-01-01..2026-03-31"},
            ["filter_backwards"],
        ),
        ({"opened": "2026-02-30.."}, {}, ["filter_days"]),
        ({"opened": "0001-01-01.."}, {}, ["filter_days"]),
        ({"opened": "..9999-12-31"}, {}, ["filter_days"]),
        ({"opened": "last_week"}, {}, ["filter_days"]),
        ({"opened": ".."}, {}, ["filter_days"]),
        ({"opened": "2026-01-01..2026-02-01..2026-03-01"}, {}, ["filter_days"]),
        ({"opened": "２０２６-01-01.."}, {}, ["filter_days"]),
        ({"opened": "2026-01-01"}, {"opened": "2026-01-01..2026-01-01"}, []),
        ({"amount": "5000..100"}, {"amount": "100..5000"}, ["filter_backwards"]),
        ({"amount": "-5..100"}, {}, ["filter_amounts"]),
        ({"amount": "1e3.."}, {}, ["filter_amounts"]),
        ({"amount": "..99999999999999999999"}, {}, ["filter_amounts"]),
        ({"amount": "10 000..20\u202f000"}, {"amount": "10000..20000"}, []),
        ({"before": "-1"}, {}, ["filter_before"]),
        ({"before": "9" * 19}, {}, ["filter_before"]),
        ({"before": "last"}, {}, ["filter_before"]),
        ({"text": "a" * 201}, {"text": "a" * 200}, ["filter_long"]),
        ({"text": " a\x00\t\ud800b "}, {"text": "a b"}, []),
        ({"edition": _HUNDRED_AND_ONE}, {"edition": _HUNDRED_AND_ONE[:-4]}, ["filter_many"]),
    ],
)
def test_what_is_no_filter_is_named_and_the_rest_holds(
    said: dict[str, str], left: dict[str, str], codes: list[str]
) -> None:
    view, problems = read(said, KNOWN)

    assert address(view) == left
    assert [one.code for one in problems] == codes


def test_what_can_be_looked_for_comes_from_the_editions() -> None:
    known = Known.of([an_edition()])

    assert "openness:partly_met" in known.findings
    assert known.answers == {"open:yes", "open:no"}


# ── What it asks for ─────────────────────────────────────────────────────────────────────────


def test_a_view_asks_for_days_in_paris() -> None:
    view = View(
        text="cœur",
        chosen={"status": ("declined",), "finding": ("openness:met",), "answer": ("pays:yes",)},
        opened="this_month",
        decided=Days(date(2026, 3, 29), date(2026, 3, 29)),  # clocks go forward that night
        amount=Amounts(None, 500),
        before=9,
    )

    assert query_of(view, date(2026, 7, 14), 25) == Query(
        text="coeur",
        status=("declined",),
        findings=("openness:met",),
        answers=("pays:yes",),
        opened_from=datetime(2026, 6, 30, 22, tzinfo=UTC),
        opened_before=datetime(2026, 7, 31, 22, tzinfo=UTC),
        decided_from=datetime(2026, 3, 28, 23, tzinfo=UTC),
        decided_before=datetime(2026, 3, 29, 22, tzinfo=UTC),
        amount_to=500,
        before=9,
        size=25,
    )


@pytest.mark.parametrize(
    ("period", "today", "first", "last"),
    [
        ("this_month", date(2028, 2, 29), date(2028, 2, 1), date(2028, 2, 29)),
        ("this_month", date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
        ("this_quarter", date(2026, 1, 1), date(2026, 1, 1), date(2026, 3, 31)),
        ("this_quarter", date(2026, 6, 30), date(2026, 4, 1), date(2026, 6, 30)),
        ("this_quarter", date(2026, 11, 24), date(2026, 10, 1), date(2026, 12, 31)),
        ("this_year", date(2026, 11, 24), date(2026, 1, 1), date(2026, 12, 31)),
        ("last_year", date(2026, 1, 1), date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_a_period_is_counted_from_today(
    period: Period, today: date, first: date, last: date
) -> None:
    assert days_of(period, today) == Days(first, last)


@pytest.mark.parametrize("name", READY)
def test_every_ready_view_can_be_read_back(name: str) -> None:
    assert read(address(READY[name]), KNOWN) == (READY[name], ())
    assert READY[name].filters


def test_choosing_begins_at_the_first_page() -> None:
    view = View(chosen={"status": ("declined",)}, before=7)

    assert view.choosing("owner", ["b", "a", "b"]) == View(
        chosen={"status": ("declined",), "owner": ("a", "b")}
    )
    assert view.choosing("status", []) == View()
