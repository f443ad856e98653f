"""What a screening's line says of its verdict, taken from its text without reading the fact.

Reading a fact checks every field of it and takes ten times as long as assessing it again. But a
screening is written by `facts.content` alone, in one way, and hardly any holds something rare: one
expression knows that shape, and lets nothing through that `read_fact` would refuse. It knows less
than `read_fact` on purpose: what it does not know is no mistake, and is read as a fact.
"""

import re
from typing import NamedTuple

_WHOLE = "(?:0|-?[1-9][0-9]{0,15})"
_DAY = "[12][0-9]{3}-[01][0-9]-[0-3][0-9]"
_TIME = r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,6})?Z"
_ID = '"[A-Za-z0-9 .:_-]*"'
_CODE = '"[a-z][a-z0-9_-]{0,63}"'
_CHOSEN = '"[a-z0-9_-]*"'
_ANSWER = rf"(?:true|false|{_WHOLE}|{_CHOSEN}|\[(?:{_CHOSEN}(?:,{_CHOSEN})*)?\])"
# No character that a file could not hold; inside, what is escaped is a quote, a break or a tab.
_LETTER = r"[^\"\\\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]"
_WORDS = rf"{_LETTER}*(?:\\[\"\\nt]{_LETTER}*)*"
# A text that does not begin with what would be stripped, or would be a formula.
_BEGINS = r"(?![\s=\\\"])"


def _written(most: int) -> str:
    """A text of so many letters at most. It holds no quote, so its length can be told ahead."""
    return rf'"{_BEGINS}(?=[^"]{{1,{most}}}"){_LETTER}+(?:\\[\\nt]{_LETTER}*)*"'


def _all(pair: str) -> str:
    return rf"\{{(?:{pair}(?:,{pair})*)?\}}"


def _maybe(key: str, value: str) -> str:
    return f'(?:"{key}":{value},)?'


_EVIDENCE = rf'{_CODE}:\{{"basis":"(?:said|written|assumed)"(?:,"note":{_written(1_000)})?\}}'
_SHAPE = re.compile(
    "".join(
        (
            rf'\{{"accept_from":(?P<accept_from>{_WHOLE}),"at":"(?P<at>{_DAY}){_TIME}",',
            rf'"by":{_ID},"case":{_ID},',
            _maybe("contact", _ID),
            _maybe("context", f'"{_WORDS}"'),
            rf'"edition":(?P<edition>"{_WORDS}"),"engine":{_ID},"fact":"request_screened",',
            r'"findings":\[(?P<findings>[^]]*)\],"fingerprint":"(?P<fingerprint>[0-9a-f]*)",',
            rf'"on":"(?P<on>{_DAY})","outcome":"(?P<outcome>accept|refer)",',
            _maybe("procedure", '"(?P<procedure>bureau|full)"'),
            r'"request":\{',
            _maybe("amount", "(?:0|[1-9][0-9]{0,9})"),
            rf'"answers":(?P<answers>{_all(f"{_CODE}:{_ANSWER}")}),',
            _maybe("evidence", _all(_EVIDENCE)),
            _maybe("learners", "[1-9][0-9]{0,6}"),
            _maybe("owner", _written(120)),
            r'"prospect":\{',
            _maybe("country", _written(60)),
            rf'"name":(?P<name>"{_BEGINS}{_WORDS}")',
            rf'(?:,"registration_number":{_written(40)})?\}},',
            _maybe("reference", _written(100)),
            _maybe("source", r'"https?://[!#-\[\]-~]{1,480}"'),
            _maybe("starts", '"[12][0-9]{3}-(?:0[1-9]|1[0-2])"'),
            _maybe("summary", rf'(?P<summary>"{_BEGINS}{_WORDS}")'),
            rf'"title":(?P<title>"{_BEGINS}{_WORDS}")\}},',
            _maybe("salt", _ID),
            rf'"score":\{{(?P<score>[^}}]*)\}},"submission":{_ID}\}}',
        )
    )
)
_MOST = {"name": 200, "summary": 10_000, "title": 300}


class ScreeningText(NamedTuple):
    """The parts of a line that a verdict is made of, each as the text it is in the line.

    All else in the line is as `read_fact` would have it, but for the days `at` and `on`, and for
    `findings` and `score`, which may hold anything: compare them with what they should be.
    """

    accept_from: str
    at: str
    edition: str
    findings: str
    fingerprint: str
    on: str
    outcome: str
    procedure: str | None
    answers: str
    name: str
    summary: str | None
    title: str
    score: str


def screening_text(content: str) -> ScreeningText | None:
    """The parts of a line that is a screening of the usual shape; of any other, None."""
    found = _SHAPE.fullmatch(content)
    if found is None:
        return None
    told = ScreeningText._make(found.groups())
    # Two quotes stand around a text, and whatever is escaped counts twice: never too few.
    if len(told.name) > 202 or len(told.title) > 302 or len(told.summary or "") > 10_002:
        return None
    return told
