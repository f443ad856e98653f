"""new-edition: a commented criteria file to begin one's own with."""

from datetime import date
from pathlib import Path

import click

from screening import criteria_file
from screening.cli.opening import today
from screening.cli.options import WORDS
from screening.cli.terminal import language, say, stop
from screening.core.model import LANGUAGES, Language
from screening.language import t

STARTER = Path(__file__).parent.parent / "starter.yaml"


@click.command("new-edition")
@click.option(
    "--to", "file", type=click.Path(path_type=Path), help="A new file, instead of the output."
)
@click.option("--name", type=WORDS, help="The edition's name; next year's first by default.")
@click.option(
    "--language",
    "comments",
    type=click.Choice(LANGUAGES),
    help="Of the comments; yours by default. The sentences are in both.",
)
def new_edition(file: Path | None, name: str | None, comments: Language | None) -> None:
    """Write a criteria file to begin with.

    An invented mission, with each type of question and each kind of criterion explained. It is
    valid as it is: replace one part, `check`, and go on.
    """
    day = today()
    text = starter(name or f"{day.year + 1}-1", day, comments or language())
    criteria_file.read(text)  # a name that no edition can have stops here
    if file is None:
        click.echo(text, nl=False)
        return
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(text)
    except FileExistsError:
        stop(t(language(), "cli.edition_exists", file=str(file)))
    except OSError as error:
        why = error.strerror or str(error)
        stop(t(language(), "cli.edition_unwritten", file=str(file), why=why))
    say(t(language(), "cli.edition_begun", file=str(file)))


def starter(name: str, day: date, comments: Language) -> str:
    """The starter file, in force from this day until the end of next year."""
    lines = STARTER.read_text("utf-8").splitlines(keepends=True)
    others = tuple(f"#{one}" for one in LANGUAGES if one != comments)
    text = "".join(one for one in lines if not one.lstrip().startswith(others))
    for written, meant in (
        (f"#{comments}", "#"),
        ('name: "2027-1"', f'name: "{name}"'),
        ("2028-", f"{day.year + 1}-"),
        ("2027-01-01", day.isoformat()),
    ):
        text = text.replace(written, meant)
    return text
