"""For the auditor: the state of the log, how to check it without the desk, and samples to draw."""

from collections.abc import Mapping
from datetime import date
from html import escape
from itertools import chain, islice

import streamlit as st

from screening import minutes_files
from screening.core.access import may
from screening.core.chain import Flaw
from screening.core.model import tidied
from screening.core.paris import begins
from screening.core.query import Query
from screening.core.sampling import STRATA, SampleTooSmall
from screening.pages import blocks
from screening.pages.frame import PAGES, Here, here, page_file
from screening.pages.telling import telling
from screening.register import Register
from screening.replaying import replay
from screening.sample import MOST, Asked, Drawing, draw_sample, drawn_dossiers
from screening.sample_paper import by_hand, command, sample_paper, stratum_told
from screening.service import verify_log

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_USUAL_SIZE = 25
# Of what is wrong with a log, as much as somebody reads.
_MOST_FLAWS = 50
_LONGEST_SEED = 200
# On the page; the document has them all.
_MOST_SHOWN = 50

# As in the README: it takes Python and the file, and nothing of ours.
CHECK = """\
import sqlite3
from hashlib import sha256

seal = ""
log = sqlite3.connect("data/screening.db")
lines = log.execute("SELECT number, content, seal FROM line ORDER BY number")
for number, content, written in lines:
    seal = sha256(f"{seal}\\n{content}".encode()).hexdigest()
    assert seal == written, f"line {number} was altered"
print(f"Head {number}:{seal}")
"""


# ── The log ──────────────────────────────────────────────────────────────────────────────────


def draw_log(here: Here) -> None:
    """Its head, whether its file still protects it, and a check of everything on request."""
    st.header(here.t("audit.log"))
    head = here.desk.log.head()
    missing = here.desk.log.protections_missing()
    protected = here.t("audit.unprotected", names=", ".join(missing)) if missing else None
    rows = [
        (here.t("audit.lines"), str(head.number)),
        (here.t("sample.head"), str(head)),
        (here.t("audit.protections"), protected or here.t("audit.protected")),
        (here.t("audit.edition"), here.desk.edition.name),
    ]
    st.html(f'<div class="proven">{blocks.facts(rows)}</div>')
    st.caption(here.t("audit.head_note"))
    if st.button(here.t("audit.verify"), key="verify", icon=":material/fact_check:"):
        _verify(here)


def _verify(here: Here) -> None:
    """Every seal, the index, and every decision and vote once more, from one moment of the log."""
    with st.spinner(here.t("audit.verifying")), here.desk.log.reading() as reading:
        head = reading.head()
        found: list[Flaw] = list(
            islice(chain(verify_log(reading), replay(reading.lines())), _MOST_FLAWS + 1)
        )
    if not found:
        st.success(
            here.t("audit.proven", count=head.number, head=str(head)), icon=":material/check:"
        )
        return
    st.warning(here.t("audit.flawed"), icon=":material/broken_image:")
    for flaw in found[:_MOST_FLAWS]:
        st.markdown(f"- {here.t(f'flaw.{flaw.what}', number=str(flaw.number))}")
    if len(found) > _MOST_FLAWS:
        st.markdown(f"- {here.t('audit.more_flaws')}")


def draw_checking(here: Here) -> None:
    """What proves the log without believing this program."""
    st.header(here.t("audit.without"))
    st.html(f'<p class="lead">{escape(here.t("audit.without_note"))}</p>')
    with st.expander(here.t("audit.python"), icon=":material/code:"):
        st.code(CHECK, language="python")
    with st.expander(here.t("audit.commands"), icon=":material/terminal:"):
        st.code(
            "python -m screening verify --replay\n"
            f"python -m screening verify --head {here.desk.log.head()}\n"
            "python -m screening verify export.jsonl",
            language="sh",
            wrap_lines=True,
        )


# ── A sample ─────────────────────────────────────────────────────────────────────────────────


def draw_form(here: Here) -> None:
    """The form; what it says goes into the address, which draws the same again."""
    said = st.query_params
    years = [
        str(one) for one in range(here.desk.now().year, Register(here.desk).began().year - 1, -1)
    ]
    strata = ["none", *STRATA]
    st.header(here.t("audit.sample"))
    st.html(f'<p class="lead">{escape(here.t("audit.sample_note"))}</p>')
    with st.form("sample", border=True):
        first, second = st.columns([3, 1])
        seed = first.text_input(
            here.t("sample.seed"),
            said.get("seed", ""),
            max_chars=_LONGEST_SEED,
            help=here.t("audit.seed_help"),
        )
        size = second.number_input(
            here.t("audit.size"), 1, MOST, min(_whole(said.get("size")) or _USUAL_SIZE, MOST)
        )
        first, second = st.columns(2)
        by = first.selectbox(
            here.t("sample.strata"),
            strata,
            strata.index(said["strata"]) if said.get("strata") in strata else 0,
            format_func=lambda one: here.t(f"sample.by.{one}"),
        )
        year = second.selectbox(
            here.t("audit.opened"),
            [None, *years],
            years.index(said["opened"]) + 1 if said.get("opened") in years else 0,
            format_func=lambda one: one or here.t("sample.everything"),
        )
        if st.form_submit_button(here.t("audit.draw"), type="primary", icon=":material/casino:"):
            asked = {
                "seed": tidied(seed),
                "size": str(size),
                "strata": None if by == "none" else by,
                "opened": year,
            }
            for name, value in asked.items():
                if value:
                    said[name] = value
                else:
                    said.pop(name, None)
            st.session_state["seed_missing"] = not tidied(seed)
    if st.session_state.pop("seed_missing", False):
        st.html(f'<p class="field-problem">{escape(here.t("audit.seed_missing"))}</p>')


def asked_for(said: Mapping[str, str]) -> Asked | None:
    """What the address asks for; None while it names no seed.

    A seed is one that the command takes as well, and that a document can hold.
    """
    seed = tidied(said.get("seed", "")[:_LONGEST_SEED])
    if seed is None:
        return None
    size = min(max(_whole(said.get("size")) or _USUAL_SIZE, 1), MOST)
    by = next((one for one in STRATA if one == said.get("strata")), None)
    year = _whole(said.get("opened"))
    if year is None or not 2000 <= year <= 2999:
        return Asked(size, seed, by)
    days = {"opened": f"{year}-01-01..{year}-12-31"}
    query = Query(opened_from=begins(date(year, 1, 1)), opened_before=begins(date(year + 1, 1, 1)))
    return Asked(size, seed, by, query, days)


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def draw_result(asked: Asked, here: Here) -> None:
    """The strata, the cases with their places, and the file with their dossiers."""
    try:
        drawing = _drawn(asked, here)
    except SampleTooSmall as small:
        st.warning(here.t("audit.too_small", count=small.strata), icon=":material/call_split:")
        return
    sample, words = drawing.sample, telling(here.desk.edition, here)
    if not sample.drawn:
        st.html(blocks.empty(here.t("audit.nothing"), here.t("audit.nothing_hint")))
        return
    population = sum(one.population for one in sample.strata)
    st.header(here.t("audit.drawn", count=len(sample.drawn), population=population))
    st.download_button(
        here.t("audit.download"),
        here.on_demand(lambda: _document(asked, here)),
        f"{here.t('sample.file')}-{drawing.head.number}.docx",
        _WORD,
        icon=":material/description:",
        on_click="ignore",
        key="sample-docx",
    )
    st.html(_strata(drawing, here))
    for one in sample.drawn[:_MOST_SHOWN]:
        row = here.desk.log.row(one.case)
        with st.container(key=f"entry-{one.case}"):
            title = f"{one.case} · {row.prospect} · {row.title}" if row else one.case
            st.page_link(
                page_file("case"),
                label=blocks.plain(title),
                query_params=here.address(id=one.case),
            )
            where = stratum_told(one.stratum, drawing, words)
            st.html(
                f'<p class="row-note">{escape(where)} · {one.place} · '
                f'<span class="proof">{one.hash}</span></p>'
            )
    if len(sample.drawn) > _MOST_SHOWN:
        st.caption(here.t("audit.rest", count=len(sample.drawn) - _MOST_SHOWN))
    st.html(f'<p class="row-note">{escape(here.t("sample.again"))}</p>')
    st.code(f"{command(drawing)}\n{by_hand(drawing)}", language="sh", wrap_lines=True)


def _drawn(asked: Asked, here: Here) -> Drawing:
    """The sample, drawn once for a log as it is: a long one takes seconds to go through."""
    known: Drawing | None = st.session_state.get("drawing")
    if known is None or (known.asked, known.head) != (asked, here.desk.log.head()):
        with st.spinner(here.t("audit.drawing")):
            known = draw_sample(here.desk, asked, here.person)
        st.session_state["drawing"] = known
    return known


def _strata(drawing: Drawing, here: Here) -> str:
    words = telling(here.desk.edition, here)
    heads = "".join(
        f'<th scope="col">{escape(here.t(f"sample.{one}"))}</th>'
        for one in ("stratum", "population", "drawn")
    )
    rows = "".join(
        f'<tr><th scope="row">{escape(stratum_told(one.name, drawing, words))}</th>'
        f"<td>{one.population}</td><td>{one.drawn}</td></tr>"
        for one in drawing.sample.strata
    )
    return f'<table class="targets"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def _document(asked: Asked, here: Here) -> bytes:
    drawing, found = drawn_dossiers(here.desk, asked, here.person)
    name = here.desk.name_of(here.person.id)
    paper = sample_paper(drawing, found, name, telling(here.desk.edition, here))
    return minutes_files.as_docx(paper, at=drawing.at.astimezone(here.zone))


found = here()
st.html(PAGES / "register.css")
st.title(found.t("page.audit"))
if may(found.person, "sample"):
    st.html(f'<p class="lead">{escape(found.t("audit.about"))}</p>')
    draw_log(found)
    draw_checking(found)
    draw_form(found)
    if (wanted := asked_for(st.query_params.to_dict())) is not None:
        draw_result(wanted, found)
else:
    st.info(found.t("audit.not_yours"), icon=":material/lock:")
