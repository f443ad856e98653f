"""The decision log in one SQLite file, for any thread of several processes at once."""

from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from screening.stores.protocol import Draft, LogUnusable, NoticeKey
from screening.stores.sqlite import index, lines, notices, people
from screening.stores.sqlite.connections import Connections, connect, immediate
from screening.stores.sqlite.errors import said_as_unusable
from screening.stores.sqlite.file import make_ready, recognise, shorten_journal
from screening.stores.sqlite.reading import SqliteReading
from screening.stores.sqlite.turn import Turn
from screening.stores.sqlite.writing import SqliteWriting

_SCHEME = "sqlite:///"
_PATIENCE = 10.0


def open_log(address: str) -> "SqliteLog":
    """The log at an address. Raises LogUnusable."""
    return SqliteLog(file_at(address))


def file_at(address: str) -> Path:
    """The file that `sqlite:///relative/file.db` or `sqlite:////absolute/file.db` leads to.

    Raises LogUnusable.
    """
    if not address.startswith(_SCHEME) or address == _SCHEME:
        raise LogUnusable("address", address=address)
    return Path(address.removeprefix(_SCHEME))


class SqliteLog(SqliteReading):
    """A DecisionLog (see stores.protocol). Readers never wait, not even for writers."""

    def __init__(self, file: Path, patience: float = _PATIENCE) -> None:
        """Creates the file where there is none, and its folder if that alone is missing.

        `patience` is how many seconds a write waits for its turn. Raises LogUnusable.
        """
        super().__init__(self._connection)
        self.file = file.absolute()
        self._patience = patience
        # Whether something erased may still be readable in the journal.
        self._must_shorten = False
        with said_as_unusable(self.file):
            self.file = file.resolve()
            recognise(self.file)  # before a lock is left beside somebody else's file
            self._turn = Turn(self.file, patience)
            with self._turn.taken():
                self._missing = make_ready(self.file, patience)
        self._connections = Connections(self.file, patience)

    @contextmanager
    def writing(self) -> Iterator[SqliteWriting]:
        with self._alone() as db:
            writing = SqliteWriting(db)
            with immediate(db):
                yield writing
            self._must_shorten = self._must_shorten or writing.erases

    @contextmanager
    def reading(self) -> Iterator[SqliteReading]:
        # On a connection of its own, closed at the end with whatever is still being read.
        with (
            said_as_unusable(self.file),
            closing(connect(self.file, self._patience)) as db,
        ):
            db.conn.execute("BEGIN")
            lines.head(db)  # the first read is what fixes the moment
            yield SqliteReading(lambda: nullcontext(db))

    def rebuild_index(self) -> None:
        with self._alone() as db, immediate(db):
            index.rebuild(db)

    def protections_missing(self) -> tuple[str, ...]:
        return self._missing

    def save_draft(self, draft: Draft) -> None:
        with self._alone() as db, immediate(db):
            people.save_draft(db, draft)

    def drop_draft(self, id: str) -> None:
        with self._alone() as db, immediate(db):
            people.drop_draft(db, id)

    def hold_notice(self, key: NoticeKey, now: datetime, until: datetime) -> bool:
        with self._alone() as db, immediate(db):
            return notices.hold(db, key, now, until)

    def release_notice(self, key: NoticeKey) -> None:
        with self._alone() as db, immediate(db):
            notices.release(db, key)

    def notice_sent(self, key: NoticeKey, at: datetime) -> None:
        with self._alone() as db, immediate(db):
            notices.sent(db, key, at)

    def close(self) -> None:
        self._connections.close()
        self._turn.close()

    @contextmanager
    def _connection(self) -> Iterator[Database]:
        with said_as_unusable(self.file), self._connections.borrowed() as db:
            yield db

    @contextmanager
    def _alone(self) -> Iterator[Database]:
        with said_as_unusable(self.file), self._turn.taken(), self._connections.borrowed() as db:
            yield db
            if self._must_shorten:
                self._must_shorten = not shorten_journal(db)
