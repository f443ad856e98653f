"""On the way to an identity provider and back: which page somebody came for, and what failed.

Streamlit leads everybody back to the first page, whatever became of their sign-in. A link in a
notice is to open its case after the sign-in that it asked for; and whoever was not let in is to
read why.
"""

import re
from typing import Literal, get_args
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Failed = Literal["declined", "untrusted", "unreachable"]
FAILED: tuple[Failed, ...] = get_args(Failed)

# Where a page reads in its own address that signing in failed.
KEY = "sign_in"

_LOGIN, _CALLBACK = "/auth/login", "/oauth2callback"
_CAME_FOR = "came_for"
# Whoever signs in takes minutes.
_MINUTES = 15
# A path of ours: two slashes, or what browsers take for two, would begin another host's name.
_OURS = re.compile(r"/(?![/\\])[^\s\\]{0,1000}")
_LET_IN = re.compile(r'_streamlit_user="?[^";]')


class Door:
    """Remembers at the way out which page somebody came for, and leads there on the way back."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"] if scope["type"] == "http" else ""
        step = next((one for one in (_LOGIN, _CALLBACK) if path.endswith(one)), None)
        if step is None:
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope)

        async def leading(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if step == _LOGIN:
                    message["status"] = _goes(message["status"], asked, headers)
                elif message["status"] == 302:
                    _comes_back(QueryParams(scope["query_string"]), asked, headers)
            await send(message)

        await self._app(scope, receive, leading)


def _goes(status: int, asked: Headers, headers: MutableHeaders) -> int:
    """Notes the page that somebody signs in from; stays there when the provider does not answer."""
    page = _page(asked.get("referer", ""))
    if status >= 400:
        headers["location"] = _telling(page or "../", "unreachable")
        return 302
    if page is not None:
        kept = f"{_CAME_FOR}={quote(page, safe='')}; HttpOnly; Path=/; SameSite=lax"
        headers.append("set-cookie", f"{kept}; Max-Age={_MINUTES * 60}")
    return status


def _comes_back(query: QueryParams, asked: Headers, headers: MutableHeaders) -> None:
    """Leads to the page that somebody came for, and tells it when they were not let in.

    Streamlit keeps nothing of whom it could not believe: a token that is expired, incomplete or for
    somebody else, an answer to no question of ours. Who signs out comes back with neither.
    """
    if not {"code", "error"} & query.keys():
        return
    kept = unquote(cookie_parser(asked.get("cookie", "")).get(_CAME_FOR, ""))
    page = kept if _OURS.fullmatch(kept) else None
    if "error" in query:
        headers["location"] = _telling(page or "./", "declined")
    elif not any(map(_LET_IN.match, headers.getlist("set-cookie"))):
        headers["location"] = _telling(page or "./", "untrusted")
    elif page is not None:
        headers["location"] = page
        headers.append("set-cookie", f"{_CAME_FOR}=; HttpOnly; Path=/; SameSite=lax; Max-Age=0")


def _page(referer: str) -> str | None:
    """The page of ours at an address, without what it tells of an earlier failure."""
    try:
        parts = urlsplit(referer)
    except ValueError:  # no address at all
        return None
    said = urlencode([one for one in parse_qsl(parts.query) if one[0] != KEY])
    page = f"{parts.path}?{said}" if said else parts.path
    return page if _OURS.fullmatch(page) else None


def _telling(page: str, failed: Failed) -> str:
    return f"{page}{'&' if '?' in page else '?'}{KEY}={failed}"
