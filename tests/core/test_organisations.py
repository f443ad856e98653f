"""What is left of an organisation's name and number when only the way of writing is taken away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.core.organisations import (
    legal_unit,
    organisation_key,
    plain_words,
    registration_key,
    same_registration,
)

# A row of the index holds these keys: when one of these changes, so must ROWS in core/cases.py, or
# every log kept so far is said to be altered.


@pytest.mark.parametrize(
    ("name", "key"),
    [
        # Accents, capitals, ligatures, punctuation
        ("Électricité de France", "electricite france"),
        ("ŒUVRE DES APPRENTIS", "oeuvre apprentis"),
        ("L’Oréal", "oreal"),
        ("Saint-Gobain", "saint gobain"),
        ("Straßenbau Køhler", "strassenbau kohler"),
        ("東京", "東京"),
        # Articles and linking words
        ("Les Restos du Cœur", "restos coeur"),
        ("Clarke & Fils", "clarke fils"),
        ("Marks and Spencer", "marks spencer"),
        # Letters set apart
        ("C.N.A.M.", "cnam"),
        ("H & M", "hm"),
        ("E. Leclerc", "e leclerc"),
        # Legal forms, at either end
        ("Atelier Nord SAS", "atelier nord"),
        ("SARL Atelier Nord", "atelier nord"),
        ("Atelier Nord (S.A.R.L.)", "atelier nord"),
        ("Luxcargo S.à r.l.", "luxcargo"),
        ("Bio Vallée, société coopérative et participative", "bio vallee"),
        ("Les Deux Rives (association loi 1901)", "deux rives"),
        ("Bäckerei Huber GmbH & Co. KG", "backerei huber"),
        ("Brasserie Lorent SPRL", "brasserie lorent"),
        ("Ferrero S.p.A.", "ferrero"),
        ("Ferrero SpA", "ferrero"),
        ("Nordic Spa", "nordic spa"),
        ("Airbus SE", "airbus"),
        ("Se Nourrir", "se nourrir"),
        ("Dupuy & Cie", "dupuy"),
        ("Atelier SAS Nord", "atelier sas nord"),
        # Never emptied
        ("SAS", "sas"),
        ("S.A.S.", "sas"),
        ("L’Association", "association"),
        ("SAS SARL", "sas"),
        ("Le La", "le la"),
        ("???", "???"),
        ("Et", "et"),
        # Abbreviations, ordinals, addresses
        ("Sté Kervella", "societe kervella"),
        ("STE KERVELLA", "societe kervella"),
        ("Hôpital Ste-Anne", "hopital sainte anne"),
        ("Univ. de Lille", "universite lille"),
        ("Mairie du 3ème arrondissement", "ville 3e arrondissement"),
        ("www.meetic.com", "meetic"),
        # Bodies with several names
        ("Conseil régional d'Île-de-France", "region idf"),
        ("Conseil général du Gers", "departement gers"),
        ("Commune de Montreuil", "ville montreuil"),
        ("Plaine Commune", "plaine commune"),
        ("Pôle emploi Bretagne", "france travail bretagne"),
        ("Chambre de commerce et d’industrie de Lyon", "cci lyon"),
        # Acronyms that the name spells out beside them
        ("Agence de services et de paiement (ASP)", "agence services paiement (asp)"),
        ("ASP - Agence de services et de paiement", "agence services paiement (asp)"),
        (
            "Institut national de la santé et de la recherche médicale (Inserm)",
            "institut national sante recherche medicale (inserm)",
        ),
        ("Mission locale (Paris)", "mission locale paris"),
        ("Poste (La)", "poste"),
    ],
)
def test_a_key_keeps_what_tells_an_organisation_from_others(name: str, key: str) -> None:
    assert organisation_key(name) == key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Région Île-de-France", "Région Grand Est"),
        ("Atelier Nord", "Atelier du Nord-Est"),
        ("Lycée 1", "Lycée 2"),
        ("Orange", "Fondation Orange"),
        ("SAS", "SARL"),
    ],
)
def test_other_organisations_have_other_keys(one: str, other: str) -> None:
    assert organisation_key(one) != organisation_key(other)


@given(st.text(min_size=1, max_size=200).filter(str.strip))
def test_any_name_has_a_key_on_one_line(name: str) -> None:
    key = organisation_key(name)

    assert key
    assert key == " ".join(key.split())


def test_plain_words_of_a_title_leave_out_what_only_links() -> None:
    title = "Parcours développeur·se web, pour les demandeurs d’emploi (lot n° 2)"

    assert plain_words(title) == [
        *("parcours", "developpeur", "se", "web", "demandeurs", "emploi", "lot", "n", "2")
    ]


# ── Registration numbers ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("written", "key"),
    [
        (None, None),
        ("", None),
        ("N/A", None),
        ("en cours", None),
        ("000 000 000", None),
        ("552 100 554", "552100554"),
        ("552\u202f100\u202f554", "552100554"),
        ("SIREN : 552.100.554", "552100554"),
        ("n° SIRET 552 100 554 00013", "55210055400013"),
        ("RCS Paris B 552 100 554", "552100554"),
        ("n° TVA FR 40 552100554", "FR40552100554"),
        ("CHE-123.456.788", "CHE123456788"),
        ("nl 123456788 b01", "NL123456788B01"),
        ("HRB 12345", "HRB12345"),
    ],
)
def test_a_registration_number_is_its_letters_and_digits(
    written: str | None, key: str | None
) -> None:
    assert registration_key(written) == key


@pytest.mark.parametrize(
    ("key", "unit"),
    [
        ("552100554", "552100554"),
        ("55210055400013", "552100554"),
        ("FR40552100554", "552100554"),
        ("BE0403170701", "0403170701"),
        ("CHE123456788", "CHE123456788"),
    ],
)
def test_the_sites_of_an_organisation_share_its_legal_unit(key: str, unit: str) -> None:
    assert legal_unit(key) == unit


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("552100554", "55210055400013", True),
        ("55210055400013", "55210055400021", True),
        ("FR40552100554", "55210055400013", True),
        ("552100554", "552100555", False),
        ("552100554", "5521005540", False),
        ("552100554", None, False),
        (None, None, False),
    ],
)
def test_a_siren_is_the_beginning_of_its_sirets(a: str | None, b: str | None, same: bool) -> None:
    assert same_registration(a, b) is same
    assert same_registration(b, a) is same
