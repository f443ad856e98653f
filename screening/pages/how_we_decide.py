"""How we decide: the committee's rules in force, in plain words, with a count worked out."""

import streamlit as st

from screening.core.access import may
from screening.core.committee import ProcedureName
from screening.pages import rules_told
from screening.pages.frame import Here, here, page_file

PROCEDURES: tuple[ProcedureName, ...] = ("bureau", "full")


def draw_seats(here: Here) -> None:
    """The colleges, their weights and their seats; names for those who sit with them."""
    members = here.review.members()
    sits = here.person.id in [one.member for one in members]
    names = {one.member: here.desk.name_of(one.member) for one in members} if sits else {}
    st.header(here.t("rules.who_sits"))
    if here.committee.example:
        known = here.t("rules.invented" if members else "rules.no_file")
        st.html(f'<p class="row-note">{known}</p>')
    seats = here.review.seats("bureau"), members
    st.html(rules_told.colleges(here.desk.edition.committee, seats, names, here.language))


def draw_procedures(here: Here) -> None:
    for name, column in zip(PROCEDURES, st.columns(2, gap="large"), strict=True):
        with column:
            rules = getattr(here.desk.edition.committee.procedures, name)
            st.header(rules.title.in_(here.language))
            st.html(
                rules_told.procedure(
                    name, here.desk.edition.committee, here.review.seats(name), here.language
                )
            )


def draw_worked_count(here: Here) -> None:
    committee = here.desk.edition.committee
    st.header(here.t("rules.worked"))
    if not here.review.seats("full"):
        st.html(f"<p>{here.t('rules.nobody')}</p>")
        return
    counted = here.review.worked_count("full")
    st.html(rules_told.worked_count(counted, committee, here.language))


found = here()
st.title(found.t("page.how_we_decide"))
left, right = st.columns([1.25, 1], gap="large")
with left:
    st.html(rules_told.steps(found.desk.edition, found.language))
with right:
    draw_seats(found)
draw_procedures(found)
draw_worked_count(found)
with st.container(horizontal=True):
    for page, icon in (("mission", ":material/flag:"), ("committee", ":material/gavel:")):
        if page == "mission" or may(found.person, "read_queue"):
            label = found.t(f"page.{page}")
            st.page_link(page_file(page), label=label, icon=icon, query_params=found.address())
