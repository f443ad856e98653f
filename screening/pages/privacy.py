"""Privacy: what is kept of whom, why, for how long and who sees it, in plain words."""

import streamlit as st

from screening.pages import blocks
from screening.pages.frame import here
from screening.settings import read_settings

# What is kept, in the order in which one meets it; the locale files have the words of each.
KEPT = ("contacts", "staff", "requests", "votes", "drafts", "sign_in", "learners", "elsewhere")

found = here()
months = read_settings().contact_months
st.title(found.t("page.privacy"))
st.html(blocks.privacy(KEPT, months, found.language))
