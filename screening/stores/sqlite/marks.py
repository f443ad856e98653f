"""What filters look for, as words of the full-text index beside those of the text.

A mark is one word to SQLite's tokenizer: small letters and digits, the first of them saying what it
is about. `MARKS` writes them in SQL, of a row of the index; the functions name them in Python.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from screening.core.query import CONDITIONS, EXACT, ConditionState, written

# Wide enough for every month and amount a log can hold.
_YEARS = range(2000, 2100)
_MOST = 10**15 - 1
# As many digits of an amount are marks: what is found by them is one percent too much at most.
_DIGITS = 3

_CODE = re.compile(r"[a-z0-9:_-]*")
# How a code becomes a word: never two codes the same one.
_ESCAPES = (("z", "z0"), ("-", "z1"), ("_", "z2"), (":", "z3"))


# The mark of an accepted deal that screening made better.
IMPROVED = "better"


def _words_of(**columns: str) -> str:
    words = [f"replace(' ' || {name}, ' ', ' {first}')" for name, first in columns.items()]
    sql = " || ".join(words)
    for sign, stands_for in _ESCAPES:
        sql = f"replace({sql}, '{sign}', '{stands_for}')"
    return sql


def _months_of(column: str, first: str) -> str:
    year, month = f"substr({column}, 1, 4)", f"substr({column}, 6, 2)"
    return f"ifnull('{first}' || {year} || ' {first}' || {year} || {month}, '')"


def _first_digits_of(column: str, first: str) -> str:
    length = f"'{first}' || length({column}) || 'a'"
    marks = (f"{length} || substr({column}, 1, {digits})" for digits in range(1, _DIGITS + 1))
    return "ifnull({}, '')".format(" || ' ' || ".join(marks))


MARKS = " || ' ' || ".join(
    [
        *(f"'{name}' || hex({name})" for name in EXACT),
        _words_of(findings="f", answers="q", because="x"),
        *(f"iif({column}, 'c{state}', '')" for state, column in CONDITIONS.items()),
        f"iif(improved, '{IMPROVED}', '')",
        _months_of("opened_at", "m"),
        _months_of("decided_at", "d"),
        _first_digits_of("amount", "a"),
    ]
)


def exactly(column: str, value: str) -> str:
    """The mark of a column's whole value."""
    return column + value.encode(errors="surrogatepass").hex()


def value_of(column: str, mark: str) -> str:
    """The value whose mark this is."""
    return bytes.fromhex(mark.removeprefix(column)).decode(errors="surrogateescape")


def finding(word: str) -> str:
    """The mark of a "criterion:standing"."""
    return "f" + _escaped(word)


def answer(word: str) -> str:
    """The mark of a "question:value"."""
    return "q" + _escaped(word)


def because(code: str) -> str:
    """The mark of a reason code."""
    return "x" + _escaped(code)


def conditions(state: ConditionState) -> str:
    """The mark of having conditions in this state."""
    return f"c{state}"


def opened(first: datetime | None, before: datetime | None) -> list[str]:
    """The marks of which a case opened between two moments has one; others may have it too."""
    return ["m" + one for one in _months(first, before)]


def decided(first: datetime | None, before: datetime | None) -> list[str]:
    """The same of a case decided between two moments."""
    return ["d" + one for one in _months(first, before)]


def amounts(least: int | None, most: int | None) -> list[str]:
    """The marks of which an amount between both ends has one; others may have it too."""
    low, high = max(least or 0, 0), _MOST if most is None else min(most, _MOST)
    return [
        mark
        for length in range(1, len(str(high)) + 1)
        for digit in range(10)
        for mark in _amounts_that_begin(str(digit), length, low, high)
    ]


def _amounts_that_begin(digits: str, length: int, low: int, high: int) -> Iterator[str]:
    """Few digits where all amounts that begin so lie inside, more of them at the ends."""
    rest = 10 ** (length - len(digits))
    first = int(digits) * rest
    if first > high or first + rest - 1 < low:
        return
    inside = low <= first and first + rest - 1 <= high
    if inside or len(digits) == min(length, _DIGITS):
        yield f"a{length}a{digits}"
        return
    for digit in range(10):
        yield from _amounts_that_begin(f"{digits}{digit}", length, low, high)


def _escaped(code: str) -> str:
    if not _CODE.fullmatch(code):
        return "z9"  # that of no code
    for sign, stands_for in _ESCAPES:
        code = code.replace(sign, stands_for)
    return code


def _months(first: datetime | None, before: datetime | None) -> Iterable[str]:
    """Whole years where they lie inside, months where they are cut."""
    begins = written(first)[:7] if first else f"{_YEARS.start}-01"
    ends = written(before)[:7] if before else f"{_YEARS.stop - 1}-12"
    for year in _YEARS:
        months = [f"{year}-{month:02}" for month in range(1, 13)]
        inside = [one for one in months if begins <= one <= ends]
        if len(inside) == 12:
            yield str(year)
        else:
            yield from (one.replace("-", "") for one in inside)
