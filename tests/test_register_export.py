"""The register in files: what they hold, and the fact that they left the log."""

from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook

from screening.core.access import ROLES, NotAllowed, Person
from screening.core.facts import LogExported, read_fact
from screening.core.model import LANGUAGES, Language
from screening.core.periods import Period, year
from screening.exports.register import REGISTER_FORMS, RegisterForm, export_register
from screening.review import NewMotion, Review
from screening.service import Words, verify_log
from tests.builders import (
    ANA,
    FOUR,
    MANAGER,
    ONE,
    THREE,
    TWO,
    a_request,
    put,
    referred,
    vote,
)

Y2026 = year(2026)


@pytest.fixture
def told(review: Review) -> Review:
    """A deal the committee declined, one withdrawn for the mission, one made better."""
    declined = referred(review, "HS-1", amount=12_000)
    put(review, declined, NewMotion("decline", "=Closed.", reasons=("closed_content",)))
    for member in (ONE, TWO, THREE, FOUR):
        vote(review, declined, member, "for")
    blocked = a_request(reference="HS-2", owner=None, answers={"open": False, "share": 80})
    words = Words(repeated_because="Another course.")
    case = review.desk.record(blocked, "s-2", ANA, words).case
    review.desk.withdraw(case, "w-2", "mission", "They keep it closed.", ANA)
    better = a_request(reference="HS-3", owner=None, amount=30_000)
    review.desk.record(better, "s-3", ANA, words._replace(stood={"open": False}))
    return review


def exported(review: Review, form: RegisterForm, language: Language = "en") -> bytes:
    return export_register(review.desk, Y2026, form, language, MANAGER)


def facts(review: Review) -> list[LogExported]:
    found = [read_fact(line.content) for line in review.desk.log.lines()]
    return [one for one in found if isinstance(one, LogExported)]


@pytest.mark.parametrize("form", REGISTER_FORMS)
def test_what_leaves_is_recorded_with_the_head_that_it_tells_of(
    told: Review, form: RegisterForm
) -> None:
    head = told.desk.log.head()
    exported(told, form)
    (fact,) = facts(told)
    assert (fact.what, fact.form, fact.language) == ("register", form, "en")
    assert (fact.by, fact.filter, fact.cases) == (MANAGER.id, "decided=2026", 3)
    assert (fact.head.number, fact.head.seal) == head
    exported(told, form)
    assert len(facts(told)) == 2
    with told.desk.log.reading() as reading:
        assert list(verify_log(reading)) == []


@pytest.mark.parametrize("role", [one for one in ROLES if one != "manager"])
def test_only_a_manager_exports_and_what_is_refused_records_nothing(
    told: Review, role: str
) -> None:
    head = told.desk.log.head()
    with pytest.raises(NotAllowed):
        export_register(told.desk, Y2026, "docx", "en", Person("p", role))  # type: ignore[arg-type]
    assert told.desk.log.head() == head


def test_the_workbook_has_a_row_per_deal_and_a_row_per_better_answer(told: Review) -> None:
    book = load_workbook(BytesIO(exported(told, "xlsx")))
    assert book.sheetnames == ["Turned down", "Made better", "Provenance"]
    rows = list(book["Turned down"].iter_rows(values_only=True))
    heads = [str(one) for one in rows[0]]
    assert heads[:6] == ["Case", "Decided", "Organisation", "Request", "Amount", "People"]
    withdrawn, declined = (dict(zip(heads, row, strict=True)) for row in rows[1:])
    assert declined["Amount"] == 12_000
    assert declined["Reason"] == "What is made stays with the client alone\nClosed."
    assert declined["Reason codes"] == "closed_content"
    assert "Withdrawn for the mission by sales-1" in withdrawn["Who turned it down"]
    assert "They keep it closed." in withdrawn["Who turned it down"]
    assert withdrawn["Amount"] is None
    assert "Will it be open?" in withdrawn["What would have been accepted"]

    (_, better) = book["Made better"].iter_rows(values_only=True)
    assert better[4] == 30_000
    assert better[8:11] == ("Will it be open?", "No", "Yes")
    assert better[11] == "proposed by the desk; not marked"

    said = [str(cell) for row in book["Provenance"].iter_rows(values_only=True) for cell in row]
    head = facts(told)[0].head
    assert any(f"verify --head {head.number}:{head.seal}" in one for one in said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_paper_tells_both_parts_and_how_to_check_them(told: Review, language: Language) -> None:
    document = Document(BytesIO(exported(told, "docx", language)))
    read = [one.text for one in document.paragraphs]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    title = {
        "en": "Register of what was turned down, 2026",
        "fr": "Registre des renoncements, 2026",
    }
    assert read[0] == title[language]
    assert {"en": "€12,000", "fr": "12\u202f000\u00a0€"}[language] in " ".join(cells)
    head = facts(told)[0].head
    assert any(str(head.seal) in one for one in read)


def test_a_period_without_a_deal_leaves_too(told: Review) -> None:
    file = export_register(told.desk, Period("2025-01", "2025-12"), "docx", "en", MANAGER)
    read = [one.text for one in Document(BytesIO(file)).paragraphs]
    assert "No deal was declined, or withdrawn for the mission." in read
    assert facts(told)[0].cases == 0
