"""What differs between two recorded versions of a request."""

from typing import NamedTuple

from screening.core.assessment import Answer, Finding
from screening.core.facts import RequestScreened
from screening.core.request import Evidence, Request

# Told one by one elsewhere, or by other means.
_NOT_TOLD = ("answers", "evidence", "contact", "owner")


class AnswerChange(NamedTuple):
    """An answer before and after; None is unanswered."""

    question: str
    before: Answer | None
    after: Answer | None


class EvidenceChange(NamedTuple):
    """What an answer rests on, before and after; None is unmarked."""

    question: str
    before: Evidence | None
    after: Evidence | None


class FindingChange(NamedTuple):
    """A finding before and after; None when that version's edition had no such criterion."""

    criterion: str
    before: Finding | None
    after: Finding | None


class DetailChange(NamedTuple):
    """Another detail of the request, by field (`prospect.name`, `amount`)."""

    field: str
    before: object
    after: object


class Differences(NamedTuple):
    """All that differs between two versions, each part in the order of the later one."""

    answers: tuple[AnswerChange, ...]
    evidence: tuple[EvidenceChange, ...]
    findings: tuple[FindingChange, ...]
    details: tuple[DetailChange, ...]


def differences(before: RequestScreened, after: RequestScreened) -> Differences:
    """What changed from one version to a later one: answers, what they rest on, the rest."""
    said, now = before.request.answers, after.request.answers
    known, knows = before.request.evidence or {}, after.request.evidence or {}
    found = {one.criterion: one for one in before.assessment.findings}
    finds = {one.criterion: one for one in after.assessment.findings}
    old, new = _details(before.request), _details(after.request)
    return Differences(
        tuple(
            AnswerChange(id, said.get(id), now.get(id))
            for id in {**now, **said}
            if said.get(id) != now.get(id)
        ),
        tuple(
            EvidenceChange(id, known.get(id), knows.get(id))
            for id in {**knows, **known}
            if known.get(id) != knows.get(id)
        ),
        tuple(
            FindingChange(id, found.get(id), finds.get(id))
            for id in {**finds, **found}
            if found.get(id) != finds.get(id)
        ),
        tuple(
            DetailChange(field, old.get(field), new.get(field))
            for field in {**new, **old}
            if old.get(field) != new.get(field)
        ),
    )


def _details(request: Request) -> dict[str, object]:
    details: dict[str, object] = {}
    for field, value in request.model_dump(exclude_none=True).items():
        if field == "prospect":
            details.update((f"prospect.{part}", held) for part, held in value.items())
        elif field not in _NOT_TOLD:
            details[field] = value
    return details
