"""Builders for tests: each gives a valid value, and a test says only what matters to it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from screening import criteria_file
from screening.core.access import Person
from screening.core.cases import Case
from screening.core.criteria import Edition
from screening.core.facts import RecordedFinding, RecordedScore, RequestScreened
from screening.core.motion_check import NewMotion
from screening.core.request import Request
from screening.core.roster import Roster, Term
from screening.core.tally import Vote
from screening.criteria_file import LoadedEdition
from screening.review import Ballot, Review
from screening.service import Desk, Recorded, Words
from screening.stores.protocol import DecisionLog

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DAY = date(2026, 3, 2)


def an_edition(**changes: Any) -> Edition:
    """Two questions, a criterion each, 60 points needed out of 100.

    `open` (yes or no, negotiable towards yes) earns 40 points and blocks when it is no.
    `share` (0 to 100 %) earns 60 points from 70 up, 20 from 50 up.
    """

    def text(words: str) -> dict[str, str]:
        return {"fr": f"{words} (fr)", "en": words}

    def criterion(id: str, question: str, **kind: Any) -> dict[str, Any]:
        return {
            "id": id,
            "question": question,
            "title": text(f"{id} title"),
            "why": text(f"{id} why"),
            "source": {"text": text(f"{id} source")},
            "objective": "access",
            "advice": text(f"{id} advice"),
            **kind,
        }

    procedure = {"title": text("Procedure"), "days_open": 7}
    return Edition.model_validate(
        {
            "name": "2026-test",
            "in_force_from": "2026-01-01",
            "adopted": {"by": text("committee"), "on": "2025-12-01", "minutes": text("M-12")},
            "purpose": text("Make education accessible"),
            "objectives": [{"id": "access", "text": text("Access")}],
            "accept_from": 60,
            "committee": {
                "authority": "binding",
                "procedures": {"bureau": procedure, "full": procedure},
            },
            "questions": [
                {
                    "id": "open",
                    "type": "yes_no",
                    "ask": text("Will it be open?"),
                    "negotiable": True,
                    "concession": "yes",
                },
                {
                    "id": "share",
                    "type": "number",
                    "ask": text("What share?"),
                    "unit": text("%"),
                    "maximum": 100,
                },
            ],
            "criteria": [
                criterion(
                    "openness", "open", kind="yes_no", expects="yes", weight=40, blocking=True
                ),
                criterion(
                    "priority",
                    "share",
                    kind="steps",
                    weight=60,
                    steps=[{"from": 50, "points": 20}, {"from": 70, "points": 60}],
                ),
            ],
            **changes,
        }
    )


def a_loaded_edition(**changes: Any) -> LoadedEdition:
    """The edition above as a file holds it: JSON is YAML."""
    edition = an_edition(**changes)
    return criteria_file.read(edition.model_dump_json(by_alias=True, exclude_none=True))


def a_request(**changes: Any) -> Request:
    """A request that the edition above accepts."""
    return Request.model_validate(
        {
            "reference": "HS-1",
            "prospect": {"name": "Atelier Nord", "country": "FR"},
            "title": "Web developers",
            "learners": 40,
            "owner": "ana",
            "answers": {"open": True, "share": 80},
            **changes,
        }
    )


def a_screening(case: str = "C-1", **changes: Any) -> RequestScreened:
    """The fact that the request above was accepted, recorded under a submission of its own."""
    return RequestScreened(
        **{
            "at": NOON,
            "by": "ana",
            "case": case,
            "submission": f"submission of {case}",
            "request": a_request(),
            "edition": "2026-test",
            "fingerprint": "f" * 64,
            "engine": "1.0",
            "on": DAY,
            "outcome": "accept",
            "score": RecordedScore(now=100, lowest=100, highest=100),
            "accept_from": 60,
            "findings": (
                RecordedFinding(
                    criterion="openness", standing="met", points=40, out_of=40, blocks=False
                ),
                RecordedFinding(
                    criterion="priority", standing="met", points=60, out_of=60, blocks=False
                ),
            ),
            **changes,
        }
    )


# ── A committee at work, on a real log and with a clock to turn ──────────────────────────────

ANA = Person("sales-1", "salesperson")
CHAIR = Person("chair-1", "chair")
MANAGER = Person("manager-1", "manager")
MEMBERS = [Person(f"member-{number}", "member") for number in range(1, 6)]
ONE, TWO, THREE, FOUR, FIVE = MEMBERS

# Three colleges: two clients, two students, and the chair alone for the investors.
ROSTER = Roster(
    (
        Term("member-1", "clients", bureau=True),
        Term("member-2", "clients"),
        Term("member-3", "students", bureau=True),
        Term("member-4", "students"),
        Term("chair-1", "investors", bureau=True, chair=True),
        Term("member-5", "mentors", starts=date(2027, 1, 1)),
    )
)

ACCEPT = NewMotion("accept", "It serves the mission.")

_acts = count()


@dataclass
class Clock:
    """Noon of 2 March 2026, until it is turned."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


def committee_rules(**changes: Any) -> dict[str, Any]:
    """Rules that bind, with a fortnight for the full committee and no second call."""
    text = {"fr": "Comité", "en": "Committee"}
    return {
        "authority": "binding",
        "procedures": {
            "bureau": {"title": text, "days_open": 7},
            "full": {"title": text, "days_open": 14, **changes.pop("full", {})},
        },
        **changes,
    }


def a_review(log: DecisionLog, clock: Clock, **rules: Any) -> Review:
    loaded = a_loaded_edition(committee=committee_rules(**rules))
    return Review(Desk(log, loaded, clock), ROSTER)


def referred(review: Review, reference: str = "HS-1", **said: Any) -> str:
    """A case of ANA's that is with the full committee: she sent it there."""
    request = a_request(**{"reference": reference, "owner": None, **said})
    words = Words(sent_because="Look at it.", repeated_because="Another course.")
    return review.desk.record(request, f"s-{reference}", ANA, words).case


def case_of(review: Review, id: str) -> Case:
    dossier = review.desk.case(id, MANAGER)
    assert dossier.flaws == ()
    return dossier.case


def put(review: Review, id: str, motion: NewMotion = ACCEPT, by: Person = CHAIR) -> Recorded:
    return review.put(id, f"m-{next(_acts)}", motion, by)


def vote(review: Review, id: str, by: Person, how: Vote, seat: str | None = None) -> Recorded:
    """A vote with a reason where it takes one."""
    because = None if how == "for" else "I am not convinced."
    return review.vote(id, f"v-{next(_acts)}", Ballot(seat or by.id, how, because), by)
