"""The sheet of decisions: one row per case, as it stands."""

from collections.abc import Callable
from datetime import date

from screening.core.cases import Case
from screening.exports.columns import Cell, Column, Table
from screening.exports.telling import Naming, Told

# What a manager looks at first, and prints.
_PRINTED = (
    Column("case", "text", 9),
    Column("opened_at", "day", 13),
    Column("prospect", "prose", 25),
    Column("title", "prose", 32),
    Column("owner_name", "prose", 15),
    Column("amount", "money", 12),
    Column("outcome", "prose", 12),
    Column("score", "number", 7),
    Column("not_met", "prose", 38),
    Column("status", "prose", 12),
    Column("decided_at", "day", 13),
    Column("because", "prose", 22),
)
_BESIDE = (
    Column("learners", "number", 11),
    Column("starts", "month", 12),
    Column("ruling", "text", 24),
    Column("blocking", "text", 36),
    Column("procedure", "text", 16),
    Column("first_outcome", "text", 14),
    Column("versions", "number", 9),
    Column("conditions_open", "number", 11),
    Column("conditions_kept", "number", 11),
    Column("conditions_broken", "number", 11),
    Column("edition", "text", 12),
    Column("accept_from", "number", 9),
    Column("reference", "text", 14),
    Column("country", "text", 9),
    Column("registration_number", "text", 18),
    Column("owner", "text", 12),
    Column("recorded_at", "moment", 17),
    Column("recorded_by", "text", 18),
    Column("summary", "text", 40),
    Column("context", "text", 30),
    Column("sent_because", "text", 30),
    Column("repeated_because", "text", 30),
    Column("withdrawal_note", "text", 30),
    Column("source", "text", 30),
    Column("changed_at", "moment", 17),
    Column("line", "number", 9),
    Column("seal", "text", 20),
)
DECISIONS = Table("decisions", (*_PRINTED, *(one._replace(printed=False) for one in _BESIDE)))

# Amounts are not for everybody: what may be told of a case's.
AmountOf = Callable[[Case], int | None]


def decision(told: Told, naming: Naming, amount_of: AmountOf) -> tuple[Cell, ...]:
    """The row of a case; of one that cannot be read, its id and that this is so."""
    case = told.case
    if case is None:
        cells: dict[str, Cell] = {
            "case": told.id,
            "status": naming.word("export.status", "unreadable"),
            "line": told.last.number,
            "seal": told.last.seal,
        }
        return tuple(cells.get(column.code) for column in DECISIONS.columns)

    latest = case.latest
    request, prospect = latest.request, latest.request.prospect
    failing = sorted(
        (one for one in latest.findings if one.standing == "not_met"),
        key=lambda one: not one.blocks,
    )
    settled = [one.kept for one in case.motion.outcomes()] if case.motion else []
    return (
        case.id,
        case.opened_at,
        prospect.name,
        request.title,
        request.owner and naming.person(request.owner),
        amount_of(case),
        naming.word("recorded", latest.outcome),
        latest.score.now,
        naming.joined(told.words.title(one.criterion) for one in failing),
        naming.word("export.status", case.status),
        case.decided_at,
        _because(case, naming),
        request.learners,
        _month(request.starts),
        naming.word("export.proposal", case.ruling.decision) if case.ruling else None,
        naming.joined(told.words.title(one.criterion) for one in latest.findings if one.blocks),
        naming.word("export.procedure", case.procedure) if case.procedure else None,
        naming.word("recorded", case.screenings[0].outcome),
        len(case.screenings),
        len(case.motion.open_conditions()) if case.motion else 0,
        settled.count(True),
        settled.count(False),
        latest.edition,
        latest.accept_from,
        request.reference,
        prospect.country,
        prospect.registration_number,
        request.owner,
        latest.at,
        naming.person(latest.by),
        request.summary,
        latest.context,
        latest.sent_because,
        latest.repeated_because,
        case.withdrawal.note if case.withdrawal else None,
        request.source,
        case.changed_at,
        told.last.number,
        told.last.seal,
    )


def _month(starts: str | None) -> date | None:
    return None if starts is None else date.fromisoformat(f"{starts}-01")


def _because(case: Case, naming: Naming) -> str | None:
    family = "withdrawal" if case.withdrawal is not None else "minutes.ground"
    return naming.words(family, case.because)
