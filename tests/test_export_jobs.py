"""Exports in processes of their own: one at a time, one fetch each, nothing left behind."""

import asyncio
import os
import shutil
import stat
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from starlette.requests import Request

from screening import downloads, export_jobs
from screening.core.access import Person
from screening.core.facts import LogExported, read_fact
from screening.core.query import Query
from screening.export_jobs import AlreadyExporting, Exports, Job, Order
from screening.stores.sqlite import open_log

MANAGER, OTHER = Person("manager-1", "manager"), Person("manager-2", "manager")
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
PATIENCE = 60


class Clock:
    now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def made(tmp_path: Path, clock: Clock) -> Iterator[Exports]:
    place = tmp_path / "temporary"
    place.mkdir()
    exports = Exports(place, clock)
    yield exports
    exports.close()
    assert list(place.iterdir()) == []


@pytest.fixture
def log(tmp_path: Path, filled_example: Path) -> Path:
    return Path(shutil.copy(filled_example, tmp_path / "screening.db"))


@pytest.fixture
def order(log: Path, everlasting_criteria: Path) -> Order:
    return Order(
        log=f"sqlite:///{log}",
        criteria=str(everlasting_criteria),
        query=Query(status=("declined",), opened_from=datetime(2025, 1, 1, tzinfo=UTC)),
        form="csv",
        language="en",
        by=MANAGER,
        submission=uuid4().hex,
    )


def ended(job: Job) -> Job:
    """The job once it is no longer under way."""
    deadline = time.monotonic() + PATIENCE
    while job.live and time.monotonic() < deadline:
        time.sleep(0.02)
    return job


def declined(log: Path) -> int:
    """The number of the newest declined case."""
    opened = open_log(f"sqlite:///{log}")
    numbers = [row.number for row in opened.every_row() if row.status == "declined"]
    opened.close()
    return numbers[-1]


def by(order: Order, person: Person) -> Order:
    return replace(order, by=person, submission=uuid4().hex)


def exported(log: Path) -> list[LogExported]:
    opened = open_log(f"sqlite:///{log}")
    facts = [read_fact(line.content) for line in opened.lines()]
    opened.close()
    return [one for one in facts if isinstance(one, LogExported)]


def fetch(method: str, token: str, lang: str = "en") -> tuple[int, dict[str, str], bytes]:
    """What a browser gets for a link: the status, the headers and the body."""
    told: list[Any] = []

    async def receive() -> dict[str, str]:
        await asyncio.Event().wait()  # a visitor who stays
        return {}

    async def send(message: Any) -> None:
        told.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path_params": {"token": token},
        "query_string": f"lang={lang}".encode(),
        "headers": [],
    }
    asyncio.run(downloads.give(Request(scope))(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in told[0]["headers"]}
    return told[0]["status"], headers, b"".join(one.get("body", b"") for one in told[1:])


def test_an_order_survives_its_way_to_the_worker(order: Order) -> None:
    assert Order.read(order.written(Path("/x/y.csv"))) == (order, Path("/x/y.csv"))


def test_a_file_is_made_elsewhere_recorded_and_fetched_once(
    made: Exports, order: Order, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "exports", lambda: made)
    job = ended(made.start(order, "decisions.csv", None))

    assert (job.state, job.why) == ("ready", "")
    [fact] = exported(log)
    assert (fact.by, fact.submission) == ("manager-1", order.submission)
    assert stat.S_IMODE(job.file.parent.parent.stat().st_mode) == 0o700
    whole = job.file.read_bytes()
    assert f"C-{declined(log)}," in whole.decode("utf-8-sig")

    assert fetch("HEAD", job.token)[0] == 405
    status, headers, body = fetch("GET", job.token)
    assert (status, body) == (200, whole)
    assert headers["content-disposition"] == 'attachment; filename="decisions.csv"'
    assert headers["cache-control"] == "no-store"
    assert job.state == "fetched"
    assert not job.file.exists()

    status, _, body = fetch("GET", job.token, "fr")
    assert status == 410
    assert "Ce fichier n’est plus là" in body.decode()


@pytest.mark.faults
def test_a_link_lasts_an_hour(made: Exports, order: Order, clock: Clock) -> None:
    job = ended(made.start(order, "decisions.csv", None))
    clock.now += timedelta(minutes=59)
    assert made.of(MANAGER, order.log) is job
    clock.now += timedelta(minutes=1)

    assert made.of(MANAGER, order.log) is None
    assert made.take(job.token) is None
    assert not job.file.exists()


@pytest.mark.faults
def test_nobody_guesses_a_link(made: Exports, order: Order) -> None:
    job = ended(made.start(order, "decisions.csv", None))

    assert made.take("") is None
    assert made.take(job.token[:-1]) is None
    assert made.of(OTHER, order.log) is None


@pytest.mark.faults
def test_an_export_of_one_log_is_nobodys_in_another(made: Exports, order: Order) -> None:
    """In the example log anybody who signed in may play manager-1, who may be somebody here."""
    job = made.start(order, "decisions.csv", None)

    assert made.of(MANAGER, order.log) is job
    assert made.of(MANAGER, "sqlite:////the/example.db") is None
    assert ended(job).state == "ready"


@pytest.mark.faults
def test_a_link_gives_nothing_to_whom_is_let_in_no_longer(made: Exports, order: Order) -> None:
    let_in = True
    job = ended(made.start(order, "decisions.csv", None, lambda: let_in))
    let_in = False

    assert made.take(job.token) is None
    assert job.state == "stopped"
    assert not job.file.exists()
    let_in = True
    assert made.take(job.token) is None


@pytest.mark.faults
def test_nothing_is_exported_for_whom_is_let_in_no_longer(
    made: Exports, order: Order, log: Path
) -> None:
    job = ended(made.start(order, "decisions.csv", None, lambda: False))

    assert job.state == "stopped"
    assert not job.file.parent.exists()
    assert exported(log) == []


@pytest.mark.faults
def test_what_did_not_arrive_whole_can_be_fetched_again(made: Exports, order: Order) -> None:
    job = ended(made.start(order, "decisions.csv", None))
    assert made.take(job.token) is job
    assert made.take(job.token) is None
    made.sent(job, whole=False)

    assert made.take(job.token) is job
    made.sent(job, whole=True)
    assert not job.file.exists()


@pytest.mark.faults
def test_a_person_has_one_export_under_way(made: Exports, order: Order) -> None:
    job = made.start(order, "decisions.csv", None)
    with pytest.raises(AlreadyExporting):
        made.start(by(order, MANAGER), "decisions.csv", None)
    first = ended(job).file
    again = ended(made.start(by(order, MANAGER), "decisions.csv", None))

    assert again.state == "ready"
    assert made.of(MANAGER, order.log) is again
    assert not first.exists()


@pytest.mark.faults
def test_exports_of_several_people_follow_each_other(made: Exports, order: Order) -> None:
    job = made.start(order, "decisions.csv", None)
    other = made.start(by(order, OTHER), "decisions.csv", None)

    assert {ended(job).state, ended(other).state} == {"ready"}
    assert job.file != other.file


@pytest.mark.faults
def test_a_stopped_export_leaves_nothing(made: Exports, order: Order, log: Path) -> None:
    job = made.start(order, "decisions.csv", None)
    made.stop(job)
    assert job.state == "stopped"
    if job.process is not None:
        job.process.wait(PATIENCE)
    other = ended(made.start(by(order, OTHER), "decisions.csv", None))

    assert other.state == "ready"
    assert job.state == "stopped"
    assert not job.file.parent.exists()
    assert [one.by for one in exported(log)] == ["manager-2"]


@pytest.mark.faults
@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"by": Person("auditor-1", "auditor")}, "not_allowed"),
        ({"log": "sqlite:////nowhere/at/all/screening.db"}, "log"),
        ({"criteria": "/nowhere/criteria.yaml"}, "criteria"),
    ],
)
def test_what_keeps_an_export_from_its_end_is_named(
    made: Exports, order: Order, changes: dict[str, object], why: str
) -> None:
    job = ended(made.start(replace(order, **changes), "decisions.csv", None))

    assert (job.state, job.why) == ("failed", why)
    assert not job.file.parent.exists()


@pytest.mark.faults
def test_a_worker_that_dies_is_a_failed_export(made: Exports, order: Order) -> None:
    job = made.start(order, "decisions.csv", None)
    deadline = time.monotonic() + PATIENCE
    while job.process is None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert job.process is not None
    job.process.kill()

    assert (ended(job).state, job.why) == ("failed", "broken")


@pytest.mark.faults
def test_a_full_disk_is_named(made: Exports, order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    # A limit on the size of files is what a disk without room is to whoever writes one.
    limited = f"trap '' XFSZ; ulimit -f 100; exec {' '.join(export_jobs._WORKER)}"
    monkeypatch.setattr(export_jobs, "_WORKER", ("/bin/sh", "-c", limited))
    job = ended(made.start(replace(order, query=Query(), form="jsonl"), "decisions.jsonl", None))

    assert (job.state, job.why) == ("failed", "full")
    assert not job.file.parent.exists()


def test_what_killed_servers_left_is_swept_away(tmp_path: Path) -> None:
    gone = tmp_path / "mission-desk-exports-999999999-abc"
    ours = tmp_path / f"mission-desk-exports-{os.getpid()}-abc"
    other = tmp_path / "somebody-elses"
    for folder in (gone, ours, other):
        folder.mkdir()
        (folder / "decisions.csv").touch()
    Exports(tmp_path).close()

    assert {one.name for one in tmp_path.iterdir()} == {ours.name, other.name}
