"""The use case of a back-test: every recorded request under a draft of the criteria."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from typing import Literal, NamedTuple

from screening.core.access import Person, may, require
from screening.core.assessment import Outcome
from screening.core.backtest import Backtest, Changed, Result
from screening.core.cases import Status
from screening.core.chain import Head
from screening.core.editions import day_to_judge
from screening.core.past_requests import Details, latest, read_details
from screening.core.tipping import Tip
from screening.core.verification import Progress, counted
from screening.criteria_file import LoadedEdition
from screening.service import Desk, rules_on
from screening.stores.protocol import Reading


class ChangedCase(NamedTuple):
    """A case whose latest version would have another outcome under the draft.

    `amount` is None where it is unknown and to whoever may not know it; the case's id stands in the
    place of a `prospect` that is hidden. `status` is what became of it; None where the index does
    not know it.
    """

    case: str
    then: Literal["accept", "refer"]
    now: Outcome
    score_then: int
    score_now: int
    prospect: str
    title: str
    owner: str | None
    learners: int | None
    amount: int | None
    status: Status | None
    tips: tuple[Tip, ...]


class Became(NamedTuple):
    """So many requests that were referred and would be `now` had this status in the end."""

    now: Outcome
    status: Status
    requests: int


class Report(NamedTuple):
    """A back-test of an edition, judged on a day, over the log as it was at its head.

    Where `amounts` is False the reader may not know them, and all of them are told as unknown.
    """

    edition: str
    fingerprint: str
    on: date
    head: Head
    amounts: bool
    result: Result
    became: tuple[Became, ...]


def backtest(
    desk: Desk,
    draft: LoadedEdition,
    by: Person,
    *,
    on: date | None = None,
    weights: Iterable[str] = (),
    each: Callable[[ChangedCase], object] = lambda _: None,
    most: int | None = None,
    progress: Progress = lambda _: None,
) -> Report:
    """Judges the latest version of every recorded request by a draft, and records nothing.

    `on` is the day whose rules apply, by default today, or the first of a draft
    that begins later. `weights` are criteria of
    which other weights are tried. `each` is given the cases that would change, the newest first,
    as soon as they are found, `most` of them or all; `progress` hears of the lines gone through.
    The cases that this person left are not counted. Memory does not grow with the log.

    Raises NotAllowed, NotInForce where the draft does not judge on the day, and LogUnusable.
    """
    require(by, "back_test")
    rules = rules_on(draft, on or day_to_judge(draft.edition, desk.today))
    amounts = may(by, "read_amount")
    test = Backtest(rules, by_owner=may(by, "export"), weights=weights)
    became: Counter[tuple[Outcome, Status]] = Counter()
    told = 0
    with desk.log.reading() as reading:
        head = reading.head()
        for line in latest(counted(reading.newest_first(), progress), left_by=by.id):
            changed = test.judge(line)
            if changed is None:
                continue
            status = _status(changed, reading)
            if changed.past.outcome == "refer" and status is not None:
                became[changed.now, status] += 1
            if most is None or told < most:
                told += 1
                each(_changed_case(changed, status, desk, by))
    result = test.result()
    return Report(
        draft.edition.name,
        draft.fingerprint,
        rules.day,
        head,
        amounts,
        result if amounts else _without_amounts(result),
        tuple(Became(*of, count) for of, count in became.most_common()),
    )


def _status(changed: Changed, reading: Reading) -> Status | None:
    """What became of a request; what the criteria accept is accepted, and stays so."""
    if changed.past.outcome == "accept":
        return "accepted"
    row = reading.row(changed.past.line.case or "")
    return row.status if row is not None else None


def _changed_case(changed: Changed, status: Status | None, desk: Desk, by: Person) -> ChangedCase:
    past = changed.past
    case = past.line.case or ""
    details = read_details(past) or Details("", case, 0)
    masked = desk.edition.committee.mask_prospect and not may(by, "read_prospect", past.owner)
    return ChangedCase(
        case,
        past.outcome,
        changed.now,
        details.score,
        changed.score,
        case if masked else details.prospect,
        details.title,
        past.owner,
        past.learners,
        past.amount if may(by, "read_amount", past.owner) else None,
        status,
        changed.tips,
    )


def _without_amounts(result: Result) -> Result:
    flows = tuple(one._replace(amount=0, unknown_amounts=one.requests) for one in result.flows)
    return result._replace(flows=flows)
