"""The use cases, on a real log in a temporary file and with a fixed clock."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from screening import criteria_file
from screening.accounts import Accounts
from screening.core.access import ROLES, NotAllowed, Person
from screening.core.chain import Flaw, Head, flaws
from screening.core.facts import EditionAdopted, PersonErased, RequestScreened, read_fact
from screening.core.query import Query
from screening.core.request import Request
from screening.criteria_file import LoadedEdition
from screening.replaying import replay
from screening.service import (
    AlreadyRecorded,
    CaseUnreadable,
    Desk,
    EditionLost,
    LastOwner,
    NotInForce,
    Recorded,
    StillUndecided,
    UnknownCase,
    Words,
    altered_lines,
    submission_of,
    verify_log,
)
from screening.settings import HOME
from screening.stores.protocol import PersonDetails
from screening.stores.sqlite import SqliteLog
from tests.builders import NOON, a_loaded_edition, a_request
from tests.tampering import rewrite, seal_again, tamper

ANA = Person("sales-1", "salesperson")
BEN = Person("sales-2", "salesperson")
MANAGER = Person("manager-1", "manager")
AUDITOR = Person("auditor-1", "auditor")
LOADED = a_loaded_edition()
_numbers = count(1)


def a_deal(**changes: Any) -> Request:
    """A request that is no other test's, nor another of the same test."""
    return a_request(**{"reference": f"HS-{next(_numbers)}", **changes})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "screening.db"


@pytest.fixture
def desk(file: Path) -> Iterator[Desk]:
    log = SqliteLog(file)
    yield Desk(log, LOADED, lambda: NOON)
    log.close()


def facts(desk: Desk) -> list[Any]:
    return [read_fact(line.content) for line in desk.log.lines()]


def screening(desk: Desk, number: int) -> RequestScreened:
    fact = facts(desk)[number - 1]
    assert isinstance(fact, RequestScreened)
    return fact


def every_flaw(desk: Desk) -> list[Flaw]:
    with desk.log.reading() as reading:
        return list(verify_log(reading))


def by_another(desk: Desk, **changes: Any) -> Desk:
    """The same log under other criteria."""
    return replace(desk, loaded=a_loaded_edition(**changes))


# ── Recording ────────────────────────────────────────────────────────────────────────────────


def test_a_request_is_recorded_as_a_new_case_with_all_that_was_decided(desk: Desk) -> None:
    recorded = desk.record(a_deal(owner=None), "s-1", ANA)

    assert recorded == Recorded("C-2", new=True)  # line 1 holds the criteria
    fact = screening(desk, 2)
    assert (fact.at, fact.on, fact.by) == (NOON, NOON.date(), "sales-1")
    assert (fact.outcome, fact.accept_from, fact.edition) == ("accept", 60, "2026-test")
    assert (fact.score.now, fact.score.lowest, fact.score.highest) == (100, 100, 100)
    assert [(one.criterion, one.standing, one.points) for one in fact.findings] == [
        ("openness", "met", 40),
        ("priority", "met", 60),
    ]
    assert fact.fingerprint == LOADED.fingerprint
    assert fact.procedure is None
    row = desk.log.row("C-2")
    assert row is not None
    assert (row.status, row.score, row.owner, row.prospect) == (
        "accepted",
        100,
        "sales-1",
        "Atelier Nord",
    )
    assert every_flaw(desk) == []


def test_what_one_negotiable_criterion_blocks_goes_to_the_bureau(desk: Desk) -> None:
    desk.record(a_deal(answers={"open": False}), "s-1", ANA)

    assert (screening(desk, 2).outcome, screening(desk, 2).procedure) == ("refer", "bureau")


def test_what_falls_short_goes_to_the_full_committee(desk: Desk) -> None:
    desk.record(a_deal(answers={"open": True, "share": 49}), "s-1", ANA)  # 40 of 60 points

    assert (screening(desk, 2).outcome, screening(desk, 2).procedure) == ("refer", "full")


def test_the_same_submission_again_changes_nothing(desk: Desk) -> None:
    desk.record(a_deal(), "s-1", ANA)
    head, people = desk.log.head(), desk.log.people()

    later = replace(desk, now=lambda: NOON + timedelta(days=30))
    again = later.record(a_deal(title="Typed over"), "s-1", ANA)

    assert again == Recorded("C-2", new=False)
    assert (desk.log.head(), desk.log.people()) == (head, people)
    assert desk.recorded_as("s-1") == "C-2"
    assert desk.recorded_as("s-2") is None


# ── The edition a decision was taken under ───────────────────────────────────────────────────


def test_an_edition_is_entered_once_and_whole(desk: Desk) -> None:
    for number in range(3):
        desk.record(a_deal(), f"s-{number}", ANA)

    entered = [fact for fact in facts(desk) if isinstance(fact, EditionAdopted)]
    assert len(entered) == 1
    assert entered[0].criteria == LOADED.text
    assert entered[0].fingerprint == LOADED.fingerprint


def test_another_edition_is_entered_before_its_first_decision(desk: Desk) -> None:
    desk.record(a_deal(), "s-1", ANA)
    by_another(desk, name="2026-next", accept_from=70).record(a_deal(), "s-2", ANA)
    desk.record(a_deal(), "s-3", ANA)

    assert [type(fact).__name__ for fact in facts(desk)] == [
        "EditionAdopted",
        "RequestScreened",
        "EditionAdopted",
        "RequestScreened",
        "RequestScreened",
    ]
    assert list(replay(desk.log.lines())) == []


def test_an_undecided_request_is_refused_with_what_is_still_to_be_asked(desk: Desk) -> None:
    with pytest.raises(StillUndecided) as refused:
        desk.record(a_deal(answers={"open": True}), "s-1", ANA)

    assert refused.value.deciding == ("share",)
    assert desk.log.head().number == 0
    assert desk.log.people() == []


@pytest.mark.parametrize("role", [one for one in ROLES if one not in ("salesperson", "manager")])
def test_only_salespeople_and_managers_record(desk: Desk, role: Any) -> None:
    with pytest.raises(NotAllowed):
        desk.record(a_deal(), "s-1", Person("somebody-1", role))
    assert desk.log.head().number == 0


def test_nothing_is_recorded_under_an_edition_that_has_expired(desk: Desk) -> None:
    expired = by_another(desk, in_force_until="2026-03-01")  # the day before

    with pytest.raises(NotInForce) as refused:
        expired.record(a_deal(), "s-1", ANA)

    assert refused.value.edition.name == "2026-test"
    assert str(refused.value.day) == "2026-03-02"
    assert desk.log.head().number == 0


def test_an_edition_is_in_force_on_its_last_day(desk: Desk) -> None:
    assert by_another(desk, in_force_until="2026-03-02").record(a_deal(), "s-1", ANA).new


def test_nothing_is_recorded_under_an_edition_that_has_not_begun(desk: Desk) -> None:
    # The year begins with that of the clocks in Paris.
    early = replace(desk, now=lambda: datetime(2025, 12, 31, 22, 59, tzinfo=UTC))

    with pytest.raises(NotInForce):
        early.record(a_deal(), "s-1", ANA)
    assert (
        replace(early, now=lambda: datetime(2025, 12, 31, 23, 0, tzinfo=UTC))
        .record(a_deal(), "s-1", ANA)
        .new
    )


def test_several_requests_are_recorded_all_or_none(desk: Desk) -> None:
    def record(*requests: Request) -> list[str]:
        with desk.log.writing() as writing:
            return [
                desk.record_in(writing, one, f"s-{number}", ANA).case
                for number, one in enumerate(requests)
            ]

    with pytest.raises(StillUndecided):
        record(a_deal(), a_deal(answers={}))
    assert desk.log.head().number == 0

    assert record(a_deal(), a_deal(), a_deal()) == ["C-2", "C-3", "C-4"]
    assert every_flaw(desk) == []


def test_what_is_refused_enters_no_edition_either(desk: Desk) -> None:
    with pytest.raises(UnknownCase):
        desk.record(a_deal(), "s-1", ANA, Words(amends="C-9"))

    assert desk.log.head().number == 0


# ── People stay out of the log ───────────────────────────────────────────────────────────────

CONTACT = {"name": "Léa Petit", "email": "lea.petit@example.org", "phone": "01 99 00 12 34"}


def test_no_name_and_no_contact_is_in_any_line(desk: Desk) -> None:
    desk.record(a_deal(owner="Ana López", contact=CONTACT), "s-1", ANA)
    desk.record(a_deal(owner="marie"), "s-2", ANA)

    sealed = "\n".join(line.content for line in desk.log.lines())
    indexed = "\n".join(str(row) for row in desk.log.every_row())
    for private in ("Ana López", "López", "marie", "Petit", "lea.petit", "01 99"):
        assert private not in sealed
        assert private not in indexed


def test_an_owner_by_name_becomes_an_opaque_id_that_stays_theirs(desk: Desk) -> None:
    for number, name in enumerate(["Ana López", "ana  lopez", "ANA LÓPEZ"]):
        desk.record(a_deal(owner=name), f"s-{number}", BEN)

    owners = {screening(desk, number).request.owner for number in (2, 3, 4)}
    (owner,) = owners
    assert owner is not None
    assert re.fullmatch("p-[0-9a-f]{10}", owner)
    assert desk.name_of(owner) == "Ana López"


def test_an_owner_by_id_is_kept_and_nobody_is_invented(desk: Desk) -> None:
    desk.record(a_deal(owner="sales-2"), "s-1", ANA)

    assert (screening(desk, 2).by, screening(desk, 2).request.owner) == ("sales-1", "sales-2")
    assert desk.log.people() == []


def test_the_owner_is_who_records_unless_said_otherwise(desk: Desk) -> None:
    desk.record(a_deal(owner=None), "s-1", ANA)

    assert screening(desk, 2).request.owner == "sales-1"


def test_a_contact_is_kept_in_the_directory_under_the_id_that_the_log_has(desk: Desk) -> None:
    desk.record(a_deal(owner=None, contact=CONTACT), "s-1", ANA)

    contact = screening(desk, 2).contact
    assert contact is not None
    assert screening(desk, 2).request.contact is None
    assert desk.log.people() == [
        PersonDetails(contact, "Léa Petit", "lea.petit@example.org", "01 99 00 12 34", None)
    ]


def test_who_acts_by_name_is_known_by_an_opaque_id(desk: Desk) -> None:
    id = desk.person_named("Marc Lefèvre")

    assert re.fullmatch("p-[0-9a-f]{10}", id)
    assert desk.person_named("marc lefevre") == id
    assert desk.person_named(id) == id
    assert desk.person_named("manager-1") == "manager-1"


# ── Drafts ───────────────────────────────────────────────────────────────────────────────────


def test_a_draft_comes_back_as_it_was_typed_valid_or_not(desk: Desk) -> None:
    typed = {"title": "é\ud800\x00\u2028😀", "learners": "many", "answers": {"share": -3}}
    desk.save_draft("d-1", typed, ANA)

    assert desk.draft("d-1", ANA) == typed
    assert [(one.id, one.saved_at) for one in desk.drafts(ANA)] == [("d-1", NOON)]
    desk.save_draft("d-1", {"title": "shorter"}, ANA)
    assert desk.draft("d-1", ANA) == {"title": "shorter"}
    assert len(desk.drafts(ANA)) == 1


def test_a_draft_is_its_owners_alone(desk: Desk) -> None:
    desk.save_draft("d-1", {"title": "Ana's"}, ANA)

    for other in (BEN, MANAGER):
        assert desk.draft("d-1", other) is None
        assert desk.drafts(other) == []
        desk.drop_draft("d-1", other)
        with pytest.raises(NotAllowed):
            desk.save_draft("d-1", {"title": "Taken over"}, other)
        with pytest.raises(NotAllowed):
            desk.record(a_deal(), "d-1", other)

    assert desk.draft("d-1", ANA) == {"title": "Ana's"}
    assert desk.log.head().number == 0


def test_a_draft_is_dropped_by_its_owner(desk: Desk) -> None:
    desk.save_draft("d-1", {}, ANA)
    desk.drop_draft("d-1", ANA)
    desk.drop_draft("d-1", ANA)

    assert desk.draft("d-1", ANA) is None


@pytest.mark.parametrize("role", [one for one in ROLES if one not in ("salesperson", "manager")])
def test_who_cannot_record_keeps_no_draft(desk: Desk, role: Any) -> None:
    with pytest.raises(NotAllowed):
        desk.save_draft("d-1", {}, Person("somebody-1", role))


def test_recording_drops_its_draft_in_the_same_write(desk: Desk) -> None:
    desk.save_draft("d-1", {"title": "Web"}, ANA)
    desk.save_draft("d-2", {"title": "Other"}, ANA)

    class PowerCut(Exception):
        pass

    def record_until_the_power_fails() -> None:
        with desk.log.writing() as writing:
            desk.record_in(writing, a_deal(), "d-1", ANA)
            raise PowerCut

    with pytest.raises(PowerCut):
        record_until_the_power_fails()
    assert desk.log.head().number == 0
    assert [one.id for one in desk.drafts(ANA)] == ["d-1", "d-2"]

    desk.record(a_deal(), "d-1", ANA)
    assert [one.id for one in desk.drafts(ANA)] == ["d-2"]


# ── Looking up ───────────────────────────────────────────────────────────────────────────────


def test_a_case_is_read_with_its_lines(desk: Desk) -> None:
    desk.record(a_deal(owner=None), "s-1", ANA)

    dossier = desk.case("C-2", ANA)

    assert dossier.case.latest.request.prospect.name == "Atelier Nord"
    assert [line.number for line in dossier.lines] == [2]
    assert dossier.flaws == ()


@pytest.mark.parametrize("id", ["C-1", "C-3", "c-2", "", "C-2 ", "' OR 1=1 --", "C-٢"])
def test_an_unknown_case_is_said_to_be_unknown(desk: Desk, id: str) -> None:
    desk.record(a_deal(owner=None), "s-1", ANA)

    with pytest.raises(UnknownCase):
        desk.case(id, MANAGER)


def test_a_salesperson_reads_no_case_of_another(desk: Desk) -> None:
    desk.record(a_deal(owner=None), "s-1", ANA)

    with pytest.raises(NotAllowed):
        desk.case("C-2", BEN)
    for role in ROLES[1:]:
        assert desk.case("C-2", Person("somebody-1", role)).case.id == "C-2"


def test_cases_come_newest_first_and_a_salesperson_sees_their_own(desk: Desk) -> None:
    for number, by in enumerate([ANA, BEN, ANA]):
        desk.record(a_deal(owner=None), f"s-{number}", by)

    assert [row.case for row in desk.cases(Query(), AUDITOR)] == ["C-4", "C-3", "C-2"]
    assert [row.case for row in desk.cases(Query(), ANA)] == ["C-4", "C-2"]
    # Asking for another's gives one's own.
    assert [row.case for row in desk.cases(Query(owner=("sales-2",)), ANA)] == ["C-4", "C-2"]
    assert [row.case for row in desk.cases(Query(owner=("sales-2",)), AUDITOR)] == ["C-3"]


@pytest.mark.parametrize(
    ("size", "before", "most", "shown", "count"),
    [
        (2, None, 9, 2, 3),
        (2, None, 2, 2, 2),
        (3, None, 9, 3, 3),
        (9, None, 9, 3, 3),
        (9, None, 2, 3, 2),
        (9, 3, 9, 1, 3),
        (9, 2, 9, 0, 3),
    ],
)
def test_a_page_comes_with_the_number_of_all_its_cases(
    desk: Desk, size: int, before: int | None, most: int, shown: int, count: int
) -> None:
    for reference in ("HS-1", "HS-2", "HS-3"):
        desk.record(a_request(reference=reference, title=reference), reference, ANA)
    rows, found = desk.page(Query(size=size, before=before), AUDITOR, most)

    assert (len(rows), found) == (shown, count)


def test_every_case_is_given_page_after_page(desk: Desk) -> None:
    for number in range(5):
        desk.record(a_deal(owner=None), f"s-{number}", ANA)

    rows = desk.every_case(Query(size=2), AUDITOR)

    assert [row.case for row in rows] == ["C-6", "C-5", "C-4", "C-3", "C-2"]


def test_somebody_unknown_is_called_by_their_id(desk: Desk) -> None:
    desk.introduce(PersonDetails("sales-1", "Ana López", None, None, None))
    desk.introduce(PersonDetails("sales-1", "Somebody else", None, None, None))

    assert desk.name_of("sales-1") == "Ana López"
    assert desk.name_of("sales-9") == "sales-9"


def test_an_older_edition_is_read_from_the_log(desk: Desk) -> None:
    desk.record(a_deal(), "s-1", ANA)
    newer = by_another(desk, name="2026-next", accept_from=70)

    assert newer.edition_of(screening(desk, 2)).accept_from == 60
    assert newer.edition_of(screening(desk, 2)).name == "2026-test"
    assert newer.case("C-2", AUDITOR).flaws == ()
    with pytest.raises(EditionLost):
        newer.edition_of(screening(desk, 2).model_copy(update={"fingerprint": "0" * 64}))


# ── Erasing ──────────────────────────────────────────────────────────────────────────────────


def test_an_erased_person_is_gone_and_every_seal_stays_valid(desk: Desk) -> None:
    desk.record(a_deal(owner="Ana López", contact=CONTACT), "s-1", BEN)
    (ana,) = desk.people_called("Ana López")
    (lea,) = desk.people_called("LEA.PETIT@example.org")
    assert desk.people_called("lea petit") == [lea]

    for one in (ana, lea):
        desk.erase(one.id, MANAGER)

    assert desk.people_called("Ana López") == desk.people_called("lea.petit@example.org") == []
    assert [(one.name, one.email, one.phone) for one in desk.log.people()] == [(None,) * 3] * 2
    assert desk.name_of(ana.id) == ana.id
    erased = [fact for fact in facts(desk) if isinstance(fact, PersonErased)]
    assert [(one.person, one.by, one.at) for one in erased] == [
        (ana.id, "manager-1", NOON),
        (lea.id, "manager-1", NOON),
    ]
    assert every_flaw(desk) == []
    assert list(replay(desk.log.lines())) == []


def test_the_last_criteria_owner_is_not_erased(desk: Desk) -> None:
    """Nobody else could give access again."""
    owner = Person("owner-1", "criteria_owner")
    accounts = Accounts(desk.log, desk.now)
    ana, ben = (
        accounts.expect(f"{name}@example.org", "criteria_owner", owner, name=name)
        for name in ("ana", "ben")
    )
    desk.erase(ana, MANAGER)
    before = desk.log.head()
    with pytest.raises(LastOwner):
        desk.erase(ben, MANAGER)
    assert (desk.log.head(), desk.name_of(ben)) == (before, "ben")
    assert [one.person for one in desk.log.accounts()] == [ben]


def test_erasing_again_changes_nothing_and_nobody_comes_back(desk: Desk) -> None:
    ana = PersonDetails("sales-1", "Ana López", None, None, None)
    desk.introduce(ana)
    desk.erase("sales-1", MANAGER)
    head = desk.log.head()

    desk.erase("sales-1", MANAGER)
    desk.introduce(ana)

    assert desk.log.head() == head
    assert desk.name_of("sales-1") == "sales-1"


def test_who_is_erased_must_be_known_and_who_erases_allowed(desk: Desk) -> None:
    desk.introduce(PersonDetails("sales-1", "Ana López", None, None, None))

    with pytest.raises(KeyError):
        desk.erase("sales-9", MANAGER)
    for role in ("salesperson", "member", "chair", "auditor"):
        with pytest.raises(NotAllowed):
            desk.erase("sales-1", Person("somebody-1", role))
    assert desk.name_of("sales-1") == "Ana López"
    assert desk.log.head().number == 0


# ── Altered by hand ──────────────────────────────────────────────────────────────────────────


def test_an_altered_line_is_named_and_the_case_goes_on_being_readable(
    desk: Desk, file: Path
) -> None:
    desk.record(a_deal(owner=None), "s-1", ANA)
    desk.record(a_deal(owner=None), "s-2", ANA)
    rewrite(file, 2, "Atelier Nord", "Atelier Sud")

    dossier = desk.case("C-2", AUDITOR)

    assert dossier.flaws == (Flaw(2, "seal"),)
    assert dossier.case.latest.request.prospect.name == "Atelier Sud"
    assert desk.case("C-3", AUDITOR).flaws == ()
    assert altered_lines(desk.log) == [2]


def test_altered_criteria_are_named_with_every_case_they_judged(desk: Desk, file: Path) -> None:
    desk.record(a_deal(owner=None), "s-1", ANA)
    rewrite(file, 1, "openness title", "whatever")
    newer = by_another(desk, name="2026-next")

    dossier = newer.case("C-2", AUDITOR)

    assert dossier.flaws == (Flaw(1, "seal"),)
    edition = newer.edition_of(dossier.case.latest)
    assert edition.criterion("openness").title.en == "whatever"


def test_a_line_taken_out_is_named_where_it_is_missing(desk: Desk, file: Path) -> None:
    for number in range(3):
        desk.record(a_deal(owner=None), f"s-{number}", ANA)
    tamper(file, "DELETE FROM line WHERE number = 3")

    assert every_flaw(desk) == [
        Flaw(4, "number"),
        Flaw(3, "row_extra"),
        Flaw(0, "sums"),
    ]
    assert altered_lines(desk.log) == [4]
    assert desk.case("C-2", AUDITOR).flaws == ()
    # The seal of what came before it is gone.
    assert desk.case("C-4", AUDITOR).flaws == (Flaw(4, "seal"),)


UNREADABLE: dict[str, tuple[Callable[[Path], None], set[Flaw]]] = {
    "holds no fact": (
        lambda file: rewrite(file, 2, '"fact":"request_screened"', '"fact":"request_liked"'),
        {Flaw(2, "seal"), Flaw(2, "fact")},
    ),
    "holds a fact that lacks something": (
        lambda file: rewrite(file, 2, '"outcome":"accept",', ""),
        {Flaw(2, "seal"), Flaw(2, "fact")},
    ),
    "is gone": (
        lambda file: tamper(file, "DELETE FROM line WHERE number = 2"),
        {Flaw(2, "row_extra")},
    ),
    "has an answer the question does not have": (
        lambda file: rewrite(file, 2, '"share":80', '"share":"lots"'),
        {Flaw(2, "seal"), Flaw(2, "replay")},
    ),
    "has a finding on no criterion": (
        lambda file: rewrite(file, 2, '"criterion":"priority"', '"criterion":"beauty"'),
        {Flaw(2, "seal"), Flaw(2, "replay")},
    ),
    "was judged by criteria nobody has": (
        lambda file: rewrite(file, 2, LOADED.fingerprint, "0" * 64),
        {Flaw(2, "seal"), Flaw(2, "replay")},
    ),
}


@pytest.mark.parametrize("how", UNREADABLE)
def test_a_case_that_tells_nothing_any_more_is_shown_as_its_lines(
    desk: Desk, file: Path, how: str
) -> None:
    desk.record(a_deal(owner=None), "s-1", ANA)
    alter, expected = UNREADABLE[how]
    alter(file)

    with pytest.raises(CaseUnreadable) as unreadable:
        desk.case("C-2", AUDITOR)

    assert set(unreadable.value.flaws) == expected
    assert [line.number for line in unreadable.value.lines] == ([] if how == "is gone" else [2])


def test_a_case_that_tells_nothing_any_more_takes_no_new_version(desk: Desk, file: Path) -> None:
    desk.record(a_deal(owner=None, answers={"open": False}), "s-1", ANA)
    rewrite(file, 2, '"fact":"request_screened"', '"fact":"request_liked"')
    head = desk.log.head()

    with pytest.raises(CaseUnreadable):
        desk.record(a_deal(), "s-2", ANA, Words(amends="C-2"))
    with pytest.raises(CaseUnreadable):
        desk.withdraw("C-2", "s-3", "lost", None, ANA)

    assert desk.log.head() == head


# ── Replaying ────────────────────────────────────────────────────────────────────────────────


def test_what_was_recorded_replays_from_the_lines_alone(desk: Desk) -> None:
    desk.record(a_deal(), "s-1", ANA)
    desk.record(a_deal(answers={"open": False}), "s-2", ANA)
    desk.record(a_deal(answers={"share": 10}), "s-3", ANA, Words(sent_because="A doubt"))
    counted: list[int] = []

    assert list(replay(desk.log.lines(), counted.append)) == []
    assert sum(counted) == 4


VERDICTS = {
    "outcome": ('"outcome":"accept"', '"outcome":"refer"'),
    "score": ('"now":100', '"now":99'),
    "threshold": ('"accept_from":60', '"accept_from":50'),
    "points": ('"points":40', '"points":39'),
    "standing": ('"points":60,"standing":"met"', '"points":60,"standing":"partly_met"'),
    "blocking": ('"blocks":false,"criterion":"priority"', '"blocks":true,"criterion":"priority"'),
    "procedure": ('"outcome":"accept"', '"outcome":"accept","procedure":"full"'),
    "answer": ('"share":80', '"share":60'),
    "answer of another kind": ('"share":80', '"share":[]'),
    "edition": ('"edition":"2026-test"', '"edition":"2025-test"'),
    "criteria": (LOADED.fingerprint, "0" * 64),
    "day": ('"on":"2026-03-02"', '"on":"2025-03-02"'),
}


@pytest.mark.parametrize("what", VERDICTS)
def test_a_verdict_altered_and_sealed_again_does_not_replay(
    desk: Desk, file: Path, what: str
) -> None:
    desk.record(a_deal(), "s-1", ANA)
    desk.record(a_deal(answers={"open": False}), "s-2", ANA)
    rewrite(file, 2, *VERDICTS[what])
    seal_again(file)

    assert list(flaws(desk.log.lines())) == []
    assert list(replay(desk.log.lines())) == [Flaw(2, "replay")]


def test_altered_criteria_sealed_again_replay_nothing_they_judged(desk: Desk, file: Path) -> None:
    desk.record(a_deal(), "s-1", ANA)
    desk.record(a_deal(answers={"open": False}), "s-2", ANA)
    by_another(desk, name="2026-next").record(a_deal(), "s-3", ANA)
    # Inside the sealed line the criteria are a text, so their quotes are escaped.
    rewrite(file, 1, r"\"accept_from\":60", r"\"accept_from\":10")
    seal_again(file)

    assert list(flaws(desk.log.lines())) == []
    assert list(replay(desk.log.lines())) == [Flaw(2, "replay"), Flaw(3, "replay")]


def test_criteria_that_cannot_be_read_any_more_are_named(desk: Desk, file: Path) -> None:
    desk.record(a_deal(), "s-1", ANA)
    rewrite(file, 1, r"\"accept_from\":60", r"\"accept_from\":[")

    assert list(replay(desk.log.lines())) == [Flaw(1, "replay"), Flaw(2, "replay")]


def test_a_line_that_holds_no_fact_does_not_replay(desk: Desk, file: Path) -> None:
    desk.record(a_deal(), "s-1", ANA)
    rewrite(file, 2, '"fact":"request_screened"', '"fact":"request_liked"')

    assert list(replay(desk.log.lines())) == [Flaw(2, "replay")]


def test_the_shipped_criteria_replay_too(desk: Desk) -> None:
    shipped: LoadedEdition = criteria_file.load(HOME / "criteria.yaml")
    today = datetime.combine(shipped.edition.in_force_from, NOON.timetz())
    desk = replace(desk, loaded=shipped, now=lambda: today)
    desk.record(a_deal(answers={"catalogue_opening": "never"}), "s-1", ANA)

    assert screening(desk, 2).outcome == "refer"
    assert list(replay(desk.log.lines())) == []


# ── One moment of the log ────────────────────────────────────────────────────────────────────


def test_figures_are_for_those_who_may_read_the_whole_log(desk: Desk) -> None:
    desk.record(a_deal(), "s-1", ANA)
    month = f"{desk.now():%Y-%m}"

    sums = dict(desk.sums(month, month, AUDITOR))

    assert sums[month, "opened", "by_criteria"] == 1
    assert desk.sums("2020-01", "2020-12", MANAGER) == []
    for role in ("salesperson", "member", "chair"):
        with pytest.raises(NotAllowed):
            desk.sums(month, month, Person("somebody", role))


def test_what_is_verified_is_the_log_as_it_was_when_verifying_began(desk: Desk) -> None:
    desk.record(a_deal(), "s-1", ANA)
    with desk.log.reading() as reading:
        head = reading.head()
        desk.record(a_deal(), "s-2", ANA)

        assert list(verify_log(reading, quoted=head)) == []
        assert reading.head() == head
    assert desk.log.head().number == 3


def test_a_cut_tail_is_seen_from_a_head_noted_outside(desk: Desk, file: Path) -> None:
    desk.record(a_deal(owner=None), "s-1", ANA)
    desk.record(a_deal(owner=None), "s-2", ANA)
    noted = desk.log.head()
    tamper(file, "DELETE FROM line WHERE number = 3")
    desk.log.rebuild_index()

    assert every_flaw(desk) == []
    with desk.log.reading() as reading:
        assert list(verify_log(reading, quoted=noted)) == [Flaw(3, "head")]
        assert list(verify_log(reading, quoted=Head(0, ""))) == []


# ── The same file recorded again ─────────────────────────────────────────────────────────────


def test_a_submission_follows_from_the_request_and_the_criteria() -> None:
    first = submission_of(a_request(), LOADED.fingerprint)

    assert re.fullmatch("f-[0-9a-f]{32}", first)
    assert submission_of(a_request(), LOADED.fingerprint) == first
    others = [
        submission_of(a_request(learners=41), LOADED.fingerprint),
        submission_of(a_request(answers={"open": True, "share": 81}), LOADED.fingerprint),
        submission_of(a_request(), "0" * 64),
    ]
    assert len({first, *others}) == 4


def test_no_name_can_be_guessed_from_a_submission() -> None:
    first = submission_of(a_request(), LOADED.fingerprint)

    named = a_request(contact={"name": "Léa"}, owner="Ana López")

    assert submission_of(named, LOADED.fingerprint) == first


def test_a_prospect_s_contact_never_acts(desk: Desk) -> None:
    desk.record(a_request(contact={"name": "Jean Martin"}), "s-1", ANA)
    (contact,) = [one.id for one in desk.log.people() if one.name == "Jean Martin"]

    assert desk.person_named("Jean Martin") != contact


def test_what_is_typed_after_recording_is_no_draft_of_it(desk: Desk) -> None:
    case = desk.record(a_request(owner=None), "s-1", ANA).case

    with pytest.raises(AlreadyRecorded) as raised:
        desk.save_draft("s-1", {"title": "Later"}, ANA)

    assert raised.value.case == case
    assert desk.drafts(ANA) == []


def test_an_altered_index_is_named_on_the_case_itself(desk: Desk) -> None:
    case = desk.record(a_request(owner=None), "s-1", ANA).case
    row = desk.log.row(case)
    assert row is not None
    with desk.log.writing() as writing:
        writing.index(row._replace(outcome="refer", status="referred"))

    assert [one.what for one in desk.case(case, ANA).flaws] == ["row_different"]


def test_every_fact_in_the_log_is_canonical_json(desk: Desk) -> None:
    desk.record(a_request(contact=CONTACT), "s-1", ANA)

    for line in desk.log.lines():
        held = json.loads(line.content)
        canonical = json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert line.content == canonical
