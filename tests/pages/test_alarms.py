"""The alarms of the edition in force, on the page of the mission."""

from datetime import date, timedelta

import pytest

from screening.core.access import ROLES
from screening.core.criteria import Edition
from screening.core.model import LANGUAGES
from screening.pages.alarms import strip
from tests.builders import an_edition
from tests.pages.visit import Home, visit, words

DAY = date(2026, 6, 1)


def ending(days: int = 30) -> Edition:
    """An edition that ends in so many days, with a criterion whose review is overdue."""
    edition = an_edition(in_force_until=(DAY + timedelta(days)).isoformat())
    openness, priority = edition.criteria
    overdue = openness.model_copy(update={"review_by": DAY - timedelta(1)})
    return edition.model_copy(update={"criteria": (overdue, priority)})


def test_the_criteria_owner_reads_every_alarm_with_the_titles_that_people_know() -> None:
    assert strip(ending(), DAY, "criteria_owner", "en") == (
        '<details class="alarms" open><summary>2 things in the criteria need your attention'
        "</summary><ul>"
        "<li><b>The edition 2026-test goes out of force after 1 July 2026, in 30 days.</b> "
        "Prepare the next edition.</li>"
        "<li><b>The criterion “openness title” was to be reviewed by 31 May 2026.</b> Have the "
        "committee review it, and write the next day of review.</li></ul></details>"
    )


@pytest.mark.parametrize("role", ROLES)
def test_alarms_are_for_those_who_can_see_to_them(role: str) -> None:
    shown = strip(ending(), DAY, role, "en")

    if role in ("chair", "manager"):
        assert shown.startswith(
            '<details class="alarms"><summary>2 things in the criteria need your attention '
            "<span>The edition 2026-test goes out of force after 1 July 2026, in 30 days.</span>"
        )
    else:
        assert bool(shown) == (role == "criteria_owner")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_edition_without_alarms_shows_none(language: str) -> None:
    assert strip(an_edition(), DAY, "criteria_owner", language) == ""


def test_words_of_an_edition_are_no_html() -> None:
    edition = ending()
    sly = {"fr": "<b>x</b>", "en": "<b>x</b>"}
    openness = edition.criteria[0].model_validate(
        {**edition.criteria[0].model_dump(by_alias=True), "title": sly}
    )
    edition = edition.model_copy(update={"criteria": (openness, edition.criteria[1])})

    assert "&lt;b&gt;x" in strip(edition, DAY, "criteria_owner", "en")
    assert "<b>x" not in strip(edition, DAY, "criteria_owner", "en")


def test_the_mission_tells_alarms_and_since_when_a_criterion_judges(home: Home) -> None:
    text = home.criteria.read_text("utf-8")
    text = text.replace("review_by: 2126-01-01", "review_by: 2026-02-01", 1)
    text = text.replace("    weight: 20\n", "    weight: 20\n    from: 2126-01-01\n")
    home.criteria.write_text(text, "utf-8")

    read = words(visit("mission", person="owner-1"))

    assert "One thing in the criteria needs your attention" in read
    assert "was to be reviewed by 1 February 2026" in read
    assert "Judges from 1 January 2126 on." in read
    assert "accepted from 40 points of 80" in read
