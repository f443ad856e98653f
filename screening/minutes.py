"""The committee's papers, as content: the agenda of a meeting, and its minutes.

A reader who was not there understands from the minutes what was decided and why, with every number
it follows from. Papers go to members: they tell no amount, and of a vote that is open they tell
nothing but its last day.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from screening.core.cases import Case
from screening.core.chain import Head
from screening.core.committee_facts import MeetingHeld, RequestReferred
from screening.core.motions import Asked
from screening.core.roster import Seat
from screening.explanation import by_urgency, say_finding, say_verdict
from screening.papers import Heading, Listed, Paper, Part, Space, Strong, Table, Telling
from screening.votes_told import motion_put, story


class Seen(NamedTuple):
    """A case as a meeting sees it. `altered` says that its lines are not those recorded, and `left`
    that whoever the paper is for left the case.

    `case` is None then, and where the lines are altered so much that they tell no case.
    """

    id: str
    case: Case | None
    altered: bool = False
    left: bool = False


def agenda(on: date, seen: Sequence[Seen], telling: Telling) -> Paper:
    """What a meeting will look at: each case as it stands, and room for what is decided."""
    parts: list[Part] = [telling("cases", count=len(seen))]
    for one in seen:
        parts += _heading(one, telling)
        if (case := one.case) is None:
            continue
        parts += [
            *why_there(case, telling),
            *_written_by_salesperson(case, telling),
            *asked_and_answered(case.questions, telling),
        ]
        if case.motion is not None:
            parts += motion_put(case, case.motion, telling)
        parts.append(Space(telling("decision")))
    return Paper(telling.language, telling("agenda", day=on), tuple(parts))


def minutes(
    held: MeetingHeld,
    members: Sequence[Seat],
    seen: Sequence[Seen],
    head: Head,
    telling: Telling,
    *,
    at: datetime,
) -> Paper:
    """A meeting that was held, and what became of the cases it looked at.

    `members` are all who sat that day. What was `seen` is told as it stands `at` a moment, when the
    log ended at `head`: a vote may close, or a condition be settled, after a meeting.
    """
    parts: list[Part] = [
        telling("recorded", by=telling.name_of(held.by), at=telling.moment(held.at)),
        *_attendance(held, members, telling),
    ]
    for one in seen:
        parts += _heading(one, telling)
        if (case := one.case) is not None:
            parts += [
                *why_there(case, telling),
                *asked_and_answered(case.questions, telling),
                *story(case, telling),
            ]
    parts += [
        Heading(telling("log")),
        telling("stands", at=telling.moment(at), head=str(head)),
        telling("verify", head=str(head)),
    ]
    return Paper(telling.language, telling("minutes", day=held.on), tuple(parts))


# ── Who came ─────────────────────────────────────────────────────────────────────────────────


def _attendance(held: MeetingHeld, members: Sequence[Seat], telling: Telling) -> list[Part]:
    sitting = [one.member for one in members]
    came = [one for one in sitting if one in held.present]
    rows = []
    for college in dict.fromkeys(one.college for one in members):
        of_it = [one.member for one in members if one.college == college]
        rows.append(
            (
                telling.college(college),
                telling.names(one for one in of_it if one in came),
                telling.names(one for one in of_it if one not in came),
            )
        )
    parts: list[Part] = [
        Heading(telling("attendance")),
        telling("came", count=len(came), members=len(sitting)),
        Table((telling("column.college"), telling("present"), telling("excused")), tuple(rows)),
    ]
    guests = [one for one in held.present if one not in sitting]
    if guests:
        parts.append(telling("guests", names=telling.names(guests)))
    return parts


# ── A case ───────────────────────────────────────────────────────────────────────────────────


def _heading(seen: Seen, telling: Telling) -> Iterator[Part]:
    if seen.case is None:
        yield Heading(seen.id)
        yield Strong(telling("left" if seen.left else "unreadable"))
        return
    request = seen.case.latest.request
    # Where the prospect is hidden, the case's id stands for its name.
    yield Heading(" · ".join(dict.fromkeys((seen.id, request.prospect.name, request.title))))
    if seen.altered:
        yield Strong(telling("altered"))


def why_there(case: Case, telling: Telling) -> list[Part]:
    """Why the committee looks at a case, and which procedure sees to it."""
    latest = case.latest
    edition, answers = telling.edition_of(latest), latest.request.answers
    parts: list[Part] = []
    if case.procedure is not None:
        body = getattr(edition.committee.procedures, case.procedure).title
        parts.append(telling("body", body=body, day=telling.day(latest.at)))
    blocking = [one for one in by_urgency(latest.assessment.findings) if one.blocks]
    if blocking:
        entries = [
            telling(
                "finding",
                title=edition.criterion(one.criterion).title,
                finding=say_finding(one, answers, edition, latest.on, telling.language),
            )
            for one in blocking
        ]
        parts.append(Listed(telling("blocks"), tuple(entries)))
    elif latest.sent_because is None:
        parts.append(say_verdict(latest.assessment, answers, edition, telling.language))
    if latest.sent_because is not None:
        parts.append(telling("sent_because", because=latest.sent_because))
    parts += [moved_up(one, telling) for one in case.referrals]
    return parts


def moved_up(one: RequestReferred, telling: Telling) -> str:
    """When a referral went to the full committee, and why."""
    if one.because:
        return telling("moved_up", day=telling.day(one.at), because=one.because)
    return telling("moved_up_by_rules", day=telling.day(one.at))


def _written_by_salesperson(case: Case, telling: Telling) -> list[Part]:
    latest = case.latest
    written = (("summary", latest.request.summary), ("context", latest.context))
    return [telling(key, text=text) for key, text in written if text]


def asked_and_answered(questions: Sequence[Asked], telling: Telling) -> list[Part]:
    if not questions:
        return []
    entries = [
        telling("answered", question=one.asked.question, answer=one.given.answer)
        if one.given is not None
        else telling("unanswered", question=one.asked.question)
        for one in questions
    ]
    return [Listed(telling("questions"), tuple(entries))]
