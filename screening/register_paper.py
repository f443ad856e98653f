"""The register as a paper to print and to hand over: both parts, and how to check them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from screening.core.chain import Head
from screening.core.register import Totals
from screening.language import number, t
from screening.papers import Facts, Heading, Paper, Part, Strong, Table, Telling
from screening.register_told import Part as PartName
from screening.register_told import Told, reason_told, totals_told


class Listing(NamedTuple):
    """One part of the register: what its deals come to, and each of them; None where its lines
    tell it no more, with its id."""

    totals: Totals
    entries: Sequence[tuple[str, Told | None]]


def register_paper(
    period: str,
    down: Listing,
    better: Listing,
    head: Head,
    telling: Telling,
    *,
    at: datetime,
    amounts: bool,
) -> Paper:
    """Both parts, as they stood `at` a moment, when the log ended at `head`."""

    def say(key: str, /, **values: object) -> str:
        return t(telling.language, f"register.{key}", **values)

    parts: list[Part] = [say("method"), say("better_means"), say("provable")]
    parts += [Heading(say("turned_down")), *_totals(down, "down", telling, amounts)]
    if down.totals.reasons:
        rows = tuple(
            (reason_told(code, telling), number(telling.language, deals))
            for code, deals in down.totals.reasons
        )
        parts += [Table((say("reasons"), say("down.deals")), rows), say("reasons_note")]
    else:
        parts.append(say("none_down"))
    for case, told in down.entries:
        parts += _entry(case, told, telling)
    parts += [
        Heading(say("improved"), new_page=bool(down.entries)),
        *_totals(better, "better", telling, amounts),
    ]
    if not better.entries:
        parts.append(say("none_better"))
    for case, told in better.entries:
        parts += _entry(case, told, telling)
    parts += [
        Heading(telling("log")),
        telling("stands", at=telling.moment(at), head=str(head)),
        telling("verify", head=str(head)),
    ]
    return Paper(telling.language, say("paper", period=period), tuple(parts))


def _totals(listing: Listing, part: PartName, telling: Telling, amounts: bool) -> Iterator[Part]:
    told = totals_told(listing.totals, part, telling, amounts=amounts)
    yield Table(tuple(name for name, _ in told), (tuple(value for _, value in told),))


def _entry(case: str, told: Told | None, telling: Telling) -> Iterator[Part]:
    if told is None:
        yield Heading(case, 3)
        yield Strong(t(telling.language, "register.unreadable"))
        return
    yield Heading(f"{case} · {told.title}", 3)
    if told.altered:
        yield Strong(t(telling.language, "register.altered"))
    ended = t(telling.language, "register.ended")
    yield Facts(
        ((ended, (" · ".join(told.notes),)), *((one.label, one.entries) for one in told.lines))
    )
    if told.rows:
        heads = ("register.question", "versions.before", "versions.after", "register.rests_on")
        yield Table(tuple(t(telling.language, one) for one in heads), told.rows)
