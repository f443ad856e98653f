"""After a vote: how it was counted and why, what management makes of it, and the conditions."""

from html import escape

import streamlit as st

from screening.core.access import may
from screening.core.cases import Case
from screening.core.committee_facts import (
    BallotCast,
    Condition,
    DecisionTaken,
    MotionClosed,
    Proposal,
)
from screening.core.criteria import Edition
from screening.core.motions import Motion
from screening.core.roster import Roster
from screening.core.tally import CollegeCount
from screening.language import moment
from screening.pages import acts
from screening.pages.frame import Here
from screening.pages.motion import condition, proposed
from screening.pages.telling import telling
from screening.review import Review
from screening.votes_told import quorum_told, voter, weighed

# How each kind of vote is drawn and counted, from the motion's friends to those who left.
_KINDS = ("in_favour", "against", "abstained", "silent", "recused")


def draw(case: Case, edition: Edition, here: Here) -> None:
    """What came of the last motion, once it is closed."""
    motion = case.motion
    if motion is None or motion.closed is None:
        return
    st.header(here.t("ruling.title"), anchor="result")
    st.html(count(motion, motion.closed, edition, here))
    if motion.decision is not None:
        st.html(_decision(motion.decision, edition, here))
    if case.status == "advised" and may(here.person, "decide"):
        _draw_deciding(case, motion, here)
    if case.ruling is not None:
        say = telling(edition, here)
        words = say(f"ruling.{case.ruling.decision}", day=say.day(case.ruling.at))
        st.html(f'<p class="ruled">{escape(words)}</p>')
        if case.ruling.decision == "accept_with_conditions":
            _draw_conditions(case, motion, here)


# ── The count ────────────────────────────────────────────────────────────────────────────────


def count(motion: Motion, closed: MotionClosed, edition: Edition, here: Here) -> str:
    """The result, how each college voted, what was needed, and the reasons of the ballots."""
    say, counted = telling(edition, here), closed.tally
    lines = [
        say(f"ended.{closed.ended}", day=say.day(closed.at)),
        *quorum_told(motion, counted, say),
    ]
    if counted.result in ("carried", "not_carried"):
        lines += weighed(motion, counted, say)
    rows = "".join(_college(one, say.college(one.college), here) for one in counted.colleges)
    keys = "".join(
        f'<li><i class="is-{kind}"></i>{escape(say(f"column.{kind}"))}</li>' for kind in _KINDS
    )
    told = "".join(f"<p>{escape(one)}</p>" for one in lines)
    return (
        f'<div class="count"><p class="result">{escape(say(f"result.{counted.result}"))}</p>'
        f'<ul class="kinds" aria-hidden="true">{keys}</ul><ul class="colleges">{rows}</ul>{told}'
        f"{_ballots(motion.counted, edition, here)}</div>"
    )


def _college(one: CollegeCount, name: str, here: Here) -> str:
    """A college as a bar in as many parts as it has seats, and its numbers in words."""
    numbers = {kind: getattr(one, kind) for kind in _KINDS}
    parts = "".join(
        f'<i class="is-{kind}" style="flex:{number}"></i>'
        for kind, number in numbers.items()
        if number
    )
    words = [here.t(f"ruling.{kind}", count=number) for kind, number in numbers.items() if number]
    weight = here.t("ruling.weight", weight=one.weight)
    return (
        f'<li><span class="college">{escape(name)} <small>{escape(weight)}</small></span>'
        f'<span class="bar" aria-hidden="true">{parts}</span>'
        f'<span class="numbers">{escape(" · ".join(words))}</span></li>'
    )


def _ballots(ballots: list[BallotCast], edition: Edition, here: Here) -> str:
    """Every ballot that counted: those with a word in sight, the others folded."""
    told = [_ballot(one, edition, here) for one in ballots if one.because or one.interest]
    silent = [_ballot(one, edition, here) for one in ballots if not (one.because or one.interest)]
    html = ""
    if told:
        title = escape(here.t("ruling.reasons", count=len(told)))
        html += f'<h3 class="small">{title}</h3><ul class="ballots">{"".join(told)}</ul>'
    if silent:
        title = escape(here.t("ruling.without_reason", count=len(silent)))
        rows = f'<ul class="ballots">{"".join(silent)}</ul>'
        html += f"<details><summary>{title}</summary>{rows}</details>"
    return html


def _ballot(one: BallotCast, edition: Edition, here: Here) -> str:
    say = telling(edition, here)
    who = here.t(f"ruling.voted.{one.vote}", who=voter(one, say))
    words = f"<blockquote>{escape(one.because)}</blockquote>" if one.because else ""
    if one.interest:
        words += f'<span class="note">{escape(here.t("ruling.interest", what=one.interest))}</span>'
    return f"<li>{escape(who)}{words}</li>"


# ── Management ───────────────────────────────────────────────────────────────────────────────


def _decision(decided: DecisionTaken, edition: Edition, here: Here) -> str:
    say = telling(edition, here)
    words = say(
        "follows" if decided.follows else "departs",
        who=say.name_of(decided.by),
        day=say.day(decided.at),
        decision=say(f"proposal.{decided.decision}"),
    )
    motive = f"<blockquote>{escape(decided.motive)}</blockquote>" if decided.motive else ""
    return f'<div class="motion"><p>{escape(words)}</p>{motive}</div>'


def _draw_deciding(case: Case, motion: Motion, here: Here) -> None:
    put = motion.put
    act = f"decision-{motion.id}"
    sent = acts.submission(act)
    st.header(here.t("ruling.decide"), anchor="decision")
    st.button(
        here.t("ruling.follow", proposal=here.t(f"minutes.proposal.{put.proposal}")),
        key=f"follow-{act}",
        type="primary",
        icon=":material/check:",
        on_click=_decide,
        args=(case.id, act, sent, put.proposal, here),
    )
    others: list[Proposal] = [
        one
        for one in ("accept", "accept_with_conditions", "decline")
        # There are no conditions but those of the motion.
        if one != put.proposal and (one != "accept_with_conditions" or put.conditions)
    ]
    with (
        st.expander(here.t("ruling.otherwise"), icon=":material/alt_route:", key=f"open-{act}"),
        st.form(act, border=False),
    ):
        st.selectbox(
            here.t("ruling.decision"),
            others,
            index=None,
            format_func=lambda one: proposed(one, here),
            placeholder=here.t("ruling.choose"),
            key=f"decided-{act}",
        )
        st.text_area(here.t("ruling.motive"), key=f"motive-{act}", max_chars=2_000)
        acts.draw_refusal(act, here)
        st.form_submit_button(
            here.t("ruling.send"),
            key=act,
            on_click=_decide,
            args=(case.id, act, sent, None, here),
        )


def _decide(case: str, act: str, submission: str, follows: Proposal | None, here: Here) -> None:
    """Follows the opinion in one tap, or sends what was chosen and why."""
    decision = follows or st.session_state.get(f"decided-{act}")
    if decision is None:
        acts.refuse(act, "decision_missing")
        return
    motive = None if follows else acts.typed(f"motive-{act}") or None
    acts.send(act, lambda: here.review.decide(case, submission, decision, motive, here.person))


# ── The conditions ───────────────────────────────────────────────────────────────────────────


def _draw_conditions(case: Case, motion: Motion, here: Here) -> None:
    st.header(here.t("motion.conditions", count=len(motion.put.conditions)))
    open_ones = [place for place, _ in motion.open_conditions()]
    for place, one in enumerate(motion.put.conditions, start=1):
        with st.container(key=f"condition-{place}", border=True, gap="small"):
            st.html(_condition(place, one, motion, here))
            if place in open_ones and may(
                here.person, "settle_condition", case.latest.request.owner
            ):
                _draw_settling(case, motion, place, here)


def _condition(place: int, one: Condition, motion: Motion, here: Here) -> str:
    settled = motion.outcome_of(place)
    today = here.desk.now().astimezone(here.zone).date()
    if settled is not None:
        state = "kept" if settled.kept else "broken"
        at = moment(here.language, settled.at, here.zone)
        stands = here.t(
            f"ruling.{state}", who=here.desk.name_of(settled.by), at=at, proof=settled.proof
        )
    else:
        days = (one.due - today).days
        state = "overdue" if days < 0 else "pending" if days else "due_today"
        stands = here.t(f"ruling.{state}", count=abs(days))
    return (
        f'<div class="condition is-{state}"><p>{place}. {condition(one, here)}</p>'
        f'<p class="stands">{escape(stands)}</p></div>'
    )


def _draw_settling(case: Case, motion: Motion, place: int, here: Here) -> None:
    act = f"condition-{motion.id}-{place}"
    with (
        st.expander(here.t("ruling.settle"), icon=":material/fact_check:", key=f"open-{act}"),
        st.form(act, border=False),
    ):
        st.text_area(here.t("ruling.proof"), key=f"proof-{act}", max_chars=2_000, height=68)
        acts.draw_refusal(act, here)
        with st.container(horizontal=True):
            for kept in (True, False):
                st.form_submit_button(
                    here.t("ruling.is_kept" if kept else "ruling.is_broken"),
                    key=f"{'kept' if kept else 'broken'}-{place}",
                    on_click=_settle,
                    args=(case.id, act, acts.submission(act), place, kept, here),
                )


def _settle(case: str, act: str, submission: str, place: int, kept: bool, here: Here) -> None:
    proof = acts.typed(f"proof-{act}")
    # Who sits does not matter to who keeps a condition.
    review = Review(here.desk, Roster(()))
    acts.send(act, lambda: review.settle(case, submission, place, kept, proof, here.person))
