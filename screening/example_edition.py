"""What the example log proposes to change: an edition for next year, made of the one in force.

Changes that do not fit the edition in force are left out: it is another one, then.
"""

import re
from datetime import date
from functools import lru_cache

from pydantic import Field

from screening.core.model import Model, Written
from screening.settings import HOME
from screening.yaml_file import read_yaml

CHANGES = HOME / "data" / "examples" / "next_edition.yaml"

_NAME = r"(?m)^name: .*$"
_FROM = r"(?m)^in_force_from: .*$"
_UNTIL = r"(?m)^in_force_until: .*$"


class Change(Model):
    """One text of the criteria file in the place of another: the first, from `within` on."""

    from_: Written = Field(alias="from")
    to: Written
    within: Written | None = None

    def made(self, text: str) -> str:
        at = text.find(self.within or "")
        return text if at < 0 else text[:at] + text[at:].replace(self.from_, self.to, 1)


class Changes(Model):
    """All of them, in order."""

    changes: tuple[Change, ...]


@lru_cache(maxsize=1)
def read_changes() -> tuple[Change, ...]:
    """The changes in our own file. AssertionError or pydantic.ValidationError if we broke it."""
    document, problems = read_yaml(CHANGES.read_text("utf-8"))
    assert document is not None, problems
    return Changes.model_validate(document.plain).changes


def next_edition(text: str, today: date) -> str:
    """The criteria file of the edition proposed for the year after this day."""
    year = today.year + 1
    for pattern, written in (
        (_NAME, f'name: "{year}-1"'),
        (_FROM, f"in_force_from: {year}-01-01"),
        (_UNTIL, f"in_force_until: {year}-12-31"),
    ):
        text = re.sub(pattern, written, text, count=1)
    for change in read_changes():
        text = change.made(text)
    return text
