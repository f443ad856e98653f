"""Seals: every alteration is found, and found where it is."""

import pytest

from screening.core.chain import EMPTY, Flaw, Head, Line, flaws, seal

# Worked out with sha256sum: printf '\n{"case":null,"n":1}' | sha256sum, and so on.
FIRST = "3db1ef5bb76bbab08e6b07638d2190b74e70e9cb34d9def20734b3350602ab61"
SECOND = "26e111fef7fcb40d17a56875ec863e8464d432490598730fe50b6666cc7c5781"
THIRD = "744273d26b57aa31407b0d1d88c88adb4a64bb14d66e3df656764a45449ea44d"
LINES = (
    Line(1, None, '{"case":null,"n":1}', FIRST),
    Line(2, "C-2", '{"case":"C-2","é":"\\""}', SECOND),
    Line(3, "C-2", '{"case":"C-2","n":3}', THIRD),
)


def with_line(number: int, /, **changes: object) -> list[Line]:
    return [line._replace(**changes) if line.number == number else line for line in LINES]


def test_a_seal_is_the_sha256_of_the_seal_before_and_the_content() -> None:
    assert seal("", LINES[0].content) == FIRST
    assert seal(FIRST, LINES[1].content) == SECOND


def test_lines_nobody_altered_have_no_flaw() -> None:
    assert list(flaws(LINES)) == []
    assert list(flaws([])) == []


def test_lines_can_be_checked_from_a_head_on() -> None:
    assert list(flaws(LINES[1:], after=Head(1, FIRST))) == []
    assert list(flaws(LINES[1:], after=Head(1, SECOND))) == [Flaw(2, "seal")]
    assert list(flaws(LINES[1:], after=EMPTY)) == [Flaw(2, "number")]


@pytest.mark.parametrize(
    ("altered", "expected"),
    [
        (with_line(2, content='{"case":"C-2","é":"\\" "}'), [Flaw(2, "seal")]),
        # Made over and sealed again: the next line still knows the seal that was there.
        (
            with_line(2, content='{"case":"C-2"}', seal=seal(FIRST, '{"case":"C-2"}')),
            [Flaw(3, "seal")],
        ),
        (with_line(2, seal=THIRD), [Flaw(2, "seal"), Flaw(3, "seal")]),
        (with_line(3, seal=THIRD.upper()), [Flaw(3, "seal")]),
        (with_line(2, case="C-3"), [Flaw(2, "case")]),
        (with_line(2, case="C-"), [Flaw(2, "case")]),
        (with_line(2, case=None), [Flaw(2, "case")]),
        (with_line(1, case="C-2"), [Flaw(1, "case")]),
        (with_line(3, number=4), [Flaw(4, "number")]),
        # What a line is sealed to is missing: nothing tells whether it was altered.
        (LINES[:1] + LINES[2:], [Flaw(3, "number")]),
        (LINES[1:], [Flaw(2, "number")]),
        ((LINES[0], *LINES), [Flaw(1, "number")]),
        (
            (LINES[0], LINES[2]._replace(number=2), LINES[1]._replace(number=3)),
            [Flaw(2, "seal"), Flaw(3, "seal")],
        ),
    ],
)
def test_an_alteration_is_named_where_it_is(altered: list[Line], expected: list[Flaw]) -> None:
    assert list(flaws(altered)) == expected


def test_a_cut_tail_is_not_seen_from_inside_which_is_what_heads_are_quoted_for() -> None:
    assert list(flaws(LINES[:2])) == []


def test_bytes_that_are_no_longer_text_are_a_flaw_and_stop_nothing() -> None:
    altered = with_line(1, content='{"case":null,"n":\udcff}')

    assert list(flaws(altered)) == [Flaw(1, "seal")]
    assert list(flaws(with_line(1, seal="\udcff"))) == [Flaw(1, "seal"), Flaw(2, "seal")]


def test_a_case_named_inside_a_text_does_not_stand_for_the_line_s_own() -> None:
    content = '{"case":"C-1","title":"\\"case\\":\\"C-2\\""}'

    assert list(flaws([Line(1, "C-2", content, seal("", content))])) == [Flaw(1, "case")]


def test_a_motion_filed_under_a_case_that_it_cites_is_named() -> None:
    content = '{"because":"b","case":"C-12","cites":[{"case":"C-7","how":"followed"}]}'

    assert list(flaws([Line(1, "C-12", content, seal("", content))])) == []
    assert list(flaws([Line(1, "C-7", content, seal("", content))])) == [Flaw(1, "case")]


def test_a_head_is_written_as_people_quote_it() -> None:
    assert str(Head(12, "ab")) == "12:ab"
