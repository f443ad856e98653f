"""The cases of an export one by one, and how it names what they hold."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType

from pydantic import ValidationError

from screening.core.assessment import Answer
from screening.core.cases import Case, fold
from screening.core.chain import Line
from screening.core.criteria import Edition
from screening.core.facts import RequestScreened, read_fact
from screening.core.model import Language
from screening.core.query import LARGEST_PAGE, Query
from screening.explanation import say_answer
from screening.language import t
from screening.stores.protocol import Reading

# More than a company has people, and than there are answers given often.
_KEPT = 4_096


class Words:
    """An edition of the criteria in a language or, without one, by its ids."""

    def __init__(
        self,
        edition: Edition | None,
        language: Language | None,
        colleges: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """`colleges` names those of other editions: a vote is counted by the rules in force when it
        is put, not by those that judged the request."""
        self.edition = edition
        self._language = language
        criteria = edition.criteria if edition is not None else ()
        named = edition.committee.colleges if edition is not None else ()
        questions = {one.id: one for one in edition.questions} if edition is not None else {}
        self._question = {one.id: questions[one.question] for one in criteria}
        if language is None:
            self._titles: dict[str, str] = {}
            self._colleges: dict[str, str] = {}
        else:
            self._titles = {one.id: one.title.in_(language) for one in criteria}
            self._colleges = {**colleges, **{one.id: one.name.in_(language) for one in named}}
        # Typed: 1 and True are equal, and said otherwise.
        self._answer = lru_cache(_KEPT, typed=True)(self._say_answer)

    def title(self, criterion: str) -> str:
        return self._titles.get(criterion, criterion)

    def college(self, id: str) -> str:
        return self._colleges.get(id, id)

    def question(self, criterion: str) -> str | None:
        """The id of the question that a criterion reads."""
        read = self._question.get(criterion)
        return read.id if read is not None else None

    def answer(self, criterion: str, answers: dict[str, Answer]) -> str | None:
        """What was answered to the question that a criterion reads, None when nothing was."""
        question = self.question(criterion)
        answer = answers.get(question) if question is not None else None
        return None if answer is None else self._answer(criterion, answer)

    def _say_answer(self, criterion: str, answer: Answer) -> str:
        assert self._language is not None
        return say_answer(answer, self._question[criterion], self._language)


@dataclass(frozen=True, slots=True)
class Told:
    """A case to be exported, the last of its lines, and the words of the edition that judged it.

    `case` is None when its lines were altered so much that they tell no case any more.
    """

    id: str
    last: Line
    case: Case | None
    words: Words


class Naming:
    """How an export names people and codes: in a language or, without one, by the codes alone.

    People are named as the directory knows them at the moment of the `reading`.
    """

    def __init__(self, reading: Reading, language: Language | None) -> None:
        self.language = language
        self._reading = reading
        # Bounded, so that memory does not grow with the log.
        self.person = lru_cache(_KEPT)(self._person)
        self.word = lru_cache(_KEPT)(self._word)

    def _person(self, id: str) -> str:
        details = self._reading.person(id)
        if details is None:
            return id
        if details.erased_at is not None and self.language is not None:
            return t(self.language, "export.erased", id=id)
        return details.name or id

    def _word(self, family: str, code: str) -> str:
        return code if self.language is None else t(self.language, f"{family}.{code}")

    def words(self, family: str, codes: Iterable[str]) -> str | None:
        return self.joined(self.word(family, code) for code in codes)

    def joined(self, words: Iterable[str]) -> str | None:
        """Several as one text: codes as the log's index has them, words as a sentence does."""
        between = " " if self.language is None else "\u202f; " if self.language == "fr" else "; "
        return between.join(words) or None

    def yes(self, flag: bool) -> str | None:
        """A word where something is so; where it is not an empty cell, and for machines no."""
        if self.language is None:
            return "yes" if flag else "no"
        return t(self.language, "answer.yes") if flag else None


def chosen(reading: Reading, query: Query, words_of: Callable[[Case], Words]) -> Iterator[Told]:
    """The cases a query finds, newest first, each from its sealed lines."""
    query = replace(query, before=None, size=LARGEST_PAGE)
    while page := reading.rows(query):
        for row in page:
            lines = list(reading.lines(row.case))
            case = _case(lines, row.number)
            words = words_of(case) if case is not None else Words(None, None)
            last = lines[-1] if lines else Line(row.number, row.case, "", "")
            yield Told(row.case, last, case, words)
        query = replace(query, before=page[-1].number)


def _case(lines: list[Line], number: int) -> Case | None:
    try:
        facts = [read_fact(line.content) for line in lines]
    except ValidationError:
        return None
    return fold(facts, number) if any(isinstance(one, RequestScreened) for one in facts) else None


def counted(cases: Iterable[Told], told_of: Callable[[Told], None]) -> Iterator[Told]:
    """The cases, each told of once it is done."""
    for told in cases:
        yield told
        told_of(told)
