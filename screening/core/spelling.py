"""Guesses what somebody meant to write."""

from collections.abc import Iterable
from difflib import get_close_matches

from screening.core.problems import Path, Problem, legible


def closest(written: str, known: Iterable[str]) -> str | None:
    """The known word that resembles most what was written, itself if known; None without any."""
    known = tuple(known)
    if written in known:
        return written
    by_shape = {_shape(word): word for word in known}
    found = get_close_matches(_shape(written[:100]), by_shape, n=1, cutoff=0.6)
    return by_shape[found[0]] if found else None


def unknown_name(
    at: Path, code: str, written: str, known: Iterable[str], **values: object
) -> Problem:
    """A name that is not among the known ones: `code`, or `code_like` with what was `meant`."""
    known = tuple(known)
    found = {"found": shown(written), **values}
    if meant := closest(written, known):
        return Problem(at, f"{code}_like", {**found, "meant": meant})
    return Problem(at, code, {**found, "known": ", ".join(known) or "–"})


def shown(value: object) -> str:
    """A value that a person wrote, fit for a sentence: short, on one line, printable anywhere."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return legible(value if isinstance(value, str) else repr(value))


def _shape(word: str) -> str:
    # Capitals, spaces, - and _ are the commonest slips between codes that are otherwise the same.
    return word.lower().replace("-", "_").replace(" ", "_")
