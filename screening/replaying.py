"""Assesses again whatever a log records, from its lines alone."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from pydantic import ValidationError
from pydantic_core import from_json

from screening import criteria_file
from screening.core.assessment import Answers, Finding, Score, assess
from screening.core.chain import Flaw, Line, What
from screening.core.committee import procedure_for
from screening.core.committee_facts import (
    BallotCast,
    MotionCalledAgain,
    MotionClosed,
    MotionPut,
    RecusalDeclared,
)
from screening.core.editions import Entered, last_begun
from screening.core.facts import EditionAdopted, RequestScreened, read_fact
from screening.core.improvement import before_proposals
from screening.core.motions import motions_in
from screening.core.screening_text import ScreeningText, screening_text
from screening.core.tally import tally
from screening.core.verification import Progress, counted
from screening.criteria_file import LoadedEdition
from screening.editions import entered_by
from screening.service import NotInForce, rules_on

# Days in a row of a log that are kept compiled; a log seldom goes back.
_MOST_DAYS = 64


def replay(lines: Iterable[Line], progress: Progress = lambda _: None) -> Iterator[Flaw]:
    """Assesses every recorded request again, and counts every vote, from the lines alone; names
    each line that says otherwise.

    The criteria are those the log itself holds. A line whose edition the log does not hold, or
    holds under a fingerprint that is not its own, cannot be replayed: it is named too. So is one
    that was judged by another edition than the one in force, once the log holds an adopted one.

    Time grows with the number of lines and no faster; memory holds the criteria, the motions that
    are open, and who left a case.
    """
    again = Replay()
    for line in counted(lines, progress):
        if not again.certainly(line.content) and (what := again.read(line)) is not None:
            yield Flaw(line.number, what)


# What a vote is counted from.
_Voted = MotionPut | BallotCast | RecusalDeclared | MotionCalledAgain


class Replay:
    """What the lines read so far leave to be known for those that follow."""

    def __init__(self) -> None:
        self._editions: dict[str, LoadedEdition] = {}
        self._entered: list[Entered] = []
        self._voted: defaultdict[str, list[_Voted]] = defaultdict(list)
        self._days: dict[tuple[str, str], _Day | None] = {}

    def certainly(self, content: str) -> bool:
        """Whether this is a screening whose text is just what the criteria give.

        A glance at the text that lets nearly every sound line pass at once, and never says that
        one is wrong: what it is not certain of is read.
        """
        told = screening_text(content)
        if told is None or not _is_a_day(told.at):
            return False
        day = self._day(told.fingerprint, told.on)
        return day is not None and day.gives(told)

    def read(self, line: Line) -> What | None:
        """What is wrong with a line, read as a fact, by its criteria or its ballots."""
        try:
            fact = read_fact(line.content)
            match fact:
                case EditionAdopted():
                    self._enter(line, criteria_file.read(fact.criteria))
                case RequestScreened():
                    if not _replays(fact, self._editions[fact.fingerprint]):
                        return "replay"
                    return None if self._in_force(fact.fingerprint, fact.on) else "edition"
                case MotionClosed():
                    return None if self._recounts(fact) else "replay"
                case MotionPut() | BallotCast() | RecusalDeclared() | MotionCalledAgain():
                    self._voted[fact.case].append(fact)
        except (ValidationError, criteria_file.CriteriaUnreadable, KeyError, NotInForce):
            return "replay"
        return None

    def _enter(self, line: Line, loaded: LoadedEdition) -> None:
        self._editions[loaded.fingerprint] = loaded
        if (entered := entered_by(line)) is not None:
            self._entered.append(entered)
        self._days.clear()  # another one may be in force on a day from now on

    def _in_force(self, fingerprint: str, day: date) -> bool:
        """Whether an edition was in force by what the log held; a file until one was adopted."""
        if not any(one.minutes for one in self._entered):
            return True
        last = last_begun(self._entered, day)
        return last is not None and last.fingerprint == fingerprint

    def _recounts(self, closed: MotionClosed) -> bool:
        """Whether the ballots before it give the count that was recorded."""
        voted = self._voted.pop(closed.case, [])
        gone = [one for one in voted if isinstance(one, RecusalDeclared)]
        if gone:
            # They stay away from its next motion, too. All else is never counted again.
            self._voted[closed.case].extend(gone)
        recused = frozenset(one.by for one in gone)
        found = [
            tally(motion.count(recused))
            for motion in motions_in(voted)
            if motion.id == closed.motion
        ]
        return found == [closed.tally]

    def _day(self, fingerprint: str, on: str) -> "_Day | None":
        """A day under an edition that the log holds by now; None when it cannot have judged."""
        loaded = self._editions.get(fingerprint)
        if loaded is None:
            return None
        known = (fingerprint, on)
        try:
            return self._days[known]
        except KeyError:
            if len(self._days) >= _MOST_DAYS:
                self._days.clear()
            day = _day(loaded, on)
            if day is not None and not self._in_force(fingerprint, day.on):
                day = None
            return self._days.setdefault(known, day)


def _replays(fact: RequestScreened, loaded: LoadedEdition) -> bool:
    """Whether the criteria give all that was recorded. Raises NotInForce, and KeyError when an
    answer is none of the question's."""
    edition = loaded.edition
    assessment = assess(fact.request.answers, rules_on(loaded, fact.on))
    if fact.sent_because is not None:
        assessment = assessment._replace(outcome="refer")
    procedure = procedure_for(assessment, edition) if assessment.outcome == "refer" else None
    if fact.proposals_taken is not None:
        without = before_proposals(fact.request.answers, fact.proposals_taken)
        if assess(without, rules_on(loaded, fact.on)).outcome == "accept":
            return False
    recorded = (fact.assessment, fact.procedure, fact.accept_from, fact.edition)
    return recorded == (assessment, procedure, edition.accept_from, edition.name)


# ── By its text ──────────────────────────────────────────────────────────────────────────────


class _Day:
    """The rules of a day, and what they give as `facts.content` writes it."""

    def __init__(self, loaded: LoadedEdition, on: date) -> None:
        self.on = on
        self._rules = rules_on(loaded, on)
        self._edition = json.dumps(loaded.edition.name, ensure_ascii=False)
        self._accept_from = str(loaded.edition.accept_from)
        self._written = _Written()

    def gives(self, told: ScreeningText) -> bool:
        """Whether assessing the answers gives every other part."""
        try:
            assessment = assess(_answers(told.answers), self._rules)
        except KeyError:
            return False
        outcome, score, findings = assessment
        procedure = procedure_for(assessment, self._rules.edition) if outcome == "refer" else None
        return (
            told.outcome == outcome
            and told.procedure == procedure
            and told.score == _score(score)
            and told.accept_from == self._accept_from
            and told.edition == self._edition
            and told.findings == ",".join([self._written[one] for one in findings])
        )


class _Written(dict[Finding, str]):
    """Findings as a line holds them. An edition has few to give, and writing one takes long."""

    def __missing__(self, finding: Finding) -> str:
        self[finding] = json.dumps(finding._asdict(), sort_keys=True, separators=(",", ":"))
        return self[finding]


def _day(loaded: LoadedEdition, on: str) -> _Day | None:
    try:
        return _Day(loaded, date.fromisoformat(on))
    except (ValueError, NotInForce):
        return None


def _answers(text: str) -> Answers:
    read: Answers = from_json(text)
    if "[" not in text:
        return read
    return {id: tuple(one) if isinstance(one, list) else one for id, one in read.items()}


def _score(score: Score) -> str:
    return f'"highest":{score.highest},"lowest":{score.lowest},"now":{score.now}'


@lru_cache(maxsize=512)
def _is_a_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
