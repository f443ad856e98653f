"""Assesses again whatever a log records, from its lines alone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from pydantic import ValidationError

from screening import criteria_file
from screening.core.assessment import assess
from screening.core.chain import Flaw, Line
from screening.core.committee import procedure_for
from screening.core.committee_facts import MotionClosed, RecusalDeclared
from screening.core.facts import (
    CommitteeFact,
    EditionAdopted,
    Fact,
    RequestScreened,
    read_fact,
)
from screening.core.improvement import before_proposals
from screening.core.motions import motions_in
from screening.core.tally import tally
from screening.core.verification import Progress
from screening.criteria_file import LoadedEdition
from screening.service import NotInForce, rules_on


def replay(lines: Iterable[Line], progress: Progress = lambda _: None) -> Iterator[Flaw]:
    """Assesses every recorded request again, and counts every vote, from the lines alone; names
    each line that says otherwise.

    The criteria are those the log itself holds. A line whose edition the log does not hold, or
    holds under a fingerprint that is not its own, cannot be replayed: it is named too.
    """
    editions: dict[str, LoadedEdition] = {}
    heard: defaultdict[str, list[CommitteeFact]] = defaultdict(list)
    for line in lines:
        progress(1)
        fact = _fact(line)
        try:
            if isinstance(fact, EditionAdopted):
                loaded = criteria_file.read(fact.criteria)
                editions[loaded.fingerprint] = loaded
            elif (
                fact is None
                or (
                    isinstance(fact, RequestScreened)
                    and not _replays(fact, editions[fact.fingerprint])
                )
                or (isinstance(fact, MotionClosed) and not _recounts(fact, heard[fact.case]))
            ):
                yield Flaw(line.number, "replay")
            elif isinstance(fact, CommitteeFact):
                heard[fact.case].append(fact)
        except (criteria_file.CriteriaUnreadable, KeyError, NotInForce):
            yield Flaw(line.number, "replay")


def _recounts(closed: MotionClosed, heard: Sequence[CommitteeFact]) -> bool:
    """Whether the ballots before it give the count that was recorded."""
    recused = frozenset(one.by for one in heard if isinstance(one, RecusalDeclared))
    counted = [
        tally(motion.count(recused)) for motion in motions_in(heard) if motion.id == closed.motion
    ]
    return counted == [closed.tally]


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


def _fact(line: Line) -> Fact | None:
    try:
        return read_fact(line.content)
    except ValidationError:
        return None
