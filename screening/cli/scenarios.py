"""scenarios: those that the log holds, as a file to keep beside the criteria."""

import click

from screening.cli.cases import OPERATOR
from screening.cli.opening import open_desk
from screening.cli.terminal import language, say
from screening.language import t
from screening.scenario_files import as_yaml
from screening.scenarios import Scenarios, as_filed


@click.command()
def scenarios() -> None:
    """Write out the scenarios in use in the log, as YAML.

    In a file of the folder scenarios beside the criteria, check runs them.
    """
    held = Scenarios(open_desk(None)).kept(OPERATOR)
    in_use = [as_filed(one) for one in held if one.dropped is None]
    click.echo(as_yaml(in_use), nl=False)
    say(t(language(), "cli.scenarios_in_use", count=len(in_use)))
