"""Who votes does not know who the prospect is until they have, where the rules say so."""

import pytest

from screening.core.access import Person
from screening.core.query import Query
from screening.review import Review
from screening.stores.sqlite import SqliteLog
from tests.builders import (
    ANA,
    CHAIR,
    FOUR,
    MANAGER,
    ONE,
    THREE,
    TWO,
    Clock,
    a_review,
    put,
    referred,
    vote,
)

NAME = "Atelier Nord"


@pytest.fixture
def masking(log: SqliteLog, clock: Clock) -> Review:
    return a_review(log, clock, mask_prospect=True)


def names_told(review: Review, case: str, by: Person) -> set[str]:
    """What somebody is told of the prospect's name: on the page of the case, and in lists."""
    dossier = review.desk.case(case, by)
    told = {one.request.prospect.name for one in dossier.case.screenings}
    told |= {one.prospect for one in review.desk.cases(Query(), by) if one.case == case}
    told |= {one.prospect for one in review.queue(by) if one.case == case}
    everything = "".join(one.content for one in dossier.lines) + dossier.case.model_dump_json()
    texts = [one.text for one in review.desk.cases(Query(), by)]
    if NAME in everything or any(NAME in one for one in texts):
        told.add(NAME)
    return told


def test_without_such_a_rule_everybody_who_reads_a_case_knows_the_prospect(
    review: Review,
) -> None:
    case = referred(review)
    assert names_told(review, case, ONE) == {NAME}


def test_who_votes_knows_the_prospect_once_they_have_and_not_before(masking: Review) -> None:
    case = referred(masking)
    for by in (ONE, CHAIR):
        assert names_told(masking, case, by) == {case}
    put(masking, case)
    assert names_told(masking, case, ONE) == {case}
    assert masking.desk.case(case, ONE).hidden == {"amount", "prospect"}
    vote(masking, case, ONE, "against")
    assert masking.desk.case(case, ONE).case.latest.request.prospect.name == NAME
    assert [one.prospect for one in masking.queue(ONE)] == [NAME]
    assert names_told(masking, case, TWO) == {case}


def test_once_the_vote_is_over_everybody_knows(masking: Review) -> None:
    case = referred(masking)
    put(masking, case)
    for member in (ONE, TWO, THREE, FOUR):
        if masking.desk.case(case, MANAGER).case.status == "voting":
            vote(masking, case, member, "for")
    assert masking.desk.case(case, CHAIR).case.status == "accepted"
    assert masking.desk.case(case, CHAIR).case.latest.request.prospect.name == NAME


def test_those_who_do_not_vote_know_all_the_while(masking: Review) -> None:
    case = referred(masking)
    for by in (MANAGER, Person("auditor-1", "auditor"), Person("owner-1", "criteria_owner")):
        assert masking.desk.case(case, by).case.latest.request.prospect.name == NAME
    assert masking.desk.case(case, ANA).case.latest.request.prospect.name == NAME


def test_the_name_cannot_be_found_out_by_looking_for_it(masking: Review) -> None:
    case = referred(masking)
    for wrong in (Query(text=NAME), Query(text="nobody at all"), Query(organisation=("nobody",))):
        assert [one.case for one in masking.desk.cases(wrong, ONE)] == [case]
        assert masking.desk.count(wrong, ONE) == 1
    assert masking.desk.count(Query(text="nobody at all"), MANAGER) == 0


def test_typing_the_name_of_an_organisation_leads_whoever_votes_to_none_of_its_cases(
    masking: Review,
) -> None:
    case = referred(masking)
    asked = [masking.desk.earlier_cases(NAME, None, by) for by in (ONE, CHAIR)]
    assert asked == [[], []]
    # Whoever sells is told, lest the deal be entered twice.
    another = Person("sales-2", "salesperson")
    for by in (ANA, another, MANAGER):
        assert [one.case for one in masking.desk.earlier_cases(NAME, None, by)] == [case]
    put(masking, case)
    vote(masking, case, ONE, "against")
    assert [one.case for one in masking.desk.earlier_cases(NAME, None, ONE)] == [case]


def test_a_paper_for_all_members_hides_the_name_from_all_of_them(masking: Review) -> None:
    case = referred(masking)
    put(masking, case)
    vote(masking, case, CHAIR, "for")
    own = masking.desk.case(case, CHAIR).case
    paper = masking.desk.case_for_members(case, CHAIR).case
    assert own.latest.request.prospect.name == NAME
    assert NAME not in paper.model_dump_json()


def test_a_delegate_who_has_yet_to_vote_for_themselves_does_not_know(masking: Review) -> None:
    day = masking.desk.now().date()
    masking.delegate("d-1", "member-2", day, day, ONE)
    case = referred(masking)
    put(masking, case)
    vote(masking, case, TWO, "for", seat="member-1")
    assert masking.desk.case(case, TWO).case.latest.request.prospect.name == case
    vote(masking, case, TWO, "for")
    assert masking.desk.case(case, TWO).case.latest.request.prospect.name == NAME
