"""Which cases an export holds: in codes for the log, and in words for its reader."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime, timedelta

from screening.core.committee_facts import DECLINE_REASONS
from screening.core.model import Language
from screening.core.query import Query
from screening.exports.columns import local
from screening.exports.telling import Naming
from screening.language import day, money, t

# Not which cases, but who looks and where they are.
_NOT_FILTERS = ("reader", "before", "size")
_FAMILIES = {
    "status": "export.status",
    "outcome": "recorded",
    "procedure": "export.procedure",
    "ruling": "export.proposal",
    "conditions": "export.condition",
}


def in_codes(query: Query) -> str:
    """The filter as one text, always the same for the same filter; empty for everything.

    It is sealed for good, so that it holds no words that were looked for: they can be a person's
    name. That some were is told.
    """
    return " ".join(_code(name, value) for name, value in _given(query))


def in_words(query: Query, naming: Naming, language: Language) -> str:
    """The filter as a reader sees it, the words that were looked for included."""
    told = [
        t(language, f"export.filter.{name}", value=_say(name, value, naming, language))
        for name, value in _given(query)
    ]
    return naming.joined(told) or t(language, "export.everything")


def _given(query: Query) -> Iterator[tuple[str, object]]:
    for field in fields(query):
        value = getattr(query, field.name)
        if field.name not in _NOT_FILTERS and value != field.default:
            yield field.name, value


def _code(name: str, value: object) -> str:
    match value:
        case str() | True:
            return name
        case tuple():
            return f"{name}={'~'.join(sorted(value))}"
        case datetime():
            return f"{name}={value.isoformat()}"
        case _:
            return f"{name}={value}"


def _say(name: str, value: object, naming: Naming, language: Language) -> str:
    match value:
        case bool():
            return ""
        case tuple():
            return ", ".join(_say_code(name, str(one), naming, language) for one in value)
        case datetime():
            # A moment before which: the day before is the last one that is in.
            shown: date = local(value).date()
            return day(language, shown - timedelta(days=1) if name.endswith("_before") else shown)
        case int():
            return money(language, value)
        case _:
            return str(value)


def _say_code(name: str, code: str, naming: Naming, language: Language) -> str:
    if name == "owner":
        return naming.person(code)
    if name == "because":
        return t(
            language, f"{'minutes.ground' if code in DECLINE_REASONS else 'withdrawal'}.{code}"
        )
    return naming.word(_FAMILIES[name], code) if name in _FAMILIES else code
