"""The SQLite store keeps the contract of every store."""

from pathlib import Path

import pytest

from screening.stores.sqlite import SqliteLog
from tests.stores.contract import OpenLog, StoreContract


class TestSqlite(StoreContract):
    @pytest.fixture
    def open_log(self, tmp_path: Path) -> OpenLog:
        return lambda: SqliteLog(tmp_path / "screening.db")
