"""Voting on an open motion, seat by seat, and leaving a case."""

from html import escape
from typing import get_args

import streamlit as st

from screening.core.access import may
from screening.core.cases import Case
from screening.core.criteria import Edition
from screening.core.motions import Motion
from screening.core.roster import Seat
from screening.core.tally import Vote
from screening.language import moment
from screening.pages import acts, blocks
from screening.pages.frame import Here
from screening.pages.telling import telling
from screening.review import Ballot

VOTES: tuple[Vote, ...] = get_args(Vote)
_MARKS = {
    "for": ":material/thumb_up:",
    "against": ":material/thumb_down:",
    "abstain": ":material/do_not_disturb_on:",
}


def draw(case: Case, edition: Edition, here: Here) -> None:
    """For each seat that the visitor may vote for, a ballot; and the way out of the case."""
    if not may(here.person, "vote") or case.status not in ("referred", "voting"):
        return
    motion = case.motion
    if motion is not None and motion.open:
        seats = here.review.seats_of(here.person, motion, case.recused)
        st.header(here.t("ballot.title", count=len(seats)), anchor="vote")
        if not seats:
            st.html(f'<p class="row-note">{escape(here.t("ballot.no_seat"))}</p>')
        elif case.unanswered:
            st.info(here.t("ballot.waits"), icon=":material/pause_circle:")
        for seat in seats:
            _draw_ballot(case, motion, seat, edition, here)
    _draw_recusal(case, here)


def _draw_ballot(case: Case, motion: Motion, seat: Seat, edition: Edition, here: Here) -> None:
    # What a delegate cast before they left the case counts no more: the seat is to vote again.
    cast = motion.without(case.recused).get(seat.member)
    if cast is not None and cast.by != here.person.id:
        # Somebody else's ballot is as secret as any other.
        done = "ballot.voted_itself" if cast.by == seat.member else "ballot.voted_for"
        st.html(f'<p class="cast">{escape(here.t(done))}</p>')
        if cast.by == seat.member:
            return
        cast = None
    # A ballot of this seat makes it another form, which begins with what was said then; those of
    # others take nothing away from what is being typed.
    ballots = sum(one.seat == seat.member for one in motion.ballots)
    act = f"ballot-{motion.id}-{seat.member}-{ballots}"
    with st.form(act):
        st.html(_whose(seat, edition, here))
        if cast is not None:
            at = moment(here.language, cast.at, here.zone)
            who = here.desk.name_of(cast.by)
            told = here.t(f"ballot.cast.{cast.vote}", at=at, who=who)
            st.html(f'<p class="cast">{escape(told)}</p>')
        st.text_area(
            _for_seat("ballot.because", seat, here),
            cast.because or "" if cast else "",
            key=f"because-{act}",
            max_chars=2_000,
            height=68,
        )
        st.text_input(
            _for_seat("ballot.interest", seat, here),
            cast.interest or "" if cast else "",
            key=f"interest-{act}",
            max_chars=2_000,
        )
        acts.draw_refusal(act, here)
        with st.container(horizontal=True, key=f"votes-{seat.member}", gap="small"):
            for vote in VOTES:
                stands = cast is not None and cast.vote == vote
                st.form_submit_button(
                    _for_seat(f"ballot.{vote}", seat, here),
                    key=f"vote-{vote}-{seat.member}",
                    type="primary" if stands else "secondary",
                    icon=":material/check:" if stands else _MARKS[vote],
                    width="stretch",
                    # While an answer is awaited the words stay, and nothing is sent.
                    disabled=bool(case.unanswered),
                    on_click=_vote,
                    args=(case, seat.member, vote, act, acts.submission(act), here),
                )


def _for_seat(key: str, seat: Seat, here: Here) -> str:
    """What stands on a widget: for another's seat with their name, since a screen reader tells two
    ballots apart by nothing else."""
    label = here.t(key)
    own = seat.member == here.person.id
    return label if own else f"{label} · {blocks.plain(here.desk.name_of(seat.member))}"


def _whose(seat: Seat, edition: Edition, here: Here) -> str:
    college = telling(edition, here).college(seat.college)
    if seat.member == here.person.id:
        told = here.t("ballot.own", college=college)
    else:
        told = here.t("ballot.for_other", who=here.desk.name_of(seat.member), college=college)
    return f'<p class="row-title">{escape(told)}</p>'


def _vote(case: Case, seat: str, vote: Vote, act: str, submission: str, here: Here) -> None:
    because = acts.typed(f"because-{act}") or None
    interest = acts.typed(f"interest-{act}") or None
    cast = case.motion.standing.get(seat) if case.motion else None
    own = cast is not None and cast.by == here.person.id
    if cast and own and (cast.vote, cast.because, cast.interest) == (vote, because, interest):
        return  # it says that already
    # Of the motion that was read, whatever is open by now.
    ballot = Ballot(seat, vote, because, interest, case.motion.id if case.motion else None)
    acts.send(act, lambda: here.review.vote(case.id, submission, ballot, here.person))


# ── Leaving the case ─────────────────────────────────────────────────────────────────────────


def _draw_recusal(case: Case, here: Here) -> None:
    acts.draw_form(
        f"recusal-{case.id}",
        acts.Form(
            here.t("recusal.because"),
            here.t("recusal.send"),
            fold=here.t("recusal.title"),
            icon=":material/door_front:",
            before=here.t("recusal.what"),
            sure=(here.t("recusal.for_good"), "recusal_unconfirmed"),
        ),
        here,
        lambda sent, words: here.review.recuse(case.id, sent, words, here.person),
    )
