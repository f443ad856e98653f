"""Facts as they are sealed: one text for one fact, for ever."""

import json
import re
from datetime import UTC, datetime
from typing import get_args

import pytest
from pydantic import ValidationError

from screening.core.assessment import Assessment, Finding, Score
from screening.core.facts import (
    EditionAdopted,
    Fact,
    PersonErased,
    ProposalTaken,
    RecordedFinding,
    RecordedScore,
    ScenarioDropped,
    ScenarioKept,
    content,
    read_fact,
)
from screening.core.model import Model
from tests.builders import NOON, a_request, a_screening

SCREENING = a_screening(
    "C-7",
    submission="s-1",
    request=a_request(
        reference=None,
        title="Décrocheurs : « l’école »",
        answers={"share": 80, "open": False, "audiences": (), "form": "none"},
    ),
    contact="p-1",
    fingerprint="abc",
    outcome="refer",
    procedure="bureau",
    score=RecordedScore(now=60, lowest=60, highest=60),
    findings=(
        RecordedFinding(criterion="openness", standing="not_met", points=0, out_of=40, blocks=True),
    ),
)
SEALED = (
    '{"accept_from":60,"at":"2026-03-02T12:00:00Z","by":"ana","case":"C-7","contact":"p-1",'
    '"edition":"2026-test","engine":"1.0","fact":"request_screened",'
    '"findings":[{"blocks":true,"criterion":"openness","out_of":40,"points":0,'
    '"standing":"not_met"}],"fingerprint":"abc","on":"2026-03-02","outcome":"refer",'
    '"procedure":"bureau","request":{"answers":{"audiences":[],"form":"none","open":false,'
    '"share":80},"learners":40,"owner":"ana","prospect":{"country":"FR","name":"Atelier Nord"},'
    '"title":"Décrocheurs : « l’école »"},"score":{"highest":60,"lowest":60,"now":60},'
    '"submission":"s-1"}'
)

EVERY_KIND: list[tuple[Fact, str]] = [
    (SCREENING, SEALED),
    (
        EditionAdopted(
            at=NOON, by="eve", edition="2026-1", fingerprint="abc", criteria='name: "é"\n'
        ),
        '{"at":"2026-03-02T12:00:00Z","by":"eve","case":null,"criteria":"name: \\"é\\"\\n",'
        '"edition":"2026-1","fact":"edition_adopted","fingerprint":"abc"}',
    ),
    (
        ScenarioKept(
            at=NOON,
            by="chair-1",
            submission="k-1",
            title="Fermé",
            why="Rien ne reste fermé.",
            answers={"open": False, "share": 80, "form": "none", "audiences": ("b", "a")},
            expected="refer",
            blocking=("openness",),
            from_case="C-7",
        ),
        '{"answers":{"audiences":["b","a"],"form":"none","open":false,"share":80},'
        '"at":"2026-03-02T12:00:00Z","blocking":["openness"],"by":"chair-1","case":null,'
        '"deciding":[],"expected":"refer","fact":"scenario_kept","from_case":"C-7",'
        '"submission":"k-1","title":"Fermé","why":"Rien ne reste fermé."}',
    ),
    (
        ScenarioDropped(at=NOON, by="max", submission="d-1", scenario="S-9", because="Trop vu."),
        '{"at":"2026-03-02T12:00:00Z","because":"Trop vu.","by":"max","case":null,'
        '"fact":"scenario_dropped","scenario":"S-9","submission":"d-1"}',
    ),
    (
        PersonErased(at=datetime(2026, 3, 2, 12, 0, 0, 1500, UTC), by="max", person="p-1"),
        '{"at":"2026-03-02T12:00:00.001500Z","by":"max","case":null,"fact":"person_erased",'
        '"person":"p-1"}',
    ),
]


@pytest.mark.parametrize(("fact", "sealed"), EVERY_KIND)
def test_a_fact_is_sealed_as_one_text(fact: Fact, sealed: str) -> None:
    assert content(fact) == sealed


@pytest.mark.parametrize(("fact", "sealed"), EVERY_KIND)
def test_a_fact_is_read_back_as_it_was(fact: Fact, sealed: str) -> None:
    assert read_fact(sealed) == fact


def test_the_proposals_that_were_taken_are_sealed_with_what_was_answered_before() -> None:
    taken = (ProposalTaken(question="open", instead_of=False), ProposalTaken(question="form"))
    fact = SCREENING.model_copy(update={"proposals_taken": taken})

    sealed = content(fact)

    assert (
        '"proposals_taken":[{"instead_of":false,"question":"open"},{"question":"form"}]' in sealed
    )
    assert read_fact(sealed) == fact


@pytest.mark.parametrize("kind", get_args(get_args(Fact)[0]), ids=lambda kind: kind.__name__)
def test_nothing_in_the_text_of_a_fact_can_name_a_case_before_its_own(kind: type[Model]) -> None:
    """Whoever checks a log takes the first case that a line names for the one it belongs to."""
    told = kind.model_json_schema()["properties"]
    # Answers have the ids of questions as keys, and no question may be called case.
    before = [one for name, one in told.items() if name < "case" and name != "answers"]

    assert "case" in told
    assert not re.search(r'"\$ref"|"object"', json.dumps(before))


def test_a_fact_sealed_before_a_field_was_added_can_still_be_read() -> None:
    earlier = json.loads(SEALED)
    del earlier["contact"], earlier["procedure"]

    fact = read_fact(json.dumps(earlier))

    assert fact == SCREENING.model_copy(update={"contact": None, "procedure": None})


@pytest.mark.parametrize(
    "sealed",
    [
        "",
        "not JSON",
        "{}",
        "null",
        '{"fact":"ballot_forged","case":null}',
        SEALED.replace('"outcome":"refer"', '"outcome":"undecided"'),
        SEALED.replace('"case":"C-7"', '"case":null'),
        SEALED.replace("12:00:00Z", "12:00:00"),
        SEALED.replace('"submission"', '"submitted"'),
        SEALED.replace('"engine":', '"extra":1,"engine":'),
        EVERY_KIND[1][1].replace('"case":null', '"case":"C-1"'),
    ],
)
def test_what_is_no_fact_is_refused(sealed: str) -> None:
    assert sealed != SEALED
    with pytest.raises(ValidationError):
        read_fact(sealed)


def test_the_assessment_recorded_is_the_one_that_was_shown() -> None:
    assert SCREENING.assessment == Assessment(
        "refer", Score(60, 60, 60), (Finding("openness", "not_met", 0, 40, True),)
    )
