"""What every store of the decision log promises."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from screening.core.cases import CaseRow
from screening.core.chain import Head, Line


class LogUnusable(Exception):
    """The log cannot be opened or written: missing folder, no permission, full disk, not ours.

    `code` is a key of the locale files and `values` fill its sentence: it says what is wrong and
    what to do. Nothing was overwritten.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(f"{code}: {values}")
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Query:
    """Which cases, newest first. None means any.

    `text` is words as a person types them, without regard to accents or case: a case matches when
    it holds them all. `before` continues after the row with that number. `size` is 1 to 1,000.
    """

    status: str | None = None
    outcome: str | None = None
    owner: str | None = None
    edition: str | None = None
    text: str | None = None
    before: int | None = None
    size: int = 50


class Draft(NamedTuple):
    """A request being written: what the form or a file held, unchecked, as JSON text."""

    id: str
    owner: str
    content: str
    saved_at: datetime


class PersonDetails(NamedTuple):
    """What the directory knows of an opaque id; all None once erased."""

    id: str
    name: str | None
    email: str | None
    phone: str | None
    erased_at: datetime | None


class Writing(Protocol):
    """One write, alone: nobody else writes between its first read and its commit."""

    @property
    def head(self) -> Head: ...

    def submitted(self, submission: str) -> str | None:
        """The case that recorded this submission, None when it is new."""

    def knows_edition(self, fingerprint: str) -> bool:
        """Whether an edition with this fingerprint was entered in the log."""

    def lines(self, case: str) -> list[Line]:
        """The lines of one case, oldest first, those of this write included."""

    def append(self, case: str | None, content: str) -> Line:
        """Seals the content and adds it as the next line."""

    def index(self, row: CaseRow) -> None:
        """Puts the row of a case in the index, in place of its earlier one."""

    def remember_submission(self, submission: str, case: str) -> None: ...

    def remember_edition(self, fingerprint: str, number: int) -> None: ...

    def keep_person(self, details: PersonDetails) -> None:
        """Puts a person in the directory, in place of what it knew of the id."""

    def drop_draft(self, id: str) -> None: ...


class DecisionLog(Protocol):
    """Numbered, sealed, append-only lines; an index of cases; drafts and a directory beside them.

    Safe to use from any thread, and by several processes at once. Every method may raise
    LogUnusable.
    """

    def writing(self) -> AbstractContextManager[Writing]:
        """Begins a write; it is durable when the block ends, and undone when it raises."""

    def head(self) -> Head: ...

    def lines(self, case: str | None = None, after: int = 0) -> Iterator[Line]:
        """Lines in order, of one case or of the whole log, those numbered above `after`."""

    def submitted(self, submission: str) -> str | None:
        """The case that recorded this submission, None when it was not recorded."""

    def row(self, case: str) -> CaseRow | None: ...

    def rows(self, query: Query) -> list[CaseRow]:
        """A page of the index, newest case first."""

    def every_row(self) -> Iterator[CaseRow]:
        """The whole index, oldest case first."""

    def rebuild_index(self, rows: Iterator[CaseRow]) -> None:
        """Replaces the whole index, in one write."""

    def protections_missing(self) -> tuple[str, ...]:
        """The names of the append-only triggers that were missing when the log was opened."""

    def save_draft(self, draft: Draft) -> None: ...

    def draft(self, id: str) -> Draft | None: ...

    def drafts(self, owner: str) -> list[Draft]:
        """A person's drafts, the last saved first."""

    def drop_draft(self, id: str) -> None: ...

    def person(self, id: str) -> PersonDetails | None: ...

    def people(self) -> list[PersonDetails]: ...

    def close(self) -> None: ...
