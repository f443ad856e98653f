"""The filters of the decision log as widgets, which show what the address holds and change it."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Literal, get_args

import streamlit as st

from screening.core import views
from screening.core.access import may
from screening.core.assessment import Standing
from screening.core.criteria import Question
from screening.core.paris import day_of
from screening.core.views import (
    CLOSED,
    LONGEST_TEXT,
    PERIODS,
    TIMES,
    Amounts,
    Days,
    View,
    answer_words,
    days_of,
)
from screening.pages.frame import Here, here, page_file
from screening.pages.log_words import Words, parts

_ANY, _CUSTOM = "any", "custom"
_COLUMNS = 3

# In the order in which one looks: where a case stands, then why, then whose.
_BEFORE_ANSWERS = ("status", "conditions", "outcome", "because", "ruling", "procedure")


def show(view: View) -> None:
    """Goes to a view: writes its address, in one step for the back button."""
    st.query_params.from_dict({**here().address(), **views.address(view)})


def draw_bar(view: View, words: Words) -> None:
    """What one looks by most: words, and when a request was recorded."""
    found = words.here
    _close_emptied_days(st.session_state.get("decisions_view", view), view)
    st.session_state["decisions_view"] = view
    with st.container(key="log-bar", horizontal=True, vertical_alignment="bottom"):
        st.session_state["filter-text"] = view.text
        st.text_input(
            found.t("decisions.search"),
            key="filter-text",
            type="search",
            max_chars=LONGEST_TEXT,
            placeholder=found.t("decisions.search_hint"),
            icon=":material/search:",
            on_change=_on_text,
        )
        _period("opened", view, words)


def draw_more(view: View, words: Words, owners: Sequence[str], editions: Sequence[str]) -> None:
    """All other filters, folded."""
    found = words.here
    questions = [one for one in words.questions.values() if answer_words(one)]
    drawn: list[Callable[[], None]] = [
        *(lambda name=name: _list(name, CLOSED[name], view, words) for name in _BEFORE_ANSWERS),
        *(lambda one=one: _facet(one, view, words) for one in questions if one.facet),
        lambda: _list("finding", _findings(words), view, words),
        lambda: _rest_of_answers([one for one in questions if not one.facet], view, words),
        lambda: _list("owner", owners, view, words),
        lambda: _list("edition", editions, view, words),
    ]
    with st.expander(found.t("decisions.more"), key="log-more", icon=":material/tune:"):
        with st.container(key="log-lists"):
            for draw in drawn:
                draw()
        with st.container(key="log-ranges", horizontal=True, vertical_alignment="bottom"):
            _period("decided", view, words)
            if may(found.person, "read_amount"):
                _amounts(view, words)


def draw_chips(view: View, words: Words) -> None:
    """What is filtered by, each a link to the list without it."""
    found = words.here
    told = parts(view, words)
    # The container is always there, or what follows would be drawn twice for a moment.
    with st.container(key="log-chips", horizontal=True, gap="xsmall"):
        if not told:
            return
        for number, (label, left) in enumerate(told):
            with st.container(key=f"log-chip-{number}", width="content"):
                link(found, label, left, icon=":material/close:")
        with st.container(key="log-clear", width="content"):
            link(found, found.t("decisions.clear"), View())


def draw_ready(here: Here) -> None:
    """Views that are often wanted."""
    with st.container(key="log-ready", horizontal=True, gap="xsmall"):
        for name, view in views.READY.items():
            link(here, here.t(f"decisions.ready.{name}"), view)


def link(here: Here, label: str, view: View, icon: str | None = None) -> None:
    """A link to a view of this page."""
    st.page_link(
        page_file("decisions"),
        label=label,
        icon=icon,
        query_params=here.address(**views.address(view)),
    )


# ── One filter ───────────────────────────────────────────────────────────────────────────────


def _list(name: str, values: Sequence[str], view: View, words: Words) -> None:
    def on_change() -> None:
        show(_view().choosing(name, st.session_state[f"filter-{name}"]))

    _multiselect(
        words.here.t(f"decisions.of.{name}"),
        f"filter-{name}",
        values,
        view.of(name),
        lambda value: words.value(name, value),
        on_change,
    )


def _facet(question: Question, view: View, words: Words) -> None:
    """The answers to one question."""
    own = answer_words(question)
    key = f"filter-answer-{question.id}"
    _multiselect(
        words.question(question.id),
        key,
        own,
        _among(own, view),
        words.option,
        _on_answers(own, key),
    )


def _rest_of_answers(questions: Sequence[Question], view: View, words: Words) -> None:
    """The answers to all questions that have no filter of their own."""
    own = [word for one in questions for word in answer_words(one)]
    _multiselect(
        words.here.t("decisions.of.answer"),
        "filter-answer",
        own,
        _among(own, view),
        lambda word: words.value("answer", word),
        _on_answers(own, "filter-answer"),
    )


def _among(words: Sequence[str], view: View) -> list[str]:
    return [one for one in view.of("answer") if one in words]


def _on_answers(own: Sequence[str], key: str) -> Callable[[], None]:
    def on_change() -> None:
        others = [one for one in _view().of("answer") if one not in own]
        show(_view().choosing("answer", [*others, *st.session_state[key]]))

    return on_change


def _multiselect(
    label: str,
    key: str,
    values: Sequence[str],
    chosen: Sequence[str],
    say: Callable[[str], str],
    on_change: Callable[[], None],
) -> None:
    # A value that only the address knows is offered too: it must be seen to be taken away.
    offered = list(dict.fromkeys((*values, *chosen)))
    st.session_state[key] = list(chosen)
    st.multiselect(
        label,
        offered,
        format_func=say,
        key=key,
        placeholder=here().t("decisions.any"),
        on_change=on_change,
    )


def _period(name: Literal["opened", "decided"], view: View, words: Words) -> None:
    """A period by its name, or by its days."""
    found = words.here
    period: str | Days | None = getattr(view, name)
    key, custom = f"filter-{name}", _by_days(name)
    if isinstance(period, Days):
        st.session_state[custom] = True
    elif period is not None:
        st.session_state.pop(custom, None)
    st.session_state[key] = _CUSTOM if st.session_state.get(custom) else period or _ANY

    def on_change() -> None:
        chosen = st.session_state[key]
        st.session_state[custom] = chosen == _CUSTOM
        if chosen != _CUSTOM:
            show(_view().changed(**{name: None if chosen == _ANY else chosen}))
        elif (named := getattr(_view(), name)) is not None:
            show(_view().changed(**{name: days_of(named, day_of(found.desk.now()))}))

    st.selectbox(
        found.t(f"decisions.of.{name}"),
        [_ANY, *PERIODS, _CUSTOM],
        format_func=lambda one: found.t(f"decisions.period.{one}"),
        key=key,
        on_change=on_change,
        width=190,
    )
    if st.session_state[key] == _CUSTOM:
        _days(name, period if isinstance(period, Days) else Days(None, None), found)


def _by_days(name: str) -> str:
    """Where it is kept that a period is chosen by its days, though there may be none yet."""
    return f"decisions_{name}_by_days"


def _close_emptied_days(before: View, view: View) -> None:
    for name in TIMES:
        if isinstance(getattr(before, name), Days) and getattr(view, name) is None:
            st.session_state.pop(_by_days(name), None)


def _days(name: str, days: Days, here: Here) -> None:
    keys = f"filter-{name}-first", f"filter-{name}-last"

    def on_change() -> None:
        ends: list[date | None] = [st.session_state[key] for key in keys]
        show(_view().changed(**{name: Days(*ends) if any(ends) else None}))

    for key, end, which in zip(keys, days, ("first", "last"), strict=True):
        st.session_state[key] = end
        st.date_input(
            here.t(f"decisions.{which}_day"),
            value=None,
            key=key,
            format="DD/MM/YYYY",
            min_value=date(1900, 1, 1),
            max_value=date(2999, 12, 31),
            on_change=on_change,
            width=150,
        )


def _amounts(view: View, words: Words) -> None:
    keys = "filter-least", "filter-most"

    def on_change() -> None:
        ends = [st.session_state[key] for key in keys]
        given = any(one is not None for one in ends)
        show(_view().changed(amount=Amounts(*ends) if given else None))

    for key, end in zip(keys, view.amount or Amounts(None, None), strict=True):
        st.session_state[key] = end
        st.number_input(
            words.here.t(f"decisions.{key.removeprefix('filter-')}"),
            min_value=0,
            max_value=10**12,
            value=None,
            step=1_000,
            key=key,
            on_change=on_change,
            width=170,
        )


def _on_text() -> None:
    show(_view().changed(text=" ".join(st.session_state["filter-text"].split())))


def _view() -> View:
    """The view that the widgets were drawn from."""
    view: View = st.session_state["decisions_view"]
    return view


def _findings(words: Words) -> list[str]:
    return [f"{id}:{standing}" for id in words.titles for standing in get_args(Standing)]
