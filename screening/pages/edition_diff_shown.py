"""Two editions compared on a page: which way the new one goes, by example, change by change."""

from collections.abc import Iterable
from html import escape
from pathlib import Path

import streamlit as st

from screening.core.criteria import Edition
from screening.core.model import Language
from screening.difference_told import Row
from screening.edition_diff_told import (
    MARKS,
    EditionsCompared,
    Example,
    Group,
    Judged,
    Told,
    tell_editions,
)
from screening.language import t
from screening.pages import blocks
from screening.pages.frame import Here
from screening.words_apart import Piece, words_apart

_STYLE = Path(__file__).with_name("edition_diff.css")


def show(found: Here, old: Edition, new: Edition) -> None:
    """What becomes of requests and rules when the new edition takes the place of the old one."""
    compared = tell_editions(old, new, found.desk.today, found.language)
    st.html(_STYLE)
    st.html(editions_compared(compared, found.language))


def editions_compared(compared: EditionsCompared, language: Language) -> str:
    """The summary, a request for each way, then every difference, what turns verdicts first."""
    if not compared.groups:
        return f'<div class="edition-diff"><p>{escape(compared.summary)}</p></div>'
    examples = "".join(_example(one, language) for one in compared.examples)
    groups = "".join(_group(group, those, language) for group, those in compared.groups)
    return (
        f'<div class="edition-diff">{_summary(compared, language)}'
        f'<div class="examples">{examples}</div>{groups}</div>'
    )


def _summary(compared: EditionsCompared, language: Language) -> str:
    direction = compared.comparison.direction
    notes = [_t(language, "scope", day=compared.day)]
    if any(group == "untold" for group, _ in compared.groups):
        notes.append(_t(language, "in_common"))
    links = "".join(
        f'<li><a href="#{_anchor(group)}">{_mark(group)}<span>'
        f"{_t(language, f'direction.{group}')} <b>{len(those)}</b></span></a></li>"
        for group, those in compared.groups
    )
    return (
        f'<div class="whole is-{direction}"><p class="way">{_mark(direction)}'
        f"<span>{escape(compared.summary)}</span></p>"
        f"<p>{' '.join(notes)}</p><ul>{links}</ul></div>"
    )


def _mark(group: Group) -> str:
    return f'<i class="way-mark is-{group}" aria-hidden="true">{MARKS[group]}</i>'


def _anchor(group: Group) -> str:
    return f"diff-{group}"


# ── A request that shows it ──────────────────────────────────────────────────────────────────


def _example(example: Example, language: Language) -> str:
    first, rest = example.answers[: example.telling], example.answers[example.telling :]
    more = ""
    if rest:
        more = (
            f"<details><summary>{_t(language, 'others', count=len(rest))}</summary>"
            f"{blocks.facts(rest)}</details>"
        )
    return (
        f'<section class="example is-{example.way}">'
        f"<h3>{_mark(example.way)}{escape(example.title)}</h3>"
        f"{blocks.facts(first)}{more}"
        f'<div class="judged">{_judged(example.before, language)}'
        f"{_judged(example.after, language)}</div></section>"
    )


def _judged(judged: Judged, language: Language) -> str:
    return (
        f"<div><small>{_t(language, 'edition', edition=judged.edition)}</small>"
        f"{blocks.outcome_word(judged.assessment.outcome, language)}"
        f"<p>{escape(judged.sentence)}</p></div>"
    )


# ── Difference by difference ─────────────────────────────────────────────────────────────────


def _group(group: Group, those: Iterable[Told], language: Language) -> str:
    rows = "".join(f"<li>{_told(one, language)}</li>" for one in those)
    return (
        f'<section class="differences"><h3 id="{_anchor(group)}">{_mark(group)}'
        f"{_t(language, f'direction.{group}')}</h3>"
        f"<p>{_t(language, f'about.{group}')}</p><ul>{rows}</ul></section>"
    )


def _told(one: Told, language: Language) -> str:
    sentence = f"<p>{escape(one.sentence)}</p>"
    if not one.rows:
        return sentence
    if one.difference.code == "wording":
        return sentence + "".join(_wordings(row, language) for row in one.rows)
    return sentence + _values(one.rows, language)


def _values(rows: Iterable[Row], language: Language) -> str:
    """What of, before and after; a column where nothing stands is left out."""
    rows = list(rows)
    columns = [name for name in ("before", "after") if any(getattr(row, name) for row in rows)]
    heads = "".join(f"<th scope='col'>{_name(name, language)}</th>" for name in columns)
    body = "".join(
        f"<tr><th scope='row'>{escape(row.what)}</th>"
        + "".join(f"<td>{escape(getattr(row, name) or '—')}</td>" for name in columns)
        + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr><td></td>{heads}</tr></thead><tbody>{body}</tbody></table>"


def _wordings(row: Row, language: Language) -> str:
    """Both wordings, with the words that differ marked: struck out, and underlined."""
    before, after = words_apart(row.before or "", row.after or "")
    sides = (("before", before, "del"), ("after", after, "ins"))
    told = "".join(
        f"<dt>{_name(name, language)}{f' ({escape(row.what)})' if row.what else ''}</dt><dd>"
        + ("".join(_piece(one, tag) for one in pieces) or "—")
        + "</dd>"
        for name, pieces, tag in sides
    )
    return f"<dl>{told}</dl>"


def _piece(one: Piece, tag: str) -> str:
    if not one.differs:
        return escape(one.text)
    words = one.text.rstrip()
    return f"<{tag}>{escape(words)}</{tag}>{one.text[len(words) :]}"


def _name(column: str, language: Language) -> str:
    return escape(t(language, f"versions.{column}"))


def _t(language: Language, key: str, **values: object) -> str:
    return escape(t(language, f"edition_diff.{key}", **values))
