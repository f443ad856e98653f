"""Finding a prospect among the organisations of a log."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from screening.alike import Match, alike
from screening.core import cases, facts
from screening.core.organisations import organisation_key
from screening.likeness import Likeness
from screening.stores.protocol import DecisionLog, Writing
from screening.stores.sqlite import SqliteLog
from tests.builders import a_request, a_screening
from tests.organisation_pairs import labelled_pairs


@pytest.fixture
def log(tmp_path: Path) -> Iterator[DecisionLog]:
    log = SqliteLog(tmp_path / "screening.db")
    yield log
    log.close()


def record(
    log: DecisionLog, name: str, number: str | None = None, amends: str | None = None
) -> str:
    """Records a request of this prospect as the service does, and gives its case."""
    with log.writing() as writing:
        return write(writing, name, number, amends)


def write(writing: Writing, name: str, number: str | None = None, amends: str | None = None) -> str:
    line = writing.head.number + 1
    case = amends or f"C-{line}"
    story = [facts.read_fact(one.content) for one in writing.lines(case)]
    request = a_request(prospect={"name": name, "registration_number": number})
    fact = a_screening(case, submission=f"s-{line}", request=request)
    writing.append(case, facts.content(fact))
    writing.index(cases.row(cases.fold([*story, fact], int(case.removeprefix("C-")))))
    return case


def test_an_empty_log_holds_nothing_similar(log: DecisionLog) -> None:
    assert Likeness(log).similar("Atelier Nord", "552 100 554") == []


@pytest.mark.parametrize("typed", ["", "   ", "?!", "x" * 10_000, "é\0\ud800"])
def test_whatever_is_typed_can_be_looked_up(log: DecisionLog, typed: str) -> None:
    record(log, "Atelier Nord")

    assert Likeness(log).similar(typed, typed) == []


def test_the_surest_come_first(log: DecisionLog) -> None:
    for name, number in (
        ("Capgemni", None),
        ("Cap Gemini", None),
        ("CAPGEMINI SE", None),
        ("Sogeti", "330 703 844"),
        ("Carrefour", None),
    ):
        record(log, name, number)

    assert Likeness(log).similar("Capgemini", "330 703 844 00036") == [
        Match("sogeti", 100, "registration"),
        Match("capgemini", 100, "name"),
        Match("cap gemini", 100, "words"),
        Match("capgemni", 94, "spelling"),
    ]


def test_of_equally_sure_ones_the_newest_recorded_comes_first(log: DecisionLog) -> None:
    for name in ("Nord Atelier", "AtelierNord", "Groupe Atelier Nord", "Nord Atelier"):
        record(log, name)

    found = [match.key for match in Likeness(log).similar("Atelier Nord")]

    assert found == ["nord atelier", "groupe atelier nord", "ateliernord"]
    assert [match.key for match in Likeness(log).similar("Atelier Nord", most=1)] == found[:1]


def test_an_acronym_leads_to_the_name_that_spells_it_out_and_back(log: DecisionLog) -> None:
    record(log, "Office national d'information sur les professions (ONIP)")
    record(log, "Afpa")
    likeness = Likeness(log)

    assert likeness.similar("onip") == [
        Match("office national information professions (onip)", 100, "acronym")
    ]
    assert likeness.similar("Agence pour la formation professionnelle des adultes (AFPA)") == [
        Match("afpa", 100, "acronym")
    ]


def test_another_number_rules_out_typos_but_not_the_same_name(log: DecisionLog) -> None:
    record(log, "Lycée Jean-Moulin", "552 100 554")
    likeness = Likeness(log)

    assert [one.how for one in likeness.similar("Lycée Jean Mouliin")] == ["spelling"]
    assert likeness.similar("Lycée Jean Mouliin", "552 100 570") == []
    assert [one.how for one in likeness.similar("Lycée Jean Moulin", "552 100 570")] == ["name"]
    assert [one.how for one in likeness.similar("Lycée Jean Mouliin", "n/a")] == ["spelling"]


def test_what_is_recorded_meanwhile_is_found_whoever_recorded_it(
    log: DecisionLog, tmp_path: Path
) -> None:
    likeness = Likeness(log)
    assert likeness.similar("Atelier Nord") == []
    elsewhere = SqliteLog(tmp_path / "screening.db")

    case = record(elsewhere, "Atelier Nord")
    assert [match.key for match in likeness.similar("Atelier Nord")] == ["atelier nord"]

    record(elsewhere, "Menuiserie Sud")
    record(elsewhere, "Menuiserie Dulac", amends=case)  # a new version corrects the name
    assert [match.key for match in likeness.similar("Menuiserie Dulac")] == ["menuiserie dulac"]
    elsewhere.close()


def test_only_what_is_new_is_read_again(log: DecisionLog, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    organisations = log.organisations
    monkeypatch.setattr(
        log, "organisations", lambda after: asked.append(after) or organisations(after)
    )
    likeness = Likeness(log)

    for name in ("Atelier Nord", "Atelier Sud"):
        record(log, name)
        likeness.similar("Atelier Nord")
        likeness.similar("Atelier Sud")

    assert asked == [0, 1]


def test_a_look_up_finds_what_comparing_with_each_organisation_finds(log: DecisionLog) -> None:
    names = sorted({name for pair in labelled_pairs() for name in (pair.a, pair.b)})
    keys = {organisation_key(name) for name in names}
    with log.writing() as writing:
        for name in names:
            write(writing, name)
    likeness = Likeness(log)

    for name in random.Random(1).sample(names, 120):
        key = organisation_key(name)
        expected = {(match.key, match.how) for other in keys if (match := alike(key, other))}
        found = {(match.key, match.how) for match in likeness.similar(name, most=100)}
        assert found == expected, name
