"""How words and filters become a full-text query."""

import re
import unicodedata
from typing import NamedTuple

from screening.stores.protocol import Query

# Of these lengths, SQLite's full-text index holds the beginnings of words themselves.
BEGINNINGS = (2, 3)
FILTERS = ("status", "outcome", "owner", "edition", "organisation", "ruling", "blocking")

# Nobody types more, and FTS5 has limits of its own.
_MOST_WORDS = 50

_WORD = re.compile(r"[^\W_]+")
_ACCENTS = re.compile(r"(?<=[a-z])[\u0300-\u036f]+")


class Wanted(NamedTuple):
    """An FTS5 expression, and where it has a long beginning of a word, a wider one beside it.

    FTS5 gathers every occurrence of every word with that beginning before it gives the first one:
    a hundredth of a second among a million cases. Of the beginnings it holds it gives the newest
    at once. So `wider` finds what has the same first letters, and `begins` tells, of the plain
    text, whether the rest is there too.
    """

    expression: str
    wider: str | None = None
    begins: re.Pattern[str] | None = None


def plain(text: str) -> str:
    """Text as SQLite's tokenizer `unicode61 remove_diacritics 2` reads it: small letters, no
    accents. It knows accents on Latin letters only.
    """
    text = text.lower()
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", _ACCENTS.sub("", apart))


def mark(filter: str, value: str) -> str:
    """The word that stands for a filter's value in the full-text index."""
    return filter + value.encode().hex()


def wanted(query: Query) -> Wanted | None:
    """What a query's words and filters ask for; None when it has neither."""
    chosen = [(name, getattr(query, name)) for name in FILTERS]
    marks = [f'"{mark(name, value)}"' for name, value in chosen if value is not None]
    others = [f"marks : {one}" for one in marks]

    # FTS5 reads its expressions as C strings, in UTF-8.
    text = (query.text or "").replace("\0", " ").encode(errors="replace").decode()
    typed = [part for part in text.split() if _WORD.search(part)][:_MOST_WORDS]
    others += [f"text : {_phrase(part)}" for part in typed[:-1]]
    if not typed:
        return Wanted(" AND ".join(others)) if others else None

    last = typed[-1]
    *before, beginning = _WORD.findall(plain(last))
    if text[-1].isspace() or len(beginning) < min(BEGINNINGS):
        return Wanted(" AND ".join([*others, f"text : {_phrase(last)}"]))
    exact = " AND ".join([*others, f"text : {_phrase(last)} *"])
    if len(beginning) <= max(BEGINNINGS):
        return Wanted(exact)
    shorter = " ".join([*before, beginning[: max(BEGINNINGS)]])
    wider = " AND ".join([*others, f"text : {_phrase(shorter)} *"])
    begins = r"[\W_]+".join(map(re.escape, [*before, beginning]))
    return Wanted(exact, wider, re.compile(rf"(?<![^\W_]){begins}"))


def _phrase(part: str) -> str:
    """What is written together (l'école, HS-4021) is looked for together."""
    return '"{}"'.format(part.replace('"', " "))
