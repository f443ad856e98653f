"""A mistake in something a person wrote, named precisely enough to be mended."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake. The sentence is made later, in the reader's language, from `code` and `values`.

    `at` is the place as keys and positions, e.g. ("criteria", 3, "weight"). `code` names what is
    wrong; the locale files hold, for each code, what is wrong and what would be right. A warning
    does not stop anything. `line` is the 1-based line in the file it came from, when known.
    """

    at: Path
    code: str
    values: Mapping[str, object] = field(default_factory=dict)
    warning: bool = False
    line: int | None = None

    @property
    def place(self) -> str:
        """The place in writing: `criteria[3].weight`, counted from 0 as in JSON paths."""
        written = ""
        for step in self.at:
            key = legible(str(step))
            written += f"[{key}]" if isinstance(step, int) else f".{key}" if written else key
        return written


def legible(text: str) -> str:
    """Something a person wrote, fit for a sentence: short, on one line, printable anywhere."""
    text = text if text.isprintable() else ascii(text)[1:-1]
    return text if len(text) <= 60 else text[:59] + "…"


def repeated_ids(ids: Sequence[str | None], at: Path) -> Iterator[Problem]:
    """The ids of a list, None where one could not be read, that stand in it before."""
    first: dict[str, int] = {}
    for position, id in enumerate(ids):
        if id is None:
            continue
        if id in first:
            values = {"id": id, "first": first[id] + 1}
            yield Problem((*at, position, "id"), "repeated_id", values)
        first.setdefault(id, position)


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Only the problems that stop: warnings left out."""
    return tuple(problem for problem in problems if not problem.warning)
