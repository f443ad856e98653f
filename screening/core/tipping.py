"""What tipped a request whose outcome an edition changes: as few differences as explain it.

A request is accepted when its points, times 100, reach the threshold times all points there are.
So each criterion speaks for it by what it gives less what it demands, this adds up, and the fewest
differences that explain a change are the greatest ones that are enough. Blocking comes first: no
points make up for it. What is unknown counts at its worst where a request is accepted no more, and
at its best where it is referred no more, as it does in the verdict.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Literal, NamedTuple, get_args

from screening.core.assessment import Finding, Outcome

# Of a criterion: it blocks, it blocked and does no more, it gives other points, it may give some
# that nobody knows, it is new, it is gone. Of a question: nothing is known of it. Of neither: the
# threshold is another.
How = Literal["blocks", "freed", "unknown", "points", "open", "added", "removed", "threshold"]
HOWS: tuple[How, ...] = get_args(How)


class Tip(NamedTuple):
    """A difference that tipped a request, with the id of its criterion or question.

    `was` and `now` are points, of `of_then` and `of_now` at most; of a threshold, itself.
    """

    how: How
    id: str = ""
    was: int = 0
    of_then: int = 0
    now: int = 0
    of_now: int = 0


class Judged(NamedTuple):
    """A request as an edition judged it."""

    outcome: Outcome
    accept_from: int
    findings: Sequence[Finding]


class Lacking(NamedTuple):
    """What keeps a request undecided.

    `missing` is how many points it lacks at worst; by question, how many of them the best answer
    would give back, where blocking counts as more than all points: of `new` ones, which were known
    or not asked when it was judged before, and of `others`, unknown then as well.
    """

    missing: int
    new: Mapping[str, int]
    others: Mapping[str, int]


def tips(then: Judged, now: Judged, lacking: Lacking) -> tuple[Tip, ...]:
    """The fewest differences without which the outcome would be what it was; none if it is.

    Of equal ones, those that come first in the edition.
    """
    if then.outcome == now.outcome:
        return ()
    before = {one.criterion: one for one in then.findings}
    after = {one.criterion: one for one in now.findings}
    thresholds = then.accept_from, now.accept_from
    if then.outcome == "refer":
        freed = [
            _tip("freed", one, after.get(id))
            for id, one in before.items()
            if one.blocks and not (id in after and after[id].blocks)
        ]
        return (*freed, *_by_points(before, after, thresholds, for_it=True))
    if now.outcome == "refer":
        blocks = [_tip("blocks", before.get(id), one) for id, one in after.items() if one.blocks]
        return tuple(blocks) or _by_points(before, after, thresholds, for_it=False)
    unknown, missing = _unknown(lacking.new, lacking.missing)
    if missing <= 0:
        return unknown
    known = {id: one for id, one in after.items() if one.standing != "unanswered"}
    points = _by_points(before, after, thresholds, for_it=False, of=known.keys() | before.keys())
    # What was unknown before as well tips only where it has begun to count for more.
    return (*unknown, *points) or _unknown(lacking.others, missing)[0]


def _unknown(gives: Mapping[str, int], missing: int) -> tuple[tuple[Tip, ...], int]:
    """The fewest of these questions that could give back what is missing, and what still is."""
    found: list[Tip] = []
    for id, most in sorted(gives.items(), key=lambda one: -one[1]):
        if missing > 0 and most > 0:
            missing -= most
            found.append(Tip("unknown", id))
    return tuple(found), missing


def _by_points(
    before: Mapping[str, Finding],
    after: Mapping[str, Finding],
    thresholds: tuple[int, int],
    *,
    for_it: bool,
    of: Collection[str] | None = None,
) -> tuple[Tip, ...]:
    """The greatest differences of points that take a request over the threshold, or under it.

    `of` are the criteria that may be told, by default all.
    """
    then, now = thresholds
    margin = was = raised = 0
    changes: list[tuple[int, str]] = []
    for id in {**after, **before}:
        had, has = before.get(id), after.get(id)
        old = new = 0
        if had is not None:
            unknown = had.standing == "unanswered"
            given = 100 * (had.points if not unknown else had.out_of if for_it else 0)
            old = given - now * had.out_of
            was += given - then * had.out_of
            raised += (then - now) * had.out_of
        if has is not None:
            unknown = has.standing == "unanswered"
            given = 100 * (has.points if not unknown else has.out_of if for_it else 0)
            new = given - now * has.out_of
            margin += new
        if (new > old) is for_it and new != old and (of is None or id in of):
            changes.append((abs(new - old), id))
    if (was >= 0) is for_it:
        return ()  # on the right side of its threshold before: something else changed the outcome
    if (raised > 0) is for_it and raised:
        changes.append((abs(raised), ""))
    changes.sort(key=_greatest_first)
    found: list[Tip] = []
    for change, id in changes:
        if (margin >= 0) is not for_it:
            break
        margin += -change if for_it else change
        if id:
            had, has = before.get(id), after.get(id)
            found.append(_tip(_how(had, has, for_it), had, has))
        else:
            found.append(Tip("threshold", "", then, 0, now, 0))
    return tuple(found)


def _greatest_first(change: tuple[int, str]) -> int:
    return -change[0]


def _how(had: Finding | None, has: Finding | None, for_it: bool) -> How:
    if has is None:
        return "removed"
    if for_it and has.standing == "unanswered":
        return "open"
    return "points" if had is not None else "added"


def _tip(how: How, was: Finding | None, now: Finding | None) -> Tip:
    told = now or was
    assert told is not None, "a difference is one of something"
    return Tip(
        how,
        told.criterion,
        was.points if was else 0,
        was.out_of if was else 0,
        now.points if now else 0,
        now.out_of if now else 0,
    )
