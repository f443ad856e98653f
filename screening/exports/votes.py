"""The sheets of the committee's work: motions and what was ruled, ballots, conditions.

Of a vote that is open they tell no more than its pages do: until when. Its ballots are left out.
"""

from collections.abc import Iterator

from screening.core import exact
from screening.core.cases import Case
from screening.core.committee_facts import MotionClosed
from screening.core.motions import Motion
from screening.exports.columns import Cell, Column, Table
from screening.exports.telling import Naming, Told

RULINGS = Table(
    "rulings",
    (
        Column("case", "text", 9),
        Column("prospect", "prose", 26),
        Column("motion", "number", 12),
        Column("put_at", "day", 13),
        Column("put_by", "prose", 18),
        Column("proposal", "prose", 18),
        Column("motion_because", "prose", 40),
        Column("grounds", "prose", 24),
        Column("result", "prose", 14),
        Column("closed_at", "day", 13),
        Column("in_favour", "number", 8),
        Column("against", "number", 8),
        Column("abstained", "number", 11),
        Column("silent", "number", 9),
        Column("share", "number", 9),
        Column("motion_ruling", "prose", 18),
        Column("recused", "number", 9, printed=False),
        Column("weight_in_favour", "text", 11, printed=False),
        Column("weight", "number", 8, printed=False),
        Column("call", "number", 8, printed=False),
        Column("tie_broken_by", "text", 18, printed=False),
        Column("motion_procedure", "text", 16, printed=False),
        Column("authority", "text", 14, printed=False),
        Column("decided_by", "text", 18, printed=False),
        Column("follows", "text", 10, printed=False),
        Column("motive", "text", 30, printed=False),
        Column("closes_at", "moment", 17, printed=False),
    ),
)
BALLOTS = Table(
    "ballots",
    (
        Column("case", "text", 9),
        Column("prospect", "text", 28),
        Column("motion", "number", 12),
        Column("seat_name", "prose", 22),
        Column("college", "prose", 26),
        Column("vote", "text", 12),
        Column("vote_because", "prose", 50),
        Column("interest", "prose", 30),
        Column("cast_by", "prose", 22),
        Column("cast_at", "day", 13),
        Column("seat", "text", 12, printed=False),
    ),
)
CONDITIONS = Table(
    "conditions",
    (
        Column("case", "text", 9),
        Column("prospect", "prose", 26),
        Column("condition", "number", 8),
        Column("condition_text", "prose", 48),
        Column("condition_owner_name", "prose", 20),
        Column("due", "day", 13),
        Column("proof_wanted", "prose", 30),
        Column("condition_state", "text", 12),
        Column("settled_at", "day", 13),
        Column("proof_given", "prose", 30),
        Column("condition_owner", "text", 12, printed=False),
    ),
)


def rulings(told: Told, naming: Naming) -> Iterator[tuple[Cell, ...]]:
    """A row per motion, in the order they were put."""
    if told.case is None:
        return
    for place, motion in enumerate(told.case.motions, start=1):
        put, decision = motion.put, motion.decision
        yield (
            told.id,
            told.case.latest.request.prospect.name,
            place,
            put.at,
            naming.person(put.by),
            naming.word("export.proposal", put.proposal),
            put.because,
            naming.words("minutes.ground", put.reasons),
            naming.word("export.result", motion.closed.tally.result if motion.closed else "open"),
            *_counted(motion.closed),
            naming.word("export.proposal", motion.ruling.decision) if motion.ruling else None,
            *_more_counted(motion.closed, naming),
            naming.word("export.procedure", put.procedure),
            naming.word("export.authority", put.rules.authority),
            naming.person(decision.by) if decision else None,
            naming.yes(decision.follows) if decision else None,
            decision.motive if decision else None,
            _closes_at(told.case, motion),
        )


def _counted(closed: MotionClosed | None) -> tuple[Cell, ...]:
    if closed is None:
        return (None,) * 6
    colleges, share = closed.tally.colleges, closed.tally.share
    return (
        closed.at,
        sum(one.in_favour for one in colleges),
        sum(one.against for one in colleges),
        sum(one.abstained for one in colleges),
        sum(one.silent for one in colleges),
        # Rounded down, as on the pages: what is shown never contradicts the result.
        None if share is None else int(share * 100),
    )


def _more_counted(closed: MotionClosed | None, naming: Naming) -> tuple[Cell, ...]:
    if closed is None:
        return (None,) * 5
    counted = closed.tally
    return (
        sum(one.recused for one in counted.colleges),
        exact.written(counted.in_favour),
        counted.weight,
        counted.call,
        naming.person(counted.tie_broken_by) if counted.tie_broken_by else None,
    )


def _closes_at(case: Case, motion: Motion) -> Cell:
    return case.closes_at if motion.open else None


def ballots(told: Told, naming: Naming) -> Iterator[tuple[Cell, ...]]:
    """A row per ballot that counted, of votes that are closed."""
    if told.case is None:
        return
    for place, motion in enumerate(told.case.motions, start=1):
        if motion.closed is None:
            continue
        colleges = {one.member: one.college for one in motion.put.seats}
        for one in motion.counted:
            yield (
                told.id,
                told.case.latest.request.prospect.name,
                place,
                naming.person(one.seat),
                told.words.college(colleges[one.seat]),
                naming.word("ballot", one.vote),
                one.because,
                one.interest,
                naming.person(one.by),
                one.at,
                one.seat,
            )


def conditions(told: Told, naming: Naming) -> Iterator[tuple[Cell, ...]]:
    """A row per condition of an acceptance."""
    if told.case is None:
        return
    motion = told.case.motion
    if motion is None or motion.ruling is None:
        return
    if motion.ruling.decision != "accept_with_conditions":
        return
    for place, one in enumerate(motion.put.conditions, start=1):
        settled = motion.outcome_of(place)
        state = "open" if settled is None else "kept" if settled.kept else "broken"
        yield (
            told.id,
            told.case.latest.request.prospect.name,
            place,
            one.text,
            naming.person(one.owner),
            one.due,
            one.proof,
            naming.word("export.condition", state),
            settled.at if settled is not None else None,
            settled.proof if settled is not None else None,
            one.owner,
        )
