"""What the log holds of the committee's memory: scenarios kept, and taken out of use."""

from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictInt, StrictStr

from screening.core.assessment import Outcome
from screening.core.committee_facts import Words
from screening.core.fact import RecordedFact
from screening.core.model import Code
from screening.core.scenarios import LONGEST_TITLE


class ScenarioKept(RecordedFact):
    """A scenario was kept, and is named after its line.

    It holds answers alone: nothing of who asked, what it was worth or whose deal it was.
    `from_case` is the case that it was kept from.
    """

    fact: Literal["scenario_kept"] = "scenario_kept"
    case: None = None
    submission: str
    title: Annotated[Words, Field(max_length=LONGEST_TITLE)]
    why: Words
    answers: dict[Code, StrictBool | StrictInt | StrictStr | tuple[StrictStr, ...]]
    expected: Outcome
    blocking: tuple[Code, ...] = ()
    deciding: tuple[Code, ...] = ()
    from_case: str | None = None


class ScenarioDropped(RecordedFact):
    """A scenario was taken out of use: no edition has to fulfil it any more."""

    fact: Literal["scenario_dropped"] = "scenario_dropped"
    case: None = None
    submission: str
    scenario: str
    because: Words
