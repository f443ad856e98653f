"""Messages made by hand: what a role's page does not draw, a widget's message does not do."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from screening import criteria_file
from screening.core.access import ROLES, Person, Role
from screening.people import EXAMPLE_PEOPLE
from screening.service import Desk
from screening.stores.protocol import DecisionLog
from screening.stores.sqlite import open_log
from tests.browser.conftest import SMALL
from tests.browser.server import serving

pytestmark = pytest.mark.browser

PATIENCE = 60
PLAYED = {one.person.role: one.person.id for one in reversed(EXAMPLE_PEOPLE)}


class Session:
    """A visitor without a browser: sends what a page's widgets would, drawn or not."""

    def __init__(self, socket: ClientConnection, role: Role, page: str, address: str = "") -> None:
        self._socket, self._page = socket, page
        self._query = f"lang=en&as={PLAYED[role]}{address}"
        # By the end of their ids, which are the keys they have in the code.
        self.widgets: dict[str, str] = {}
        self.send(BackMsg())

    def send(self, message: BackMsg) -> None:
        message.rerun_script.query_string = self._query
        message.rerun_script.page_name = self._page
        self._socket.send(message.SerializeToString())
        while True:
            answer = ForwardMsg()
            received = self._socket.recv(timeout=PATIENCE)
            assert isinstance(received, bytes)
            answer.ParseFromString(received)
            element = answer.delta.new_element
            widget = getattr(element, element.WhichOneof("type") or "empty", None)
            if id := getattr(widget, "id", ""):
                self.widgets[id.split("-", 2)[-1]] = id
            if answer.WhichOneof("type") == "script_finished":
                return


@contextmanager
def session(
    desk: tuple[str, DecisionLog], role: Role, page: str, address: str = ""
) -> Iterator[Session]:
    at = desk[0]
    stream = at.replace("http", "ws") + "/_stcore/stream"
    with connect(
        stream, subprotocols=[Subprotocol("streamlit")], origin=Origin(at), max_size=None
    ) as socket:
        yield Session(socket, role, page, address)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, DecisionLog]]:
    folder = tmp_path_factory.mktemp("desk")
    with serving(folder, SCREENING_CRITERIA=str(SMALL)) as address:
        log = open_log(f"sqlite:///{folder / 'screening.db'}")
        yield address, log
        log.close()


def expecting(widgets: dict[str, str], email: str) -> BackMsg:
    """What the form of the page about people sends."""
    message = BackMsg()
    states = message.rerun_script.widget_states.widgets
    for key, value in (
        ("expect_name", "Ada"),
        ("expect_email", email),
        ("expect_role", "criteria owner"),
    ):
        states.add(id=widgets[key], string_value=value)
    states.add(id=widgets["expect-send"], trigger_value=True)
    return message


def test_nobody_but_a_criteria_owner_lets_anybody_in(desk: tuple[str, DecisionLog]) -> None:
    _, log = desk
    with session(desk, "criteria_owner", "people") as owner:
        widgets = owner.widgets
        owner.send(expecting(widgets, "first@example.org"))
    # The message does what it says, from whoever may send it.
    assert [one.email for one in log.accounts()] == ["first@example.org"]
    before = log.head()
    for role in set(ROLES) - {"criteria_owner"}:
        for page in ("people", "", "roles"):
            with session(desk, role, page) as other:
                other.send(expecting(widgets, f"{role}@example.org"))
    assert log.head() == before
    assert [one.email for one in log.accounts()] == ["first@example.org"]


def test_whoever_may_not_record_records_nothing(desk: tuple[str, DecisionLog]) -> None:
    _, log = desk
    draft = {
        "prospect": {"name": "Atelier Nord"},
        "title": "Web developers",
        "answers": {"opening": "never"},
    }
    Desk(log, criteria_file.load(SMALL)).save_draft(
        "d-1", draft, Person(PLAYED["salesperson"], "salesperson")
    )
    with session(desk, "salesperson", "", "&draft=d-1") as sells:
        record = sells.widgets["record"]
        before = log.head()
        message = BackMsg()
        message.rerun_script.widget_states.widgets.add(id=record, trigger_value=True)
        for role in set(ROLES) - {"salesperson", "manager"}:
            with session(desk, role, "", "&draft=d-1") as other:
                assert "record" not in other.widgets
                other.send(message)
        assert log.head() == before
        sells.send(message)
        assert log.head() != before
