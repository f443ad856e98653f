"""Writers are killed at any moment, and nothing that was acknowledged is lost."""

import os
import random
import signal
import time
from pathlib import Path

import pytest

from screening.core.chain import Head
from screening.service import verify_log
from screening.stores.sqlite import SqliteLog
from tests.faults.processes import forked, submit

pytestmark = pytest.mark.faults

KILLS = 100


class Writer:
    """A process that records until it is killed, and notes each head once it is acknowledged."""

    def __init__(self, file: Path, name: str) -> None:
        self._file = file
        self._name = name
        self._notes = file.parent / f"{name}.notes"
        self._child = forked(self._write)

    def kill(self) -> list[Head]:
        """Kills it, wherever it is, and gives what it had noted."""
        os.kill(self._child, signal.SIGKILL)
        os.waitpid(self._child, 0)
        if not self._notes.exists():
            return []
        # The last note may be cut short: then it was not given out.
        noted = self._notes.read_text().splitlines(keepends=True)
        whole = [note.strip().split(":") for note in noted if note.endswith("\n")]
        return [Head(int(number), seal) for number, seal in whole]

    def _write(self) -> None:
        log = SqliteLog(self._file, patience=60)
        notes = os.open(self._notes, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        n = 0
        while True:
            n += 1
            case = submit(log, f"{self._name}-{n}")
            (line,) = log.lines(case=case)
            os.write(notes, f"{line.number}:{line.seal}\n".encode())


@pytest.mark.parametrize("accompanied", [False, True], ids=["alone", "beside another writer"])
def test_what_was_acknowledged_outlives_the_writer(tmp_path: Path, accompanied: bool) -> None:
    file = tmp_path / "screening.db"
    moments = random.Random(20260302)
    companion = Writer(file, "companion") if accompanied else None
    acknowledged: list[Head] = []
    silent = 0

    for kill in range(KILLS):
        writer = Writer(file, f"writer-{kill}")
        time.sleep(moments.uniform(0, 0.08))
        noted = writer.kill()
        silent += not noted
        acknowledged += noted
    if companion:
        acknowledged += companion.kill()

    log = SqliteLog(file)
    seals = {line.number: line.seal for line in log.lines()}
    assert [head for head in acknowledged if seals.get(head.number) != head.seal] == []
    assert len({head.number for head in acknowledged}) == len(acknowledged)
    assert log.protections_missing() == ()
    assert list(verify_log(log)) == []
    # A writer killed after its commit and before its note leaves one line more, no other does.
    assert len(acknowledged) <= log.head().number <= len(acknowledged) + KILLS + 1
    # Moments were well spread: while starting as well as while writing.
    assert len(acknowledged) > KILLS
    assert silent > 0
