"""Earlier cases of an organisation, and the same deal recorded again."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from screening.core.access import Person
from screening.core.facts import RequestScreened, read_fact
from screening.service import Desk, Recorded, RecordedBefore, Words
from screening.stores.sqlite import SqliteLog
from tests.builders import NOON, a_loaded_edition, a_request

ANA = Person("sales-1", "salesperson")
BEN = Person("sales-2", "salesperson")
MANAGER = Person("manager-1", "manager")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "screening.db"


@pytest.fixture
def desk(file: Path) -> Iterator[Desk]:
    log = SqliteLog(file)
    yield Desk(log, a_loaded_edition(), lambda: NOON)
    log.close()


def record(desk: Desk, submission: str, by: Person = ANA, **changes: Any) -> str:
    """Records a request of whoever records it, and gives its case."""
    changes = {"owner": None, "reference": None, **changes}
    return desk.record(a_request(**changes), submission, by).case


def told(desk: Desk, name: str = "Atelier Nord", registration: str | None = None) -> list[str]:
    return [one.case for one in desk.earlier_cases(name, registration, MANAGER)]


def why(desk: Desk, case: str) -> str | None:
    """The word why that is sealed with the last version of a case."""
    fact = read_fact(list(desk.log.lines(case=case))[-1].content)
    assert isinstance(fact, RequestScreened)
    return fact.repeated_because


# ── Recording ────────────────────────────────────────────────────────────────────────────────


def test_a_deal_is_recorded_again_only_with_a_word_why(desk: Desk) -> None:
    deal = a_request()
    assert desk.record(deal, "s-1", ANA).case == "C-2"  # line 1 holds the criteria
    with pytest.raises(RecordedBefore) as refused:
        desk.record(deal, "s-2", BEN)
    assert refused.value.case == "C-2"
    assert desk.log.head().number == 2

    again = desk.record(deal, "s-2", BEN, Words(repeated_because=" They came back. "))
    assert again == Recorded("C-3", new=True)
    assert why(desk, "C-3") == "They came back."


@pytest.mark.parametrize("word", ["", "  ", "\u00a0"])
def test_a_blank_is_no_word(desk: Desk, word: str) -> None:
    desk.record(a_request(), "s-1", ANA)
    with pytest.raises(RecordedBefore):
        desk.record(a_request(), "s-2", ANA, Words(repeated_because=word))


def test_a_word_why_is_not_sealed_with_a_deal_that_is_new(desk: Desk) -> None:
    desk.record(a_request(), "s-1", ANA, Words(repeated_because="Left from another title"))

    assert why(desk, "C-2") is None


def test_the_same_submission_again_asks_nothing(desk: Desk) -> None:
    desk.record(a_request(), "s-1", ANA)

    assert desk.record(a_request(), "s-1", ANA) == Recorded("C-2", new=False)


@pytest.mark.parametrize(
    ("reference", "name", "refused"),
    [
        (None, "ATELIER NORD SAS", True),
        ("HS-1", "Atelier Nord", True),
        ("HS-2", "Atelier Nord", False),
        (None, "Atelier Sud", False),
    ],
)
def test_a_deal_is_known_by_its_organisation_and_its_reference_or_title(
    desk: Desk, reference: str | None, name: str, refused: bool
) -> None:
    desk.record(a_request(reference="HS-1"), "s-1", ANA)
    other = a_request(reference=reference, prospect={"name": name})
    with pytest.raises(RecordedBefore) if refused else nullcontext():
        desk.record(other, "s-2", ANA)


def test_a_deal_is_found_however_many_cases_its_organisation_has_had_since(desk: Desk) -> None:
    with desk.log.writing() as writing:
        for number in range(60):
            request = a_request(reference=f"HS-{number}", title=f"Promotion {number}")
            desk.record_in(writing, request, f"s-{number}", ANA)

    with pytest.raises(RecordedBefore) as refused:
        desk.record(a_request(reference="hs-0", title="Renamed"), "s-60", ANA)
    assert refused.value.case == "C-2"


def test_a_new_version_is_no_second_deal(desk: Desk) -> None:
    referred = a_request(owner=None, answers={"open": False})
    case = desk.record(referred, "s-1", ANA).case

    assert desk.record(referred, "s-2", ANA, Words(amends=case)).case == case


def test_a_withdrawn_deal_comes_back_without_a_word(desk: Desk) -> None:
    case = record(desk, "s-1", answers={"open": False})
    desk.withdraw(case, "w-1", "client_gave_up", None, ANA)

    assert record(desk, "s-2", answers={"open": False}) == "C-4"  # line 3 is the withdrawal
    assert why(desk, "C-4") is None


def test_of_a_deal_entered_twice_the_one_that_was_kept_asks(desk: Desk) -> None:
    kept = record(desk, "s-1", answers={"open": False})
    words = Words(repeated_because="A mistake")
    double = a_request(owner=None, reference=None, answers={"open": False})
    case = desk.record(double, "s-2", ANA, words).case
    desk.withdraw(case, "w-1", "duplicate", None, ANA)

    with pytest.raises(RecordedBefore) as refused:
        record(desk, "s-3")
    assert refused.value.case == kept


def test_of_two_windows_that_record_one_deal_at_once_one_is_asked(desk: Desk, file: Path) -> None:
    logs = [SqliteLog(file) for _ in range(4)]
    together = Barrier(len(logs))

    def record_at_once(log: SqliteLog) -> bool:
        elsewhere = replace(desk, log=log)
        elsewhere.earlier_cases("Atelier Nord", None, ANA)  # each has looked, and found nothing
        together.wait(timeout=20)
        try:
            record(elsewhere, f"s-{logs.index(log)}")
        except RecordedBefore:
            return False
        return True

    with ThreadPoolExecutor(len(logs)) as windows:
        recorded = list(windows.map(record_at_once, logs))
    for log in logs:
        log.close()

    assert sorted(recorded) == [False, False, False, True]
    assert told(desk) == ["C-2"]


# ── What is told of earlier cases ────────────────────────────────────────────────────────────


def test_earlier_cases_come_newest_first_under_any_spelling(desk: Desk) -> None:
    for number, name in enumerate(["Atelier Nord", "ATELIER NÖRD SARL", "Sté Atelier Nord"]):
        record(desk, f"s-{number}", title=f"Promotion {number}", prospect={"name": name})
    record(desk, "s-3", prospect={"name": "Atelier Sud"})

    assert told(desk) == ["C-4", "C-3", "C-2"]
    assert told(desk, "atelier nord (SAS)") == ["C-4", "C-3", "C-2"]
    assert told(desk, "Atelier Est") == []


def test_a_number_finds_the_organisation_under_another_name(desk: Desk) -> None:
    prospect = {"name": "Atelier Nord", "registration_number": "552 100 554"}
    record(desk, "s-1", prospect=prospect)

    assert told(desk, "A.N. Formation", "552 100 554 00013") == ["C-2"]
    assert told(desk, "A.N. Formation") == []


def test_of_namesakes_the_numbers_tell(desk: Desk) -> None:
    for number in ("552 100 554", "552 100 570", None):
        prospect = {"name": "Lycée Jean-Moulin", "registration_number": number}
        record(desk, f"s-{number}", prospect=prospect, title=f"Number {number}")

    assert told(desk, "Lycée Jean Moulin", "55210055400013") == ["C-4", "C-2"]
    assert told(desk, "Lycée Jean Moulin") == ["C-4", "C-3", "C-2"]


def test_of_anothers_case_only_the_outcome_and_whose_it_is_are_told(desk: Desk) -> None:
    record(desk, "s-1", ANA, answers={"open": False})

    (own,) = desk.earlier_cases("Atelier Nord", None, ANA)
    assert (own.title, own.owner, own.status) == ("Web developers", "sales-1", "referred")
    (others,) = desk.earlier_cases("Atelier Nord", None, BEN)
    assert others == own._replace(title=None)
    assert (others.prospect, others.opened_at) == ("Atelier Nord", NOON)
    assert desk.earlier_cases("Atelier Nord", None, MANAGER) == [own]


def test_the_same_deal_is_told_from_the_others(desk: Desk) -> None:
    for title in ("Web developers", "Welders"):
        record(desk, title, title=title)
    deal = a_request(reference=None, title="web developer")

    found = desk.earlier_cases("Atelier Nord", None, BEN, deal)
    assert [(one.case, one.same_deal) for one in found] == [("C-3", False), ("C-2", True)]
    assert not any(one.same_deal for one in desk.earlier_cases("Atelier Nord", None, BEN))


def test_a_withdrawn_case_of_the_deal_is_told_and_asks_no_word(desk: Desk) -> None:
    case = record(desk, "s-1", answers={"open": False})
    deal = a_request(reference=None)
    (before,) = desk.earlier_cases("Atelier Nord", None, ANA, deal)
    desk.withdraw(case, "w-1", "lost", None, ANA)
    (after,) = desk.earlier_cases("Atelier Nord", None, ANA, deal)

    assert (before.same_deal, before.asks_why) == (True, True)
    assert (after.same_deal, after.asks_why) == (True, False)


def test_what_another_process_recorded_meanwhile_is_told(desk: Desk, file: Path) -> None:
    assert told(desk) == []
    elsewhere = SqliteLog(file)
    record(replace(desk, log=elsewhere), "s-1", BEN)
    elsewhere.close()

    assert told(desk, "Société ATELIER NORD") == ["C-2"]
