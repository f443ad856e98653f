"""What the decision log costs: a durable append, finding cases among a million, verifying.

    python -m benchmarks.log_bench

Needs about 10 GB of disk, which it gives back, and some minutes, most of them to build a log of a
million cases. Ours and its peer take turns in every round, so that a busy machine slows both:
trust the ratios more than the times. Exits with 1 when a floor is missed.
"""

import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from functools import partial
from hashlib import sha256
from itertools import accumulate, islice
from pathlib import Path
from platform import python_version
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, NamedTuple

from screening.core.access import Person
from screening.core.assessment import Answer, Rules, assess
from screening.core.cases import CaseRow, case_id, fold, row
from screening.core.chain import flaws, seal
from screening.core.committee_facts import MotionClosed, MotionPut
from screening.core.committee_rules import motion_rules
from screening.core.facts import RecordedFinding, RecordedScore, RequestScreened, content
from screening.core.impact import contributions
from screening.core.query import Query
from screening.core.request import Prospect, Request
from screening.core.roster import Roster, Seat
from screening.core.tally import Ballot, Count, tally
from screening.core.verification import verify
from screening.criteria_file import load
from screening.review import Review
from screening.service import Desk
from screening.stores.sqlite import SqliteLog

CRITERIA = Path(__file__).resolve().parents[1] / "criteria.yaml"
DAY = date(2026, 11, 24)
SEED = 2026
SMALL, LARGE = 10_000, 1_000_000
ROUNDS = 9

SYLLABLES = (
    *("ba", "ca", "co", "cri", "di", "eur", "fo", "for", "ga", "la", "lu", "ma"),
    *("mé", "ne", "pa", "pro", "ré", "sa", "so", "ti", "tion", "tra", "vi", "zo"),
)


class Row(NamedTuple):
    """A line of the report: what was measured, its figure, ours against the peer, the floor."""

    label: str
    figure: str = ""
    ratio: str = ""
    floor: str = ""
    met: bool | None = None

    def __str__(self) -> str:
        met = {None: "", True: "met", False: "MISSED"}[self.met]
        return f"{self.label:<52} {self.figure:>14} {self.ratio:>7} {self.floor:>8} {met}".rstrip()


def main() -> int:
    versions = f"Python {python_version()}, SQLite {sqlite3.sqlite_version}"
    print(f"{versions}, medians of {ROUNDS} rounds.\n")
    met = [_show(_appends)]
    with TemporaryDirectory(prefix="log-bench-") as folder:
        small = _built(Path(folder) / "small.db", SMALL)
        large = _built(Path(folder) / "large.db", LARGE)
        met += [_show(lambda: _look_ups(small, large)), _show(lambda: _verifying(small, large))]
        small.close()
        large.close()
    return int(not all(met))


def _show(measure: Callable[[], list[Row]]) -> bool:
    rows = measure()
    print(*rows, "", sep="\n", flush=True)
    return all(row.met is not False for row in rows)


# ── What is recorded ─────────────────────────────────────────────────────────────────────────


class Screenings:
    """Any number of decided requests, always the same: one of many texts, owners and editions."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._random = Random(SEED)
        self._words = sorted(
            {
                "".join(self._random.choices(SYLLABLES, k=self._random.randint(2, 4)))
                for _ in range(20_000)
            },
            key=lambda word: sha256(word.encode()).digest(),
        )
        # As in any language, few words are said very often.
        self._often = list(accumulate(1 / (place + 5) for place in range(len(self._words))))
        self._template = self._sealed()

    def contents(self) -> Iterator[tuple[str, str]]:
        """Each case with the content of its line, the first one being line 1."""
        for number in range(1, self._count + 1):
            words = self._random.choices(self._words, cum_weights=self._often, k=18)
            words[3] = "formation" if number % 2 else words[3]
            # In fifty cases of a log, however long it is.
            words[5] = "zircon" if number % (self._count // 50) == 0 else words[5]
            case = case_id(number)
            held = (
                self._template.replace("@case", case)
                .replace("@reference", f"HS-{self._random.randint(1_000, 9_999_999)}")
                .replace("@title", " ".join(words[:8]))
                .replace("@summary", " ".join(words[8:]))
                .replace("@owner", f"p-{number % 200}")
                # From the oldest edition to the newest, five of them.
                .replace("@edition", f"{2022 + 5 * (number - 1) // self._count}-1")
            )
            if number % 3 == 0:
                held = held.replace('"outcome":"accept"', '"outcome":"refer"')
                held = held.replace('"blocks":false', '"blocks":true', 1)
            yield case, held

    def _sealed(self) -> str:
        """A screening under the criteria that the desk comes with, its variable parts marked."""
        answers: dict[str, Answer] = {
            "catalogue_opening": "within_6_months",
            "client_sector": "public_service",
            "priority_share": 80,
            "priority_audiences": ("far_from_employment", "low_skilled"),
            "learner_pays": False,
            "contract_form": "jobseeker_with_offer",
            "concern": False,
        }
        loaded = load(CRITERIA)
        rules = Rules(loaded.edition, DAY)
        found = assess(answers, rules)
        if found.outcome != "accept":
            sys.exit("criteria.yaml was changed: give answers that it accepts")
        fact = RequestScreened(
            at=datetime(2026, 11, 24, 9, 30, tzinfo=UTC),
            by="p-1",
            case="@case",
            submission="submission-of-@case",
            request=Request(
                reference="@reference",
                prospect=Prospect(name="Région Hauts-de-France", country="FR"),
                title="@title",
                summary="@summary",
                learners=40,
                owner="@owner",
                answers=answers,
            ),
            edition="@edition",
            fingerprint=loaded.fingerprint,
            engine="1.0",
            on=DAY,
            outcome="accept",
            score=RecordedScore(**found.score._asdict()),
            accept_from=rules.accept_from,
            findings=tuple(RecordedFinding(**one._asdict()) for one in found.findings),
        )
        return content(fact)


def _rulings(count: int) -> Iterator[tuple[str, str]]:
    """The committee's lines on one case in sixty, all of them referred: a motion, and its count."""
    at = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
    seats = tuple(Seat(member=f"member-{n}", college="clients") for n in range(5))
    rules = motion_rules(load(CRITERIA).edition.committee, "full")
    rules = rules.model_copy(update={"authority": "binding"})
    votes = tuple(Ballot(n, one.member, "for") for n, one in enumerate(seats))
    said: dict[str, Any] = {"at": at, "by": "chair-1", "case": "@case"}
    put = MotionPut(
        **said,
        submission="motion-@case",
        proposal="accept",
        because="It serves the mission.",
        procedure="full",
        rules=rules,
        seats=seats,
        closes_at=at + timedelta(days=30),
    )
    closed = MotionClosed(
        **said,
        submission="close-@case",
        motion="motion-@case",
        ended="settled",
        tally=tally(Count(rules, seats, votes)),
    )
    for number in range(60, count + 1, 60):
        for fact in (put, closed):
            yield case_id(number), content(fact).replace("@case", case_id(number))


# ── A durable append ─────────────────────────────────────────────────────────────────────────

# Short turns, and many: a disk is busier at some moments than at others.
APPENDS = 100
APPEND_ROUNDS = 45

Append = Callable[[str, str, CaseRow], None]
Sum = tuple[str, str, str, int]


def _appends() -> list[Row]:
    prepared = []
    for number, (case, held) in enumerate(
        Screenings((APPEND_ROUNDS + 5) * APPENDS).contents(), start=1
    ):
        fact = RequestScreened.model_validate_json(held)
        prepared.append((case, held, row(fold([fact], number))))
    with TemporaryDirectory(prefix="log-bench-") as folder:
        marks = _marks(Path(folder) / "marks.db", (indexed for *_, indexed in prepared))
        sums = {
            indexed.number: [(*key, value) for key, value in contributions(indexed).items()]
            for *_, indexed in prepared
        }
        log = SqliteLog(Path(folder) / "ours.db")

        def ours(case: str, held: str, indexed: CaseRow) -> None:
            with log.writing() as writing:
                if writing.submitted(f"submission-of-{case}"):
                    raise AssertionError("a new submission is new")
                writing.append(case, held)
                writing.index(indexed)

        engines: list[Append] = [
            ours,
            _bare(Path(folder) / "searched.db", sums, marks),
            _bare(Path(folder) / "plain.db", sums, None),
        ]
        mine, searched, plain = _in_turns(
            [_one_by_one(engine, prepared) for engine in engines],
            per_round=APPENDS,
            rounds=APPEND_ROUNDS,
            warm_up=5,
        )
        log.close()
    return [
        Row("A durable append", "", "ours/it", "floor"),
        Row("  ours: line, submission, index row, search, sums", _per_second(mine)),
        _faster("  bare sqlite3, the same rows and the same search", searched, mine, at_least=0.8),
        # What being searchable costs, whoever writes it.
        _faster("  bare sqlite3, the same rows and no search", plain, mine),
    ]


def _one_by_one(append: Append, prepared: Sequence[tuple[str, str, CaseRow]]) -> Callable[[], None]:
    waiting = iter(prepared)

    def some() -> None:
        for case, held, indexed in islice(waiting, APPENDS):
            append(case, held, indexed)

    return some


def _marks(file: Path, rows: Iterable[CaseRow]) -> dict[int, str]:
    """The words that the filters of each row look for."""
    log = SqliteLog(file)
    with log.writing() as writing:
        for one in rows:
            writing.index(one)
    log.close()
    with closing(sqlite3.connect(file)) as db:
        return dict(db.execute("SELECT number, marks FROM case_index"))


def _bare(file: Path, sums: dict[int, list[Sum]], marks: dict[int, str] | None) -> Append:
    """Commits of the same rows and monthly sums, just as durable, by nothing but sqlite3; with the
    same search, when it is given the words that filters look for."""
    db = sqlite3.connect(file, isolation_level=None)
    columns = ", ".join(f'"{name}"' for name in CaseRow._fields[1:])
    db.executescript(
        f"""PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
        CREATE TABLE line (number INTEGER PRIMARY KEY, "case" TEXT, content TEXT, seal TEXT);
        CREATE TABLE submission (submission TEXT PRIMARY KEY, "case" TEXT) WITHOUT ROWID;
        CREATE TABLE indexed (number INTEGER PRIMARY KEY, {columns});
        CREATE TABLE summed (month TEXT, measure TEXT, "of" TEXT, value INTEGER,
            PRIMARY KEY (month, measure, "of")) WITHOUT ROWID;"""
    )
    if marks is not None:
        db.executescript(
            """CREATE INDEX line_case ON line ("case");
            CREATE UNIQUE INDEX indexed_case ON indexed ("case");
            CREATE INDEX organisation ON indexed (organisation, registration, number);
            CREATE VIRTUAL TABLE search USING fts5(text, filters, content = '', columnsize = 0,
                tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');"""
        )
    last = ""
    row_marks = ", ".join("?" for _ in CaseRow._fields)

    def append(case: str, held: str, indexed: CaseRow) -> None:
        nonlocal last
        last = seal(last, held)
        db.execute("BEGIN IMMEDIATE")
        db.execute("INSERT INTO line VALUES (?, ?, ?, ?)", (indexed.number, case, held, last))
        db.execute("INSERT INTO submission VALUES (?, ?)", (f"submission-of-{case}", case))
        db.execute(f"INSERT INTO indexed VALUES ({row_marks})", indexed)
        db.executemany(
            """INSERT INTO summed VALUES (?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET value = value + excluded.value""",
            sums[indexed.number],
        )
        if marks is not None:
            db.execute(
                "INSERT INTO search (rowid, text, filters) VALUES (?, ?, ?)",
                (indexed.number, indexed.text, marks[indexed.number]),
            )
        db.execute("COMMIT")

    return append


# ── Finding cases ────────────────────────────────────────────────────────────────────────────

LOOK_UPS = 40
_MOST_SLOWER = 2.0


def filled(file: Path, count: int) -> SqliteLog:
    """A log of so many cases, written many at a time."""
    log = SqliteLog(file)
    screenings = Screenings(count).contents()
    while batch := list(islice(screenings, 5_000)):
        with log.writing() as writing:
            for case, held in batch:
                writing.append(case, held)
    with log.writing() as writing:
        for case, held in _rulings(count):
            writing.append(case, held)
    log.rebuild_index()
    return log


def _built(file: Path, count: int) -> SqliteLog:
    """A log of so many cases. Its last thousand are recorded one by one, as in real life."""
    began = perf_counter()
    log = filled(file, count)
    for indexed in list(islice(log.every_row(), count - 1_000, None)):
        with log.writing() as writing:
            writing.index(indexed._replace(text=f"{indexed.text} "))
            writing.index(indexed)
    size = file.stat().st_size / 1e6
    seconds = perf_counter() - began
    print(f"(built a log of {count:,} cases, {size:,.0f} MB, in {seconds:.0f} s)", flush=True)
    return log


def _look_ups(small: SqliteLog, large: SqliteLog) -> list[Row]:
    def opened(log: SqliteLog) -> int:
        case = _in_the_middle(log)
        return len(list(log.lines(case=case))) + (log.row(case) is not None)

    pages = {
        "the newest": Query(),
        "one outcome": Query(outcome=("refer",)),
        "one owner": Query(owner=("p-7",)),
        "one outcome of the oldest edition": Query(outcome=("refer",), edition=("2022-1",)),
        "a rare word": Query(text="zircon "),
        "a rare word being typed": Query(text="zirco"),
        "a common word": Query(text="formation "),
        "a common word being typed": Query(text="forma"),
        "two letters being typed": Query(text="fo"),
        "a common word and one outcome": Query(text="formation", outcome=("refer",)),
        "the same, in the oldest edition": Query(
            text="formation", outcome=("refer",), edition=("2022-1",)
        ),
    }
    questions: list[tuple[str, int, Callable[[SqliteLog], int]]] = [
        ("one case, its lines and its row", 2, opened),
        ("a dossier, precedents included", 3, _dossier),
        *(
            (f"a page of 50: {label}", 50, partial(_found, query=query))
            for label, query in pages.items()
        ),
    ]
    report = [
        Row("Finding cases", f"{LARGE:,}", "/10,000", "floor"),
    ]
    for label, expected, ask in questions:
        # Of 10,000 cases an owner has 50, and the oldest edition 2,000.
        if (ask(small), ask(large)) != (expected, expected):
            sys.exit(f"{label}: {ask(small)} and {ask(large)} found, {expected} expected")
        few, many = _in_turns(
            [partial(_again, ask, log) for log in (small, large)], per_round=LOOK_UPS
        )
        ratio = many / few
        report.append(
            Row(
                f"  {label}",
                f"{many * 1e3:.2f} ms",
                f"{ratio:.2f}",
                f"< {_MOST_SLOWER:.1f}",
                ratio < _MOST_SLOWER,
            )
        )
    return report


def _in_the_middle(log: SqliteLog) -> str:
    return case_id(log.rows(Query(size=1))[0].number // 2 + 1)


def _dossier(log: SqliteLog) -> int:
    """Opens a case as its page does: its lines checked, its precedents found."""
    review = Review(Desk(log, load(CRITERIA)), Roster(()))
    case = review.desk.case(_in_the_middle(log), Person("member-1", "member")).case
    return len(review.precedents(case, Person("member-1", "member")))


def _found(log: SqliteLog, query: Query) -> int:
    return len(log.rows(query))


def _again(ask: Callable[[SqliteLog], int], log: SqliteLog) -> None:
    for _ in range(LOOK_UPS):
        ask(log)


# ── Verifying ────────────────────────────────────────────────────────────────────────────────

LINES_A_ROUND = 100_000


def _verifying(small: SqliteLog, large: SqliteLog) -> list[Row]:
    db = sqlite3.connect(large.file)

    def chain_only() -> None:
        found = list(flaws(islice(large.lines(), LINES_A_ROUND)))
        if found:
            sys.exit(f"an unaltered log has flaws: {found[:3]}")

    def bare() -> None:
        previous = ""
        lines = db.execute(
            "SELECT content, seal FROM line ORDER BY number LIMIT ?", [LINES_A_ROUND]
        )
        for held, written in lines:
            previous = sha256(f"{previous}\n{held}".encode()).hexdigest()
            if previous != written:
                sys.exit("an unaltered log has a wrong seal")

    def everything(log: SqliteLog) -> None:
        with log.reading() as reading:
            found = list(
                verify(
                    reading.lines(),
                    reading.lines_by_case(),
                    reading.rows_by_case(),
                    reading.sums(),
                )
            )
        if found:
            sys.exit(f"an unaltered log has flaws: {found[:3]}")

    mine, theirs = _in_turns([chain_only, bare], per_round=LINES_A_ROUND)
    (of_small,) = _in_turns([lambda: everything(small)], per_round=SMALL)
    began = perf_counter()
    everything(large)
    of_large = timedelta(seconds=round(perf_counter() - began))
    db.close()
    return [
        Row("Verifying", "", "ours/it", "floor"),
        Row("  ours: numbers, cases and seals", _per_second(mine)),
        _faster("  bare sqlite3 and sha256, seals only", theirs, mine, at_least=0.5),
        Row("  ours, every fact and the index too", _per_second(of_small)),
        Row(f"  the same of {LARGE:,} cases, once", str(of_large)),
    ]


# ── Measuring ────────────────────────────────────────────────────────────────────────────────


def _in_turns(
    engines: Sequence[Callable[[], object]], per_round: int, rounds: int = ROUNDS, warm_up: int = 1
) -> list[float]:
    """Seconds each, the median of the rounds: in each, every engine has its turn."""
    measured: list[list[float]] = [[] for _ in engines]
    for turn in range(warm_up + rounds):
        for engine, times in zip(engines, measured, strict=True):
            began = perf_counter()
            engine()
            if turn >= warm_up:
                times.append((perf_counter() - began) / per_round)
    return [median(times) for times in measured]


def _faster(label: str, theirs: float, mine: float, at_least: float | None = None) -> Row:
    ratio = theirs / mine
    if at_least is None:
        return Row(label, _per_second(theirs), f"{ratio:.2f}")
    return Row(label, _per_second(theirs), f"{ratio:.2f}", f"≥ {at_least}", ratio >= at_least)


def _per_second(seconds: float) -> str:
    return f"{1 / seconds:,.0f}/s"


if __name__ == "__main__":
    sys.exit(main())
