"""Who may sign in, in the file: beside the lines, and replaced when it changes."""

import sqlite3
from datetime import UTC, datetime

from sqlite_utils import Database

from screening.core.accounts import Account

NAME = "account"
# Logs made before people signed in gain it at their next opening.
TABLE = """CREATE TABLE IF NOT EXISTS account (
    person TEXT PRIMARY KEY, role TEXT, email TEXT, issuer TEXT, subject TEXT,
    valid_from TEXT NOT NULL, UNIQUE (issuer, subject)
) STRICT"""
_COLUMNS = "person, role, email, issuer, subject, valid_from"


def every(db: Database) -> list[Account]:
    return _read(db, "true")


def bound(db: Database, issuer: str, subject: str) -> Account | None:
    found = _read(db, "issuer = ? AND subject = ?", issuer, subject)
    return found[0] if found else None


def keep(db: Database, account: Account) -> None:
    """ValueError when another account is bound to its identity."""
    values = {
        **account._asdict(),
        "valid_from": account.valid_from.astimezone(UTC).isoformat(),
    }
    try:
        db.table("account").upsert(values, pk="person")
    except sqlite3.IntegrityError as refused:
        raise ValueError(f"{account.person} cannot have this identity: {refused}") from refused


def drop(db: Database, person: str) -> None:
    db.conn.execute("DELETE FROM account WHERE person = ?", [person])


def _read(db: Database, where: str, *values: str) -> list[Account]:
    sql = f"SELECT {_COLUMNS} FROM account WHERE {where} ORDER BY person"
    return [
        Account(person, role, email, issuer, subject, datetime.fromisoformat(valid_from))
        for person, role, email, issuer, subject, valid_from in db.execute(sql, values)
    ]
