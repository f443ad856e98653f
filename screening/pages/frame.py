"""What every page stands in: the language, the person, the desk, and the notices above it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from zoneinfo import ZoneInfo

import streamlit as st

from screening import criteria_file, example_log, people
from screening.core.access import Person
from screening.core.committee import ProcedureName
from screening.core.model import LANGUAGES, Language
from screening.language import browser_language, day, t
from screening.pages import blocks
from screening.service import Desk, NotInForce, altered_lines
from screening.settings import Settings, read_settings
from screening.stores.protocol import DecisionLog, LogUnusable
from screening.stores.sqlite import open_log

PAGES = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Here:
    """Where a page finds itself. `example` is True in the example log."""

    desk: Desk
    person: Person
    language: Language
    zone: ZoneInfo
    example: bool

    def t(self, key: str, /, **values: object) -> str:
        return t(self.language, key, **values)

    def whereabouts(self, procedure: ProcedureName | None, since: datetime) -> str:
        """Who has a case now, and until when."""
        if procedure is None:
            return self.t("case.accepted")
        rules = getattr(self.desk.edition.committee.procedures, procedure)
        due = since.astimezone(self.zone).date() + timedelta(days=rules.days_open)
        return self.t("case.with", who=rules.title, due=due)


def here() -> Here:
    """The page's surroundings, as `open_page` found them in this session."""
    found: Here = st.session_state["here"]
    return found


def open_page() -> None:
    """Finds the language, the person and the log, then runs the page that was asked for."""
    settings = read_settings()
    language = _language(settings)
    st.html(PAGES / "style.css")
    pages = _pages(language)
    page = st.navigation(pages, position="top")
    if not people.comes_from_here():
        st.warning(t(language, "local.refused"), icon=":material/lock:")
        st.stop()
    example = _wants_example()
    try:
        loaded = criteria_file.load(settings.criteria)
        address = settings.example_log if example else settings.log
        desk = Desk(_log(address), loaded)
        if example:
            example_log.fill(desk)
        person = _header(language, desk, example)
        _warn_if_altered(language, _altered_lines(address))
        st.session_state["here"] = Here(desk, person, language, _zone(), example)
        if page.url_path != "":
            # Widgets that are not shown are forgotten: the form will be filled from its draft.
            st.session_state.pop("shown_draft", None)
        page.run()
    except criteria_file.CriteriaUnreadable as unreadable:
        _show_unreadable(language, unreadable)
    except LogUnusable as unusable:
        show_unusable(language, unusable)
    except NotInForce as expired:
        _show_expired(language, expired)


def show_unusable(language: Language, unusable: LogUnusable) -> None:
    """Says what is wrong with the log and what to do."""
    wrong = t(language, f"log.{unusable.code}.wrong", **unusable.values)
    right = t(language, f"log.{unusable.code}.right", **unusable.values)
    st.warning(f"**{wrong}**\n\n{right}", icon=":material/database_off:")


# ── Pages ────────────────────────────────────────────────────────────────────────────────────


def _pages(language: Language) -> list["st.Page"]:
    return [
        st.Page(
            PAGES / "new_request.py",
            title=t(language, "page.new_request"),
            icon=":material/edit_note:",
            default=True,
        ),
        st.Page(
            PAGES / "my_requests.py",
            title=t(language, "page.requests"),
            icon=":material/inbox:",
            url_path="requests",
        ),
        st.Page(
            PAGES / "mission.py",
            title=t(language, "page.mission"),
            icon=":material/flag:",
            url_path="mission",
        ),
        st.Page(
            PAGES / "case.py",
            title=t(language, "page.case"),
            url_path="case",
            visibility="hidden",
        ),
    ]


def page_file(name: str) -> Path:
    """The file of a page, for links to it."""
    return PAGES / f"{name}.py"


# ── Who, in which language, over which log ───────────────────────────────────────────────────


def _language(settings: Settings) -> Language:
    """What was chosen on the page, else what the address says, the settings, the browser."""
    if "language" not in st.session_state:
        asked = st.query_params.get("lang") or settings.language or st.context.locale
        st.session_state["language"] = browser_language(asked)
    chosen: Language = st.session_state["language"]
    st.query_params["lang"] = chosen
    return chosen


def _wants_example() -> bool:
    """Whether this session looks around in the example log; kept in the address for a reload."""
    if "example" not in st.session_state:
        st.session_state["example"] = st.query_params.get("log") == "example"
    example: bool = st.session_state["example"]
    if example:
        st.query_params["log"] = "example"
    return example


def look_around(example: bool) -> None:
    """Enters or leaves the example log, on the next run."""
    st.session_state["example"] = example
    for left_behind in ("draft", "shown_draft"):
        st.session_state.pop(left_behind, None)


@st.cache_resource
def _log(address: str) -> DecisionLog:
    return open_log(address)


@st.cache_resource
def _altered_lines(address: str) -> list[int]:
    """The altered lines of a log, found once per start; a long log is gone through meanwhile.

    A case that is opened checks its own lines each time.
    """
    found: list[int] = []
    checking = Thread(
        target=lambda: found.extend(altered_lines(_log(address))), daemon=True, name="check"
    )
    checking.start()
    checking.join(timeout=0.5)
    return found


def _zone() -> ZoneInfo:
    return ZoneInfo(st.context.timezone or "Europe/Paris")


def _header(language: Language, desk: Desk, example: bool) -> Person:
    """The line above the page: which log, who one plays, and the language."""
    by_id = {one.person.id: one for one in people.EXAMPLE_PEOPLE}
    if "person" not in st.session_state:
        st.session_state["person"] = people.example_person(st.query_params.get("as")).person.id

    def role(id: str) -> str:
        return f"{by_id[id].name} · {t(language, f'role.{by_id[id].person.role}')}"

    with st.container(key="header", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(blocks.local_notice(language), width="stretch")
        chosen = st.selectbox(
            t(language, "local.choose"),
            list(by_id),
            format_func=role,
            key="person",
            label_visibility="collapsed",
            width=260,
        )
        st.segmented_control(
            t(language, "page.language"),
            LANGUAGES,
            format_func=str.upper,
            key="language",
            required=True,
            label_visibility="collapsed",
        )
    st.query_params["as"] = chosen
    if example:
        with st.container(key="example", horizontal=True, vertical_alignment="center"):
            st.html(f"<p>{t(language, 'example.notice')}</p>", width="stretch")
            st.button(
                t(language, "example.leave"),
                on_click=look_around,
                args=(False,),
                icon=":material/logout:",
            )
    found = by_id[chosen]
    desk.introduce(people.details(found))
    return found.person


# ── When the desk cannot open ────────────────────────────────────────────────────────────────


def _warn_if_altered(language: Language, lines: list[int]) -> None:
    if lines:
        shown = ", ".join(map(str, lines[:20])) + (" …" if len(lines) > 20 else "")
        st.warning(
            t(language, "log_altered", count=len(lines), lines=shown),
            icon=":material/broken_image:",
        )


def _show_unreadable(language: Language, unreadable: criteria_file.CriteriaUnreadable) -> None:
    st.warning(
        t(language, "criteria.unreadable", file=unreadable.path, count=len(unreadable.problems)),
        icon=":material/rule:",
    )
    st.html(blocks.problems(unreadable.problems, language))


def _show_expired(language: Language, expired: NotInForce) -> None:
    edition = expired.edition
    key = "criteria.not_yet" if expired.day < edition.in_force_from else "criteria.expired"
    st.warning(
        t(
            language,
            key,
            edition=edition.name,
            starts=day(language, edition.in_force_from),
            ends=day(language, edition.in_force_until) if edition.in_force_until else "",
        ),
        icon=":material/event_busy:",
    )
