"""A button that takes one's deadlines along as a calendar file."""

from collections.abc import Iterable, Iterator

import streamlit as st

from screening.calendar_file import Deadline, as_ics, deadlines
from screening.core.access import NotAllowed
from screening.core.cases import CaseRow
from screening.pages.frame import Here
from screening.service import CaseUnreadable, UnknownCase


def calendar_button(here: Here, rows: Iterable[CaseRow]) -> None:
    """Downloads the deadlines that these cases set the person; no button when they set none."""
    due = [one for one in rows if one.closes_at or one.condition_due]
    if not due:
        return
    st.download_button(
        here.t("calendar.download"),
        here.on_demand(lambda: as_ics(_deadlines(here, due), here.language, here.desk.now())),
        f"{here.t('calendar.file')}.ics",
        "text/calendar",
        icon=":material/event:",
        on_click="ignore",
        key="calendar",
    )


def _deadlines(here: Here, rows: Iterable[CaseRow]) -> Iterator[Deadline]:
    for row in rows:
        try:
            case = here.desk.case(row.case, here.person).case
        except (CaseUnreadable, NotAllowed, UnknownCase):
            continue  # its own page says so
        motion = case.motion
        votes = motion is not None and bool(here.review.seats_of(here.person, motion, case.recused))
        yield from deadlines(case, here.person, votes)
