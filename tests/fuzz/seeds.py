"""What inputs begin from: files that are read without a mistake, and some with many."""

import json
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from screening.core.chain import Line
from screening.settings import HOME
from screening.stores.sqlite import SqliteLog
from tests.builders import (
    FOUR,
    ONE,
    THREE,
    TWO,
    Clock,
    a_review,
    put,
    referred,
    vote,
)

_FILES = {
    "criteria": ("criteria.yaml", "tests/criteria/small.yaml"),
    "committee": ("data/committee.example.yaml",),
    "ballots": ("tests/ballots/*.yaml",),
    "scenarios": ("tests/scenarios/*.yaml",),
    "requests_yaml": ("data/examples/real_requests/A0*.yaml", "tests/wrong_requests/*.yaml"),
    "requests_jsonl": ("data/examples/*.jsonl", "tests/wrong_requests/*.jsonl"),
    "requests_csv": ("data/examples/*.csv", "tests/wrong_requests/*.csv"),
    "requests_xlsx": ("data/examples/*.xlsx",),
}
_ADDRESSES = (
    "status=declined~withdrawn&finding=open-catalogue.not_met&answer=client_sector.health",
    "opened=this_quarter&decided=2026-01-01..2026-03-31&amount=10000..&text=r%C3%A9gion&before=12",
    "outcome=refer&ruling=accept&procedure=bureau&because=cannot&conditions=open&owner=sales-1",
    "lang=fr-CA,fr;q=0.8&as=member-1&log=example&id=C-7&draft=0",
    "amount=10%20000..5&opened=2026-12-31..2026-01-01&edition=2026-1&status=a~~b%257E",
)
_CLAIMS = {
    "iss": "https://id.example.org",
    "sub": "248289761001",
    "aud": ["screening", "other"],
    "iat": 1_795_000_000,
    "exp": 1_795_003_600,
    "email": "Ana@Example.org",
    "email_verified": True,
    "name": "Ana",
}


@cache
def seeds(reader: str) -> tuple[bytes, ...]:
    """The inputs that a reader's own begin from."""
    return tuple(_seeds(reader))


def _seeds(reader: str) -> Iterator[bytes]:
    for pattern in _FILES.get(reader, ()):
        yield from (path.read_bytes() for path in sorted(HOME.glob(pattern)))
    match reader:
        case "requests_json":
            for one in seeds("requests_jsonl"):
                yield b"[" + b",\n".join(one.strip().splitlines()) + b"]"
        case "exported_log":
            yield "".join(f"{json.dumps(line._asdict())}\n" for line in _story()).encode()
        case "facts":
            yield "\n".join(line.content for line in _story()).encode()
        case "address":
            yield from (one.encode() for one in _ADDRESSES)
        case "claims":
            yield json.dumps(_CLAIMS).encode()


def _story() -> tuple[Line, ...]:
    """The lines of a log in which a committee asks, is answered, votes and decides."""
    with tempfile.TemporaryDirectory() as folder:
        log = SqliteLog(Path(folder) / "screening.db")
        review = a_review(log, Clock())
        case = referred(review)
        put(review, case)
        for member in (ONE, TWO, THREE, FOUR):
            vote(review, case, member, "for")
        lines = tuple(log.lines())
        log.close()
        return lines
