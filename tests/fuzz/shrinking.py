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
    """The input without every piece that the same failure does not need; archives stay as are."""
    if reader.ending == "xlsx":
        return data
    tries = 0

    def fails(pieces: list[bytes], join: Callable[[list[bytes]], bytes]) -> bool:
        nonlocal tries
        tries += 1
        return tries <= _MOST_TRIES and failure_of(reader, join(pieces)) == failure

    lines = _needed(data.splitlines(keepends=True), b"".join, fails)
    left = b"".join(lines)
    tries = 0
    return b"".join(_needed([left[at : at + 1] for at in range(len(left))], b"".join, fails))


def _needed(
    pieces: list[bytes],
    join: Callable[[list[bytes]], bytes],
    fails: Callable[[list[bytes], Callable[[list[bytes]], bytes]], bool],
) -> list[bytes]:
    """Leaves out halves, then quarters, then eighths… for as long as the rest still fails."""
    length = max(1, len(pieces) // 2)
    while True:
        at = 0
        while at < len(pieces):
            rest = pieces[:at] + pieces[at + length :]
            if rest and fails(rest, join):
                pieces = rest
            else:
                at += length
        if length == 1:
            return pieces
        length //= 2
