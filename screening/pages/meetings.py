"""Meetings: an agenda to bring along, a meeting to record, and the minutes of those held."""

from collections.abc import Iterable
from datetime import date

import streamlit as st

from screening import minutes_files
from screening.core.access import may
from screening.core.cases import CaseRow
from screening.core.committee_facts import MeetingHeld
from screening.core.roster import Seat, members_on
from screening.language import day
from screening.minutes import Seen, agenda, minutes
from screening.pages import acts, blocks
from screening.pages.frame import Here, here
from screening.pages.telling import telling
from screening.papers import Paper, Telling
from screening.service import CaseLeft, CaseUnreadable, UnknownCase

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Cases that a meeting may just have ended.
_LATELY_RULED = 20


# ── Before a meeting ─────────────────────────────────────────────────────────────────────────


def draw_agenda(here: Here, queue: dict[str, CaseRow]) -> None:
    """The chair chooses what the next meeting looks at, and takes the agenda along."""
    st.header(here.t("meetings.next"))
    on = st.date_input(
        here.t("meetings.day"), _today(here), format="DD/MM/YYYY", key="agenda_day", width=220
    )
    chosen = _choose_cases(here.t("meetings.look_at"), queue, "agenda_cases")
    st.download_button(
        here.t("meetings.agenda"),
        # Made on demand: the day and the cases are those of the page as it is drawn.
        here.on_demand(lambda: _as_docx(agenda(on, _seen(chosen, here), _telling(here)), here)),
        f"{here.t('meetings.agenda_file')}-{on.isoformat()}.docx",
        _WORD,
        icon=":material/description:",
        on_click="ignore",
        disabled=not chosen,
        key="agenda",
    )


# ── A meeting that was held ──────────────────────────────────────────────────────────────────


def draw_recording(here: Here, queue: dict[str, CaseRow], held: list[MeetingHeld]) -> None:
    """The chair records who came and what was looked at, for good."""
    st.header(here.t("meetings.record"))
    # Who sat is asked of the day, which is why this is no form.
    on = st.date_input(
        here.t("meetings.day"),
        _today(here),
        max_value=_today(here),
        format="DD/MM/YYYY",
        key="held_day",
        width=220,
    )
    present = _choose_members(members_on(here.review.roster, on), on, here)
    ruled = {one.case: one for one in here.review.ruled(here.person, _LATELY_RULED)}
    cases = _choose_cases(here.t("meetings.looked_at"), queue | ruled, "held_cases")
    fact = {"on": on, "present": present, "cases": tuple(cases)}
    # The same meeting twice is a second press of the button.
    known = any({key: getattr(one, key) for key in fact} == fact for one in held)
    st.caption(here.t("meetings.known" if known else "meetings.permanent"))
    act = f"meeting-{len(held)}"
    acts.draw_refusal(act, here)
    st.button(
        here.t("meetings.record_it"),
        on_click=_record,
        args=(act, acts.submission(act), on, present, tuple(cases), here),
        type="primary",
        disabled=not present or known,
        key=f"record-{act}",
    )
    if told := st.session_state.pop("meeting_told", None):
        st.success(told, icon=":material/check:")


def _record(
    act: str,
    submission: str,
    on: date,
    present: tuple[str, ...],
    cases: tuple[str, ...],
    here: Here,
) -> None:
    def hold() -> None:
        here.review.hold_meeting(submission, on, present, cases, here.person)
        for key in list(st.session_state):
            if str(key).startswith("held_"):
                del st.session_state[key]
        st.session_state["meeting_told"] = here.t("meetings.recorded", day=on)

    acts.send(act, hold)


def _choose_members(seats: Iterable[Seat], on: date, here: Here) -> tuple[str, ...]:
    """Those who came, college by college."""
    came: list[str] = []
    words, seated = _telling(here), list(seats)
    for college in dict.fromkeys(one.college for one in seated):
        came += st.pills(
            words.college(college),
            [one.member for one in seated if one.college == college],
            format_func=here.desk.name_of,
            selection_mode="multi",
            key=f"held_{college}-{on}",
        )
    if not seated:
        st.info(here.t("meetings.nobody_sat", day=on), icon=":material/event_busy:")
    return tuple(came)


def _choose_cases(label: str, cases: dict[str, CaseRow], key: str) -> list[str]:
    def called(id: str) -> str:
        row = cases[id]
        # Where the prospect is hidden, the case's id stands for its name.
        return " · ".join(dict.fromkeys((id, row.prospect, row.title)))

    return st.multiselect(label, list(cases), format_func=called, key=key, placeholder="")


# ── Meetings past ────────────────────────────────────────────────────────────────────────────


def draw_held(here: Here, held: list[MeetingHeld]) -> None:
    st.header(here.t("meetings.held"))
    if not held:
        st.html(blocks.empty(here.t("meetings.none"), here.t("meetings.none_hint")))
    for number, one in enumerate(held):
        _draw_meeting(number, one, here)


def _draw_meeting(number: int, held: MeetingHeld, here: Here) -> None:
    with st.container(
        key=f"meeting-{number}", border=True, horizontal=True, vertical_alignment="center"
    ):
        came = here.t("meetings.came", count=len(held.present))
        looked_at = ", ".join(held.cases) or here.t("meetings.no_case")
        st.html(blocks.listed(day(here.language, held.on), came, looked_at), width="stretch")
        st.download_button(
            here.t("meetings.minutes"),
            here.on_demand(lambda: _as_docx(_minutes_of(held, here), here)),
            f"{here.t('meetings.minutes_file')}-{held.on.isoformat()}.docx",
            _WORD,
            icon=":material/description:",
            on_click="ignore",
            key=f"minutes-{number}",
        )


def _minutes_of(held: MeetingHeld, here: Here) -> Paper:
    seen = _seen(held.cases, here)
    seats = members_on(here.review.roster, held.on)
    # The head last: it comes after all that was told.
    return minutes(held, seats, seen, here.desk.log.head(), _telling(here), at=here.desk.now())


# ── What papers are made of ──────────────────────────────────────────────────────────────────


def _seen(cases: Iterable[str], here: Here) -> list[Seen]:
    found = []
    for id in cases:
        try:
            dossier = here.desk.case_for_members(id, here.person)
            found.append(Seen(id, dossier.case, altered=bool(dossier.flaws)))
        except CaseLeft:
            found.append(Seen(id, None, left=True))
        except (CaseUnreadable, UnknownCase):
            found.append(Seen(id, None, altered=True))
    return found


def _telling(here: Here) -> Telling:
    return telling(here.desk.edition, here)


def _as_docx(paper: Paper, here: Here) -> bytes:
    return minutes_files.as_docx(paper, at=here.desk.now().astimezone(here.zone))


def _today(here: Here) -> date:
    return here.desk.now().astimezone(here.zone).date()


found = here()
st.title(found.t("page.meetings"))
if may(found.person, "read_queue"):
    meetings = [one for one in found.desk.common_facts() if isinstance(one, MeetingHeld)]
    meetings.sort(key=lambda one: (one.on, one.at), reverse=True)
    if may(found.person, "hold_meeting"):
        open_cases = {one.case: one for one in found.review.queue(found.person)}
        draw_agenda(found, open_cases)
        draw_recording(found, open_cases, meetings)
        acts.draw_refusal_left(found)
    draw_held(found, meetings)
else:
    st.info(found.t("meetings.not_yours"), icon=":material/lock:")
