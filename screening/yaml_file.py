"""Reads YAML as plain values that know their lines, with every doubtful spelling refused.

YAML 1.2: `on`, `yes`, `no` and `12:30` are text. The file is read as events and put together here,
because only so are all repeated keys found at once, and aliases and nesting kept within bounds.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from screening.core.problems import Path, Problem
from screening.core.spelling import shown

MOST_CHARACTERS = 1_000_000
# Values after aliases are expanded: a small file of aliases can stand for billions of values.
_MOST_VALUES = 200_000
_DEEPEST = 30

_CONSTANTS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# More digits than any rule needs stay text, and are refused as such where a number is wanted.
_WHOLE = re.compile(r"[-+]?[0-9]{1,18}")
_FRACTION = re.compile(r"[-+]?(\.[0-9]{1,18}|[0-9]{1,18}(\.[0-9]{0,18})?)([eE][-+]?[0-9]{1,2})?")


class Node(NamedTuple):
    """A value and the line it begins on.

    `size` counts the values in it, `depth` the lists and mappings around the deepest of them;
    aliases count as what they stand for.
    """

    value: "bool | int | float | str | list[Node] | dict[str, Entry] | None"
    line: int
    size: int = 1
    depth: int = 0


class Entry(NamedTuple):
    """The value of a key, and the line of the key."""

    line: int
    node: Node


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """What a file holds: plain values, their lines, and texts that a comment may have cut short."""

    root: Node
    cut_short: tuple[Path, ...]

    @property
    def plain(self) -> object:
        """Mappings as dict, lists as list, days still as text."""
        return _plain(self.root)

    def in_order_of_lines(self, *groups: Iterable[Problem]) -> tuple[Problem, ...]:
        """The problems, each with its line: where it was found, else that of its place."""
        located = (
            one if one.line is not None else replace(one, line=self.line(one.at))
            for group in groups
            for one in group
        )
        return tuple(sorted(located, key=lambda one: one.line or 0))

    def line(self, at: Path) -> int:
        """The line of a place, or of the closest thing around it that is in the file."""
        node, line = self.root, self.root.line
        for step in at:
            if isinstance(node.value, dict) and step in node.value:
                line, node = node.value[str(step)]
            elif isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                line = node.line
            else:
                break
        return line


def read_yaml(text: str) -> tuple[YamlDocument | None, tuple[Problem, ...]]:
    """The document in a text and every problem with it, each with its line.

    The document is None when nothing sensible can be read; it is there in spite of repeated keys,
    the last of them counting, so that what else is wrong can be told as well.
    """
    if len(text) > MOST_CHARACTERS:
        return None, (Problem((), "yaml_too_long", {"most": MOST_CHARACTERS}),)
    reading = _Reading(text.splitlines())
    try:
        for event in _events(text):
            reading.take(event)
    except _Stop as stop:
        return None, (*reading.problems, stop.problem)
    if reading.root is None:
        return None, (Problem((), "yaml_empty", line=1),)
    return YamlDocument(reading.root, tuple(reading.cut_short)), tuple(reading.problems)


class _Stop(Exception):
    """Nothing sensible can be read beyond this point."""

    def __init__(self, code: str, line: int, at: Path = (), **values: object) -> None:
        self.problem = Problem(at, code, values, line=line)


# ── Putting events together ──────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not been read yet."""

    line: int
    at: Path
    anchor: str | None
    content: list[Node] | dict[str, Entry]
    key: tuple[str, int] | None = None
    size: int = 1
    depth: int = 1

    @property
    def wants_key(self) -> bool:
        return isinstance(self.content, dict) and self.key is None

    @property
    def next_place(self) -> Path:
        if isinstance(self.content, list):
            return (*self.at, len(self.content))
        return (*self.at, self.key[0]) if self.key else self.at


@dataclass(slots=True)
class _Reading:
    lines: list[str]
    root: Node | None = None
    problems: list[Problem] = field(default_factory=list)
    cut_short: list[Path] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    # None while the anchored value is being read: an alias to it then stands inside itself.
    anchors: dict[str, Node | None] = field(default_factory=dict)
    documents: int = 0
    # The line on which the last event ended.
    ended: int = 1

    def take(self, event: Event) -> None:
        line = event.start_mark.line + 1
        match event:
            case DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    raise _Stop("yaml_several_documents", line)
            case AliasEvent():
                self._refuse_key(line)
                node = self._anchored(event.anchor, line)
                self._refuse_depth(len(self.open) + node.depth, line)
                self._place(node)
            case ScalarEvent():
                self._take_scalar(event, line)
            case MappingStartEvent() | SequenceStartEvent():
                self._refuse_key(line)
                self._refuse_tag(event.tag, line)
                self._refuse_depth(len(self.open) + 1, line)
                content: list[Node] | dict[str, Entry]
                content = {} if isinstance(event, MappingStartEvent) else []
                self.open.append(_Open(line, self._here(), event.anchor, content))
                self._remember(event.anchor, None)
            case MappingEndEvent() | SequenceEndEvent():
                done = self.open.pop()
                node = Node(done.content, done.line, done.size, done.depth)
                self._remember(done.anchor, node)
                self._place(node)
            case _:
                pass  # where the stream and the document begin and end
        self.ended = event.end_mark.line + 1

    def _take_scalar(self, event: ScalarEvent, line: int) -> None:
        self._refuse_tag(event.tag, line)
        if self.open and self.open[-1].wants_key:
            self._take_key(event.value, line)
            return
        plain = not event.style
        if plain and self._comment_follows(event):
            self.cut_short.append(self._here())
        if plain and not event.value:
            line = self.ended  # a value that is missing is missing where its key is
        node = Node(_scalar(event.value) if plain else event.value, line)
        self._remember(event.anchor, node)
        self._place(node)

    def _take_key(self, key: str, line: int) -> None:
        mapping = self.open[-1]
        assert isinstance(mapping.content, dict), "only a mapping wants a key"
        mapping.key = (key, line)
        if key in mapping.content:
            values = {"key": shown(key), "first": mapping.content[key].line}
            self.problems.append(
                Problem(mapping.next_place, "yaml_repeated_key", values, line=line)
            )

    def _place(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        around = self.open[-1]
        around.size += node.size
        around.depth = max(around.depth, node.depth + 1)
        if around.size > _MOST_VALUES:
            raise _Stop("yaml_too_many_values", around.line, around.at, most=_MOST_VALUES)
        if isinstance(around.content, list):
            around.content.append(node)
        elif around.key:
            key, line = around.key
            around.content[key] = Entry(line, node)
            around.key = None

    def _here(self) -> Path:
        return self.open[-1].next_place if self.open else ()

    def _remember(self, anchor: str | None, node: Node | None) -> None:
        if anchor is not None:
            self.anchors[anchor] = node

    def _anchored(self, anchor: str, line: int) -> Node:
        if anchor not in self.anchors:
            raise _Stop("yaml_unknown_alias", line, self._here(), alias=shown(anchor))
        node = self.anchors[anchor]
        if node is None:
            raise _Stop("yaml_alias_of_itself", line, self._here(), alias=shown(anchor))
        return node

    def _refuse_depth(self, depth: int, line: int) -> None:
        if depth > _DEEPEST:
            raise _Stop("yaml_too_deep", line, self._here(), most=_DEEPEST)

    def _refuse_key(self, line: int) -> None:
        if self.open and self.open[-1].wants_key:
            raise _Stop("yaml_key_not_text", line, self._here())

    def _refuse_tag(self, tag: object, line: int) -> None:
        if tag is not None:
            raise _Stop("yaml_tag", line, self._here(), tag=shown(str(tag)))

    def _comment_follows(self, event: ScalarEvent) -> bool:
        end = event.end_mark
        after = self.lines[end.line][end.column :] if end.line < len(self.lines) else ""
        return event.value != "" and after.lstrip().startswith("#")


def _plain(node: Node) -> object:
    if isinstance(node.value, dict):
        return {key: _plain(entry.node) for key, entry in node.value.items()}
    if isinstance(node.value, list):
        return [_plain(one) for one in node.value]
    return node.value


def _scalar(text: str) -> bool | int | float | str | None:
    """A word without quotes by the rules of YAML 1.2; days and times of day stay text."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _FRACTION.fullmatch(text) else text


# ── Syntax errors, in our own words ──────────────────────────────────────────────────────────

# The parser's words for what we have a better sentence for. One it no longer says falls back to
# a general sentence, and a test notices.
_SYNTAX = {
    "'\\t'": "yaml_tab",
    "mapping values are not allowed": "yaml_colon",
    "could not find expected ':'": "yaml_no_colon",
    "unexpected end of stream": "yaml_open_quote",
    "unknown escape character": "yaml_escape",
    "expected ',' or '": "yaml_open_bracket",
    "expected <block end>": "yaml_indentation",
    "cannot start any token": "yaml_character",
}
# Tabs, byte order marks, what breaks lines in YAML 1.1 alone, and colons in the names of anchors.
_DOUBTFUL = re.compile("[\t\ufeff\x85\u2028\u2029]|[&*]\\S*:|[|>][-+0-9]*#")
_BEYOND_UNICODE = re.compile(r"\\U(?!000|0010)[0-9a-fA-F]{8}")
# What is best mended where it begins, not where it was found out.
_BEGUN = {"yaml_no_colon", "yaml_open_quote", "yaml_open_bracket"}


def _events(text: str) -> Iterable[Event]:
    """The events of a text, or, as the first thing that asks for more of them finds, its mistake.

    The parser in C, which is twenty times as fast, takes a few characters otherwise and says of
    mistakes less well where they are: what is doubtful is left to the one in Python.
    """
    text = text.removeprefix("\ufeff")
    if not _DOUBTFUL.search(text):
        with suppress(YAMLError, ValueError, OverflowError):
            return list(YAML(typ="safe").parse(text))
    return _events_in_python(text)


def _events_in_python(text: str) -> Iterator[Event]:
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except ReaderError as error:
        before = text[: error.position]
        character = f"U+{error.character:04X}" if isinstance(error.character, int) else "?"
        raise _Stop("yaml_unwritable", before.count("\n") + 1, character=character) from None
    except MarkedYAMLError as error:
        said = str(error.problem)
        code = next((code for words, code in _SYNTAX.items() if words in said), "yaml_syntax")
        mark = error.problem_mark
        if mark is None or (code in _BEGUN and error.context_mark is not None):
            mark = error.context_mark
        raise _Stop(code, mark.line + 1, column=mark.column + 1) from None
    except YAMLError:
        raise _Stop("yaml_syntax", 1, column=1) from None
    except (ValueError, OverflowError):
        # The parser takes "\U7fffffff" for a character, which Python then refuses to make.
        beyond = _BEYOND_UNICODE.search(text)
        before = text[: beyond.start()] if beyond else ""
        column = len(before) - before.rfind("\n")
        raise _Stop("yaml_escape", before.count("\n") + 1, column=column) from None
