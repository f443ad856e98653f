"""Between a browser and Streamlit: what pages may load, in which language they are, and health.

Streamlit serves the pages. This adds what it leaves to whoever runs it (its manual, server-asgi).
"""

import base64
import hashlib
import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from screening.core.model import LANGUAGES, Language
from screening.door import Door
from screening.language import browser_language

_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_YEAR = 365 * 24 * 3600


# What the workshop's editor does in the browser.
EDITOR = (Path(__file__).parent / "pages" / "workshop.js").read_text("utf-8")


def says_language(language: Language) -> str:
    """The script by which a page tells its language when the visitor chooses another."""
    return f"document.documentElement.lang='{language}'"


@cache
def policy() -> str:
    """What a page may load: what comes from here, and the few scripts written into pages.

    Streamlit's style needs 'unsafe-inline', which lets nothing run (CSP level 3).
    """
    theirs = files("streamlit").joinpath("static/index.html").read_text("utf-8")
    inline = [*_INLINE.findall(theirs), *map(says_language, LANGUAGES), EDITOR]
    hashes = " ".join(f"'sha256-{_sha256(one)}'" for one in inline)
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {hashes}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-src 'none'",
            "frame-ancestors 'none'",
        )
    )


def _sha256(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


class Guard:
    """Adds headers to every answer, `Secure` to cookies behind TLS, and to a page its language."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        # Of several proxies the first names what the visitor came by.
        came_by = asked.get("x-forwarded-proto", scope["scheme"]).partition(",")[0]
        secure = "https" in (scope["scheme"], came_by.strip().lower())
        chosen = QueryParams(scope["query_string"]).get("lang")
        language = chosen if chosen in LANGUAGES else browser_language(asked.get("accept-language"))
        held: Message | None = None
        page = b""

        async def guarded(message: Message) -> None:
            nonlocal held, page
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                _guard(headers, secure)
                if headers.get("content-type", "").startswith("text/html"):
                    held = message
                else:
                    await send(message)
            elif held is None:
                await send(message)
            else:
                page += message.get("body", b"")
                if not message.get("more_body"):
                    body = page.replace(
                        b'<html lang="en">', f'<html lang="{language}">'.encode(), 1
                    )
                    headers = MutableHeaders(scope=held)
                    headers["content-length"] = str(len(body))
                    headers.add_vary_header("Accept-Language")
                    del headers["etag"], headers["last-modified"]
                    await send(held)
                    await send({"type": "http.response.body", "body": body})

        await self._app(scope, receive, guarded)


def _guard(headers: MutableHeaders, secure: bool) -> None:
    headers["Content-Security-Policy"] = policy()
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    # No other host learns where somebody was; the door does.
    headers["Referrer-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if secure:
        headers["Strict-Transport-Security"] = f"max-age={_YEAR}"
        cookies = headers.getlist("set-cookie")
        del headers["set-cookie"]
        for cookie in cookies:
            flagged = cookie if "; secure" in cookie.lower() else f"{cookie}; Secure"
            headers.append("set-cookie", flagged)


MIDDLEWARE = (Middleware(Guard), Middleware(Door))


def routes(why_not: Callable[[], str | None]) -> list[Route]:
    """`/ready` for whoever sends visitors here: 200 when they can work, 503 and a code when not.

    Whether the program runs at all is told by Streamlit, under `/_stcore/health`.
    """

    def ready(_: Request) -> JSONResponse:
        code = why_not()
        told = {"ready": code is None} | ({} if code is None else {"why": code})
        headers = {"Cache-Control": "no-store"}
        return JSONResponse(told, status_code=503 if code else 200, headers=headers)

    return [Route("/ready", ready, methods=["GET"])]
