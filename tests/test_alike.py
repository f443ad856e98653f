"""Which names are taken for one organisation, and which requests for one deal."""

import pytest

from screening.alike import How, alike, deal_of, same_deal
from screening.core.organisations import organisation_key
from tests.builders import a_request
from tests.organisation_pairs import Pair, labelled_pairs


def how(one: str, other: str) -> How | None:
    match = alike(organisation_key(one), organisation_key(other))
    return match and match.how


# ── Organisations ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("Atelier Nord", "ATELIER NORD SARL", "name"),
        ("Région Île-de-France", "Île-de-France (Région)", "words"),
        ("OpenClassrooms", "Open Classrooms", "words"),
        ("Groupe La Poste", "La Poste", "words"),
        ("Microsoft France", "Microsoft", "words"),
        ("Onip", "Office national d'information sur les professions (ONIP)", "acronym"),
        ("Capgemini", "Capgemni", "spelling"),
        ("Adecco", "Adekko", "spelling"),
        ("Ateliers du Bocage", "Bocage (atelier du)", "spelling"),
        ("Mission locale de Bordeaux", "Misson locale de Bordaux", "spelling"),
        ("Salon du livre", "Salon du libre", None),
        ("Agence régionale du livre", "Agence régionale du libre", "spelling"),
        # As near, letter by letter, and others
        ("Mission locale de Paris", "Mission locale de Lyon", None),
        ("Département du Loiret", "Département de la Loire", None),
        ("Crédit Agricole", "Crédit Mutuel", None),
        ("Atelier Nord", "Atelier du Nord-Est", None),
        ("Lycée 1", "Lycée 2", None),
        ("Engie", "Angie", None),
        ("Orange", "Fondation Orange", None),
        ("Air France", "Radio France", None),
        ("MAIF", "MAAF", None),
        ("Bouygues Construktion", "Bouigues Konstruxion", None),
    ],
)
def test_every_word_of_a_name_must_have_its_like(one: str, other: str, said: How | None) -> None:
    assert how(one, other) == said
    assert how(other, one) == said


def test_only_typos_make_names_less_than_wholly_alike() -> None:
    def ratio(one: str, other: str) -> int | None:
        match = alike(organisation_key(one), organisation_key(other))
        return match and match.ratio

    assert ratio("Open Classrooms", "OpenClassrooms") == 100
    # 8 of 9 letters: 2 × 8 / (9 + 8) = 94.1 %, rounded down.
    assert ratio("Capgemini", "Capgemni") == 94


@pytest.mark.parametrize("held_out", [False, True])
def test_known_pairs_are_told_apart_well_enough(held_out: bool) -> None:
    pairs = [pair for pair in labelled_pairs() if pair.held_out == held_out]
    said = [(pair.same, how(pair.a, pair.b) is not None) for pair in pairs]
    right = said.count((True, True))

    assert right / (right + said.count((False, True))) >= 0.95
    assert right / (right + said.count((True, False))) >= 0.90


def test_no_pair_is_labelled_twice() -> None:
    pairs: list[Pair] = labelled_pairs()

    assert len(pairs) >= 120
    assert len({frozenset((pair.a, pair.b)) for pair in pairs if not pair.same}) == sum(
        not pair.same for pair in pairs
    )
    labelled_same = {frozenset((pair.a, pair.b)) for pair in pairs if pair.same}
    assert not any(frozenset((pair.a, pair.b)) in labelled_same for pair in pairs if not pair.same)


# ── Deals ────────────────────────────────────────────────────────────────────────────────────


def a_prospect(name: str = "Atelier Nord", number: str | None = None) -> dict[str, str | None]:
    return {"name": name, "registration_number": number}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Développeur web", "DEVELOPPEUR WEB", True),
        ("Parcours développeur web", "Parcours de développeurs web", True),
        ("Parcours développeur web", "Développeur web, parcours", True),
        ("Formation de 40 soudeurs", "Formation de 40 soudeur", True),
        ("Formation de 40 soudeurs", "Formation de 60 soudeurs", False),
        ("Achat de formations, lot A", "Achat de formations, lot B", False),
        ("Développeurs à Lille, été", "Développeurs à Lens, été", False),
        ("Développeurs de logiciels à Lille", "Développeurs de logiciels à Laval", False),
        ("Développeur web", "Développeur mobile", False),
        ("Développeur web", "Développeur", False),
    ],
)
def test_one_organisation_and_nearly_one_title_are_one_deal(
    one: str, other: str, same: bool
) -> None:
    a = a_request(reference="HS-1", prospect=a_prospect("Atelier Nord"), title=one)
    b = a_request(reference=None, prospect=a_prospect("ATELIER NORD SAS"), title=other)

    assert same_deal(deal_of(a), deal_of(b)) is same
    assert same_deal(deal_of(b), deal_of(a)) is same


@pytest.mark.parametrize(
    ("references", "same"),
    [
        (("HS-1", "hs-1"), True),
        (("HS-1", "HS-2"), False),
        (("HS-1", None), False),
        ((None, None), False),
    ],
)
def test_one_organisation_and_one_reference_are_one_deal_whatever_the_title(
    references: tuple[str | None, str | None], same: bool
) -> None:
    one, other = references
    a = a_request(reference=one, title="Développeur web")
    b = a_request(reference=other, title="Reconversion de soudeurs")

    assert same_deal(deal_of(a), deal_of(b)) is same


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        (a_prospect("Atelier Nord"), a_prospect("Atelier Sud"), False),
        (a_prospect("Atelier Nord"), a_prospect("Atelier Nrod SARL"), False),  # four letters tell
        (a_prospect("Capgemini"), a_prospect("Capgemni"), True),
        # Where both have a number, it tells; where one has, the name does.
        (a_prospect("Atelier Nord", "552100554"), a_prospect("A.N.", "552 100 554 00013"), True),
        (a_prospect("Atelier Nord", "552100554"), a_prospect("Atelier Nord", "552100555"), False),
        (a_prospect("Atelier Nord", "552100554"), a_prospect("Atelier Nord"), True),
        (a_prospect("Atelier Nord", "552100554"), a_prospect("Atelier Nord", "n/a"), True),
    ],
)
def test_the_same_reference_of_another_organisation_is_another_deal(
    a: dict[str, str | None], b: dict[str, str | None], same: bool
) -> None:
    assert same_deal(deal_of(a_request(prospect=a)), deal_of(a_request(prospect=b))) is same
