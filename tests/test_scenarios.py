"""Scenarios kept from cases and taken out of use: what is sealed, and what is refused."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from screening.core.access import NotAllowed, Person
from screening.core.assessment import Outcome
from screening.core.cases import Case, fold
from screening.core.facts import ScenarioKept, read_fact
from screening.core.kept_scenarios import Kept, could_expect, kept_in
from screening.core.model import LANGUAGES
from screening.core.refused import Refused
from screening.core.scenario_facts import ScenarioDropped
from screening.language import t
from screening.review import Review
from screening.scenarios import NewScenario, SavedScenario, Scenarios
from screening.service import verify_log
from tests.builders import (
    CHAIR,
    MANAGER,
    NOON,
    ONE,
    THREE,
    Clock,
    a_loaded_edition,
    a_request,
    a_screening,
    case_of,
    put,
    referred,
    vote,
)

OWNER = Person("owner-1", "criteria_owner")
AUDITOR = Person("auditor-1", "auditor")
CLOSED = NewScenario("Kept closed", "Nothing we build stays closed.")


@pytest.fixture
def scenarios(review: Review) -> Scenarios:
    return Scenarios(review.desk)


def recorded(review: Review, reference: str = "HS-1", **said: Any) -> str:
    """A case as the criteria decide it: unless told otherwise, the training stays closed."""
    said = {"answers": {"open": False, "share": 80}, **said}
    request = a_request(reference=reference, title=reference, **{"owner": None, **said})
    return review.desk.record(request, f"s-{reference}", MANAGER).case


def refused(code: str, act: Callable[[], object], review: Review) -> None:
    """That this is refused, in both languages with all their values, and nothing recorded."""
    head = review.desk.log.head()
    with pytest.raises(Refused) as raised:
        act()
    assert raised.value.code == code
    for language in LANGUAGES:
        for part in ("wrong", "right"):
            assert "{" not in t(language, f"refused.{code}.{part}", **raised.value.values)
    assert review.desk.log.head() == head


def in_use(scenarios: Scenarios) -> list[Kept]:
    return [one for one in scenarios.kept(AUDITOR) if one.dropped is None]


# ── What is kept ─────────────────────────────────────────────────────────────────────────────


def test_a_case_is_kept_as_its_answers_and_what_was_decided(
    review: Review, scenarios: Scenarios
) -> None:
    case = recorded(review, amount=42_000, learners=40)

    saved = scenarios.keep(case, "k-1", CLOSED, CHAIR)

    number = review.desk.log.head().number
    assert saved == SavedScenario(f"S-{number}", new=True)
    [line] = list(review.desk.log.lines(after=number - 1))
    assert (line.case, json.loads(line.content)) == (
        None,
        {
            "answers": {"open": False, "share": 80},
            "at": "2026-03-02T12:00:00Z",
            "blocking": [],
            "by": "chair-1",
            "case": None,
            "deciding": [],
            "expected": "refer",
            "fact": "scenario_kept",
            "from_case": case,
            "submission": "k-1",
            "title": "Kept closed",
            "why": "Nothing we build stays closed.",
        },
    )
    [kept] = in_use(scenarios)
    assert (kept.id, kept.case, kept.by, kept.at) == (saved.id, case, "chair-1", NOON)
    assert kept.scenario.title.fr == "Kept closed"


def test_what_blocks_must_go_on_blocking_where_one_says_so(
    review: Review, scenarios: Scenarios
) -> None:
    case = recorded(review)
    scenarios.keep(case, "k-1", CLOSED, CHAIR)
    scenarios.keep(case, "k-2", CLOSED._replace(blocking=True), OWNER)

    assert [one.scenario.blocking for one in in_use(scenarios)] == [(), ("openness",)]


def test_the_log_and_its_cases_are_as_sound_with_scenarios(
    review: Review, scenarios: Scenarios
) -> None:
    case = recorded(review)
    before = case_of(review, case)
    scenarios.drop(scenarios.keep(case, "k-1", CLOSED, CHAIR).id, "d-1", "Enough.", CHAIR)

    with review.desk.log.reading() as reading:
        assert list(verify_log(reading)) == []
    assert case_of(review, case) == before


def test_pressed_twice_or_in_two_windows_a_case_is_kept_once(
    review: Review, scenarios: Scenarios
) -> None:
    case = recorded(review)
    first = scenarios.keep(case, "k-1", CLOSED, CHAIR)

    again = Scenarios(review.desk).keep(case, "k-1", CLOSED, CHAIR)

    assert again == SavedScenario(first.id, new=False)
    assert len(in_use(scenarios)) == 1


def test_the_same_answers_and_outcome_again_are_told_and_not_doubled(
    review: Review, scenarios: Scenarios
) -> None:
    scenarios.keep(recorded(review), "k-1", CLOSED, CHAIR)
    other = recorded(review, "HS-2", prospect={"name": "Verger du Sud"})
    renamed = NewScenario("Another title", "Another reason.")

    refused("scenario_known", lambda: scenarios.keep(other, "k-2", renamed, CHAIR), review)

    # Once it is out of use, it can be kept anew.
    [known] = in_use(scenarios)
    scenarios.drop(known.id, "d-1", "Said better elsewhere.", OWNER)
    assert scenarios.keep(other, "k-3", renamed, CHAIR).new


@pytest.mark.parametrize(
    ("title", "why", "code"),
    [
        ("", "Why.", "scenario_unexplained"),
        (" \n", "Why.", "scenario_unexplained"),
        ("Title", "=", "scenario_unexplained"),
        ("x" * 161, "Why.", "scenario_title_long"),
        ("Atelier Nord stays closed", "Why.", "scenario_names_prospect"),
        ("Title", "Because l’ATELIER  NORD asked.", "scenario_names_prospect"),
    ],
)
def test_the_words_of_a_scenario_say_something_and_name_nobody(
    title: str, why: str, code: str, review: Review, scenarios: Scenarios
) -> None:
    case = recorded(review)
    new = NewScenario(title, why)

    refused(code, lambda: scenarios.keep(case, "k-1", new, CHAIR), review)

    # Words that its name shares with others name nobody.
    assert scenarios.keep(case, "k-2", NewScenario("Un atelier dans le nord", "Why."), CHAIR).new


def test_what_the_criteria_no_longer_ask_is_not_kept(review: Review) -> None:
    case = recorded(review)
    edition = review.desk.edition.model_dump(mode="json", by_alias=True, exclude_none=True)
    loaded = a_loaded_edition(questions=edition["questions"][1:], criteria=edition["criteria"][1:])
    later = Scenarios(replace(review.desk, loaded=loaded))

    refused("scenario_unreadable", lambda: later.keep(case, "k-1", CLOSED, CHAIR), review)


def test_a_chair_who_left_the_case_keeps_nothing_of_it(
    review: Review, scenarios: Scenarios
) -> None:
    case = recorded(review)
    review.recuse(case, "r-1", "I know them.", CHAIR)

    with pytest.raises(NotAllowed):
        scenarios.keep(case, "k-1", CLOSED, CHAIR)
    assert scenarios.keep(case, "k-1", CLOSED, OWNER).new


def test_nothing_of_a_case_is_shown_to_who_left_it(
    review: Review, scenarios: Scenarios, tmp_path: Path
) -> None:
    case = recorded(review)
    scenarios.keep(case, "k-1", CLOSED, OWNER)
    filed = "{title: T, why: W, answers: {open: 'no'}, expected: refer, from: %s}\n"
    (tmp_path / "filed.yaml").write_text(filed % case, "utf-8")
    both = replace(scenarios, folder=tmp_path)
    review.recuse(case, "r-1", "I know them.", ONE)

    assert scenarios.kept(ONE) == []
    assert both.remembered(review.desk.edition, ONE) == []
    assert len(scenarios.kept(THREE)) == 1
    assert len(both.remembered(review.desk.edition, THREE)) == 2
    # Whoever adopts an edition answers for them all.
    assert len(both.remembered(review.desk.edition)) == 2


# ── What must come of it ─────────────────────────────────────────────────────────────────────


def ruled(review: Review, case: str, how: Any) -> str:
    """The case after everybody voted for, or against, accepting it."""
    put(review, case)
    for one in (ONE, THREE, CHAIR):
        if case_of(review, case).status == "voting":
            vote(review, case, one, how)
    return case


def test_of_what_people_decided_otherwise_one_says_what_must_become(
    review: Review, scenarios: Scenarios
) -> None:
    case = ruled(review, recorded(review), "for")
    assert case_of(review, case).status == "accepted"

    refused("scenario_outcome_missing", lambda: scenarios.keep(case, "k-1", CLOSED, CHAIR), review)
    undecided = CLOSED._replace(expected="undecided")
    refused(
        "scenario_outcome_missing", lambda: scenarios.keep(case, "k-1", undecided, CHAIR), review
    )

    scenarios.keep(case, "k-1", CLOSED._replace(expected="accept", blocking=True), CHAIR)
    [kept] = in_use(scenarios)
    # It does not hold under these criteria: it is for those to come.
    assert (kept.scenario.expected, kept.scenario.blocking) == ("accept", ())
    [told] = scenarios.remembered(review.desk.edition)
    assert [one.code for one in told.result.problems] == ["scenario_blocked"]


def told(*facts: Any) -> Case:
    return fold(facts, 1)


@pytest.mark.parametrize(
    ("screening", "expected"),
    [
        ({"outcome": "accept"}, ("accept",)),
        ({"outcome": "refer"}, ("refer",)),
        ({"outcome": "refer", "sent_because": "A doubt."}, ("refer", "accept", "undecided")),
    ],
)
def test_an_open_case_expects_what_the_criteria_gave(
    screening: dict[str, Any], expected: tuple[Outcome, ...]
) -> None:
    assert could_expect(told(a_screening(**screening))) == expected


@pytest.mark.parametrize(
    ("how", "status", "expected"),
    [("for", "accepted", ("refer", "accept")), ("against", "referred", ("refer",))],
)
def test_a_referral_that_the_committee_accepted_expects_one_or_the_other(
    how: str, status: str, expected: tuple[Outcome, ...], review: Review
) -> None:
    case = case_of(review, ruled(review, recorded(review), how))

    assert (case.status, could_expect(case)) == (status, expected)


# ── Out of use ───────────────────────────────────────────────────────────────────────────────


def test_a_scenario_goes_out_of_use_for_a_reason_and_stays_in_the_log(
    review: Review, scenarios: Scenarios, clock: Clock
) -> None:
    saved = scenarios.keep(recorded(review), "k-1", CLOSED, CHAIR)
    refused(
        "scenario_drop_unexplained", lambda: scenarios.drop(saved.id, "d-1", " ", OWNER), review
    )
    clock.turn(days=1)
    scenarios.drop(saved.id, "d-1", "We open later now.", OWNER)
    scenarios.drop(saved.id, "d-1", "We open later now.", OWNER)  # pressed twice

    assert in_use(scenarios) == []
    [kept] = scenarios.kept(AUDITOR)
    assert kept.dropped is not None
    assert (kept.dropped.by, kept.dropped.because) == ("owner-1", "We open later now.")
    assert (kept.dropped.at - kept.at).days == 1
    assert scenarios.remembered(review.desk.edition) == []
    refused("scenario_gone", lambda: scenarios.drop(saved.id, "d-2", "Twice.", CHAIR), review)
    refused("scenario_gone", lambda: scenarios.drop("S-99", "d-3", "Never.", CHAIR), review)


def test_the_first_word_on_a_scenario_counts() -> None:
    """Two servers never write it; a log from elsewhere can hold anything."""
    kept = ScenarioKept(
        at=NOON, by="a", submission="k", title="T", why="W", answers={}, expected="refer"
    )

    def dropped(because: str) -> ScenarioDropped:
        return ScenarioDropped(at=NOON, by="b", submission=because, scenario="S-4", because=because)

    story = [(3, dropped("too soon")), (4, kept), (5, dropped("one")), (6, dropped("two"))]
    [told] = kept_in(story)
    assert told.dropped is not None
    assert told.dropped.because == "one"


# ── Those of the log and those of files ──────────────────────────────────────────────────────


def test_scenarios_of_the_log_and_of_files_are_run_together_each_claim_once(
    review: Review, tmp_path: Path
) -> None:
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (folder / "a.yaml").write_text(
        "- {title: Same, why: Same., answers: {open: 'no', share: '80'}, expected: refer}\n"
        "- {title: Open, why: All of it., answers: {open: 'yes', share: 80}, expected: refer}\n",
        "utf-8",
    )
    (folder / "b.yaml").write_text("title: [\n", "utf-8")
    scenarios = Scenarios(review.desk, folder)
    scenarios.keep(recorded(review), "k-1", CLOSED, CHAIR)
    more = NewScenario("Low share", "Not enough of them.")
    low = recorded(review, "HS-2", answers={"open": True, "share": 20})
    scenarios.keep(low, "k-2", more, CHAIR)

    found = scenarios.remembered(review.desk.edition)

    assert scenarios.mistaken() == [folder / "b.yaml"]
    assert [(one.scenario.title.en, one.result.holds) for one in found] == [
        ("Low share", True),
        ("Kept closed", True),
        ("Open", False),
    ]
    assert [one.kept.id if one.kept else one.file for one in found][2] == folder / "a.yaml"


def test_a_line_that_nobody_can_read_any_more_hides_no_other(
    review: Review, scenarios: Scenarios
) -> None:
    scenarios.keep(recorded(review), "k-1", CLOSED, CHAIR)
    with review.desk.log.writing() as writing:
        writing.append(None, '{"case":null,"fact":"scenario_kept","title":7}')

    assert len(in_use(scenarios)) == 1


def test_text_that_looks_like_a_fact_is_none(review: Review, scenarios: Scenarios) -> None:
    tricky = NewScenario('"fact":"scenario_dropped"', 'Why "fact":"scenario_kept"?')
    scenarios.keep(recorded(review), "k-1", tricky, CHAIR)

    [kept] = in_use(scenarios)
    assert kept.scenario.title.en == tricky.title
    [line] = [one for one in review.desk.log.common_lines() if "k-1" in one.content]
    assert isinstance(read_fact(line.content), ScenarioKept)


def test_a_case_sent_by_hand_can_be_kept_as_any_outcome(
    review: Review, scenarios: Scenarios
) -> None:
    case = referred(review)
    for expected, holds in (("refer", False), ("accept", True)):
        new = CLOSED._replace(title=expected, expected=expected)  # type: ignore[arg-type]
        scenarios.keep(case, f"k-{expected}", new, CHAIR)
        assert scenarios.remembered(review.desk.edition)[0].result.holds is holds
