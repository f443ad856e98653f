"""A recorded case as pages show it: what was decided and why, what was answered, its lines."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from screening.core.access import NotAllowed, may
from screening.core.chain import Flaw
from screening.core.criteria import Edition
from screening.core.facts import RequestScreened
from screening.explanation import SentBy
from screening.language import moment, money, number
from screening.pages import (
    acts,
    blocks,
    earlier_rulings,
    evidence,
    hearing,
    history,
    letter,
    proposals,
    receipt,
    scenario_keeping,
    versions,
)
from screening.pages.frame import Here
from screening.service import CaseLeft, CaseUnreadable, Dossier, UnknownCase

# Beyond these the seals are folded: a vote of nineteen has as many lines.
_MOST_SEALS = 5


def show_case(id: str, here: Here) -> None:
    """The case with this id, or why it is not shown."""
    try:
        _show(here.desk.case(id, here.person), here)
    except UnknownCase:
        st.title(here.t("page.case"))
        st.info(here.t("case.unknown", case=blocks.plain(id)), icon=":material/search_off:")
    except CaseUnreadable as unreadable:
        _show_lines(unreadable, here)
    except CaseLeft:
        st.title(f"{here.t('page.case')} {blocks.plain(id)}")
        st.info(here.t("hearing.left"), icon=":material/door_front:")
    except NotAllowed:
        st.title(here.t("page.case"))
        st.info(here.t("case.not_yours"), icon=":material/lock:")
    # Where the case is not shown, no form has said it.
    acts.draw_refusal_left(here)


def _show(dossier: Dossier, here: Here) -> None:
    latest = dossier.case.latest
    edition = here.desk.edition_of(latest)
    answers = latest.request.answers
    st.title(blocks.plain(f"{latest.request.prospect.name} · {latest.request.title}"))
    when = moment(here.language, latest.at, here.zone)
    recorded = here.t(
        "case.recorded", at=when, by=here.desk.name_of(latest.by), edition=latest.edition
    )
    st.html(f'<p class="row-note">{dossier.case.id} · {escape(recorded)}</p>')
    if "prospect" in dossier.hidden:
        st.info(
            here.t("case.prospect_hidden", case=dossier.case.id), icon=":material/visibility_off:"
        )
    _warn_if_altered(dossier.flaws, here)
    case = dossier.case
    versions.draw_withdrawal(case, here)
    refusal = st.container()
    hearing.draw_status(case, edition, here)
    with st.container(key="dossier"):
        with st.container(key="judged"):
            st.html(
                blocks.verdict(
                    latest.assessment,
                    answers,
                    edition,
                    here.language,
                    recorded=True,
                    sent=_sent_by_hand(latest, here),
                )
            )
            versions.draw_actions(case, here)
            scenario_keeping.draw(case, edition, here)
            st.html(blocks.findings(latest.assessment, answers, edition, latest.on, here.language))
        with st.container(key="known"):
            versions.draw_words(case, here)
            evidence.draw_assumptions(latest, edition, here)
            proposals.draw_recorded(latest, edition, here)
            earlier_rulings.draw(case, edition, here)
            _draw_request(dossier, edition, here)
        with st.container(key="hearing"):
            hearing.draw(case, edition, here)
    with refusal:
        acts.draw_refusal_left(here)
    versions.draw_story(case, edition, here)
    history.draw(case, edition, here)
    if may(here.person, "amend", latest.request.owner):
        letter.draw_of_case(case, edition, here)
    receipt.draw(dossier, here)
    st.header(here.t("case.seals"))
    seals = [here.t("case.seal", number=str(one.number), seal=one.seal) for one in dossier.lines]
    told = "".join(f'<p class="seal">{escape(one)}</p>' for one in seals)
    if len(seals) > _MOST_SEALS:
        count = escape(here.t("case.seals_of", count=len(dossier.lines)))
        told = f'<details class="seals"><summary>{count}</summary>{told}</details>'
    st.html(told)


def _sent_by_hand(latest: RequestScreened, here: Here) -> SentBy | None:
    if latest.sent_because is None:
        return None
    return SentBy(here.desk.name_of(latest.by), latest.sent_because)


def _draw_request(dossier: Dossier, edition: Edition, here: Here) -> None:
    request = dossier.case.latest.request
    st.header(here.t("case.request"))
    st.html(blocks.facts(_envelope(dossier, here)))
    st.header(here.t("case.answers"))
    known = [one for one in edition.questions if one.id in request.answers]
    unknown = [one for one in edition.questions if one.id not in request.answers]
    st.html(evidence.answers(known, request, here.language))
    if unknown:
        with st.expander(here.t("case.unknown_then", count=len(unknown))):
            st.html(evidence.answers(unknown, request, here.language))


def _show_lines(unreadable: CaseUnreadable, here: Here) -> None:
    """What is left of a case whose lines tell no case any more: the lines as they are."""
    st.title(f"{here.t('page.case')} {unreadable.case}")
    _warn_if_altered(unreadable.flaws, here)
    for flaw in unreadable.flaws:
        st.markdown(f"- {here.t(f'flaw.{flaw.what}', number=str(flaw.number))}")
    st.header(here.t("case.seals"))
    for line in unreadable.lines:
        st.html(
            f'<p class="seal">{here.t("case.seal", number=str(line.number), seal=line.seal)}</p>'
        )
        if line.content:
            st.code(line.content, language="json", wrap_lines=True)


def _warn_if_altered(flaws: Sequence[Flaw], here: Here) -> None:
    numbers = sorted({flaw.number for flaw in flaws})
    if numbers:
        st.warning(
            here.t("case.altered", count=len(numbers), lines=", ".join(map(str, numbers))),
            icon=":material/broken_image:",
        )


def _envelope(dossier: Dossier, here: Here) -> list[tuple[str, str]]:
    request = dossier.case.latest.request
    amount, hidden = request.amount, "prospect" in dossier.hidden
    rows = [
        ("about_prospect", None if hidden else request.prospect.name),
        ("about_country", request.prospect.country),
        ("about_registration", request.prospect.registration_number),
        ("about_reference", request.reference),
        ("about_learners", request.learners and number(here.language, request.learners)),
        ("about_amount", None if amount is None else money(here.language, amount)),
        ("about_starts", request.starts),
        ("about_owner", request.owner and here.desk.name_of(request.owner)),
        ("about_summary", request.summary),
        ("about_source", request.source),
    ]
    return [(here.t(f"form.{key}"), str(value)) for key, value in rows if value]
