"""Real processes that cost little: forks of the test, which has the program loaded already.

A test opens no log before it forks: SQLite's connections do not survive that.
"""

import os
import traceback
from collections.abc import Callable, Iterable

from screening.core import cases, facts
from screening.stores.protocol import DecisionLog
from tests.builders import a_screening


def forked(work: Callable[[], None]) -> int:
    """The id of a new process that does the work and ends, without returning into the test."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        work()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def finished(children: Iterable[int]) -> list[int]:
    """Waits for the processes and gives their exit codes: 0 for work done, else it is printed."""
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


def submit(log: DecisionLog, submission: str) -> str:
    """Records a submission as the service does, and gives its case."""
    with log.writing() as writing:
        if earlier := writing.submitted(submission):
            return earlier
        number = writing.head.number + 1
        fact = a_screening(f"C-{number}", submission=submission)
        writing.append(fact.case, facts.content(fact))
        writing.index(cases.row(cases.fold([fact], number)))
    return fact.case
