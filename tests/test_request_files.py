"""Request files: the same request in every format, and what each mistake in them earns."""

import json
import os
import re
import runpy
import tracemalloc
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from screening import criteria_file
from screening.core.assessment import Rules, assess
from screening.core.model import LANGUAGES
from screening.core.problems import errors
from screening.core.request import Contact, Prospect, Request
from screening.language import say_problem
from screening.request_files import Entry, read_file, read_requests
from tests.fuzz.limits import within_limits

HOME = Path(__file__).resolve().parent.parent
WRONG = Path(__file__).parent / "wrong_requests"
EDITION = criteria_file.load(HOME / "criteria.yaml").edition
DAY = date(2026, 11, 24)


def read(*paths: Path) -> list[Entry]:
    return list(read_requests(paths, EDITION, DAY))


def written(tmp_path: Path, name: str, content: str | bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


Told = tuple[int, int | None, str, str]


def told(entries: Iterable[Entry]) -> list[Told]:
    """The position, line, place and sentence of every problem."""
    return [
        (entry.position, problem.line, problem.place, say_problem("en", problem)[0])
        for entry in entries
        for problem in entry.problems
    ]


# ── The same request in every format ─────────────────────────────────────────────────────────

REQUEST = Request(
    reference="HS-4021",
    prospect=Prospect(name="Atelier Nord", country="FR", registration_number="012345678"),
    title="Parcours « développeur web »",
    learners=40,
    amount=60_000,
    starts="2027-01",
    contact=Contact(email="ann@example.org"),
    answers={
        "catalogue_opening": "within_6_months",
        "priority_share": 80,
        "priority_audiences": ("far_from_employment", "refugee"),
        "learner_pays": False,
        "contract_form": "none",
    },
)
RAW: dict[str, Any] = {
    "reference": "HS-4021",
    "prospect": {
        "name": "Atelier Nord",
        "country": "FR",
        "registration_number": "012345678",
    },
    "title": "Parcours « développeur web »",
    "summary": None,
    "learners": 40,
    "amount": 60000,
    "starts": "2027-01",
    "contact": {"email": "ann@example.org"},
    "answers": {
        "catalogue_opening": "within_6_months",
        "priority_share": 80,
        "priority_audiences": ["refugee", "far_from_employment"],
        "learner_pays": False,
        "contract_form": "none",
    },
}
YAML = """\
# As a salesperson writes it.
reference: "HS-4021"
prospect: {name: "Atelier Nord", country: "FR", registration_number: "012345678"}
title: "Parcours « développeur web »"
summary:
learners: 40
amount: 60 000
starts: 2027-01
contact:
  email: ann@example.org
answers:
  catalogue_opening: within_6_months   # by contract
  priority_share: 80
  priority_audiences: [refugee, far_from_employment]
  learner_pays: no
  contract_form: none
"""
COLUMNS = [
    "\ufeffReference", "prospect", "Country", "prospect.registration-number", "TITLE", "summary",
    "learners", " amount ", "starts", "contact.email", "catalogue_opening",
    "answers.priority_share", "Priority audiences", "learner_pays", "contract-form",
    "certification",
]  # fmt: skip
CELLS = [
    "HS-4021", "Atelier Nord", "FR", "012345678", "Parcours « développeur web »", "",
    "40", "60 000,00 €", "2027-01", "ann@example.org", "within_6_months", "80 %",
    "refugee; far_from_employment", "non", "none", "",
]  # fmt: skip


def _csv(delimiter: str) -> str:
    quoted = [[f'"{cell}"' for cell in row] for row in (COLUMNS, CELLS)]
    return "\r\n".join(delimiter.join(row) for row in quoted)


GOOD = {
    "one.yaml": YAML,
    "list.yml": "\n".join(
        ("- " if number == 0 else "  ") + line for number, line in enumerate(YAML.splitlines()[1:])
    ),
    "document.YAML": f"# first\n---\n{YAML}...\n---\n",
    "json in.yaml": json.dumps(RAW),
    "one.json": json.dumps(RAW, indent=2),
    "list.json": json.dumps([RAW], ensure_ascii=False),
    "one.jsonl": json.dumps(RAW) + "\n\n",
    "one.ndjson": json.dumps(RAW, ensure_ascii=False).encode("utf-8-sig"),
    "utf-16.json": json.dumps(RAW, ensure_ascii=False).encode("utf-16"),
    "utf-16.jsonl": ("\n" + json.dumps(RAW, ensure_ascii=False) + "\n").encode("utf-16"),
    "utf-16.yaml": YAML.encode("utf-16"),
    "comma.csv": _csv(","),
    "semicolon.csv": _csv(";"),
    "tab.csv": _csv("\t").encode("utf-16"),
    "old excel.csv": _csv(";").removeprefix('"\ufeff').encode("cp1252").replace(b"Ref", b'"Ref', 1),
}


@pytest.mark.parametrize("name", GOOD)
def test_every_format_gives_the_same_request(tmp_path: Path, name: str) -> None:
    (entry,) = read(written(tmp_path, name, GOOD[name]))

    assert entry.problems == ()
    assert entry.request == REQUEST
    assert (entry.position, entry.reference) == (1, "HS-4021")


def test_a_workbook_gives_the_same_request(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([column.strip("\ufeff") for column in COLUMNS])
    sheet.append([*CELLS[:6], 40.0, 60000, date(2027, 1, 15), *CELLS[9:11], 0.8, CELLS[12], False])
    sheet["L2"].number_format = "0%"
    sheet["O2"] = "none"
    path = tmp_path / "requests.xlsx"
    book.save(path)

    (entry,) = read(path)
    assert (entry.request, entry.problems, entry.line) == (REQUEST, (), 2)


def test_a_number_in_a_column_of_text_is_taken_as_it_looks(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["reference", "prospect", "title"])
    sheet.append([4021.0, 1664, "Web"])
    sheet.append([date(2026, 3, 4), "Nord", "Web"])
    path = tmp_path / "requests.xlsx"
    book.save(path)

    first, second = read(path)
    assert first.request == Request(reference="4021", prospect=Prospect(name="1664"), title="Web")
    assert told([second]) == [
        (2, 3, "reference", "The spreadsheet took this cell for the day 2026-03-04.")
    ]


def test_positions_and_lines_follow_the_file(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "several.yaml",
        "- prospect: {name: A}\n  title: A\n- title: B\n  prospect:\n    name: B\n"
        "---\n# comment\nprospect: {name: C}\ntitle: C\n",
    )

    assert [(one.position, one.line, one.request and one.request.title) for one in read(path)] == [
        (1, 1, "A"),
        (2, 3, "B"),
        (3, 8, "C"),
    ]


# ── Files with mistakes, as people make them ─────────────────────────────────────────────────


def test_every_mistake_of_a_request_is_told_with_its_line() -> None:
    entries = read(WRONG / "many_mistakes.yaml")

    assert [entry.request for entry in entries] == [None]
    assert told(entries) == [
        (1, 2, "reference", "4021 is not a text."),
        (1, 4, "prospect.name", "The text is empty."),
        (1, 5, "prospect.contry", "The key “contry” is not part of a request."),
        (1, 6, "titel", "The key “titel” is not part of a request."),
        (1, 7, "learners", "0 is not between 1 and 10,000,000."),
        (1, 8, "amount", "“12 500,50” is not a whole number."),
        (1, 9, "starts", "“sept. 2026” is not a month."),
        (1, 10, "source", "“example.org” is not the address of a page."),
        (1, 11, "owner", "“=HYPERLINK(1)” begins with =, as a spreadsheet formula does."),
        (1, 12, "certification", "“certification” is a question, and stands outside the answers."),
        (1, 14, "answers.catalogue_opening", "“within_6_month” is not an option of this question."),
        (1, 15, "answers.priority_share", "120 is not between 0 and 100."),
        (1, 16, "answers.priority_audiences", "“refugees” is not an option of this question."),
        (1, 16, "answers.priority_audiences", "“women” is not an option of this question."),
        (1, 17, "answers.learner_pays", "“maybe” is neither yes nor no."),
        (1, 18, "answers.contract_form", "“pro_a” could be chosen until 31 December 2025 only."),
        (1, 19, "answers.job_comitment", "The criteria ask no question “job_comitment”."),
    ]


def test_a_broken_element_of_a_list_leaves_the_others_whole() -> None:
    entries = read(WRONG / "one_bad_among_good.yaml")

    names = [entry.request and entry.request.prospect.name for entry in entries]
    assert names == ["Première", None, None, "Quatrième"]
    assert told(entries) == [
        (2, 4, "", "The bracket at column 13 is not closed, or a comma is missing after it."),
        (3, 8, "title", "The key “title” is already on line 7."),
    ]


def test_a_broken_document_leaves_the_others_whole() -> None:
    entries = read(WRONG / "one_bad_document.yaml")

    names = [entry.request and entry.request.prospect.name for entry in entries]
    assert names == ["First", None, "Third", "Fourth", None]
    assert told(entries) == [
        (2, 5, "", "The quotation mark at column 8 is never closed."),
        (3, 8, "title", "The text stops before the #: what follows is taken as a comment."),
        (5, 13, "", "“just a text” is not a request."),
    ]


def test_a_broken_line_leaves_the_others_whole() -> None:
    entries = read(WRONG / "one_bad_line.jsonl")

    assert [entry.reference for entry in entries if entry.request] == ["R-1", "R-3"]
    assert told(entries) == [
        (2, 3, "", "The text that begins at column 43 has no closing quote."),
        (4, 5, "", "“[prospect, title]” is not a request."),
        (
            5,
            6,
            "reference",
            "The reference R-1 was already given by request 1 of one_bad_line.jsonl.",
        ),
        (6, 7, "learners", "“nan” is not a number that can be counted with."),
        (7, 8, "", "Something follows the end of the value, at column 57."),
        (8, 9, "prospect.name", "The key “name” is given twice."),
        (8, 9, "title", "The text holds the control character U+D800 at position 1."),
    ]


def test_a_sheet_saved_by_excel_in_france_is_read_row_by_row() -> None:
    entries = read(WRONG / "excel_france.csv")

    assert [(one.position, one.line) for one in entries] == [(1, 2), (2, 3), (3, 4), (4, 5), (5, 7)]
    assert entries[0].request == Request(
        prospect=Prospect(name="Régie Atlas"),
        title="Vente à distance",
        learners=40,
        amount=12_500,
        starts="2026-09",
        answers={
            "priority_share": 80,
            "learner_pays": False,
            "contract_form": "apprenticeship",
        },
    )
    assert entries[4].request == Request(
        prospect=Prospect(name="Épicerie Epsilon"),
        title="Caisse",
        learners=1200,
        amount=1_000_000,
        starts="2026-10",
        answers={"priority_share": 0, "learner_pays": True, "contract_form": "none"},
    )
    assert told(entries) == [
        (2, 3, "Référence interne", "The column “Référence interne” is not part of a request."),
        (2, 3, "learners", "“quarante” is not a whole number."),
        (2, 3, "amount", "“12 500,50” is not a whole number."),
        (2, 3, "starts", "“09/2026” is not a month."),
        (2, 3, "answers.priority_share", "“80,5” is not a whole number."),
        (2, 3, "answers.learner_pays", "“peut-être” is neither yes nor no."),
        (2, 3, "answers.contract_form", "“aprenticeship” is not an option of this question."),
        (3, 4, "", "The quotation marks of this row do not match."),
        (4, 5, "", "Cell 10 of this row stands under no column name."),
        (4, 5, "title", "“=SOMME(A1:A3)” begins with =, as a spreadsheet formula does."),
    ]


# ── One mistake, one sentence ────────────────────────────────────────────────────────────────

ONE = '{"prospect": {"name": "A"}, "title": "T"%s}'
CSV = "prospect,title,%s\nA,T,%s\n"
MISTAKES = [
    # the file
    ("requests.txt", "x", 0, None, "Files that end in .txt are not read."),
    ("requests", "x", 0, None, "Files that end in requests are not read."),
    ("requests.xls", "x", 0, None, "Files that end in .xls are not read."),
    ("empty.yaml", "", 0, None, "The file holds no request."),
    ("comment.yaml", "# later\n---\n---\n", 0, None, "The file holds no request."),
    ("list.yaml", "[]", 0, None, "The file holds no request."),
    ("empty.json", " \n", 0, None, "The file holds no request."),
    ("list.json", "[ ]", 0, None, "The file holds no request."),
    ("empty.jsonl", "\n\n", 0, None, "The file holds no request."),
    ("empty.csv", "", 0, None, "The file holds no request."),
    ("header.csv", "prospect,title\n", 0, None, "The file holds no request."),
    ("bytes.yaml", "a: b\né: c".encode("cp1252"), 0, 2, "This line is not written in UTF-8."),
    ("bytes.json", b'{"a":\n"\xff"}', 0, 2, "This line is not written in UTF-8."),
    ("bytes.jsonl", b'\n{"a": "\xff"}\n', 1, 2, "This line is not written in UTF-8."),
    # YAML
    ("text.yaml", "just a text", 1, 1, "“just a text” is not a request."),
    ("null.yaml", "- ~", 1, 1, "“null” is not a request."),
    ("tab.yaml", "prospect:\n\tname: A", 1, 2, "Column 1 holds a tab."),
    ("tag.yaml", "--- !!python/object:os.system\na: b", 1, 1, "The mark tag:yaml.org,2002:python/"),
    ("alias.yaml", "\n\na: *b", 1, 3, "The alias *b stands for nothing."),
    ("deep.yaml", "[" * 10_000, 1, 1, "The lists and keys are nested more than 30 levels deep."),
    ("character.yaml", 'title: "\\U7fffffff"', 1, 1, "At column 9, a backslash is followed by"),
    ("control.yaml", "title: \x07", 1, 1, "The line holds a control character (U+0007)."),
    # JSON
    ("text.json", '"just a text"', 1, 1, "“just a text” is not a request."),
    ("null.jsonl", "null", 1, 1, "“null” is not a request."),
    ("cut.json", '{"title": ', 1, 1, "A value is missing at column 11, or is not written as JSON"),
    ("comma.json", '{"title": "T"\n"learners": 3}', 1, 2, "A comma or a closing bracket is"),
    ("colon.json", '{"title" "T"}', 1, 1, "A colon is missing at column 10."),
    ("key.json", '{"title": "T",}', 1, 1, "A key in double quotes is wanted at column 15."),
    ("break.json", '{"title": "T\n"}', 1, 1, "The text holds a line break, a tab or a control"),
    ("escape.json", r'{"title": "\x"}', 1, 1, "The backslash at column 12 is followed by"),
    ("lines.json", "{}\n{}", 1, 2, "Something follows the end of the value, at column 1."),
    ("after.json", f"[{ONE % ''}] 1", 2, 1, "Something follows the end of the value, at column 45"),
    ("deep.json", "[" * 100_000, 1, 1, "The brackets are nested more than 20 levels deep."),
    ("deep.jsonl", '{"a":' * 25 + "1" + "}" * 25, 1, 1, "The brackets are nested more than 20"),
    ("twice.json", ONE % ', "title": "U"', 1, 1, "The key “title” is given twice."),
    ("infinite.json", ONE % ', "amount": -Infinity', 1, 1, "“-inf” is not a number that can be"),
    ("huge.json", ONE % ', "amount": 1e999', 1, 1, "“inf” is not a number that can be counted"),
    ("digits.json", ONE % f', "amount": {"9" * 5000}', 1, 1, "“inf” is not a number that can be"),
    ("long.json", ONE % f', "amount": {"9" * 500}', 1, 1, "≥ 10^18 is not between 0 and 10"),
    ("float.json", ONE % ', "learners": 40.5', 1, 1, "“40.5” is not a whole number."),
    ("mega.jsonl", ONE % f', "summary": "{"x" * 900_000}"', 1, 1, "The text has 900,000"),
    ("giga.jsonl", ONE % f', "summary": "{"x" * 10**7}"', 1, 1, "This request takes more than 1,0"),
    # CSV
    ("names.csv", "nom;montant\nA;1\n", 0, 1, "The first row names no column that is known: nom,"),
    ("quote.csv", '"prospect"x,title\nA,T\n', 0, 1, "The quotation marks of this row"),
    ("unknown.csv", CSV % ("learner", "40"), 1, 2, "The column “learner” is not part"),
    ("evidence.csv", CSV % ("evidence", "said"), 1, 2, "The column “evidence” is not part"),
    ("twice.csv", CSV % ("Title", "U"), 1, 2, "The column “Title” says something else than an"),
    ("more.csv", CSV % ("learners", "40,50"), 1, 2, "Cell 4 of this row stands under no column"),
    ("formula.csv", CSV % ("priority_share", "=1+1"), 1, 2, "“=1+1” begins with =, as"),
    ("cents.csv", CSV % ("amount", '"12.500"'), 1, 2, "“12.500” is not a whole number."),
    ("blank.csv", 'prospect,title\n,"T"\n', 1, 2, "“prospect” is missing."),
    ("mega.csv", CSV % ("summary", "x" * 900_000), 1, 2, "A cell of this row has more than 131"),
    ("giga.csv", CSV % ("summary", "x" * 10**7), 1, 2, "This request takes more than 1,000,000"),
    ("excel.csv", b"PK\x03\x04", 0, None, "The file is not CSV but looks like an Excel workbook."),
    # XLSX
    ("text.xlsx", "prospect,title\n", 0, None, "The file is not an Excel workbook, or it is"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "position", "line", "wrong"), MISTAKES, ids=[one[0] for one in MISTAKES]
)
def test_a_mistake_earns_its_sentence(
    tmp_path: Path, name: str, content: str | bytes, position: int, line: int | None, wrong: str
) -> None:
    entries = read(written(tmp_path, name, content))

    (entry,) = [one for one in entries if one.request is None]
    problem = entry.problems[0]
    assert (entry.position, problem.line) == (position, line)
    assert say_problem("en", problem)[0].startswith(wrong)
    for problem in entry.problems:
        for language in LANGUAGES:
            sentences = say_problem(language, problem)
            assert all(0 < len(sentence) < 600 for sentence in sentences)
            assert "\n" not in "".join(sentences)
            assert "\ud800" not in "".join(sentences)


def test_an_unknown_column_is_told_with_what_was_meant_and_only_where_it_holds_something(
    tmp_path: Path,
) -> None:
    content = "prospect,title,catalog_opening,notes\nA,T,never,\nB,T,,call back\nC,T,,\n"
    first, second, third = read(written(tmp_path, "requests.csv", content))

    assert third.request is not None
    assert say_problem("en", first.problems[0]) == (
        "The column “catalog_opening” is not part of a request.",
        "Did you mean “catalogue_opening”?",
    )
    (problem,) = second.problems
    assert problem.place == "notes"
    assert say_problem("en", problem)[1].startswith("Remove it, or name it as one of: prospect, ")


def test_formulas_in_a_workbook_name_their_cell(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["prospect", "title", "learners"])
    sheet.append(["Nord", '=CONCATENATE("a","b")', "=20+20"])
    sheet.append(["Sud", "Web", "#REF!"])
    path = tmp_path / "requests.xlsx"
    book.save(path)

    assert told(read(path)) == [
        (1, 2, "title", "Cell B2 holds a formula, and formulas are not computed."),
        (1, 2, "learners", "Cell C2 holds a formula, and formulas are not computed."),
        (2, 3, "learners", "Cell C3 holds the error #REF!."),
    ]


def test_after_a_mistake_of_syntax_an_array_says_that_the_rest_was_not_read(tmp_path: Path) -> None:
    content = f"[{ONE % ''},\n{ONE % ', '},\n{ONE % ''}]"
    good, broken = read(written(tmp_path, "requests.json", content))

    assert good.request is not None
    assert told([broken]) == [
        (2, 2, "", "A key in double quotes is wanted at column 43."),
        (2, 2, "", "Nothing after this line was read."),
    ]


@pytest.mark.parametrize("depth", [600, 100_000])
def test_aliases_that_multiply_or_nest_are_refused(tmp_path: Path, depth: int) -> None:
    if depth == 600:
        content = "a0: &a0 [x]\n" + "".join(
            f"a{one}: &a{one} [*a{one - 1}]\n" for one in range(1, depth)
        )
    else:
        content = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
            f"a{one}: &a{one} [{', '.join([f'*a{one - 1}'] * 9)}]\n" for one in range(1, 10)
        )
    (entry,) = read(written(tmp_path, "bomb.yaml", content))

    assert entry.request is None
    assert entry.problems[0].code in ("yaml_too_deep", "yaml_too_many_values")


def test_a_list_longer_than_one_yaml_text_may_be_is_read_element_by_element(tmp_path: Path) -> None:
    element = f"- prospect: {{name: A}}\n  title: T\n  summary: {'x' * 9_000}\n"
    entries = read(written(tmp_path, "long.yaml", element * 120))

    assert len(entries) == 120
    assert all(entry.request for entry in entries)
    assert entries[-1].line == 358


# ── Files that cannot be opened ──────────────────────────────────────────────────────────────


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    os.mkfifo(tmp_path / "pipe.json")
    paths = [tmp_path / name for name in ("none.yaml", "folder.csv", "pipe.json")]

    assert told(read(*paths)) == [
        (0, None, "", "There is no such file."),
        (0, None, "", "This is a folder."),
        (0, None, "", "The file cannot be opened."),
    ]


def test_a_file_too_large_is_refused_unopened(tmp_path: Path) -> None:
    sizes = {
        "large.jsonl": (64 << 20) + 1,
        "large.yaml": (2 << 20) + 1,
        "large.json": (4 << 20) + 1,
    }
    for name, size in sizes.items():
        with (tmp_path / name).open("wb") as file:
            file.truncate(size)

    entries = read(*(tmp_path / name for name in sizes))
    assert told(entries) == [
        (0, None, "", "The file is larger than 64 MB."),
        (0, None, "", "The file is larger than 2 MB, the most in this format."),
        (0, None, "", "The file is larger than 4 MB, the most in this format."),
    ]
    assert "JSON Lines" in say_problem("en", entries[1].problems[0])[1]


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-32"],
    ids=["utf-8", "mark", "utf-16", "utf-32"],
)
def test_a_line_of_megabytes_costs_its_own_request_only(tmp_path: Path, encoding: str) -> None:
    good = '{"prospect": {"name": "Né"}, "title": "T"}\n'
    path = tmp_path / "long.jsonl"
    path.write_bytes(f"{good}{'x' * 3_000_000}\n{good}".encode(encoding))

    assert [(one.line, one.problems[0].code if one.problems else None) for one in read(path)] == [
        (1, None),
        (2, "request_long"),
        (3, None),
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("lists.json", f"[[{'[],' * 1_300_000}[]]]"),
        ("wide.json", f'["é🎓", "{"x" * 4_000_000}"]'),
        ("lists.jsonl", f"[{'[],' * 4_000_000}[]]"),
        ("pairs.jsonl", '{"a": 1}\n' * 100_000),
        ("commas.csv", f"reference\n{',' * 10_000_000}"),
        ("cells.csv", 'reference\n"' + '\n","' * 400_000),
        ("emoji.csv", f"reference\n🎓{'x' * 10_000_000}"),
        ("utf16.jsonl", ("🎓\n" * 100_000).encode("utf-16")),
    ],
)
def test_no_file_fills_the_memory(tmp_path: Path, name: str, content: str | bytes) -> None:
    path = written(tmp_path, name, content)
    with within_limits(seconds=60):
        assert sum(1 for _ in read_file(path, EDITION)) > 0


def test_requests_stream_through(tmp_path: Path) -> None:
    """A file of 15 MB never fills the memory with its requests."""
    line = ONE % f', "summary": "{"x" * 7_500}"'
    path = written(tmp_path, "long.jsonl", f"{line}\n" * 2_000)

    tracemalloc.start()
    try:
        count = sum(1 for entry in read_requests([path], EDITION, DAY) if entry.request)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 2_000
    assert peak < 2_000_000


# ── References ───────────────────────────────────────────────────────────────────────────────


def test_a_reference_given_twice_is_a_problem_of_the_second_across_files(tmp_path: Path) -> None:
    one = written(tmp_path, "a.json", ONE % ', "reference": "R-1"')
    two = written(tmp_path, "b.csv", "prospect,title,reference\nA,T,R-2\nB,T, R-1 \nC,T,\nD,T,\n")
    again = written(tmp_path, "c.yaml", "prospect: {name: A}\ntitle: T\nreference: R-2\n")

    entries = read(one, two, again)
    assert [(entry.reference, entry.request is None) for entry in entries] == [
        ("R-1", False),
        ("R-2", False),
        ("R-1", True),
        (None, False),
        (None, False),
        ("R-2", True),
    ]
    assert told(entries) == [
        (2, 3, "reference", "The reference R-1 was already given by request 1 of a.json."),
        (1, 3, "reference", "The reference R-2 was already given by request 1 of b.csv."),
    ]


def test_a_request_that_cannot_be_read_keeps_its_reference(tmp_path: Path) -> None:
    path = written(tmp_path, "a.jsonl", '{"reference": "R-1"}\n{"reference": "R-1"}\n')

    first, second = read(path)
    assert (first.reference, second.reference) == ("R-1", "R-1")
    assert second.problems[-1].code == "reference_repeated"


# ── Anything at all ──────────────────────────────────────────────────────────────────────────

ENDINGS = (".yaml", ".json", ".jsonl", ".csv", ".xlsx")
_PIECES = st.lists(
    st.sampled_from(
        [
            "prospect", "title", "answers", "priority_share", "name", "reference", ":", " ", "\n",
            "- ", "---\n", "...\n", "{", "}", "[", "]", ",", ";", '"', "'", "\\", "\\u", "d800",
            "&a ", "*a", "!!str ", "#", "|\n", "=1", "\t", "\r", "é", "\u2028", "\ufeff", "NaN",
            "1e999", "null", "true", "80", "?", "%YAML 1.1\n",
        ]
    )
    | st.text(max_size=3),
    max_size=30,
).map("".join)  # fmt: skip


def _holds_together(path: Path) -> None:
    entries = read(path)
    assert entries
    for entry in entries:
        assert (entry.request is None) == bool(errors(entry.problems))
        for problem in entry.problems:
            for language in LANGUAGES:
                assert all(say_problem(language, problem))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(ENDINGS))
def test_random_bytes_give_problems_and_nothing_worse(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, ending: str
) -> None:
    path = tmp_path_factory.mktemp("bytes") / f"requests{ending}"
    path.write_bytes(content)

    _holds_together(path)


@settings(max_examples=600, deadline=None)
@given(_PIECES, st.sampled_from(ENDINGS))
@example('- "\\U7fffffff"\n- a: &a [*a]\n', ".yaml")
@example("a: 1\n- b\n- c", ".yaml")
def test_almost_right_files_give_problems_and_nothing_worse(
    tmp_path_factory: pytest.TempPathFactory, content: str, ending: str
) -> None:
    path = tmp_path_factory.mktemp("text") / f"requests{ending}"
    path.write_bytes(content.encode("utf-8", "surrogatepass"))

    _holds_together(path)


# ── The examples ─────────────────────────────────────────────────────────────────────────────

EXAMPLES = HOME / "data" / "examples"
RULES = Rules(EDITION, DAY)


def outcomes(*paths: Path) -> dict[str, set[str | None]]:
    """References by outcome; a request that cannot be read fails the test."""
    found: dict[str, set[str | None]] = {}
    for entry in read(*paths):
        assert entry.request is not None, told([entry])
        assert entry.problems == (), told([entry])
        outcome = assess(entry.request.answers, RULES).outcome
        found.setdefault(outcome, set()).add(entry.reference)
    return found


def test_the_invented_requests_show_every_outcome_in_every_format() -> None:
    assert outcomes(EXAMPLES / "requests.csv") == {
        "accept": {"EX-101", "EX-103"},
        "refer": {"EX-102", "EX-105"},
        "undecided": {"EX-104"},
    }
    assert outcomes(EXAMPLES / "requests.jsonl") == {
        "accept": {"EX-201"},
        "refer": {"EX-202", "EX-203"},
        "undecided": {"EX-204", "EX-205"},
    }
    assert outcomes(EXAMPLES / "requests.xlsx") == {
        "accept": {"EX-301"},
        "refer": {"EX-302", "EX-303"},
        "undecided": {"EX-304"},
    }


def test_the_invented_requests_answer_every_question() -> None:
    entries = read(*(EXAMPLES / f"requests.{one}" for one in ("csv", "jsonl", "xlsx")))

    answered = {id for entry in entries if entry.request for id in entry.request.answers}
    assert answered == {question.id for question in EDITION.questions}


def test_a_first_contact_seldom_decides_and_never_against_the_committee() -> None:
    """Of the real requests, those referred are the refusals, the late opening and the armies."""
    found = outcomes(*sorted((EXAMPLES / "real_requests").glob("*.yaml")))

    assert found["refer"] == {
        "A21-amazon-mlu",
        "A28-oc-client-confidentiel",
        "A30-mod-primavera",
        "A32-armees-ukraine",
        "A39-college-of-policing",
    }
    assert len(found["undecided"]) == 20
    assert set(found) == {"refer", "undecided"}


def test_each_real_request_has_a_file_of_its_name_a_source_and_no_concern() -> None:
    for path in (EXAMPLES / "real_requests").glob("*.yaml"):
        (entry,) = read(path)
        assert entry.request is not None
        assert entry.reference == path.stem
        assert entry.request.source
        assert entry.request.summary
        assert "concern" not in entry.request.answers


def test_the_example_workbook_is_what_its_script_makes(tmp_path: Path) -> None:
    script = runpy.run_path(str(EXAMPLES / "make_xlsx.py"))
    path = tmp_path / "requests.xlsx"
    script["workbook"]().save(path)

    made, kept = read(path), read(EXAMPLES / "requests.xlsx")
    assert [entry.request for entry in made] == [entry.request for entry in kept]


def test_the_readme_shows_one_request_in_every_format(tmp_path: Path) -> None:
    readme = (HOME / "data" / "README.md").read_text("utf-8")
    blocks = dict(re.findall(r"```(yaml|json|jsonl|csv)\n(.*?)```", readme, re.DOTALL))
    assert set(blocks) == {"yaml", "json", "jsonl", "csv"}

    for ending, content in blocks.items():
        (entry,) = read(written(tmp_path, f"readme.{ending}", content))
        assert entry.problems == ()
        assert entry.request == Request(
            reference="HS-4021",
            prospect=Prospect(name="Atelier Nord", country="FR"),
            title="Parcours développeur web pour demandeurs d'emploi",
            learners=40,
            amount=60_000,
            starts="2027-01",
            answers={
                "catalogue_opening": "within_6_months",
                "priority_share": 80,
                "priority_audiences": ("far_from_employment", "refugee"),
                "learner_pays": False,
            },
        )
