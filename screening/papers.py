"""What the committee's papers are made of, and how they name things."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from screening.core.criteria import Edition
from screening.core.facts import RequestScreened
from screening.core.model import Language
from screening.language import moment, t


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 3 stands inside 2. What begins a page of its own can be taken out of a pile."""

    text: str
    level: int = 2
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Strong:
    """A paragraph that stands out: what was decided."""

    text: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A lead and the entries it announces."""

    lead: str
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Names, each with what it stands for beside it, a paragraph or several."""

    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Space:
    """Room to write by hand, under a label."""

    label: str


# A text is a paragraph.
Part = str | Strong | Heading | Listed | Table | Facts | Space


@dataclass(frozen=True, slots=True)
class Paper:
    """A title and what stands under it."""

    language: Language
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Telling:
    """The words of a paper: its language and clock, and how to name what the log holds by ids.

    `edition` is the one in force, and `edition_of` finds the one that judged a request; `others`
    are those that the log holds, for what only they have a name for.
    """

    language: Language
    zone: tzinfo
    edition: Edition
    name_of: Callable[[str], str]
    edition_of: Callable[[RequestScreened], Edition]
    others: tuple[Edition, ...] = ()

    def __call__(self, key: str, /, **values: object) -> str:
        return t(self.language, f"minutes.{key}", **values)

    def day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def moment(self, at: datetime) -> str:
        return moment(self.language, at, self.zone)

    def names(self, ids: Iterable[str]) -> str:
        """Names with commas; a dash for nobody."""
        return ", ".join(map(self.name_of, ids)) or "–"

    def college(self, id: str) -> str:
        """A college's name, the newest where this edition has none: a vote is counted by the rules
        in force when it is put, not by those that judged the request. Its id where none has it."""
        named = {
            one.id: one.name.in_(self.language)
            for edition in (*self.others, self.edition)
            for one in edition.committee.colleges
        }
        return named.get(id, id)
