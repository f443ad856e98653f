"""A real desk, served on loopback, and a real Chromium to visit it with."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

HOME = Path(__file__).resolve().parents[2]
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


@contextmanager
def serving(
    folder: Path,
    script: str = "app.py",
    options: Sequence[str] = (),
    port: int | None = None,
    **environment: str,
) -> Iterator[str]:
    """The address of a desk whose log lies in `folder`; stopped at the end."""
    port = port or free_port()
    address = f"http://127.0.0.1:{port}"
    log = (folder / "server.log").open("w")
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "streamlit",
            "run",
            script,
            f"--server.port={port}",
            "--server.headless=true",
            *options,
        ],
        cwd=HOME,
        env={
            **os.environ,
            "SCREENING_LOG": f"sqlite:///{folder / 'screening.db'}",
            "SCREENING_EXAMPLE_LOG": f"sqlite:///{folder / 'example.db'}",
            **environment,
        },
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        _wait_for(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)
        log.close()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"{address}/_stcore/health", timeout=1):
                return
        except (URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    raise RuntimeError(f"the desk did not start on {address}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium; an error, not a skip, when it has none."""
    path = (
        next(
            filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
        )
        or _mac_chrome()
    )
    if path is None:
        raise RuntimeError("these tests need Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def _mac_chrome() -> str | None:
    for app in ("Chromium", "Google Chrome"):
        path = Path(f"/Applications/{app}.app/Contents/MacOS/{app}")
        if path.exists():
            return str(path)
    return None


def settled(page: Page) -> None:
    """Waits until the page has drawn everything it was going to draw, in its own colours.

    The style comes in a piece that the browser fetches apart: on a busy machine, after the words.
    """
    at_rest(page)
    page.wait_for_function(
        "() => getComputedStyle(document.documentElement).getPropertyValue('--quiet') !== ''"
    )
    at_rest(page)


def at_rest(page: Page) -> None:
    """Waits until no script runs, whatever Streamlit page it is."""
    page.wait_for_selector("[data-testid=stApp]")
    page.wait_for_function(
        "() => !document.querySelector('[data-testid=stStatusWidget]')"
        " && document.querySelector('[data-testid=stApp]')"
        ".getAttribute('data-test-script-state') === 'notRunning'"
    )
