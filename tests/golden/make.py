"""Writes a golden log with the code as it is: python -m tests.golden.make NAME

By hand alone, for a release or a new kind of fact, and never over one that is there: see README.md.
"""

import json
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from screening.accounts import Accounts
from screening.adopting import adopt
from screening.core.access import Person
from screening.core.committee_facts import Proposal
from screening.core.facts import content
from screening.core.motion_check import NewCitation, NewCondition, NewMotion
from screening.core.periods import year
from screening.core.query import Query
from screening.core.roster import Roster, Term
from screening.core.scenario_facts import ScenarioKept
from screening.core.tally import Vote
from screening.criteria_file import LoadedEdition, load, read
from screening.exports import export
from screening.exports.register import export_register
from screening.review import Ballot, Review
from screening.scenarios import NewScenario, Scenarios
from screening.service import NO_WORDS, Desk, Words
from screening.settings import HOME
from screening.stores.protocol import PersonDetails
from screening.stores.sqlite import SqliteLog
from tests.builders import Clock
from tests.golden import HERE, receipts_of, rows_of

SALES = Person("sales-1", "salesperson")
MANAGER = Person("manager-1", "manager")
OWNER = Person("owner-1", "criteria_owner")
CHAIR = Person("chair-1", "chair")
ONE, TWO, THREE, FOUR = (Person(f"member-{number}", "member") for number in (1, 2, 3, 4))
AUDITOR = Person("auditor-1", "auditor")
# The bureau has a seat in each of four colleges, so that two against two is a tie.
ROSTER = Roster(
    (
        Term("member-1", "clients", bureau=True),
        Term("member-2", "clients"),
        Term("member-3", "students", bureau=True),
        Term("member-4", "employees", bureau=True),
        Term("chair-1", "investors", bureau=True, chair=True),
    )
)

ACCEPTED: dict[str, Any] = {
    "catalogue_opening": "within_6_months",
    "client_sector": "public_service",
    "priority_share": 80,
    "priority_audiences": ["far_from_employment", "low_skilled"],
    "third_party_funding": 60,
    "learner_pays": False,
    "contract_form": "jobseeker_with_offer",
    "concern": False,
}
CLOSED = {**ACCEPTED, "catalogue_opening": "never"}
FULL: dict[str, Any] = {
    "reference": "HS-1",
    "prospect": {
        "name": "Région « Hauts-de-Brume »",
        "country": "FR",
        "registration_number": "552 100 554 00013",
    },
    "title": 'Développeurs web — "remise à niveau" ☂',
    "summary": "Deux lignes.\nEt une autre\t: Œuvre, naïveté, Łódź, 東京.",
    "learners": 40,
    "amount": 120_000,
    "starts": "2026-09",
    "owner": "sales-1",
    "contact": {"name": "Léa Petit", "email": "lea@example.org", "phone": "+33 1 23 45 67 89"},
    "source": "https://marches.example.org/avis?id=1",
    "answers": ACCEPTED,
    "evidence": {
        "priority_share": {"basis": "written", "note": "Convention du 2 mars."},
        "third_party_funding": {"basis": "assumed"},
        "learner_pays": {"basis": "said"},
    },
}


class Story:
    """The desk at work: each step is some minutes after the one before."""

    def __init__(self, file: Path, loaded: LoadedEdition) -> None:
        self.clock = Clock(datetime(2026, 3, 2, 9, 30, tzinfo=UTC))
        self.log = SqliteLog(file)
        self.desk = Desk(self.log, loaded, self.clock)
        self.acts = 0
        for id in ("sales-1", "manager-1", "member-1", "member-2", "guest-1"):
            self.desk.introduce(PersonDetails(id, f"Nom de {id}", None, None, None))

    @property
    def review(self) -> Review:
        return Review(self.desk, ROSTER)

    def act(self) -> str:
        self.acts += 1
        self.clock.turn(minutes=7)
        return f"act-{self.acts}"

    def record(self, said: dict[str, Any], words: Words = NO_WORDS) -> str:
        request, problems = self.desk.read(said)
        assert request is not None, problems
        return self.desk.record(request, self.act(), SALES, words).case

    def vote(self, case: str, votes: Iterable[tuple[Person, Vote]], **more: Any) -> None:
        """Each in turn, until nothing can change the result any more."""
        for by, how in votes:
            if self.desk.case(case, AUDITOR).case.status != "voting":
                return
            because = None if how == "for" else "Je n’en suis pas sûr."
            self.review.vote(case, self.act(), Ballot(by.id, how, because, **more), by)

    def judge_by(self, loaded: LoadedEdition) -> None:
        self.desk = replace(self.desk, loaded=loaded)

    def append(self, fact: ScenarioKept) -> None:
        with self.log.writing() as writing:
            writing.append(None, content(fact))


def tell(file: Path) -> Story:
    """Every kind of fact, and every key of each, at least once."""
    shipped = load(HOME / "criteria.yaml")
    story = Story(file, shipped)
    accepted = screenings(story)
    conditional, cited = conditions(story)
    declined(story, cited)
    ties_and_interests(story)
    withdrawn(story)
    scenarios(story, accepted, conditional)
    people(story)
    stricter(story, shipped)
    another_mission(story)
    exports(story)
    return story


def screenings(story: Story) -> str:
    """Accepted, at length; again, with why; by taking a proposal; sent by hand, still undecided."""
    accepted = story.record(FULL)
    story.record(FULL, Words(repeated_because="Un second lot.", context="Ne sert à rien ici."))
    bettered = {**ACCEPTED, "catalogue_opening": "at_delivery"}
    story.record(
        {**FULL, "reference": "HS-2", "title": "Autre cours", "answers": bettered},
        Words(stood={"catalogue_opening": "never"}),
    )
    undecided = {"client_sector": "business", "priority_share": 50}
    story.record(
        {**FULL, "reference": "HS-3", "title": "Peu de réponses", "answers": undecided},
        Words(sent_because="Un doute sérieux.", context="Ils rappellent « lundi »."),
    )
    return accepted


def conditions(story: Story) -> tuple[str, str]:
    """A question, a delegation, a recusal; conditions, one kept and one broken."""
    case = story.record({**FULL, "reference": "HS-4", "title": "Fermée", "answers": CLOSED})
    review = story.review
    asked = story.act()
    review.ask(case, asked, "Pour combien de temps ?", ONE)
    review.answer(case, story.act(), asked, "Un an, dit le client.", SALES)
    day = story.clock().date()
    review.delegate(story.act(), "member-1", day, day + timedelta(days=30), TWO)
    due = date(2026, 12, 31)
    new = NewMotion(
        "accept_with_conditions",
        "Elle sert la mission si elle s’ouvre.",
        (
            NewCondition("Ouvrir le cours.", "sales-1", due, "La page du catalogue."),
            NewCondition("Publier les chiffres.", "sales-1", due, "Le rapport."),
        ),
    )
    review.move_up(case, story.act(), "Une affaire nouvelle.", CHAIR)
    review.put(case, story.act(), new, THREE)
    review.recuse(case, story.act(), "J’y ai travaillé.", FOUR)
    review.vote(case, story.act(), Ballot("member-2", "for"), ONE)  # for whom they stand in
    story.vote(case, [(ONE, "abstain"), (THREE, "for"), (CHAIR, "for")])
    review.decide(case, story.act(), "accept_with_conditions", None, MANAGER)
    review.settle(case, story.act(), 1, True, "En ligne depuis hier.", SALES)
    review.settle(case, story.act(), 2, False, "Rien n’est paru.", SALES)
    return case, case


def declined(story: Story, cited: str) -> None:
    """Nobody votes, twice; voted down; put again by the chair; management departs from it."""
    case = story.record({**FULL, "reference": "HS-5", "title": "Fermée aussi", "answers": CLOSED})
    review = story.review
    review.put(case, story.act(), NewMotion("accept", "Essayons."), ONE)
    story.clock.turn(days=12)
    review.close_due([case])
    story.clock.turn(days=7)
    review.close_due([case])
    decline = NewMotion(
        "decline",
        "Le contenu reste fermé.",
        reasons=("closed_content", "mission"),
        cites=(NewCitation(cited, "distinguished", "Celle-là s’ouvrait."),),
    )
    review.put(case, story.act(), decline, THREE)
    story.vote(case, [(ONE, "against"), (THREE, "for"), (FOUR, "against"), (CHAIR, "against")])
    again = decline._replace(again_because="Deux membres étaient absents.")
    review.put(case, story.act(), again, CHAIR)
    story.vote(case, [(ONE, "for"), (THREE, "for"), (FOUR, "for"), (CHAIR, "for")])
    said: Proposal = "accept"
    review.decide(case, story.act(), said, "Le client a changé d’avis.", MANAGER)


def ties_and_interests(story: Story) -> None:
    """Two against two, and the chair's ballot settles it."""
    case = story.record({**FULL, "reference": "HS-6", "title": "Partagée", "answers": CLOSED})
    story.review.put(case, story.act(), NewMotion("accept", "Elle sert la mission."), CHAIR)
    story.vote(case, [(ONE, "for")], interest="J’y connais quelqu’un.")
    story.vote(case, [(THREE, "against"), (FOUR, "against"), (CHAIR, "for")])


def withdrawn(story: Story) -> None:
    """Moved up, amended while the clock was behind, and taken back."""
    case = story.record({**FULL, "reference": "HS-7", "title": "Reprise", "answers": CLOSED})
    story.review.move_up(case, story.act(), "À voir par tous.", CHAIR)
    story.clock.turn(days=-1)
    story.record(
        {**FULL, "reference": "HS-7", "title": "Reprise", "answers": {**CLOSED, "concern": True}},
        Words(amends=case, context="Le client précise."),
    )
    story.clock.turn(days=2)
    story.desk.withdraw(case, story.act(), "mission", "Le client garde tout.", SALES)


def scenarios(story: Story, accepted: str, referred: str) -> None:
    """Kept from cases, and one by hand with a key that no page sets; one dropped."""
    kept = Scenarios(story.desk)
    kept.keep(accepted, story.act(), NewScenario("Service public ouvert", "Le cœur."), OWNER)
    closed = NewScenario("Contenu fermé", "Le premier refus.", "refer", blocking=True)
    gone = kept.keep(referred, story.act(), closed, CHAIR)
    kept.drop(gone.id, story.act(), "Dit deux fois.", OWNER)
    story.append(
        ScenarioKept(
            at=story.clock(),
            by=OWNER.id,
            submission=story.act(),
            title="Rien n’est su",
            why="On ne refuse pas ce qu’on ignore.",
            answers={},
            expected="undecided",
            deciding=("catalogue_opening",),
        )
    )


def people(story: Story) -> None:
    """A meeting, a role given and taken, a contact erased."""
    story.review.hold_meeting(
        story.act(), story.clock().date(), ("chair-1", "member-1", "guest-1"), ("C-2",), CHAIR
    )
    accounts = Accounts(story.log, story.clock)
    accounts.expect("owner@example.org", "criteria_owner", OWNER, name="Ona", id="owner-1")
    accounts.expect("zoe@example.org", "auditor", OWNER, name="Zoé", id="auditor-2")
    accounts.change("auditor-2", None, OWNER)
    contact = next(one.id for one in story.desk.log.people() if one.name == "Léa Petit")
    story.desk.erase(contact, OWNER)


def stricter(story: Story, shipped: LoadedEdition) -> None:
    """The next edition, adopted although it breaks a scenario, and a case under it."""
    text = shipped.text
    for old, new in (
        ('name: "2026-1"', 'name: "2026-2"'),
        ("in_force_from: 2025-07-01", "in_force_from: 2026-01-01"),
        ("\naccept_from: 60\n", "\naccept_from: 90\n"),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    story.act()
    adopt(story.desk, text, "Plénière du 2 juin 2026", OWNER, motive="Plus exigeant.")
    story.judge_by(read(text))
    story.record({**FULL, "reference": "HS-8", "title": "Sous la suivante", "answers": CLOSED})


def another_mission(story: Story) -> None:
    """An edition with the other kinds of criteria, and cases under it."""
    repair = HOME / "data" / "examples" / "editions" / "repair" / "criteria.yaml"
    text = repair.read_text("utf-8").replace('name: "2026-1"', 'name: "reparer-1"')
    story.act()
    adopt(story.desk, text, "Assemblée du 9 juin 2026", OWNER, motive="Une autre mission.")
    story.judge_by(read(text))
    answers = {
        "origin": "donated",
        "repairability": "no_index",
        "data_erased": True,
        "repaired_share": 75,
        "spare_parts": "reused",
        "distance": 18,
        "waste_route": True,
        "served": ["associations", "modest_households"],
        "solidarity_share": 100,
        "highest_price": 15,
        "inclusion_hours": 40,
        "concern": False,
    }
    for number, changes in ((9, {}), (10, {"origin": "unsold_given", "highest_price": 90})):
        story.record(
            {
                "reference": f"R-{number}",
                "prospect": {"name": "Épicerie solidaire"},
                "title": f"Lot {number}",
                "answers": {**answers, **changes},
            }
        )


def exports(story: Story) -> None:
    """Decisions of a filter, and the register."""
    with TemporaryDirectory() as folder:
        to = Path(folder) / "cases.csv"
        story.act()
        export(story.desk, Query(status=("accepted",)), "csv", "fr", to, MANAGER)
    story.act()
    export_register(story.desk, year(2026), "docx", "fr", MANAGER)


def main() -> None:
    [name] = sys.argv[1:]
    golden = HERE / name
    with TemporaryDirectory() as folder:
        story = tell(Path(folder) / "log.db")
        golden.mkdir()
        lines = list(story.log.lines())
        head = story.log.head()
        write(golden / "log.jsonl", (one._asdict() for one in lines))
        write(golden / "rows.jsonl", rows_of(lines))
        write(golden / "receipts.jsonl", receipts_of(lines, Path(folder)))
        (golden / "head.txt").write_text(f"{head}\n", "utf-8")
        story.log.close()
    print(f"{len(lines)} lines in {golden}: commit them, and never change them.")


def write(file: Path, objects: Iterable[dict[str, Any]]) -> None:
    with file.open("w", encoding="utf-8", newline="\n") as opened:
        for one in objects:
            opened.write(json.dumps(one, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
