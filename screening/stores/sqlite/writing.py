"""One write of the log, from its first read to its commit."""

from functools import cached_property

from sqlite_utils import Database

from screening.core import chain
from screening.core.accounts import Account
from screening.core.cases import CaseRow
from screening.core.chain import Head, Line
from screening.stores.protocol import PersonDetails
from screening.stores.sqlite import accounts, index, lines, people


class SqliteWriting:
    """`erases` says that something was replaced that must not stay readable anywhere."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.erases = False

    @cached_property
    def head(self) -> Head:
        return lines.head(self._db)

    def submitted(self, submission: str) -> str | None:
        return lines.submitted(self._db, submission)

    def knows_edition(self, fingerprint: str) -> bool:
        return lines.edition(self._db, fingerprint) is not None

    def lines(self, case: str) -> list[Line]:
        return [*lines.select(self._db, case, after=0)]

    def append(self, case: str | None, content: str) -> Line:
        number, previous = self.head
        line = Line(number + 1, case, content, chain.seal(previous, content))
        lines.add(self._db, line)
        self.head = Head(line.number, line.seal)
        return line

    def index(self, row: CaseRow) -> None:
        index.put(self._db, row)

    def keep_person(self, details: PersonDetails) -> None:
        people.keep_person(self._db, details)
        self.erases = self.erases or details.erased_at is not None

    def drop_draft(self, id: str) -> None:
        people.drop_draft(self._db, id)

    def accounts(self) -> list[Account]:
        return accounts.every(self._db)

    def account(self, issuer: str, subject: str) -> Account | None:
        return accounts.bound(self._db, issuer, subject)

    def keep_account(self, account: Account) -> None:
        accounts.keep(self._db, account)

    def drop_account(self, person: str) -> None:
        accounts.drop(self._db, person)
        self.erases = True
