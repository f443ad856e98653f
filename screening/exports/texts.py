"""What a cell can hold of a text, and what Excel would make of it if nobody took care."""

import re

# Excel's own limit, in UTF-16 units.
LONGEST = 32_767
# More text than this is worth counting in UTF-16 units.
_SURELY_FITS = LONGEST // 2

_LINE_ENDS = re.compile("\r\n?")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NO_CHARACTER = "\ufffd"

# Where Excel begins to read a formula, wherever a text comes from.
FORMULA_SIGNS = frozenset("=+-@\t\r")
# What Excel takes for a number, a date or a truth when it opens a CSV file, and shows otherwise:
# leading zeros, more digits than it shows, 1-2 and 3/4, 1E5, 8:30, 10 000, (5), 50 %, 10 €;
# mai 2026, MAR-26 and 1 sept., in French and in English; vrai.
_MONTH = (
    "jan(?:v|vier|uary)?|f[eé]v(?:r|rier)?|feb(?:ruary)?|mars?|march|avr(?:il)?|apr(?:il)?|mai|may"
    "|juin|june?|juil(?:let)?|jul(?:y)?|ao[uû]t|aug(?:ust)?|sept?(?:embre|ember)?|oct(?:obre|ober)?"
    "|nov(?:embre|ember)?|d[eé]c(?:embre|ember)?"
)
_TAKEN_FOR_ANOTHER = re.compile(
    rf"""
    0\d+ | \d{{12,}} | \d+e\d+ | vrai | faux | true | false
    | (?=\D*\d) (?=\d*[\s,.:/()%€$£-]) [\d\s,.:/()%€$£-]+
    | (?:\d{{1,4}}[\s./-]{{0,3}})? (?:{_MONTH}) \.? [\s./-]{{0,3}} \d{{1,4}}
    | \d{{1,4}} [\s./-]{{0,3}} (?:{_MONTH}) \.?
    """,
    re.IGNORECASE | re.VERBOSE,
)


class Fitting:
    """Makes texts fit a cell, and counts those it had to change.

    `cut_mark` ends a text that is longer than a cell; control characters, which no sheet can hold,
    become their own small pictures (␀, ␛).
    """

    def __init__(self, cut_mark: str) -> None:
        self._cut_mark = cut_mark
        self.cut = 0
        self.replaced = 0

    def __call__(self, text: str) -> str:
        if _UNWRITABLE.search(text):
            text = _LINE_ENDS.sub("\n", text)
            text, replaced = _UNWRITABLE.subn(_picture, text)
            self.replaced += bool(replaced)
        if len(text) > _SURELY_FITS and _units(text) > LONGEST:
            self.cut += 1
            text = _beginning(text, LONGEST - _units(self._cut_mark)) + self._cut_mark
        return text


def as_excel_reads_it(text: str) -> str:
    """A text for a CSV file that Excel opens: with an apostrophe where it would take it for
    anything but a text, be it a formula, a date or a number."""
    if text[:1] in FORMULA_SIGNS or _TAKEN_FOR_ANOTHER.fullmatch(text.strip()):
        return f"'{text}" if text else text
    return text


def _picture(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else _NO_CHARACTER


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _beginning(text: str, units: int) -> str:
    """As much of a text as so many units hold, no character torn."""
    return text.encode("utf-16-le")[: units * 2].decode("utf-16-le", "ignore")
