"""How the desk holds with many people at it: verdicts while two hundred sessions think and click.

    python -m benchmarks.load_bench [--sessions 200] [--minutes 3] [--submissions 10000]

Each session is a websocket that speaks Streamlit's own protocol and opens the form. Once all have,
each changes one answer after another, with five seconds of thinking on average between two. A time
runs from the change to the end of the run that draws the new verdict. The sessions share this
machine with the server, so that the figures are on the careful side. Then requests are recorded
one after another, each in a session of its own, and the server's memory is read at the beginning
and at the end.

Exits with 1 when a floor is missed.
"""

import argparse
import asyncio
import random
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from statistics import median, quantiles
from time import perf_counter
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

from screening.core.access import Person
from screening.criteria_file import load
from screening.service import Desk
from screening.stores.sqlite import open_log
from tests.browser.server import serving

CRITERIA = Path(__file__).resolve().parents[1] / "criteria.yaml"
THINKING = 5.0
OPENING = 0.3
MEDIAN_MS, SLOWEST_MS = 150, 500
GROWTH = 1.2
VERDICT = 'class="verdict'
QUESTIONS = ("catalogue_opening", "client_sector", "contract_form")


@dataclass
class Session:
    """One visitor's page: the widgets drawn so far, by the key that each was given."""

    socket: ClientConnection
    query: str
    widgets: dict[str, str] = field(default_factory=dict)
    fragments: dict[str, str] = field(default_factory=dict)
    # The answers to choose from, as the page words them: that is what a browser sends.
    options: dict[str, list[str]] = field(default_factory=dict)
    states: dict[str, WidgetState] = field(default_factory=dict)
    errors: int = 0
    verdicts: int = 0

    async def run(self, fragment: str = "", clicked: str | None = None) -> float:
        """Asks for a run and waits for its end; its seconds."""
        began = perf_counter()
        asked = BackMsg()
        asked.rerun_script.query_string = self.query
        asked.rerun_script.fragment_id = fragment
        asked.rerun_script.context_info.timezone = "Europe/Paris"
        asked.rerun_script.context_info.locale = "en-GB"
        asked.rerun_script.context_info.url = "http://127.0.0.1/"
        asked.rerun_script.widget_states.widgets.extend(self.states.values())
        if clicked is not None:
            asked.rerun_script.widget_states.widgets.add(id=clicked, trigger_value=True)
        await self.socket.send(asked.SerializeToString())
        await self._finished()
        return perf_counter() - began

    async def _finished(self) -> None:
        """Reads until a run ends after which none begins at once."""
        while True:
            message = ForwardMsg()
            message.ParseFromString(await asyncio.wait_for(self.socket.recv(), timeout=120))  # type: ignore[arg-type]
            match message.WhichOneof("type"):
                case "delta":
                    self._seen(message)
                case "script_finished":
                    if message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                        return

    def _seen(self, message: ForwardMsg) -> None:
        kind = message.delta.new_element.WhichOneof("type")
        if kind is None:
            return
        if kind == "exception":
            self.errors += 1
        element = getattr(message.delta.new_element, kind)
        if kind == "html" and VERDICT in element.body:
            self.verdicts += 1
        id = getattr(element, "id", "")
        if id:
            key = id.rsplit("-", 1)[-1]
            self.widgets[key] = id
            self.fragments[key] = message.delta.fragment_id
            if kind == "button_group":
                self.options[key] = [one.content for one in element.options]

    def choose(self, question: str, option: str) -> None:
        state = WidgetState(id=self.widgets[question])
        state.string_array_value.data.append(option)
        self.states[question] = state

    def write(self, key: str, text: str) -> None:
        self.states[key] = WidgetState(id=self.widgets[key], string_value=text)


@asynccontextmanager
async def visiting(address: str, query: str = "") -> AsyncIterator[Session]:
    place = f"ws://{urlsplit(address).netloc}/_stcore/stream"
    async with connect(place, subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]
        session = Session(socket, query)
        await session.run()
        yield session


async def _thinks_and_clicks(
    address: str, seconds: float, everybody: asyncio.Barrier, times: list[float], place: int
) -> int:
    """One person at the form, for so long once everybody has opened it; the errors they saw."""
    chance = random.Random(place)
    # Nobody opens a page at the same moment as everybody: so many a second can be drawn.
    await asyncio.sleep(place * OPENING)
    async with visiting(address) as session:
        await everybody.wait()
        until = perf_counter() + seconds
        while True:
            await asyncio.sleep(chance.expovariate(1 / THINKING))
            if perf_counter() >= until:
                return session.errors
            question = chance.choice(QUESTIONS)
            session.choose(question, chance.choice(session.options[question]))
            session.verdicts = 0
            times.append(await session.run(session.fragments[question]))
            session.errors += session.verdicts == 0


async def _people(address: str, sessions: int, seconds: float) -> tuple[list[float], int]:
    times: list[float] = []
    everybody = asyncio.Barrier(sessions)
    people = [
        _thinks_and_clicks(address, seconds, everybody, times, place) for place in range(sessions)
    ]
    return times, sum(await asyncio.gather(*people))


async def _record(address: str, desk: Desk, count: int) -> int:
    """Records so many requests through the form; how many were not."""
    refused = 0
    for number in range(count):
        draft = token_hex(8)
        raw = {
            # Names so far apart that nobody takes two of them for one organisation.
            "prospect": {"name": f"{token_hex(5)} {token_hex(5)}"},
            "title": "Web developers",
            "answers": {"catalogue_opening": "never", "client_sector": "arms"},
        }
        desk.save_draft(draft, raw, Person("sales-1", "salesperson"))
        async with visiting(address, f"draft={draft}") as session:
            await session.run(session.fragments["record"], session.widgets["record"])
        refused += desk.recorded_as(draft) is None
        if number % 100 == 99 and sys.stderr.isatty():
            print(f"\r{number + 1:,} recorded", end="", file=sys.stderr)
    return refused


def _memory(port: int) -> float:
    """What the server that listens on a port keeps in memory, in MB."""
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if f"--server.port={port}" in place.read_text():
                status = (place.parent / "status").read_text()
                return int(status.split("VmRSS:")[1].split()[0]) / 1024
    raise RuntimeError("the server is gone")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sessions", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--submissions", type=int, default=10_000)
    options = parser.parse_args()
    met = True
    with (
        tempfile.TemporaryDirectory(prefix="load-bench-") as folder,
        serving(Path(folder)) as address,
    ):
        port = urlsplit(address).port or 0
        times, errors = asyncio.run(_people(address, options.sessions, options.minutes * 60))
        middle = median(times) * 1_000
        slow = quantiles(times, n=20)[-1] * 1_000
        met = middle <= MEDIAN_MS and slow <= SLOWEST_MS and not errors
        print(
            f"{options.sessions} sessions, {len(times):,} changes: median {middle:.0f} ms"
            f" (at most {MEDIAN_MS}), p95 {slow:.0f} ms (at most {SLOWEST_MS}), {errors} errors"
        )
        if options.submissions:
            desk = Desk(open_log(f"sqlite:///{folder}/screening.db"), load(CRITERIA))
            first = max(options.submissions // 10, 1)
            refused = asyncio.run(_record(address, desk, first))
            before = _memory(port)
            refused += asyncio.run(_record(address, desk, options.submissions - first))
            after = _memory(port)
            met = met and after <= before * GROWTH and not refused
            print(
                f"{options.submissions:,} recorded, {refused} refused: memory"
                f" {before:.0f} MB after a tenth, {after:.0f} MB at the end"
                f" (at most {GROWTH} x)"
            )
    return int(not met)


if __name__ == "__main__":
    sys.exit(main())
