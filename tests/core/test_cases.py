"""A case told from its facts, and the row that indexes it."""

from datetime import timedelta

import pytest

from screening.core.cases import CaseRow, case_id, fold, row, searchable
from screening.core.facts import (
    PersonErased,
    ProposalTaken,
    RecordedFinding,
    RecordedScore,
    RequestWithdrawn,
)
from tests.builders import NOON, a_request, a_screening


def test_a_case_is_named_after_the_line_that_opened_it() -> None:
    assert case_id(1204) == "C-1204"


def test_an_accepted_request_is_indexed_as_it_was_screened() -> None:
    assert row(fold([a_screening("C-7")], 7)) == CaseRow(
        number=7,
        case="C-7",
        status="accepted",
        outcome="accept",
        procedure=None,
        score=100,
        accept_from=60,
        edition="2026-test",
        reference="HS-1",
        prospect="Atelier Nord",
        organisation="atelier nord",
        registration=None,
        country="FR",
        title="Web developers",
        owner="ana",
        learners=40,
        amount=None,
        starts=None,
        reasons="",
        blocking="",
        findings="openness:met priority:met",
        answers="open:yes share:80",
        versions=1,
        first_outcome="accept",
        ruling=None,
        decided_at="2026-03-02T12:00:00+00:00",
        because="",
        closes_at=None,
        voters="",
        recused="",
        improved=0,
        asked=0,
        conditions_open=0,
        conditions_kept=0,
        conditions_broken=0,
        condition_due=None,
        opened_at="2026-03-02T12:00:00+00:00",
        changed_at="2026-03-02T12:00:00+00:00",
        text="C-7\nHS-1\nAtelier Nord\nWeb developers",
    )


def test_a_referral_is_indexed_with_its_reasons_those_that_block_first() -> None:
    def finding(criterion: str, standing: str, blocks: bool = False) -> RecordedFinding:
        return RecordedFinding.model_validate(
            {
                "criterion": criterion,
                "standing": standing,
                "points": 0,
                "out_of": 10,
                "blocks": blocks,
            }
        )

    referred = a_screening(
        "C-7",
        request=a_request(
            reference=None,
            prospect={"name": "Banque Sud", "registration_number": "552 100 554"},
            summary="Reskilling\nof tellers",
            amount=90_000,
            starts="2026-09",
            owner=None,
            learners=None,
        ),
        outcome="refer",
        procedure="full",
        score=RecordedScore(now=20, lowest=20, highest=20),
        findings=(
            finding("priority", "not_met"),
            finding("proof", "partly_met"),
            finding("jobs", "unanswered"),
            finding("openness", "not_met", blocks=True),
            finding("accessible", "met"),
            finding("sector", "not_met", blocks=True),
        ),
    )

    assert row(fold([referred], 7)) == CaseRow(
        number=7,
        case="C-7",
        status="referred",
        outcome="refer",
        procedure="full",
        score=20,
        accept_from=60,
        edition="2026-test",
        reference=None,
        prospect="Banque Sud",
        organisation="banque sud",
        registration="552100554",
        country=None,
        title="Web developers",
        owner=None,
        learners=None,
        amount=90_000,
        starts="2026-09",
        reasons="openness sector priority",
        blocking="openness sector",
        findings="priority:not_met proof:partly_met jobs:unanswered openness:not_met"
        " accessible:met sector:not_met",
        answers="open:yes share:80",
        versions=1,
        first_outcome="refer",
        ruling=None,
        decided_at=None,
        because="",
        closes_at=None,
        voters="",
        recused="",
        improved=0,
        asked=0,
        conditions_open=0,
        conditions_kept=0,
        conditions_broken=0,
        condition_due=None,
        opened_at="2026-03-02T12:00:00+00:00",
        changed_at="2026-03-02T12:00:00+00:00",
        text="C-7\nBanque Sud\n552 100 554\nWeb developers\nReskilling\nof tellers",
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Cœur d’ŒUVRE", "Coeur d’OEUVRE"),
        ("Læringsø, Łódź, Straße", "Laeringso, Lódź, Strasse"),
        ("e\u0301te\u0301", "été"),
        ("Αθήνα 培训 العربية", "Αθήνα 培训 العربية"),
    ],
)
def test_a_search_reads_letters_as_people_type_them(written: str, read: str) -> None:
    told = row(fold([a_screening(request=a_request(title=written))], 1))

    assert read in told.text.splitlines()
    assert told.title == written
    assert searchable(read) == read


def test_a_case_screened_again_stands_as_it_was_last_screened() -> None:
    first = a_screening("C-7", outcome="refer")
    again = a_screening("C-7", submission="s-2", at=NOON + timedelta(days=3))
    case = fold([first, PersonErased(at=NOON, by="max", person="p-1"), again], 7)

    assert case.latest == again
    assert (case.id, case.number, case.status) == ("C-7", 7, "accepted")
    assert (case.opened_at, case.changed_at) == (NOON, NOON + timedelta(days=3))
    assert row(case).opened_at == "2026-03-02T12:00:00+00:00"
    assert row(case).changed_at == "2026-03-05T12:00:00+00:00"


def test_a_deal_that_screening_made_better_is_indexed_as_such_once_it_is_accepted() -> None:
    taken = a_screening(proposals_taken=(ProposalTaken(question="open", instead_of=False),))
    assert row(fold([taken], 7)).improved == 1
    withdrawn = RequestWithdrawn(at=NOON, by="ana", case="C-1", submission="s", reason="lost")
    assert row(fold([taken, withdrawn], 7)).improved == 0
