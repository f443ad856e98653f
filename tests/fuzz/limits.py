"""What reading one input may cost: a second of computing and 200 MB."""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

SECONDS = 1.0
BYTES = 200_000_000

_STATM = Path("/proc/self/statm")


class TookTooLong(BaseException):
    """Reading went on beyond its time. Not an Exception: no reader can take it for its own."""


@contextmanager
def within_limits(seconds: float = SECONDS, most: int = BYTES) -> Iterator[None]:
    """Stops what takes longer, by the clock of this process alone, or more memory.

    Raises TookTooLong, or whatever the code in it makes of a MemoryError. Only for the main thread,
    and between two steps of Python: make fuzz ends by itself what hangs deeper. Memory is limited
    where the system has /proc.
    """
    before = signal.signal(signal.SIGVTALRM, _stop)
    allowed = resource.getrlimit(resource.RLIMIT_AS)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        if _STATM.exists():
            held = int(_STATM.read_text("ascii").split()[0]) * resource.getpagesize()
            resource.setrlimit(resource.RLIMIT_AS, (held + most, allowed[1]))
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        resource.setrlimit(resource.RLIMIT_AS, allowed)
        signal.signal(signal.SIGVTALRM, before)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise TookTooLong
