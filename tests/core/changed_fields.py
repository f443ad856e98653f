"""An edition with one field changed, for each field that an edition has."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from pydantic import BaseModel

from screening.core.committee_rules import Majority, SecondCall
from screening.core.criteria import Edition, Measured
from screening.core.model import Text

# What says of which kind a thing is: changed with the rest, or not at all.
KINDS = {"kind", "type"}
OPTIONAL = {"measured", "second_call"}
# Words and names that can stand in each other's place in the shipped edition.
OTHERS = {
    one: other
    for pair in (
        ("advisory", "binding"),
        ("bureau", "all"),
        ("left_out", "counted"),
        ("chair", "not_carried"),
        ("stays", "moves_up"),
        ("earlier", "later"),
        ("more", "less"),
        ("yes", "no"),
        ("open-education", "audiences-first"),
        ("lasting-jobs", "chosen-partners"),
        ("content", "client"),
        ("learners", "funding"),
        ("outcome", "judgement"),
    )
    for one, other in (pair, pair[::-1])
}


def instances(model: BaseModel, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, BaseModel]]:
    """Every model within a model, with the way to it."""
    yield path, model
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from instances(value, (*path, name))
        elif isinstance(value, tuple):
            for place, one in enumerate(value):
                if isinstance(one, BaseModel):
                    yield from instances(one, (*path, name, place))


def replaced(thing: Any, path: tuple[Any, ...], value: object) -> Any:
    if not path:
        return value
    first, *rest = path
    if isinstance(thing, tuple):
        inner = replaced(thing[first], tuple(rest), value)
        return (*thing[:first], inner, *thing[first + 1 :])
    return thing.model_copy(update={first: replaced(getattr(thing, first), tuple(rest), value)})


def another(name: str, value: Any) -> Any:
    """Another value for a field."""
    match value:
        case None if name in ("until", "from_", "review_by", "in_force_until"):
            return date(2030, 1, 1)
        case None if name == "measured":
            return Measured(question="share", at_least=10)
        case None if name == "second_call":
            return SecondCall(days=3)
        case None | Text():
            return Text(fr="autre", en="other")
        case bool():
            return not value
        case int() | Fraction():
            return value + 1
        case date():
            return value + timedelta(1)
        case Majority():
            return Majority(value.bound, not value.strict)
        case (BaseModel(), *_):
            return value[::-1]
        case tuple():
            return value[:-1] if value else ("other",)
        case dict():
            return dict(list(value.items())[1:])
        case BaseModel() if name in OPTIONAL:
            return None
        case str() if name == "share_of":
            return None
        case str() if name == "question":
            return "learner_pays"
        case str() if name != "id":
            return OTHERS.get(value, "other")
        case str():
            return "other"
    raise AssertionError(f"{name} holds {value!r}")


def fields_to_change(edition: Edition) -> Iterator[tuple[tuple[Any, ...], object]]:
    """The way to a field of each name in each class, and its value there."""
    seen = set()
    for path, model in instances(edition):
        name_of_class = type(model).__name__
        for name in type(model).model_fields:
            value = getattr(model, name)
            held = isinstance(value, BaseModel) and not isinstance(value, Text)
            if (
                (name_of_class, name) not in seen
                and name_of_class != "Text"
                # Its own fields are looked at in its place.
                and (not held or name in OPTIONAL)
                and name not in KINDS
                # An answer could not be added to none without knowing the question.
                and (name != "seldom" or value)
                # A fact has no concession, whatever is written there.
                and (name not in ("negotiable", "concession") or model.model_dump()["negotiable"])
                # A concern always refers, whatever is written there.
                and (name_of_class, name) != ("JudgementCriterion", "blocking")
                # What reads a question would read none: told by hand above.
                and not (name_of_class.endswith("Question") and name == "id")
            ):
                seen.add((name_of_class, name))
                yield (*path, name), value


def editions_with_one_field_changed(edition: Edition) -> Iterator[tuple[tuple[Any, ...], Edition]]:
    """For each field the way to it, and the edition in which it alone is another."""
    for path, value in fields_to_change(edition):
        yield path, replaced(edition, path, another(path[-1], value))
