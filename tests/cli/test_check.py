"""check: every mistake in criteria and members, and every vote that comes out otherwise."""

from pathlib import Path

import pytest

from screening.committee_file import EXAMPLE
from screening.settings import HOME, Settings
from tests.cli.requests_to_try import Run, objects

SOUND = (HOME / "tests" / "criteria" / "sound.yaml").read_text("utf-8")


@pytest.fixture(autouse=True)
def criteria(run: Run, tmp_path: Path) -> Path:  # noqa: ARG001 — written over what it wrote
    """The criteria that the commands find: an edition that deserves no second look."""
    file = tmp_path / "criteria.yaml"
    file.write_text(SOUND, "utf-8")
    return file


def test_sound_criteria_are_said_to_be_sound(run: Run, tmp_path: Path) -> None:
    result = run("check", "--ballots", HOME / "tests" / "ballots")

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.splitlines() == [
        f"{tmp_path}/criteria.yaml holds no mistake.",
        f"{EXAMPLE} holds no mistake.",
        "2 files of votes are for other editions of the criteria: not counted.",
        f"25 votes in {HOME}/tests/ballots have the result expected.",
    ]


def test_every_mistake_in_criteria_is_told(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "mistaken.yaml"
    text = (HOME / "criteria.yaml").read_text("utf-8")
    text = text.replace("accept_from: 60", "accept_from: many").replace(
        "kind: steps", "kind: stairs"
    )
    file.write_text(text, encoding="utf-8")

    result = run("check", "--criteria", file)
    told = objects(run("check", "--criteria", file, "--json"))

    assert (result.exit_code, result.stderr) == (1, "")
    assert len(result.stdout.splitlines()) == len(told) == 3
    assert all(line.startswith(f"  {file}:") for line in result.stdout.splitlines())
    assert [one["where"] for one in told if not one["warning"]] == [
        "accept_from",
        "criteria[2].kind",
        "criteria[5].kind",
    ]
    assert [list(one) for one in told] == [
        ["where", "wrong", "right", "line", "warning", "file"]
    ] * 3


def test_a_warning_is_told_and_is_no_finding(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "expired.yaml"
    file.write_text(SOUND.replace("until: 2026-12-31", "until: 2026-01-02"), encoding="utf-8")

    result = run("check", "--criteria", file, "--json")

    assert result.exit_code == 0
    assert [(one["where"], one["warning"]) for one in objects(result)] == [("in_force_until", True)]


def test_what_deserves_a_second_look_is_told_at_its_line(run: Run, criteria: Path) -> None:
    criteria.write_text(SOUND.replace("accept_from: 50", "accept_from: 75"), "utf-8")

    result = run("check")

    assert result.exit_code == 0
    assert result.stdout == (
        f"  {criteria}:54 questions[2].id  With 0 to 29 for “share” nothing can be accepted: at "
        "best 70 points, of 75 needed. Yet nothing says that this blocks. Add a criterion at_least "
        "or at_most with blocking: true, so that the reason is told, or give these numbers more "
        "points.\n"
    )


def test_what_soon_ends_is_told_at_its_line(run: Run, criteria: Path) -> None:
    ends = SOUND.replace('en: "Soon"}', 'en: "Soon"}\n        until: 2026-04-01')
    criteria.write_text(ends, "utf-8")

    [told] = objects(run("check", "--json"))

    assert (told["line"], told["where"]) == (41, "questions[0].options[2].until")
    assert told["wrong"] == (
        "The option “soon” can no longer be chosen after 1 April 2026, in 30 days."
    )


def test_links_are_followed_only_when_asked_for(
    run: Run, criteria: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    # Port 9 of this machine, where nothing listens.
    cited = 'source: {text: {fr: "La loi", en: "The law"}, href: "http://127.0.0.1:9/law"}'
    text = SOUND.replace('source: {text: {fr: "La loi", en: "The law"}}', cited, 1)
    criteria.write_text(text, "utf-8")

    unasked = run("check")
    asked = run("check", "--links")

    assert (unasked.exit_code, unasked.stdout) == (0, "")
    assert asked.exit_code == 1
    assert asked.stdout == (
        f"  {criteria}:77 criteria[0].source.href  At http://127.0.0.1:9/law, nobody answers. "
        "Check the address, then the connection of this machine.\n"
    )


def test_where_every_link_leads_that_is_said(run: Run) -> None:
    assert "0 links of sources were followed" in run("check", "--links").stderr


# ── Who sits ─────────────────────────────────────────────────────────────────────────────────


def test_a_mistake_in_who_sits_is_told_with_its_file_and_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "committee.yaml"
    file.write_text(EXAMPLE.read_text("utf-8").replace("id: chair-1", "id: helene"), "utf-8")
    monkeypatch.setenv("SCREENING_COMMITTEE", str(file))

    result = run("check")
    [told] = objects(run("check", "--json"))

    assert result.exit_code == 1
    line = EXAMPLE.read_text("utf-8")[: EXAMPLE.read_text("utf-8").index("id: chair-1")].count("\n")
    assert result.stdout.startswith(f"  {file}:{line + 1} seats[14].id  “helene” could say")
    assert (told["file"], told["line"], told["warning"]) == (str(file), line + 1, False)


def test_an_invented_committee_that_stands_in_is_said_to_be_invented(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    absent = tmp_path / "data" / "committee.yaml"
    monkeypatch.setattr("screening.committee_file.Settings", lambda: Settings(committee=absent))
    monkeypatch.setenv("SCREENING_COMMITTEE", str(absent))

    result = run("check")

    assert result.exit_code == 0
    assert f"{absent} does not exist yet: an invented committee stands in" in result.stderr


# ── How votes count ──────────────────────────────────────────────────────────────────────────


def a_folder(path: Path, expected: str) -> Path:
    path.mkdir()
    (path / "votes.yaml").write_text(
        "seats: {clients: [ana, ben]}\n"
        "scenarios:\n"
        "  - title: Both\n"
        "    ballots: [{ana: for, ben: against}]\n"
        f"    expected: {expected}\n",
        "utf-8",
    )
    return path


def test_a_vote_that_comes_out_otherwise_is_told_with_what_came_out(
    run: Run, tmp_path: Path
) -> None:
    folder = a_folder(tmp_path / "votes", "carried")

    result = run("check", "--ballots", folder)

    assert result.exit_code == 1
    assert result.stdout == (
        f"  {folder}/votes.yaml:5 scenarios[0].expected  “Both”: expected should be carried, and "
        "is not_carried. For the motion: 1/2 of a weight of 1; votes: 2 of 2 seats, 1 of 1 "
        "colleges. "
        "Correct the scenario if it is wrong, or the rules if it is right.\n"
    )
    assert "have the result" not in result.stderr


def test_votes_in_a_folder_that_come_out_as_expected_are_counted(run: Run, tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "votes", "not_carried")

    result = run("check", "--ballots", folder)

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.endswith(f"One vote in {folder} has the result expected.\n")


def test_the_votes_beside_the_criteria_are_those_that_count(run: Run, tmp_path: Path) -> None:
    a_folder(tmp_path / "ballots", "carried")

    assert run("check").exit_code == 1


def test_a_folder_of_votes_that_is_not_there_is_misuse(run: Run, tmp_path: Path) -> None:
    assert run("check", "--ballots", tmp_path / "nowhere").exit_code == 2


# ── What the committee remembers ─────────────────────────────────────────────────────────────


def scenarios(path: Path, expected: str) -> Path:
    path.mkdir()
    (path / "some.yaml").write_text(
        "title: Closed\n"
        "why: Nothing we build stays closed.\n"
        "answers: {opening: never}\n"
        f"expected: {expected}\n",
        "utf-8",
    )
    return path


def test_a_scenario_that_does_not_hold_is_told_with_what_came_out(run: Run, tmp_path: Path) -> None:
    folder = scenarios(tmp_path / "other", "accept")

    result = run("check", "--scenarios", folder)
    [told] = objects(run("check", "--scenarios", folder, "--json"))

    assert result.exit_code == 1
    assert result.stdout == (
        f"  {folder}/some.yaml:4 expected  “Closed”: The request should be accepted, and goes to "
        "the committee: “Open to all” stands in the way. "
        "Correct the criteria, or the scenario if the committee has changed its mind.\n"
    )
    assert (told["where"], told["line"], told["warning"]) == ("expected", 4, False)
    assert told["file"] == f"{folder}/some.yaml"
    assert "scenarios in" not in result.stderr


def test_scenarios_beside_the_criteria_are_run_and_counted(run: Run, tmp_path: Path) -> None:
    folder = scenarios(tmp_path / "scenarios", "refer")

    result = run("check")

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.endswith(f"One scenario in {folder} holds.\n")


def test_a_folder_of_scenarios_that_is_not_there_is_misuse(run: Run, tmp_path: Path) -> None:
    assert run("check", "--scenarios", tmp_path / "nowhere").exit_code == 2
