"""The committee's part of a case's page: where the case stands, what was asked, and its acts."""

from collections.abc import Iterable
from html import escape

import streamlit as st

from screening.core.access import may
from screening.core.cases import Case
from screening.core.criteria import Edition
from screening.core.motions import Asked
from screening.core.roster import Roster, Seat
from screening.language import moment
from screening.minutes import moved_up
from screening.pages import acts, ballots, motion, ruling
from screening.pages.frame import Here
from screening.pages.telling import telling
from screening.review import Review

# ── Where the case stands ────────────────────────────────────────────────────────────────────


def draw_status(case: Case, edition: Edition, here: Here) -> None:
    """With whom the case is, until when, who sits, and how many have voted: never how."""
    lines = [_where(case, edition, here)]
    if case.motion is not None and case.status == "voting":
        gone = case.recused
        seats = [one.member for one in case.motion.put.seats if one.member not in gone]
        voted = len(case.motion.without(gone))
        lines.append(here.t("hearing.voted", count=voted, seats=len(seats)))
    elif case.status == "referred" and case.motion is not None and case.motion.closed is not None:
        lines.append(here.t(f"hearing.last.{case.motion.closed.tally.result}"))
    if case.moved_to is not None and case.status in ("referred", "voting"):
        lines.append(moved_up(case.referrals[-1], telling(edition, here)))
    if case.status == "referred" and _all_left(case, here):
        lines.append(here.t("hearing.all_left"))
    told = "".join(f"<p>{escape(one)}</p>" for one in lines if one)
    if (place := _to_do(case, here)) is not None:
        told += f'<p><a href="#{place}">{escape(here.t(f"hearing.go.{place}"))}</a></p>'
    st.html(f'<div class="standing is-{_look(case)}">{told}{_sitting(case, edition, here)}</div>')


def _all_left(case: Case, here: Here) -> bool:
    """Whether nobody who sits today could vote: who sits is told to those who read the queue."""
    if not case.recused or not may(here.person, "read_queue"):
        return False
    seats = {one.member for one in here.review.seats(case.procedure or "full")}
    return seats <= case.recused


def _has_part(case: Case, here: Here) -> bool:
    return may(here.person, "ask") and here.review.has_part(case, here.person)


def _to_do(case: Case, here: Here) -> str | None:
    """Where on the page something waits for the visitor."""
    if case.status in ("referred", "voting") and case.unanswered:
        return "questions" if may(here.person, "answer", case.latest.request.owner) else None
    if case.status == "voting" and case.motion is not None and may(here.person, "vote"):
        theirs = here.review.seats_of(here.person, case.motion, case.recused)
        return "vote" if theirs else None
    if case.status == "advised" and may(here.person, "decide"):
        return "decision"
    if case.status == "referred" and _has_part(case, here):
        return "motion"
    return None


def _look(case: Case) -> str:
    return {"accepted": "accept", "declined": "refer", "withdrawn": "undecided"}.get(
        case.status, "refer"
    )


def _where(case: Case, edition: Edition, here: Here) -> str:
    say = telling(edition, here)
    body = getattr(edition.committee.procedures, case.procedure or "full").title
    owner = here.desk.name_of(case.latest.request.owner or "")
    if case.unanswered and case.status in ("referred", "voting"):
        return here.t("hearing.clock_stands", body=body, who=owner)
    match case.status:
        case "voting":
            assert case.closes_at is not None
            at = moment(here.language, case.closes_at, here.zone)
            return here.t("hearing.voting", body=body, at=at)
        case "advised":
            assert case.motion is not None
            assert case.motion.closed is not None
            return here.t("hearing.advised", body=body, day=say.day(case.motion.closed.at))
        case "referred":
            return here.whereabouts(case.procedure, edition)
        case "withdrawn":
            return ""
    if case.ruling is None:
        return here.t("case.accepted")
    return say(f"ruling.{case.ruling.decision}", day=say.day(case.ruling.at))


def _sitting(case: Case, edition: Edition, here: Here) -> str:
    """Who votes on the motion, or would on one put today, college by college."""
    seats: Iterable[Seat] = ()
    if case.motion is not None and (case.motion.open or case.status != "referred"):
        seats = case.motion.put.seats
    elif case.status == "referred" and case.procedure and may(here.person, "read_queue"):
        seats = here.review.seats(case.procedure)
    seats = list(seats)
    if not seats:
        return ""
    say = telling(edition, here)
    rows = ""
    for college in dict.fromkeys(one.college for one in seats):
        names = [_seat(one, case, here) for one in seats if one.college == college]
        rows += f"<dt>{escape(say.college(college))}</dt><dd>{escape(', '.join(names))}</dd>"
    title = here.t("hearing.sitting", count=len(seats))
    return f'<details><summary>{escape(title)}</summary><dl class="facts">{rows}</dl></details>'


def _seat(seat: Seat, case: Case, here: Here) -> str:
    name = here.desk.name_of(seat.member)
    if seat.chair:
        name = here.t("hearing.chair", who=name)
    return here.t("hearing.recused", who=name) if seat.member in case.recused else name


# ── All of it ────────────────────────────────────────────────────────────────────────────────


def draw(case: Case, edition: Edition, here: Here) -> None:
    """From the questions to the ruling, in the order in which one works."""
    if case.latest.outcome != "refer":
        return
    _draw_exchange(case, here)
    motion.draw(case, edition, here)
    ballots.draw(case, edition, here)
    ruling.draw(case, edition, here)
    _draw_moving_up(case, here)


# ── Questions and answers ────────────────────────────────────────────────────────────────────


def _draw_exchange(case: Case, here: Here) -> None:
    asks = case.status in ("referred", "voting") and _has_part(case, here)
    if not case.questions and not asks:
        return
    owner = here.desk.name_of(case.latest.request.owner or "")
    st.header(here.t("hearing.exchange", who=owner), anchor="questions")
    for one in case.questions:
        st.html(_exchange(one, here))
        if one.open and case.status in ("referred", "voting"):
            _draw_answer(case, one, here)
    if asks:
        _draw_question(case, here)


def _exchange(one: Asked, here: Here) -> str:
    turns = [("hearing.asked", one.asked.by, one.asked.at, one.asked.question)]
    if one.given is not None:
        turns.append(("hearing.answered", one.given.by, one.given.at, one.given.answer))
    told = ""
    for key, by, at, words in turns:
        when = moment(here.language, at, here.zone)
        who = here.t(key, who=here.desk.name_of(by), at=when)
        told += f'<p class="row-note">{escape(who)}</p><blockquote>{escape(words)}</blockquote>'
    return f'<div class="exchange">{told}</div>'


def _draw_answer(case: Case, one: Asked, here: Here) -> None:
    if not may(here.person, "answer", case.latest.request.owner):
        st.html(f'<p class="row-note">{escape(here.t("hearing.unanswered"))}</p>')
        return
    # Who sits does not matter to who answers.
    review = Review(here.desk, Roster(()))
    asked = one.asked.submission
    acts.draw_form(
        f"answer-{asked}",
        acts.Form(here.t("hearing.answer"), here.t("hearing.send_answer")),
        here,
        lambda sent, words: review.answer(case.id, sent, asked, words, here.person),
    )


def _draw_question(case: Case, here: Here) -> None:
    acts.draw_form(
        f"ask-{case.id}-{len(case.questions)}",
        acts.Form(
            here.t("hearing.question"),
            here.t("hearing.send_question"),
            fold=here.t("hearing.ask"),
            icon=":material/contact_support:",
            note=here.t("hearing.stops_clock"),
        ),
        here,
        lambda sent, words: here.review.ask(case.id, sent, words, here.person),
    )


# ── From the bureau to all ───────────────────────────────────────────────────────────────────


def _draw_moving_up(case: Case, here: Here) -> None:
    if case.status != "referred" or case.procedure != "bureau" or not may(here.person, "move_up"):
        return
    acts.draw_form(
        f"move-up-{case.id}-{len(case.referrals)}",
        acts.Form(
            here.t("hearing.move_up_because"),
            here.t("hearing.move_up"),
            fold=here.t("hearing.move_up"),
            icon=":material/move_up:",
        ),
        here,
        lambda sent, words: here.review.move_up(case.id, sent, words, here.person),
    )
