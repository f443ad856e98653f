"""What each case adds to the figures of a month, so that they need not be counted again."""

from collections.abc import MutableMapping
from datetime import datetime, timedelta
from typing import Literal, get_args

from screening.core.cases import OPEN, CaseRow
from screening.core.paris import month_of

# How a deal went: accepted by the criteria, or, of those that they refer, by the committee's
# procedure; still open; declined; withdrawn.
Course = Literal["by_criteria", "by_committee", "open", "declined", "withdrawn"]
COURSES: tuple[Course, ...] = get_args(Course)

# Cases by the month they were opened in: `opened` by course; of those that the criteria refer,
# `not_met` by criterion.
# Cases by the month they ended in: `ended` by course, procedure and days since they were opened;
# `owner` and `answer` by whether they were accepted. Of those accepted: `improved`, which screening
# made better; `learners`, of all and of those that answered a question with a number, `shared` the
# learners times that number; `condition` by state.
Measure = Literal[
    "opened",
    "not_met",
    "ended",
    "owner",
    "answer",
    "improved",
    "learners",
    "shared",
    "condition",
]

# What `contributions` tells of a row: raised when it would tell the same row otherwise. Stores then
# derive their sums again.
FIGURES = 4


# What is summed: the month in Paris (2026-09), the measure, and of what, in words between spaces. A
# plain tuple, because recording waits for a dozen of them.
Key = tuple[str, Measure, str]


def contributions(row: CaseRow) -> dict[Key, int]:
    """What a case adds to the figures. None of it is 0."""
    found: dict[Key, int] = {}
    opened, went = month_of(row.opened_at), course(row)
    found[opened, "opened", went] = 1
    if row.outcome == "refer":
        for criterion in row.reasons.split():
            found[opened, "not_met", criterion] = 1
    if row.decided_at is None:
        return found

    ended = month_of(row.decided_at)
    found[ended, "ended", f"{went} {row.procedure or '-'} {_days(row)}"] = 1
    accepted = row.status == "accepted"
    end = "accepted" if accepted else "not"
    if row.owner is not None:
        found[ended, "owner", f"{end} {row.owner}"] = 1
    if accepted and row.learners:
        found[ended, "learners", ""] = row.learners
    if row.improved:
        found[ended, "improved", ""] = 1
    for word in row.answers.split():
        question, _, answer = word.partition(":")
        if not answer.lstrip("-").isdecimal():
            found[ended, "answer", f"{end} {word}"] = 1
        elif accepted and row.learners:
            found[ended, "learners", question] = row.learners
            if shared := row.learners * int(answer):
                found[ended, "shared", question] = shared
    if accepted:
        for state in ("open", "kept", "broken"):
            if count := getattr(row, f"conditions_{state}"):
                found[ended, "condition", state] = count
    return found


def course(row: CaseRow) -> Course:
    """How the deal of a case went so far."""
    if row.status in OPEN:
        return "open"
    if row.status == "declined":
        return "declined"
    if row.status == "withdrawn":
        return "withdrawn"
    return "by_committee" if row.outcome == "refer" else "by_criteria"


def add(sums: MutableMapping[Key, int], row: CaseRow) -> None:
    """Adds a case to sums."""
    for key, value in contributions(row).items():
        sums[key] = sums.get(key, 0) + value


def difference(before: CaseRow, after: CaseRow) -> dict[Key, int]:
    """What to add to the sums when a row takes the place of its earlier one."""
    found = contributions(after)
    for key, value in contributions(before).items():
        found[key] = found.get(key, 0) - value
    return {key: value for key, value in found.items() if value}


def _days(row: CaseRow) -> int:
    """Days from the opening to the end, begun days whole: 0 is at the same moment."""
    assert row.decided_at is not None
    if row.decided_at == row.opened_at:
        return 0
    took = datetime.fromisoformat(row.decided_at) - datetime.fromisoformat(row.opened_at)
    return -(-took // timedelta(days=1))
