"""The request form, made from the edition: its widgets, and what was typed in them."""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any, Literal, assert_never

import streamlit as st

from screening.core.criteria import (
    ChoiceQuestion,
    ChoicesQuestion,
    Group,
    NumberQuestion,
    Question,
    YesNoQuestion,
)
from screening.core.problems import Problem
from screening.explanation import say_answer
from screening.pages import blocks, evidence
from screening.pages.frame import Here, here

# What a salesperson says when the prospect has not said.
UNKNOWN = "unknown"
NONE_OF_THESE = "none_of_these"

# The envelope's widgets: their keys, and the path of what they hold in a request.
_ENVELOPE: dict[str, tuple[str, ...]] = {
    "about_prospect": ("prospect", "name"),
    "about_title": ("title",),
    "about_reference": ("reference",),
    "about_country": ("prospect", "country"),
    "about_registration": ("prospect", "registration_number"),
    "about_learners": ("learners",),
    "about_amount": ("amount",),
    "about_starts": ("starts",),
    "about_summary": ("summary",),
    "about_contact_name": ("contact", "name"),
    "about_contact_email": ("contact", "email"),
    "about_contact_phone": ("contact", "phone"),
}
# What a draft may hold that no widget shows.
_CARRIED = ("source",)
# What the widgets held before a proposal was tried, by key; kept with the draft.
TRIED = "tried"
# What was answered and the edition in force cannot read; kept with the draft, for one that can.
UNREAD = "unread"
_ALWAYS_SHOWN = ("about_prospect", "about_title")
# In columns: which request this is, how large, whom to call.
_FOLDED = (
    ("about_reference", "about_country", "about_registration"),
    ("about_learners", "about_amount", "about_starts"),
    ("about_contact_name", "about_contact_email", "about_contact_phone"),
)

# The key of the fragment that is drawn again after each change.
FOLLOWS = "follows_the_form"


def typed(here: Here) -> dict[str, Any]:
    """What the form holds, as a raw request: blanks and "not known yet" are left out."""
    raw: dict[str, Any] = {"answers": {}}
    for key, path in _ENVELOPE.items():
        value = st.session_state.get(key)
        if value not in (None, ""):
            part = raw
            for step in path[:-1]:
                part = part.setdefault(step, {})
            part[path[-1]] = value
    for question in here.desk.edition.questions:
        answer = answer_of(question, st.session_state.get(question.id))
        if answer is not None:
            raw["answers"][question.id] = answer
    if known := evidence.typed(here.desk.edition.questions):
        raw["evidence"] = known
    if words := _words():
        raw["words"] = words
    raw.update(st.session_state.get("carried") or {})
    if tried := st.session_state.get(TRIED):
        raw[TRIED] = tried
    unread = st.session_state.get(UNREAD) or {}
    if unread := {id: one for id, one in unread.items() if id not in raw["answers"]}:
        raw[UNREAD] = unread
    return raw


def stood(raw: Mapping[str, Any], here: Here) -> dict[str, Any]:
    """What was answered before a proposal was tried, by question; None is unanswered."""
    tried = raw.get(TRIED) or {}
    questions = [one for one in here.desk.edition.questions if one.id in tried]
    return {one.id: answer_of(one, tried[one.id]) for one in questions}


def request_in(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The request alone: without the words that go with its recording, or what rests on nothing."""
    apart = ("words", "evidence", TRIED, UNREAD)
    request = {key: value for key, value in raw.items() if key not in apart}
    known = evidence.of_request(raw)
    return {**request, "evidence": known} if known else request


def _words() -> dict[str, Any]:
    """The case this is a new version of, and the sentence for the committee."""
    said = {
        "amends": st.session_state.get("amends"),
        "versions": st.session_state.get("versions"),
        "context": (st.session_state.get("word_context") or "").strip(),
        "repeated_because": (st.session_state.get("repeated_because") or "").strip(),
    }
    return {key: value for key, value in said.items() if value}


def fill(raw: Mapping[str, Any], here: Here) -> None:
    """Puts a raw request into the form, before its widgets are drawn; absent is blank."""
    for key, path in _ENVELOPE.items():
        value: Any = raw
        for step in path:
            value = value.get(step) if isinstance(value, Mapping) else None
        numeric = key in ("about_learners", "about_amount")
        st.session_state[key] = value if numeric or value is not None else ""
    words = raw.get("words", {})
    st.session_state["amends"] = words.get("amends")
    st.session_state["versions"] = words.get("versions")
    st.session_state["carried"] = {key: raw[key] for key in _CARRIED if key in raw}
    st.session_state[TRIED] = raw.get(TRIED)
    st.session_state["word_context"] = words.get("context", "")
    st.session_state["repeated_because"] = words.get("repeated_because", "")
    answers = {**raw.get(UNREAD, {}), **raw.get("answers", {})}
    for question in here.desk.edition.questions:
        st.session_state[question.id] = shown_as(question, answers.get(question.id), here)
    unread = {
        id: [part for part in one if part not in (st.session_state.get(id) or [])]
        if isinstance(one, list)
        else one
        for id, one in answers.items()
        if not _is_shown(id, one, here)
    }
    st.session_state[UNREAD] = unread
    st.session_state["retired"] = _retired(unread, here)
    evidence.fill(raw.get("evidence"), here.desk.edition.questions)


def hold(here: Here) -> None:
    """Keeps what the form holds for one more run of a page that draws only its names.

    Streamlit forgets what a widget held once a run does not draw it, unless it is set again.
    """
    ids = [one.id for one in here.desk.edition.questions]
    known = (key for id in ids for key in evidence.keys(id))
    for key in (*_ENVELOPE, "word_context", "repeated_because", *ids, *known):
        if key not in _ALWAYS_SHOWN and key in st.session_state:
            st.session_state[key] = st.session_state[key]


def _is_shown(id: str, answer: Any, here: Here) -> bool:
    """Whether the form shows all of an answer."""
    asked = next((one for one in here.desk.edition.questions if one.id == id), None)
    if asked is None or answer is None:
        return answer is None
    shown: object = answer_of(asked, st.session_state[id])
    return shown == answer and type(shown) is type(answer)


def _retired(unread: Mapping[str, Any], here: Here) -> dict[str, tuple[str, str]]:
    """What a draft answered that the edition in force cannot read: the question and the answer, in
    the words of the newest edition that could."""
    editions = [*here.desk.editions()] if unread else []
    retired = {}
    for id, answer in unread.items():
        told = (id, str(answer))
        for edition in editions:
            asked = next((one for one in edition.questions if one.id == id), None)
            if asked is not None and (said := _said(asked, answer, here)) is not None:
                told = (asked.ask.in_(here.language), said)
        retired[id] = told
    return retired


def _said(question: Question, answer: Any, here: Here) -> str | None:
    """An answer in the words of an edition; None where it is none of this question's."""
    match question:
        case YesNoQuestion():
            read = isinstance(answer, bool)
        case ChoiceQuestion() | ChoicesQuestion():
            chosen = answer if isinstance(answer, list) else [answer]
            read = bool({one.id for one in question.options}.intersection(map(str, chosen)))
            answer = tuple(chosen)
        case NumberQuestion():
            read = isinstance(answer, int) and not isinstance(answer, bool)
        case _:
            assert_never(question)
    return say_answer(answer, question, here.language) if read else None


def answer_of(question: Question, value: Any) -> Any:
    """A widget's value as an answer; None while it is not known."""
    match question:
        case YesNoQuestion():
            return {"yes": True, "no": False}.get(value)
        case ChoiceQuestion():
            return None if value == UNKNOWN else value
        case ChoicesQuestion():
            chosen = [one for one in value or [] if one != NONE_OF_THESE]
            return chosen or ([] if value else None)
        case NumberQuestion():
            return value
        case _:
            assert_never(question)


def shown_as(question: Question, answer: Any, here: Here) -> Any:
    """An answer as its widget's value; what is no longer an option is left out."""
    match question:
        case YesNoQuestion():
            return ("yes" if answer else "no") if isinstance(answer, bool) else None
        case ChoiceQuestion():
            known = isinstance(answer, str) and answer in _open_options(question, here)
            return answer if known else None
        case ChoicesQuestion():
            if not isinstance(answer, list | tuple):
                return []
            options = _open_options(question, here)
            # To have nothing left of what was chosen is not to have chosen nothing.
            return [one for one in answer if one in options] if answer else [NONE_OF_THESE]
        case NumberQuestion():
            whole = isinstance(answer, int) and not isinstance(answer, bool)
            return answer if whole and question.minimum <= answer <= question.maximum else None
        case _:
            assert_never(question)


def _open_options(question: ChoiceQuestion | ChoicesQuestion, here: Here) -> dict[str, str]:
    today = here.desk.rules().day
    return {one.id: one.text.in_(here.language) for one in question.options if one.open_on(today)}


# ── Drawing ──────────────────────────────────────────────────────────────────────────────────


def draw(here: Here, problems: Mapping[tuple[str | int, ...], Problem]) -> None:
    """Draws the whole form; a problem stands beside its field."""
    _heading(here.t("form.prospect"))
    draw_names(here, problems)
    # A problem in the folded part unfolds it, and it stays so once mended.
    if any(_problem_of(key, problems) for key in _ENVELOPE if key not in _ALWAYS_SHOWN):
        st.session_state["unfolded"] = True
    with st.expander(
        here.t("form.more"),
        expanded=st.session_state["unfolded"],
        icon=":material/more_horiz:",
    ):
        for column, keys in zip(st.columns(3), _FOLDED, strict=True):
            with column:
                for key in keys:
                    _field(here, key, problems)
        _field(here, "about_summary", problems)
        st.caption(here.t("form.contact_note"))
    _draw_not_asked(here)
    for group, questions in _grouped(here):
        first = questions[0].id
        if group is not None:
            # Every element costs the browser time: the first question's anchor is its heading.
            _heading(group.title.in_(here.language), blocks.anchor(first))
        for question in questions:
            if group is None or question.id != first:
                st.html(f'<span class="anchor" id="{blocks.anchor(question.id)}"></span>')
            _ask(question, here, problems)


def draw_names(here: Here, problems: Mapping[tuple[str | int, ...], Problem]) -> None:
    """Who asks, and for what: all that a request cannot do without."""
    for column, key in zip(st.columns(2), _ALWAYS_SHOWN, strict=True):
        with column:
            _field(here, key, problems)


def _draw_not_asked(here: Here) -> None:
    """What was answered to questions that the edition in force asks no more."""
    asked = {one.id for one in here.desk.edition.questions}
    retired = st.session_state.get("retired", {})
    gone = [said for id, said in retired.items() if id not in asked]
    if gone:
        about = here.t("form.not_asked", edition=here.desk.edition.name)
        rows = "".join(f"<li>{escape(ask)} – {escape(said)}</li>" for ask, said in gone)
        st.html(f'<div class="field-problem">{escape(about)}<ul>{rows}</ul></div>')


def _answered(question: str) -> None:
    """Another answer rests on nothing yet: what the one before it rested on is of that one."""
    for unread in ("retired", UNREAD):
        st.session_state.get(unread, {}).pop(question, None)
    if not evidence.forget(question):
        draw_what_follows()


def draw_what_follows() -> None:
    """After a change, only what follows the form is drawn again, by the fragment of that name.

    The form is as the person left it. To draw it all again would take longer than everything else
    between a change and the new verdict. It is worth it to fold what they have turned away from.
    """
    if not evidence.fold(here().desk.edition.questions):
        st.rerun(FOLLOWS)


def _field(here: Here, key: str, problems: Mapping[tuple[str | int, ...], Problem]) -> None:
    label = here.t(f"form.{key}")
    if key in ("about_learners", "about_amount"):
        st.number_input(
            label,
            min_value=1 if key == "about_learners" else 0,
            max_value=10_000_000 if key == "about_learners" else 10_000_000_000,
            value=None,
            step=1,
            key=key,
            on_change=draw_what_follows,
            placeholder=here.t("answer.unknown"),
        )
    elif key == "about_summary":
        st.text_area(
            label,
            key=key,
            on_change=draw_what_follows,
            max_chars=10_000,
            help=here.t("form.summary_help"),
            height=90,
        )
    else:
        st.text_input(
            label,
            key=key,
            on_change=draw_what_follows,
            placeholder="2027-01" if key == "about_starts" else None,
            autocomplete="off",
            # Kept at each pause, so that a reload loses no word. The others are checked for
            # mistakes, and nobody wants to be told of one in the middle of a word.
            live="500ms" if key in _ALWAYS_SHOWN else False,
        )
    if problem := _problem_of(key, problems):
        st.html(blocks.field_problem(problem, here.language))


def _problem_of(key: str, problems: Mapping[tuple[str | int, ...], Problem]) -> Problem | None:
    path = _ENVELOPE[key]
    # A missing prospect is reported as such, not as a missing name of one.
    return problems.get(path) or (problems.get(path[:1]) if key == "about_prospect" else None)


def _heading(title: str, anchor: str = "") -> None:
    st.html(f'<h2 class="group" id="{anchor or "prospect"}">{title}</h2>')


def _grouped(here: Here) -> list[tuple[Group | None, list[Question]]]:
    """The questions under their headings; those without one come last."""
    edition = here.desk.edition
    by_group: dict[str | None, list[Question]] = {}
    for question in edition.questions:
        by_group.setdefault(question.group, []).append(question)
    grouped: list[tuple[Group | None, list[Question]]] = [
        (group, by_group[group.id]) for group in edition.groups if group.id in by_group
    ]
    if None in by_group:
        grouped.append((None, by_group[None]))
    return grouped


def _ask(question: Question, here: Here, problems: Mapping[tuple[str | int, ...], Problem]) -> None:
    """One question, and beside it what defines, proves and supports its answer."""
    evidence.control(question, here)
    answer_widget(question, here, question.id, on_change=_answered, args=(question.id,))
    if retired := st.session_state.get("retired", {}).get(question.id):
        gone = here.t("form.retired", options=retired[1])
        st.html(f'<p class="field-problem">{escape(gone)}</p>')
    for at in (("answers", question.id), ("evidence", question.id, "note")):
        if problem := problems.get(at):
            st.html(blocks.field_problem(problem, here.language))


def answer_widget(
    question: Question,
    here: Here,
    key: str,
    *,
    on_change: Callable[..., None] | None = None,
    args: tuple[object, ...] = (),
    label_visibility: Literal["visible", "collapsed"] = "visible",
) -> None:
    """The widget that takes a question's answer; `answer_of` reads what it then holds."""
    ask = question.ask.in_(here.language)
    if isinstance(question, NumberQuestion):
        st.number_input(
            f"{ask} ({question.unit.in_(here.language)})",
            min_value=question.minimum,
            max_value=question.maximum,
            value=None,
            step=1,
            key=key,
            on_change=on_change,
            args=args,
            placeholder=here.t("answer.unknown"),
            label_visibility=label_visibility,
        )
        return
    words = _choices(question, here)
    st.pills(
        ask,
        list(words),
        format_func=words.__getitem__,
        selection_mode="multi" if isinstance(question, ChoicesQuestion) else "single",
        key=key,
        on_change=on_change,
        args=args,
        label_visibility=label_visibility,
        wrap=True,
    )


def _choices(
    question: YesNoQuestion | ChoiceQuestion | ChoicesQuestion, here: Here
) -> dict[str, str]:
    """What can be answered, with its words; the last says that there is no such answer."""
    match question:
        case YesNoQuestion():
            return {one: here.t(f"answer.{one}") for one in ("yes", "no", UNKNOWN)}
        case ChoiceQuestion():
            return {**_open_options(question, here), UNKNOWN: here.t("answer.unknown")}
        case ChoicesQuestion():
            return {
                **_open_options(question, here),
                NONE_OF_THESE: here.t("answer.none_of_these"),
            }
        case _:
            assert_never(question)
