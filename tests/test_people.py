"""Which way people come in, where the secrets or the options are not what they should be."""

from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError
from streamlit.runtime.secrets import Secrets

from screening import people
from screening.core.accounts import SignInRefused

PROVIDER = """[auth]
client_id = "desk"
"""
HEADERS = {"X-Forwarded-Email": "email"}


@pytest.fixture
def options(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Any]:
    """The options and the secrets of a desk of its own."""
    options: dict[str, Any] = {
        "secrets.files": [str(tmp_path / "secrets.toml")],
        "server.trustedUserHeaders": {},
    }
    monkeypatch.setattr(st, "get_option", options.get)
    monkeypatch.setattr("streamlit.config.get_option", options.get)
    monkeypatch.setattr(st, "secrets", Secrets())
    return options


def written(options: dict[str, Any], text: str) -> None:
    Path(options["secrets.files"][0]).write_text(text)


def test_without_secrets_and_without_a_proxy_the_desk_is_of_one_machine(
    options: dict[str, Any],
) -> None:
    assert people.way_in() == "local"
    options["server.trustedUserHeaders"] = HEADERS
    assert people.way_in() == "proxy"


def test_secrets_that_cannot_be_read_let_nobody_in(options: dict[str, Any]) -> None:
    """A slip of the pen in them must not open the desk to whoever plays whom they like."""
    written(options, PROVIDER.replace("]", ""))
    with pytest.raises(StreamlitSecretNotFoundError):
        people.way_in()


@pytest.mark.parametrize(
    ("secrets", "named"),
    [
        (PROVIDER, []),
        (f"{PROVIDER}client_kwargs = {{ prompt = 'login' }}", []),
        (
            "[auth.google]\nclient_id = 'a'\n[auth.microsoft]\nclient_id = 'b'",
            ["google", "microsoft"],
        ),
    ],
)
def test_several_providers_are_chosen_among_and_one_alone_is_not(
    options: dict[str, Any], secrets: str, named: list[str]
) -> None:
    written(options, secrets)
    assert people.providers() == named


def test_headers_do_not_speak_for_a_provider(
    options: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    written(options, PROVIDER)
    claims = {"is_logged_in": True, "iss": "https://i", "sub": "u", "aud": "desk", "iat": 1}
    monkeypatch.setattr(st, "user", claims)
    assert people.way_in() == "provider"
    found = people.identity(())
    assert found is not None
    assert found.subject == "u"
    options["server.trustedUserHeaders"] = HEADERS
    with pytest.raises(SignInRefused, match="two_ways"):
        people.identity(())
