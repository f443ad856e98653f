"""The entries of the register in words, for the page, the workbook and the paper alike."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from screening.changes_told import answer_told, changes_told
from screening.core.changes import AnswerChange, differences
from screening.core.criteria import Edition
from screening.core.facts import RequestScreened
from screening.core.model import Language
from screening.core.motions import Motion
from screening.core.periods import Period
from screening.core.register import Improved, Totals, TurnedDown
from screening.explanation import say_answer, say_evidence, say_ways
from screening.language import day, money, number, t
from screening.minutes import asked_and_answered
from screening.papers import Listed, Telling
from screening.votes_told import weighed

# What a reader takes in; the case itself has them all.
MOST_WAYS = 3

# What was turned down, and what was made better.
Part = Literal["down", "better"]


class Line(NamedTuple):
    """What an entry says under a label; `code` says what it is, whatever the language."""

    code: str
    label: str
    entries: tuple[str, ...]


class Row(NamedTuple):
    """An answer that got better: the question, before, after, and what the new one rests on."""

    question: str
    before: str
    after: str
    rests_on: str


class Told(NamedTuple):
    """An entry: the deal, a few facts about it, and what is told of it. Of an entry that screening
    made better, `rows` are its answers."""

    case: str
    title: str
    notes: tuple[str, ...]
    lines: tuple[Line, ...]
    rows: tuple[Row, ...] = ()
    altered: bool = False


# ── Turned down ──────────────────────────────────────────────────────────────────────────────


def turned_down_told(entry: TurnedDown, telling: Telling, *, amounts: bool) -> Told:
    """An entry of the first part; `amounts` is whether they may be told."""
    latest = entry.case.latest
    edition = telling.edition_of(latest)
    lines = (
        _line("by", _decided(entry, edition, telling), telling),
        _line("because", reasons_told(entry, telling), telling),
        _line("against", _against(entry, edition, telling), telling),
        _ways(entry, edition, telling),
        _line("motions", _instead(entry, telling), telling),
        _line("asked", _asked(entry, telling), telling),
        _line("since", _since(entry, edition, telling, amounts), telling),
    )
    return Told(
        entry.case.id,
        _title(latest),
        _notes(entry.at, latest, telling, amounts),
        tuple(one for one in lines if one.entries),
        altered=entry.altered,
    )


def _decided(entry: TurnedDown, edition: Edition, telling: Telling) -> Iterator[str]:
    """Who turned it down, by which procedure, with the numbers that it follows from."""
    case, on = entry.case, telling.day(entry.at)
    if case.withdrawal is not None:
        who = telling.name_of(case.withdrawal.by)
        yield _t(telling, "how.withdrawn", who=who, day=on)
        if case.withdrawal.note:
            yield case.withdrawal.note
        return
    motion = case.motion
    assert motion is not None, "it was declined"
    body = getattr(edition.committee.procedures, motion.put.procedure).title
    decision = motion.decision
    if decision is None:
        yield _t(telling, "how.ruled", body=body, day=on)
    else:
        values = {"who": telling.name_of(decision.by), "day": on, "body": body}
        yield _t(telling, f"how.{entry.how}", **values)
        if decision.motive:
            yield telling("motive", motive=decision.motive)
    if motion.closed is not None:
        yield from weighed(motion, motion.closed.tally, telling)


def reasons_told(entry: TurnedDown, telling: Telling) -> Iterator[str]:
    """The reason codes in words, and the reason given with the motion."""
    for code in entry.reasons:
        yield reason_told(code, telling)
    motion = entry.case.motion
    if entry.how in ("ruled", "followed") and motion is not None:
        yield motion.put.because


def reason_told(code: str, telling: Telling) -> str:
    """A reason code in words; "" is that of a deal that management declined with a motive."""
    words = telling(f"ground.{code}") if code else _t(telling, "no_code")
    return words[:1].upper() + words[1:]


def _against(entry: TurnedDown, edition: Edition, telling: Telling) -> Iterator[str]:
    """What blocks, with the answer; then what is merely not met."""
    answers = entry.case.latest.request.answers
    for one in entry.against:
        criterion = edition.criterion(one.criterion)
        if one.blocks:
            question = edition.question(criterion.question)
            answer = say_answer(answers.get(question.id), question, telling.language)
            yield t(telling.language, "verdict.blocking", title=criterion.title, answer=answer)
    others = [one for one in entry.against if not one.blocks]
    if others:
        titles = [edition.criterion(one.criterion).title.in_(telling.language) for one in others]
        yield _t(telling, "not_met", titles=_joined(titles, telling))


def _ways(entry: TurnedDown, edition: Edition, telling: Telling) -> Line:
    """What would have been accepted by the criteria that judged it, worked out from the log."""
    if entry.outcome != "refer":
        return _line("accepted_if", [_t(telling, f"by_hand.{entry.outcome}")], telling)
    ways = say_ways(
        entry.accepted_if or entry.reopened_if,
        edition,
        telling.language,
        learners=entry.case.latest.request.learners,
    )
    if not ways:
        return _line("accepted_if", [_t(telling, "nothing")], telling)
    together = t(telling.language, "proposals.and")
    sentences = [together.join(one) for one in ways[:MOST_WAYS]]
    code = "accepted_if" if entry.accepted_if else "reopened_if"
    return _line(code, [one[:1].upper() + one[1:] for one in sentences], telling)


def _instead(entry: TurnedDown, telling: Telling) -> Iterator[str]:
    for motion in entry.instead:
        yield _t(
            telling,
            "motion",
            day=telling.day(motion.put.at),
            proposal=telling(f"proposal.{motion.put.proposal}"),
            because=motion.put.because,
            result=_result(motion, telling),
        )
        yield from conditions_told(motion, telling)


def conditions_told(motion: Motion, telling: Telling) -> Iterator[str]:
    """The conditions that a motion proposed."""
    for one in motion.put.conditions:
        yield _t(telling, "condition", text=one.text, due=day(telling.language, one.due))


def _result(motion: Motion, telling: Telling) -> str:
    result = "open" if motion.closed is None else motion.closed.tally.result
    return _t(telling, f"result.{result}")


def _asked(entry: TurnedDown, telling: Telling) -> Iterator[str]:
    for part in asked_and_answered(entry.case.questions, telling):
        assert isinstance(part, Listed)
        yield from part.entries


def _since(entry: TurnedDown, edition: Edition, telling: Telling, amounts: bool) -> Iterator[str]:
    """What changed from the first version to the last: what was tried to make it acceptable."""
    screenings = entry.case.screenings
    if len(screenings) < 2:
        return
    found = differences(screenings[0], screenings[-1])
    for what, before, after in changes_told(found, edition, telling.language, amounts=amounts):
        yield _t(telling, "changed", what=what, before=before, after=after)


# ── Made better ──────────────────────────────────────────────────────────────────────────────


def improved_told(entry: Improved, telling: Telling, *, amounts: bool) -> Told:
    """An entry of the second part; `amounts` is whether they may be told."""
    latest = entry.case.latest
    edition = telling.edition_of(latest)
    others = (
        _t(telling, "changed", what=what, before=before, after=after)
        for what, before, after in _answers(entry.other, edition, telling)
    )
    lines = (
        _line("first", [_first(entry, telling)], telling),
        _line("then", [_then(entry, edition, telling)], telling),
        _line("other", others, telling),
    )
    return Told(
        entry.case.id,
        _title(latest),
        _notes(entry.at, latest, telling, amounts),
        tuple(one for one in lines if one.entries),
        tuple(_better(entry, edition, telling)),
        entry.altered,
    )


def _first(entry: Improved, telling: Telling) -> str:
    when = "typed" if entry.before_recording else "recorded"
    on = telling.day(entry.case.screenings[0].at)
    return _t(telling, f"at_first.{when}.{entry.first}", day=on)


def _then(entry: Improved, edition: Edition, telling: Telling) -> str:
    case, on = entry.case, telling.day(entry.at)
    if case.ruling is None or case.motion is None:
        return _t(telling, "in_the_end.criteria", day=on, score=case.latest.score.now)
    body = getattr(edition.committee.procedures, case.motion.put.procedure).title
    return _t(telling, f"in_the_end.{case.ruling.decision}", day=on, body=body)


def _better(entry: Improved, edition: Edition, telling: Telling) -> Iterator[Row]:
    evidence = entry.case.latest.request.evidence or {}
    for change in entry.better:
        if told := answer_told(change, edition, telling.language):
            rests_on = say_evidence(evidence.get(change.question), telling.language)
            if change.question in entry.proposed:
                rests_on = _t(telling, "proposed", rests_on=rests_on)
            yield Row(*told, rests_on)


def _answers(
    changes: tuple[AnswerChange, ...], edition: Edition, telling: Telling
) -> Iterator[tuple[str, str, str]]:
    for change in changes:
        if told := answer_told(change, edition, telling.language):
            yield told


# ── Of both ──────────────────────────────────────────────────────────────────────────────────


def period_told(period: Period, language: Language) -> str:
    """A year as it is, a quarter in words, other months by their codes."""
    if period.kind != "quarter":
        return period.code
    year, number = period.code.split("-Q")
    return t(language, "register.quarter", number=number, year=year)


def totals_told(
    found: Totals, part: Part, telling: Telling, *, amounts: bool
) -> list[tuple[str, str]]:
    """What the deals of a part come to: names and values, which say of how many it is unknown."""
    known = [("deals", number(telling.language, found.deals), 0)]
    if amounts:
        known.append(("amount", money(telling.language, found.amount), found.amounts_unknown))
    known.append(("learners", number(telling.language, found.learners), found.learners_unknown))
    return [
        (
            _t(telling, f"{part}.{name}"),
            _t(telling, "and_unknown", known=value, count=unknown) if unknown else value,
        )
        for name, value, unknown in known
    ]


def _joined(words: Sequence[str], telling: Telling) -> str:
    """With semicolons, since titles hold commas."""
    return ("\u202f; " if telling.language == "fr" else "; ").join(words)


def _line(code: str, entries: Iterable[str], telling: Telling) -> Line:
    return Line(code, _t(telling, code), tuple(entries))


def _title(latest: RequestScreened) -> str:
    return f"{latest.request.prospect.name} · {latest.request.title}"


def _notes(
    at: datetime, latest: RequestScreened, telling: Telling, amounts: bool
) -> tuple[str, ...]:
    request, language = latest.request, telling.language
    notes = [day(language, telling.day(at))]
    if amounts and request.amount is not None:
        notes.append(money(language, request.amount))
    elif amounts:
        notes.append(_t(telling, "amount_unknown"))
    if request.learners is not None:
        notes.append(_t(telling, "learners", count=request.learners))
    return tuple(notes)


def _t(telling: Telling, key: str, /, **values: object) -> str:
    return t(telling.language, f"register.{key}", **values)
