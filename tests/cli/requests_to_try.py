"""Requests that a command is given, and what it told of them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import Result

from screening.stores.sqlite import SqliteLog

Run = Callable[..., Result]
Later = Callable[..., None]


ACCEPTED = {
    "reference": "HS-1",
    "prospect": {"name": "Atelier Nord"},
    "title": "Web developers",
    "owner": "Ana López",
    "contact": {"name": "Léa Petit", "email": "lea@example.org"},
    "answers": {"open": True, "share": 80},
}
REFERRED = {
    "reference": "HS-2",
    "prospect": {"name": "Groupe Sud"},
    "title": "In-house academy",
    "answers": {"open": False, "share": 80},
}
UNDECIDED = {
    "reference": "HS-3",
    "prospect": {"name": "Ville d’Est"},
    "title": "Digital first steps",
    "answers": {"share": 80},
}


def a_file(path: Path, *requests: object) -> Path:
    path.write_text("".join(f"{json.dumps(one)}\n" for one in requests), encoding="ascii")
    return path


def objects(result: Result) -> list[dict[str, Any]]:
    """What a command told, one object per line of stdout."""
    return [json.loads(line) for line in result.stdout.splitlines()]


def head_of(log_file: Path) -> str:
    log = SqliteLog(log_file)
    head = str(log.head())
    log.close()
    return head
