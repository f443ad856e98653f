"""The use case: a file written from one moment of the log, and the fact that it was."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from screening import __version__
from screening.core.access import NotAllowed, Person, may
from screening.core.cases import Case
from screening.core.chain import Head
from screening.core.criteria import Edition
from screening.core.facts import ExportForm, LogExported, RecordedHead, content
from screening.core.model import Language
from screening.core.query import Query
from screening.exports import csv_files, sealed
from screening.exports.about import Provenance
from screening.exports.filters import in_codes, in_words
from screening.exports.sheets import Sheets
from screening.exports.telling import Naming, Told, Words, chosen, counted
from screening.exports.texts import Fitting
from screening.exports.unfinished import finish, said_as_unwritable, unfinished
from screening.exports.workbook import Workbook
from screening.language import t
from screening.service import Desk, EditionLost
from screening.stores.protocol import Reading

Progress = Callable[[int], object]


class AlreadyExported(Exception):
    """This very export was made and recorded before. Start another one."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export came to: how many cases, the head of the log it tells of, how many texts were
    cut to what a cell holds, and how many cases have lines that tell no case any more."""

    cases: int
    head: Head
    cut: int = 0
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """What is exported, for whom, and when."""

    query: Query
    form: ExportForm
    language: Language
    by: Person
    at: datetime


def export(
    desk: Desk,
    query: Query,
    form: ExportForm,
    language: Language,
    to: Path,
    by: Person,
    progress: Progress | None = None,
    submission: str | None = None,
) -> Exported:
    """Writes the cases a query finds to a file, and records that it did.

    The file tells of one moment of the log, and has its name only once it is whole and the fact is
    recorded: nothing leaves unrecorded, and no half file looks like a whole one. An earlier file of
    that name is replaced. `progress` hears of each case, of JSON Lines of each line of the log, and
    stops everything by raising. Memory does not grow with the log.

    `submission` names the act: the same again raises AlreadyExported. Raises NotAllowed,
    FileUnwritable and LogUnusable too.
    """
    if not may(by, "export"):
        raise NotAllowed(by, "export")
    submission = submission or uuid4().hex
    if any(
        isinstance(fact, LogExported) and fact.submission == submission
        for fact in desk.common_facts()
    ):
        raise AlreadyExported(submission)
    asked = Asked(replace(query, reader=by.id), form, language, by, desk.now())
    with unfinished(to) as folder:
        whole = folder / f"whole{to.suffix}"
        # Inside the reading, which takes any trouble with a file for its own.
        with desk.log.reading() as reading, said_as_unwritable(to):
            exported = _write(desk, reading, asked, whole, progress or (lambda _: None))
        _record(desk, asked, exported, submission)
        finish(whole, to)
    return exported


def steps(desk: Desk, query: Query, form: ExportForm, by: Person) -> int:
    """How many steps `progress` will be told of, as the log is now."""
    return desk.log.head().number if form == "jsonl" else desk.count(query, by, most=10**9)


def _write(desk: Desk, reading: Reading, asked: Asked, file: Path, progress: Progress) -> Exported:
    head = reading.head()
    if asked.form == "jsonl":
        return Exported(sealed.write_lines(file, reading, asked.query, progress), head)

    naming = Naming(reading, None if asked.form == "csv" else asked.language)
    editions = _Editions(desk, naming.language)
    cases = unreadable = 0

    def done(told: Told) -> None:
        nonlocal cases, unreadable
        cases += 1
        unreadable += told.case is None
        progress(1)

    def amount_of(case: Case) -> int | None:
        request = case.latest.request
        return request.amount if may(asked.by, "read_amount", request.owner) else None

    fitting = Fitting(t(asked.language, "export.cut_mark"))
    told = counted(chosen(reading, asked.query, editions.words_of), done)
    if asked.form == "csv":
        csv_files.write_for_machines(file, told, naming, amount_of, head)
    elif asked.form == "csv_excel":
        csv_files.write_for_excel(file, told, naming, amount_of, head, fitting, asked.language)
    else:
        with Workbook(file, file.parent, asked.language, head, asked.at, fitting, progress) as book:
            sheets = Sheets(book, naming, amount_of)
            sheets.fill(told)
            provenance = Provenance(
                by=f"{naming.person(asked.by.id)} ({asked.by.id})",
                at=asked.at,
                cases=cases,
                chosen=in_words(asked.query, naming, asked.language),
                head=head,
                edition=desk.edition.name,
                engine=__version__,
                cut=fitting.cut,
                replaced=fitting.replaced,
                unreadable=unreadable,
            )
            sheets.explain(editions.known, provenance)
    return Exported(cases, head, fitting.cut, unreadable)


class _Editions:
    """The editions that judged the cases, each read once."""

    def __init__(self, desk: Desk, language: Language | None) -> None:
        self._desk, self._language = desk, language
        self._words: dict[str, Words] = {}
        self._colleges: dict[str, str] = {}
        if language is not None:
            for edition in desk.editions():
                for one in edition.committee.colleges:
                    self._colleges[one.id] = one.name.in_(language)

    def words_of(self, case: Case) -> Words:
        fingerprint = case.latest.fingerprint
        if fingerprint not in self._words:
            try:
                edition = self._desk.edition_of(case.latest)
            except EditionLost:
                edition = None
            self._words[fingerprint] = Words(edition, self._language, self._colleges)
        return self._words[fingerprint]

    @property
    def known(self) -> dict[str, Edition]:
        """By fingerprint, the newest first, as cases come."""
        return {
            fingerprint: words.edition
            for fingerprint, words in self._words.items()
            if words.edition is not None
        }


def _record(desk: Desk, asked: Asked, exported: Exported, submission: str) -> None:
    fact = LogExported(
        at=asked.at,
        by=asked.by.id,
        submission=submission,
        form=asked.form,
        language=asked.language,
        filter=in_codes(asked.query),
        cases=exported.cases,
        head=RecordedHead(number=exported.head.number, seal=exported.head.seal),
    )
    with desk.writing(asked.by) as writing:
        try:
            writing.append(None, content(fact))
        except ValueError as recorded:
            raise AlreadyExported(submission) from recorded
