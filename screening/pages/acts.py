"""Acts of the committee, sent from buttons: once, however often they are pressed.

What was typed stays in its fields until an act is recorded; a refusal is said beside its button,
or above the page where what happened meanwhile took the button away.
"""

from collections.abc import Callable
from contextlib import nullcontext
from html import escape
from typing import NamedTuple
from uuid import uuid4

import streamlit as st

from screening.core.access import NotAllowed
from screening.core.model import tidied
from screening.core.refused import Refused
from screening.language import t
from screening.pages.frame import Here, show_unusable
from screening.stores.protocol import LogUnusable

# What kept an act from being recorded: a sentence's code with its values, or the log.
_Refusal = tuple[str, dict[str, object]] | LogUnusable
_REFUSAL = "refusal"


def submission(act: str) -> str:
    """The id to send an act under: that of its first press, for the second one as well.

    `act` names the act with how many like it the case holds, so that the next one has another id.
    """
    id: str = st.session_state.setdefault(f"submission:{act}", uuid4().hex)
    return id


def send(act: str, do: Callable[[], object]) -> bool:
    """Does an act, and says whether it was done; keeps why it was refused, for the page to say."""
    try:
        do()
    except Refused as refused:
        refuse(act, refused.code, **refused.values)
    except NotAllowed:
        refuse(act, "not_allowed")
    except LogUnusable as unusable:
        st.session_state[_REFUSAL] = (act, unusable)
    else:
        return True
    return False


def refuse(act: str, code: str, **values: object) -> None:
    """Keeps why an act was not sent, for the page to say."""
    st.session_state[_REFUSAL] = (act, (code, values))


def draw_refusal(act: str, here: Here) -> None:
    """Why the act was not recorded the last time it was tried, once."""
    tried, refusal = st.session_state.get(_REFUSAL, (None, None))
    if tried != act:
        return
    del st.session_state[_REFUSAL]
    _say(refusal, here)


def draw_refusal_left(here: Here) -> None:
    """Why the last act was not recorded, where no form of the page has said so: others voted, or
    settled it, meanwhile, and its form is gone. Called once all forms are drawn."""
    _, refusal = st.session_state.pop(_REFUSAL, (None, None))
    if refusal is not None:
        _say(refusal, here)


def _say(refusal: _Refusal, here: Here) -> None:
    if isinstance(refusal, LogUnusable):
        show_unusable(here.language, refusal)
        return
    code, values = refusal
    wrong, right = (
        t(here.language, f"refused.{code}.{one}", **values) for one in ("wrong", "right")
    )
    st.warning(f"**{wrong}** {right}", icon=":material/edit:")


def typed(key: str) -> str:
    """What was typed in a field, as the log will hold it."""
    return tidied(st.session_state.get(key)) or ""


class Form(NamedTuple):
    """The words of a form that sends an act with a sentence.

    `fold` is the title that it unfolds under, with its `icon`; without one it stands in sight.
    `before` is said above the sentence, and `note` below. `sure` is what to tick before it is sent,
    with the code of what is said to whoever did not.
    """

    label: str
    send: str
    fold: str | None = None
    icon: str | None = None
    before: str | None = None
    note: str | None = None
    sure: tuple[str, str] | None = None


def draw_form(act: str, form: Form, here: Here, do: Callable[[str, str], object]) -> None:
    """A form for an act: `do` sends it, with the act's submission and the sentence typed."""
    folded = st.expander(form.fold, icon=form.icon, key=f"open-{act}") if form.fold else None
    with folded or nullcontext(), st.form(act, border=False):
        if form.before:
            st.html(f"<p>{escape(form.before)}</p>")
        st.text_area(form.label, key=f"words-{act}", max_chars=2_000, height=100)
        if form.note:
            st.caption(form.note)
        if form.sure:
            st.checkbox(form.sure[0], key=f"sure-{act}")
        draw_refusal(act, here)
        st.form_submit_button(
            form.send,
            key=act,
            type="secondary" if form.fold else "primary",
            on_click=_send_form,
            args=(act, submission(act), form.sure, do),
        )


def _send_form(
    act: str, submission: str, sure: tuple[str, str] | None, do: Callable[[str, str], object]
) -> None:
    if sure and not st.session_state.get(f"sure-{act}"):
        refuse(act, sure[1])
        return
    words = typed(f"words-{act}")
    send(act, lambda: do(submission, words))
