"""A receipt in words, for a page and for a terminal."""

from collections.abc import Iterator

from screening.core.assessment import Finding
from screening.core.criteria import Edition
from screening.core.receipt import Receipt
from screening.explanation import by_urgency, say_answer
from screening.language import day, t
from screening.papers import Telling

Row = tuple[str, str]


def decided_told(receipt: Receipt, edition: Edition, telling: Telling) -> Iterator[Row]:
    """What was decided, of what, and when."""
    score = receipt.score
    yield _t(telling, "outcome"), t(telling.language, f"recorded.{receipt.outcome}")
    if receipt.sent_because is not None:
        yield _t(telling, "sent_because"), receipt.sent_because
    if receipt.procedure is not None:
        title = getattr(edition.committee.procedures, receipt.procedure).title
        yield _t(telling, "procedure"), title.in_(telling.language)
    range_ = {"lowest": score.lowest, "highest": score.highest}
    told = "score_range" if score.lowest < score.highest else "score_told"
    yield (
        _t(telling, "score"),
        _t(telling, told, score=score.now, needed=receipt.accept_from, **range_),
    )
    yield (
        _t(telling, "at"),
        _t(telling, "at_by", at=telling.moment(receipt.at), by=telling.name_of(receipt.by)),
    )


def edition_told(receipt: Receipt, edition: Edition, telling: Telling) -> Iterator[Row]:
    """Which edition judged, and by what right."""
    judged, language = receipt.edition, telling.language
    days = {"edition": judged.name, "first": day(language, judged.in_force_from)}
    if judged.in_force_until is None:
        yield _t(telling, "edition"), _t(telling, "in_force", **days)
    else:
        last = day(language, judged.in_force_until)
        yield _t(telling, "edition"), _t(telling, "in_force_until", last=last, **days)
    entered = {"day": day(language, telling.day(judged.at)), "line": str(judged.line)}
    if judged.minutes is not None:
        who = telling.name_of(judged.by)
        yield _t(telling, "why"), _t(telling, "adopted", who=who, minutes=judged.minutes, **entered)
    else:
        said = edition.adopted
        yield (
            _t(telling, "why"),
            _t(
                telling,
                "by_use",
                on=day(language, said.on),
                minutes=said.minutes.in_(language),
                **entered,
            ),
        )
    if judged.motive is not None:
        broken = "; ".join(judged.broken)
        yield _t(telling, "motive"), _t(telling, "broken", motive=judged.motive, broken=broken)
    yield _t(telling, "fingerprint"), judged.fingerprint


def sealed_told(receipt: Receipt, telling: Telling) -> Iterator[Row]:
    """Where the verdict is in the log, and what proves it."""
    yield _t(telling, "on"), day(telling.language, receipt.on)
    yield _t(telling, "engine"), receipt.engine
    yield _t(telling, "line"), str(receipt.line)
    yield _t(telling, "seal"), receipt.seal
    if receipt.before is not None:
        yield _t(telling, "before"), receipt.before or "–"
    yield _t(telling, "head"), f"{receipt.head.number}:{receipt.head.seal}"


def answers_told(receipt: Receipt, edition: Edition, telling: Telling) -> Iterator[Row]:
    """Every answer, in the order of the questions."""
    language = telling.language
    for question in edition.questions:
        if question.id in receipt.answers:
            answer = receipt.answers[question.id]
            yield question.ask.in_(language), say_answer(answer, question, language)


def findings_told(receipt: Receipt, edition: Edition, telling: Telling) -> Iterator[Row]:
    """Every finding, what speaks against the request first."""
    language = telling.language
    found = tuple(Finding(**one.model_dump()) for one in receipt.findings)
    for one in by_urgency(found):
        told = t(language, f"standing.{one.standing}")
        if one.blocks:
            told = f"{told}, {t(language, 'panel.blocks')}"
        elif one.out_of:
            told = f"{told}, {one.points}/{one.out_of}"
        yield edition.criterion(one.criterion).title.in_(language), told


def withheld_told(receipt: Receipt, telling: Telling) -> str | None:
    """What the receipt leaves out, and what can be checked of it all the same."""
    if not receipt.withheld:
        return None
    what = [_t(telling, f"withheld.{one}") for one in receipt.withheld]
    return _t(telling, "without", what=", ".join(what))


def _t(telling: Telling, key: str, /, **values: object) -> str:
    return t(telling.language, f"receipt.{key}", **values)
