"""The mission: the edition in force, readable by anybody."""

import streamlit as st

from screening.core.access import may
from screening.pages import alarms, blocks
from screening.pages.frame import here, page_file

found = here()
edition, language = found.desk.edition, found.language
today = found.desk.today

st.title(found.t("page.mission"))
alarms.show(found)
st.html(blocks.mission_head(edition, language))

left, right = st.columns([1, 1.25], gap="large")
with left:
    st.header(found.t("mission.how"))
    st.html(blocks.weight_chart(edition, today, language))
    st.header(found.t("mission.committee"))
    st.html(blocks.rules_of_committee(edition, language))
    st.page_link(
        page_file("how_we_decide"),
        label=found.t("page.how_we_decide"),
        icon=":material/balance:",
        query_params=found.address(),
    )
    if may(found.person, "read_scenarios"):
        st.page_link(
            page_file("scenarios"),
            label=found.t("page.scenarios"),
            icon=":material/bookmarks:",
            query_params=found.address(),
        )
    if may(found.person, "read_proposed"):
        st.page_link(
            page_file("workshop"),
            label=found.t(f"workshop.link.{'owner' if may(found.person, 'adopt') else 'reader'}"),
            icon=":material/construction:",
            query_params=found.address(),
        )
    if edition.targets:
        st.header(found.t("mission.targets"))
        st.html(blocks.targets(edition, language))
with right:
    for objective in edition.objectives:
        criteria = [one for one in edition.criteria if one.objective == objective.id]
        if criteria:
            st.header(objective.text.in_(language))
            cards = (blocks.criterion_card(one, edition, today, language) for one in criteria)
            st.html("".join(cards))

st.page_link(
    page_file("privacy"),
    label=found.t("page.privacy"),
    icon=":material/shield_person:",
    query_params=found.address(),
)
st.html(
    f'<p class="seal">{found.t("mission.fingerprint", fingerprint=found.desk.loaded.fingerprint)}'
    "</p>"
)
