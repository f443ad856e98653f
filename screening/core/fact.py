"""What every fact tells: when, by whom, and of which case."""

from pydantic import AwareDatetime

from screening.core.model import Model


class RecordedFact(Model):
    """`at` is UTC; `by` is the opaque id of a person; `case` is None for what concerns them all."""

    at: AwareDatetime
    by: str
    case: str | None
