"""The committee's queue: what waits for whom, most urgent first."""

import streamlit as st

from screening.pages.frame import here

found = here()
st.title(found.t("page.committee"))
