"""The example log: what it holds, and that filling it is safe at any time and in any company."""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from threading import Barrier, Thread
from typing import Any, cast

import pytest

from screening import adopting, criteria_file, example_log
from screening.core.access import Person
from screening.core.chain import Head, flaws
from screening.core.criteria import ChoiceQuestion
from screening.core.edition_diff import differences
from screening.core.facts import EditionAdopted, RequestScreened, read_fact
from screening.core.request import read_request
from screening.example_edition import next_edition
from screening.example_log import fill, read_history
from screening.example_people import EXAMPLE_PEOPLE
from screening.service import Desk, NotInForce, verify_log
from screening.settings import HOME
from screening.stores.protocol import DecisionLog, Writing
from screening.stores.sqlite import open_log
from screening.workshop import checked, proposed
from tests.builders import a_loaded_edition

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LOADED = criteria_file.load(HOME / "criteria.yaml")
REQUESTS = 33
AUDITOR = Person("auditor-1", "auditor")
SALES_1 = Person("sales-1", "salesperson")
SALES_2 = Person("sales-2", "salesperson")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    log = open_log(f"sqlite:///{tmp_path / 'example.db'}")
    yield Desk(log, LOADED, lambda: NOW)
    log.close()


def screenings(desk: Desk) -> list[RequestScreened]:
    """The requests in the log, in its order."""
    facts = [read_fact(line.content) for line in desk.log.lines()]
    return [fact for fact in facts if isinstance(fact, RequestScreened)]


# ── What the history holds ───────────────────────────────────────────────────────────────────


def test_every_request_is_recorded_with_the_outcome_its_file_states(desk: Desk) -> None:
    fill(desk)
    recorded = {one.request.reference: one.outcome for one in screenings(desk)}
    assert recorded == {one.request["reference"]: one.expect for one in read_history().requests}


def test_no_request_has_anything_wrong_with_it() -> None:
    for one in [*read_history().requests, *read_history().drafts]:
        at = NOW - timedelta(days=one.days_ago)
        _, problems = read_request(one.raw(at), LOADED.edition, at.date())
        assert problems == (), one.request["title"]


def test_about_two_thirds_are_accepted_and_both_salespeople_see_both_outcomes(desk: Desk) -> None:
    fill(desk)
    outcomes = [one.outcome for one in screenings(desk)]
    assert (outcomes.count("accept"), outcomes.count("refer")) == (21, 12)
    assert {(one.by, one.outcome) for one in screenings(desk)} == {
        ("sales-1", "accept"),
        ("sales-1", "refer"),
        ("sales-2", "accept"),
        ("sales-2", "refer"),
    }


def test_requests_are_referred_for_many_reasons(desk: Desk) -> None:
    fill(desk)
    referred = {
        one.request.prospect.name: (
            sorted(finding.criterion for finding in one.findings if finding.blocks),
            one.procedure,
        )
        for one in screenings(desk)
        if one.outcome == "refer"
    }
    assert referred == {
        "Groupe Salvérac": (["open-catalogue"], "bureau"),  # never
        "Éditions Marchevent": (["open-catalogue"], "bureau"),  # an embargo of years
        "Delorme & Vasquier Conseil": ([], "full"),  # too few points: 40
        "Assurances Beltrémieux": ([], "full"),  # opened in part, with little else: 33
        "Communauté de communes du Haut-Séverin": ([], "full"),  # one point short: 59
        "Arsenaux du Morzan": (["sector"], "full"),
        "Casinos de Port-Mérandes": (["sector"], "full"),
        "Oosterhaven Refining B.V.": (["sector"], "full"),
        "Tabacs Monfélix SA": (["sector"], "full"),
        "Ville de Castelmorin-sur-Orve": (["open-catalogue", "serious-concern"], "full"),
        "Plateforme Trottevite": (["serious-concern"], "full"),
        "Institut Saint-Elvaine": (["learner-free"], "bureau"),
    }


def test_scores_are_those_worked_out_by_hand(desk: Desk) -> None:
    fill(desk)
    scores = {one.request.prospect.name: one.score.now for one in screenings(desk)}
    # Open 30, work-study 9, written offer 8, RNCP title 3, paid by the OPCO 10: just enough.
    assert scores["Tramontel Systèmes"] == 60
    # Open 30, seven in ten 22, one audience 8: just enough.
    assert scores["Haute école du Bois-Lorian"] == 60
    # Within a year 22, half 15, an audience 8, a third paid 6, interviews 3, title 3, accessible 2.
    assert scores["Communauté de communes du Haut-Séverin"] == 59
    # In part 12, 12 % 3, one audience 8, jobs held 8, accessible 2.
    assert scores["Assurances Beltrémieux"] == 33


def test_every_sector_and_every_size_of_request_is_there(desk: Desk) -> None:
    fill(desk)
    requests = [one.request for one in screenings(desk)]
    sectors = LOADED.edition.question("client_sector")
    assert isinstance(sectors, ChoiceQuestion)
    assert {one.answers["client_sector"] for one in requests} == {one.id for one in sectors.options}
    learners = [one.learners for one in requests if one.learners]
    amounts = [one.amount for one in requests if one.amount]
    assert (min(learners), max(learners), len(learners)) == (6, 4_000, REQUESTS)
    assert (min(amounts), max(amounts), len(amounts)) == (4_000, 900_000, REQUESTS)


def test_people_and_addresses_lead_nowhere() -> None:
    for one in [*read_history().requests, *read_history().drafts]:
        contact = cast(dict[str, str], one.request.get("contact", {}))
        assert re.fullmatch(r"[a-z-]+\.[a-z-]+@example\.org|", contact.get("email", ""))
        # The blocks of numbers that the French regulator keeps for films and books.
        assert re.fullmatch(r"(01 99 00|06 39 98) \d\d \d\d|", contact.get("phone", ""))
        source = str(one.request.get("source", ""))
        assert source == "" or source.startswith("https://marches.example.org/")


def texts() -> list[str]:
    requests: list[dict[str, Any]] = [
        one.request for one in (*read_history().requests, *read_history().drafts)
    ]
    return [
        text
        for one in requests
        for text in (one["prospect"]["name"], one["title"], one.get("summary"))
        if text
    ]


def test_texts_are_well_set() -> None:
    badly_set = re.compile(r"""['"]| [:;?!»%€]|«[^\u00a0]|  """)
    assert [text for text in texts() if badly_set.search(text)] == []


def test_a_summary_is_one_sentence() -> None:
    for one in (*read_history().requests, *read_history().drafts):
        summary = str(one.request.get("summary", "."))
        assert summary.endswith(".")
        assert not re.search(r"\. [A-ZÀ-Þ]", summary), summary


# ── When it happened ─────────────────────────────────────────────────────────────────────────


def test_the_history_is_dated_back_from_today_on_working_days(desk: Desk) -> None:
    fill(desk)
    at = [one.at for one in screenings(desk)]
    assert at == sorted(at)
    assert at[0].date() == date(2025, 10, 2)  # 418 days before 24 November 2026, a Thursday
    assert at[-1].date() == date(2026, 11, 18)  # 6 days before it, a Wednesday
    assert all(moment.weekday() < 5 and 8 <= moment.hour <= 16 for moment in at)


def test_moments_are_in_utc_as_in_any_log(desk: Desk) -> None:
    fill(desk)
    moments = [read_fact(line.content).at for line in desk.log.lines()]
    assert {one.utcoffset() for one in moments} == {timedelta(0)}


def test_training_starts_some_months_after_the_request(desk: Desk) -> None:
    fill(desk)
    starts = {one.request.reference: one.request.starts for one in screenings(desk)}
    assert starts["D-1012"] == "2026-02"  # October and four months
    assert starts["D-1027"] == "2025-11"  # October and one month


@pytest.mark.parametrize(
    ("now", "left_out"),
    [
        # Reskilling periods (two requests) could not be chosen before 2026.
        (datetime(2025, 7, 1, 6, 0, tzinfo=UTC), {"D-1117", "D-1128"}),
        (datetime(2025, 9, 14, 23, 59, tzinfo=UTC), {"D-1117", "D-1128"}),
        # Pro-A can no longer be chosen; 418 days before the edition's last day is May 2026.
        (datetime(2027, 6, 30, 12, 0, tzinfo=UTC), {"D-1012"}),
    ],
)
def test_at_any_time_of_the_edition_the_history_lies_within_it_and_behind_us(
    desk: Desk, now: datetime, left_out: set[str]
) -> None:
    fill(replace(desk, now=lambda: now))
    recorded = screenings(desk)
    at = [one.at for one in recorded]
    every = {one.request["reference"] for one in read_history().requests}
    assert every - {one.request.reference for one in recorded} == left_out
    assert at == sorted(at)
    assert at[0].date() >= date(2025, 7, 1)
    assert at[-1] <= now


def test_nothing_is_written_under_an_edition_that_is_not_in_force(desk: Desk) -> None:
    with pytest.raises(NotInForce):
        fill(replace(desk, now=lambda: datetime(2027, 7, 1, tzinfo=UTC)))
    assert desk.log.head().number == 0
    assert desk.drafts(SALES_1) == []


def test_a_request_that_other_criteria_cannot_read_is_left_out(desk: Desk) -> None:
    text = re.sub(r"      - id: tobacco\n.*\n", "", LOADED.text).replace("arms, tobacco,", "arms,")
    fill(replace(desk, loaded=criteria_file.read(text)))
    names = {one.request.prospect.name for one in screenings(desk)}
    assert len(names) == REQUESTS - 1
    assert "Tabacs Monfélix SA" not in names


def test_a_request_that_other_criteria_cannot_decide_is_left_out(desk: Desk) -> None:
    question = """
  - id: data_in_europe
    type: yes_no
    ask: {fr: "Les données restent-elles en Europe\u202f?", en: "Does the data stay in Europe?"}
"""
    criterion = """
  - id: data-in-europe
    kind: yes_no
    question: data_in_europe
    title: {fr: "Les données restent en Europe", en: "The data stays in Europe"}
    why: {fr: "Le comité y tient.", en: "The committee wants it."}
    source: {text: {fr: "Comité de mission", en: "Mission committee"}}
    objective: chosen-partners
    weight: 0
    blocking: true
    expects: "yes"
    advice: {fr: "Demandez-le au client.", en: "Ask the client."}
"""
    questions, criteria = LOADED.text.split("\ncriteria:\n")
    stricter = criteria_file.read(f"{questions}{question}\ncriteria:\n{criteria}{criterion}")
    fill(replace(desk, loaded=stricter))
    # Nobody was asked the new question: only what is referred in any case is decided.
    assert [one.outcome for one in screenings(desk)] == ["refer"] * 12


# ── Filling ──────────────────────────────────────────────────────────────────────────────────


def test_the_log_holds_the_criteria_then_each_request_under_a_valid_seal(desk: Desk) -> None:
    fill(desk)
    lines = list(desk.log.lines())
    assert all(isinstance(read_fact(one.content), RequestScreened) for one in lines[1:34])
    assert not any(isinstance(read_fact(one.content), RequestScreened) for one in lines[34:])
    assert isinstance(read_fact(lines[0].content), EditionAdopted)
    assert list(flaws(lines)) == []
    rows = list(desk.log.every_row())
    assert [row.number for row in rows] == list(range(2, REQUESTS + 2))
    assert all(one.opened_at < next_.opened_at for one, next_ in pairwise(rows))


def test_the_committee_left_cases_in_every_state(desk: Desk) -> None:
    fill(desk)
    statuses = Counter(row.status for row in desk.log.every_row() if row.outcome == "refer")
    assert statuses == {"declined": 6, "accepted": 3, "advised": 1, "voting": 1, "referred": 1}
    with desk.log.reading() as reading:
        assert list(verify_log(reading)) == []


def test_no_name_of_a_person_is_sealed_and_all_are_in_the_directory(desk: Desk) -> None:
    fill(desk)
    sealed = "\n".join(line.content for line in desk.log.lines())
    assert [desk.name_of(one.person.id) for one in EXAMPLE_PEOPLE] == [
        "Camille Roux",
        "Yanis Morel",
        "Awa Diop",
        "Hélène Garnier",
        "Marc Lefèvre",
        "Inès Blanchard",
        "Paul Verdier",
    ]
    people = desk.log.people()
    # Those, five clients' contacts, and who else sits on the committee.
    assert len(people) == 7 + 5 + 17
    assert not [one.name for one in people if one.name is None or one.name in sealed]


def test_drafts_at_several_stages_wait_for_both_salespeople(desk: Desk) -> None:
    fill(desk)
    assert (len(desk.drafts(SALES_1)), len(desk.drafts(SALES_2))) == (3, 2)
    left = {}
    for person in (SALES_1, SALES_2):
        for draft in desk.drafts(person):
            raw = desk.draft(draft.id, person) or {}
            answers, problems = desk.answers(raw["answers"])
            verdict = desk.verdict(answers)
            assert (problems, verdict.assessment.outcome) == ((), "undecided")
            assert draft.saved_at < NOW
            left[raw["title"]] = verdict.deciding
    assert left["Vendeurs en ressourcerie\u00a0: tenir une boutique en ligne"] == ("concern",)
    assert set(left["Tenants into tech support"]) == {"priority_share", "job_commitment", "concern"}
    assert len(left["Accompagnement numérique des bénéficiaires du RSA"]) == 12


def test_filling_again_changes_nothing(desk: Desk) -> None:
    fill(desk)
    head = desk.log.head()
    people = desk.log.people()
    desk.drop_draft("example-draft-1", SALES_1)
    fill(replace(desk, now=lambda: NOW + timedelta(days=1)))
    assert desk.log.head() == head
    assert desk.log.people() == people
    assert len(desk.drafts(SALES_1)) == 2


def test_a_filled_log_is_asked_for_its_head_and_nothing_else(desk: Desk) -> None:
    class OnlyAHead:
        asked = 0

        def head(self) -> Head:
            self.asked += 1
            return Head(34, "0" * 64)

    log = OnlyAHead()
    fill(replace(desk, log=cast(DecisionLog, log)))
    assert log.asked == 1


def test_two_that_fill_at_once_record_everything_once(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'example.db'}"
    logs = [open_log(address) for _ in range(4)]
    together = Barrier(len(logs))
    failed = []

    def run(log: DecisionLog) -> None:
        together.wait(timeout=10)
        try:
            fill(Desk(log, LOADED, lambda: NOW))
        except BaseException as error:  # a thread's failure would go unnoticed
            failed.append(error)
            raise

    threads = [Thread(target=run, args=(log,)) for log in logs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failed == []
    desk = Desk(logs[0], LOADED, lambda: NOW)
    told_by_one = Desk(open_log(f"sqlite:///{tmp_path / 'alone.db'}"), LOADED, lambda: NOW)
    fill(told_by_one)
    assert logs[0].head().number == told_by_one.log.head().number
    assert list(flaws(logs[0].lines())) == []
    assert len(logs[0].people()) == 7 + 5 + 17
    assert (len(desk.drafts(SALES_1)), len(desk.drafts(SALES_2))) == (3, 2)
    for log in logs:
        log.close()


def test_a_fill_cut_short_leaves_an_empty_log_that_the_next_one_fills(desk: Desk) -> None:
    class PowerCut(Exception):
        pass

    class CutShort:
        """The log, whose power fails at the tenth line."""

        def __getattr__(self, name: str) -> Any:
            return getattr(desk.log, name)

        @contextmanager
        def writing(self) -> Iterator[Writing]:
            with desk.log.writing() as writing:
                yield cast(Writing, WritingCutShort(writing))

    class WritingCutShort:
        def __init__(self, writing: Writing) -> None:
            self.writing = writing

        def __getattr__(self, name: str) -> Any:
            if name == "append" and self.writing.head.number == 9:
                raise PowerCut
            return getattr(self.writing, name)

    with pytest.raises(PowerCut):
        fill(replace(desk, log=cast(DecisionLog, CutShort())))
    assert desk.log.head().number == 0
    assert list(desk.log.every_row()) == []

    fill(desk)
    assert len(screenings(desk)) == REQUESTS
    assert len(desk.drafts(SALES_1)) == 3


def test_filling_needs_no_streamlit() -> None:
    program = f"import sys, {example_log.__name__}; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=HOME, check=False).returncode == 0


# ── The edition it proposes ──────────────────────────────────────────────────────────────────


def test_an_edition_is_proposed_that_could_be_adopted_and_changes_verdicts(desk: Desk) -> None:
    fill(desk)
    owner = Person("owner-1", "criteria_owner")
    kept = proposed(desk, owner)
    assert kept is not None
    draft = checked(kept.text, desk)
    assert draft.loaded is not None
    assert not draft.mistakes
    edition = draft.loaded.edition
    assert edition.in_force_from.year == desk.now().year + 1
    directions = {
        one.direction for one in differences(desk.edition, edition, edition.in_force_from)
    }
    assert {"stricter", "both", "none"} == directions
    assert adopting.broken_by(desk, draft.loaded, HOME / "tests" / "scenarios")


def test_changes_that_do_not_fit_an_edition_are_left_out() -> None:
    text = a_loaded_edition().text
    assert next_edition(text, date(2026, 11, 24)) == text
