"""Erasable names and contacts, and the opaque ids that stand for them."""

import re

import pytest

from screening.core.request import Contact
from screening.directory import is_id, named, new_contact, new_person
from screening.stores.protocol import PersonDetails

ANA = PersonDetails("p-00000000a1", "Ana López", None, None, None)
LEA = PersonDetails("p-00000000b2", "Léa Petit", "lea@example.org", "01 99 00 12 34", None)
OTHER_LEA = PersonDetails("p-00000000c3", "Lea PETIT", "lea.petit@example.org", None, None)
ERASED = PersonDetails("p-00000000d4", None, None, None, None)
PEOPLE = [ANA, LEA, OTHER_LEA, ERASED]


@pytest.mark.parametrize(
    "id", ["sales-1", "p-00000000a1", "c-00000000a1", "u4021", "2", "manager-12"]
)
def test_a_short_code_with_a_digit_is_an_id(id: str) -> None:
    assert is_id(id)


@pytest.mark.parametrize(
    "written",
    [
        "ana",  # a first name, in small letters
        "ana.lopez",
        "ana-lopez",
        "Ana1",
        "Ana López",
        "ana lopez 2",
        "ana1",
        "jean.dupont2",
        "m.dupont75",
        "dupont-75",
        "0612345678",
        "ana1@example.org",
        "anà1",
        "-1",
        "",
        "1\n",
        "١",
        "a" * 40 + "1",
    ],
)
def test_what_may_be_a_name_or_an_address_is_no_id(written: str) -> None:
    assert not is_id(written)


def test_new_ids_say_nothing_of_a_person_and_differ() -> None:
    people = [new_person("Ana López") for _ in range(100)]

    assert len({one.id for one in people}) == 100
    assert all(re.fullmatch("p-[0-9a-f]{10}", one.id) and is_id(one.id) for one in people)
    assert people[0]._replace(id="") == PersonDetails("", "Ana López", None, None, None)


def test_a_contact_keeps_what_is_known_of_it() -> None:
    contact = new_contact(Contact(name="Léa Petit", phone="01 99 00 12 34"))

    assert contact._replace(id="") == PersonDetails("", "Léa Petit", None, "01 99 00 12 34", None)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("p-00000000a1", [ANA]),
        ("Ana López", [ANA]),
        ("ana lopez", [ANA]),
        ("  ANA\u00a0 LO\u0301PEZ ", [ANA]),
        ("léa petit", [LEA, OTHER_LEA]),
        ("LEA@example.org", [LEA]),
        ("lea", []),
        ("01 99 00 12 34", []),
        ("p-00000000d4", [ERASED]),
        ("None", []),
    ],
)
def test_people_are_found_by_id_name_or_address(written: str, found: list[PersonDetails]) -> None:
    assert named(PEOPLE, written) == found


def test_an_id_goes_before_somebodys_name() -> None:
    named_so = PersonDetails("p-0", "sales-1", None, None, None)
    sales = PersonDetails("sales-1", "Ana López", None, None, None)

    assert named([named_so, sales], "sales-1") == [sales]
