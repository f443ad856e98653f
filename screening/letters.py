"""What the prospect is told of a request: a draft that a person edits and sends.

It is made of the findings and of the criteria's own texts, so that a letter never says another
reason than the verdict had. It tells no score, no weight, no code and nobody's name, and never
names what a salesperson's own judgement raised: that is said in person, or not at all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import Literal

from screening.core.assessment import Assessment, Finding
from screening.core.cases import Case, Status
from screening.core.committee_facts import Condition
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

    `status` is that of its case, None before it is recorded. `by_hand` says that a person sent it
    to the committee, and no criterion did; `ruled` that it was decided there. `conditions` are what
    an acceptance still depends on, `due` the day by which the committee answers, where one is
    known. `deciding` are the questions to ask first, `accepted_if` and `reopened_if` the changes
    after which the request is accepted, or no longer referred (see core.counterfactual).
    """

    request: Request
    edition: Edition
    assessment: Assessment
    status: Status | None = None
    by_hand: bool = False
    ruled: bool = False
    conditions: Sequence[Condition] = ()
    due: date | None = None
    deciding: Sequence[str] = ()
    accepted_if: Sequence[tuple[Change, ...]] = ()
    reopened_if: Sequence[tuple[Change, ...]] = ()


def situation_of(
    case: Case,
    edition: Edition,
    *,
    accepted_if: Sequence[tuple[Change, ...]],
    reopened_if: Sequence[tuple[Change, ...]],
    today: date,
    zone: tzinfo,
) -> Situation:
    """Where a recorded request stands, whatever became of it since."""
    due = _due(case, edition, zone)
    return Situation(
        request=case.latest.request,
        edition=edition,
        assessment=case.latest.assessment,
        status=case.status,
        by_hand=case.latest.sent_because is not None,
        ruled=case.ruling is not None,
        conditions=_yet_to_keep(case),
        # A day that has gone by is promised to nobody.
        due=due if due is not None and due >= today else None,
        accepted_if=accepted_if,
        reopened_if=reopened_if,
    )


def _due(case: Case, edition: Edition, zone: tzinfo) -> date | None:
    """The day by which the committee answers; None when it is done, or awaits an answer itself."""
    if case.closes_at is not None:
        return case.closes_at.astimezone(zone).date()
    if case.status != "referred" or case.procedure is None or case.unanswered:
        return None
    since = max(one.at for one in (case.latest, *case.referrals))
    days_open = getattr(edition.committee.procedures, case.procedure).days_open
    return since.astimezone(zone).date() + timedelta(days=days_open)


def _yet_to_keep(case: Case) -> list[Condition]:
    motion = case.motion
    if motion is None or motion.ruling is None:
        return []
    if motion.ruling.decision != "accept_with_conditions":
        return []
    settled = (motion.outcome_of(place) for place, _ in enumerate(motion.put.conditions, start=1))
    return [
        condition
        for condition, last in zip(motion.put.conditions, settled, strict=True)
        if last is None or not last.kept
    ]


def kinds_for(situation: Situation) -> tuple[Kind, ...]:
    """The letters that would tell the truth, the likeliest first.

    What is decided is told once it is recorded, and "not for us" once the committee ruled so:
    people decline, not the criteria. What a person sent to the committee is not haggled over, nor
    what is being voted on. None at all of a request taken back, nor when the salesperson's own
    view is what is still missing, which no letter can ask for.
    """
    proposed = _proposable(situation.accepted_if, situation)
    kinds: list[Kind] = []
    match situation.status:
        case None if situation.assessment.outcome == "undecided":
            kinds = ["to_complete"] if _askable(situation) else []
            kinds += ["accepted_if"] if proposed else []
        case "referred" if proposed and not situation.by_hand:
            kinds = ["accepted_if", "under_review"]
        case "referred" | "voting" | "advised":
            kinds = ["under_review"]
        case "accepted":
            kinds = ["accepted"]
        case "declined":
            kinds = ["not_for_us"]
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
    about = "accepted_on_conditions" if situation.conditions else kind
    return Letter(language, t(language, f"letter.subject.{about}", title=title), tuple(parts))


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
    if kind == "accepted" and situation.ruled:
        return "opening_ruled"
    if kind == "accepted_if" and situation.status is None:
        return "opening_undecided"
    return "opening"


# ── What each kind says between its opening and its end ──────────────────────────────────────


def _accepted(say: _Words, situation: Situation) -> list[Part]:
    """What convinced, where the criteria accept; what the committee asks for, where it does."""
    if situation.ruled:
        asked = [_condition(say, one) for one in situation.conditions]
        return _list(say("conditions", count=len(asked)), asked)
    met = [one for one in situation.assessment.findings if one.standing == "met" and one.points]
    strongest = [
        situation.edition.criterion(one.criterion)
        for one in sorted(met, key=lambda one: -one.points)
    ]
    # That nobody had a concern about them would be an odd thing to read.
    criteria = [one for one in strongest if not isinstance(one, JudgementCriterion)][:MOST_REASONS]
    return _list(
        say("reasons", count=len(criteria)),
        [
            one.told.in_(say.language) if one.told else say.any("strength", title=one.title)
            for one in criteria
        ],
    )


def _condition(say: _Words, condition: Condition) -> str:
    """What is asked and by when; who sees to it, and what proves it, stay between us."""
    text = " ".join(condition.text.split()).rstrip(".")
    return say.any("condition", text=text, due=condition.due)


def _accepted_if(say: _Words, situation: Situation) -> list[Part]:
    ways = _ways(say, "", situation.accepted_if, situation)
    if situation.status is None:
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
    when = say("answer_by", due=situation.due) if situation.due else say("answer_later")
    if situation.by_hand:
        return [when]
    # What is being voted on takes no new version.
    ways = situation.accepted_if if situation.status == "referred" else ()
    return [when, *_reasons(say, situation), *_ways(say, "", ways, situation)]


def _not_for_us(say: _Words, situation: Situation) -> list[Part]:
    if situation.by_hand:
        return [say("unsaid")]
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
    """The questions that a person judged, by the criteria of the request's day."""
    found = (situation.edition.criterion(one.criterion) for one in situation.assessment.findings)
    return {one.question for one in found if isinstance(one, JudgementCriterion)}


def _askable(situation: Situation) -> list[str]:
    """The deciding questions that the prospect can answer."""
    judged = _judged(situation)
    return [id for id in situation.deciding if id not in judged]


def _proposable(
    ways: Sequence[tuple[Change, ...]], situation: Situation
) -> list[tuple[Change, ...]]:
    """The sets of changes that the prospect can make."""
    judged = _judged(situation)
    return [changes for changes in ways if not any(one.question in judged for one in changes)]


def _reasons(say: _Words, situation: Situation) -> list[Part]:
    """What the request lacks, from the criteria's texts; nothing when that cannot be written."""
    entries = []
    for finding in _against(situation):
        criterion = situation.edition.criterion(finding.criterion)
        if isinstance(criterion, JudgementCriterion):
            continue
        reason = say.any("reason", title=criterion.title, why=criterion.why)
        if criterion.told:
            reason = criterion.told.in_(say.language)
        partly = finding.standing == "partly_met"
        entries.append(say.any("reason_partly", reason=reason) if partly else reason)
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
        _proposable(ways, situation),
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
