"""The command line: data on stdout, talk on stderr; exit 0 fine, 1 findings, 2 misuse."""

from screening.cli.group import main

__all__ = ["main"]
