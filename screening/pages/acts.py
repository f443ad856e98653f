"""Acts of the committee, sent from buttons: once, however often they are pressed.

What was typed stays in its fields until an act is recorded; a refusal is said beside its button.
"""

from collections.abc import Callable
from uuid import uuid4

import streamlit as st

from screening.core.access import NotAllowed
from screening.core.model import tidied
from screening.language import t
from screening.pages.frame import Here, show_unusable
from screening.review import Refused
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


def send(act: str, do: Callable[[], object]) -> None:
    """Does an act, from a button's callback; keeps why it was refused, for the page to say."""
    try:
        do()
    except Refused as refused:
        refuse(act, refused.code, **refused.values)
    except NotAllowed:
        refuse(act, "not_allowed")
    except LogUnusable as unusable:
        st.session_state[_REFUSAL] = (act, unusable)


def refuse(act: str, code: str, **values: object) -> None:
    """Keeps why an act was not sent, for the page to say."""
    st.session_state[_REFUSAL] = (act, (code, values))


def draw_refusal(act: str, here: Here) -> None:
    """Why the act was not recorded the last time it was tried, once."""
    tried, refusal = st.session_state.get(_REFUSAL, (None, None))
    if tried != act:
        return
    del st.session_state[_REFUSAL]
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
