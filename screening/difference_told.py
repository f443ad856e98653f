"""One difference between two editions in a sentence, and its values side by side.

The sentence is filed under the difference's code. It is given the name of what the difference is
about and the values before and after, in words; what can begin or end has a sentence for each.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from screening.core.assessment import Answer, Finding, find, stretches
from screening.core.committee_rules import Majority, Quorum, SecondCall
from screening.core.criteria import (
    ANSWER_IN_OFFER,
    Adoption,
    ChoicesQuestion,
    Criterion,
    Edition,
    Measured,
    NumberQuestion,
    Question,
    Source,
    YesNoQuestion,
)
from screening.core.criterion_check import options_of
from screening.core.difference import Code, Difference
from screening.core.exact import written
from screening.core.model import LANGUAGES, Language, Text
from screening.explanation import say_answer, scale
from screening.language import percent, t


class Row(NamedTuple):
    """Values side by side, in words: of what, before, after. None where there is none."""

    what: str
    before: str | None
    after: str | None


def say_difference(one: Difference, old: Edition, new: Edition, language: Language) -> str:
    """What changes, in a sentence."""
    return _Words(old, new, language).sentence(one)


def rows_of(one: Difference, old: Edition, new: Edition, language: Language) -> tuple[Row, ...]:
    """Its values before and after, where they are more than the sentence says."""
    return tuple(_Words(old, new, language).rows(one))


# In which list, by which name, what a difference of this code is about.
_ABOUT: dict[Code, str] = {
    **dict.fromkeys(
        (
            "criterion_added",
            "criterion_removed",
            "reads",
            "weight",
            "bound",
            "scale",
            "blocking",
            "criterion_days",
            "objective",
            "review_by",
        ),
        "criteria",
    ),
    **dict.fromkeys(
        (
            "question_added",
            "question_removed",
            "type",
            "range",
            "concession",
            "seldom",
            "share_of",
            "facet",
            "group",
        ),
        "questions",
    ),
    **dict.fromkeys(("option_added", "option_removed", "option_days"), "options"),
    **dict.fromkeys(("college_added", "college_removed", "college_weight"), "colleges"),
    **dict.fromkeys(
        (
            "sits",
            "days_open",
            "quorum",
            "majority",
            "abstentions",
            "tie",
            "second_call",
            "if_lapsed",
        ),
        "procedures",
    ),
    **dict.fromkeys(("objective_added", "objective_removed"), "objectives"),
    **dict.fromkeys(("target_added", "target_removed", "goal", "horizon", "measured"), "targets"),
    **dict.fromkeys(("group_added", "group_removed"), "groups"),
}
# What things of each list are called by.
_NAMED_BY = {
    "objectives": "text",
    "targets": "indicator",
    "groups": "title",
    "questions": "ask",
    "options": "text",
    "criteria": "title",
    "colleges": "name",
    "procedures": "title",
}
# What begins where there was nothing, or ends.
_COMES_AND_GOES: frozenset[Code] = frozenset(
    {
        "blocking",
        "review_by",
        "concession",
        "share_of",
        "facet",
        "mask_prospect",
        "second_call",
        "in_force_until",
        "measured",
    }
)
# What has a sentence for each of its values.
_BY_VALUE: frozenset[Code] = frozenset({"authority", "sits", "abstentions", "tie", "if_lapsed"})


class _Words:
    """Two editions; a thing is called as the later one calls it, where that has it."""

    def __init__(self, old: Edition, new: Edition, language: Language) -> None:
        self._old, self._new, self._language = old, new, language

    # ── The sentence ─────────────────────────────────────────────────────────────────────────

    def sentence(self, one: Difference) -> str:
        values = {
            "what": self._name(one),
            "before": self._said(one, one.before),
            "after": self._said(one, one.after),
        }
        return self._t(self._key(one), **values, **self._more(one))

    def _key(self, one: Difference) -> str:
        """Which of the sentences of a code says it."""
        code, before, after = one.code, one.before, one.after
        match code:
            case "measured" if before and after and before.at_least == after.at_least:
                return "measured.otherwise"
            case "bound":
                criterion = self._thing("criteria", one.about)
                return f"bound.{criterion.kind}"
            case "criterion_added" | "criterion_removed":
                criterion = after or before
                return f"{code}.{'points' if criterion.weight else 'no_points'}"
            case "scale":
                return f"scale.{'same' if before.weight == after.weight else 'reweighted'}"
            case "wording" if one.about == ("purpose",):
                return "purpose"
            case "order" if one.about[0] == "options":
                return "order.options"
            case "order":
                return "order.list"
            case _ if code in _BY_VALUE:
                return f"{code}.{after}"
            case _ if code in _COMES_AND_GOES and not before:
                return f"{code}.begins"
            case _ if code in _COMES_AND_GOES:
                return f"{code}.{'changes' if after else 'ends'}"
        return code

    def _more(self, one: Difference) -> dict[str, object]:
        """What a sentence names besides."""
        match one.code:
            case "criterion_added" | "criterion_removed":
                return {"count": (one.after or one.before).weight}
            case "scale":
                return {"weight": one.before.weight, "will_weigh": one.after.weight}
            case "reads":
                return {"ask": self._thing("questions", (one.after.question,)).ask}
            case "option_added" | "option_removed" | "option_days":
                return {"ask": self._thing("questions", one.about[:1]).ask}
            case "college_added" | "college_removed":
                return {"weight": (one.after or one.before).weight}
            case "target_added" | "target_removed":
                target = one.after or one.before
                return {"goal": target.goal, "horizon": target.horizon}
            case "days_open":
                return {"count": one.after}
            case "if_lapsed":
                return {"full": self._new.committee.procedures.full.title}
            case "wording" if one.about != ("purpose",):
                return {"field": self._t(f"field.{one.about[0]}.{one.about[-1]}")}
        return {}

    def _name(self, one: Difference) -> object:
        if one.code == "order":
            listed, *question = one.about
            return self._thing("questions", question).ask if question else self._t(f"list.{listed}")
        if one.code == "wording" and one.about != ("purpose",):
            # As it was called so far: the new name may be what changes.
            listed, *ids = one.about[:-1]
            return getattr(_in(self._old, listed, ids), _NAMED_BY[listed])
        if one.code in _ABOUT:
            listed = _ABOUT[one.code]
            return getattr(self._thing(listed, one.about), _NAMED_BY[listed])
        return ""

    def _thing(self, listed: str, ids: Sequence[str]) -> Any:
        """What stands in a list under an id, in the new edition or else in the old one."""
        found = (_in(edition, listed, ids) for edition in (self._new, self._old))
        return next(filter(None, found))

    def _said(self, one: Difference, value: Any) -> object:
        """A value in words, or one that the language writes by itself."""
        match one.code, value:
            case "blocking", True:
                return self._t("blocks.unmet")
            case "blocking", (_, *_):
                criterion = self._thing("criteria", one.about)
                return self._t("blocks.answers", answers=self._named(criterion.question, value))
            case "seldom", tuple():
                return self._named(one.about[0], value) or self._t("nobody")
            case (("criterion_days" | "option_days"), (first, last)):
                return self._days(first, last)
            case "bound", int():
                criterion = self._thing("criteria", one.about)
                question = self._thing("questions", (criterion.question,))
                return say_answer(value, question, self._language)
            case "range", (least, most):
                question = self._thing("questions", one.about)
                first, last = (say_answer(end, question, self._language) for end in (least, most))
                return self._t("from_to", first=first, last=last)
            case "objective", str():
                return self._thing("objectives", (value,)).text
            case "group", str():
                return self._thing("groups", (value,)).title
            case "group", None:
                return self._t("no_group")
            case "type", str():
                return self._t(f"type_of.{value}")
            case "concession", str():
                return self._t(f"way.{value}")
            case _, Quorum():
                return self._quorum(value)
            case _, Majority():
                key = "more_than" if value.strict else "at_least"
                return t(self._language, f"rules.{key}", part=written(value.bound))
            case _, SecondCall():
                return self._second_call(value)
            case _, Adoption():
                return self._t("adoption", by=value.by, on=value.on, minutes=value.minutes)
            case _, Measured():
                return percent(self._language, value.at_least)
            case _, None | bool():
                return ""
            case _, int() | date() | Text() | str():
                return value
        return ""

    def _named(self, question: str, answers: Sequence[str]) -> str:
        """Answers as the question words them: "a" or "b"."""
        asked = self._thing("questions", (question,))
        if isinstance(asked, YesNoQuestion):
            texts: list[object] = [t(self._language, f"answer.{one}") for one in answers]
        else:
            texts = [self._thing("options", (question, one)).text for one in answers]
        named = [t(self._language, "finding.option", text=text) for text in texts]
        return t(self._language, "finding.or").join(named)

    def _days(self, first: date | None, last: date | None) -> str:
        key = "between" if first and last else "from" if first else "until" if last else "always"
        return self._t(f"days.{key}", first=first, last=last)

    def _quorum(self, quorum: Quorum) -> str:
        members, colleges = written(quorum.members), written(quorum.colleges)
        return self._t("quorum_of", members=members, colleges=colleges)

    def _second_call(self, again: SecondCall) -> str:
        quorum = self._quorum(again.quorum) if again.quorum else self._t("one_vote")
        return self._t("again", count=again.days, quorum=quorum)

    # ── Values side by side ──────────────────────────────────────────────────────────────────

    def rows(self, one: Difference) -> Iterator[Row]:
        match one.code:
            case "criterion_added":
                for words, finding in scale(self._new, one.about[0], self._language):
                    yield Row(words, None, self._counts(finding))
            case "criterion_removed":
                for words, finding in scale(self._old, one.about[0], self._language):
                    yield Row(words, self._counts(finding), None)
            case "scale" | "reads":
                yield from self._counted(one.before, one.after)
            case "option_added":
                for title, counts in self._option(one, self._new):
                    yield Row(title, None, counts)
            case "option_removed":
                for title, counts in self._option(one, self._old):
                    yield Row(title, counts, None)
            case "wording":
                yield self._worded(one.before, one.after)

    def _counted(self, before: Any, after: Any) -> Iterator[Row]:
        """The answers that two criteria do not count alike."""
        asked = _in(self._old, "questions", (before.question,))
        will_ask = _in(self._new, "questions", (after.question,))
        if asked.id != will_ask.id or asked.type != will_ask.type:
            for words, finding in scale(self._new, after.id, self._language):
                yield Row(words, None, self._counts(finding))
            return
        for words, answer in self._answers(asked, will_ask, (before, after)):
            counts, will_count = (self._counts(find(one, answer)) for one in (before, after))
            if counts != will_count:
                yield Row(words, counts, will_count)

    def _answers(
        self, asked: Question, will_ask: Question, criteria: Sequence[Criterion]
    ) -> Iterator[tuple[str, Answer]]:
        """Every answer to a question of both that these criteria tell apart, in words."""
        match will_ask:
            case YesNoQuestion():
                yield t(self._language, "answer.yes"), True
                yield t(self._language, "answer.no"), False
            case NumberQuestion():
                for first, last in stretches(will_ask, criteria):
                    yield self._stretch(first, last, will_ask), first
            case _:
                several = isinstance(will_ask, ChoicesQuestion)
                known = {one.id for one in options_of(asked)}
                for option in options_of(will_ask):
                    if option.id in known:
                        yield (
                            option.text.in_(self._language),
                            (option.id,) if several else option.id,
                        )
                if several:
                    yield t(self._language, "answer.none_of_these"), ()

    def _stretch(self, first: int, last: int, question: NumberQuestion) -> str:
        from_, to = (say_answer(one, question, self._language) for one in (first, last))
        if first == last:
            return from_
        if last == question.maximum:
            return t(self._language, "finding.from_on", bound=from_)
        return self._t("stretch", first=from_, last=to)

    def _option(self, one: Difference, edition: Edition) -> Iterator[tuple[str, str]]:
        """What an option counts for, criterion by criterion."""
        question, id = one.about
        asked = _in(edition, "questions", (question,))
        answer: Answer = (id,) if isinstance(asked, ChoicesQuestion) else id
        for criterion in edition.criteria:
            if criterion.question == question:
                yield criterion.title.in_(self._language), self._counts(find(criterion, answer))

    def _counts(self, finding: Finding) -> str:
        """What an answer counts for with a criterion: points, or that it blocks."""
        if finding.blocks:
            return t(self._language, "panel.blocks")
        if not finding.out_of:
            return t(self._language, f"standing.{finding.standing}")
        return f"{finding.points}/{finding.out_of}"

    def _worded(self, before: Any, after: Any) -> Row:
        """Both wordings in the reader's language, or in the other one if they differ there only."""
        for language in sorted(LANGUAGES, key=lambda one: one != self._language):
            words = [_in_words(one, language) for one in (before, after)]
            if words[0] != words[1]:
                break
        label = "" if language == self._language else self._t(f"in_language.{language}")
        return Row(label, words[0], words[1])

    def _t(self, key: str, **values: object) -> str:
        return t(self._language, f"edition_diff.{key}", **values)


def _in_words(said: Text | Source | None, language: Language) -> str | None:
    if isinstance(said, Source):
        return " ".join(filter(None, (said.text.in_(language), said.href)))
    return said.in_(language).replace(ANSWER_IN_OFFER, "…") if said is not None else None


def _in(edition: Edition, listed: str, ids: Sequence[str]) -> Any:
    """What stands in a list of an edition under an id; None when nothing does."""
    if listed == "procedures":
        return getattr(edition.committee.procedures, ids[0])
    if listed == "options":
        question = _in(edition, "questions", ids[:1])
        those: Any = options_of(question) if question else ()
    else:
        those = getattr(edition.committee if listed == "colleges" else edition, listed)
    return next((one for one in those if one.id == ids[-1]), None)
