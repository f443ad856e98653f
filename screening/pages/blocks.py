"""The pieces of HTML that pages show: values in, escaped HTML out."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from html import escape

from screening.core.assessment import Answers, Assessment, Finding, Outcome
from screening.core.cases import Status
from screening.core.criteria import Criterion, Edition, NumberQuestion, Question
from screening.core.model import Language
from screening.core.problems import Problem
from screening.explanation import SentBy, by_urgency, say_finding, say_verdict, scale
from screening.language import day as say_day
from screening.language import say_problem, t

_MARKS = {"met": "✓", "partly_met": "◐", "not_met": "✕", "unanswered": "○"}
# As many questions as one keeps in mind on the phone.
ASKED_FIRST = 4

_STATUS_LOOKS = {"accepted": "accept", "referred": "refer"}
_STATUS_MARKS = {"accepted": "✓", "referred": "→", "declined": "✕", "withdrawn": "↩"}
_OUTCOME_MARKS = {"accept": "✓", "refer": "→", "undecided": "…"}


def plain(text: str) -> str:
    """Somebody's words, for a place that reads Markdown: shown as they are written."""
    return re.sub(r"([\\`*_\[\]<$~]|:(?=\w)|^#)", r"\\\1", text)


def local_notice(language: Language, roles: str) -> str:
    """That nobody signs in. `roles` is the address of the page that tells what each may do."""
    link = f'<a href="{escape(roles)}">{_t(language, "page.roles")}</a>'
    text = f"<b>{_t(language, 'local.title')}</b> {_t(language, 'local.text')}"
    return f'<p class="local">{link} · {text}</p>'


def house(language: Language) -> str:
    """Which house this is, above its door."""
    return f'<p class="house">{_t(language, "sign_in.house")}</p>'


def privacy(kept: Iterable[str], months: int, language: Language) -> str:
    """What is kept, row by row: of whom, why, for how long, and who sees it."""
    columns = ("what", "why", "long", "who")
    heads = {one: _t(language, f"privacy.{one}") for one in columns}
    rows = "".join(
        "<tr>"
        + "".join(
            f'<td data-head="{heads[one]}">'
            f"{_t(language, f'privacy.{name}.{one}', months=months)}</td>"
            for one in columns
        )
        + "</tr>"
        for name in kept
    )
    head = "".join(f"<th scope='col'>{one}</th>" for one in heads.values())
    return (
        f'<p class="purpose">{_t(language, "privacy.intro")}</p>'
        f'<table class="kept"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
        f"<p>{_t(language, 'privacy.rights')}</p>"
    )


def signed_in(name: str, role: str, email: str | None) -> str:
    """Who one is signed in as."""
    lines = [f"<b>{escape(name)}</b>", escape(role), escape(email or "")]
    return f'<p class="signed-in">{"<br>".join(filter(None, lines))}</p>'


def problems(those: Iterable[Problem], language: Language) -> str:
    """A list of problems: where, what is wrong, what would be right."""
    rows = []
    for problem in those:
        wrong, right = say_problem(language, problem)
        line = "" if problem.line is None else _t(language, "page.line", line=problem.line)
        where = " · ".join(part for part in (line, escape(problem.place)) if part)
        rows.append(f"<li><code>{where}</code><br>{escape(wrong)} {escape(right)}</li>")
    return f'<ul class="problems">{"".join(rows)}</ul>'


def field_problem(problem: Problem, language: Language) -> str:
    """One problem, beside its field."""
    _, right = say_problem(language, problem)
    return f'<p class="field-problem">{escape(right)}</p>'


# ── The verdict ──────────────────────────────────────────────────────────────────────────────


def outcome_word(outcome: Outcome, language: Language, recorded: bool = False) -> str:
    """The outcome in a word: as advice while one types, as a fact once recorded."""
    said = _t(language, f"{'recorded' if recorded else 'outcome'}.{outcome}")
    return (
        f'<span class="outcome is-{outcome}"><span class="mark" aria-hidden="true">'
        f"{_OUTCOME_MARKS[outcome]}</span>{said}</span>"
    )


def status_mark(status: Status) -> str:
    """A case's status as a mark, beside the word for it."""
    look = _STATUS_LOOKS.get(status, "undecided")
    mark = _STATUS_MARKS.get(status, _OUTCOME_MARKS["undecided"])
    mark = f'<span class="mark" aria-hidden="true">{mark}</span>'
    return f'<span class="outcome is-{look}">{mark}</span>'


def verdict(
    assessment: Assessment,
    answers: Answers,
    edition: Edition,
    language: Language,
    recorded: bool = False,
    sent: SentBy | None = None,
) -> str:
    """The outcome, why in one sentence, and the score range against the threshold."""
    return (
        f'<div class="verdict is-{assessment.outcome}">'
        f'<div role="status">{outcome_word(assessment.outcome, language, recorded)}'
        f"<p>{escape(say_verdict(assessment, answers, edition, language, sent))}</p></div>"
        f"{score_bar(assessment, edition.accept_from, language)}</div>"
    )


def score_bar(assessment: Assessment, accept_from: int, language: Language) -> str:
    """The range the score can still take, what is sure of it, and the threshold."""
    score = assessment.score
    told = _t(
        language,
        "score.told",
        lowest=score.lowest,
        highest=score.highest,
        needed=accept_from,
    )
    shown = (
        str(score.lowest) if score.lowest == score.highest else f"{score.lowest}–{score.highest}"
    )
    return (
        f'<div class="score" role="img" aria-label="{told}">'
        f'<div class="track"><i class="range" style="left:{score.lowest}%;'
        f'width:{score.highest - score.lowest}%"></i>'
        f'<i class="sure" style="width:{score.lowest}%"></i>'
        f'<i class="needed" style="left:{accept_from}%"></i></div>'
        f'<p class="legend"><b>{shown}</b> <span>{_t(language, "score.of_100")}</span>'
        f'<span class="threshold">{_t(language, "score.needed", needed=accept_from)}</span></p>'
        "</div>"
    )


def strip(assessment: Assessment, accept_from: int, language: Language) -> str:
    """The verdict in one line, kept at the foot of a phone's screen."""
    return (
        f'<div class="strip is-{assessment.outcome}" aria-hidden="true">'
        f"{outcome_word(assessment.outcome, language)}"
        f"{score_bar(assessment, accept_from, language)}</div>"
    )


def ask_next(deciding: Sequence[str], edition: Edition, language: Language) -> str:
    """The questions still worth asking, the most telling first; each leads to its place."""
    if not deciding:
        return ""
    first = "".join(_question_link(id, edition, language) for id in deciding[:ASKED_FIRST])
    rest = "".join(_question_link(id, edition, language) for id in deciding[ASKED_FIRST:])
    html = f"<h3>{_t(language, 'panel.ask', count=len(deciding))}</h3><ol>{first}</ol>"
    if rest:
        more = _t(language, "panel.ask_more", count=len(deciding) - ASKED_FIRST)
        html += (
            f'<details><summary>{more}</summary><ol start="{ASKED_FIRST + 1}">{rest}</ol></details>'
        )
    return f'<div class="ask">{html}</div>'


def question_put(question: Question, left: str, language: Language) -> str:
    """A question put by itself: how many are left, its words, its definition and its proof."""
    hint = question.hint.in_(language) if question.hint else ""
    proof = question.proof.in_(language) if question.proof else ""
    unit = f" ({question.unit.in_(language)})" if isinstance(question, NumberQuestion) else ""
    return (
        f'<div class="put"><p class="left">{left}</p>'
        f"<h2>{escape(question.ask.in_(language) + unit)}</h2>"
        + (f"<p>{escape(hint)}</p>" if hint else "")
        + (f"<p><b>{_t(language, 'form.proof')}</b> {escape(proof)}</p>" if proof else "")
        + "</div>"
    )


def certain(outcome: Outcome, unasked: int, language: Language) -> str:
    """That nothing is worth asking any more, whatever is still unanswered."""
    return (
        f'<div class="put is-{outcome}"><h2>{_t(language, "talk.certain")}</h2>'
        f"<p>{_t(language, 'talk.unasked', count=unasked) if unasked else ''}</p></div>"
    )


def still_open(count: int, language: Language) -> str:
    """That questions were passed over which still decide."""
    return (
        f'<div class="put"><h2>{_t(language, "talk.passed", count=count)}</h2>'
        f"<p>{_t(language, 'talk.passed_then')}</p></div>"
    )


def _question_link(id: str, edition: Edition, language: Language) -> str:
    ask = escape(edition.question(id).ask.in_(language))
    return f'<li><a href="#{anchor(id)}">{ask}</a></li>'


def anchor(question: str) -> str:
    return f"q-{question}"


def findings(
    assessment: Assessment, answers: Answers, edition: Edition, day: date, language: Language
) -> str:
    """Every criterion with what it says of the request; what speaks against it comes first."""
    return findings_made(assessment, answers, edition, day, language) + findings_to_come(
        assessment, answers, edition, day, language
    )


def findings_made(
    assessment: Assessment, answers: Answers, edition: Edition, day: date, language: Language
) -> str:
    """The findings on what is answered."""
    made = [one for one in by_urgency(assessment.findings) if one.standing != "unanswered"]
    if not made:
        return ""
    rows = "".join(_finding(one, answers, edition, day, language) for one in made)
    return (
        f'<div class="finding-list"><h3>{_t(language, "panel.findings")}</h3>'
        f'<ul class="findings">{rows}</ul></div>'
    )


def findings_to_come(
    assessment: Assessment, answers: Answers, edition: Edition, day: date, language: Language
) -> str:
    """The criteria whose question is unanswered, folded."""
    waiting = [one for one in by_urgency(assessment.findings) if one.standing == "unanswered"]
    if not waiting:
        return ""
    rows = "".join(_finding(one, answers, edition, day, language) for one in waiting)
    title = _t(language, "panel.unanswered", count=len(waiting))
    return (
        f'<details class="waiting finding-list"><summary>{title}</summary>'
        f'<ul class="findings">{rows}</ul></details>'
    )


def _finding(
    finding: Finding, answers: Answers, edition: Edition, day: date, language: Language
) -> str:
    criterion = edition.criterion(finding.criterion)
    reason = escape(say_finding(finding, answers, edition, day, language))
    advice = ""
    if finding.standing in ("not_met", "partly_met"):
        advice = (
            f'<p class="advice"><b>{_t(language, "panel.advice")}</b> '
            f"{escape(criterion.advice.in_(language))}</p>"
        )
    return (
        f'<li class="{finding.standing}{" blocks" if finding.blocks else ""}">'
        f'<details><summary><span class="mark" role="img" '
        f'aria-label="{_t(language, f"standing.{finding.standing}")}">'
        f"{_MARKS[finding.standing]}</span>"
        f'<span class="title">{escape(criterion.title.in_(language))}</span>'
        f"{_points(finding, language)}"
        f'<span class="reason">{reason}</span></summary>'
        f"<p>{escape(criterion.why.in_(language))}</p>{advice}{_source(criterion, language)}"
        "</details></li>"
    )


def _points(finding: Finding, language: Language) -> str:
    if finding.blocks:
        return f'<span class="blocking">{_t(language, "panel.blocks")}</span>'
    if not finding.out_of:
        return ""
    told = _t(language, "panel.points", points=finding.points, out_of=finding.out_of)
    return (
        f'<span class="points" role="img" aria-label="{told}">'
        f"{finding.points}<i>/{finding.out_of}</i></span>"
    )


def _source(criterion: Criterion, language: Language) -> str:
    text = escape(criterion.source.text.in_(language))
    if criterion.source.href is not None:
        href = escape(criterion.source.href)
        text = f'<a href="{href}" target="_blank" rel="noopener noreferrer">{text}</a>'
    return f'<p class="source">{_t(language, "panel.source")} {text}</p>'


# ── The mission ──────────────────────────────────────────────────────────────────────────────


def mission_head(edition: Edition, language: Language) -> str:
    """The purpose, the objectives, and the period of the edition."""
    objectives = "".join(f"<li>{escape(one.text.in_(language))}</li>" for one in edition.objectives)
    return (
        f'<div class="mission-head"><p class="purpose">{escape(edition.purpose.in_(language))}</p>'
        f'<ol class="objectives">{objectives}</ol>'
        f"<p>{_period(edition, language)}</p></div>"
    )


def _period(edition: Edition, language: Language) -> str:
    values = {
        "edition": edition.name,
        "starts": say_day(language, edition.in_force_from),
        "by": edition.adopted.by.in_(language),
        "on": say_day(language, edition.adopted.on),
        "minutes": edition.adopted.minutes.in_(language),
    }
    if edition.in_force_until is None:
        return _t(language, "mission.period_open", **values)
    return _t(language, "mission.period", ends=say_day(language, edition.in_force_until), **values)


def weight_chart(edition: Edition, day: date, language: Language) -> str:
    """How the points are shared among the criteria of the day, against the threshold, and what
    blocks."""
    weighty = [one for one in edition.criteria_on(day) if one.weight]
    total = sum(one.weight for one in weighty)
    greatest = max((one.weight for one in weighty), default=1)
    rows = "".join(
        f'<li><span>{escape(one.title.in_(language))}</span><i style="width:'
        f'{one.weight * 100 // greatest}%" aria-hidden="true"></i><b>{one.weight}</b></li>'
        for one in sorted(weighty, key=lambda one: -one.weight)
    )
    needed = -(-edition.accept_from * total // 100)
    told = _t(language, "mission.weights", total=total, needed=needed)
    return f'<div class="weights"><p>{told}</p><ul>{rows}</ul></div>'


def criterion_card(criterion: Criterion, edition: Edition, day: date, language: Language) -> str:
    """One criterion: its question, why it is there, how each answer counts, what to propose, and
    its days as seen from `day`."""
    question = edition.question(criterion.question)
    rows = "".join(
        f'<tr class="{one.standing}"><td>{escape(words)}</td><td>'
        + (
            _t(language, "panel.blocks")
            if one.blocks
            else f"{one.points}/{one.out_of}"
            if one.out_of
            else _t(language, f"standing.{one.standing}")
        )
        + "</td></tr>"
        for words, one in scale(edition, criterion.id, language)
    )
    return (
        f'<details class="criterion"><summary><span class="title">'
        f"{escape(criterion.title.in_(language))}</span>{_weight(criterion, language)}"
        f'<span class="reason">{_days(criterion, day, language)}'
        f"{escape(criterion.why.in_(language))}</span></summary>"
        f'<p class="asked">{escape(question.ask.in_(language))}</p>'
        f"<table><thead><tr><th>{_t(language, 'mission.answer')}</th>"
        f"<th>{_t(language, 'mission.counts')}</th></tr></thead><tbody>{rows}</tbody></table>"
        f'<p class="advice"><b>{_t(language, "panel.advice")}</b> '
        f"{escape(criterion.advice.in_(language))}</p>{_source(criterion, language)}</details>"
    )


def _days(criterion: Criterion, day: date, language: Language) -> str:
    """Since when it judges is left out: everything on the page is in force, unless it is told."""
    if criterion.from_ is not None and day < criterion.from_:
        told = _t(language, "mission.days.not_yet", from_day=criterion.from_)
    elif criterion.until is not None:
        code = "over" if criterion.until < day else "until"
        told = _t(language, f"mission.days.{code}", until=criterion.until)
    else:
        return ""
    return f"<b>{told}</b> "


def _weight(criterion: Criterion, language: Language) -> str:
    weight = ""
    if criterion.weight:
        weight = (
            f'<span class="points">{_t(language, "mission.points", count=criterion.weight)}</span>'
        )
    if criterion.blocking or criterion.kind == "judgement":
        weight += f'<span class="blocking">{_t(language, "mission.can_block")}</span>'
    return weight


def rules_of_committee(edition: Edition, language: Language) -> str:
    """Who sees to a referral, for how long, and who decides in the end."""
    procedures = edition.committee.procedures
    bureau = _t(
        language,
        "mission.bureau",
        title=procedures.bureau.title,
        count=procedures.bureau.days_open,
    )
    full = _t(
        language, "mission.full", title=procedures.full.title, count=procedures.full.days_open
    )
    authority = _t(language, f"mission.{edition.committee.authority}")
    return f'<ul class="rules"><li>{bureau}</li><li>{full}</li><li>{authority}</li></ul>'


def targets(edition: Edition, language: Language) -> str:
    rows = "".join(
        f"<tr><td>{escape(one.indicator.in_(language))}</td>"
        f"<td>{escape(one.goal.in_(language))}</td><td>{say_day(language, one.horizon)}</td></tr>"
        for one in edition.targets
    )
    heads = "".join(
        f"<th>{_t(language, f'mission.{head}')}</th>" for head in ("indicator", "goal", "horizon")
    )
    return f"<table class='targets'><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


# ── Lists and facts ──────────────────────────────────────────────────────────────────────────


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """Pairs of a name and a value, one under the other."""
    pairs = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in rows)
    return f'<dl class="facts">{pairs}</dl>'


def changes(rows: Iterable[tuple[str, str, str]], language: Language) -> str:
    """A table of what changed: what it is about, before, after."""
    body = "".join(
        f"<tr><th scope='row'>{escape(what)}</th><td>{escape(before)}</td>"
        f"<td>{escape(after)}</td></tr>"
        for what, before, after in rows
    )
    if not body:
        return f'<p class="row-note">{_t(language, "versions.same")}</p>'
    heads = "".join(
        f"<th scope='col'>{_t(language, f'versions.{head}')}</th>"
        for head in ("what", "before", "after")
    )
    return f"<table class='targets'><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


def listed(title: str, *notes: str) -> str:
    """One row of a list: a title, and under it notes that are HTML already."""
    below = " · ".join(notes)
    return f'<p class="row-title">{escape(title)}</p><p class="row-note">{below}</p>'


def empty(title: str, hint: str) -> str:
    """What an empty page says."""
    return (
        f'<div class="empty"><p class="row-title">{escape(title)}</p>'
        f'<p class="row-note">{escape(hint)}</p></div>'
    )


def _t(language: Language, key: str, /, **values: object) -> str:
    return escape(t(language, key, **values))
