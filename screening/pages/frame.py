"""What every page stands in: the language, the person, the desk, and the notices above it."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from typing import TypeVar
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from screening import committee_file, criteria_file, example_log, people, web
from screening.committee_file import CommitteeUnreadable, LoadedRoster
from screening.core.access import Action, Person, may
from screening.core.accounts import SignInRefused
from screening.core.committee import ProcedureName
from screening.core.criteria import Edition
from screening.core.model import LANGUAGES, Language
from screening.core.roster import Roster
from screening.language import browser_language, day, t
from screening.pages import blocks, signing_in
from screening.pages.signing_in import SignedIn
from screening.review import Review
from screening.service import (
    CaseUnreadable,
    Desk,
    NotInForce,
    UnknownCase,
    altered_lines,
    desk_over,
)
from screening.settings import Settings, SettingsUnreadable, read_settings
from screening.stores.protocol import DecisionLog, LogUnusable
from screening.stores.sqlite import open_log

PAGES = Path(__file__).parent
_PARIS = "Europe/Paris"

# The pages that show the committee's work, and look it.
_OF_THE_COMMITTEE = ("committee", "case", "requests", "meetings", "how-we-decide")
# What one must be allowed to do for a page to be among the links.
_NEEDS: dict[str, Action] = {
    "committee": "read_queue",
    "decisions": "read_log",
    "dashboard": "read_log",
    "workshop": "adopt",
    "people": "manage_people",
}
# The links beside one's own name, rather than above the page.
_BESIDE_ONES_NAME = ("roles", "workshop", "people")

Choice = TypeVar("Choice", bound=str)


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

    @property
    def committee(self) -> LoadedRoster:
        """Who sits, as the committee's file says today. Raises CommitteeUnreadable."""
        file = read_settings().committee
        changed = file.stat().st_mtime_ns if file.exists() else 0
        return _committee(file, changed, self.desk)

    @property
    def review(self) -> Review:
        """The committee's work over this desk. Raises CommitteeUnreadable."""
        return Review(self.desk, self.committee.roster)

    def let_in(self) -> bool:
        """Whether whoever came here is let in still, as the same person and in the same role."""
        try:
            self.desk.gate(self.person, self.desk.log)
        except (SignInRefused, LogUnusable):
            return False
        return True

    def on_demand(self, make: Callable[[], bytes]) -> Callable[[], bytes]:
        """What a button downloads, made when it is clicked, for whoever is let in by then.

        Streamlit asks for it alone, without the page, which would say that their access ended.
        """

        def made() -> bytes:
            self.desk.gate(self.person, self.desk.log)
            return make()

        return made

    def address(self, **page: str) -> dict[str, str]:
        """What a link to a page carries, so that it opens the same in a new tab."""
        return {**_address(self.language, self.person.id, self.example), **page}

    def whereabouts(self, procedure: ProcedureName | None, edition: Edition | None = None) -> str:
        """Who has a case that no motion is open on, and how long they vote once one is put.

        By the edition that judged it: nothing says by when a motion must be put.
        """
        if procedure is None:
            return self.t("case.accepted")
        rules = getattr((edition or self.desk.edition).committee.procedures, procedure)
        return self.t("case.with", who=rules.title, count=rules.days_open)


def here() -> Here:
    """The page's surroundings, as `open_page` found them in this session."""
    found: Here = st.session_state["here"]
    return found


def catch_up() -> None:
    """Runs the whole page again, from a fragment, when the header no longer says what `here` says,
    or whoever signed in is let in no longer.

    A tap on the header that also ends the typing in a field comes to the server as one change, and
    Streamlit then runs the field's fragment alone.
    """
    found = here()
    signed_in: SignedIn | None = st.session_state["signed_in"]
    plays = signed_in is None or found.example
    # Whom one played in the example log is remembered for the next visit there.
    person = st.session_state.get("person", found.person.id) if plays else found.person.id
    over = signed_in is not None and signed_in.is_over()
    # Another edition came into force while one was typing: the form is to ask its questions.
    over |= st.session_state.get("left_edition") == found.desk.loaded.fingerprint
    if over or (st.session_state["language"], person) != (found.language, found.person.id):
        st.rerun()


def open_page() -> None:
    """Finds the language, the person and the log, then runs the page that was asked for."""
    settings = read_settings()
    language = _language(settings)
    st.html(PAGES / "style.css")
    pages = _pages(language)
    page = st.navigation(pages, position="hidden")
    st.session_state["arrives"] = st.session_state.get("page") != page.url_path
    if page.url_path in _OF_THE_COMMITTEE:
        st.html(PAGES / "committee.css")
    st.set_page_config(page_title=page.title)
    # The server's page says "en" to everybody, and a screen reader would read French as English.
    script = f"<script>{web.says_language(language)}</script>"
    st.html(script, unsafe_allow_javascript=True)
    if people.way_in() == "local" and not people.comes_from_here():
        st.warning(t(language, "local.refused"), icon=":material/lock:")
        st.stop()
    example = _wants_example()
    try:
        signed_in = signing_in.who(settings, language, _log(settings.log))
        st.session_state["signed_in"] = signed_in
        address = settings.example_log if example else settings.log
        desk = desk_over(_log(address), settings.criteria)
        if example and not any(map(example_log.suits, desk.editions())):
            look_around(False)
            st.query_params.pop("log", None)
            st.rerun()
        if signed_in and not example:
            desk = replace(desk, gate=signed_in.gate)
        person = _header(language, desk, example, pages, signed_in)
        if example:
            example_log.fill(desk)
        _close_due(desk)
        _warn_if_altered(language, _altered_lines(address))
        st.session_state["here"] = Here(desk, person, language, _zone(), example)
        if st.session_state["arrives"]:
            # Widgets that are not shown are forgotten: the form will be filled from its draft.
            st.session_state["page"] = page.url_path
            st.session_state.pop("shown_draft", None)
        page.run()
    except criteria_file.CriteriaUnreadable as unreadable:
        show_unreadable(language, "criteria.unreadable", unreadable)
    except CommitteeUnreadable as unreadable:
        show_unreadable(language, "committee.unreadable", unreadable)
    except LogUnusable as unusable:
        show_unusable(language, unusable)
    except NotInForce as expired:
        show_expired(language, expired)
    except SignInRefused as refused:
        signing_in.show_refused(settings, language, refused)


def why_not_ready() -> str | None:
    """What keeps visitors from working here, as a code; None when nothing does."""
    try:
        settings = read_settings()
        desk_over(_log(settings.log), settings.criteria)
    except SettingsUnreadable:
        return "settings"
    except criteria_file.CriteriaUnreadable:
        return "criteria"
    except LogUnusable as unusable:
        return f"log_{unusable.code}"
    return None


def say_error(error: Exception) -> bool:
    """Says in words what nobody caught, as in an act on a page left open; its details stay here.

    True, so that Streamlit shows nothing of its own.
    """
    # What went wrong can be the settings.
    settings = Settings() if isinstance(error, SettingsUnreadable) else read_settings()
    language: Language = st.session_state.get("kept_language") or _first_language(settings)
    if isinstance(error, SignInRefused):
        signing_in.show_refused(settings, language, error)
    else:
        st.error(t(language, "page.went_wrong"), icon=":material/error:")
    return True


def _close_due(desk: Desk) -> None:
    """Whoever visits next closes what is due. A case that was altered keeps nobody out."""
    review = Review(desk, Roster(()))
    for case in review.due():
        with suppress(CaseUnreadable, UnknownCase):
            review.close_due([case])


def show_unusable(language: Language, unusable: LogUnusable) -> None:
    """Says what is wrong with the log and what to do."""
    wrong = t(language, f"log.{unusable.code}.wrong", **unusable.values)
    right = t(language, f"log.{unusable.code}.right", **unusable.values)
    st.warning(f"**{wrong}**\n\n{right}", icon=":material/database_off:")


def show_expired(language: Language, expired: NotInForce) -> None:
    """Says since when, or until when, there are no rules to assess by."""
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
            PAGES / "committee.py",
            title=t(language, "page.committee"),
            icon=":material/gavel:",
            url_path="committee",
        ),
        st.Page(
            PAGES / "decisions.py",
            title=t(language, "page.decisions"),
            icon=":material/table_rows:",
            url_path="decisions",
        ),
        st.Page(
            PAGES / "dashboard.py",
            title=t(language, "page.dashboard"),
            icon=":material/monitoring:",
            url_path="dashboard",
        ),
        st.Page(
            PAGES / "mission.py",
            title=t(language, "page.mission"),
            icon=":material/flag:",
            url_path="mission",
        ),
        st.Page(
            PAGES / "conversation.py",
            title=t(language, "page.conversation"),
            url_path="conversation",
            visibility="hidden",
        ),
        st.Page(
            PAGES / "how_we_decide.py",
            title=t(language, "page.how_we_decide"),
            url_path="how-we-decide",
            visibility="hidden",
        ),
        st.Page(
            PAGES / "privacy.py",
            title=t(language, "page.privacy"),
            url_path="privacy",
            visibility="hidden",
        ),
        st.Page(
            PAGES / "scenarios.py",
            title=t(language, "page.scenarios"),
            url_path="scenarios",
            visibility="hidden",
        ),
        st.Page(
            PAGES / "meetings.py",
            title=t(language, "page.meetings"),
            url_path="meetings",
            visibility="hidden",
        ),
        st.Page(
            PAGES / "audit.py",
            title=t(language, "page.audit"),
            url_path="audit",
            visibility="hidden",
        ),
        st.Page(
            PAGES / "register.py",
            title=t(language, "page.register"),
            url_path="register",
            visibility="hidden",
        ),
        st.Page(
            PAGES / "roles.py",
            title=t(language, "page.roles"),
            icon=":material/fact_check:",
            url_path="roles",
            visibility="hidden",
        ),
        st.Page(
            PAGES / "workshop.py",
            title=t(language, "page.workshop"),
            icon=":material/construction:",
            url_path="workshop",
            visibility="hidden",
        ),
        st.Page(
            PAGES / "accounts.py",
            title=t(language, "page.people"),
            icon=":material/manage_accounts:",
            url_path="people",
            visibility="hidden",
        ),
        st.Page(
            PAGES / "case.py",
            title=t(language, "page.case"),
            url_path="case",
            visibility="hidden",
        ),
    ]


def _address(language: Language, person: str, example: bool) -> dict[str, str]:
    """What an address must say for a reload or a new tab to find the same; nothing that goes
    without saying, since every change of the address is a step for the back button."""
    said: dict[str, str] = {}
    if language != _first_language(read_settings()):
        said["lang"] = language
    plays = example or people.way_in() == "local"
    if plays and person != people.example_person(None).person.id:
        said["as"] = person
    if example:
        said["log"] = "example"
    return said


def _say_address(language: Language, person: str, example: bool) -> None:
    said = _address(language, person, example)
    asked = {key: st.query_params.get_all(key) for key in st.query_params}
    others = {key: values for key, values in asked.items() if key not in ("lang", "as", "log")}
    wanted = {key: [value] for key, value in said.items()} | others
    # Whoever arrives at a page brings its address along: to write it again would often be a second
    # step for the back button. A link from a page to itself is written by nobody else.
    if wanted != asked or not st.session_state["arrives"]:
        st.query_params.from_dict(wanted)


def page_file(name: str) -> Path:
    """The file of a page, for links to it."""
    return PAGES / f"{name}.py"


# ── Who, in which language, over which log ───────────────────────────────────────────────────


def _language(settings: Settings) -> Language:
    """What was chosen on the page, else what the address says, the settings, the browser."""
    asked = st.query_params.get("lang")
    return _kept("language", browser_language(asked) if asked else _first_language(settings))


def _first_language(settings: Settings) -> Language:
    return browser_language(settings.language or st.context.locale)


def _kept(key: str, first: Choice) -> Choice:
    """What was chosen in the widget with this key, at first `first`; kept beside the widget.

    Streamlit forgets what a widget held when a page is left by code (st.switch_page).
    """
    beside = f"kept_{key}"
    chosen: Choice = st.session_state.get(key) or st.session_state.get(beside) or first
    st.session_state[key] = st.session_state[beside] = chosen
    return chosen


def _wants_example() -> bool:
    """Whether this session looks around in the example log; kept in the address for a reload."""
    if "example" not in st.session_state:
        st.session_state["example"] = st.query_params.get("log") == "example"
    example: bool = st.session_state["example"]
    return example


def look_around(example: bool) -> None:
    """Enters or leaves the example log, on the next run."""
    st.session_state["example"] = example
    for left_behind in ("draft", "shown_draft"):
        st.session_state.pop(left_behind, None)
    for left_behind in ("draft", "id", "log"):
        st.query_params.pop(left_behind, None)


@st.cache_resource
def _log(address: str) -> DecisionLog:
    return open_log(address)


@st.cache_resource(
    max_entries=8,
    show_spinner=False,
    hash_funcs={Desk: lambda desk: (id(desk.log), desk.loaded.fingerprint, desk.today)},
)
def _committee(
    file: Path,
    changed: int,  # noqa: ARG001 -- what the cache goes by
    desk: Desk,
) -> LoadedRoster:
    """The committee's file, read once for each change of it; the directory learns its names."""
    loaded = committee_file.load(file, desk.edition.committee, desk.today)
    for person in loaded.people:
        desk.introduce(person)
    return loaded


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
    """The visitor's time zone. Some browsers name one that is on no list."""
    try:
        return ZoneInfo(st.context.timezone or _PARIS)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(_PARIS)


def _header(
    language: Language,
    desk: Desk,
    example: bool,
    pages: Sequence["st.Page"],
    signed_in: SignedIn | None,
) -> Person:
    """The line above the page: where one can go, which log, who one is or plays, and the language.

    The links are our own because Streamlit's hide behind a button on a phone.
    """
    # In the example log everybody plays, whoever they are.
    acting = signed_in.person if signed_in and not example else _played()
    address = _address(language, acting.id, example)
    needed = [(page, _NEEDS.get(page.url_path)) for page in pages]
    offered = [page for page, action in needed if not action or may(acting, action)]

    with st.container(key="header", horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(key="pages", horizontal=True, gap="xxsmall", width="content"):
            for page in offered:
                if page.visibility == "visible":
                    st.page_link(page, query_params=address)
        notice = blocks.local_notice(language, f"roles?{urlencode(address)}")
        st.html("<p></p>" if signed_in else notice, width="stretch")
        with st.container(
            key="who",
            horizontal=True,
            vertical_alignment="center",
            gap="small",
            width="content",
        ):
            if signed_in is None or example:
                acting = _choose_player(language)
            else:
                name = desk.name_of(acting.id)
                with signing_in.corner(signed_in, name, language):
                    for page in offered:
                        if page.url_path in _BESIDE_ONES_NAME:
                            st.page_link(page, query_params=address)
            st.segmented_control(
                t(language, "page.language"),
                LANGUAGES,
                format_func=str.upper,
                key="language",
                required=True,
                label_visibility="collapsed",
            )
    _say_address(language, acting.id, example)
    if example:
        with st.container(key="example", horizontal=True, vertical_alignment="center"):
            st.html(f"<p>{t(language, 'example.notice')}</p>", width="stretch")
            st.button(
                t(language, "example.leave"),
                on_click=look_around,
                args=(False,),
                icon=":material/logout:",
            )
    if signed_in is None or example:
        desk.introduce(people.details(people.example_person(acting.id)))
    return acting


def _played() -> Person:
    """Whom the visitor plays: as chosen in the header, else as the address says."""
    first = people.example_person(st.query_params.get("as")).person
    return people.example_person(_kept("person", first.id)).person


def _choose_player(language: Language) -> Person:
    by_id = {one.person.id: one for one in people.EXAMPLE_PEOPLE}

    def role(id: str) -> str:
        return f"{by_id[id].name} · {t(language, f'role.{by_id[id].person.role}')}"

    chosen = st.selectbox(
        t(language, "local.choose"),
        list(by_id),
        format_func=role,
        key="person",
        label_visibility="collapsed",
        width=250,
    )
    return by_id[chosen].person


# ── When the desk cannot open ────────────────────────────────────────────────────────────────


def _warn_if_altered(language: Language, lines: list[int]) -> None:
    if lines:
        shown = ", ".join(map(str, lines[:20])) + (" …" if len(lines) > 20 else "")
        st.warning(
            t(language, "log_altered", count=len(lines), lines=shown),
            icon=":material/broken_image:",
        )


def show_unreadable(
    language: Language, key: str, unreadable: criteria_file.CriteriaUnreadable | CommitteeUnreadable
) -> None:
    """Says what is wrong with the criteria's file, or the committee's."""
    # What is only doubtful can wait until the file can be used.
    mistakes = [one for one in unreadable.problems if not one.warning]
    st.warning(
        t(language, key, file=unreadable.path, count=len(mistakes)),
        icon=":material/rule:",
    )
    st.html(blocks.problems(mistakes, language))
