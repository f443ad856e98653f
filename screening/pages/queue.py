"""The committee's cases in a list: what each waits for, until when, and what blocks it."""

from collections.abc import Sequence
from datetime import date, datetime
from html import escape

import streamlit as st

from screening.committee_file import CommitteeUnreadable
from screening.core.access import may
from screening.core.cases import CaseRow
from screening.core.criteria import Edition
from screening.core.model import Language
from screening.core.roster import Roster
from screening.core.waiting import Place, part_in
from screening.language import t
from screening.pages import blocks
from screening.pages.frame import Here, page_file, show_unreadable
from screening.review import Review

# Days from which on a deadline is shown as near.
_NEAR = 2


def draw_cases(rows: Sequence[CaseRow], here: Here) -> None:
    """Each case, all of which leads to its page."""
    review = here.review
    place = review.place_of(here.person)
    judged = {one.name: one for one in here.desk.editions()}
    for row in rows:
        with st.container(key=f"queued-{row.case}", border=True, gap=None):
            _link(row, f"{row.prospect} · {row.title}", here)
            mine = [] if place is None or row.asked else _mine(row, place, review, here)
            st.html(_notes(row, mine, judged.get(row.edition), here))


def draw_home(here: Here) -> None:
    """What waits for the visitor, above their requests: nothing where nothing does.

    A salesperson is led to each case, the others to the committee's page.
    """
    sells = here.person.role == "salesperson"
    try:
        # Who sits matters to those alone who vote.
        review = here.review if may(here.person, "vote") else Review(here.desk, Roster(()))
    except CommitteeUnreadable as unreadable:
        show_unreadable(here.language, "committee.unreadable", unreadable)
        return
    rows = review.waiting(here.person)
    if not rows:
        return
    with st.container(key="waiting", border=True, gap=None):
        if not sells:
            label = here.t("waiting.committee", count=len(rows))
            st.page_link(
                page_file("committee"), label=label, query_params=here.address(), width="stretch"
            )
            return
        st.html(f"<h2>{escape(here.t('waiting.title'))}</h2>")
        for row in rows:
            what = here.t("waiting.question") if row.asked else _condition(row, here)
            icon = ":material/help:" if row.asked else ":material/task_alt:"
            _link(row, f"{what} · {row.prospect} · {row.title}", here, icon)


def _link(row: CaseRow, label: str, here: Here, icon: str | None = None) -> None:
    address = here.address(id=row.case)
    st.page_link(
        page_file("case"),
        label=blocks.plain(label),
        icon=icon,
        query_params=address,
        width="stretch",
    )


def _notes(row: CaseRow, mine: Sequence[str], judged: Edition | None, here: Here) -> str:
    """Until when and what is awaited; what blocks, as the edition that judged calls it; and what
    the case is."""
    where, near = standing(row, here)
    rules = here.desk.edition.committee.procedures
    about = [
        row.case,
        getattr(rules, row.procedure).title.in_(here.language) if row.procedure else "",
        _recorded(row, here),
        here.t("queue.learners", count=row.learners) if row.learners else "",
    ]
    when = "".join(f"<span>{escape(one)}</span>" for one in (*where, *mine))
    return (
        f'<div class="queue-notes"><p class="queue-when{" is-near" if near else ""}">{when}</p>'
        f'<p class="queue-why">{escape(why_referred(row, judged, here.language))}</p>'
        f'<p class="row-note">{escape(" · ".join(one for one in about if one))}</p></div>'
    )


def _mine(row: CaseRow, place: Place, review: Review, here: Here) -> list[str]:
    """The visitor's own part in a case; of several seats, those whose vote is still awaited."""
    part = part_in(row, place)
    if part == "none":
        voted = row.status == "voting" and review.has_voted(row.case, here.person)
        return [here.t("queue.part.voted")] if voted else []
    if part == "takes_up":
        return [here.t("queue.part.takes_up")]
    silent = [one for one in row.voters.split() if one in place.seats]
    others = [here.desk.name_of(one) for one in silent if one != place.member]
    own = [here.t("queue.part.votes")] if place.member in silent else []
    return [*own, here.t("queue.votes_for", who=others)] if others else own


def why_referred(row: CaseRow, judged: Edition | None, language: Language) -> str:
    """Why a case is with the committee: what blocks it, too few points, or somebody sent it."""
    ids = row.blocking.split()
    criteria = judged.criteria if judged is not None else ()
    titles = [t(language, "finding.option", text=one.title) for one in criteria if one.id in ids]
    if titles:
        return t(language, "queue.blocks", count=len(titles), what=titles)
    if ids:  # nobody can read the edition any more
        return t(language, "queue.blocks_then", edition=row.edition)
    if row.score < row.accept_from:
        return t(language, "queue.short", score=row.score, needed=row.accept_from)
    return t(language, "queue.sent")


def standing(row: CaseRow, here: Here) -> tuple[list[str], bool]:
    """Where a case stands and until when, and whether that is near."""
    if row.ruling is not None and row.decided_at is not None:
        ruled = here.t(f"queue.ruled.{row.ruling}", at=_day(row.decided_at, here))
        due = [_condition(row, here)] if row.condition_due else []
        return [ruled, *due], _overdue(row, here)
    if row.asked:
        return [here.t("queue.asked")], False
    if row.closes_at is None:
        return [here.t(f"queue.{row.status}")], False
    left = (_day(row.closes_at, here) - _today(here)).days
    if left <= 0:
        return [here.t("queue.closes_today")], True
    if left == 1:
        return [here.t("queue.closes_tomorrow")], True
    return [here.t("queue.days_left", count=left)], left <= _NEAR


def _condition(row: CaseRow, here: Here) -> str:
    key = "queue.condition_overdue" if _overdue(row, here) else "queue.condition_due"
    return here.t(key, due=date.fromisoformat(str(row.condition_due)))


def _overdue(row: CaseRow, here: Here) -> bool:
    return row.condition_due is not None and row.condition_due < _today(here).isoformat()


def _recorded(row: CaseRow, here: Here) -> str:
    """How long ago a case was opened."""
    days = (_today(here) - _day(row.opened_at, here)).days
    return here.t("queue.recorded", count=days) if days > 0 else here.t("queue.recorded_today")


def _today(here: Here) -> date:
    return here.desk.now().astimezone(here.zone).date()


def _day(moment: str, here: Here) -> date:
    return datetime.fromisoformat(moment).astimezone(here.zone).date()
