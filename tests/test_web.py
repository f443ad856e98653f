"""What answers carry whatever Streamlit sends, and what a proxy is told of our health."""

import json
import logging
import re
import threading
import tomllib

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from screening import error_log, web
from screening.core.model import LANGUAGES
from screening.settings import HOME

PAGE = '<!doctype html><html lang="en"><title>é</title></html>'


def page(_: Request) -> Response:
    return HTMLResponse(PAGE, headers={"etag": '"1"', "last-modified": "yesterday"})


def pieces(_: Request) -> Response:
    return StreamingResponse(iter([PAGE[:20], PAGE[20:]]), media_type="text/html")


def cookies(_: Request) -> Response:
    answer = PlainTextResponse("ok")
    answer.set_cookie("user", "1", httponly=True)
    answer.set_cookie("already", "2", secure=True)
    return answer


def visitor(why_not: str | None = None) -> TestClient:
    places = [Route("/", page), Route("/pieces", pieces), Route("/cookies", cookies)]
    app = Starlette(routes=[*places, *web.routes(lambda: why_not)], middleware=[*web.MIDDLEWARE])
    return TestClient(app)


@pytest.mark.parametrize("place", ["/", "/cookies", "/ready", "/nowhere"])
def test_every_answer_says_what_it_may_load_and_who_may_frame_it(place: str) -> None:
    headers = visitor().get(place).headers
    rules = dict(one.split(" ", 1) for one in headers["content-security-policy"].split("; "))
    assert rules["default-src"] == "'self'"
    assert rules["frame-ancestors"] == "'none'"
    assert "unsafe" not in rules["script-src"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_the_policy_knows_the_scripts_of_our_pages_and_no_other() -> None:
    # Streamlit's own, one for each language, and the workshop's editor.
    assert web.policy().count("'sha256-") == 1 + len(LANGUAGES) + 1


@pytest.mark.parametrize("place", ["/", "/pieces"])
@pytest.mark.parametrize(
    ("query", "accepts", "language"),
    [
        ("", "fr-FR,fr;q=0.9,en;q=0.8", "fr"),
        ("", "en-GB,en;q=0.9", "en"),
        ("?lang=fr", "en-GB", "fr"),
        ("?lang=en", "fr-FR", "en"),
        ("?lang=%22%3E", "fr-FR", "fr"),
    ],
)
def test_a_page_is_in_the_language_of_its_visitor(
    place: str, query: str, accepts: str, language: str
) -> None:
    answer = visitor().get(f"{place}{query}", headers={"accept-language": accepts})
    assert answer.text == PAGE.replace('lang="en"', f'lang="{language}"')
    assert answer.headers["vary"] == "Accept-Language"
    assert "etag" not in answer.headers
    assert "last-modified" not in answer.headers


@pytest.mark.parametrize("came_by", ["https", "HTTPS", "https, http"])
def test_cookies_are_for_tls_alone_when_the_visitor_came_by_it(came_by: str) -> None:
    by_tls = visitor().get("/cookies", headers={"x-forwarded-proto": came_by})
    kept = by_tls.headers.get_list("set-cookie")
    assert [one.lower().count("; secure") for one in kept] == [1, 1]
    assert "httponly" in kept[0].lower()
    assert "strict-transport-security" in by_tls.headers

    plain = visitor().get("/cookies").headers
    assert ["secure" in one.lower() for one in plain.get_list("set-cookie")] == [False, True]
    assert "strict-transport-security" not in plain


@pytest.mark.parametrize(
    ("why_not", "status", "told"),
    [(None, 200, {"ready": True}), ("log_full", 503, {"ready": False, "why": "log_full"})],
)
def test_readiness_is_told_by_a_code(why_not: str | None, status: int, told: object) -> None:
    answer = visitor(why_not).get("/ready")
    assert (answer.status_code, answer.json()) == (status, told)
    assert answer.headers["cache-control"] == "no-store"


def test_whoever_has_a_page_open_can_send_little() -> None:
    """Before anybody has signed in, too: files are kept in memory, and an address is read whole."""
    server = tomllib.loads((HOME / ".streamlit" / "config.toml").read_text("utf-8"))["server"]
    assert (server["maxUploadSize"], server["maxWidgetStateSize"]) == (0, 1)
    pages = "".join(one.read_text("utf-8") for one in (HOME / "screening").rglob("*.py"))
    assert re.findall(r"st\.(?:file_uploader|camera_input|audio_input|chat_input)", pages) == []


@pytest.fixture
def wordless(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging, "_logRecordFactory", logging.getLogRecordFactory())
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    error_log.keep_words_out()


@pytest.mark.usefixtures("wordless")
def test_an_error_is_noted_without_anybodys_words(caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise ValueError("Awa Diop, 06 12 34 56 78")
    except ValueError:
        logging.getLogger("streamlit.error_util").exception("Uncaught: %s", "Awa Diop")
    [record] = caplog.records
    told = json.loads(record.getMessage())
    assert told["error"] == "builtins.ValueError"
    assert told["places"][-1].startswith("tests/test_web.py:")
    assert "Awa" not in logging.Formatter().format(record)


@pytest.mark.usefixtures("wordless")
def test_a_stranger_writes_nothing_into_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """Streamlit notes what came with /oauth2callback?error=…, and the headers it refuses."""
    logging.getLogger("streamlit.auth").error("Error: %s. %s", '{"level": "INFO"}', "Awa\x1b[2J")
    [record] = caplog.records
    told = {"level": "ERROR", "logger": "streamlit.auth", "sentence": "Error: %s. %s"}
    assert json.loads(record.getMessage()) == told


@pytest.mark.usefixtures("wordless")
def test_a_thread_ends_without_anybodys_words(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise ValueError("Awa Diop")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    [record] = caplog.records
    assert json.loads(record.getMessage())["error"] == "builtins.ValueError"
    assert "Awa" not in "".join(capfd.readouterr())
