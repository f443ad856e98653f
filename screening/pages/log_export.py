"""Exporting the decision log: what is in view or everything, made elsewhere, fetched once."""

from dataclasses import replace
from html import escape
from uuid import uuid4

import streamlit as st

from screening import downloads
from screening.core.facts import ExportForm
from screening.core.query import Query
from screening.export_jobs import KEPT, AlreadyExporting, Job, Order, exports
from screening.exports import steps
from screening.language import moment
from screening.pages.frame import Here, catch_up
from screening.settings import read_settings

_ENDINGS: dict[ExportForm, str] = {
    "xlsx": "xlsx",
    "csv_excel": "csv",
    "csv": "csv",
    "jsonl": "jsonl",
}
# Seconds between looks: at a number that moves, and at a link that somebody may use. Each look
# takes this server as long as half a verdict.
_MOVING, _RESTING = 2.0, 4.0


def draw(query: Query, here: Here) -> None:
    """What can be exported, and the export under way, which is looked at again by itself."""
    job = exports().of(here.person, _log(here))
    with st.expander(
        here.t("decisions.export.title"),
        expanded=job is not None,
        key="log-export",
        icon=":material/download:",
    ):
        if job is None or not job.live:
            _form(query, here)
        if job is not None:
            _watched(job, here)


def _form(query: Query, here: Here) -> None:
    with st.container(key="log-export-form", horizontal=True, vertical_alignment="bottom"):
        form: ExportForm = st.selectbox(
            here.t("decisions.export.form"),
            list(_ENDINGS),
            format_func=lambda one: here.t(f"decisions.export.forms.{one}"),
            key="export-form",
            width=330,
        )
        which = st.segmented_control(
            here.t("decisions.export.which"),
            ["view", "all"],
            default="view",
            format_func=lambda one: here.t(f"decisions.export.{one}"),
            key="export-which",
            required=True,
        )
        asked = query if which == "view" else Query()
        st.button(
            here.t("decisions.export.start"),
            key="export-start",
            type="primary",
            on_click=_start,
            args=(replace(asked, before=None), form, here),
        )
    st.caption(here.t(f"decisions.export.hints.{form}"))


def _start(query: Query, form: ExportForm, here: Here) -> None:
    if not here.let_in():
        return  # the page that is drawn next says why
    order = Order(
        log=_log(here),
        criteria=str(read_settings().criteria),
        query=query,
        form=form,
        language=here.language,
        by=here.person,
        submission=uuid4().hex,
    )
    day = here.desk.now().astimezone(here.zone).date()
    name = f"{here.t('decisions.export.file')}-{day}.{_ENDINGS[form]}"
    try:
        total = steps(here.desk, query, form, here.person)
        exports().start(order, name, total, here.let_in)
    except AlreadyExporting:
        # From another window, since this one offers no second one.
        st.toast(here.t("decisions.export.under_way"), icon=":material/hourglass_top:")


def _log(here: Here) -> str:
    settings = read_settings()
    return settings.example_log if here.example else settings.log


def _watched(job: Job, here: Here) -> None:
    every = _MOVING if job.live else _RESTING if job.state == "ready" else None
    st.fragment(_draw_job, run_every=every)(job.state, job, here)


def _draw_job(drawn: str, job: Job, here: Here) -> None:
    """The export as it is now; when it has become another thing, the whole page is drawn again."""
    catch_up()
    state = job.state
    if state != drawn:
        st.rerun()
    match state:
        case "waiting":
            st.html(_line(here.t("decisions.export.waiting")))
        case "running":
            _draw_progress(job, here)
        case "ready":
            _draw_link(job, here)
        case "failed":
            st.warning(here.t(f"decisions.export.why.{job.why}"), icon=":material/error:")
        case _:
            st.html(_line(here.t(f"decisions.export.{state}")))
    if job.live:
        st.button(
            here.t("decisions.export.stop"),
            key="export-stop",
            on_click=exports().stop,
            args=(job,),
        )


def _draw_progress(job: Job, here: Here) -> None:
    told = here.t("decisions.export.progress", done=job.done, of=job.total or 0)
    st.progress(min(job.done * 100 // job.total, 100) if job.total else 0, text=told)


def _draw_link(job: Job, here: Here) -> None:
    assert job.ready_at is not None
    until = moment(here.language, job.ready_at + KEPT, here.zone)
    st.html(
        f'<p class="log-link"><a href="{downloads.link(job)}?lang={here.language}" '
        f'target="_self">{escape(here.t("decisions.export.fetch", file=job.name))}</a></p>'
        f"{_line(here.t('decisions.export.once', until=until))}"
    )


def _line(text: str) -> str:
    return f'<p class="row-note" role="status">{escape(text)}</p>'
