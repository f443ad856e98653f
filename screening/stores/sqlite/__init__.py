"""The decision log in one SQLite file."""

from screening.stores.sqlite.log import SqliteLog, open_log

__all__ = ["SqliteLog", "open_log"]
