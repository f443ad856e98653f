"""The scenarios under an edition being prepared: how many hold, and what breaks the others."""

from html import escape

import streamlit as st

from screening.core.access import may
from screening.core.scenarios import Result
from screening.criteria_file import LoadedEdition
from screening.pages import blocks
from screening.pages.frame import PAGES, Here
from screening.pages.scenario_cards import card, draw_mistaken, scenarios_of
from screening.scenarios import Remembered
from screening.scenarios_told import changed_told


def show(found: Here, draft: LoadedEdition) -> None:
    """All scenarios at once under a draft: in one sentence, then those that it breaks."""
    if not may(found.person, "read_scenarios"):
        return
    st.html(PAGES / "scenarios.css")
    scenarios = scenarios_of(found)
    run = scenarios.remembered(draft.edition, found.person)
    draw_mistaken(scenarios, found)
    if not run:
        st.html(blocks.empty(found.t("scenarios.none"), found.t("scenarios.none_hint")))
        return
    beside = list(zip(run, scenarios.today(run), strict=True))
    _say_count(beside, draft, found)
    broken = [(one, today) for one, today in beside if not one.result.holds]
    # What the draft itself breaks comes first.
    for one, today in sorted(broken, key=lambda each: not each[1].holds):
        st.html(_broken(one, today, draft, found))
    if holding := [one for one in run if one.result.holds]:
        with st.expander(found.t("scenarios.those_that_hold", count=len(holding))):
            st.html("".join(_holding(one, found) for one in holding))


def _say_count(beside: list[tuple[Remembered, Result]], draft: LoadedEdition, found: Here) -> None:
    """How many hold, and how many of these do not today."""
    holding = [today for one, today in beside if one.result.holds]
    count = {"count": len(beside), "holding": len(holding)}
    told = [found.t("scenarios.holding", **count, edition=draft.edition.name)]
    if again := sum(not today.holds for today in holding):
        told.append(found.t("scenarios.hold_again", count=again))
    whole = " is-whole" if len(holding) == len(beside) else ""
    st.html(f'<p class="holding{whole}" role="status">{escape(" ".join(told))}</p>')


def _broken(one: Remembered, today: Result, draft: LoadedEdition, found: Here) -> str:
    """A card, and what the draft does to it that the edition in force does not."""
    if not today.holds:
        note = f'<p class="row-note">{escape(found.t("scenarios.broken_today"))}</p>'
        return card(one, draft.edition, found) + note
    editions = (found.desk.edition, draft.edition)
    changed = changed_told(today, one.result, editions, found.language)
    rows = "".join(f"<li>{escape(said)}</li>" for said in changed)
    did = f'<p class="did">{escape(found.t("scenarios.did_it"))}</p><ul class="did">{rows}</ul>'
    return card(one, draft.edition, found, did if rows else "")


def _holding(one: Remembered, found: Here) -> str:
    title = one.scenario.title.in_(found.language)
    outcome = blocks.outcome_word(one.scenario.expected, found.language)
    return f'<p class="holding-one">{outcome} <span>{escape(title)}</span></p>'
