"""Editions to assess: small ones written by hand in a test, and any shape of them at random."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any

from hypothesis import strategies as st

from screening.core.assessment import Answer
from screening.core.criteria import Edition, Question

Written = dict[str, Any]

TODAY = date(2026, 6, 15)
YESTERDAY = TODAY - timedelta(1)
TOMORROW = TODAY + timedelta(1)

_SAID = {"fr": "…", "en": "…"}

# ── By hand ──────────────────────────────────────────────────────────────────────────────────


def yes_no(id: str, **rest: object) -> Written:
    return {"id": id, "type": "yes_no", "ask": _SAID, **rest}


def choice(id: str, *options: str | Written, **rest: object) -> Written:
    """One option of these; an option with days is written `{"id": …, "until": …}`."""
    return {"id": id, "type": "choice", "ask": _SAID, "options": _options(options), **rest}


def choices(id: str, *options: str | Written, **rest: object) -> Written:
    return {"id": id, "type": "choices", "ask": _SAID, "options": _options(options), **rest}


def number(id: str, minimum: int, maximum: int, **rest: object) -> Written:
    limits = {"minimum": minimum, "maximum": maximum}
    return {"id": id, "type": "number", "ask": _SAID, "unit": _SAID, **limits, **rest}


def criterion(kind: str, question: str, weight: int, **rest: object) -> Written:
    """A criterion, named after its question unless `id` says otherwise."""
    words = {"title": _SAID, "why": _SAID, "advice": _SAID, "source": {"text": _SAID}}
    names = {"id": question, "objective": "mission"}
    return {"kind": kind, "question": question, "weight": weight, **names, **words, **rest}


def edition(
    questions: Sequence[Written], criteria: Sequence[Written], accept_from: int = 50
) -> Edition:
    """An edition of which only what decides is said."""
    procedure = {"title": _SAID, "days_open": 30}
    return Edition.model_validate(
        {
            "name": "test",
            "in_force_from": "2026-01-01",
            "adopted": {"by": _SAID, "on": "2025-12-01", "minutes": _SAID},
            "purpose": _SAID,
            "objectives": [{"id": "mission", "text": _SAID}],
            "accept_from": accept_from,
            "committee": {
                "authority": "advisory",
                "procedures": {"bureau": procedure, "full": procedure},
            },
            "questions": questions,
            "criteria": criteria,
        }
    )


def _options(options: Sequence[str | Written]) -> list[Written]:
    written = [{"id": option} if isinstance(option, str) else option for option in options]
    return [{"text": _SAID, **option} for option in written]


# ── At random ────────────────────────────────────────────────────────────────────────────────
# Small enough for every completion to be listed: at most 4 questions of at most 8 answers.

_WEIGHTS = st.integers(0, 9) | st.integers(3, 9) | st.sampled_from((0, 25, 50, 100, 1_000))
_THRESHOLDS = st.integers(0, 100) | st.integers(25, 75)
_OPTIONS = ("a", "b", "c", "d")
# The two days on either side of each edge of an option's days.
_DAYS: st.SearchStrategy[Written] = st.sampled_from(
    (
        {},
        {},
        {},
        {"until": YESTERDAY},
        {"until": TODAY},
        {"from": TODAY},
        {"from": TOMORROW},
        {"from": YESTERDAY, "until": TODAY},
    )
)


def _some_of(names: Sequence[str], at_least: int = 0) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), min_size=at_least, unique=True)


@st.composite
def _questions(draw: st.DrawFn, id: str) -> Written:
    match draw(st.sampled_from(("yes_no", "choice", "choices", "number"))):
        case "yes_no":
            return {**yes_no(id), "seldom": draw(st.sampled_from(([], [], ["yes"], ["no"])))}
        case "number":
            minimum = draw(st.integers(-4, 4))
            return number(id, minimum, minimum + draw(st.integers(1, 5)))
        case type:
            ask, most = (choice, 4) if type == "choice" else (choices, 3)
            ids = _OPTIONS[: draw(st.integers(2, most))]
            # One option stays open: the checks of an edition refuse a question without any.
            asked = ask(id, ids[0], *({"id": one, **draw(_DAYS)} for one in ids[1:]))
            return asked if type == "choices" else {**asked, "seldom": draw(_some_of(ids))}


@st.composite
def _criteria(draw: st.DrawFn, question: Written, id: str) -> Written:
    type = question["type"]
    weight = draw(_WEIGHTS)
    points = st.integers(0, weight)
    blocking: object = draw(st.integers(0, 3)) == 0
    said: Written
    if type == "number":
        near = st.integers(question["minimum"] - 2, question["maximum"] + 2)
        kind = draw(st.sampled_from(("at_least", "at_most", "steps")))
        if kind == "steps":
            froms = sorted(draw(st.lists(near, min_size=1, max_size=4, unique=True)))
            said = {"steps": [{"from": from_, "points": draw(points)} for from_ in froms]}
        else:
            said = {"bound": draw(near)}
    else:
        names = ["yes", "no"] if type == "yes_no" else [one["id"] for one in question["options"]]
        if not blocking and draw(st.integers(0, 3)) == 0:
            blocking = draw(_some_of(names))
        if type == "yes_no":
            kind = draw(st.sampled_from(("yes_no", "yes_no", "judgement")))
            said = {} if kind == "judgement" else {"expects": draw(st.sampled_from(names))}
        elif draw(st.integers(0, 2)) == 0:
            kind = "none_of"
            said = {"refused": draw(_some_of(names, at_least=1))}
        elif type == "choice":
            kind = "one_of"
            accepted = draw(_some_of(names, at_least=1))
            others = draw(_some_of(names))
            part = st.integers(0, max(0, weight - 1))
            said = {
                "accepted": accepted,
                "partly": {one: draw(part) for one in others if one not in accepted},
            }
        else:
            kind = "covers"
            said = {"points": {one: draw(points) for one in draw(_some_of(names, at_least=1))}}
    days = draw(_DAYS) if draw(st.integers(0, 3)) == 0 else {}
    return criterion(kind, question["id"], weight, id=id, blocking=blocking, **said, **days)


@st.composite
def editions(draw: st.DrawFn) -> Edition:
    """Up to four questions, each read by up to three criteria or none, written in any order."""
    questions = [
        draw(_questions(f"q{place}")) for place in range(draw(st.sampled_from((1, 2, 3, 3, 4, 4))))
    ]
    numbers = count()
    criteria = [
        draw(_criteria(question, f"c{next(numbers)}"))
        for place, question in enumerate(questions)
        for _ in range(draw(st.sampled_from((1, 1, 1, 2, 3) if place == 0 else (0, 1, 1, 2, 3))))
    ]
    return edition(questions, draw(st.permutations(criteria)), draw(_THRESHOLDS))


@st.composite
def answers_to(draw: st.DrawFn, asked: Edition) -> dict[str, Answer | None]:
    """Answers that can be read, options closed by now included; any question may be unanswered."""
    given: dict[str, Answer | None] = {}
    for question in asked.questions:
        match draw(st.sampled_from(("absent", "absent", "unknown", "answered"))):
            case "unknown":
                given[question.id] = None
            case "answered":
                given[question.id] = draw(_answers(question))
    return given


def _answers(question: Question) -> st.SearchStrategy[Answer]:
    match question.type:
        case "yes_no":
            return st.booleans()
        case "number":
            return st.integers(question.minimum, question.maximum)
        case "choice":
            return st.sampled_from([option.id for option in question.options])
        case _:
            ids = [option.id for option in question.options]
            return _some_of(ids).map(lambda chosen: tuple(id for id in ids if id in chosen))


@st.composite
def negotiable_requests(draw: st.DrawFn) -> "Given":
    """A request whose questions are mostly negotiable, in either direction."""
    asked = draw(editions())
    questions = []
    for question in asked.questions:
        ways = {"yes_no": ("yes", "no"), "choice": ("earlier", "later")}
        way = draw(st.sampled_from((None, *ways.get(question.type, ("more", "less")) * 2)))
        changed = {"negotiable": way is not None, "concession": way}
        questions.append(question.model_copy(update=changed))
    asked = asked.model_copy(update={"questions": tuple(questions)})
    return asked, draw(answers_to(asked))


Given = tuple[Edition, Mapping[str, Answer | None]]


@st.composite
def requests(draw: st.DrawFn) -> Given:
    """An edition, and the answers known so far to its questions."""
    asked = draw(editions())
    return asked, draw(answers_to(asked))
