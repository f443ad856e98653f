"""Where the prospect is hidden from whoever votes, nothing that reaches their browser names it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from zipfile import ZipFile

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, WebSocket, expect

from screening import committee_file, criteria_file
from screening.core.access import Person
from screening.core.motion_check import NewMotion
from screening.review import Ballot, Review
from screening.service import Desk
from screening.stores.sqlite import open_log
from tests.browser.conftest import SMALL, Served, Visit
from tests.browser.hands import fill_in
from tests.browser.server import DESKTOP, PHONE, serving, settled
from tests.browser.test_meetings import choose

pytestmark = pytest.mark.browser

SALES = Person("sales-1", "salesperson")
MEMBER = Person("member-1", "member")
CHAIR = Person("chair-1", "chair")
# What tells who it is, each in a word that nothing else on the desk says.
TELLING = ("Quetzalcoatlus", "HS-77123", "552100554")


@pytest.fixture(scope="module")
def masked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A desk whose committee does not know whom it votes on."""
    folder = tmp_path_factory.mktemp("masked")
    criteria = folder / "criteria.yaml"
    text = SMALL.read_text("utf-8")
    masking = text.replace("\ncommittee:\n", "\ncommittee:\n  mask_prospect: true\n")
    assert masking != text
    criteria.write_text(masking, "utf-8")
    with serving(folder, SCREENING_CRITERIA=str(criteria)) as address:
        log = open_log(f"sqlite:///{folder / 'screening.db'}")
        yield Served(address, log)
        log.close()


@pytest.fixture(scope="module")
def review(masked: Served, tmp_path_factory: pytest.TempPathFactory) -> Review:
    criteria = tmp_path_factory.mktemp("criteria") / "criteria.yaml"
    text = SMALL.read_text("utf-8")
    criteria.write_text(text.replace("\ncommittee:\n", "\ncommittee:\n  mask_prospect: true\n"))
    loaded = criteria_file.load(criteria)
    today = datetime.now(UTC).date()
    committee = committee_file.load(committee_file.EXAMPLE, loaded.edition.committee, today)
    return Review(Desk(masked.log, loaded), committee.roster)


@pytest.fixture(scope="module")
def cases(review: Review) -> dict[str, str]:
    """A case that waits for a motion, one that is voted on with a question answered, and one ruled
    on long ago, of another organisation, which is like them."""
    found = {}
    for state in ("ruled", "waiting", "voting"):
        name = "Known to all" if state == "ruled" else f"{TELLING[0]} {state}"
        raw = {
            "prospect": {"name": name, "country": "FR"},
            "title": "A course",
            "reference": "HS-1" if state == "ruled" else f"{TELLING[1]}-{state}",
            "learners": 40,
            "amount": 20_000,
            "answers": {"opening": "never"},
        }
        if state == "voting":
            raw["prospect"] = {"name": name, "country": "FR", "registration_number": TELLING[2]}
        request, problems = review.desk.read(raw)
        assert request is not None, problems
        found[state] = review.desk.record(request, f"recorded-{state}", SALES).case
    review.ask(found["voting"], "asked", "Could it open?", CHAIR)
    review.answer(found["voting"], "answered", "asked", "In three years.", SALES)
    for state in ("ruled", "voting"):
        motion = NewMotion("decline", "It stays closed.", reasons=("closed_content",))
        review.put(found[state], f"put-{state}", motion, CHAIR)
    for id in ("member-1", "member-2", "member-9"):
        review.vote(found["ruled"], f"ruled-{id}", Ballot(id, "for"), Person(id, "member"))
    assert review.desk.case(found["ruled"], CHAIR).case.status == "declined"
    return found


def telling_in(content: bytes) -> set[str]:
    return {one for one in TELLING if one.encode() in content}


def taken(page: Page, button: Locator) -> bytes:
    """All that a download says, unpacked where it is packed."""
    expect(button).to_be_enabled()
    settled(page)
    with page.expect_download() as downloading:
        button.click()
    content = downloading.value.path().read_bytes() + downloading.value.suggested_filename.encode()
    if content.startswith(b"PK"):
        with ZipFile(downloading.value.path()) as packed:
            content += b"".join(packed.read(one) for one in packed.namelist())
    return content


class Heard:
    """All that a page was sent and shows: Streamlit draws from what comes over its websocket."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.sent: list[bytes] = []
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        def keep(piece: str | bytes) -> None:
            self.sent.append(piece if isinstance(piece, bytes) else piece.encode())

        socket.on("framereceived", keep)

    def tells(self) -> set[str]:
        """What of the telling words reached the browser so far."""
        shown = self.page.content().encode() + self.page.title().encode() + self.page.url.encode()
        everything = b"".join(self.sent) + shown
        assert b"A course" in everything or b"The committee" in everything  # it did listen
        return telling_in(everything)


@pytest.fixture
def hear(masked: Served, visit: Visit) -> Callable[..., Heard]:
    def opened(path: str, person: Person, size: ViewportSize = DESKTOP) -> Heard:
        heard = Heard(visit(viewport=size))
        at = "&" if "?" in path else "?"
        heard.page.goto(f"{masked.address}{path}{at}as={person.id}")
        expect(heard.page.get_by_role("heading", level=1)).to_be_visible()
        settled(heard.page)
        return heard

    return opened


@pytest.mark.parametrize(
    ("person", "size"), [(MEMBER, PHONE), (CHAIR, DESKTOP)], ids=["member", "chair"]
)
@pytest.mark.parametrize(
    "path",
    [
        "/committee",
        "/requests",
        "/meetings",
        "/case?id={waiting}",
        "/case?id={voting}",
        "/case?id={ruled}",
    ],
)
def test_before_they_vote_no_page_names_the_prospect_to_whoever_does(
    hear: Callable[..., Heard],
    cases: dict[str, str],
    path: str,
    person: Person,
    size: ViewportSize,
) -> None:
    heard = hear(path.format(**cases), person, size)
    for button in heard.page.get_by_test_id("stDownloadButton").get_by_role("button").all():
        assert telling_in(taken(heard.page, button)) == set()
    assert heard.tells() == set()


def test_agendas_and_minutes_name_no_prospect_that_is_voted_on(
    hear: Callable[..., Heard], cases: dict[str, str], review: Review
) -> None:
    review.hold_meeting(
        "held", review.desk.now().date(), ("member-1",), tuple(cases.values()), CHAIR
    )
    heard = hear("/meetings", CHAIR)
    choose(heard.page, "Cases to look at", cases["waiting"])
    choose(heard.page, "Cases to look at", cases["voting"])
    for name in ("Agenda", "Minutes"):
        button = heard.page.get_by_role("button", name=name, exact=True).first
        paper = taken(heard.page, button)
        assert all(case.encode() in paper for case in (cases["waiting"], cases["voting"]))
        assert telling_in(paper) == set()
    assert heard.tells() == set()


@pytest.mark.usefixtures("cases")
def test_typing_its_name_leads_to_no_case(hear: Callable[..., Heard]) -> None:
    page = hear("/", MEMBER).page
    fill_in(page, "Organisation", f"{TELLING[0]} waiting")
    fill_in(page, "What they ask for", "A course")
    settled(page)
    expect(page.locator(".earlier")).to_have_count(0)
    page = hear("/", Person("manager-1", "manager")).page
    fill_in(page, "Organisation", f"{TELLING[0]} waiting")
    expect(page.locator(".earlier").first).to_contain_text("A course")


def test_a_salesperson_reads_the_name_of_their_own_and_no_case_of_another(
    hear: Callable[..., Heard], cases: dict[str, str]
) -> None:
    path = f"/case?id={cases['voting']}"
    heard = hear(path, SALES)
    assert heard.tells() == set(TELLING)
    heard = Heard(hear("/requests", Person("sales-2", "salesperson")).page)
    heard.page.goto(heard.page.url.replace("/requests?", f"{path}&"))
    settled(heard.page)
    assert TELLING[0].encode() not in b"".join(heard.sent)


def test_the_name_is_told_once_one_has_voted(
    hear: Callable[..., Heard], cases: dict[str, str]
) -> None:
    heard = hear(f"/case?id={cases['voting']}", MEMBER)
    expect(heard.page.get_by_text("until you have voted").first).to_be_visible()
    heard.page.get_by_label("Your reason").fill("Nobody else would learn.")
    heard.page.get_by_role("button", name="For", exact=True).click()
    expect(heard.page.get_by_role("heading", level=1)).to_contain_text(TELLING[0])
