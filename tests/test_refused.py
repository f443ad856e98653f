"""What the committee's service refuses, whatever a page lets through; nothing of it is recorded."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from screening.core.facts import DelegationGiven, MeetingHeld
from screening.core.model import LANGUAGES, Language
from screening.core.motion_check import NewCitation, NewCondition, NewMotion
from screening.core.refused import Refused
from screening.core.roster import Roster, Term
from screening.language import t
from screening.review import Ballot, Review
from screening.service import Words
from screening.stores.protocol import PersonDetails
from screening.stores.sqlite import SqliteLog
from tests.builders import (
    ACCEPT,
    ANA,
    CHAIR,
    DAY,
    FOUR,
    MANAGER,
    ONE,
    ROSTER,
    THREE,
    TWO,
    Clock,
    a_request,
    a_review,
    case_of,
    put,
    referred,
    vote,
)

DECLINE = NewMotion("decline", "It stays closed.", reasons=("closed_content",))
OPENING = NewCondition("Open it.", "sales-1", DAY + timedelta(days=90), "The page.")
IF_OPENED = NewMotion("accept_with_conditions", "If it opens.", (OPENING,))


def refusal(review: Review, code: str) -> Any:
    """That this is refused, in both languages with all their values, and nothing recorded."""
    return _Refusal(review, code)


class _Refusal:
    def __init__(self, review: Review, code: str) -> None:
        self.review, self.code = review, code

    def __enter__(self) -> None:
        self.head = self.review.desk.log.head()

    def __exit__(self, _: object, raised: object, __: object) -> bool:
        assert isinstance(raised, Refused), raised
        assert raised.code == self.code
        for language in LANGUAGES:
            for part in ("wrong", "right"):
                said = t(language, f"refused.{raised.code}.{part}", **raised.values)
                assert said
                assert "{" not in said
        assert self.review.desk.log.head() == self.head
        return True


def voted_down(review: Review, case: str, motion: NewMotion = ACCEPT) -> None:
    put(review, case, motion)
    for one in (ONE, TWO, THREE):
        vote(review, case, one, "against")
    told = case_of(review, case).motion
    assert told is not None
    assert told.closed is not None
    assert told.closed.tally.result == "not_carried"


# ── Ballots ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("how", ["against", "abstain"])
@pytest.mark.parametrize("because", [None, "", " \n ", "="])
def test_a_vote_against_or_an_abstention_takes_a_reason(
    review: Review, how: Any, because: str | None
) -> None:
    case = referred(review)
    put(review, case)
    with refusal(review, "vote_unexplained"):
        review.vote(case, "v-1", Ballot(ONE.id, how, because), ONE)
    assert review.vote(case, "v-1", Ballot(ONE.id, how, "They charge learners."), ONE).new


def test_a_vote_for_may_do_without_a_reason(review: Review) -> None:
    case = referred(review)
    put(review, case)
    assert review.vote(case, "v-1", Ballot(ONE.id, "for"), ONE).new


def test_a_delegate_says_why_too(review: Review) -> None:
    case = referred(review)
    put(review, case)
    review.delegate("d-1", "member-2", DAY, DAY, ONE)
    with refusal(review, "vote_unexplained"):
        review.vote(case, "v-1", Ballot(ONE.id, "abstain"), TWO)


def test_a_vote_is_one_of_three(review: Review) -> None:
    case = referred(review)
    put(review, case)
    maybe: Any = "maybe"
    with refusal(review, "choice_unknown"):
        review.vote(case, "v-1", Ballot(ONE.id, maybe, "Who knows?"), ONE)


def test_a_reason_is_no_longer_than_somebody_reads(review: Review) -> None:
    case = referred(review)
    put(review, case)
    with refusal(review, "words_too_long"):
        review.vote(case, "v-1", Ballot(ONE.id, "for", "a" * 2_001), ONE)
    assert review.vote(case, "v-1", Ballot(ONE.id, "for", "a" * 2_000), ONE).new


# ── Motions ──────────────────────────────────────────────────────────────────────────────────


def conditional(**changes: Any) -> NewMotion:
    return IF_OPENED._replace(conditions=(OPENING, OPENING._replace(**changes)))


@pytest.mark.parametrize(
    ("motion", "code"),
    [
        (IF_OPENED._replace(conditions=()), "conditions_missing"),
        (ACCEPT._replace(conditions=(OPENING,)), "conditions_needless"),
        (DECLINE._replace(conditions=(OPENING,)), "conditions_needless"),
        (DECLINE._replace(reasons=()), "reasons_missing"),
        (ACCEPT._replace(reasons=("mission",)), "reasons_needless"),
        (IF_OPENED._replace(reasons=("mission",)), "reasons_needless"),
        (DECLINE._replace(reasons=("mission", "too_far")), "reason_unknown"),  # type: ignore[arg-type]
        (ACCEPT._replace(because=" "), "words_missing"),
        (ACCEPT._replace(because="a" * 2_001), "words_too_long"),
        (ACCEPT._replace(proposal="postpone"), "choice_unknown"),  # type: ignore[arg-type]
        (conditional(text=" "), "condition_incomplete"),
        (conditional(proof=""), "condition_incomplete"),
        (conditional(due=None), "condition_incomplete"),
        (conditional(due=DAY - timedelta(days=1)), "condition_past"),
        (conditional(owner="sales-9"), "condition_without_owner"),
        (conditional(owner=""), "condition_without_owner"),
        (conditional(text="a" * 2_001), "words_too_long"),
        (IF_OPENED._replace(conditions=(OPENING,) * 6), "conditions_too_many"),
        (ACCEPT._replace(cites=(NewCitation("C-2", "followed", " "),)), "citation_incomplete"),
        (ACCEPT._replace(cites=(NewCitation("C-2", "followed", "Alike."),)), "citation_of_itself"),
        (ACCEPT._replace(cites=(NewCitation("C-99", "followed", "Alike."),)), "citation_unknown"),
        (ACCEPT._replace(cites=(NewCitation("C-3", "followed", "Alike."),)), "citation_unruled"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_motion_that_is_not_whole_or_not_about_what_there_is(
    review: Review, motion: NewMotion, code: str
) -> None:
    case = referred(review)
    assert (case, referred(review, "HS-2")) == ("C-2", "C-3")
    with refusal(review, code):
        put(review, case, motion)
    assert case_of(review, case).motions == ()


def test_a_condition_can_be_due_today_and_seen_to_by_whoever_the_directory_names(
    review: Review,
) -> None:
    review.desk.introduce(PersonDetails("sales-9", "Yanis Morel", None, None, None))
    case = referred(review)
    assert put(review, case, conditional(due=DAY, owner="sales-9")).new


def test_a_condition_is_seen_to_by_nobody_who_was_erased(review: Review) -> None:
    review.desk.introduce(PersonDetails("sales-9", "Yanis Morel", None, None, None))
    review.desk.erase("sales-9", MANAGER)
    case = referred(review)
    with refusal(review, "condition_without_owner"):
        put(review, case, conditional(owner="sales-9"))


def test_a_ruled_case_can_be_cited_unless_one_left_it(review: Review) -> None:
    earlier = referred(review, "HS-0")
    review.recuse(earlier, "r-1", "They are friends.", CHAIR)
    put(review, earlier, by=ONE)
    # Both colleges that are left are for, whatever its last seat does.
    for one in (ONE, TWO, THREE):
        vote(review, earlier, one, "for")
    motion = ACCEPT._replace(cites=(NewCitation(earlier, "followed", "They are alike."),))
    case = referred(review)
    with refusal(review, "citation_unknown"):
        put(review, case, motion, by=CHAIR)
    twice = (*motion.cites, NewCitation(earlier, "distinguished", "They are not."))
    with refusal(review, "citation_repeated"):
        put(review, case, motion._replace(cites=twice), by=ONE)
    assert put(review, case, motion, by=ONE).new


def test_a_ground_that_is_given_twice_is_one(review: Review) -> None:
    case = referred(review)
    put(review, case, DECLINE._replace(reasons=("mission", "audience", "mission")))
    told = case_of(review, case).motion
    assert told is not None
    assert told.put.reasons == ("mission", "audience")


# ── What was voted down ──────────────────────────────────────────────────────────────────────


def test_what_was_voted_down_is_not_put_again_as_it_was(review: Review) -> None:
    case = referred(review)
    voted_down(review, case)
    with refusal(review, "failed_before"):
        put(review, case, ACCEPT._replace(because="It really does."), by=ONE)
    # Another member has no more say in it, nor has a word that is the chair's to give.
    with refusal(review, "failed_before"):
        put(review, case, ACCEPT._replace(again_because="I misread it."), by=TWO)


def test_something_else_can_be_put_at_once(review: Review) -> None:
    case = referred(review)
    voted_down(review, case)
    voted_down(review, case, DECLINE)
    later = OPENING._replace(due=OPENING.due + timedelta(days=1))  # type: ignore[operator]
    voted_down(review, case, IF_OPENED)
    shouted = OPENING._replace(text="OPEN  it.")
    # Whatever failed stays so, not the last of it alone.
    with refusal(review, "failed_before"):
        put(review, case, by=ONE)
    with refusal(review, "failed_before"):
        put(review, case, IF_OPENED._replace(conditions=(shouted,)), by=ONE)
    assert put(review, case, IF_OPENED._replace(conditions=(later,))).new


def test_the_chair_puts_it_again_with_a_word_why(review: Review) -> None:
    case = referred(review)
    voted_down(review, case)
    with refusal(review, "again_unexplained"):
        put(review, case, ACCEPT._replace(again_because=" "))
    put(review, case, ACCEPT._replace(again_because="Two of us had misread it."))
    told = case_of(review, case).motion
    assert told is not None
    assert told.put.again_because == "Two of us had misread it."


def test_a_word_why_it_is_put_again_is_not_kept_of_what_is_new(review: Review) -> None:
    case = referred(review)
    put(review, case, ACCEPT._replace(again_because="Two of us had misread it."))
    told = case_of(review, case).motion
    assert told is not None
    assert told.put.again_because is None


def test_an_answer_is_something_new_and_a_question_is_not(review: Review) -> None:
    case = referred(review)
    voted_down(review, case)
    review.ask(case, "q-1", "Could it open?", ONE)
    with refusal(review, "failed_before"):
        put(review, case, by=ONE)
    review.answer(case, "a-1", "q-1", "In two years.", ANA)
    assert put(review, case).new


def test_a_new_version_is_something_new(review: Review) -> None:
    case = referred(review)
    voted_down(review, case)
    again = a_request(reference="HS-1", owner=None, learners=41)
    words = Words(amends=case, sent_because="Look at it again.")
    review.desk.record(again, "s-again", ANA, words)
    assert put(review, case).new


def test_the_full_committee_may_be_asked_what_the_bureau_voted_down(review: Review) -> None:
    request = a_request(owner=None, answers={"open": False, "share": 80})
    case = review.desk.record(request, "s-1", ANA).case
    put(review, case)
    for one in (ONE, THREE):
        vote(review, case, one, "against")
    with refusal(review, "failed_before"):
        put(review, case, by=ONE)
    review.move_up(case, "u-1", "All should look at it.", CHAIR)
    assert put(review, case).new


def test_what_lapsed_was_not_voted_down(review: Review, clock: Clock) -> None:
    case = referred(review)
    put(review, case)
    clock.turn(days=15)
    review.close_due()
    assert put(review, case).new


# ── Decisions ────────────────────────────────────────────────────────────────────────────────


def test_management_accepts_on_no_conditions_but_the_committee_s(
    log: SqliteLog, clock: Clock
) -> None:
    review = a_review(log, clock, authority="advisory")
    plain, conditions = referred(review), referred(review, "HS-2")
    for case, motion in ((plain, ACCEPT), (conditions, IF_OPENED)):
        put(review, case, motion)
        for one in (ONE, TWO, THREE, FOUR):
            vote(review, case, one, "for")
    postpone: Any = "postpone"
    with refusal(review, "no_conditions_put"):
        review.decide(plain, "d-1", "accept_with_conditions", "If it opens.", MANAGER)
    with refusal(review, "motive_missing"):
        review.decide(plain, "d-1", "decline", " ", MANAGER)
    with refusal(review, "choice_unknown"):
        review.decide(plain, "d-1", postpone, "Later.", MANAGER)
    assert review.decide(conditions, "d-2", "accept_with_conditions", None, MANAGER).new


# ── Delegations ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("to", "starts", "ends", "code"),
    [
        ("member-2", 3, 2, "dates_backwards"),
        ("member-2", -1, 2, "delegation_past"),
        ("member-2", -3, -2, "delegation_past"),
        ("member-1", -3, -2, "delegation_past"),
        ("member-3", 0, 2, "other_college"),
        ("member-9", 0, 2, "no_such_seat"),
        ("member-5", 0, 2, "no_such_seat"),
    ],
)
def test_a_delegation_that_makes_no_sense(
    review: Review, to: str, starts: int, ends: int, code: str
) -> None:
    first, last = (DAY + timedelta(days=days) for days in (starts, ends))
    with refusal(review, code):
        review.delegate("d-1", to, first, last, ONE)


def test_what_is_past_of_a_delegation_is_not_taken_back(review: Review, clock: Clock) -> None:
    review.delegate("d-1", "member-2", DAY, DAY + timedelta(days=5), ONE)
    clock.turn(days=2)
    # A page from before today sends the days that it shows.
    review.delegate("d-2", "member-1", DAY, DAY + timedelta(days=5), ONE)
    *_, back = delegations(review)
    assert (back.starts, back.ends) == (DAY + timedelta(days=2), DAY + timedelta(days=5))
    assert review.delegated(ONE) == []


def delegations(review: Review) -> list[DelegationGiven]:
    return [one for one in review.desk.common_facts() if isinstance(one, DelegationGiven)]


def meetings(review: Review) -> list[MeetingHeld]:
    return [one for one in review.desk.common_facts() if isinstance(one, MeetingHeld)]


def test_a_delegation_that_is_sent_twice_is_given_once(review: Review, clock: Clock) -> None:
    review.delegate("d-1", "member-2", DAY, DAY, ONE)
    # The second one comes when it could not be given any more.
    clock.turn(days=3)
    review.delegate("d-1", "member-2", DAY, DAY, ONE)
    assert [one.submission for one in delegations(review)] == ["d-1"]
    review.delegate("d-2", "member-2", DAY + timedelta(days=3), DAY + timedelta(days=3), ONE)
    assert len(delegations(review)) == 2


# ── Meetings ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("on", "present", "cases", "code"),
    [
        (DAY + timedelta(days=1), ("member-1",), (), "meeting_ahead"),
        (DAY, (), (), "meeting_empty"),
        (DAY, ("member-1", "member-9"), (), "meeting_stranger"),
        (DAY, ("member-1",), ("C-2", "C-99"), "meeting_case_unknown"),
    ],
)
def test_a_meeting_that_cannot_have_been(
    review: Review, on: date, present: tuple[str, ...], cases: tuple[str, ...], code: str
) -> None:
    assert referred(review) == "C-2"
    with refusal(review, code):
        review.hold_meeting("h-1", on, present, cases, CHAIR)


def test_a_meeting_that_is_sent_twice_was_held_once(review: Review) -> None:
    case = referred(review)
    for _ in range(2):
        review.hold_meeting("h-1", DAY, ("member-1", "member-1"), (case, case), CHAIR)
    (held,) = meetings(review)
    assert (held.submission, held.present, held.cases) == ("h-1", ("member-1",), (case,))


def test_guests_and_those_who_sat_then_came_to_a_meeting(review: Review) -> None:
    review.desk.introduce(PersonDetails("staff-1", "Marc Lefèvre", None, None, None))
    past = Term("member-7", "clients", starts=date(2025, 1, 1), ends=date(2025, 12, 31))
    before = replace(review, roster=Roster((*ROSTER.terms, past)))
    before.hold_meeting("h-1", date(2025, 6, 1), ("member-7", "staff-1"), (), CHAIR)
    with refusal(before, "meeting_stranger"):
        before.hold_meeting("h-2", DAY, ("member-7",), (), CHAIR)
    assert len(meetings(review)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_names_what_it_is_about(review: Review, language: Language) -> None:
    case = referred(review)
    with pytest.raises(Refused) as raised:
        put(review, case, conditional(due=date(2026, 2, 1)))
    said = t(language, "refused.condition_past.wrong", **raised.value.values)
    named = {
        "en": "condition 2 is due on 1 February 2026",
        "fr": "la condition 2, le 1er février 2026",
    }
    assert named[language] in said
