"""Whom an identity lets in, claim by claim and moment by moment."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from screening.core.access import Person
from screening.core.accounts import (
    Account,
    Identity,
    SignInRefused,
    awaited,
    let_in,
    read_identity,
    same_address,
)

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DAY = timedelta(hours=12)
IDP = "https://id.example.org"
CLAIMS: dict[str, object] = {
    "iss": IDP,
    "sub": "u-1",
    "aud": "the-desk",
    "iat": int(NOW.timestamp()),
    "email": " Ana@Example.ORG",
    "email_verified": True,
    "name": "Ana",
}
ANA = Account("p-ana", "member", "ana@example.org", IDP, "u-1", NOW - timedelta(days=90))


def identity(**changes: Any) -> Identity:
    return Identity(IDP, "u-1", NOW, "ana@example.org", True)._replace(**changes)


def test_claims_tell_who_signed_in_and_when() -> None:
    assert read_identity(CLAIMS, "the-desk") == Identity(
        IDP, "u-1", NOW, "ana@example.org", True, "Ana"
    )


def test_a_token_may_be_meant_for_several_and_for_us_among_them() -> None:
    assert read_identity({**CLAIMS, "aud": ["another", "the-desk"]}, "the-desk").subject == "u-1"


@pytest.mark.parametrize("audience", ["another", ["another"], [], None, 7, {"the-desk": 1}])
def test_a_token_meant_for_another_is_refused(audience: object) -> None:
    with pytest.raises(SignInRefused, match="wrong_audience"):
        read_identity({**CLAIMS, "aud": audience}, "the-desk")


@pytest.mark.parametrize("claim", ["iss", "sub", "iat"])
@pytest.mark.parametrize("value", [None, "", "  ", 0, -5, True, [], {}, 10**30, "x" * 5_000])
def test_a_claim_that_is_missing_or_no_such_claim_is_refused(claim: str, value: object) -> None:
    with pytest.raises(SignInRefused, match="claims_missing"):
        read_identity({**CLAIMS, claim: value}, "the-desk")


def test_no_claims_at_all_are_refused() -> None:
    with pytest.raises(SignInRefused, match="claims_missing"):
        read_identity({}, None)


@pytest.mark.parametrize("said", [None, False, "true", "yes", 1])
def test_an_address_is_verified_by_true_alone_or_by_an_issuer_we_trust(said: object) -> None:
    claims = {**CLAIMS, "email_verified": said}
    assert not read_identity(claims, "the-desk").email_verified
    assert not read_identity(claims, "the-desk", [f"{IDP}.evil"]).email_verified
    assert read_identity(claims, "the-desk", [IDP]).email_verified


def test_a_session_lets_in_until_its_last_moment() -> None:
    assert let_in(ANA, identity(), NOW + DAY, DAY) == Person("p-ana", "member")
    with pytest.raises(SignInRefused, match="session_too_old"):
        let_in(ANA, identity(), NOW + DAY + timedelta(seconds=1), DAY)


def test_a_session_from_before_a_sign_out_or_a_new_role_is_over() -> None:
    account = ANA._replace(valid_from=NOW)
    assert let_in(account, identity(), NOW, DAY).id == "p-ana"
    with pytest.raises(SignInRefused, match="session_ended"):
        let_in(account, identity(since=NOW - timedelta(seconds=1)), NOW, DAY)


def test_a_session_from_the_future_has_not_begun() -> None:
    assert let_in(ANA, identity(since=NOW + timedelta(minutes=1)), NOW, DAY).id == "p-ana"
    with pytest.raises(SignInRefused, match="session_not_begun"):
        let_in(ANA, identity(since=NOW + timedelta(days=300)), NOW, DAY)


def test_who_has_no_role_any_more_stays_out() -> None:
    with pytest.raises(SignInRefused, match="access_ended"):
        let_in(ANA._replace(role=None), identity(), NOW, DAY)


def test_an_account_awaits_its_address_and_nobody_else_s() -> None:
    waiting = ANA._replace(issuer=None, subject=None)
    others = [
        waiting._replace(person="p-ben", email="ben@example.org"),
        waiting._replace(person="p-nobody", email=None),
        waiting,
    ]
    assert awaited(others, identity()) == waiting
    for stranger in (identity(email="eve@example.org"), identity(email=None)):
        with pytest.raises(SignInRefused, match="unknown_person"):
            awaited(others, stranger)


def test_an_unverified_address_does_not_tell_whether_anybody_is_expected_under_it() -> None:
    waiting = ANA._replace(issuer=None, subject=None)
    for email in ("ana@example.org", "eve@example.org"):
        with pytest.raises(SignInRefused, match="address_unverified"):
            awaited([waiting], identity(email=email, email_verified=False))


@pytest.mark.parametrize("alike", ["ſam@example.org", "sam@example.orK", "straße@example.org"])
def test_capitals_do_not_count_in_an_address_and_every_other_letter_does(alike: str) -> None:
    assert same_address(" Sam@Example.ORK ") == "sam@example.ork"
    assert same_address(alike) not in ("sam@example.org", "sam@example.ork", "strasse@example.org")


def test_an_address_nobody_verified_opens_no_account() -> None:
    waiting = ANA._replace(issuer=None, subject=None)
    with pytest.raises(SignInRefused, match="address_unverified"):
        awaited([waiting], identity(email_verified=False))


def test_an_account_bound_to_another_identity_awaits_nobody() -> None:
    with pytest.raises(SignInRefused, match="unknown_person"):
        awaited([ANA], identity(subject="u-2"))
