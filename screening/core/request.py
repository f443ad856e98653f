"""What a prospect asks for, and the checking of it against an edition."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Annotated, Any, Literal, assert_never

from pydantic import BeforeValidator, Field, StrictBool, StrictInt, StrictStr, ValidationError
from pydantic_core import ErrorDetails

from screening.core.assessment import Answer
from screening.core.criteria import (
    ChoiceQuestion,
    ChoicesQuestion,
    Edition,
    NumberQuestion,
    Option,
    Question,
    YesNoQuestion,
)
from screening.core.model import Code, Model, Written
from screening.core.problems import Path, Problem, errors
from screening.core.spelling import shown, unknown_name

# Spreadsheets and people answer in French, too.
_YES_NO = {
    **dict.fromkeys(("yes", "true", "oui", "vrai"), True),
    **dict.fromkeys(("no", "false", "non", "faux"), False),
}
# Thousands may be set apart by an ordinary, a non-breaking or a narrow non-breaking space.
_WHOLE = re.compile(r"-?([0-9]{1,12}|[0-9]{1,3}([ \u00a0\u202f][0-9]{3}){1,3})")
_DAY = re.compile(r"([0-9]{4}-[0-9]{2})-[0-9]{2}")
_SPACES = re.compile(r"[\s\u00a0\u202f]")
# What separates options in one text. No option's id holds any of these.
_BETWEEN_OPTIONS = re.compile(r"[;,|\n]")
# Far above what any request holds, and few enough for every one of them to be looked at.
_MOST_KEYS = 200
_MOST_OPTIONS = 100


def _whole(value: object) -> object:
    """The whole number that was meant by "40", "1 200" or 40.0; anything else as it is."""
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        return int(_SPACES.sub("", value))
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _month(value: object) -> object:
    """The month of a day, 2026-09 of 2026-09-15; anything else as it is."""
    if isinstance(value, date):
        return f"{value.year:04}-{value.month:02}"
    if isinstance(value, str) and (day := _DAY.fullmatch(value.strip())):
        return day[1]
    return value


_RANGES = {"learners": (1, 10_000_000), "amount": (0, 10_000_000_000)}


def _within(field: str) -> Any:
    lowest, highest = _RANGES[field]
    return Field(ge=lowest, le=highest)


_Learners = Annotated[StrictInt, BeforeValidator(_whole), _within("learners")]
_Euros = Annotated[StrictInt, BeforeValidator(_whole), _within("amount")]
_Month = Annotated[
    Written, BeforeValidator(_month), Field(pattern=r"^[12][0-9]{3}-(0[1-9]|1[0-2])$")
]


class Prospect(Model):
    """The organisation that asks."""

    name: Annotated[Written, Field(max_length=200)]
    country: Annotated[Written, Field(max_length=60)] | None = None
    registration_number: Annotated[Written, Field(max_length=40)] | None = None


class Contact(Model):
    """Whom to call at the prospect's. A person: kept in the directory, never in the sealed log."""

    name: Annotated[Written, Field(max_length=120)] | None = None
    email: Annotated[Written, Field(max_length=200)] | None = None
    phone: Annotated[Written, Field(max_length=40)] | None = None


Basis = Literal["said", "written", "assumed"]
BASES: tuple[Basis, ...] = ("said", "written", "assumed")


class Evidence(Model):
    """What an answer rests on: said by the prospect, seen in writing, or assumed by us."""

    basis: Basis
    note: Annotated[Written, Field(max_length=1_000)] | None = None


class Request(Model):
    """A request. All but the prospect's name and the title may be unknown.

    `learners` is the planned number of people, `amount` whole euros, `starts` a month as 2026-09,
    `source` the address of a public notice. `answers` are by question id; unanswered is absent.
    `evidence` says of some answers, by question id, what they rest on.
    """

    reference: Annotated[Written, Field(max_length=100)] | None = None
    prospect: Prospect
    title: Annotated[Written, Field(max_length=300)]
    summary: Annotated[Written, Field(max_length=10_000)] | None = None
    learners: _Learners | None = None
    amount: _Euros | None = None
    starts: _Month | None = None
    owner: Annotated[Written, Field(max_length=120)] | None = None
    contact: Contact | None = None
    source: Annotated[Written, Field(max_length=500, pattern=r"^https?://\S+$")] | None = None
    answers: dict[Code, StrictBool | StrictInt | StrictStr | tuple[StrictStr, ...]] = Field(
        default_factory=dict
    )
    evidence: dict[Code, Evidence] | None = None


def read_request(
    raw: object, edition: Edition, day: date
) -> tuple[Request | None, tuple[Problem, ...]]:
    """A request from what a file or a form holds, or every problem that keeps it from being one.

    The request is None exactly when a problem is an error. `day` tells which options are open.
    What is null is unknown, as if it were absent.
    """
    if not isinstance(raw, Mapping):
        return None, (Problem((), "request_not_a_mapping", {"found": _found(raw)}),)
    questions = [question.id for question in edition.questions]
    known, problems = _known(raw, Request, (), questions)
    known["answers"], answer_problems = read_answers(raw.get("answers"), edition, day)
    known["evidence"], evidence_problems = _read_evidence(raw.get("evidence"), questions)
    request = None
    try:
        request = Request.model_validate(known)
    except ValidationError as error:
        problems.extend(_one_for_misspelt(map(_problem, error.errors(include_url=False)), problems))
    problems.extend((*answer_problems, *evidence_problems))
    return (None if errors(problems) else request), tuple(problems)


def read_answers(
    raw: object, edition: Edition, day: date
) -> tuple[dict[str, Answer], tuple[Problem, ...]]:
    """The valid answers by question id, and a problem for each answer that is not valid."""
    if raw is None:
        return {}, ()
    at: Path = ("answers",)
    if not isinstance(raw, Mapping):
        return {}, (Problem(at, "answers_not_a_mapping", {"found": _found(raw)}),)
    if len(raw) > _MOST_KEYS:
        return {}, (_too_many_keys(raw, at),)
    questions = {question.id: question for question in edition.questions}
    answers: dict[str, Answer] = {}
    problems: list[Problem] = []
    for id, value in raw.items():
        if id not in questions:
            written = _found(id)
            problems.append(unknown_name((*at, written), "unknown_question", written, questions))
        elif value is not None:
            read = _read_answer(value, questions[id], day, (*at, id))
            if isinstance(read, list):
                problems.extend(read)
            else:
                answers[id] = read
    return answers, tuple(problems)


def _read_evidence(
    raw: object, questions: Collection[str]
) -> tuple[dict[str, Evidence] | None, list[Problem]]:
    """What answers rest on: a basis alone, or a mapping with a note beside it."""
    if raw is None:
        return None, []
    if not isinstance(raw, Mapping) or len(raw) > _MOST_KEYS:
        return None, [Problem(("evidence",), "evidence_not_a_mapping", {"found": _found(raw)})]
    evidence: dict[str, Evidence] = {}
    problems: list[Problem] = []
    for id, value in raw.items():
        at: Path = ("evidence", _found(id))
        if id not in questions:
            problems.append(unknown_name(at, "unknown_question", _found(id), questions))
            continue
        try:
            told = value if isinstance(value, Mapping) else {"basis": value}
            evidence[id] = Evidence.model_validate(told)
        except ValidationError as error:
            for one in error.errors(include_url=False):
                if one["loc"][-1] == "note" and one["type"] in (
                    "unwritable",
                    "too_long",
                    "formula",
                ):
                    placed = _problem(one)
                    problems.append(replace(placed, at=(*at, *placed.at)))
                else:
                    values = {"found": _found(value), "known": ", ".join(BASES)}
                    problems.append(Problem(at, "not_evidence", values))
    return evidence or None, problems


# ── One answer ───────────────────────────────────────────────────────────────────────────────


def _read_answer(value: object, question: Question, day: date, at: Path) -> Answer | list[Problem]:
    """The answer a value stands for, or what is wrong with it."""
    if isinstance(value, str):
        value = value.strip()
        if value.startswith("="):
            return [Problem(at, "formula", {"found": _found(value)})]
    match question:
        case YesNoQuestion():
            if isinstance(value, str):
                value = _YES_NO.get(value.lower(), value)
            if isinstance(value, bool):
                return value
            return [Problem(at, "not_yes_no", {"found": _found(value)})]
        case NumberQuestion():
            return _read_number(value, question, at)
        case ChoiceQuestion():
            if not isinstance(value, str):
                values = {"found": _found(value), "known": _open_ids(question.options, day)}
                return [Problem(at, "not_one_option", values)]
            return _option_problems([value], question.options, day, at) or value
        case ChoicesQuestion():
            return _read_options(value, question, day, at)
        case _:
            assert_never(question)


def _read_number(value: object, question: NumberQuestion, at: Path) -> Answer | list[Problem]:
    number = _whole(value)
    limits = {"lowest": question.minimum, "highest": question.maximum}
    if isinstance(number, bool) or not isinstance(number, int):
        return [Problem(at, "not_a_whole_number", {"found": _found(value), **limits})]
    if not question.minimum <= number <= question.maximum:
        return [Problem(at, "out_of_range", {"found": _found(number), **limits})]
    return number


def _read_options(
    value: object, question: ChoicesQuestion, day: date, at: Path
) -> Answer | list[Problem]:
    """A list of options or, as a spreadsheet's cell holds them, one text: `refugee; disability`."""
    ids = [option.id for option in question.options]
    if isinstance(value, str) and len(value) <= _MOST_OPTIONS * 65:
        if value.lower() == "none" and "none" not in ids:
            return ()
        value = [one.strip() for one in _BETWEEN_OPTIONS.split(value) if one.strip()]
        if not value:
            return [Problem(at, "empty_text")]
    if not isinstance(value, list | tuple) or len(value) > _MOST_OPTIONS:
        values = {"found": _found(value), "known": _open_ids(question.options, day)}
        return [Problem(at, "not_options", values)]
    problems = _option_problems(value, question.options, day, at)
    return problems or tuple(id for id in ids if id in value)


def _option_problems(
    chosen: Iterable[object], options: tuple[Option, ...], day: date, at: Path
) -> list[Problem]:
    return [
        problem
        for one in dict.fromkeys(_found(one) if not isinstance(one, str) else one for one in chosen)
        if (problem := _option_problem(one, options, day, at))
    ]


def _option_problem(id: str, options: tuple[Option, ...], day: date, at: Path) -> Problem | None:
    open_ids = _open_ids(options, day)
    option = next((one for one in options if one.id == id), None)
    if option is None:
        return unknown_name(at, "unknown_option", _found(id), open_ids)
    if option.open_on(day):
        return None
    if option.until and option.until < day:
        return Problem(at, "option_closed", {"found": id, "until": option.until, "known": open_ids})
    values = {"found": id, "from_day": option.from_, "known": open_ids}
    return Problem(at, "option_not_open_yet", values)


def _open_ids(options: tuple[Option, ...], day: date) -> list[str]:
    return [option.id for option in options if option.open_on(day)]


# ── The envelope ─────────────────────────────────────────────────────────────────────────────

_PARTS: dict[str, type[Model]] = {"prospect": Prospect, "contact": Contact}

# Codes for pydantic's types of error that need no more than what was found.
_CODES = {
    "string_type": "not_text",
    "too_short": "empty_text",
    "formula": "formula",
    "model_type": "not_a_mapping",
}
_NOTE_MISTAKES = ("unwritable", "too_long", "formula", "string_type", "string_too_short")
_PATTERN_CODES = {"starts": "not_a_month", "source": "not_an_address"}


def _known(
    raw: Mapping[object, object], model: type[Model], at: Path, questions: Collection[str]
) -> tuple[dict[str, object], list[Problem]]:
    """What a model knows of a mapping, nulls left out, and a problem for each other key.

    Done before pydantic, which has no close match to offer and fails on keys that are not text.
    """
    if len(raw) > _MOST_KEYS:
        return {}, [_too_many_keys(raw, at)]
    fields = model.model_fields
    known: dict[str, object] = {}
    problems: list[Problem] = []
    for key, value in raw.items():
        if key not in fields:
            problems.append(_unknown_key(_found(key), fields, at, questions))
        elif isinstance(value, Mapping) and (part := _PARTS.get(str(key))) and not at:
            inside, inner_problems = _known(value, part, (str(key),), ())
            problems.extend(inner_problems)
            if inside or part is not Contact:  # a contact of whom nothing is known is none
                known[str(key)] = inside
        elif value is not None:
            known[str(key)] = value
    return known, problems


def _unknown_key(
    written: str, fields: Iterable[str], at: Path, questions: Collection[str]
) -> Problem:
    if written in questions:
        return Problem((*at, written), "question_outside_answers", {"found": written})
    return unknown_name((*at, written), "unknown_key", written, fields)


def _too_many_keys(raw: Mapping[object, object], at: Path) -> Problem:
    return Problem(at, "too_many_keys", {"found": len(raw), "most": _MOST_KEYS})


def _one_for_misspelt(found: Iterable[Problem], others: list[Problem]) -> Iterator[Problem]:
    """A misspelt key is one mistake, not an unknown key and a missing one."""
    meant = {(*one.at[:-1], one.values["meant"]) for one in others if "meant" in one.values}
    told = {one.at for one in others}
    return (
        one
        for one in found
        if one.at not in meant and not any(one.at[:length] in told for length in range(len(one.at)))
    )


def _problem(one: ErrorDetails) -> Problem:
    at: Path = tuple(one["loc"])
    key = str(at[-1])
    value = one["input"]
    context: Mapping[str, Any] = one.get("ctx", {})
    match one["type"]:
        case "missing":
            return Problem(at, "missing", {"key": ".".join(map(str, at))})
        case "unwritable":
            return Problem(at, "unwritable", dict(context))
        case "too_long":
            lengths = {"length": context["actual_length"], "most": context["max_length"]}
            return Problem(at, "too_long", lengths)
        case "int_type" | "greater_than_equal" | "less_than_equal" as type_:
            code = "not_a_whole_number" if type_ == "int_type" else "out_of_range"
            lowest, highest = _RANGES[key]
            limits = {"lowest": lowest, "highest": highest}
            return Problem(at, code, {"found": _found(value), **limits})
        case "string_type" if isinstance(value, Mapping | list | tuple):
            return Problem(at, "not_one_text", {"found": _found(value)})
        case other:
            code = _CODES.get(other) or _PATTERN_CODES[key]
            return Problem(at, code, {"key": key, "found": _found(value)})


# ── Showing what was found ───────────────────────────────────────────────────────────────────


def _found(value: object) -> str:
    """A value fit for a sentence, however large it is and whatever it holds."""
    match value:
        case str():
            # No reader can tell the kinds of spaces apart, and some do not print.
            return shown(_SPACES.sub(" ", value[:100]))
        case bool() | float():
            return shown(value)
        case int() if abs(value) >= 10**18:
            # Python refuses to write numbers of thousands of digits.
            return "≥ 10^18" if value > 0 else "≤ -10^18"
        case int() | date():
            return str(value)
        case None:
            return "null"
        case Mapping():
            return shown(f"{{{', '.join(_glimpses(value))}}}")
        case list() | tuple():
            return shown(f"[{', '.join(_glimpses(value))}]")
        case _:
            return type(value).__name__


def _glimpses(values: Iterable[object]) -> list[str]:
    """The first few of the values, nothing of what is inside them."""
    few = list(islice(values, 4))
    words = ["…" if isinstance(one, Mapping | list | tuple) else _found(one) for one in few[:3]]
    return [*words, *("…" for _ in few[3:])]
