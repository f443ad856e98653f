"""Who is let in, and whose access ends, over a real log."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from screening.accounts import AccountRefused, Accounts
from screening.core.access import ROLES, NotAllowed, Person, Role
from screening.core.accounts import Identity, SignInRefused
from screening.core.facts import RoleGiven, read_fact
from screening.stores.protocol import DecisionLog
from screening.stores.sqlite import open_log

IDP = "https://id.example.org"
OWNER = Person("owner-1", "criteria_owner")
NOON = datetime(2026, 11, 24, 12, 0, 0, 250_000, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: int) -> None:
        self.now += timedelta(**time)


SignIn = Callable[..., Identity]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def log(tmp_path: Path) -> DecisionLog:
    return open_log(f"sqlite:///{tmp_path / 'log.db'}")


@pytest.fixture
def accounts(log: DecisionLog, clock: Clock) -> Accounts:
    return Accounts(log, clock)


@pytest.fixture
def sign_in(clock: Clock) -> SignIn:
    """What a provider vouches for at this moment, in whole seconds as tokens do."""

    def at_this_moment(name: str = "ana", subject: str | None = None) -> Identity:
        since = clock.now.replace(microsecond=0)
        return Identity(IDP, subject or f"u-{name}", since, f"{name}@example.org", True)

    return at_this_moment


def roles_given(log: DecisionLog) -> list[tuple[str, str | None]]:
    facts = [read_fact(line.content) for line in log.lines()]
    return [(one.person, one.role) for one in facts if isinstance(one, RoleGiven)]


def test_who_is_expected_is_let_in_and_known_by_their_identity_from_then_on(
    accounts: Accounts, log: DecisionLog, sign_in: SignIn
) -> None:
    id = accounts.expect(" Ana@Example.org ", "manager", OWNER, name="Ana")

    assert accounts.admit(sign_in()) == Person(id, "manager")
    [account] = accounts.everybody(OWNER)
    assert (account.issuer, account.subject) == (IDP, "u-ana")
    # The provider may learn another address of hers: it is still her.
    assert accounts.admit(sign_in()._replace(email="new@example.org")).id == id
    assert roles_given(log) == [(id, "manager")]
    assert "ana@" not in "".join(line.content for line in log.lines()).lower()


def test_the_address_of_an_account_in_use_lets_nobody_else_in(
    accounts: Accounts, sign_in: SignIn
) -> None:
    accounts.expect("ana@example.org", "manager", OWNER, name="Ana")
    accounts.admit(sign_in())
    with pytest.raises(SignInRefused, match="unknown_person"):
        accounts.admit(sign_in(subject="another"))


def test_who_signed_in_before_being_expected_need_not_sign_in_again(
    accounts: Accounts, clock: Clock, sign_in: SignIn
) -> None:
    early = sign_in()
    with pytest.raises(SignInRefused, match="unknown_person"):
        accounts.admit(early)
    clock.passes(minutes=5)
    accounts.expect("ana@example.org", "auditor", OWNER, name="Ana")
    assert accounts.admit(early).role == "auditor"


def test_signing_out_ends_every_copy_of_the_session_and_lets_in_again(
    accounts: Accounts, clock: Clock, sign_in: SignIn
) -> None:
    accounts.expect("ana@example.org", "manager", OWNER, name="Ana")
    copied = sign_in()
    accounts.admit(copied)
    accounts.sign_out(copied)
    with pytest.raises(SignInRefused, match="session_ended"):
        accounts.admit(copied)
    clock.passes(seconds=1)
    assert accounts.admit(sign_in()).role == "manager"


def test_signing_out_ends_a_session_that_a_clock_ahead_of_ours_began(
    accounts: Accounts, sign_in: SignIn
) -> None:
    accounts.expect("ana@example.org", "manager", OWNER, name="Ana")
    copied = sign_in()._replace(since=NOON.replace(microsecond=0) + timedelta(seconds=90))
    accounts.admit(copied)
    accounts.sign_out(copied)
    with pytest.raises(SignInRefused, match="session_ended"):
        accounts.admit(copied)


@pytest.mark.parametrize("role", ["auditor", None])
def test_another_role_ends_the_sessions_of_the_earlier_one(
    accounts: Accounts, log: DecisionLog, clock: Clock, sign_in: SignIn, role: Role | None
) -> None:
    id = accounts.expect("ana@example.org", "manager", OWNER, name="Ana")
    session = sign_in()
    before = accounts.admit(session)
    accounts.still_let_in(session, before, log)
    accounts.change(id, role, OWNER)

    with pytest.raises(SignInRefused, match="session_ended" if role else "access_ended"):
        accounts.admit(session)
    with log.writing() as writing, pytest.raises(SignInRefused):
        accounts.still_let_in(session, before, writing)
    clock.passes(seconds=2)
    if role:
        assert accounts.admit(sign_in()) == Person(id, role)
        # A page that still holds the earlier role writes nothing with it.
        with pytest.raises(SignInRefused):
            accounts.still_let_in(sign_in(), before, log)
    assert roles_given(log) == [(id, "manager"), (id, role)]


def test_a_role_given_again_changes_nothing(accounts: Accounts, log: DecisionLog) -> None:
    id = accounts.expect("ana@example.org", "manager", OWNER, name="Ana")
    accounts.change(id, "manager", OWNER)
    assert roles_given(log) == [(id, "manager")]


def test_the_last_criteria_owner_stays_one(accounts: Accounts) -> None:
    first = accounts.expect("ines@example.org", "criteria_owner", OWNER, name="Inès")
    roles: list[Role | None] = ["manager", None]
    for role in roles:
        with pytest.raises(AccountRefused, match="last_owner"):
            accounts.change(first, role, OWNER)
    accounts.expect("ana@example.org", "criteria_owner", OWNER, name="Ana")
    accounts.change(first, None, OWNER)
    assert [one.role for one in accounts.everybody(OWNER) if one.person == first] == [None]


def test_a_member_of_the_committee_s_file_keeps_their_id(accounts: Accounts) -> None:
    assert accounts.expect("a@b.c", "member", OWNER, name="Awa", id="member-1") == "member-1"


@pytest.mark.parametrize(
    ("email", "id", "code"),
    [
        ("nowhere", None, "no_address"),
        ("@", None, "no_address"),
        ("ANA@example.org", None, "address_taken"),
        ("new@example.org", "Awa Diop", "no_id"),
        ("new@example.org", "member-1", "has_account"),
    ],
)
def test_what_cannot_be_expected_is_refused_in_words(
    accounts: Accounts, email: str, id: str | None, code: str
) -> None:
    accounts.expect("ana@example.org", "manager", OWNER, name="Ana")
    accounts.expect("awa@example.org", "member", OWNER, name="Awa", id="member-1")
    before = accounts.everybody(OWNER)
    with pytest.raises(AccountRefused, match=code):
        accounts.expect(email, "member", OWNER, name="New", id=id)
    assert accounts.everybody(OWNER) == before


def test_only_a_criteria_owner_sees_and_changes_who_may_what(accounts: Accounts) -> None:
    id = accounts.expect("ana@example.org", "manager", OWNER, name="Ana")
    for role in set(ROLES) - {"criteria_owner"}:
        by = Person(id, role)
        with pytest.raises(NotAllowed):
            accounts.everybody(by)
        with pytest.raises(NotAllowed):
            accounts.expect("b@c.d", "manager", by, name="B")
        with pytest.raises(NotAllowed):
            accounts.change(id, "auditor", by)
        with pytest.raises(NotAllowed):
            accounts.end_sessions(id, by)
    assert [one.role for one in accounts.everybody(OWNER)] == ["manager"]


def test_accounts_are_kept_in_the_file(
    accounts: Accounts, log: DecisionLog, tmp_path: Path
) -> None:
    accounts.expect("ana@example.org", "manager", OWNER, name="Ana")
    kept = accounts.everybody(OWNER)
    log.close()
    again = open_log(f"sqlite:///{tmp_path / 'log.db'}")
    assert Accounts(again).everybody(OWNER) == kept
    again.close()
