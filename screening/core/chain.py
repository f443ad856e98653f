"""Sealing the lines of a decision log, and finding every line that was altered."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Literal, NamedTuple

# What stands before the first line.
NO_SEAL = ""

_OWN_CASE = '"case":'


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

# Of a line: its seal, its number, the case it is filed under, a fact that cannot be read, the
# head quoted from it outside, a verdict that the criteria do not give when assessed again, an
# edition that judged while another one was in force.
# Of the index row of the case that a line opened: missing, without a case, different from what
# the case tells. Of no line (0): monthly sums other than what the cases add up to.
What = Literal[
    "seal",
    "number",
    "case",
    "fact",
    "head",
    "replay",
    "edition",
    "row_missing",
    "row_extra",
    "row_different",
    "sums",
]


class Flaw(NamedTuple):
    """Something wrong, and the number of the line where it is."""

    number: int
    what: What


def seal(previous: str, content: str) -> str:
    """sha256, in hexadecimal, of the previous seal, a line feed and the content, in UTF-8."""
    return sha256(f"{previous}\n{content}".encode()).hexdigest()


def flaws(lines: Iterable[Line], after: Head = EMPTY) -> Iterator[Flaw]:
    """Every flaw of lines that should follow `after`, in order.

    Each line is checked against the seal written before it, so one altered line is named once
    and does not discredit those that follow. Where the line before it is missing there is nothing
    to check a seal against: that is said of its number, and nothing of its seal.
    """
    expected, previous = after
    for number, case, content, written in lines:
        expected += 1
        follows = number == expected
        if not follows:
            yield Flaw(number, "number")
            expected = number
        # Inside a JSON string every quotation mark is escaped, so this can only be a key: the first
        # of that name is the fact's own. Further on a motion may cite other cases.
        filed = "null" if case is None else f'"{case}"'
        at = content.find(_OWN_CASE)
        if at < 0 or not content.startswith(filed, at + len(_OWN_CASE)):
            yield Flaw(number, "case")
        # seal(), written out: this loop is what an auditor waits for. Altered bytes that are no
        # longer UTF-8 are read as lone surrogates, which must count as a flaw and not stop it.
        sealed = f"{previous}\n{content}".encode("utf-8", "surrogatepass")
        if follows and sha256(sealed).hexdigest() != written:
            yield Flaw(number, "seal")
        previous = written
