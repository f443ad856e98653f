"""The committee's queue, what waits on each person's home, delegations, and the rules in words."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import streamlit as st
from docx import Document
from streamlit.testing.v1 import AppTest

from screening import committee_file, criteria_file
from screening.adopting import adopt
from screening.core.access import Person
from screening.core.model import LANGUAGES, Language
from screening.core.motion_check import NewCondition, NewMotion
from screening.core.query import Query
from screening.people import EXAMPLE_PEOPLE, ExamplePerson
from screening.review import Ballot, Review
from screening.service import Desk, Words
from screening.stores.sqlite import open_log
from tests.pages.visit import Home, act, visit, words

SALES = Person("sales-1", "salesperson")
CHAIR = Person("chair-1", "chair")
MANAGER = Person("manager-1", "manager")
# All clients, students and employees, and one of the three mentors: more than 3 of the 6 weights.
VOTERS = [Person(f"member-{number}", "member") for number in range(1, 13)]
MEMBER = Person("member-1", "member")

ACCEPTABLE = {
    "catalogue_opening": "existing_public",
    "client_sector": "non_profit",
    "priority_share": 80,
    "priority_audiences": ["low_skilled"],
    "learner_pays": False,
    "concern": False,
    "job_commitment": "interviews",
}


@dataclass
class Past:
    """The committee at work on the visited desk's log, some days ago."""

    review: Review
    days_ago: int = 0
    acts: int = 0

    def now(self) -> datetime:
        return datetime.now(UTC) - timedelta(days=self.days_ago)

    def ago(self, days: int) -> Review:
        self.days_ago = days
        return self.review

    def act(self) -> str:
        self.acts += 1
        return f"act-{self.acts}"

    def referred(self, prospect: str, days: int = 12, **answers: Any) -> str:
        """With the full committee, sent by a person; or as the answers have it."""
        desk = self.ago(days).desk
        raw = {
            "prospect": {"name": prospect},
            "title": "Web developers",
            "amount": 48_765,
            "answers": {**ACCEPTABLE, **answers},
        }
        request, problems = desk.read(raw)
        assert request is not None, problems
        sent = Words(sent_because=None if answers else "A client to look at.")
        return desk.record(request, self.act(), SALES, sent).case

    def put(self, case: str, days: int, motion: NewMotion | None = None) -> None:
        motion = motion or NewMotion("accept", "It serves the mission.")
        self.ago(days).put(case, self.act(), motion, CHAIR)

    def vote(self, case: str, by: Person, days: int) -> None:
        self.ago(days).vote(case, self.act(), Ballot(by.id, "for"), by)

    def carried(self, prospect: str, motion: NewMotion | None = None) -> str:
        """Voted for by so many that no further vote matters, which closes it: an opinion."""
        case = self.referred(prospect, days=60)
        self.put(case, 59, motion)
        for one in VOTERS:
            self.vote(case, one, 58)
        return case


@pytest.fixture
def past(home: Home, everlasting_criteria: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Past]:
    """The criteria and the invented committee that this repository ships."""
    shutil.copy(everlasting_criteria, home.criteria)
    roster = home.folder / "committee.yaml"
    shutil.copy(committee_file.EXAMPLE, roster)
    monkeypatch.setenv("SCREENING_COMMITTEE", str(roster))
    log = open_log(f"sqlite:///{home.log}")
    loaded = criteria_file.load(home.criteria)
    seats = committee_file.load(roster, loaded.edition.committee, datetime.now(UTC).date())
    past: Past
    desk = Desk(log, loaded, lambda: past.now())
    past = Past(Review(desk, seats.roster))
    yield past
    log.close()


def day() -> date:
    """Today where the committee sits."""
    return datetime.now(ZoneInfo("Europe/Paris")).date()


def shown(desk: AppTest, tab: str) -> AppTest:
    return act(desk.segmented_control(key="queue_tab").set_value(tab))


def titles(desk: AppTest) -> list[str]:
    """The cases listed, in order."""
    return [one.label for one in desk.main.page_link if "Web developers" in one.label]


# ── Who sees the page ────────────────────────────────────────────────────────────────────────

COMMITTEE = {"fr": "Le comité", "en": "The committee"}
RULES = {"fr": "Comment nous décidons", "en": "How we decide"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("one", EXAMPLE_PEOPLE, ids=lambda one: one.person.id)
def test_both_pages_open_for_everybody(past: Past, one: ExamplePerson, language: Language) -> None:
    past.put(past.referred("Atelier Nord"), 3)
    past.referred("Verrerie", catalogue_opening="never")
    past.carried("Région")
    desk = visit("committee", language, one.person.id)
    assert desk.title[0].value == COMMITTEE[language]
    assert bool(titles(desk)) == (one.person.role != "salesperson")
    assert visit("how_we_decide", language, one.person.id).title[0].value == RULES[language]


def test_a_salesperson_is_told_where_their_own_cases_are(past: Past) -> None:
    past.put(past.referred("Atelier Nord"), 3)
    read = words(visit("committee"))
    assert "Your own cases, and what the committee asks you, are in your requests." in read
    assert "Atelier Nord" not in read


def test_nobody_sees_an_amount_in_the_list(past: Past) -> None:
    past.put(past.referred("Atelier Nord"), 3)
    for person in ("member-1", "chair-1", "manager-1"):
        assert "48" not in words(visit("committee", person=person))


# ── What waits ───────────────────────────────────────────────────────────────────────────────


def test_a_member_finds_their_vote_with_its_deadline_and_what_blocks(past: Past) -> None:
    case = past.referred(
        "Atelier Nord", days=25, catalogue_opening="never", client_sector="tobacco"
    )
    past.put(case, 20)
    read = words(visit("committee", person="member-1"))
    # The full committee has 30 days, the day of the motion left out.
    assert "Being voted on: 10 days left" in read
    assert "You have not voted" in read
    assert (
        "Blocking criteria not met: “The training is open to everybody”,"
        " “The client’s sector fits the mission”" in read
    )
    assert f"{case} · Full mission committee · recorded 25 days ago" in read


def test_a_vote_that_was_cast_waits_no_longer_and_is_said_in_the_open_list(past: Past) -> None:
    case = past.referred("Atelier Nord")
    past.put(case, 5)
    past.vote(case, MEMBER, 4)
    desk = visit("committee", person="member-1")
    assert "Nothing waits for you" in words(desk)
    assert "referrals that you can take up will be here" in words(desk)
    read = words(shown(desk, "open"))
    assert "You have voted" in read
    assert "You have not voted" not in read


@pytest.mark.parametrize(
    ("put_days_ago", "said"),
    [
        (30, {"en": "The vote closes today", "fr": "Le vote se termine aujourd’hui"}),
        (29, {"en": "The vote closes tomorrow", "fr": "Le vote se termine demain"}),
        (28, {"en": "Being voted on: 2 days left", "fr": "Au vote : encore 2 jours"}),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_deadline_is_said_in_words(
    past: Past, put_days_ago: int, said: dict[str, str], language: Language
) -> None:
    past.put(past.referred("Atelier Nord", days=31), put_days_ago)
    assert said[language] in words(visit("committee", language, "member-1"))


def test_the_bureau_s_referrals_wait_for_the_bureau(past: Past) -> None:
    past.referred("Verrerie", catalogue_opening="never")
    read = words(visit("committee", person="member-1"))
    assert "No motion yet You can put a motion" in read
    assert "Bureau of the mission committee" in read


def test_the_most_urgent_comes_first(past: Past) -> None:
    past.referred("Last", days=20)
    for prospect, days in (("Second", 3), ("First", 9)):
        past.put(past.referred(prospect), days)
    assert titles(visit("committee", person="member-1")) == [
        f"{one} · Web developers" for one in ("First", "Second", "Last")
    ]


def test_a_case_that_one_left_is_on_no_page_of_theirs(past: Past) -> None:
    case, ruled = (past.referred(one, catalogue_opening="never") for one in ("Nord", "Sud"))
    for one in (case, ruled):
        past.ago(3).recuse(one, past.act(), "I worked there.", MEMBER)
    past.put(ruled, 3)
    for number in (2, 9, 12):
        past.vote(ruled, Person(f"member-{number}", "member"), 2)
    past.ago(1).decide(ruled, past.act(), "accept", None, MANAGER)
    past.ago(0).hold_meeting(past.act(), day(), ("member-1", "chair-1"), (case, ruled), CHAIR)

    desk = visit("committee", person="member-1")
    assert "Nothing waits for you" in words(desk)
    for tab in ("waiting", "open", "closed"):
        assert titles(shown(desk, tab)) == []
    for page in ("my_requests", "meetings"):
        read = words(visit(page, person="member-1"))
        assert "Nord" not in read
        assert "Sud" not in read
    for id in (case, ruled):
        desk = visit("case", person="member-1", id=id)
        assert desk.title[0].value == f"Case {id}"
        assert "You left this case." in words(desk)
        assert "Web developers" not in words(desk)
    assert "Nord · Web developers" in words(visit("my_requests", person="chair-1"))


def test_minutes_tell_whoever_left_a_case_nothing_of_it(
    past: Past, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = past.referred("Nord", catalogue_opening="never")
    past.ago(3).recuse(case, past.act(), "I worked there.", MEMBER)
    past.ago(0).hold_meeting(past.act(), day(), ("member-2", "chair-1"), (case,), CHAIR)
    given: dict[str, Callable[[], bytes]] = {}
    monkeypatch.setattr(
        st, "download_button", lambda *said, **more: given.update({more["key"]: said[1]})
    )

    def minutes(person: str) -> str:
        visit("meetings", person=person)
        document = Document(BytesIO(given["minutes-0"]()))
        return "\n".join(one.text for one in document.paragraphs)

    assert f"\n{case} · Nord · Web developers\n" in minutes("chair-1")
    mine = minutes("member-1")
    assert f"\n{case}\nLeft out of this copy: whoever it was made for recused" in mine
    assert "Nord" not in mine


def test_the_clock_stands_still_while_the_salesperson_owes_an_answer(past: Past) -> None:
    case = past.referred("Atelier Nord")
    past.put(case, 9)
    past.ago(5).ask(case, past.act(), "Who pays?", MEMBER)
    desk = visit("committee", person="member-1")
    assert "Nothing waits for you" in words(desk)
    shown(desk, "open")
    assert "The clock stands still: the salesperson owes an answer" in words(desk)
    at_home = visit("my_requests")
    [link] = [one for one in at_home.main.page_link if "asks you" in one.label]
    assert link.label == "The committee asks you a question · Atelier Nord · Web developers"


def test_management_finds_opinions_and_what_is_overdue(past: Past) -> None:
    due = day() - timedelta(days=4)
    condition = NewCondition(text="Open it.", owner="sales-1", due=due, proof="The link")
    kept = past.carried("Région", NewMotion("accept_with_conditions", "If it opens.", (condition,)))
    past.ago(50).decide(kept, past.act(), "accept_with_conditions", None, MANAGER)
    past.carried("Logis")
    desk = visit("committee", person="manager-1")
    assert titles(desk) == ["Logis · Web developers", "Région · Web developers"]
    assert "Opinion given: management is to decide" in words(desk)
    assert "Condition overdue since" in words(desk)
    at_home = visit("my_requests", person="manager-1")
    assert "2 cases wait for you at the committee" in words(at_home)
    assert "Condition overdue since" in words(visit("my_requests"))


def test_where_nothing_waits_the_home_says_nothing_of_it(past: Past) -> None:
    past.carried("Région")
    for person in ("sales-1", "member-1", "auditor-1"):
        assert "wait" not in words(visit("my_requests", person=person)).lower()


# ── Open and closed ──────────────────────────────────────────────────────────────────────────


def test_ruled_cases_are_closed_and_no_longer_open(past: Past) -> None:
    declined = past.carried("Tivoli", NewMotion("decline", "No.", reasons=("mission",)))
    past.ago(50).decide(declined, past.act(), "decline", None, MANAGER)
    past.referred("Atelier Nord")
    desk = visit("committee", person="auditor-1")
    assert titles(desk) == ["Atelier Nord · Web developers"]
    shown(desk, "closed")
    assert titles(desk) == ["Tivoli · Web developers"]
    assert "Declined on" in words(desk)


def test_of_the_closed_cases_the_newest_ruling_comes_first(past: Past) -> None:
    first, second, third = (past.carried(one) for one in ("First", "Second", "Third"))
    for case, days in ((second, 40), (third, 30), (first, 20)):
        past.ago(days).decide(case, past.act(), "accept", None, MANAGER)
    desk = shown(visit("committee", person="auditor-1"), "closed")
    assert titles(desk) == [f"{one} · Web developers" for one in ("First", "Third", "Second")]


def test_without_the_committee_s_file_the_requests_are_shown_and_who_votes_is_told(
    past: Past, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    past.referred("Atelier Nord")
    past.carried("Logis")
    broken = tmp_path / "broken.yaml"
    broken.write_text("seats: nobody\n", "utf-8")
    monkeypatch.setenv("SCREENING_COMMITTEE", str(broken))
    for person in ("sales-1", "member-1", "manager-1"):
        desk = visit("my_requests", person=person)
        assert "Atelier Nord · Web developers" in words(desk)
        assert [one for one in desk.warning if "broken.yaml" in one.value] == (
            [desk.warning[0]] if person == "member-1" else []
        )
    assert "One case waits for you at the committee" in words(
        visit("my_requests", person="manager-1")
    )


def test_the_lists_follow_whoever_is_played(past: Past) -> None:
    past.referred("Atelier Nord")
    desk = visit("committee", person="member-1")
    assert desk.segmented_control(key="queue_tab").value == "waiting"
    act(desk.selectbox(key="person").select("auditor-1"))
    # An auditor has nothing to do here, and sees what is open.
    assert desk.segmented_control(key="queue_tab").value == "open"
    assert titles(desk) == ["Atelier Nord · Web developers"]
    act(desk.selectbox(key="person").select("manager-1"))
    assert [one.split(" (")[0] for one in desk.segmented_control(key="queue_tab").options] == [
        "Waiting for me",
        "Open",
        "Closed",
    ]


def test_a_long_list_is_shown_in_pages(past: Past) -> None:
    for number in range(21):
        past.referred(f"Client {number}")
    desk = visit("committee", person="auditor-1")
    assert len(titles(desk)) == 20
    [more] = [one for one in desk.button if one.label == "Show more"]
    assert len(titles(act(more.click()))) == 21


@pytest.mark.usefixtures("past")
def test_empty_lists_say_what_will_be_there() -> None:
    desk = visit("committee", person="manager-1")
    assert "conditions that are overdue will be here" in words(desk)
    assert "until it is ruled on" in words(shown(desk, "open"))
    assert "with what was ruled" in words(shown(desk, "closed"))


# ── Delegation ───────────────────────────────────────────────────────────────────────────────


def test_a_member_delegates_to_their_college_and_takes_it_back(past: Past) -> None:
    today = day()
    desk = visit("committee", person="member-1")
    assert "Nobody votes for you: you vote yourself." in words(desk)
    [to] = [one for one in desk.selectbox if one.label == "Who votes for me, in my college"]
    assert to.value is None
    assert to.options == ["Lucas Bernier", "Fatou Sarr", "Théo Marchetti"]
    to.select("member-7")
    _, ends = desk.date_input
    ends.set_value(today + timedelta(days=3))
    [give] = [one for one in desk.button if one.label == "Delegate my vote"]
    act(give.click())
    assert "Fatou Sarr can vote for you" in words(desk)
    [given] = past.ago(0).delegated(MEMBER)
    assert (given.to, given.starts, given.ends) == ("member-7", today, today + timedelta(days=3))
    [back] = [one for one in desk.button if one.label == "Take my vote back"]
    act(back.click())
    assert "Nobody votes for you: you vote yourself." in words(desk)
    assert past.review.delegated(MEMBER) == []


def test_a_delegation_without_a_name_or_with_days_backwards_is_not_given(past: Past) -> None:
    desk = visit("committee", person="member-1")
    [give] = [one for one in desk.button if one.label == "Delegate my vote"]
    act(give.click())
    assert "Choose a member, a first day and a last day" in words(desk)
    [to] = [one for one in desk.selectbox if one.label == "Who votes for me, in my college"]
    to.select("member-7")
    starts, ends = desk.date_input
    starts.set_value(day() + timedelta(days=9))
    ends.set_value(day() + timedelta(days=3))
    [give] = [one for one in desk.button if one.label == "Delegate my vote"]
    act(give.click())
    assert "the last day comes before the first" in words(desk)
    assert past.ago(0).delegated(MEMBER) == []


def test_a_delegated_vote_that_is_missing_is_named(past: Past) -> None:
    case = past.referred("Atelier Nord")
    past.put(case, 5)
    today = day()
    lucas = Person("member-6", "member")
    past.ago(4).delegate("d-1", "member-1", today - timedelta(days=4), today, lucas)
    past.vote(case, MEMBER, 3)
    read = words(visit("committee", person="member-1"))
    assert "You have not voted for Lucas Bernier" in read
    assert "You can vote today for: Lucas Bernier." in read


@pytest.mark.usefixtures("past")
def test_only_who_has_a_seat_can_delegate() -> None:
    assert "Let somebody vote for me" not in words(visit("committee", person="manager-1"))
    assert "Let somebody vote for me" in words(visit("committee", person="chair-1"))


# ── How we decide ────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("past")
def test_the_rules_in_force_are_told_with_those_who_sit_today() -> None:
    read = words(visit("how_we_decide"))
    assert "10 of 19 seats (1/2) and 4 of 6 colleges (2/3)" in read
    assert "3 of 5 seats (3/5) and 3 of 5 colleges (1/2)" in read
    assert "without the quorum, 10 more days; then 7 of 19 seats (1/3)" in read
    assert "the case moves up: Full mission committee" in read
    assert "Management decides, and gives its motive when it departs from it." in read
    assert "A vote against or an abstention gives its reason." in read
    assert "or by the chair, who says why." in read
    assert "4 seats · one in the bureau" in read
    # Who sits is told by name to those who sit with them.
    assert "Théo Marchetti" not in read
    assert "Théo Marchetti" in words(visit("how_we_decide", person="member-1"))


@pytest.mark.usefixtures("past")
def test_a_count_is_worked_out_by_the_rules_in_force() -> None:
    read = words(visit("how_we_decide"))
    # Clients 3/4, students 1/2, employees 0, mentors 1, public institutions 1/2, investors silent.
    assert "one for, one against, one abstention, one silent seat 1/2 of 1" in read
    assert "14 of 19 seats and 5 of 6 colleges took part; 10 and 4 are needed." in read
    assert "the weights in favour add up to 2 3/4 out of 5, which is 55%." in read
    assert "Needed: more than 1/2. The motion is carried." in read


@pytest.mark.usefixtures("home")
def test_rules_that_bind_are_told_otherwise() -> None:
    read = words(visit("how_we_decide"))  # the small edition of these tests
    assert "A motion that is carried decides the case." in read
    assert "Management decides" not in read
    assert "none: without the quorum the motion has lapsed" in read


@pytest.mark.usefixtures("past")
def test_the_mission_leads_to_how_we_decide() -> None:
    assert "How we decide" in [one.label for one in visit("mission").main.page_link]


# ── Editions ─────────────────────────────────────────────────────────────────────────────────


def test_what_blocks_is_called_as_the_edition_that_judged_calls_it(past: Past) -> None:
    past.referred("Verrerie", catalogue_opening="never")
    desk = past.review.desk
    row = next(iter(desk.cases(Query(), MANAGER)))
    (blocking,) = row.blocking.split()
    then = desk.edition.criterion(blocking).title
    renamed = desk.loaded.text.replace(then.en, "Called otherwise").replace(
        f'name: "{desk.edition.name}"', 'name: "next"'
    )
    adopt(desk, renamed, "Committee of yesterday", Person("owner-1", "criteria_owner"))
    for page, person in (("committee", "chair-1"), ("decisions", "manager-1")):
        told = words(visit(page, "en", person))
        assert then.en in told
        assert "Called otherwise" not in told.partition("Web developers")[2]
