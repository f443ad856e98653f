"""How words and filters become a full-text query."""

import re
import unicodedata
from collections.abc import Callable, Iterator

from screening.stores.protocol import Query

# Of these lengths, SQLite's full-text index holds the beginnings of words themselves.
BEGINNINGS = (2, 3)
FILTERS = ("status", "outcome", "owner", "edition")

# Beyond these, more would cost without telling more.
_MOST_WORDS = 50
_MOST_COMPLETIONS = 64

_WORD = re.compile(r"[^\W_]+")
_LONG_WORD = re.compile(rf"[^\W_]{{{max(BEGINNINGS) + 1},}}")
_ACCENTS = re.compile(r"(?<=[a-z])[\u0300-\u036f]+")

# The words in the index, at most so many, that begin like this.
Completions = Callable[[str, int], list[str]]


def plain(text: str) -> str:
    """Text as SQLite's tokenizer `unicode61 remove_diacritics 2` reads it: small letters, no
    accents. It knows accents on Latin letters only.
    """
    text = text.lower()
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", _ACCENTS.sub("", apart))


def long_words(text: str) -> set[str]:
    """The words, accents and all, that the list of words must hold to complete beginnings.

    Numbers are left out: each case brings its own, so none is in many cases.
    """
    found = _LONG_WORD.findall(unicodedata.normalize("NFC", text.lower()))
    return {word for word in found if not word.isdecimal()}


def mark(filter: str, value: str) -> str:
    """The word that stands for a filter's value in the full-text index."""
    return filter + value.encode().hex()


def match(query: Query, completions: Completions) -> str | None:
    """The FTS5 expression for a query's words and filters, None when it has neither."""
    chosen = [(name, getattr(query, name)) for name in FILTERS]
    marks = [f'"{mark(name, value)}"' for name, value in chosen if value is not None]
    parts = [f"marks : ({' AND '.join(marks)})"] if marks else []
    if phrases := list(_phrases(query.text or "", completions)):
        parts.append(f"text : ({' AND '.join(phrases)})")
    return " AND ".join(parts) or None


def _phrases(text: str, completions: Completions) -> Iterator[str]:
    # FTS5 reads its expressions as C strings, in UTF-8.
    text = text.replace("\0", " ").encode(errors="replace").decode()
    typed = [part for part in text.split() if _WORD.search(part)][:_MOST_WORDS]
    for part in typed[:-1]:
        yield _phrase(part)
    if typed:
        finished = text[-1].isspace()
        yield _phrase(typed[-1]) if finished else _beginning(typed[-1], completions)


def _phrase(part: str) -> str:
    """What is written together (l'école, HS-4021) is looked for together."""
    return '"{}"'.format(part.replace('"', " "))


def _beginning(part: str, completions: Completions) -> str:
    *before, last = _WORD.findall(plain(part))
    if len(last) < min(BEGINNINGS):
        return _phrase(part)
    if len(last) > max(BEGINNINGS) and not last.isdecimal():
        # FTS5 gathers every occurrence of every completion before it gives the first one, unless
        # they are named: then it reads them from the newest on, and stops when the page is full.
        known = completions(last, _MOST_COMPLETIONS + 1)
        if 0 < len(known) <= _MOST_COMPLETIONS:
            named = (_phrase(" ".join([*before, word])) for word in known)
            return f"({' OR '.join(named)})"
    return f"{_phrase(part)} *"
