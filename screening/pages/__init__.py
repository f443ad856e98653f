"""One file per page, run by st.navigation; pages show and ask, and decide nothing."""
