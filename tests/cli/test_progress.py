"""How far work has come, on a terminal."""

import io
import sys

import pytest

from screening.cli.terminal import counting


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds, as the only element."""
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    return now


def test_work_longer_than_a_second_shows_on_a_terminal_how_far_it_has_come(
    clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())

    with counting("Lines checked:", 4) as progress:
        progress(1)
        assert terminal.getvalue() == ""
        clock[0] += 1.5
        progress(1)
        assert "Lines checked:" in terminal.getvalue()
        assert "50%" in terminal.getvalue()
        progress(2)
    assert "100%" in terminal.getvalue()
    assert terminal.getvalue().endswith("\n")


def test_work_of_unknown_length_shows_how_much_is_done(
    clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())

    with counting("Requests read:") as progress:
        clock[0] += 1.5
        progress(7)
        for _ in range(5):
            progress(1)  # too soon to be drawn
        drawn = terminal.getvalue().count("Requests read:")

    assert drawn == 1
    assert " 7" in terminal.getvalue()
    assert " 12" in terminal.getvalue()
    assert "%" not in terminal.getvalue()


def test_quick_work_and_work_nobody_sees_show_nothing(
    clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    with counting("Lines checked:", 2) as progress:
        progress(2)
    assert terminal.getvalue() == ""

    monkeypatch.setattr(sys, "stderr", file := io.StringIO())
    with counting("Lines checked:", 2) as progress:
        clock[0] += 1.5
        progress(2)
    assert file.getvalue() == ""
