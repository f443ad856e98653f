"""What processes that work for a server have in common: they yield to it, and end when it does."""

import json
import os
import sys
from collections.abc import Callable
from threading import Thread
from time import monotonic

# How often a person sees a number move.
_PAUSE = 0.5
# The desk's own work comes first.
_NICENESS = 19


def begin() -> str:
    """The order that the server gives, on one line."""
    os.nice(_NICENESS)
    order = sys.stdin.readline()
    Thread(target=_end_with_the_server, daemon=True).start()
    return order


def tell(**what: object) -> None:
    """Says something to the server, as a line of JSON."""
    tell_text(json.dumps(what))


def tell_text(line: str) -> None:
    """The same of what is a line of JSON already."""
    print(line, flush=True)


def counting() -> Callable[[int], None]:
    """Tells now and then how much is `done`, as a progress that hears of every step."""
    done, told_at = 0, 0.0

    def progress(more: int) -> None:
        nonlocal done, told_at
        done += more
        if monotonic() - told_at > _PAUSE:
            told_at = monotonic()
            tell(done=done)

    return progress


def _end_with_the_server() -> None:
    """The server keeps our standard input open as long as it lives."""
    sys.stdin.read()
    os._exit(1)
