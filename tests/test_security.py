"""SECURITY.md claims nothing that no test shows."""

import re

import pytest

from screening.settings import HOME

TEXT = (HOME / "SECURITY.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TEXT)))


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_every_test_it_names_exists(file: str, name: str) -> None:
    assert re.search(rf"^ *def {name}\(", (HOME / file).read_text("utf-8"), re.M)


def test_every_line_of_its_tables_names_a_test() -> None:
    rows = [
        line
        for line in TEXT.splitlines()
        if line.startswith("| ") and not re.match(r"\|( What|---)", line)
    ]
    assert len(rows) > 30
    assert [row for row in rows if "::test_" not in row] == []


def test_every_section_on_somebody_says_where_protection_ends() -> None:
    sections = re.split(r"^## ", TEXT, flags=re.M)
    of_somebody = [one for one in sections if one.startswith(("A ", "An ", "Somebody at"))]
    assert len(of_somebody) == 7
    assert [one.splitlines()[0] for one in of_somebody if "What does not stop" not in one] == []
