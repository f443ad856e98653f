"""A back-test in words: what changed, what tipped it, for whom, and what it cannot know."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from screening.backtesting import ChangedCase, Report
from screening.core.backtest import Flow, Gone, Group, Tipped
from screening.core.criteria import Edition, NumberQuestion, YesNoQuestion
from screening.core.model import Language, Text
from screening.core.tipping import Tip
from screening.language import money, number, t

# What a back-test cannot know, each a sentence.
UNKNOWN = ("declined", "lost", "new", "planned", "answered")


class Names(NamedTuple):
    """What editions call their criteria, questions and options, in one language, and the directory
    people."""

    language: Language
    person: Callable[[str], str]
    criteria: dict[str, str]
    questions: dict[str, str]
    options: dict[tuple[str, str], str]

    @classmethod
    def of(
        cls, editions: Iterable[Edition], person: Callable[[str], str], language: Language
    ) -> "Names":
        """The names of the last edition that has them: the draft comes last."""
        names = cls(language, person, {}, {}, {})

        def said(text: Text) -> str:
            return text.in_(language)

        for edition in editions:
            names.criteria.update({one.id: said(one.title) for one in edition.criteria})
            for question in edition.questions:
                names.questions[question.id] = said(question.ask)
                if not isinstance(question, YesNoQuestion | NumberQuestion):
                    for option in question.options:
                        names.options[question.id, option.id] = said(option.text)
        return names

    def criterion(self, id: str) -> str:
        return self.criteria.get(id, id)

    def question(self, id: str) -> str:
        return self.questions.get(id, id)

    def answer(self, question: str, answer: str | None) -> str:
        """An answer as a group or a finding names it."""
        if answer in ("", None, "yes", "no"):
            key = {"": "none_of_these", None: "unknown"}.get(answer, answer)
            return t(self.language, f"back_test.answer.{key}")
        assert answer is not None
        return self.options.get((question, answer), answer)


def headline(report: Report, language: Language) -> str:
    result = report.result
    key = "changed" if result.changed else "nothing" if result.judged else "no_request"
    return t(language, f"back_test.{key}", count=result.changed, whole=result.judged)


def about(report: Report, language: Language) -> str:
    """What was judged by what."""
    values = {"edition": report.edition, "on": report.on, "line": report.head.number}
    return t(language, "back_test.about", **values)


def left_out(report: Report, language: Language) -> list[str]:
    """What was not judged, and why."""
    counts = {"by_hand": report.result.by_hand, "unreadable": report.result.unreadable}
    return [
        t(language, f"back_test.{name}", count=count) for name, count in counts.items() if count
    ]


def flow_told(flow: Flow, language: Language) -> str:
    return t(language, f"back_test.flow.{flow.then}_{flow.now}")


def flow_line(flow: Flow, language: Language, *, amounts: bool) -> str:
    """Which requests of a flow they are, but for how many."""
    parts = [learners_told(flow, language)]
    if amounts:
        parts.append(amount_told(flow, language))
    told = ", ".join(parts)
    return t(language, "back_test.flow_line", flow=flow_told(flow, language), told=told)


def learners_told(flow: Flow, language: Language) -> str:
    """Planned learners, with how many requests do not say."""
    if flow.unknown_learners == flow.requests:
        return t(language, "back_test.learners_unknown")
    told = t(language, "back_test.learners", count=flow.learners)
    return _with_unknown(told, flow.unknown_learners, language)


def amount_told(flow: Flow, language: Language) -> str:
    if flow.unknown_amounts == flow.requests:
        return t(language, "back_test.amounts_unknown")
    return _with_unknown(money(language, flow.amount), flow.unknown_amounts, language)


def _with_unknown(told: str, unknown: int, language: Language) -> str:
    if not unknown:
        return told
    return t(language, "back_test.with_unknown", told=told, unknown=number(language, unknown))


def tip_told(tip: Tip, names: Names) -> str:
    """What tipped one request, as a sentence."""
    values = {one: getattr(tip, one) for one in ("was", "of_then", "now", "of_now")}
    what = _what(tip.how, tip.id, names)
    return t(names.language, f"back_test.tip.{tip.how}", what=what, **values)


def tipped_told(tipped: Tipped, names: Names) -> str:
    """What tipped many of them."""
    what = _what(tipped.how, tipped.id, names)
    return t(names.language, f"back_test.tipped.{tipped.how}", what=what)


def _what(how: str, id: str, names: Names) -> str:
    return names.question(id) if how == "unknown" else names.criterion(id)


def gone_told(gone: Gone, names: Names) -> str:
    question = names.question(gone.question)
    if gone.answer is None:
        return t(names.language, "back_test.not_asked", question=question, count=gone.requests)
    answer = names.answer(gone.question, gone.answer)
    return t(
        names.language, "back_test.gone", question=question, answer=answer, count=gone.requests
    )


def became_told(report: Report, language: Language) -> Iterator[str]:
    """What became of the requests that were referred and would not be any more."""
    for one in report.became:
        yield t(
            language,
            f"back_test.became.{one.now}",
            count=one.requests,
            status=t(language, f"decisions.status.{one.status}"),
        )


def groups_told(report: Report) -> dict[str, list[Group]]:
    """The groups in which some outcome would be another, by what they have in common."""
    found: dict[str, list[Group]] = {}
    for group in report.result.groups:
        if group.changed:
            found.setdefault(group.by, []).append(group)
    return found


def by_told(by: str, names: Names) -> str:
    """What groups have in common: a question, or that each is of one salesperson."""
    return t(names.language, "back_test.by_owner") if by == "owner" else names.question(by)


def group_name(group: Group, names: Names) -> str:
    if group.by == "owner" and group.of is not None:
        return names.person(group.of)
    return names.answer(group.by, group.of)


def group_told(group: Group, names: Names) -> str:
    what = group_name(group, names)
    said = {"what": what, "changed": group.changed, "whole": group.requests}
    return t(names.language, "back_test.group", **said)


def ways_told(case: ChangedCase, language: Language) -> str:
    """From one outcome to the other, each with its score."""
    ways = ((case.then, case.score_then), (case.now, case.score_now))
    return " → ".join(f"{t(language, f'outcome.{one}')} ({score})" for one, score in ways)


def unknown_told(report: Report, language: Language) -> list[str]:
    """What this cannot know."""
    told = [t(language, f"back_test.cannot.{one}") for one in UNKNOWN]
    return told if report.amounts else [*told, t(language, "back_test.no_amounts")]
