"""The letter to the prospect: proposed, put in a person’s own words, copied or downloaded."""

from datetime import timedelta

import streamlit as st

from screening import letter_files, letters
from screening.core.criteria import Edition
from screening.core.facts import RequestScreened
from screening.core.model import LANGUAGES
from screening.pages.frame import Here


def draw(screening: RequestScreened, edition: Edition, here: Here) -> None:
    """Chooses a letter that tells the truth, and lets its words be changed before it is sent."""
    situation = _situation(screening, edition, here)
    kinds = letters.kinds_for(situation)
    if not kinds:
        return
    with st.expander(here.t("letters.title"), icon=":material/mail:"):
        kind_column, tone_column, language_column = st.columns([2, 1, 1])
        with kind_column:
            kind = st.selectbox(
                here.t("letters.kind"),
                kinds,
                format_func=lambda one: here.t(f"letters.{one}"),
                key="letter_kind",
            )
        with tone_column:
            tone = st.selectbox(
                here.t("letters.tone"),
                letters.TONES,
                format_func=lambda one: here.t(f"letters.{one}"),
                key="letter_tone",
            )
        with language_column:
            spoken = st.selectbox(
                here.t("letters.language"),
                LANGUAGES,
                index=LANGUAGES.index(here.language),
                format_func=lambda one: here.t(f"name.{one}"),
                key="letter_language",
            )
        signed = here.desk.name_of(here.person.id)
        proposed = letters.letter(kind, tone, spoken, situation, signed=signed)
        which = "-".join((screening.case, kind, tone, spoken))
        subject = st.text_input(
            here.t("letters.subject"), proposed.subject, key=f"letter_subject-{which}"
        )
        text = st.text_area(
            here.t("letters.text"),
            letter_files.as_text(proposed),
            height=380,
            key=f"letter_text-{which}",
        )
        _downloads(letter_files.edited(proposed, subject, text), screening, here)


def _downloads(letter: letters.Letter, screening: RequestScreened, here: Here) -> None:
    at = here.desk.now().astimezone(here.zone)
    contact = here.desk.contact_of(screening)
    lines = [contact.name] if contact and contact.name else []
    lines.append(screening.request.prospect.name)
    with st.container(horizontal=True):
        st.download_button(
            here.t("letters.word"),
            letter_files.as_docx(letter, to=lines, at=at),
            f"{screening.case}.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            icon=":material/description:",
            on_click="ignore",
        )
        st.download_button(
            here.t("letters.mail"),
            letter_files.as_eml(letter, to=contact.email if contact else None, at=at),
            f"{screening.case}.eml",
            "message/rfc822",
            icon=":material/outgoing_mail:",
            on_click="ignore",
        )


def _situation(screening: RequestScreened, edition: Edition, here: Here) -> letters.Situation:
    verdict = here.desk.reconsidered(screening)
    due = None
    if screening.procedure is not None:
        rules = getattr(edition.committee.procedures, screening.procedure)
        due = screening.at.astimezone(here.zone).date() + timedelta(days=rules.days_open)
    return letters.Situation(
        request=screening.request,
        edition=edition,
        assessment=screening.assessment,
        deciding=verdict.deciding,
        accepted_if=verdict.accepted_if,
        reopened_if=verdict.reopened_if,
        procedure=screening.procedure,
        due=due,
    )
