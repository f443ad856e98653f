"""The workbook, as the programs that open it see it."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest
from openpyxl import Workbook as Opened
from openpyxl import load_workbook

from screening import __version__
from screening.core.chain import EMPTY
from screening.core.committee_facts import Condition
from screening.core.model import LANGUAGES, Language
from screening.core.query import Query
from screening.exports import export, workbook
from screening.exports.sheets import TABLES
from screening.exports.texts import Fitting
from screening.review import NewMotion, Review
from screening.service import Words
from screening.stores.protocol import PersonDetails
from tests.builders import (
    ANA,
    CHAIR,
    FOUR,
    MANAGER,
    NOON,
    ONE,
    THREE,
    TWO,
    Clock,
    a_request,
    put,
    referred,
    vote,
)

Export = Callable[..., Path]
SHEETS: dict[Language, list[str]] = {
    "fr": [
        *("Synthèse", "Décisions", "Constats", "Propositions et décisions", "Votes"),
        *("Conditions", "Critères", "Dictionnaire", "Provenance"),
    ],
    "en": [
        *("Summary", "Decisions", "Findings", "Motions and rulings", "Ballots"),
        *("Conditions", "Criteria", "Dictionary", "Provenance"),
    ],
}
NAMESPACE = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}


@pytest.fixture
def exported(review: Review, tmp_path: Path) -> Export:
    def exported(language: Language = "en", query: Query = Query()) -> Path:  # noqa: B008 (frozen)
        to = tmp_path / f"{language}.xlsx"
        export(review.desk, query, "xlsx", language, to, MANAGER)
        return to

    return exported


@pytest.fixture
def a_year(review: Review, clock: Clock) -> Review:
    """One accepted in March, one with conditions in April; in May a vote opens, one withdrawn."""
    desk = review.desk
    desk.introduce(PersonDetails("sales-1", "Ana López", None, None, None))
    desk.introduce(PersonDetails("member-1", "Awa Diop", None, None, None))
    accepted = a_request(reference="HS-1", owner=None, amount=12_000, starts="2026-09")
    desk.record(accepted, "s-1", ANA)

    clock.turn(days=31)
    with_conditions = a_request(
        reference="HS-2", owner=None, amount=30_000, answers={"open": False, "share": 60}
    )
    case = desk.record(with_conditions, "s-2", ANA, Words(repeated_because="Another one.")).case
    review.move_up(case, "u-1", "All should see it.", CHAIR)
    condition = Condition(
        text="Publish it all", owner="sales-1", due=date(2026, 12, 31), proof="The address"
    )
    put(review, case, NewMotion("accept_with_conditions", "If open.", conditions=(condition,)))
    clock.turn(days=1)
    for member in (ONE, TWO, THREE, FOUR):
        vote(review, case, member, "for")

    clock.turn(days=29)
    voting = referred(review, "HS-3", prospect={"name": "Ville d’Est"})
    put(review, voting)
    vote(review, voting, ONE, "against")
    withdrawn = referred(review, "HS-4", prospect={"name": "Groupe Sud"})
    desk.withdraw(withdrawn, "w-1", "lost", None, ANA)
    return review


def shown(moment: str) -> datetime:
    """A moment as a cell shows it: without a zone."""
    return datetime.fromisoformat(moment)


def rows(book: Opened, sheet: str) -> list[dict[str, Any]]:
    """The rows of a table, by the titles of its columns."""
    titles, *lines = book[sheet].iter_rows(values_only=True)
    return [dict(zip(titles, line, strict=True)) for line in lines]


def some(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}


# ── What it says ─────────────────────────────────────────────────────────────────────────────


def test_a_decision_has_real_dates_and_numbers(a_year: Review, exported: Export) -> None:
    (told,) = (one for one in rows(load_workbook(exported()), "Decisions") if one["Case"] == "C-2")

    seal = told.pop("Seal")
    assert some(told) == {
        "Case": "C-2",
        "Opened": shown("2026-03-02"),
        "Organisation": "Atelier Nord",
        "Request": "Web developers",
        "Salesperson": "Ana López",
        "Amount": 12_000,
        "Verdict of the criteria": "Accepted",
        "Score": 100,
        "Status": "Accepted",
        "Decided": shown("2026-03-02"),
        "People": 40,
        "Starts": shown("2026-09-01"),
        "First verdict": "Accepted",
        "Versions": 1,
        "Conditions open": 0,
        "Conditions kept": 0,
        "Conditions broken": 0,
        "Edition": "2026-test",
        "Threshold": 60,
        "CRM reference": "HS-1",
        "Country": "FR",
        "Salesperson’s id": "sales-1",
        "Version of": shown("2026-03-02T13:00"),
        "Recorded by": "Ana López",
        "Last fact": shown("2026-03-02T13:00"),
        "Line": 2,
    }
    assert seal == next(a_year.desk.log.lines(case="C-2")).seal


@pytest.mark.usefixtures("a_year")
def test_each_finding_stands_beside_the_answer_it_rests_on(exported: Export) -> None:
    told = rows(load_workbook(exported("fr")), "Constats")

    assert len(told) == 8
    (opened, share) = (one for one in told if one["Dossier"] == "C-3")
    assert some(opened) == {
        "Dossier": "C-3",
        "Organisation": "Atelier Nord",
        "Critère": "openness title (fr)",
        "Réponse": "Non",
        "Constat": "non satisfait",
        "Points": 0,
        "Sur": 40,
        "S’oppose": "Oui",
        "Id du critère": "openness",
    }
    assert (share["Réponse"], share["Points"]) == ("60\u00a0% (fr)", 20)


@pytest.mark.usefixtures("a_year")
def test_a_motion_tells_its_count_and_an_open_one_only_until_when(exported: Export) -> None:
    opened, closed = rows(load_workbook(exported()), "Motions and rulings")

    assert some(opened) == {
        "Case": "C-11",
        "Organisation": "Ville d’Est",
        "Motion no.": 1,
        "Put on": shown("2026-05-02"),
        "Put by": "chair-1",
        "Proposal": "accept",
        "Why": "It serves the mission.",
        "Result": "vote open",
        "Procedure": "full committee",
        "Authority": "decides",
        "Open until": opened["Open until"],
    }
    assert opened["Open until"] > shown("2026-05-15")
    # The clients and the students are wholly for; the chair of the investors did not vote.
    assert some(closed) == {
        "Case": "C-3",
        "Organisation": "Atelier Nord",
        "Motion no.": 1,
        "Put on": shown("2026-04-02"),
        "Put by": "chair-1",
        "Proposal": "accept with conditions",
        "Why": "If open.",
        "Result": "carried",
        "Closed": shown("2026-04-03"),
        "For": 4,
        "Against": 0,
        "Abstained": 0,
        "Did not vote": 1,
        "% for": 100,
        "Ruling": "accept with conditions",
        "Recused": 0,
        "Weight for": "2/1",
        "Weight counted": 2,
        "Call": 1,
        "Procedure": "full committee",
        "Authority": "decides",
    }


@pytest.mark.usefixtures("a_year")
def test_only_ballots_of_closed_votes_leave(exported: Export) -> None:
    told = rows(load_workbook(exported()), "Ballots")

    assert {one["Case"] for one in told} == {"C-3"}
    assert [(one["Seat"], one["Vote"]) for one in told] == [
        ("Awa Diop", "For"),
        ("member-2", "For"),
        ("member-3", "For"),
        ("member-4", "For"),
    ]


def test_a_condition_is_open_until_it_is_settled(
    a_year: Review, exported: Export, clock: Clock
) -> None:
    (told,) = rows(load_workbook(exported()), "Conditions")
    assert some(told) == {
        "Case": "C-3",
        "Organisation": "Atelier Nord",
        "No.": 1,
        "Condition": "Publish it all",
        "Who sees to it": "Ana López",
        "Due": shown("2026-12-31"),
        "Proof wanted": "The address",
        "State": "open",
        "Id": "sales-1",
    }

    clock.turn(days=1)
    a_year.settle("C-3", "k-1", 1, True, "https://example.org", ANA)
    (told,) = rows(load_workbook(exported()), "Conditions")
    assert (told["State"], told["Settled"], told["Proof given"]) == (
        "kept",
        shown("2026-05-03"),
        "https://example.org",
    )


@pytest.mark.usefixtures("a_year")
def test_the_summary_counts_what_became_of_the_cases(exported: Export) -> None:
    lines = [
        [one for one in line if one is not None]
        for line in load_workbook(exported())["Summary"].iter_rows(values_only=True)
    ]

    assert ["4 cases: all cases"] in lines
    assert ["Accepted by the criteria", 1, 25, 40, 12_000] in lines
    assert ["Accepted by the committee", 1, 25, 40, 30_000] in lines
    assert ["Declined", 0, 0, 0, 0] in lines
    assert ["Withdrawn", 1, 25, 40, 0] in lines
    assert ["Open with the committee", 1, 25, 40, 0] in lines
    assert ["Total", 4, 160, 42_000] in lines
    assert [shown("2026-03-01"), 1, 0, 0, 0, 0, 1] in lines
    assert [shown("2026-04-01"), 0, 1, 0, 0, 0, 1] in lines
    assert [shown("2026-05-01"), 0, 0, 0, 1, 1, 2] in lines
    assert ["openness title", 1, 0, 1] in lines


def test_the_criteria_that_judged_come_with_their_source(a_year: Review, exported: Export) -> None:
    (opened, _) = rows(load_workbook(exported()), "Criteria")

    assert some(opened) == {
        "Edition": "2026-test",
        "Criterion": "openness title",
        "Question asked": "Will it be open?",
        "Weight": 40,
        "Threshold": 60,
        "Blocking": "Yes",
        "Why": "openness why",
        "Source": "openness source",
        "Statutory objective": "Access",
        "In force from": shown("2026-01-01"),
        "Advice": "openness advice",
        "Criterion’s id": "openness",
        "Question’s id": "open",
        "Fingerprint": a_year.desk.loaded.fingerprint,
    }


def test_the_provenance_tells_who_when_what_and_how_to_verify(
    a_year: Review, exported: Export
) -> None:
    head = a_year.desk.log.head()
    a_year.desk.introduce(PersonDetails("manager-1", "Marc Lefèvre", None, None, None))
    book = load_workbook(exported("en", Query(status=("withdrawn",), text="Groupe")))
    told = {line[0]: line[1] for line in book["Provenance"].iter_rows(values_only=True)}

    assert told["Exported by"] == "Marc Lefèvre (manager-1)"
    assert told["On (clock in Paris)"] == shown("2026-05-02T14:00")
    assert told["Which cases"] == "holds “Groupe”; status: Withdrawn"
    assert told["How many cases"] == 1
    assert told["Head of the log: number"] == head.number
    assert told["Head of the log: seal"] == head.seal
    assert told["Version of the program"] == __version__
    assert f"python -m screening verify --head {head}\n" in told["To verify"]
    assert (told["Texts cut"], told["Unreadable cases"]) == (0, 0)


@pytest.mark.usefixtures("a_year")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dictionary_tells_every_column_of_every_table(
    exported: Export, language: Language
) -> None:
    book = load_workbook(exported(language))
    told = list(book[SHEETS[language][7]].iter_rows(min_row=2, values_only=True))

    titled = [(sheet, cell.value) for sheet in SHEETS[language][1:7] for cell in book[sheet][1]]
    assert [one[:2] for one in told] == titled
    assert all(means and holds for _, _, means, holds, _ in told)


# ── How it is laid out ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_can_be_read_filtered_and_printed(
    a_year: Review, exported: Export, language: Language
) -> None:
    head = a_year.desk.log.head()
    book = load_workbook(exported(language))

    assert book.sheetnames == SHEETS[language]
    for sheet in book:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert str(head) in sheet.oddFooter.left.text
        assert "&P / &N" in sheet.oddFooter.right.text
    for table, name in zip(TABLES, SHEETS[language][1:7], strict=True):
        sheet = book[name]
        last = sheet.max_row
        # One page wide, and as many high as it takes.
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in ((None, 0), (1, 0))
        assert sheet.freeze_panes == "B2"
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.auto_filter.ref == f"A1:{sheet.cell(last, len(table.columns)).coordinate}"
        printed = sum(one.printed for one in table.columns)
        edge = sheet.cell(1, printed).column_letter
        assert sheet.print_area.endswith(f"$A$1:${edge}${last}")
        # Nobody reads print smaller than two thirds: some 190 characters across a page.
        assert sum(one.width for one in table.columns[:printed]) <= 260
        widths = {letter: one.width for letter, one in sheet.column_dimensions.items()}
        assert all(5 < one < 95 for one in widths.values())


@pytest.mark.usefixtures("a_year")
@pytest.mark.parametrize("language", LANGUAGES)
def test_charts_are_drawn_from_the_tables_and_keep_their_numbers(
    exported: Export, language: Language
) -> None:
    file = exported(language)

    assert len(load_workbook(file)[SHEETS[language][0]]._charts) == 2
    with zipfile.ZipFile(file) as parts:
        months, reasons = (
            ElementTree.fromstring(parts.read(f"xl/charts/chart{n}.xml")) for n in (1, 2)
        )
    assert (
        cached(months, "c:val")
        == [["1", "0", "0"], ["0", "1", "0"], ["0"] * 3] + [["0", "0", "1"]] * 2
    )
    assert cached(reasons, "c:val") == [["1"], ["0"]]
    # Told apart without colours: some are filled, some striped.
    assert sum(one.tag.endswith("}pattFill") for one in months.iter()) == 2


def cached(chart: ElementTree.Element, what: str) -> list[list[str]]:
    return [
        [value.text or "" for value in one.findall(".//c:v", NAMESPACE)]
        for one in chart.findall(f".//{what}", NAMESPACE)
    ]


def test_prose_of_several_lines_has_room(review: Review, exported: Export) -> None:
    review.desk.record(a_request(title="word " * 50, owner=None), "s-1", ANA)

    sheet = load_workbook(exported())["Decisions"]

    # 250 characters in a column of 32, whose letters are narrower than its digits.
    assert sheet.row_dimensions[2].height == 8 * 15


@pytest.mark.usefixtures("a_year")
def test_pandas_reads_what_was_exported(exported: Export) -> None:
    frame = pd.read_excel(exported(), sheet_name="Decisions")

    assert frame["Amount"].sum() == 42_000
    assert str(frame["Opened"].dtype).startswith("datetime64")
    assert len(frame) == 4
    findings = pd.read_excel(exported(), sheet_name="Findings")
    assert findings.groupby("Standing")["Case"].count().to_dict() == {
        "met": 6,
        "not met": 1,
        "partly met": 1,
    }


def test_an_empty_log_makes_a_workbook_all_the_same(exported: Export) -> None:
    book = load_workbook(exported())

    assert book.sheetnames == SHEETS["en"]
    assert book["Decisions"].max_row == 1
    assert book["Summary"]._charts == []


# ── What people type ─────────────────────────────────────────────────────────────────────────

HOSTILE = {
    "a formula": ("=1+1", "=1+1"),
    "a call": ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
    "a plus": ("+33 1", "+33 1"),
    "a minus": ("-2", "-2"),
    "an at": ("@SUM(1)", "@SUM(1)"),
    "an array": ("{=SUM(1)}", "{=SUM(1)}"),
    "an address": ("https://example.org/?a=1&b=2", "https://example.org/?a=1&b=2"),
    "markup": ("<b>&amp;</b>", "<b>&amp;</b>"),
    "rich text": ("<r><t>x</t></r>", "<r><t>x</t></r> "),
    "broken rich text": ("<r></r>", "<r></r> "),
    "an escape": ("_x0041_", "_x005F_x0041_"),
    "control characters": ("a\x00b\x1b[31m", "a␀b␛[31m"),
    "ends of lines": ("one\r\ntwo", "one\ntwo"),
    "a lone surrogate": ("a\ud800b", "a\ufffdb"),
    "Arabic": ("مدرسة الحرف", "مدرسة الحرف"),
    "Chinese": ("职业学校", "职业学校"),
    "an emoji": ("École \U0001f469\u200d\U0001f3eb", "École \U0001f469\u200d\U0001f3eb"),
    "spaces": ("  x  ", "  x  "),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_no_text_is_ever_anything_but_a_text(tmp_path: Path, what: str) -> None:
    typed, told = HOSTILE[what]
    file = tmp_path / "book.xlsx"
    table = TABLES[0]

    book = workbook.Workbook(
        file, tmp_path, "en", EMPTY, NOON, Fitting("…"), progress=lambda _: None
    )
    with book:
        lines = book.table(table)
        lines.add([typed if one.kind in ("text", "prose") else None for one in table.columns])
        lines.finish()

    (cell, *_) = load_workbook(file)["Decisions"][2]
    assert (cell.value, cell.data_type) == (told, "s")
    assert cell.hyperlink is None
    # Should somebody edit it in Excel, it stays a text.
    assert cell.quotePrefix == (typed[0] in "=+-@")
    with zipfile.ZipFile(file) as parts:
        for name in parts.namelist():
            part = ElementTree.fromstring(parts.read(name))
            assert not any(one.tag.endswith("}f") for one in part.iter())


def test_a_name_of_40_000_characters_is_cut_and_counted(review: Review, exported: Export) -> None:
    review.desk.introduce(PersonDetails("sales-1", "é" * 40_000, None, None, None))
    review.desk.record(a_request(owner=None), "s-1", ANA)

    book = load_workbook(exported())

    (told,) = rows(book, "Decisions")
    mark = " […] (cut here: whole in the JSON Lines export)"
    assert told["Salesperson"] == "é" * (32_767 - len(mark)) + mark
    provenance = {one[0]: one[1] for one in book["Provenance"].iter_rows(values_only=True)}
    assert provenance["Texts cut"] == 2  # whose it is, and who recorded it


@pytest.mark.usefixtures("a_year")
def test_what_is_more_than_a_sheet_holds_goes_on_in_another(
    exported: Export, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "ROWS", 5)

    book = load_workbook(exported())

    assert [one for one in book.sheetnames if one.startswith("Findings")] == [
        "Findings",
        "Findings 2",
    ]
    cases = [one["Case"] for name in ("Findings", "Findings 2") for one in rows(book, name)]
    assert len(cases) == 8
    assert book["Findings 2"].freeze_panes == "B2"


def test_days_before_excel_began_to_count_stay_texts(review: Review, exported: Export) -> None:
    review.desk.record(a_request(owner=None, starts="1789-07"), "s-1", ANA)

    (told,) = rows(load_workbook(exported()), "Decisions")
    assert told["Starts"] == "1789-07-01"


def test_a_day_is_that_in_paris(review: Review, exported: Export, clock: Clock) -> None:
    clock.turn(hours=11, minutes=30)  # half past eleven in the evening in London
    review.desk.record(a_request(owner=None), "s-1", ANA)

    (told,) = rows(load_workbook(exported()), "Decisions")
    assert told["Opened"] == shown("2026-03-03")
    assert abs(told["Version of"] - shown("2026-03-03T00:30")) < timedelta(seconds=1)
