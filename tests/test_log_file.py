"""Reading an exported log: what is a line, and what is not but must not stop the reading."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from screening import log_file
from screening.core.chain import Line, flaws
from screening.log_file import read_log_file

# printf '\n{"case":null}' | sha256sum, then the same with that seal in front.
FIRST = Line(
    1, None, '{"case":null}', "a9a4dcc5d4d9933b8874e8af564456e95be3def2ea8c9858c82c3c943465b8cc"
)
SECOND = Line(
    2,
    "C-2",
    '{"case":"C-2","é":1}',
    "7c74fe9acca7ec4e5b16e61f61da6b4723484b47093a7a20f215804fceae49e5",
)


def written(*lines: Line, ascii: bool = True) -> str:
    return "".join(f"{json.dumps(line._asdict(), ensure_ascii=ascii)}\n" for line in lines)


def read(tmp_path: Path, content: str | bytes) -> list[Line]:
    file = tmp_path / "log.jsonl"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_log_file(file))


@pytest.mark.parametrize("ascii", [True, False])
def test_lines_come_back_to_the_letter(tmp_path: Path, ascii: bool) -> None:
    lines = read(tmp_path, written(FIRST, SECOND, ascii=ascii))

    assert lines == [FIRST, SECOND]
    assert list(flaws(lines)) == []


@pytest.mark.parametrize(
    "changed",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.rstrip("\n"),
        lambda text: text.replace("\n", "\n\n") + "  \n",
        lambda text: text.replace(", ", ","),
    ],
    ids=["byte order mark", "CRLF", "no last line end", "blank lines", "no spaces"],
)
def test_what_editors_do_to_a_file_alters_no_line(
    tmp_path: Path, changed: Callable[[str], str]
) -> None:
    assert read(tmp_path, changed(written(FIRST, SECOND))) == [FIRST, SECOND]


def test_separators_that_only_some_programs_know_end_no_line(tmp_path: Path) -> None:
    line = Line(1, None, '{"a":"\u2028\u0085\x0b\x0c","case":null}', "0" * 64)

    assert read(tmp_path, written(line, ascii=False)) == [line]


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "x",
        "{",
        "[1, 2]",
        "null",
        '{"number": 2}',
        '{"number": "2", "case": null, "content": "{}", "seal": ""}',
        '{"number": true, "case": null, "content": "{}", "seal": ""}',
        '{"number": 2.0, "case": null, "content": "{}", "seal": ""}',
        '{"number": 2, "case": 3, "content": "{}", "seal": ""}',
        '{"number": 2, "case": null, "content": {}, "seal": ""}',
        '{"number": 2, "case": null, "content": "{}", "seal": null}',
        '{"number": 2, "case": null, "content": "{}", "seal": "", "more": 1}',
        '{"number": 2, "case": null, "content": "{}", "content": "{}", "seal": ""}',
        '{"number": 2, "case": null, "content": "{}", "content": "x"}',
        "[" * 100_000,
        '{"number": ' + "9" * 10_000 + ', "case": null, "content": "{}", "seal": ""}',
    ],
)
def test_what_is_no_line_comes_without_a_seal_under_its_number(tmp_path: Path, wrong: str) -> None:
    text = f"{written(FIRST)}{wrong or '«'}\n{written(SECOND)}"

    lines = read(tmp_path, text)

    assert lines == [FIRST, Line(2, None, wrong or "«", ""), SECOND]
    assert {flaw.number for flaw in flaws(lines)} == {2}


def test_bytes_that_are_no_text_are_read_all_the_same(tmp_path: Path) -> None:
    lines = read(tmp_path, b"\xff\xfe\x00\n" + written(FIRST).encode())

    assert lines == [Line(1, None, "\udcff\udcfe\x00", ""), FIRST]
    assert [flaw.number for flaw in flaws(lines)] != []


def test_lone_surrogates_are_read_and_named(tmp_path: Path) -> None:
    line = FIRST._replace(content='{"a":"\ud800","case":null}')

    lines = read(tmp_path, written(line))

    assert lines == [line]
    assert [(flaw.number, flaw.what) for flaw in flaws(lines)] == [(1, "seal")]


def test_a_line_without_end_does_not_fill_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_file, "_LONGEST", 300)
    text = f"{'x' * 1_000}\n{written(FIRST)}{'y' * 299}\n{'z' * 900}"

    lines = read(tmp_path, text)

    assert lines == [
        Line(1, None, "x" * 300, ""),
        FIRST,
        Line(3, None, "y" * 299, ""),
        Line(4, None, "z" * 300, ""),
    ]


def test_an_empty_file_holds_no_line(tmp_path: Path) -> None:
    assert read(tmp_path, "") == []


def test_a_file_that_cannot_be_opened_says_why(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(read_log_file(tmp_path / "none.jsonl"))
    with pytest.raises(IsADirectoryError):
        list(read_log_file(tmp_path))
