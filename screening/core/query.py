"""Which cases: the filters of the decision log, and what they say of one row."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from screening.core.cases import CaseRow

LARGEST_PAGE = 1_000

# The state of a condition of an acceptance, each with the column that counts them.
ConditionState = Literal["open", "kept", "broken"]
CONDITIONS: dict[ConditionState, str] = {
    "open": "conditions_open",
    "kept": "conditions_kept",
    "broken": "conditions_broken",
}

# Columns that hold one value, which is wanted to the letter.
EXACT = (
    "status",
    "outcome",
    "procedure",
    "owner",
    "edition",
    "organisation",
    "ruling",
    "blocking",
)


@dataclass(frozen=True, slots=True)
class Query:
    """Which cases, newest first. Every field may be empty, which means any, and all must hold.

    Of several values in one field, a case has one. `findings` are "criterion:standing" and
    `answers` "question:option" (yes, no, or a number in digits): a case has one of those given of
    each criterion, and of each question. `because` are reason codes of a decline or a withdrawal;
    `conditions` say that an acceptance has some that are open, kept or broken; `improved` leaves
    only accepted deals that screening made better.

    Moments are in UTC, and half open: from the first, and before the second. Amounts, in whole
    euros, include both ends; a case without one is in no range.

    `text` is words as a person types them, without regard to accents or case: a case matches when
    it holds them all. From its second letter on, the last word may be unfinished, unless a space
    follows it. Beyond 50 words the others are not looked at. `before` continues after the row with
    that number. `size` is 1 to 1,000. `reader` is who looks: the cases they left are left out,
    unless they are their own.

    ValueError for another size, or a moment that is not in UTC.
    """

    text: str | None = None
    status: tuple[str, ...] = ()
    outcome: tuple[str, ...] = ()
    procedure: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    edition: tuple[str, ...] = ()
    organisation: tuple[str, ...] = ()
    ruling: tuple[str, ...] = ()
    blocking: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    conditions: tuple[ConditionState, ...] = ()
    improved: bool = False
    opened_from: datetime | None = None
    opened_before: datetime | None = None
    decided_from: datetime | None = None
    decided_before: datetime | None = None
    amount_from: int | None = None
    amount_to: int | None = None
    reader: str | None = None
    before: int | None = None
    size: int = 50

    def __post_init__(self) -> None:
        if not 1 <= self.size <= LARGEST_PAGE:
            raise ValueError(f"a page holds 1 to {LARGEST_PAGE} cases, not {self.size}")
        moments = (self.opened_from, self.opened_before, self.decided_from, self.decided_before)
        if any(one is not None and one.utcoffset() != timedelta() for one in moments):
            raise ValueError("the moments of a query are in UTC")


def by_subject(words: Iterable[str]) -> list[list[str]]:
    """ "subject:value" words, those of one subject together."""
    together: dict[str, list[str]] = defaultdict(list)
    for word in words:
        together[word.partition(":")[0]].append(word)
    return list(together.values())


def written(moment: datetime) -> str:
    """A moment in UTC as a row has it, in ISO 8601, which sorts as text."""
    return moment.isoformat()


def matches(row: CaseRow, query: Query) -> bool:
    """Whether a row is among those a query asks for, as far as its filters go: not its text.

    What a store answers with its own means; for the few rows at hand, and to check it against.
    """
    return (
        all(not (wanted := getattr(query, name)) or getattr(row, name) in wanted for name in EXACT)
        and _holds(row.findings, query.findings)
        and _holds(row.answers, query.answers)
        and (not query.because or not set(query.because).isdisjoint(row.because.split()))
        and (not query.conditions or any(getattr(row, CONDITIONS[one]) for one in query.conditions))
        and (not query.improved or bool(row.improved))
        and _in_time(row.opened_at, query.opened_from, query.opened_before)
        and _in_time(row.decided_at, query.decided_from, query.decided_before)
        and _in_range(row.amount, query.amount_from, query.amount_to)
        and (query.reader not in row.recused.split() or query.reader == row.owner)
        and (query.before is None or row.number < query.before)
    )


def _holds(words: str, wanted: tuple[str, ...]) -> bool:
    held = set(words.split())
    return all(not held.isdisjoint(any_of) for any_of in by_subject(wanted))


def _in_time(moment: str | None, first: datetime | None, before: datetime | None) -> bool:
    if first is None and before is None:
        return True
    return (
        moment is not None
        and (first is None or moment >= written(first))
        and (before is None or moment < written(before))
    )


def _in_range(amount: int | None, least: int | None, most: int | None) -> bool:
    if least is None and most is None:
        return True
    return (
        amount is not None
        and (least is None or amount >= least)
        and (most is None or amount <= most)
    )
