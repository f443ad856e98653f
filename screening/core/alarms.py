"""What a day makes of an edition: what is over or soon will be, and what was to be reviewed."""

from collections.abc import Iterator
from datetime import date, timedelta

from screening.core.criteria import Edition
from screening.core.criterion_check import options_of
from screening.core.problems import Path, Problem

# Long enough before a day for a committee that meets four times a year to hear of it in time.
SOON = timedelta(days=60)


def edition_warnings(edition: Edition, day: date) -> tuple[Problem, ...]:
    """What deserves a look on a day: the edition's days, criteria to review, what soon ends."""
    return (
        *_edition_days(edition, day),
        *_reviews(edition, day),
        *_endings(edition, day),
    )


def _edition_days(edition: Edition, day: date) -> Iterator[Problem]:
    until = edition.in_force_until
    if day < edition.in_force_from:
        values = {"edition": edition.name, "from_day": edition.in_force_from}
        yield Problem(("in_force_from",), "edition_not_yet", values, warning=True)
    if until is None:
        return
    if until < day:
        values = {"edition": edition.name, "until": until}
        yield Problem(("in_force_until",), "edition_expired", values, warning=True)
    elif until - day <= SOON:
        soon = {"edition": edition.name, "until": until, "count": (until - day).days}
        yield Problem(("in_force_until",), "edition_ends_soon", soon, warning=True)


def _reviews(edition: Edition, day: date) -> Iterator[Problem]:
    """Criteria to review, but for those that the end of the edition, or their own, comes before."""
    for position, criterion in enumerate(edition.criteria):
        by = criterion.review_by
        if by is None or (criterion.until is not None and criterion.until < day):
            continue
        at: Path = ("criteria", position, "review_by")
        values = {"criterion": criterion.id, "review_by": by}
        if by < day:
            yield Problem(at, "review_overdue", values, warning=True)
        elif by - day <= SOON and by < min(_ends(edition), criterion.until or date.max):
            soon = {**values, "count": (by - day).days}
            yield Problem(at, "review_soon", soon, warning=True)


def _endings(edition: Edition, day: date) -> Iterator[Problem]:
    """Criteria and options that soon count no longer, while their edition still does."""
    for position, criterion in enumerate(edition.criteria):
        if criterion.until is not None and _ends_soon(criterion.until, edition, day):
            yield _ending(criterion.until, day, ("criteria", position), criterion=criterion.id)
    for position, question in enumerate(edition.questions):
        for place, option in enumerate(options_of(question)):
            if option.until is not None and _ends_soon(option.until, edition, day):
                at: Path = ("questions", position, "options", place)
                yield _ending(option.until, day, at, option=option.id, question=question.id)


def _ends_soon(until: date, edition: Edition, day: date) -> bool:
    return day <= until < _ends(edition) and until - day <= SOON


def _ends(edition: Edition) -> date:
    return edition.in_force_until or date.max


def _ending(until: date, day: date, at: Path, **named: str) -> Problem:
    values = {**named, "until": until, "count": (until - day).days}
    return Problem((*at, "until"), f"{next(iter(named))}_ends_soon", values, warning=True)
