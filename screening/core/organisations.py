"""Names and registration numbers of organisations, reduced to what tells one from another."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

# ── Words ────────────────────────────────────────────────────────────────────────────────────

# Letters that Unicode does not take apart by itself.
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "’": "'"})
_WORD = re.compile(r"[^\W_]+")
# c', d', l', qu' and the like, which no name is without in one place and with in another.
_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu)'")
_JOINING = re.compile(r"[&+]")
_AND = frozenset(("et", "and", "und"))
_SMALL = frozenset(
    """le la les un une de du des d l au aux a en sur pour par the of for der die das den dem von
    el los las del di da della""".split()  # noqa: SIM905 -- words are easier read so
)


def plain_words(text: str) -> list[str]:
    """The words of a text without accents, capitals, articles, nor words that only link others.

    Letters set apart are one word: S.A.R.L., S.à r.l. and S A R L are all sarl. Never empties a
    text that holds a word.
    """
    return _telling(_every_word(text))


def _every_word(text: str) -> list[str]:
    return _WORD.findall(_ELISION.sub(" ", _plain(text)))


def _telling(words: list[str]) -> list[str]:
    joined = list(_letters_joined([word for word in words if word not in _AND] or words))
    return [word for word in joined if word not in _SMALL] or joined


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(one for one in apart if not unicodedata.combining(one))
    return _JOINING.sub(" et ", unicodedata.normalize("NFC", bare).translate(_LETTERS))


def _letters_joined(words: Iterable[str]) -> Iterable[str]:
    letters = ""
    for word in words:
        if len(word) == 1 and word.isalpha():
            letters += word
            continue
        if letters:
            yield letters
        letters = ""
        yield word
    if letters:
        yield letters


# ── Names ────────────────────────────────────────────────────────────────────────────────────

# Legal forms of France and its neighbours, as plain words. Some are written before names as well
# as after; the others are too short, or too common as words, to be taken for forms in front.
_FORMS_ANYWHERE = """
association | association loi 1901 | association regie loi 1901 | asbl | vzw | onlus
sa | sas | sasu | sarl | eurl | eirl | snc | sca | scs | selarl | selas | scop | scic | sem | spl
gie | gip | epic | gaec | earl | scea | sprl | bvba | scrl
societe anonyme | societe actions simplifiee | societe actions simplifiee unipersonnelle
societe responsabilite limitee | entreprise unipersonnelle responsabilite limitee
societe nom collectif | societe commandite actions | societe economie mixte
societe cooperative | societe cooperative participative | societe cooperative production
societe cooperative interet collectif | groupement interet economique | groupement interet public
"""
_FORMS_AFTER = """
loi 1901 | se | ei | sc | sci | scm | scp | sam | sarls | scsp | srl | srls | sagl | scarl
ag | gmbh | ggmbh | mbh | kg | kgaa | ohg | ug | ev | eg | bv | nv | vof | cv | cvba
sl | slu | sau | lda | ltd | limited | plc | llp | llc | cic | inc | corp
"""
# "spa" is a word too: only these spellings, at the end, are the Italian form.
_ITALIAN_FORM = re.compile(r"\s(?:S\.\s?[pP]\.\s?A\b\.?|SpA)[\s)]*$")
_AND_COMPANY = re.compile(r"\bet\s+(?:cie|co|compagnie)\b")
_ADDRESS = re.compile(r"\bwww\.|(?<=\w)\.(?:com|co|fr|org|net|eu|io|be|ch|lu|de|es|it)\b")

_ABBREVIATIONS = {
    "ass": "association",
    "asso": "association",
    "assoc": "association",
    "cte": "comite",
    "ctre": "centre",
    "dep": "departement",
    "dept": "departement",
    "deuxieme": "2e",
    "dpt": "departement",
    "ets": "etablissements",
    "fed": "federation",
    "feder": "federation",
    "gpe": "groupe",
    "gpt": "groupement",
    "grp": "groupe",
    "grpe": "groupe",
    "hosp": "hospitalier",
    "intl": "international",
    "st": "saint",
    "ste": "sainte",
    "univ": "universite",
}
# One body, several names: usual acronyms, and what was renamed by law.
_OTHER_NAMES = {
    "caisse allocations familiales": "caf",
    "caisse primaire assurance maladie": "cpam",
    "centre communal action sociale": "ccas",
    "centre formation apprentis": "cfa",
    "centre hospitalier regional universitaire": "chru",
    "centre hospitalier universitaire": "chu",
    "chambre commerce industrie": "cci",
    "chambre metiers artisanat": "cma",
    "conseil departemental": "departement",
    "conseil general": "departement",
    "conseil regional": "region",
    "hauts france": "hdf",
    "ile france": "idf",
    "institut administration entreprises": "iae",
    "institut universitaire technologie": "iut",
    "maison departementale personnes handicapees": "mdph",
    "pole emploi": "france travail",
    "provence alpes cote azur": "paca",
    "service departemental incendie secours": "sdis",
}
_TOWN = re.compile(r"\b(?:mairie|commune)(?= (?:d'|de |du |des |la |le ))")
_ORDINAL = re.compile(r"([0-9]+)(?:er|re|ere|e|eme|nd|nde)")
# What may stand between a name and its acronym, or its place.
_APART = re.compile(r"[()\[\],;:/|]|\s[-–—]\s")


def _phrases(written: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(one.split()) for one in re.split(r"[|\n]", written) if one.strip())


_BEFORE = _phrases(_FORMS_ANYWHERE)
_AFTER = _phrases(_FORMS_ANYWHERE + _FORMS_AFTER)
_RENAMED = {tuple(names.split()): name.split() for names, name in _OTHER_NAMES.items()}
_LONGEST = max(map(len, (*_AFTER, *_RENAMED)))


@lru_cache(maxsize=10_000)  # the same prospects come back, and a log is read through
def organisation_key(name: str) -> str:
    """What two ways to write an organisation's name have in common, as plain words.

    Left out are accents, capitals, punctuation, articles and linking words ("&" and "et"), and
    legal forms before or after the name; usual abbreviations are spelled out, and bodies known
    under several names get one ("mairie" is "ville"). An acronym that the name spells out beside
    it comes last, in brackets. The order of the words stays. Never empty: "SAS" alone stays.
    """
    parts = [_every_word(part) for part in _APART.split(_prepared(name))]
    acronym = _acronym(parts)
    words = _telling([word for part in parts if part != [acronym] for word in part])
    if not words:
        return " ".join(plain_words(name)) or " ".join(name.casefold().split())
    words = _known_names(_without_forms(_spelled_out(words)))
    return " ".join([*words, f"({acronym})"] if acronym else words)


def _prepared(name: str) -> str:
    """The name, without what only its punctuation or its accents give away."""
    text = unicodedata.normalize("NFC", _ITALIAN_FORM.sub("", name))
    text = _TOWN.sub("ville", re.sub(r"\bsté\b", "société", text.casefold()).replace("’", "'"))
    return _ADDRESS.sub(" ", _AND_COMPANY.sub(" ", _JOINING.sub(" et ", text)))


def _acronym(parts: Sequence[list[str]]) -> str | None:
    """The word standing apart whose letters begin the words of the rest, in order."""
    for at, part in enumerate(parts):
        rest = [word for other in (*parts[:at], *parts[at + 1 :]) for word in other]
        if len(part) == 1 and len(rest) > 1 and _spells(rest, part[0]):
            return part[0]
    return None


def _spells(words: Sequence[str], acronym: str) -> bool:
    first = _telling(list(words))[0][0]
    if not (acronym.isalpha() and 2 <= len(acronym) <= 10 and acronym[0] == first):
        return False
    # Not every word gives a letter, but every letter is given by a word, were it a small one.
    left = iter(word[0] for word in words)
    return all(letter in left for letter in acronym)


def _spelled_out(words: list[str]) -> list[str]:
    first, *others = words
    # In capitals, "STE" before a name is "Sté" far oftener than a saint.
    first = "societe" if first == "ste" else _ABBREVIATIONS.get(first, first)
    whole = [first, *(_ABBREVIATIONS.get(word, word) for word in others)]
    return [f"{found[1]}e" if (found := _ORDINAL.fullmatch(word)) else word for word in whole]


def _without_forms(words: list[str]) -> list[str]:
    # The longest first, so that no form is left half removed.
    for length in range(min(_LONGEST, len(words) - 1), 0, -1):
        if tuple(words[-length:]) in _AFTER:
            return _without_forms(words[:-length])
        if tuple(words[:length]) in _BEFORE:
            return _without_forms(words[length:])
    return words


def _known_names(words: list[str]) -> list[str]:
    for at in range(len(words)):
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            if name := _RENAMED.get(tuple(words[at : at + length])):
                return [*words[:at], *name, *_known_names(words[at + length :])]
    return words


# ── Registration numbers ─────────────────────────────────────────────────────────────────────

_LABEL = re.compile(
    "(?:RCS[A-Z]*|(?:SIREN|SIRET|TVA|VAT|INTRACOMMUNAUTAIRE|NUMERO|NO?)+)(?=[A-Z]{2}[0-9]|[0-9])"
)
_FRENCH_VAT = re.compile(r"FR[0-9A-Z]{2}([0-9]{9})")
_WITH_COUNTRY = re.compile(r"[A-Z]{2}([0-9]{8,})")


def registration_key(number: str | None) -> str | None:
    """A registration number as letters and digits alone, without what says of which kind it is.

    None when there is none, or what stands in its place: "N/A", "en cours", 000000000.
    """
    if number is None:
        return None
    written = unicodedata.normalize("NFKD", number).encode("ascii", "ignore").decode().upper()
    key = re.sub(r"[^0-9A-Z]", "", written)
    if label := _LABEL.match(key):
        key = key[label.end() :]
    digits = {one for one in key if one.isdigit()}
    return key if len(digits) > 1 else None


def legal_unit(registration: str) -> str:
    """The number that all sites of an organisation share, from a key of `registration_key`.

    In France the SIREN: the first nine digits of a SIRET (Code de commerce R123-221), and the last
    nine of a VAT number. Elsewhere the number, without the two letters of a country before it.
    """
    if vat := _FRENCH_VAT.fullmatch(registration):
        return vat[1]
    if registration.isdigit() and len(registration) == 14:
        return registration[:9]
    with_country = _WITH_COUNTRY.fullmatch(registration)
    return with_country[1] if with_country else registration


def same_registration(a: str | None, b: str | None) -> bool:
    """Whether two keys of `registration_key` name one organisation; False when one is unknown."""
    return a is not None and b is not None and legal_unit(a) == legal_unit(b)
