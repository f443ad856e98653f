"""What the program notes of its own errors: where and of which kind, never with whose words.

An error's message can hold what somebody typed, a name or an address: only its kind and the places
it passed are written down, as one JSON object in a line on standard error. Of a warning without an
error only the sentence is, not what fills it: a stranger's request can put words there.
"""

import json
import logging
import threading
from pathlib import Path
from traceback import extract_tb
from typing import Any

_HOME = Path(__file__).resolve().parent.parent
_MOST_PLACES = 20


def keep_words_out() -> None:
    """Has every logger of this process note errors this way."""
    logging.setLogRecordFactory(_record)
    threading.excepthook = _of_a_thread


def _of_a_thread(ended: threading.ExceptHookArgs) -> None:
    """Notes the error that ended a thread, which Python would write down word by word."""
    if ended.exc_value is not None and ended.exc_type is not SystemExit:
        error = (ended.exc_type, ended.exc_value, ended.exc_traceback)
        logging.getLogger("screening").error("a thread ended", exc_info=error)


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
    elif record.levelno >= logging.WARNING and record.args:
        told = {"level": record.levelname, "logger": record.name, "sentence": str(record.msg)}
        record.msg, record.args = json.dumps(told), ()
    return record


def _place(file: str, line: int | None, function: str) -> str:
    path = Path(file)
    shown = path.relative_to(_HOME) if path.is_relative_to(_HOME) else path.name
    return f"{shown}:{line} {function}"
