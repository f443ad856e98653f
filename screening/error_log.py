"""What the program notes of its own errors: where and of which kind, never with whose words.

An error's message can hold what somebody typed, a name or an address: only its kind and the places
it passed are written down, as one JSON object in a line on standard error.
"""

import json
import logging
from pathlib import Path
from traceback import extract_tb
from typing import Any

_HOME = Path(__file__).resolve().parent.parent
_MOST_PLACES = 20


def keep_words_out() -> None:
    """Has every logger of this process note errors this way."""
    logging.setLogRecordFactory(_record)


def _record(*args: Any, **kwargs: Any) -> logging.LogRecord:
    record = logging.LogRecord(*args, **kwargs)
    if record.exc_info and record.exc_info[1] is not None:
        error = record.exc_info[1]
        told = {
            "level": record.levelname,
            "logger": record.name,
            "error": f"{type(error).__module__}.{type(error).__qualname__}",
            "places": [_place(*one[:3]) for one in extract_tb(error.__traceback__)][-_MOST_PLACES:],
        }
        record.msg, record.args = json.dumps(told), ()
        record.exc_info = record.exc_text = None
    return record


def _place(file: str, line: int | None, function: str) -> str:
    path = Path(file)
    shown = path.relative_to(_HOME) if path.is_relative_to(_HOME) else path.name
    return f"{shown}:{line} {function}"
