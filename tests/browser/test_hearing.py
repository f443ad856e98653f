"""A referral from a question to its count: three people, each in a browser of their own."""

from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from screening import committee_file, criteria_file
from screening.core.access import Person
from screening.core.committee_facts import DelegationGiven
from screening.core.motions import Motion
from screening.review import Ballot, Review
from screening.service import Desk
from tests.browser.conftest import SMALL, Served, Visit
from tests.browser.hands import choose
from tests.browser.server import DESKTOP, PHONE, settled
from tests.browser.test_access import grave_violations, overflow, unfold

pytestmark = pytest.mark.browser

SALES = Person("sales-1", "salesperson")
# Who sits in the bureau besides Awa Diop (member-1) and the chair, of the invented committee.
OTHERS = [Person(id, "member") for id in ("member-2", "member-9")]


@pytest.fixture
def review(desk: Served) -> Review:
    """The same committee, at work in another process."""
    loaded = criteria_file.load(SMALL)
    today = datetime.now(UTC).date()
    committee = committee_file.load(committee_file.EXAMPLE, loaded.edition.committee, today)
    return Review(Desk(desk.log, loaded), committee.roster)


def referred(review: Review, prospect: str) -> str:
    """With the bureau: the one thing in the way is negotiable."""
    raw = {"prospect": {"name": prospect}, "title": "A course", "answers": {"opening": "never"}}
    request, problems = review.desk.read(raw)
    assert request is not None, problems
    return review.desk.record(request, f"recorded-{prospect}", SALES).case


def motion_of(review: Review, case: str) -> Motion:
    motion = review.desk.case(case, OTHERS[0]).case.motion
    assert motion is not None
    return motion


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_three_people_take_a_case_from_a_question_to_its_count(
    desk: Served, visit: Visit, review: Review, size: ViewportSize
) -> None:
    case = referred(review, f"Atelier {size['width']}")

    def see(person: str) -> Page:
        page = visit(viewport=size)
        page.goto(f"{desk.address}/case?id={case}&as={person}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        settled(page)
        return page

    def again(page: Page) -> None:
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        settled(page)

    member, chair, sales = see("member-1"), see("chair-1"), see("sales-1")

    # Every button is pressed twice, as people do when a train goes through a tunnel.
    member.get_by_text("Ask a question").click()
    member.get_by_label("What the committee has to know").fill("Could it open in two years?")
    member.get_by_role("button", name="Send the question").dblclick()
    expect(member.get_by_text("the clock stands still until")).to_be_visible()

    again(sales)
    sales.get_by_label("Your answer to the committee").fill("In three, perhaps.")
    sales.get_by_role("button", name="Answer", exact=True).dblclick()
    expect(sales.get_by_text("In three, perhaps.")).to_be_visible()

    again(chair)
    chair.locator(".st-key-hearing summary").filter(has_text="Put a motion").click()
    chair.get_by_text("Decline the request", exact=True).click()
    chair.get_by_label("Why you propose it").fill("It stays closed.")
    chair.get_by_role("button", name="Put it to the vote").click()
    expect(chair.get_by_text("to decline takes a ground")).to_be_visible()
    assert_usable(chair)
    chair.get_by_text("What is made stays with the client alone").click()
    chair.get_by_role("button", name="Put it to the vote").dblclick()
    expect(chair.get_by_text("0 seats of 5 have voted.")).to_be_visible()
    assert motion_of(review, case).put.because == "It stays closed."

    again(member)
    member.get_by_label("Your reason").fill("Nobody else would learn.")
    member.get_by_role("button", name="For", exact=True).dblclick()
    expect(member.get_by_text("Voted: for, on")).to_be_visible()
    expect(member.get_by_text("1 seat of 5 has voted.")).to_be_visible()
    assert [one.because for one in motion_of(review, case).ballots] == ["Nobody else would learn."]
    assert_usable(member)

    again(sales)
    expect(sales.get_by_text("1 seat of 5 has voted.")).to_be_visible()
    expect(sales.get_by_text("Nobody else would learn.")).to_have_count(0)

    for one in OTHERS:
        review.vote(case, f"{case}-{one.id}", Ballot(one.id, "for"), one)
    again(sales)
    expect(sales.get_by_text("Result: the motion is carried.")).to_be_visible()
    expect(sales.get_by_text("Nobody else would learn.")).to_be_visible()
    assert_usable(sales)
    assert len(review.desk.case(case, OTHERS[0]).case.questions) == 1
    assert len(review.desk.case(case, OTHERS[0]).case.motions) == 1


def test_a_condition_is_voted_without_the_recused_and_then_kept(
    desk: Served, visit: Visit, review: Review
) -> None:
    """The other half of a story on the phone: leaving a case, accepting it if, and keeping it."""
    case = referred(review, "Conditions")
    in_two_years = datetime.now(UTC).year + 2

    def see(person: str) -> Page:
        page = visit(viewport=PHONE)
        page.goto(f"{desk.address}/case?id={case}&as={person}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        settled(page)
        return page

    chair = see("chair-1")
    chair.locator(".st-key-hearing summary").filter(has_text="Put a motion").click()
    chair.get_by_text("Accept the request with conditions", exact=True).click()
    chair.get_by_label("Why you propose it").fill("If it opens, it serves all.")
    chair.get_by_label("What is asked of the client").fill("Open it within two years.")
    chair.get_by_role("spinbutton", name="day, By when").click()
    chair.keyboard.type(f"3112{in_two_years}")
    chair.get_by_label("What will prove it").fill("The public page")
    chair.get_by_role("button", name="Put it to the vote").click()
    expect(chair.get_by_text("0 seats of 5 have voted.")).to_be_visible()
    assert_usable(chair)

    member = see("member-1")
    member.get_by_text("I must stay out of this case").click()
    member.get_by_label("Why you leave it").fill("They pay my salary.")
    member.get_by_role("button", name="Leave this case").click()
    expect(member.get_by_text("You left this case.")).to_have_count(0)
    member.get_by_text("I know that this cannot be taken back").click()
    member.get_by_role("button", name="Leave this case").click()
    expect(member.get_by_text("You left this case.")).to_be_visible()
    assert_usable(member)

    for one in (*OTHERS, Person("member-12", "member")):
        review.vote(case, f"{case}-{one.id}", Ballot(one.id, "for"), one)
    sales = see("sales-1")
    expect(sales.get_by_text("Result: the motion is carried.")).to_be_visible()
    expect(sales.get_by_text("1 recused")).to_be_visible()
    sales.get_by_text("Say whether it was kept").click()
    sales.get_by_label("What shows it").fill("Seen on the public page.")
    sales.get_by_role("button", name="Kept", exact=True).click()
    expect(sales.locator(".stands")).to_contain_text("Seen on the public page.")
    assert_usable(sales)
    assert motion_of(review, case).open_conditions() == []
    assert motion_of(review, case).put.conditions[0].due == date(in_two_years, 12, 31)


def test_a_vote_is_delegated_and_taken_back_once_however_often_one_presses(
    desk: Served, visit: Visit, review: Review
) -> None:
    page = visit(viewport=PHONE)
    page.goto(f"{desk.address}/committee?as=member-1")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    settled(page)
    page.get_by_text("Let somebody vote for me").click()
    give = page.get_by_role("button", name="Delegate my vote")
    expect(give).to_be_visible()
    choose(page, "Who votes for me, in my college", "Fatou Sarr")
    page.get_by_role("spinbutton", name="day, Until the end of").click()
    page.keyboard.type(f"3112{datetime.now(UTC).year}")
    give.dblclick()
    expect(page.get_by_text("Fatou Sarr can vote for you")).to_be_visible()
    assert_usable(page)
    page.get_by_role("button", name="Take my vote back").dblclick()
    expect(page.get_by_text("Nobody votes for you")).to_be_visible()
    given = [one.to for one in review.desk.common_facts() if isinstance(one, DelegationGiven)]
    assert given == ["member-7", "member-1"]


def assert_usable(page: Page) -> None:
    unfold(page)
    width = page.viewport_size
    assert width is not None
    assert [*overflow(page, width), *grave_violations(page)] == []


def test_on_paper_all_is_unfolded_and_nothing_is_pressed(
    desk: Served, visit: Visit, review: Review
) -> None:
    case = referred(review, "Papeterie")
    review.ask(case, f"{case}-q", "Could it open in two years?", OTHERS[0])
    page = visit()
    page.goto(f"{desk.address}/case?id={case}&as=member-1")
    expect(page.get_by_text("Could it open in two years?")).to_be_visible()
    settled(page)
    advice = page.get_by_text("Suggest opening.")
    sitting = page.get_by_text("Claire Vasseur")
    expect(advice).not_to_be_visible()
    expect(sitting).not_to_be_visible()
    page.emulate_media(media="print")
    expect(advice).to_be_visible()
    expect(sitting).to_be_visible()
    expect(page.get_by_role("button", name="Send the question")).not_to_be_visible()
    expect(page.locator(".st-key-header")).not_to_be_visible()
    # All of it, and not what fits a screen.
    height = page.evaluate("document.documentElement.scrollHeight")
    assert height > 1_200
