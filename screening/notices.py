"""What is told to whom after a fact, as long as it still matters to them.

A notice names the case by its id and never the prospect: e-mail is read over shoulders and kept on
other people's machines. Whoever gets one opens the desk to read on.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from screening.core.cases import Case
from screening.core.committee_facts import (
    InformationAsked,
    InformationGiven,
    MotionCalledAgain,
    MotionClosed,
    MotionPut,
)
from screening.core.facts import Fact
from screening.core.model import Language
from screening.core.motions import Motion
from screening.language import moment, t
from screening.stores.protocol import NoticeKey

# So long before its day is a condition due soon.
SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Notice:
    """`key` names it, so that a person is told once; `until` is when a vote or condition ends."""

    key: NoticeKey
    case: str
    kind: str
    until: datetime | date | None = None

    @property
    def person(self) -> str:
        return self.key.person


def notices_of(number: int, fact: Fact, case: Case, managers: Collection[str]) -> Iterator[Notice]:
    """What the fact on this line is worth telling, by how its case stands now.

    A motion put, or called again: its seats that have not voted. Information asked: the owner.
    Answered: who asked. A motion closed: the owner, the chair and the managers.
    """
    people: Collection[str | None]
    kind, until = str(fact.fact), None
    match fact:
        case MotionPut() | MotionCalledAgain():
            id = fact.submission if isinstance(fact, MotionPut) else fact.motion
            motion = case.motion
            if motion is None or motion.id != id or case.closes_at is None:
                return
            gone = {*motion.standing, *case.recused}
            people = [one.member for one in motion.put.seats if one.member not in gone]
            until = case.closes_at
        case InformationAsked():
            if fact.submission not in [one.asked.submission for one in case.unanswered]:
                return
            people = [case.latest.request.owner]
        case InformationGiven():
            people = [one.asked.by for one in case.questions if one.asked.submission == fact.asked]
        case MotionClosed():
            closed = [one for one in case.motions if one.id == fact.motion]
            people = [case.latest.request.owner, *(_chairs(closed)), *managers]
            kind = f"{kind}.{fact.tally.result}"
        case _:
            return
    for person in dict.fromkeys(people):
        if person is not None:
            yield Notice(NoticeKey(number, person, fact.fact), case.id, kind, until)


def conditions_due(case: Case, today: date) -> Iterator[Notice]:
    """The open conditions that are due soon, for who sees to each and for the case's owner."""
    motion = case.motion
    if motion is None:
        return
    for place, one in motion.open_conditions():
        if today <= one.due <= today + SOON:
            for person in dict.fromkeys((one.owner, case.latest.request.owner)):
                if person is not None:
                    what = f"condition {place} of {motion.id}"
                    key = NoticeKey(case.number, person, what)
                    yield Notice(key, case.id, "condition_due", one.due)


def subject(notice: Notice, language: Language) -> str:
    return t(language, f"notice.{notice.kind}.subject", case=notice.case)


def text(notice: Notice, language: Language, zone: tzinfo) -> str:
    """What the notice says, in a sentence or two."""
    until: object = notice.until
    if isinstance(until, datetime):
        until = moment(language, until, zone)
    said = t(language, f"notice.{notice.kind}.text", case=notice.case, until=until)
    return f"{said}\n\n{t(language, 'notice.read_on')}\n"


def _chairs(motions: list[Motion]) -> Iterator[str]:
    for motion in motions:
        yield from (one.member for one in motion.put.seats if one.chair)
