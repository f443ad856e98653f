"""notify: people are told what concerns them, each of it once."""

import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from screening.accounts import Accounts
from screening.cli import opening
from screening.cli.notify import PATIENCE, Send, tell
from screening.committee_file import EXAMPLE
from screening.core.access import Person
from screening.core.motion_check import NewMotion
from screening.post import NotifyUnusable, Post
from tests.cli.requests_to_try import REFERRED, Later, Run, a_file, objects
from tests.faults.processes import finished, forked

CHAIR = Person("chair-1", "chair")
# Those of the example committee's bureau who have an address here.
BUREAU = {"member-2": "bruno@example.org", "chair-1": "helene+desk@example.org"}


class Mailbox:
    """A server on loopback that Apprise posts to, as JSON, and what came in."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, str, str]] = []
        self.refuses = False
        mailbox = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(503 if mailbox.refuses else 200)
                self.end_headers()
                if not mailbox.refuses:
                    to = self.path.removeprefix("/")
                    mailbox.messages.append((to, body["title"], body["message"]))

            def log_message(self, *_: Any) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"json://127.0.0.1:{self._server.server_address[1]}/{{address}}"

    @property
    def subjects(self) -> list[tuple[str, str]]:
        return sorted((to, title) for to, title, _ in self.messages)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    mailbox = Mailbox()
    monkeypatch.setenv("SCREENING_NOTIFY", mailbox.address)
    yield mailbox
    mailbox.close()


@pytest.fixture
def committee(
    run: Run,  # noqa: ARG001  # sets a committee, too, and must come first
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The example committee, of whose bureau two can be written to."""
    text = EXAMPLE.read_text("utf-8")
    for id, email in BUREAU.items():
        text = text.replace(f"- id: {id}\n", f"- id: {id}\n    email: {email}\n")
    file = tmp_path / "committee.yaml"
    file.write_text(text, "utf-8")
    monkeypatch.setenv("SCREENING_COMMITTEE", str(file))


@pytest.fixture
def case(committee: None, run: Run, tmp_path: Path) -> str:  # noqa: ARG001  # must come first
    """A referral with a motion before the bureau."""
    return with_a_motion(run, tmp_path)


def with_a_motion(run: Run, folder: Path) -> str:
    requests = a_file(folder / "request.jsonl", REFERRED)
    case: str = objects(run("record", requests, "--by", "sales-1", "--json"))[0]["case"]
    review = opening.open_review()
    review.put(case, "m-1", NewMotion("accept", "It serves the mission."), CHAIR)
    review.desk.log.close()
    return case


def test_people_are_told_once_by_what_apprise_sends_with(
    run: Run, mailbox: Mailbox, case: str
) -> None:
    first = run("notify", "--json")
    second = run("notify")

    about = f"{case}: a motion awaits your vote"
    assert (first.exit_code, first.stderr) == (0, "")
    assert objects(first) == [
        {"case": case, "what": "motion_put", "person": person, "sent": True} for person in BUREAU
    ]
    assert mailbox.subjects == [
        ("bruno@example.org", about),
        ("helene+desk@example.org", about),
    ]
    assert "Groupe Sud" not in str(mailbox.messages)
    assert "The vote is open until 9 March 2026 23:59." in mailbox.messages[0][2]
    assert (second.exit_code, second.stdout) == (0, "")


def test_what_was_not_sent_is_tried_again(run: Run, mailbox: Mailbox, case: str) -> None:
    mailbox.refuses = True
    first = run("notify", "--json")
    mailbox.refuses = False
    second = run("notify")

    assert first.exit_code == 1
    assert [one["sent"] for one in objects(first)] == [False, False]
    assert second.exit_code == 0
    assert second.stdout == (
        f"member-2     {case}: a motion awaits your vote\n"
        f"chair-1      {case}: a motion awaits your vote\n"
    )
    assert len(mailbox.messages) == 2


def test_closing_what_is_due_tells_its_result(
    run: Run, mailbox: Mailbox, case: str, later: Later
) -> None:
    later(days=8)

    closed = run("close-due")

    assert closed.exit_code == 0
    assert closed.stderr == "One notice sent, 0 not sent.\n"
    # The bureau's motion lapsed; nobody is asked any more to vote on it.
    assert mailbox.subjects == [
        ("helene+desk@example.org", f"{case}: the motion has lapsed"),
    ]


@pytest.mark.usefixtures("mailbox")
def test_old_news_is_told_to_nobody(run: Run, case: str, later: Later) -> None:
    review = opening.open_review()
    review.ask(case, "q-1", "Who signs?", Person("member-2", "member"))
    later(days=1)
    review = opening.open_review()
    review.answer(case, "a-1", "q-1", "Their dean.", Person("manager-1", "manager"))
    review.desk.log.close()

    later(days=8, seconds=1)
    late = run("notify")
    later(days=8)
    news = run("notify")

    assert late.stdout == ""
    # Nobody was told of the vote while it waited for an answer; who asked has not voted either.
    assert news.stdout == "".join(
        f"{person:<12} {case}: the vote goes on and awaits yours\n" for person in BUREAU
    )


@pytest.mark.usefixtures("mailbox", "case")
def test_somebody_erased_is_written_to_no_more(run: Run) -> None:
    desk, committee = opening.open_committee()
    for person in committee.people:
        desk.introduce(person)
    desk.log.close()
    run("erase", "member-2", "--by", "manager-1")

    told = run("notify", "--json")

    assert [one["person"] for one in objects(told)] == ["chair-1"]


def test_the_end_of_a_motion_is_told_to_whoever_has_the_role_of_a_manager(
    run: Run, mailbox: Mailbox, case: str, later: Later
) -> None:
    owner = Person("owner-1", "criteria_owner")
    desk, _ = opening.open_committee()
    accounts = Accounts(desk.log)
    accounts.expect("ada@example.org", "manager", owner, name="Ada Martin")
    accounts.expect("cy@example.org", "auditor", owner, name="Cy Noir")
    gone = accounts.expect("bob@example.org", "manager", owner, name="Bob Petit")
    accounts.change(gone, None, owner)
    # An id says nothing of what somebody is.
    accounts.expect("eve@example.org", "auditor", owner, name="Eve", id="manager-7")
    desk.log.close()
    later(days=8)

    assert run("close-due").exit_code == 0

    about = f"{case}: the motion has lapsed"
    assert mailbox.subjects == [("ada@example.org", about), ("helene+desk@example.org", about)]


def test_whoever_s_access_ended_is_written_to_no_more(
    run: Run, mailbox: Mailbox, case: str
) -> None:
    owner = Person("owner-1", "criteria_owner")
    desk, _ = opening.open_committee()
    accounts = Accounts(desk.log)
    accounts.expect("bruno@example.org", "member", owner, name="Bruno Castel", id="member-2")
    accounts.change("member-2", None, owner)
    desk.log.close()

    assert run("notify").exit_code == 0

    assert mailbox.subjects == [("helene+desk@example.org", f"{case}: a motion awaits your vote")]


@pytest.mark.usefixtures("case")
def test_nothing_is_sent_unless_it_is_asked_for(run: Run) -> None:
    told = run("notify")

    assert (told.exit_code, told.stdout) == (2, "")
    assert "SCREENING_NOTIFY" in told.stderr


@pytest.mark.parametrize(
    ("written", "position"),
    [
        ("mailto://ann:secret@example.org", 1),  # no place for the person's address
        ("json://localhost/{address} nothing", 2),
        ("nosuch://{address}", 1),
    ],
)
def test_an_address_that_cannot_be_used_is_named_by_its_place_and_not_shown(
    run: Run, monkeypatch: pytest.MonkeyPatch, written: str, position: int
) -> None:
    monkeypatch.setenv("SCREENING_NOTIFY", written)

    told = run("notify")

    assert told.exit_code == 2
    assert told.stderr.startswith(f"Address {position} in SCREENING_NOTIFY")
    assert "{address}" in told.stderr
    assert "secret" not in told.stderr
    with pytest.raises(NotifyUnusable):
        Post(written)


# ── Crashes, and several at once ─────────────────────────────────────────────────────────────


def deliver(send: Send) -> None:
    """What a process of its own does that tells the news."""
    for _ in tell(opening.open_committee()[0], BUREAU, send):
        pass


@pytest.mark.faults
@pytest.mark.usefixtures("committee")
def test_a_sender_killed_before_it_noted_is_followed_by_another(
    run: Run, tmp_path: Path, later: Later
) -> None:
    finished([forked(lambda: with_a_motion(run, tmp_path))])
    sent = tmp_path / "sent"

    def send(to: str, *_: str) -> bool:
        with sent.open("a") as file:
            file.write(f"{to}\n")
        return True

    def send_and_die(to: str, *_: str) -> bool:
        send(to)
        os._exit(9)

    [code] = finished([forked(lambda: deliver(send_and_die))])
    assert code == 9
    [code] = finished([forked(lambda: deliver(send))])
    assert code == 0
    # What the one that was killed had begun is left to it for a while, and then sent again.
    assert sent.read_text().split() == list(BUREAU.values())
    later(seconds=PATIENCE.total_seconds())
    for _ in range(2):
        finished([forked(lambda: deliver(send))])
    assert sent.read_text().split() == [*BUREAU.values(), BUREAU["member-2"]]


@pytest.mark.faults
@pytest.mark.usefixtures("committee")
def test_several_senders_at_once_send_each_notice_once(run: Run, tmp_path: Path) -> None:
    finished([forked(lambda: with_a_motion(run, tmp_path))])
    sent = tmp_path / "sent"
    descriptor = os.open(sent, os.O_CREAT | os.O_WRONLY | os.O_APPEND)

    def send(to: str, *_: str) -> bool:
        os.write(descriptor, f"{to}\n".encode())
        return True

    codes = finished([forked(lambda: deliver(send)) for _ in range(6)])

    os.close(descriptor)
    assert codes == [0] * 6
    assert sorted(sent.read_text().split()) == sorted(BUREAU.values())
