"""The receipt of a verdict on the page of its case: what judged it, what seals it, and a file."""

from html import escape

import streamlit as st

from screening.core.criteria import Edition
from screening.core.receipt import Receipt
from screening.language import moment
from screening.pages import blocks
from screening.pages.frame import Here
from screening.pages.telling import telling
from screening.receipt_told import (
    answers_told,
    decided_told,
    edition_told,
    findings_told,
    sealed_told,
    withheld_told,
)
from screening.receipts import as_json, receipts
from screening.service import Dossier, EditionLost


def draw(dossier: Dossier, here: Here) -> None:
    """The receipt of the last version, or of another one that is chosen.

    None where a line of the case was altered: then it would prove nothing.
    """
    if dossier.flaws:
        return
    st.header(here.t("receipt.title"))
    try:
        given = receipts(here.desk, dossier.case.id, here.person)
    except EditionLost:
        st.warning(here.t("receipt.lost"), icon=":material/broken_image:")
        return
    chosen = len(given)
    if chosen > 1:
        chosen = st.selectbox(
            here.t("receipt.of"),
            range(len(given), 0, -1),
            format_func=lambda one: _version(given[one - 1], here),
            key=f"receipt-{dossier.case.id}",
            width=420,
        )
    edition = here.desk.edition_of(dossier.case.screenings[chosen - 1])
    _draw(given[chosen - 1], edition, here)


def _version(one: Receipt, here: Here) -> str:
    at = moment(here.language, one.at, here.zone)
    return here.t("versions.one", number=str(one.version), at=at)


def _draw(one: Receipt, edition: Edition, here: Here) -> None:
    words = telling(edition, here)
    rows = [
        *decided_told(one, edition, words),
        *edition_told(one, edition, words),
        *sealed_told(one, words),
    ]
    rests = "".join(
        f"<h3>{escape(here.t(f'receipt.{name}'))}</h3>{blocks.facts(of)}"
        for name, of in (
            ("answers", answers_told(one, edition, words)),
            ("findings", findings_told(one, edition, words)),
        )
    )
    st.html(
        f'<div class="receipt">{blocks.facts(rows)}'
        f"<details><summary>{escape(here.t('receipt.rests_on'))}</summary>{rests}</details></div>"
    )
    st.caption(withheld_told(one, words) or here.t("receipt.intro"))
    st.download_button(
        here.t("receipt.download"),
        # Asked for anew: who left the case meanwhile gets none.
        here.on_demand(lambda: _file(one, here)),
        f"receipt-{one.case}-{one.version}.json",
        "application/json",
        icon=":material/receipt_long:",
        on_click="ignore",
        key="receipt",
    )


def _file(shown: Receipt, here: Here) -> bytes:
    given = receipts(here.desk, shown.case, here.person)
    return as_json(given[shown.version - 1]).encode()
