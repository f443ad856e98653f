"""Back-tests under way: each in a process of its own, for whoever ordered it.

A long log takes seconds or minutes, and in this process that would take turns with everybody's
verdicts. What was found is kept until its person orders the next, or an hour.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from threading import Lock, Semaphore, Thread
from typing import Literal, NamedTuple

from pydantic import TypeAdapter

from screening.backtesting import ChangedCase, Report, backtest
from screening.core.access import Person
from screening.criteria_file import LoadedEdition
from screening.service import Desk, rules_on
from screening.worker_process import WorkerProcess, command, reports, start

State = Literal["waiting", "running", "ready", "failed", "stopped"]

KEPT = timedelta(hours=1)
# As many changed cases as somebody reads on a page.
MOST = 200
# The processors left are for those who work meanwhile.
_AT_ONCE = 1
_WORKER = command("screening.cli.backtest_worker")


class Order(NamedTuple):
    """A back-test as a worker is given it. `log` is an address, `criteria` the file that a log
    begins with, and `draft` the text of the criteria to judge by."""

    log: str
    criteria: str
    draft: str
    on: date
    by: Person


class Found(NamedTuple):
    """What a back-test found, with the newest cases that would change."""

    report: Report
    cases: tuple[ChangedCase, ...]


_ORDER, _FOUND = TypeAdapter(Order), TypeAdapter(Found)


def written(told: Order | Found) -> str:
    """An order or a finding as JSON."""
    kind: TypeAdapter[Order] | TypeAdapter[Found] = _ORDER if isinstance(told, Order) else _FOUND
    return kind.dump_json(told).decode()  # type: ignore[arg-type]  # its own


def read_order(line: str) -> Order:
    return _ORDER.validate_json(line)


def find(
    desk: Desk,
    draft: LoadedEdition,
    by: Person,
    on: date,
    progress: Callable[[int], object] = lambda _: None,
) -> Found:
    """The back-test that a page shows: with other weights of every criterion. See backtest."""
    cases: list[ChangedCase] = []
    report = backtest(
        desk,
        draft,
        by,
        on=on,
        weights=[one.id for one in rules_on(draft, on).criteria],
        each=cases.append,
        most=MOST,
        progress=progress,
    )
    return Found(report, tuple(cases))


@dataclass(slots=True)
class Job:
    """One back-test and how far it has come, of so many lines in `total`. `why` is a code for what
    kept it from its end."""

    order: Order
    fingerprint: str
    total: int
    begun: datetime
    state: State = "waiting"
    done: int = 0
    why: str = ""
    found: Found | None = None
    process: WorkerProcess | None = field(default=None, repr=False)

    @property
    def live(self) -> bool:
        return self.state in ("waiting", "running")


class Backtests:
    """The back-tests of one server. Safe to use from any thread; `now` tells the time."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now
        self._turns = Semaphore(_AT_ONCE)
        self._lock = Lock()
        # By log and person: in the example log anybody plays anybody.
        self._jobs: dict[tuple[str, str], Job] = {}

    def start(self, order: Order, fingerprint: str, total: int) -> Job:
        """Begins a back-test in the place of the person's last one of this log, which is stopped.

        `fingerprint` is that of the draft, and `total` how many lines the log has.
        """
        whose = order.log, order.by.id
        job = Job(order, fingerprint, total, self._now())
        with self._lock:
            self._forget_old()
            last, self._jobs[whose] = self._jobs.get(whose), job
        if last is not None:
            self.stop(last)
        Thread(target=self._see_through, args=(job,), daemon=True, name="back-test").start()
        return job

    def of(self, person: Person, log: str) -> Job | None:
        """The last back-test of a log by a person, in the role they have now."""
        with self._lock:
            self._forget_old()
            job = self._jobs.get((log, person.id))
        return job if job is not None and job.order.by == person else None

    def stop(self, job: Job) -> None:
        """Ends a back-test, if it is under way."""
        with self._lock:
            if job.live:
                job.state = "stopped"
                if job.process is not None:
                    job.process.terminate()

    def close(self) -> None:
        """Stops what is under way."""
        for job in [*self._jobs.values()]:
            self.stop(job)

    def _forget_old(self) -> None:
        for whose, job in [*self._jobs.items()]:
            if not job.live and job.begun + KEPT <= self._now():
                del self._jobs[whose]

    def _see_through(self, job: Job) -> None:
        with self._turns:
            with self._lock:
                if job.state != "waiting":
                    return
                job.state = "running"
                job.process = start(_WORKER)
            with job.process as process:
                for told in reports(process, written(job.order)):
                    job.done = int(told.get("done", job.done))
                    job.why = str(told.get("why", job.why))
                    if "found" in told:
                        job.found = _FOUND.validate_json(json.dumps(told["found"]))
            with self._lock:
                job.process = None
                if job.state == "running":
                    job.state = "ready" if job.found is not None else "failed"
                    job.why = "" if job.found is not None else job.why or "broken"


@lru_cache(maxsize=1)
def backtests() -> Backtests:
    """The back-tests of this server, gone with it."""
    from atexit import register

    found = Backtests()
    register(found.close)
    return found
