"""Back-tests in processes of their own: found as in this one, stopped, and nobody else's."""

import json
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from screening import backtest_jobs
from screening.backtest_jobs import KEPT, Backtests, Job, Order, find, read_order, written
from screening.cli.backtest_worker import told
from screening.core.access import Person
from screening.criteria_file import LoadedEdition, read
from screening.service import desk_over
from screening.stores.sqlite import open_log
from screening.worker_process import command

MANAGER, OWNER = Person("manager-1", "manager"), Person("owner-1", "criteria_owner")
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
PATIENCE = 120


class Clock:
    now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def begun(clock: Clock) -> Iterator[Backtests]:
    backtests = Backtests(clock)
    yield backtests
    backtests.close()


@pytest.fixture
def draft(everlasting_criteria: Path) -> LoadedEdition:
    text = everlasting_criteria.read_text("utf-8")
    assert text.count("accept_from: 60") == 1
    return read(text.replace("accept_from: 60", "accept_from: 70"))


@pytest.fixture
def order(
    tmp_path: Path, filled_example: Path, everlasting_criteria: Path, draft: LoadedEdition
) -> Order:
    log = shutil.copy(filled_example, tmp_path / "screening.db")
    on = draft.edition.in_force_from
    return Order(f"sqlite:///{log}", str(everlasting_criteria), draft.text, on, MANAGER)


def ended(job: Job) -> Job:
    """The job once it is no longer under way."""
    deadline = time.monotonic() + PATIENCE
    while job.live and time.monotonic() < deadline:
        time.sleep(0.02)
    return job


def test_an_order_survives_its_way_to_the_worker(order: Order) -> None:
    assert read_order(written(order)) == order


def test_what_a_process_finds_is_what_is_found_here(
    begun: Backtests, order: Order, draft: LoadedEdition
) -> None:
    job = ended(begun.start(order, draft.fingerprint, 100))

    assert (job.state, job.why) == ("ready", "")
    desk = desk_over(open_log(order.log), Path(order.criteria))
    assert job.found == find(desk, draft, MANAGER, order.on)
    assert job.found is not None
    assert job.found.report.result.changed == len(job.found.cases) > 0
    assert begun.of(MANAGER, order.log) is job
    assert begun.of(Person("manager-1", "criteria_owner"), order.log) is None
    assert begun.of(MANAGER, "sqlite:///other.db") is None


def test_only_management_is_told_what_deals_are_worth(order: Order, draft: LoadedEdition) -> None:
    desk = desk_over(open_log(order.log), Path(order.criteria))
    all_told, untold = (find(desk, draft, by, order.on) for by in (MANAGER, OWNER))

    assert all_told.report.amounts
    assert any(one.amount for one in all_told.report.result.flows)
    assert any(one.by == "owner" for one in all_told.report.result.groups)
    assert not untold.report.amounts
    assert not any(one.amount for one in untold.report.result.flows)
    assert {one.amount for one in untold.cases} == {None}
    assert not any(one.by == "owner" for one in untold.report.result.groups)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"by": Person("sales-1", "salesperson")}, "not_allowed"),
        ({"on": date(1999, 1, 1)}, "not_in_force"),
        ({"draft": "name: nothing"}, "criteria"),
        ({"log": "sqlite:////nowhere/at/all.db"}, "log"),
    ],
)
def test_what_keeps_it_from_its_end_is_named(
    order: Order, changes: dict[str, Any], why: str
) -> None:
    text, code = told(order._replace(**changes))
    assert (json.loads(text), code) == ({"why": why}, 1)


def test_one_that_is_stopped_finds_nothing_and_the_next_one_does(
    begun: Backtests, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backtest_jobs, "_WORKER", ("/bin/sh", "-c", "exec sleep 60"))
    long = begun.start(order, "f", 100)
    while long.process is None:
        time.sleep(0.01)
    monkeypatch.setattr(backtest_jobs, "_WORKER", command("screening.cli.backtest_worker"))

    another = begun.start(order, "f", 100)  # which stops the one before

    assert ended(another).state == "ready"
    assert (long.state, long.found) == ("stopped", None)


def test_a_worker_that_dies_is_a_back_test_that_broke_off(
    begun: Backtests, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backtest_jobs, "_WORKER", ("/bin/sh", "-c", "exit 3"))
    job = ended(begun.start(order, "f", 100))
    assert (job.state, job.why) == ("failed", "broken")


def test_what_was_found_is_forgotten_after_an_hour(
    begun: Backtests, order: Order, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backtest_jobs, "_WORKER", ("/bin/sh", "-c", "exit 3"))
    ended(begun.start(order, "f", 100))
    clock.now += KEPT - timedelta(seconds=1)
    assert begun.of(MANAGER, order.log) is not None
    clock.now += timedelta(seconds=1)
    assert begun.of(MANAGER, order.log) is None
