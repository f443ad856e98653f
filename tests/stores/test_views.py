"""The file of a log is open to other programs: views that say what the cases themselves tell."""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import pytest
from sqlite_utils import Database

from screening.core.cases import Case, fold, row
from screening.core.facts import read_fact
from screening.core.model import LANGUAGES, Language
from screening.service import verify_log
from screening.stores.sqlite import SqliteLog
from screening.stores.sqlite.views import VIEWS
from tests.faults.processes import submit
from tests.test_documentation import OTHER_PROGRAMS as PAGES
from tests.test_documentation import blocks, codes, table, text_of

Row = dict[str, Any]

# All that is told of a ballot before the count.
OF_WHO_VOTED = {"fact", "at", "by", "case", "submission", "motion", "seat"}


@pytest.fixture
def file(filled_example: Path, tmp_path: Path) -> Path:
    """The example log, which nobody has open."""
    return Path(shutil.copy(filled_example, tmp_path / "example.db"))


@pytest.fixture
def stories(file: Path) -> list[Case]:
    """The cases of the same log, folded from their lines."""
    log = SqliteLog(file)
    lines = list(log.lines_by_case())
    log.close()
    by_case = [list(one) for _, one in groupby(lines, key=lambda line: line.case)]
    return [fold([read_fact(one.content) for one in of], of[0].number) for of in by_case]


@contextmanager
def opened(file: Path) -> Iterator[Database]:
    """As anybody opens it, to look at it only."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        yield Database(connection)


def rows(file: Path, view: str) -> list[Row]:
    with opened(file) as db:
        return [dict(one) for one in db[view].rows]


def case(view: list[Row], id: str) -> list[Row]:
    return [one for one in view if one["case"] == id]


# ── What they say ────────────────────────────────────────────────────────────────────────────


def test_decisions_are_the_cases_as_they_stand(file: Path, stories: list[Case]) -> None:
    shown = {one["case"]: one for one in rows(file, "decisions")}

    assert len(shown) == len(stories) == 33
    for story in stories:
        one, told = shown[story.id], row(story)
        request = story.latest.request
        assert one["prospect"] == request.prospect.name
        assert (one["title"], one["owner"]) == (request.title, request.owner)
        assert (one["learners"], one["amount"]) == (request.learners, request.amount)
        assert (one["status"], one["outcome"]) == (story.status, story.latest.outcome)
        assert (one["score"], one["points_needed"]) == (story.latest.score.now, 60)
        assert one["opened_on"] == in_paris(story.opened_at)
        assert one["decided_on"] == (story.decided_at and in_paris(story.decided_at))
        assert one["not_met"].split() == told.reasons.split()
        assert one["line"] == story.number
        held = (one["conditions_open"], one["conditions_kept"], one["conditions_broken"])
        assert held == (told.conditions_open, told.conditions_kept, told.conditions_broken)


def in_paris(moment: datetime) -> str:
    return moment.astimezone(ZoneInfo("Europe/Paris")).date().isoformat()


def test_days_are_those_in_paris_whatever_the_season(file: Path) -> None:
    log = SqliteLog(file)
    first = next(log.every_row())
    moments = [
        datetime(year, month, day, tzinfo=UTC) + timedelta(hours=hour, seconds=seconds)
        for year in (2024, 2026, 2030)
        for month, days in ((1, (1, 31)), (3, range(24, 32)), (6, (30,)), (10, range(24, 32)))
        for day in days
        for hour in (0, 1, 21, 22, 23)
        for seconds in (-1, 0)
    ]
    with log.writing() as writing:
        for number, moment in enumerate(moments, start=1_000):
            told = {"number": number, "case": f"C-{number}", "opened_at": moment.isoformat()}
            writing.index(first._replace(**told))
    log.close()

    shown = {one["line"]: one["opened_on"] for one in rows(file, "decisions")}
    for number, moment in enumerate(moments, start=1_000):
        assert shown[number] == in_paris(moment), moment


def test_every_line_is_a_fact_with_what_it_says(file: Path, stories: list[Case]) -> None:
    log = SqliteLog(file)
    lines = {one.number: one for one in log.lines()}
    log.close()

    voting = {
        one.put.submission for story in stories for one in story.motions if one.closed is None
    }

    shown = rows(file, "facts")
    assert [one["line"] for one in shown] == list(lines)
    hidden = 0
    for one in shown:
        line = lines[one["line"]]
        said = json.loads(line.content)
        if said["fact"] == "ballot_cast" and said["motion"] in voting:
            hidden += 1
            said = {name: it for name, it in said.items() if name in OF_WHO_VOTED}
        common = {name: one[name] for name in ("fact", "at", "by", "case")}
        assert {**json.loads(one["details"]), **common} == said
        assert one["seal"] == line.seal
    assert hidden > 0, "nobody learns how others vote"


def test_findings_and_answers_are_those_of_each_version(file: Path, stories: list[Case]) -> None:
    versions, findings, answers = (rows(file, one) for one in ("versions", "findings", "answers"))

    for story in stories:
        assert [one["at"] for one in case(versions, story.id)] == [
            one.at.isoformat().replace("+00:00", "Z") for one in story.screenings
        ]
        assert [one["latest"] for one in case(versions, story.id)][-1] == 1
        latest = [one for one in case(findings, story.id) if one["latest"]]
        assert [
            (one["criterion"], one["standing"], one["points"], one["out_of"], bool(one["blocks"]))
            for one in latest
        ] == [
            (one.criterion, one.standing, one.points, one.out_of, one.blocks)
            for one in story.latest.findings
        ]
        given = [one for one in case(answers, story.id) if one["latest"]]
        words = [f"{one['question']}:{one['answer']}" for one in given]
        of_none = [
            f"{name}:none" for name, one in story.latest.request.answers.items() if one == ()
        ]
        assert sorted(words) == sorted([*row(story).answers.split(), *of_none])
        bases = {one["question"]: (one["basis"], one["note"]) for one in given if one["basis"]}
        told = story.latest.request.evidence or {}
        assert bases == {name: (one.basis, one.note) for name, one in told.items()}


def test_motions_ballots_and_conditions_are_those_of_each_case(
    file: Path, stories: list[Case]
) -> None:
    motions, ballots, conditions = (rows(file, one) for one in ("motions", "ballots", "conditions"))
    put = [one for story in stories for one in story.motions]

    assert len(motions) == len(put) > 8
    assert len(conditions) == sum(len(one.put.conditions) for one in put) > 3
    for story in stories:
        for shown, motion in zip(case(motions, story.id), story.motions, strict=True):
            assert shown["proposal"] == motion.put.proposal
            assert shown["result"] == (motion.closed and motion.closed.tally.result)
            assert shown["ruling"] == (motion.ruling and motion.ruling.decision)
            assert (shown["reasons"] or "").split() == list(motion.put.reasons)
            cast = [one for one in ballots if one["motion"] == shown["motion"]]
            if motion.open:
                assert cast == [], "nobody learns how others vote"
                continue
            assert [(one["by"], one["seat"], one["vote"]) for one in cast] == [
                (one.by, one.seat, one.vote) for one in motion.ballots
            ]
            counting = {one["seat"]: one["vote"] for one in cast if one["counts"]}
            standing = motion.without(story.recused)
            assert counting == {seat: one.vote for seat, one in standing.items()}
        told = row(story)
        of_case = [one["standing"] for one in case(conditions, story.id)]
        for name in ("open", "kept", "broken"):
            assert of_case.count(name) == getattr(told, f"conditions_{name}"), story.id
    assert {one["standing"] for one in conditions} >= {"open", "kept", "proposed"}


def test_answers_of_every_kind_can_be_read(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "screening.db")
    content = {
        "fact": "request_screened",
        "case": "C-1",
        "request": {
            "answers": {"a": True, "b": False, "c": 0, "d": "x", "e": ["y", "z"], "f-1": []},
            "evidence": {"f-1": {"basis": "said", "note": "by phone"}},
        },
    }
    with log.writing() as writing:
        writing.append("C-1", json.dumps(content, separators=(",", ":")))
    log.close()

    shown = [(one["question"], one["answer"], one["basis"]) for one in rows(log.file, "answers")]

    assert shown == [
        ("a", "yes", None),
        ("b", "no", None),
        ("c", 0, None),
        ("d", "x", None),
        ("e", "y", None),
        ("e", "z", None),
        ("f-1", "none", "said"),
    ]


def a_written_log(file: Path, *facts: Row) -> Path:
    """A log of facts of one case, in so few words as a view reads."""
    log = SqliteLog(file)
    with log.writing() as writing:
        for number, fact in enumerate(facts, start=1):
            content = {"submission": f"s-{number}", **fact, "case": "C-1"}
            writing.append("C-1", json.dumps(content, separators=(",", ":")))
    log.close()
    return file


def test_a_ballot_counts_unless_a_later_one_replaces_it_or_somebody_left(tmp_path: Path) -> None:
    def ballot(by: str, seat: str) -> Row:
        return {"fact": "ballot_cast", "motion": "s-1", "by": by, "seat": seat, "vote": "for"}

    file = a_written_log(
        tmp_path / "screening.db",
        {"fact": "motion_put", "rules": {"authority": "binding"}},
        ballot("a", "a"),  # 2: what its delegate cast later does not count
        ballot("left", "a"),
        ballot("b", "b"),  # 4: replaced
        ballot("b", "b"),
        ballot("c", "left"),  # 6: who holds the seat left the case
        {"fact": "recusal_declared", "by": "left"},
        {"fact": "motion_closed", "motion": "s-1", "tally": {"result": "carried"}},
    )

    shown = rows(file, "ballots")
    assert [one["line"] for one in shown] == [2, 3, 4, 5, 6]
    assert [one["line"] for one in shown if one["counts"]] == [2, 5]


def test_a_condition_stands_as_was_said_last_of_it(tmp_path: Path) -> None:
    def settled(condition: int, kept: bool) -> Row:
        fact = {"fact": "condition_settled", "motion": "s-1", "condition": condition}
        return {**fact, "kept": kept, "proof": f"kept: {kept}"}

    put = {
        "fact": "motion_put",
        "proposal": "accept",
        "rules": {"authority": "advisory"},
        "conditions": [{"text": "first"}, {"text": "second"}, {"text": "third"}],
    }
    closed = {"fact": "motion_closed", "motion": "s-1", "tally": {"result": "carried"}}
    decided = {"fact": "decision_taken", "motion": "s-1", "decision": "accept_with_conditions"}
    advised = a_written_log(tmp_path / "advised.db", put, closed)
    ruled = a_written_log(
        tmp_path / "ruled.db", put, closed, decided, settled(1, False), settled(2, True)
    )
    mended = a_written_log(
        tmp_path / "mended.db", put, closed, decided, settled(1, False), settled(1, True)
    )

    def standings(file: Path) -> list[tuple[str, str, str | None]]:
        shown = rows(file, "conditions")
        return [(one["text"], one["standing"], one["proof_given"]) for one in shown]

    assert {one[1] for one in standings(advised)} == {"proposed"}
    assert standings(ruled) == [
        ("first", "broken", "kept: False"),
        ("second", "kept", "kept: True"),
        ("third", "open", None),
    ]
    assert standings(mended)[0] == ("first", "kept", "kept: True")


def test_no_view_names_a_person(file: Path) -> None:
    with opened(file) as db:
        people = [(one["name"], one["email"]) for one in db["person"].rows if one["name"]]
        said = "\n".join(str(list(one.values())) for view in VIEWS for one in db[view].rows)

    assert len(people) > 20
    assert [name for name, _ in people if name in said] == []
    assert [email for _, email in people if email and email in said] == []


# ── Kept in place ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "change",
    [
        ["DROP VIEW decisions"],
        ["DROP VIEW findings", "CREATE VIEW findings AS SELECT 'all is well' AS finding"],
        [f"DROP VIEW {name}" for name in VIEWS],
    ],
)
def test_views_of_another_version_are_replaced_at_the_next_opening(
    file: Path, change: list[str]
) -> None:
    before = {view: rows(file, view) for view in VIEWS}
    with closing(sqlite3.connect(file, isolation_level=None)) as by_hand:
        for statement in change:
            by_hand.execute(statement)

    log = SqliteLog(file)

    assert {view: rows(file, view) for view in VIEWS} == before
    assert list(verify_log(log)) == []
    log.close()


def test_views_are_there_again_with_an_index_derived_again(file: Path) -> None:
    before = rows(file, "decisions")
    log = SqliteLog(file)
    log.rebuild_index()
    log.close()

    assert rows(file, "decisions") == before


def test_lines_that_were_altered_leave_the_others_readable(file: Path) -> None:
    whole = {view: len(rows(file, view)) for view in VIEWS}
    [tenth] = [one for one in rows(file, "line") if one["number"] == 10]
    bytes_ = file.read_bytes()
    at = bytes_.index(tenth["content"][:200].encode())
    file.write_bytes(bytes_[:at] + b"#" + bytes_[at + 1 :])

    left = {view: len(rows(file, view)) for view in VIEWS}

    assert left["facts"] == whole["facts"]
    assert left["versions"] == whole["versions"] - 1
    assert left["findings"] == whole["findings"] - 12
    assert left["motions"] == whole["motions"]


# ── What the documents tell ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_is_told(file: Path, language: Language) -> None:
    told = {codes(name)[0]: codes(columns) for name, _, columns in table(text_of(PAGES[language]))}

    with opened(file) as db:
        assert told == {view: [one.name for one in db[view].columns] for view in VIEWS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_shown_has_an_answer(file: Path, language: Language) -> None:
    asked = [one.text for one in blocks(text_of(PAGES[language])) if one.kind == "sql"]

    assert len(asked) == 5
    with opened(file) as db:
        assert [sql for sql in asked if not list(db.query(sql.rstrip(";\n")))] == []


# ── The doors ────────────────────────────────────────────────────────────────────────────────


def test_sqlite_utils_reads_every_view(file: Path) -> None:
    before = file.read_bytes()

    with opened(file) as db:
        assert set(db.view_names()) >= set(VIEWS)
        for view in VIEWS:
            assert db[view].count > 0, view
            assert next(iter(db[view].rows)).keys()
        found = db.query("SELECT count(*) AS cases FROM decisions WHERE status = 'accepted'")
        assert next(found)["cases"] > 20

    assert file.read_bytes() == before


def test_sqlite_utils_reads_as_a_program_too(file: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "sqlite_utils", "rows", file, "decisions", "--limit", "1"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert json.loads(said)[0]["case"].startswith("C-")


def test_a_log_in_use_can_be_read_beside_its_writer(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "screening.db")
    submit(log, "s-1")

    assert [one["case"] for one in rows(log.file, "decisions")] == ["C-1"]
    log.close()


@pytest.fixture(scope="module")
def datasette(
    filled_example: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path]]:
    """A real Datasette over the example log, and the log."""
    folder = tmp_path_factory.mktemp("datasette")
    file = Path(shutil.copy(filled_example, folder / "log.db"))
    program = [sys.executable, "-m", "datasette", "serve", "--immutable", file, "--port", "0"]
    with subprocess.Popen(program, stderr=subprocess.PIPE, text=True, cwd=folder) as process:
        assert process.stderr is not None
        address = next(
            line.split("running on ")[1].split()[0]
            for line in process.stderr
            if "running on http" in line
        )
        yield address, file
        process.terminate()


def told(address: str) -> Any:
    with urlopen(address, timeout=20) as answer:
        return json.loads(answer.read())


def test_datasette_serves_every_view_and_changes_no_byte(
    datasette: tuple[str, Path], file: Path
) -> None:
    address, served = datasette

    assert {one["name"] for one in told(f"{address}/log.json")["views"]} == set(VIEWS)
    for view in VIEWS:
        shown = told(f"{address}/log/{view}.json?_shape=objects&_size=1000")["rows"]
        assert shown[:100] == rows(file, view)[:100], view
    sql = quote("SELECT status, count(*) AS cases FROM decisions GROUP BY status")
    assert len(told(f"{address}/log.json?sql={sql}&_shape=array")) > 2

    assert served.read_bytes() == file.read_bytes()
    assert sorted(one.name for one in served.parent.iterdir()) == ["log.db"]


def test_datasette_writes_nothing_even_when_asked(datasette: tuple[str, Path]) -> None:
    address, file = datasette
    before = file.read_bytes()

    with pytest.raises(URLError):
        told(f"{address}/log.json?sql={quote('DELETE FROM line')}")
    assert file.read_bytes() == before
