"""python -m screening: the desk from a terminal."""

from screening.cli import main

main(prog_name="python -m screening")
