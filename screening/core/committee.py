"""How the committee handles what is referred to it."""

from typing import Literal, get_args

from screening.core.assessment import Assessment
from screening.core.criteria import Edition

ProcedureName = Literal["bureau", "full"]
PROCEDURES: tuple[ProcedureName, ...] = get_args(ProcedureName)


def procedure_for(assessment: Assessment, edition: Edition) -> ProcedureName:
    """The bureau sees to a referral that one negotiable criterion blocks; the full committee to
    all others."""
    blocking = [finding.criterion for finding in assessment.findings if finding.blocks]
    if len(blocking) != 1:
        return "full"
    question = edition.question(edition.criterion(blocking[0]).question)
    return "bureau" if question.negotiable else "full"
