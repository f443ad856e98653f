"""Names what keeps the content of a file from being what it should: keys, types, limits."""

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from itertools import islice
from typing import Any, TypeVar, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from screening.core.criteria import Edition
from screening.core.model import Model, Text
from screening.core.problems import Path, Problem
from screening.core.spelling import shown, unknown_name

Shape = TypeVar("Shape", bound=Model)

# Nobody mends more than these before trying again, and guessing what each key was meant to be
# takes a while.
MOST_MISTAKES = 200

# What chooses between the kinds of an element.
_TAGS = {"questions": "type", "criteria": "kind"}

# Codes for pydantic's types of error that need no more than what was found.
_PLAIN_CODES = {
    "string_type": "shape_not_text",
    "int_type": "shape_not_whole",
    "bool_type": "shape_not_true_false",
    "tuple_type": "shape_not_list",
    "dict_type": "shape_not_mapping",
    "day": "shape_not_day",
    "date_type": "shape_not_day",
    "date_parsing": "shape_not_day",
    "date_from_datetime_parsing": "shape_not_day",
    "date_from_datetime_inexact": "shape_not_day",
    "formula": "shape_formula",
    "not_fraction": "shape_not_fraction",
    "more_than_all": "shape_more_than_all",
    "not_majority": "shape_not_majority",
    "majority_decides_nothing": "shape_majority_decides_nothing",
}
_PATTERN_CODES = {"name": "shape_not_name", "href": "shape_not_address", "email": "shape_not_email"}


def shaped(
    model: type[Shape], raw: Mapping[str, object]
) -> tuple[Shape | None, dict[str, object], tuple[Problem, ...]]:
    """The content as a model, what was plainly meant by it, and every mistake of shape in it.

    The model counts only when there is no mistake: to find whatever else is wrong, what was plainly
    meant is put in the place of what was written.
    """
    meant = dict(raw)
    try:
        return model.model_validate(meant), meant, ()
    except ValidationError as error:
        mistakes = _shape_problems(error, meant, model)
    meant = _with_gaps_filled(meant, mistakes)
    try:
        return model.model_validate(meant), meant, mistakes
    except ValidationError as error:
        more = as_written(_shape_problems(error, meant, model), mistakes)
        return None, meant, (*mistakes, *(one for one in more if one not in mistakes))


def _shape_problems(error: ValidationError, raw: object, model: type[Model]) -> tuple[Problem, ...]:
    """Every mistake behind a failed validation of `raw` as a model, each named once.

    Places are those of the file: what pydantic adds to tell unions apart is left out.
    """
    details = islice(_told_once(error.errors(include_url=False), raw), MOST_MISTAKES)
    found = [_problem(one, raw, model) for one in details]
    # A misspelt key is one mistake, not an unknown key and a missing one.
    misspelt = {
        (*one.at[:-1], str(one.values["meant"]))
        for one in found
        if one.code == "shape_unknown_key_like"
    }
    return tuple(one for one in found if one.at not in misspelt)


def with_kinds_meant(
    raw: Mapping[str, object],
) -> tuple[dict[str, object], tuple[Problem, ...]]:
    """The content with each misspelt kind replaced by the one that was plainly meant.

    A mistake in the kind would hide every other mistake of the same element.
    """
    problems: list[Problem] = []
    meant = dict(raw)
    for name, tag in _TAGS.items():
        elements = raw.get(name)
        if not isinstance(elements, list):
            continue
        known = _tags((name,))
        copies = [dict(one) if isinstance(one, dict) else one for one in elements]
        meant[name] = copies
        for position, element in enumerate(copies):
            written = _mapping(element).get(tag)
            if isinstance(written, str) and written not in known:
                problem = unknown_name((name, position, tag), "shape_unknown_word", written, known)
                if "meant" in problem.values:
                    problems.append(problem)
                    element[tag] = problem.values["meant"]
    return meant, tuple(problems)


def _with_gaps_filled(raw: Mapping[str, object], problems: Iterable[Problem]) -> dict[str, object]:
    """The content with misspelt keys replaced by those meant, and stand-ins for missing sentences.

    Neither keeps the rest of an element from being checked.
    """
    filled: dict[str, Any] = deepcopy(dict(raw))
    for one in problems:
        if one.code == "shape_unknown_key_like":
            around = _value(one.at[:-1], filled)
            around.setdefault(one.values["meant"], around.pop(one.at[-1]))
        elif one.code in ("shape_missing_fr", "shape_missing_en"):
            _value(one.at[:-1], filled)[one.at[-1]] = "…"
    return filled


def as_written(problems: Iterable[Problem], mistakes: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems of a content with its gaps filled, at the places that the file really has."""
    written = {
        (*one.at[:-1], one.values["meant"]): one.at[-1]
        for one in mistakes
        if one.code == "shape_unknown_key_like"
    }
    return tuple(
        replace(one, at=tuple(written.get(one.at[: n + 1], step) for n, step in enumerate(one.at)))
        for one in problems
    )


# ── From pydantic's errors to ours ───────────────────────────────────────────────────────────


def _told_once(details: Iterable[ErrorDetails], raw: object) -> Iterator[ErrorDetails]:
    """Leaves out the branch of `blocking` (true or a list) that was plainly not meant."""
    for one in details:
        at = _place(one["loc"], raw)
        if len(at) >= 3 and at[2] == "blocking":
            meant_list = isinstance(_value(at[:3], raw), list)
            if meant_list == ("bool" in one["loc"]):
                continue
        yield one


def _problem(one: ErrorDetails, raw: object, root: type[Model]) -> Problem:
    at = _place(one["loc"], raw)
    context: Mapping[str, Any] = one.get("ctx", {})
    value = one["input"]
    found = shown(value)
    last = str(at[-1]) if at else ""
    match one["type"]:
        case "missing":
            return _missing((*at, str(one["loc"][-1])), raw, root)
        case "extra_forbidden":
            return unknown_name(at, "shape_unknown_key", last, _keys(at[:-1], raw, root))
        case "union_tag_not_found":
            tag = _TAGS[str(at[0])]
            values = {"key": tag, "known": ", ".join(_tags(at))}
            return Problem((*at, tag), "shape_missing_tag", values)
        case "union_tag_invalid":
            tag = _TAGS[str(at[0])]
            written = shown(context["tag"])
            return unknown_name((*at, tag), "shape_unknown_word", written, _tags(at))
        case _ if value is None:
            return Problem(at, "shape_no_value", {"key": last})
        case "literal_error":
            expected = re.findall(r"'([^']*)'", context["expected"])
            return unknown_name(at, "shape_unknown_word", found, expected)
        case "string_pattern_mismatch":
            code = _PATTERN_CODES.get(last, "shape_not_code")
            return Problem(at, code, {"found": found})
        case "too_short" if isinstance(value, str):
            return Problem(at, "shape_no_value", {"key": last})
        case "too_long" | "string_too_long" if isinstance(value, str):
            length = {"length": len(value), "most": context["max_length"]}
            return Problem(at, "shape_long_text", length)
        case "too_short":
            return Problem(at, "shape_too_few", {"key": last, "least": context["min_length"]})
        case "too_long":
            return Problem(at, "shape_too_many", {"key": last, "most": context["max_length"]})
        case "greater_than_equal":
            return Problem(at, "shape_below", {"found": found, "lowest": context["ge"]})
        case "less_than_equal":
            return Problem(at, "shape_above", {"found": found, "highest": context["le"]})
        case "unwritable":
            return Problem(at, "shape_unwritable", dict(context))
        case "model_type" | "model_attributes_type":
            both = _model(at, raw, root) is Text
            return Problem(at, "shape_one_language" if both else "shape_not_mapping", {"key": last})
        case other:
            if last == "blocking":
                return Problem(at, "shape_not_blocking", {"found": found})
            code = _PLAIN_CODES.get(other, "shape_wrong")
            return Problem(at, code, {"key": last, "found": found})


def _missing(at: Path, raw: object, root: type[Model]) -> Problem:
    if _model(at[:-1], raw, root) is Text:
        return Problem(at, f"shape_missing_{at[-1]}", {"text": str(at[-2])})
    return Problem(at, "shape_missing_key", {"key": str(at[-1])})


# ── Places and the models that stand there ───────────────────────────────────────────────────


def _place(loc: Iterable[str | int], raw: object) -> Path:
    """The steps of a pydantic location that lead somewhere in the file."""
    at: Path = ()
    value: Any = raw
    for position, step in enumerate(loc):
        if position == 2 and at[0] in _TAGS:
            continue  # the tag of the union, which may be spelt like a key
        leads_on = isinstance(value, list) if isinstance(step, int) else step in _mapping(value)
        if leads_on:
            value = value[step]
            at = (*at, step)
    return at


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _value(at: Path, raw: Any) -> Any:
    for step in at:
        raw = raw[step]
    return raw


def _keys(at: Path, raw: object, root: type[Model]) -> list[str]:
    model = _model(at, raw, root)
    fields = model.model_fields if model else {}
    return [field.alias or name for name, field in fields.items()]


def _model(at: Path, raw: Any, root: type[Model]) -> type[Model] | None:
    """The model of the mapping at a place; None where the file has no mapping to have one."""
    models: list[type[Model]] = [root]
    for position, step in enumerate(at):
        if isinstance(step, str):
            models = [
                inner
                for model in models
                for name, field in model.model_fields.items()
                if (field.alias or name) == step
                for inner in _models_in(field.annotation)
            ]
        elif position == 1 and at[0] in _TAGS:
            tag = _TAGS[str(at[0])]
            kind = _mapping(_value(at[:2], raw)).get(tag)
            models = [model for model in models if kind in _tag_of(model, tag)]
    return models[0] if models else None


def _models_in(annotation: object) -> list[type[Model]]:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]


def _tags(at: Path) -> list[str]:
    name = str(at[0])
    elements = _models_in(Edition.model_fields[name].annotation)
    return [tag for model in elements for tag in _tag_of(model, _TAGS[name])]


def _tag_of(model: type[Model], tag: str) -> tuple[str, ...]:
    return get_args(model.model_fields[tag].annotation)
