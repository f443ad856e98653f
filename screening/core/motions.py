"""A motion and the questions around it, folded from the facts of its case."""

from collections.abc import Container, Iterable
from datetime import datetime, timedelta

from screening.core.committee_facts import (
    BallotCast,
    Condition,
    ConditionSettled,
    DecisionTaken,
    InformationAsked,
    InformationGiven,
    MotionCalledAgain,
    MotionClosed,
    MotionPut,
    Proposal,
    RecusalDeclared,
)
from screening.core.model import Model
from screening.core.tally import Ballot, Count


class Asked(Model):
    """What the committee asked the salesperson, and the answer, once there is one."""

    asked: InformationAsked
    given: InformationGiven | None = None

    @property
    def open(self) -> bool:
        return self.given is None


class Ruling(Model):
    """What became of the request in the end, and when."""

    decision: Proposal
    at: datetime


class Motion(Model):
    """A motion with its ballots in the order they were cast, and what became of it.

    `gone` are the members who had left the case when it was closed.
    """

    put: MotionPut
    ballots: tuple[BallotCast, ...] = ()
    called_again: MotionCalledAgain | None = None
    closed: MotionClosed | None = None
    gone: frozenset[str] = frozenset()
    decision: DecisionTaken | None = None
    settled: tuple[ConditionSettled, ...] = ()

    @property
    def id(self) -> str:
        return self.put.submission

    @property
    def open(self) -> bool:
        return self.closed is None

    @property
    def standing(self) -> dict[str, BallotCast]:
        """The ballot that counts for each seat: the last one cast."""
        return {one.seat: one for one in self.ballots}

    def without(self, recused: Container[str]) -> dict[str, BallotCast]:
        """The ballot that counts for each seat once these members have left: what a delegate cast
        before leaving the case counts no more than their own."""
        return {
            one.seat: one
            for one in self.ballots
            if one.by not in recused and one.seat not in recused
        }

    @property
    def counted(self) -> list[BallotCast]:
        """The ballots that stood when the vote closed, in the order of the seats."""
        standing = self.without(self.gone)
        return [standing[one.member] for one in self.put.seats if one.member in standing]

    def count(self, recused: frozenset[str]) -> Count:
        """What is to be counted, when these members have left the case."""
        return Count(
            self.put.rules,
            self.put.seats,
            tuple(
                Ballot(number, one.seat, one.vote, one.interest is not None)
                for number, one in enumerate(self.ballots)
                if one.by not in recused
            ),
            recused,
            2 if self.called_again else 1,
        )

    @property
    def ruling(self) -> Ruling | None:
        """What the motion leads to: by itself where it binds, else by management's decision."""
        if self.closed is None or self.closed.tally.result != "carried":
            return None
        if self.put.rules.authority == "binding":
            return Ruling(decision=self.put.proposal, at=self.closed.at)
        if self.decision is None:
            return None
        return Ruling(decision=self.decision.decision, at=self.decision.at)

    @property
    def awaits_decision(self) -> bool:
        """Whether the committee gave its opinion, and management has not decided yet."""
        closed = self.closed
        advised = closed is not None and closed.tally.result == "carried"
        return advised and self.ruling is None

    def outcome_of(self, condition: int) -> ConditionSettled | None:
        """How a condition, counted from 1, was settled: its last word, None while it is open."""
        told = [one for one in self.settled if one.condition == condition]
        return told[-1] if told else None

    def outcomes(self) -> list[ConditionSettled]:
        """How each condition that is no longer open was settled."""
        told = (self.outcome_of(place) for place in range(1, len(self.put.conditions) + 1))
        return [one for one in told if one is not None]

    def open_conditions(self) -> list[tuple[int, Condition]]:
        """The conditions of an acceptance that are neither kept nor broken, counted from 1."""
        if self.ruling is None or self.ruling.decision != "accept_with_conditions":
            return []
        return [
            (place, one)
            for place, one in enumerate(self.put.conditions, start=1)
            if self.outcome_of(place) is None
        ]


def deadline(motion: Motion, questions: Iterable[Asked]) -> datetime | None:
    """When the motion closes; None while an answer is awaited, for the clock stands still.

    Each wait that ended since the motion was put, or called again, moves the deadline on by as
    long as it lasted by the clock; waits at the same time count once.
    """
    since, closes_at = motion.put.by_clock, motion.put.closes_at
    if motion.called_again is not None:
        since, closes_at = motion.called_again.by_clock, motion.called_again.closes_at
    waited = timedelta()
    counted_to = since
    for one in sorted(questions, key=lambda each: each.asked.by_clock):
        if one.given is None:
            return None
        begins, ends = max(one.asked.by_clock, counted_to), one.given.by_clock
        if ends > begins:
            waited += ends - begins
            counted_to = ends
    return closes_at + waited


def questions_in(story: Iterable[object]) -> tuple[Asked, ...]:
    """The questions that the facts of a case tell, each with its first answer."""
    asked: dict[str, Asked] = {}
    for fact in story:
        if isinstance(fact, InformationAsked):
            asked[fact.submission] = Asked(asked=fact)
        elif isinstance(fact, InformationGiven) and fact.asked in asked:
            question = asked[fact.asked]
            if question.open:
                asked[fact.asked] = question.model_copy(update={"given": fact})
    return tuple(asked.values())


def motions_in(story: Iterable[object]) -> tuple[Motion, ...]:
    """The motions that the facts of a case tell, oldest first."""
    motions: dict[str, Motion] = {}
    recused: set[str] = set()

    def add(motion: str, **more: object) -> None:
        if motion in motions:
            motions[motion] = motions[motion].model_copy(update=more)

    for fact in story:
        match fact:
            case MotionPut():
                motions[fact.submission] = Motion(put=fact)
            case BallotCast() if fact.motion in motions:
                add(fact.motion, ballots=(*motions[fact.motion].ballots, fact))
            case MotionCalledAgain():
                add(fact.motion, called_again=fact)
            case RecusalDeclared():
                recused.add(fact.by)
            case MotionClosed():
                add(fact.motion, closed=fact, gone=frozenset(recused))
            case DecisionTaken():
                add(fact.motion, decision=fact)
            case ConditionSettled() if fact.motion in motions:
                add(fact.motion, settled=(*motions[fact.motion].settled, fact))
    return tuple(motions.values())
