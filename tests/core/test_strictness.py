"""Which way an edition goes: by hand, then against every complete request of thousands of pairs."""

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import product
from random import Random
from typing import Any

import pytest

from screening.core import strictness
from screening.core.assessment import Answer
from screening.core.criteria import Edition
from screening.core.edition_diff import differences
from screening.core.strictness import Comparison, compare
from tests.core.strategies import (
    TODAY,
    YESTERDAY,
    Written,
    choice,
    choices,
    criterion,
    edition,
    number,
    yes_no,
)
from tests.core.test_assessment import standing_of, valid_answers

# ── By hand ──────────────────────────────────────────────────────────────────────────────────

QUESTIONS = [yes_no("open"), number("share", 0, 100)]
OPEN = criterion("yes_no", "open", 40, expects="yes")
STEPS = [{"from": 50, "points": 30}, {"from": 70, "points": 60}]
SHARE = criterion("steps", "share", 60, steps=STEPS)


def way(old: Edition, new: Edition) -> str:
    return compare(old, new, TODAY).direction


def test_an_edition_goes_no_way_from_itself() -> None:
    same = edition(QUESTIONS, [OPEN, SHARE], 60)
    assert compare(same, same, TODAY) == Comparison("none", None, None)


def test_a_higher_threshold_is_stricter_only_where_some_request_lies_between() -> None:
    # Sums that can be reached: 0, 30, 40, 60, 70, 100.
    from_60 = edition(QUESTIONS, [OPEN, SHARE], 60)
    assert way(from_60, edition(QUESTIONS, [OPEN, SHARE], 61)) == "stricter"
    assert way(edition(QUESTIONS, [OPEN, SHARE], 41), from_60) == "none"
    assert way(edition(QUESTIONS, [OPEN, SHARE], 40), from_60) == "stricter"
    assert way(from_60, edition(QUESTIONS, [OPEN, SHARE], 40)) == "looser"


def test_a_weight_weighs_on_all_the_others() -> None:
    # Open counts 60 of 120 instead of 40 of 100: alone it is now half, and the whole share is too.
    # 60 of 120 falls short of 60 %, where 60 of 100 reached it.
    old = edition(QUESTIONS, [OPEN, SHARE], 60)
    found = compare(old, edition(QUESTIONS, [{**OPEN, "weight": 60}, SHARE], 60), TODAY)
    assert found == Comparison("stricter", {"open": False, "share": 70}, None)


def test_a_weight_can_be_stricter_for_some_and_looser_for_others() -> None:
    # From 50: open alone (40) was referred and is accepted (60 of 110); the whole share alone
    # (60 of 100) was accepted and is referred (50 of 110).
    old = edition(QUESTIONS, [OPEN, SHARE], 50)
    less = {**SHARE, "weight": 50, "steps": [{"from": 70, "points": 50}]}
    found = compare(old, edition(QUESTIONS, [{**OPEN, "weight": 60}, less], 50), TODAY)
    assert found.direction == "both"
    assert found.stricter == {"open": False, "share": 70}
    assert found.looser == {"open": True, "share": 0}


def test_what_begins_to_block_is_shown_by_a_request_that_is_good_in_all_else() -> None:
    old = edition(QUESTIONS, [OPEN, SHARE], 60)
    found = compare(old, edition(QUESTIONS, [{**OPEN, "blocking": True}, SHARE], 60), TODAY)
    assert found == Comparison("stricter", {"open": False, "share": 70}, None)


def test_a_new_question_can_be_answered_in_any_way() -> None:
    old = edition(QUESTIONS, [OPEN, SHARE], 60)
    more = [*QUESTIONS, yes_no("format")]
    harmless = criterion("yes_no", "format", 0, expects="yes", blocking=True)
    found = compare(old, edition(more, [OPEN, SHARE, harmless], 60), TODAY)
    assert found == Comparison("stricter", {"open": True, "share": 70, "format": False}, None)
    assert way(edition(more, [OPEN, SHARE, harmless], 60), old) == "looser"


def test_only_answers_that_both_editions_take_are_compared() -> None:
    asked = choice("title", "whole", "blocks")
    more = choice("title", "whole", "blocks", "none", {"id": "ended", "until": YESTERDAY})
    wants = criterion("one_of", "title", 10, accepted=["whole", "blocks"])
    assert way(edition([asked], [wants]), edition([more], [wants])) == "none"


def test_an_answer_that_only_the_new_edition_takes_is_not_compared_either() -> None:
    closed = choice("title", "whole", {"id": "again", "until": YESTERDAY})
    wants = criterion("one_of", "title", 10, accepted=["whole"])
    more = {**wants, "partly": {"again": 9}}
    asked = choice("title", "whole", "again")
    assert way(edition([closed], [wants]), edition([asked], [more])) == "none"


def test_of_options_as_few_are_shown_as_will_do_with_those_that_block() -> None:
    # 5 points are needed, which `d` gives, or `b` and `c`; choosing `a` with them begins to block.
    asked = [choices("audience", "a", "b", "c", "d")]
    covers = criterion("covers", "audience", 5, points={"b": 2, "c": 3, "d": 5})
    old = edition(asked, [covers], 100)
    found = compare(old, edition(asked, [{**covers, "blocking": ["a"]}], 100), TODAY)
    assert found == Comparison("stricter", {"audience": ("a", "d")}, None)
    refuses = criterion("none_of", "audience", 5, id="refuses", refused=["a"], blocking=True)
    found = compare(old, edition(asked, [covers, refuses], 100), TODAY)
    assert found == Comparison("stricter", {"audience": ("a", "d")}, None)


def test_a_question_of_another_type_cannot_be_compared_once_it_counts() -> None:
    wants = criterion("yes_no", "open", 10, expects="yes")
    other = criterion("one_of", "open", 10, accepted=["yes"])
    as_choice = choice("open", "yes", "no")
    assert way(edition([yes_no("open")], [wants]), edition([as_choice], [other])) == "untold"
    idle = [yes_no("idle")], [choice("idle", "a", "b")]
    old, new = (edition([yes_no("open"), *one], [wants]) for one in idle)
    assert way(old, new) == "none"


def test_answers_without_any_in_common_cannot_be_compared() -> None:
    wants = criterion("at_least", "share", 10, bound=5)
    old = edition([number("share", 0, 9)], [wants])
    assert way(old, edition([number("share", 10, 19)], [wants])) == "untold"


def test_too_many_sums_are_not_gone_through(monkeypatch: pytest.MonkeyPatch) -> None:
    questions = [yes_no(f"q{place}") for place in range(8)]
    old, new = (
        edition(
            questions,
            [criterion("yes_no", f"q{place}", weight**place, expects="yes") for place in range(8)],
        )
        for weight in (2, 1)
    )
    assert way(old, new) == "both"
    monkeypatch.setattr(strictness, "MOST_SUMS", 20)
    assert way(old, new) == "untold"


# ── Against every complete request ───────────────────────────────────────────────────────────

Draft = dict[str, Any]
Change = Callable[[Draft], Draft]


def a_draft(random: Random) -> Draft:
    """Two or three questions of up to eight answers, with a criterion or two each."""
    questions = {
        f"q{place}": a_question(random, f"q{place}") for place in range(random.randint(2, 3))
    }
    reading = [id for id in questions for _ in range(random.choice((1, 1, 2)))]
    criteria = {
        f"c{place}": a_criterion(random, f"c{place}", questions[id])
        for place, id in enumerate(reading)
    }
    accept_from = random.choice((random.randint(0, 100), random.randint(30, 70)))
    return {"questions": questions, "criteria": criteria, "accept_from": accept_from}


def a_question(random: Random, id: str) -> Written:
    return random.choice(
        (
            yes_no(id),
            choice(id, *"abcd"[: random.randint(2, 4)]),
            choices(id, *"abc"[: random.randint(2, 3)]),
            number(id, 0, random.randint(1, 4)),
        )
    )


def a_criterion(random: Random, id: str, asked: Written) -> Written:
    weight = random.choice((0, 1, 2, 3, 5, 8, 30))
    names = names_of(asked)
    kind = random.choice(
        {
            "yes_no": ("yes_no", "yes_no", "judgement"),
            "choice": ("one_of", "one_of", "none_of"),
            "choices": ("covers", "covers", "none_of"),
            "number": ("at_least", "at_most", "steps"),
        }[asked["type"]]
    )
    blocking: object = random.random() < 0.25
    if names and kind != "judgement" and random.random() < 0.15:
        blocking = some_of(random, names)
    said = says(random, kind, weight, asked)
    return criterion(kind, asked["id"], weight, id=id, blocking=blocking, **said)


def says(random: Random, kind: str, weight: int, asked: Written) -> Written:
    """What a criterion of this kind makes of which answers."""
    names = names_of(asked)
    some = some_of(random, names) if names else []
    points = {one: random.randint(0, weight) for one in names if random.random() < 0.7}
    match kind:
        case "yes_no":
            return {"expects": random.choice(names)}
        case "one_of":
            partly = {one: earned for one, earned in points.items() if one not in some}
            return {"accepted": some, "partly": partly}
        case "none_of":
            return {"refused": some}
        case "covers":
            return {"points": points or {names[0]: weight}}
        case "at_least" | "at_most":
            return {"bound": random.randint(0, asked["maximum"])}
        case "steps":
            froms = sorted(random.sample(range(asked["maximum"] + 1), random.randint(1, 2)))
            return {"steps": [{"from": one, "points": random.randint(0, weight)} for one in froms]}
    return {}


def names_of(asked: Written) -> list[str]:
    if asked["type"] == "yes_no":
        return ["yes", "no"]
    return [one["id"] for one in asked.get("options", ())]


def some_of(random: Random, names: list[str]) -> list[str]:
    return random.sample(names, random.randint(1, len(names) - 1))


def changes(random: Random, draft: Draft) -> list[Change]:
    """Up to three changes, no two of them of the same thing."""
    able = [threshold(random), addition(random, draft)]
    able += [of_criterion(random, draft, id) for id in draft["criteria"]]
    return random.sample(able, random.choice((1, 1, 2, 3)))


def threshold(random: Random) -> Change:
    accept_from = random.randint(0, 100)
    return lambda draft: {**draft, "accept_from": accept_from}


def addition(random: Random, draft: Draft) -> Change:
    """A criterion more, of a question that is asked already or of a new one."""
    asked = random.choice((*draft["questions"].values(), a_question(random, "more")))
    more = a_criterion(random, "added", asked)
    return lambda draft: {
        **draft,
        "questions": {**draft["questions"], asked["id"]: asked},
        "criteria": {**draft["criteria"], "added": more},
    }


def of_criterion(random: Random, draft: Draft, id: str) -> Change:
    """One thing about a criterion: its weight, what it makes of answers, what blocks, its days."""
    before = draft["criteria"][id]
    asked = draft["questions"][before["question"]]
    again = a_criterion(random, id, asked)
    match random.choice(("weight", "says", "says", "blocking", "until", "all", "gone")):
        case "weight":
            after: Written | None = {**before, "weight": again["weight"]}
        case "says":
            after = {**before, **says(random, before["kind"], before["weight"], asked)}
        case "blocking" if before["kind"] != "judgement":
            after = {**before, "blocking": again["blocking"]}
        case "until":
            after = {**before, "until": YESTERDAY}
        case "all" if before["kind"] != again["kind"]:
            after = again
        case _:
            # One criterion always stays: an edition has some.
            after = {**before, "blocking": True} if id == "c0" else None
    kept = {id: after} if after else {}

    def changed(draft: Draft) -> Draft:
        others = {other: one for other, one in draft["criteria"].items() if other != id}
        return {**draft, "criteria": {**others, **kept}}

    return changed


def other_answers(random: Random, draft: Draft) -> Draft:
    """The same with an answer more or less to one question, where it has several."""
    id = random.choice(list(draft["questions"]))
    asked = draft["questions"][id]
    if asked["type"] == "number":
        asked = {**asked, "minimum": -1, "maximum": asked["maximum"] + random.randint(-1, 1)}
    elif asked["type"] != "yes_no":
        more = random.choice(([], [{**asked["options"][0], "id": "new"}]))
        last = {**asked["options"][-1], "until": random.choice((YESTERDAY, TODAY))}
        asked = {**asked, "options": [*asked["options"][:-1], last, *more]}
    return {**draft, "questions": {**draft["questions"], id: asked}}


def adopted(draft: Draft) -> Edition:
    """Criteria written in order, whatever was changed last."""
    criteria = [draft["criteria"][id] for id in sorted(draft["criteria"])]
    return edition(list(draft["questions"].values()), criteria, draft["accept_from"])


def every_way(old: Edition, new: Edition) -> tuple[str, set[tuple[tuple[str, object], ...]], set]:
    """The direction, and the requests that show it: every complete request, one by one."""
    asked = [{one.id: one for one in edition.questions} for edition in (old, new)]
    answers = {}
    for id in {**asked[0], **asked[1]}:
        able = [valid_answers(one[id]) for one in asked if id in one]
        answers[id] = [one for one in able[0] if one in able[-1]]
    judges = [Judge(old), Judge(new)]
    stricter, looser = set(), set()
    for one in product(*answers.values()):
        request = dict(zip(answers, one, strict=True))
        accepted = [judge.accepts(request) for judge in judges]
        if accepted == [True, False]:
            stricter.add(tuple(request.items()))
        elif accepted == [False, True]:
            looser.add(tuple(request.items()))
    named = {(True, True): "both", (True, False): "stricter", (False, True): "looser"}
    return named.get((bool(stricter), bool(looser)), "none"), stricter, looser


class Judge:
    """An edition applied answer by answer, each looked at once."""

    def __init__(self, edition: Edition) -> None:
        self.criteria = [one for one in edition.criteria if one.until is None or one.until >= TODAY]
        self.total = sum(one.weight for one in self.criteria)
        self.accept_from = edition.accept_from
        self.seen: dict[tuple[str, object], tuple[int, bool]] = {}

    def accepts(self, request: Mapping[str, Answer]) -> bool:
        points, blocked = 0, False
        for one in self.criteria:
            key = one.id, request[one.question]
            if key not in self.seen:
                _, earned, blocks = standing_of(one, request[one.question])
                self.seen[key] = earned, blocks
            earned, blocks = self.seen[key]
            points, blocked = points + earned, blocked or blocks
        return not blocked and points * 100 >= self.accept_from * self.total


def check(seed: int) -> str:
    """One pair of editions: the whole, then each difference by itself. Returns the direction."""
    random = Random(seed)
    draft = a_draft(random)
    old = adopted(draft)
    new_draft, alone = draft, {}
    for change in changes(random, draft):
        new_draft = change(new_draft)
        only = adopted(change(draft))
        direction, _, _ = every_way(old, only)
        for one in differences(old, only, TODAY):
            # A question that is added decides nothing: what reads it does.
            alone[one.code, one.about] = direction if DECIDES[one.code] else "none"

    found = differences(old, adopted(new_draft), TODAY)
    assert {(one.code, one.about): one.direction for one in found} == alone, seed

    new = adopted(other_answers(random, new_draft))
    direction, stricter, looser = every_way(old, new)
    compared = compare(old, new, TODAY)
    assert compared.direction == direction, seed
    shown = (compared.stricter, stricter), (compared.looser, looser)
    for example, those in shown:
        assert (example is None) == (not those), seed
        # Questions that nobody reads are left out of it.
        assert example is None or any(example.items() <= dict(one).items() for one in those), seed
    return direction


DECIDES = {
    "accept_from": True,
    "criterion_added": True,
    "criterion_removed": True,
    "reads": True,
    "weight": True,
    "bound": True,
    "scale": True,
    "blocking": True,
    "criterion_days": True,
    "question_added": False,
}


def test_each_difference_goes_the_way_that_every_request_says() -> None:
    found = Counter(check(seed) for seed in range(200))
    assert min(found[one] for one in ("stricter", "looser", "both", "none")) >= 15, found


@pytest.mark.exhaustive
def test_each_difference_goes_the_way_that_every_request_says_of_many() -> None:
    for seed in range(200, 2_000):
        check(seed)
