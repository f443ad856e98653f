"""Makes requests of spreadsheet rows: which column is what, and what its cells stand for."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from screening.core.criteria import Edition, NumberQuestion
from screening.core.model import Model
from screening.core.problems import Path, Problem
from screening.core.request import Contact, Prospect, Request
from screening.core.spelling import shown, unknown_name
from screening.spreadsheets import Cell, Refused, Row

_PARTS: Mapping[str, type[Model]] = {"prospect": Prospect, "contact": Contact}
# Keys that hold more keys than a cell can.
_IN_NO_CELL = ("answers", "evidence")
# What may stand around a whole number in a cell made for reading: 80 %, 12 500,00 €.
_UNIT = re.compile(r"[ \u00a0\u202f]*(%|€|EUR)$", re.IGNORECASE)
_NO_CENTS = re.compile(r"[.,]0{1,2}$")


class Column(NamedTuple):
    """A column's name as written, and the place in a request that it fills, if it is known."""

    name: str
    at: Path | None


class RequestColumns:
    """The columns of a sheet, read from its first row.

    They are named as the keys of a request file: `reference`, `prospect.country`, `learners`; a
    question's id, with or without `answers.`; `prospect` alone for its name, `country` and
    `registration_number` for the prospect's. Capitals, spaces and hyphens make no difference.
    """

    def __init__(self, header: Row, edition: Edition) -> None:
        places = _places(edition)
        self.columns = tuple(
            Column(shown(name), places.get(_plain(name)))
            for name in ("" if cell is None else str(cell) for cell in header.cells)
        )
        self.names = _names(edition)
        self._numbers: set[Path] = {("learners",), ("amount",)}
        for question in edition.questions:
            if isinstance(question, NumberQuestion):
                self._numbers.add(("answers", question.id))

    @property
    def known(self) -> bool:
        """Whether the first row holds names of columns at all."""
        return any(column.at for column in self.columns)

    def request(self, row: Row) -> tuple[dict[str, Any] | None, list[Problem]]:
        """What a row holds, in the shape of a request file, and what is wrong with the cells.

        A blank cell is unknown: it is left out. None when the row cannot be told into cells.
        """
        if row.refused is not None:
            return None, [Problem((), row.refused.code, row.refused.values)]
        raw: dict[str, Any] = {}
        problems: list[Problem] = []
        for position, cell in enumerate(row.cells):
            if cell is None:
                continue
            column = self.columns[position] if position < len(self.columns) else Column("", None)
            if column.at is None:
                problems.append(self._unknown(column, position))
                continue
            value = self._value(cell, column.at)
            if isinstance(value, Refused):
                problems.append(Problem(column.at, value.code, value.values))
            elif _fill(raw, column.at, value) != value:
                problems.append(Problem(column.at, "column_twice", {"column": column.name}))
        return raw, problems

    def _unknown(self, column: Column, position: int) -> Problem:
        if not column.name:
            return Problem((), "cell_without_column", {"number": position + 1})
        return unknown_name((column.name,), "unknown_column", column.name, self.names)

    def _value(self, cell: Cell, at: Path) -> object:
        """A cell as a request file would hold it: texts as text, numbers as numbers."""
        if isinstance(cell, Refused):
            return cell
        if at in self._numbers:
            return _NO_CENTS.sub("", _UNIT.sub("", cell)) if isinstance(cell, str) else cell
        if at[0] == "answers" or at == ("starts",):
            return cell
        if isinstance(cell, date):
            # A spreadsheet that took a reference or a name for a day has lost what was typed.
            return Refused("date_for_text", {"found": cell.isoformat()})
        return str(cell)


def _places(edition: Edition) -> Mapping[str, Path]:
    """What each column fills, by its name in plain writing."""
    places: dict[str, Path] = {}
    for field in Prospect.model_fields:
        places[field] = ("prospect", field)
    del places["name"]  # of whom?
    for question in edition.questions:
        places[question.id] = places[f"answers.{question.id}"] = ("answers", question.id)
    for field in Request.model_fields:
        if field not in _IN_NO_CELL:
            places[field] = (field,)
    for part, model in _PARTS.items():
        places[part] = (part, "name")
        for field in model.model_fields:
            places[f"{part}.{field}"] = places[f"{part}_{field}"] = (part, field)
    return {_plain(name): place for name, place in places.items()}


def _names(edition: Edition) -> Sequence[str]:
    """The names to choose from, as a reader wants them listed."""
    names = [field for field in Request.model_fields if field not in (*_IN_NO_CELL, *_PARTS)]
    parts = [f"{part}.{field}" for part, model in _PARTS.items() for field in model.model_fields]
    return ["prospect", *names, *parts[1:], *(question.id for question in edition.questions)]


def _plain(name: str) -> str:
    name = unicodedata.normalize("NFKC", name).replace("\ufeff", "").strip().casefold()
    return re.sub(r"[\s_-]+", "_", name)


def _fill(raw: dict[str, Any], at: Path, value: object) -> object:
    """Puts a value in its place, unless there is one already; the value that is there then."""
    for step in at[:-1]:
        raw = raw.setdefault(str(step), {})
    return raw.setdefault(str(at[-1]), value)
