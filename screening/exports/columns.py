"""What the columns of an export are, and what their cells can hold."""

from datetime import date, datetime
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

# Days, moments and months are real dates in a workbook; prose is text worth several lines.
Kind = Literal["text", "prose", "number", "money", "day", "moment", "month"]
# Moments are aware. Where a day is to be shown it is that in Paris, whose law deadlines follow;
# a month is its first day.
Cell = str | int | date | datetime | None
PARIS = ZoneInfo("Europe/Paris")


class Column(NamedTuple):
    """`code` names it for machines, and its title and meaning in the locale files.

    `width` is in characters. What is not `printed` stands to the right of what is.
    """

    code: str
    kind: Kind
    width: int
    printed: bool = True


class Table(NamedTuple):
    """A sheet of rows. Its first column is the one that stays in view."""

    code: str
    columns: tuple[Column, ...]


def local(moment: datetime) -> datetime:
    """A moment as clocks in Paris show it, without its zone, which no spreadsheet knows."""
    return moment.astimezone(PARIS).replace(tzinfo=None)
