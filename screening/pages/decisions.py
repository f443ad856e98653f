"""The decision log: every case, filtered by an address, for those who may read all of it."""

from dataclasses import replace

import streamlit as st

from screening.core import views
from screening.core.access import may
from screening.core.paris import day_of
from screening.core.problems import Problem
from screening.core.views import LISTS, Known, View
from screening.pages import blocks, log_export, log_filters, log_rows
from screening.pages.frame import PAGES, Here, here, page_file
from screening.pages.log_words import Words

PAGE_SIZE = 25
# Beyond these, nobody waits for an exact number.
MOST_COUNTED = 10_000
# What the header says in the same address.
_OF_THE_HEADER = ("lang", "as", "log")


def view_asked(here: Here, known: Known) -> tuple[View, list[Problem]]:
    """The view that the address names, and what in it is none."""
    said = {
        name: "~".join(st.query_params.get_all(name)) if name in LISTS else value
        for name, value in st.query_params.to_dict().items()
        if name not in _OF_THE_HEADER
    }
    view, problems = views.read(said, known)
    if view.amount is not None and not may(here.person, "read_amount"):
        return view.changed(amount=None), [*problems, Problem(("amount",), "filter_not_yours")]
    return view, [*problems]


def draw(here: Here) -> None:
    editions = here.desk.editions()
    words = Words.of(editions, here)
    view, problems = view_asked(here, Known.of(editions))
    with st.container(key="log-problems"):
        if problems:
            st.html(blocks.problems(problems, here.language))
    log_filters.draw_bar(view, words)
    log_filters.draw_ready(here)
    held = here.desk.log.held
    log_filters.draw_more(view, words, held("owner"), held("edition"))
    log_filters.draw_chips(view, words)

    query = views.query_of(view, day_of(here.desk.now()), PAGE_SIZE + 1)
    rows, count = here.desk.page(query, here.person, MOST_COUNTED + 1)
    if not count:
        draw_nothing(view, here)
        return
    if may(here.person, "export"):
        log_export.draw(query, here)
    key = "decisions.count_more" if count > MOST_COUNTED else "decisions.count"
    told = here.t(key, count=min(count, MOST_COUNTED))
    st.html(f'<p class="log-count" role="status">{told}</p>')
    log_rows.draw(rows[:PAGE_SIZE], words)
    draw_paging(view, rows[PAGE_SIZE - 1].number if len(rows) > PAGE_SIZE else None, here)
    if here.zone.key != "Europe/Paris":
        st.caption(here.t("decisions.days"))


def draw_paging(view: View, older: int | None, here: Here) -> None:
    """Further back, and back again: by the way one came, else to the newest."""
    way = st.session_state.setdefault("decisions_way", {})
    of_view = tuple(views.address(view.changed()).items())
    with st.container(key="log-paging", horizontal=True):
        if view.before is not None:
            came = (of_view, view.before)
            label = here.t("decisions.newer" if came in way else "decisions.newest")
            newer = replace(view, before=way.get(came))
            log_filters.link(here, label, newer, icon=":material/arrow_back:")
        if older is not None:
            way[of_view, older] = view.before
            log_filters.link(
                here,
                here.t("decisions.older"),
                replace(view, before=older),
                icon=":material/arrow_forward:",
            )


def draw_elsewhere(here: Here) -> None:
    """What else is made of the same lines."""
    links = {"register": ":material/block:"}
    if may(here.person, "sample"):
        links["audit"] = ":material/fact_check:"
    with st.container(key="elsewhere", horizontal=True):
        for page, icon in links.items():
            st.page_link(
                page_file(page),
                label=here.t(f"page.{page}"),
                icon=icon,
                query_params=here.address(),
            )


def draw_nothing(view: View, here: Here) -> None:
    """An empty list says why, and what to do about it."""
    which = "nothing" if view.filters else "empty"
    st.html(blocks.empty(here.t(f"decisions.{which}"), here.t(f"decisions.{which}_hint")))


found = here()
st.html(PAGES / "decisions.css")
st.title(found.t("page.decisions"))
if may(found.person, "read_log"):
    draw_elsewhere(found)
    draw(found)
else:
    st.info(found.t("decisions.not_yours"), icon=":material/lock:")
