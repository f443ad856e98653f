"""The decision log in one SQLite file."""

from screening.stores.sqlite.backup import back_up
from screening.stores.sqlite.log import SqliteLog, file_at, open_log
from screening.stores.sqlite.restoring import restore

__all__ = ["SqliteLog", "back_up", "file_at", "open_log", "restore"]
