"""Reads YAML value by value: documents, or the elements of a list, each with its own mistakes."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from screening.core.problems import Path, Problem, errors
from screening.yaml_file import YamlDocument, read_yaml

_DOCUMENT = re.compile(r"---(\s|$)")
_DOCUMENT_END = re.compile(r"\.\.\.(\s|$)")
_NOTHING_YET = re.compile(r"\s*(#.*)?$|%")
_ELEMENT = re.compile(r"( *)-(\s|$)")


class YamlValue(NamedTuple):
    """A value, the line it begins on, and what is wrong with it. It is None when unreadable.

    `line_of` gives the line of a place inside it. Texts that a comment may have cut short are
    warnings, even where a comment is likelier: only the reader knows what each text is for.
    """

    value: object
    line: int
    problems: tuple[Problem, ...] = ()
    line_of: Callable[[Path], int] | None = None


def read_yaml_values(text: str) -> Iterator[YamlValue]:
    """The documents in a text, and of those that are lists the elements; empty ones are left out.

    Documents are read one by one, and the elements of a broken list too, so that a mistake stays
    where it is.
    """
    for piece in _documents(text):
        yield from _values(piece)


class _Piece(NamedTuple):
    """Some lines of a text that can be read by themselves, and how many come before them."""

    before: int
    text: str


def _documents(text: str) -> Iterator[_Piece]:
    lines: list[str] = []
    before = 0
    for number, line in enumerate(text.splitlines(keepends=True)):
        if _DOCUMENT.match(line) and not all(map(_NOTHING_YET.match, lines)):
            yield _Piece(before, "".join(lines))
            lines, before = [], number
        lines.append(line)
        if _DOCUMENT_END.match(line):
            yield _Piece(before, "".join(lines))
            lines, before = [], number + 1
    yield _Piece(before, "".join(lines))


def _elements(piece: _Piece) -> list[_Piece]:
    """The elements of a document that is a list, each as a list of its own."""
    lines = piece.text.splitlines(keepends=True)
    indents = {at: one[1] for at, line in enumerate(lines) if (one := _ELEMENT.match(line))}
    starts = [at for at, indent in indents.items() if indent == next(iter(indents.values()))]
    return [
        _Piece(piece.before + start, "".join(lines[start:end]))
        for start, end in pairwise([*starts, len(lines)])
    ]


def _values(piece: _Piece) -> Iterator[YamlValue]:
    document, problems = read_yaml(piece.text)
    if document is None:
        yield from _broken(piece, problems)
        return
    problems += tuple(Problem(at, "text_cut_short", warning=True) for at in document.cut_short)
    plain = document.plain
    if isinstance(plain, list):
        of_element: dict[object, list[Problem]] = {}
        for one in problems:
            of_element.setdefault(one.at[0], []).append(one)
        for position, element in enumerate(plain):
            own = of_element.get(position, ())
            yield _value(element, own, document, (position,), piece.before)
    elif plain is not None:
        yield _value(plain, problems, document, (), piece.before)


def _value(
    value: object, problems: Sequence[Problem], document: YamlDocument, at: Path, before: int
) -> YamlValue:
    def line_of(inside: Path) -> int:
        return before + document.line((*at, *inside))

    own = tuple(
        _moved(replace(one, at=one.at[len(at) :], line=one.line or document.line(one.at)), before)
        for one in problems
    )
    return YamlValue(value, line_of(()), own, line_of)


def _broken(piece: _Piece, problems: Sequence[Problem]) -> Iterator[YamlValue]:
    """A document that cannot be read as a whole; if it is a list, element by element."""
    if problems[0].code == "yaml_empty":
        return
    elements = _elements(piece)
    told = False
    if len(elements) > 1:
        for element in elements:
            for value in _values(element):
                told = told or bool(errors(value.problems))
                yield value
    # A list may be too long to read and have nothing wrong with it but that.
    if told or (len(elements) > 1 and problems[0].code == "yaml_too_long"):
        return
    moved = tuple(_moved(replace(one, at=(), line=one.line or 1), piece.before) for one in problems)
    yield YamlValue(None, moved[0].line or 1, moved)


def _moved(problem: Problem, before: int) -> Problem:
    """The problem with its lines counted from the beginning of the text."""
    values = dict(problem.values)
    if isinstance(first := values.get("first"), int):
        values["first"] = first + before
    return replace(problem, values=values, line=(problem.line or 1) + before)
