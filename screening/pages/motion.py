"""A motion: what it proposes and why, for everybody; and the form to put one, for members."""

from collections.abc import Iterator
from datetime import date
from html import escape
from urllib.parse import urlencode

import streamlit as st

from screening.core.access import may
from screening.core.cases import Case
from screening.core.committee_facts import (
    DECLINE_REASONS,
    PROPOSALS,
    Condition,
    Proposal,
)
from screening.core.criteria import Edition
from screening.core.motion_check import MOST_CONDITIONS, NewCitation, NewCondition, NewMotion
from screening.core.motions import Motion
from screening.language import day, moment
from screening.pages import acts, earlier_rulings
from screening.pages.frame import Here
from screening.pages.telling import telling

_CITED = ("followed", "distinguished")


def draw(case: Case, edition: Edition, here: Here) -> None:
    """The motions before the last one, folded; the last one; and a form where there can be one."""
    for one in case.motions[:-1]:
        with st.expander(_summary(one, edition, here)):
            st.html(told(one, edition, here))
    if case.motion is not None:
        st.header(here.t("motion.title"))
        # The conditions of a ruling are told where they are kept.
        ruled = case.ruling is not None and case.ruling.decision == "accept_with_conditions"
        st.html(told(case.motion, edition, here, conditions=not ruled))
    if case.status == "referred" and may(here.person, "put_motion"):
        if here.review.has_part(case, here.person):
            _draw_form(case, here)
        else:
            body = getattr(edition.committee.procedures, case.procedure or "full").title
            note = here.t("motion.not_yours", body=body)
            st.html(f'<p class="row-note">{escape(note)}</p>')


def _summary(one: Motion, edition: Edition, here: Here) -> str:
    say = telling(edition, here)
    result = f" · {here.t(f'motion.{one.closed.tally.result}')}" if one.closed else ""
    return here.t("motion.earlier", day=say.day(one.put.at)) + result


# ── What it says ─────────────────────────────────────────────────────────────────────────────


def told(one: Motion, edition: Edition, here: Here, conditions: bool = True) -> str:
    """A motion in words: what is proposed, by whom, why, on which conditions or grounds."""
    say, put = telling(edition, here), one.put
    when = moment(here.language, put.at, here.zone)
    html = (
        f'<p class="proposed">{escape(proposed(put.proposal, here))}</p>'
        f'<p class="row-note">{escape(here.t("motion.put_by", who=say.name_of(put.by), at=when))}'
        f"</p><blockquote>{escape(put.because)}</blockquote>"
    )
    if put.reasons:
        grounds = "".join(f"<li>{escape(say(f'ground.{one}'))}</li>" for one in put.reasons)
        html += f"<p>{escape(say('grounds', count=len(put.reasons)))}</p><ul>{grounds}</ul>"
    if put.conditions and conditions:
        rows = "".join(f"<li>{condition(one, here)}</li>" for one in put.conditions)
        title = here.t("motion.conditions", count=len(put.conditions))
        html += f'<p>{escape(title)}</p><ol class="conditions">{rows}</ol>'
    for cited in put.cites:
        words = say(f"cites.{cited.how}", case=cited.case, because=cited.because)
        address = escape(urlencode(here.address(id=cited.case)))
        link = f'<a href="case?{address}" target="_blank">{escape(cited.case)}</a>'
        html += f"<p>{escape(words).replace(escape(cited.case), link, 1)}</p>"
    if put.again_because:
        html += f"<p>{escape(say('again', because=put.again_because))}</p>"
    return f'<div class="motion">{html}</div>'


def proposed(proposal: Proposal, here: Here) -> str:
    words = here.t(f"minutes.proposal.{proposal}")
    return words[:1].upper() + words[1:]


def condition(one: Condition, here: Here) -> str:
    """A condition: what, who sees to it, until when, and what shows that it is kept."""
    about = here.t(
        "motion.condition",
        who=here.desk.name_of(one.owner),
        due=day(here.language, one.due),
        proof=one.proof,
    )
    return f'{escape(one.text)}<span class="note">{escape(about)}</span>'


# ── Putting one ──────────────────────────────────────────────────────────────────────────────


def _draw_form(case: Case, here: Here) -> None:
    act = f"motion-{case.id}-{len(case.motions)}"
    st.html('<span class="anchor" id="motion"></span>')
    with st.expander(here.t("motion.new"), icon=":material/gavel:", key=f"open-{act}"):
        proposal: Proposal | None = st.segmented_control(
            here.t("motion.proposal"),
            PROPOSALS,
            format_func=lambda one: proposed(one, here),
            key=f"proposal-{act}",
        )
        if proposal is None:
            return
        with st.form(act, border=False):
            st.text_area(here.t("motion.because"), key=f"because-{act}", max_chars=2_000)
            if here.person.role == "chair" and _voted_down(case):
                st.text_input(here.t("motion.again"), key=f"again-{act}", max_chars=2_000)
            if proposal == "decline":
                st.html(f"<p>{escape(here.t('motion.grounds'))}</p>")
                for reason in DECLINE_REASONS:
                    words = here.t(f"minutes.ground.{reason}")
                    st.checkbox(words[:1].upper() + words[1:], key=f"{reason}-{act}")
            if proposal == "accept_with_conditions":
                _draw_conditions(case, act, here)
            cited = [one.case for one in here.review.precedents(case, here.person)]
            if cited:
                with st.expander(here.t("motion.citing"), icon=":material/format_quote:"):
                    for id in cited:
                        _draw_citing(id, act, here)
            acts.draw_refusal(act, here)
            st.caption(_closing(case, here))
            st.form_submit_button(
                here.t("motion.send"),
                key=act,
                type="primary",
                on_click=_put,
                args=(case, proposal, cited, acts.submission(act), here),
            )


def _voted_down(case: Case) -> bool:
    return any(one.closed and one.closed.tally.result == "not_carried" for one in case.motions)


def _closing(case: Case, here: Here) -> str:
    procedure = getattr(here.desk.edition.committee.procedures, case.procedure or "full")
    return here.t("motion.opens", body=procedure.title, count=procedure.days_open)


def _draw_conditions(case: Case, act: str, here: Here) -> None:
    """As many conditions as were asked for; one to begin with."""
    shown = st.session_state.get(f"conditions-{act}", 1)
    today = here.desk.now().astimezone(here.zone).date()
    owner = here.desk.name_of(case.latest.request.owner or "")
    for place in range(1, shown + 1):
        st.html(f"<h3 class='small'>{escape(here.t('motion.nth', number=place))}</h3>")
        st.text_area(
            here.t("motion.text", who=owner), key=f"text-{place}-{act}", max_chars=2_000, height=68
        )
        st.date_input(
            here.t("motion.due"),
            None,
            key=f"due-{place}-{act}",
            min_value=today,
            format="DD/MM/YYYY",
        )
        st.text_input(here.t("motion.proof"), key=f"proof-{place}-{act}", max_chars=2_000)
    if shown < MOST_CONDITIONS:
        st.form_submit_button(
            here.t("motion.more"),
            key=f"more-{act}",
            icon=":material/add:",
            on_click=lambda: st.session_state.update({f"conditions-{act}": shown + 1}),
        )


def _draw_citing(id: str, act: str, here: Here) -> None:
    row = here.desk.log.row(id)
    if row is None:
        return
    st.selectbox(
        here.t("motion.cite", case=earlier_rulings.title(row)),
        _CITED,
        index=None,
        format_func=lambda one: here.t(f"motion.{one}"),
        placeholder=here.t("motion.not_cited"),
        key=f"cite-{id}-{act}",
    )
    st.text_input(here.t("motion.cite_because"), key=f"why-{id}-{act}", max_chars=2_000)


def _put(case: Case, proposal: Proposal, cited: list[str], submission: str, here: Here) -> None:
    act = f"motion-{case.id}-{len(case.motions)}"
    citing = {id: st.session_state.get(f"cite-{id}-{act}") for id in cited}
    owner = case.latest.request.owner or case.latest.by
    motion = NewMotion(
        proposal,
        acts.typed(f"because-{act}"),
        tuple(_conditions(act, owner)) if proposal == "accept_with_conditions" else (),
        tuple(
            one
            for one in DECLINE_REASONS
            if proposal == "decline" and st.session_state.get(f"{one}-{act}")
        ),
        tuple(
            NewCitation(id, how, acts.typed(f"why-{id}-{act}")) for id, how in citing.items() if how
        ),
        acts.typed(f"again-{act}"),
    )
    acts.send(act, lambda: here.review.put(case.id, submission, motion, here.person))


def _conditions(act: str, owner: str) -> Iterator[NewCondition]:
    """What was typed of each condition, those left empty apart."""
    for place in range(1, st.session_state.get(f"conditions-{act}", 1) + 1):
        text, proof = (acts.typed(f"{one}-{place}-{act}") for one in ("text", "proof"))
        due: date | None = st.session_state.get(f"due-{place}-{act}")
        if text or due or proof:
            yield NewCondition(text, owner, due, proof)
