"""Every page opens for everybody, in both languages, over an empty log and a full one."""

import shutil
from pathlib import Path

import pytest

from screening.core.model import LANGUAGES, Language
from screening.pages.blocks import plain
from screening.people import EXAMPLE_PEOPLE, ExamplePerson
from tests.pages.visit import Home, go, sound, visit, words

NEW = {"fr": "Nouvelle demande", "en": "New request"}
OWN = {"fr": "Mes demandes", "en": "My requests"}
ALL = {"fr": "Demandes", "en": "Requests"}
MISSION = {"fr": "La mission", "en": "The mission"}
pytestmark = pytest.mark.usefixtures("home")

INVENTED = {"fr": "tout y est inventé", "en": "everything here is invented"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("example", [False, True], ids=["own log", "example log"])
@pytest.mark.parametrize("one", EXAMPLE_PEOPLE, ids=lambda one: one.person.id)
def test_every_page_opens(
    home: Home,
    everlasting_criteria: Path,
    one: ExamplePerson,
    example: bool,
    language: Language,
) -> None:
    shutil.copy(everlasting_criteria, home.criteria)
    sells = one.person.role == "salesperson"
    desk = visit(language=language, person=one.person.id, example=example)
    for page, title in (
        ("new_request", NEW),
        ("my_requests", OWN if sells else ALL),
        ("mission", MISSION),
    ):
        go(desk, page)
        assert desk.title[0].value == title[language]
        assert not desk.warning
        assert (INVENTED[language] in words(desk)) == example


@pytest.mark.parametrize("place", range(len(EXAMPLE_PEOPLE)))
def test_every_case_of_the_example_log_opens_for_those_who_may_read_it(
    home: Home, place: int
) -> None:
    """Each case in one language for half of the roles, in the other for the others."""
    one = EXAMPLE_PEOPLE[place]
    everybodys = home.cases(home.example_log)
    theirs = [
        each
        for each in everybodys
        if one.person.role != "salesperson" or each.owner == one.person.id
    ]
    assert len(everybodys) == 33
    assert theirs
    for offset, language in enumerate(LANGUAGES):
        desk = visit("my_requests", language, one.person.id, example=True)
        for each in theirs:
            if (each.number + place) % len(LANGUAGES) == offset:
                go(desk, "case", id=each.case)
                assert desk.title[0].value == f"{each.prospect} · {each.title}"
                assert not desk.info


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_draft_of_the_example_log_can_be_taken_up(language: Language) -> None:
    desk = visit("my_requests", language, example=True)
    continues = [one.key for one in desk.button if str(one.key).startswith("continue-")]
    assert continues
    for key in continues:
        go(desk, "my_requests")
        sound(desk.button(key=key).click().run())
        assert desk.title[0].value == NEW[language]
        assert desk.text_input(key="about_title").value


def test_an_empty_desk_offers_what_to_do_next(home: Home, everlasting_criteria: Path) -> None:
    shutil.copy(everlasting_criteria, home.criteria)
    desk = visit("my_requests")
    assert "No request yet" in words(desk)
    assert "New request" in [one.label for one in desk.main.page_link]
    assert "Look around in an example log" in [one.label for one in desk.button]


def test_an_empty_desk_of_another_mission_has_no_use_for_the_example_log(home: Home) -> None:
    home.example_log.unlink()
    assert "Look around in an example log" not in [one.label for one in visit("my_requests").button]

    desk = visit("my_requests", example=True)

    assert "everything here is invented" not in words(desk)
    assert "log" not in desk.query_params


def test_the_mission_page_tells_the_edition_in_force() -> None:
    read = words(visit("mission", "fr"))
    assert "Apprendre partout" in read
    assert "Édition pages-1, en vigueur depuis le 1er janvier 2026" in read
    assert "acceptée à partir de 50 points sur 100" in read
    # How each answer counts, worked out from the file.
    assert "Ouvert quand ? Réponse Compte" in read
    assert "Tout de suite 50/50" in read
    assert "Plus tard 10/50" in read
    assert "Jamais rédhibitoire" in read


@pytest.mark.parametrize("timezone", ["Etc/Unknown", "Mars/Olympus", "../../etc/passwd"])
def test_a_clock_that_nobody_knows_is_read_as_that_of_paris(timezone: str) -> None:
    desk = visit(example=True)
    desk.context = {"timezone": timezone}
    go(desk, "my_requests")
    assert "saved " in words(desk)


def test_in_french_a_draft_is_masculine() -> None:
    assert "gardé le " in words(visit("my_requests", "fr", example=True))


def test_the_address_of_no_case_leads_to_the_list() -> None:
    assert visit("case").title[0].value == "My requests"


def test_an_unknown_case_says_where_to_look() -> None:
    assert "No case is called “C-99”. Look it up in the list of requests." in words(
        visit("case", id="C-99")
    )


def test_somebody_s_words_are_shown_as_written_where_markdown_is_read() -> None:
    assert plain("ACME ![x](https://example.org/p.png) :red[Accept] 5_000 $") == (
        r"ACME !\[x\](https://example.org/p.png) \:red\[Accept\] 5\_000 \$"
    )
    assert plain("Atelier Nord : vente & conseil") == "Atelier Nord : vente & conseil"
