"""SECURITY.md claims nothing that no test shows, and its French twin the same."""

import re
from itertools import chain

import pytest

from screening.settings import HOME

DOCUMENTS = ("SECURITY.md", "SECURITE.md")
TEXTS = {name: (HOME / name).read_text("utf-8") for name in DOCUMENTS}
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
ROW = re.compile(r"^\| (?!What |Ce qu).*", re.M)


@pytest.mark.parametrize(("file", "name"), sorted(set(NAMED.findall(TEXTS["SECURITY.md"]))))
def test_every_test_it_names_exists(file: str, name: str) -> None:
    assert re.search(rf"^ *def {name}\(", (HOME / file).read_text("utf-8"), re.M)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_line_of_its_tables_names_a_test(document: str) -> None:
    rows = ROW.findall(TEXTS[document])
    assert len(rows) > 45
    assert [row for row in rows if "::test_" not in row] == []


def test_both_languages_show_the_same_lines_by_the_same_tests() -> None:
    english, french = (
        [NAMED.findall(row) for row in ROW.findall(TEXTS[name])] for name in DOCUMENTS
    )
    assert english == french
    assert set(NAMED.findall(TEXTS["SECURITE.md"])) == set(NAMED.findall(TEXTS["SECURITY.md"]))
    assert len(list(chain(*english))) > 60


@pytest.mark.parametrize(
    ("document", "somebody", "ends"),
    [
        ("SECURITY.md", ("A ", "An ", "Somebody "), "What does not stop"),
        ("SECURITE.md", ("Un ", "Quelqu’un "), "Ce qui ne les arrête pas"),
    ],
)
def test_every_section_on_somebody_says_where_protection_ends(
    document: str, somebody: tuple[str, ...], ends: str
) -> None:
    sections = re.split(r"^## ", TEXTS[document], flags=re.M)
    of_somebody = [one for one in sections if one.startswith(somebody)]
    assert len(of_somebody) == 8
    assert [one.splitlines()[0] for one in of_somebody if ends not in one] == []
