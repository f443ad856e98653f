"""Whether screening made a deal better: what its first answers were, and which of them rose."""

from collections.abc import Iterable, Mapping, Sequence

from screening.core.assessment import Answer, Answers, Finding, Rules, assess
from screening.core.changes import Differences, FindingChange, differences
from screening.core.facts import ProposalTaken, RecordedFinding, RecordedScore, RequestScreened

_ORDER = ("unanswered", "not_met", "partly_met", "met")


def proposals_taken(
    answers: Answers, stood: Mapping[str, Answer | None], rules: Rules
) -> tuple[ProposalTaken, ...]:
    """The proposals without which the criteria would not accept these answers.

    `stood` is, by question, what was answered before a proposal was tried in the form; None is
    unanswered. What was put back, or is no answer for the prospect to change, was not taken. Empty
    as well when the answers are accepted without any of it, and when they are not accepted at all.
    """
    taken = tuple(
        ProposalTaken(question=question.id, instead_of=stood[question.id])
        for question in rules.edition.questions
        if question.negotiable
        and question.id in stood
        and question.id in answers
        and answers[question.id] != stood[question.id]
    )
    if assess(answers, rules).outcome != "accept":
        return ()
    without = assess(before_proposals(answers, taken), rules)
    return () if without.outcome == "accept" else taken


def before_proposals(answers: Answers, taken: Iterable[ProposalTaken]) -> dict[str, Answer]:
    """The answers as they would be without the proposals that were taken."""
    before = dict(answers)
    for one in taken:
        before.pop(one.question, None)
        if one.instead_of is not None:
            before[one.question] = one.instead_of
    return before


def improved(screenings: Sequence[RequestScreened]) -> bool:
    """Whether a request, once accepted, owes it to answers that screening made better.

    Either proposals were taken before it was recorded as acceptable, or it was first recorded as a
    referral, and a criterion speaks more for it in its last version, whose answers are others.
    """
    first, last = screenings[0], screenings[-1]
    if last.proposals_taken:
        return True
    return (
        first.outcome == "refer"
        and first.request.answers != last.request.answers
        and any(rose(one) for one in differences(first, last).findings)
    )


def rose(change: FindingChange) -> bool:
    """Whether a criterion speaks more for a request than it did, or blocks it no longer."""
    before, after = change.before, change.after
    if before is None or after is None:
        return False
    return _height(after) > _height(before)


def _height(finding: Finding) -> tuple[bool, int, int]:
    return not finding.blocks, _ORDER.index(finding.standing), finding.points


def bettered(screenings: Sequence[RequestScreened], rules: Rules) -> Differences:
    """What differs from the first that is known of a deal to its last version.

    The first recorded version; of one that was acceptable by then, the answers before the proposals
    that were taken, by the `rules` that judged it.
    """
    first, last = screenings[0], screenings[-1]
    return differences(as_before_proposals(first, rules), last)


def as_before_proposals(screening: RequestScreened, rules: Rules) -> RequestScreened:
    """A recorded version as it would be without the proposals that were taken."""
    if not screening.proposals_taken:
        return screening
    answers = before_proposals(screening.request.answers, screening.proposals_taken)
    assessment = assess(answers, rules)
    return screening.model_copy(
        update={
            "request": screening.request.model_copy(update={"answers": answers}),
            "score": RecordedScore(**assessment.score._asdict()),
            "findings": tuple(RecordedFinding(**one._asdict()) for one in assessment.findings),
        }
    )
