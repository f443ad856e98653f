"""Exports under way: each in a process of its own, its file fetched once by a link that expires.

Another process, because in this one an export would take turns with everybody's verdicts. Files lie
in a folder that only this account can enter, until they are fetched, replaced or an hour old.
"""

import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from secrets import token_urlsafe
from shutil import rmtree
from threading import Lock, Semaphore, Thread
from typing import Literal

from pydantic import TypeAdapter

from screening.core.access import Person
from screening.core.facts import ExportForm
from screening.core.model import Language
from screening.core.query import Query
from screening.worker_process import WorkerProcess, command, reports, start

State = Literal["waiting", "running", "ready", "fetched", "failed", "stopped"]

KEPT = timedelta(hours=1)
# The processors left are for those who work meanwhile.
AT_ONCE = 1

_FOLDER = "mission-desk-exports-"
_WORKER = command("screening.cli.export_worker")
_QUERY = TypeAdapter(Query)


class AlreadyExporting(Exception):
    """This person has an export under way. Wait for it, or stop it."""


@dataclass(frozen=True, slots=True)
class Order:
    """An export as a worker is given it. `log` is an address, `criteria` a file."""

    log: str
    criteria: str
    query: Query
    form: ExportForm
    language: Language
    by: Person
    submission: str

    def written(self, to: Path) -> str:
        """The order on one line, with the file to write."""
        told = {name: getattr(self, name) for name in ("log", "criteria", "form", "language")}
        query = _QUERY.dump_python(self.query, mode="json")
        rest = {"query": query, "by": [*self.by], "submission": self.submission, "to": str(to)}
        return json.dumps({**told, **rest})

    @classmethod
    def read(cls, line: str) -> tuple["Order", Path]:
        told = json.loads(line)
        to = Path(told.pop("to"))
        query, by = _QUERY.validate_python(told.pop("query")), Person(*told.pop("by"))
        return cls(**told, query=query, by=by), to


@dataclass(slots=True)
class Job:
    """One export and how far it has come. `file` lies in a folder of its own; `why` is a code for
    what kept it from its end; `let_in` is asked whether who ordered it is still let in."""

    order: Order
    name: str
    file: Path
    total: int | None
    token: str = field(default_factory=lambda: token_urlsafe(32))
    state: State = "waiting"
    done: int = 0
    why: str = ""
    ready_at: datetime | None = None
    let_in: Callable[[], bool] = lambda: True
    process: WorkerProcess | None = None

    @property
    def live(self) -> bool:
        return self.state in ("waiting", "running")


class Exports:
    """The exports of one server. Safe to use from any thread; `now` tells the time."""

    def __init__(
        self,
        parent: Path | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        at_once: int = AT_ONCE,
    ) -> None:
        """Files go to a new folder in `parent`, by default where the system has temporary ones."""
        parent = parent or Path(tempfile.gettempdir())
        _sweep_away_abandoned(parent)
        self._folder = Path(tempfile.mkdtemp(prefix=f"{_FOLDER}{os.getpid()}-", dir=parent))
        self._now = now
        self._turns = Semaphore(at_once)
        self._lock = Lock()
        # By log and person: in the example log anybody plays a manager, who may be somebody's id.
        self._jobs: dict[tuple[str, str], Job] = {}

    def start(
        self,
        order: Order,
        name: str,
        total: int | None,
        let_in: Callable[[], bool] = lambda: True,
    ) -> Job:
        """Begins an export to be fetched under a file name. `total` is how many cases it has.

        It replaces the person's last one of this log. It is neither made nor given once its person
        is `let_in` no longer. Raises AlreadyExporting.
        """
        whose = order.log, order.by.id
        with self._lock:
            self._forget_old()
            last = self._jobs.get(whose)
            if last is not None and last.live:
                raise AlreadyExporting
            if last is not None:
                _remove(last)
            folder = Path(tempfile.mkdtemp(dir=self._folder))
            job = Job(order, name, folder / name, total, let_in=let_in)
            self._jobs[whose] = job
        Thread(target=self._see_through, args=(job,), daemon=True, name="export").start()
        return job

    def of(self, person: Person, log: str) -> Job | None:
        """The last export of a log by a person, unless its file is too old to be fetched."""
        with self._lock:
            self._forget_old()
            return self._jobs.get((log, person.id))

    def stop(self, job: Job) -> None:
        """Ends an export, if it is under way. Nothing of it is kept."""
        with self._lock:
            if not job.live:
                return
            job.state = "stopped"
            if job.process is not None:
                job.process.terminate()

    def take(self, token: str) -> Job | None:
        """The export behind a link, for its one fetch; None when there is nothing to fetch."""
        with self._lock:
            self._forget_old()
            for job in self._jobs.values():
                if job.token == token and job.state == "ready":
                    if not job.let_in():
                        job.state = "stopped"
                        _remove(job)
                        return None
                    job.state = "fetched"
                    return job
        return None

    def sent(self, job: Job, whole: bool) -> None:
        """What became of the fetch: a file that did not arrive whole may be fetched again."""
        with self._lock:
            if whole or self._jobs.get((job.order.log, job.order.by.id)) is not job:
                _remove(job)
            else:
                job.state = "ready"

    def close(self) -> None:
        """Stops what is under way and removes every file."""
        for job in [*self._jobs.values()]:
            self.stop(job)
        rmtree(self._folder, ignore_errors=True)

    def _forget_old(self) -> None:
        for whose, job in [*self._jobs.items()]:
            if job.ready_at is not None and job.ready_at + KEPT <= self._now():
                _remove(job)
                del self._jobs[whose]

    def _see_through(self, job: Job) -> None:
        with self._turns:
            with self._lock:
                if job.state != "waiting":
                    return
                if not job.let_in():
                    _remove(job)
                    job.state = "stopped"
                    return
                job.state = "running"
                job.process = start(_WORKER)
            with job.process as process:
                for told in reports(process, job.order.written(job.file)):
                    job.done = int(told.get("done", job.done))
                    job.why = str(told.get("why", job.why))
            with self._lock:
                if job.state == "running" and process.returncode == 0 and not job.why:
                    job.state, job.ready_at = "ready", self._now()
                    return
                _remove(job)
                if job.state == "running":
                    job.state, job.why = "failed", job.why or "broken"


def _remove(job: Job) -> None:
    rmtree(job.file.parent, ignore_errors=True)


def _sweep_away_abandoned(parent: Path) -> None:
    """Removes what servers that were killed left behind, and nobody else's."""
    for folder in parent.glob(f"{_FOLDER}*"):
        server = folder.name.removeprefix(_FOLDER).partition("-")[0]
        if server.isdecimal() and not _runs(int(server)) and folder.stat().st_uid == os.getuid():
            rmtree(folder, ignore_errors=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


@lru_cache(maxsize=1)
def exports() -> Exports:
    """The exports of this server, gone with it."""
    from atexit import register

    found = Exports()
    register(found.close)
    return found
