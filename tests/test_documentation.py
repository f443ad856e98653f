"""The documents tell the truth: what they show runs, what they list exists, in both languages."""

import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, fields
from datetime import UTC, date, datetime
from pathlib import Path
from types import NoneType
from typing import Any, NamedTuple, get_args

import pytest
from click.testing import CliRunner
from pydantic import BaseModel

from screening import __version__, cli, criteria_file, request_files
from screening.cli import opening
from screening.cli.terminal import FINDINGS
from screening.core.access import ROLES, Role
from screening.core.assessment import Outcome, Standing
from screening.core.cases import Status
from screening.core.chain import Line
from screening.core.committee import ProcedureName
from screening.core.criteria import (
    ChoiceQuestion,
    ChoicesQuestion,
    Edition,
    NumberQuestion,
    Question,
    YesNoQuestion,
)
from screening.core.fact import RecordedFact
from screening.core.facts import Fact
from screening.core.model import LANGUAGES, Language
from screening.core.request import read_answers
from screening.language import sentences, t
from screening.service import give_verdict, rules_on
from screening.settings import HOME, Settings, read_settings
from screening.stores.sqlite import open_log

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DAY = date(2026, 11, 24)
FACTS: tuple[type[RecordedFact], ...] = get_args(get_args(Fact)[0])

READMES: dict[Language, str] = {"en": "README.md", "fr": "LISEZMOI.md"}
CONTRIBUTING, CHANGELOG, DATA = "CONTRIBUTING.md", "CHANGELOG.md", "data/README.md"
LOG_FORMATS: dict[Language, str] = {"en": "docs/log-format.md", "fr": "docs/format-du-journal.md"}
OTHER_PROGRAMS: dict[Language, str] = {
    "en": "docs/other-programs.md",
    "fr": "docs/autres-programmes.md",
}
RECEIPTS: dict[Language, str] = {"en": "docs/receipt.md", "fr": "docs/recu.md"}
SCENARIOS: dict[Language, str] = {"en": "docs/scenarios.md", "fr": "docs/les-scenarios.md"}
BACK_TESTS: dict[Language, str] = {
    "en": "docs/back-test.md",
    "fr": "docs/essai-sur-le-passe.md",
}
PAGES = tuple(
    page
    for pages in (LOG_FORMATS, OTHER_PROGRAMS, SCENARIOS, BACK_TESTS, RECEIPTS)
    for page in pages.values()
)
DOCUMENTS = (*READMES.values(), CONTRIBUTING, CHANGELOG, DATA, "SECURITY.md", "SECURITE.md", *PAGES)
REQUIREMENTS = (
    "requirements.txt",
    "requirements-dev.txt",
    "benchmarks/requirements.txt",
    "tests/fuzz/requirements.txt",
    "requirements-audit.txt",
)

# The sections of a README, in order, whatever their titles.
SECTIONS = (
    "start",
    "first",
    "roles",
    "committee",
    "figures",
    "editions",
    "commands",
    "log",
    "settings",
    "missing",
    "next",
)


# ── Reading a document ───────────────────────────────────────────────────────────────────────


class Block(NamedTuple):
    """A fenced block: its kind (yaml, console…), the file it shows if it names one, its text."""

    kind: str
    file: str
    text: str


_FENCED = re.compile(r"^( *)```(\w+) *(\S*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)


def text_of(document: str) -> str:
    return (HOME / document).read_text("utf-8")


def blocks(text: str) -> list[Block]:
    return [Block(kind, file, body) for _, kind, file, body in _FENCED.findall(text)]


def prose(text: str) -> str:
    """What is meant to be read: no code, no addresses of links."""
    words = re.sub(r"`[^`\n]*`", "", _FENCED.sub("", text))
    return re.sub(r"\]\([^)]*\)|<http[^>]*>", "", words)


def sections(text: str) -> dict[str, str]:
    """What stands under each heading of the second level, by its title."""
    parts = re.split(r"^## (.*)\n", _FENCED.sub(_without_headings, text), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _without_headings(fenced: re.Match[str]) -> str:
    return re.sub(r"^#", " #", fenced[0], flags=re.MULTILINE)


def readme_section(language: Language, name: str) -> str:
    found = list(sections(text_of(READMES[language])).values())
    return dict(zip(SECTIONS, found, strict=True))[name]


def table(text: str) -> list[list[str]]:
    """The rows of the first table in a text, without its heading."""
    rows = [
        [plain(cell) for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]
        for line in re.findall(r"(?:^ *\|.*\n)+", text, re.MULTILINE)[0].splitlines()
    ]
    return rows[2:]


def plain(words: str) -> str:
    """Words with ordinary spaces, as somebody would type them."""
    return " ".join(re.sub("[\u00a0\u202f]", " ", words).split())


def codes(text: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", text)


def commands(block: Block) -> list[tuple[str, str]]:
    """Each command that a terminal shows, with what it says."""
    found = re.split(r"^\$ (.*)\n", block.text, flags=re.MULTILINE)
    return list(zip(found[1::2], found[2::2], strict=True))


# ── Running what it shows ────────────────────────────────────────────────────────────────────


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to type commands in, at a fixed hour, with a log of its own."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    monkeypatch.setenv("SCREENING_LOG", f"sqlite:///{tmp_path / 'data' / 'screening.db'}")
    monkeypatch.delenv("SCREENING_CRITERIA", raising=False)
    monkeypatch.setattr(opening, "now", lambda: NOW)
    return tmp_path


def run(command: str) -> str:
    """What a command that is typed says, on both streams. It may not be misuse."""
    python, dash_m, module, *arguments = shlex.split(command)
    assert (python, dash_m, module) == ("python", "-m", "screening")
    typed = [found for one in arguments for found in expanded(one)]
    result = CliRunner().invoke(cli.main, typed, catch_exceptions=False)
    assert result.exit_code in (0, FINDINGS), result.output
    return result.output


def expanded(argument: str) -> list[str]:
    """What a shell makes of a pattern."""
    return sorted(map(str, Path().glob(argument))) if "*" in argument else [argument]


def looks_like(shown: str, said: str) -> bool:
    """Whether a program said what is shown; … stands for anything within a line."""
    return re.fullmatch(re.escape(shown).replace("…", r"[^\n]*"), said) is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_readme_shows_is_what_happens(
    language: Language, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCREENING_LANGUAGE", language)
    shown = {"console": 0, "python": 0}
    for block in blocks(text_of(READMES[language])):
        if block.file:
            (folder / block.file).write_text(block.text, "utf-8")
        elif block.kind == "console":
            for command, output in commands(block):
                said = run(command)
                assert looks_like(output, said), f"{command}\n{said}"
        elif block.kind == "python":
            ran = subprocess.run(
                [sys.executable, "-c", block.text], capture_output=True, text=True, check=True
            )
            log = open_log(read_settings().log)
            assert ran.stdout == f"Head {log.head()}\n"
            log.close()
        if block.kind in shown:
            shown[block.kind] += 1
    assert shown == {"console": 4, "python": 1}


@pytest.mark.parametrize(
    ("shown", "said", "same"),
    [
        ("3 lines. Head 3:…\n", "3 lines. Head 3:5ab0\n", True),
        ("3 lines. Head 3:…\n", "4 lines. Head 3:5ab0\n", False),
        ("a…\n", "a\nb\n", False),
        ("a.c\n", "abc\n", False),
    ],
)
def test_an_ellipsis_stands_for_the_rest_of_a_line_only(shown: str, said: str, same: bool) -> None:
    assert looks_like(shown, said) is same


def test_every_request_shown_in_a_readme_is_read_without_a_problem(folder: Path) -> None:
    edition = criteria_file.load(HOME / "criteria.yaml").edition
    shown = [block for one in READMES.values() for block in blocks(text_of(one))]
    data = [block for block in shown if block.kind in ("yaml", "json", "jsonl", "csv")]
    assert len(data) == 4
    for block in data:
        (folder / block.file).write_text(block.text, "utf-8")
        entries = list(request_files.read_requests([folder / block.file], edition, DAY))
        assert entries
        assert [one.problems for one in entries] == [()] * len(entries)


def test_the_request_shown_in_four_formats_is_the_same_in_each(folder: Path) -> None:
    edition = criteria_file.load(HOME / "criteria.yaml").edition
    data = [one for one in blocks(text_of(DATA)) if one.kind in ("yaml", "json", "jsonl", "csv")]
    requests = []
    for block in data:
        file = folder / f"request.{block.kind}"
        file.write_text(block.text, "utf-8")
        [entry] = request_files.read_requests([file], edition, DAY)
        assert entry.problems == ()
        requests.append(entry.request)
    assert [one.kind for one in data] == ["yaml", "json", "jsonl", "csv"]
    assert requests == [requests[0]] * 4


def test_the_examples_can_be_assessed_as_their_readme_says(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCREENING_LANGUAGE", "en")
    (folder / "data" / "examples").symlink_to(HOME / "data" / "examples")
    typed = [line for one in blocks(text_of(DATA)) if one.kind == "sh" for line in lines(one)]
    assert typed
    for command in typed:
        said = run(command)
        assert said.count("\n  Accept. ")
        assert said.count("\n  Refer to the committee. ")
        assert said.count("\n  Not decided yet. ")


def lines(block: Block) -> list[str]:
    return block.text.splitlines()


# ── Two languages, one README ────────────────────────────────────────────────────────────────


def test_the_two_readmes_are_built_alike() -> None:
    def outline(language: Language) -> dict[str, Any]:
        text = text_of(READMES[language])
        shown = blocks(text)
        return {
            "headings": [
                len(marks) for marks in re.findall(r"^(#+) ", _FENCED.sub("", text), re.M)
            ],
            "blocks": [(one.kind, one.file) for one in shown],
            "the same text": [one.text for one in shown if one.kind != "console"],
            "commands": [
                typed for one in shown if one.kind == "console" for typed, _ in commands(one)
            ],
            "rows of tables": len(re.findall(r"^ *\|", text, re.M)),
            "items of lists": len(re.findall(r"^(?:-|\d+\.) ", text, re.M)),
            "pictures": text.count("!["),
            "code": [
                [code for code in codes(section) if " " not in code and code.isascii()]
                for section in sections(_FENCED.sub("", text)).values()
            ],
        }

    assert outline("en") == outline("fr")


def test_each_readme_leads_to_the_other_at_its_top() -> None:
    assert "](LISEZMOI.md)" in text_of("README.md").splitlines()[2]
    assert "](README.md)" in text_of("LISEZMOI.md").splitlines()[2]


@pytest.mark.parametrize(
    "document", [READMES["fr"], LOG_FORMATS["fr"], OTHER_PROGRAMS["fr"], RECEIPTS["fr"]]
)
def test_french_documents_follow_french_typography(document: str) -> None:
    wrong = [
        line
        for line in prose(text_of(document)).splitlines()
        if re.search(r"'| [;?!:»%]|« |\w[;?!»]|\w:(?: |$)|\u00a0[;?!]|\u202f[:»%]", line)
    ]
    assert wrong == []


# ── A README against the program ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_request_goes_as_told(language: Language) -> None:
    rules = rules_on(criteria_file.load(HOME / "criteria.yaml"), DAY)
    edition = rules.edition
    raw: dict[str, object] = {}
    for asked, said, told in table(readme_section(language, "first")):
        before, _ = read_answers(raw, edition, DAY)
        first = edition.question(give_verdict(before, rules).deciding[0])
        assert asked == plain(first.ask.in_(language)), "the panel asks something else first"
        raw[first.id] = typed_answer(said, first, language)
        answers, problems = read_answers(raw, edition, DAY)
        assert problems == ()
        outcome, score, _ = give_verdict(answers, rules).assessment
        assert told == f"{t(language, f'outcome.{outcome}')}, {score.lowest}–{score.highest}"
    assert len(raw) == 6
    assert outcome == "accept"
    assert len(edition.questions) == 12


def test_the_second_request_is_referred_and_can_be_taken_up_again() -> None:
    rules = rules_on(criteria_file.load(HOME / "criteria.yaml"), DAY)
    verdict = give_verdict({"catalogue_opening": "never"}, rules)
    assert verdict.assessment.outcome == "refer"
    assert not verdict.accepted_if
    assert verdict.reopened_if


def typed_answer(said: str, question: Question, language: Language) -> object:
    """The answer that somebody gives who presses the button with these words."""
    match question:
        case NumberQuestion():
            return said
        case YesNoQuestion():
            return {t(language, "answer.yes"): True, t(language, "answer.no"): False}[said]
        case ChoiceQuestion() | ChoicesQuestion():
            by_text = {plain(one.text.in_(language)): one.id for one in question.options}
            return by_text[said]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_a_readme_names_is_on_a_page(language: Language) -> None:
    edition = criteria_file.load(HOME / "criteria.yaml").edition
    said = {plain(form) for one in sentences(language).values() for form in forms(one)}
    said |= {
        plain(option.text.in_(language))
        for question in edition.questions
        if isinstance(question, ChoiceQuestion | ChoicesQuestion)
        for option in question.options
    }
    named = [
        plain(label)
        for name in ("start", "first")
        for label in re.findall(r"\*\*(.+?)\*\*", readme_section(language, name), re.DOTALL)
    ]
    assert len(named) >= 10
    assert [label for label in named if label not in said] == []


def forms(sentence: Any) -> Iterator[str]:
    yield from [sentence] if isinstance(sentence, str) else sentence.values()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_role_is_told(language: Language) -> None:
    told = [role for role, _ in table(readme_section(language, "roles"))]
    assert told == [t(language, f"role.{role}") for role in ROLES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_is_told(language: Language) -> None:
    told = [
        codes(command)[0].split()[0] for command, _ in table(readme_section(language, "commands"))
    ]
    assert sorted(told) == sorted(cli.main.commands)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_is_told_with_its_default(language: Language) -> None:
    told = {
        codes(name)[0]: default for name, default, _ in table(readme_section(language, "settings"))
    }
    defaults = {
        name: str(value).replace(f"{HOME}/", "") for name, value in asdict(Settings()).items()
    }
    assert set(told) == {f"SCREENING_{one.name.upper()}" for one in fields(Settings)}
    for name, default in told.items():
        other = "7" if default.strip("`").isdecimal() else "other"
        assert read_settings({name: other}) != read_settings({}), f"{name} sets nothing"
        if shown := codes(default):
            assert shown == [defaults[name.removeprefix("SCREENING_").lower()]]
    for block in blocks(readme_section(language, "settings")):
        assert set(tomllib.loads(block.text)) <= set(told)


@pytest.mark.parametrize("document", [*READMES.values(), CONTRIBUTING])
def test_every_target_it_makes_exists(document: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (HOME / "Makefile").read_text("utf-8"), re.M))
    shown = [line for one in blocks(text_of(document)) if one.kind == "sh" for line in lines(one)]
    made = [line.removeprefix("make ").split()[0] for line in shown if line.startswith("make ")]
    assert {"run", "test"} <= set(made) or document == CONTRIBUTING
    assert set(made) <= targets
    assert made


# ── What documents point to ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_somewhere(document: str) -> None:
    text = _FENCED.sub("", text_of(document))
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if not link.startswith(("http://", "https://")):
            file, _, anchor = link.partition("#")
            target = (HOME / document).parent / file if file else HOME / document
            assert target.exists(), link
            assert not anchor or anchor in anchors(target.read_text("utf-8")), link


def anchors(text: str) -> set[str]:
    """The names that headings get on a web page."""
    headings = re.findall(r"^#+ (.*)$", _FENCED.sub("", text), re.M)
    return {re.sub(r"[^\w\s-]", "", one).lower().replace(" ", "-") for one in headings}


@pytest.mark.parametrize("document", READMES.values())
def test_every_picture_is_there_and_is_described(document: str) -> None:
    pictures = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", text_of(document))
    assert pictures
    for described, file in pictures:
        assert len(described) > 20
        assert (HOME / file).read_bytes().startswith(b"\x89PNG")


# ── CONTRIBUTING ─────────────────────────────────────────────────────────────────────────────


def contributing(title: str) -> str:
    return sections(text_of(CONTRIBUTING))[title]


def test_the_map_names_every_module_and_nothing_else() -> None:
    [shown] = blocks(contributing("The map of the code"))
    told = dict(mapped(shown))
    assert all(told.values()), "each has its line"
    assert [path for path in told if not (HOME / path).exists()] == []
    modules = {
        str(path.relative_to(HOME)).replace("__init__.py", "")
        for path in (HOME / "app.py", *(HOME / "screening").rglob("*.py"))
    }
    ours = {path for path in told if path in modules or path.startswith(("app.py", "screening/"))}
    assert {path for path in ours if path in modules or path.endswith(".py")} == modules


def mapped(shown: Block) -> Iterator[tuple[str, str]]:
    """Every path of a map drawn by indentation, with what it says of it."""
    above: list[tuple[int, str]] = []
    for line in lines(shown):
        indent = len(line) - len(line.lstrip())
        names, _, words = re.sub(r" {2,}", "\t", line.strip()).partition("\t")
        above = [(depth, name) for depth, name in above if depth < indent]
        for name in names.split():
            yield "".join([*(folder for _, folder in above), name]), words
        above.append((indent, names))


def test_the_glossary_has_each_word_in_both_languages_and_in_the_code() -> None:
    source = "".join(path.read_text("utf-8") for path in (HOME / "screening").rglob("*.py"))
    rows = table(contributing("Glossary"))
    assert all(english and french and codes(code) for english, french, code in rows)
    used = [word for *_, code in rows for word in codes(code)]
    assert [word for word in used if not re.search(rf"\b{re.escape(word)}\b", source)] == []
    assert len({english for english, *_ in rows}) == len(rows)
    for words in (Role, Standing, Outcome, Status, ProcedureName):
        assert set(get_args(words)) <= set(used)


def test_every_requirement_is_pinned_and_justified() -> None:
    pinned = [
        line.strip()
        for file in REQUIREMENTS
        for line in text_of(file).splitlines()
        if line.strip() and not line.startswith(("#", "-r "))
    ]
    assert [line for line in pinned if not re.fullmatch(r"[\w.-]+==[\d.]+", line)] == []
    rows = table(contributing("Dependencies"))
    assert sorted(code for pin, _ in rows for code in codes(pin)) == sorted(pinned)
    assert all(why for _, why in rows)


def test_the_question_and_the_criterion_it_shows_can_be_added(tmp_path: Path) -> None:
    question, criterion = (one for one in blocks(text_of(CONTRIBUTING)) if one.kind == "yaml")
    text = (HOME / "criteria.yaml").read_text("utf-8")
    assert text.count("\ncriteria:\n") == 1
    added = text.replace("\ncriteria:\n", f"\n{question.text}\ncriteria:\n") + criterion.text
    file = tmp_path / "criteria.yaml"
    file.write_text(added, "utf-8")
    loaded = criteria_file.load(file)
    assert loaded.warnings == ()
    assert loaded.edition.criteria[-1].question == loaded.edition.questions[-1].id


# ── The format of the log ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_and_every_key_of_a_line_is_told(language: Language) -> None:
    text = text_of(LOG_FORMATS[language])
    line, common, own = (table(rest) for rest in re.split(r"\n(?=\n\|)", text)[1:])
    shared = [code for name, _ in common for code in codes(name)]
    told = {codes(name)[0]: codes(words) for name, words in own}
    recorded = {one.model_fields["fact"].default: one for one in FACTS}

    assert [code for name, _ in line for code in codes(name)] == list(Line._fields)
    assert {*shared, "fact"} == {*RecordedFact.model_fields, "fact"}
    assert set(told) == set(recorded)
    for name, fact in recorded.items():
        assert set(fact.model_fields) - set(shared) - set(told[name]) == set(), name
        assert set(told[name]) - keys(fact) - {"proposal"} == set(), name
        assert keys(fact) - set(codes(text)) == set(), name


def test_both_languages_tell_the_same_of_the_log() -> None:
    told = [
        [one for one in codes(_FENCED.sub("", text_of(path))) if " " not in one]
        for path in LOG_FORMATS.values()
    ]
    shown = [
        [one.text for one in blocks(text_of(path)) if one.kind != "text"]
        for path in LOG_FORMATS.values()
    ]

    assert told[0] == told[1]
    assert shown[0] == shown[1]


# ── CHANGELOG ────────────────────────────────────────────────────────────────────────────────


def test_the_changelog_begins_with_this_version() -> None:
    [first, *_] = sections(text_of(CHANGELOG))
    assert first.split(" · ")[0] == __version__


def test_the_changelog_tells_every_key_of_an_edition() -> None:
    assert keys(Edition) - set(codes(text_of(CHANGELOG))) == set()


def keys(annotation: Any) -> set[str]:
    """Every key and every closed word that a value written as this type can hold."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        found = set()
        for name, field in annotation.model_fields.items():
            found |= {field.alias or name} | keys(field.annotation)
        return found
    inner = [one for one in get_args(annotation) if one not in (NoneType, ...)]
    return {one for one in inner if isinstance(one, str)} | {
        key for one in inner if not isinstance(one, str) for key in keys(one)
    }
