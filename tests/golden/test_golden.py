"""Golden logs replay for ever: what they say, and what is read out of them, never changes."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
from click.testing import CliRunner
from pydantic import BaseModel

from screening import cli
from screening.core.chain import Flaw, flaws
from screening.core.fact import RecordedFact
from screening.core.facts import Fact
from screening.core.verification import verify
from screening.replaying import replay
from screening.service import verify_log
from screening.stores.sqlite import SqliteLog
from tests.golden import HERE, lines_in, objects, receipts_of, rows_of

GOLDEN = sorted(one.parent for one in HERE.glob("*/log.jsonl"))
FIRST_FILE = HERE / "log-1_first-tables.db"
golden = pytest.mark.parametrize("golden", GOLDEN, ids=lambda one: one.name)
# Keys that a model knows and no line can hold: people's contact details stay in the directory.
NEVER_SEALED = {f"request.contact{key}" for key in ("", ".name", ".email", ".phone")}


def head_of(golden: Path) -> str:
    return (golden / "head.txt").read_text("utf-8").strip()


@golden
def test_every_line_and_every_verdict_is_as_it_was_sealed(
    golden: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCREENING_LANGUAGE", "en")
    number, seal = head_of(golden).split(":")
    said = CliRunner().invoke(
        cli.main,
        ["verify", str(golden / "log.jsonl"), "--replay", "--json", "--head", head_of(golden)],
    )

    assert said.exit_code == 0
    told = json.loads(said.stdout)
    assert (told["flaws"], told["unproven"]) == (0, 0)
    assert told["head"] == {"number": int(number), "seal": seal}


@golden
def test_the_index_says_all_that_it_said(golden: Path) -> None:
    """It may say more; what it said was written again by hand where `ROWS` says otherwise."""
    told = list(rows_of(lines_in(golden)))
    known = objects(golden / "rows.jsonl")

    assert [one["case"] for one in told] == [one["case"] for one in known]
    for now, then in zip(told, known, strict=True):
        assert {key: now.get(key) for key in then} == then


@golden
def test_the_receipts_say_all_that_they_said(golden: Path, tmp_path: Path) -> None:
    told = list(receipts_of(lines_in(golden), tmp_path))
    known = objects(golden / "receipts.jsonl")

    assert len(told) == len(known)
    for now, then in zip(told, known, strict=True):
        assert {key: now[key] for key in then} == then


@golden
def test_a_golden_verdict_that_is_altered_is_named(golden: Path) -> None:
    """Or the tests above would show nothing."""
    lines = lines_in(golden)
    place = next(at for at, one in enumerate(lines) if '"outcome":"refer"' in one.content)
    altered = lines[place].content.replace('"outcome":"refer"', '"outcome":"accept"')
    lines[place] = lines[place]._replace(content=altered)

    assert list(replay(lines)) == [Flaw(lines[place].number, "replay")]
    assert list(flaws(lines)) == [Flaw(lines[place].number, "seal")]


# ── Nothing can be recorded that no golden log holds ─────────────────────────────────────────


def keys_of(annotation: Any, path: str = "") -> Iterator[str]:
    """Every key that a value of this type can have in a line, as request.prospect.name."""
    if get_origin(annotation) in (Annotated, Union, UnionType, tuple):
        for one in get_args(annotation):
            yield from keys_of(one, path)
    elif get_origin(annotation) is dict:
        yield from keys_of(get_args(annotation)[1], f"{path}.*")
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            inside = f"{path}.{name}".removeprefix(".")
            yield inside
            yield from keys_of(field.annotation, inside)


def keys_in(held: Any, known: set[str], path: str = "") -> Iterator[str]:
    """Every key that a line has, named in the same way."""
    if isinstance(held, list):
        for one in held:
            yield from keys_in(one, known, path)
    elif isinstance(held, dict):
        for name, value in held.items():
            inside = f"{path}.{name}".removeprefix(".")
            # Keys of people's own making, as the ids of questions, are all alike.
            inside = inside if inside in known else f"{path}.*"
            yield inside
            yield from keys_in(value, known, inside)


def facts() -> dict[str, type[RecordedFact]]:
    """Every kind of fact, by its code."""
    union = get_args(Fact)[0]
    return {one.model_fields["fact"].default: one for one in get_args(union)}


def test_every_kind_of_fact_and_every_key_of_each_is_in_a_golden_log() -> None:
    """A new one takes a new golden log, beside those that are there: see README.md."""
    known = {name: set(keys_of(fact)) for name, fact in facts().items()}
    held: dict[str, set[str]] = {name: set() for name in known}
    for golden in GOLDEN:
        for line in lines_in(golden):
            fact = json.loads(line.content)
            held[fact["fact"]].update(keys_in(fact, known[fact["fact"]]))
    shared = set(RecordedFact.model_fields) & set().union(*held.values())

    missing = {
        name: sorted(found)
        for name, keys in known.items()
        if (found := keys - held[name] - shared - NEVER_SEALED)
    }
    assert missing == {}


# ── The first file ───────────────────────────────────────────────────────────────────────────


def test_a_file_with_the_first_tables_is_opened_and_replays(tmp_path: Path) -> None:
    """Written by the first version that kept a log, with an index of half the columns."""
    file = tmp_path / "log.db"
    shutil.copyfile(FIRST_FILE, file)
    log = SqliteLog(file)
    with log.reading() as reading:
        assert list(verify_log(reading)) == []
        lines = list(reading.lines())
    assert list(replay(lines)) == list(verify(lines)) == []
    assert str(log.head()) == ("4:42e7f7f82c2ea096e2095663131940bbf867567a9974960ee9b13eae08d79498")
    told = [(one.case, one.status, one.score, one.prospect) for one in log.every_row()]
    assert told == [
        ("C-2", "accepted", 66, "Conseil régional du Val-d’Ourse"),
        ("C-3", "referred", 36, "Conseil régional du Val-d’Ourse"),
        ("C-4", "accepted", 75, "Conseil régional du Val-d’Ourse"),
    ]
    log.close()
