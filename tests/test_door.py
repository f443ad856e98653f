"""Where somebody is led who signs in, or fails to."""

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from screening import web

PROVIDER = "https://id.example.org/authorize"
DESK = "https://desk.example.org"


def to_the_provider(asked: Request) -> Response:
    if asked.query_params.get("provider") == "up":
        return RedirectResponse(PROVIDER, status_code=302)
    return Response("Authentication error", status_code=400)


def back_from_the_provider(asked: Request) -> Response:
    """As Streamlit answers: everybody to the beginning, and a cookie for whom it believes."""
    answer = RedirectResponse("/", status_code=302)
    if asked.query_params.get("code") == "good":
        answer.set_cookie("_streamlit_user", ".signed", httponly=True)
    elif "code" in asked.query_params:
        answer.delete_cookie("_streamlit_user")
    return answer


@pytest.fixture
def visitor() -> TestClient:
    places = [
        Route("/oauth2callback", back_from_the_provider),
        Route("/auth/login", to_the_provider),
    ]
    app = Starlette(routes=places, middleware=[*web.MIDDLEWARE])
    return TestClient(app, base_url=DESK, follow_redirects=False)


def led_to(visitor: TestClient, step: str, from_page: str | None = None) -> str:
    headers = {} if from_page is None else {"referer": from_page}
    answer = visitor.get(f"{DESK}{step}", headers=headers)
    assert answer.status_code == 302
    return answer.headers["location"]


def test_a_link_opens_its_page_after_the_sign_in_that_it_asked_for(visitor: TestClient) -> None:
    assert led_to(visitor, "/auth/login?provider=up", f"{DESK}/case?id=C-3&lang=fr") == PROVIDER
    assert led_to(visitor, "/oauth2callback?code=good") == "/case?id=C-3&lang=fr"
    # It is the page of that sign-in alone.
    assert led_to(visitor, "/oauth2callback?code=good") == "/"


def test_a_second_try_leads_to_the_page_of_the_first(visitor: TestClient) -> None:
    led_to(visitor, "/auth/login?provider=up", f"{DESK}/case?id=C-3")
    failed = led_to(visitor, "/oauth2callback?code=bad")
    assert failed == "/case?id=C-3&sign_in=untrusted"
    led_to(visitor, "/auth/login?provider=up", f"{DESK}{failed}")
    assert led_to(visitor, "/oauth2callback?code=good") == "/case?id=C-3"


@pytest.mark.parametrize(
    ("step", "leads_to"),
    [
        ("/oauth2callback?code=good&state=s", "/"),
        ("/oauth2callback?code=bad&state=s", "./?sign_in=untrusted"),
        ("/oauth2callback?error=access_denied", "./?sign_in=declined"),
        ("/oauth2callback?state=s", "/"),  # signed out
        ("/auth/login?provider=down", "../?sign_in=unreachable"),
    ],
)
def test_whoever_fails_to_sign_in_is_told_so_at_the_door(
    visitor: TestClient, step: str, leads_to: str
) -> None:
    assert led_to(visitor, step) == leads_to


@pytest.mark.parametrize(
    "page",
    [
        "https://evil.example//evil.example",
        "https://evil.example/\\evil.example",
        "https://evil.example/%0d%0aset-cookie",
        "https://[",
        "javascript:alert(1)",
        "about:blank",
    ],
)
def test_nobody_is_led_to_another_host(visitor: TestClient, page: str) -> None:
    led_to(visitor, "/auth/login?provider=up", page)
    assert "evil" not in led_to(visitor, "/oauth2callback?code=good")
    assert led_to(visitor, "/auth/login?provider=down", page)[:2] in ("..", "/%")


@pytest.mark.parametrize(
    "written", ["//evil.example", "https://evil.example", "/\\evil", "evil", ""]
)
def test_a_cookie_written_by_hand_leads_nowhere_else(visitor: TestClient, written: str) -> None:
    visitor.cookies.set("came_for", written)
    assert led_to(visitor, "/oauth2callback?code=good") == "/"


def test_an_address_made_up_to_look_like_a_step_leads_to_no_other_host(visitor: TestClient) -> None:
    for made_up in ("//evil.example/oauth2callback?code=1", "//evil.example/auth/login"):
        assert "evil" not in visitor.get(f"{DESK}{made_up}").headers.get("location", "")
