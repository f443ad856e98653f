"""Whoever left a case finds nothing of it any more, wherever they look and whatever their role."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import pytest

from screening.core.access import ROLES, NotAllowed, Person, Role
from screening.core.query import Query
from screening.review import Review
from screening.service import CaseLeft
from screening.stores.sqlite import SqliteLog
from tests.builders import ACCEPT, ANA, CHAIR, ONE, THREE, case_of, put, referred, vote
from tests.tampering import tamper

WHO = "Verrerie Secrète"
READS = {"member", "chair", "manager", "criteria_owner", "auditor"}


class Committee(NamedTuple):
    """THREE left a case that is voted on and one that was ruled on; `alike` is like both."""

    review: Review
    voting: str
    ruled: str
    alike: str


@pytest.fixture
def committee(review: Review) -> Committee:
    blocked = {"answers": {"open": False, "share": 80}}
    voting, ruled = (
        referred(review, reference, prospect={"name": WHO}, title=reference, **blocked)
        for reference in ("first", "second")
    )
    for case in (voting, ruled):
        put(review, case)
        review.recuse(case, f"left {case}", "My brother works there.", THREE)
    # Of the bureau's three colleges that leaves two, which are both for.
    for member in (ONE, CHAIR):
        vote(review, ruled, member, "for")
    assert case_of(review, ruled).ruling is not None
    alike = referred(review, "third", prospect={"name": "Atelier Nord"}, title="third", **blocked)
    return Committee(review, voting, ruled, alike)


# Every way to look at cases, with the case that is told there and the roles that are told.
Look = Callable[[Committee, Person], object]


def rows(query: Query) -> Look:
    return lambda at, by: (at.review.desk.cases(query, by), [*at.review.desk.every_case(query, by)])


def alone(at: Committee, by: Person) -> object:
    """One to a page: what is hidden must neither end the pages nor leave one empty."""
    return [*at.review.desk.every_case(Query(size=1), by)]


LOOKS: dict[str, tuple[Look, set[str]]] = {
    "a list": (rows(Query()), READS),
    "a list, page by page": (alone, READS),
    "a search": (rows(Query(text="secrete")), READS),
    "a filter": (rows(Query(status=("voting", "accepted"))), READS),
    "the queue": (lambda at, by: at.review.queue(by), READS),
    "what waits": (lambda at, by: at.review.waiting(by), {"member", "chair"}),
    "the ruled cases": (lambda at, by: at.review.ruled(by, 20), READS),
    "precedents": (lambda at, by: precedents(at, by), READS),
    "an organisation's cases": (
        lambda at, by: at.review.desk.earlier_cases("Verrerie secrete", None, by),
        set(ROLES),
    ),
    "the case that is voted on": (lambda at, by: at.review.desk.case(at.voting, by), READS),
    "the case that was ruled on": (lambda at, by: at.review.desk.case(at.ruled, by), READS),
}


def precedents(at: Committee, by: Person) -> object:
    return at.review.precedents(case_of(at.review, at.alike), by)


def told(look: Look, at: Committee, by: Person) -> str:
    try:
        return repr(look(at, by))
    except NotAllowed as refused:
        return repr(refused)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("role", ROLES)
def test_who_left_finds_nothing_where_others_of_their_role_do(
    role: Role, look: str, committee: Committee
) -> None:
    looking, roles = LOOKS[look]
    others = told(looking, committee, Person("member-1", role))
    mine = told(looking, committee, Person("member-3", role))
    for hidden in (WHO, repr(committee.voting), repr(committee.ruled)):
        assert hidden not in mine
    assert (role in roles) is any(
        repr(case) in others for case in (committee.voting, committee.ruled)
    )


@pytest.mark.parametrize("role", sorted(READS))
def test_a_count_leaves_out_what_its_list_does(role: Role, committee: Committee) -> None:
    desk = committee.review.desk
    for query in (Query(), Query(text="verrerie"), Query(ruling=("accept",))):
        for person in (Person("member-1", role), Person("member-3", role)):
            assert desk.count(query, person) == len(desk.cases(query, person))
    assert desk.count(Query(), Person("member-3", role)) == 1


def test_a_refused_case_says_that_they_left_it_and_nothing_else(committee: Committee) -> None:
    with pytest.raises(CaseLeft) as refused:
        committee.review.desk.case(committee.voting, THREE)
    assert (refused.value.case, refused.value.person) == (committee.voting, THREE)
    assert WHO not in str(refused.value)


def test_who_left_takes_a_case_neither_up_nor_back(committee: Committee) -> None:
    gone, desk = Person("member-3", "manager"), committee.review.desk
    with pytest.raises(NotAllowed):
        desk.amendment(committee.voting, gone)
    with pytest.raises(NotAllowed):
        desk.withdraw(committee.voting, uuid4().hex, "lost", None, gone)
    assert committee.review.waiting(gone) == []


def test_a_salesperson_who_left_their_own_case_still_answers_for_it(review: Review) -> None:
    """They sit on the committee as well: they do not rule on their deal, and do not lose it."""
    case = referred(review)
    review.recuse(case, "r", "It is my own deal.", Person(ANA.id, "member"))
    put(review, case)
    review.ask(case, "q", "Who pays?", ONE)
    assert [one.case for one in review.waiting(ANA)] == [case]
    assert review.desk.case(case, ANA).case.unanswered
    review.answer(case, "a", "q", "A foundation.", ANA)
    assert review.waiting(Person(ANA.id, "member")) == []
    assert review.desk.count(Query(), Person(ANA.id, "member")) == 1


def test_a_case_whose_lines_tell_nothing_any_more_stays_hidden(
    log: SqliteLog, committee: Committee, tmp_path: Path
) -> None:
    assert log is committee.review.desk.log
    tamper(
        tmp_path / "screening.db",
        f"UPDATE line SET content = '{{}}' WHERE \"case\" = '{committee.voting}'",
    )
    with pytest.raises(CaseLeft):
        committee.review.desk.case(committee.voting, THREE)


def test_leaving_one_case_hides_no_other(committee: Committee) -> None:
    found = committee.review.desk.cases(Query(), THREE)
    assert [one.case for one in found] == [committee.alike]
    put(committee.review, committee.alike, ACCEPT)
    assert [one.case for one in committee.review.waiting(THREE)] == [committee.alike]
