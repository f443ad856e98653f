"""Everything that can be answered on a day, and what each answer is worth beside all the others."""

from datetime import date
from typing import NamedTuple

from screening.core.assessment import Answer, Finding, distinct_answers, find
from screening.core.criteria import Edition, NumberQuestion, Question
from screening.core.reach import Reach, of_the_others


class Weighed(NamedTuple):
    """An answer, or all numbers up to `last`, and what the criteria of a question say of it."""

    answer: Answer
    last: Answer
    findings: tuple[Finding, ...]
    points: int
    blocks: bool

    @property
    def worth(self) -> int:
        """Points, where blocking is worth less than none."""
        return -1 if self.blocks else self.points


class Asked(NamedTuple):
    """A question on a day: its place in the edition, what can be answered, and what the answers to
    all other questions add up to, as long as none of them blocks."""

    place: int
    question: Question
    answers: tuple[Weighed, ...]
    others: Reach


class EditionOn(NamedTuple):
    """An edition on a day, with the points that a request then needs of the `total`."""

    day: date
    total: int
    needed: int
    asked: tuple[Asked, ...]


def weighed(edition: Edition, day: date) -> EditionOn:
    """All valid answers of the day. Each is a list that grows with what one question can be
    answered, never with how answers combine."""
    judging = edition.criteria_on(day)
    answers = [_answers(one, edition, day) for one in edition.questions]
    gives = [{one.points for one in each if not one.blocks} for each in answers]
    total = sum(one.weight for one in judging)
    asked = map(Asked, range(len(answers)), edition.questions, answers, of_the_others(gives))
    return EditionOn(day, total, needed_of(total, edition), tuple(asked))


def needed_of(total: int, edition: Edition) -> int:
    """The fewest points of a total whose score, rounded down, reaches the threshold."""
    return -(-edition.accept_from * total // 100)


def _answers(question: Question, edition: Edition, day: date) -> tuple[Weighed, ...]:
    reading = tuple(one for one in edition.criteria_on(day) if one.question == question.id)
    numbers = isinstance(question, NumberQuestion)
    answers = []
    for answer, count in distinct_answers(question, reading, day):
        # A number stands for all that are weighed alike: so many of them.
        last = answer + count - 1 if isinstance(answer, int) and numbers else answer
        findings = tuple(find(criterion, answer) for criterion in reading)
        points = sum(one.points for one in findings)
        answers.append(Weighed(answer, last, findings, points, any(one.blocks for one in findings)))
    return tuple(answers)
