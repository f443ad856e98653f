"""notify: tells people what happened that concerns them, each of it once."""

import sys
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta

import click
from pydantic import ValidationError

from screening import example_people, notices
from screening.cli.cases import OPERATOR
from screening.cli.opening import open_committee
from screening.cli.options import JSON
from screening.cli.terminal import FINDINGS, PARIS, echo_json, language, stop
from screening.committee_file import LoadedRoster
from screening.core.access import Role
from screening.core.cases import Case
from screening.core.chain import Line
from screening.core.facts import Fact, read_fact
from screening.core.query import Query
from screening.language import t
from screening.notices import Notice
from screening.post import NotifyUnusable, Post
from screening.service import CaseUnreadable, Desk, UnknownCase
from screening.settings import read_settings
from screening.stores.protocol import DecisionLog

# What happened longer ago is no news: nobody is told of a whole log when notices are turned on.
NEWS = timedelta(days=7)
# How long a sender that was killed keeps others from sending what it had begun to send.
PATIENCE = timedelta(minutes=10)

# Takes an e-mail address, a subject and a text; says whether they went off.
Send = Callable[[str, str, str], bool]


@click.command()
@JSON
def notify(as_json: bool) -> None:
    """Tell people what concerns them and was not told yet.

    Sends by the addresses in SCREENING_NOTIFY. For a scheduler, every few minutes.
    """
    desk, committee = open_committee()
    post = post_of_settings()
    if post is None:
        stop(t(language(), "notify.off"))
    failed = 0
    for notice, gone in tell(desk, addresses(desk.log, committee), post.send):
        failed += not gone
        if as_json:
            told = {"case": notice.case, "what": notice.kind, "person": notice.person}
            echo_json({**told, "sent": gone})
        else:
            about = notices.subject(notice, language())
            click.echo(
                f"{notice.person:<12} {about}"
                + ("" if gone else f"  {t(language(), 'notify.failed')}")
            )
    sys.exit(FINDINGS if failed else 0)


def post_of_settings() -> Post | None:
    """What SCREENING_NOTIFY names; None when nothing is to be sent."""
    written = read_settings().notify
    try:
        return Post(written) if written else None
    except NotifyUnusable as unusable:
        stop(t(language(), "notify.unusable", position=unusable.position))


def addresses(log: DecisionLog, committee: LoadedRoster) -> dict[str, str]:
    """Where people are written to: as the directory says, or the committee's file.

    Somebody erased, or whose access ended, is written to no more, whatever the file still says.
    """
    known = {one.id: one for one in log.people()}
    gone = {one.id for one in known.values() if one.erased_at is not None}
    gone |= {one.person for one in log.accounts() if one.role is None}
    people = [*known.values(), *committee.people]
    return {one.id: one.email for one in people if one.email and one.id not in gone}


def holders(log: DecisionLog, role: Role) -> Collection[str]:
    """Who holds a role: by their accounts, and where nobody signs in, those whom one can play."""
    accounts = log.accounts()
    if not accounts:
        return example_people.holders(role)
    return [one.person for one in accounts if one.role == role]


def tell(desk: Desk, to: Mapping[str, str], send: Send) -> Iterator[tuple[Notice, bool]]:
    """Sends all that was not sent yet to people with an address, and says whether it went off.

    Only what is in the log is told. A notice is noted after it was sent: a crash in between sends
    it a second time, PATIENCE later, and loses none.
    """
    for notice in [one for one in pending(desk) if one.person in to]:
        now = desk.now()
        if not desk.log.hold_notice(notice.key, now, now + PATIENCE):
            continue
        about = notices.subject(notice, language())
        gone = send(to[notice.person], about, notices.text(notice, language(), PARIS))
        if gone:
            desk.log.notice_sent(notice.key, desk.now())
        else:
            desk.log.release_notice(notice.key)
        yield notice, gone


def pending(desk: Desk) -> Iterator[Notice]:
    """What is worth telling now, whether it was told or not."""
    now = desk.now()
    managers = holders(desk.log, "manager")
    for number, fact in list(_news(desk.log, now - NEWS)):
        case = _case(desk, fact.case) if fact.case is not None else None
        if case is not None:
            yield from notices.notices_of(number, fact, case, managers)
    today = now.astimezone(PARIS).date()
    for row in desk.every_case(Query(ruling=("accept_with_conditions",)), OPERATOR):
        if row.condition_due and (case := _case(desk, row.case)) is not None:
            yield from notices.conditions_due(case, today)


def _case(desk: Desk, id: str) -> Case | None:
    try:
        return desk.case(id, OPERATOR).case
    except (CaseUnreadable, UnknownCase):
        return None  # `verify` says so


def _news(log: DecisionLog, since: datetime) -> Iterator[tuple[int, Fact]]:
    """The facts recorded since a moment, with their line's number."""
    numbers = range(1, log.head().number + 1)
    before = bisect_left(numbers, since, key=lambda number: _recorded_at(log, number))
    for line in log.lines(after=before):
        fact = _fact(line)
        if fact is not None and fact.at >= since:
            yield line.number, fact


def _recorded_at(log: DecisionLog, number: int) -> datetime:
    """When a line was recorded; the end of time for one that cannot be read."""
    for line in log.lines(after=number - 1):
        fact = _fact(line)
        return datetime.max.replace(tzinfo=UTC) if fact is None else fact.at
    return datetime.max.replace(tzinfo=UTC)


def _fact(line: Line) -> Fact | None:
    try:
        return read_fact(line.content)
    except ValidationError:
        return None
