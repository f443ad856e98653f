"""The scenarios that a log holds, and what a case can be kept as."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from screening.core.assessment import Outcome
from screening.core.cases import Case
from screening.core.fact import RecordedFact
from screening.core.model import Text
from screening.core.organisations import organisation_key, plain_words
from screening.core.scenario_facts import ScenarioDropped, ScenarioKept
from screening.core.scenarios import Scenario


class Kept(NamedTuple):
    """A scenario of the log: who kept it and when, from which case, and how it went out of use."""

    id: str
    scenario: Scenario
    case: str | None
    by: str
    at: datetime
    submission: str
    dropped: ScenarioDropped | None = None


def scenario_id(number: int) -> str:
    """A scenario is named after the log line that keeps it, as a case is after its own."""
    return f"S-{number}"


def kept_in(facts: Iterable[tuple[int, RecordedFact]]) -> list[Kept]:
    """Every scenario that facts tell of, oldest first, out of use or not.

    The facts come in order, each with the number of its line.
    """
    found: dict[str, Kept] = {}
    for number, fact in facts:
        if isinstance(fact, ScenarioKept):
            id = scenario_id(number)
            found[id] = _kept(id, fact)
        elif isinstance(fact, ScenarioDropped) and (known := found.get(fact.scenario)):
            found[known.id] = known._replace(dropped=known.dropped or fact)
    return list(found.values())


def _kept(id: str, fact: ScenarioKept) -> Kept:
    scenario = Scenario(
        title=Text(fr=fact.title, en=fact.title),
        why=Text(fr=fact.why, en=fact.why),
        answers=dict(fact.answers),
        expected=fact.expected,
        blocking=fact.blocking,
        deciding=fact.deciding,
    )
    return Kept(id, scenario, fact.from_case, fact.by, fact.at, fact.submission)


def could_expect(case: Case) -> tuple[Outcome, ...]:
    """What a scenario kept from a case can expect: one outcome where the case itself says which.

    Several where people decided otherwise than the criteria: a committee that accepted what they
    refer may want such requests to be referred as before, or accepted by themselves from now on.
    """
    latest = case.latest
    if latest.sent_because is not None:
        return ("refer", "accept", "undecided")
    if latest.outcome == "refer" and case.status == "accepted":
        return ("refer", "accept")
    return (latest.outcome,)


def names(prospect: str, words: str) -> bool:
    """Whether words name the prospect, in any usual spelling of it."""
    said = plain_words(words)
    spelt = (plain_words(prospect), organisation_key(prospect).partition(" (")[0].split())
    return any(
        name == said[at : at + len(name)] for name in spelt if name for at in range(len(said))
    )
