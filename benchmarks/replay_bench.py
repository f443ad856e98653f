"""What replaying a log costs, beside assessing the same answers and nothing else.

    python -m benchmarks.replay_bench [DECISIONS]

Builds a log of that many decisions, 100,000 unless told otherwise, and of the committee's votes on
one in twenty: no two of them alike, a third with a text that people wrote at length. The engines
take turns, and what counts is the time of the processor: trust the ratios more than the times, all
the same. Exits with 1 when the floor is missed: so many decisions a second, or a third of what
assessing alone does.
"""

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from platform import python_version
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

from benchmarks.assess_bench import DAY, SEED, some_answers
from benchmarks.log_bench import SYLLABLES, Row
from screening.core.assessment import Answers, Assessment, Rules, assess
from screening.core.cases import case_id
from screening.core.committee import procedure_for
from screening.core.committee_facts import BallotCast, MotionClosed, MotionPut
from screening.core.committee_rules import motion_rules
from screening.core.facts import (
    EditionAdopted,
    Fact,
    RecordedFinding,
    RecordedScore,
    RequestScreened,
    content,
)
from screening.core.request import Prospect, Request
from screening.core.roster import Seat
from screening.core.tally import Ballot, Count, tally
from screening.criteria_file import LoadedEdition, load
from screening.replaying import Replay, replay
from screening.service import verify_log
from screening.stores.sqlite import SqliteLog

CRITERIA = Path(__file__).resolve().parents[1] / "criteria.yaml"
AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
DECISIONS = 100_000
ROUNDS = 5
# Of the slowest engine: reading every line as a fact.
SAMPLE = 10_000
PER_SECOND = 50_000
HEARD_EVERY = 20


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else DECISIONS
    loaded = load(CRITERIA)
    with TemporaryDirectory(prefix="replay-bench-") as folder:
        began = process_time()
        file = Path(folder) / "log.db"
        log = SqliteLog(file)
        asked = _fill(log, loaded, count)
        built = f"{log.head().number:,} lines, {file.stat().st_size / 1e6:,.0f} MB"
        print(f"Python {python_version()}, medians of {ROUNDS} rounds.")
        print(f"(built a log of {count:,} decisions: {built}, in {process_time() - began:.0f} s)\n")
        rows = _measured(log, asked, Rules(loaded.edition, DAY))
        log.close()
    print(*rows, sep="\n")
    return int(any(row.met is False for row in rows))


def _measured(log: SqliteLog, asked: list[Answers], rules: Rules) -> list[Row]:
    edition, *others = log.lines()
    screenings = [edition, *(one for one in others if '"request_screened"' in one.content)]

    def bare() -> None:
        for answers in asked:
            assess(answers, rules)

    def again() -> None:
        _sound(replay(screenings))

    def read() -> None:
        every = Replay()
        _sound(one for one in screenings[:SAMPLE] if every.read(one))

    def whole_file() -> None:
        _sound(replay(log.lines()))

    def proven() -> None:
        with log.reading() as reading:
            _sound(verify_log(reading))

    count = len(asked)
    assessed, replayed, as_facts, file = _in_turns(
        [(bare, count), (again, count), (read, SAMPLE), (whole_file, count)]
    )
    (proved,) = _in_turns([(proven, count)], rounds=1)
    enough = 1 / replayed >= PER_SECOND or replayed <= 3 * assessed
    floor = f"≥ {PER_SECOND:,}"
    return [
        Row("Replaying, per decision", "", "ours/it", "floor"),
        Row("  ours: screenings, lines in memory", _per_second(replayed), "", floor, enough),
        _row("  bare: assess alone, answers in memory", assessed, replayed),
        _row("  every line read as a fact first", as_facts, replayed),
        _row("  ours: the whole log from its file, with its votes", file, replayed),
        _row("  what verify does besides: seals, facts, index, once", proved, replayed),
    ]


def _row(label: str, theirs: float, mine: float) -> Row:
    return Row(label, _per_second(theirs), f"{mine / theirs:.2f}")


def _sound(flaws: Iterator[object]) -> None:
    if found := list(islice(flaws, 3)):
        sys.exit(f"an unaltered log has flaws: {found}")


def _in_turns(engines: list[tuple[Callable[[], None], int]], rounds: int = ROUNDS) -> list[float]:
    """Seconds per decision, the median of the rounds: in each, every engine has its turn."""
    measured: list[list[float]] = [[] for _ in engines]
    for _ in range(rounds):
        for (engine, per_round), times in zip(engines, measured, strict=True):
            began = process_time()
            engine()
            times.append((process_time() - began) / per_round)
    return [median(times) for times in measured]


def _per_second(seconds: float) -> str:
    return f"{1 / seconds:,.0f}/s"


# ── The log ──────────────────────────────────────────────────────────────────────────────────


def _fill(log: SqliteLog, loaded: LoadedEdition, count: int) -> list[Answers]:
    """Fills the log; the answers of all its decisions, in order."""
    asked: list[Answers] = []
    adopted = EditionAdopted(
        at=AT,
        by="p-1",
        edition=loaded.edition.name,
        fingerprint=loaded.fingerprint,
        criteria=loaded.text,
    )
    with log.writing() as writing:
        writing.append(None, content(adopted))
    facts = _facts(loaded, count, asked)
    while batch := list(islice(facts, 5_000)):
        with log.writing() as writing:
            for fact in batch:
                writing.append(fact.case, content(fact))
    log.rebuild_index()
    return asked


def _facts(loaded: LoadedEdition, count: int, asked: list[Answers]) -> Iterator[Fact]:
    random = Random(SEED)
    rules = Rules(loaded.edition, DAY)
    while len(asked) < count:
        answers = some_answers(loaded.edition, random, known=random.choice((0.5, 0.75, 1.0)))
        found = assess(answers, rules)
        if found.outcome == "undecided":
            continue
        asked.append(answers)
        screened = _screening(len(asked), answers, found, loaded, random)
        yield screened
        if len(asked) % HEARD_EVERY == 0:
            yield from _vote(screened, loaded)


def _screening(
    number: int, answers: Answers, found: Assessment, loaded: LoadedEdition, random: Random
) -> RequestScreened:
    refers = found.outcome == "refer"
    at_length = number % 3 == 0
    return RequestScreened(
        at=AT + timedelta(seconds=number),
        by=f"p-{number % 200}",
        case=case_id(number),
        submission=f"submission-{number}",
        contact=f"c-{number}" if number % 2 else None,
        context="They called twice.\nThey say it is « urgent »." if refers and at_length else None,
        request=Request(
            reference=f"HS-{number}",
            prospect=Prospect(name=f"Région {_words(2, random)}", country="FR"),
            title=_words(6, random),
            summary=_words(120 if at_length else 12, random),
            learners=random.randint(1, 500),
            amount=random.randint(1_000, 900_000),
            starts="2027-03",
            owner=f"p-{number % 200}",
            answers=dict(answers),
        ),
        edition=loaded.edition.name,
        fingerprint=loaded.fingerprint,
        engine="1.0",
        on=DAY,
        outcome="refer" if refers else "accept",
        score=RecordedScore(**found.score._asdict()),
        accept_from=loaded.edition.accept_from,
        procedure=procedure_for(found, loaded.edition) if refers else None,
        findings=tuple(RecordedFinding(**one._asdict()) for one in found.findings),
    )


def _words(count: int, random: Random) -> str:
    return " ".join("".join(random.choices(SYLLABLES, k=3)) for _ in range(count))


def _vote(screened: RequestScreened, loaded: LoadedEdition) -> Iterator[Fact]:
    """Seven lines: a motion, five ballots, their count."""
    said: dict[str, Any] = {"at": screened.at, "case": screened.case}
    motion = f"motion-{screened.case}"
    seats = tuple(Seat(member=f"member-{n}", college="clients") for n in range(5))
    rules = motion_rules(loaded.edition.committee, "full")
    yield MotionPut(
        **said,
        by="chair-1",
        submission=motion,
        proposal="accept",
        because="It serves the mission.",
        procedure="full",
        rules=rules,
        seats=seats,
        closes_at=screened.at + timedelta(days=30),
    )
    for one in seats:
        yield BallotCast(
            **said,
            by=one.member,
            submission=f"{motion}-{one.member}",
            motion=motion,
            seat=one.member,
            vote="for",
        )
    votes = tuple(Ballot(place, one.member, "for") for place, one in enumerate(seats))
    yield MotionClosed(
        **said,
        by="the-desk",
        submission=f"close-{motion}",
        motion=motion,
        ended="settled",
        tally=tally(Count(rules, seats, votes)),
    )


if __name__ == "__main__":
    sys.exit(main())
