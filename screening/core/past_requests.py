"""Recorded requests as a back-test needs them: the latest version of each, read from its line.

A million lines are read for one back-test, and a fact of one costs more than its verdict. So this
reads what it needs out of the canonical text, and nothing else: keys are sorted, and inside a JSON
string every quotation mark is escaped, so that what is looked for can stand in one place only. A
test compares with `read_fact`.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from screening.core.assessment import Finding
from screening.core.chain import Line
from screening.core.tipping import Judged

_SCREENED = '"fact":"request_screened"'
_RECUSED = '"fact":"recusal_declared"'
# The first of these in a screening is its own: the keys before it hold no request.
_OUTCOME = '"outcome":"'
# What ends a score and no request: in one, a brace is never followed by a text of this name.
_BY_HAND = '},"sent_because":"'
# A request as far as the prospect. It matches none whose texts hold braces or escapes: those are
# rare, and read whole.
_REQUEST = re.compile(
    r'"request":\{(?:"amount":([0-9]+),)?"answers":\{([^{}]*+)\}'
    r'(?:,"evidence":\{(?:[^{}]++|\{[^{}]*+\})*+\})?'
    r'(?:,"learners":([0-9]+))?(?:,"owner":"([^"\\]*+)")?,"prospect":\{'
)

# The threshold comes first in a line. No finding holds a bracket.
_ACCEPT_FROM = re.compile(r'\{"accept_from":([0-9]+),')
_FINDINGS = re.compile(r'"findings":\[\{([^\[\]]*+)\],"fingerprint"')

# Numbers are read as their digits, so that 1 is never taken for a yes.
_numbers_as_digits = json.JSONDecoder(parse_int=str.encode).decode


class Past(NamedTuple):
    """A recorded request: what the criteria of its day made of it, and what it holds.

    `by_hand` is True when a person sent it to the committee though the criteria did not. `written`
    are its answers, by whatever questions there were, as the line has them between braces. `owner`
    is an opaque id.
    """

    line: Line
    outcome: Literal["accept", "refer"]
    by_hand: bool
    written: str
    amount: int | None
    learners: int | None
    owner: str | None


def latest(newest_first: Iterable[Line], left_by: str | None = None) -> Iterator[Line]:
    """The line of the latest version of each request, from the newest on.

    `newest_first` are the lines of cases in that order. The cases that this person left are passed
    over. Memory holds the cases whose beginning is still to come: those that were open together.
    """
    seen: set[str] = set()
    for line in newest_first:
        number, case, content, _ = line
        if case is None:
            continue
        # A case is named after its first line.
        first = case == f"C-{number}"
        if _SCREENED in content:
            if case not in seen:
                yield line
                if not first:
                    seen.add(case)
        elif left_by is not None and _RECUSED in content and _by(content) == left_by:
            seen.add(case)
        if first:
            seen.discard(case)


def read_past(line: Line) -> Past | None:
    """What a screening's line tells; None where it was altered so that it tells nothing."""
    content = line.content
    told = content.find(_OUTCOME) + len(_OUTCOME)
    accepted = content.startswith('accept"', told)
    if not (accepted or content.startswith('refer"', told)):
        return None
    outcome: Literal["accept", "refer"] = "accept" if accepted else "refer"
    by_hand = _BY_HAND in content
    request = _REQUEST.search(content, told)
    if request is None:
        return _read_whole(line, outcome, by_hand)
    amount, written, learners, owner = request.groups()
    return Past(
        line,
        outcome,
        by_hand,
        written,
        amount if amount is None else int(amount),
        learners if learners is None else int(learners),
        owner,
    )


def _read_whole(line: Line, outcome: Literal["accept", "refer"], by_hand: bool) -> Past | None:
    try:
        request = json.loads(line.content)["request"]
        answers = json.dumps(request["answers"], ensure_ascii=False, separators=(",", ":"))
        if not isinstance(request["answers"], dict):
            return None
        amount, learners, owner = (request.get(key) for key in ("amount", "learners", "owner"))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return Past(line, outcome, by_hand, answers[1:-1], amount, learners, owner)


# An answer as its line holds it: a number in its digits.
Said = bool | str | bytes | tuple[object, ...] | None


def pieces(written: str) -> list[str]:
    """Written answers one by one, unless some text in them ends with a comma.

    A piece lacks the quotation mark that it begins with. Between options of a list answers are cut
    as well: such a piece is not one answer, nor is any that was cut wrongly. See `one_answer`.
    """
    return written[1:].split(',"') if written else []


def one_answer(piece: str) -> tuple[str, Said] | None:
    """The question and the answer that a piece holds; None when it is not exactly one."""
    try:
        held = _numbers_as_digits(f'{{"{piece}}}')
    except ValueError:
        return None
    if len(held) != 1:
        return None
    [(question, said)] = held.items()
    return question, tuple(said) if isinstance(said, list) else said


def whole_answers(written: str) -> dict[str, Said]:
    """All written answers by question. ValueError where they were altered so that they are none."""
    held = _numbers_as_digits(f"{{{written}}}")
    return {id: tuple(said) if isinstance(said, list) else said for id, said in held.items()}


class Findings:
    """Reads what the criteria found of recorded requests. Most findings of a log are the same few,
    which are remembered as they are written."""

    def __init__(self) -> None:
        self._known: dict[str, Finding] = {}

    def read(self, past: Past) -> Judged | None:
        """The verdict on a request as it was recorded; None where it was altered."""
        content = past.line.content
        accept_from, written = _ACCEPT_FROM.match(content), _FINDINGS.search(content)
        if accept_from is None or written is None:
            return self._read_whole(past)
        known = self._known
        found: list[Finding] = []
        for piece in written[1][:-1].split("},{"):
            finding = known.get(piece)
            if finding is None:
                try:
                    finding = _finding(json.loads(f"{{{piece}}}"))
                except (ValueError, KeyError, TypeError):
                    return self._read_whole(past)
                known[piece] = finding
            found.append(finding)
        return Judged(past.outcome, int(accept_from[1]), found)

    def _read_whole(self, past: Past) -> Judged | None:
        try:
            told = json.loads(past.line.content)
            found = [_finding(one) for one in told["findings"]]
            return Judged(past.outcome, int(told["accept_from"]), found)
        except (ValueError, KeyError, TypeError):
            return None


def _finding(told: dict[str, object]) -> Finding:
    return Finding(*(told[key] for key in Finding._fields))  # type: ignore[arg-type]  # as recorded


class Details(NamedTuple):
    """What a reader of a list knows a request by, and its score as it was recorded."""

    title: str
    prospect: str
    score: int


def read_details(past: Past) -> Details | None:
    """The same of a recorded request; None where it was altered."""
    try:
        told = json.loads(past.line.content)
        request, score = told["request"], told["score"]
        return Details(str(request["title"]), str(request["prospect"]["name"]), int(score["now"]))
    except (ValueError, KeyError, TypeError):
        return None


def _by(content: str) -> object:
    try:
        return json.loads(content).get("by")
    except (ValueError, AttributeError):
        return None
