"""The mission desk: sign in, choose the language, route."""

import streamlit as st

from screening.pages import frame

st.set_page_config(page_icon="screening/pages/icon.svg", layout="wide")
frame.open_page()
