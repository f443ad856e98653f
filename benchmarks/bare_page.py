"""The peer of the new request page: its widgets on a bare Streamlit page, and one line of text.

What Streamlit itself takes to show something new after a change. The questions are read from the
criteria, so that the two pages ask for the same in the same words.
"""

from typing import Any

import streamlit as st

from screening import criteria_file
from screening.core.criteria import (
    ChoiceQuestion,
    ChoicesQuestion,
    Edition,
    NumberQuestion,
    Question,
)
from screening.settings import HOME

ABOUT = ("Reference", "Country", "Registration number", "First month")
CONTACT = ("Contact", "Contact's email", "Contact's phone")


@st.cache_resource
def edition() -> Edition:
    return criteria_file.load(HOME / "criteria.yaml").edition


def ask(question: Question) -> Any:
    label, hint = question.ask.en, question.hint.en if question.hint else None
    if isinstance(question, NumberQuestion):
        return st.number_input(
            label,
            question.minimum,
            question.maximum,
            None,
            1,
            key=question.id,
            help=hint,
            placeholder="Not known yet",
        )
    words = {"yes": "Yes", "no": "No", "unknown": "Not known yet"}
    if isinstance(question, ChoiceQuestion | ChoicesQuestion):
        # The options of past editions are not asked for any more.
        options = {one.id: one.text.en for one in question.options if one.until is None}
        words = {**options, "unknown": "Not known yet"}
    return st.pills(
        label,
        list(words),
        format_func=words.__getitem__,
        selection_mode="multi" if isinstance(question, ChoicesQuestion) else "single",
        key=question.id,
        help=hint,
    )


st.set_page_config(page_title="Bare page", layout="wide")
st.selectbox("Who", ["Camille", "Noé", "Inès"])
st.segmented_control("Language", ["FR", "EN"], default="EN")
st.title("New request")
prospect = st.text_input("Prospect")
title = st.text_input("Title")
with st.expander("More"):
    about = [st.text_input(label) for label in ABOUT]
    learners = st.number_input("Learners", 1, 10_000_000, None, 1)
    amount = st.number_input("Amount", 0, 10_000_000_000, None, 1)
    summary = st.text_area("Summary")
    contact = [st.text_input(label) for label in CONTACT]
answers = {question.id: ask(question) for question in edition().questions}
st.button("Record")
st.button("Save")

known = sum(value not in (None, [], "unknown") for value in answers.values())
outcome = "Refer" if answers["concern"] == "yes" else "Accept"
st.write(f"{outcome}: {known} answers, {answers['priority_share']} % of the learners")
