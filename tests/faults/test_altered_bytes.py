"""Any byte of any line is changed in the file, and the chain names the line."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from screening.core.chain import Flaw, Line, flaws
from screening.stores.sqlite import SqliteLog
from screening.stores.sqlite.schema import PROTECTIONS
from tests.faults.processes import submit

pytestmark = pytest.mark.faults

LINES = 60
CHANGES = 1_000


def a_log(file: Path) -> list[Line]:
    log = SqliteLog(file)
    with log.writing() as writing:
        writing.append(None, '{"case":null,"fact":"edition_adopted","fingerprint":"é"}')
    for n in range(2, LINES + 1):
        submit(log, f"s-{n}")
    lines = list(log.lines())
    log.close()  # which leaves everything in one file
    return lines


def test_every_changed_byte_is_found_at_its_line(tmp_path: Path) -> None:
    file = tmp_path / "screening.db"
    lines = a_log(file)
    untouched = file.read_bytes()
    any_ = random.Random(20260302)
    log = SqliteLog(file)

    with file.open("r+b", buffering=0) as by_hand:
        for _ in range(CHANGES):
            line = any_.choice(lines)
            # In the file a line is its case, its content and its seal, one after the other.
            case, content, seal = (part.encode() for part in (line.case or "", *line[2:]))
            start = untouched.index(case + content + seal)
            at = any_.randrange(start, start + len(case + content + seal))
            by_hand.seek(at)
            by_hand.write(bytes([untouched[at] ^ any_.randint(1, 255)]))

            with log.reading() as reading:  # on a connection that remembers nothing
                found = list(flaws(reading.lines()))

            altered = "case" if at < start + len(case) else "seal"
            assert Flaw(line.number, altered) in found, (line.number, at - start)
            by_hand.seek(at)
            by_hand.write(untouched[at : at + 1])

    assert file.read_bytes() == untouched


def test_every_changed_byte_of_a_number_is_found(tmp_path: Path) -> None:
    file = tmp_path / "screening.db"
    a_log(file)
    any_ = random.Random(20260302)
    log = SqliteLog(file)
    changed = 0

    with closing(sqlite3.connect(file, isolation_level=None)) as by_hand:
        # Whoever can write the file can take off what protects it.
        for name in PROTECTIONS:
            by_hand.execute(f"DROP TRIGGER {name}")
        by_hand.execute("PRAGMA synchronous = OFF")

        while changed < 200:
            number = any_.randint(1, LINES)
            bits = any_.randint(1, 255) << 8 * any_.randrange(8)
            moved = int.from_bytes((number ^ bits).to_bytes(8, "big"), "big", signed=True)
            if 1 <= moved <= LINES:
                continue  # the place of another line, which the table refuses
            changed += 1

            by_hand.execute("UPDATE line SET number = ? WHERE number = ?", [moved, number])
            found = list(flaws(log.lines()))
            by_hand.execute("UPDATE line SET number = ? WHERE number = ?", [number, moved])

            # Either where it stands now, or where it is missing.
            named = {Flaw(moved, "number"), Flaw(number + 1, "number")}
            assert named & set(found), (number, moved)

    assert list(flaws(log.lines())) == []
