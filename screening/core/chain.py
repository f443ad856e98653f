"""Sealing the lines of a decision log, and finding every line that was altered."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Literal, NamedTuple

# What stands before the first line.
NO_SEAL = ""


class Line(NamedTuple):
    """One line of the log. `content` is the fact as canonical JSON text; the text is sealed."""

    number: int
    case: str | None
    content: str
    seal: str


class Head(NamedTuple):
    """The last line's number and seal: quoted outside, it makes a cut tail visible."""

    number: int
    seal: str

    def __str__(self) -> str:
        return f"{self.number}:{self.seal}"


EMPTY = Head(0, NO_SEAL)


class Flaw(NamedTuple):
    """Something wrong at a line: its seal, its number, or the case it is filed under."""

    number: int
    what: Literal["seal", "number", "case"]


def seal(previous: str, content: str) -> str:
    """sha256, in hexadecimal, of the previous seal, a line feed and the content, in UTF-8."""
    return sha256(f"{previous}\n{content}".encode()).hexdigest()


def flaws(lines: Iterable[Line], after: Head = EMPTY) -> Iterator[Flaw]:
    """Every flaw of lines that should follow `after`, in order.

    Each line is checked against the seal written before it, so one altered line is named once
    and does not discredit those that follow.
    """
    expected, previous = after
    for number, case, content, written in lines:
        expected += 1
        if number != expected:
            yield Flaw(number, "number")
            expected = number
        # Inside a JSON string every quotation mark is escaped, so this can only be the fact's key.
        filed = "null" if case is None else f'"{case}"'
        if f'"case":{filed}' not in content:
            yield Flaw(number, "case")
        # seal(), written out: this loop is what an auditor waits for.
        if sha256(f"{previous}\n{content}".encode("utf-8", "surrogatepass")).hexdigest() != written:
            yield Flaw(number, "seal")
        previous = written
