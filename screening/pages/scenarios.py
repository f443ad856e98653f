"""The committee's scenarios: what must come of which request, and whether it does today."""

from html import escape

import streamlit as st

from screening.core.access import may
from screening.core.criteria import Edition
from screening.core.kept_scenarios import Kept
from screening.language import day
from screening.pages import acts, blocks
from screening.pages.frame import PAGES, Here, here, page_file
from screening.pages.scenario_cards import card, case_link, draw_mistaken, scenarios_of
from screening.scenario_files import as_yaml
from screening.scenarios import Remembered, Scenarios, as_filed
from screening.scenarios_told import situation_told

# Cards are long: more are shown when somebody asks for them all.
FIRST_SHOWN = 25


def draw(here: Here) -> None:
    scenarios, edition = scenarios_of(here), here.desk.edition
    st.html(f'<p class="lead">{escape(here.t("scenarios.about"))}</p>')
    held = scenarios.kept(here.person)
    found = scenarios.remembered(edition, here.person)
    acts.draw_refusal_left(here)
    draw_mistaken(scenarios, here)
    if found:
        draw_count(found, here)
        draw_cards(choose(found, edition, here), scenarios, here)
        draw_download(found, here)
    else:
        st.html(blocks.empty(here.t("scenarios.none"), here.t("scenarios.none_hint")))
    draw_dropped([one for one in held if one.dropped is not None], here)


def draw_count(found: list[Remembered], here: Here) -> None:
    """How many hold, before any of them is read."""
    holding = sum(one.result.holds for one in found)
    told = here.t(
        "scenarios.holding", count=len(found), holding=holding, edition=here.desk.edition.name
    )
    whole = "" if holding < len(found) else " is-whole"
    st.html(f'<p class="holding{whole}">{escape(told)}</p>')


def choose(found: list[Remembered], edition: Edition, here: Here) -> list[Remembered]:
    """Those with the words looked for, or those alone that do not hold."""
    broken = [one for one in found if not one.result.holds]
    with st.container(key="choosing", horizontal=True, vertical_alignment="bottom"):
        words = st.text_input(
            here.t("scenarios.search"), key="scenario_words", icon=":material/search:"
        )
        alone = bool(broken) and st.toggle(
            here.t("scenarios.broken_alone", count=len(broken)), key="scenario_broken"
        )
    asked = (words or "").casefold().split()

    def says(one: Remembered) -> bool:
        scenario, language = one.scenario, here.language
        told = [scenario.title.in_(language), scenario.why.in_(language), one.case or ""]
        told += [f"{ask} {said}" for ask, said in situation_told(one.result, edition, language)]
        text = " ".join(told).casefold()
        return all(word in text for word in asked)

    return [one for one in (broken if alone else found) if says(one)]


def draw_cards(found: list[Remembered], scenarios: Scenarios, here: Here) -> None:
    if not found:
        st.html(blocks.empty(here.t("scenarios.nothing_found"), here.t("scenarios.fewer_words")))
    shown = found if st.session_state.get("scenarios_all") else found[:FIRST_SHOWN]
    for one in shown:
        if one.kept is not None and may(here.person, "keep_scenario"):
            with st.container(key=f"scenario-{one.kept.id}", gap=None):
                st.html(card(one, here.desk.edition, here))
                draw_drop(one.kept, scenarios, here)
        else:
            st.html(card(one, here.desk.edition, here))
    if len(found) > len(shown):
        st.button(
            here.t("scenarios.more", count=len(found)),
            key="scenarios_more",
            on_click=lambda: st.session_state.update(scenarios_all=True),
        )


def draw_drop(kept: Kept, scenarios: Scenarios, here: Here) -> None:
    """Taking a scenario out of use, for a reason."""
    act = f"drop-{kept.id}"
    with st.popover(here.t("scenarios.drop"), icon=":material/do_not_disturb_on:", type="tertiary"):
        acts.draw_form(
            act,
            acts.Form(
                here.t("scenarios.drop_why"),
                here.t("scenarios.drop_yes"),
                note=here.t("scenarios.drop_note"),
            ),
            here,
            lambda submission, words: scenarios.drop(kept.id, submission, words, here.person),
        )


def draw_download(found: list[Remembered], here: Here) -> None:
    filed = [as_filed(one.kept) if one.kept else one.filed for one in found]
    st.download_button(
        here.t("scenarios.download"),
        here.on_demand(lambda: as_yaml(filter(None, filed)).encode()),
        f"{here.t('scenarios.file')}.yaml",
        "application/yaml",
        icon=":material/download:",
        on_click="ignore",
        key="scenarios-file",
    )
    st.caption(here.t("scenarios.download_note"))


def draw_dropped(dropped: list[Kept], here: Here) -> None:
    if not dropped:
        return
    with st.expander(here.t("scenarios.dropped", count=len(dropped))):
        for one in reversed(dropped):
            assert one.dropped is not None, "only those out of use are drawn here"
            when = day(here.language, one.dropped.at.astimezone(here.zone).date())
            who = here.t("scenarios.dropped_by", by=here.desk.name_of(one.dropped.by), at=when)
            notes = [escape(one.id), escape(who)]
            if one.case is not None:
                notes.append(case_link(one.case, here))
            st.html(
                blocks.listed(one.scenario.title.in_(here.language), *notes)
                + f'<p class="because">{escape(one.dropped.because)}</p>'
            )


found = here()
st.html(PAGES / "scenarios.css")
st.title(found.t("page.scenarios"))
if may(found.person, "read_scenarios"):
    draw(found)
else:
    st.info(found.t("scenarios.not_yours"), icon=":material/lock:")
st.page_link(
    page_file("mission"),
    label=found.t("page.mission"),
    icon=":material/flag:",
    query_params=found.address(),
)
