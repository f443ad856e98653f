"""Scenarios in words: the situation, what must come of it, and what comes out instead."""

from screening.core.assessment import Finding, Outcome
from screening.core.cases import Case
from screening.core.criteria import Edition
from screening.core.kept_scenarios import names
from screening.core.model import Language
from screening.core.problems import Problem
from screening.core.scenarios import LONGEST_TITLE, Result
from screening.explanation import say_answer
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


def situation_told(result: Result, edition: Edition, language: Language) -> list[tuple[str, str]]:
    """Each question with its answer; in codes where the edition cannot read them."""
    told = [
        (question.ask.in_(language), say_answer(result.answers[question.id], question, language))
        for question in edition.questions
        if question.id in result.answers
    ]
    unread = [
        (id, str(said))
        for id, said in result.scenario.answers.items()
        if said is not None and id not in result.answers
    ]
    return [*told, *unread]


def claims_told(result: Result, edition: Edition, language: Language) -> list[str]:
    """What else must come of it: which criteria stand in the way, which questions still decide."""
    scenario = result.scenario
    titles = {one.id: one.title for one in edition.criteria}
    asks = {one.id: one.ask for one in edition.questions}
    return [
        *(
            t(language, "scenarios.must_block", criterion=titles.get(one, one))
            for one in scenario.blocking
        ),
        *(
            t(language, "scenarios.must_decide", question=asks.get(one, one))
            for one in scenario.deciding
        ),
    ]


def changed_told(
    before: Result, after: Result, editions: tuple[Edition, Edition], language: Language
) -> list[str]:
    """The findings, the weights together and the points needed that another edition changes.

    Nothing where either cannot read the scenario.
    """
    if before.assessment is None or after.assessment is None:
        return []
    old, new = editions
    titles = {one.id: one.title for edition in editions for one in edition.criteria}
    was, now = (
        {one.criterion: one for one in assessment.findings}
        for assessment in (before.assessment, after.assessment)
    )
    told = [
        t(
            language,
            "scenarios.changed",
            what=titles[id],
            before=_say_finding(was.get(id), language),
            after=_say_finding(now.get(id), language),
        )
        for id in {**now, **was}
        if _counts(was.get(id)) != _counts(now.get(id))
    ]
    weights = [sum(one.out_of for one in findings.values()) for findings in (was, now)]
    needed = [old.accept_from, new.accept_from]
    # The same points make another score where all weights add up to something else.
    for name, (first, second) in (("total", weights), ("needed", needed)):
        if first != second:
            told.append(t(language, f"scenarios.changed_{name}", before=first, after=second))
    return told


def _counts(finding: Finding | None) -> tuple[str, int, bool] | None:
    """What of a finding can change an outcome; what is unanswered counts for nothing yet."""
    if finding is None or finding.standing == "unanswered":
        return None
    return finding.standing, finding.points, finding.blocks


def _say_finding(finding: Finding | None, language: Language) -> str:
    if finding is None:
        return t(language, "scenarios.not_judged")
    if finding.blocks:
        return t(language, "scenarios.blocks")
    standing = t(language, f"standing.{finding.standing}")
    return f"{standing} ({finding.points}/{finding.out_of})" if finding.out_of else standing


def suggested(case: Case, edition: Edition, language: Language) -> tuple[str, str]:
    """A title and a reason to begin with; nothing that names the prospect."""
    request = case.latest.request
    motion = case.motion
    if case.ruling is not None and motion is not None:
        why = motion.put.because
    else:
        criterion = edition.criterion(_telling(case).criterion)
        why = criterion.why.in_(language)
    prospect = request.prospect.name
    title, why = ("" if names(prospect, said) else said for said in (request.title, why))
    return title[:LONGEST_TITLE], why


def _telling(case: Case) -> Finding:
    """The finding that says most of what came of a case: what blocks, else what weighs most."""
    lost = case.latest.outcome == "refer"

    def weight(one: Finding) -> tuple[bool, int]:
        return one.blocks, one.out_of - one.points if lost else one.points

    return max(case.latest.assessment.findings, key=weight)
