"""What somebody with the log's file in hand can do to it, past every protection."""

import sqlite3
from contextlib import closing
from pathlib import Path

from screening.core import chain


def tamper(file: Path, *statements: str) -> None:
    """Runs SQL on a log's file, its protections taken away."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for name in ("line_no_update", "line_no_delete", "line_no_replace"):
            connection.execute(f"DROP TRIGGER IF EXISTS {name}")
        for statement in statements:
            connection.execute(statement)


def rewrite(file: Path, number: int, old: str, new: str) -> None:
    """Writes something else into a line. AssertionError when it does not hold `old`."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        (content,) = connection.execute(
            "SELECT content FROM line WHERE number = ?", [number]
        ).fetchone()
        assert old in content, content
        connection.execute("DROP TRIGGER IF EXISTS line_no_update")
        connection.execute(
            "UPDATE line SET content = ? WHERE number = ?", [content.replace(old, new), number]
        )


def seal_again(file: Path) -> None:
    """Seals every line anew, as somebody would who knows how the log is made."""
    previous = ""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        lines = connection.execute("SELECT number, content FROM line ORDER BY number").fetchall()
        connection.execute("DROP TRIGGER IF EXISTS line_no_update")
        for number, content in lines:
            previous = chain.seal(previous, content)
            connection.execute("UPDATE line SET seal = ? WHERE number = ?", [previous, number])
