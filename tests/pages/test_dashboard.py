"""The dashboard: its figures and their words, its periods, and the way down to the cases."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from screening import criteria_file
from screening.core import views
from screening.core.cases import CaseRow, fold, row
from screening.core.figures import ENOUGH, Figures
from screening.core.impact import Key, add
from screening.core.model import LANGUAGES, Language
from screening.core.periods import Period, month_of, quarter, read_period
from screening.core.query import Query, matches
from screening.core.views import Known
from screening.pages.figures_told import month_told, period_told, view_of
from screening.people import EXAMPLE_PEOPLE, ExamplePerson
from screening.stores.sqlite import SqliteLog
from tests.builders import a_request, a_screening
from tests.core.test_figures import every_figure, some_rows
from tests.pages.visit import Home, act, visit, words

MANAGER = "manager-1"
LINK = re.compile(r'<a href="(decisions|register)\?([^"]*)"[^>]*>([^<]*)</a>')

PLAIN = row(fold([a_screening(request=a_request(answers={"opening": "now", "share": 80}))], 1))
THIS_YEAR = datetime.now(UTC).year


def a_case(number: int, month: str = f"{THIS_YEAR}-01", **changes: object) -> CaseRow:
    """A deal recorded, and accepted at once, on the second day of a month."""
    moment = f"{month}-02T09:00:00+00:00"
    plain = {"number": number, "case": f"C-{number}", "owner": "sales-1"}
    return PLAIN._replace(**{**plain, "opened_at": moment, "decided_at": moment, **changes})


def fill(home: Home, *rows: CaseRow) -> None:
    log = SqliteLog(home.log)
    with log.writing() as writing:
        for one in rows:
            writing.index(one)
    log.close()


def look(language: Language = "en", person: str = MANAGER, **address: str) -> AppTest:
    return visit("dashboard", language, person, **address)


def html(desk: AppTest) -> str:
    return " ".join(one.value for one in desk.html if not one.value.startswith("<style"))


def links(desk: AppTest) -> list[tuple[str, dict[str, str], str]]:
    """Where each figure leads: the page, its address, and the figure."""
    return [
        (
            page,
            {name: values[0] for name, values in parse_qs(said.replace("&amp;", "&")).items()},
            told,
        )
        for page, said, told in LINK.findall(html(desk))
    ]


# ── Whose it is, and what an empty one says ──────────────────────────────────────────────────


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("one", EXAMPLE_PEOPLE, ids=lambda one: one.person.id)
def test_the_dashboard_is_for_those_who_may_read_the_whole_log(
    one: ExamplePerson, language: Language
) -> None:
    person = one.person
    desk = look(language, person.id)
    reads = person.role in ("manager", "auditor", "criteria_owner")
    assert desk.title[0].value == {"en": "Dashboard", "fr": "Tableau de bord"}[language]
    assert bool(desk.info) != reads
    in_the_header = [one.label for one in desk.page_link]
    assert (desk.title[0].value in in_the_header) == reads


@pytest.mark.usefixtures("home")
def test_an_empty_log_says_when_figures_appear() -> None:
    desk = look()
    assert "No figures yet" in words(desk)
    assert not desk.get("vega_lite_chart")


def test_a_log_with_one_accepted_deal_invents_no_share_of_anything(home: Home) -> None:
    fill(home, a_case(1))
    desk = look()
    said = words(desk)
    assert "Referred by the criteria 0%" in said
    assert "0 of 1 deals" in said
    assert "The committee’s procedure ruled on no deal." in said
    assert "No condition was settled." in said
    assert f"nothing in {THIS_YEAR - 1} to compare with" in said
    assert "No deal was referred in this period" in said
    assert "Too few deals to compare" in said


def test_a_period_without_deals_says_so(home: Home) -> None:
    fill(home, a_case(1))
    said = words(look(period="2020-Q1"))
    assert "Deals recorded 0 as in Q4 2019" in said
    assert "No deal was recorded." in said
    assert "No deal ended." in said


def test_an_edition_without_targets_shows_none(home: Home) -> None:
    fill(home, a_case(1))
    assert "Targets" not in [one.value for one in look().header]


# ── Figures, and the period before ───────────────────────────────────────────────────────────


def test_each_figure_stands_beside_that_of_the_period_before(home: Home) -> None:
    refused = {"status": "declined", "outcome": "refer", "procedure": "full", "reasons": "sector"}
    fill(
        home,
        *(a_case(number, "2026-07") for number in range(1, 8)),
        a_case(8, "2026-08", **refused),
        *(a_case(number, "2026-04") for number in range(9, 12)),
    )
    said = words(look(period="2026-Q3"))
    assert "Deals recorded 8 +5 against Q2 2026" in said
    assert "Referred by the criteria 12% 1 of 8 deals +12 points against Q2 2026" in said
    assert "Accepted, of the deals that ended 87% 7 of 8 deals −13 points against Q2 2026" in said
    assert "This period is not over" not in said
    french = words(look("fr", period="2026-Q3"))
    assert "Affaires enregistrées 8 +5 par rapport à T2 2026" in french.replace("\u00a0", " ")


def test_the_period_under_way_says_that_it_is_not_over(home: Home) -> None:
    fill(home, a_case(1))
    assert "This period is not over" in words(look())


def test_conditions_are_not_told_to_be_as_many_as_their_deals(home: Home) -> None:
    fill(home, a_case(1, outcome="refer", procedure="full", conditions_kept=3, conditions_open=2))
    shown = html(look())
    assert 'title="The deals of these 3 conditions">100%</a>' in shown
    assert 'title="The deals of these 2 conditions">2</a>' in shown


def test_learners_are_weighed_against_the_target_and_a_few_are_not_told(
    home: Home, everlasting_criteria: Path
) -> None:
    home.criteria.write_text(everlasting_criteria.read_text("utf-8"), "utf-8")
    of_all = {"owner": None, "answers": "priority_share:80"}
    fill(
        home,
        a_case(1, "2026-07", learners=100, **of_all),
        a_case(2, "2026-07", learners=300, owner=None, answers="priority_share:60"),
        a_case(3, "2026-07", learners=50, owner=None, answers=""),
        a_case(4, "2026-08", learners=4, **of_all),
    )
    # 80 of 100 and 180 of 300: 65 %; 50 learners of whom nothing is said.
    july = words(look(period="2026-07"))
    assert "65% The goal is not reached. Goal: at least 70% by" in july
    assert "Known for 400 of 450 people" in july
    august = words(look(period="2026-08"))
    assert "fewer than five people" in august
    assert "80%" not in august.partition("Share of learners")[2].partition("Share of training")[0]
    assert "Recorded deals do not tell it." in july


# ── By salesperson ───────────────────────────────────────────────────────────────────────────


def test_nobody_is_compared_on_too_few_deals(home: Home) -> None:
    fill(
        home,
        *(a_case(number, owner="sales-1") for number in range(1, ENOUGH + 1)),
        *(a_case(number, owner="sales-2") for number in range(100, 100 + ENOUGH)),
        *(a_case(number, owner="sales-3") for number in range(200, 199 + ENOUGH)),
    )
    said = words(look())
    assert "only groups of at least 10 deals are shown" in said
    assert "One more has too few deals to be compared." in said
    owners = {address.get("owner") for _, address, _ in links(look())} - {None}
    assert owners == {"sales-1", "sales-2"}


def test_figures_of_each_salesperson_are_for_management_alone(home: Home) -> None:
    fill(home, *(a_case(number, owner=f"sales-{number % 2 + 1}") for number in range(1, 41)))
    assert "By salesperson" in words(look())
    for other in ("auditor-1", "owner-1"):
        desk = look(person=other)
        assert desk.title[0].value == "Dashboard"
        assert "By salesperson" not in words(desk)
        assert not any("owner" in address for _, address, _ in links(desk))


# ── The way down ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", range(3))
def test_every_figure_leads_to_a_view_that_finds_its_cases(seed: int) -> None:
    rows = some_rows(Random(seed), 300)
    sums: dict[Key, int] = {}
    for one in rows:
        add(sums, one)
    figures = Figures(sums.items(), quarter(2026, 1))
    led = 0
    for value, cases in every_figure(figures):
        if cases.improved:
            continue  # they have a register of their own
        address = views.address(view_of(cases))
        view, problems = views.read(address, _known(cases))
        assert problems == ()
        query = views.query_of(view, date(2026, 11, 24), cases.size)
        assert query == cases
        assert value == sum(matches(one, query) for one in rows)
        led += 1
    assert led > 25


def _known(cases: Query) -> Known:
    return Known(frozenset(cases.findings), frozenset(cases.answers))


def test_what_ended_half_past_midnight_in_paris_is_of_the_new_month_here_and_in_the_log(
    home: Home,
) -> None:
    late = f"{THIS_YEAR}-01-31T23:30:00+00:00"
    fill(home, a_case(1, opened_at=late, decided_at=late), a_case(2))

    desk = look(period=f"{THIS_YEAR}-02")
    assert "Deals recorded 1" in words(desk)
    page, address, told = links(desk)[0]
    assert (page, told) == ("decisions", "1")
    assert address["opened"] == f"{THIS_YEAR}-02-01..{THIS_YEAR}-02-{28 + (THIS_YEAR % 4 == 0)}"
    listed = visit("decisions", "en", MANAGER, opened=address["opened"])
    assert "1 case" in words(listed)
    assert f"1 February {THIS_YEAR}" in words(listed)


def test_the_figures_of_the_example_lead_to_as_many_cases_in_its_log(home: Home) -> None:
    rows = home.cases(home.example_log)
    first = min(one.opened_at for one in rows)[:7]
    last = month_of(datetime.now(UTC))
    desk = visit("dashboard", "en", MANAGER, example=True, period=f"{first}..{last}")
    known = Known.of([criteria_file.load(home.criteria).edition])
    editions = frozenset(word for one in rows for word in one.findings.split())
    answers = frozenset(word for one in rows for word in one.answers.split())
    counted = 0
    for page, address, told in links(desk):
        shown = {name: one for name, one in address.items() if name not in ("lang", "as", "log")}
        if page == "register" or not told.isdecimal() or "conditions" in shown:
            continue
        view, problems = views.read(
            shown, Known(known.findings | editions, known.answers | answers)
        )
        assert problems == ()
        query = views.query_of(view, date.today(), 1)  # noqa: DTZ011
        assert int(told) == sum(matches(one, query) for one in rows), shown
        counted += 1
    assert counted > 20
    assert f"Deals recorded {len(rows)}" in words(desk)


# ── Choosing a period ────────────────────────────────────────────────────────────────────────


def test_the_address_keeps_the_period_and_this_year_goes_without_saying(home: Home) -> None:
    fill(home, a_case(1, "2025-02"), a_case(2))
    desk = look()
    assert "period" not in desk.query_params
    act(desk.segmented_control(key="period_kind").set_value("quarter"))
    assert re.fullmatch(rf"{THIS_YEAR}-Q\d", desk.query_params["period"])
    act(desk.selectbox(key="period_quarter").set_value(quarter(2025, 1)))
    assert desk.query_params["period"] == "2025-Q1"
    assert "Deals recorded 1" in words(desk)
    act(desk.segmented_control(key="period_kind").set_value("months"))
    assert desk.query_params["period"] == "2025-Q1"
    act(desk.selectbox(key="period_to").set_value("2025-01"))
    assert desk.query_params["period"] == "2025-01"


@pytest.mark.parametrize(
    "code", ["2026-13", "soon", "", "2026-06..2026-01", "<b>", "20\u0662\u0666-01"]
)
def test_an_address_that_names_no_period_shows_this_year(home: Home, code: str) -> None:
    fill(home, a_case(1))
    desk = look(period=code)
    assert desk.selectbox(key="period_year").value == Period(f"{THIS_YEAR}-01", f"{THIS_YEAR}-12")


@pytest.mark.parametrize(
    ("code", "english", "french"),
    [
        ("2026", "2026", "2026"),
        ("2026-Q3", "Q3 2026", "T3 2026"),
        ("2026-09", "September 2026", "septembre 2026"),
        ("2026-02..2026-06", "February 2026 – June 2026", "février 2026 – juin 2026"),
    ],
)
def test_a_period_is_told_as_people_call_it(code: str, english: str, french: str) -> None:
    period = read_period(code)
    assert period is not None
    assert (period_told(period, "en"), period_told(period, "fr")) == (english, french)


def test_a_month_on_an_axis_is_short() -> None:
    assert (month_told("2026-09", "en"), month_told("2026-09", "fr")) == ("Sept 26", "sept. 26")


# ── Charts ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_has_a_name_and_a_table_of_its_figures(home: Home, language: Language) -> None:
    fill(home, *_many())
    desk = look(language)
    charts = desk.get("vega_lite_chart")
    assert len(charts) >= 3
    assert all(one.proto.alt for one in charts)
    assert html(desk).count('<details class="chart-table">') == len(charts)
    for table in re.findall(r'<details class="chart-table">.*?</details>', html(desk)):
        heads = len(re.findall(r'<th scope="col">', table))
        cells = {row.count("<td>") for row in re.findall(r"<tr><th scope=.row.*?</tr>", table)}
        assert cells == {heads - 1}


def _many() -> Iterator[CaseRow]:
    for number in range(1, 61):
        declined = number % 3 == 0
        opened = datetime(THIS_YEAR, 1, 2, 9, tzinfo=UTC)
        yield a_case(
            number,
            owner=f"sales-{number % 2 + 1}",
            status="declined" if declined else "accepted",
            outcome="refer" if declined else "accept",
            procedure="bureau" if declined else None,
            reasons="opening" if declined else "",
            decided_at=(opened + timedelta(days=number if declined else 0)).isoformat(),
        )
