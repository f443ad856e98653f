"""Fractions as people write them: 1/2. Never a float, which is none of the shares it stands for."""

import re
from fractions import Fraction
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator
from pydantic_core import PydanticCustomError

_WRITTEN = re.compile(r"([0-9]{1,80})/([0-9]{1,80})")


def written(value: Fraction) -> str:
    """`1/2`, and `1/1` for one: what `Exact` reads."""
    return f"{value.numerator}/{value.denominator}"


def parse(text: object) -> Fraction | None:
    """The fraction that a text writes out, from 0 up; None where it writes none."""
    found = _WRITTEN.fullmatch(text) if isinstance(text, str) else None
    if found is None or int(found[2]) == 0:
        return None
    return Fraction(int(found[1]), int(found[2]))


def _exact(value: object) -> Fraction:
    fraction = value if isinstance(value, Fraction) else parse(value)
    if fraction is None:
        raise PydanticCustomError("not_fraction", "is not a fraction written as 1/2")
    return fraction


def _portion(value: object) -> Fraction:
    fraction = _exact(value)
    if fraction > 1:
        raise PydanticCustomError("more_than_all", "is more than the whole")
    return fraction


_AS_TEXT = PlainSerializer(written, return_type=str)

Exact = Annotated[Fraction, PlainValidator(_exact), _AS_TEXT]
# A part of a whole, from 0/1 to 1/1.
Portion = Annotated[Fraction, PlainValidator(_portion), _AS_TEXT]
