"""How we decide: the committee's rules in force, in plain words."""

import streamlit as st

from screening.pages.frame import here

found = here()
st.title(found.t("page.how_we_decide"))
