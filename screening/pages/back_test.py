"""A back-test on a page: started and stopped, then what would change, for whom, why, and how much
other numbers would change."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from screening import backtest_told as told
from screening.backtest_jobs import MOST, Found, Job, Order, backtests, find
from screening.backtest_told import Names
from screening.backtesting import ChangedCase
from screening.core.access import may
from screening.core.backtest import FEWEST, FLOWS
from screening.core.editions import day_to_judge
from screening.core.sensitivity import Point
from screening.criteria_file import LoadedEdition
from screening.language import day, number
from screening.pages import charts
from screening.pages.charts import Curves
from screening.pages.frame import Here, catch_up
from screening.settings import read_settings

_STYLE = Path(__file__).with_name("back_test.css")
# A log of so many lines is judged while one waits, in less time than a process takes to begin.
_AT_ONCE = 5_000
# As many groups as somebody reads beside each other.
_GROUPS = 12
# What was found last, with the draft and the log that it is of.
_FOUND = "back_test_found"
_MOVING = 2.0
_THRESHOLD = "accept_from"


def show(found: Here, draft: LoadedEdition) -> None:
    """What past requests would be under a draft: a button, and what was found by it."""
    st.html(_STYLE)
    if not may(found.person, "back_test"):
        st.info(found.t("back_test.not_yours"), icon=":material/lock:")
        return
    first = day(found.language, day_to_judge(draft.edition, found.desk.today))
    st.html(f'<p class="about">{escape(found.t("back_test.what", on=first))}</p>')
    job = backtests().of(found.person, _log(found))
    if job is not None and job.fingerprint != draft.fingerprint:
        job = None
    live = job is not None and job.live
    known = _found(job, draft, found)
    if not live:
        st.button(
            found.t("back_test.again" if known else "back_test.start"),
            key="back-test-start",
            type="secondary" if known else "primary",
            icon=":material/history:",
            on_click=_start,
            args=(draft, found),
        )
    if job is not None and (live or known is None):
        _watched(job, found)
    if known is not None and not live:
        with st.container(key="back-test"):
            _draw(known, draft, found)


def _start(draft: LoadedEdition, found: Here) -> None:
    if not found.let_in():
        return  # the page that is drawn next says why
    st.session_state.pop(_FOUND, None)
    head, on = found.desk.log.head(), day_to_judge(draft.edition, found.desk.today)
    if head.number <= _AT_ONCE:
        st.session_state[_FOUND] = _whose(draft, found), find(found.desk, draft, found.person, on)
        return
    criteria = str(read_settings().criteria)
    order = Order(_log(found), criteria, draft.text, on, found.person)
    backtests().start(order, draft.fingerprint, head.number)


def _found(job: Job | None, draft: LoadedEdition, found: Here) -> Found | None:
    """What was found of this draft, in this session or by the process it began."""
    if job is not None and job.found is not None:
        return job.found
    whose, kept = st.session_state.get(_FOUND, (None, None))
    return kept if whose == _whose(draft, found) else None


def _whose(draft: LoadedEdition, found: Here) -> tuple[object, ...]:
    return draft.fingerprint, _log(found), found.person


def _log(found: Here) -> str:
    settings = read_settings()
    return settings.example_log if found.example else settings.log


# ── Under way ────────────────────────────────────────────────────────────────────────────────


def _watched(job: Job, found: Here) -> None:
    st.fragment(_draw_job, run_every=_MOVING if job.live else None)(job.state, job, found)


def _draw_job(drawn: str, job: Job, found: Here) -> None:
    """How far it has come; when it has become another thing, the whole page is drawn again."""
    catch_up()
    if job.state != drawn:
        st.rerun()
    match job.state:
        case "waiting" | "running":
            share = min(job.done * 100 // job.total, 100) if job.total else 0
            text = found.t(f"back_test.{job.state}", done=job.done, of=job.total)
            st.progress(share, text=text)
            st.button(
                found.t("back_test.stop"),
                key="back-test-stop",
                on_click=backtests().stop,
                args=(job,),
            )
        case "failed":
            st.warning(found.t(f"back_test.why.{job.why}"), icon=":material/error:")
        case _:
            st.html(_note(found.t("back_test.stopped")))


# ── What was found ───────────────────────────────────────────────────────────────────────────


def _draw(known: Found, draft: LoadedEdition, found: Here) -> None:
    report, language = known.report, found.language
    result = report.result
    names = Names.of([*found.desk.editions(), draft.edition], found.desk.name_of, language)
    notes = [told.about(report, language), *told.left_out(report, language)]
    parts = [
        f'<p class="bt-headline" role="status">{escape(told.headline(report, language))}</p>',
        *map(_note, notes),
    ]
    if result.judged:
        parts.append(_matrix(known, found))
    parts.append(_list("what_became", list(told.became_told(report, language)), found))
    if result.changed:
        parts += [_tipped(known, names, found), _groups(known, names, found)]
    parts.append(_list("what_is_gone", [told.gone_told(one, names) for one in result.gone], found))
    if result.changed:
        parts.append(_cases(known.cases, result.changed, names, found))
    st.html("".join(parts))
    if result.judged:
        st.fragment(_draw_curves)(known, draft, names, found)
    st.html(_list("what_it_cannot_know", told.unknown_told(report, language), found))


def _matrix(known: Found, found: Here) -> str:
    """From what requests were to what they would be, as a table whose cells are drawn as bars."""
    flows = known.report.result.flows
    most = max(one.requests for one in flows)
    heads = "".join(
        f'<th scope="col">{escape(found.t(f"back_test.would_be.{now}"))}</th>'
        for _, now in FLOWS[:3]
    )
    rows = []
    for then in ("accept", "refer"):
        of = [one for one in flows if one.then == then]
        whole = number(found.language, sum(one.requests for one in of))
        cells = "".join(_flow(one.then == one.now, one.requests, most, found) for one in of)
        title = escape(found.t(f"back_test.was.{then}", count=whole))
        rows.append(f'<tr><th scope="row">{title}</th>{cells}</tr>')
    amounts = known.report.amounts
    worth = [
        told.flow_line(one, found.language, amounts=amounts)
        for one in flows
        if one.requests and one.then != one.now
    ]
    return (
        f'<table class="bt-matrix"><thead><tr><td></td>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
        f'<ul class="bt-worth">{"".join(f"<li>{escape(one)}</li>" for one in worth)}</ul>'
    )


def _flow(stays: bool, count: int, most: int, found: Here) -> str:
    kind = "stays" if stays else "changes" if count else "none"
    return (
        f'<td class="{kind}"><b>{number(found.language, count)}</b>'
        f'<span class="bt-bar" style="width:{100 * count / most:.1f}%"></span></td>'
    )


def _tipped(known: Found, names: Names, found: Here) -> str:
    changed = known.report.result.changed
    rows = "".join(
        f"<tr><th scope=row>{escape(told.tipped_told(one, names))}</th>"
        f"{_counted(one.requests, changed, found)}</tr>"
        for one in known.report.result.tipped
    )
    return f'{_heading("what_tips", found)}<table class="bt-counts"><tbody>{rows}</tbody></table>'


def _groups(known: Found, names: Names, found: Here) -> str:
    parts = []
    few = known.report.result.few
    for by, groups in told.groups_told(known.report).items():
        rows = "".join(
            f"<tr><th scope=row>{escape(told.group_name(one, names))}</th>"
            f"{_counted(one.changed, one.requests, found, of=True)}</tr>"
            for one in groups[:_GROUPS]
        )
        hidden = "".join(map(_note, _untold(len(groups), few.get(by, 0), found)))
        parts.append(
            f"<div><h4>{escape(told.by_told(by, names))}</h4>"
            f'<table class="bt-counts"><tbody>{rows}</tbody></table>{hidden}</div>'
        )
    if not parts:
        return ""
    return f'{_heading("for_whom", found)}<div class="bt-groups">{"".join(parts)}</div>'


def _untold(groups: int, few: int, found: Here) -> list[str]:
    """How many groups are not shown, because there are more than one reads, or as too small."""
    told = []
    if groups > _GROUPS:
        told.append(found.t("back_test.more_groups", count=groups - _GROUPS))
    if few:
        told.append(found.t("back_test.few", count=few, fewest=FEWEST))
    return told


def _counted(count: int, whole: int, found: Here, *, of: bool = False) -> str:
    """A count with its part of a whole as a bar."""
    shown = number(found.language, count)
    if of:
        shown = found.t("back_test.of", changed=count, whole=whole)
    return (
        f'<td class="bt-part"><span class="bt-bar" style="width:{100 * count / whole:.1f}%">'
        f"</span></td><td>{escape(shown)}</td>"
    )


def _cases(cases: Sequence[ChangedCase], changed: int, names: Names, found: Here) -> str:
    """The list to read, each case with what tips it, leading to its page."""
    items = "".join(_case(one, names, found) for one in cases)
    more = changed - len(cases)
    rest = _note(found.t("back_test.more_cases", count=more, shown=MOST)) if more else ""
    return f'{_heading("which", found)}<ol class="bt-cases">{items}</ol>{rest}'


def _case(one: ChangedCase, names: Names, found: Here) -> str:
    address = f"case?{urlencode(found.address(id=one.case))}"
    tips = " ".join(told.tip_told(tip, names) for tip in one.tips)
    why = f"<p>{escape(tips)}</p>" if tips else ""
    ways = escape(told.ways_told(one, found.language))
    readable = may(found.person, "read_case", one.owner)
    name = escape(f"{one.prospect} · {one.title}")
    link = f'<a href="{escape(address)}" target="_self">{name}</a>' if readable else name
    return (
        f'<li><span class="bt-way is-{one.now}">{ways}</span> {link} '
        f"<small>{escape(one.case)}</small>{why}</li>"
    )


# ── Other numbers ────────────────────────────────────────────────────────────────────────────


def _draw_curves(known: Found, draft: LoadedEdition, names: Names, found: Here) -> None:
    """How many would be accepted and referred with another threshold, or another weight."""
    catch_up()
    result = known.report.result
    st.html(f"{_heading('other_numbers', found)}{_note(found.t('back_test.means.other_numbers'))}")
    chosen = st.selectbox(
        found.t("back_test.which_number"),
        [_THRESHOLD, *result.weights],
        format_func=lambda one: _called(one, names, found),
        key="back-test-number",
    )
    if chosen == _THRESHOLD:
        curve, own = result.thresholds, draft.edition.accept_from
    else:
        curve, own = result.weights[chosen], draft.edition.criterion(chosen).weight
    ats = [one.at for one in curve]
    # A slider of its own for each number, which begins at that of the draft.
    at = st.select_slider(
        found.t("back_test.try"), ats, value=own, key=f"back-test-at-{draft.fingerprint}-{chosen}"
    )
    marks = [(own, found.t("back_test.draft_at", at=own))]
    if at != own:
        marks.append((at, found.t("back_test.tried_at", at=at)))
    st.html(_reading(curve, at, own, result.judged, found))
    charts.show(
        Curves(
            tuple(curve),
            found.t("back_test.would_be.accept"),
            found.t("back_test.would_be.refer"),
            _called(chosen, names, found),
            tuple(marks),
        ),
        "chart-back-test",
        found.t("back_test.alt", what=_called(chosen, names, found)),
    )
    st.html(_table(curve, own, result.judged, _called(chosen, names, found), found))


def _called(number: str, names: Names, found: Here) -> str:
    if number == _THRESHOLD:
        return found.t("back_test.threshold")
    return found.t("back_test.weight_of", criterion=names.criterion(number))


def _reading(curve: Sequence[Point], at: int, own: int, judged: int, found: Here) -> str:
    """A point of the curve in words, beside that of the draft."""
    points = {one.at: one for one in curve}
    lines = [
        found.t(
            f"back_test.at_{'draft' if one == own else 'other'}",
            at=one,
            accepted=points[one].accepted,
            referred=points[one].referred,
            undecided=judged - points[one].accepted - points[one].referred,
        )
        for one in dict.fromkeys((own, at))
    ]
    return f'<div role="status">{"".join(f"<p>{escape(one)}</p>" for one in lines)}</div>'


def _table(curve: Sequence[Point], own: int, judged: int, title: str, found: Here) -> str:
    heads = [title, *(found.t(f"back_test.would_be.{now}") for _, now in FLOWS[:3])]
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    rows = "".join(
        f'<tr{" class=own" if one.at == own else ""}><th scope="row">{one.at}</th>'
        + "".join(
            f"<td>{number(found.language, count)}</td>"
            for count in (one.accepted, judged - one.accepted - one.referred, one.referred)
        )
        + "</tr>"
        for one in curve
    )
    return (
        f'<details class="bt-table"><summary>{escape(found.t("dashboard.as_table"))}</summary>'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></details>"
    )


# ── Pieces ───────────────────────────────────────────────────────────────────────────────────


def _heading(key: str, found: Here) -> str:
    return f"<h3>{escape(found.t(f'back_test.{key}'))}</h3>"


def _note(text: str) -> str:
    return f'<p class="row-note">{escape(text)}</p>'


def _list(title: str, lines: Sequence[str], found: Here) -> str:
    if not lines:
        return ""
    items = "".join(f"<li>{escape(one)}</li>" for one in lines)
    return f'{_heading(title, found)}<ul class="bt-notes">{items}</ul>'
