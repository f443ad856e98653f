"""Reading the committee's file: who sits on which day, and what a wrong file earns."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from screening import committee_file, criteria_file
from screening.committee_file import CommitteeUnreadable, LoadedRoster
from screening.core.committee_rules import CommitteeRules
from screening.core.model import LANGUAGES
from screening.core.problems import Problem
from screening.core.roster import Roster, Term, members_on, seats_on
from screening.example_people import EXAMPLE_PEOPLE
from screening.language import say_problem
from screening.settings import HOME, Settings
from screening.stores.protocol import PersonDetails

DAY = date(2026, 3, 15)
SAID = {"fr": "…", "en": "…"}

SMALL = """\
seats:
  - id: chair-1
    name: "Ana"
    college: clients
    bureau: true
    chair: true
  - id: member-1
    name: "Ben"
    email: ben@example.org
    college: students
    until: 2026-03-31
  - id: member-1
    name: "Ben"
    college: clients
    from: 2026-04-01
"""


def rules(*colleges: str, **bureau: Any) -> CommitteeRules:
    procedure = {"title": SAID, "days_open": 7}
    return CommitteeRules.model_validate(
        {
            "authority": "binding",
            "colleges": [{"id": one, "name": SAID} for one in colleges],
            "procedures": {"bureau": procedure | bureau, "full": procedure},
        }
    )


RULES = rules("clients", "students")
ENDED = "seats: [{id: member-1, name: Ana, college: clients, until: 2026-01-01}]"


def loaded(folder: Path, text: str, by: CommitteeRules = RULES, day: date = DAY) -> LoadedRoster:
    path = folder / "committee.yaml"
    path.write_text(text, encoding="utf-8")
    return committee_file.load(path, by, day)


def problems_in(
    folder: Path, text: str, by: CommitteeRules = RULES, day: date = DAY
) -> tuple[Problem, ...]:
    """Errors and warnings alike."""
    try:
        return loaded(folder, text, by, day).warnings
    except CommitteeUnreadable as unreadable:
        return unreadable.problems


def small(*changes: tuple[int, str, str]) -> str:
    """The small file with some lines (counted from 1) changed."""
    lines = SMALL.splitlines(keepends=True)
    for number, old, new in changes:
        assert old in lines[number - 1], f"line {number} is {lines[number - 1]!r}"
        lines[number - 1] = lines[number - 1].replace(old, new, 1)
    return "".join(lines)


def test_a_file_gives_the_terms_and_apart_from_them_the_names(tmp_path: Path) -> None:
    read = loaded(tmp_path, SMALL)

    assert read.warnings == ()
    assert not read.example
    assert read.roster == Roster(
        (
            Term("chair-1", "clients", bureau=True, chair=True),
            Term("member-1", "students", ends=date(2026, 3, 31)),
            Term("member-1", "clients", starts=date(2026, 4, 1)),
        )
    )
    assert read.people == (
        PersonDetails("chair-1", "Ana", None, None, None),
        PersonDetails("member-1", "Ben", None, None, None),
    )


# line, what is there, what is written instead, the code it earns, its line, what was meant
WRONG = [
    (1, "seats", "saets", "shape_unknown_key_like", 1, "seats"),
    (4, "    college: clients\n", "", "shape_missing_key", 2, None),
    (3, '    name: "Ana"\n', "", "shape_missing_key", 2, None),
    (6, "chair: true", "chiar: true", "shape_unknown_key_like", 6, "chair"),
    (6, "chair: true", "chair: yes", "shape_not_true_false", 6, None),
    (6, "chair: true", "phone: '06'", "shape_unknown_key", 6, None),
    (9, "ben@example.org", "ben at example.org", "shape_not_email", 9, None),
    (11, "2026-03-31", "31/03/2026", "shape_not_day", 11, None),
    (10, "students", "Étudiants", "shape_not_code", 10, None),
    (10, "students", "student", "no_such_college_like", 10, "students"),
    (10, "students", "mayors", "no_such_college", 10, None),
    (2, "chair-1", "ana", "member_id_not_opaque", 2, None),
    (2, "chair-1", "ana.costa@example.org", "member_id_not_opaque", 2, None),
    (2, "chair-1", "c-0123456789", "member_id_not_opaque", 2, None),
    (13, "Ben", "Benedict", "member_of_two_names", 13, None),
    (15, "2026-04-01", "2026-03-31", "member_of_two_colleges", 14, None),
    (14, "clients\n", "students\n    until: 2026-01-01\n", "dates_backwards", 15, None),
    (13, "name", "chair: true\n    name", "two_chairs", 13, None),
    (
        11,
        "until: 2026-03-31",
        "until: 2026-03-31\n    until: 2026-04-30",
        "yaml_repeated_key",
        12,
        None,
    ),
]


@pytest.mark.parametrize(("line", "old", "new", "code", "told", "meant"), WRONG)
def test_a_wrong_file_is_told_at_its_line_with_what_was_meant(
    line: int, old: str, new: str, code: str, told: int, meant: str | None, tmp_path: Path
) -> None:
    problems = problems_in(tmp_path, small((line, old, new)))

    assert (code, told, meant) in [
        (one.code, one.line, one.values.get("meant")) for one in problems
    ]
    assert len(problems) == 1 or code in ("dates_backwards", "yaml_repeated_key")
    for one in problems:
        for language in LANGUAGES:
            assert all(say_problem(language, one))


def test_the_same_seat_held_twice_is_told(tmp_path: Path) -> None:
    twice = small((14, "clients", "students"), (15, "2026-04-01", "2026-03-31"))

    assert [(one.code, one.line) for one in problems_in(tmp_path, twice)] == [("seats_overlap", 12)]


def test_every_mistake_is_told_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    text = small(
        (2, "chair-1", "ana"),
        (5, "true", "oui"),
        (10, "college: students", "colege: studens"),
        (13, "Ben", "Benoît"),
    )

    assert [(one.code, one.line) for one in problems_in(tmp_path, text)] == [
        ("shape_not_true_false", 5),
        ("shape_unknown_key_like", 10),
        ("no_such_college_like", 10),
        ("member_of_two_names", 13),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "yaml_empty"), ("- a\n", "shape_not_committee"), ("seats: []\n", "shape_too_few")],
)
def test_a_file_without_a_committee_is_told(text: str, code: str, tmp_path: Path) -> None:
    assert [one.code for one in problems_in(tmp_path, text)] == [code]


def test_rules_without_colleges_take_any(tmp_path: Path) -> None:
    assert problems_in(tmp_path, small((10, "students", "mayors")), rules()) == ()


# ── What the committee lacks on a day ────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "by", "day", "codes"),
    [
        (SMALL, RULES, DAY, []),
        (SMALL, RULES, date(2026, 4, 1), ["college_empty"]),
        (SMALL, rules("clients", "students", "mentors"), DAY, ["college_empty"]),
        (small((6, "    chair: true\n", "")), RULES, DAY, ["no_chair"]),
        (
            small((6, "true", "true\n    until: 2026-03-14")),
            RULES,
            DAY,
            ["college_empty", "no_chair"],
        ),
        (small((5, "    bureau: true\n", "")), RULES, DAY, ["bureau_empty"]),
        (
            small((5, "true", "false"), (8, 'Ben"', 'Ben"\n    bureau: true')),
            rules("clients", "students", tie="chair"),
            DAY,
            ["chair_outside_bureau"],
        ),
        (small((5, "true", "false"), (8, 'Ben"', 'Ben"\n    bureau: true')), RULES, DAY, []),
        (small((5, "    bureau: true\n", "")), rules("clients", "students", sits="all"), DAY, []),
        (ENDED, RULES, DAY, ["nobody_sits"]),
    ],
)
def test_what_the_committee_lacks_on_a_day_deserves_a_second_look(
    text: str, by: CommitteeRules, day: date, codes: list[str], tmp_path: Path
) -> None:
    found = loaded(tmp_path, text, by, day).warnings

    assert [one.code for one in found] == codes
    assert all(one.warning for one in found)
    for one in found:
        for language in LANGUAGES:
            assert all(say_problem(language, one))


# ── Files ────────────────────────────────────────────────────────────────────────────────────


def test_the_invented_committee_stands_in_until_there_is_a_real_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    absent = tmp_path / "committee.yaml"
    monkeypatch.setattr(committee_file, "Settings", lambda: Settings(committee=absent))

    assert committee_file.load(absent, RULES_OF_THE_PROJECT, DAY).example
    absent.write_text(SMALL, encoding="utf-8")
    assert not committee_file.load(absent, RULES, DAY).example


def test_a_file_that_was_named_and_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommitteeUnreadable) as unreadable:
        committee_file.load(tmp_path / "other.yaml", RULES, DAY)

    assert [one.code for one in unreadable.value.problems] == ["file_missing"]
    assert unreadable.value.path == tmp_path / "other.yaml"


def test_the_invented_committee_sits_for_nobody_under_other_colleges(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    absent = tmp_path / "committee.yaml"
    monkeypatch.setattr(committee_file, "Settings", lambda: Settings(committee=absent))

    read = committee_file.load(absent, rules("members", "patients"), DAY)

    assert (read.roster, read.people, read.example) == (Roster(()), (), True)


RULES_OF_THE_PROJECT = criteria_file.load(HOME / "criteria.yaml").edition.committee


def test_the_invented_committee_has_nineteen_members_six_colleges_a_chair_and_a_bureau() -> None:
    read = committee_file.load(committee_file.EXAMPLE, RULES_OF_THE_PROJECT, DAY)

    assert read.warnings == ()
    members = members_on(read.roster, DAY)
    assert len(members) == len(read.people) == 19
    assert [one.member for one in members if one.chair] == ["chair-1"]
    assert {one.college for one in members} == {
        "clients",
        "students",
        "employees",
        "mentors",
        "public-institutions",
        "investors",
    }
    bureau = seats_on(read.roster, RULES_OF_THE_PROJECT.procedures.bureau, DAY)
    assert len(bureau) == 5
    assert len({one.college for one in bureau}) == 5
    assert sum(one.chair for one in bureau) == 1


def test_the_people_one_can_play_sit_on_the_invented_committee() -> None:
    read = committee_file.load(committee_file.EXAMPLE, RULES_OF_THE_PROJECT, DAY)
    names = {one.id: one.name for one in read.people}
    played = {
        one.person.id: one.name for one in EXAMPLE_PEOPLE if one.person.role in ("member", "chair")
    }

    assert played
    assert {id: names.get(id) for id in played} == played
