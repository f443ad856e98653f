"""Reads data/committee.yaml strictly: who sits, and the names that belong in the directory."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from screening.core.committee_rules import CommitteeRules
from screening.core.model import Code, Day, Flag, Model, Written
from screening.core.problems import Problem, errors
from screening.core.roster import Roster, Term
from screening.core.roster_check import roster_problems, roster_warnings
from screening.criteria_shape import MOST_MISTAKES, as_written, shaped
from screening.directory import is_id
from screening.settings import HOME, Settings
from screening.stores.protocol import PersonDetails
from screening.text_file import TextUnreadable, read_text
from screening.yaml_file import read_yaml

EXAMPLE = HOME / "data" / "committee.example.yaml"


@dataclass(frozen=True, slots=True)
class LoadedRoster:
    """Who sits, and what the directory should know of them. No name goes any further.

    `example` is True of the invented committee, which stands in until there is a real one; it has
    no seats where it does not fit the edition.
    """

    roster: Roster
    people: tuple[PersonDetails, ...]
    path: Path
    warnings: tuple[Problem, ...] = ()

    @property
    def example(self) -> bool:
        return self.path == EXAMPLE


class CommitteeUnreadable(Exception):
    """The committee's file cannot be used. Show every problem, and mend the file."""

    def __init__(self, problems: tuple[Problem, ...], path: Path) -> None:
        found = ", ".join(f"line {one.line}: {one.code}" for one in problems)
        super().__init__(f"{path}: {found}")
        self.problems = problems
        self.path = path


def load(path: Path, rules: CommitteeRules, day: date) -> LoadedRoster:
    """The committee in a file, under the rules of an edition; what it lacks that day is a warning.

    Where the default file does not exist yet, the invented committee is read instead; it sits for
    nobody where the edition has other colleges. Raises CommitteeUnreadable with every problem, in
    order of lines.
    """
    if path == Settings().committee and not path.exists():
        path = EXAMPLE
    try:
        document, misspelt = read_yaml(read_text(path))
    except TextUnreadable as unreadable:
        raise CommitteeUnreadable((unreadable.problem,), path) from unreadable
    if document is None:
        raise CommitteeUnreadable(misspelt, path)
    written, mistakes = _written(document.plain, rules)
    problems = document.in_order_of_lines(misspelt, mistakes)
    if written is None or errors(problems):
        if path == EXAMPLE:
            return LoadedRoster(Roster(()), (), path)
        raise CommitteeUnreadable(problems, path)
    roster = Roster(tuple(_term(one) for one in written.seats))
    people = {
        one.id: PersonDetails(one.id, one.name, one.email, None, None) for one in written.seats
    }
    lacking = document.in_order_of_lines(roster_warnings(roster, rules, day))
    return LoadedRoster(roster, tuple(people.values()), path, (*problems, *lacking))


# ── What stands in the file ──────────────────────────────────────────────────────────────────


class _Seat(Model):
    """A member's time in a seat, with their name."""

    id: Annotated[Written, Field(max_length=64)]
    name: Annotated[Written, Field(max_length=120)]
    email: Annotated[Written, Field(max_length=200, pattern=r"^[^@\s]+@[^@\s]+$")] | None = None
    college: Code
    bureau: Flag = False
    chair: Flag = False
    from_: Day | None = Field(None, alias="from")
    until: Day | None = None


class _Committee(Model):
    seats: tuple[_Seat, ...] = Field(min_length=1)


_SEAT: TypeAdapter[_Seat] = TypeAdapter(_Seat)


def _written(raw: object, rules: CommitteeRules) -> tuple[_Committee | None, tuple[Problem, ...]]:
    """The committee as written, and every problem in it, also where only parts can be read."""
    if not isinstance(raw, dict):
        return None, (Problem((), "shape_not_committee"),)
    committee, meant, mistakes = shaped(_Committee, raw)
    seats = dict(enumerate(committee.seats)) if committee else _readable(meant)
    terms = {position: _term(one) for position, one in seats.items()}
    contradictions = chain(
        _people_problems(seats), roster_problems(terms, [one.id for one in rules.colleges])
    )
    return committee, (*mistakes, *as_written(islice(contradictions, MOST_MISTAKES), mistakes))


def _readable(raw: Mapping[str, object]) -> dict[int, _Seat]:
    """The seats that can be read, by position."""
    seats = raw.get("seats")
    readable = {}
    for position, written in enumerate(seats if isinstance(seats, list) else ()):
        with suppress(ValidationError):  # told already, with the file as a whole
            readable[position] = _SEAT.validate_python(written)
    return readable


def _people_problems(seats: Mapping[int, _Seat]) -> Iterator[Problem]:
    """Ids that could say who somebody is, for they are sealed; two names under one id."""
    named: dict[str, tuple[int, str]] = {}
    for position, one in seats.items():
        if not is_id(one.id) or one.id.startswith("c-"):
            yield Problem(("seats", position, "id"), "member_id_not_opaque", {"id": one.id})
        first, name = named.setdefault(one.id, (position, one.name))
        if name != one.name:
            values = {"id": one.id, "name": name, "first": first + 1}
            yield Problem(("seats", position, "name"), "member_of_two_names", values)


def _term(one: _Seat) -> Term:
    return Term(one.id, one.college, one.bureau, one.chair, one.from_, one.until)
