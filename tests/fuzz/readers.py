"""Everything that reads what comes from outside, as functions of bytes that must always answer.

A reader fails, by any exception, when what it stands for crashes, contradicts itself, or names a
problem that no sentence tells.
"""

import json
import tempfile
from collections.abc import Callable, Iterable
from datetime import UTC, date
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl

from screening import ballots_file, committee_file, criteria_file, request_files, scenario_files
from screening.core import views
from screening.core.accounts import SignInRefused, read_identity
from screening.core.chain import Line, seal
from screening.core.criteria import Edition
from screening.core.model import LANGUAGES
from screening.core.problems import Problem, errors
from screening.core.verification import verify
from screening.language import browser_language, say_problem, t
from screening.log_file import read_log_file
from screening.replaying import replay
from screening.settings import HOME

DAY = date(2026, 11, 24)

_folder = tempfile.TemporaryDirectory(prefix="fuzz-")


@cache
def edition() -> Edition:
    """The criteria that this repository ships."""
    return criteria_file.load(HOME / "criteria.yaml").edition


def _written(name: str, data: bytes) -> Path:
    file = Path(_folder.name) / name
    file.write_bytes(data)
    return file


def _tell(problems: Iterable[Problem]) -> None:
    """Says every problem in both languages. KeyError when there is no sentence for one."""
    for problem in problems:
        assert problem.line is None or problem.line > 0
        assert problem.place.isprintable()
        for language in LANGUAGES:
            assert all(say_problem(language, problem))


def _said(key: str, **values: object) -> None:
    assert all(t(language, key, **values) for language in LANGUAGES)


def _refused(problems: tuple[Problem, ...]) -> None:
    assert errors(problems), "what is not taken has a reason"
    _tell(problems)


# ── Files that an operator writes ────────────────────────────────────────────────────────────


def _criteria(data: bytes) -> None:
    try:
        loaded = criteria_file.load(_written("criteria.yaml", data))
    except criteria_file.CriteriaUnreadable as unreadable:
        _refused(unreadable.problems)
        return
    assert not errors(loaded.warnings)
    assert criteria_file.read(loaded.text).fingerprint == loaded.fingerprint
    found = criteria_file.second_look(loaded)
    assert not errors(found)
    _tell((*loaded.warnings, *found))


def _committee(data: bytes) -> None:
    try:
        file = _written("committee.yaml", data)
        loaded = committee_file.load(file, edition().committee, DAY)
    except committee_file.CommitteeUnreadable as unreadable:
        _refused(unreadable.problems)
        return
    assert loaded.people
    assert not errors(loaded.warnings)
    _tell(loaded.warnings)


def _ballots(data: bytes) -> None:
    counted = ballots_file.count_scenarios(_written("ballots.yaml", data), edition())
    assert counted.scenarios != 0 or errors(counted.problems)
    _tell(counted.problems)


def _scenarios(data: bytes) -> None:
    [ran] = scenario_files.run_files([_written("scenarios.yaml", data)], edition(), DAY)
    assert ran.scenarios or errors(ran.problems)
    _tell(ran.problems)


# ── Files that anybody sends ─────────────────────────────────────────────────────────────────


def _requests(ending: str, data: bytes) -> None:
    file = _written(f"requests.{ending}", data)
    entries = list(request_files.read_requests([file], edition(), DAY))
    assert entries, "a file without a request says so"
    for entry in entries:
        assert (entry.request is None) == bool(errors(entry.problems))
        _tell(entry.problems)
        if entry.request is not None:
            entry.request.model_dump_json().encode()


# ── The log ──────────────────────────────────────────────────────────────────────────────────


def _exported_log(data: bytes) -> None:
    _verified(list(read_log_file(_written("log.jsonl", data))))


def _facts(data: bytes) -> None:
    """Each line of the input is the content of a line of the log, filed and sealed as it says."""
    lines: list[Line] = []
    before = ""
    for number, content in enumerate(data.decode(errors="surrogateescape").split("\n"), start=1):
        before = seal(before, content.encode(errors="replace").decode())
        lines.append(Line(number, _case(content), content, before))
    _verified(lines)


def _case(content: str) -> str | None:
    try:
        case = json.loads(content)["case"]
    except (ValueError, TypeError, LookupError, RecursionError):
        return None
    return case if isinstance(case, str) else None


def _verified(lines: list[Line]) -> None:
    filed = sorted((one for one in lines if one.case is not None), key=attrgetter("case"))
    for flaw in (*verify(lines), *verify(lines, filed), *replay(lines)):
        _said(f"flaw.{flaw.what}", number=str(flaw.number))


# ── What a browser and a provider send ───────────────────────────────────────────────────────


@cache
def _known() -> views.Known:
    return views.Known.of([edition()])


def _address(data: bytes) -> None:
    said = dict(parse_qsl(data.decode(errors="replace"), keep_blank_values=True))
    assert browser_language(said.get("lang")) in LANGUAGES
    view, problems = views.read(said, _known())
    _tell(problems)
    assert views.read(views.address(view), _known()) == (view, ())
    query = views.query_of(view, DAY, 50)
    assert query.size == 50


def _claims(data: bytes) -> None:
    """An ID token's claims, as a provider could sign them: any JSON object."""
    try:
        claims = json.loads(data)
    except (ValueError, RecursionError):
        return
    if not isinstance(claims, dict):
        return
    for audience in ("screening", None):
        try:
            identity = read_identity(claims, audience, ["https://id.example.org"])
        except SignInRefused as refused:
            _said(f"sign_in.refused.{refused.code}", hours=12)
        else:
            assert identity.since.tzinfo is UTC
            assert identity.issuer.strip()
            assert identity.subject.strip()


class Reader(NamedTuple):
    """`ending` is that of its files, and tells how inputs are best altered."""

    read: Callable[[bytes], None]
    ending: str


READERS: dict[str, Reader] = {
    "criteria": Reader(_criteria, "yaml"),
    "committee": Reader(_committee, "yaml"),
    "ballots": Reader(_ballots, "yaml"),
    "scenarios": Reader(_scenarios, "yaml"),
    "requests_yaml": Reader(lambda data: _requests("yaml", data), "yaml"),
    "requests_json": Reader(lambda data: _requests("json", data), "json"),
    "requests_jsonl": Reader(lambda data: _requests("jsonl", data), "jsonl"),
    "requests_csv": Reader(lambda data: _requests("csv", data), "csv"),
    "requests_xlsx": Reader(lambda data: _requests("xlsx", data), "xlsx"),
    "exported_log": Reader(_exported_log, "jsonl"),
    "facts": Reader(_facts, "jsonl"),
    "address": Reader(_address, "txt"),
    "claims": Reader(_claims, "json"),
}
