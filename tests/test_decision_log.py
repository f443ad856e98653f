"""Ten thousand addresses of the decision log, against a plain filter over the cases themselves.

The filter knows neither the index nor the code that reads addresses: each part of an address is
made together with what it should leave of the cases.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from screening import criteria_file
from screening.core import cases, facts, views
from screening.core.cases import Case, fold
from screening.core.facts import RecordedFinding, RequestWithdrawn
from screening.core.query import Query
from screening.core.views import Known
from screening.service import Desk
from screening.stores.sqlite import SqliteLog
from tests.builders import a_request, a_screening

PARIS = ZoneInfo("Europe/Paris")
TODAY = date(2026, 11, 24)
WORDS = (
    *("Région", "école", "l’école", "Œuvre", "naïve", "NANTES", "nantais", "a", "ça", "HS-4021"),
    *("métiers", "metier", "numérique", "C-1", "été", "ETE", "42", "mar", "marché", "fossé"),
    *("oeuvre", "OEUVRE", "e\u0301cole"),
)
SECTORS = ("business", "health", "arms", "education")

Keeps = Callable[[Case], bool]


# ── A log with everything in it ──────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory, filled_example: Path) -> Iterator[SqliteLog]:
    """The example's cases, with all that the committee made of them, and many random ones."""
    file = tmp_path_factory.mktemp("log") / "screening.db"
    file.write_bytes(filled_example.read_bytes())
    log = SqliteLog(file)
    chance = Random(2026)
    for _ in range(250):
        with log.writing() as writing:
            number = writing.head.number + 1
            story = [*random_story(f"C-{number}", chance)]
            for fact in story:
                writing.append(fact.case, facts.content(fact))
            writing.index(cases.row(fold(story, number)))
    yield log
    log.close()


def random_story(case: str, chance: Random) -> Iterator[facts.CaseFact]:
    # Around midnight in Paris and at the ends of months, where days are easily mistaken.
    at = datetime(2024, 12, 31, 22, tzinfo=UTC) + timedelta(hours=chance.randint(0, 24 * 700))
    at = at.replace(hour=chance.choice([0, 21, 22, 23, 12]), day=chance.choice([1, 2, 28, 15]))
    outcome = chance.choice(["accept", "refer"])
    findings = tuple(
        RecordedFinding(
            criterion=one,
            standing=chance.choice(["met", "partly_met", "not_met", "unanswered"]),
            points=0,
            out_of=0,
            blocks=chance.random() < 0.2,
        )
        for one in ("open-catalogue", "sector")
    )
    answers = {"client_sector": chance.choice(SECTORS), "learner_pays": chance.random() < 0.5}
    request = a_request(
        prospect={"name": " ".join(chance.choices(WORDS, k=2))},
        title=" ".join(chance.choices(WORDS, k=3)),
        reference=chance.choice([None, "HS-4021", "HS-77"]),
        amount=chance.choice([None, 0, 9, 10, 999, 1_000, 5_000, 20_000, 31_000]),
        owner=chance.choice(["sales-1", "sales-2", "p-0123456789", None]),
        answers=answers,
    )
    yield a_screening(
        case,
        at=at,
        submission=f"random {case}",
        request=request,
        outcome=outcome,
        procedure=chance.choice(["bureau", "full"]) if outcome == "refer" else None,
        findings=findings,
        edition=chance.choice(["2024-1", "2025-1"]),
    )
    if outcome == "refer" and chance.random() < 0.4:
        reason = chance.choice(facts.WITHDRAWAL_REASONS)
        later = at + timedelta(hours=chance.randint(1, 9_000))
        yield RequestWithdrawn(at=later, by="ana", case=case, submission=f"w {case}", reason=reason)


@pytest.fixture(scope="module")
def told(log: SqliteLog) -> list[Case]:
    """Every case, folded from its lines, the newest first."""
    stories: dict[str, tuple[int, list[Any]]] = {}
    for line in log.lines():
        if line.case is not None:
            stories.setdefault(line.case, (line.number, []))[1].append(
                facts.read_fact(line.content)
            )
    found = [fold(story, number) for number, story in stories.values()]
    return sorted(found, key=lambda one: -one.number)


# ── What an address says, and what it leaves ─────────────────────────────────────────────────


def conditions(case: Case) -> set[str]:
    motion = case.motion
    if motion is None or case.ruling is None or case.ruling.decision != "accept_with_conditions":
        return set()
    settled = {one.condition: one.kept for one in motion.settled}
    states = [settled.get(place) for place in range(1, len(motion.put.conditions) + 1)]
    return {{None: "open", True: "kept", False: "broken"}[one] for one in states}


def answers(case: Case) -> set[str]:
    said = set()
    for question, answer in case.latest.request.answers.items():
        values = answer if isinstance(answer, tuple) else (answer,)
        said |= {
            f"{question}.{'yes' if one is True else 'no' if one is False else one}"
            for one in values
        }
    return said


# What a case has of each list.
OF: dict[str, Callable[[Case], set[Any]]] = {
    "status": lambda one: {one.status},
    "outcome": lambda one: {one.latest.outcome},
    "ruling": lambda one: {one.ruling and one.ruling.decision},
    "procedure": lambda one: {one.procedure},
    "because": lambda one: {*one.because},
    "conditions": conditions,
    "owner": lambda one: {one.latest.request.owner},
    "edition": lambda one: {one.latest.edition},
    "finding": lambda one: {f"{each.criterion}.{each.standing}" for each in one.latest.findings},
    "answer": answers,
}
VALUES = {
    "status": "referred voting advised accepted declined withdrawn",
    "outcome": "accept refer",
    "ruling": "accept accept_with_conditions decline",
    "procedure": "bureau full",
    "because": "mission lost duplicate merged client_gave_up excluded_sector closed_content",
    "conditions": "open kept broken",
    "owner": "sales-1 sales-2 p-0123456789 nobody",
    "edition": "2024-1 2025-1 2026-1 2020-1",
    "finding": "open-catalogue.met open-catalogue.not_met sector.not_met sector.partly_met "
    "sector.met serious-concern.not_met",
    "answer": "client_sector.health client_sector.business client_sector.arms learner_pays.yes "
    "learner_pays.no priority_audiences.refugee priority_audiences.low_skilled",
}
JUNK = (
    *("xyz", "ACCEPTED", "accept;drop table", "é", "'", '"', "0", "a.b.c", "%"),
    *("~~", "\x00", "sector.", ".met", ".."),
)
# Whatever is written of an owner or an edition may be one.
ANYTHING = ("owner", "edition")
NO_DAYS = ("yesterday", "2026-02-30..", "..", "2026-1-1..", "0000-01-01..", "a..b", "2026-01-01..x")
NO_AMOUNTS = ("x", "..", "1,5..", "-3..", "9" * 20, "1..2..3")


def a_list(name: str, chance: Random) -> tuple[str, Keeps]:
    wanted = set(chance.sample(VALUES[name].split(), chance.randint(1, 2)))
    # Of one criterion, or question, any will do; of several, all must.
    together = name in ("finding", "answer")
    subjects = [one.partition(".")[0] if together else "" for one in wanted]
    said = [one.replace(".", chance.choice(".:"), 1) if together else one for one in wanted]
    if chance.random() < 0.2 and name not in ANYTHING:
        said.append(chance.choice(JUNK))
    chance.shuffle(said)

    def keeps(case: Case) -> bool:
        has = OF[name](case)
        return all(
            any(one in has for one in wanted if one.startswith(subject)) for subject in subjects
        )

    return "~".join(said), keeps


def days(of: Callable[[Case], datetime | None], chance: Random) -> tuple[str, Keeps | None]:
    if chance.random() < 0.15:
        return chance.choice(NO_DAYS), None
    named = {
        "this_month": (date(2026, 11, 1), date(2026, 11, 30)),
        "this_quarter": (date(2026, 10, 1), date(2026, 12, 31)),
        "this_year": (date(2026, 1, 1), date(2026, 12, 31)),
        "last_year": (date(2025, 1, 1), date(2025, 12, 31)),
    }
    ends: list[date | None]
    if chance.random() < 0.3:
        said = chance.choice(list(named))
        ends = [*named[said]]
    else:
        ends = [date(2024, 12, 30) + timedelta(days=chance.randint(0, 720)) for _ in range(2)]
        ends[chance.randint(0, 1)] = chance.choice([None, *ends])
        said = "..".join("" if one is None else one.isoformat() for one in ends)
        if None not in ends:
            ends = sorted(filter(None, ends))
    first, last = ends

    def keeps(case: Case) -> bool:
        moment = of(case)
        if moment is None:
            return False
        day = moment.astimezone(PARIS).date()
        return (first is None or first <= day) and (last is None or day <= last)

    return said, keeps


def decided_at(case: Case) -> datetime | None:
    if case.withdrawal:
        return case.withdrawal.at
    if case.latest.outcome == "accept":
        return case.latest.at
    return case.ruling.at if case.ruling else None


def amount(chance: Random) -> tuple[str, Keeps | None]:
    if chance.random() < 0.15:
        return chance.choice(NO_AMOUNTS), None
    ends: list[int | None] = [
        chance.choice([0, 9, 10, 11, 1_000, 4_999, 31_000, 10**12]) for _ in range(2)
    ]
    ends[chance.randint(0, 1)] = chance.choice([None, *ends])
    said = "..".join("" if one is None else str(one) for one in ends)
    if None not in ends:
        ends = sorted(one for one in ends if one is not None)
    least, most = ends

    def keeps(case: Case) -> bool:
        euros = case.latest.request.amount
        return euros is not None and (least or 0) <= euros <= (10**15 if most is None else most)

    return said, keeps


def tokens(text: str) -> list[str]:
    apart = unicodedata.normalize("NFD", text.lower().replace("œ", "oe"))
    return re.findall(r"[^\W_]+", "".join(one for one in apart if not unicodedata.combining(one)))


def text(chance: Random) -> tuple[str, Keeps]:
    typed = chance.choices(WORDS, k=chance.randint(1, 2))
    last = typed[-1]
    typed[-1] = last[: chance.randint(1, len(last))] if chance.random() < 0.6 else last
    said = chance.choice([" ", "  ", "\t"]).join(typed)
    if chance.random() < 0.1:
        said += chance.choice([" ", ' "', " \x00", " *", " )("])
    phrases = [tokens(one) for one in typed if tokens(one)]

    def holds(case: Case) -> bool:
        held = searched(case)
        return all(
            any(
                begins(held[at : at + len(phrase)], phrase, unfinished=place == len(phrases) - 1)
                for at in range(len(held))
            )
            for place, phrase in enumerate(phrases)
        )

    return said, holds


def searched(case: Case, known: dict[str, list[str]] = {}) -> list[str]:  # noqa: B006 -- kept
    if case.id not in known:
        request = case.latest.request
        prospect = request.prospect
        parts = [case.id, request.reference, prospect.name, prospect.registration_number]
        known[case.id] = tokens("\n".join(filter(None, [*parts, request.title, request.summary])))
    return known[case.id]


def begins(held: list[str], phrase: list[str], *, unfinished: bool) -> bool:
    if held == phrase:
        return True
    return (
        unfinished
        and len(phrase[-1]) > 1
        and len(held) == len(phrase)
        and held[:-1] == phrase[:-1]
        and held[-1].startswith(phrase[-1])
    )


def an_address(chance: Random) -> tuple[dict[str, str], list[Keeps]]:
    """Some parts of an address, and what each should leave."""
    makes: dict[str, Callable[[], tuple[str, Keeps | None]]] = {
        **{name: partial(a_list, name, chance) for name in OF},
        "opened": lambda: days(lambda one: one.opened_at, chance),
        "decided": lambda: days(decided_at, chance),
        "amount": lambda: amount(chance),
        "text": lambda: text(chance),
    }
    said, left = {}, []
    for name in chance.sample(list(makes), chance.choice([0, 1, 1, 2, 2, 2, 3, 4, 6])):
        said[name], keeps = makes[name]()
        if keeps is not None:
            left.append(keeps)
    if chance.random() < 0.1:
        said[chance.choice(["statsu", "", "owner ", "é", "size"])] = chance.choice(JUNK)
    return said, left


@pytest.mark.parametrize(
    "seed", [0, 1, *(pytest.param(one, marks=pytest.mark.exhaustive) for one in range(2, 20))]
)
def test_an_address_finds_what_a_plain_filter_finds(
    seed: int, log: SqliteLog, told: list[Case], everlasting_criteria: Path
) -> None:
    chance = Random(seed)
    desk = Desk(log, criteria_file.load(everlasting_criteria))
    known = Known.of(desk.editions())
    found_some = 0
    for number in range(500):
        said, left = an_address(chance)
        expected = [one.number for one in told if all(keeps(one) for keeps in left)]
        view, _ = views.read(said, known)
        query = views.query_of(view, TODAY, size=1_000)

        assert [row.number for row in log.rows(query)] == expected, said
        assert log.count(query, 10_001) == len(expected), said
        assert views.read(views.address(view), known) == (view, ()), said
        if number % 10 == 0:
            assert in_pages(log, query) == expected, said
        found_some += bool(expected)
    assert found_some > 150


def in_pages(log: SqliteLog, query: Query) -> list[int]:
    found: list[int] = []
    query = replace(query, size=20)
    while page := log.rows(query):
        found += [row.number for row in page]
        query = replace(query, before=found[-1])
    return found
