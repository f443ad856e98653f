"""How words and filters become a full-text query."""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from screening.core.query import EXACT, Query, by_subject
from screening.stores.sqlite import marks

# Of these lengths, SQLite's full-text index holds the beginnings of words themselves.
BEGINNINGS = (2, 3)

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


def wanted(query: Query) -> Wanted | None:
    """What a query's words and filters ask for; None when it has neither.

    A range is asked for by months, or by the size of amounts: more than it holds, so that each row
    found is still to be looked at (see index.find).
    """
    others = [f"marks : {_any_of(one)}" for one in _filters(query)]

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


def _filters(query: Query) -> Iterator[list[str]]:
    """The marks of which a case must have one, filter by filter."""
    for name in EXACT:
        if values := getattr(query, name):
            yield [marks.exactly(name, one) for one in values]
    for words in by_subject(query.findings):
        yield [marks.finding(one) for one in words]
    for words in by_subject(query.answers):
        yield [marks.answer(one) for one in words]
    if query.because:
        yield [marks.because(one) for one in query.because]
    if query.conditions:
        yield [marks.conditions(one) for one in query.conditions]
    if query.improved:
        yield [marks.IMPROVED]
    if query.opened_from or query.opened_before:
        yield marks.opened(query.opened_from, query.opened_before)
    if query.decided_from or query.decided_before:
        yield marks.decided(query.decided_from, query.decided_before)
    if query.amount_from is not None or query.amount_to is not None:
        yield marks.amounts(query.amount_from, query.amount_to)


def _any_of(words: list[str]) -> str:
    # Nothing has the empty mark: an impossible range finds nothing.
    return "({})".format(" OR ".join(f'"{one}"' for one in words or ["nothing"]))


def _phrase(part: str) -> str:
    """What is written together (l'école, HS-4021) is looked for together."""
    return '"{}"'.format(part.replace('"', " "))
