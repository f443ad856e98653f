"""The register as a workbook or a Word document, and the fact that it left the log."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, NamedTuple, TypeVar, assert_never, get_args
from uuid import uuid4

from screening import __version__, minutes_files
from screening.core.access import NotAllowed, Person, may
from screening.core.cases import CaseRow
from screening.core.chain import Head
from screening.core.facts import LogExported, RecordedHead, content
from screening.core.model import Language
from screening.core.periods import Period
from screening.core.register import totals
from screening.exports.columns import PARIS, Cell, Column, Table
from screening.exports.texts import Fitting
from screening.exports.workbook import Workbook
from screening.language import moment, t
from screening.papers import Telling
from screening.register import Register
from screening.register_paper import Listing, register_paper
from screening.register_told import Told, improved_told, period_told, turned_down_told
from screening.service import Desk
from screening.snapshot import at_one_moment

RegisterForm = Literal["docx", "xlsx"]
Entry = TypeVar("Entry")
REGISTER_FORMS: tuple[RegisterForm, ...] = get_args(RegisterForm)

_OF_A_DEAL = (
    Column("case", "text", 9),
    Column("decided_at", "day", 11),
    Column("prospect", "prose", 24),
    Column("title", "prose", 28),
    Column("amount", "money", 12),
    Column("learners", "number", 12),
)
_TOLD_DOWN = ("by", "because", "against", "accepted_if", "motions")
# Of where it comes from: as many letters as fit on a line, and how high one is.
_WIDE, _HIGH = 100, 15
TURNED_DOWN = Table(
    "turned_down",
    (
        *_OF_A_DEAL,
        *(Column(f"register_{code}", "prose", 34) for code in _TOLD_DOWN),
        Column("register_asked", "prose", 34, printed=False),
        Column("register_since", "prose", 34, printed=False),
        Column("reason_codes", "text", 24, printed=False),
        Column("owner_name", "text", 18, printed=False),
        Column("reference", "text", 14, printed=False),
        Column("edition", "text", 12, printed=False),
    ),
)
IMPROVED = Table(
    "improved",
    (
        *_OF_A_DEAL,
        Column("register_first", "prose", 28),
        Column("register_then", "prose", 26),
        Column("better_question", "prose", 34),
        Column("better_before", "prose", 20),
        Column("better_after", "prose", 20),
        Column("better_rests_on", "prose", 24),
        Column("owner_name", "text", 18, printed=False),
        Column("reference", "text", 14, printed=False),
        Column("edition", "text", 12, printed=False),
    ),
)
REGISTER_TABLES = (TURNED_DOWN, IMPROVED)


class Part(NamedTuple):
    """Rows of the index, each with its entry in words; None where altered lines tell it no more."""

    rows: Sequence[CaseRow]
    told: Sequence[Told | None]

    @property
    def listing(self) -> Listing:
        cases = [one.case for one in self.rows]
        return Listing(totals(self.rows), list(zip(cases, self.told, strict=True)))


def export_register(
    desk: Desk, period: Period, form: RegisterForm, language: Language, by: Person
) -> bytes:
    """Both parts of the register as a file of one moment of the log, and records that it left.

    Nothing leaves unrecorded: the fact is in the log before anybody has the file. Raises NotAllowed
    and LogUnusable.
    """
    if not may(by, "export"):
        raise NotAllowed(by, "export")
    now = desk.now()
    with at_one_moment(desk) as (then, head):
        telling = Telling(language, PARIS, then.edition, then.name_of, then.edition_of)
        register = Register(then)
        down = _read(
            register.turned_down(period, by),
            lambda row: register.told_turned_down(row, by),
            lambda entry: turned_down_told(entry, telling, amounts=True),
        )
        better = _read(
            register.improved(period, by),
            lambda row: register.told_improved(row, by),
            lambda entry: improved_told(entry, telling, amounts=True),
        )
        match form:
            case "docx":
                paper = register_paper(
                    period_told(period, language),
                    down.listing,
                    better.listing,
                    head,
                    telling,
                    at=now,
                    amounts=True,
                )
                file = minutes_files.as_docx(paper, at=now.astimezone(PARIS))
            case "xlsx":
                file = _workbook(period, down, better, head, telling, desk, by)
            case _:
                assert_never(form)
    fact = LogExported(
        at=now,
        by=by.id,
        submission=uuid4().hex,
        what="register",
        form=form,
        language=language,
        filter=f"decided={period.code}",
        cases=len(down.rows) + len(better.rows),
        head=RecordedHead(number=head.number, seal=head.seal),
    )
    with desk.writing(by) as writing:
        writing.append(None, content(fact))
    return file


def _read(
    rows: Sequence[CaseRow],
    read: Callable[[CaseRow], Entry | None],
    tell: Callable[[Entry], Told],
) -> Part:
    entries = [read(row) for row in rows]
    return Part(rows, [None if one is None else tell(one) for one in entries])


# ── The workbook ─────────────────────────────────────────────────────────────────────────────


def _workbook(
    period: Period, down: Part, better: Part, head: Head, telling: Telling, desk: Desk, by: Person
) -> bytes:
    with TemporaryDirectory(prefix="mission-desk-register-") as folder:
        file = Path(folder) / "register.xlsx"
        fitting = Fitting(t(telling.language, "export.cut_mark"))
        with Workbook(
            file, Path(folder), telling.language, head, desk.now(), fitting, _unheard
        ) as book:
            _fill(book, TURNED_DOWN, _rows_down(down, telling))
            _fill(book, IMPROVED, _rows_better(better, telling))
            _explain(book, period, len(down.rows) + len(better.rows), head, telling, desk, by)
        return file.read_bytes()


def _unheard(_: int) -> None:
    """A register is small: nobody waits for it long enough to be told how far it has come."""


def _fill(book: Workbook, table: Table, cells: Iterator[tuple[Cell, ...]]) -> None:
    rows = book.table(table)
    for one in cells:
        rows.add(one)
    rows.finish()


def _rows_down(part: Part, telling: Telling) -> Iterator[tuple[Cell, ...]]:
    for row, told in zip(part.rows, part.told, strict=True):
        said = _said(told, telling)
        codes = (*_TOLD_DOWN, "asked", "since")
        yield (
            *_deal(row),
            *(said.get(code) for code in codes),
            row.because,
            *_beside(row, telling),
        )


def _rows_better(part: Part, telling: Telling) -> Iterator[tuple[Cell, ...]]:
    """A row per answer: a deal with two has two."""
    for row, told in zip(part.rows, part.told, strict=True):
        said = _said(told, telling)
        answers = told.rows if told is not None and told.rows else [(None,) * 4]
        for answer in answers:
            yield (
                *_deal(row),
                said.get("first"),
                said.get("then"),
                *answer,
                *_beside(row, telling),
            )


def _deal(row: CaseRow) -> tuple[Cell, ...]:
    ended = datetime.fromisoformat(row.decided_at) if row.decided_at else None
    return row.case, ended, row.prospect, row.title, row.amount, row.learners


def _beside(row: CaseRow, telling: Telling) -> tuple[Cell, ...]:
    return row.owner and telling.name_of(row.owner), row.reference, row.edition


def _said(told: Told | None, telling: Telling) -> dict[str, str]:
    """What is told of an entry, by code: several sentences under one another."""
    if told is None:
        return dict.fromkeys(("by", "first"), t(telling.language, "register.unreadable"))
    said = {one.code: "\n".join(one.entries) for one in told.lines}
    for one in told.lines:
        if one.code == "reopened_if":
            # Instead of what would have been accepted, in the same column: it says so.
            said["accepted_if"] = "\n".join((one.label, *one.entries))
    if told.altered:
        first = next(iter(said))
        said[first] = f"{t(telling.language, 'register.altered')}\n{said[first]}"
    return said


def _explain(
    book: Workbook,
    period: Period,
    cases: int,
    head: Head,
    telling: Telling,
    desk: Desk,
    by: Person,
) -> None:
    """Where it all comes from, what it means, and how to check it."""
    language = telling.language
    sheet = book.sheet("provenance")
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, _WIDE)
    sheet.hide_gridlines(2)
    title = t(language, "register.paper", period=period_told(period, language))
    book.write(sheet, 0, 0, title, "title")
    said = (
        (t(language, "export.provenance.by"), telling.name_of(by.id)),
        (t(language, "export.provenance.at"), moment(language, desk.now(), telling.zone)),
        (t(language, "export.provenance.cases"), str(cases)),
        (t(language, "export.provenance.head_number"), str(head.number)),
        (t(language, "export.provenance.head_seal"), head.seal),
        (t(language, "export.provenance.engine"), __version__),
        (t(language, "export.provenance.holds.label"), t(language, "register.method")),
        ("", t(language, "register.better_means")),
        ("", t(language, "register.provable")),
        (t(language, "export.provenance.verify.label"), telling("verify", head=str(head))),
    )
    for row, (name, value) in enumerate(said, start=2):
        sheet.set_row(row, _HIGH * -(-len(value) // _WIDE))
        book.write(sheet, row, 0, name, "label")
        book.write(sheet, row, 1, value, "prose")
