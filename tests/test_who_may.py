"""Every use case, called directly as every role, over own cases, others' and those one left.

What comes out is exactly what the law says, and a refusal writes nothing.
"""

import importlib
import inspect
import pkgutil
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

import pytest

import screening
from screening.accounts import Accounts
from screening.adopting import adopt
from screening.backtest_jobs import find
from screening.backtesting import backtest
from screening.core.access import ROLES, Action, NotAllowed, Person, Role, may
from screening.core.accounts import Identity, SignInRefused
from screening.core.allowed import GROUPS, OF_NO_CASE, allowed
from screening.core.assessment import Outcome
from screening.core.cases import CaseRow
from screening.core.committee_facts import Proposal
from screening.core.motion_check import NewCondition, NewMotion
from screening.core.periods import year
from screening.core.query import Query
from screening.core.refused import Refused
from screening.exports import export
from screening.exports.exporting import steps
from screening.exports.register import export_register
from screening.receipts import receipts
from screening.register import Register
from screening.review import Ballot, Review
from screening.sample import Asked, draw_sample, drawn_dossiers
from screening.scenarios import NewScenario, Scenarios
from screening.service import Words
from screening.stores.protocol import PersonDetails
from screening.stores.sqlite import SqliteLog
from screening.workshop import drop_proposed, propose, proposed
from tests.builders import (
    CHAIR,
    DAY,
    FOUR,
    MANAGER,
    NOON,
    THREE,
    TWO,
    Clock,
    a_loaded_edition,
    a_request,
    a_review,
    case_of,
    put,
    referred,
    vote,
)
from tests.builders import ONE as ME

Kind = Literal["own", "others", "left"]
KINDS: tuple[Kind, ...] = get_args(Kind)
STATES = ("bureau", "full", "asked", "voting", "advised", "accepted", "declined")
ANOTHER = "sales-2"
OWNER = Person("owner-1", "criteria_owner")
IF_OPENED = NewMotion(
    "accept_with_conditions",
    "If it opens.",
    (NewCondition("Open it.", ANOTHER, DAY + timedelta(days=90), "The page."),),
)


class World:
    """A case of each kind in every state. Whoever acts has one id, with a seat, in any role."""

    def __init__(self, file: Path) -> None:
        self.log = SqliteLog(file)
        self.file = file
        self.review: Review = a_review(self.log, Clock(NOON), authority="advisory")
        self.desk = self.review.desk
        self.accounts = Accounts(self.log, self.desk.now)
        self.register = Register(self.desk)
        self.scenarios = Scenarios(self.desk)

    def fill(self) -> dict[str, str]:
        """The cases by state and kind."""
        cases: dict[str, str] = {}
        self.desk.introduce(PersonDetails(ANOTHER, "Yanis", None, None, None))
        for kind in KINDS:
            owner = ME.id if kind == "own" else ANOTHER
            for state in STATES:
                answers = {"open": state != "bureau", "share": 80}
                said = {"owner": owner, "answers": answers}
                id = referred(self.review, f"{state}-{kind}", **said)
                cases[f"{state}-{kind}"] = id
                if state == "asked":
                    self.review.ask(id, f"q-{kind}", "Why?", TWO)
                if state in ("voting", "advised", "accepted"):
                    put(self.review, id, IF_OPENED)
                if state == "declined":
                    put(self.review, id, NewMotion("decline", "No.", reasons=("mission",)))
                if kind == "left":
                    self.review.recuse(id, f"r-{id}", "I know them.", ME)
                if state in ("advised", "accepted", "declined"):
                    for member in (TWO, THREE, FOUR, CHAIR):
                        if case_of(self.review, id).status == "voting":  # until it is settled
                            vote(self.review, id, member, "for")
                if state in ("accepted", "declined"):
                    decision: Proposal = "decline" if state == "declined" else IF_OPENED.proposal
                    self.review.decide(id, f"d-{id}", decision, None, MANAGER)
        for owner, draft in ((ME.id, "draft-own"), (ANOTHER, "draft-others")):
            self.desk.save_draft(draft, {"title": "Kept"}, Person(owner, "salesperson"))
        self.desk.introduce(PersonDetails("p-0123456789", "Ada", None, None, None))
        self.accounts.expect("a@b.c", "manager", OWNER, name="Ana", id="staff-1")
        expected: tuple[Outcome, ...] = ("refer", "accept", "undecided")
        for kind, outcome in zip(KINDS, expected, strict=True):
            new, name = NewScenario("Title", "Why.", outcome), f"scenario-{kind}"
            kept = self.scenarios.keep(cases[f"full-{kind}"], name, new, OWNER)
            cases[name] = kept.id
        return cases

    def everything(self) -> tuple[object, ...]:
        """All that the file holds: lines, index, drafts, directory, accounts."""
        log = self.log
        drafts = [log.drafts(id) for id in (ME.id, ANOTHER)]
        return log.head(), list(log.every_row()), drafts, log.people(), log.accounts()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    file = tmp_path_factory.mktemp("filled") / "log.db"
    world = World(file)
    cases = world.fill()
    world.log.close()
    return file, cases


@pytest.fixture
def opened(filled: tuple[Path, dict[str, str]], tmp_path: Path) -> Callable[[], Any]:
    """Opens a fresh copy of the world, with what its cases are called."""
    file, cases = filled

    @contextmanager
    def open_copy() -> Iterator[tuple[World, dict[str, str]]]:
        copy = tmp_path / "copy.db"
        shutil.copy(file, copy)
        world = World(copy)
        yield world, cases
        world.log.close()
        for left_behind in tmp_path.glob("copy.db*"):
            left_behind.unlink()

    return open_copy


class Attempt(NamedTuple):
    """Somebody in a role, before a case of some kind."""

    world: World
    by: Person
    kind: Kind
    cases: dict[str, str]

    def case(self, state: str) -> str:
        return self.cases[f"{state}-{self.kind}"]

    def row(self, state: str) -> CaseRow:
        row = self.world.log.row(self.case(state))
        assert row is not None
        return row

    def records_in_one_write(self) -> object:
        with self.world.desk.writing(self.by) as writing:
            request = a_request(title="Another", owner=None)
            return self.world.desk.record_in(writing, request, "new", self.by)

    def records_a_version(self) -> object:
        request = a_request(answers={"open": True, "share": 60}, owner=None)
        words = Words(amends=self.case("full"), sent_because="Look at it again.")
        return self.world.desk.record(request, "new", self.by, words)

    def drafts(self) -> object:
        id = "draft-own" if self.kind == "own" else "draft-others"
        return self.world.desk.save_draft(id, {"title": "Typed"}, self.by)


class Use(NamedTuple):
    """A use case: what the law must allow, and how it is called.

    Where several actions are named, all must be allowed.
    """

    actions: tuple[Action, ...]
    call: Callable[[Attempt], object]


_PAPER = NewMotion("accept", "Good.")
# The use cases that the law speaks of, by their place in the code; " of" tells two calls apart.
USES: dict[str, Use] = {
    "service:Desk.record": Use(
        ("record",),
        lambda a: a.world.desk.record(a_request(title="Another", owner=None), "new", a.by),
    ),
    "service:Desk.record of a version": Use(("record", "amend"), Attempt.records_a_version),
    "service:Desk.record_in": Use(("record",), Attempt.records_in_one_write),
    "service:Desk.withdraw": Use(
        ("amend",),
        lambda a: a.world.desk.withdraw(a.case("voting"), "new", "lost", None, a.by),
    ),
    "service:Desk.amendment": Use(
        ("read_case", "amend"), lambda a: a.world.desk.amendment(a.case("full"), a.by)
    ),
    "service:Desk.save_draft": Use(("draft",), Attempt.drafts),
    "service:Desk.case": Use(("read_case",), lambda a: a.world.desk.case(a.case("voting"), a.by)),
    "service:Desk.case_for_members": Use(
        ("read_case",), lambda a: a.world.desk.case_for_members(a.case("voting"), a.by)
    ),
    "service:Desk.sums": Use(
        ("read_log",), lambda a: a.world.desk.sums("2026-01", "2026-12", a.by)
    ),
    "service:Desk.erase": Use(
        ("erase_person",), lambda a: a.world.desk.erase("p-0123456789", a.by)
    ),
    "service:Desk.forget_contacts": Use(
        ("erase_person",), lambda a: a.world.desk.forget_contacts(NOON, a.by)
    ),
    "adopting:adopt": Use(
        ("adopt",),
        lambda a: adopt(
            a.world.desk, a_loaded_edition(name="next").text, "M-1", a.by, motive="Right."
        ),
    ),
    "workshop:proposed": Use(("read_proposed",), lambda a: proposed(a.world.desk, a.by)),
    "workshop:propose": Use(("adopt",), lambda a: propose(a.world.desk, "draft", a.by)),
    "workshop:drop_proposed": Use(("adopt",), lambda a: drop_proposed(a.world.desk, a.by, None)),
    "review:Review.queue": Use(("read_queue",), lambda a: a.world.review.queue(a.by)),
    "review:Review.ruled": Use(("read_queue",), lambda a: a.world.review.ruled(a.by, 9)),
    "review:Review.move_up": Use(
        ("move_up",),
        lambda a: a.world.review.move_up(a.case("bureau"), "new", "Look.", a.by),
    ),
    "review:Review.ask": Use(
        ("ask",), lambda a: a.world.review.ask(a.case("full"), "new", "Why?", a.by)
    ),
    "review:Review.answer": Use(
        ("answer",),
        lambda a: a.world.review.answer(a.case("asked"), "new", f"q-{a.kind}", "Because.", a.by),
    ),
    "review:Review.recuse": Use(
        ("recuse",),
        lambda a: a.world.review.recuse(a.case("voting"), "new", "I know them.", a.by),
    ),
    "review:Review.put": Use(
        ("put_motion",), lambda a: a.world.review.put(a.case("full"), "new", _PAPER, a.by)
    ),
    "review:Review.vote": Use(
        ("vote",),
        lambda a: a.world.review.vote(a.case("voting"), "new", Ballot(ME.id, "for"), a.by),
    ),
    "review:Review.decide": Use(
        ("decide",),
        lambda a: a.world.review.decide(
            a.case("advised"), "new", "accept_with_conditions", None, a.by
        ),
    ),
    "review:Review.settle": Use(
        ("settle_condition",),
        lambda a: a.world.review.settle(a.case("accepted"), "new", 1, True, "The page.", a.by),
    ),
    "review:Review.delegate": Use(
        ("delegate",), lambda a: a.world.review.delegate("new", "member-2", DAY, DAY, a.by)
    ),
    "review:Review.hold_meeting": Use(
        ("hold_meeting",),
        lambda a: a.world.review.hold_meeting("new", DAY, ("member-2",), (), a.by),
    ),
    "accounts:Accounts.everybody": Use(
        ("manage_people",), lambda a: a.world.accounts.everybody(a.by)
    ),
    "accounts:Accounts.expect": Use(
        ("manage_people",),
        lambda a: a.world.accounts.expect("new@b.c", "manager", a.by, name="New"),
    ),
    "accounts:Accounts.change": Use(
        ("manage_people",), lambda a: a.world.accounts.change("staff-1", "auditor", a.by)
    ),
    "accounts:Accounts.end_sessions": Use(
        ("manage_people",), lambda a: a.world.accounts.end_sessions("staff-1", a.by)
    ),
    "backtest_jobs:find": Use(
        ("back_test",), lambda a: find(a.world.desk, a_loaded_edition(), a.by, DAY)
    ),
    "backtesting:backtest": Use(
        ("back_test",), lambda a: backtest(a.world.desk, a_loaded_edition(), a.by)
    ),
    "register:Register.turned_down": Use(
        ("read_log",), lambda a: a.world.register.turned_down(year(2026), a.by)
    ),
    "register:Register.improved": Use(
        ("read_log",), lambda a: a.world.register.improved(year(2026), a.by)
    ),
    "register:Register.told_turned_down": Use(
        ("read_log", "read_case"),
        lambda a: a.world.register.told_turned_down(a.row("declined"), a.by),
    ),
    "register:Register.told_improved": Use(
        ("read_log", "read_case"),
        lambda a: a.world.register.told_improved(a.row("accepted"), a.by),
    ),
    "scenarios:Scenarios.kept": Use(("read_scenarios",), lambda a: a.world.scenarios.kept(a.by)),
    "scenarios:Scenarios.keep": Use(
        ("read_case", "keep_scenario"),
        lambda a: a.world.scenarios.keep(a.case("bureau"), "new", NewScenario("T", "W"), a.by),
    ),
    "scenarios:Scenarios.drop": Use(
        ("keep_scenario",),
        lambda a: a.world.scenarios.drop(a.case("scenario"), "new", "Enough.", a.by),
    ),
    "receipts:receipts": Use(
        ("read_case",), lambda a: receipts(a.world.desk, a.case("voting"), a.by)
    ),
    "sample:draw_sample": Use(
        ("sample",), lambda a: draw_sample(a.world.desk, Asked(3, "seed"), a.by)
    ),
    "sample:drawn_dossiers": Use(
        ("sample",), lambda a: drawn_dossiers(a.world.desk, Asked(3, "seed"), a.by)
    ),
    "exports.exporting:export": Use(
        ("export",),
        lambda a: export(
            a.world.desk, Query(), "csv", "en", a.world.file.with_suffix(".csv"), a.by
        ),
    ),
    "exports.register:export_register": Use(
        ("export",),
        lambda a: export_register(a.world.desk, year(2026), "docx", "en", a.by),
    ),
}


# ── Lists, which leave out what one may not read ─────────────────────────────────────────────

# What gives cases to everybody: each only such as the law lets them read.
LISTS: dict[str, Callable[[Attempt], set[str]]] = {
    "service:Desk.cases": lambda a: {one.case for one in a.world.desk.cases(Query(size=99), a.by)},
    "service:Desk.every_case": lambda a: {
        one.case for one in a.world.desk.every_case(Query(size=5), a.by)
    },
    "service:Desk.page": lambda a: {
        one.case for one in a.world.desk.page(Query(size=99), a.by, 99)[0]
    },
    "review:Review.waiting": lambda a: {one.case for one in a.world.review.waiting(a.by)},
    "review:Review.precedents": lambda a: {
        one.case
        for one in a.world.review.precedents(
            a.world.desk.case(a.cases["full-others"], MANAGER).case, a.by
        )
    },
    "service:Desk.earlier_cases": lambda a: {
        one.case
        for one in a.world.desk.earlier_cases("Atelier Nord", None, a.by)
        if one.title is not None
    },
}
# What tells nothing but of oneself.
OF_ONESELF = {
    "service:Desk.draft",
    "service:Desk.draft_saved_at",
    "service:Desk.drafts",
    "service:Desk.drop_draft",
    "review:Review.delegated",
    "review:Review.has_part",
    "review:Review.has_voted",
    "review:Review.place_of",
    "review:Review.seats_of",
    "review:Review.stands_in_for",
    "export_jobs:Exports.of",
    "backtest_jobs:Backtests.of",
    "calendar_file:deadlines",
}
# What only counts, and what is asked from within the others.
WITHIN = {
    "service:Desk.enter_edition",
    "service:Desk.count",
    "exports.exporting:steps",
    "service:Desk.writing",
    "service:Desk.gate",
    "service:open_to_all",
    "accounts:Accounts.gate",
    "accounts:Accounts.still_let_in",
}
_NO_USE_CASES = ("core", "pages", "cli", "stores", "__main__")


def taking_a_person() -> Iterator[str]:
    """Everything public that takes a person, wherever it is, but pages, commands and the core."""
    for module in pkgutil.walk_packages(screening.__path__, "screening."):
        name = module.name.removeprefix("screening.")
        if name.split(".")[0] in _NO_USE_CASES:
            continue
        for place, function in _functions(importlib.import_module(module.name)):
            annotations = [
                one.annotation for one in inspect.signature(function).parameters.values()
            ]
            if Person in annotations or "Person" in annotations:
                yield f"{name}:{place}"


def _functions(module: Any) -> Iterator[tuple[str, Any]]:
    for name, thing in vars(module).items():
        if name.startswith("_") or getattr(thing, "__module__", None) != module.__name__:
            continue
        if inspect.isfunction(thing):
            yield name, thing
        elif inspect.isclass(thing):
            for own, method in vars(thing).items():
                if inspect.isfunction(method) and not own.startswith("_"):
                    yield f"{name}.{own}", method


def test_every_use_case_that_takes_a_person_is_known_to_these_tests() -> None:
    """One that is added stands in one of the tables above, or this fails."""
    known = {use.split(" ")[0] for use in USES} | {*LISTS} | OF_ONESELF | WITHIN
    assert set(taking_a_person()) == known


# ── The law, applied ─────────────────────────────────────────────────────────────────────────


def lawful(actions: tuple[Action, ...], by: Person, kind: Kind) -> bool:
    owner = ME.id if kind == "own" else ANOTHER
    recused = (ME.id,) if kind == "left" else ()
    return all(
        may(by, action) if action in OF_NO_CASE else may(by, action, owner, recused)
        for action in actions
    )


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", USES)
def test_a_role_can_do_what_the_law_says_and_a_refusal_writes_nothing(
    opened: Callable[[], Any], name: str, role: Role
) -> None:
    use, by = USES[name], Person(ME.id, role)
    for kind in KINDS:
        with opened() as (world, cases):
            before, attempt = world.everything(), Attempt(world, by, kind, cases)
            if lawful(use.actions, by, kind):
                use.call(attempt)
                continue
            with pytest.raises((NotAllowed, Refused)) as refusal:
                use.call(attempt)
            if isinstance(refusal.value, Refused):
                assert (kind, refusal.value.code) == ("left", "recused")
            assert world.everything() == before
            assert not world.file.with_suffix(".csv").exists()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", LISTS)
def test_a_list_holds_no_case_that_one_may_not_read(
    opened: Callable[[], Any], name: str, role: Role
) -> None:
    by = Person(ME.id, role)
    with opened() as (world, cases):
        readable = {
            cases[f"{state}-{kind}"]
            for kind in KINDS
            if lawful(("read_case",), by, kind)
            for state in STATES
        }
        found = LISTS[name](Attempt(world, by, "others", cases))
        assert found <= readable
        if name.startswith("service:"):
            assert found == readable
            assert world.desk.count(Query(), by) == len(readable)
        assert steps(world.desk, Query(), "csv", by) == len(readable)


@pytest.mark.parametrize("role", ROLES)
def test_anothers_draft_is_nobody_s_to_see_or_drop(opened: Callable[[], Any], role: Role) -> None:
    by = Person(ME.id, role)
    with opened() as (world, _):
        before = world.everything()
        world.desk.drop_draft("draft-others", by)
        assert world.everything() == before
        assert world.desk.draft("draft-others", by) is None
        assert world.desk.draft_saved_at("draft-others", by) is None
        assert [one.id for one in world.desk.drafts(by)] == ["draft-own"]


@pytest.mark.parametrize("role", ROLES)
def test_amounts_are_given_to_those_alone_who_may_read_them(
    opened: Callable[[], Any], role: Role
) -> None:
    by = Person(ME.id, role)
    with opened() as (world, _):
        for owner in (ME.id, ANOTHER):
            request = a_request(reference=f"worth-{owner}", title=f"Of {owner}", owner=owner)
            told = request.model_copy(update={"amount": 42_000})
            case = world.desk.record(
                told, f"worth-{owner}", MANAGER, Words(repeated_because="Another.")
            ).case
            read = may(by, "read_amount", owner)
            if may(by, "read_case", owner):
                dossier = world.desk.case(case, by)
                assert dossier.case.latest.request.amount == (42_000 if read else None)
                assert all(("42000" in one.content) == read for one in dossier.lines[-1:])
                [row] = [one for one in world.desk.cases(Query(), by) if one.case == case]
                assert row.amount == (42_000 if read else None)
            members = world.desk.case_for_members(case, MANAGER)
            assert members.case.latest.request.amount is None


# ── Whoever is let in no longer ──────────────────────────────────────────────────────────────


def test_access_that_ended_changes_nobody_else_s(opened: Callable[[], Any]) -> None:
    """A criteria owner whose session is over, on a page left open."""
    with opened() as (world, _):
        for number in (2, 3):
            world.accounts.expect(
                f"o{number}@b.c", "criteria_owner", OWNER, name="O", id=f"owner-{number}"
            )
        identity = Identity("issuer", "two", NOON, "o2@b.c", True)
        owner = world.accounts.admit(identity)
        gated = Accounts(
            world.log,
            world.desk.now,
            gate=lambda by, log: world.accounts.still_let_in(identity, by, log),
        )
        gated.change("staff-1", "auditor", owner)
        world.accounts.change(owner.id, None, OWNER)
        before = world.everything()
        acts: list[Callable[[], object]] = [
            lambda: gated.change("staff-1", "criteria_owner", owner),
            lambda: gated.change("owner-3", None, owner),
            lambda: gated.expect("x@b.c", "manager", owner, name="X"),
            lambda: gated.end_sessions("staff-1", owner),
        ]
        for act in acts:
            with pytest.raises(SignInRefused, match="access_ended"):
                act()
        assert world.everything() == before


# ── The table that pages draw ────────────────────────────────────────────────────────────────


def test_the_table_names_every_action_once() -> None:
    named = [action for actions in GROUPS.values() for action in actions]
    assert sorted(named) == sorted(get_args(Action))


@pytest.mark.parametrize("action", sorted(OF_NO_CASE))
@pytest.mark.parametrize("role", ROLES)
def test_what_is_of_no_case_is_the_same_whose_ever_the_case(role: Role, action: Action) -> None:
    """Or its one mark would hide a difference."""
    found = allowed(role, action)
    assert found.own == found.others == may(Person(ME.id, role), action)


def test_the_table_says_what_the_law_says() -> None:
    assert allowed("salesperson", "amend") == (True, False, False)
    assert allowed("manager", "amend") == (True, True, False)
    assert allowed("member", "read_amount") == (True, False, False)
    assert allowed("auditor", "vote") == (False, False, False)
