"""The checker of the documentation: it needs nothing of ours, and finds what `verify` finds."""

import ast
import io
import json
import random
import runpy
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from click.testing import CliRunner

from screening import cli
from screening.core.chain import Head, Line, seal
from screening.core.facts import EditionAdopted, content
from screening.stores.sqlite import SqliteLog
from tests.builders import NOON
from tests.faults.processes import submit
from tests.tampering import rewrite, seal_again, tamper
from tests.test_documentation import LOG_FORMATS, blocks, text_of

[CHECKER] = [one.text for one in blocks(text_of(LOG_FORMATS["en"])) if one.file == "check.py"]
LINES = 8


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[Line]:
    log = SqliteLog(tmp_path_factory.mktemp("written") / "screening.db")
    with log.writing() as writing:
        adopted = EditionAdopted(at=NOON, by="ana", edition="é", fingerprint="f", criteria="")
        writing.append(None, content(adopted))
    for n in range(2, LINES + 1):
        submit(log, f"s-{n}")
    lines = list(log.lines())
    log.close()
    return lines


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "check.py").write_text(CHECKER, "utf-8")
    return tmp_path


def text(line: Line) -> str:
    return json.dumps(line._asdict()) + "\n"


def exported(folder: Path, lines: list[Line] | str) -> Path:
    file = folder / "log.jsonl"
    file.write_text(lines if isinstance(lines, str) else "".join(map(text, lines)), "utf-8")
    return file


def check(file: Path, *heads: object) -> tuple[int, list[str]]:
    """Its exit code and what it said, in a Python that knows no package and no setting."""
    noted = [part for head in heads for part in ("--head", str(head))]
    ran = subprocess.run(
        [sys.executable, "-I", "-S", file.parent / "check.py", file, *noted],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={"LC_ALL": "C.UTF-8"},  # where a terminal cannot show everything
    )
    assert ran.stderr == ""
    return ran.returncode, ran.stdout.splitlines()


def head(line: Line) -> Head:
    return Head(line.number, line.seal)


def test_it_is_short_and_runs_on_old_pythons_with_nothing_installed() -> None:
    tree = ast.parse(CHECKER, feature_version=(3, 9))
    imported = {
        name.name for one in ast.walk(tree) if isinstance(one, ast.Import) for name in one.names
    }
    imported |= {one.module or "" for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)}

    assert len(CHECKER.splitlines()) <= 40
    assert max(map(len, CHECKER.splitlines())) <= 100
    assert imported <= sys.stdlib_module_names


def test_a_whole_log_is_said_to_be_whole(folder: Path, written: list[Line]) -> None:
    file = exported(folder, written)
    said = [f"{LINES} lines, all sealed and unaltered.", f"Head {head(written[-1])}"]

    assert check(file) == (0, said)
    assert check(file, head(written[-1]), head(written[2])) == (0, said)
    assert check(file, "0:") == (0, said)


def test_what_editors_do_to_a_file_alters_no_line(folder: Path, written: list[Line]) -> None:
    edited = "\ufeff" + "\r\n".join(text(one).strip() for one in written) + "\n\n"

    assert check(exported(folder, edited))[0] == 0


def without(number: int) -> Callable[[list[Line]], list[Line]]:
    return lambda lines: [one for one in lines if one.number != number]


def changed(at: int, **values: object) -> Callable[[list[Line]], list[Line]]:
    return lambda lines: [
        one._replace(**values) if one.number == at else one  # type: ignore[arg-type]
        for one in lines
    ]


SEALED = "the line or its seal was altered"
ORDER = "lines before this one are missing, or it is out of order"


@pytest.mark.parametrize(
    ("tampering", "named"),
    [
        (without(3), [f"line 4: {ORDER}"]),
        (
            lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]],
            [f"line {n}: {ORDER}" for n in (4, 3, 5)],
        ),
        (lambda lines: [*lines[:3], *lines[2:]], [f"line 3: {ORDER}"]),
        (changed(3, number=2), [f"line 2: {ORDER}", f"line 4: {ORDER}"]),
        (changed(3, case="C-2"), ["line 3: the line was filed under another case"]),
        (changed(3, case=None), ["line 3: the line was filed under another case"]),
        (changed(3, seal="0" * 64), [f"line 3: {SEALED}", f"line 4: {SEALED}"]),
        (
            lambda lines: [
                one._replace(content=one.content.replace("Nord", "Sud")) for one in lines[:3]
            ],
            [f"line 2: {SEALED}", f"line 3: {SEALED}"],
        ),
    ],
)
def test_what_was_done_to_a_log_is_named_at_its_line(
    folder: Path,
    written: list[Line],
    tampering: Callable[[list[Line]], list[Line]],
    named: list[str],
) -> None:
    code, said = check(exported(folder, tampering(written)))

    assert (code, said[:-1]) == (1, named)


def test_a_cut_tail_shows_only_against_a_head_noted_outside(
    folder: Path, written: list[Line]
) -> None:
    file = exported(folder, written[:-2])

    assert check(file)[0] == 0
    assert check(file, head(written[-3]))[0] == 0
    assert check(file, head(written[-1])) == (
        1,
        [
            f"line {LINES}: not there with the seal that was noted",
            f"Head {head(written[-3])}",
        ],
    )


@pytest.mark.parametrize("content", ["", "\n\n", "{}\n[]\n", "reference,title\n1,2\n"])
def test_what_holds_no_line_is_not_whole(folder: Path, content: str) -> None:
    assert check(exported(folder, content))[0] == 1


# ── The log in use ───────────────────────────────────────────────────────────────────────────


def test_the_log_in_use_is_checked_as_it_lies_there(folder: Path) -> None:
    log = SqliteLog(folder / "screening ?#.db")
    for n in range(1, 4):
        submit(log, f"s-{n}")
    noted = log.head()

    # The last lines are in the journal still: somebody has it open.
    assert Path(f"{log.file}-wal").stat().st_size
    assert check(log.file, noted) == (
        0,
        ["3 lines, all sealed and unaltered.", f"Head {noted}"],
    )
    log.close()


def test_a_log_nobody_has_open_is_checked_without_a_trace(folder: Path) -> None:
    log = SqliteLog(folder / "screening.db")
    submit(log, "s-1")
    log.close()
    before = {one.name: one.read_bytes() for one in folder.iterdir()}

    assert check(log.file)[0] == 0
    assert {one.name: one.read_bytes() for one in folder.iterdir()} == before


def test_a_log_altered_past_its_protections_is_named_at_its_line(folder: Path) -> None:
    log = SqliteLog(folder / "screening.db")
    for n in range(1, 5):
        submit(log, f"s-{n}")
    noted = log.head()
    log.close()

    rewrite(log.file, 2, "Atelier Nord", "Atelier Sud")
    assert check(log.file)[1][:-1] == [f"line 2: {SEALED}"]

    seal_again(log.file)
    assert check(log.file)[0] == 0
    assert check(log.file, noted)[1][:-1] == ["line 4: not there with the seal that was noted"]

    tamper(log.file, "DELETE FROM line WHERE number = 3")
    assert check(log.file)[1][:-1] == [f"line 4: {ORDER}"]


def test_a_motion_filed_under_a_case_that_it_cites_is_named(folder: Path) -> None:
    content_ = '{"case":"C-12","cites":[{"case":"C-7","how":"followed"}],"fact":"motion_put"}'
    line = Line(1, "C-12", content_, seal("", content_))

    assert check(exported(folder, [line]))[0] == 0
    said = check(exported(folder, [line._replace(case="C-7")]))[1]
    assert said[:-1] == ["line 1: the line was filed under another case"]


# ── Beside verify ────────────────────────────────────────────────────────────────────────────


def a_tampering(lines: list[Line], any_: random.Random) -> bytes:
    """An export with one or two things done to it, as a careless or a dishonest hand would."""
    held = [text(one).encode() for one in lines]
    for _ in range(any_.choice([1, 1, 2])):
        at = any_.randrange(len(held))
        match any_.randrange(9):
            case 0:
                del held[at]
            case 1:
                other = any_.randrange(len(held))
                held[at], held[other] = held[other], held[at]
            case 2:
                held.insert(any_.randrange(len(held)), held[at])
            case 3:
                del held[any_.randrange(len(held)) :]
            case 4:
                held[at] = any_.choice([b"{}\n", b"[]\n", b"\xff\n", b"null\n", b"\n", b"x\n"])
            case 5:
                key = any_.choice([b'"number": ', b'"case": ', b'"seal": ', b'"content": '])
                value = any_.choice([b"null", b"1", b"true", b'"C-3"', b"2.0", b"{}"])
                held[at] = held[at].replace(key, key + value + b", " + key, 1)
            case 6:
                held[at] = held[at].replace(b"}\n", b', "more": 1}\n')
            case _:
                byte = any_.randrange(len(held[at]))
                other = bytes([any_.randrange(256)])
                held[at] = held[at][:byte] + other + held[at][byte + 1 :]
        if not held:
            return b""
    return b"".join(held)


def test_it_names_the_lines_that_verify_names(
    folder: Path, written: list[Line], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCREENING_LANGUAGE", "en")
    any_ = random.Random(20261124)
    file = folder / "log.jsonl"
    whole = 0

    for attempt in range(500):
        file.write_bytes(a_tampering(written, any_))
        noted = any_.choice(written)
        verified = CliRunner().invoke(
            cli.main, ["verify", str(file), "--json", "--head", str(head(noted))]
        )
        code, said = check_here(file, head(noted))

        if verified.exit_code == 2:  # verify says that this is no log at all
            assert code == 1, attempt
            continue
        *flaws, end = map(json.loads, verified.stdout.splitlines())
        # What nothing of ours can read as a fact had its seal altered, or is no line.
        named = {one["line"] for one in flaws if one["what"] != "fact"}
        told = {int(one.split()[1].rstrip(":")) for one in said if one.startswith("line ")}
        assert (code, told) == (verified.exit_code, named), (attempt, flaws, said)
        last = "Head {number}:{seal}".format(**end["head"])
        assert said[-1] == last.encode(errors="backslashreplace").decode(), attempt
        whole += code == 0
    assert 0 < whole < 250


def check_here(file: Path, noted: Head) -> tuple[int, list[str]]:
    """The same as `check`, without starting a Python each time."""
    said = io.TextIOWrapper(io.BytesIO(), "utf-8")
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said):
        patch.setattr(sys, "argv", ["check.py", str(file), "--head", str(noted)])
        with pytest.raises(SystemExit) as ended:
            runpy.run_path(str(file.parent / "check.py"))
    said.seek(0)
    return int(ended.value.code or 0), said.read().splitlines()
