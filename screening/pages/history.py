"""The committee's work on a case, fact by fact: when, who, and what; never a vote that is open."""

from collections.abc import Iterator
from html import escape

import streamlit as st

from screening.core.cases import Case
from screening.core.criteria import Edition
from screening.core.fact import RecordedFact
from screening.core.motions import Motion
from screening.language import moment
from screening.pages.frame import Here
from screening.pages.motion import proposed
from screening.review import THE_DESK

_Line = tuple[RecordedFact, str]


def draw(case: Case, edition: Edition, here: Here) -> None:
    """One line a fact, oldest first."""
    if case.latest.outcome != "refer":
        return
    lines = sorted(_lines(case, edition, here), key=lambda one: one[0].at)
    rows = "".join(
        f"<li><time>{escape(moment(here.language, fact.at, here.zone))}</time> "
        f"<span>{escape(_said(fact, what, here))}</span></li>"
        for fact, what in lines
    )
    title = escape(here.t("history.title", count=len(lines)))
    st.html(
        f'<details class="history"><summary><h2>{title}</h2></summary><ul>{rows}</ul></details>'
    )


def _said(fact: RecordedFact, what: str, here: Here) -> str:
    if fact.by != THE_DESK:
        what = here.t("history.by", who=here.desk.name_of(fact.by), what=what)
    if fact.clock is None:
        return what
    return here.t("history.clock", what=what, at=moment(here.language, fact.clock, here.zone))


def _lines(case: Case, edition: Edition, here: Here) -> Iterator[_Line]:
    for place, screened in enumerate(case.screenings, start=1):
        yield screened, here.t("history.recorded", number=str(place))
    for moved in case.referrals:
        body = getattr(edition.committee.procedures, moved.procedure).title
        yield moved, here.t("history.moved_up", body=body)
    for one in case.questions:
        yield one.asked, here.t("history.asked")
        if one.given is not None:
            yield one.given, here.t("history.answered")
    for left in case.recusals:
        yield left, here.t("history.recused", because=left.because)
    for motion in case.motions:
        yield from _of_motion(motion, here)
    if gone := case.withdrawal:
        yield gone, here.t("history.withdrawn")


def _of_motion(motion: Motion, here: Here) -> Iterator[_Line]:
    put = motion.put
    yield put, here.t("history.put", proposal=proposed(put.proposal, here))
    for ballot in motion.ballots:
        how = "open" if motion.open else ballot.vote
        what = here.t(f"history.voted.{how}")
        if ballot.by != ballot.seat:
            what = here.t("history.in_place", what=what, who=here.desk.name_of(ballot.seat))
        yield ballot, what
    if again := motion.called_again:
        yield again, here.t("history.called_again")
    if closed := motion.closed:
        yield closed, here.t(f"history.closed.{closed.tally.result}")
    if decided := motion.decision:
        what = here.t("history.decided", decision=proposed(decided.decision, here))
        yield decided, what
    for settled in motion.settled:
        key = "history.kept" if settled.kept else "history.broken"
        yield settled, here.t(key, number=settled.condition)
