"""The ruled cases most like the one at hand: what they share with it, and what became of them."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from screening.core.access import may
from screening.core.cases import Case, CaseRow
from screening.core.criteria import Edition
from screening.core.precedents import Precedent
from screening.explanation import say_answer
from screening.language import t
from screening.pages import blocks
from screening.pages.frame import Here, page_file

# Of the answers that differ, as many as one compares at a glance.
_MOST_APART = 3


def draw(case: Case, edition: Edition, here: Here) -> None:
    """For those who vote, and those who look over their shoulder: how like cases were ruled on."""
    if case.latest.outcome != "refer" or not may(here.person, "read_queue"):
        return
    found = here.review.precedents(case, here.person)
    if not found:
        return
    st.header(here.t("precedents.title"))
    for one in found:
        row = here.desk.log.row(one.case)
        if row is not None:
            _draw(one, row, edition, here)


def title(row: CaseRow) -> str:
    return f"{row.case} · {row.prospect} · {row.title}"


def _draw(one: Precedent, row: CaseRow, edition: Edition, here: Here) -> None:
    with st.container(key=f"precedent-{one.case}", border=True, gap=None):
        st.page_link(
            page_file("case"),
            label=blocks.plain(title(row)),
            query_params=here.address(id=one.case),
        )
        ruled = t(here.language, f"minutes.proposal.{row.ruling}")
        alike = [
            (here.t("precedents.ruled"), ruled),
            (here.t("precedents.shared"), _criteria(one.shared, edition, here)),
        ]
        differs = [
            (here.t("precedents.only_here"), _criteria(one.only_here, edition, here)),
            (here.t("precedents.only_there"), _criteria(one.only_there, edition, here)),
            (here.t("precedents.apart"), _apart(one, edition, here)),
        ]
        html = blocks.facts(alike)
        if told := [(name, words) for name, words in differs if words]:
            summary = escape(here.t("precedents.differs"))
            html += f"<details><summary>{summary}</summary>{blocks.facts(told)}</details>"
        st.html(html)


def _criteria(ids: Sequence[str], edition: Edition, here: Here) -> str:
    """The titles of criteria; one that this edition has no more is told by its id."""
    titles = {one.id: one.title.in_(here.language) for one in edition.criteria}
    return "\n".join(titles.get(id, id) for id in ids)


def _apart(one: Precedent, edition: Edition, here: Here) -> str:
    questions = {each.id: each for each in edition.questions}
    told = []
    for apart in one.apart:
        question = questions.get(apart.question)
        # What nobody knew yet in one of them tells little.
        if question is None or apart.here is None or apart.there is None:
            continue
        told.append(
            here.t(
                "precedents.answers",
                ask=question.ask,
                here=say_answer(apart.here, question, here.language),
                there=say_answer(apart.there, question, here.language),
            )
        )
    return "\n".join(told[:_MOST_APART])
