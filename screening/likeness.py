"""Finds the organisations of a log that may well be the one being typed."""

from collections import defaultdict
from collections.abc import Iterable
from threading import Lock

from rapidfuzz import process
from rapidfuzz.distance import Indel

from screening.alike import How, Match, alike, distinctive, in_order
from screening.core.organisations import legal_unit, organisation_key, registration_key
from screening.stores.protocol import OrganisationSeen, Reading

_SUREST_FIRST: tuple[How, ...] = ("registration", "name", "words", "acronym", "spelling")
# Not enough to go by when the numbers say otherwise.
_UNSURE = ("acronym", "spelling")
# So many letters taken away and added, at most: two for a letter in place of another, four for
# "eau" in place of "o".
_MOST_APART = 4


class Likeness:
    """The organisations of a log, in memory, ready to be compared with. For any thread.

    Each look-up first learns what was recorded since the one before, by whatever process. Nothing
    is unlearned: the key of an organisation that no case has any more may still be given.
    """

    def __init__(self, log: Reading) -> None:
        self._log = log
        self._seen = 0
        self._alone = Lock()
        self._newest: dict[str, int] = {}
        self._numbered: set[str] = set()
        self._by_unit: defaultdict[str, set[str]] = defaultdict(set)
        self._by_acronym: defaultdict[str, set[str]] = defaultdict(set)
        # By their words in the order of the alphabet, and by their letters as they are written.
        self._by_words = _Written()
        self._by_letters = _Written()

    def similar(self, name: str, registration: str | None = None, most: int = 5) -> list[Match]:
        """Organisations of the log that may well be this one; the surest, then the newest, first.

        `name` and `registration` are as typed. One whose number is known to be another one comes
        for the same name alone. Raises LogUnusable.
        """
        key, number = organisation_key(name), registration_key(registration)
        with self._alone:
            self._learn()
            unit = number and legal_unit(number)
            registered = self._by_unit.get(unit, set()) if unit else set()
            found = [Match(one, 100, "registration") for one in registered]
            candidates = self._candidates(key) if key else set()
            for other in candidates - registered:
                match = alike(key, other)
                if match and not (unit and other in self._numbered and match.how in _UNSURE):
                    found.append(match)
            found.sort(
                key=lambda one: (_SUREST_FIRST.index(one.how), -one.ratio, -self._newest[one.key])
            )
        return found[:most]

    def _learn(self) -> None:
        # The head comes first: what is recorded in between is then learned twice, never missed.
        head = self._log.head().number
        if head != self._seen:
            self._add(self._log.organisations(after=self._seen))
            self._seen = head

    def _add(self, organisations: Iterable[OrganisationSeen]) -> None:
        for key, registration, number in organisations:
            if registration is not None:
                self._by_unit[legal_unit(registration)].add(key)
                self._numbered.add(key)
            known = key in self._newest
            self._newest[key] = max(number, self._newest.get(key, 0))
            if known:
                continue
            words, acronym = distinctive(key)
            self._by_words.add(in_order(words), key)
            self._by_letters.add("".join(words), key)
            if acronym:
                self._by_acronym[acronym].add(key)

    def _candidates(self, key: str) -> set[str]:
        """Every key that `alike` may find alike, and few others."""
        words, acronym = distinctive(key)
        found = set(self._by_acronym.get(" ".join(words), ()))
        if acronym:
            found |= self._by_words.exactly(acronym)
        # The letters also meet when the first of a word is wrong, and the words are elsewhere.
        found |= self._by_words.near(in_order(words))
        return found | self._by_letters.near("".join(words))


class _Written:
    """Keys by something written, found by what is nearly the same.

    Going through what is of about the same length only takes a fifth of the time.
    """

    def __init__(self) -> None:
        self._of_length: defaultdict[int, dict[str, set[str]]] = defaultdict(dict)

    def add(self, written: str, key: str) -> None:
        self._of_length[len(written)].setdefault(written, set()).add(key)

    def exactly(self, written: str) -> set[str]:
        return self._of_length.get(len(written), {}).get(written, set())

    def near(self, written: str) -> set[str]:
        found: set[str] = set()
        for length in range(len(written) - _MOST_APART, len(written) + _MOST_APART + 1):
            known = self._of_length.get(length, {})
            near = process.extract(
                written, known.keys(), scorer=Indel.distance, score_cutoff=_MOST_APART, limit=None
            )
            found.update(key for other, *_ in near for key in known[other])
        return found
