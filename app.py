"""The mission desk: sign in, choose the language, route."""

import streamlit as st

from screening import downloads, error_log, web
from screening.pages import frame

# The server imports this file, and Streamlit runs it again for each visitor.
if __name__ == "__main__":
    st.set_page_config(page_icon="screening/pages/icon.svg", layout="wide")
    frame.open_page()
else:
    error_log.keep_words_out()
    app = st.App(
        __file__,
        routes=[*downloads.ROUTES, *web.routes(frame.why_not_ready)],
        middleware=web.MIDDLEWARE,
        on_script_error=frame.say_error,
    )
