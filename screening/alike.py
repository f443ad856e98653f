"""Whether two names are of one organisation, and two requests one deal.

A likeness is a suggestion to a person: it decides nothing and enters no seal. A score of the whole
names cannot tell them apart: "Mission locale de Paris" is nearly, letter by letter, "Mission locale
de Lyon". So each word of a name must have its like in the other, and the score only ranks.
benchmarks/organisations_bench.py measures both ways.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from screening.core.organisations import (
    organisation_key,
    plain_words,
    registration_key,
    same_registration,
)
from screening.core.request import Request

# The same number, the same key, the same words arranged otherwise, an acronym for the name that
# spells it out, small typos: from the surest to the least sure.
How = Literal["registration", "name", "words", "acronym", "spelling"]


class Match(NamedTuple):
    """An organisation of the log, by its key. `ratio` (0 to 100) is below 100 for typos alone."""

    key: str
    ratio: int
    how: How


class Deal(NamedTuple):
    """What tells one deal from another: with whom it is, and what both sides call it.

    `registration` is a registration number as it is written, or its key.
    """

    prospect: str
    registration: str | None
    reference: str | None
    title: str


class Tolerance(NamedTuple):
    """How many letters a word must have for a difference in it to be taken for a typo.

    `slip` is for one letter too many or too few, or two that changed places; `letter` for one in
    place of another, which oftener makes another word (Engie, Angie); `two` for two of either;
    `sound` for whatever is not heard on the telephone (Adecco, Adekko). In a name of at least
    `name` letters one slip, or one other letter, is a typo whatever the word.
    """

    slip: int
    letter: int
    two: int
    sound: int
    name: int


# Chosen on pairs of tests/organisations.yaml, and tried on others, by
# benchmarks/organisations_bench.py.
TOLERANCE = Tolerance(slip=5, letter=7, two=10, sound=4, name=18)
# In a whole name.
_MOST_TYPOS = 2
# In words with fewer letters each of them tells, as in numbers.
_SHORTEST = 4
# From this likeness on, of 100, two titles are of one deal: about one letter in ten may differ, but
# neither a number, nor a short word ("lot A"), nor a place.
NEAR_TITLE = 90

# How French writes one sound in several ways.
_HEARD = (
    *(("eau", "o"), ("au", "o"), ("ph", "f"), ("th", "t")),
    *(("qu", "k"), ("ck", "k"), ("c", "k"), ("y", "i")),
)
_TWICE = re.compile(r"(.)\1")
# What adds nothing to a name, before or after it.
_WEAK_BEFORE = frozenset(("entreprise", "etablissements", "groupe", "societe"))
_WEAK_AFTER = frozenset(("france", "francais", "francaise", "group", "groupe"))
# Where every word is a place, another word is another place, however near: Loire is not Loiret.
_PLACES = frozenset(
    """
    agen ain aisne aix ajaccio albi alencon ales alfortville allier alsace amiens angers annecy
    antibes anvers aquitaine ardeche ardennes argenteuil ariege arles arras aubagne aube
    aubervilliers auch aude aurillac auvergne auxerre aveyron avignon bagneux bale bastia
    bayonne beauvais belfort berne besancon beziers biarritz blois bobigny bondy bordeaux
    boulogne bourges bourgogne brest bretagne bruxelles caen calais calvados cannes cantal
    carcassonne castres cayenne cergy chalon chalons chambery champagne charente
    charleroi chartres chateauroux chatillon chelles cher cherbourg cholet clamart clermont
    clichy colmar colombes colomiers compiegne corbeil correze corse courbevoie creteil creuse
    digne dijon dordogne douai doubs draguignan drancy drome dunkerque epinal essonne eure
    evreux evry finistere foix frejus gand gap gard garonne geneve gennevilliers gers
    gironde grasse grenoble guadeloupe gueret guyane havre herault hyeres indre isere issy
    istres jura landes laon lausanne laval lens liege lievin lille limoges loir loire loiret
    lorient lorraine lourdes lozere luxembourg lyon macon manche mans mantes marne marseille
    martigues martinique massy maubeuge mayenne mayotte meaux melun mende menton metz meudon
    meurthe meuse mons montauban montpellier montreuil morbihan moselle moulins mulhouse namur
    nancy nanterre nantes narbonne nevers nice nievre nimes niort noisy nord normandie occitanie
    oise orange orleans orly orne pantin paris pau perpignan pessac picardie poissy poitiers
    pontoise privas provence puteaux quimper reims rennes reunion rhin rhone rodez romans
    roubaix rouen royan rueil saintes salon saone sarcelles sarthe saumur savoie sedan seine
    senlis sens sete sevran sion soissons somme strasbourg suresnes tarbes tarn thionville toul
    toulon toulouse tourcoing tours troyes tulle valence vannes vanves vaucluse vaulx vendee
    verdun vernon versailles vesoul vichy vienne vierzon villeurbanne vincennes vire vitre vitry
    vosges yonne yvelines
    """.split()  # noqa: SIM905 -- a list of 270 names would hide what it is
)


def alike(key: str, other: str, tolerance: Tolerance = TOLERANCE) -> Match | None:
    """How the organisation of `other` resembles that of `key`; None when it is another one."""
    if key == other:
        return Match(other, 100, "name")
    (words, acronym), (others, other_acronym) = distinctive(key), distinctive(other)
    if "".join(words) == "".join(others) or sorted(words) == sorted(others):
        return Match(other, 100, "words")
    if words == [other_acronym] or others == [acronym]:
        return Match(other, 100, "acronym")
    typos = _typos(words, others, tolerance)
    if typos is None or typos > _MOST_TYPOS:
        return None
    return Match(other, int(fuzz.ratio(in_order(words), in_order(others))), "spelling")


def deal_of(request: Request) -> Deal:
    prospect = request.prospect
    return Deal(prospect.name, prospect.registration_number, request.reference, request.title)


def same_deal(a: Deal, b: Deal) -> bool:
    """Whether two requests are likely to be of one deal, entered twice.

    They come from the same organisation, and have the same reference: where both have one it alone
    tells, for who keeps the references sees to it that each is of one deal. Otherwise they have,
    but for a few letters, the same title (see NEAR_TITLE). Where both registration numbers are
    known they alone tell whether it is the same organisation.
    """
    # What costs least comes first: a deal is compared with every case of its organisation.
    if a.reference and b.reference:
        same = a.reference.casefold() == b.reference.casefold()
    else:
        (one, told), (other, other_told) = _title(a.title), _title(b.title)
        same = told == other_told and fuzz.ratio(one, other) >= NEAR_TITLE
    return same and _same_organisation(a, b)


@lru_cache(maxsize=10_000)  # a deal is compared at each pause in the typing
def _title(title: str) -> tuple[str, tuple[str, ...]]:
    """The words of a title in order, and those of them in which no letter may differ."""
    words = sorted(plain_words(title))
    return " ".join(words), tuple(filter(_tells_by_each_letter, words))


def _same_organisation(a: Deal, b: Deal) -> bool:
    one, other = registration_key(a.registration), registration_key(b.registration)
    if one and other:
        return same_registration(one, other)
    return alike(organisation_key(a.prospect), organisation_key(b.prospect)) is not None


def distinctive(key: str) -> tuple[list[str], str | None]:
    """The words that tell an organisation from others, and the acronym its key ends with."""
    *words, last = key.split()
    acronym = last[1:-1] if words and last.startswith("(") else None
    if acronym is None:
        words.append(last)
    while len(words) > 1 and words[-1] in _WEAK_AFTER:
        words.pop()
    while len(words) > 1 and words[0] in _WEAK_BEFORE:
        words.pop(0)
    return words, acronym


def in_order(words: Iterable[str]) -> str:
    return " ".join(sorted(words))


def _typos(words: Sequence[str], others: Sequence[str], tolerance: Tolerance) -> int | None:
    """How many typos set the words apart; None when one of them has no like among the others."""
    left = list((Counter(words) - Counter(others)).elements())
    right = list((Counter(others) - Counter(words)).elements())
    if len(left) != len(right):
        return None
    long_enough = min(sum(map(len, words)), sum(map(len, others))) >= tolerance.name
    if len(left) == 1 and long_enough:
        tolerance = tolerance._replace(slip=_SHORTEST, letter=_SHORTEST)
    typos = 0
    for word in left:
        nearest = min(right, key=lambda one: OSA.distance(word, one))
        in_word = _typos_in(word, nearest, tolerance)
        if in_word is None:
            return None
        right.remove(nearest)
        typos += in_word
    return typos


def _typos_in(word: str, other: str, tolerance: Tolerance) -> int | None:
    if _has_digit(word) or _has_digit(other) or (word in _PLACES and other in _PLACES):
        return None
    shorter = min(len(word), len(other))
    if _sound(word) == _sound(other) and shorter >= tolerance.sound:
        return 1
    typos = OSA.distance(word, other)
    replaced = len(word) == len(other) and sorted(word) != sorted(other)
    needed = (tolerance.letter if replaced else tolerance.slip) if typos == 1 else tolerance.two
    return typos if typos <= 2 and shorter >= needed else None


def _sound(word: str) -> str:
    for written, heard in _HEARD:
        word = word.replace(written, heard)
    return _TWICE.sub(r"\1", word)


def _tells_by_each_letter(word: str) -> bool:
    return len(word) < _SHORTEST or _has_digit(word) or word in _PLACES


def _has_digit(word: str) -> bool:
    return any(one.isdigit() for one in word)
