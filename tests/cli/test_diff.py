"""diff: two editions, in plain words."""

from pathlib import Path
from typing import Any

import pytest

from tests.builders import a_loaded_edition, an_edition
from tests.cli.requests_to_try import Run, objects


def a_criteria_file(path: Path, **changes: Any) -> Path:
    path.write_text(a_loaded_edition(**changes).text, encoding="utf-8")
    return path


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return a_criteria_file(tmp_path / "old.yaml")


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """Accepted from 65 instead of 60, under another name."""
    return a_criteria_file(tmp_path / "new.yaml", name="2027", accept_from=65)


def test_two_files_are_told_apart_in_words(run: Run, old: Path, new: Path) -> None:
    result = run("diff", old, new)

    assert (result.exit_code, result.stderr) == (0, "")
    # 40 for openness and 20 for a share of 50 are enough for 60 and not for 65.
    assert result.stdout.splitlines() == [
        "The edition 2027 is stricter than the edition 2026-test: some requests accepted until now"
        " would be referred, and none referred until now would be accepted.",
        "This is about requests with every answer known, on 2 March 2026. Each difference is judged"
        " by itself, as if nothing else changed.",
        "",
        "This request was accepted, and would be referred",
        "    Will it be open? Yes",
        "    What share? 50%",
        "  2026-test: A score of 60 out of 100, 60 needed.",
        "  2027: A score of 60 out of 100, 65 needed.",
        "",
        "↑ Stricter",
        "  A request is accepted from 65 of 100 (was: 60).",
        "",
        "= No effect on what becomes of requests",
        "  The edition is called 2027 (was: 2026-test).",
    ]


def test_equal_editions_are_said_to_be_equal(run: Run, old: Path) -> None:
    result = run("diff", old, old)
    assert (result.exit_code, result.stdout) == (
        0,
        "Nothing differs between these two editions.\n",
    )


def test_json_has_the_whole_first_then_each_difference(run: Run, old: Path, new: Path) -> None:
    whole, threshold, name = objects(run("diff", old, new, "--json"))
    assert {key: whole[key] for key in whole if key != "summary"} == {
        "old": "2026-test",
        "new": "2027",
        "on": "2026-03-02",
        "direction": "stricter",
        "stricter_for": {"open": True, "share": 50},
        "looser_for": None,
    }
    assert threshold == {
        "code": "accept_from",
        "about": [],
        "direction": "stricter",
        "before": 60,
        "after": 65,
        "sentence": "A request is accepted from 65 of 100 (was: 60).",
    }
    assert (name["code"], name["direction"]) == ("name", "none")


def test_json_holds_every_kind_of_value(run: Run, old: Path, tmp_path: Path) -> None:
    plain = an_edition().model_dump(mode="json", by_alias=True, exclude_none=True)
    full = plain["committee"]["procedures"]["full"]
    changed = {
        "committee": {
            **plain["committee"],
            "procedures": {
                **plain["committee"]["procedures"],
                "full": {
                    **full,
                    "majority": "at least 2/3",
                    "quorum": {"members": "1/3", "colleges": "1/2"},
                    "second_call": {"days": 3},
                },
            },
        },
        "in_force_until": "2030-01-31",
        "criteria": [{**plain["criteria"][0], "until": "2026-01-31"}, plain["criteria"][1]],
    }
    new = a_criteria_file(tmp_path / "new.yaml", **changed)
    told = {
        one["code"]: (one["before"], one["after"])
        for one in objects(run("diff", old, new, "--json"))[1:]
    }
    assert told == {
        "criterion_days": ([None, None], [None, "2026-01-31"]),
        "quorum": (
            {"members": "1/2", "colleges": "1/2"},
            {"members": "1/3", "colleges": "1/2"},
        ),
        "majority": ("more than 1/2", "at least 2/3"),
        "second_call": (None, {"days": 3}),
        "in_force_until": (None, "2030-01-31"),
    }


@pytest.mark.usefixtures("three_cases")
def test_an_edition_that_the_log_holds_can_be_named(run: Run, new: Path) -> None:
    # The first decision entered the edition it was judged by.
    assert "is stricter than the edition 2026-test" in run("diff", "2026-test", new).stdout


def test_a_file_that_cannot_be_read_is_told_with_its_lines(
    run: Run, old: Path, tmp_path: Path
) -> None:
    mistaken = tmp_path / "mistaken.yaml"
    mistaken.write_text("name: '2027'\naccept_from: many\n", encoding="utf-8")

    result = run("diff", old, mistaken)

    assert (result.exit_code, result.stdout) == (2, "")
    assert f"  {mistaken}:2 accept_from" in result.stderr


def test_a_file_that_is_not_there_touches_no_log(run: Run, old: Path, log_file: Path) -> None:
    result = run("diff", old, "nowhere.yaml")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "nowhere.yaml" in result.stderr
    assert not log_file.exists()
