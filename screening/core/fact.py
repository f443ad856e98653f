"""What every fact tells: when, by whom, and of which case."""

from datetime import datetime
from typing import TypedDict

from pydantic import AwareDatetime

from screening.core.model import Model


class RecordedFact(Model):
    """`at` is UTC; `by` is the opaque id of a person; `case` is None for what concerns them all.

    No fact of a case is dated before the one it follows. Where the clock said less, because it is
    wrong or was, `clock` is what it said.
    """

    at: AwareDatetime
    by: str
    case: str | None
    clock: AwareDatetime | None = None

    @property
    def by_clock(self) -> datetime:
        """What the clock said, which time limits are measured by: one wrong hour is forgotten."""
        return self.clock or self.at


class Dated(TypedDict):
    """When a fact is recorded."""

    at: datetime
    clock: datetime | None


def dated(now: datetime, before: datetime) -> Dated:
    """The date of a fact, by what the clock says and by the date of the fact it follows."""
    return Dated(at=now, clock=None) if now >= before else Dated(at=before, clock=now)
