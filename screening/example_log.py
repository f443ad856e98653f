"""Fills the example log: an invented history to look around in, apart from the real log."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import Field

from screening import example_hearings
from screening.core.criteria import Edition
from screening.core.model import Model, Whole
from screening.core.paris import day_of
from screening.example_edition import next_edition
from screening.example_people import EXAMPLE_PEOPLE, details
from screening.service import Desk, DraftMoved, StillUndecided, Words
from screening.settings import HOME
from screening.stores.protocol import Writing
from screening.workshop import checked, propose, proposed
from screening.yaml_file import read_yaml

HISTORY = HOME / "data" / "examples" / "history.yaml"

# Office hours in Paris, whatever the season.
_FIRST_MINUTE = time(8, 10, tzinfo=UTC)
_MINUTES = 8 * 60

_PEOPLE = {one.person.id: one.person for one in EXAMPLE_PEOPLE}


class PastDraft(Model):
    """What somebody typed some days ago. `starts_in` counts months from then."""

    by: Literal["sales-1", "sales-2"]
    # At least a day: nothing may lie ahead of now.
    days_ago: Annotated[Whole, Field(ge=1)]
    starts_in: Annotated[Whole, Field(ge=0)] | None = None
    request: dict[str, object]

    def raw(self, at: datetime) -> dict[str, object]:
        """The request as it was typed at that moment."""
        if self.starts_in is None:
            return self.request
        years, month = divmod(at.month - 1 + self.starts_in, 12)
        return {**self.request, "starts": f"{at.year + years}-{month + 1:02}"}


class PastRequest(PastDraft):
    """A request that was recorded, and the outcome that the criteria it is shipped with give it.

    `stood` is what was answered before proposals were tried, by question.
    """

    expect: Literal["accept", "refer"]
    stood: dict[str, object] = Field(default_factory=dict)


class History(Model):
    """The whole of the example: what was recorded, oldest first, and what is still a draft."""

    requests: tuple[PastRequest, ...]
    drafts: tuple[PastDraft, ...]


@lru_cache(maxsize=1)
def read_history() -> History:
    """The history in our own file. AssertionError or pydantic.ValidationError if we broke it."""
    document, problems = read_yaml(HISTORY.read_text("utf-8"))
    assert document is not None, problems
    return History.model_validate(document.plain)


def suits(edition: Edition) -> bool:
    """Whether the history can be told under an edition: it asks what some of its requests answer.

    Another mission asks other questions, and has no use for this one's history.
    """
    asked = {question.id for question in edition.questions}
    answered = (one.request["answers"] for one in read_history().requests)
    return any(isinstance(one, dict) and asked.issuperset(one) for one in answered)


def fill(desk: Desk) -> None:
    """Gives an empty log its history; does nothing to any other, at the cost of one look at it.

    All requests are recorded in one write, or none: nobody sees half of them, and of several
    processes that begin at once only one records. What the committee made of them follows. A
    request that the edition in use cannot read or decide on its day is left out. Raises
    NotInForce and LogUnusable.
    """
    if desk.log.head().number:
        return
    now = desk.now()
    _desk_at(desk, now).rules()  # an edition that is not in force today records nothing
    # Before the lines, which say that the log is filled: a crash in between is made good.
    _save_drafts(desk, now)
    _propose(desk, now)
    with desk.log.writing() as writing:
        if writing.head.number == 0:
            for one in EXAMPLE_PEOPLE:
                writing.keep_person(details(one))
            _record(desk, writing, now)
    example_hearings.hold(desk)


def _save_drafts(desk: Desk, now: datetime) -> None:
    for number, draft in enumerate(read_history().drafts, start=1):
        at = _moment(draft, number, now, desk.edition)
        _desk_at(desk, at).save_draft(f"example-draft-{number}", draft.raw(at), _PEOPLE[draft.by])


def _propose(desk: Desk, now: datetime) -> None:
    """An edition for next year, to read and to change in the workshop."""
    owner = next(one for one in _PEOPLE.values() if one.role == "criteria_owner")
    text = next_edition(desk.loaded.text, day_of(now))
    if proposed(desk, owner) is None and not checked(text, desk).mistakes:
        with suppress(DraftMoved):  # another process was quicker
            propose(_desk_at(desk, now), text, owner)


def _record(desk: Desk, writing: Writing, now: datetime) -> None:
    dated = [
        (_moment(one, number, now, desk.edition), f"example-{number}", one)
        for number, one in enumerate(read_history().requests, start=1)
    ]
    # Days that are moved to the edition's first may change places.
    for at, submission, one in sorted(dated, key=lambda each: each[0]):
        then = _desk_at(desk, at)
        request, _ = then.read(one.raw(at))
        if request is None:
            continue
        try:
            then.record_in(writing, request, submission, _PEOPLE[one.by], Words(stood=one.stood))
        except StillUndecided:
            continue


def _desk_at(desk: Desk, moment: datetime) -> Desk:
    return replace(desk, now=lambda: moment)


def _moment(one: PastDraft, number: int, now: datetime, edition: Edition) -> datetime:
    """When it was typed: on a working day, in office hours, and under the edition."""
    day = now.date() - timedelta(days=one.days_ago)
    after_friday = max(0, day.weekday() - 4)
    day = max(day - timedelta(days=after_friday), edition.in_force_from)
    # A stride with no factor in common with the day's length gives each its own minute.
    minutes = number * 97 % _MINUTES
    return min(datetime.combine(day, _FIRST_MINUTE) + timedelta(minutes=minutes), now)
