"""One writer at a time, whatever the thread or the process."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, LOCK_UN, flock
from pathlib import Path
from threading import Lock, get_ident

from screening.stores.protocol import LogUnusable


class Turn:
    """Lets one thread of one process at a time through, by a lock on a file beside the log.

    SQLite has such a lock of its own, but waits for it in naps of up to a tenth of a second, does
    not wait at all while a file is being created, and up to version 3.51.2 can lose a commit when
    another process copies the write-ahead log back at the same moment. Taking turns outside
    of it spares all three. A process that is killed gives up its turn.
    """

    def __init__(self, file: Path, patience: float) -> None:
        """`patience` is in seconds. Raises OSError when the file cannot be made."""
        self._log = file
        self._patience = patience
        self._held = Lock()
        self._holder = 0
        self._lock_file = Path(f"{file}.lock").open("ab")  # noqa: SIM115 (kept open: see close)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Raises LogUnusable after waiting in vain, RuntimeError within a turn of this thread."""
        if self._holder == get_ident():
            raise RuntimeError("this thread is already writing to the log")
        deadline = time.monotonic() + self._patience
        if not self._held.acquire(timeout=self._patience):
            raise LogUnusable("busy", file=str(self._log))
        try:
            self._wait_for_other_processes(deadline)
            self._holder = get_ident()
            try:
                yield
            finally:
                self._holder = 0
                flock(self._lock_file, LOCK_UN)
        finally:
            self._held.release()

    def close(self) -> None:
        self._lock_file.close()

    def _wait_for_other_processes(self, deadline: float) -> None:
        while True:
            try:
                flock(self._lock_file, LOCK_EX | LOCK_NB)
                return
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise LogUnusable("busy", file=str(self._log)) from None
            # About as long as a commit, and never in step with another process.
            time.sleep(random.uniform(0.0002, 0.001))
