"""Reads criteria.yaml strictly: an edition, or every mistake with its line and what was meant."""

from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from pydantic import ValidationError

from screening.core.criteria import Edition
from screening.core.problems import Problem
from screening.yaml_file import YamlUnreadable, read_yaml


@dataclass(frozen=True, slots=True)
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
        return read(path.read_bytes().decode())
    except CriteriaUnreadable as unreadable:
        raise CriteriaUnreadable(unreadable.problems, path) from None


@lru_cache(maxsize=32)  # reading takes some 30 ms, and a text never changes its meaning
def read(text: str) -> LoadedEdition:
    """The edition in a text, as kept in a log. Raises CriteriaUnreadable with every problem."""
    try:
        document = read_yaml(text)
    except YamlUnreadable as unreadable:
        raise CriteriaUnreadable(unreadable.problems) from None
    try:
        edition = Edition.model_validate(document.plain)
    except ValidationError as error:
        problems = (
            Problem(tuple(one["loc"]), "shape_wrong", {"found": one["type"]})
            for one in error.errors()
        )
        raise CriteriaUnreadable(
            tuple(replace(one, line=document.line(one.at)) for one in problems)
        ) from None
    return LoadedEdition(edition, sha256(text.encode()).hexdigest(), text)
