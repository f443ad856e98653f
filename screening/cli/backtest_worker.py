"""A process that makes one back-test for a server: an order comes in, what was found goes out.

    python -m screening.cli.backtest_worker

It says how far it has come as JSON lines, and ends by itself when the server does.
"""

import sys
from pathlib import Path

from screening.backtest_jobs import Order, find, read_order, written
from screening.cli.worker import begin, counting, tell_text
from screening.core.access import NotAllowed
from screening.criteria_file import CriteriaUnreadable, read
from screening.service import NotInForce, desk_over
from screening.stores.protocol import LogUnusable
from screening.stores.sqlite import open_log


def main() -> int:
    text, code = told(read_order(begin()))
    tell_text(text)
    return code


def told(order: Order) -> tuple[str, int]:
    """What was found, or the key of the sentence that says why nothing was, as JSON; and how the
    process ends."""
    try:
        desk = desk_over(open_log(order.log), Path(order.criteria))
        found = find(desk, read(order.draft), order.by, order.on, counting())
    except NotAllowed:
        return '{"why": "not_allowed"}', 1
    except NotInForce:
        return '{"why": "not_in_force"}', 1
    except CriteriaUnreadable:
        return '{"why": "criteria"}', 1
    except LogUnusable:
        return '{"why": "log"}', 1
    return f'{{"found": {written(found)}}}', 0


if __name__ == "__main__":
    sys.exit(main())
