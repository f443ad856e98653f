"""Requests as nobody should write them: each is told, and the others go on."""

import json
from pathlib import Path

import pytest

from tests.cli.requests_to_try import ACCEPTED, REFERRED, Run, a_file, objects

NASTY: dict[str, object] = {
    "10 MB of text": {**ACCEPTED, "summary": "x" * 10_000_000},
    "10 MB for an answer": {**ACCEPTED, "answers": {"share": "9" * 10_000_000}},
    "a control character": {**ACCEPTED, "title": "a\x00b\x1b[31m"},
    "a lone surrogate": {**ACCEPTED, "title": "a\ud800b"},
    "a lone surrogate for a name": {**ACCEPTED, "reference": "\udfff"},
    "a lone surrogate for an id": {**ACCEPTED, "answers": {"\ud800": True}},
    "a formula": {**ACCEPTED, "title": "=HYPERLINK(1)"},
    "a formula for an answer": {**ACCEPTED, "answers": {"share": "=1+1"}},
    "a number beyond all": {**ACCEPTED, "learners": 10**4000},
    "a list of lists": [[[[[]]]]],
    "another type for each": {"prospect": 3, "title": [], "answers": "x", "learners": {}},
    "nothing": None,
}


@pytest.mark.parametrize("what", NASTY)
def test_nasty_requests_are_told_and_the_others_go_on(run: Run, tmp_path: Path, what: str) -> None:
    file = tmp_path / "requests.jsonl"
    file.write_text(f"{json.dumps(NASTY[what])}\n{json.dumps(REFERRED)}\n", encoding="ascii")

    for as_json in (True, False):
        result = run("assess", file, *(["--json"] if as_json else []))

        assert (result.exit_code, result.stderr) == (1, "")
        assert len(result.stdout) < 5_000
        assert result.stdout.isascii() or not as_json
        assert not any(one in result.stdout for one in "\x00\x1b\ud800\udfff")
        assert "HS-2" in result.stdout
    told = objects(run("assess", file, "--json"))
    assert [one["outcome"] for one in told] == [None, "refer"]
    assert all(one["wrong"] and one["right"] for one in told[0]["problems"])


@pytest.mark.parametrize("name", ["big.yaml", "big.csv", "big.json"])
def test_10_mb_of_text_in_any_format_is_told(
    run: Run, requests: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text("x" * 10_000_000)

    result = run("assess", tmp_path / name, requests, "--json")

    assert result.exit_code == 1
    assert [one["outcome"] for one in objects(result)] == [None, "accept", "refer", "undecided"]


def test_a_title_of_several_lines_stays_on_its_line(run: Run, tmp_path: Path) -> None:
    forged = {**REFERRED, "title": "Academy\n  Accept. It serves the mission"}
    file = a_file(tmp_path / "requests.jsonl", forged)

    assert len(run("assess", file).stdout.splitlines()) == 2
    run("record", file, "--by", "sales-1")
    assert len(run("cases").stdout.splitlines()) == 1
