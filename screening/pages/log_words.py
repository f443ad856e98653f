"""What the decision log calls its filters and their values, in words."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from screening.core.cases import CaseRow
from screening.core.criteria import Edition, NumberQuestion, Question, YesNoQuestion
from screening.core.model import Text
from screening.core.views import Amounts, Days, Period, View
from screening.language import day, money
from screening.pages.frame import Here


@dataclass(frozen=True)
class Words:
    """The words of all editions of a log, the newest of each, over a page's surroundings."""

    here: Here
    questions: dict[str, Question] = field(default_factory=dict)
    titles: dict[str, Text] = field(default_factory=dict)
    options: dict[str, Text] = field(default_factory=dict)
    # What each edition calls its criteria, by its name.
    judged: dict[str, dict[str, Text]] = field(default_factory=dict)

    @classmethod
    def of(cls, editions: Sequence[Edition], here: Here) -> "Words":
        words = cls(here)
        for edition in editions:
            titles = {one.id: one.title for one in edition.criteria}
            words.judged[edition.name] = titles
            words.titles.update(titles)
            words.questions.update({one.id: one for one in edition.questions})
            for question in edition.questions:
                if not isinstance(question, YesNoQuestion | NumberQuestion):
                    words.options.update(
                        {f"{question.id}:{one.id}": one.text for one in question.options}
                    )
        return words

    def criterion(self, id: str) -> str:
        return self.titles[id].in_(self.here.language) if id in self.titles else id

    def question(self, id: str) -> str:
        return self.questions[id].ask.in_(self.here.language) if id in self.questions else id

    def option(self, word: str) -> str:
        """The answer alone in a word "question:answer"."""
        if word in self.options:
            return self.options[word].in_(self.here.language)
        answer = word.partition(":")[2]
        return self.here.t(f"answer.{answer}") if answer in ("yes", "no") else answer

    def value(self, name: str, value: str) -> str:
        """One value of a list, by itself."""
        subject, _, rest = value.partition(":")
        match name:
            case "finding":
                standing = self.here.t(f"standing.{rest}")
                return self.here.t("decisions.pair", what=self.criterion(subject), which=standing)
            case "answer":
                return self.here.t(
                    "decisions.pair", what=self.question(subject), which=self.option(value)
                )
            case "owner":
                return self.here.desk.name_of(value)
            case "edition":
                return value
            case "procedure":
                rules = self.here.desk.edition.committee.procedures
                title: Text = getattr(rules, value).title
                return title.in_(self.here.language)
            case _:
                return self.here.t(f"decisions.{name}.{value}")

    def chip(self, name: str, value: str) -> str:
        """One value of a list, with what it is a value of."""
        if name == "finding":
            return self.value(name, value)
        if name == "answer":
            question = self.questions.get(value.partition(":")[0])
            return self.option(value) if question and question.facet else self.value(name, value)
        return self.here.t(
            "decisions.pair",
            what=self.here.t(f"decisions.of.{name}"),
            which=self.value(name, value),
        )

    def period(self, period: Period | Days) -> str:
        if isinstance(period, str):
            return self.here.t(f"decisions.period.{period}")
        first, last = (None if one is None else day(self.here.language, one) for one in period)
        return self._range(first, last)

    def amounts(self, amount: Amounts) -> str:
        least, most = (None if one is None else money(self.here.language, one) for one in amount)
        return self._range(least, most)

    def _range(self, first: str | None, last: str | None) -> str:
        if first == last:
            return str(first)
        key = "from_to" if first and last else "from" if first else "to"
        return self.here.t(f"decisions.range.{key}", first=first, last=last)

    def reasons(self, row: CaseRow) -> list[str]:
        """The criteria that a case did not meet, those that block first, as the edition that
        judged it calls them."""
        then = self.judged.get(row.edition, {})
        return [
            then[one].in_(self.here.language) if one in then else self.criterion(one)
            for one in row.reasons.split()
        ]


def parts(view: View, words: Words) -> list[tuple[str, View]]:
    """Each filter of a view in words, with the view that is left without it."""

    def named(name: str, which: str) -> str:
        of = words.here.t(f"decisions.of.{name}")
        return words.here.t("decisions.pair", what=of, which=which)

    told: list[tuple[str, View]] = []
    if view.text:
        told.append((named("text", view.text), view.changed(text="")))
    for name, values in view.chosen.items():
        for value in values:
            left = view.choosing(name, [one for one in values if one != value])
            told.append((words.chip(name, value), left))
    for name in ("opened", "decided"):
        if (period := getattr(view, name)) is not None:
            told.append((named(name, words.period(period)), view.changed(**{name: None})))
    if view.amount is not None:
        told.append((named("amount", words.amounts(view.amount)), view.changed(amount=None)))
    return told
