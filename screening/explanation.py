"""Says an assessment in words: the verdict in one sentence, a reason per finding, each answer."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple, assert_never

from screening.core.assessment import Answer, Answers, Assessment, Finding, find
from screening.core.counterfactual import Change
from screening.core.criteria import (
    ANSWER_IN_OFFER,
    AtLeastCriterion,
    AtMostCriterion,
    ChoiceQuestion,
    ChoicesQuestion,
    CoversCriterion,
    Criterion,
    Edition,
    JudgementCriterion,
    NoneOfCriterion,
    NumberQuestion,
    OneOfCriterion,
    Question,
    StepsCriterion,
    YesNoCriterion,
    YesNoQuestion,
)
from screening.core.model import Language
from screening.core.request import Basis, Evidence
from screening.language import number, t

# What a criterion says first when it speaks against a request, then what it says for it.
_ORDER = ("not_met", "partly_met", "met", "unanswered")


class SentBy(NamedTuple):
    """The person who sent to the committee what the criteria do not refer, and why."""

    name: str
    because: str


def say_verdict(
    assessment: Assessment,
    answers: Answers,
    edition: Edition,
    language: Language,
    sent: SentBy | None = None,
) -> str:
    """Why the outcome is what it is, in one sentence: a person's reason where it is theirs."""
    if sent is not None:
        return t(language, "verdict.sent", by=sent.name, because=sent.because)
    score, needed = assessment.score, edition.accept_from
    blocking = [finding for finding in assessment.findings if finding.blocks]
    match assessment.outcome:
        case "accept":
            return t(language, "verdict.accept", score=score.lowest, needed=needed)
        case "refer" if blocking:
            return t(
                language,
                "verdict.blocked",
                count=len(blocking),
                what=_blocking_words(blocking, answers, edition, language),
            )
        case "refer" if score.highest >= needed:
            # The answers that would give the points are among those that block.
            return t(language, "verdict.none_will_do", needed=needed)
        case "refer" if score.lowest == score.highest:
            return t(language, "verdict.short", score=score.now, needed=needed)
        case "refer":
            return t(language, "verdict.out_of_reach", highest=score.highest, needed=needed)
        case "undecided" if score.lowest >= needed:
            return t(language, "verdict.could_block", lowest=score.lowest, needed=needed)
        case "undecided":
            return t(
                language,
                "verdict.undecided",
                now=score.now,
                highest=score.highest,
                needed=needed,
            )


def _blocking_words(
    blocking: list[Finding], answers: Answers, edition: Edition, language: Language
) -> str:
    words = []
    for finding in blocking:
        criterion = edition.criterion(finding.criterion)
        question = edition.question(criterion.question)
        answer = say_answer(answers.get(question.id), question, language)
        words.append(
            t(language, "verdict.blocking", title=criterion.title.in_(language), answer=answer)
        )
    return ("\u202f; " if language == "fr" else "; ").join(words)


def say_answer(answer: Answer | None, question: Question, language: Language) -> str:
    """An answer in words; the house's phrase for what is not known yet when there is none."""
    if answer is None:
        return t(language, "answer.unknown")
    match question:
        case YesNoQuestion():
            return t(language, "answer.yes" if answer else "answer.no")
        case NumberQuestion():
            assert isinstance(answer, int)
            unit = question.unit.in_(language)
            space = "" if unit == "%" and language == "en" else "\u00a0"
            return f"{number(language, answer)}{space}{unit}"
        case ChoiceQuestion() | ChoicesQuestion():
            chosen = answer if isinstance(answer, tuple) else (answer,)
            texts = [one.text.in_(language) for one in question.options if one.id in chosen]
            return ", ".join(texts) or t(language, "answer.none_of_these")
        case _:
            assert_never(question)


def say_basis(basis: Basis, language: Language) -> str:
    """What an answer rests on, in words that say who."""
    return t(language, f"evidence.in_full.{basis}")


def say_evidence(evidence: Evidence | None, language: Language) -> str:
    """What an answer rests on, and the note that goes with it."""
    if evidence is None:
        return t(language, "evidence.unmarked")
    basis = say_basis(evidence.basis, language)
    if evidence.note is None:
        return basis
    return t(language, "evidence.noted", basis=basis, note=evidence.note)


def say_finding(
    finding: Finding, answers: Answers, edition: Edition, day: date, language: Language
) -> str:
    """The reason of a finding: what was answered, and what the criterion asks for.

    Only options open on the day are named as wanted.
    """
    criterion = edition.criterion(finding.criterion)
    question = edition.question(criterion.question)
    if finding.standing == "unanswered":
        return t(language, "finding.unanswered", ask=question.ask.in_(language))
    answer = say_answer(answers[question.id], question, language)
    return t(
        language,
        f"finding.{finding.standing}",
        answer=answer,
        wanted=_wanted(criterion, question, day, language),
    )


def _wanted(criterion: Criterion, question: Question, day: date, language: Language) -> str:
    """What would meet a criterion in full."""

    def options(ids: Collection[str]) -> str:
        assert isinstance(question, ChoiceQuestion | ChoicesQuestion)
        texts = [
            t(language, "finding.option", text=one.text)
            for one in question.options
            if one.id in ids and one.open_on(day)
        ]
        return t(language, "finding.or").join(texts)

    match criterion:
        case YesNoCriterion():
            return t(language, f"answer.{criterion.expects}")
        case JudgementCriterion():
            return t(language, "answer.no")
        case OneOfCriterion():
            return options(criterion.accepted)
        case NoneOfCriterion():
            return t(language, "finding.none_of", refused=options(criterion.refused))
        case AtLeastCriterion():
            return t(
                language, "finding.at_least", bound=say_answer(criterion.bound, question, language)
            )
        case AtMostCriterion():
            return t(
                language, "finding.at_most", bound=say_answer(criterion.bound, question, language)
            )
        case StepsCriterion():
            full = next(step.from_ for step in criterion.steps if step.points == criterion.weight)
            return t(language, "finding.at_least", bound=say_answer(full, question, language))
        case CoversCriterion():
            return options(criterion.points)
        case _:
            assert_never(criterion)


def say_ways(
    ways: Sequence[tuple[Change, ...]],
    edition: Edition,
    language: Language,
    *,
    learners: int | None = None,
) -> list[tuple[str, ...]]:
    """Sets of changes, cheapest first, as clauses: each says one change, all of a set are needed.

    A clause follows "if you could": in French an infinitive. It is in the words of the edition's
    offer; without one, it is the answer to give to the question. A share of the people is
    counted too, when their number is known: rounded to what keeps the promise.

    Only the cheapest is told of the sets that change the same questions, and those that differ in
    nothing but the option chosen, at the same cost, are told as one: "people far from employment
    or refugees".
    """
    return [_say_way(those, edition, language, learners) for those in alike_ways(ways)]


def alike_ways(ways: Sequence[tuple[Change, ...]]) -> list[list[tuple[Change, ...]]]:
    """Sets of changes, cheapest first, with those that change the same questions together."""
    alike: dict[tuple[str, ...], list[tuple[Change, ...]]] = {}
    for changes in ways:
        alike.setdefault(tuple(one.question for one in changes), []).append(changes)
    return list(alike.values())


def _say_way(
    alike: list[tuple[Change, ...]], edition: Edition, language: Language, learners: int | None
) -> tuple[str, ...]:
    cheapest = alike[0]
    answers: list[tuple[Answer, ...]] = [(one.answer,) for one in cheapest]
    for place, change in enumerate(cheapest):
        instead = [
            changes[place].answer
            for changes in alike
            if changes[:place] + changes[place + 1 :] == cheapest[:place] + cheapest[place + 1 :]
            and changes[place].size == change.size
            and _one_option(changes[place].answer)
        ]
        if len(instead) > 1 and _one_option(change.answer):
            answers[place] = tuple(instead)
            # Choosing freely in two places at once might not be enough.
            break
    return tuple(
        _propose(edition.question(change.question), those, language, learners)
        for change, those in zip(cheapest, answers, strict=True)
    )


def _one_option(answer: Answer) -> bool:
    return isinstance(answer, tuple) and len(answer) == 1


def _propose(
    question: Question, answers: tuple[Answer, ...], language: Language, learners: int | None
) -> str:
    """The clause for giving any one of the answers."""
    offer = question.offer and question.offer.in_(language)
    match question:
        case YesNoQuestion():
            if offer and answers == (question.concession == "yes",):
                return offer
        case NumberQuestion():
            if offer:
                return offer.replace(
                    ANSWER_IN_OFFER, _amount(question, answers[0], language, learners)
                )
        case ChoiceQuestion() | ChoicesQuestion():
            named = [_offered(question, answer, bool(offer), language) for answer in answers]
            if all(named):
                words = _joined(named, "or", language)
                return offer.replace(ANSWER_IN_OFFER, words) if offer else words
        case _:
            assert_never(question)
    said = [_plainly(question, answer, language) for answer in answers]
    ask = question.ask_prospect or question.ask
    return t(language, "offer.answer", ask=ask, answer=_joined(said, "or", language))


def _offered(
    question: ChoiceQuestion | ChoicesQuestion, answer: Answer, framed: bool, language: Language
) -> str:
    """What options are called in an offer; empty when they have no name that would do."""
    chosen = answer if isinstance(answer, tuple) else (answer,)
    options = [one for one in question.options if one.id in chosen]
    if not framed and not all(one.offer for one in options):
        return ""
    named = [
        one.offer.in_(language) if one.offer else t(language, "finding.option", text=one.text)
        for one in options
    ]
    return _joined(named, "and", language)


def _amount(
    question: NumberQuestion, answer: Answer, language: Language, learners: int | None
) -> str:
    said = say_answer(answer, question, language)
    if question.share_of is None or learners is None:
        return said
    assert isinstance(answer, int)
    down, rest = divmod(answer * learners, 100)
    people = down if question.concession == "less" or not rest else down + 1
    return t(language, "offer.counted", share=said, people=people, learners=learners)


def _plainly(question: Question, answer: Answer, language: Language) -> str:
    said = say_answer(answer, question, language)
    if not isinstance(question, NumberQuestion):
        return said
    bound = "finding.at_most" if question.concession == "less" else "finding.at_least"
    return t(language, bound, bound=said)


def _joined(words: Sequence[str], last: str, language: Language) -> str:
    """« a, b ou c »."""
    *others, final = words or [""]
    return t(language, f"offer.{last}", first=", ".join(others), last=final) if others else final


def by_urgency(findings: tuple[Finding, ...]) -> list[Finding]:
    """Findings as a reader wants them: what blocks, what fails, what could be better, the rest."""
    return sorted(
        findings, key=lambda one: (not one.blocks, _ORDER.index(one.standing), -one.out_of)
    )


def scale(edition: Edition, criterion_id: str, language: Language) -> list[tuple[str, Finding]]:
    """Every answer a criterion tells apart, in words, with the finding it would earn."""
    criterion = edition.criterion(criterion_id)
    question = edition.question(criterion.question)
    answers: list[tuple[str, Answer]]
    match question:
        case YesNoQuestion():
            answers = [(t(language, "answer.yes"), True), (t(language, "answer.no"), False)]
        case ChoiceQuestion():
            answers = [(one.text.in_(language), one.id) for one in question.options]
        case ChoicesQuestion():
            answers = [(one.text.in_(language), (one.id,)) for one in question.options]
            answers.append((t(language, "answer.none_of_these"), ()))
        case NumberQuestion():
            starts = {question.minimum}
            match criterion:
                case StepsCriterion():
                    starts |= {step.from_ for step in criterion.steps}
                case AtLeastCriterion():
                    starts.add(criterion.bound)
                case AtMostCriterion():
                    starts.add(criterion.bound + 1)
            answers = [
                (
                    t(
                        language,
                        "finding.from_on",
                        bound=say_answer(start, question, language),
                    ),
                    start,
                )
                for start in sorted(starts)
                if start <= question.maximum
            ]
    return [(words, find(criterion, answer)) for words, answer in answers]
