"""A mistake in something a person wrote, named precisely enough to be mended."""

from collections.abc import Iterable, Mapping
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
            written += f"[{step}]" if isinstance(step, int) else f".{step}" if written else step
        return written


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Only the problems that stop: warnings left out."""
    return tuple(problem for problem in problems if not problem.warning)
