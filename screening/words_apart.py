"""Which words of a text another wording of it has changed."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

# With less in common, a reader is better off reading both than picking words.
_ENOUGH_ALIKE = 0.4


class Piece(NamedTuple):
    """Some words in a row, with the spaces after them, and whether the other wording lacks them."""

    text: str
    differs: bool


def words_apart(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Both wordings in pieces, which put together are the texts as they were.

    Where little is alike, nothing is told apart: each is one piece that differs in nothing.
    """
    one, other = _words(before), _words(after)
    bare, others = ([word.strip() for word in words] for words in (one, other))
    # What both begin and end with is most of it, as a rule, and found at once.
    lead = _alike(bare, others)
    tail = _alike(bare[lead:][::-1], others[lead:][::-1])
    ends = len(one) - tail, len(other) - tail
    matcher = SequenceMatcher(None, bare[lead : ends[0]], others[lead : ends[1]], autojunk=False)
    blocks = [(lead + a, lead + b, size) for a, b, size in matcher.get_matching_blocks()]
    blocks = [(0, 0, lead), *blocks[:-1], (ends[0], ends[1], tail)]
    if 2 * sum(size for *_, size in blocks) < _ENOUGH_ALIKE * (len(one) + len(other)):
        return [Piece(before, False)], [Piece(after, False)]
    return (
        list(_pieces(one, [(a, size) for a, _, size in blocks])),
        list(_pieces(other, [(b, size) for _, b, size in blocks])),
    )


def _words(text: str) -> list[str]:
    """Words with the spaces after them: what joins to the text again."""
    return re.findall(r"\S+\s*|\s+", text)


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words both begin with."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _pieces(words: Sequence[str], alike: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    done = 0
    for start, size in alike:
        for text, differs in (
            ("".join(words[done:start]), True),
            ("".join(words[start : start + size]), False),
        ):
            if text:
                yield Piece(text, differs)
        done = start + size
