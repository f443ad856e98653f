"""Alters an input by what its format is made of: lines, values, the parts of an archive.

Bytes altered blindly rarely get past a parser; what is altered so does, and reaches the checks.
"""

import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from copy import deepcopy
from random import Random
from typing import Any

from screening.yaml_file import read_yaml

# Texts that somebody forgot to expect, in one format or another.
WORDS = (
    "", " ", "null", "true", "no", "0", "-1", "007", "1e9", "1e999", ".inf", "NaN", "9" * 30,
    "9" * 5_000, "2026-02-30", "2026-13", "9999-12-31", "0001-01-01", "12:30", "1/3", "-1/0",
    "0/0", "80 %", "=1+1", "@SUM(A1)", "{0}", "%s", "{count}", "\0", "\ud800", "\ufeff", "\u202e",
    "é" * 70, "x" * 10_001, '"', "'", "&a", "*a", "&a [*a]", "<<: *a", "!!python/name:os.system",
    "!!binary", "--- ", "...", "%YAML 1.1", "[" * 40, "{" * 40, "- " * 40, "|", ">", "#", "a: b",
    "\\ud800", "\\u0000", "\t", "\r", "\x85", "\u2028", ",", ";", "~", "..", "%7E", "sep=,",
    "none", "other", "question_asked", "../../etc/passwd", "C-1", "a.b", "a:b",
)  # fmt: skip
_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 10**18, -(10**18), 10**400, 0.5, -0.0, 1e308, 2**31, 2**63, "",
    [], {}, [None], [[]], {"": None}, {"a": {"a": {}}}, [[[[[[]]]]]], {"id": "a"}, ["a", "a"],
)  # fmt: skip


def altered(data: bytes, ending: str, random: Random) -> bytes:
    """The input with one to four things altered in it."""
    ways: tuple[Callable[[bytes, Random], bytes], ...]
    if ending == "xlsx":
        ways = (with_a_part_altered,)
    elif ending in ("csv", "txt"):
        ways = (with_lines_altered, with_a_word_altered)
    else:
        ways = (with_lines_altered, with_a_word_altered, with_a_value_altered, with_a_value_altered)
    for _ in range(random.randint(1, 4)):
        data = random.choice(ways)(data, random)
    return data


# ── Lines and words ──────────────────────────────────────────────────────────────────────────


def with_lines_altered(data: bytes, random: Random) -> bytes:
    """Some lines left out, told twice, exchanged or moved to the right."""
    lines = data.splitlines(keepends=True) or [b""]
    first = random.randrange(len(lines))
    last = min(len(lines), first + random.choice((1, 1, 2, 5)))
    other = random.randrange(len(lines))
    match random.randrange(5):
        case 0:
            lines[first:last] = []
        case 1:
            lines[other:other] = lines[first:last]
        case 2:
            lines[first], lines[other] = lines[other], lines[first]
        case 3:
            lines[first:last] = [b"  " + one for one in lines[first:last]]
        case _:
            lines[first:last] = [one.replace(b"\n", b"\r") for one in lines[first:last]]
    return b"".join(lines)


def with_a_word_altered(data: bytes, random: Random) -> bytes:
    """A few bytes in one place give way to a text that somebody forgot to expect."""
    at = random.randrange(len(data) + 1)
    until = at + random.choice((0, 0, 1, 4, 12))
    word = random.choice(WORDS).encode(errors="surrogatepass")
    return data[:at] + word + data[until:]


# ── Values ───────────────────────────────────────────────────────────────────────────────────


def with_a_value_altered(data: bytes, random: Random) -> bytes:
    """Somewhere in the document another value, key or element; the same where it cannot be read.

    The result is JSON, which is YAML too.
    """
    lines = data.decode(errors="replace").split("\n")
    at = random.randrange(len(lines))
    with suppress(ValueError, RecursionError):
        # One value to a line, as in JSON Lines.
        lines[at] = json.dumps(_altered(json.loads(lines[at]), random))
        return "\n".join(lines).encode()
    try:
        document, _ = read_yaml("\n".join(lines))
    except ValueError:  # its own tests look for that
        return data
    if document is None:
        return data
    return json.dumps(_altered(document.plain, random)).encode(errors="surrogatepass")


def _altered(document: Any, random: Random) -> Any:
    held = [document]  # so that the document as a whole stands somewhere, too
    places = list(_places(held))
    keys = [step for _, step in places if isinstance(step, str)] or ["id"]
    around, step = random.choice(places)
    value = random.choice((*_VALUES, random.choice(WORDS), random.choice(places)[0]))
    match random.randrange(4), around:
        case 0, dict():
            around[random.choice((*WORDS, *keys))] = around.pop(step)
        case 1, dict():
            around[random.choice(keys)] = deepcopy(value)
        case 1, list():
            around.insert(step, deepcopy(value))
        case 2, _:
            del around[step]
        case _:
            around[step] = deepcopy(value)
    return held[0] if held else None


def _places(around: Any) -> Iterator[tuple[Any, Any]]:
    for step in list(around) if isinstance(around, dict) else range(len(around)):
        yield around, step
        if isinstance(around[step], dict | list):
            yield from _places(around[step])


# ── Archives ─────────────────────────────────────────────────────────────────────────────────


def with_a_part_altered(data: bytes, random: Random) -> bytes:
    """An archive with a part altered, left out, told twice, or one that lies about its size."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [(one.filename, archive.read(one)) for one in archive.infolist()]
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, OSError, RuntimeError,
            NotImplementedError, LookupError):  # fmt: skip
        return with_a_word_altered(data, random)
    if not parts or random.random() < 0.1:
        return with_a_word_altered(data, random)
    at = random.randrange(len(parts))
    name, content = parts[at]
    match random.randrange(8):
        case 0:
            del parts[at]
        case 1:
            parts.append((name, parts[random.randrange(len(parts))][1]))
        case 2:
            parts[at] = (random.choice(parts)[0], content)
        case 3:
            parts[at] = (name, content * random.choice((2, 50)))
        case 4:
            parts[at] = (name, _with_an_attribute_altered(content, random))
        case 5:
            parts[at] = (name, content.replace(b">", b">" + random.choice(_MARKUP), 3))
        case _:
            parts[at] = (name, with_a_word_altered(content, random))
    return _archive(parts, random)


_MARKUP = (
    b"<row/>", b"<c/>", b'<c r="ZZZ9" t="s"><v>9</v></c>', b'<c t="d"><v>x</v></c>', b"<f>1</f>",
    b'<row r="-1"/>', b'<row r="1048577"><c/></row>', b"<xf/>", b"<!-- -->", b"<v>1e999</v>",
    b'<c r="A2" t="n" s="99"><v>5</v></c>', b'<c r="A2" s="1"><v>99999999999</v></c>', b"&a;",
)  # fmt: skip


def _with_an_attribute_altered(content: bytes, random: Random) -> bytes:
    pieces = content.split(b'"')
    at = random.randrange(len(pieces)) | 1
    if at < len(pieces):
        pieces[at] = random.choice(WORDS).encode(errors="replace")
    return b'"'.join(pieces)


def _archive(parts: list[tuple[str, bytes]], random: Random) -> bytes:
    out = io.BytesIO()
    method = random.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts:
            with suppress(UserWarning):
                archive.writestr(zipfile.ZipInfo(name), content[: 1 << 20], method)
    return out.getvalue()
