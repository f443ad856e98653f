"""The decision log in files: what they hold, who may have them, and that they are whole or not."""

import csv
import json
import resource
from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest

from screening.core.access import ROLES, NotAllowed, Person
from screening.core.facts import EXPORT_FORMS, ExportForm, LogExported, read_fact
from screening.core.model import LANGUAGES
from screening.core.query import Query
from screening.core.verification import verify
from screening.exports import AlreadyExported, FileUnwritable, export, steps
from screening.exports.decisions import DECISIONS, decision
from screening.exports.filters import in_codes, in_words
from screening.exports.telling import Naming, Told, Words
from screening.exports.texts import LONGEST, Fitting, as_excel_reads_it
from screening.language import sentences
from screening.log_file import read_log_file
from screening.replaying import replay
from screening.review import NewMotion, Review
from screening.service import Desk, verify_log
from screening.stores.protocol import PersonDetails
from screening.stores.sqlite import SqliteLog
from tests.builders import (
    ANA,
    FOUR,
    MANAGER,
    ONE,
    THREE,
    TWO,
    Clock,
    a_loaded_edition,
    a_request,
    put,
    referred,
    vote,
)
from tests.faults.processes import finished, forked
from tests.tampering import rewrite

EVERYTHING = Query()
ENDINGS: dict[ExportForm, str] = {
    "xlsx": ".xlsx",
    "csv": ".csv",
    "csv_excel": ".csv",
    "jsonl": ".jsonl",
}


@pytest.fixture
def desk(review: Review) -> Desk:
    return review.desk


def record(desk: Desk, reference: str, **said: Any) -> str:
    request = a_request(reference=reference, owner=None, prospect={"name": reference}, **said)
    return desk.record(request, f"s-{reference}", ANA).case


def exports_in(desk: Desk) -> list[LogExported]:
    return [one for one in desk.common_facts() if isinstance(one, LogExported)]


def left_in(folder: Path) -> list[str]:
    """What an export left there, beside the log."""
    return sorted(one.name for one in folder.iterdir() if not one.name.startswith("screening.db"))


# ── Who may, and what is recorded ────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", [one for one in ROLES if one != "manager"])
def test_nobody_but_a_manager_exports(desk: Desk, tmp_path: Path, role: Any) -> None:
    record(desk, "HS-1")

    with pytest.raises(NotAllowed):
        export(desk, EVERYTHING, "csv", "en", tmp_path / "log.csv", Person("somebody", role))

    assert left_in(tmp_path) == []
    assert exports_in(desk) == []


@pytest.mark.parametrize("form", EXPORT_FORMS)
def test_an_export_is_a_fact_with_the_head_that_the_file_tells_of(
    desk: Desk, tmp_path: Path, clock: Clock, form: ExportForm
) -> None:
    record(desk, "HS-1")
    record(desk, "HS-2", answers={"open": False, "share": 80})
    head = desk.log.head()
    clock.turn(hours=1)

    exported = export(
        desk, Query(outcome=("refer",)), form, "fr", tmp_path / f"log{ENDINGS[form]}", MANAGER
    )

    assert (exported.cases, exported.head) == (1, head)
    held = json.loads(desk.log.common_lines()[-1].content)
    del held["submission"]
    assert held == {
        "fact": "log_exported",
        "at": "2026-03-02T13:00:00Z",
        "by": "manager-1",
        "case": None,
        "form": form,
        "language": "fr",
        "filter": "outcome=refer",
        "cases": 1,
        "head": {"number": head.number, "seal": head.seal},
    }
    assert desk.log.head().number == head.number + 1
    with desk.log.reading() as reading:
        assert list(verify_log(reading)) == []


def test_the_same_export_twice_is_made_and_recorded_once(desk: Desk, tmp_path: Path) -> None:
    record(desk, "HS-1")
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    export(desk, EVERYTHING, "csv", "en", one, MANAGER, submission="e-1")

    with pytest.raises(AlreadyExported):
        export(desk, EVERYTHING, "csv", "en", other, MANAGER, submission="e-1")

    assert left_in(tmp_path) == ["one.csv"]
    assert len(exports_in(desk)) == 1


def test_of_two_that_race_with_one_submission_one_is_made(desk: Desk, tmp_path: Path) -> None:
    record(desk, "HS-1")
    outcomes = at_once(
        2,
        lambda n, meet: export(
            desk,
            EVERYTHING,
            "csv",
            "en",
            tmp_path / f"{n}.csv",
            MANAGER,
            progress=lambda _: meet(),
            submission="e-1",
        ),
    )

    assert sorted(type(one).__name__ for one in outcomes) == ["AlreadyExported", "Exported"]
    assert len(left_in(tmp_path)) == 1
    assert len(exports_in(desk)) == 1


def at_once(count: int, act: Callable[[int, Callable[[], object]], object]) -> list[object]:
    """Acts in as many threads, all of which are half-way before any goes on."""
    barrier = Barrier(count, timeout=60)
    outcomes: list[object] = []

    def run(n: int) -> None:
        met = False

        def meet() -> None:
            nonlocal met
            if not met:
                met = True
                barrier.wait()

        try:
            outcomes.append(act(n, meet))
        except (AlreadyExported, FileUnwritable) as stopped:
            outcomes.append(stopped)

    threads = [Thread(target=run, args=(n,)) for n in range(count)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return outcomes


def test_words_that_were_looked_for_are_not_sealed(desk: Desk, tmp_path: Path) -> None:
    record(desk, "HS-1")

    export(desk, Query(text="Léa Petit"), "csv", "en", tmp_path / "log.csv", MANAGER)

    assert exports_in(desk)[0].filter == "text"
    assert not any("Petit" in line.content for line in desk.log.lines())


def test_a_filter_is_always_written_the_same() -> None:
    query = Query(
        text="digital",
        status=("withdrawn", "declined"),
        owner=("sales-2",),
        opened_from=datetime(2026, 1, 31, 23, tzinfo=UTC),
        amount_to=5_000,
        improved=True,
        reader="manager-1",
        before=12,
        size=7,
    )

    assert in_codes(query) == (
        "text status=declined~withdrawn owner=sales-2 improved "
        "opened_from=2026-01-31T23:00:00+00:00 amount_to=5000"
    )
    assert in_codes(Query(reader="manager-1", before=12, size=7)) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_filter_has_its_words(language: Any) -> None:
    words = {key.split(".")[2] for key in sentences(language) if key.startswith("export.filter.")}

    assert words == {one.name for one in fields(Query)} - {"reader", "before", "size"}


def test_a_filter_is_told_to_its_last_day(desk: Desk) -> None:
    desk.introduce(PersonDetails("sales-2", "Yanis Morel", None, None, None))
    query = Query(
        status=("declined", "withdrawn"),
        owner=("sales-2",),
        because=("lost", "learner_pays"),
        # A month in Paris, where it is an hour or two later.
        opened_from=datetime(2026, 2, 28, 23, tzinfo=UTC),
        opened_before=datetime(2026, 3, 31, 22, tzinfo=UTC),
        amount_from=10_000,
    )

    assert in_words(query, Naming(desk.log, "en"), "en") == (
        "status: Declined, Withdrawn; salesperson: Yanis Morel; reason: lost to a competitor, "
        "the people concerned bear too much of the price; opened from 1 March 2026; "
        "opened until 31 March 2026; amount from €10,000"
    )
    assert in_words(Query(), Naming(desk.log, "fr"), "fr") == "tous les dossiers"


# ── Whole, or not at all ─────────────────────────────────────────────────────────────────────


class Stopped(Exception):
    pass


@pytest.mark.parametrize("form", EXPORT_FORMS)
def test_an_export_that_is_stopped_half_way_leaves_nothing(
    desk: Desk, tmp_path: Path, form: ExportForm
) -> None:
    for n in range(3):
        record(desk, f"HS-{n}")
    to = tmp_path / f"log{ENDINGS[form]}"
    to.write_text("an earlier export")
    told = 0

    def progress(more: int) -> None:
        nonlocal told
        told += more
        assert left_in(tmp_path) != [to.name]  # what is not whole is beside it
        if told == 2:
            raise Stopped

    with pytest.raises(Stopped):
        export(desk, EVERYTHING, form, "en", to, MANAGER, progress)

    assert to.read_text() == "an earlier export"
    assert left_in(tmp_path) == [to.name]
    assert exports_in(desk) == []


def test_a_workbook_that_is_stopped_while_it_is_packed_leaves_nothing(
    desk: Desk, tmp_path: Path
) -> None:
    record(desk, "HS-1")
    told = 0

    def progress(more: int) -> None:
        nonlocal told
        told += more
        if told == 1 and more == 0:
            raise Stopped

    with pytest.raises(Stopped):
        export(desk, EVERYTHING, "xlsx", "en", tmp_path / "log.xlsx", MANAGER, progress)

    assert left_in(tmp_path) == []
    assert exports_in(desk) == []


@pytest.mark.parametrize("form", EXPORT_FORMS)
def test_progress_is_told_of_every_step(desk: Desk, tmp_path: Path, form: ExportForm) -> None:
    for n in range(3):
        record(desk, f"HS-{n}")
    told: list[int] = []
    expected = steps(desk, EVERYTHING, form, MANAGER)

    export(desk, EVERYTHING, form, "en", tmp_path / f"log{ENDINGS[form]}", MANAGER, told.append)

    # Three cases; as lines, with their edition.
    assert sum(told) == expected == (4 if form == "jsonl" else 3)


@pytest.mark.parametrize("form", EXPORT_FORMS)
def test_a_disk_that_fills_up_is_told_and_nothing_is_left(tmp_path: Path, form: ExportForm) -> None:
    file, to = tmp_path / "screening.db", tmp_path / f"log{ENDINGS[form]}"

    def opened() -> Desk:
        return Desk(SqliteLog(file), a_loaded_edition(), Clock())

    desk = opened()
    for n in range(60):
        record(desk, f"HS-{n}", summary=f"{n} " * 3_000)
    desk.log.close()

    def fill_up() -> None:
        desk = opened()
        # To a file beyond a size the kernel says no as it does on a full disk.
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        with pytest.raises(FileUnwritable, match=r"^full"):
            export(desk, EVERYTHING, form, "en", to, MANAGER)

    assert finished([forked(fill_up)]) == [0]
    assert left_in(tmp_path) == []
    assert exports_in(opened()) == []


def test_a_place_where_nothing_can_be_written_is_told(desk: Desk, tmp_path: Path) -> None:
    record(desk, "HS-1")
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "file").write_text("no folder")
    places = {"missing/log.csv": "no_folder", "file/log.csv": "no_folder", "folder.csv": "folder"}

    for place, code in places.items():
        with pytest.raises(FileUnwritable) as stopped:
            export(desk, EVERYTHING, "csv", "en", tmp_path / place, MANAGER)
        assert stopped.value.code == code
        assert stopped.value.values["file"] == str(tmp_path / place)

    assert left_in(tmp_path) == ["file", "folder.csv"]
    assert exports_in(desk) == []


@pytest.mark.parametrize("form", EXPORT_FORMS)
def test_two_exports_at_once_to_one_name_are_both_whole(
    desk: Desk, tmp_path: Path, form: ExportForm
) -> None:
    for n in range(3):
        record(desk, f"HS-{n}")
    to = tmp_path / f"log{ENDINGS[form]}"

    outcomes = at_once(
        2,
        lambda _, meet: export(
            desk, EVERYTHING, form, "en", to, MANAGER, progress=lambda _: meet()
        ),
    )

    assert [type(one).__name__ for one in outcomes] == ["Exported", "Exported"]
    assert left_in(tmp_path) == [to.name]
    assert len(exports_in(desk)) == 2


def test_an_export_tells_of_one_moment_whatever_is_recorded_meanwhile(
    desk: Desk, tmp_path: Path
) -> None:
    for n in range(3):
        record(desk, f"HS-{n}")
    head = desk.log.head()
    written = False

    def progress(_: int) -> None:
        nonlocal written
        if not written:
            written = True
            record(desk, "HS-later")

    exported = export(desk, EVERYTHING, "jsonl", "en", tmp_path / "log.jsonl", MANAGER, progress)

    assert exported.head == head
    assert [one.number for one in read_log_file(tmp_path / "log.jsonl")] == [1, 2, 3, 4]


# ── The sealed lines ─────────────────────────────────────────────────────────────────────────


def test_the_lines_of_everything_prove_themselves(desk: Desk, tmp_path: Path) -> None:
    record(desk, "HS-1", title="Développeurs « web » \U0001f600 العربية")
    record(desk, "HS-2")
    before = list(desk.log.lines())
    to = tmp_path / "log.jsonl"

    exported = export(desk, EVERYTHING, "jsonl", "fr", to, MANAGER)

    assert list(read_log_file(to)) == before
    assert list(verify(read_log_file(to), quoted=exported.head)) == []
    assert [list(json.loads(one)) for one in to.read_text("ascii").splitlines()] == [
        ["number", "case", "content", "seal"]
    ] * len(before)


def test_the_lines_of_chosen_cases_are_theirs_and_replay(review: Review, tmp_path: Path) -> None:
    one = record(review.desk, "HS-1")
    other = referred(review, "HS-2")
    put(review, other)
    vote(review, other, ONE, "against")
    to = tmp_path / "log.jsonl"

    exported = export(review.desk, Query(status=("voting",)), "jsonl", "fr", to, MANAGER)

    assert exported.cases == 1
    edition, *of_cases = read_log_file(to)
    assert read_fact(edition.content).fact == "edition_adopted"
    assert of_cases == list(review.desk.log.lines(case=other))
    assert list(replay(read_log_file(to))) == []
    assert one not in to.read_text()


# ── CSV ──────────────────────────────────────────────────────────────────────────────────────


def test_csv_for_machines_holds_codes_and_moments_and_every_text_as_it_is(
    desk: Desk, tmp_path: Path
) -> None:
    desk.introduce(PersonDetails("sales-1", "Ana López", None, None, None))
    case = record(
        desk,
        "HS-1",
        title='-2 "days", +1;\non line two',
        amount=12_000,
        starts="2026-09",
        answers={"open": False, "share": 60},
    )
    head = desk.log.head()
    to = tmp_path / "log.csv"

    export(desk, EVERYTHING, "csv", "fr", to, MANAGER)

    with to.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert {name: value for name, value in row.items() if value} == {
        "case": case,
        "opened_at": "2026-03-02T12:00:00+00:00",
        "prospect": "HS-1",
        "title": '-2 "days", +1;\non line two',
        "owner_name": "Ana López",
        "learners": "40",
        "amount": "12000",
        "starts": "2026-09",
        "outcome": "refer",
        "score": "20",
        "not_met": "openness",
        "status": "referred",
        "blocking": "openness",
        "procedure": "bureau",
        "first_outcome": "refer",
        "versions": "1",
        "conditions_open": "0",
        "conditions_kept": "0",
        "conditions_broken": "0",
        "edition": "2026-test",
        "accept_from": "60",
        "reference": "HS-1",
        "owner": "sales-1",
        "recorded_at": "2026-03-02T12:00:00+00:00",
        "recorded_by": "Ana López",
        "changed_at": "2026-03-02T12:00:00+00:00",
        "line": "2",
        "seal": head.seal,
        "answers": "open:no share:60",
        "findings": "openness:not_met priority:partly_met",
        "head": str(head),
    }


def test_csv_for_a_french_excel_has_its_mark_its_separators_and_its_dates(
    desk: Desk, tmp_path: Path, clock: Clock
) -> None:
    clock.turn(hours=11, minutes=30)  # half past midnight in Paris
    desk.introduce(PersonDetails("sales-1", "=1+1", None, None, None))
    record(desk, "HS-1", title="@home; « à distance »", amount=12_000, starts="2026-09")
    to = tmp_path / "log.csv"

    export(desk, EVERYTHING, "csv_excel", "fr", to, MANAGER)

    written = to.read_bytes()
    assert written.startswith("\ufeffDossier;Ouvert le;Organisation;Demande;Commercial;".encode())
    assert written.count(b"\r\n") == 2
    with to.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file, delimiter=";")
    assert row["Ouvert le"] == "03/03/2026"
    assert row["Version du"] == "03/03/2026 00:30"
    assert row["Début"] == "09/2026"
    assert row["Montant"] == "12000"
    assert row["Demande"] == "'@home; « à distance »"
    assert row["Commercial"] == "'=1+1"
    assert row["Verdict des critères"] == "Accepté"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+33 1 23", "'+33 1 23"),
        ("-1", "'-1"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\tx", "'\tx"),
        ("007", "'007"),
        ("80295478500028", "'80295478500028"),  # Excel would show 8,02955E+13
        ("2026-1", "'2026-1"),  # and here a month
        ("3/4", "'3/4"),
        ("8:30", "'8:30"),
        ("1E5", "'1E5"),
        ("802954785", "802954785"),
        ("Atelier 3/4", "Atelier 3/4"),
        ("10 000", "'10 000"),
        ("50 %", "'50 %"),
        ("(5)", "'(5)"),
        ("10 €", "'10 €"),
        ("Mai 2026", "'Mai 2026"),  # 1 May
        ("MAR-26", "'MAR-26"),
        ("1 sept.", "'1 sept."),
        ("12 March 2026", "'12 March 2026"),
        ("Vrai", "'Vrai"),
        ("Mai", "Mai"),
        ("Marseille 2026", "Marseille 2026"),
        ("Octobre rose 2026", "Octobre rose 2026"),
        ("42", "42"),
        ("-", "'-"),
        ("…", "…"),
        ("HS-1", "HS-1"),
        ("a = b", "a = b"),
        ("", ""),
    ],
)
def test_excel_takes_a_text_for_nothing_else(text: str, read: str) -> None:
    assert as_excel_reads_it(text) == read


def test_a_text_beyond_what_a_cell_holds_is_cut_with_a_mark_and_counted() -> None:
    fitting = Fitting("[cut]")

    # An emoji takes two of the units that Excel counts.
    assert fitting("a" * 40_000) == "a" * (LONGEST - 5) + "[cut]"
    assert fitting("\U0001f600" * 20_000) == "\U0001f600" * 16_381 + "[cut]"
    assert fitting("é" * LONGEST) == "é" * LONGEST
    assert (fitting.cut, fitting.replaced) == (2, 0)


def test_characters_that_no_sheet_holds_become_pictures_and_are_counted() -> None:
    fitting = Fitting("[cut]")

    assert fitting("a\x00b\x1b[31m\x7f\ud800\uffff") == "a␀b␛[31m␡\ufffd\ufffd"
    assert fitting("one\r\ntwo\rthree\n\tfour") == "one\ntwo\nthree\n\tfour"
    assert (fitting.cut, fitting.replaced) == (0, 1)


# ── What a row says ──────────────────────────────────────────────────────────────────────────


def cells_of(review: Review, language: Any = "en", **query: Any) -> dict[str, Any]:
    """The one decision that a query finds, by the codes of its columns."""
    desk = review.desk
    (row,) = desk.log.rows(Query(**query))
    case = desk.case(row.case, MANAGER).case
    told = Told(
        case.id, list(desk.log.lines(case=case.id))[-1], case, Words(desk.edition, language)
    )
    cells = decision(told, Naming(desk.log, language), lambda case: case.latest.request.amount)
    return dict(zip([one.code for one in DECISIONS.columns], cells, strict=True))


def test_a_declined_case_says_why_and_since_when(review: Review, clock: Clock) -> None:
    case = referred(review)
    decline = NewMotion("decline", "Closed to all.", reasons=("closed_content", "audience"))
    put(review, case, decline)
    clock.turn(days=2)
    for member in (ONE, TWO, THREE, FOUR):
        vote(review, case, member, "for")

    told = cells_of(review)
    assert told["status"] == "Declined"
    assert told["decided_at"] == clock.now
    assert told["because"] == (
        "what is made stays with the client alone; "
        "too few of the people whom the mission puts first"
    )
    assert told["ruling"] == "decline"
    assert cells_of(review, None)["because"] == "closed_content audience"


def test_an_erased_person_is_shown_as_such(review: Review) -> None:
    review.desk.introduce(PersonDetails("sales-1", "Ana López", "a@b.c", None, None))
    referred(review)
    assert cells_of(review)["owner_name"] == "Ana López"

    review.desk.erase("sales-1", MANAGER)

    assert cells_of(review)["owner_name"] == "erased person (sales-1)"
    assert cells_of(review, "fr")["owner_name"] == "personne effacée (sales-1)"


def test_a_case_whose_lines_tell_none_any_more_is_named_and_the_others_go_on(
    desk: Desk, tmp_path: Path
) -> None:
    record(desk, "HS-1")
    altered = record(desk, "HS-2")
    rewrite(tmp_path / "screening.db", 3, '"outcome"', '"outcame"')
    to = tmp_path / "log.csv"

    exported = export(desk, EVERYTHING, "csv", "en", to, MANAGER)

    assert (exported.cases, exported.unreadable) == (2, 1)
    with to.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(one["case"], one["status"]) for one in rows] == [
        (altered, "unreadable"),
        ("C-2", "accepted"),
    ]


def test_a_college_that_only_another_edition_has_is_named_as_there() -> None:
    edition = a_loaded_edition().edition
    assert Words(edition, "en", {"mentors": "Mentors"}).college("mentors") == "Mentors"
    assert Words(edition, "en").college("mentors") == "mentors"
