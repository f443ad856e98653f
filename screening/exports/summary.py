"""The first sheet: what became of the cases, month by month, and why the committee was asked."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any, Literal, get_args

from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # it ships no types

from screening.core.cases import OPEN, Case
from screening.exports.columns import Cell, local
from screening.exports.decisions import AmountOf
from screening.exports.telling import Told
from screening.exports.workbook import Look, Workbook
from screening.language import t

Course = Literal["by_criteria", "by_committee", "declined", "withdrawn", "open"]
COURSES: tuple[Course, ...] = get_args(Course)

# From dark to white, every other one striped: told apart without colours, too.
_FILLS: tuple[dict[str, object], ...] = (
    {"fill": {"color": "#1F3A4D"}},
    {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": "#1F3A4D", "bg_color": "#FFFFFF"}},
    {"fill": {"color": "#8A6D3B"}},
    {"pattern": {"pattern": "small_grid", "fg_color": "#8A6D3B", "bg_color": "#FFFFFF"}},
    {"fill": {"color": "#FFFFFF"}},
)
# More would be unreadable in a chart; the tables have them all.
_MONTHS_SHOWN = 24
_REASONS_SHOWN = 12
_LINES_OF_A_PAGE = 50
# The column that charts begin in.
_BESIDE = 8
_CHART_SIZE = {"width": 620, "height": 370}
_PALE_LINE = {"color": "#D5DCE1", "width": 0.5}


class Figures:
    """What the summary counts while cases go by: as much memory for a million as for ten."""

    def __init__(self, amount_of: AmountOf) -> None:
        self._amount_of = amount_of
        self.cases: Counter[Course] = Counter()
        self.learners: Counter[Course] = Counter()
        self.amounts: Counter[Course] = Counter()
        self.months: defaultdict[date, Counter[Course]] = defaultdict(Counter)
        self.referred = 0
        # By criterion: how many referrals it blocked, and how many it counted against.
        self.blocked: Counter[str] = Counter()
        self.not_met: Counter[str] = Counter()
        self.titles: dict[str, str] = {}

    def add(self, told: Told) -> None:
        case = told.case
        if case is None:
            return
        course = _course(case)
        request = case.latest.request
        self.cases[course] += 1
        self.learners[course] += request.learners or 0
        self.amounts[course] += self._amount_of(case) or 0
        self.months[local(case.opened_at).date().replace(day=1)][course] += 1
        if case.latest.outcome != "refer":
            return
        self.referred += 1
        for one in case.latest.findings:
            if one.standing != "not_met":
                continue
            # Cases come newest first: the newest title is the one that is known.
            self.titles.setdefault(one.criterion, told.words.title(one.criterion))
            (self.blocked if one.blocks else self.not_met)[one.criterion] += 1

    @property
    def reasons(self) -> list[str]:
        """The criteria that were not met by what was referred, the most frequent first."""
        return sorted(
            self.titles,
            key=lambda id: (-self.blocked[id] - self.not_met[id], -self.blocked[id], id),
        )


def _course(case: Case) -> Course:
    if case.status in OPEN:
        return "open"
    if case.status == "accepted":
        return "by_criteria" if case.latest.outcome == "accept" else "by_committee"
    return "declined" if case.status == "declined" else "withdrawn"


def write_summary(book: Workbook, sheet: Worksheet, figures: Figures, about: Sequence[str]) -> None:
    """Tables on the left, from which the charts on the right are drawn. `about` says of what."""
    lines = _Lines(book, sheet)
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 6, 12)
    sheet.set_column(_BESIDE - 1, _BESIDE - 1, 2)
    sheet.hide_gridlines(2)
    lines.add((_say(book, "title"),), ("title",))
    for one in about:
        lines.add((one,), ("text",))
    lines.skip()
    beside = lines.next
    _courses(lines, book, figures)
    if figures.months:
        lines.skip()
        _months(lines, book, sheet, figures, beside)
        lines.skip()
        _reasons(lines, book, sheet, figures, beside)
    if lines.next <= _LINES_OF_A_PAGE:
        sheet.fit_to_pages(1, 1)


class _Lines:
    """The lines of a sheet, one after the other."""

    def __init__(self, book: Workbook, sheet: Worksheet) -> None:
        self._book, self._sheet, self.next = book, sheet, 0

    def add(self, cells: Sequence[Cell], looks: Sequence[Look]) -> int:
        for place, (cell, look) in enumerate(zip(cells, looks, strict=True)):
            self._book.write(self._sheet, self.next, place, cell, look)
        self.next += 1
        return self.next - 1

    def head(self, words: Sequence[str]) -> None:
        """The heading of a table, two lines high: its first column is of words, the rest count."""
        self._sheet.set_row(self.next, 32)
        self.add(words, ["heading", *["number_heading"] * (len(words) - 1)])

    def skip(self) -> None:
        self.next += 1


def _say(book: Workbook, key: str) -> str:
    return t(book.language, f"export.summary.{key}")


def _courses(lines: _Lines, book: Workbook, figures: Figures) -> None:
    heads = ("became", "cases", "part", "learners", "amounts")
    lines.head([_say(book, one) for one in heads])
    whole = figures.cases.total()
    for course in COURSES:
        count = figures.cases[course]
        lines.add(
            (
                _say(book, f"course.{course}"),
                count,
                count * 100 // whole if whole else None,
                figures.learners[course],
                figures.amounts[course],
            ),
            ("text", "count", "percent", "count", "money"),
        )
    lines.add(
        (_say(book, "total"), whole, None, figures.learners.total(), figures.amounts.total()),
        ("total_label", "total", "total", "total", "total_money"),
    )


def _months(lines: _Lines, book: Workbook, sheet: Worksheet, figures: Figures, beside: int) -> None:
    heads = [_say(book, "month"), *(_say(book, f"short.{one}") for one in COURSES)]
    lines.head([*heads, _say(book, "total")])
    months = sorted(figures.months)
    rows = [[figures.months[month][course] for course in COURSES] for month in months]
    for month, counts in zip(months, rows, strict=True):
        lines.add((month, *counts, sum(counts)), ("month", *["count"] * 6))
    shown = min(len(months), _MONTHS_SHOWN)
    last = lines.next - 1
    chart = book.chart("column")
    for place, course in enumerate(COURSES):
        chart.add_series(
            {
                "name": _say(book, f"course.{course}"),
                "categories": [sheet.name, last - shown + 1, 0, last, 0],
                "values": [sheet.name, last - shown + 1, place + 1, last, place + 1],
                # Kept in the chart, for what shows it without opening the sheet.
                "categories_data": [_serial(one) for one in months[-shown:]],
                "values_data": [counts[place] for counts in rows[-shown:]],
                "border": {"color": "#1F3A4D", "width": 0.75},
                "gap": 60,
                **_FILLS[place],
            }
        )
    _finish(chart, _say(book, "chart.months"))
    chart.set_x_axis({"text_axis": True, "num_format": "mm/yyyy", "num_font": {"size": 8}})
    chart.set_y_axis({"num_format": "0", "major_gridlines": {"visible": True, "line": _PALE_LINE}})
    sheet.insert_chart(beside, _BESIDE, chart, {"description": _say(book, "chart.months")})


def _reasons(
    lines: _Lines, book: Workbook, sheet: Worksheet, figures: Figures, beside: int
) -> None:
    reasons = figures.reasons
    if not reasons:
        return
    lines.head(
        [
            t(book.language, "export.summary.reasons", count=figures.referred),
            _say(book, "blocked"),
            _say(book, "not_met"),
            _say(book, "total"),
        ]
    )
    first = lines.next
    rows = [(figures.blocked[id], figures.not_met[id]) for id in reasons]
    for id, counts in zip(reasons, rows, strict=True):
        lines.add((figures.titles[id], *counts, sum(counts)), ("prose", *["count"] * 3))
    shown = min(len(reasons), _REASONS_SHOWN)
    chart = book.chart("bar")
    for place, name in enumerate(("blocked", "not_met")):
        chart.add_series(
            {
                "name": _say(book, name),
                "categories": [sheet.name, first, 0, first + shown - 1, 0],
                "values": [sheet.name, first, place + 1, first + shown - 1, place + 1],
                "categories_data": [figures.titles[id] for id in reasons[:shown]],
                "values_data": [counts[place] for counts in rows[:shown]],
                "border": {"color": "#1F3A4D", "width": 0.75},
                "gap": 40,
                **_FILLS[place],
            }
        )
    _finish(chart, _say(book, "chart.reasons"))
    # The most frequent on top, as in the table.
    chart.set_y_axis({"reverse": True, "num_font": {"size": 8}})
    chart.set_x_axis(
        {
            "num_format": "0",
            "major_gridlines": {"visible": True, "line": _PALE_LINE},
            # The other end of an axis that was turned round: at the foot.
            "label_position": "high",
        }
    )
    under = _CHART_SIZE["height"] + 20
    about = {"description": _say(book, "chart.reasons"), "y_offset": under}
    sheet.insert_chart(beside, _BESIDE, chart, about)


def _finish(chart: Any, title: str) -> None:
    chart.set_title({"name": title, "name_font": {"size": 12, "bold": True}, "overlay": False})
    chart.set_legend({"position": "bottom", "font": {"size": 9}})
    chart.set_size(_CHART_SIZE)


def _serial(day: date) -> int:
    return day.toordinal() - date(1899, 12, 30).toordinal()
