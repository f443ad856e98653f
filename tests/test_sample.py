"""Samples for an auditor: the same for whoever draws, of one moment, with all that is recorded."""

from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from docx import Document

from screening import minutes_files
from screening.core.access import ROLES, NotAllowed, Person, Role
from screening.core.model import LANGUAGES, Language
from screening.core.query import Query
from screening.core.sampling import SampleTooSmall, Strata, Stratum
from screening.papers import Telling
from screening.review import NewMotion, Review
from screening.sample import Asked, draw_sample, drawn_dossiers, spelled_out
from screening.sample_paper import command, quoted, sample_paper
from screening.service import Words
from tests.builders import (
    ANA,
    FOUR,
    NOON,
    ONE,
    THREE,
    TWO,
    Clock,
    a_request,
    put,
    referred,
    vote,
)
from tests.tampering import rewrite, tamper

AUDITOR = Person("auditor-1", "auditor")
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def cases(review: Review, clock: Clock) -> list[str]:
    """Six accepted in March, one declined and one withdrawn in April, in the order of their ids."""
    found = [
        review.desk.record(
            a_request(reference=f"HS-{place}", title=f"Course {place}", owner=None),
            f"s-{place}",
            ANA,
            Words(repeated_because="Another one."),
        ).case
        for place in range(6)
    ]
    clock.turn(days=40)
    declined = referred(review, "HS-7")
    put(review, declined, NewMotion("decline", "Closed.", reasons=("closed_content",)))
    for member in (ONE, TWO, THREE, FOUR):
        vote(review, declined, member, "for")
    withdrawn = referred(review, "HS-8")
    review.desk.withdraw(withdrawn, "w-1", "lost", None, ANA)
    return [*found, declined, withdrawn]


def by_brute_force(cases: list[str], seed: str, size: int) -> list[str]:
    return sorted(cases, key=lambda one: sha256(f"{seed}\n{one}".encode()).hexdigest())[:size]


def strata(review: Review, by: Strata | None, size: int) -> list[Stratum]:
    return list(draw_sample(review.desk, Asked(size, "s", by), AUDITOR).sample.strata)


def test_the_cases_drawn_are_those_that_anybody_works_out(review: Review, cases: list[str]) -> None:
    for size in (1, 3, 8, 100):
        drawing = draw_sample(review.desk, Asked(size, "été 2026"), AUDITOR)
        assert [one.case for one in drawing.sample.drawn] == by_brute_force(cases, "été 2026", size)
        assert drawing.head == review.desk.log.head()


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (None, [Stratum("all", 8, 4)]),
        (
            "status",
            [Stratum("accepted", 6, 2), Stratum("declined", 1, 1), Stratum("withdrawn", 1, 1)],
        ),
        ("outcome", [Stratum("accept", 6, 3), Stratum("refer", 2, 1)]),
        ("procedure", [Stratum("full", 2, 1), Stratum("none", 6, 3)]),
        ("quarter", [Stratum("2026-Q1", 6, 3), Stratum("2026-Q2", 2, 1)]),
    ],
)
@pytest.mark.usefixtures("cases")
def test_strata_are_counted_and_none_is_left_out(
    review: Review, by: Strata | None, expected: list[Stratum]
) -> None:
    assert strata(review, by, 4) == expected


@pytest.mark.usefixtures("cases")
def test_a_sample_without_room_for_each_stratum_is_refused(review: Review) -> None:
    with pytest.raises(SampleTooSmall):
        strata(review, "status", 2)


def test_a_filter_says_among_which_cases(review: Review, cases: list[str]) -> None:
    asked = Asked(100, "s", None, Query(status=("declined", "withdrawn"), size=1))
    drawn = draw_sample(review.desk, asked, AUDITOR).sample.drawn
    assert {one.case for one in drawn} == set(cases[-2:])


def test_an_empty_log_gives_an_empty_sample(review: Review) -> None:
    assert draw_sample(review.desk, Asked(5, "s", "status"), AUDITOR).sample == ((), ())


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.usefixtures("cases")
def test_who_may_not_draw_is_refused(review: Review, role: Role) -> None:
    person = Person("p", role)
    if role in ("manager", "auditor"):
        assert draw_sample(review.desk, Asked(1, "s"), person).sample.drawn
        return
    with pytest.raises(NotAllowed):
        draw_sample(review.desk, Asked(1, "s"), person)
    with pytest.raises(NotAllowed):
        drawn_dossiers(review.desk, Asked(1, "s"), person)


def test_drawing_records_nothing(review: Review, cases: list[str]) -> None:
    head = review.desk.log.head()
    _, found = drawn_dossiers(review.desk, Asked(len(cases), "s"), AUDITOR)
    assert len(found) == len(cases)
    assert review.desk.log.head() == head


def test_words_for_a_time_are_spelled_out_for_whoever_draws_again() -> None:
    query = Query(opened_from=NOON, decided_before=NOON)
    said = {"opened": "this_year", "decided": "..2026-03-01", "status": "declined"}
    assert spelled_out(said, query) == {
        "opened": "2026-03-02..",
        "decided": "..2026-03-01",
        "status": "declined",
    }


# ── The paper ────────────────────────────────────────────────────────────────────────────────


def paper(review: Review, asked: Asked, language: Language = "en") -> list[str]:
    """Every text of the document, paragraph by paragraph and cell by cell."""
    desk = review.desk
    telling = Telling(language, PARIS, desk.edition, desk.name_of, desk.edition_of)
    drawing, found = drawn_dossiers(desk, asked, AUDITOR)
    file = minutes_files.as_docx(sample_paper(drawing, found, "Paul", telling), at=NOON)
    document = Document(BytesIO(file))
    texts = [one.text for one in document.paragraphs]
    return texts + [
        cell.text for table in document.tables for row in table.rows for cell in row.cells
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_paper_holds_the_method_and_every_line_with_its_seal(
    review: Review, cases: list[str], language: Language
) -> None:
    texts = paper(review, Asked(8, "l'été", "status"), language)
    whole = "\n".join(texts)
    head = review.desk.log.head()
    assert f"verify --head {head}" in whole
    assert str(head) in texts
    for case in cases:
        assert any(one.startswith(f"{case} · ") for one in texts)
    for line in review.desk.log.lines():
        if line.case is not None:
            pieces = [line.seal[at : at + 16] for at in range(0, 64, 16)]
            assert " ".join(pieces) in texts
    assert r"python -m screening sample --size 8 --seed 'l'\''été' --by-stratum status" in texts
    # printf '%s\n%s' "l'été" C-2 | sha256sum
    assert sha256("l'été\nC-2".encode()).hexdigest()[:16] in whole


@pytest.mark.usefixtures("cases")
def test_the_command_draws_the_same_again_whatever_the_filters(review: Review) -> None:
    said = {"status": "declined~withdrawn", "text": "a~b", "opened": "2026-01-01.."}
    drawing = draw_sample(review.desk, Asked(2, "s", None, Query(), said), AUDITOR)
    assert command(drawing) == (
        "python -m screening sample --size 2 --seed 's' --status 'declined' --status 'withdrawn'"
        " --text 'a~b' --opened '2026-01-01..'"
    )
    assert quoted("$(date) `ls` 'x'") == r"'$(date) `ls` '\''x'\'''"


def test_what_was_altered_is_said_and_what_tells_nothing_shows_its_lines(
    review: Review, cases: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "screening.db"
    rewrite(file, 2, "Course 0", "Course X")
    assert "line 2: the line or its seal was altered" in "\n".join(paper(review, Asked(8, "s")))
    tamper(file, "UPDATE line SET content = '{}' WHERE number = 2")
    texts = paper(review, Asked(8, "s"))
    assert cases[0] in texts
    assert "this line tells nothing any more" in texts
