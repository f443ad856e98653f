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

    What started the clock of an open vote: the seats that have not voted. Information asked: the
    owner. Answered: who asked. A motion closed: the owner, the chair and the managers. Whoever left
    the case is told nothing of it.
    """
    kind = str(fact.fact)
    owner = case.latest.request.owner
    # Each is told once, by what is said to them first.
    told: list[tuple[str | None, str, datetime | None]] = []
    match fact:
        case MotionPut() | MotionCalledAgain() | InformationGiven():
            if fact.submission == _clock_started_by(case):
                voting = f"{kind}.votes" if isinstance(fact, InformationGiven) else kind
                told += [(one, voting, case.closes_at) for one in case.voters]
            if isinstance(fact, InformationGiven):
                told += [(one.asked.by, kind, None) for one in case.questions if one.given == fact]
        case InformationAsked():
            if fact.submission in [one.asked.submission for one in case.unanswered]:
                told = [(owner, kind, None)]
        case MotionClosed():
            closed = [one for one in case.motions if one.id == fact.motion]
            people = (owner, *_chairs(closed), *managers)
            told = [(one, f"{kind}.{fact.tally.result}", None) for one in people]
    said: set[str] = set()
    for person, what, until in told:
        if person is not None and person not in said and _concerns(case, person):
            said.add(person)
            yield Notice(NoticeKey(number, person, fact.fact), case.id, what, until)


def _clock_started_by(case: Case) -> str | None:
    """The submission that the clock of the open vote last started with.

    A motion put or called again, or the answer that ended the last wait: it tells of the vote in
    the place of those before it. None while there is no clock that runs.
    """
    motion = case.motion
    if motion is None or case.closes_at is None:
        return None
    answers = [one.given for one in case.questions if one.given is not None]
    # At the same moment the answer came last: nothing is answered of a vote before it is put.
    return max((*answers, motion.called_again or motion.put), key=lambda one: one.at).submission


def conditions_due(case: Case, today: date) -> Iterator[Notice]:
    """The open conditions that are due soon, for who sees to each and for the case's owner."""
    motion = case.motion
    if motion is None:
        return
    for place, one in motion.open_conditions():
        if today <= one.due <= today + SOON:
            for person in dict.fromkeys((one.owner, case.latest.request.owner)):
                if person is not None and _concerns(case, person):
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


def _concerns(case: Case, person: str) -> bool:
    """Whether a person is still told of a case: not once they left it, unless it is their own."""
    return person not in case.recused or person == case.latest.request.owner


def _chairs(motions: list[Motion]) -> Iterator[str]:
    for motion in motions:
        yield from (one.member for one in motion.put.seats if one.chair)
