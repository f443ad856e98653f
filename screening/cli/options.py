"""Options and arguments that several commands take."""

from pathlib import Path
from typing import Annotated, Any

import click
from pydantic import Field, TypeAdapter, ValidationError

from screening.cli.terminal import language
from screening.core.model import Written
from screening.language import t


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
