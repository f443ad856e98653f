"""The desk at one moment, for whatever is read in several steps and quotes the head."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import cast

from screening.core.chain import Head
from screening.service import Desk
from screening.stores.protocol import DecisionLog


@contextmanager
def at_one_moment(desk: Desk) -> Iterator[tuple[Desk, Head]]:
    """The desk over its log as it is now, and the head; to read with, in the thread that began."""
    with desk.log.reading() as reading:
        # What reads a log asks nothing of it that a reading lacks.
        yield replace(desk, log=cast(DecisionLog, reading)), reading.head()
