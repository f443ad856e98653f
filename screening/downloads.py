"""The one page of the desk that Streamlit does not serve: a finished export, sent once."""

from collections.abc import Iterator
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route

from screening.export_jobs import Exports, Job, exports
from screening.language import browser_language, t

PLACE = "exports/"
_PIECE = 256 * 1024
# Nobody between us and the visitor keeps a copy, and no browser guesses what it is.
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def link(job: Job) -> str:
    return f"{PLACE}{job.token}"


def give(request: Request) -> Response:
    """Sends the file behind a link, if it was not sent before.

    A browser that only asks whether something is there takes nothing away.
    """
    if request.method == "HEAD":
        return Response(status_code=405, headers={"Allow": "GET", **_HEADERS})
    made = exports()
    job = made.take(request.path_params["token"])
    if job is None:
        return _gone(request)
    headers = {
        "Content-Disposition": f'attachment; filename="{job.name}"',
        "Content-Length": str(job.file.stat().st_size),
    }
    return StreamingResponse(
        _sent(job, made), headers=headers | _HEADERS, media_type="application/octet-stream"
    )


def _sent(job: Job, made: Exports) -> Iterator[bytes]:
    whole = False
    try:
        with job.file.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece
        whole = True
    finally:
        made.sent(job, whole)


def _gone(request: Request) -> Response:
    language = browser_language(
        request.query_params.get("lang") or request.headers.get("accept-language")
    )
    title, text, back = (
        escape(t(language, f"export_link.{part}")) for part in ("gone", "why", "back")
    )
    return HTMLResponse(
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width">'
        '<body style="font:1rem/1.5 system-ui;max-width:34rem;margin:4rem auto;padding:0 1rem">'
        f'<h1>{title}</h1><p>{text}</p><p><a href="../decisions">{back}</a></p>',
        status_code=410,
        headers=_HEADERS,
    )


ROUTES = (Route(f"/{PLACE}{{token}}", give, methods=["GET"]),)
