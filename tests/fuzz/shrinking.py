"""Makes an input that fails as small as it still fails, for whoever has to understand it."""

from collections.abc import Callable

from tests.fuzz.limits import within_limits
from tests.fuzz.readers import Reader
from tests.fuzz.run import signature

_MOST_TRIES = 400


def failure_of(reader: Reader, data: bytes) -> str | None:
    """How reading an input fails; None when it gets its answer within the limits."""
    try:
        with within_limits():
            reader.read(data)
    except BaseException as failure:
        return signature(failure)
    return None


def shrunk(reader: Reader, data: bytes, failure: str) -> bytes:
    """The input without every line and byte that the same failure does not need.

    Archives stay as they are.
    """
    if reader.ending == "xlsx":
        return data

    def fails(rest: bytes) -> bool:
        return failure_of(reader, rest) == failure

    left = needed(data.splitlines(keepends=True), fails)
    return needed([left[at : at + 1] for at in range(len(left))], fails)


def needed(pieces: list[bytes], fails: Callable[[bytes], bool]) -> bytes:
    """Leaves out halves, then quarters, then eighths… for as long as the rest still fails."""
    length, tries = max(1, len(pieces) // 2), 0
    while True:
        at = 0
        while at < len(pieces):
            rest = pieces[:at] + pieces[at + length :]
            tries += 1
            if tries <= _MOST_TRIES and fails(b"".join(rest)):
                pieces = rest
            else:
                at += length
        if length == 1:
            return b"".join(pieces)
        length //= 2
