"""A process that makes one export for a server: an order comes in, progress goes out.

    python -m screening.cli.export_worker

It says how far it has come as JSON lines, and ends by itself when the server does.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from time import monotonic

from screening.core.access import NotAllowed
from screening.criteria_file import CriteriaUnreadable
from screening.export_jobs import Order
from screening.exports import AlreadyExported, FileUnwritable, export
from screening.service import desk_over
from screening.stores.protocol import LogUnusable
from screening.stores.sqlite import open_log

# How often a person sees a number move.
_PAUSE = 0.5
# The desk's own work comes first.
_NICENESS = 19


def main() -> int:
    os.nice(_NICENESS)
    order, to = Order.read(sys.stdin.readline())
    Thread(target=_end_with_the_server, daemon=True).start()
    why = _why_not(order, to)
    if why is not None:
        _tell(why=why)
    return int(why is not None)


def _why_not(order: Order, to: Path) -> str | None:
    """Makes the export; the key of the sentence that says why not, when it cannot be made."""
    try:
        desk = desk_over(open_log(order.log), Path(order.criteria))
        export(
            desk,
            order.query,
            order.form,
            order.language,
            to,
            order.by,
            progress=_progress(),
            submission=order.submission,
        )
    except NotAllowed:
        return "not_allowed"
    except AlreadyExported:
        return "again"
    except FileUnwritable as unwritable:
        return unwritable.code
    except LogUnusable as unusable:
        return "full" if unusable.code == "full" else "log"
    except CriteriaUnreadable:
        return "criteria"
    return None


def _progress() -> Callable[[int], None]:
    done, told_at = 0, 0.0

    def progress(more: int) -> None:
        nonlocal done, told_at
        done += more
        if monotonic() - told_at > _PAUSE:
            told_at = monotonic()
            _tell(done=done)

    return progress


def _tell(**what: object) -> None:
    print(json.dumps(what), flush=True)


def _end_with_the_server() -> None:
    """The server keeps our standard input open as long as it lives."""
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
