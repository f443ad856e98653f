"""close-due: motions whose time is over, closed without waiting for somebody to look at them."""

import sys

import click

from screening.cli.cases import OPERATOR
from screening.cli.notify import addresses, post_of_settings, tell
from screening.cli.opening import open_committee
from screening.cli.options import JSON
from screening.cli.terminal import FINDINGS, PARIS, echo_json, language, say
from screening.core.motions import Motion
from screening.core.query import Query
from screening.language import day, t
from screening.review import Review
from screening.service import CaseUnreadable, UnknownCase


@click.command("close-due")
@JSON
def close_due(as_json: bool) -> None:
    """Close every motion whose time is over.

    For a scheduler: a motion is also closed when its case is opened, and never twice.
    """
    desk, committee = open_committee()
    post = post_of_settings()
    review = Review(desk, committee.roster)
    told = altered = 0
    for row in review.desk.every_case(Query(status=("voting",)), OPERATOR):
        try:
            # One by one: a case that was altered keeps no other one waiting.
            due = review.close_due([row.case])
            motion = _last_counted(review, row.case) if due else None
        except (CaseUnreadable, UnknownCase):
            altered += 1
            say(t(language(), "due.altered", case=row.case))
            continue
        if motion is None:
            continue
        told += 1
        if as_json:
            echo_json(_as_json(row.case, motion))
        else:
            click.echo(f"{row.case:<9} {_in_words(motion)}")
    if not told and not altered:
        say(t(language(), "due.none"))
    unsent = 0
    if post is not None:
        told_of = [gone for _, gone in tell(desk, addresses(desk.log, committee), post.send)]
        unsent = told_of.count(False)
        say(t(language(), "notify.told", count=told_of.count(True), failed=unsent))
    sys.exit(FINDINGS if altered or unsent else 0)


def _last_counted(review: Review, case: str) -> Motion:
    """The motion that was just counted; another may have been put since."""
    motions = review.desk.case(case, OPERATOR).case.motions
    return [one for one in motions if one.closed or one.called_again][-1]


def _as_json(case: str, motion: Motion) -> dict[str, object]:
    again = motion.called_again
    return {
        "case": case,
        "motion": motion.id,
        "result": motion.closed.tally.result if motion.closed else "no_quorum",
        "call": motion.closed.tally.call if motion.closed else 1,
        "called_again_until": again.closes_at.isoformat() if again and motion.open else None,
    }


def _in_words(motion: Motion) -> str:
    if motion.closed is not None:
        return t(language(), f"due.{motion.closed.tally.result}")
    assert motion.called_again is not None
    until = motion.called_again.closes_at.astimezone(PARIS).date()
    return t(language(), "due.called_again", until=day(language(), until))
