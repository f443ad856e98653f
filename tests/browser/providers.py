"""OpenID providers on loopback: one in this process, and a certified one that Node runs.

Both know the same people, ask on a page with the same field and the same buttons, and say in a
token whatever a test wants said, signed with the provider's own key.
"""

import json
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import oidc_provider_mock
from jinja2 import ChoiceLoader, DictLoader
from oidc_provider_mock import User
from werkzeug.serving import make_server

from tests.browser.server import free_port

CERTIFIED = Path(__file__).parent / "provider"
# What the other provider's pages stand in; its own would fetch its style from afar.
_PAGE = "<!doctype html>{% block content %}{% endblock %}"


@dataclass(frozen=True)
class Known:
    """What a provider says of a person, and what their token says instead of the truth."""

    claims: Mapping[str, Any] = field(default_factory=dict)
    token: Mapping[str, Any] = field(default_factory=dict)


# The issuer of a running provider, for the address that people come back to.
Provider = Callable[[Mapping[str, Known], str, Path], AbstractContextManager[str]]


@contextmanager
def small(people: Mapping[str, Known], _redirect: str, _folder: Path) -> Iterator[str]:
    """The one in this process, which checks little of what it is asked."""
    users = [
        User(sub=subject, claims={**one.claims, **one.token}) for subject, one in people.items()
    ]
    provider = oidc_provider_mock.app(user_claims=users)
    assert provider.jinja_loader is not None
    plain = DictLoader({"_base.html": _PAGE})
    provider.jinja_loader = ChoiceLoader([plain, provider.jinja_loader])
    server = make_server("127.0.0.1", 0, provider, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


@contextmanager
def certified(people: Mapping[str, Known], redirect: str, folder: Path) -> Iterator[str]:
    """The one that keeps to every letter of the specification. `make test-provider` installs it."""
    node = shutil.which("node")
    if node is None or not (CERTIFIED / "node_modules").exists():
        raise RuntimeError("the certified provider is not installed: make test-provider")
    port = free_port()
    settings = folder / "provider.json"
    settings.write_text(
        json.dumps(
            {
                "port": port,
                "client": {"id": "desk", "secret": "none", "redirect": redirect},
                "people": {subject: vars(one) for subject, one in people.items()},
            }
        )
    )
    with (folder / "provider.log").open("w") as said:
        process = subprocess.Popen(
            [node, CERTIFIED / "server.mjs", settings], stdout=said, stderr=subprocess.STDOUT
        )
        try:
            yield _answering(f"http://127.0.0.1:{port}", process)
        finally:
            process.terminate()
            process.wait(timeout=20)


def _answering(issuer: str, process: "subprocess.Popen[bytes]") -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"{issuer}/.well-known/openid-configuration", timeout=1):
                return issuer
        except (URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    raise RuntimeError(f"the provider did not start on {issuer}")
