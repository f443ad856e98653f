"""The page of one recorded case, named by its address."""

import streamlit as st

from screening.pages import dossier
from screening.pages.frame import here, page_file

found = here()
asked = st.query_params.get("id")
if not asked:
    st.switch_page(page_file("my_requests"), query_params=found.address())
dossier.show_case(asked, found)
with st.container(horizontal=True, key="elsewhere"):
    for page, icon in (
        ("my_requests", ":material/inbox:"),
        ("new_request", ":material/edit_note:"),
    ):
        st.page_link(
            page_file(page), label=found.t(f"page.{page}"), icon=icon, query_params=found.address()
        )
