"""Reads JSON and JSON Lines one request at a time, with every doubtful spelling refused."""

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from screening.core.problems import Path, Problem
from screening.core.spelling import shown

# Requests are three levels deep. The rest is for whoever reads them without recursion limits.
_DEEPEST = 20
# Beyond this Python refuses to read a number, or to write it in a message.
_MOST_DIGITS = 4_000
# Nobody mends more than these before trying again.
_MOST_FLAWS = 50
_BLANK = re.compile(r"[ \t\r\n]*")


class JsonValue(NamedTuple):
    """A value, the line it begins on, and what is wrong with it. It is None when unreadable."""

    value: object
    line: int
    problems: tuple[Problem, ...] = ()


def read_json(text: str) -> Iterator[JsonValue]:
    """The elements of the array in a text, or else its only value; nothing when it is blank.

    After a mistake of syntax nobody can tell where the next element begins: reading stops there,
    and a problem of its own says so.
    """
    place = _Place(text)
    place.skip_blank()
    if place.at_end:
        return
    if place.ahead != "[":
        yield _only_value(place)
        return
    place.advance()
    if place.ahead == "]":
        place.advance()
    else:
        try:
            yield from _elements(place)
        except json.JSONDecodeError as error:
            found = (_syntax_problem(error), Problem((), "rest_unread", line=error.lineno))
            yield JsonValue(None, place.line, found)
            return
    if not place.at_end:
        yield JsonValue(None, place.line, (_syntax_problem(place.error("Extra data")),))


def read_json_line(text: str, line: int) -> JsonValue:
    """The value in one line of a JSON Lines file, which is not blank."""
    place = _Place(text, line)
    place.skip_blank()
    return _only_value(place)


# ── Finding the way ──────────────────────────────────────────────────────────────────────────


class _Place:
    """A position in a text that knows its line, counted once over the whole text."""

    def __init__(self, text: str, line: int = 1) -> None:
        self.text = text
        self.line = line
        self.position = 0

    @property
    def ahead(self) -> str:
        return self.text[self.position : self.position + 1]

    @property
    def at_end(self) -> bool:
        return self.position >= len(self.text)

    def skip_blank(self) -> None:
        blank = _BLANK.match(self.text, self.position)
        assert blank, "the pattern matches nothing, too"
        self.go_to(blank.end())

    def advance(self) -> None:
        self.go_to(self.position + 1)
        self.skip_blank()

    def go_to(self, position: int) -> None:
        self.line += self.text.count("\n", self.position, position)
        self.position = position

    def error(self, message: str) -> json.JSONDecodeError:
        return json.JSONDecodeError(message, self.text, self.position)


def _only_value(place: _Place) -> JsonValue:
    first_line = place.line
    try:
        read = _value(place)
        place.skip_blank()
        if not place.at_end:
            raise place.error("Extra data")
    except json.JSONDecodeError as error:
        # The decoder counts lines from the beginning of the text, a JSON line from that of a file.
        line = first_line + place.text.count("\n", 0, error.pos)
        return JsonValue(None, first_line, (_syntax_problem(error, line),))
    return read


def _elements(place: _Place) -> Iterator[JsonValue]:
    while True:
        yield _value(place)
        place.skip_blank()
        if place.ahead == "]":
            place.advance()
            return
        if place.ahead != ",":
            raise place.error("Expecting ',' delimiter")
        place.advance()


def _value(place: _Place) -> JsonValue:
    line = place.line
    try:
        value, end = _DECODER.raw_decode(place.text, place.position)
    except RecursionError:
        raise place.error("Too deep") from None
    place.go_to(end)
    problems = tuple(replace(one, line=line) for one in islice(_flaws(value, (), 1), _MOST_FLAWS))
    return JsonValue(value, line, problems)


# ── What JSON lets through ───────────────────────────────────────────────────────────────────


class _Repeating(dict[str, object]):
    """An object that named a key twice; the last value counts, and the file is refused."""

    repeated: tuple[str, ...] = ()


def _mapping(pairs: list[tuple[str, object]]) -> dict[str, object]:
    mapping = dict(pairs)
    if len(mapping) == len(pairs):
        return mapping
    repeating = _Repeating(mapping)
    times = Counter(key for key, _ in pairs)
    repeating.repeated = tuple(key for key, count in times.items() if count > 1)
    return repeating


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) <= _MOST_DIGITS else math.inf


_DECODER = json.JSONDecoder(object_pairs_hook=_mapping, parse_int=_whole, parse_constant=float)


def _flaws(value: object, at: Path, depth: int) -> Iterator[Problem]:
    """Repeated keys, numbers that are none (NaN, 1e999) and values nested too deep to be meant."""
    match value:
        case float() if not math.isfinite(value):
            yield Problem(at, "not_finite", {"found": shown(value)})
        case dict() | list() if depth > _DEEPEST:
            yield Problem(at[:3], "json_too_deep", {"most": _DEEPEST})
        case dict():
            if isinstance(value, _Repeating):
                for key in value.repeated:
                    yield Problem((*at, shown(key)), "json_repeated_key", {"key": shown(key)})
            for key, inside in value.items():
                yield from _flaws(inside, (*at, shown(key)), depth + 1)
        case list():
            for position, inside in enumerate(value):
                yield from _flaws(inside, (*at, position), depth + 1)


# ── Syntax errors, in our own words ──────────────────────────────────────────────────────────

# The decoder's words for what we have a better sentence for, as in yaml_file.
_SYNTAX = (
    ("Too deep", "json_too_deep"),
    ("Extra data", "json_extra"),
    ("property name", "json_key"),
    ("',' delimiter", "json_comma"),
    ("':' delimiter", "json_colon"),
    ("Unterminated string", "json_open_quote"),
    ("control character", "json_control"),
    ("escape", "json_escape"),
    ("Expecting value", "json_value"),
)


def _syntax_problem(error: json.JSONDecodeError, line: int | None = None) -> Problem:
    code = next((code for said, code in _SYNTAX if said in error.msg), "json_syntax")
    values = {"most": _DEEPEST} if code == "json_too_deep" else {"column": error.colno}
    return Problem((), code, values, line=line or error.lineno)
