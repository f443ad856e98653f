"""The verdict on a request: by hand, then against every completion of thousands of requests."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import product
from math import floor, prod

import pytest
from hypothesis import given, settings

from screening.core.assessment import Answer, Rules, assess, deciding_questions
from screening.core.criteria import Criterion, Edition, Question
from tests.core.strategies import (
    TODAY,
    TOMORROW,
    YESTERDAY,
    Given,
    choice,
    choices,
    criterion,
    edition,
    number,
    requests,
    yes_no,
)

Answers = Mapping[str, Answer | None]


def verdict(asked: Edition, **answers: Answer | None) -> tuple[str, tuple[int, int, int]]:
    outcome, score, _ = assess(answers, Rules(asked, TODAY))
    return outcome, tuple(score)


def to_ask(asked: Edition, **answers: Answer | None) -> tuple[str, ...]:
    return deciding_questions(answers, Rules(asked, TODAY))


# ── By hand ──────────────────────────────────────────────────────────────────────────────────

# A catalogue that blocks when closed (40 points), a share of priority learners (up to 30), a
# recognised title (20), a format (10); accepted from 60.
MISSION = edition(
    [
        choice("opening", "now", "later", "never"),
        number("share", 0, 100),
        choice("title", "whole", "blocks", "none"),
        yes_no("format"),
    ],
    [
        criterion("one_of", "opening", 40, accepted=["now"], partly={"later": 20}, blocking=True),
        criterion(
            "steps", "share", 30, steps=[{"from": 30, "points": 10}, {"from": 70, "points": 30}]
        ),
        criterion("one_of", "title", 20, accepted=["whole"], partly={"blocks": 5}),
        criterion("yes_no", "format", 10, expects="yes"),
    ],
    accept_from=60,
)


def test_unknown_is_not_no() -> None:
    assert verdict(MISSION) == ("undecided", (0, 0, 100))
    assert verdict(MISSION, opening=None, share=None) == ("undecided", (0, 0, 100))


def test_a_request_is_accepted_as_soon_as_no_answer_left_can_change_it() -> None:
    assert verdict(MISSION, opening="now") == ("undecided", (40, 40, 100))
    assert verdict(MISSION, opening="now", share=70) == ("accept", (70, 70, 100))
    assert to_ask(MISSION, opening="now", share=70) == ()


def test_a_request_is_referred_as_soon_as_no_answer_left_can_save_it() -> None:
    assert verdict(MISSION, opening="later", share=29) == ("refer", (20, 20, 50))
    assert to_ask(MISSION, opening="later", share=29) == ()


def test_a_fatal_zero_is_never_averaged_away() -> None:
    everything_else = {"share": 100, "title": "whole", "format": True}
    assert verdict(MISSION, opening="never", **everything_else) == ("refer", (60, 60, 60))
    assert verdict(MISSION, opening="now", **everything_else) == ("accept", (100, 100, 100))


def test_an_answer_that_could_still_be_fatal_keeps_a_high_score_undecided() -> None:
    all_but_opening = {"share": 100, "title": "whole", "format": True}
    assert verdict(MISSION, **all_but_opening) == ("undecided", (60, 60, 100))
    assert to_ask(MISSION, **all_but_opening) == ("opening",)


def test_the_best_score_counts_no_help_from_an_answer_that_blocks() -> None:
    # Not opening earns 50 of 60 points here, but blocks; opening earns none: 10 of 60 at best.
    asked = edition(
        [yes_no("opened"), yes_no("format")],
        [
            criterion("yes_no", "opened", 50, expects="no", blocking=["no"]),
            criterion("yes_no", "format", 10, expects="yes"),
        ],
    )
    assert verdict(asked) == ("refer", (0, 0, 100))
    assert to_ask(asked) == ()


def test_meeting_a_criterion_in_part_does_not_block() -> None:
    assert verdict(MISSION, opening="later", share=70, title="whole", format=False) == (
        "accept",
        (70, 70, 70),
    )


def test_the_score_never_contradicts_the_outcome() -> None:
    # 2 of 3 criteria are 66.67 %: shown as 66, and not enough for 67.
    questions = [yes_no("a"), yes_no("b"), yes_no("c")]
    criteria = [criterion("yes_no", id, 1, expects="yes") for id in "abc"]
    two_of_three = {"a": True, "b": True, "c": False}
    assert verdict(edition(questions, criteria, 66), **two_of_three) == ("accept", (66, 66, 66))
    assert verdict(edition(questions, criteria, 67), **two_of_three) == ("refer", (66, 66, 66))


def test_every_finding_says_what_it_gives_out_of_what_and_whether_it_blocks() -> None:
    _, _, findings = assess(
        {"opening": "never", "share": 45, "format": True}, Rules(MISSION, TODAY)
    )
    assert findings == (
        ("opening", "not_met", 0, 40, True),
        ("share", "partly_met", 10, 30, False),
        ("title", "unanswered", 0, 20, False),
        ("format", "met", 10, 10, False),
    )


def test_findings_follow_the_order_of_the_questions() -> None:
    asked = edition(
        [yes_no("first"), yes_no("second")],
        [
            criterion("yes_no", "second", 1, id="b", expects="yes"),
            criterion("yes_no", "first", 1, id="c", expects="yes"),
            criterion("yes_no", "second", 1, id="a", expects="no"),
        ],
    )
    _, _, findings = assess({}, Rules(asked, TODAY))
    assert [finding.criterion for finding in findings] == ["c", "b", "a"]


@pytest.mark.parametrize(
    ("days", "judges"),
    [
        ({}, True),
        ({"from": TODAY}, True),
        ({"until": TODAY}, True),
        ({"from": YESTERDAY, "until": TOMORROW}, True),
        ({"from": TOMORROW}, False),
        ({"until": YESTERDAY}, False),
    ],
)
def test_a_criterion_judges_only_on_its_days(days: dict[str, date], judges: bool) -> None:
    # 20 of 50 points is 40 %, 20 of 20 is all of them: the threshold follows the total.
    asked = edition(
        [yes_no("open"), yes_no("format")],
        [
            criterion("yes_no", "open", 20, expects="yes"),
            criterion("yes_no", "format", 30, expects="yes", blocking=True, **days),
        ],
        accept_from=41,
    )
    rules = Rules(asked, TODAY)

    said = assess({"open": True, "format": False}, rules)

    assert rules.total == (50 if judges else 20)
    assert [one.criterion for one in said.findings] == ["open", "format"][: 1 + judges]
    assert (said.outcome, said.score.now) == (("refer", 40) if judges else ("accept", 100))
    assert deciding_questions({}, rules) == (("format",) if judges else ("open",))


def test_a_day_without_any_criterion_accepts_everything() -> None:
    asked = edition(
        [yes_no("open")], [criterion("yes_no", "open", 20, expects="yes", until=YESTERDAY)]
    )

    assert assess({"open": False}, Rules(asked, TODAY)) == ("accept", (100, 100, 100), ())


KINDS = [
    # kind, its settings, question, answer → standing, points of 12
    ("yes_no", {"expects": "yes"}, yes_no("q"), True, "met", 12),
    ("yes_no", {"expects": "yes"}, yes_no("q"), False, "not_met", 0),
    ("yes_no", {"expects": "no"}, yes_no("q"), False, "met", 12),
    ("one_of", {"accepted": ["a"]}, choice("q", "a", "b"), "a", "met", 12),
    ("one_of", {"accepted": ["a"]}, choice("q", "a", "b"), "b", "not_met", 0),
    (
        "one_of",
        {"accepted": ["a"], "partly": {"b": 5}},
        choice("q", "a", "b"),
        "b",
        "partly_met",
        5,
    ),
    ("one_of", {"accepted": ["a"], "partly": {"b": 0}}, choice("q", "a", "b"), "b", "not_met", 0),
    ("none_of", {"refused": ["a"]}, choice("q", "a", "b"), "a", "not_met", 0),
    ("none_of", {"refused": ["a"]}, choice("q", "a", "b"), "b", "met", 12),
    ("none_of", {"refused": ["a"]}, choices("q", "a", "b"), ("a", "b"), "not_met", 0),
    ("none_of", {"refused": ["a"]}, choices("q", "a", "b"), (), "met", 12),
    ("at_least", {"bound": 50}, number("q", 0, 100), 49, "not_met", 0),
    ("at_least", {"bound": 50}, number("q", 0, 100), 50, "met", 12),
    ("at_most", {"bound": 50}, number("q", 0, 100), 50, "met", 12),
    ("at_most", {"bound": 50}, number("q", 0, 100), 51, "not_met", 0),
    ("at_least", {"bound": -5}, number("q", -10, 10), -6, "not_met", 0),
    ("at_least", {"bound": -5}, number("q", -10, 10), -5, "met", 12),
    ("steps", {"steps": [{"from": 10, "points": 4}]}, number("q", 0, 100), 9, "not_met", 0),
    ("steps", {"steps": [{"from": 10, "points": 4}]}, number("q", 0, 100), 10, "partly_met", 4),
    ("steps", {"steps": [{"from": 10, "points": 12}]}, number("q", 0, 100), 10, "met", 12),
    ("covers", {"points": {"a": 7, "b": 9}}, choices("q", "a", "b", "c"), (), "not_met", 0),
    ("covers", {"points": {"a": 7, "b": 9}}, choices("q", "a", "b", "c"), ("c",), "not_met", 0),
    ("covers", {"points": {"a": 7, "b": 9}}, choices("q", "a", "b"), ("a",), "partly_met", 7),
    ("covers", {"points": {"a": 7, "b": 9}}, choices("q", "a", "b"), ("a", "b"), "met", 12),
    ("judgement", {}, yes_no("q"), False, "met", 12),
]


@pytest.mark.parametrize(("kind", "said", "question", "answer", "standing", "points"), KINDS)
def test_each_kind_reads_an_answer_its_own_way(
    kind: str, said: dict, question: dict, answer: Answer, standing: str, points: int
) -> None:
    rules = Rules(edition([question], [criterion(kind, "q", 12, **said)]), TODAY)
    assert assess({"q": answer}, rules).findings == (("q", standing, points, 12, False),)


def test_a_concern_always_refers_whatever_the_criterion_says_of_blocking() -> None:
    asked = edition([yes_no("concern")], [criterion("judgement", "concern", 0)], accept_from=0)
    assert verdict(asked, concern=True) == ("refer", (100, 100, 100))
    assert verdict(asked, concern=False) == ("accept", (100, 100, 100))


def test_one_chosen_option_that_blocks_is_enough() -> None:
    audiences = choices("audiences", "refugee", "disability", "staff")
    covers = criterion("covers", "audiences", 8, points={"refugee": 8}, blocking=["staff"])
    asked = edition([audiences], [covers], accept_from=0)
    assert verdict(asked, audiences=("refugee", "staff")) == ("refer", (100, 100, 100))
    assert verdict(asked, audiences=("disability",)) == ("accept", (0, 0, 0))
    assert verdict(asked, audiences=()) == ("accept", (0, 0, 0))


def test_with_nothing_to_earn_only_what_blocks_decides() -> None:
    asked = edition(
        [choice("sector", "health", "arms")],
        [criterion("none_of", "sector", 0, refused=["arms"], blocking=True)],
        accept_from=100,
    )
    assert verdict(asked) == ("undecided", (100, 100, 100))
    assert verdict(asked, sector="health") == ("accept", (100, 100, 100))
    assert verdict(asked, sector="arms") == ("refer", (100, 100, 100))


def test_weights_need_not_add_up_to_a_hundred() -> None:
    asked = edition(
        [yes_no("a"), yes_no("b")],
        [
            criterion("yes_no", "a", 1_000, expects="yes"),
            criterion("yes_no", "b", 1, expects="yes"),
        ],
        accept_from=100,
    )
    # 1,000 of 1,001 is 99.9: a single point short of everything is not everything.
    assert verdict(asked, a=True, b=False) == ("refer", (99, 99, 99))
    assert verdict(asked, a=True) == ("undecided", (99, 99, 100))


def test_from_zero_points_on_everything_that_does_not_block_is_accepted() -> None:
    asked = edition([yes_no("a")], [criterion("yes_no", "a", 5, expects="yes")], accept_from=0)
    assert verdict(asked) == ("accept", (0, 0, 100))


def test_an_option_closed_by_now_can_be_read_but_is_no_completion() -> None:
    contract = choice(
        "contract",
        "none",
        {"id": "ended", "until": YESTERDAY},
        {"id": "last_day", "until": TODAY},
        {"id": "coming", "from": TOMORROW},
    )
    points = {"last_day": 60}
    work = criterion("one_of", "contract", 100, accepted=["ended", "coming"], partly=points)
    asked = edition([contract], [work], accept_from=61)
    assert verdict(asked, contract="ended") == ("accept", (100, 100, 100))
    assert verdict(asked) == ("refer", (0, 0, 60))
    assert to_ask(asked) == ()


def test_a_question_no_criterion_reads_changes_nothing() -> None:
    asked = edition(
        [yes_no("idle"), yes_no("a")], [criterion("yes_no", "a", 5, expects="yes")], accept_from=50
    )
    assert verdict(asked, idle=True) == ("undecided", (0, 0, 100))
    assert to_ask(asked) == ("a",)


# ── What is still worth asking ───────────────────────────────────────────────────────────────


def test_only_questions_that_can_change_the_outcome_are_asked() -> None:
    # 50 are earned. The format settles it alone; so do the whole title and, with a format, others.
    assert to_ask(MISSION, opening="now", share=30) == ("format", "title")
    assert to_ask(MISSION, opening="now", share=30, format=True) == ()
    # 40 are earned: the whole title's 20 reach 60, and nothing else does, format or not.
    assert to_ask(MISSION, opening="now", share=0) == ("title",)


def test_the_question_that_leaves_least_doubt_comes_first() -> None:
    # Acceptable unless both fail. After `offer` (yes 1/2): no doubt, or 1/10 acceptable, doubt
    # 9/100: expected 9/200. After `share` (met by 1 of 10): no doubt, or 1/2, doubt 1/4: 45/200.
    asked = edition(
        [number("share", 0, 9), yes_no("offer")],
        [
            criterion("at_least", "share", 50, bound=9),
            criterion("yes_no", "offer", 50, expects="yes"),
        ],
    )
    assert to_ask(asked) == ("offer", "share")


def test_an_answer_seldom_heard_makes_its_question_less_worth_asking() -> None:
    questions = [{**yes_no("rare"), "seldom": ["yes"]}, yes_no("even")]
    criteria = [
        criterion("yes_no", "rare", 0, expects="no", blocking=True),
        criterion("yes_no", "even", 10, expects="yes"),
    ]

    assert to_ask(edition(questions, criteria)) == ("even", "rare")
    assert to_ask(edition([yes_no("rare"), yes_no("even")], criteria)) == ("rare", "even")


def test_equal_doubt_keeps_the_order_of_the_edition() -> None:
    criteria = [criterion("yes_no", id, 1, expects="yes") for id in ("a", "z", "m")]
    asked = edition([yes_no("z"), yes_no("m"), yes_no("a")], criteria, accept_from=60)
    assert to_ask(asked) == ("z", "m", "a")


def test_judged_questions_come_last() -> None:
    # By doubt alone (1/9 against 1/6) the concern would come first.
    asked = edition(
        [yes_no("concern"), choice("title", "whole", "blocks", "none")],
        [
            criterion("judgement", "concern", 0),
            criterion("one_of", "title", 10, accepted=["whole", "blocks"]),
        ],
    )
    assert to_ask(asked) == ("title", "concern")


def test_nothing_is_asked_once_an_answer_blocks() -> None:
    assert to_ask(MISSION, opening="never") == ()


def test_a_number_of_a_thousand_million_values_is_assessed_at_once() -> None:
    # The share is met by 1 value of 10⁹ + 1; the offer by 1 of 2.
    asked = edition(
        [number("share", -1, 10**9 - 1), yes_no("offer")],
        [
            criterion("at_least", "share", 50, bound=10**9 - 1),
            criterion("yes_no", "offer", 50, expects="yes"),
        ],
    )
    assert verdict(asked) == ("undecided", (0, 0, 100))
    assert verdict(asked, share=10**9 - 1) == ("accept", (50, 50, 100))
    assert verdict(asked, share=10**9 - 2, offer=False) == ("refer", (0, 0, 0))
    assert to_ask(asked) == ("offer", "share")


def test_twelve_options_are_weighed_set_by_set() -> None:
    # Accepted from 2 points of 4. The empty set leaves 1/2 acceptable, any of 12 single options
    # too (1 point: the offer is still needed), the 4,083 others all: doubt 13/4 of 4,096 sets.
    # An offer settles it; without, 4,083 of 4,096 are acceptable: doubt 13 × 4,083 of 2 × 4,096².
    # 13/16,384 is 0.00079, 53,079/33,554,432 is 0.00158: the audiences come first.
    options = [f"o{place}" for place in range(12)]
    asked = edition(
        [choices("audiences", *options), yes_no("offer")],
        [
            criterion("covers", "audiences", 2, points=dict.fromkeys(options, 1)),
            criterion("yes_no", "offer", 2, expects="yes"),
        ],
    )
    assert verdict(asked, audiences=("o3", "o11")) == ("accept", (50, 50, 100))
    assert verdict(asked, audiences=("o3",)) == ("undecided", (25, 25, 75))
    assert to_ask(asked, audiences=("o3",)) == ("offer",)
    assert to_ask(asked) == ("audiences", "offer")


@pytest.mark.parametrize(
    ("id", "answer"),
    [
        ("audiences", "o0"),
        ("audiences", ("o1", "o0")),
        ("share", 101),
        ("share", "ten"),
        ("amount", -1),
        ("amount", 10**30 + 1),
        ("amount", "ten"),
    ],
)
def test_an_answer_that_is_none_of_the_question_s_is_not_assessed(id: str, answer: Answer) -> None:
    asked = edition(
        [choices("audiences", "o0", "o1"), number("share", 0, 100), number("amount", 0, 10**30)],
        [criterion("covers", "audiences", 1, points={"o0": 1})],
    )
    with pytest.raises(KeyError):
        assess({id: answer}, Rules(asked, TODAY))


# ── Against every completion ─────────────────────────────────────────────────────────────────
# Written from the definitions alone, naively, sharing nothing with the code under test.


def standing_of(one: Criterion, answer: Answer | None) -> tuple[str, int, bool]:
    """Standing, points and whether it blocks, as the text on criterion kinds has it."""
    if answer is None:
        return "unanswered", 0, False
    said = {"yes" if answer is True else "no" if answer is False else answer}
    if isinstance(answer, tuple):
        said = set(answer)
    match one.kind:
        case "yes_no":
            points = one.weight if one.expects in said else 0
            met = one.expects in said
        case "judgement":
            points = 0 if "yes" in said else one.weight
            met = "no" in said
        case "one_of":
            met = answer in one.accepted
            points = one.weight if met else one.partly.get(answer, 0)
        case "none_of":
            met = not any(option in one.refused for option in said)
            points = one.weight if met else 0
        case "at_least":
            met = answer >= one.bound
            points = one.weight if met else 0
        case "at_most":
            met = answer <= one.bound
            points = one.weight if met else 0
        case "steps":
            points = 0
            for step in one.steps:
                if answer >= step.from_:
                    points = step.points
            met = points == one.weight > 0
        case "covers":
            points = min(one.weight, sum(one.points.get(option, 0) for option in said))
            met = points == one.weight > 0
    standing = "met" if met else "partly_met" if points else "not_met"
    if one.kind == "judgement":
        blocks = "yes" in said
    elif isinstance(one.blocking, bool):
        blocks = one.blocking and standing == "not_met"
    else:
        blocks = any(option in one.blocking for option in said)
    return standing, points, blocks


def valid_answers(question: Question) -> list[Answer]:
    match question.type:
        case "yes_no":
            return [True, False]
        case "number":
            return list(range(question.minimum, question.maximum + 1))
    able = [
        option.id
        for option in question.options
        if not (option.from_ and option.from_ > TODAY)
        and not (option.until and option.until < TODAY)
    ]
    if question.type == "choice":
        return able
    chosen = product((True, False), repeat=len(able))
    return [tuple(id for id, taken in zip(able, one, strict=True) if taken) for one in chosen]


def completions(asked: Edition, answers: Answers) -> Iterator[tuple[Answer, ...]]:
    """Every way to answer all questions that agrees with the answers given."""
    return product(
        *(
            valid_answers(question) if answers.get(question.id) is None else [answers[question.id]]
            for question in asked.questions
        )
    )


def likelihood(question: Question, answer: Answer) -> int:
    """The chances of an answer, where a seldom one has one and any other a hundred."""
    said = ("yes" if answer else "no") if isinstance(answer, bool) else answer
    return 1 if said in getattr(question, "seldom", ()) else 100


def judging(asked: Edition) -> list[Criterion]:
    """The criteria that judge today."""
    begun = [one for one in asked.criteria if one.from_ is None or one.from_ <= TODAY]
    return [one for one in begun if one.until is None or one.until >= TODAY]


def judged(asked: Edition, completion: tuple[Answer | None, ...]) -> tuple[Fraction, bool]:
    """The exact score of answers to all questions, and whether they are acceptable."""
    answer_to = {one.id: answer for one, answer in zip(asked.questions, completion, strict=True)}
    found = [standing_of(one, answer_to[one.question]) for one in judging(asked)]
    total = sum(one.weight for one in judging(asked))
    score = Fraction(100 * sum(points for _, points, _ in found), total) if total else Fraction(100)
    return score, score >= asked.accept_from and not any(blocks for _, _, blocks in found)


@pytest.mark.exhaustive
@settings(max_examples=2_000, deadline=None, derandomize=True)
@given(requests())
def test_the_verdict_is_what_all_completions_say(request: Given) -> None:
    asked, answers = request
    known = judged(asked, tuple(answers.get(question.id) for question in asked.questions))
    ends = [judged(asked, completion) for completion in completions(asked, answers)]
    acceptable = {accepted for _, accepted in ends}

    outcome, score, findings = assess(answers, Rules(asked, TODAY))

    assert outcome == {(True,): "accept", (False,): "refer"}.get(tuple(acceptable), "undecided")
    assert score.now == floor(known[0])
    assert score.lowest == floor(min(exact for exact, _ in ends))
    assert score.highest == floor(max(exact for exact, _ in ends))
    assert {type(shown) for shown in score} == {int}
    assert list(findings) == [
        (one.id, standing, points, one.weight, blocks)
        for question in asked.questions
        for one in judging(asked)
        if one.question == question.id
        for standing, points, blocks in [standing_of(one, answers.get(question.id))]
    ]


@pytest.mark.exhaustive
@settings(max_examples=2_000, deadline=None, derandomize=True)
@given(requests())
def test_deciding_questions_are_those_that_turn_some_completion_in_the_documented_order(
    request: Given,
) -> None:
    asked, answers = request
    accepted = {one: judged(asked, one)[1] for one in completions(asked, answers)}
    expected = []
    for place, question in enumerate(asked.questions):
        if answers.get(question.id) is not None:
            continue
        alike: dict[tuple[Answer, ...], set[bool]] = defaultdict(set)
        shares: dict[Answer, list[int]] = defaultdict(list)
        chances: dict[Answer, int] = defaultdict(int)
        for one, is_accepted in accepted.items():
            alike[one[:place] + one[place + 1 :]].add(is_accepted)
            likely = prod(map(likelihood, asked.questions, one))
            shares[one[place]].append(likely * is_accepted)
            chances[one[place]] += likely
        if {True, False} in alike.values():
            is_judged = any(
                one.kind == "judgement" for one in judging(asked) if one.question == question.id
            )
            acceptable = {one: Fraction(sum(shares[one]), chances[one]) for one in shares}
            doubt = sum(chances[one] * p * (1 - p) for one, p in acceptable.items())
            expected.append((is_judged, doubt, place, question.id))

    found = deciding_questions(answers, Rules(asked, TODAY))

    assert list(found) == [id for *_, id in sorted(expected)]
