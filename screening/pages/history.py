"""The committee's work on a case, fact by fact: when, who, and what; never a vote that is open."""

from collections.abc import Iterator
from datetime import datetime
from html import escape

import streamlit as st

from screening.core.cases import Case
from screening.core.criteria import Edition
from screening.core.motions import Motion
from screening.language import moment
from screening.pages.frame import Here
from screening.pages.motion import proposed
from screening.review import THE_DESK

_Line = tuple[datetime, str, str]


def draw(case: Case, edition: Edition, here: Here) -> None:
    """One line a fact, oldest first."""
    if case.latest.outcome != "refer":
        return
    lines = sorted(_lines(case, edition, here), key=lambda one: one[0])
    rows = "".join(
        f"<li><time>{escape(moment(here.language, at, here.zone))}</time> "
        f"<span>{escape(_said(by, what, here))}</span></li>"
        for at, by, what in lines
    )
    title = escape(here.t("history.title", count=len(lines)))
    st.html(
        f'<details class="history"><summary><h2>{title}</h2></summary><ul>{rows}</ul></details>'
    )


def _said(by: str, what: str, here: Here) -> str:
    if by == THE_DESK:
        return what
    return here.t("history.by", who=here.desk.name_of(by), what=what)


def _lines(case: Case, edition: Edition, here: Here) -> Iterator[_Line]:
    for place, screened in enumerate(case.screenings, start=1):
        yield screened.at, screened.by, here.t("history.recorded", number=str(place))
    for moved in case.referrals:
        body = getattr(edition.committee.procedures, moved.procedure).title
        yield moved.at, moved.by, here.t("history.moved_up", body=body)
    for one in case.questions:
        yield one.asked.at, one.asked.by, here.t("history.asked")
        if one.given is not None:
            yield one.given.at, one.given.by, here.t("history.answered")
    for left in case.recusals:
        yield left.at, left.by, here.t("history.recused", because=left.because)
    for motion in case.motions:
        yield from _of_motion(motion, here)
    if gone := case.withdrawal:
        yield gone.at, gone.by, here.t("history.withdrawn")


def _of_motion(motion: Motion, here: Here) -> Iterator[_Line]:
    put = motion.put
    yield put.at, put.by, here.t("history.put", proposal=proposed(put.proposal, here))
    for ballot in motion.ballots:
        how = "open" if motion.open else ballot.vote
        what = here.t(f"history.voted.{how}")
        if ballot.by != ballot.seat:
            what = here.t("history.in_place", what=what, who=here.desk.name_of(ballot.seat))
        yield ballot.at, ballot.by, what
    if again := motion.called_again:
        yield again.at, again.by, here.t("history.called_again")
    if closed := motion.closed:
        yield closed.at, closed.by, here.t(f"history.closed.{closed.tally.result}")
    if decided := motion.decision:
        what = here.t("history.decided", decision=proposed(decided.decision, here))
        yield decided.at, decided.by, what
    for settled in motion.settled:
        key = "history.kept" if settled.kept else "history.broken"
        yield settled.at, settled.by, here.t(key, number=settled.condition)
