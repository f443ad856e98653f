"""A page of the decision log with its count, among a million cases and among ten thousand.

    python -m benchmarks.decisions_bench [--cases 1000000]

Asked of the service, as the page asks: the 26 newest cases that fit, and how many there are, up to
10,001. The filters are a mix of what people look for: common and rare values, several together,
words whole and half typed, periods, amounts, and combinations that nothing fits. Both logs are
asked in turn, so that a busy machine slows both. Exits with 1 when a page is late.
"""

import argparse
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import perf_counter

from screening.core.access import Person
from screening.core.cases import CaseRow, fold, row
from screening.core.committee_facts import DECLINE_REASONS
from screening.core.criteria import Edition
from screening.core.facts import WITHDRAWAL_REASONS
from screening.core.query import Query
from screening.core.views import answer_words
from screening.criteria_file import load
from screening.service import Desk
from screening.stores.sqlite import SqliteLog
from screening.stores.sqlite.schema import INDEX_TRIGGERS

CRITERIA = Path(__file__).resolve().parents[1] / "criteria.yaml"
SEED, SMALL, ROUNDS = 2026, 10_000, 15
BEGINS, YEARS = datetime(2021, 1, 1, tzinfo=UTC), 6
MANAGER = Person("manager-1", "manager")
PAGE, COUNTED = 26, 10_001
LATEST_MS = 100
STANDINGS = ("met", "met", "met", "partly_met", "not_met", "unanswered")
SYLLABLES = ("ba", "cri", "eur", "for", "ga", "lu", "mé", "pro", "ré", "tion", "tra", "vi", "zo")


def rows(count: int, edition: Edition) -> Iterator[CaseRow]:
    """So many cases, always the same, opened evenly over six years, the oldest first."""
    from tests.builders import a_screening

    plain = row(fold([a_screening("C-1")], 1))
    chance = Random(SEED)
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(20_000)]
    often = list(accumulate(1 / (place + 5) for place in range(len(words))))
    closed = [answer_words(one) for one in edition.questions if answer_words(one)]
    step = timedelta(days=365 * YEARS) / count
    for number in range(1, count + 1):
        opened = BEGINS + step * number
        status = chance.choices(
            ("accepted", "declined", "withdrawn", "referred", "voting", "advised"),
            (70, 14, 10, 4, 1, 1),
        )[0]
        refer = status != "accepted" or chance.random() < 0.2
        decided = opened + timedelta(hours=chance.randint(0, 2_000) if refer else 0)
        because = {"declined": DECLINE_REASONS, "withdrawn": WITHDRAWAL_REASONS}.get(status, ("",))
        title = " ".join(chance.choices(words, cum_weights=often, k=8))
        # In fifty cases of a log, however long it is.
        title += " zircon" if number % (count // 50) == 0 else ""
        yield plain._replace(
            number=number,
            case=f"C-{number}",
            status=status,
            outcome="refer" if refer else "accept",
            procedure=chance.choice(("bureau", "full")) if refer else None,
            edition=f"{2021 + number * YEARS // (count + 1)}-1",
            title=title,
            owner=f"p-{int(chance.triangular(0, 200, 0))}",
            amount=chance.choice((None, int(chance.lognormvariate(10, 1.2)))),
            ruling={"declined": "decline"}.get(status, "accept" if refer else None),  # type: ignore[arg-type]
            findings=" ".join(f"{one.id}:{chance.choice(STANDINGS)}" for one in edition.criteria),
            answers=" ".join(chance.choice(each) for each in closed),
            because=chance.choice(because),
            conditions_open=int(status == "accepted" and refer and chance.random() < 0.02),
            opened_at=opened.isoformat(),
            decided_at=decided.isoformat()
            if status in ("accepted", "declined", "withdrawn")
            else None,
            changed_at=decided.isoformat(),
            text=f"C-{number}\nHS-{chance.randint(1_000, 9_999_999)}\nAtelier Nord\n{title}",
        )


def asked() -> dict[str, Query]:
    """What people look for. All dates are in the logs of both sizes."""
    day = datetime(2025, 3, 12, 23, tzinfo=UTC)
    month = {"opened_from": day, "opened_before": day + timedelta(days=31)}
    year = {
        "decided_from": datetime(2023, 12, 31, 23, tzinfo=UTC),
        "decided_before": datetime(2024, 12, 31, 23, tzinfo=UTC),
    }
    sector = "client_sector:"
    return {
        "everything": Query(),
        "further back": Query(before=4_000),
        "accepted": Query(status=("accepted",)),
        "waiting for the committee": Query(status=("referred", "voting", "advised")),
        "open conditions": Query(conditions=("open",)),
        "turned down for the mission": Query(because=DECLINE_REASONS),
        "one reason, one owner": Query(because=("excluded_sector",), owner=("p-150",)),
        "one owner": Query(owner=("p-199",)),
        "three owners, two statuses": Query(
            owner=("p-1", "p-50", "p-190"), status=("declined", "withdrawn")
        ),
        "the oldest edition, referred": Query(edition=("2021-1",), outcome=("refer",)),
        "one criterion not met": Query(findings=("open-catalogue:not_met",)),
        "three criteria not met": Query(
            findings=("open-catalogue:not_met", "priority-share:not_met", "work-study:not_met")
        ),
        "two sectors": Query(answers=(f"{sector}arms", f"{sector}gambling")),
        "sector, audience, paying learner": Query(
            answers=(f"{sector}health", "priority_audiences:refugee", "learner_pays:yes")
        ),
        "recorded in 31 days": Query(**month),
        "recorded in 31 days, declined": Query(**month, status=("declined",)),
        "recorded in one hour": Query(opened_from=day, opened_before=day + timedelta(hours=1)),
        "decided in a year": Query(**year),
        "decided in a year, one owner": Query(**year, owner=("p-10",)),
        "since then": Query(opened_from=day),
        "until then": Query(opened_before=day),
        "recorded and decided": Query(**month, **year),
        "amounts from 10,000 to 50,000": Query(amount_from=10_000, amount_to=50_000),
        "amounts of exactly 12,345": Query(amount_from=12_345, amount_to=12_345),
        "the largest amounts": Query(amount_from=1_000_000),
        "small amounts of one owner": Query(amount_to=500, owner=("p-3",)),
        "amounts just above a round one, declined": Query(
            amount_from=10_001, amount_to=10_100, status=("declined",)
        ),
        "a rare word": Query(text="zircon"),
        "a rare word being typed": Query(text="zirc"),
        "a common word": Query(text="forga"),
        "two letters": Query(text="fo"),
        "a common beginning": Query(text="form"),
        "two words": Query(text="atelier mélu"),
        "a word and a status": Query(text="proga", status=("declined",)),
        "a beginning, a year and a sector": Query(
            text="tra", **year, answers=(f"{sector}education",)
        ),
        "a reference": Query(text="HS-4021"),
        "a case": Query(text="C-9021"),
        "nothing: accepted though declined": Query(status=("accepted",), ruling=("decline",)),
        "nothing: an unknown owner": Query(owner=("nobody",)),
        "nothing: a rare word, the wrong year": Query(text="zircon", opened_before=BEGINS),
        "nothing: two common words of no case": Query(text="atelier sud"),
        "nothing: withdrawn with conditions": Query(status=("withdrawn",), conditions=("open",)),
        "everything at once": Query(
            text="fo",
            status=("accepted", "declined"),
            outcome=("refer",),
            findings=("open-catalogue:met", "open-catalogue:partly_met"),
            answers=(f"{sector}business",),
            owner=tuple(f"p-{one}" for one in range(40)),
            edition=("2024-1", "2025-1"),
            opened_from=datetime(2024, 2, 3, 4, tzinfo=UTC),
            amount_from=1_000,
            amount_to=80_000,
        ),
    }


def built(file: Path, count: int, edition: Edition) -> SqliteLog:
    """A log with nothing but an index, filled as a rebuild fills it."""
    began = perf_counter()
    SqliteLog(file).close()
    with closing(sqlite3.connect(file)) as db, db:
        for name in INDEX_TRIGGERS:
            db.execute(f"DROP TRIGGER {name}")
        marks = ", ".join("?" for _ in CaseRow._fields)
        columns = ", ".join(f'"{name}"' for name in CaseRow._fields)
        insert = f"INSERT INTO case_index ({columns}) VALUES ({marks})"
        db.executemany(insert, rows(count, edition))
        db.execute("INSERT INTO case_search (case_search) VALUES ('rebuild')")
        for sql in INDEX_TRIGGERS.values():
            db.execute(sql)
    size, seconds = file.stat().st_size / 1e6, perf_counter() - began
    print(f"({count:,} cases, {size:,.0f} MB, in {seconds:.0f} s)", flush=True)
    return SqliteLog(file)


def milliseconds(desk: Desk, query: Query) -> float:
    began = perf_counter()
    desk.page(replace(query, size=PAGE), MANAGER, COUNTED)
    return (perf_counter() - began) * 1e3


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="A folder that keeps the logs for the next time.")
    arguments = parser.parse_args()
    loaded = load(CRITERIA)
    with tempfile.TemporaryDirectory(prefix="decisions-bench-") as folder:
        place = arguments.keep or Path(folder)
        desks = []
        for count in (SMALL, arguments.cases):
            file = place / f"{count}.db"
            log = SqliteLog(file) if file.exists() else built(file, count, loaded.edition)
            desks.append(Desk(log, loaded))
        queries = asked()
        taken: dict[str, list[list[float]]] = {name: [[], []] for name in queries}
        for turn in range(ROUNDS + 2):
            for name, query in queries.items():
                for times, desk in zip(taken[name], desks, strict=True):
                    time = milliseconds(desk, query)
                    if turn > 1:
                        times.append(time)
        for name, (small, large) in taken.items():
            found = desks[1].count(replace(queries[name], before=None), MANAGER, COUNTED)
            print(f"  {name:<42} {found:>6,} {median(small):7.2f} ms {median(large):7.2f} ms")
        few, many = (
            quantiles([time for each in taken.values() for time in each[which]], n=20)[-1]
            for which in (0, 1)
        )
        for desk in desks:
            desk.log.close()
    met = many < LATEST_MS
    times = f"{few:.1f} ms among {SMALL:,}, {many:.1f} ms among {arguments.cases:,}"
    print(f"{len(queries)} filters, p95 {times}")
    print(f"under {LATEST_MS} ms: {'met' if met else 'MISSED'}; {many / few:.1f} times as long")
    return int(not met)


if __name__ == "__main__":
    sys.exit(main())
