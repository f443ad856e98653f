"""The days on which what counts in an edition changes."""

from collections.abc import Iterable
from datetime import date, timedelta

from screening.core.criteria import Dated, Edition
from screening.core.criterion_check import options_of


def turning_days(edition: Edition) -> list[date]:
    """The first day of the edition, and each of its days on which something begins to count, or no
    longer counts: between two of them, nothing changes."""
    last = edition.in_force_until or date.max
    days = {edition.in_force_from}
    for one in dated(edition):
        days.add(one.from_ or edition.in_force_from)
        if one.until is not None and one.until < last:
            days.add(one.until + timedelta(1))
    return sorted(day for day in days if edition.in_force_from <= day <= last)


def dated(edition: Edition) -> Iterable[Dated]:
    """All that can have days of its own: options and criteria."""
    yield from edition.criteria
    for question in edition.questions:
        yield from options_of(question)
