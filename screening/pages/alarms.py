"""What of the edition in force is over, soon will be, or is to be reviewed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from html import escape

import streamlit as st

from screening import criteria_file
from screening.core.access import Role
from screening.core.alarms import edition_warnings
from screening.core.criteria import Edition
from screening.core.criterion_check import options_of
from screening.core.model import Language
from screening.core.problems import Problem
from screening.criteria_file import CriteriaUnreadable
from screening.editions import left_aside
from screening.language import say_problem, t
from screening.pages.frame import Here
from screening.settings import read_settings

# Those who can see to it: they prepare the next edition, or put it on the committee's agenda.
_ROLES: tuple[Role, ...] = ("criteria_owner", "chair", "manager")


def show(found: Here) -> None:
    """The alarms of the edition in force, to whoever can see to them."""
    if found.person.role in _ROLES:
        _say_left_aside(found)
    today = found.desk.today
    if html := strip(found.desk.edition, today, found.person.role, found.language):
        st.html(html)


def _say_left_aside(found: Here) -> None:
    """Says so where the criteria file is not what judges, which an editor of it may not know."""
    path = read_settings().criteria
    try:
        file = criteria_file.load(path)
    except CriteriaUnreadable:
        return  # nothing depends on it, or the page would not be here
    if left_aside(found.desk.log, file):
        said = {"file": path.name, "edition": found.desk.edition.name}
        st.warning(found.t("alarms.left_aside", **said), icon=":material/rule:")


def strip(edition: Edition, day: date, role: Role, language: Language) -> str:
    """The alarms of a day: spread out for the criteria owner, folded under the first of them for
    others who can see to them. Empty for everybody else, and where there is none."""
    alarms = edition_warnings(edition, day) if role in _ROLES else ()
    if not alarms:
        return ""
    entries = [_words(one, edition, language) for one in alarms]
    title = escape(t(language, "alarms.title", count=len(alarms)))
    spread, first = " open", ""
    if role != "criteria_owner":
        spread, first = "", f" <span>{escape(entries[0][0])}</span>"
    listed = "".join(f"<li><b>{escape(wrong)}</b> {escape(right)}</li>" for wrong, right in entries)
    return (
        f'<details class="alarms"{spread}><summary>{title}{first}</summary>'
        f"<ul>{listed}</ul></details>"
    )


def _words(alarm: Problem, edition: Edition, language: Language) -> tuple[str, str]:
    """With the titles that readers know in the place of the names in the file."""
    titles = _titles(alarm.values, edition, language)
    return say_problem(language, replace(alarm, values={**alarm.values, **titles}))


def _titles(
    values: Mapping[str, object], edition: Edition, language: Language
) -> Mapping[str, object]:
    if criterion := values.get("criterion"):
        return {"criterion": edition.criterion(str(criterion)).title.in_(language)}
    if option := values.get("option"):
        options = options_of(edition.question(str(values["question"])))
        return {"option": next(one.text.in_(language) for one in options if one.id == option)}
    return {}
