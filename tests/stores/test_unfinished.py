"""What is not whole yet lies in a folder of its own; what killed programs left there goes."""

import os
import time
from pathlib import Path
from threading import Event, Thread

import pytest

from screening.stores.unfinished import folder_beside

LONG_AGO = time.time() - 3_600


def left_behind(to: Path, age: float = LONG_AGO) -> Path:
    """What a program that was killed an hour ago left beside a file."""
    folder = to.parent / f".{to.name}-unfinished-abcd"
    folder.mkdir()
    (folder / "whole.db").write_text("everybody's names")
    os.utime(folder, (age, age))
    return folder


def test_a_folder_goes_with_all_that_is_left_in_it(tmp_path: Path) -> None:
    with folder_beside(tmp_path / "backup.db") as folder:
        (folder / "whole.db").write_text("half")
        assert folder.parent == tmp_path
    with pytest.raises(ZeroDivisionError), folder_beside(tmp_path / "backup.db") as folder:
        (folder / "whole.db").write_text(str(1 / 0))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["backup.db", "[a]*.db", "é" * 40 + ".db"])
def test_what_a_killed_program_left_goes_with_the_next_one(tmp_path: Path, name: str) -> None:
    to = tmp_path / name
    left_behind(to)
    with folder_beside(to) as folder:
        assert list(tmp_path.iterdir()) == [folder]


def test_nothing_else_goes(tmp_path: Path) -> None:
    to = tmp_path / "backup.db"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    kept = [
        left_behind(tmp_path / "other.db"),
        left_behind(to, age=time.time()),  # somebody may be about to work there
        elsewhere,
    ]
    link = tmp_path / ".backup.db-unfinished-link"
    link.symlink_to(elsewhere)
    (tmp_path / ".backup.db-unfinished-file").write_text("")
    with folder_beside(to):
        pass
    assert all((one / "whole.db").exists() for one in kept[:2])
    assert len(list(tmp_path.iterdir())) == 5


def test_where_somebody_is_at_work_nothing_goes_however_long_it_takes(tmp_path: Path) -> None:
    to = tmp_path / "backup.db"
    at_work, done = Event(), Event()
    seen: list[bool] = []

    def slowly() -> None:
        with folder_beside(to) as folder:
            os.utime(folder, (LONG_AGO, LONG_AGO))
            at_work.set()
            done.wait(10)
            seen.append(folder.is_dir())

    worker = Thread(target=slowly)
    worker.start()
    assert at_work.wait(10)
    with folder_beside(to):
        pass
    done.set()
    worker.join()
    assert seen == [True]
    assert list(tmp_path.iterdir()) == []
