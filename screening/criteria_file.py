"""Reads criteria.yaml strictly: an edition, or every mistake with its line and what was meant."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from screening.core.committee_rules import CommitteeRules
from screening.core.criteria import Criterion, Edition, Question, Target
from screening.core.criterion_check import Period
from screening.core.edition_analysis import analyse
from screening.core.edition_check import (
    REFERENCES,
    Parts,
    Reference,
    edition_problems,
    parts_problems,
)
from screening.core.model import LANGUAGES, Day
from screening.core.problems import Problem, errors
from screening.criteria_shape import as_written, shaped, with_kinds_meant
from screening.text_file import TextUnreadable, read_text
from screening.yaml_file import read_yaml

T = TypeVar("T")
_QUESTION: TypeAdapter[Question] = TypeAdapter(Question)
_CRITERION: TypeAdapter[Criterion] = TypeAdapter(Criterion)
_TARGET: TypeAdapter[Target] = TypeAdapter(Target)
_DAY: TypeAdapter[date] = TypeAdapter(Day)


@dataclass(frozen=True, slots=True, eq=False)
class LoadedEdition:
    """An edition and the very text it was read from, which the log keeps.

    `fingerprint` is the sha256 of the file's bytes, in hexadecimal: the same for `load` of a file
    and `read` of its text.
    """

    edition: Edition
    fingerprint: str
    text: str
    warnings: tuple[Problem, ...] = ()


class CriteriaUnreadable(Exception):
    """The criteria file cannot be used. Show every problem, and mend the file; nothing was read.

    `path` is None when the criteria came as text, out of a log.
    """

    def __init__(self, problems: tuple[Problem, ...], path: Path | None = None) -> None:
        found = ", ".join(f"line {one.line}: {one.code}" for one in problems)
        super().__init__(f"{path or 'criteria'}: {found}")
        self.problems = problems
        self.path = path


def load(path: Path) -> LoadedEdition:
    """The edition in a file. Raises CriteriaUnreadable with every problem, in order of lines."""
    try:
        return read(read_text(path))
    except TextUnreadable as unreadable:
        raise CriteriaUnreadable((unreadable.problem,), path) from unreadable
    except CriteriaUnreadable as unreadable:
        raise CriteriaUnreadable(unreadable.problems, path) from None


@lru_cache(maxsize=32)  # reading takes some 50 ms, and a text never changes its meaning
def read(text: str) -> LoadedEdition:
    """The edition in a text, as kept in a log. Raises CriteriaUnreadable with every problem."""
    document, misspelt = read_yaml(text)
    if document is None:
        raise CriteriaUnreadable(misspelt)
    edition, mistaken = _edition(document.plain)
    cut_short = (
        Problem(at, "sentence_cut_short", warning=True)
        for at in document.cut_short
        if at and at[-1] in LANGUAGES
    )
    problems = document.in_order_of_lines(misspelt, mistaken, cut_short)
    if edition is None or errors(problems):
        raise CriteriaUnreadable(problems)
    return LoadedEdition(edition, sha256(text.encode()).hexdigest(), text, problems)


def second_look(loaded: LoadedEdition) -> tuple[Problem, ...]:
    """What nobody would call a mistake, and deserves a second look; each with its line.

    Apart from `read`, which opens the desk and would take longer for it. See core.edition_analysis.
    """
    return located(analyse(loaded.edition), loaded.text)


def located(problems: tuple[Problem, ...], text: str) -> tuple[Problem, ...]:
    """Problems of an edition at their lines in the text it was read from, in order of lines."""
    document = read_yaml(text)[0] if problems else None
    return document.in_order_of_lines(problems) if document is not None else problems


# ── From plain values to an edition ──────────────────────────────────────────────────────────


def _edition(raw: object) -> tuple[Edition | None, tuple[Problem, ...]]:
    """What a file holds as an edition, and every problem with it.

    The edition counts only when no problem is an error: to find whatever else is wrong, what was
    plainly meant is put in the place of what was written.
    """
    if not isinstance(raw, dict):
        return None, (Problem((), "shape_not_edition"),)
    meant, problems = with_kinds_meant(raw)
    edition, meant, mistakes = shaped(Edition, meant)
    problems += mistakes
    contradictions = parts_problems(_parts(meant)) if edition is None else edition_problems(edition)
    return edition, (*problems, *as_written(contradictions, mistakes))


def _parts(raw: Mapping[str, object]) -> Parts:
    lists = {
        name: written
        for name in ("objectives", "targets", "groups", "questions", "criteria")
        if isinstance(written := raw.get(name, [] if name == "groups" else None), list)
    }
    return Parts(
        ids={name: [_code(one, "id") for one in written] for name, written in lists.items()},
        references=tuple(_references(lists)),
        questions=_readable(_QUESTION, lists.get("questions", [])),
        criteria=_readable(_CRITERION, lists.get("criteria", [])),
        targets=_readable(_TARGET, lists.get("targets", [])),
        period=Period(
            _day(raw.get("in_force_from")) or date.min,
            _day(raw.get("in_force_until")) or date.max,
        ),
        committee=_committee(raw.get("committee")),
    )


def _references(lists: Mapping[str, list[object]]) -> Iterator[Reference]:
    for list_, kind in REFERENCES:
        for position, written in enumerate(lists.get(list_, [])):
            if (name := _code(written, kind)) is not None:
                yield Reference((list_, position, kind), kind, name)


def _code(written: object, key: str) -> str | None:
    code = written.get(key) if isinstance(written, dict) else None
    return code if isinstance(code, str) else None


def _readable(one: TypeAdapter[T], written: list[object]) -> dict[int, T]:
    """The elements that can be read, by position."""
    readable = {}
    for position, element in enumerate(written):
        with suppress(ValidationError):  # told already, with the edition as a whole
            readable[position] = one.validate_python(element)
    return readable


def _committee(written: object) -> CommitteeRules | None:
    with suppress(ValidationError):
        return CommitteeRules.model_validate(written)
    return None


def _day(written: object) -> date | None:
    with suppress(ValidationError):
        return _DAY.validate_python(written)
    return None
