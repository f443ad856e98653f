"""What every value that crosses a border shares: frozen, nothing unknown let in."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, StrictStr
from pydantic_core import PydanticCustomError

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")

_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Model(BaseModel):
    """A frozen value that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _writable(value: object) -> object:
    """Refuses what no file, spreadsheet or seal can hold, and what a spreadsheet would execute."""
    if isinstance(value, str):
        if bad := _UNWRITABLE.search(value):
            raise PydanticCustomError(
                "unwritable",
                "holds the character {character} at position {position}",
                {"character": f"U+{ord(bad[0]):04X}", "position": bad.start() + 1},
            )
        value = value.strip()
        if value.startswith("="):
            raise PydanticCustomError("formula", "begins with =, as a spreadsheet formula does")
    return value


def tidied(text: str | None) -> str | None:
    """A person's words as `Written` takes them; None when nothing is left of them.

    What no file can hold is invisible, and an equals sign at the beginning would be a formula in a
    spreadsheet: neither is worth stopping somebody who writes a sentence.
    """
    kept = _UNWRITABLE.sub("", text or "").strip().lstrip("=").strip()
    return kept or None


def _day(value: object) -> object:
    """Takes a date or its ISO text; a number would silently become a day in 1970."""
    if isinstance(value, date) or (isinstance(value, str) and _ISO_DAY.fullmatch(value)):
        return value
    raise PydanticCustomError("day", "is not a day written as 2026-01-31")


Code = Annotated[StrictStr, Field(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]
# A text that files, spreadsheets and seals can hold, and that no spreadsheet would execute.
Written = Annotated[StrictStr, BeforeValidator(_writable), Field(min_length=1)]
Day = Annotated[date, BeforeValidator(_day)]
Whole = StrictInt
Flag = StrictBool


class Text(Model):
    """One sentence in both languages."""

    fr: Annotated[Written, Field(max_length=2_000)]
    en: Annotated[Written, Field(max_length=2_000)]

    def in_(self, language: Language) -> str:
        return self.fr if language == "fr" else self.en
