"""Meetings: their agenda, and their minutes."""

import streamlit as st

from screening.pages.frame import here

found = here()
st.title(found.t("page.meetings"))
