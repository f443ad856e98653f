"""Receipts of what was recorded, for whoever may read the case."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from pydantic import ValidationError

from screening.core.access import Person
from screening.core.chain import Head, Line
from screening.core.editions import last_begun
from screening.core.facts import RecordedHead, RequestScreened, read_fact
from screening.core.masking import Hidden
from screening.core.receipt import RECEIPT, Receipt, ReceiptEdition
from screening.editions import editions_in
from screening.service import Desk, EditionLost
from screening.snapshot import at_one_moment


def receipts(desk: Desk, case: str, by: Person) -> tuple[Receipt, ...]:
    """The receipt of each version of a case, oldest first, all with the head of one moment.

    To whom something of the case is hidden, a receipt without the sealed content: that holds it.
    Raises UnknownCase, NotAllowed, CaseLeft, CaseUnreadable, LogUnusable, and EditionLost when the
    log no longer tells an edition that judged one of them.
    """
    with at_one_moment(desk) as (then, head):
        hidden = then.case(case, by).hidden
        told = list(_screened(then.log.lines(case=case)))
        return tuple(
            _receipt(one, _Of(version, len(told), head, hidden), then)
            for version, one in enumerate(told, start=1)
        )


def as_json(receipt: Receipt) -> str:
    """A receipt as it is kept and handed on: readable, every key there, letters as they are."""
    held = receipt.model_dump(mode="json", by_alias=True)
    return json.dumps(held, ensure_ascii=False, indent=2) + "\n"


class _Screened(NamedTuple):
    line: Line
    fact: RequestScreened


class _Of(NamedTuple):
    """What a receipt says besides its own line."""

    version: int
    versions: int
    head: Head
    hidden: frozenset[Hidden]


def _screened(lines: Iterator[Line]) -> Iterator[_Screened]:
    for line in lines:
        try:
            fact = read_fact(line.content)
        except ValidationError:  # it was altered, as the case says that it is of
            continue
        if isinstance(fact, RequestScreened):
            yield _Screened(line, fact)


def _receipt(one: _Screened, of: _Of, desk: Desk) -> Receipt:
    line, fact = one
    return Receipt(
        schema=RECEIPT,
        case=fact.case,
        version=of.version,
        versions=of.versions,
        line=line.number,
        at=fact.at,
        by=fact.by,
        on=fact.on,
        engine=fact.engine,
        edition=_edition(one, desk),
        answers=fact.request.answers,
        findings=fact.findings,
        score=fact.score,
        accept_from=fact.accept_from,
        outcome=fact.outcome,
        procedure=fact.procedure,
        sent_because=fact.sent_because,
        # Nor the seal before: of a line without salt, what is hidden could be found by trying.
        before=None if of.hidden else _seal_before(line, desk),
        content=None if of.hidden else line.content,
        seal=line.seal,
        withheld=tuple(sorted(of.hidden)),
        head=RecordedHead(**of.head._asdict()),
    )


def _edition(one: _Screened, desk: Desk) -> ReceiptEdition:
    """The edition that judged, as the log held it by then. Raises EditionLost."""
    line, fact = one
    held = [
        each
        for each in editions_in(desk.log)
        if each.fingerprint == fact.fingerprint and each.line < line.number
    ]
    # One that was replaced and adopted again is there twice.
    entered = last_begun(held, fact.on)
    if entered is None:
        raise EditionLost(fact.edition)
    return ReceiptEdition(
        name=entered.edition.name,
        fingerprint=entered.fingerprint,
        line=entered.line,
        at=entered.at,
        by=entered.by,
        # What its first decision entered had judged before, by its file.
        in_force_from=entered.begins if entered.minutes else entered.edition.in_force_from,
        in_force_until=entered.edition.in_force_until,
        minutes=entered.minutes,
        motive=entered.motive,
        broken=entered.broken,
    )


def _seal_before(line: Line, desk: Desk) -> str:
    for one in desk.log.lines(after=line.number - 2):
        if one.number == line.number - 1:
            return one.seal
        break
    return ""
