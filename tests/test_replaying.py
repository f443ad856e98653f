"""Replaying by the text of a line says no more and no less than reading every line as a fact."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from screening.core.assessment import Rules, assess
from screening.core.chain import Flaw, Line
from screening.core.committee import procedure_for
from screening.core.facts import (
    EditionAdopted,
    Fact,
    ProposalTaken,
    RecordedFinding,
    RecordedScore,
    RequestScreened,
    content,
    read_fact,
)
from screening.core.request import Request
from screening.core.screening_text import screening_text
from screening.criteria_file import LoadedEdition, load
from screening.replaying import Replay, replay
from screening.settings import HOME
from screening.stores.sqlite import SqliteLog
from tests.builders import (
    DAY,
    FOUR,
    NOON,
    ONE,
    THREE,
    TWO,
    Clock,
    a_loaded_edition,
    a_review,
    a_screening,
    put,
    referred,
    vote,
)

SMALL = a_loaded_edition()
SHIPPED = load(HOME / "criteria.yaml")
SHIPPED_DAY = SHIPPED.edition.in_force_from
FULL: dict[str, Any] = {
    "reference": "HS-1",
    "prospect": {"name": "Atelier « Nord »", "country": "FR", "registration_number": "552 100 554"},
    "title": 'Parcours "web" \\ été',
    "summary": "Deux lignes.\nEt une « autre ».\t☂",
    "learners": 40,
    "amount": 0,
    "starts": "2026-09",
    "owner": "sales-1",
    "source": "https://example.org/notice?id=1",
    "evidence": {"open": {"basis": "said"}, "share": {"basis": "written", "note": "Mail du 2"}},
}


def entered(loaded: LoadedEdition) -> EditionAdopted:
    return EditionAdopted(
        at=NOON,
        by="eve",
        edition=loaded.edition.name,
        fingerprint=loaded.fingerprint,
        criteria=loaded.text,
    )


def judged(
    answers: dict[str, Any], loaded: LoadedEdition = SMALL, envelope: Any = None, **more: Any
) -> RequestScreened:
    """A screening that says what the criteria give."""
    day = more.pop("on", SHIPPED_DAY if loaded is SHIPPED else DAY)
    found = assess(answers, Rules(loaded.edition, day))
    # Sent by hand, where the criteria say something else.
    by_hand = {} if found.outcome != "undecided" else {"sent_because": "Look at it."}
    refers = found.outcome != "accept"
    referral = found._replace(outcome="refer")
    fields: dict[str, Any] = {
        "request": Request(**{**FULL, **(envelope or {}), "answers": answers}),
        "edition": loaded.edition.name,
        "fingerprint": loaded.fingerprint,
        "on": day,
        "outcome": "refer" if refers else "accept",
        "score": RecordedScore(**found.score._asdict()),
        "accept_from": loaded.edition.accept_from,
        "procedure": procedure_for(referral, loaded.edition) if refers else None,
        "findings": tuple(RecordedFinding(**one._asdict()) for one in found.findings),
    }
    return a_screening(**fields | by_hand | more)


SCREENINGS = [
    judged({"open": True, "share": 80}),
    judged({"open": False, "share": 80}, contact="c-12ab", context='Il dit : "oui".\nEncore.'),
    judged({"open": False, "share": 10}, envelope=dict.fromkeys(("evidence", "summary"))),
    judged({"open": True, "share": 50}, salt="0123456789abcdef"),
    judged({"open": True}),
    judged({}),
    judged(
        {"open": True, "share": 80},
        proposals_taken=(ProposalTaken(question="open", instead_of=False),),
    ),
    judged({"open": True, "share": 80}, clock=NOON - timedelta(hours=1), repeated_because="Again."),
    judged(
        {
            "catalogue_opening": "never",
            "priority_share": 80,
            "priority_audiences": ("low_skilled", "refugee"),
            "learner_pays": False,
        },
        SHIPPED,
    ),
    judged({"catalogue_opening": "never", "priority_audiences": ()}, SHIPPED),
]
EDITIONS: list[Fact] = [entered(SMALL), entered(SHIPPED)]
HELD = [content(one) for one in SCREENINGS]


def lines_of(*contents: str) -> list[Line]:
    """Lines after the editions, whose seals do not matter here."""
    held = [*map(content, EDITIONS), *contents]
    return [Line(number, "C-1", one, "") for number, one in enumerate(held, start=1)]


def by_facts(lines: list[Line]) -> list[Flaw]:
    """Every line read as a fact: slowly, and without a doubt."""
    again = Replay()
    return [Flaw(one.number, what) for one in lines if (what := again.read(one)) is not None]


def test_a_usual_screening_is_known_by_its_text_alone() -> None:
    again = Replay()
    assert [again.read(one) for one in lines_of()] == [None, None]

    usual = [again.certainly(one) for one in HELD]

    # Not so: sent by hand, proposals taken, a clock that was wrong.
    assert usual == [True, True, True, True, False, False, False, False, True, True]
    assert list(replay(lines_of(*HELD))) == by_facts(lines_of(*HELD)) == []


def test_nothing_is_certain_before_the_log_holds_the_edition() -> None:
    again = Replay()

    assert not again.certainly(HELD[0])
    assert list(replay([Line(1, "C-1", HELD[0], "")])) == [Flaw(1, "replay")]


def test_who_judges_by_another_edition_than_the_one_in_force_is_named() -> None:
    """The verdict is what that edition gives, every seal may be right, and still it is not law."""
    other = a_loaded_edition(name="2026-other", in_force_from="2026-03-02")
    adopted = entered(other).model_copy(update={"minutes": "M-2"})
    old, new = judged({"open": True, "share": 80}), judged({"open": True, "share": 80}, other)
    by_hand = judged({"open": True})  # read as a fact, for it was sent by a person
    held = [entered(SMALL), old, adopted, old, new, by_hand]
    lines = [Line(place, one.case, content(one), "") for place, one in enumerate(held, start=1)]

    assert list(replay(lines)) == by_facts(lines) == [Flaw(4, "edition"), Flaw(6, "edition")]
    # Adopted for another day, it is not in force yet.
    later = a_loaded_edition(name="2026-other", in_force_from="2026-03-03")
    held[2] = entered(later).model_copy(update={"minutes": "M-2"})
    lines = [Line(place, one.case, content(one), "") for place, one in enumerate(held, start=1)]
    assert list(replay(lines)) == by_facts(lines) == [Flaw(5, "replay")]


def test_a_vote_is_counted_once(tmp_path: Path) -> None:
    review = a_review(SqliteLog(tmp_path / "log.db"), Clock(NOON))
    case = referred(review)
    put(review, case)
    for member in (ONE, TWO, THREE, FOUR):
        vote(review, case, member, "for")
    lines = list(review.desk.log.lines())
    assert '"fact":"motion_closed"' in lines[-1].content
    assert list(replay(lines)) == []

    # Whoever repeats it seals a count of ballots that are not there any more.
    again = lines[-1]._replace(number=lines[-1].number + 1)
    assert list(replay([*lines, again])) == [Flaw(again.number, "replay")]
    assert list(replay(lines[:-2])) == []
    assert list(replay([*lines[:-2], lines[-1]])) == [Flaw(lines[-1].number, "replay")]


LIMITS: list[tuple[str, Any, bool]] = [
    ("title", "T" * 300, True),
    ("title", "T" * 301, False),
    ("title", " T", True),  # it would be stripped
    ("title", "\u00a0=1+1", False),
    ("title", "=1+1", False),
    ("title", "", False),
    ("title", "a\x00b", False),
    ("title", "a\ud800b", False),
    ("summary", "S" * 10_001, False),
    ("starts", "2026-13", False),
    ("learners", 0, False),
    ("learners", 10_000_001, False),
    ("amount", -1, False),
    ("amount", 10_000_000_001, False),
    ("reference", "R" * 101, False),
    ("owner", "O" * 121, False),
    ("source", "ftp://example.org", False),
    ("source", "https://example.org/" + "a" * 481, False),
    ("surprise", "!", False),
]


@pytest.mark.parametrize(("field", "value", "read"), LIMITS)
def test_what_no_request_can_hold_is_never_let_pass(field: str, value: Any, read: bool) -> None:
    held = json.loads(HELD[0])
    held["request"][field] = value
    altered = json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    assert (list(replay(lines_of(altered))) == []) is read
    assert (by_facts(lines_of(altered)) == []) is read


DAYS = ["2026-02-29", "2026-13-01", "2026-00-10", "2026-02-00", "0000-01-01"]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("field", ["at", "on"])
def test_a_day_that_no_calendar_has_is_never_let_pass(field: str, day: str) -> None:
    altered = HELD[0].replace(f'"{field}":"2026-03-02', f'"{field}":"{day}')

    assert list(replay(lines_of(altered))) == by_facts(lines_of(altered)) == [Flaw(3, "replay")]


# ── Altered logs ─────────────────────────────────────────────────────────────────────────────

_NASTY = '"\\{}[],:0123456789-+=eE.\n\t\x00\x7f \u00a0é☂\ud800tfn'
_VALUES: list[Any] = [
    *(None, True, False, 0, 1, -1, 60, 100, 10**18, 1.5, "", "=x", " x", "accept", "refer"),
    *("bureau", "full", "met", "open", [], ["a"], {}, {"open": True}, "2026-03-03", "x" * 400),
]


def letters_altered(text: str, random: Random) -> str:
    """A letter lost, put in, written over, or a stretch said twice or moved."""
    at = random.randrange(len(text))
    to = min(len(text), at + random.choice((1, 1, 2, 8, 40)))
    match random.choice(("lost", "put in", "over", "twice", "moved")):
        case "lost":
            return text[:at] + text[to:]
        case "put in":
            return text[:at] + random.choice(_NASTY) + text[at:]
        case "over":
            return text[:at] + random.choice(_NASTY) + text[at + 1 :]
        case "twice":
            return text[:to] + text[at:]
        case _:
            return text[:at] + text[to:] + text[at:to]


def value_altered(text: str, random: Random) -> str:
    """A value of the fact replaced, lost, or put under another name, in canonical JSON."""
    held = json.loads(text)
    places = [*_places(held)]
    inside, key = random.choice(places)
    what = random.choice(("replaced", "replaced", "nudged", "lost", "renamed"))
    if what == "lost":
        del inside[key]
    elif what == "renamed" and isinstance(inside, dict):
        inside[random.choice(("procedure", "clock", "notes", f"{key}s"))] = inside.pop(key)
    elif what == "nudged" and type(inside[key]) is int:
        inside[key] += random.choice((-1, 1))
    else:
        inside[key] = random.choice([*_VALUES, random.choice(places)[0]])
    try:
        return json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    except ValueError:  # it was put into itself
        return text


def _places(held: Any) -> Iterator[tuple[Any, Any]]:
    for key in held if isinstance(held, dict) else range(len(held)):
        yield held, key
        if isinstance(held[key], dict | list):
            yield from _places(held[key])


def altered(seed: int) -> list[str]:
    """The screenings in another order, one or more of them altered."""
    random = Random(seed)
    held = random.sample(HELD, len(HELD))
    for _ in range(random.choice((1, 1, 3, 8))):
        place = random.randrange(len(held))
        alter = value_altered if random.random() < 0.5 else letters_altered
        try:
            held[place] = alter(held[place], random)
        except ValueError:  # it is no JSON any more
            held[place] = letters_altered(held[place], random)
    return held


def agree(seed: int) -> int:
    """How many lines are named of an altered log, by both ways the same."""
    lines = lines_of(*altered(seed))
    found = list(replay(lines))
    assert found == by_facts(lines), f"seed {seed}"
    return len(found)


def test_five_hundred_altered_logs_are_told_as_when_every_line_is_read() -> None:
    named = [agree(seed) for seed in range(500)]

    # Alterations that matter not to the verdict, as in a title, are for the seals to find.
    assert 300 < sum(count > 0 for count in named) < 500


@pytest.mark.exhaustive
@settings(max_examples=20_000, deadline=None)
@given(st.integers(1_000, 10**12))
def test_any_altered_log_is_told_as_when_every_line_is_read(seed: int) -> None:
    agree(seed)


def test_what_is_told_of_a_text_a_fact_would_tell() -> None:
    """Even where the verdict would come out wrong, and nothing else is at stake."""
    told = 0
    for seed in range(3_000):
        random = Random(seed)
        held = random.choice(HELD)
        alter = value_altered if random.random() < 0.5 else letters_altered
        text = alter(held, random)
        parts = screening_text(text)
        before = screening_text(held)
        if parts is None or before is None or parts[3] != before[3] or parts.score != before.score:
            continue
        try:
            fact = read_fact(text)
        except ValidationError:
            # Only a day may be none.
            assert (parts.at, parts.on) != (before.at, before.on), text
            continue
        told += 1
        assert isinstance(fact, RequestScreened)
        assert str(fact.accept_from) == parts.accept_from
        assert json.loads(parts.edition) == fact.edition
        assert fact.fingerprint == parts.fingerprint
        assert fact.on.isoformat() == parts.on
        assert (fact.outcome, fact.procedure) == (parts.outcome, parts.procedure)
        assert fact.sent_because is None
        assert fact.proposals_taken is None
        answers = {
            id: tuple(one) if isinstance(one, list) else one
            for id, one in json.loads(parts.answers).items()
        }
        assert repr(answers) == repr(dict(fact.request.answers))
    assert told > 200
