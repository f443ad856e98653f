"""What every store of the decision log promises."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

from screening.core.accounts import Account
from screening.core.cases import CaseRow
from screening.core.chain import Head, Line
from screening.core.impact import Key
from screening.core.query import Query


class LogUnusable(Exception):
    """The log cannot be opened, read or written: missing folder, full disk, damaged, not ours.

    The locale files say, under `log.<code>`, what is wrong and what would be right; `values` fill
    both sentences. Nothing was overwritten, and a write that was under way was undone.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(f"{code}: {values}")
        self.code = code
        self.values = values


# The columns of the index whose values only a log knows.
Column = Literal["owner", "edition"]


class OrganisationSeen(NamedTuple):
    """An organisation by the keys of its name and number, and its newest case's number."""

    key: str
    registration: str | None
    number: int


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


class NoticeKey(NamedTuple):
    """What a person is told once: the line of the log that it is about, and what of it."""

    line: int
    person: str
    what: str


class KnowsAccounts(Protocol):
    """Whatever can say who may sign in: a log, or a write under way."""

    def account(self, issuer: str, subject: str) -> Account | None:
        """The account bound to this identity."""


class Writing(KnowsAccounts, Protocol):
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
        """Seals the content and adds it as the next line.

        What `submitted` and `knows_edition` answer follows from the lines themselves: a fact's
        `submission`, and the `fingerprint` of an adopted edition. No two lines have the same
        submission: ValueError.
        """

    def index(self, row: CaseRow) -> None:
        """Puts the row of a case in the index, in place of its earlier one."""

    def keep_person(self, details: PersonDetails) -> None:
        """Puts a person in the directory, in place of what it knew of the id.

        What is replaced by an erasure is gone from the store's files too, once nobody who began
        reading before it is still reading.
        """

    def drop_draft(self, id: str) -> None: ...

    def accounts(self) -> list[Account]:
        """Every account, those of this write included, in the order of the persons' ids."""

    def keep_account(self, account: Account) -> None:
        """Puts an account in place of the person's earlier one. No two are bound to one identity:
        ValueError.
        """

    def drop_account(self, person: str) -> None:
        """Takes a person's account away, if they have one."""


class Reading(KnowsAccounts, Protocol):
    """What can be asked of a log."""

    def head(self) -> Head: ...

    def submitted(self, submission: str) -> str | None:
        """The case that recorded this submission, None when there is none."""

    def edition(self, fingerprint: str) -> Line | None:
        """The line that first entered the edition with this fingerprint, None when none did."""

    def editions(self) -> list[Line]:
        """The lines that enter an edition, oldest first."""

    def lines(self, case: str | None = None, after: int = 0) -> Iterator[Line]:
        """Lines in order, of one case or of the whole log, those numbered above `after`."""

    def common_lines(self) -> list[Line]:
        """The lines filed under no case, but for the editions, oldest first: there are few."""

    def lines_by_case(self) -> Iterator[Line]:
        """Every line filed under a case, cases in the order of their ids as text, oldest first."""

    def newest_first(self) -> Iterator[Line]:
        """Every line filed under a case, the last first."""

    def row(self, case: str) -> CaseRow | None: ...

    def rows(self, query: Query) -> list[CaseRow]:
        """A page of the index, newest case first."""

    def held(self, column: Column) -> list[str]:
        """The values that the cases have in a column, each once, in the order of their texts."""

    def count(self, query: Query, most: int) -> int:
        """How many cases a query finds from its `before` on, but no more than `most`."""

    def every_row(self) -> Iterator[CaseRow]:
        """The whole index, oldest case first."""

    def rows_by_case(self) -> Iterator[CaseRow]:
        """The whole index in the order of `lines_by_case`, so that both can be compared."""

    def organisations(self, after: int = 0) -> list[OrganisationSeen]:
        """Each distinct organisation among the cases that have a line numbered above `after`.

        One that was entered with several registration numbers comes once with each of them.
        """

    def first_month(self) -> str | None:
        """The first month, such as 2026-09, that any case counts in; None of an empty index."""

    def sums(self, first: str | None = None, last: str | None = None) -> list[tuple[Key, int]]:
        """What all cases add to the figures of these months, both included, or of every month.

        See core.impact. None of it is 0. Kept up with the index, in the same write: nothing is
        counted again.
        """

    def draft(self, id: str) -> Draft | None: ...

    def drafts(self, owner: str) -> list[Draft]:
        """A person's drafts, the last saved first."""

    def person(self, id: str) -> PersonDetails | None: ...

    def people(self) -> list[PersonDetails]:
        """Everybody in the directory, in the order of their ids."""

    def accounts(self) -> list[Account]:
        """Every account, in the order of the persons' ids."""


class DecisionLog(Reading, Protocol):
    """Numbered, sealed, append-only lines; an index of cases; drafts and a directory beside them.

    Safe to use from any thread, and by several processes at once. Every method may raise
    LogUnusable.
    """

    def writing(self) -> AbstractContextManager[Writing]:
        """Begins a write; it is durable when the block ends, and undone when it raises.

        Writes wait for each other: RuntimeError for a second one in the same thread.
        """

    def reading(self) -> AbstractContextManager[Reading]:
        """The log as it is now: all that is read in the block belongs together.

        For whatever compares or quotes the head; use it in the thread that began it.
        """

    def rebuild_index(self) -> None:
        """Derives the whole index again from the lines, in one write."""

    def protections_missing(self) -> tuple[str, ...]:
        """The names of the append-only protections that were missing when the log was opened."""

    def save_draft(self, draft: Draft) -> None:
        """Keeps a draft, in place of the earlier one with its id."""

    def drop_draft(self, id: str) -> None: ...

    def hold_notice(self, key: NoticeKey, now: datetime, until: datetime) -> bool:
        """Whether the caller is the one to send a notice, and nobody else before `until`.

        False once it was sent, and while somebody else holds it. Who holds it and is killed leaves
        it to the next after `until`: it may then be sent twice, and is never lost.
        """

    def release_notice(self, key: NoticeKey) -> None:
        """Lets go of a notice that could not be sent."""

    def notice_sent(self, key: NoticeKey, at: datetime) -> None:
        """Notes for good that a notice was sent."""

    def close(self) -> None: ...
