"""Many processes write to one log at once, and start it at once."""

import os
import threading
from collections import Counter
from pathlib import Path

import pytest

from screening.core.query import Query
from screening.service import verify_log
from screening.stores.sqlite import SqliteLog
from tests.faults.processes import finished, forked, submit

pytestmark = pytest.mark.faults

PROCESSES, THREADS, EACH = 8, 4, 250


def submissions(process: int, thread: int) -> list[str]:
    """What one thread sends: its own, some of them twice, some of them its neighbour's too."""
    sent = []
    for n in range(EACH):
        neighbour = (process + 1) % PROCESSES if n % 10 == 0 else process
        sent.append(f"{neighbour}-{thread}-{n}")
        sent.extend([f"{process}-{thread}-{n}"] * (1 if n % 10 == 0 or n % 25 == 1 else 0))
    return sent


def test_no_submission_is_lost_or_recorded_twice(tmp_path: Path) -> None:
    file = tmp_path / "screening.db"

    def process(number: int) -> None:
        log = SqliteLog(file, patience=60)

        def thread(thread_number: int) -> None:
            acknowledged = [
                f"{one} {submit(log, one)}\n" for one in submissions(number, thread_number)
            ]
            (tmp_path / f"{number}-{thread_number}").write_text("".join(acknowledged))

        threads = [threading.Thread(target=thread, args=(n,)) for n in range(THREADS)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        log.close()

    children = [forked(lambda n=n: process(n)) for n in range(PROCESSES)]
    assert finished(children) == [0] * PROCESSES

    acknowledged = [
        line.split()
        for process_number in range(PROCESSES)
        for thread_number in range(THREADS)
        for line in (tmp_path / f"{process_number}-{thread_number}").read_text().splitlines()
    ]
    case_of = dict(acknowledged)
    assert len(acknowledged) == PROCESSES * THREADS * (EACH + 25 + 10)
    assert len(case_of) == PROCESSES * THREADS * EACH == 8_000
    # Whoever sent a submission, and however often, was told the same case.
    assert {(one, case_of[one]) for one in case_of} == {(one, case) for one, case in acknowledged}

    log = SqliteLog(file)
    assert log.head().number == 8_000
    assert Counter(line.case for line in log.lines()) == Counter(set(case_of.values()))
    assert all(log.submitted(submission) == case for submission, case in case_of.items())
    assert [row.number for row in log.every_row()] == list(range(1, 8_001))
    assert log.rows(Query(text="develop", size=1))[0].number == 8_000
    assert list(verify_log(log)) == []


def test_a_log_can_be_started_by_many_processes_at_once(tmp_path: Path) -> None:
    for attempt in range(10):
        file = tmp_path / f"folder {attempt}" / "screening.db"
        closed, open_ = os.pipe()

        def process(
            number: int, file: Path = file, gate: tuple[int, int] = (closed, open_)
        ) -> None:
            os.close(gate[1])
            os.read(gate[0], 1)  # until nobody holds the other end: all at the same moment
            log = SqliteLog(file, patience=60)
            submit(log, f"{number}")
            log.close()

        children = [forked(lambda n=n, process=process: process(n)) for n in range(16)]
        os.close(open_)
        assert finished(children) == [0] * 16
        os.close(closed)

        log = SqliteLog(file)
        assert {log.submitted(f"{n}") for n in range(16)} == {f"C-{n}" for n in range(1, 17)}
        assert log.head().number == 16
        assert log.protections_missing() == ()
        assert list(verify_log(log)) == []
        log.close()
        assert sorted(one.name for one in file.parent.iterdir()) == [
            "screening.db",
            "screening.db.lock",
        ]
