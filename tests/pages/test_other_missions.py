"""The desk under the criteria of other missions: from the form to the letter, without a school."""

import re
import shutil
from typing import NamedTuple

import pytest

from screening import criteria_file
from screening.core.access import Person
from screening.core.model import LANGUAGES, Language
from screening.request_files import read_requests
from screening.service import Desk
from screening.settings import HOME
from screening.stores.sqlite import open_log
from tests.pages.visit import Home, act, go, visit, words

EDITIONS = HOME / "data" / "examples" / "editions"
PAGES = ("mission", "how_we_decide", "committee", "my_requests", "decisions", "dashboard")
# What only a school would say.
OF_A_SCHOOL = re.compile(r"(?i)\blearners?\b|apprenant|\bla formation\b|catalogue|mentor")


class Walk(NamedTuple):
    """A request that one answer sends to the committee, and what is then said of it."""

    mission: str
    request: str
    question: str
    answer: str
    stands_in_the_way: dict[Language, str]
    would_do: dict[Language, str]


WALKS = (
    Walk(
        "insurer",
        "05-call-centres",
        "selection",
        "yes",
        {
            "fr": "Personne n’est écarté pour sa santé, son âge ou son adresse",
            "en": "Nobody is left out for their health, age or address",
        },
        {
            "fr": "couvrir tout le monde, sans questionnaire de santé ni limite d’âge",
            "en": "cover everybody, with neither health questions nor an age limit",
        },
    ),
    Walk(
        "repair",
        "05-hospital-beds",
        "waste_route",
        "no",
        {"fr": "Rien ne se perd en route", "en": "Nothing is lost on the way"},
        {
            "fr": "remettre à une filière agréée ce qui ne se répare pas",
            "en": "hand what cannot be repaired to an approved channel",
        },
    ),
)


def settle(home: Home, mission: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Gives the desk another mission, with no last day: the test does not age."""
    text = (EDITIONS / mission / "criteria.yaml").read_text("utf-8")
    endless, ends = re.subn(r"(?m)^in_force_until: .*\n", "", text)
    assert ends == 1
    home.criteria.write_text(endless, "utf-8")
    shutil.copy(EDITIONS / mission / "committee.yaml", home.folder)
    monkeypatch.delenv("SCREENING_COMMITTEE", raising=False)


def draft_without(home: Home, walk: Walk) -> str:
    """The request as a draft in which one question has no answer yet."""
    log = open_log(f"sqlite:///{home.log}")
    desk = Desk(log, criteria_file.load(home.criteria))
    file = EDITIONS / walk.mission / f"requests/{walk.request}.yaml"
    (entry,) = read_requests([file], desk.edition, desk.rules().day)
    assert entry.request is not None
    raw = entry.request.model_dump(mode="json", exclude_none=True)
    del raw["answers"][walk.question]
    desk.save_draft("d-1", raw, Person("sales-1", "salesperson"))
    log.close()
    return "d-1"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("walk", WALKS, ids=[one.mission for one in WALKS])
def test_a_request_goes_from_the_form_to_the_letter(
    home: Home, walk: Walk, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(home, walk.mission, monkeypatch)

    desk = visit(language=language, draft=draft_without(home, walk))
    act(desk.pills(key=walk.question).select(walk.answer))
    shown = words(desk)
    assert walk.stands_in_the_way[language] in shown
    assert walk.would_do[language].casefold() in shown.casefold()

    act(desk.button(key="record").click())
    (case,) = home.cases()
    assert (case.outcome, case.procedure) == ("refer", "bureau")
    told = words(desk)
    assert walk.stands_in_the_way[language] in told
    letters = [one.value or "" for one in desk.text_area if str(one.key).startswith("letter_text")]
    assert any(walk.would_do[language] in one for one in letters)

    said = [shown, told, *letters]
    for page in PAGES:
        go(desk, page)
        said.append(words(desk))
    assert [found[0] for one in said for found in [OF_A_SCHOOL.search(one)] if found] == []


@pytest.mark.parametrize("walk", WALKS, ids=[one.mission for one in WALKS])
def test_the_committee_of_another_mission_votes_by_its_own_rules(
    home: Home, walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The member sees the case; the insurer's committee does not learn who asks."""
    settle(home, walk.mission, monkeypatch)
    desk = visit(draft=draft_without(home, walk))
    act(desk.pills(key=walk.question).select(walk.answer))
    act(desk.button(key="record").click())
    (case,) = home.cases()

    seen = words(visit("case", person="member-1", id=case.case))

    assert (case.prospect in seen) == (walk.mission == "repair")
    assert walk.stands_in_the_way["en"] in seen


def test_a_mission_that_named_no_committee_yet_is_told_that_nobody_sits(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The invented committee has none of its colleges, and that is no mistake of theirs."""
    settle(home, "repair", monkeypatch)
    (home.folder / "committee.yaml").unlink()

    read = words(visit("how_we_decide", person="chair-1"))

    assert "The committee’s own file does not exist yet: nobody sits." in read
    assert "Users and repairers" in read
