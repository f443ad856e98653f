"""The workshop: an edition being prepared, beside the one in force, and what it would change."""

from collections.abc import Sequence
from datetime import date
from html import escape
from pathlib import Path

import streamlit as st

from screening import adopting
from screening.core.access import may
from screening.core.editions import periods
from screening.core.problems import Problem, errors
from screening.core.refused import Refused
from screening.criteria_file import LoadedEdition, second_look
from screening.editions import editions_in
from screening.editions_told import say_days, say_how
from screening.language import day, say_problem
from screening.pages import back_test, blocks, edition_diff_shown, scenarios_run
from screening.pages.frame import PAGES, Here, here, page_file, show_unusable
from screening.scenario_files import folder_beside
from screening.service import DraftMoved
from screening.settings import read_settings
from screening.stores.protocol import LogUnusable
from screening.web import EDITOR
from screening.workshop import Checked, begins, checked, drop_proposed, propose, proposed

# What is typed, and when the draft that it began from was kept.
_TEXT, _SEEN = "proposed_text", "proposed_seen"
# What kept it from being kept, or adopted; and that another was adopted.
_SAID, _REFUSED, _ADOPTED = "workshop_said", "workshop_refused", "workshop_adopted"
# Several times the longest edition: a message beyond a megabyte would cut the browser off.
_LONGEST = 300_000
_VIEWS = ("changes", "scenarios", "analysis", "back_test")
# Those who do not write it do not mend it.
_READERS_VIEWS = ("changes", "scenarios", "back_test")


def draw(found: Here) -> None:
    """The workshop for those who may adopt; for the others who look at rules, what is proposed."""
    st.html(f'<p class="about">{escape(found.t("workshop.text"))}</p>')
    if may(found.person, "adopt"):
        _open(found)
        st.html(f"<script>{EDITOR}</script>", unsafe_allow_javascript=True)
        with st.container(key="workshop"):
            editing()
    else:
        reading(found)
    draw_editions(found)


# ── Preparing it ─────────────────────────────────────────────────────────────────────────────


def _open(found: Here) -> None:
    """What is kept, unless it is being typed already."""
    if st.session_state["arrives"] or _TEXT not in st.session_state:
        kept = proposed(found.desk, found.person)
        st.session_state[_TEXT] = kept.text if kept else ""
        st.session_state[_SEEN] = kept and kept.at


@st.fragment
def editing() -> None:
    """The draft on one side; on the other what is wrong with it and what it would change."""
    if _ADOPTED in st.session_state:
        st.rerun()  # another edition may be in force, and the page says so
    found = here()
    if not st.session_state[_TEXT].strip():
        _draw_beginning(found)
    left, right = st.columns([1, 1], gap="large")
    with left, st.container(key="editor"):
        _draw_editor(found)
    with right, st.container(key="answers"):
        _draw_said(_SAID, found)
        if not st.session_state[_TEXT].strip():
            return
        draft = checked(st.session_state[_TEXT], found.desk)
        _draw_views(draft, found)
        if draft.loaded is not None and not draft.mistakes:
            _draw_adoption(draft.loaded, found)


def _draw_beginning(found: Here) -> None:
    st.html(blocks.empty(found.t("workshop.none"), found.t("workshop.none_hint")))
    st.button(
        found.t("workshop.begin", edition=found.desk.edition.name),
        on_click=_take,
        args=(found.desk.loaded.text, found),
        type="primary",
        icon=":material/content_copy:",
    )


def _draw_editor(found: Here) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(_file(found), width="content")
        if st.session_state[_TEXT].strip():
            _draw_ways_out(found)
    st.text_area(
        found.t("workshop.editor"),
        key=_TEXT,
        height=640,
        max_chars=_LONGEST,
        on_change=_keep,
        args=(found,),
        persist_state="page",
    )


def _draw_ways_out(found: Here) -> None:
    st.download_button(
        found.t("workshop.download"),
        st.session_state[_TEXT].encode(),
        file_name="criteria.yaml",
        mime="application/yaml",
        icon=":material/download:",
    )
    with st.popover(found.t("workshop.drop"), icon=":material/delete:"):
        st.write(found.t("workshop.drop_sure"))
        st.button(found.t("workshop.drop_yes"), on_click=_drop, args=(found,))


def _file(found: Here) -> str:
    """A file goes no further than the browser, which puts its text in the place of the draft: the
    server takes no files from anybody."""
    refused = found.t("workshop.not_criteria", most=_LONGEST)
    return (
        f'<label class="take-file">{escape(found.t("workshop.upload"))}'
        f'<input type="file" accept=".yaml,.yml" data-most="{_LONGEST}" '
        f'data-refused="{escape(refused)}"></label>'
    )


def _take(text: str, found: Here) -> None:
    st.session_state[_TEXT] = text
    _keep(found)


def _keep(found: Here) -> None:
    """Keeps what was typed, unless another window kept something since."""
    seen = st.session_state[_SEEN]
    try:
        kept = propose(found.desk, st.session_state[_TEXT], found.person, seen)
    except DraftMoved:
        st.session_state[_SAID] = found.t("workshop.moved")
    except LogUnusable as unusable:
        st.session_state[_SAID] = unusable
    else:
        st.session_state[_SEEN] = kept.at


def _drop(found: Here) -> None:
    try:
        drop_proposed(found.desk, found.person, st.session_state[_SEEN])
    except DraftMoved:
        st.session_state[_SAID] = found.t("workshop.moved")
    except LogUnusable as unusable:
        st.session_state[_SAID] = unusable
    else:
        st.session_state.update({_TEXT: "", _SEEN: None})


def _draw_said(key: str, found: Here) -> None:
    """What kept the last act from being done, once."""
    said = st.session_state.pop(key, None)
    if isinstance(said, LogUnusable):
        show_unusable(found.language, said)
    elif said is not None:
        st.warning(blocks.plain(said), icon=":material/edit:")


# ── What it is, and what it would change ─────────────────────────────────────────────────────


def _draw_views(draft: Checked, found: Here) -> None:
    if draft.loaded is None:
        st.html(_mistakes(draft.problems, found))
        return
    st.html(_head(draft.loaded, begins(draft.loaded, found.desk), found))
    if draft.mistakes:
        st.html(_mistakes(draft.mistakes, found))
    _draw_view(_VIEWS, draft.loaded, found)


def _draw_view(offered: Sequence[str], loaded: LoadedEdition, found: Here) -> None:
    """What the visitor looks at of an edition, or what the address asks for at first."""
    views = [one for one in offered if one != "back_test" or may(found.person, "back_test")]
    asked = st.query_params.get("view")
    view = st.segmented_control(
        found.t("workshop.view"),
        views,
        default=asked if asked in views else views[0],
        format_func=lambda one: found.t(f"workshop.views.{one}"),
        key="workshop_view",
        required=True,
        label_visibility="collapsed",
        persist_state="page",
    )
    match view:
        case "scenarios":
            scenarios_run.show(found, loaded)
        case "analysis":
            st.html(f'<p class="about">{escape(found.t("workshop.analysis"))}</p>')
            st.html(_mistakes((*loaded.warnings, *second_look(loaded)), found))
        case "back_test":
            back_test.show(found, loaded)
        case _:
            edition_diff_shown.show(found, found.desk.edition, loaded.edition)


def _head(loaded: LoadedEdition, begins: date, found: Here) -> str:
    edition, language = loaded.edition, found.language
    until = edition.in_force_until
    days = (
        found.t("editions.judges", first=day(language, begins), last=day(language, until))
        if until
        else found.t("editions.begins", first=day(language, begins))
    )
    beside = found.t("workshop.beside", edition=found.desk.edition.name)
    return (
        f'<p class="proposal"><b>{escape(edition.name)}</b> '
        f"<span>{escape(days)} · {escape(beside)}</span></p>"
    )


def _mistakes(problems: tuple[Problem, ...], found: Here) -> str:
    if not problems:
        return f'<p class="about">✓ {escape(found.t("workshop.sound"))}</p>'
    first = sorted(problems, key=lambda one: one.warning)
    return f'<ol class="mistakes">{"".join(_mistake(one, found) for one in first)}</ol>'


def _mistake(one: Problem, found: Here) -> str:
    wrong, right = say_problem(found.language, one)
    kind = "warning" if one.warning else "error"
    line = one.line or 1
    return (
        f'<li class="{kind}"><a href="#{line}" target="_self" data-line="{line}" '
        f'data-kind="{kind}">{escape(found.t("workshop.line", line=line))}</a>'
        f"<span><b>{escape(wrong)}</b> {escape(right)}"
        f'<span class="place">{escape(one.place)}</span></span></li>'
    )


# ── Adopting it ──────────────────────────────────────────────────────────────────────────────


def _draw_adoption(loaded: LoadedEdition, found: Here) -> None:
    broken = adopting.broken_by(found.desk, loaded, _scenarios())
    starts = day(found.language, begins(loaded, found.desk))
    with st.container(border=True, key="adoption"):
        st.header(found.t("workshop.adopt", edition=loaded.edition.name))
        st.write(found.t("workshop.adopt_text", day=starts))
        st.text_input(
            found.t("workshop.minutes"),
            key="minutes",
            max_chars=300,
            placeholder=found.t("workshop.minutes_example"),
            persist_state="page",
        )
        if broken:
            st.warning(found.t("workshop.breaks", count=len(broken)), icon=":material/rule:")
            st.text_area(
                found.t("workshop.motive"), key="motive", max_chars=1_000, persist_state="page"
            )
        st.button(
            found.t("workshop.adopt_yes"),
            on_click=_adopt,
            args=(loaded.text, found),
            type="primary",
            icon=":material/gavel:",
        )
        _draw_said(_REFUSED, found)


def _adopt(text: str, found: Here) -> None:
    """Adopts what is on the screen, and nothing else: not what was typed since, nor by another."""
    if st.session_state[_TEXT] != text:
        st.session_state[_REFUSED] = found.t("workshop.typed_since")
        return
    kept = proposed(found.desk, found.person)
    if kept is None or kept.text != text:
        st.session_state[_REFUSED] = found.t("workshop.adopt_moved")
        return
    try:
        entered = adopting.adopt(
            found.desk,
            text,
            st.session_state["minutes"],
            found.person,
            motive=st.session_state.get("motive"),
            scenarios=_scenarios(),
        )
    except Refused as refused:
        words = [
            found.t(f"refused.{refused.code}.{part}", **refused.values)
            for part in ("wrong", "right")
        ]
        st.session_state[_REFUSED] = " ".join(words)
    except LogUnusable as unusable:
        st.session_state[_REFUSED] = unusable
    else:
        _drop(found)
        # The minutes of this adoption are not those of the next.
        st.session_state.update({"minutes": "", "motive": ""})
        said = found.t(
            "editions.adopted",
            edition=entered.edition.name,
            line=entered.line,
            day=day(found.language, entered.begins),
        )
        st.session_state[_ADOPTED] = said


def _scenarios() -> Path | None:
    """The folder of scenarios beside the criteria file."""
    return folder_beside(read_settings().criteria)


# ── Looking at it ────────────────────────────────────────────────────────────────────────────


def reading(found: Here) -> None:
    """What is proposed, in words alone, for those who do not write it."""
    kept = proposed(found.desk, found.person)
    draft = checked(kept.text, found.desk) if kept and kept.text.strip() else None
    if kept is None or draft is None:
        st.html(blocks.empty(found.t("workshop.nothing"), found.t("workshop.nothing_hint")))
        return
    who = found.desk.name_of(kept.by)
    if draft.loaded is None or errors(draft.problems):
        st.info(found.t("workshop.unfinished", who=who), icon=":material/edit_note:")
        return
    st.html(_head(draft.loaded, begins(draft.loaded, found.desk), found))
    _draw_view(_READERS_VIEWS, draft.loaded, found)


def draw_editions(found: Here) -> None:
    """The editions that the log holds, with the days on which each judges."""
    held = editions_in(found.desk.log)
    st.header(found.t("workshop.editions"))
    if not held:
        st.html(f'<p class="about">{escape(found.t("editions.none"))}</p>')
        return
    judging = {one.entered.line: one for one in periods(held)}
    rows = "".join(
        f"<tr><th scope=row>{escape(one.edition.name)}</th>"
        f"<td>{escape(say_days(found.language, judging.get(one.line)))}</td>"
        f"<td>{escape(say_how(found.language, one, found.desk.name_of))}</td></tr>"
        for one in reversed(held)
    )
    heads = "".join(
        f"<th scope=col>{escape(found.t(f'workshop.column.{one}'))}</th>"
        for one in ("edition", "days", "how")
    )
    st.html(f'<table class="editions"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>')


found = here()
st.html(PAGES / "workshop.css")
st.title(found.t("page.workshop"))
if said := st.session_state.pop(_ADOPTED, None):
    st.success(blocks.plain(said), icon=":material/task_alt:")
if may(found.person, "read_proposed"):
    draw(found)
else:
    st.info(found.t("workshop.not_yours"), icon=":material/lock:")
    st.page_link(
        page_file("roles"),
        label=found.t("roles.why"),
        icon=":material/fact_check:",
        query_params=found.address(),
    )
