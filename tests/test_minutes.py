"""The committee's papers: what was decided and why, for somebody who was not there."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from docx import Document

from screening.core.committee_facts import MeetingHeld
from screening.core.model import LANGUAGES, Language
from screening.core.motion_check import NewCitation, NewCondition, NewMotion
from screening.core.roster import members_on
from screening.minutes import Seen, agenda, minutes
from screening.minutes_files import as_docx
from screening.papers import Heading, Listed, Paper, Space, Strong, Table, Telling
from screening.review import Ballot, Review
from screening.service import Words
from screening.stores.protocol import PersonDetails
from screening.stores.sqlite import SqliteLog
from tests.builders import (
    ACCEPT,
    ANA,
    CHAIR,
    FOUR,
    MANAGER,
    NOON,
    ONE,
    ROSTER,
    THREE,
    TWO,
    Clock,
    a_request,
    a_review,
    an_edition,
    case_of,
    committee_rules,
    put,
    referred,
)

MEETING = date(2026, 3, 2)
NAMES = {
    "member-1": "Awa Diop",
    "member-2": "Bruno Castel",
    "member-3": "Lucas Bernier",
    "chair-1": "Hélène Garnier",
    "manager-1": "Marc Lefèvre",
    "sales-1": "Camille Roux",
}
COLLEGES = [
    {"id": id, "name": {"fr": f"{name} (fr)", "en": name}}
    for id, name in (("clients", "Clients"), ("students", "Students"), ("investors", "Investors"))
]


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SqliteLog]:
    log = SqliteLog(tmp_path / "screening.db")
    with log.writing() as writing:
        for id, name in NAMES.items():
            writing.keep_person(PersonDetails(id, name, None, None, None))
    yield log
    log.close()


@pytest.fixture
def review(log: SqliteLog, clock: Clock) -> Review:
    return a_review(log, clock, colleges=COLLEGES)


def blocked(review: Review) -> str:
    """A case before the bureau, with an amount that nobody is shown."""
    request = a_request(
        owner=None,
        amount=123456,
        summary="Forty developers.",
        answers={"open": False, "share": 80},
    )
    words = Words(context="They may yield on the opening.")
    return review.desk.record(request, "s-1", ANA, words).case


def sent(review: Review) -> str:
    """A case that a person sent to the full committee."""
    request = a_request(reference="HS-2", owner=None, amount=123456)
    return review.desk.record(request, "s-2", ANA, Words(sent_because="I doubt them.")).case


def telling(review: Review, language: Language = "en") -> Telling:
    desk = review.desk
    return Telling(language, ZoneInfo("Europe/Paris"), desk.edition, desk.name_of, desk.edition_of)


def minutes_of(review: Review, *cases: str, language: Language = "en") -> Paper:
    """The minutes of a meeting to which one client, one student and a guest came."""
    held = MeetingHeld(
        at=NOON, by="chair-1", on=MEETING, present=("member-1", "member-3", "sales-1"), cases=cases
    )
    desk = review.desk
    return minutes(
        held,
        members_on(ROSTER, MEETING),
        [Seen(one, case_of(review, one)) for one in cases],
        desk.log.head(),
        telling(review, language),
        at=desk.now(),
    )


def told(paper: Paper) -> list[str]:
    """Every line of a paper; the cells of a row are parted by bars."""
    lines = [paper.title]
    for part in paper.parts:
        match part:
            case str():
                lines.append(part)
            case Heading() | Strong():
                lines.append(part.text)
            case Listed():
                lines += [part.lead, *part.entries]
            case Table():
                lines += [" | ".join(row) for row in (part.head, *part.rows)]
            case Space():
                lines.append(part.label)
    return lines


def says(paper: Paper, *wanted: str) -> None:
    """Each of these is a line of the paper, in this order."""
    lines = told(paper)
    at = -1
    for one in wanted:
        assert one in lines[at + 1 :], (one, lines[at + 1 :])
        at = lines.index(one, at + 1)


def voted(review: Review, case: str, motion: NewMotion, *ballots: Any) -> None:
    """Puts a motion and casts these ballots: by whom, how and why."""
    put(review, case, motion)
    for number, (by, how, because) in enumerate(ballots):
        review.vote(case, f"{case}-{number}", Ballot(by.id, how, because), by)


# ── Minutes ──────────────────────────────────────────────────────────────────────────────────


def test_minutes_tell_who_came_by_college(review: Review) -> None:
    says(
        minutes_of(review),
        "Mission committee: minutes of 2 March 2026",
        "Recorded by Hélène Garnier, 2 March 2026 13:00.",
        "Who came",
        "2 members of 5 came.",
        "College | Present | Excused",
        "Clients | Awa Diop | Bruno Castel",
        "Students | Lucas Bernier | member-4",
        "Investors | – | Hélène Garnier",
        "Also present: Camille Roux.",
    )


def test_a_carried_motion_is_told_with_every_number_it_follows_from(
    review: Review, clock: Clock
) -> None:
    earlier = referred(review, "HS-0", prospect={"name": "Tivoli"})
    voted(review, earlier, ACCEPT, *((one, "for", None) for one in (ONE, TWO, THREE, FOUR)))
    case = sent(review)
    review.recuse(case, "r-1", "I worked for them.", CHAIR)
    cited = NewCitation(earlier, "distinguished", "That client kept everything.")
    motion = NewMotion("accept", "It serves the mission.", cites=(cited,))
    put(review, case, motion, by=ONE)
    review.vote(case, "v-1", Ballot("member-1", "for", "The jobs are real."), ONE)
    review.vote(case, "v-2", Ballot("member-2", "against", "I doubt them, too."), TWO)
    review.vote(case, "v-3", Ballot("member-3", "for", interest="I know their founder."), THREE)
    clock.turn(days=15)
    review.close_due()

    # Of five seats one left. Four are voted for by two colleges: half of each are 2 and 1.
    # The clients are half for, the students wholly: 1/2 + 1 of 2, which is 75%.
    says(
        minutes_of(review, case),
        f"{case} · Atelier Nord · Web developers",
        "Before the committee since 2 March 2026: Committee.",
        "Sent to the committee by a person, who wrote: I doubt them.",
        "One member left the case:",
        "Hélène Garnier: I worked for them.",
        "Motion put on 2 March 2026 by Awa Diop: to accept the request. "
        "Reason given: It serves the mission.",
        f"It differs from case {earlier}: That client kept everything.",
        "The vote closed on 17 March 2026, when its time was over.",
        "Quorum reached: 3 of 4 seats voted, 2 needed; 2 of 2 colleges, 1 needed.",
        "College | Weight | For | Against | Abstained | Did not vote | Recused",
        "Clients | 1 | 1 | 1 | 0 | 0 | 0",
        "Students | 1 | 1 | 0 | 0 | 1 | 0",
        "Investors | 1 | 0 | 0 | 0 | 0 | 1",
        "Total |  | 2 | 1 | 0 | 1 | 1",
        "For the motion: 3/2 of a weight of 2 (75%). More than 1/2 of it was needed.",
        "Interest declared by a member who voted:",
        "Lucas Bernier: I know their founder.",
        "Reason given with a vote:",
        "Awa Diop, for: The jobs are real.",
        "Dissenting reason:",
        "Bruno Castel, against: I doubt them, too.",
        "Result: the motion is carried.",
        "Ruling: since 17 March 2026 the request is accepted.",
    )


def test_a_motion_not_carried_leaves_the_case_and_its_dissent_is_for(
    review: Review, clock: Clock
) -> None:
    case = blocked(review)
    voted(review, case, ACCEPT, (ONE, "for", "The jobs are real."), (THREE, "against", "Closed."))
    clock.turn(days=8)
    review.close_due()

    paper = minutes_of(review, case)

    says(
        paper,
        "What blocks:",
        "openness title. No. Wanted: Yes.",
        "For the motion: 1 of a weight of 2 (50%). More than 1/2 of it was needed.",
        "The votes were exactly divided, which carries nothing.",
        "Lucas Bernier, against: Closed.",
        "Dissenting reason:",
        "Awa Diop, for: The jobs are real.",
        "Result: the motion is not carried.",
        "No ruling yet: the committee has the case.",
    )


def test_a_vote_on_what_was_withdrawn_is_told_to_have_ended(review: Review) -> None:
    case = sent(review)
    voted(review, case, ACCEPT, (ONE, "for", "They are sound."))
    review.desk.withdraw(case, "w-1", "lost", None, ANA)
    paper = minutes_of(review, case)
    says(paper, "The vote ended without a count, since the request was withdrawn.")
    assert not [one for one in told(paper) if "still" in one or "sound" in one]


def test_a_motion_put_again_says_why(review: Review) -> None:
    case = sent(review)
    down = ((one, "against", "I doubt them.") for one in (ONE, TWO, THREE))
    voted(review, case, ACCEPT, *down)
    put(review, case, ACCEPT._replace(again_because="Two of us had misread it."))
    says(
        minutes_of(review, case),
        "Result: the motion is not carried.",
        "Put again after a vote that did not carry it, because: Two of us had misread it.",
    )


def test_who_leaves_once_the_vote_is_closed_was_counted_all_the_same(review: Review) -> None:
    case = sent(review)
    voted(review, case, ACCEPT, *((one, "against", "I doubt them.") for one in (ONE, TWO, THREE)))
    # At the very moment at which it was closed.
    review.recuse(case, "r-1", "They offered me work.", TWO)
    says(
        minutes_of(review, case),
        "Quorum reached: 3 of 5 seats voted, 3 needed; 2 of 3 colleges, 2 needed.",
        "Bruno Castel, against: I doubt them.",
    )


def test_a_lapsed_motion_says_what_its_quorum_lacked(review: Review, clock: Clock) -> None:
    case = sent(review)
    voted(review, case, ACCEPT, (ONE, "for", "The jobs are real."))
    clock.turn(days=15)
    review.close_due()

    paper = minutes_of(review, case)

    # Half of 5 seats is 2½, half of 3 colleges 1½: whole seats and colleges are what can come.
    says(
        paper,
        "Quorum missed: 1 of 5 seats voted, 3 needed; 1 of 3 colleges, 2 needed.",
        "Awa Diop, for: The jobs are real.",
        "Result: the motion has lapsed. Nothing is decided.",
        "No ruling yet: the committee has the case.",
    )
    assert not [one for one in told(paper) if one.startswith(("For the motion", "Dissenting"))]


def test_a_second_call_is_told_with_what_was_then_enough(log: SqliteLog, clock: Clock) -> None:
    review = a_review(log, clock, colleges=COLLEGES, full={"second_call": {"days": 3}})
    case = sent(review)
    put(review, case)
    clock.turn(days=15)
    review.close_due()
    waiting = minutes_of(review, case)
    review.vote(case, "v-1", Ballot("member-1", "for"), ONE)
    clock.turn(days=4)
    review.close_due()

    called = "The first call missed its quorum. On 17 March 2026 the vote was opened a second time"
    says(
        waiting,
        f"{called}, until 20 March 2026.",
        "The vote is open until 20 March 2026 23:59. How it stands is told once it is closed.",
    )
    says(
        minutes_of(review, case),
        f"{called}, until 20 March 2026.",
        "On the second call one vote is enough; votes cast: 1 of 5 seats.",
        "Ruling: since 21 March 2026 the request is accepted.",
    )


def test_a_decision_against_an_opinion_is_told_with_its_motive(
    log: SqliteLog, clock: Clock
) -> None:
    review = a_review(log, clock, colleges=COLLEGES, authority="advisory")
    case = sent(review)
    motion = NewMotion("decline", "They keep it all.", reasons=("closed_content", "mission"))
    voted(review, case, motion, *((by, "for", None) for by in (ONE, TWO, THREE)))
    clock.turn(days=15)
    review.close_due()
    advised = minutes_of(review, case)
    review.decide(case, "d-1", "accept", "They signed the opening.", MANAGER)

    says(
        advised,
        "Grounds:",
        "what is made stays with the client alone",
        "the project does not serve the mission",
        "Result: the motion is carried.",
        "No ruling yet: the committee has given its opinion, and the management has not decided.",
    )
    says(
        minutes_of(review, case),
        "Marc Lefèvre, for the management, decided on 17 March 2026 to accept the request, "
        "against the committee’s opinion.",
        "Reason given: They signed the opening.",
        "Ruling: since 17 March 2026 the request is accepted.",
    )


def test_conditions_are_told_with_whom_until_when_and_how_they_ended(
    review: Review, clock: Clock
) -> None:
    case = blocked(review)
    conditions = tuple(
        NewCondition(
            text=text, owner="sales-1", due=date(2026, 9, 1), proof="The signed agreement."
        )
        for text in ("Open it.", "Name nobody.")
    )
    motion = NewMotion("accept_with_conditions", "It could serve.", conditions)
    voted(review, case, motion, (ONE, "for", None), (THREE, "for", None))
    clock.turn(days=8)
    review.close_due()
    review.settle(case, "k-1", 2, False, "Their press release.", MANAGER)

    says(
        minutes_of(review, case),
        "Condition | Who sees to it | By | Proof | Where it stands",
        "Open it. | Camille Roux | 1 September 2026 | The signed agreement. | pending",
        "Name nobody. | Camille Roux | 1 September 2026 | The signed agreement. | "
        "broken: Their press release.",
        "The vote closed on 2 March 2026, as soon as no further vote could change its result.",
        "Ruling: since 2 March 2026 the request is accepted, with conditions.",
    )


def test_minutes_end_with_the_head_of_the_log_and_how_to_check_it(review: Review) -> None:
    case = sent(review)
    number, seal = review.desk.log.head()

    assert told(minutes_of(review, case))[-2:] == [
        "This paper tells what the decision log held on 2 March 2026 13:00, when its last line was "
        f"{number}:{seal} (number and seal).",
        "To check that nothing up to there was altered or cut off since, run: "
        f"python -m screening verify --head {number}:{seal}",
    ]


# ── Agenda ───────────────────────────────────────────────────────────────────────────────────


def test_an_agenda_tells_each_case_as_it_stands_and_leaves_room_for_decisions(
    review: Review,
) -> None:
    first, second = blocked(review), sent(review)
    review.ask(second, "q-1", "Who signs?", ONE)
    review.ask(second, "q-2", "From when?", ONE)
    review.answer(second, "a-1", "q-1", "Their dean.", ANA)
    cases = [Seen(one, case_of(review, one)) for one in (first, second)]

    paper = agenda(MEETING, cases, telling(review))

    assert told(paper) == [
        "Mission committee: agenda for 2 March 2026",
        "2 cases to look at.",
        f"{first} · Atelier Nord · Web developers",
        "Before the committee since 2 March 2026: Committee.",
        "What blocks:",
        "openness title. No. Wanted: Yes.",
        "The request in a few words: Forty developers.",
        "The salesperson wrote: They may yield on the opening.",
        "Decided:",
        f"{second} · Atelier Nord · Web developers",
        "Before the committee since 2 March 2026: Committee.",
        "Sent to the committee by a person, who wrote: I doubt them.",
        "Asked of the salesperson:",
        "Who signs? Answer: Their dean.",
        "From when? No answer yet.",
        "Decided:",
    ]


@pytest.mark.parametrize("written", [agenda, minutes])
def test_an_open_vote_is_told_without_its_votes(review: Review, written: object) -> None:
    case = sent(review)
    voted(review, case, ACCEPT, (ONE, "against", "Because of Mars."), (TWO, "for", "For Venus."))

    paper = (
        agenda(MEETING, [Seen(case, case_of(review, case))], telling(review))
        if written is agenda
        else minutes_of(review, case)
    )

    says(
        paper,
        "Motion put on 2 March 2026 by Hélène Garnier: to accept the request. "
        "Reason given: It serves the mission.",
        "The vote is open until 16 March 2026 23:59. How it stands is told once it is closed.",
    )
    said = " ".join(told(paper))
    assert not [one for one in ("Mars", "Venus", "Total", "Quorum", "against") if one in said]


# ── Both ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_paper_opens_in_word_and_holds_every_line_and_no_amount(
    review: Review, clock: Clock, language: Language
) -> None:
    first, second = blocked(review), sent(review)
    voted(review, first, ACCEPT, (ONE, "for", None), (THREE, "for", "Yes."))
    cases = [Seen(one, case_of(review, one)) for one in (first, second)]
    papers = [
        agenda(MEETING, cases, telling(review, language)),
        minutes_of(review, first, second, language=language),
    ]
    for paper in papers:
        document = Document(BytesIO(as_docx(paper, at=clock.now)))

        cells = [
            cell.text.strip()
            for table in document.tables
            for row in table.rows
            for cell in row.cells
        ]
        held = [one.text for one in document.paragraphs if one.text] + cells
        wanted = [cell for line in told(paper) for cell in line.split(" | ")]
        assert sorted(filter(None, held)) == sorted(filter(None, wanted))
        assert [one.text for one in document.paragraphs if one.style.name == "Heading 1"] == [
            paper.title
        ]
        assert 'w:instr="PAGE"' in document.sections[0].footer._element.xml
        shown = " ".join(held)
        assert not re.search("123.?456|€", shown)


def test_a_case_whose_lines_were_altered_is_never_told_as_if_they_were_not(review: Review) -> None:
    case = sent(review)
    seen = [Seen(case, case_of(review, case), altered=True), Seen("C-9", None, altered=True)]

    says(
        agenda(MEETING, seen, telling(review)),
        f"{case} · Atelier Nord · Web developers",
        "The lines of this case were altered after they were recorded: what follows may not be "
        "what was decided.",
        "C-9",
        "The lines of this case were altered so much that they tell no case any more.",
    )


def test_the_head_of_a_table_is_repeated_on_every_page(review: Review) -> None:
    document = Document(BytesIO(as_docx(minutes_of(review), at=NOON)))

    first, second = document.tables[0].rows[:2]
    assert "w:tblHeader" in first._tr.xml
    assert "w:tblHeader" not in second._tr.xml


def test_somebody_erased_is_told_by_an_id(review: Review) -> None:
    review.desk.erase("member-1", MANAGER)

    paper = minutes_of(review)

    says(paper, "Clients | member-1 | Bruno Castel")
    assert "Awa" not in " ".join(told(paper))


def test_a_college_that_only_another_edition_has_is_named_as_there(review: Review) -> None:
    later = an_edition(committee=committee_rules(colleges=[{**COLLEGES[0], "id": "mentors"}]))
    say = replace(telling(review), others=(later,))
    assert say.college("mentors") == "Clients"
    assert say.college("nobody-has-it") == "nobody-has-it"
