"""What can be asked of a log, of whatever connection it is asked."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

from sqlite_utils import Database

from screening.core.accounts import Account
from screening.core.cases import CaseRow
from screening.core.chain import Head, Line
from screening.core.impact import Key
from screening.core.query import Query
from screening.stores.protocol import Column, Draft, OrganisationSeen, PersonDetails
from screening.stores.sqlite import accounts, index, lines, people


class SqliteReading:
    """Answers from the connection that `borrow` lends for the time of each answer."""

    def __init__(self, borrow: Callable[[], AbstractContextManager[Database]]) -> None:
        self._borrow = borrow

    def head(self) -> Head:
        with self._borrow() as db:
            return lines.head(db)

    def submitted(self, submission: str) -> str | None:
        with self._borrow() as db:
            return lines.submitted(db, submission)

    def edition(self, fingerprint: str) -> Line | None:
        with self._borrow() as db:
            return lines.edition(db, fingerprint)

    def editions(self) -> list[Line]:
        with self._borrow() as db:
            return lines.editions(db)

    def lines(self, case: str | None = None, after: int = 0) -> Iterator[Line]:
        with self._borrow() as db:
            yield from lines.select(db, case, after)

    def common_lines(self) -> list[Line]:
        with self._borrow() as db:
            return lines.common(db)

    def lines_by_case(self) -> Iterator[Line]:
        with self._borrow() as db:
            yield from lines.select_by_case(db)

    def newest_first(self) -> Iterator[Line]:
        with self._borrow() as db:
            yield from lines.select_newest_first(db)

    def row(self, case: str) -> CaseRow | None:
        with self._borrow() as db:
            return index.row(db, case)

    def rows(self, query: Query) -> list[CaseRow]:
        with self._borrow() as db:
            return index.find(db, query)

    def held(self, column: Column) -> list[str]:
        with self._borrow() as db:
            return index.held(db, column)

    def count(self, query: Query, most: int) -> int:
        with self._borrow() as db:
            return index.count(db, query, most)

    def every_row(self) -> Iterator[CaseRow]:
        with self._borrow() as db:
            yield from index.every_row(db)

    def rows_by_case(self) -> Iterator[CaseRow]:
        with self._borrow() as db:
            yield from index.rows_by_case(db)

    def organisations(self, after: int = 0) -> list[OrganisationSeen]:
        with self._borrow() as db:
            return index.organisations(db, after)

    def first_month(self) -> str | None:
        with self._borrow() as db:
            return index.first_month(db)

    def sums(self, first: str | None = None, last: str | None = None) -> list[tuple[Key, int]]:
        with self._borrow() as db:
            return index.sums(db, first, last)

    def draft(self, id: str) -> Draft | None:
        with self._borrow() as db:
            return people.draft(db, id)

    def drafts(self, owner: str) -> list[Draft]:
        with self._borrow() as db:
            return people.drafts(db, owner)

    def person(self, id: str) -> PersonDetails | None:
        with self._borrow() as db:
            return people.person(db, id)

    def people(self) -> list[PersonDetails]:
        with self._borrow() as db:
            return people.people(db)

    def accounts(self) -> list[Account]:
        with self._borrow() as db:
            return accounts.every(db)

    def account(self, issuer: str, subject: str) -> Account | None:
        with self._borrow() as db:
            return accounts.bound(db, issuer, subject)
