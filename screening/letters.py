"""What the prospect is told of a request: a draft that a person edits and sends.

It is made of the findings and of the criteria's own texts, so that a letter never says another
reason than the verdict had. It tells no score, no weight, no code and nobody's name, and never
names what a salesperson's own judgement raised: that is said in person, or not at all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from screening.core.assessment import Assessment, Finding
from screening.core.committee import ProcedureName
from screening.core.counterfactual import Change
from screening.core.criteria import Edition, JudgementCriterion
from screening.core.model import Language
from screening.core.request import Request
from screening.explanation import say_ways
from screening.language import t

Kind = Literal["accepted", "accepted_if", "to_complete", "under_review", "not_for_us"]
Tone = Literal["formal", "plain"]
TONES: tuple[Tone, ...] = ("formal", "plain")

# What a reader takes in of a letter. The rest is for the conversation that follows it.
MOST_REASONS = 3
MOST_WAYS = 3
MOST_QUESTIONS = 6

# A paragraph, or the entries of a list.
Part = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A subject and the parts of the text, greeting and closing included."""

    language: Language
    subject: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Where a request stands. All of it was decided elsewhere: a letter only words it.

    `deciding` are the questions to ask first, `accepted_if` and `reopened_if` the changes after
    which the request is accepted, or no longer referred (see core.counterfactual), `procedure` and
    `due` say who looks at a referral, and by which day they answer.
    """

    request: Request
    edition: Edition
    assessment: Assessment
    deciding: Sequence[str] = ()
    accepted_if: Sequence[tuple[Change, ...]] = ()
    reopened_if: Sequence[tuple[Change, ...]] = ()
    procedure: ProcedureName | None = None
    due: date | None = None


def kinds_for(situation: Situation) -> tuple[Kind, ...]:
    """The letters that would tell the truth, the likeliest first.

    An acceptance is only announced when the criteria give one, and "not for us" only for a
    referral: people decline, not the criteria. None at all when the salesperson's own view is
    what is still missing, which no letter can ask for.
    """
    kinds: list[Kind] = []
    match situation.assessment.outcome:
        case "accept":
            kinds = ["accepted"]
        case "undecided":
            kinds = ["to_complete"] if _askable(situation) else []
            kinds += ["accepted_if"] if _told(situation.accepted_if, situation) else []
        case "refer":
            kinds = ["accepted_if"] if _told(situation.accepted_if, situation) else []
            kinds += ["under_review"] if situation.procedure and situation.due else []
            kinds += ["not_for_us"]
    return tuple(kinds)


def letter(
    kind: Kind,
    tone: Tone,
    language: Language,
    situation: Situation,
    *,
    signed: str | None = None,
) -> Letter:
    """The letter of this kind, `signed` with a name when the sender's is known.

    Raises ValueError when the kind would not tell the truth (see kinds_for).
    """
    if kind not in kinds_for(situation):
        raise ValueError(f"a letter of the kind {kind} does not fit this situation")
    # A subject cannot hold line breaks, and a sentence should not.
    title = " ".join(situation.request.title.splitlines())
    say = _Words(language, tone, kind)
    parts = [
        say.tone("greeting"),
        say(_opening(kind, situation), title=title),
        say.tone("purpose", purpose=situation.edition.purpose),
        *_BODIES[kind](say, situation),
        say("next"),
        say.tone("closing"),
    ]
    if signed:
        parts.append(signed)
    return Letter(language, t(language, f"letter.subject.{kind}", title=title), tuple(parts))


@dataclass(frozen=True, slots=True)
class _Words:
    """The sentences of one kind of letter in one tone."""

    language: Language
    _tone: Tone
    _kind: Kind

    def __call__(self, key: str, **values: object) -> str:
        return self.tone(f"{self._kind}.{key}", **values)

    def tone(self, key: str, **values: object) -> str:
        return self.any(f"{self._tone}.{key}", **values)

    def any(self, key: str, **values: object) -> str:
        return t(self.language, f"letter.{key}", **values)


def _opening(kind: Kind, situation: Situation) -> str:
    open_yet = kind == "accepted_if" and situation.assessment.outcome == "undecided"
    return "opening_undecided" if open_yet else "opening"


# ── What each kind says between its opening and its end ──────────────────────────────────────


def _accepted(say: _Words, situation: Situation) -> list[Part]:
    met = [one for one in situation.assessment.findings if one.standing == "met" and one.points]
    strongest = sorted(met, key=lambda one: -one.points)[:MOST_REASONS]
    titles = [situation.edition.criterion(one.criterion).title for one in strongest]
    return _list(
        say("reasons", count=len(titles)),
        [say.any("strength", title=title) for title in titles],
    )


def _accepted_if(say: _Words, situation: Situation) -> list[Part]:
    ways = _ways(say, "", situation.accepted_if, situation)
    if situation.assessment.outcome == "undecided":
        return ways
    return [*_reasons(say, situation), *ways, say("otherwise")]


def _to_complete(say: _Words, situation: Situation) -> list[Part]:
    askable = _askable(situation)
    questions = [situation.edition.question(id) for id in askable[:MOST_QUESTIONS]]
    asked = _list(
        say("questions", count=len(questions)),
        [(one.ask_prospect or one.ask).in_(say.language) for one in questions],
    )
    return [*asked, say("more")] if len(askable) > MOST_QUESTIONS else asked


def _under_review(say: _Words, situation: Situation) -> list[Part]:
    assert situation.procedure is not None
    body = getattr(situation.edition.committee.procedures, situation.procedure).title
    return [
        say("body", body=body, due=situation.due),
        *_reasons(say, situation),
        *_ways(say, "", situation.accepted_if, situation),
    ]


def _not_for_us(say: _Words, situation: Situation) -> list[Part]:
    door = (
        _ways(say, "", situation.accepted_if, situation)
        or _ways(say, "reopened.", situation.reopened_if, situation)
        or [say("closed")]
    )
    return [*(_reasons(say, situation) or [say("unsaid")]), *door]


_BODIES: dict[Kind, Callable[[_Words, Situation], list[Part]]] = {
    "accepted": _accepted,
    "accepted_if": _accepted_if,
    "to_complete": _to_complete,
    "under_review": _under_review,
    "not_for_us": _not_for_us,
}


def _list(lead: str, entries: Sequence[str]) -> list[Part]:
    return [lead, tuple(entries)] if entries else []


# ── Reasons, questions and ways ──────────────────────────────────────────────────────────────


def _judged(situation: Situation) -> set[str]:
    criteria = situation.edition.criteria
    return {one.question for one in criteria if isinstance(one, JudgementCriterion)}


def _askable(situation: Situation) -> list[str]:
    """The deciding questions that the prospect can answer."""
    judged = _judged(situation)
    return [id for id in situation.deciding if id not in judged]


def _told(ways: Sequence[tuple[Change, ...]], situation: Situation) -> list[tuple[Change, ...]]:
    """The sets of changes that the prospect can make."""
    judged = _judged(situation)
    return [changes for changes in ways if not any(one.question in judged for one in changes)]


def _reasons(say: _Words, situation: Situation) -> list[Part]:
    """What the request lacks, from the criteria's texts; nothing when that cannot be written."""
    entries = []
    for finding in _against(situation):
        criterion = situation.edition.criterion(finding.criterion)
        key = "reason_partly" if finding.standing == "partly_met" else "reason"
        if not isinstance(criterion, JudgementCriterion):
            entries.append(say.any(key, title=criterion.title, why=criterion.why))
    return _list(say("reasons", count=len(entries)), entries)


def _against(situation: Situation) -> list[Finding]:
    """The findings that keep a request from being accepted: never one that is met or unanswered.

    Whatever blocks; and, when the points would be short even without it, what loses the most of
    them. Where two criteria read one question, fewer points than here may be within reach.
    """
    findings = situation.assessment.findings
    blocking = [one for one in findings if one.blocks]
    possible = sum(
        one.out_of if one.blocks or one.standing == "unanswered" else one.points for one in findings
    )
    total = sum(one.out_of for one in findings)
    if blocking and possible * 100 >= situation.edition.accept_from * total:
        return blocking
    losing = sorted(
        (
            one
            for one in findings
            if one.standing in ("not_met", "partly_met") and one.points < one.out_of
            if not one.blocks
        ),
        key=lambda one: one.points - one.out_of,
    )
    return blocking + losing[: max(0, MOST_REASONS - len(blocking))]


def _ways(
    say: _Words,
    prefix: str,
    ways: Sequence[tuple[Change, ...]],
    situation: Situation,
) -> list[Part]:
    """The cheapest ways in: first the changes that all of them need, then what to choose from."""
    told = say_ways(
        _told(ways, situation),
        situation.edition,
        say.language,
        learners=situation.request.learners,
    )[:MOST_WAYS]
    if not told:
        return []
    needed = [one for one in told[0] if all(one in changes for changes in told)]
    choice = [
        say.any("together").join(one for one in changes if one not in needed) for changes in told
    ]
    if len(told) == 1:
        return _list(say(f"{prefix}way", count=len(needed)), _closed(say, needed))
    if not needed:
        return _list(say(f"{prefix}ways"), _closed(say, choice))
    return [
        *_list(say(f"{prefix}way", count=len(needed)), _open(say, needed)),
        *_list(say.any("besides"), _closed(say, choice)),
    ]


def _open(say: _Words, clauses: Sequence[str]) -> list[str]:
    return [say.any("clause", clause=clause) for clause in clauses]


def _closed(say: _Words, clauses: Sequence[str]) -> list[str]:
    return [*_open(say, clauses[:-1]), say.any("clause_last", clause=clauses[-1])]
