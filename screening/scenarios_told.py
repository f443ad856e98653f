"""Scenarios in words: what must come of them, and what comes out instead."""

from screening.core.assessment import Outcome
from screening.core.model import Language
from screening.core.problems import Problem
from screening.language import say_problem, t


def say_expected(expected: Outcome, language: Language) -> str:
    """What must become of the request, as the end of a sentence."""
    return t(language, f"scenarios.outcome.{expected}")


def say_difference(language: Language, problem: Problem) -> tuple[str, str]:
    """Where a scenario does not hold: what comes out instead, and what would be right."""
    values = dict(problem.values)
    if (expected := values.get("expected")) is not None:
        values["expected"] = t(language, f"scenarios.outcome.{expected}")
    return say_problem(language, Problem(problem.at, problem.code, values))
