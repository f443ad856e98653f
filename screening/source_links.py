"""Asks whether the addresses of sources still lead somewhere: the web, once, when told to.

Nothing else here leaves the machine, so nothing asks on its own. A site is asked for one address
after the other, under a name that says who asks, and for no more than whether it is there.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Literal, NamedTuple

import httpx

from screening import __version__
from screening.core.criteria import Edition
from screening.core.problems import Problem

SECONDS = 10.0
AT_ONCE = 4
_NAME = f"mission-desk/{__version__} (checks the links of its sources)"
_GONE = (404, 410)
_FOR_GOOD = (301, 308)

State = Literal["there", "moved", "elsewhere", "gone", "refused", "slow", "unreachable", "circular"]
# What deserves a look, but keeps nobody from reading the source.
_WARNINGS: tuple[State, ...] = ("moved", "elsewhere")


class Link(NamedTuple):
    """What came of asking for an address.

    `leads_to` is where it moved for good, or leads for now; `status` the number that a site refused
    it with.
    """

    state: State
    leads_to: str | None = None
    status: int | None = None


def link_problems(
    edition: Edition, asked: Callable[[int], None] = lambda _: None
) -> tuple[Problem, ...]:
    """What is wrong with the addresses of an edition's sources, each at its place.

    Asks for each address once, and calls `asked` after each. What moved, or leads elsewhere for
    now, is a warning; an address that cannot be read is a mistake.
    """
    places = {
        ("criteria", position, "source", "href"): one.source.href
        for position, one in enumerate(edition.criteria)
        if one.source.href is not None
    }
    found = ask(places.values(), asked)
    return tuple(
        replace(problem, at=at)
        for at, href in places.items()
        for problem in _told(href, found[href])
    )


def _told(href: str, link: Link) -> Iterator[Problem]:
    if link.state == "there":
        return
    values = {"href": href, "leads_to": link.leads_to, "status": link.status}
    known = {key: value for key, value in values.items() if value is not None}
    yield Problem((), f"link_{link.state}", known, warning=link.state in _WARNINGS)


# ── Asking ───────────────────────────────────────────────────────────────────────────────────


def ask(hrefs: Iterable[str], asked: Callable[[int], None] = lambda _: None) -> dict[str, Link]:
    """What comes of asking for each address: ten seconds each, few at once, one per site."""
    return asyncio.run(_ask_all(dict.fromkeys(hrefs), asked))


async def _ask_all(hrefs: Iterable[str], asked: Callable[[int], None]) -> dict[str, Link]:
    found: dict[str, Link] = {}
    at_once = asyncio.Semaphore(AT_ONCE)
    by_site: dict[str, list[str]] = defaultdict(list)
    for href in hrefs:
        by_site[href.split("/")[2]].append(href)  # https://site/…

    async def ask_site(site: list[str]) -> None:
        for href in site:
            async with at_once:
                found[href] = await _ask(client, href)
            asked(1)

    async with httpx.AsyncClient(
        follow_redirects=True, max_redirects=5, timeout=SECONDS, headers={"User-Agent": _NAME}
    ) as client:
        await asyncio.gather(*(ask_site(site) for site in by_site.values()))
    return found


async def _ask(client: httpx.AsyncClient, href: str) -> Link:
    """Asks for the head alone, and again in full of a site that does not want to give it."""
    try:
        answer = await _answer(client, "HEAD", href)
        if answer.is_error:
            answer = await _answer(client, "GET", href)
    except (TimeoutError, httpx.TimeoutException):
        return Link("slow")
    except httpx.TooManyRedirects:
        return Link("circular")
    except (httpx.HTTPError, httpx.InvalidURL):
        return Link("unreachable")
    if answer.status_code in _GONE:
        return Link("gone", status=answer.status_code)
    if answer.is_error:
        return Link("refused", status=answer.status_code)
    return _where(answer)


async def _answer(client: httpx.AsyncClient, method: str, href: str) -> httpx.Response:
    """The last answer, unread: ten seconds for all of it, however slowly it trickles."""
    async with asyncio.timeout(SECONDS), client.stream(method, href) as answer:
        return answer


def _where(answer: httpx.Response) -> Link:
    """Whether an answer comes from where it was asked for, or from where that leads."""
    for_good = None
    for hop, then in pairwise([*answer.history, answer]):
        if hop.status_code not in _FOR_GOOD:
            break
        for_good = str(then.url)
    if for_good is not None:
        return Link("moved", for_good)
    return Link("elsewhere", str(answer.url)) if answer.history else Link("there")
