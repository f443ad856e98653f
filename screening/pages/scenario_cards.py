"""Scenarios as cards: the situation in words, what must come of it, and whether it does."""

from html import escape
from urllib.parse import urlencode

import streamlit as st

from screening.core.criteria import Edition
from screening.language import day
from screening.pages import blocks
from screening.pages.frame import Here
from screening.scenario_files import folder_beside
from screening.scenarios import Remembered, Scenarios
from screening.scenarios_told import claims_told, say_difference, situation_told
from screening.settings import read_settings


def scenarios_of(here: Here) -> Scenarios:
    """The scenarios of the desk one visits, with those beside the criteria file."""
    return Scenarios(here.desk, folder_beside(read_settings().criteria))


def draw_mistaken(scenarios: Scenarios, here: Here) -> None:
    """That files hold something which could not be run."""
    if files := [path.name for path in scenarios.mistaken()]:
        told = here.t("scenarios.mistaken", count=len(files), files=", ".join(files))
        st.warning(told, icon=":material/edit_document:")


def card(one: Remembered, edition: Edition, here: Here, more: str = "") -> str:
    """One scenario under an edition; `more` is HTML that follows what comes out instead."""
    t, language, scenario = here.t, here.language, one.scenario
    must = escape(t("scenarios.must"))
    outcome = blocks.outcome_word(scenario.expected, language)
    claims = "".join(
        f"<li>{escape(said)}</li>" for said in claims_told(one.result, edition, language)
    )
    situation = situation_told(one.result, edition, language)
    told = escape(t("scenarios.situation", count=len(situation)))
    facts = blocks.facts(situation) or ""
    return (
        f'<article class="scenario{"" if one.result.holds else " is-broken"}">'
        f"<header><h2>{escape(scenario.title.in_(language))}</h2>{standing(one, here)}</header>"
        f'<p class="why">{escape(scenario.why.in_(language))}</p>'
        f'<p class="must"><span>{must}</span> {outcome}</p>'
        + (f'<ul class="claims">{claims}</ul>' if claims else "")
        + differences(one, here)
        + more
        + f'<details class="situation"><summary>{told}</summary>{facts}</details>'
        f'<p class="row-note">{origin(one, here)}</p></article>'
    )


def standing(one: Remembered, here: Here) -> str:
    """Whether it holds, as a mark and a word."""
    code = "holds" if one.result.holds else "broken"
    if one.result.assessment is None:
        code = "unreadable"
    mark = "✓" if code == "holds" else "✕"
    return (
        f'<p class="standing is-{code}"><span aria-hidden="true">{mark}</span> '
        f"{escape(here.t(f'scenarios.{code}'))}</p>"
    )


def differences(one: Remembered, here: Here) -> str:
    """What comes out instead, and which findings do it."""
    said = [say_difference(here.language, problem)[0] for problem in one.result.problems]
    rows = "".join(f"<li>{escape(wrong)}</li>" for wrong in said)
    return f'<ul class="instead">{rows}</ul>' if rows else ""


def origin(one: Remembered, here: Here) -> str:
    """Who kept it and when, and from which case or in which file; as HTML."""
    if one.kept is not None:
        when = day(here.language, one.kept.at.astimezone(here.zone).date())
        who = here.t("scenarios.kept_by", by=here.desk.name_of(one.kept.by), at=when)
        notes = [escape(one.kept.id), escape(who)]
        if one.kept.case is not None:
            notes.append(case_link(one.kept.case, here))
        return " · ".join(notes)
    notes = [escape(here.t("scenarios.of_file", file=one.file.name if one.file else ""))]
    if one.filed is not None and one.filed.kept is not None:
        when, by = day(here.language, one.filed.kept.on), one.filed.kept.by
        notes.append(escape(here.t("scenarios.kept_by", by=here.desk.name_of(by), at=when)))
    if one.filed is not None and one.filed.case is not None:
        notes.append(escape(one.filed.case))
    return " · ".join(notes)


def case_link(id: str, here: Here) -> str:
    """A link to the case that a scenario was kept from."""
    address = escape(urlencode(here.address(id=id)))
    told = escape(here.t("scenarios.of_case", case=id))
    return f'<a href="case?{address}" target="_self">{told}</a>'
