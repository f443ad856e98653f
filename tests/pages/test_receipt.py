"""The receipt on the page of a case."""

import pytest

from screening.core.access import Person
from screening.core.model import LANGUAGES, Language
from screening.criteria_file import load
from screening.language import t
from screening.service import Desk, Words
from screening.stores.sqlite import open_log
from tests.pages.visit import Home, act, visit, words
from tests.tampering import rewrite

SALES = Person("sales-1", "salesperson")
REQUEST = {
    "prospect": {"name": "Atelier Nord"},
    "title": "Web developers",
    "amount": 42_000,
    "answers": {"opening": "never", "pays": False},
}


@pytest.fixture
def case(home: Home) -> str:
    """A case of two versions: the first was referred by the criteria, the second by a person."""
    log = open_log(f"sqlite:///{home.log}")
    desk = Desk(log, load(home.criteria))
    first, _ = desk.read(REQUEST)
    second, _ = desk.read({**REQUEST, "answers": {"opening": "now", "pays": False}})
    assert first is not None
    assert second is not None
    id = desk.record(first, "s-1", SALES).case
    desk.record(second, "s-2", SALES, Words(amends=id, sent_because="A doubt."))
    log.close()
    return id


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_version_has_its_receipt(home: Home, case: str, language: Language) -> None:
    desk = visit("case", language, id=case)

    assert t(language, "receipt.title") in [one.value for one in desk.header]
    lines = [seal_of(home, number) for number in (1, 2, 3)]
    last, first = words(desk), words(act(desk.selectbox(f"receipt-{case}").select(1)))
    assert "A doubt." in last
    assert last.count(lines[1]) == 2  # of the line before, and in the list of the case's lines
    assert lines[0] in first
    assert lines[0] not in last


def seal_of(home: Home, number: int) -> str:
    log = open_log(f"sqlite:///{home.log}")
    [line] = [one for one in log.lines() if one.number == number]
    log.close()
    return line.seal


def test_a_member_is_told_what_the_file_leaves_out(home: Home, case: str) -> None:
    desk = visit("case", "en", "member-1", id=case)

    assert t("en", "receipt.without", what="the amount") in words(desk)
    assert seal_of(home, 3) in words(desk)
    assert t("en", "receipt.before") not in words(desk)


def test_an_altered_case_has_none(home: Home, case: str) -> None:
    rewrite(home.log, 3, "Web developers", "Web designers")
    desk = visit("case", "en", id=case)

    assert t("en", "receipt.title") not in [one.value for one in desk.header]
