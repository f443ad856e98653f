"""The letter to the prospect: proposed, put in a person’s own words, copied or downloaded."""

import streamlit as st

from screening import letter_files, letters
from screening.core.cases import Case
from screening.core.criteria import Edition
from screening.core.model import LANGUAGES
from screening.core.request import Contact, Request
from screening.pages.frame import Here, catch_up
from screening.service import Verdict
from screening.stores.protocol import PersonDetails


def draw_of_case(case: Case, edition: Edition, here: Here) -> None:
    """The letters about a recorded request, folded."""
    verdict = here.desk.reconsidered(case.latest)
    situation = letters.situation_of(
        case,
        edition,
        accepted_if=verdict.accepted_if,
        reopened_if=verdict.reopened_if,
        today=here.desk.now().astimezone(here.zone).date(),
        zone=here.zone,
    )
    if letters.kinds_for(situation):
        with st.expander(here.t("letters.title"), icon=":material/mail:"):
            contact = here.desk.contact_of(case.latest)
            _draw(situation, case.latest.submission, case.id, contact, here)


def offer_for_draft(draft: str, request: Request, verdict: Verdict, here: Here) -> None:
    """A button that writes to the prospect about a request not recorded yet: what is missing,
    or what would make it acceptable."""
    situation = letters.Situation(
        request=request,
        edition=here.desk.edition,
        assessment=verdict.assessment,
        deciding=verdict.deciding,
        accepted_if=verdict.accepted_if,
    )
    if letters.kinds_for(situation) and st.button(
        here.t("letters.title"), key="letter", icon=":material/mail:", type="tertiary"
    ):

        @st.dialog(here.t("letters.title"), width="large")
        def dialog() -> None:
            # Streamlit runs a dialog alone: whoever is let in no longer writes no letter either.
            catch_up()
            _draw(situation, draft, here.t("letters.file"), request.contact, here)

        dialog()


def _draw(
    situation: letters.Situation,
    submission: str,
    file: str,
    contact: Contact | PersonDetails | None,
    here: Here,
) -> None:
    """Chooses a letter that tells the truth, and lets its words be changed before it is sent."""
    kinds = letters.kinds_for(situation)
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
    # A person's own words stay with their request, for as long as what was proposed would still be
    # the same. Nothing in a letter tells one prospect from another: the submission does.
    which = f"{submission}-{hash(proposed)}"
    subject = st.text_input(
        here.t("letters.subject"),
        proposed.subject,
        key=f"letter_subject-{which}",
        persist_state="session",
    )
    text = st.text_area(
        here.t("letters.text"),
        letter_files.as_text(proposed),
        height=380,
        key=f"letter_text-{which}",
        persist_state="session",
    )
    _downloads(letter_files.edited(proposed, subject, text), situation, file, contact, here)


def _downloads(
    letter: letters.Letter,
    situation: letters.Situation,
    file: str,
    contact: Contact | PersonDetails | None,
    here: Here,
) -> None:
    """The letter as files. They are made on demand, of the words as they are by then: a click that
    also ends the typing comes before the page was drawn again."""
    latest = st.session_state.setdefault("letter_words", {})
    latest["words"] = letter
    at = here.desk.now().astimezone(here.zone)
    address = contact.email if contact else None
    lines = [contact.name] if contact and contact.name else []
    lines.append(situation.request.prospect.name)
    with st.container(horizontal=True):
        st.download_button(
            here.t("letters.word"),
            here.on_demand(lambda: letter_files.as_docx(latest["words"], to=lines, at=at)),
            f"{file}.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            icon=":material/description:",
            on_click="ignore",
        )
        st.download_button(
            here.t("letters.mail"),
            here.on_demand(lambda: letter_files.as_eml(latest["words"], to=address, at=at)),
            f"{file}.eml",
            "message/rfc822",
            icon=":material/outgoing_mail:",
            on_click="ignore",
        )
