"""The parser in C and the one in Python read the same, so that it never matters which one did."""

from pathlib import Path
from random import Random

import pytest

from screening import yaml_file
from screening.settings import HOME
from screening.yaml_file import read_yaml

FILES = [
    HOME / "criteria.yaml",
    HOME / "data" / "committee.example.yaml",
    *sorted((HOME / "tests" / "ballots").glob("*.yaml")),
    *sorted((HOME / "data" / "examples" / "real_requests").glob("*.yaml")),
]
# What YAML gives a meaning to, and what writes on from line to line.
_SIGNS = "\n\n\n  :-'\"#{}[],&*!|>%@`?\\abxé~0<=\r"


def read(text: str) -> object:
    """The document and where something is wrong with it; that there is none, where there is none:
    of what is wrong twice each parser names another mistake."""
    document, problems = read_yaml(text)
    return document and (document, [(one.at, one.code, one.line) for one in problems])


def in_python(text: str, monkeypatch: pytest.MonkeyPatch) -> object:
    with monkeypatch.context() as patched:
        patched.setattr(yaml_file, "_events", yaml_file._events_in_python)
        return read(text)


def altered(text: str, random: Random) -> str:
    begin = random.randrange(len(text))
    text = text[begin : begin + random.randint(5, 300)]
    for _ in range(random.randint(0, 6)):
        at, kind = random.randrange(len(text) + 1), random.random()
        if kind < 0.5:
            text = text[:at] + random.choice(_SIGNS) * random.randint(1, 2) + text[at:]
        elif kind < 0.8:
            text = text[:at] + text[at + random.randint(1, 4) :]
        else:
            copied = random.randrange(len(text) + 1)
            text = text[:at] + text[copied : copied + random.randint(1, 20)] + text[at:]
    return text


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_whole_file_reads_the_same(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = file.read_text("utf-8")
    assert read(text) == in_python(text, monkeypatch)


@pytest.mark.parametrize(
    ("seed", "count"), [(1, 500), pytest.param(2, 30_000, marks=pytest.mark.exhaustive)]
)
def test_altered_files_read_the_same(
    seed: int, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = Random(seed)
    texts = [file.read_text("utf-8") for file in FILES]
    for _ in range(count):
        text = altered(random.choice(texts), random)
        assert read(text) == in_python(text, monkeypatch), text


@pytest.mark.parametrize(
    "text", ["a:\tb: c\n", "a: b\u2028c: d\n", "a: b\x85c: d\n", "a: >#\n  b\n"]
)
def test_what_they_take_otherwise_is_left_to_the_one_in_python(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read(text) == in_python(text, monkeypatch)
