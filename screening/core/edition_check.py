"""Checks that an edition holds together: names that exist, weights that can be earned.

The types of core.criteria say what can be written; this says what makes sense. Nothing here reads
a file: a criteria file that is partly unreadable is checked in what could be read of it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from screening.core.assessment import Rules, assess
from screening.core.committee_check import committee_problems
from screening.core.committee_rules import CommitteeRules
from screening.core.criteria import (
    ChoiceQuestion,
    Criterion,
    Edition,
    NumberQuestion,
    Option,
    Question,
    Target,
)
from screening.core.criterion_check import Period, criterion_problems, named_options, options_of
from screening.core.edition_days import turning_days
from screening.core.offer_check import offer_problems
from screening.core.problems import Path, Problem, errors, repeated_ids
from screening.core.request import Request
from screening.core.spelling import closest, unknown_name
from screening.core.target_check import target_problems

# What gives an answer its column in a spreadsheet must not be what gives a request's its own.
_RESERVED = frozenset(Request.model_fields) - {"answers"}
_CONCESSIONS = {
    "yes_no": "yes, no",
    "choice": "earlier, later",
    "choices": "more, less",
    "number": "more, less",
}


# Which elements name another one, under the key of its kind.
REFERENCES = (("questions", "group"), ("criteria", "objective"), ("criteria", "question"))


class Reference(NamedTuple):
    """A name under which something else is meant: a group, an objective or a question."""

    at: Path
    kind: str
    name: str


class Parts(NamedTuple):
    """What could be read of an edition, each part by its position in the file.

    `ids` holds, for each list of the edition, the ids as written, None where there is no telling.
    A list that could not be read at all is absent: what refers to it is not judged. The committee's
    rules are judged when all of them can be read.
    """

    ids: Mapping[str, Sequence[str | None]]
    references: Sequence[Reference]
    questions: Mapping[int, Question]
    criteria: Mapping[int, Criterion]
    targets: Mapping[int, Target]
    period: Period
    committee: CommitteeRules | None


def edition_problems(edition: Edition) -> tuple[Problem, ...]:
    """Everything in an edition that contradicts itself or can never matter, warnings included."""
    found = (*_edition_dates(edition), *parts_problems(_parts(edition)))
    if errors(found):
        return found
    return (*found, *_outcome_problems(edition))


def parts_problems(parts: Parts) -> tuple[Problem, ...]:
    """What can be told from the parts alone, without knowing that nothing is missing."""
    mistakes = tuple(_mistakes(parts))
    # What nobody reads is told once the names hold: a misspelt name leaves the right one unread.
    return mistakes if errors(mistakes) else (*mistakes, *_unread(parts))


# ── Part by part ─────────────────────────────────────────────────────────────────────────────


def _parts(edition: Edition) -> Parts:
    lists = ("objectives", "targets", "groups", "questions", "criteria")
    return Parts(
        ids={name: [one.id for one in getattr(edition, name)] for name in lists},
        references=[
            Reference((name, position, kind), kind, getattr(one, kind))
            for name, kind in REFERENCES
            for position, one in enumerate(getattr(edition, name))
            if getattr(one, kind) is not None
        ],
        questions=dict(enumerate(edition.questions)),
        criteria=dict(enumerate(edition.criteria)),
        targets=dict(enumerate(edition.targets)),
        period=Period.of(edition),
        committee=edition.committee,
    )


def _mistakes(parts: Parts) -> Iterator[Problem]:
    for name, ids in parts.ids.items():
        yield from repeated_ids(ids, (name,))
    # In the sealed text of a fact the first key of that name says which case it is filed under.
    for position, id in enumerate(parts.ids.get("questions", ())):
        if id == "case":
            yield Problem(("questions", position, "id"), "reserved_by_log", {"id": id})
    if parts.committee is not None:
        yield from committee_problems(parts.committee)
    for reference in parts.references:
        yield from _unknown(reference, parts.ids.get(f"{reference.kind}s"))
    for position, question in parts.questions.items():
        yield from _question_problems(question, parts.period, ("questions", position))
    # A question whose id is there twice is not judged: there is no telling which one is meant.
    times = Counter(one.id for one in parts.questions.values())
    by_id = {one.id: one for one in parts.questions.values() if times[one.id] == 1}
    for position, criterion in parts.criteria.items():
        yield from _days_problems(
            criterion, parts.period, ("criteria", position), "criterion_never_in_force"
        )
        # A question plainly misspelt is taken as meant, so that one slip hides no other.
        read = closest(criterion.question, by_id)
        if read is not None:
            at = ("criteria", position)
            yield from criterion_problems(criterion, by_id[read], at, parts.period)
    for position, target in parts.targets.items():
        if (measured := target.measured) is not None:
            place = ("targets", position, "measured")
            reference = Reference((*place, "question"), "question", measured.question)
            yield from _unknown(reference, parts.ids.get("questions"))
            read = closest(measured.question, by_id)
            if read is not None:
                yield from target_problems(measured, by_id[read], place)


def _unknown(reference: Reference, known: Sequence[str | None] | None) -> Iterator[Problem]:
    # With an id that could not be read, the name may well be that one.
    if known is None or None in known or reference.name in known:
        return
    names = [one for one in known if one is not None]
    yield unknown_name(reference.at, f"no_such_{reference.kind}", reference.name, names)


def _question_problems(question: Question, period: Period, at: Path) -> Iterator[Problem]:
    if question.id in _RESERVED:
        yield Problem((*at, "id"), "reserved_id", {"id": question.id})
    if question.negotiable and question.concession is None:
        values = {"question": question.id, "concessions": _CONCESSIONS[question.type]}
        yield Problem((*at, "negotiable"), "negotiable_without_concession", values)
    if question.concession is not None and not question.negotiable:
        yield Problem((*at, "concession"), "concession_without_negotiable")
    if isinstance(question, NumberQuestion) and question.minimum >= question.maximum:
        limits = {"minimum": question.minimum, "maximum": question.maximum}
        yield Problem((*at, "maximum"), "minimum_above_maximum", limits)
    yield from offer_problems(question, at)
    yield from _options_problems(options_of(question), period, at)
    if isinstance(question, ChoiceQuestion):
        ids = [option.id for option in question.options]
        for position, id in enumerate(question.seldom):
            if id not in ids:
                place = (*at, "seldom", position)
                yield unknown_name(place, "no_such_option", id, ids, question=question.id)


def _options_problems(options: Sequence[Option], period: Period, at: Path) -> Iterator[Problem]:
    yield from repeated_ids([option.id for option in options], (*at, "options"))
    for position, option in enumerate(options):
        place = (*at, "options", position)
        yield from _days_problems(option, period, place, "option_never_open")


def _days_problems(
    one: Option | Criterion, period: Period, at: Path, never: str
) -> Iterator[Problem]:
    """Days that run backwards, or have none in common with the edition: `never` names that."""
    if one.from_ and one.until and one.until < one.from_:
        days = {"from_day": one.from_, "until": one.until}
        yield Problem((*at, "until"), "dates_backwards", days)
    elif not period.meets(one):
        kind = "option" if isinstance(one, Option) else "criterion"
        yield Problem((*at, "id"), never, {kind: one.id}, warning=True)


def _unread(parts: Parts) -> Iterator[Problem]:
    """Questions and options that no criterion says anything about: most likely forgotten."""
    reading: dict[str, list[Criterion]] = {}
    for criterion in parts.criteria.values():
        reading.setdefault(criterion.question, []).append(criterion)
    # With a criterion left unread, there is no telling what it says.
    if len(parts.criteria) < len(parts.ids.get("criteria", ())):
        return
    for position, question in parts.questions.items():
        criteria = reading.get(question.id, [])
        at = ("questions", position)
        if not criteria:
            yield Problem((*at, "id"), "question_unread", {"question": question.id}, warning=True)
        grading = [one for one in criteria if one.kind in ("one_of", "covers")]
        named = {name for one in criteria for _, name in named_options(one)}
        for place, option in enumerate(options_of(question) if grading else ()):
            if option.id not in named:
                values = {"option": option.id, "criterion": grading[0].id}
                where = (*at, "options", place, "id")
                yield Problem(where, "option_unnamed", values, warning=True)


# ── The edition as a whole ───────────────────────────────────────────────────────────────────


def _edition_dates(edition: Edition) -> Iterator[Problem]:
    until = edition.in_force_until
    if until is not None and until < edition.in_force_from:
        days = {"from_day": edition.in_force_from, "until": until}
        yield Problem(("in_force_until",), "dates_backwards", days)
    if edition.in_force_from < edition.adopted.on:
        days = {"adopted": edition.adopted.on, "from_day": edition.in_force_from}
        yield Problem(("in_force_from",), "in_force_before_adopted", days, warning=True)


def _outcome_problems(edition: Edition) -> Iterator[Problem]:
    """Whether the verdict can go either way, looked at whenever what counts in it changes."""
    days = turning_days(edition)
    yield from _unread_for_a_while(edition, days)
    accepting = []
    for day in days:
        shut = [
            Problem(("questions", position, "options"), "no_option_open", {"day": day})
            for position, question in enumerate(edition.questions)
            if options_of(question) and not any(one.open_on(day) for one in options_of(question))
        ]
        if shut:
            yield from shut
            return
        if not edition.criteria_on(day):
            yield Problem(("criteria",), "no_criterion_left", {"day": day})
            return
        outcome = assess({}, Rules(edition, day)).outcome
        if outcome == "refer":
            values = {"accept_from": edition.accept_from, "day": day}
            yield Problem(("accept_from",), "nothing_acceptable", values)
            return
        if outcome == "accept":
            accepting.append(day)
    if accepting:
        code = "everything_acceptable" if accepting == days else "everything_acceptable_on"
        always = {"accept_from": edition.accept_from, "day": accepting[0]}
        yield Problem(("accept_from",), code, always, warning=True)


def _unread_for_a_while(edition: Edition, days: Sequence[date]) -> Iterator[Problem]:
    """Questions whose criteria all judge on other days: they are asked for nothing meanwhile."""
    ever = {one.question for one in edition.criteria}
    read = [(day, {one.question for one in edition.criteria_on(day)}) for day in days]
    for position, question in enumerate(edition.questions):
        unread = [day for day, on_day in read if question.id not in on_day]
        if question.id in ever and unread and len(unread) < len(days):
            values = {"question": question.id, "day": unread[0]}
            yield Problem(("questions", position, "id"), "question_unread_on", values, warning=True)
