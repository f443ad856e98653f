"""The editions that a log holds, in words: on which days one judges, and how it came to."""

from collections.abc import Callable

from screening.core.editions import Entered, Period
from screening.core.model import Language
from screening.core.paris import day_of
from screening.language import day, t


def say_days(language: Language, period: Period | None) -> str:
    """The days on which an edition judges; None where another one replaced it before the first."""
    if period is None:
        return t(language, "editions.never")
    first = day(language, period.first)
    if period.last is None:
        return t(language, "editions.begins", first=first)
    return t(language, "editions.judges", first=first, last=day(language, period.last))


def say_how(language: Language, one: Entered, name_of: Callable[[str], str]) -> str:
    """Who adopted it, when and in which minutes, and why although it breaks scenarios."""
    if one.minutes is None:
        return t(language, "editions.by_use")
    said = {"day": day(language, day_of(one.at)), "who": name_of(one.by), "minutes": one.minutes}
    told = t(language, "editions.minutes", **said)
    if not one.motive:
        return told
    broken = t(language, "editions.although", count=len(one.broken), motive=one.motive)
    return f"{told} · {broken}"
