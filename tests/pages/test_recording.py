"""Recording a request: once, complete, and shown as it was decided."""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.visit import Home, act, go, visit, words

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def desk() -> AppTest:
    """A request that the edition accepts, but without a name or a title."""
    desk = visit()
    act(desk.pills(key="opening").select("now"))
    return act(desk.pills(key="pays").select("no"))


def named(desk: AppTest, title: str = "Web developers") -> AppTest:
    act(desk.text_input(key="about_prospect").input("Atelier Nord"))
    return act(desk.text_input(key="about_title").input(title))


def record(desk: AppTest) -> AppTest:
    return act(desk.button(key="record").click())


@contextmanager
def no_room_left(home: Home) -> Iterator[None]:
    """The log can grow no further, as on a full disk; the superuser is no exception."""
    journal = home.log.with_name(f"{home.log.name}-wal")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    earlier = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (journal.stat().st_size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, earlier)


def test_a_recorded_request_is_shown_as_a_case(desk: AppTest, home: Home) -> None:
    record(named(desk))
    assert desk.title[0].value == "Atelier Nord · Web developers"
    read = words(desk)
    assert "recorded" in read
    assert "by Camille Roux" in read
    assert "Accepted It serves the mission: 50 points, 50 needed" in read
    assert "The deal can go on." in read
    assert "Open when? At once" in read
    assert "Does the learner pay? No" in read
    assert "2 questions had no answer yet" in [one.label for one in desk.expander]
    assert "Line 2, seal " in read
    (case,) = home.cases()
    assert (case.case, case.outcome, case.owner) == ("C-2", "accept", "sales-1")
    assert home.drafts("sales-1") == []


def test_a_referral_says_who_has_it_and_until_when(desk: AppTest) -> None:
    act(desk.pills(key="opening").select("never"))
    record(named(desk))
    read = words(desk)
    assert "Referred to the committee One criterion stands in the way" in read
    assert "Small bureau: once a motion is put, its vote is open for 7 days." in read


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Enter it: a request needs the prospect’s name and a title"),
        ("fr", "Indiquez-le : il faut le nom du prospect et un titre"),
    ],
)
def test_without_a_name_and_a_title_nothing_is_recorded_and_nothing_lost(
    home: Home, language: str, sentence: str
) -> None:
    desk = visit(language="fr" if language == "fr" else "en")
    act(desk.pills(key="opening").select("now"))
    act(desk.pills(key="pays").select("no"))
    assert sentence not in words(desk)  # what is not typed yet is no mistake yet
    record(desk)
    assert home.cases() == []
    assert words(desk).count(sentence) == 2
    assert desk.pills(key="opening").value == "now"

    act(desk.text_input(key="about_prospect").input("Atelier Nord"))
    assert words(desk).count(sentence) == 1
    record(named(desk))
    assert len(home.cases()) == 1


def test_each_problem_stands_beside_its_field(desk: AppTest) -> None:
    record(desk)
    order = [
        getattr(one, "key", None) or "problem"
        for one in desk.main
        if one.type == "text_input" or (one.type == "html" and "field-problem" in one.value)
    ]
    assert order[:4] == ["about_prospect", "problem", "about_title", "problem"]


def test_a_problem_in_the_folded_part_unfolds_it(desk: AppTest, home: Home) -> None:
    named(desk)
    assert not desk.expander[0].proto.expanded
    act(desk.text_input(key="about_starts").input("next spring"))
    assert "Enter the year and the month, such as 2026-09." in words(desk)
    assert desk.expander[0].proto.expanded
    record(desk)
    assert home.cases() == []
    assert desk.text_input(key="about_starts").value == "next spring"


def test_the_same_request_sent_again_is_recorded_once(desk: AppTest, home: Home) -> None:
    draft = desk.query_params["draft"]
    other_tab = visit(draft=draft)
    record(named(desk))
    # Another tab still shows the form, and sends it too.
    act(other_tab.text_input(key="about_prospect").input("Atelier Nord"))
    assert "This request was recorded as C-2." in words(other_tab)
    assert len(home.cases()) == 1
    assert home.drafts("sales-1") == []


def test_the_address_of_a_recorded_draft_leads_to_its_case(desk: AppTest) -> None:
    draft = desk.query_params["draft"]
    record(named(desk))
    desk = visit(draft=draft)
    assert "This request was recorded as C-2." in words(desk)
    act(next(one for one in desk.button if one.label == "Start another request").click())
    assert desk.title[0].value == "New request"
    assert desk.text_input(key="about_prospect").value == ""
    assert desk.query_params.get("draft") != draft


def test_after_recording_the_next_request_is_another(desk: AppTest, home: Home) -> None:
    record(named(desk))
    go(desk, "new_request")
    assert desk.text_input(key="about_prospect").value == ""
    act(desk.pills(key="opening").select("never"))
    record(named(desk, "Data analysts"))
    assert [one.outcome for one in home.cases()] == ["refer", "accept"]


def test_a_deal_is_recorded_again_only_with_a_word_why(desk: AppTest, home: Home) -> None:
    record(named(desk))
    go(desk, "new_request")
    act(desk.pills(key="opening").select("never"))
    record(named(desk, "Web developer"))
    assert "This deal seems to be C-2 already" in words(desk)
    assert len(home.cases()) == 1
    act(desk.text_input(key="repeated_because").input("They came back."))
    record(desk)
    assert len(home.cases()) == 2


def test_of_others_cases_only_the_outcome_is_told(desk: AppTest, home: Home) -> None:
    record(named(desk))
    other = visit(person="sales-2")
    act(other.text_input(key="about_prospect").input("ATELIER NORD SARL"))
    (told,) = (one.value for one in other.html if 'class="earlier"' in one.value)
    assert "accepted" in told
    assert "looked after by Camille Roux" in told
    assert "Web developers" not in told
    assert "C-2" not in told
    assert len(home.cases()) == 1


def test_a_full_disk_loses_nothing_that_was_typed(desk: AppTest, home: Home) -> None:
    act(desk.text_input(key="about_prospect").input("Atelier Nord"))
    with no_room_left(home):
        act(desk.text_input(key="about_title").input("Web developers"))
        (notice,) = desk.warning
        assert "a limit on the size of files was reached. Nothing was recorded." in notice.value
        assert "Check the disk and its quotas, then try again." in notice.value
        assert desk.text_input(key="about_title").value == "Web developers"
    record(desk)
    (case,) = home.cases()
    assert (case.prospect, case.title) == ("Atelier Nord", "Web developers")


def test_recording_on_a_full_disk_says_so_and_can_be_tried_again(desk: AppTest, home: Home) -> None:
    named(desk)
    with no_room_left(home):
        record(desk)
        (notice,) = desk.warning
        assert "Nothing was recorded." in notice.value
        assert desk.title[0].value == "New request"
    assert home.cases() == []
    record(desk)
    assert len(home.cases()) == 1


@pytest.mark.parametrize("person", ["member-1", "chair-1", "owner-1", "auditor-1"])
def test_who_may_not_record_can_still_try_answers(home: Home, person: str) -> None:
    desk = visit(person=person)
    act(desk.pills(key="opening").select("never"))
    read = words(desk)
    assert "Refer to the committee" in read
    assert "Your role reads requests; salespeople and managers record them." in read
    assert "Kept as a draft" not in read
    assert not [one for one in desk.button if one.key in ("record", "save")]
    assert home.drafts(person) == []
    assert "draft" not in desk.query_params


def test_a_manager_records_too(home: Home) -> None:
    desk = visit(person="manager-1")
    act(desk.pills(key="opening").select("never"))
    record(named(desk))
    assert [one.owner for one in home.cases()] == ["manager-1"]


def test_an_amount_of_zero_is_shown(desk: AppTest) -> None:
    act(desk.number_input(key="about_amount").set_value(0))
    record(named(desk))
    assert "Amount (whole euros) €0" in words(desk)


def test_a_proposal_tried_and_kept_is_recorded_with_what_stood_before(home: Home) -> None:
    desk = named(visit())
    act(desk.pills(key="opening").select("never"))
    act(desk.pills(key="pays").select("no"))
    act(desk.button(key="try-0").click())
    reopened = visit(draft=desk.query_params["draft"])  # in another window, the next day
    read = words(record(reopened))
    (case,) = home.cases()
    assert (case.outcome, case.improved) == ("accept", 1)
    assert "What the desk’s proposals obtained" in read
    assert "Open when? Never At once" in read


def test_a_proposal_tried_and_undone_is_not_recorded(home: Home, desk: AppTest) -> None:
    named(desk)
    act(desk.pills(key="opening").select("never"))
    act(desk.button(key="try-0").click())
    act(desk.button(key="undo").click())
    act(desk.pills(key="opening").select("now"))
    record(desk)
    (case,) = home.cases()
    assert (case.outcome, case.improved) == ("accept", 0)
