"""Options and arguments that several commands take."""

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, NamedTuple, ParamSpec, TypeVar

import click
from pydantic import Field, TypeAdapter, ValidationError

from screening.cli.terminal import language, show_problems, stop
from screening.core import paris, views
from screening.core.model import Written
from screening.core.problems import errors
from screening.core.query import LARGEST_PAGE, Query
from screening.core.views import CLOSED, PERIODS, Known
from screening.language import say_problem, t
from screening.service import Desk

P = ParamSpec("P")
R = TypeVar("R")


class WordsType(click.ParamType[str]):
    """A name, a code or words to look for: a text that a log and a search can hold."""

    name = "text"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        try:
            return _WORDS.validate_python(value)
        except ValidationError:
            self.fail(t(language(), "cli.bad_words"), param, ctx)


_WORDS: TypeAdapter[str] = TypeAdapter(Annotated[Written, Field(max_length=200)])
WORDS = WordsType()

CRITERIA = click.option(
    "--criteria",
    type=click.Path(path_type=Path),
    help="The criteria file, instead of the one in force.",
)
ON = click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help="The day whose rules apply, as 2026-01-31; today by default.",
)
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
FILES = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
BY = click.option(
    "--by", type=WORDS, required=True, metavar="ID", help="Who does it: a person's id or name."
)


# ── Which cases ──────────────────────────────────────────────────────────────────────────────


class RangeType(click.ParamType[str]):
    """A period or a range, as the address of the decision log writes it."""

    def __init__(self, filter: str) -> None:
        self.name = filter

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        _, problems = views.read({self.name: value}, Known(frozenset(), frozenset()))
        for problem in errors(problems):
            self.fail(" ".join(say_problem(language(), problem)), param, ctx)
        return str(value)


class Filters(NamedTuple):
    """What the options below say, in the words of an address of the decision log."""

    said: Mapping[str, str]

    def query(self, desk: Desk, size: int = LARGEST_PAGE) -> Query:
        """The query for it; days begin in Paris. Ends the command where a word is none we know."""
        view, problems = views.read(self.said, Known.of(desk.editions()))
        show_problems(problems, None, err=True)
        if errors(problems):
            stop(t(language(), "cli.bad_filters"))
        people = (desk.people_called(one) for one in view.of("owner"))
        owners = [
            called[0].id if called else one
            for one, called in zip(view.of("owner"), people, strict=True)
        ]
        today = paris.day_of(desk.now())
        return views.query_of(view.choosing("owner", owners), today, size)


_FILTERS = (
    click.option(
        "--text", type=WORDS, metavar="WORDS", help="Words the case holds, whatever their accents."
    ),
    *(
        click.option(f"--{name}", multiple=True, type=click.Choice(CLOSED[name]), metavar=metavar)
        for name, metavar in (
            ("status", "|".join(CLOSED["status"])),
            ("outcome", "|".join(CLOSED["outcome"])),
            ("ruling", "|".join(CLOSED["ruling"])),
            ("procedure", "|".join(CLOSED["procedure"])),
            ("because", "REASON"),
            ("conditions", "|".join(CLOSED["conditions"])),
        )
    ),
    click.option(
        "--finding",
        multiple=True,
        type=WORDS,
        metavar="CRITERION.STANDING",
        help="As sector.not_met: met, partly_met, not_met or unanswered.",
    ),
    click.option(
        "--answer",
        multiple=True,
        type=WORDS,
        metavar="QUESTION.OPTION",
        help="As question.option, or question.yes.",
    ),
    click.option("--owner", multiple=True, type=WORDS, metavar="ID", help="A person's id or name."),
    click.option("--edition", multiple=True, type=WORDS, metavar="NAME"),
    click.option(
        "--opened",
        type=RangeType("opened"),
        metavar="DAYS",
        help=f"As 2026-01-01..2026-03-31, 2026-07-01.. or {', '.join(PERIODS)}.",
    ),
    click.option("--decided", type=RangeType("decided"), metavar="DAYS", help="The same."),
    click.option(
        "--amount", type=RangeType("amount"), metavar="EUROS", help="As 10000..50000 or ..5000."
    ),
)


def with_filters(command: Callable[P, R]) -> Callable[..., R]:
    """Gives a command the filters of the decision log, as its argument `filters`.

    Of several values of one filter a case has one; all filters must hold.
    """

    @wraps(command)
    def taking_them(*args: P.args, **kwargs: P.kwargs) -> R:
        said = {name: _as_in_an_address(kwargs.pop(name)) for name in views.NAMES if name in kwargs}
        kwargs["filters"] = Filters({name: value for name, value in said.items() if value})
        return command(*args, **kwargs)

    for option in reversed(_FILTERS):
        taking_them = option(taking_them)
    return taking_them


def _as_in_an_address(value: object) -> str:
    if isinstance(value, str | None):
        return value or ""
    assert isinstance(value, Iterable)
    return views.joined(map(str, value))
