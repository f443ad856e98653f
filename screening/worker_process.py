"""A process of its own for work that would keep everybody waiting in this one.

An order goes in as one line, what it tells comes out as JSON lines, and it ends when we do.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from screening.settings import HOME

WorkerProcess = subprocess.Popen[str]


def command(module: str) -> tuple[str, ...]:
    """What runs a module of the command line that reads an order."""
    return sys.executable, "-m", module


def start(command: Sequence[str]) -> WorkerProcess:
    return subprocess.Popen(
        command,
        cwd=HOME,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )


def reports(process: WorkerProcess, order: str) -> Iterator[dict[str, Any]]:
    """What it tells while it works. Its standard input stays open: it ends when we do."""
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(BrokenPipeError):
        process.stdin.write(order + "\n")
        process.stdin.flush()
    for line in process.stdout:
        yield json.loads(line)
