"""The committee's work on a case in words: motions, how they were voted on, and the ruling."""

from collections.abc import Iterator
from fractions import Fraction

from screening.core import exact
from screening.core.cases import Case
from screening.core.committee_facts import BallotCast, MotionClosed
from screening.core.motions import Motion
from screening.core.tally import Tally, quorate, quorum_of
from screening.language import day, percent, t
from screening.papers import Listed, Part, Strong, Table, Telling


def story(case: Case, telling: Telling) -> list[Part]:
    """Who left the case, every motion with its vote, and what became of the request."""
    parts: list[Part] = []
    if case.recusals:
        entries = tuple(
            telling("by_reason", who=telling.name_of(one.by), because=one.because)
            for one in case.recusals
        )
        parts.append(Listed(telling("recusals", count=len(entries)), entries))
    for motion in case.motions:
        parts += motion_put(case, motion, telling)
    return [*parts, *_ruling(case, telling)]


def motion_put(case: Case, motion: Motion, telling: Telling) -> list[Part]:
    """A motion, and its vote once it is closed; of an open vote, until when alone, and of one that
    the request was withdrawn from, nothing of how it stood."""
    put = motion.put
    parts: list[Part] = [
        telling(
            "motion",
            day=telling.day(put.at),
            who=telling.name_of(put.by),
            proposal=telling(f"proposal.{put.proposal}"),
            because=put.because,
        )
    ]
    if put.reasons:
        grounds = tuple(telling(f"ground.{one}") for one in put.reasons)
        parts.append(Listed(telling("grounds", count=len(grounds)), grounds))
    parts += [telling(f"cites.{one.how}", case=one.case, because=one.because) for one in put.cites]
    if put.again_because:
        parts.append(telling("again", because=put.again_because))
    if put.conditions:
        parts.append(_conditions(motion, telling))
    if motion.called_again is not None:
        again = motion.called_again
        values = {"day": telling.day(again.at), "until": telling.day(again.closes_at)}
        parts.append(telling("called_again", **values))
    if motion.closed is not None:
        return [*parts, *_vote(motion, motion.closed, telling)]
    if case.withdrawal is not None:
        return [*parts, telling("uncounted")]
    if case.closes_at is None:
        return [*parts, telling("clock_stands")]
    return [*parts, telling("open_until", at=telling.moment(case.closes_at))]


def _conditions(motion: Motion, telling: Telling) -> Table:
    applies = motion.ruling is not None and motion.ruling.decision == "accept_with_conditions"
    rows = []
    for place, one in enumerate(motion.put.conditions, start=1):
        settled = motion.outcome_of(place)
        if settled is not None:
            stands = telling("kept" if settled.kept else "broken", proof=settled.proof)
        else:
            stands = telling("pending") if applies else "–"
        due = day(telling.language, one.due)
        rows.append((one.text, telling.name_of(one.owner), due, one.proof, stands))
    heads = ("condition", "owner", "by_when", "proof", "where")
    return Table(tuple(telling(f"column.{one}") for one in heads), tuple(rows))


# ── A vote that is closed ────────────────────────────────────────────────────────────────────


def _vote(motion: Motion, closed: MotionClosed, telling: Telling) -> list[Part]:
    counted, ballots = closed.tally, motion.counted
    parts: list[Part] = [
        telling(f"ended.{closed.ended}", day=telling.day(closed.at)),
        *quorum_told(motion, counted, telling),
        _by_college(counted, telling),
    ]
    if counted.result in ("carried", "not_carried"):
        parts += weighed(motion, counted, telling)
    parts += _interests(ballots, telling)
    parts += _reasons(ballots, counted, telling)
    parts.append(Strong(telling(f"result.{counted.result}")))
    return parts


def quorum_told(motion: Motion, counted: Tally, telling: Telling) -> Iterator[str]:
    """How many took part, and how many had to."""
    rules = motion.put.rules
    wanted = quorum_of(rules, counted.call)
    reached = "reached" if quorate(counted, rules) else "missed"
    if wanted is None:
        yield telling(f"one_vote.{reached}", votes=counted.votes, seats=counted.seats)
        return
    yield telling(
        f"quorum.{reached}",
        votes=counted.votes,
        seats=counted.seats,
        members=_at_least(wanted.members, counted.seats),
        voting=counted.colleges_voting,
        seated=counted.colleges_seated,
        colleges=_at_least(wanted.colleges, counted.colleges_seated),
    )


def _at_least(share: Fraction, of: int) -> int:
    """The least whole number that is the share of so many; one, where none would do."""
    return max(1, -(-share.numerator * of // share.denominator))


def _by_college(counted: Tally, telling: Telling) -> Table:
    numbers = ("weight", "in_favour", "against", "abstained", "silent", "recused")
    rows = [
        (telling.college(one.college), *(str(getattr(one, name)) for name in numbers))
        for one in counted.colleges
    ]
    totals = (str(sum(getattr(one, name) for one in counted.colleges)) for name in numbers[1:])
    rows.append((telling("total"), "", *totals))
    heads = ("college", *numbers)
    return Table(tuple(telling(f"column.{one}") for one in heads), tuple(rows))


def weighed(motion: Motion, counted: Tally, telling: Telling) -> Iterator[str]:
    """How the weight in favour compares with what carries a motion."""
    if counted.share is None:
        yield telling("nothing_weighed")
        return
    bound, strict = motion.put.rules.majority
    yield telling(
        f"weighed.{'more_than' if strict else 'at_least'}",
        in_favour=_amount(counted.in_favour),
        weight=counted.weight,
        share=percent(telling.language, int(counted.share * 100)),
        bound=_amount(bound),
    )
    if counted.tie_broken_by is not None:
        yield telling("tie_broken", who=telling.name_of(counted.tie_broken_by))
    elif counted.tied:
        yield telling("tie")


def _amount(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else exact.written(value)


def _interests(ballots: list[BallotCast], telling: Telling) -> Iterator[Part]:
    entries = tuple(
        telling("by_reason", who=voter(one, telling), because=one.interest)
        for one in ballots
        if one.interest
    )
    if entries:
        yield Listed(telling("interests", count=len(entries)), entries)


def _reasons(ballots: list[BallotCast], counted: Tally, telling: Telling) -> Iterator[Part]:
    """The reasons given with the votes: those of the dissent apart, which a result must bear."""
    dissenting = {"carried": "against", "not_carried": "for"}.get(counted.result)
    told = [one for one in ballots if one.because]
    for lead, those in (
        ("reasons", [one for one in told if one.vote != dissenting]),
        ("dissent", [one for one in told if one.vote == dissenting]),
    ):
        entries = tuple(
            telling(f"reason.{one.vote}", who=voter(one, telling), because=one.because)
            for one in those
        )
        if entries:
            yield Listed(telling(lead, count=len(entries)), entries)


def voter(ballot: BallotCast, telling: Telling) -> str:
    """Whose vote it is, and who cast it in their place."""
    if ballot.by == ballot.seat:
        return telling.name_of(ballot.seat)
    return telling("instead", who=telling.name_of(ballot.by), seat=telling.name_of(ballot.seat))


# ── What became of the request ───────────────────────────────────────────────────────────────


def _ruling(case: Case, telling: Telling) -> Iterator[Part]:
    if case.withdrawal is not None:
        reason = t(telling.language, f"withdrawal.{case.withdrawal.reason}")
        yield telling("withdrawn", day=telling.day(case.withdrawal.at), reason=reason)
        return
    decided = case.motion.decision if case.motion is not None else None
    if decided is not None:
        yield telling(
            "follows" if decided.follows else "departs",
            who=telling.name_of(decided.by),
            day=telling.day(decided.at),
            decision=telling(f"proposal.{decided.decision}"),
        )
        if decided.motive:
            yield telling("motive", motive=decided.motive)
    if case.ruling is not None:
        values = {"day": telling.day(case.ruling.at)}
        yield Strong(telling(f"ruling.{case.ruling.decision}", **values))
    else:
        yield Strong(telling(f"no_ruling.{case.status}"))
