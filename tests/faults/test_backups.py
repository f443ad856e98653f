"""Backups while several processes write, and backups that are killed."""

import os
import random
import signal
import time
from pathlib import Path

import pytest

from screening.core.chain import Line
from screening.service import verify_log
from screening.stores.protocol import LogUnusable
from screening.stores.sqlite import SqliteLog, back_up, restore
from tests.builders import NOON
from tests.faults.processes import finished, forked, submit

pytestmark = pytest.mark.faults

WRITERS, EACH = 4, 400
BACKUPS = 25
KILLS = 60


def write(file: Path, name: str, most: int) -> None:
    log = SqliteLog(file, patience=60)
    for n in range(most):
        submit(log, f"{name}-{n}")
    log.close()


def lines(file: Path) -> list[Line]:
    log = SqliteLog(file)
    found = list(log.lines())
    assert list(verify_log(log)) == []
    log.close()
    return found


def test_every_backup_holds_what_the_log_began_with(tmp_path: Path) -> None:
    file = tmp_path / "screening.db"
    write(file, "before", 50)
    (tmp_path / "backups").mkdir()

    def process() -> None:
        for n in range(BACKUPS):
            done = back_up(file, tmp_path / "backups" / f"{n}.db")
            assert done.kept
            (tmp_path / f"{n}.head").write_text(str(done.head))

    writers = [forked(lambda n=n: write(file, f"w-{n}", EACH)) for n in range(WRITERS)]
    assert finished([forked(process), *writers]) == [0] * (WRITERS + 1)

    whole = lines(file)
    lengths = []
    for n in range(BACKUPS):
        copied = lines(tmp_path / "backups" / f"{n}.db")
        assert copied == whole[: len(copied)]
        last = copied[-1]
        assert (tmp_path / f"{n}.head").read_text() == f"{last.number}:{last.seal}"
        lengths.append(len(copied))
    assert len(whole) == 50 + WRITERS * EACH
    assert lengths == sorted(lengths)
    assert len(set(lengths)) > BACKUPS // 2, "nobody wrote meanwhile"


def test_a_killed_backup_leaves_nothing_under_its_name(tmp_path: Path) -> None:
    file = tmp_path / "screening.db"
    write(file, "before", 300)
    head = lines(file)[-1]
    to = tmp_path / "backup.db"
    moments = random.Random(20261124)
    # The shortest of some: on a busy machine one alone can take several times as long.
    took = []
    for _ in range(5):
        began = time.monotonic()
        assert finished([forked(lambda: back_up(file, to))]) == [0]
        took.append(time.monotonic() - began)
        to.unlink()
    long = min(took)
    whole = killed = 0

    for _ in range(KILLS):
        child = forked(lambda: back_up(file, to))
        time.sleep(moments.uniform(0, long))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
        if to.exists():
            whole += 1
            assert lines(to)[-1] == head
            to.unlink()

    assert killed > KILLS // 4
    assert whole < KILLS
    assert lines(file)[-1] == head

    # What they left holds all that the log does, and goes with the next one.
    left = [one for one in tmp_path.iterdir() if one.name.startswith(".backup.db-unfinished-")]
    assert left
    for one in left:
        os.utime(one, (0, 0))
    back_up(file, to)
    assert not [one for one in tmp_path.iterdir() if "unfinished" in one.name]


def test_a_killed_restoration_loses_neither_the_log_nor_what_it_replaced(tmp_path: Path) -> None:
    file = tmp_path / "data" / "screening.db"
    file.parent.mkdir()
    write(file, "before", 100)
    backup = tmp_path / "backup.db"
    back_up(file, backup)
    write(file, "after", 20)
    longer = lines(file)
    moments = random.Random(20261124)
    began = time.monotonic()
    assert finished([forked(lambda: restore(backup, file, NOON, lose=True))]) == [0]
    long = time.monotonic() - began

    for _ in range(KILLS):
        for one in file.parent.iterdir():
            if one.is_file():
                one.unlink()
        back_up(backup, file)
        write(file, "after", 20)

        child = forked(lambda: restore(backup, file, NOON, lose=True))
        time.sleep(moments.uniform(0, long * 1.2))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)

        kept = [file, *file.parent.glob("screening.db-*Z")]
        assert max((lines(one) for one in kept if one.exists()), key=len) == longer
        assert restore(backup, file, NOON, lose=True).done
        assert len(lines(file)) == 100


def test_a_log_is_never_taken_from_who_writes_to_it(tmp_path: Path) -> None:
    file = tmp_path / "screening.db"
    write(file, "before", 5)
    backup = tmp_path / "backup.db"
    back_up(file, backup)
    writing = {forked(lambda n=n: write(file, f"w-{n}", 200)) for n in range(2)}
    refused: list[str] = []

    while writing:
        try:
            restore(backup, file, NOON, patience=0.02)
        except LogUnusable as unusable:
            refused.append(unusable.code)
        writing -= {one for one in writing if os.waitpid(one, os.WNOHANG) != (0, 0)}

    assert "in_use" in refused
    assert set(refused) <= {"in_use", "busy"}
    assert len(lines(file)) == 5 + 2 * 200
