"""What of a case is kept from somebody who may read the rest of it."""

from collections.abc import Collection
from typing import Literal

from screening.core.access import Person, may
from screening.core.cases import Case, CaseRow, Status
from screening.core.request import Prospect, Request

Hidden = Literal["amount", "prospect"]
ALL: frozenset[Hidden] = frozenset({"amount", "prospect"})
# While a vote is to come, or under way: afterwards a name moves nobody's vote.
VOTED_ON: tuple[Status, ...] = ("referred", "voting")


def hidden_from(person: Person, case: Case, *, masks: bool) -> frozenset[Hidden]:
    """What this person may not know of a case that they read.

    `masks` is whether the committee's rules hide the prospect from those who vote. It is told
    once they voted, for their own seat where they have one, and to everybody once the vote is over.
    """
    owner = case.latest.request.owner
    hidden: set[Hidden] = set()
    if not may(person, "read_amount", owner):
        hidden.add("amount")
    if (
        masks
        and case.status in VOTED_ON
        and not may(person, "read_prospect", owner)
        and not _has_voted(person, case)
    ):
        hidden.add("prospect")
    return frozenset(hidden)


def _has_voted(person: Person, case: Case) -> bool:
    cast = any(one.by == person.id for motion in case.motions for one in motion.ballots)
    return cast and person.id not in case.voters


def without(case: Case, hidden: Collection[Hidden]) -> Case:
    """The case without what is hidden: its own id stands where the prospect's name was."""
    if not hidden:
        return case
    screenings = tuple(
        one.model_copy(update={"request": _request_without(one.request, case.id, hidden)})
        for one in case.screenings
    )
    return case.model_copy(update={"screenings": screenings})


def _request_without(request: Request, case: str, hidden: Collection[Hidden]) -> Request:
    less: dict[str, object] = {}
    if "amount" in hidden:
        less["amount"] = None
    if "prospect" in hidden:
        # The reference leads to the prospect in the files of whoever sells.
        less |= {"prospect": Prospect(name=case), "reference": None}
    return request.model_copy(update=less)


def row_without(row: CaseRow, hidden: Collection[Hidden]) -> CaseRow:
    """The same of the row that indexes a case."""
    if "amount" in hidden:
        row = row._replace(amount=None)
    if "prospect" in hidden:
        row = row._replace(
            prospect=row.case,
            organisation="",
            registration=None,
            country=None,
            reference=None,
            text="",
        )
    return row
