"""Checks that the changes a question can propose to the prospect will read as sentences."""

from collections.abc import Iterator

from screening.core.criteria import ANSWER_IN_OFFER, NumberQuestion, Question, YesNoQuestion
from screening.core.criterion_check import options_of
from screening.core.model import LANGUAGES, Text
from screening.core.problems import Path, Problem


def offer_problems(question: Question, at: Path) -> Iterator[Problem]:
    """What is wrong with the offers of a question and its options. `at` is where it stands."""
    # A yes or no has one answer to concede, and an option is itself the answer.
    several = not isinstance(question, YesNoQuestion)
    offers = [((*at, "offer"), question.offer, several)] + [
        ((*at, "options", position, "offer"), option.offer, False)
        for position, option in enumerate(options_of(question))
    ]
    for place, offer, framing in offers:
        if offer is None:
            continue
        if not question.negotiable:
            yield Problem(place, "offer_without_negotiable")
        yield from _words_problems(offer, framing, place)
    if isinstance(question, NumberQuestion) and question.share_of is not None:
        limits = {"minimum": question.minimum, "maximum": question.maximum}
        if question.minimum < 0 or question.maximum > 100:
            yield Problem((*at, "share_of"), "share_outside", limits)


def _words_problems(offer: Text, framing: bool, at: Path) -> Iterator[Problem]:
    for language in LANGUAGES:
        words = offer.in_(language)
        rest = words.replace(ANSWER_IN_OFFER, "")
        if "{" in rest or "}" in rest:
            yield Problem((*at, language), "offer_braces", {"answer": ANSWER_IN_OFFER})
        elif framing and ANSWER_IN_OFFER not in words:
            yield Problem((*at, language), "offer_without_answer", {"answer": ANSWER_IN_OFFER})
        elif not framing and ANSWER_IN_OFFER in words:
            yield Problem((*at, language), "offer_answer_misplaced", {"answer": ANSWER_IN_OFFER})
