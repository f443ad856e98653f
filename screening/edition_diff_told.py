"""What differs between two editions, in the words of somebody who votes and knows no file.

Things are called as the editions call them, never by their codes. A sentence says what becomes of
what; rows lay values side by side where a sentence would have to list them.
"""

from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple, get_args

from screening.core.assessment import Answers, Assessment, Rules, assess
from screening.core.criteria import Edition
from screening.core.difference import Difference
from screening.core.edition_diff import differences
from screening.core.model import Language
from screening.core.strictness import Comparison, compare
from screening.difference_told import Row, rows_of, say_difference
from screening.explanation import say_answer, say_verdict
from screening.language import t

# In the order that a reader wants: what turns verdicts, and which way; what is only said otherwise.
Group = Literal["stricter", "looser", "both", "untold", "none", "wording"]
GROUPS: tuple[Group, ...] = get_args(Group)
# Beside the words for it, so that a group is found again at a glance, in grey too.
MARKS: dict[Group, str] = {
    "stricter": "↑",
    "looser": "↓",
    "both": "↕",
    "untold": "?",
    "none": "=",
    "wording": "✎",
}


class Told(NamedTuple):
    """A difference in words: what changes, and its values side by side where there are several."""

    difference: Difference
    sentence: str
    rows: tuple[Row, ...]


class Judged(NamedTuple):
    """What one edition makes of a request: what it is called, the verdict, and why."""

    edition: str
    assessment: Assessment
    sentence: str


class Example(NamedTuple):
    """A request that the two editions judge differently: each question with its answer, in words.

    Those whose criteria weigh the answer differently come first: `telling` says how many, and is
    all of them where only the threshold is another.
    """

    way: Literal["stricter", "looser"]
    title: str
    answers: tuple[tuple[str, str], ...]
    telling: int
    before: Judged
    after: Judged


class EditionsCompared(NamedTuple):
    """All that is told of two editions: in a sentence, by example, and difference by difference."""

    comparison: Comparison
    day: date
    summary: str
    examples: tuple[Example, ...]
    groups: tuple[tuple[Group, tuple[Told, ...]], ...]


def tell_editions(old: Edition, new: Edition, today: date, language: Language) -> EditionsCompared:
    """Both editions compared on the first day, from today on, that the new one is in force."""
    day = max(today, new.in_force_from)
    comparison = compare(old, new, day)
    told: dict[Group, list[Told]] = {group: [] for group in GROUPS}
    for one in differences(old, new, day):
        group: Group = "wording" if one.code == "wording" else one.direction
        sentence = say_difference(one, old, new, language)
        told[group].append(Told(one, sentence, rows_of(one, old, new, language)))
    return EditionsCompared(
        comparison,
        day,
        _summary(old, new, comparison, any(told.values()), language),
        tuple(_examples(old, new, comparison, day, language)),
        tuple((group, tuple(those)) for group, those in told.items() if those),
    )


def _summary(
    old: Edition, new: Edition, comparison: Comparison, differ: bool, language: Language
) -> str:
    names = dict(zip(("old", "new"), _names(old, new, language), strict=True))
    if not differ:
        return t(language, "edition_diff.same", **names)
    return t(language, f"edition_diff.summary.{comparison.direction}", **names)


def _names(old: Edition, new: Edition, language: Language) -> tuple[str, str]:
    """What to call the two, also where a draft still has the name of what it is made from."""
    if old.name != new.name:
        return old.name, new.name
    before, after = (t(language, f"edition_diff.{one}", edition=old.name) for one in ("was", "is"))
    return before, after


def _examples(
    old: Edition, new: Edition, comparison: Comparison, day: date, language: Language
) -> Iterator[Example]:
    rules = Rules(old, day), Rules(new, day)
    names = _names(old, new, language)
    ways: tuple[tuple[Literal["stricter", "looser"], Answers | None], ...] = (
        ("stricter", comparison.stricter),
        ("looser", comparison.looser),
    )
    for way, answers in ways:
        if answers is not None:
            before, after = (assess(answers, one) for one in rules)
            telling = _telling(before, after, old, new)
            ids = sorted(answers, key=lambda id: id not in telling)
            yield Example(
                way,
                t(language, f"edition_diff.example.{way}"),
                tuple(_answered(id, answers, old, new, language) for id in ids),
                len(telling) or len(ids),
                Judged(names[0], before, _verdict(before, answers, old, language)),
                Judged(names[1], after, _verdict(after, answers, new, language)),
            )


def _verdict(assessment: Assessment, answers: Answers, edition: Edition, language: Language) -> str:
    """Why a complete request has its outcome: what blocks, or else its score."""
    if any(one.blocks for one in assessment.findings):
        return say_verdict(assessment, answers, edition, language)
    values = {"score": assessment.score.now, "needed": edition.accept_from}
    return t(language, "edition_diff.score", **values)


def _telling(before: Assessment, after: Assessment, old: Edition, new: Edition) -> set[str]:
    """The questions whose answers the two do not weigh alike."""
    found, finds = set(before.findings), set(after.findings)
    return {old.criterion(one.criterion).question for one in found - finds} | {
        new.criterion(one.criterion).question for one in finds - found
    }


def _answered(
    id: str, answers: Answers, old: Edition, new: Edition, language: Language
) -> tuple[str, str]:
    asked = next(one for one in (*new.questions, *old.questions) if one.id == id)
    return asked.ask.in_(language), say_answer(answers[id], asked, language)
