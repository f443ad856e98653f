"""What was only assumed, and whether an outcome rests on it."""

from screening.core.assessment import Rules, assess, deciding_questions
from screening.core.request import Request


def assumed(request: Request) -> tuple[str, ...]:
    """The questions whose answer nobody has said or written."""
    evidence = request.evidence or {}
    return tuple(id for id in request.answers if id in evidence and evidence[id].basis == "assumed")


def relied_upon(request: Request, rules: Rules) -> frozenset[str]:
    """The assumed answers that the outcome rests on: those that decide when all are taken back.

    Empty means that the outcome is the same whatever the assumed answers really are. An undecided
    request rests on nothing: to know less of it would leave it undecided.
    """
    if assess(request.answers, rules).outcome == "undecided":
        return frozenset()
    doubted = assumed(request)
    certain = {id: answer for id, answer in request.answers.items() if id not in doubted}
    return frozenset(deciding_questions(certain, rules)).intersection(doubted)
