"""Every page by its address, for every role: what is not for a role says so and shows nothing."""

from pathlib import Path
from typing import Any

import pytest

from screening.accounts import Accounts
from screening.core.access import ACTIONS, ROLES, Person, Role
from screening.core.model import LANGUAGES
from screening.language import sentences, t
from screening.people import EXAMPLE_PEOPLE
from screening.stores.sqlite import open_log
from tests.pages.visit import Home, act, visit, words

pytestmark = pytest.mark.usefixtures("home")

PLAYED: dict[Role, str] = {}
for _one in EXAMPLE_PEOPLE:
    PLAYED.setdefault(_one.person.role, _one.person.id)
OWNER = Person("owner-1", "criteria_owner")

READERS = {"manager", "auditor", "criteria_owner"}
# For whom a page is, and the first words of what it says to everybody else.
ONLY_FOR: dict[str, tuple[set[str], str]] = {
    "committee": (set(ROLES) - {"salesperson"}, "This page is for the committee"),
    "meetings": (set(ROLES) - {"salesperson"}, "This page is for the committee"),
    "scenarios": (set(ROLES) - {"salesperson"}, "Scenarios are the committee’s memory"),
    "decisions": (READERS, "The decision log is for"),
    "dashboard": (READERS, "This page is for management, auditors and the criteria owner."),
    "register": (READERS, "This page is for management, auditors and the criteria owner."),
    "audit": ({"manager", "auditor"}, "This page is for auditors and management."),
    "accounts": ({"criteria_owner"}, "This page is for the criteria owner"),
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("page", ONLY_FOR)
def test_a_page_that_is_not_for_a_role_says_so_and_shows_nothing(page: str, role: Role) -> None:
    roles, refusal = ONLY_FOR[page]
    desk = visit(page, person=PLAYED[role], example=True)
    said = words(desk)
    assert (refusal in said) == (role not in roles)
    if role in roles:
        return
    # Of the example's thirty-three cases, none; and nothing to press but the frame's own.
    assert "C-" not in said
    assert {one.label for one in desk.button} <= {"Back to my log"}
    assert not desk.get("download_button")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ROLES)
def test_everybody_reads_who_may_do_what(role: Role, language: Any) -> None:
    said = words(visit("roles", language, PLAYED[role]))
    for action in ACTIONS:
        assert " ".join(t(language, f"action.{action}").split()) in said
    assert f"{t(language, f'role.{role}')} ({t(language, 'roles.you')})" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_action_has_a_sentence_and_no_other_does(language: Any) -> None:
    told = {key.removeprefix("action.") for key in sentences(language) if key.startswith("action.")}
    assert told == set(ACTIONS)


def test_every_refusal_of_an_account_has_words() -> None:
    source = (Path(__file__).parents[2] / "screening" / "accounts.py").read_text("utf-8")
    codes = {part.split('"')[0] for part in source.split('AccountRefused("')[1:]}
    assert codes >= {"no_address", "last_owner"}
    assert {f"people.refused.{code}" for code in codes} <= set(sentences("en"))


# ── People and roles ─────────────────────────────────────────────────────────────────────────


def accounts_of(home: Home) -> dict[str | None, str | None]:
    log = open_log(f"sqlite:///{home.log}")
    try:
        return {one.email: one.role for one in Accounts(log).everybody(OWNER)}
    finally:
        log.close()


def expect(desk: Any, name: str, email: str, role: str | None) -> Any:
    act(desk.text_input(key="expect_name").input(name))
    act(desk.text_input(key="expect_email").input(email))
    if role:
        act(desk.selectbox(key="expect_role").select(role))
    return act(desk.button(key="expect-send").click())


def test_accounts_are_prepared_before_anybody_signs_in(home: Home) -> None:
    desk = visit("accounts", person="owner-1")
    assert "Nobody signs in to this desk yet" in words(desk)
    expect(desk, "Inès Blanchard", "ines@example.org", "criteria_owner")
    assert "ines@example.org may sign in as criteria owner." in words(desk)
    expect(desk, "Marc Lefèvre", "marc@example.org", "manager")
    assert accounts_of(home) == {
        "ines@example.org": "criteria_owner",
        "marc@example.org": "manager",
    }
    assert desk.text_input(key="expect_name").value == ""


@pytest.mark.parametrize(
    ("name", "email", "role", "why"),
    [
        ("", "a@example.org", "manager", "Nobody is named."),
        ("Ada", "nowhere", "manager", "is no e-mail address"),
        ("Ada", "ines@example.org", "manager", "is the address of Inès"),
        ("Ada", "a@example.org", None, "No role is chosen."),
    ],
)
def test_what_cannot_be_expected_is_said_and_stays_typed(
    home: Home, name: str, email: str, role: str | None, why: str
) -> None:
    desk = visit("accounts", person="owner-1")
    expect(desk, "Inès", "ines@example.org", "criteria_owner")
    expect(desk, name, email, role)
    assert why in words(desk)
    assert desk.text_input(key="expect_email").value == email
    assert accounts_of(home) == {"ines@example.org": "criteria_owner"}


def test_access_ends_once_somebody_is_sure(home: Home) -> None:
    desk = visit("accounts", person="owner-1")
    expect(desk, "Inès", "ines@example.org", "criteria_owner")
    expect(desk, "Marc", "marc@example.org", "manager")
    (end,) = (one.key for one in desk.button if one.label == "End access" and _is_of(desk, one))
    act(desk.button(key=end).click())
    assert "End the access of Marc?" in words(desk)
    assert accounts_of(home)["marc@example.org"] == "manager"
    act(desk.button(key=end.replace("end-", "end-yes-")).click())
    assert "Marc has no access any more." in words(desk)
    assert accounts_of(home)["marc@example.org"] is None


def _is_of(desk: Any, button: Any) -> bool:
    person = button.key.removeprefix("end-")
    return any(box.key == f"role-{person}-manager" for box in desk.selectbox)


def test_the_last_criteria_owner_stays_one(home: Home) -> None:
    desk = visit("accounts", person="owner-1")
    expect(desk, "Inès", "ines@example.org", "criteria_owner")
    (end,) = (one.key for one in desk.button if one.label == "End access")
    act(desk.button(key=end).click())
    act(desk.button(key=end.replace("end-", "end-yes-")).click())
    assert "Inès is the last criteria owner" in words(desk)
    assert accounts_of(home)["ines@example.org"] == "criteria_owner"
