"""Which notices were sent, in the file: each is one sender's at a time, and sent for good."""

from datetime import UTC, datetime

from sqlite_utils import Database

from screening.stores.protocol import NoticeKey

# Made when the first notice is sent: most desks send none.
_TABLE = """CREATE TABLE IF NOT EXISTS notice (
    line INTEGER NOT NULL, person TEXT NOT NULL, what TEXT NOT NULL,
    held_until TEXT, sent_at TEXT,
    PRIMARY KEY (line, person, what)
) STRICT"""
_THIS = "line = ? AND person = ? AND what = ?"


def hold(db: Database, key: NoticeKey, now: datetime, until: datetime) -> bool:
    db.conn.execute(_TABLE)
    held = db.conn.execute(
        """INSERT INTO notice (line, person, what, held_until) VALUES (?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET held_until = excluded.held_until
        WHERE sent_at IS NULL AND held_until <= ?""",
        [*key, _written(until), _written(now)],
    )
    return held.rowcount == 1


def release(db: Database, key: NoticeKey) -> None:
    db.conn.execute(f"DELETE FROM notice WHERE {_THIS} AND sent_at IS NULL", key)


def sent(db: Database, key: NoticeKey, at: datetime) -> None:
    db.conn.execute(
        f"UPDATE notice SET sent_at = ?, held_until = NULL WHERE {_THIS}", [_written(at), *key]
    )


def _written(moment: datetime) -> str:
    """UTC to the microsecond, which sorts as text."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
