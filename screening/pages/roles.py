"""Who may do what: the law that the service applies, as a table, for everybody."""

from html import escape

import streamlit as st

from screening.core.access import ROLES, Action, Role, may
from screening.core.allowed import GROUPS, OF_NO_CASE, allowed
from screening.pages.frame import PAGES, Here, here, page_file

_YES, _NO = "✓", "–"


def draw(here: Here) -> None:
    st.html(f'<p class="about">{escape(here.t("roles.text"))}</p>')
    st.html(_table(here))
    st.html("".join(_list(role, here) for role in _ones_own_first(here)))
    masks = here.desk.edition.committee.mask_prospect
    notes = ("left_means", "masked" if masks else "not_masked", "names")
    st.html("".join(f'<p class="about">{escape(here.t(f"roles.{key}"))}</p>' for key in notes))


def _ones_own_first(here: Here) -> list[Role]:
    return sorted(ROLES, key=lambda role: (role != here.person.role, ROLES.index(role)))


def _called(role: Role, here: Here) -> str:
    """A role's name, with a word beside one's own."""
    name = escape(here.t(f"role.{role}"))
    return f"{name} ({here.t('roles.you')})" if role == here.person.role else name


# ── All roles side by side, where there is room ──────────────────────────────────────────────


def _table(here: Here) -> str:
    heads = "".join(
        f'<th scope="col"{_mine(role, here)}>{_called(role, here)}</th>' for role in ROLES
    )
    groups = "".join(_group(name, actions, here) for name, actions in GROUPS.items())
    return (
        f'<table class="who-may"><thead><tr><th scope="col">{here.t("roles.action")}</th>{heads}'
        f'<th scope="col" class="left">{here.t("roles.left")}</th></tr></thead>{groups}</table>'
    )


def _group(name: str, actions: tuple[Action, ...], here: Here) -> str:
    title = escape(here.t(f"roles.group.{name}"))
    rows = "".join(
        f'<tr><th scope="row">{escape(here.t(f"action.{action}"))}</th>'
        + "".join(f"<td{_mine(role, here)}>{_cell(role, action, here)}</td>" for role in ROLES)
        + f'<td class="left">{_left(action, here)}</td></tr>'
        for action in actions
    )
    return (
        f'<tbody><tr class="group-of"><th scope="rowgroup" colspan="{len(ROLES) + 2}">{title}</th>'
        f"</tr>{rows}</tbody>"
    )


def _mine(role: Role, here: Here) -> str:
    return ' class="mine"' if role == here.person.role else ""


def _cell(role: Role, action: Action, here: Here) -> str:
    found = allowed(role, action)
    if not found.own:
        return _mark(False, here)
    if action in OF_NO_CASE:
        return _mark(True, here)
    return escape(here.t("roles.every" if found.others else "roles.own"))


def _left(action: Action, here: Here) -> str:
    """Which roles may still do it in another's case that they left."""
    if action in OF_NO_CASE:
        return ""
    may_still = [here.t(f"role.{role}") for role in ROLES if allowed(role, action).left]
    return escape(", ".join(may_still) or here.t("roles.left_nobody"))


def _mark(is_so: bool, here: Here) -> str:
    word = here.t("roles.yes" if is_so else "roles.no")
    return (
        f'<span role="img" aria-label="{word}" class="is-{is_so}">{_YES if is_so else _NO}</span>'
    )


# ── One role at a time, on a phone ───────────────────────────────────────────────────────────


def _list(role: Role, here: Here) -> str:
    """What a role may, case by case; one's own stands open."""
    heads = "".join(
        f'<th scope="col">{here.t(f"roles.{case}_short")}</th>'
        for case in ("own", "others", "left")
    )
    groups = "".join(
        f'<tr class="group-of"><th scope="rowgroup" colspan="4">'
        f"{escape(here.t(f'roles.group.{name}'))}</th></tr>"
        + "".join(_entry(role, action, here) for action in actions)
        for name, actions in GROUPS.items()
    )
    opened = " open" if role == here.person.role else ""
    return (
        f'<details class="one-role"{opened}><summary>{_called(role, here)}</summary>'
        f'<p class="row-note">{escape(here.t("roles.own_means"))}</p>'
        f'<table class="who-may-one"><thead><tr><th scope="col">{here.t("roles.action")}</th>'
        f"{heads}</tr></thead><tbody>{groups}</tbody></table></details>"
    )


def _entry(role: Role, action: Action, here: Here) -> str:
    found = allowed(role, action)
    said = f'<tr><th scope="row">{escape(here.t(f"action.{action}"))}</th>'
    if action in OF_NO_CASE:
        return f'{said}<td colspan="3">{_mark(found.own, here)}</td></tr>'
    return said + "".join(f"<td>{_mark(one, here)}</td>" for one in found) + "</tr>"


found = here()
st.html(PAGES / "roles.css")
st.title(found.t("page.roles"))
draw(found)
if may(found.person, "manage_people"):
    st.page_link(
        page_file("accounts"),
        label=found.t("page.people"),
        icon=":material/manage_accounts:",
        query_params=found.address(),
    )
