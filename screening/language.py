"""French and English: every sentence a person reads, and how numbers, money and dates are written.

Sentences live in locale/fr.toml and locale/en.toml under dotted keys. Code holds keys only, so a
sentence can change without touching a rule, and both files can be compared by a test.
"""

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, format_percent

from screening.core.model import LANGUAGES, Language, Text
from screening.core.problems import Problem

_FOLDER = Path(__file__).parent / "locale"
_LOCALES = {"fr": Locale("fr", "FR"), "en": Locale("en", "GB")}
# The usual patterns without their cents.
_MONEY = {"fr": "#,##0\u00a0¤", "en": "¤#,##0"}
_PLURAL_FORMS = frozenset({"zero", "one", "two", "few", "many", "other"})

Sentence = str | Mapping[str, str]


def t(language: Language, key: str, /, **values: object) -> str:
    """The sentence filed under a dotted key, with the values written the language's way.

    Whole numbers, days and texts in two languages are written by the language's rules, lists with
    commas; pass a `str` for what must stay as it is (a year, a code). A sentence in several plural
    forms takes the one that suits the value `count`. KeyError when the key, or a value that the
    sentence names, is missing: a raw key never reaches a reader.
    """
    sentence = sentences(language)[key]
    if not isinstance(sentence, str):
        sentence = _in_number(language, sentence, values["count"])
    return sentence.format(**{name: _written(language, value) for name, value in values.items()})


def say_problem(language: Language, problem: Problem) -> tuple[str, str]:
    """What is wrong and what would be right. KeyError when the problem's code has no sentence."""
    wrong, right = (
        t(language, f"problem.{problem.code}.{part}", **problem.values)
        for part in ("wrong", "right")
    )
    return wrong, right


@cache
def sentences(language: Language) -> Mapping[str, Sentence]:
    """Every sentence of a language by dotted key; plural forms stay together under one key."""
    with (_FOLDER / f"{language}.toml").open("rb") as file:
        return dict(_flat("", tomllib.load(file)))


def browser_language(preferred: str | None) -> Language:
    """The language for an Accept-Language header or a locale ("fr-CA"): French or else English.

    Of several, the best liked that we speak; an unreadable header is one that says nothing.
    """
    wanted: list[tuple[float, Language]] = []
    for choice in (preferred or "").split(","):
        tag, _, liking = choice.partition(";")
        spoken = re.split("[-_]", tag.strip().lower())[0]
        given = re.fullmatch(r"\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*", liking)
        how_much = float(given[1]) if given else 1.0
        wanted.extend((-how_much, one) for one in LANGUAGES if one == spoken and how_much)
    # min keeps the first of equals, as the header's order asks.
    return min(wanted, key=lambda one: one[0], default=(0.0, "en"))[1]


# ── Numbers and dates ────────────────────────────────────────────────────────────────────────


def number(language: Language, value: int) -> str:
    """1200 as « 1 200 » or "1,200"."""
    return format_decimal(value, locale=_LOCALES[language])


def money(language: Language, euros: int) -> str:
    """Whole euros, without cents: « 1 200 € » or "€1,200"."""
    return format_currency(
        euros, "EUR", _MONEY[language], locale=_LOCALES[language], currency_digits=False
    )


def percent(language: Language, hundredths: int) -> str:
    """70 as « 70 % » or "70%"."""
    return format_percent(Decimal(hundredths) / 100, locale=_LOCALES[language])


def day(language: Language, value: date) -> str:
    """« 3 mars 2027 » or "3 March 2027"."""
    return format_date(value, _day_pattern(language, value), locale=_LOCALES[language])


def month(language: Language, value: date) -> str:
    """« mars 2027 » or "March 2027"."""
    return format_date(value, "LLLL y", locale=_LOCALES[language])


def short_month(language: Language, value: date) -> str:
    """« mars 27 » or "Mar 27", where there is room for no more."""
    return format_date(value, "LLL yy", locale=_LOCALES[language])


def moment(language: Language, value: datetime, zone: tzinfo) -> str:
    """An aware time as the reader's clock shows it, to the minute."""
    if value.tzinfo is None:
        raise ValueError("a time without its zone cannot be shown")
    local = value.astimezone(zone)
    pattern = f"{_day_pattern(language, local)} HH:mm"
    return format_datetime(local, pattern, locale=_LOCALES[language])


# ── Inside ───────────────────────────────────────────────────────────────────────────────────


def _flat(prefix: str, table: Mapping[str, object]) -> list[tuple[str, Sentence]]:
    found: list[tuple[str, Sentence]] = []
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, str):
            found.append((key, value))
        elif isinstance(value, dict):
            if {"one", "other"} <= set(value) <= _PLURAL_FORMS:
                found.append((key, value))
            else:
                found.extend(_flat(f"{key}.", value))
        else:
            raise TypeError(f"{key} holds {value!r}, which is no sentence")
    return found


def _in_number(language: Language, forms: Mapping[str, str], count: object) -> str:
    if not isinstance(count, int):
        raise TypeError(f"count is {count!r}, which cannot be counted")
    # French has a form of its own for millions ("many"), which few sentences need.
    return forms.get(_LOCALES[language].plural_form(count), forms["other"])


def _written(language: Language, value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"  # as a file writes it
        case int():
            return number(language, value)
        case date() if not isinstance(value, datetime):
            return day(language, value)
        case Text():
            return value.in_(language)
        case tuple() | list():
            return ", ".join(_written(language, one) for one in value)
        case _:
            return str(value)


def _day_pattern(language: Language, value: date) -> str:
    # The first of a month is an ordinal in French, which Babel's own patterns leave out.
    return "d'er' MMMM y" if language == "fr" and value.day == 1 else "d MMMM y"
