"""What a person reads: the same sentences in both languages, written each language's way."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

from screening.core.model import LANGUAGES, Language, Text
from screening.core.problems import Problem
from screening.language import (
    Sentence,
    browser_language,
    day,
    moment,
    money,
    month,
    number,
    percent,
    say_problem,
    sentences,
    t,
)

NARROW = "\u202f"  # the space French puts between thousands, and before ; ! ?
WIDE = "\u00a0"  # the space French puts before : and %, and inside « »


# ── The two files ────────────────────────────────────────────────────────────────────────────


def forms(sentence: Sentence) -> Iterator[str]:
    yield from [sentence] if isinstance(sentence, str) else sentence.values()


def placeholders(sentence: Sentence) -> set[str]:
    return {
        name for form in forms(sentence) for _, name, _, _ in Formatter().parse(form) if name
    } - {"count"}


def test_both_languages_have_the_same_keys() -> None:
    assert set(sentences("fr")) == set(sentences("en"))


@pytest.mark.parametrize("key", sorted(sentences("fr")))
def test_both_languages_say_the_same_values(key: str) -> None:
    assert placeholders(sentences("fr")[key]) == placeholders(sentences("en")[key])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_says_what_is_wrong_and_what_would_be_right(language: Language) -> None:
    said: dict[str, set[str]] = {}
    for key in sentences(language):
        if key.startswith("problem."):
            _, code, part = key.split(".")
            said.setdefault(code, set()).add(part)

    assert said
    assert {code for code, parts in said.items() if parts != {"wrong", "right"}} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty(language: Language) -> None:
    empty = {key for key, one in sentences(language).items() if not all(map(str.strip, forms(one)))}

    assert empty == set()


def test_french_sentences_follow_french_typography() -> None:
    wrong = {
        key
        for key, sentence in sentences("fr").items()
        for form in forms(sentence)
        if "'" in form or " ;" in form or " ?" in form or " !" in form or "« " in form
    }

    assert wrong == set()


# ── Saying ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few sentences of our own, so that these tests do not depend on the product's."""
    own: dict[Language, dict[str, Sentence]] = {
        "en": {
            "greeting": "Hello {name}",
            "cases": {"one": "{count} case", "other": "{count} cases"},
            "problem.empty.wrong": "{key} is empty",
            "problem.empty.right": "Fill {key}",
        },
        "fr": {
            "greeting": "Bonjour {name}",
            "cases": {"one": "{count} dossier", "other": "{count} dossiers"},
            "problem.empty.wrong": "{key} est vide",
            "problem.empty.right": "Remplissez {key}",
        },
    }
    monkeypatch.setattr("screening.language.sentences", own.__getitem__)


@pytest.mark.usefixtures("spoken")
def test_an_unknown_key_is_never_shown() -> None:
    with pytest.raises(KeyError, match="greetings"):
        t("fr", "greetings")


@pytest.mark.usefixtures("spoken")
def test_a_value_left_out_is_never_shown_as_braces() -> None:
    with pytest.raises(KeyError, match="name"):
        t("fr", "greeting")


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize(
    ("language", "count", "said"),
    [
        ("en", 0, "0 cases"),
        ("en", 1, "1 case"),
        ("en", 2, "2 cases"),
        ("fr", 0, "0 dossier"),  # French counts nothing in the singular
        ("fr", 1, "1 dossier"),
        ("fr", 2, "2 dossiers"),
        ("fr", 1_000_000, f"1{NARROW}000{NARROW}000 dossiers"),
    ],
)
def test_a_plural_follows_the_rule_of_its_language(
    language: Language, count: int, said: str
) -> None:
    assert t(language, "cases", count=count) == said


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        ("Zoé", "Zoé", "Zoé"),
        (1_200, f"1{NARROW}200", "1,200"),
        (date(2027, 3, 1), "1er mars 2027", "1 March 2027"),
        (Text(fr="monde", en="world"), "monde", "world"),
        (("a", 1_000), f"a, 1{NARROW}000", "a, 1,000"),
        (True, "true", "true"),
        ("{count}", "{count}", "{count}"),
    ],
)
def test_a_value_is_written_the_way_of_the_language(
    value: object, french: str, english: str
) -> None:
    assert t("fr", "greeting", name=value) == f"Bonjour {french}"
    assert t("en", "greeting", name=value) == f"Hello {english}"


@pytest.mark.usefixtures("spoken")
def test_a_problem_is_said_in_two_sentences_with_its_values() -> None:
    problem = Problem(("a",), "empty", {"key": "title"})

    assert say_problem("en", problem) == ("title is empty", "Fill title")
    assert say_problem("fr", problem) == ("title est vide", "Remplissez title")


# ── Numbers and dates ────────────────────────────────────────────────────────────────────────


def test_numbers_are_written_the_way_of_the_language() -> None:
    assert number("fr", 1_234_567) == f"1{NARROW}234{NARROW}567"
    assert number("en", 1_234_567) == "1,234,567"
    assert money("fr", 12_000) == f"12{NARROW}000{WIDE}€"
    assert money("en", 12_000) == "€12,000"
    assert percent("fr", 70) == f"70{WIDE}%"
    assert percent("en", 7) == "7%"


def test_days_and_months_are_written_out() -> None:
    assert day("fr", date(2026, 8, 1)) == "1er août 2026"
    assert day("fr", date(2026, 8, 21)) == "21 août 2026"
    assert day("en", date(2026, 8, 1)) == "1 August 2026"
    assert month("fr", date(2026, 9, 1)) == "septembre 2026"
    assert month("en", date(2026, 9, 1)) == "September 2026"


def test_a_moment_is_shown_on_the_reader_s_clock() -> None:
    late = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)

    assert moment("fr", late, ZoneInfo("Europe/Paris")) == "1er juillet 2026 00:30"
    assert moment("en", late, ZoneInfo("Europe/London")) == "30 June 2026 23:30"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        moment("fr", datetime(2026, 6, 30, 22, 30), UTC)  # noqa: DTZ001 - the point of the test


# ── The browser's language ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("preferred", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("fr", "fr"),
        ("fr-CA", "fr"),
        ("FR_fr", "fr"),
        ("frr", "en"),  # North Frisian
        ("es", "en"),
        ("en-US,en;q=0.9,fr;q=0.8", "en"),
        ("en;q=0.8, fr;q=0.9", "fr"),
        ("de, fr;q=0.5", "fr"),
        ("fr;q=0, en;q=0.1", "en"),
        ("fr;q=oui", "fr"),
        (";;;,,q=", "en"),
    ],
)
def test_the_browser_is_answered_in_french_or_else_in_english(
    preferred: str | None, language: Language
) -> None:
    assert browser_language(preferred) == language
