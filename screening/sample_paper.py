"""A sample as a paper: how it was drawn, and the dossier of each case, to read, tick and print.

A Word document, since whoever examines cases writes beside them: it has numbered A4 pages, a page
for each case to begin on, and headings to go by.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pydantic import ValidationError

from screening.changes_told import changes_told, taken_told
from screening.core.cases import Case
from screening.core.chain import Line
from screening.core.changes import differences
from screening.core.criteria import Edition
from screening.core.facts import RequestScreened, read_fact
from screening.explanation import (
    SentBy,
    by_urgency,
    say_answer,
    say_evidence,
    say_finding,
    say_verdict,
    say_ways,
)
from screening.language import money, number, t
from screening.minutes import asked_and_answered, why_there
from screening.papers import Facts, Heading, Listed, Paper, Part, Strong, Table, Telling
from screening.sample import Drawing, Found
from screening.votes_told import story

_MOST_WAYS = 3
# A seal in pieces that a column can hold.
_PIECE = 16
# Who closes what is due: nobody in person.
_THE_DESK = "desk"


def sample_paper(drawing: Drawing, found: Sequence[Found], by: str, telling: Telling) -> Paper:
    """The whole file. `by` is the name of whoever drew it."""
    asked, sample = drawing.asked, drawing.sample
    population = sum(one.population for one in sample.strata)
    parts: list[Part] = [
        _t(telling, "about", count=len(sample.drawn), population=population),
        Facts(tuple((name, (value,)) for name, value in _about(drawing, by, telling))),
        Heading(_t(telling, "method")),
        Listed(_t(telling, "steps"), _steps(telling)),
        Table(
            (_t(telling, "stratum"), _t(telling, "population"), _t(telling, "drawn")),
            tuple(
                (
                    stratum_told(one.name, drawing, telling),
                    number(telling.language, one.population),
                    number(telling.language, one.drawn),
                )
                for one in sample.strata
            ),
        ),
        Listed(_t(telling, "again"), (command(drawing), by_hand(drawing))),
        telling("verify", head=str(drawing.head)),
        Heading(_t(telling, "cases")),
        Table(
            (
                _t(telling, "stratum"),
                _t(telling, "place"),
                _t(telling, "case"),
                _t(telling, "hash"),
            ),
            tuple(
                (
                    stratum_told(one.drawn.stratum, drawing, telling),
                    str(one.drawn.place),
                    one.drawn.case,
                    in_pieces(one.drawn.hash),
                )
                for one in found
            ),
        ),
    ]
    for one in found:
        parts += dossier(one, drawing, telling)
    return Paper(telling.language, _t(telling, "title", seed=asked.seed), tuple(parts))


def _about(drawing: Drawing, by: str, telling: Telling) -> Iterator[tuple[str, str]]:
    asked = drawing.asked
    yield _t(telling, "seed"), asked.seed
    yield _t(telling, "size"), str(asked.size)
    yield _t(telling, "strata"), _t(telling, f"by.{asked.strata or 'none'}")
    chosen = " ".join(f"{name}={value}" for name, value in asked.said.items())
    yield _t(telling, "filter"), chosen or _t(telling, "everything")
    yield _t(telling, "at"), telling.moment(drawing.at)
    yield _t(telling, "drawn_by"), by
    yield _t(telling, "head"), str(drawing.head)


def _steps(telling: Telling) -> tuple[str, ...]:
    return tuple(_t(telling, f"step.{name}") for name in ("rank", "places", "first"))


def command(drawing: Drawing) -> str:
    """What draws the same cases again from the same log."""
    asked = drawing.asked
    parts = ["python -m screening sample", f"--size {asked.size}", f"--seed {quoted(asked.seed)}"]
    if asked.strata is not None:
        parts.append(f"--by-stratum {asked.strata}")
    for name, values in asked.said.items():
        separate = [values] if name == "text" else values.split("~")
        parts += [f"--{name} {quoted(one)}" for one in separate]
    return " ".join(parts)


def by_hand(drawing: Drawing) -> str:
    """What works out the hash of the first case without the program."""
    case = drawing.sample.drawn[0].case if drawing.sample.drawn else "C-2"
    return f"printf '%s\\n%s' {quoted(drawing.asked.seed)} {case} | sha256sum"


def quoted(text: str) -> str:
    """A text as a shell takes it for itself, whatever it holds."""
    return "'" + text.replace("'", "'\\''") + "'"


def stratum_told(name: str, drawing: Drawing, telling: Telling) -> str:
    """A stratum in words, with the code that its place among the strata goes by."""
    match drawing.asked.strata:
        case "status":
            return f"{t(telling.language, f'export.status.{name}')} ({name})"
        case "outcome":
            return f"{t(telling.language, f'recorded.{name}')} ({name})"
        case "procedure":
            return f"{_t(telling, f'procedure.{name}')} ({name})"
        case "quarter":
            return name
        case None:
            return _t(telling, "all")


def in_pieces(seal: str) -> str:
    return " ".join(seal[at : at + _PIECE] for at in range(0, len(seal), _PIECE))


# ── A dossier ────────────────────────────────────────────────────────────────────────────────


def dossier(one: Found, drawing: Drawing, telling: Telling) -> Iterator[Part]:
    """All that is recorded of a case, on a page of its own to begin with."""
    drawn = one.drawn
    if one.case is None:
        yield Heading(drawn.case, new_page=True)
        yield Strong(telling("unreadable"))
        yield _lines(one.lines, telling)
        return
    case, latest = one.case, one.case.latest
    edition = telling.edition_of(latest)
    yield Heading(
        f"{case.id} · {latest.request.prospect.name} · {latest.request.title}", new_page=True
    )
    if one.flaws:
        yield Strong(telling("altered"))
        said = [
            t(telling.language, f"flaw.{flaw.what}", number=str(flaw.number)) for flaw in one.flaws
        ]
        yield Listed(_t(telling, "flaws"), tuple(said))
    yield Facts(tuple((name, (value,)) for name, value in _envelope(one, case, drawing, telling)))
    yield Heading(_t(telling, "verdict"), 3)
    yield from _verdict(latest, edition, telling)
    yield _findings(latest, edition, telling)
    if taken := tuple(taken_told(latest, edition, telling.language)):
        yield Strong(t(telling.language, "proposals.taken"))
        yield _changes(taken, telling)
    yield Heading(_t(telling, "answers"), 3)
    yield _answers(latest, edition, telling)
    if latest.outcome == "refer":
        yield Heading(_t(telling, "accepted_if"), 3)
        yield from _ways(one, latest, edition, telling)
        yield Heading(_t(telling, "committee"), 3)
        yield from why_there(case, telling)
        yield from asked_and_answered(case.questions, telling)
    yield from story(case, telling)
    yield from _versions(case, telling)
    yield Heading(_t(telling, "history"), 3)
    yield _lines(one.lines, telling)


def _envelope(
    one: Found, case: Case, drawing: Drawing, telling: Telling
) -> Iterator[tuple[str, str]]:
    latest = case.latest
    request, language = latest.request, telling.language
    place = {"place": one.drawn.place, "stratum": stratum_told(one.drawn.stratum, drawing, telling)}
    yield _t(telling, "drawn_as"), _t(telling, "place_in", **place)
    yield _t(telling, "hash"), in_pieces(one.drawn.hash)
    yield _t(telling, "state"), t(language, f"export.status.{case.status}")
    yield _t(telling, "opened"), telling.moment(case.opened_at)
    if case.decided_at is not None:
        yield _t(telling, "ended"), telling.moment(case.decided_at)
    known = (
        ("about_reference", request.reference),
        ("about_country", request.prospect.country),
        ("about_registration", request.prospect.registration_number),
        ("about_learners", request.learners and number(language, request.learners)),
        ("about_amount", None if request.amount is None else money(language, request.amount)),
        ("about_starts", request.starts),
        ("about_owner", request.owner and telling.name_of(request.owner)),
        ("about_summary", request.summary),
        ("about_source", request.source),
    )
    for key, value in known:
        if value:
            yield t(language, f"form.{key}"), str(value)
    for key in ("context", "repeated_because"):
        if said := getattr(latest, key):
            yield t(language, f"hearing.said.{key}"), said


def _verdict(latest: RequestScreened, edition: Edition, telling: Telling) -> Iterator[Part]:
    sent = None
    if latest.sent_because is not None:
        sent = SentBy(telling.name_of(latest.by), latest.sent_because)
    answers, language = latest.request.answers, telling.language
    outcome = t(language, f"recorded.{latest.outcome}")
    reason = say_verdict(latest.assessment, answers, edition, language, sent)
    yield Strong(f"{outcome}. {reason}")
    score = latest.score
    yield _t(
        telling,
        "judged",
        score=score.now,
        lowest=score.lowest,
        highest=score.highest,
        needed=latest.accept_from,
        edition=latest.edition,
        day=latest.on,
        engine=latest.engine,
    )
    yield _t(telling, "fingerprint", fingerprint=in_pieces(latest.fingerprint))


def _findings(latest: RequestScreened, edition: Edition, telling: Telling) -> Table:
    answers, language = latest.request.answers, telling.language
    rows = []
    for one in by_urgency(latest.assessment.findings):
        standing = t(language, f"standing.{one.standing}")
        if one.blocks:
            standing = f"{standing}, {t(language, 'panel.blocks')}"
        rows.append(
            (
                edition.criterion(one.criterion).title.in_(language),
                standing,
                f"{one.points}/{one.out_of}",
                say_finding(one, answers, edition, latest.on, language),
            )
        )
    heads = ("criterion", "standing", "points", "finding")
    return Table(tuple(_t(telling, f"column.{one}") for one in heads), tuple(rows))


def _answers(latest: RequestScreened, edition: Edition, telling: Telling) -> Table:
    request, language = latest.request, telling.language
    evidence = request.evidence or {}
    rows = []
    for question in edition.questions:
        answer = request.answers.get(question.id)
        rests_on = "" if answer is None else say_evidence(evidence.get(question.id), language)
        rows.append((question.ask.in_(language), say_answer(answer, question, language), rests_on))
    heads = ("question", "answer", "rests_on")
    return Table(tuple(_t(telling, f"column.{one}") for one in heads), tuple(rows))


def _ways(
    one: Found, latest: RequestScreened, edition: Edition, telling: Telling
) -> Iterator[Part]:
    language = telling.language
    if one.outcome != "refer":
        yield t(language, f"register.by_hand.{one.outcome}")
        return
    ways = say_ways(
        one.accepted_if or one.reopened_if,
        edition,
        language,
        learners=latest.request.learners,
    )
    if not ways:
        yield t(language, "register.nothing")
        return
    lead = "register.accepted_if" if one.accepted_if else "register.reopened_if"
    together = t(language, "proposals.and")
    said = [together.join(way) for way in ways[:_MOST_WAYS]]
    yield Listed(t(language, lead), tuple(way[:1].upper() + way[1:] for way in said))


def _versions(case: Case, telling: Telling) -> Iterator[Part]:
    """What each version changed."""
    language = telling.language
    for place, (before, after) in enumerate(pairwise(case.screenings), start=2):
        at = telling.moment(after.at)
        yield Heading(t(language, "versions.one", number=str(place), at=at), 3)
        edition = telling.edition_of(after)
        rows = tuple(changes_told(differences(before, after), edition, language, amounts=True))
        yield _changes(rows, telling) if rows else t(language, "versions.same")


def _changes(rows: tuple[tuple[str, str, str], ...], telling: Telling) -> Table:
    heads = ("what", "before", "after")
    return Table(tuple(t(telling.language, f"versions.{one}") for one in heads), rows)


def _lines(lines: Sequence[Line], telling: Telling) -> Table:
    """Each line of the log: its number, when, what, by whom, and its seal."""
    rows = []
    for line in lines:
        try:
            fact = read_fact(line.content)
        except ValidationError:
            rows.append((str(line.number), "", _t(telling, "no_fact"), "", in_pieces(line.seal)))
            continue
        rows.append(
            (
                str(line.number),
                telling.moment(fact.at),
                _t(telling, f"fact.{fact.fact}"),
                _t(telling, "the_desk") if fact.by == _THE_DESK else telling.name_of(fact.by),
                in_pieces(line.seal),
            )
        )
    heads = ("line", "when", "fact", "who", "seal")
    return Table(tuple(_t(telling, f"column.{one}") for one in heads), tuple(rows))


def _t(telling: Telling, key: str, /, **values: object) -> str:
    return t(telling.language, f"sample.{key}", **values)
