"""A process that makes one export for a server: an order comes in, progress goes out.

    python -m screening.cli.export_worker

It says how far it has come as JSON lines, and ends by itself when the server does.
"""

import sys
from pathlib import Path

from screening.cli.worker import begin, counting, tell
from screening.core.access import NotAllowed
from screening.criteria_file import CriteriaUnreadable
from screening.export_jobs import Order
from screening.exports import AlreadyExported, FileUnwritable, export
from screening.service import desk_over
from screening.stores.protocol import LogUnusable
from screening.stores.sqlite import open_log


def main() -> int:
    order, to = Order.read(begin())
    why = _why_not(order, to)
    if why is not None:
        tell(why=why)
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
            progress=counting(),
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


if __name__ == "__main__":
    sys.exit(main())
