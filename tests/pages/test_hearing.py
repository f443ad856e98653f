"""The committee's work on the page of a case: who can do what, and what each is told."""

import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from streamlit.testing.v1 import AppTest

from screening import committee_file, criteria_file, review
from screening.core import motion_check
from screening.core.access import Person
from screening.core.cases import Case
from screening.core.committee_facts import Condition
from screening.core.model import LANGUAGES, Language
from screening.core.motion_check import NewCondition, NewMotion
from screening.language import day, sentences
from screening.people import EXAMPLE_PEOPLE, details
from screening.review import Ballot, Review
from screening.service import Desk, Words
from screening.stores.sqlite import open_log
from tests.pages.visit import Home, act, visit, words

SALES = Person("sales-1", "salesperson")
CHAIR = Person("chair-1", "chair")
MANAGER = Person("manager-1", "manager")
ONE, TWO, THREE = (Person(f"member-{number}", "member") for number in (1, 2, 3))

# Two of clients, one of students, and the chair: three colleges of weight 1 each.
SEATS = """
seats:
  - {id: member-1, name: "Awa Diop", college: clients, bureau: true}
  - {id: member-2, name: "Bruno Castel", college: clients}
  - {id: member-3, name: "Nadia Ferhat", college: students, bureau: true}
  - {id: chair-1, name: "Hélène Garnier", college: investors, bureau: true, chair: true}
"""
COLLEGES = """  colleges:
    - {id: clients, name: {fr: "Clients", en: "Clients"}}
    - {id: students, name: {fr: "Étudiants", en: "Students"}}
    - {id: investors, name: {fr: "Investisseurs", en: "Investors"}}
"""
TODAY = datetime.now(ZoneInfo("Europe/Paris")).date()
ACCEPT = NewMotion("accept", "It serves the mission.")


@dataclass
class Past:
    """The committee at work on the visited log, as from other windows."""

    review: Review
    acts: int = 0

    def act(self) -> str:
        self.acts += 1
        return f"act-{self.acts}"

    def referred(self, title: str = "A course", **said: Any) -> str:
        """With the whole committee: a person sent what the criteria would accept."""
        answers = {"opening": "now", "audiences": ["refugees"], "pays": False}
        raw = {"prospect": {"name": "Atelier Nord"}, "title": title, "answers": answers}
        request, problems = self.review.desk.read({**raw, **said})
        assert request is not None, problems
        sent = Words(sent_because="A client to look at.", repeated_because="Another year.")
        return self.review.desk.record(request, self.act(), SALES, sent).case

    def put(self, case: str, motion: NewMotion = ACCEPT) -> None:
        self.review.put(case, self.act(), motion, CHAIR)

    def vote(self, case: str, by: Person, vote: Any, because: str | None = None) -> None:
        self.review.vote(case, self.act(), Ballot(by.id, vote, because), by)

    def carried(self, motion: NewMotion = ACCEPT) -> str:
        case = self.referred()
        self.put(case, motion)
        for one in (ONE, THREE, TWO):
            self.vote(case, one, "for", f"Because {one.id} says so.")
        return case

    def voted_down(self, case: str) -> None:
        for one in (ONE, TWO, THREE):
            self.vote(case, one, "against", "It serves nobody.")

    def ago(self, days: int) -> "Past":
        """The same committee, so many days ago."""
        then = datetime.now(UTC) - timedelta(days=days)
        desk = replace(self.review.desk, now=lambda: then)
        return Past(replace(self.review, desk=desk), self.acts)

    def case(self, id: str) -> Case:
        return self.review.desk.case(id, MANAGER).case


@pytest.fixture(params=["binding"])
def past(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Past]:
    text = home.criteria.read_text("utf-8")
    text = text.replace("  authority: binding\n", f"  authority: {request.param}\n{COLLEGES}")
    home.criteria.write_text(text, "utf-8")
    roster = tmp_path / "committee.yaml"
    roster.write_text(SEATS, "utf-8")
    monkeypatch.setenv("SCREENING_COMMITTEE", str(roster))
    log = open_log(f"sqlite:///{home.log}")
    desk = Desk(log, criteria_file.load(home.criteria))
    loaded = committee_file.load(roster, desk.edition.committee, TODAY)
    for person in (*loaded.people, *map(details, EXAMPLE_PEOPLE)):
        desk.introduce(person)
    yield Past(Review(desk, loaded.roster))
    log.close()


advisory = pytest.mark.parametrize("past", ["advisory"], indirect=True)


def page(id: str, person: str, language: Language = "en") -> AppTest:
    return visit("case", language, person, id=id)


def press(desk: AppTest, start: str) -> AppTest:
    return act(one_of(desk.button, start).click())


def write(desk: AppTest, start: str, text: str) -> None:
    one_of([*desk.text_area, *desk.text_input], start).input(text)


def one_of(widgets: Any, start: str) -> Any:
    (found,) = [one for one in widgets if one.key.startswith(start)]
    return found


# ── Where the case stands ────────────────────────────────────────────────────────────────────


def test_an_open_vote_tells_how_many_voted_and_never_how(past: Past) -> None:
    case = past.referred()
    past.put(case)
    past.vote(case, TWO, "against", "They once cheated us.")
    for person in ("member-1", "chair-1", "manager-1", "sales-1", "auditor-1"):
        read = words(page(case, person))
        assert "1 seat of 4 has voted." in read
        assert "Whole committee: voting until" in read
        assert "Bruno Castel: voted" in read
        assert "voted against" not in read
        assert "They once cheated us." not in read


def test_who_sits_is_told_by_college(past: Past) -> None:
    case = past.referred()
    past.put(case)
    past.review.recuse(case, "r", "A friend.", THREE)
    read = words(page(case, "sales-1"))
    assert "Clients Awa Diop, Bruno Castel Students Nadia Ferhat (recused)" in read
    assert "Investors Hélène Garnier (chair)" in read


def test_why_the_chair_took_it_to_everybody_is_read_by_those_who_vote(past: Past) -> None:
    case = past.referred(answers={"opening": "never"})
    past.review.move_up(case, "u", "A matter of principle.", CHAIR)
    past.put(case)
    assert "by its chair, who wrote: A matter of principle." in words(page(case, "member-1"))


def test_what_the_salesperson_wrote_is_on_the_page(past: Past) -> None:
    read = words(page(past.referred(), "member-1"))
    assert "Why it was sent to the committee A client to look at." in read


# ── Questions ────────────────────────────────────────────────────────────────────────────────


def test_a_member_asks_and_whoever_owns_the_case_answers(past: Past) -> None:
    case = past.referred()
    desk = page(case, "member-1")
    write(desk, "words-ask-", "How many places?")
    press(desk, "ask-")
    assert [one.asked.question for one in past.case(case).questions] == ["How many places?"]
    read = words(desk)
    assert "the clock stands still until Camille Roux has answered" in read
    assert not [one for one in desk.button if one.key.startswith("answer-")]

    desk = page(case, "sales-1")
    press(desk, "answer-")
    assert "the words are missing" in words(desk)
    write(desk, "words-answer-", "Eight of twenty.")
    press(desk, "answer-")
    assert "Eight of twenty." in words(desk)
    assert past.case(case).unanswered == ()


def test_while_an_answer_is_awaited_nobody_votes(past: Past) -> None:
    case = past.referred()
    past.put(case)
    desk = page(case, "member-1")
    write(desk, "because-ballot-", "It is fine.")
    past.review.ask(case, "q", "Why?", TWO)
    # The page was drawn before the question came.
    press(desk, "vote-for-")
    assert past.case(case).motion.ballots == ()  # type: ignore[union-attr]
    read = words(desk)
    assert "Voting goes on as soon as the question above is answered." in read
    assert "The vote was not counted: a question still waits for its answer." in read
    assert one_of(desk.button, "vote-for-").disabled
    past.review.answer(case, "a", "q", "Because.", SALES)
    desk.run()
    assert one_of(desk.text_area, "because-ballot-").value == "It is fine."
    press(desk, "vote-for-")
    assert [one.because for one in past.case(case).motion.ballots] == ["It is fine."]  # type: ignore[union-attr]


# ── Motions ──────────────────────────────────────────────────────────────────────────────────


def test_a_member_puts_a_motion_with_conditions(past: Past) -> None:
    case = past.referred()
    desk = page(case, "member-1")
    act(one_of(desk.button_group, "proposal-").select("accept_with_conditions"))
    write(desk, "because-motion-", "If it opens.")
    write(desk, "text-1-", "Open it.")
    press(desk, "motion-")
    assert "condition 1 lacks a part" in words(desk)
    assert one_of(desk.text_area, "text-1-").value == "Open it."
    due = TODAY + timedelta(days=90)
    one_of(desk.date_input, "due-1-").set_value(due)
    write(desk, "proof-1-", "The page.")
    press(desk, "more-")
    assert one_of(desk.text_area, "text-1-").value == "Open it."
    press(desk, "motion-")
    motion = past.case(case).motion
    assert motion is not None
    assert motion.put.because == "If it opens."
    assert motion.put.conditions == (
        Condition(text="Open it.", owner="sales-1", due=due, proof="The page."),
    )
    assert "Accept the request with conditions" in words(desk)


def test_who_does_not_sit_where_it_is_heard_is_offered_nothing_that_would_be_refused(
    past: Past,
) -> None:
    case = past.referred(answers={"opening": "never"})
    offered = [one.key for one in page(case, "member-1").button]
    assert [one for one in offered if one.startswith("ask-")]
    # Their seat in the bureau is given to another.
    roster = Path(os.environ["SCREENING_COMMITTEE"])
    told = SEATS.replace("clients, bureau: true}", "clients}")
    assert told != SEATS
    roster.write_text(told, "utf-8")
    desk = page(case, "member-1")
    assert not [one.key for one in desk.button if one.key.startswith(("ask-", "motion-"))]
    assert "its members, and the chair, put motions on this case" in words(desk)


def test_to_decline_takes_a_ground(past: Past) -> None:
    case = past.referred()
    desk = page(case, "chair-1")
    act(one_of(desk.button_group, "proposal-").select("decline"))
    write(desk, "because-motion-", "It stays closed.")
    press(desk, "motion-")
    assert "to decline takes a ground" in words(desk)
    assert one_of(desk.text_area, "because-motion-").value == "It stays closed."
    one_of(desk.checkbox, "closed_content-").check()
    press(desk, "motion-")
    motion = past.case(case).motion
    assert motion is not None
    assert motion.put.reasons == ("closed_content",)


def test_an_earlier_ruling_is_shown_and_can_be_cited(past: Past) -> None:
    low = {"answers": {"opening": "now", "audiences": [], "share": 5}}
    earlier = past.referred("A first course", **low)
    past.put(earlier, NewMotion("decline", "Too few.", reasons=("audience",)))
    for one in (ONE, TWO, THREE):
        past.vote(earlier, one, "for")
    case = past.referred("A second course", **low)
    assert "like this one" not in words(page(case, "sales-1"))
    desk = page(case, "member-1")
    read = words(desk)
    assert f"{earlier} · Atelier Nord · A first course" in read
    assert "Ruling decline the request Against both The right audiences" in read
    act(one_of(desk.button_group, "proposal-").select("accept"))
    write(desk, "because-motion-", "It differs.")
    one_of(desk.selectbox, f"cite-{earlier}").select("distinguished")
    press(desk, "motion-")
    assert "cited without a word why" in words(desk)
    write(desk, f"why-{earlier}", "There are more of them.")
    press(desk, "motion-")
    motion = past.case(case).motion
    assert motion is not None
    (cited,) = motion.put.cites
    assert (cited.case, cited.how) == (earlier, "distinguished")
    assert f"It differs from case {earlier} : There are more of them." in words(desk)


# ── Votes ────────────────────────────────────────────────────────────────────────────────────


def test_a_vote_is_one_tap_and_can_be_changed_until_the_end(past: Past) -> None:
    case = past.referred()
    past.put(case)
    desk = page(case, "member-1")
    press(desk, "vote-for-member-1")
    assert "Voted: for, on" in words(desk)
    write(desk, "because-ballot-", "I thought again.")
    press(desk, "vote-against-member-1")
    assert "Voted: against, on" in words(desk)
    motion = past.case(case).motion
    assert motion is not None
    assert [(one.vote, one.because) for one in motion.ballots] == [
        ("for", None),
        ("against", "I thought again."),
    ]


def test_pressing_again_adds_no_ballot(past: Past) -> None:
    case = past.referred()
    past.put(case)
    desk = page(case, "member-1")
    write(desk, "because-ballot-", "I know too little of it.")
    for _ in range(3):
        press(desk, "vote-abstain-member-1")
    motion = past.case(case).motion
    assert motion is not None
    assert len(motion.ballots) == 1


def test_a_vote_that_comes_too_late_says_so(past: Past) -> None:
    case = past.referred()
    past.put(case)
    desk = page(case, "chair-1")
    for one in (ONE, THREE, TWO):
        past.vote(case, one, "for")
    write(desk, "because-ballot-", "I was about to say why.")
    press(desk, "vote-against-chair-1")
    read = words(desk)
    assert "Result: the motion is carried." in read
    assert "The vote was not counted: the motion is closed." in read
    assert past.case(case).status == "accepted"
    # Once is enough.
    assert "was not counted" not in words(desk.run())


def test_a_motion_that_another_window_was_quicker_with_is_refused_in_words(past: Past) -> None:
    case = past.referred()
    desk = page(case, "member-1")
    act(one_of(desk.button_group, "proposal-").select("accept"))
    write(desk, "because-motion-", "I was about to.")
    past.put(case)
    press(desk, "motion-")
    assert "A motion is open already." in words(desk)
    assert len(past.case(case).motions) == 1


def test_what_is_typed_stays_when_others_vote(past: Past) -> None:
    case = past.referred()
    past.put(case)
    desk = page(case, "member-1")
    past.vote(case, TWO, "for")
    press(desk, "vote-against-")
    assert "a vote against or an abstention takes a reason" in words(desk)
    typed = one_of(desk.text_area, "because-ballot-").key
    past.vote(case, CHAIR, "for")
    assert one_of(desk.run().text_area, "because-ballot-").key == typed


def test_a_vote_of_a_delegate_who_left_is_no_longer_said_to_stand(past: Past) -> None:
    case = past.referred()
    past.put(case)
    past.review.delegate(past.act(), "member-2", TODAY, TODAY, ONE)
    past.review.vote(case, past.act(), Ballot("member-1", "for"), TWO)
    assert "Somebody has voted for this seat in your place" in words(page(case, "member-1"))
    past.review.recuse(case, "r", "A friend.", TWO)
    assert "has voted for this seat" not in words(page(case, "member-1"))


def test_a_case_that_all_have_left_says_what_it_waits_for(past: Past) -> None:
    case = past.referred()
    for one in (ONE, TWO, THREE, CHAIR):
        assert "All who sit have left" not in words(page(case, "manager-1"))
        past.review.recuse(case, past.act(), "We all work for them.", one)
    assert "All who sit have left this case" in words(page(case, "manager-1"))


def test_a_delegate_votes_seat_by_seat(past: Past) -> None:
    case = past.referred()
    past.put(case)
    past.review.delegate(past.act(), "member-1", TODAY, TODAY + timedelta(days=1), TWO)
    desk = page(case, "member-1")
    assert "For Bruno Castel, Clients: you vote in their place" in words(desk)
    named = [one.label for one in (*desk.button, *desk.text_area, *desk.text_input)]
    assert {"For", "For · Bruno Castel", "Against", "Against · Bruno Castel"} <= set(named)
    assert len(named) == len(set(named)), "no two widgets have one name"
    (theirs,) = [one.key for one in desk.text_area if "-member-2-" in one.key]
    write(desk, theirs, "He asked me to.")
    press(desk, "vote-against-member-2")
    motion = past.case(case).motion
    assert motion is not None
    assert [(one.by, one.seat) for one in motion.ballots] == [("member-1", "member-2")]


def test_leaving_a_case_takes_a_confirmation_and_hides_it(past: Past) -> None:
    case = past.referred()
    past.put(case)
    desk = page(case, "member-1")
    write(desk, "words-recusal-", "I work for them.")
    press(desk, "recusal-")
    assert past.case(case).recusals == ()
    assert "You have not left the case yet." in words(desk)
    one_of(desk.checkbox, "sure-recusal-").check()
    press(desk, "recusal-")
    assert past.case(case).recused == {"member-1"}
    read = words(desk)
    assert "You left this case. Nothing of it is shown to you any more" in read
    assert "Atelier Nord" not in read
    assert "It serves the mission." not in read
    assert "Open when?" not in read


@pytest.mark.parametrize("person", ["sales-1", "manager-1", "auditor-1", "owner-1"])
def test_those_who_do_not_sit_are_offered_no_act_of_the_committee(past: Past, person: str) -> None:
    case = past.referred()
    past.put(case)
    acts = ("vote-", "ask-", "motion-", "recusal-", "follow-", "move-up-")
    assert [one.key for one in page(case, person).button if one.key.startswith(acts)] == []


# ── After the vote ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("person", ["sales-1", "member-1", "auditor-1"])
def test_after_the_vote_everybody_reads_the_count_and_the_reasons(past: Past, person: str) -> None:
    case = past.referred()
    past.put(case)
    past.vote(case, ONE, "for")
    past.vote(case, TWO, "against", "They once cheated us.")
    past.vote(case, THREE, "for")
    past.vote(case, CHAIR, "for")
    read = words(page(case, person))
    # Half of the clients, all students, all investors: 5/2 of 3.
    assert "For the motion: 5/2 of a weight of 3 (83%). More than 1/2 of it was needed." in read
    assert "Clients weight 1 1 for · 1 against" in read
    assert "✕ Bruno Castel: against They once cheated us." in read
    assert "3 votes without a reason" in read
    assert "Ruling: since" in read


@advisory
def test_management_follows_in_one_tap(past: Past) -> None:
    case = past.carried()
    assert not [one for one in page(case, "chair-1").button if one.key.startswith("follow-")]
    desk = page(case, "manager-1")
    press(desk, "follow-")
    assert past.case(case).status == "accepted"
    assert "as the committee advised" in words(desk)


@advisory
def test_management_decides_otherwise_with_a_motive(past: Past) -> None:
    case = past.carried()
    desk = page(case, "manager-1")
    one_of(desk.selectbox, "decided-").select("decline")
    press(desk, "decision-")
    assert past.case(case).status == "advised"
    assert "against the committee’s opinion a decision takes a reason" in words(desk)
    write(desk, "motive-", "The budget is gone.")
    press(desk, "decision-")
    assert past.case(case).status == "declined"
    assert "The budget is gone." in words(desk)


def test_conditions_stand_out_when_overdue_and_are_settled_with_proof(past: Past) -> None:
    conditions = tuple(
        NewCondition(text, "sales-1", TODAY + timedelta(days=days), "The page.")
        for text, days in (("Open it.", -3), ("Keep 8 places.", 10))
    )
    case = past.ago(5).carried(NewMotion("accept_with_conditions", "If.", conditions=conditions))
    assert not [one for one in page(case, "member-1").button if one.key.startswith("kept-")]
    desk = page(case, "sales-1")
    read = words(desk)
    assert "⚠ Overdue by 3 days" in read
    assert "Due in 10 days" in read
    press(desk, "kept-1")
    assert "the words are missing" in words(desk)
    one_of([one for one in desk.text_area if one.key.endswith("-1")], "proof-condition-").input(
        "Seen on the page."
    )
    press(desk, "kept-1")
    read = words(desk)
    assert "Kept, says Camille Roux on" in read
    assert "Overdue" not in read
    assert [one.key for one in desk.button if one.key.startswith("kept-")] == ["kept-2"]


def test_a_motion_that_was_not_carried_makes_room_for_another(past: Past) -> None:
    case = past.referred()
    past.put(case)
    past.voted_down(case)
    desk = page(case, "member-1")
    assert "The last motion was not carried: another one can be put." in words(desk)
    act(one_of(desk.button_group, "proposal-").select("decline"))
    write(desk, "because-motion-", "Nobody else would learn.")
    one_of(desk.checkbox, "audience-").check()
    press(desk, "motion-")
    assert len(past.case(case).motions) == 2
    assert "An earlier motion, put on" in words(desk)


def test_what_was_voted_down_is_put_again_by_the_chair_who_says_why(past: Past) -> None:
    case = past.referred()
    past.put(case)
    past.voted_down(case)
    desk = page(case, "member-1")
    act(one_of(desk.button_group, "proposal-").select("accept"))
    write(desk, "because-motion-", "Once more.")
    press(desk, "motion-")
    assert "this very motion was not carried, and nothing is new since" in words(desk)
    assert not [one for one in desk.text_input if one.key.startswith("again-")]

    desk = page(case, "chair-1")
    act(one_of(desk.button_group, "proposal-").select("accept"))
    write(desk, "because-motion-", "Once more.")
    press(desk, "motion-")
    assert len(past.case(case).motions) == 1
    assert "Say why you put it again" in words(desk)
    write(desk, "again-motion-", "Two of us had misread it.")
    press(desk, "motion-")
    assert len(past.case(case).motions) == 2
    assert "not carry it, because: Two of us had misread it." in words(desk)


def test_the_history_tells_that_a_clock_was_ahead(past: Past) -> None:
    case = past.referred()
    past.ago(-365).review.ask(case, "q", "Who signs?", TWO)
    assert "by the clock" not in words(page(case, "member-1"))
    past.review.answer(case, "a", "q", "Their dean.", SALES)
    read = words(page(case, "member-1"))
    assert read.count("by the clock, which had been ahead before)") == 1
    assert f"answered the question (on {day('en', TODAY)}" in read


# ── Words ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_its_sentences(language: Language) -> None:
    sources = (Path(str(one.__file__)).read_text("utf-8") for one in (review, motion_check))
    codes = {
        one.args[0].value
        for source in sources
        for one in ast.walk(ast.parse(source))
        if isinstance(one, ast.Call)
        and getattr(one.func, "id", "") == "Refused"
        and isinstance(one.args[0], ast.Constant)
    }
    statuses = ("referred", "voting", "advised", "accepted", "declined", "withdrawn")
    known = sentences(language)
    wanted = {f"refused.{code}" for code in (*codes, *(f"is_{one}" for one in statuses))}
    said = {
        key.removesuffix(part)
        for key in known
        for part in (".wrong", ".right")
        if key.startswith("refused.") and key.endswith(part)
    }
    assert len(codes) > 30
    assert wanted - said == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_of_a_case_reads_in_both_languages(past: Past, language: Language) -> None:
    case = past.carried()
    desk = page(case, "chair-1", language)
    assert {"en": "How it was counted", "fr": "Le dépouillement"}[language] in words(desk)
