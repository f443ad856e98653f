"""Recorded requests as a back-test needs them: the latest version of each, read from its line.

A million lines are read for one back-test, and a fact of one costs more than its verdict. So this
reads what it needs out of the canonical text, and nothing else: keys are sorted, and inside a JSON
string every quotation mark is escaped, so that what is looked for can stand in one place only. A
test compares with `read_fact`.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from screening.core.assessment import Finding
from screening.core.chain import Line
from screening.core.tipping import Judged

# An answer as its line holds it: a number in its digits, so that 1 is never taken for a yes.
Said = bool | str | bytes | tuple[str, ...]

_SCREENED = '"fact":"request_screened"'
_RECUSED = '"fact":"recusal_declared"'
# The first of these in a screening is its own: the keys before it hold no request.
_OUTCOME = '"outcome":"'
_REQUEST = re.compile(r'"request":\{(?:"amount":([0-9]+),)?"answers":')
_EVIDENCE = ',"evidence":'
_LEARNERS = re.compile(r',"learners":([0-9]+)')
_OWNER = re.compile(r',"owner":"((?:[^"\\]|\\.)*)"')
# What ends a score and no request: in one, a brace is never followed by a text of this name.
_BY_HAND = '},"sent_because":"'

_read = json.JSONDecoder(parse_int=str.encode).raw_decode


class Past(NamedTuple):
    """A recorded request: what the criteria of its day made of it, and what it holds.

    `by_hand` is True when a person sent it to the committee though the criteria did not. `answers`
    are as they were recorded, by whatever questions there were. `owner` is an opaque id.
    """

    line: Line
    outcome: Literal["accept", "refer"]
    by_hand: bool
    answers: Mapping[str, object]
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
    request = _REQUEST.search(content, told)
    if request is None or not (accepted or content.startswith('refer"', told)):
        return None
    try:
        answers, end = _read(content, request.end())
        if content.startswith(_EVIDENCE, end):
            _, end = _read(content, end + len(_EVIDENCE))
    except ValueError:
        return None
    if not isinstance(answers, dict):
        return None
    amount = request[1]
    learners = _LEARNERS.match(content, end)
    owner = _OWNER.match(content, learners.end() if learners else end)
    return Past(
        line,
        "accept" if accepted else "refer",
        _BY_HAND in content,
        answers,
        None if amount is None else int(amount),
        None if learners is None else int(learners[1]),
        None if owner is None else json.loads(f'"{owner[1]}"'),
    )


class Details(NamedTuple):
    """What else is told of a request whose outcome would be another."""

    title: str
    prospect: str
    score: int
    judged: Judged


def read_details(past: Past) -> Details | None:
    """The rest of a recorded request, and what the criteria made of it; None if it was altered."""
    try:
        told = json.loads(past.line.content)
        findings = tuple(
            Finding(*(one[key] for key in Finding._fields)) for one in told["findings"]
        )
        return Details(
            str(told["request"]["title"]),
            str(told["request"]["prospect"]["name"]),
            int(told["score"]["now"]),
            Judged(past.outcome, int(told["accept_from"]), findings),
        )
    except (ValueError, KeyError, TypeError):
        return None


def _by(content: str) -> object:
    try:
        return json.loads(content).get("by")
    except (ValueError, AttributeError):
        return None
