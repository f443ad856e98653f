"""What once crashed a reader, hung it or filled the memory gets its answer now, and ever after."""

from pathlib import Path

import pytest

from tests.fuzz.limits import within_limits
from tests.fuzz.readers import READERS
from tests.fuzz.shrinking import needed

FOUND = Path(__file__).parent / "found"
FILES = [path for name in READERS for path in sorted((FOUND / name).glob("*"))]


@pytest.mark.parametrize("file", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_was_found_is_answered_now(file: Path) -> None:
    with within_limits():
        READERS[file.parent.name].read(file.read_bytes())


def test_every_finding_belongs_to_a_reader() -> None:
    assert sorted(path for path in FOUND.rglob("*") if path.is_file()) == sorted(FILES)
    assert FILES


def test_of_an_input_that_fails_only_what_it_needs_is_kept() -> None:
    pieces = [letter.encode() for letter in "how this fails, with two letters"]

    assert needed(pieces, lambda rest: b"f" in rest and b"w" in rest) == b"wf"
