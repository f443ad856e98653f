"""What differs between two versions of a request, in words: what it is about, before, after."""

from collections.abc import Iterator

from screening.core.assessment import Finding
from screening.core.changes import AnswerChange, Differences
from screening.core.criteria import Edition
from screening.core.facts import RequestScreened
from screening.core.model import Language
from screening.explanation import say_answer, say_evidence
from screening.language import t

Row = tuple[str, str, str]


def changes_told(
    found: Differences, edition: Edition, language: Language, *, amounts: bool
) -> Iterator[Row]:
    """Each difference that the edition has words for; `amounts` is whether they may be told."""
    for answer in found.answers:
        if row := answer_told(answer, edition, language):
            yield row
    questions = {one.id: one for one in edition.questions}
    for basis in found.evidence:
        if question := questions.get(basis.question):
            what = t(language, "evidence.of_question", ask=question.ask)
            yield what, say_evidence(basis.before, language), say_evidence(basis.after, language)
    criteria = {one.id: one for one in edition.criteria}
    for finding in found.findings:
        if criterion := criteria.get(finding.criterion):
            before, after = (_standing(one, language) for one in (finding.before, finding.after))
            yield criterion.title.in_(language), before, after
    for detail in found.details:
        if amounts or detail.field != "amount":
            what = t(language, f"detail.{detail.field.replace('.', '_')}")
            yield what, _plainly(detail.before), _plainly(detail.after)


def answer_told(change: AnswerChange, edition: Edition, language: Language) -> Row | None:
    """An answer before and after; None when the edition asks no such question."""
    question = next((one for one in edition.questions if one.id == change.question), None)
    if question is None:
        return None
    before, after = (say_answer(one, question, language) for one in (change.before, change.after))
    return question.ask.in_(language), before, after


def taken_told(screening: RequestScreened, edition: Edition, language: Language) -> Iterator[Row]:
    """What the proposals obtained that a recorded acceptance rests on."""
    for one in screening.proposals_taken or ():
        after = screening.request.answers.get(one.question)
        if row := answer_told(AnswerChange(one.question, one.instead_of, after), edition, language):
            yield row


def _standing(finding: Finding | None, language: Language) -> str:
    if finding is None:
        return _plainly(None)
    standing = t(language, f"standing.{finding.standing}")
    return f"{standing} ({finding.points}/{finding.out_of})"


def _plainly(value: object) -> str:
    return "—" if value is None else str(value)
