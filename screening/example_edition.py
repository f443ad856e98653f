"""What the example log proposes to change: an edition for next year, made of the one in force.

Changes that do not fit the edition in force are left out: it is another one, then.
"""

import re
from datetime import date

_NAME = r"(?m)^name: .*$"
_FROM = r"(?m)^in_force_from: .*$"
_UNTIL = r"(?m)^in_force_until: .*$"
_CHANGES = (
    # One needs a little more to be accepted,
    (r"(?m)^accept_from: 60$", "accept_from: 65"),
    # opening within a year counts for less,
    (r"within_12_months: 22\b", "within_12_months: 15"),
    # and what the client commits to in jobs for more.
    (r"(?s)(- id: job-commitment\n.*?\n    weight: )8\b(.*?interviews: )3\b", r"\g<1>12\g<2>4"),
)


def next_edition(text: str, today: date) -> str:
    """The criteria file of the edition proposed for the year after this day."""
    year = today.year + 1
    for pattern, written in (
        (_NAME, f'name: "{year}-1"'),
        (_FROM, f"in_force_from: {year}-01-01"),
        (_UNTIL, f"in_force_until: {year}-12-31"),
        *_CHANGES,
    ):
        text = re.sub(pattern, written, text, count=1)
    return text
