"""What a prospect asks for, and the checking of it against an edition."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import Field, StrictBool, StrictInt, StrictStr, ValidationError

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

_YES_NO = {"yes": True, "no": False, "true": True, "false": False}
_WHOLE = re.compile(r"-?[0-9]{1,12}")


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


class Request(Model):
    """A training request. All but the prospect's name and the title may be unknown.

    `learners` is the planned number of people, `amount` whole euros, `starts` a month as 2026-09,
    `source` the address of a public notice. `answers` are by question id; unanswered is absent.
    """

    reference: Annotated[Written, Field(max_length=100)] | None = None
    prospect: Prospect
    title: Annotated[Written, Field(max_length=300)]
    summary: Annotated[Written, Field(max_length=10_000)] | None = None
    learners: Annotated[StrictInt, Field(ge=1, le=10_000_000)] | None = None
    amount: Annotated[StrictInt, Field(ge=0, le=10_000_000_000)] | None = None
    starts: Annotated[StrictStr, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")] | None = None
    owner: Annotated[Written, Field(max_length=120)] | None = None
    contact: Contact | None = None
    source: Annotated[Written, Field(max_length=500, pattern=r"^https?://\S+$")] | None = None
    answers: dict[Code, StrictBool | StrictInt | StrictStr | tuple[StrictStr, ...]] = Field(
        default_factory=dict
    )


def read_request(
    raw: object, edition: Edition, day: date
) -> tuple[Request | None, tuple[Problem, ...]]:
    """A request from what a file or a form holds, or every problem that keeps it from being one.

    The request is None exactly when a problem is an error. `day` tells which options are open.
    """
    if not isinstance(raw, Mapping):
        return None, (Problem((), "request_not_a_mapping", {"found": type(raw).__name__}),)
    answers, answer_problems = read_answers(raw.get("answers"), edition, day)
    problems = [*answer_problems]
    try:
        request = Request.model_validate({**raw, "answers": answers})
    except ValidationError as error:
        request = None
        problems = [*_envelope_problems(error), *problems]
    return (None if errors(problems) else request), tuple(problems)


def read_answers(
    raw: object, edition: Edition, day: date
) -> tuple[dict[str, Answer], tuple[Problem, ...]]:
    """The valid answers by question id, and a problem for each answer that is not valid."""
    if raw is None:
        return {}, ()
    if not isinstance(raw, Mapping):
        return {}, (Problem(("answers",), "answers_not_a_mapping"),)
    questions = {question.id: question for question in edition.questions}
    answers: dict[str, Answer] = {}
    problems: list[Problem] = []
    for id, value in raw.items():
        if id not in questions:
            problems.append(
                Problem(("answers", str(id)), "unknown_question", _meant(str(id), questions))
            )
        elif value is not None:
            read = _read_answer(value, questions[id], day)
            if isinstance(read, Problem):
                problems.append(read)
            else:
                answers[id] = read
    return answers, tuple(problems)


def _read_answer(value: object, question: Question, day: date) -> Answer | Problem:
    at = ("answers", question.id)
    match question:
        case YesNoQuestion():
            if isinstance(value, str):
                value = _YES_NO.get(value.strip().lower(), value)
            return value if isinstance(value, bool) else Problem(at, "not_yes_no", _shown(value))
        case NumberQuestion():
            return _read_number(value, question, at)
        case ChoiceQuestion():
            if not isinstance(value, str):
                return Problem(at, "not_one_option", _shown(value))
            return _option_problem(value, question.options, day, at) or value
        case ChoicesQuestion():
            return _read_options(value, question, day, at)


def _read_number(value: object, question: NumberQuestion, at: Path) -> Answer | Problem:
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return Problem(at, "not_a_whole_number", _shown(value))
    if not question.minimum <= value <= question.maximum:
        limits = {"lowest": question.minimum, "highest": question.maximum}
        return Problem(at, "out_of_range", {**_shown(value), **limits})
    return value


def _read_options(
    value: object, question: ChoicesQuestion, day: date, at: Path
) -> Answer | Problem:
    if isinstance(value, str) or not isinstance(value, Iterable):
        return Problem(at, "not_options", _shown(value))
    chosen = list(value)
    for one in chosen:
        if not isinstance(one, str):
            return Problem(at, "not_options", _shown(one))
        if problem := _option_problem(one, question.options, day, at):
            return problem
    return tuple(option.id for option in question.options if option.id in chosen)


def _option_problem(id: str, options: tuple[Option, ...], day: date, at: Path) -> Problem | None:
    for option in options:
        if option.id != id:
            continue
        if option.open_on(day):
            return None
        if option.until and option.until < day:
            return Problem(at, "option_closed", {"found": id, "until": option.until})
        return Problem(at, "option_not_open_yet", {"found": id, "from": option.from_})
    open_ids = [option.id for option in options if option.open_on(day)]
    return Problem(at, "unknown_option", {**_meant(id, open_ids), "options": ", ".join(open_ids)})


def _meant(written: str, known: Iterable[str]) -> dict[str, object]:
    """What was written, shortened, and the known code it most resembles (or "" when none does)."""
    close = get_close_matches(written[:100], list(known), n=1, cutoff=0.6)
    return {**_shown(written), "meant": close[0] if close else ""}


def _shown(value: object) -> dict[str, object]:
    """A value fit for a sentence: short, one line, printable anywhere."""
    text = value if isinstance(value, str) else repr(value)
    text = text.encode("utf-8", "replace").decode() if text.isprintable() else ascii(text)
    return {"found": text if len(text) <= 60 else text[:59] + "…"}


_ENVELOPE_CODES = {
    "missing": "missing",
    "extra_forbidden": "unknown_key",
    "invalid_key": "unknown_key",
    "string_type": "not_text",
    "string_too_short": "empty_text",
    "string_too_long": "too_long",
    "unwritable": "unwritable",
    "formula": "formula",
    "int_type": "not_a_whole_number",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
    "model_type": "not_a_mapping",
}
_PATTERN_CODES = {"starts": "not_a_month", "source": "not_an_address"}
_KEYS = {"prospect": tuple(Prospect.model_fields), "contact": tuple(Contact.model_fields)}
_RANGES = {"learners": (1, 10_000_000), "amount": (0, 10_000_000_000)}


def _envelope_problems(error: ValidationError) -> Iterable[Problem]:
    for one in error.errors(include_url=False, include_context=True):
        at: Path = tuple(one["loc"])
        code = _ENVELOPE_CODES.get(one["type"]) or _PATTERN_CODES[str(at[-1])]
        values: dict[str, object] = {} if code == "missing" else _shown(one["input"])
        context: Mapping[str, Any] = one.get("ctx", {})
        match code:
            case "unknown_key":
                known = _KEYS.get(str(at[0]) if len(at) > 1 else "", tuple(Request.model_fields))
                values = {**_meant(str(at[-1]), known), "keys": ", ".join(known)}
            case "too_long":
                values = {"most": context["max_length"], "length": len(one["input"])}
            case "unwritable":
                values = dict(context)
            case "out_of_range":
                lowest, highest = _RANGES[str(at[-1])]
                values |= {"lowest": lowest, "highest": highest}
        yield Problem(at, code, values)
