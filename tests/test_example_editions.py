"""The editions of other missions: sound, in two languages, and their requests come out as told."""

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from screening import committee_file, criteria_file
from screening.ballots_file import count_scenarios
from screening.core.alarms import edition_warnings
from screening.core.assessment import Outcome
from screening.core.cases import Status
from screening.core.criteria import Criterion, Edition, Question
from screening.core.model import LANGUAGES, Text
from screening.criteria_file import LoadedEdition
from screening.letters import Situation, kinds_for, letter
from screening.request_files import read_requests
from screening.scenario_files import files_in, folder_beside, run_files
from screening.service import give_verdict, rules_on
from screening.settings import HOME

DAY = date(2026, 11, 24)
EDITIONS = HOME / "data" / "examples" / "editions"
NAMES = ("insurer", "repair")

# Worked out by hand from the weights: the outcome, and the points that are sure.
COMES_TO: dict[str, dict[str, tuple[Outcome, int]]] = {
    "insurer": {
        "01-home-help": ("accept", 10 + 20 + 6 + 14 + 8 + 6 + 10 + 9),
        "02-market-town": ("undecided", 10 + 6 + 6),
        "03-logistics-group": ("accept", 6 + 14 + 8 + 6 + 8 + 19 + 9),
        "04-lignite-pit": ("refer", 6 + 6 + 9),
        "05-call-centres": ("refer", 5 + 12 + 6 + 14 + 8 + 6 + 8 + 19 + 9),
        "06-wine-growers": ("refer", 10 + 5 + 6 + 6 + 8),
        "07-hospital-trust": ("refer", 5 + 20 + 6 + 14 + 8 + 6 + 19 + 9),
        "08-bakery": ("undecided", 10),
    },
    "repair": {
        "01-food-bank-fridges": ("accept", 6 + 24 + 10 + 7 + 12 + 14 + 4 + 9),
        "02-city-bicycles": ("accept", 6 + 24 + 10 + 7 + 4 + 14 + 6),
        "03-insurer-laptops": ("undecided", 7),
        "04-unsold-phones": ("refer", 9 + 7),
        "05-hospital-beds": ("refer", 6 + 24 + 10 + 7 + 12 + 14 + 4 + 9),
        "06-office-recycling": ("refer", 6 + 4 + 6 + 4),
        "07-coffee-machines": ("refer", 24 + 4 + 7 + 6 + 14 + 4 + 14 + 6),
    },
}

BECOMES: dict[Outcome, Status | None] = {
    "accept": "accepted",
    "refer": "referred",
    "undecided": None,
}


@cache
def loaded(name: str) -> LoadedEdition:
    return criteria_file.load(EDITIONS / name / "criteria.yaml")


@pytest.mark.parametrize("name", NAMES)
def test_an_example_edition_and_its_committee_hold_no_mistake_and_nothing_to_look_at(
    name: str,
) -> None:
    edition = loaded(name).edition
    committee = committee_file.load(EDITIONS / name / "committee.yaml", edition.committee, DAY)

    assert loaded(name).warnings == ()
    assert criteria_file.second_look(loaded(name)) == ()
    assert edition_warnings(edition, DAY) == ()
    assert committee.warnings == ()


@pytest.mark.parametrize("name", NAMES)
def test_the_scenarios_of_an_example_edition_hold(name: str) -> None:
    folder = folder_beside(EDITIONS / name / "criteria.yaml")
    assert folder is not None

    runs = list(run_files(files_in(folder), loaded(name).edition, DAY))

    assert [one.problems for one in runs] == [()]
    assert sum(one.scenarios for one in runs) >= 6


def test_the_votes_of_the_insurers_committee_come_out_as_written() -> None:
    counted = count_scenarios(EDITIONS / "insurer/ballots/bureau.yaml", loaded("insurer").edition)

    assert (counted.problems, counted.scenarios) == ((), 6)


@pytest.mark.parametrize("name", NAMES)
def test_the_requests_of_an_example_edition_come_out_as_their_first_lines_say(name: str) -> None:
    rules = rules_on(loaded(name), DAY)
    files = sorted((EDITIONS / name / "requests").glob("*.yaml"))

    found = {}
    for entry in read_requests(files, rules.edition, DAY):
        assert (entry.problems, entry.request is None) == ((), False), entry.path
        assert entry.request is not None
        assessment = give_verdict(entry.request.answers, rules).assessment
        found[Path(entry.path).stem] = (assessment.outcome, assessment.score.now)
        said = Path(entry.path).read_text("utf-8").split()[1].rstrip(":")
        assert said.lower().startswith(assessment.outcome.removesuffix("e")), entry.path

    assert found == COMES_TO[name]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_letter_about_an_example_request_can_be_written(name: str, language: str) -> None:
    """None of them speaks of what the first mission does."""
    rules = rules_on(loaded(name), DAY)
    written = 0
    for entry in read_requests(
        sorted((EDITIONS / name / "requests").glob("*.yaml")), rules.edition, DAY
    ):
        assert entry.request is not None
        verdict = give_verdict(entry.request.answers, rules)
        situation = Situation(
            request=entry.request,
            edition=rules.edition,
            assessment=verdict.assessment,
            status=BECOMES[verdict.assessment.outcome],
            deciding=verdict.deciding,
            accepted_if=verdict.accepted_if,
        )
        for kind in kinds_for(situation):
            one = letter(kind, "formal", "fr" if language == "fr" else "en", situation)
            text = "\n".join(
                part if isinstance(part, str) else "\n".join(part) for part in one.parts
            )
            assert not re.search(
                r"learner|trainee|apprenant|formation\b|catalog|the client|le client", text
            ), text
            written += 1
    assert written >= len(COMES_TO[name])


def test_between_them_they_show_every_kind_of_question_and_of_criterion() -> None:
    def discriminators(union: object, key: str) -> set[str]:
        return {
            get_args(one.model_fields[key].annotation)[0] for one in get_args(get_args(union)[0])
        }

    editions = [loaded(name).edition for name in NAMES]

    for edition in editions:
        assert {one.type for one in edition.questions} == discriminators(Question, "type")
        assert 9 <= len(edition.questions) <= 14
    kinds = {one.kind for edition in editions for one in edition.criteria}
    assert kinds == discriminators(Criterion, "kind")
    assert {edition.committee.authority for edition in editions} == {"binding", "advisory"}


# ── What they say ────────────────────────────────────────────────────────────────────────────


def texts(value: object) -> list[Text]:
    if isinstance(value, Text):
        return [value]
    if isinstance(value, BaseModel):
        return [one for name in type(value).model_fields for one in texts(getattr(value, name))]
    if isinstance(value, tuple | list):
        return [one for part in value for one in texts(part)]
    return []


@pytest.mark.parametrize("name", NAMES)
def test_french_texts_have_french_spaces_and_quotes(name: str) -> None:
    wrong = [
        text.fr
        for text in texts(loaded(name).edition)
        if re.search(r"'| [;?!:»%]|« |\w[;?!»]|\w:(?: |$)|\u00a0[;?!]|\u202f[:»%]|[“”]", text.fr)
    ]
    assert wrong == []


@pytest.mark.parametrize("name", NAMES)
def test_english_texts_have_english_quotes_and_no_french_ones(name: str) -> None:
    wrong = [text.en for text in texts(loaded(name).edition) if re.search("[«»'\"]", text.en)]
    assert wrong == []


# ── Nothing of a mission is in the code ──────────────────────────────────────────────────────


def codes(edition: Edition) -> set[str]:
    """The names that an edition gives to its questions, options, criteria, objectives, targets."""
    options = [one for question in edition.questions for one in getattr(question, "options", ())]
    lists = (
        edition.questions,
        options,
        edition.criteria,
        edition.objectives,
        edition.targets,
        edition.committee.colleges,
    )
    return {one.id for each in lists for one in each}


# What the desk names like some mission, each for a reason of its own.
ITS_OWN = {
    "learner_pays": "a reason to decline, fixed by the format of the log",
    "later": "the direction of a concession: an option that is listed later",
    "none": "the absence of something",
    "other": "the plural form of a sentence",
}


def test_no_code_of_a_mission_is_in_the_code_of_the_desk() -> None:
    """A name of several words is looked for everywhere, a single word as a whole text in code."""
    named = codes(criteria_file.load(HOME / "criteria.yaml").edition)
    several = {one for one in named | codes(loaded("insurer").edition) if re.search("[_-]", one)}
    several |= {one for one in codes(loaded("repair").edition) if re.search("[_-]", one)}
    single = named - several - ITS_OWN.keys()

    found = set()
    for path in (HOME / "app.py", *sorted((HOME / "screening").rglob("*"))):
        if path.suffix in (".py", ".css", ".toml"):
            words = set(re.findall("[a-z0-9_-]+", path.read_text("utf-8")))
            found |= {(one, path.name) for one in several & words}
        if path.suffix == ".py":
            texts = set(re.findall('"([a-z]+)"', path.read_text("utf-8")))
            found |= {(one, path.name) for one in single & texts}

    assert {(code, where) for code, where in found if code not in ITS_OWN} == set()
