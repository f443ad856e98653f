"""Scenarios: what the committee remembers of its criteria, as answers with what must come of them.

A scenario outlives the edition it was kept under. Run against another one it holds, or it says what
comes out instead and which findings did it.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, NamedTuple

from pydantic import BeforeValidator

from screening.core.assessment import (
    Answers,
    Assessment,
    Finding,
    Outcome,
    Rules,
    assess,
    deciding_questions,
)
from screening.core.criteria import ChoiceQuestion, ChoicesQuestion, Edition
from screening.core.editions import day_to_judge
from screening.core.model import Code, Model, Text
from screening.core.problems import Problem, errors
from screening.core.request import read_answers
from screening.core.spelling import unknown_name

# A line of a list.
LONGEST_TITLE = 160
# Of what did it, a reader takes in no more at once.
_MOST_NAMED = 3


def _in_both(written: object) -> object:
    """A sentence in one language, as people type it, stands for both."""
    return {"fr": written, "en": written} if isinstance(written, str) else written


Sentence = Annotated[Text, BeforeValidator(_in_both)]


class Scenario(Model):
    """A request's answers, and the outcome that they must have.

    `answers` are unchecked, as a file or a case gives them: only an edition can read them. The
    criteria in `blocking` must be among those that block; the questions in `deciding` must be able
    to change the outcome still.
    """

    title: Sentence
    why: Sentence
    answers: dict[str, object]
    expected: Outcome
    blocking: tuple[Code, ...] = ()
    deciding: tuple[Code, ...] = ()


def contradictions(scenario: Scenario) -> Iterator[Problem]:
    """What in a scenario could hold under no edition."""
    expected = {"expected": scenario.expected}
    if scenario.blocking and scenario.expected != "refer":
        yield Problem(("blocking",), "scenario_blocks_nothing", expected)
    if scenario.deciding and scenario.expected != "undecided":
        yield Problem(("deciding",), "scenario_decides_nothing", expected)
    for place, id in enumerate(scenario.deciding):
        if scenario.answers.get(id) is not None:
            yield Problem(("deciding", place), "scenario_answers_it", {"question": id})


class Result(NamedTuple):
    """What came of a scenario, with every respect in which it is not what must come of it.

    `assessment` is None where the edition cannot read the scenario; its problems then say why.
    """

    scenario: Scenario
    answers: Answers
    assessment: Assessment | None
    problems: tuple[Problem, ...]

    @property
    def holds(self) -> bool:
        return not self.problems

    @property
    def claim(self) -> tuple[object, ...] | None:
        """What is said to come of what, whatever it is called: two with the same claim are one.

        None where the edition cannot read it.
        """
        if self.assessment is None:
            return None
        one = self.scenario
        asked = frozenset(self.answers.items())
        return asked, one.expected, frozenset(one.blocking), frozenset(one.deciding)


def run(scenarios: Iterable[Scenario], edition: Edition, today: date) -> tuple[Result, ...]:
    """Every scenario under an edition, by the rules of today.

    Of an edition that begins later it is the first day, and of one that is over the last.
    """
    rules, readable = Rules(edition, day_to_judge(edition, today)), _readable(edition)
    return tuple(_result(one, rules, readable) for one in scenarios)


def _readable(edition: Edition) -> Edition:
    """The edition with every option open: what was answered once can still be read."""
    questions = [
        one.model_copy(
            update={
                "options": tuple(
                    option.model_copy(update={"from_": None, "until": None})
                    for option in one.options
                )
            }
        )
        if isinstance(one, ChoiceQuestion | ChoicesQuestion)
        else one
        for one in edition.questions
    ]
    return edition.model_copy(update={"questions": tuple(questions)})


def _result(scenario: Scenario, rules: Rules, readable: Edition) -> Result:
    answers, misread = read_answers(scenario.answers, readable, rules.day)
    mistakes = (*errors(misread), *_unknown_names(scenario, rules.edition))
    if mistakes:
        return Result(scenario, answers, None, mistakes)
    assessment = assess(answers, rules)
    deciding: tuple[str, ...] = ()
    if assessment.outcome == "undecided" and (
        scenario.expected != "undecided" or scenario.deciding
    ):
        deciding = deciding_questions(answers, rules)
    return Result(
        scenario, answers, assessment, tuple(_differences(scenario, assessment, deciding, rules))
    )


def _unknown_names(scenario: Scenario, edition: Edition) -> Iterator[Problem]:
    criteria = [one.id for one in edition.criteria]
    for place, id in enumerate(scenario.blocking):
        if id not in criteria:
            yield unknown_name(("blocking", place), "no_such_criterion", id, criteria)
    questions = [one.id for one in edition.questions]
    for place, id in enumerate(scenario.deciding):
        if id not in questions:
            yield unknown_name(("deciding", place), "unknown_question", id, questions)


# ── What came out instead ────────────────────────────────────────────────────────────────────


def _differences(
    scenario: Scenario, assessment: Assessment, deciding: tuple[str, ...], rules: Rules
) -> Iterator[Problem]:
    edition = rules.edition
    if assessment.outcome != scenario.expected:
        yield _other_outcome(scenario, assessment, deciding, rules)
    blocking = {one.criterion for one in assessment.findings if one.blocks}
    for place, id in enumerate(scenario.blocking):
        if id not in blocking:
            values = {"criterion": edition.criterion(id).title}
            yield Problem(("blocking", place), "scenario_not_blocking", values)
    for place, id in enumerate(scenario.deciding):
        # Where the outcome is another one, nothing is left to decide, and that was said.
        if id not in deciding and assessment.outcome == scenario.expected:
            values = {"question": edition.question(id).ask}
            yield Problem(("deciding", place), "scenario_not_deciding", values)


def _other_outcome(
    scenario: Scenario, assessment: Assessment, deciding: tuple[str, ...], rules: Rules
) -> Problem:
    at, findings, score = ("expected",), assessment.findings, assessment.score
    values: dict[str, object] = {"expected": scenario.expected, "needed": rules.accept_from}
    match assessment.outcome:
        case "refer" if blocking := [one for one in findings if one.blocks]:
            titles = tuple(rules.edition.criterion(one.criterion).title for one in blocking)
            return Problem(
                at, "scenario_blocked", {**values, "count": len(titles), "criteria": titles}
            )
        case "refer" if score.highest < rules.accept_from:
            lost = sorted(findings, key=lambda one: one.points - one.out_of)
            lost = [one for one in lost if one.standing in ("not_met", "partly_met")]
            criteria = _counted(lost, rules.edition)
            return Problem(
                at, "scenario_short", {**values, "highest": score.highest, "criteria": criteria}
            )
        case "refer":
            return Problem(at, "scenario_none_will_do", values)
        case "accept":
            earned = sorted(findings, key=lambda one: -one.points)
            criteria = _counted([one for one in earned if one.points], rules.edition)
            return Problem(
                at, "scenario_enough", {**values, "lowest": score.lowest, "criteria": criteria}
            )
        case "undecided":
            asks = [rules.edition.question(one).ask for one in deciding[:_MOST_NAMED]]
            asked = Text(fr=" ".join(one.fr for one in asks), en=" ".join(one.en for one in asks))
            range_ = {"lowest": score.lowest, "highest": score.highest}
            return Problem(at, "scenario_open", {**values, **range_, "questions": asked})


def _counted(findings: list[Finding], edition: Edition) -> tuple[Text, ...]:
    """The first few, each with the points it gives of those it could."""
    told = []
    for one in findings[:_MOST_NAMED]:
        title, points = edition.criterion(one.criterion).title, f"{one.points}/{one.out_of}"
        told.append(Text(fr=f"{title.fr} ({points})", en=f"{title.en} ({points})"))
    return tuple(told)
