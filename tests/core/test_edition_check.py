"""What makes no sense in an edition although every part of it can be read."""

from datetime import date
from typing import Any

import pytest

from screening.core.alarms import edition_warnings
from screening.core.criteria import Edition
from screening.core.edition_check import edition_problems


def said(text: str) -> dict[str, str]:
    return {"fr": text, "en": text}


def an_option(id: str, **days: str) -> dict[str, Any]:
    return {"id": id, "text": said(id), **days}


def a_choice(*options: str | dict[str, Any], **changes: Any) -> dict[str, Any]:
    listed = [an_option(one) if isinstance(one, str) else one for one in options]
    return {"id": "q", "type": "choice", "ask": said("?"), "options": listed} | changes


def some_choices(*options: str | dict[str, Any], **changes: Any) -> dict[str, Any]:
    return a_choice(*options, **{"type": "choices"} | changes)


def a_number(minimum: int = 0, maximum: int = 100, **changes: Any) -> dict[str, Any]:
    limits = {"minimum": minimum, "maximum": maximum, "unit": said("%")}
    return {"id": "q", "type": "number", "ask": said("?")} | limits | changes


def a_yes_no(**changes: Any) -> dict[str, Any]:
    return {"id": "q", "type": "yes_no", "ask": said("?")} | changes


def a_criterion(kind: str, **changes: Any) -> dict[str, Any]:
    words = {
        "title": said("t"),
        "why": said("w"),
        "advice": said("a"),
        "source": {"text": said("s")},
    }
    plain = {"id": "c", "question": "q", "objective": "o", "weight": 10}
    return {"kind": kind} | words | plain | changes


def an_edition(question: dict[str, Any], *criteria: dict[str, Any], **changes: Any) -> Edition:
    """One question and its criteria, in force over 2026, accepting from 50."""
    procedure = {"title": said("p"), "days_open": 10}
    header = {
        "name": "e-1",
        "in_force_from": "2026-01-01",
        "in_force_until": "2026-12-31",
        "adopted": {"by": said("b"), "on": "2025-12-01", "minutes": said("m")},
        "purpose": said("p"),
        "objectives": [{"id": "o", "text": said("o")}],
        "accept_from": 50,
        "committee": {
            "authority": "binding",
            "procedures": {"bureau": procedure, "full": procedure},
        },
    }
    content = {"questions": [question], "criteria": list(criteria)}
    return Edition.model_validate(header | content | changes)


def found(edition: Edition) -> list[tuple[str, str]]:
    """The place and code of every problem, in order."""
    return [(one.place, one.code) for one in edition_problems(edition)]


ONE_OF = a_criterion("one_of", accepted=["a"], partly={"b": 0})
STEPS = a_criterion("steps", steps=[{"from": 50, "points": 10}])


@pytest.mark.parametrize(
    ("question", "criterion"),
    [
        (a_choice("a", "b"), ONE_OF),
        (a_choice("a", "b"), a_criterion("none_of", refused=["b"])),
        (some_choices("a", "b"), a_criterion("none_of", refused=["b"])),
        (some_choices("a", "b"), a_criterion("covers", points={"a": 10, "b": 3})),
        (a_number(), STEPS),
        (a_number(), a_criterion("at_least", bound=1)),
        (a_number(), a_criterion("at_least", bound=100)),
        (a_number(), a_criterion("at_most", bound=0)),
        (a_number(), a_criterion("at_most", bound=99)),
        (a_yes_no(), a_criterion("yes_no", expects="yes", told=said("A yes."))),
        (a_yes_no(), a_criterion("judgement")),
        (a_yes_no(), a_criterion("judgement", weight=0)),
        (a_yes_no(), a_criterion("yes_no", expects="no", weight=0, blocking=["yes"])),
        (a_choice("a", "b", negotiable=True, concession="earlier"), ONE_OF),
    ],
)
def test_a_sound_edition_has_no_problem(
    question: dict[str, Any], criterion: dict[str, Any]
) -> None:
    assert found(an_edition(question, criterion)) == []


@pytest.mark.parametrize(
    ("question", "kinds", "fitting"),
    [
        (a_yes_no(), ("one_of", "none_of", "covers", "at_least", "steps"), "yes_no, judgement"),
        (a_choice("a", "b"), ("yes_no", "covers", "at_most", "judgement"), "one_of, none_of"),
        (some_choices("a", "b"), ("one_of", "yes_no", "steps"), "none_of, covers"),
        (a_number(), ("one_of", "none_of", "covers", "yes_no"), "at_least, at_most, steps"),
    ],
)
def test_a_kind_reads_only_the_types_it_understands(
    question: dict[str, Any], kinds: tuple[str, ...], fitting: str
) -> None:
    own = {
        "one_of": {"accepted": ["a"]},
        "none_of": {"refused": ["a"]},
        "covers": {"points": {"a": 10}},
        "at_least": {"bound": 5},
        "at_most": {"bound": 5},
        "steps": {"steps": [{"from": 1, "points": 10}]},
        "yes_no": {"expects": "yes"},
        "judgement": {},
    }
    for kind in kinds:
        (problem,) = edition_problems(an_edition(question, a_criterion(kind, **own[kind])))

        assert (problem.place, problem.code) == ("criteria[0].kind", "kind_does_not_fit")
        assert problem.values["kinds"] == fitting


def one_of(**changes: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    return a_choice("a", "b"), ONE_OF | changes


def steps(*pairs: tuple[int, int]) -> tuple[dict[str, Any], dict[str, Any]]:
    listed = [{"from": from_, "points": points} for from_, points in pairs]
    return a_number(10, 90), STEPS | {"steps": listed}


def covers(**changes: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    return some_choices("a", "b"), a_criterion("covers", points={"a": 10, "b": 10}) | changes


@pytest.mark.parametrize(
    ("parts", "place", "code"),
    [
        # names of answers
        (one_of(accepted=["x"]), "accepted[0]", "no_such_option"),
        (one_of(partly={"b": 0, "x": 0}), "partly.x", "no_such_option"),
        (one_of(blocking=["b", "x"]), "blocking[1]", "no_such_option"),
        (one_of(accepted=["a", "a"]), "accepted[1]", "repeated_name"),
        (one_of(blocking=["b", "b"]), "blocking[1]", "repeated_name"),
        (covers(points={"a": 10, "b": 0, "x": 1}), "points.x", "no_such_option"),
        # points
        (one_of(partly={"b": 10}), "partly.b", "partly_is_whole"),
        (one_of(partly={"b": -1}), "partly.b", "points_below_zero"),
        (covers(points={"a": 10, "b": -1}), "points.b", "points_below_zero"),
        (covers(points={"a": 11, "b": 0}), "points.a", "points_above_weight"),
        (steps((10, 5), (50, 11)), "steps[1].points", "points_above_weight"),
        (steps((10, -5), (50, 10)), "steps[0].points", "points_below_zero"),
        (steps((50, 5), (50, 10)), "steps[1].from", "steps_not_ascending"),
        (steps((9, 5), (50, 10)), "steps[0].from", "step_outside"),
        (steps((10, 5), (91, 10)), "steps[1].from", "step_outside"),
        # a weight that nobody can earn
        (steps((10, 5), (50, 9)), "weight", "weight_out_of_reach"),
        (covers(points={"a": 6, "b": 3}), "weight", "weight_out_of_reach"),
        # contradictions
        (one_of(partly={"a": 3, "b": 0}), "partly.a", "accepted_and_partly"),
        (one_of(blocking=["a"]), "blocking[0]", "meets_and_blocks"),
        (covers(blocking=["b"]), "blocking[0]", "meets_and_blocks"),
        (
            (a_choice("a", "b"), a_criterion("none_of", refused=["b"], blocking=["a"])),
            "blocking[0]",
            "meets_and_blocks",
        ),
        (
            (a_yes_no(), a_criterion("yes_no", expects="no", blocking=["no"])),
            "blocking[0]",
            "meets_and_blocks",
        ),
        # what blocks
        (
            (a_yes_no(), a_criterion("yes_no", expects="no", blocking=["maybe"])),
            "blocking[0]",
            "no_such_option",
        ),
        (
            (a_number(), a_criterion("at_least", bound=5, blocking=["a"])),
            "blocking",
            "numbers_block_whole",
        ),
        (
            (a_yes_no(), a_criterion("judgement", blocking=["yes"])),
            "blocking",
            "judgement_always_blocks",
        ),
        (
            (a_yes_no(), a_criterion("judgement", told=said("A client we trust."))),
            "told",
            "told_of_judgement",
        ),
        (
            (a_choice("a", "b"), a_criterion("none_of", refused=["b"], weight=0)),
            "weight",
            "never_matters",
        ),
        # bounds that every answer meets, or none
        ((a_number(), a_criterion("at_least", bound=0)), "bound", "bound_outside"),
        ((a_number(), a_criterion("at_least", bound=101)), "bound", "bound_outside"),
        ((a_number(), a_criterion("at_most", bound=-1)), "bound", "bound_outside"),
        ((a_number(), a_criterion("at_most", bound=100)), "bound", "bound_outside"),
    ],
)
def test_a_criterion_that_contradicts_its_question_or_itself(
    parts: tuple[dict[str, Any], dict[str, Any]], place: str, code: str
) -> None:
    assert found(an_edition(*parts)) == [(f"criteria[0].{place}", code)]


def test_a_name_that_is_nearly_right_comes_with_the_right_one() -> None:
    question = a_choice("within_6_months", "never")
    criterion = a_criterion("one_of", accepted=["within-6-month"], partly={"never": 0})

    (problem,) = edition_problems(an_edition(question, criterion))

    assert problem.code == "no_such_option_like"
    assert problem.values == {
        "found": "within-6-month",
        "meant": "within_6_months",
        "question": "q",
    }


def test_a_name_like_no_other_comes_with_those_that_exist() -> None:
    question, criterion = one_of(objective="zzz", question="zzz")

    problems = edition_problems(an_edition(question, criterion))

    assert [(one.place, one.code, one.values["known"]) for one in problems] == [
        ("criteria[0].objective", "no_such_objective", "o"),
        ("criteria[0].question", "no_such_question", "q"),
    ]


def test_a_question_is_filed_under_a_group_that_exists() -> None:
    groups = [{"id": "learners", "title": said("l")}]
    filed = an_edition(a_choice("a", "b", group="lerners"), ONE_OF, groups=groups)

    assert found(filed) == [("questions[0].group", "no_such_group_like")]


@pytest.mark.parametrize(
    ("question", "place", "code"),
    [
        (a_number(5, 5), "maximum", "minimum_above_maximum"),
        (a_number(negotiable=True), "negotiable", "negotiable_without_concession"),
        (a_number(concession="more"), "concession", "concession_without_negotiable"),
    ],
)
def test_a_question_that_contradicts_itself(
    question: dict[str, Any], place: str, code: str
) -> None:
    criterion = a_criterion("steps", steps=[{"from": 5, "points": 10}])

    assert found(an_edition(question, criterion)) == [(f"questions[0].{place}", code)]


def test_an_answer_seldom_heard_is_one_of_the_question_s() -> None:
    filed = an_edition(
        a_choice("accepted", "b", seldom=["acepted", "b"]), ONE_OF | {"accepted": ["accepted"]}
    )

    assert found(filed) == [("questions[0].seldom[0]", "no_such_option_like")]


def test_a_question_cannot_take_the_name_of_a_column_of_the_request() -> None:
    titled = an_edition(a_choice("a", "b", id="title"), ONE_OF | {"question": "title"})

    assert found(titled) == [("questions[0].id", "reserved_id")]


# ── Ids ──────────────────────────────────────────────────────────────────────────────────────


def test_no_two_elements_of_a_list_share_an_id() -> None:
    o = {"id": "o", "text": said("o")}
    g = {"id": "g", "title": said("g")}
    t = {"id": "t", "indicator": said("i"), "goal": said("g"), "horizon": "2026-12-31"}
    edition = an_edition(
        a_choice("a", "b", "a"),
        ONE_OF,
        ONE_OF,
        objectives=[o, o],
        groups=[g, g],
        targets=[t, t, t],
    )

    assert found(edition) == [
        ("objectives[1].id", "repeated_id"),
        ("targets[1].id", "repeated_id"),
        ("targets[2].id", "repeated_id"),
        ("groups[1].id", "repeated_id"),
        ("criteria[1].id", "repeated_id"),
        ("questions[0].options[2].id", "repeated_id"),
    ]


def test_no_question_takes_the_name_that_lines_are_filed_by() -> None:
    edition = an_edition(
        a_choice("a", "b", id="case"), a_criterion("one_of", question="case", accepted=["a"])
    )

    assert ("questions[0].id", "reserved_by_log") in found(edition)


def test_of_two_questions_with_one_id_neither_is_judged() -> None:
    choice, number = a_choice("a", "b"), a_number()
    edition = an_edition(choice, ONE_OF, questions=[choice, number])

    assert found(edition) == [("questions[1].id", "repeated_id")]


def test_lists_of_different_kinds_may_share_ids() -> None:
    question = a_choice("o", "c", id="c")
    criterion = a_criterion("one_of", question="c", accepted=["o"], partly={"c": 0})

    assert found(an_edition(question, criterion)) == []


# ── Days ─────────────────────────────────────────────────────────────────────────────────────


def test_an_edition_does_not_end_before_it_begins() -> None:
    backwards = an_edition(*one_of(), in_force_until="2025-12-31")

    assert found(backwards) == [("in_force_until", "dates_backwards")]


def test_an_option_does_not_end_before_it_begins() -> None:
    b = an_option("b", **{"from": "2026-05-02", "until": "2026-05-01"})

    assert found(an_edition(a_choice("a", b), ONE_OF)) == [
        ("questions[0].options[1].until", "dates_backwards")
    ]


def test_an_option_open_for_one_day_is_in_order() -> None:
    b = an_option("b", **{"from": "2026-05-01", "until": "2026-05-01"})

    assert found(an_edition(a_choice("a", b, "c"), ONE_OF | {"partly": {"b": 0, "c": 0}})) == []


@pytest.mark.parametrize(
    ("days", "ever"),
    [
        ({"until": "2025-12-31"}, False),
        ({"until": "2026-01-01"}, True),
        ({"from": "2026-12-31"}, True),
        ({"from": "2027-01-01"}, False),
    ],
)
def test_an_option_that_the_edition_never_offers_is_worth_a_word(
    days: dict[str, str], ever: bool
) -> None:
    never = ONE_OF | {"partly": {"b": 5, "never": 0}}
    edition = an_edition(a_choice("a", an_option("b", **days), "never"), never)

    problems = edition_problems(edition)

    expected = [] if ever else [("questions[0].options[1].id", "option_never_open", True)]
    assert [(one.place, one.code, one.warning) for one in problems] == expected


def test_a_weight_that_only_a_closed_option_could_earn_is_out_of_reach() -> None:
    gone = an_option("a", until="2025-12-31")
    problems = edition_problems(an_edition(a_choice(gone, "b"), ONE_OF | {"partly": {"b": 4}}))

    assert [(one.code, dict(one.values)) for one in problems if not one.warning] == [
        ("weight_out_of_reach", {"most": 4, "weight": 10})
    ]


@pytest.mark.parametrize(
    ("days", "problems"),
    [
        ({"from": "2026-01-01", "until": "2026-12-31"}, []),
        ({"from": "2025-01-01", "until": "2027-12-31"}, []),
        ({"from": "2026-05-02", "until": "2026-05-01"}, [("until", "dates_backwards")]),
        ({"until": "2025-12-31"}, [("id", "criterion_never_in_force")]),
        ({"from": "2027-01-01"}, [("id", "criterion_never_in_force")]),
    ],
)
def test_a_criterion_judges_on_days_of_its_edition(
    days: dict[str, str], problems: list[tuple[str, str]]
) -> None:
    dated = a_criterion("none_of", id="dated", refused=["b"], **days)

    assert found(an_edition(a_choice("a", "b"), ONE_OF, dated)) == [
        (f"criteria[1].{place}", code) for place, code in problems
    ]


def test_a_day_on_which_no_criterion_is_left_is_a_mistake() -> None:
    first = ONE_OF | {"until": "2026-04-30"}
    second = ONE_OF | {"id": "second", "from": "2026-05-02"}

    (problem,) = (
        one
        for one in edition_problems(an_edition(a_choice("a", "b"), first, second))
        if not one.warning
    )

    assert (problem.place, problem.code) == ("criteria", "no_criterion_left")
    assert problem.values == {"day": date(2026, 5, 1)}
    assert found(an_edition(a_choice("a", "b"), first, second | {"from": "2026-05-01"})) == []


def test_a_threshold_out_of_reach_once_a_criterion_is_gone_is_a_mistake_of_that_day() -> None:
    # The share alone can reach 4 of its 10 points, a third of what is asked with the choice gone.
    share = a_criterion("covers", id="share", question="r", points={"a": 6, "b": 4})
    asked = [a_choice("a", "b"), some_choices(an_option("a", until="2026-06-30"), "b", id="r")]
    edition = an_edition(
        asked[0], ONE_OF | {"until": "2026-08-31"}, share, questions=asked, accept_from=70
    )

    (problem,) = (one for one in edition_problems(edition) if not one.warning)

    assert (problem.place, problem.code) == ("accept_from", "nothing_acceptable")
    assert problem.values["day"] == date(2026, 9, 1)


def test_a_question_that_nothing_reads_for_a_while_is_worth_a_word() -> None:
    asked = [a_choice("a", "b"), a_yes_no(id="r")]
    read = a_criterion("yes_no", id="read", question="r", expects="yes")
    edition = an_edition(asked[0], ONE_OF, read | {"from": "2026-04-01"}, questions=asked)

    (problem,) = edition_problems(edition)

    assert (problem.place, problem.code, problem.warning) == (
        "questions[1].id",
        "question_unread_on",
        True,
    )
    assert problem.values == {"question": "r", "day": date(2026, 1, 1)}


def test_a_weight_out_of_reach_on_all_days_of_its_criterion_is_a_mistake() -> None:
    gone = an_option("a", until="2026-03-31")
    graded = ONE_OF | {"id": "graded", "accepted": ["a"], "partly": {"b": 4}}
    asked = a_choice(gone, "b")
    other = a_criterion("one_of", id="other", accepted=["b"], partly={"a": 6})

    assert found(an_edition(asked, other, graded, accept_from=0))[:1] == [
        ("accept_from", "everything_acceptable")
    ]
    assert found(an_edition(asked, other, graded | {"from": "2026-04-01"}, accept_from=0)) == [
        ("criteria[1].weight", "weight_out_of_reach")
    ]


def test_an_edition_that_accepts_everything_on_some_days_is_worth_a_word() -> None:
    b = an_option("b", **{"from": "2026-05-01"})

    (problem,) = edition_problems(an_edition(a_choice("a", b), ONE_OF))

    assert (problem.place, problem.code, problem.warning) == (
        "accept_from",
        "everything_acceptable_on",
        True,
    )
    assert problem.values["day"] == date(2026, 1, 1)


def test_an_edition_in_force_before_it_was_adopted_is_worth_a_word() -> None:
    early = an_edition(*one_of(), in_force_from="2025-11-30")

    assert found(early) == [("in_force_from", "in_force_before_adopted")]


# ── What nobody reads ────────────────────────────────────────────────────────────────────────


def test_a_question_that_no_criterion_reads_is_worth_a_word() -> None:
    unread = a_yes_no(id="unread")
    edition = an_edition(a_choice("a", "b"), ONE_OF, questions=[a_choice("a", "b"), unread])

    (problem,) = edition_problems(edition)

    assert (problem.place, problem.code, problem.warning) == (
        "questions[1].id",
        "question_unread",
        True,
    )


def test_an_option_that_no_criterion_names_is_worth_a_word() -> None:
    edition = an_edition(a_choice("a", "b", "c"), ONE_OF | {"partly": {}, "blocking": ["c"]})

    (problem,) = edition_problems(edition)

    assert (problem.place, problem.code, problem.warning) == (
        "questions[0].options[1].id",
        "option_unnamed",
        True,
    )


def test_options_of_a_question_that_only_rules_some_out_need_not_be_named() -> None:
    ruled_out = an_edition(a_choice("a", "b", "c"), a_criterion("none_of", refused=["c"]))

    assert found(ruled_out) == []


# ── The outcome ──────────────────────────────────────────────────────────────────────────────


def test_a_threshold_that_no_request_reaches_is_a_mistake() -> None:
    # b earns all 20 points but blocks; a earns 4 + 10 of them, which is 70 out of 100.
    graded = ONE_OF | {"accepted": ["b"], "partly": {"a": 4}}
    not_b = a_criterion("none_of", id="not-b", refused=["b"], blocking=True)

    within_reach = an_edition(a_choice("a", "b"), graded, not_b, accept_from=70)
    out_of_reach = an_edition(a_choice("a", "b"), graded, not_b, accept_from=71)

    assert found(within_reach) == []
    assert found(out_of_reach) == [("accept_from", "nothing_acceptable")]


def test_a_question_whose_every_answer_blocks_accepts_nothing() -> None:
    no_way = an_edition(
        a_yes_no(),
        a_criterion("yes_no", id="c1", expects="yes", blocking=True),
        a_criterion("yes_no", id="c2", expects="no", blocking=True),
    )

    assert found(no_way) == [("accept_from", "nothing_acceptable")]


def test_a_threshold_out_of_reach_from_some_day_on_is_a_mistake_of_that_day() -> None:
    a = an_option("a", until="2026-06-30")

    (problem,) = edition_problems(an_edition(a_choice(a, "b"), ONE_OF))

    assert (problem.place, problem.code) == ("accept_from", "nothing_acceptable")
    assert problem.values["day"] == date(2026, 7, 1)


def test_a_day_without_any_option_is_told() -> None:
    a = an_option("a", until="2026-06-30")
    b = an_option("b", **{"from": "2026-08-01"})

    (problem,) = edition_problems(
        an_edition(a_choice(a, b), ONE_OF | {"accepted": ["a", "b"], "partly": {}})
    )

    assert (problem.place, problem.code) == ("questions[0].options", "no_option_open")
    assert problem.values == {"day": date(2026, 7, 1)}


def test_an_edition_that_accepts_everything_is_worth_a_word() -> None:
    (problem,) = edition_problems(an_edition(*one_of(), accept_from=0))

    assert (problem.place, problem.code, problem.warning) == (
        "accept_from",
        "everything_acceptable",
        True,
    )


def test_an_edition_without_end_is_checked_to_the_end_of_the_calendar() -> None:
    forever = an_edition(
        a_choice("a", an_option("b", until="9999-12-31")), ONE_OF, in_force_until=None
    )

    assert found(forever) == []


# ── The calendar ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (date(2025, 12, 31), ["edition_not_yet"]),
        (date(2026, 1, 1), []),
        (date(2026, 7, 31), []),
        (date(2026, 8, 1), ["review_soon"]),  # 60 days left
        (date(2026, 9, 30), ["review_soon"]),
        (date(2026, 10, 1), ["review_overdue"]),
        (date(2026, 10, 31), ["review_overdue"]),
        (date(2026, 11, 1), ["edition_ends_soon", "review_overdue"]),  # 60 days left
        (date(2026, 12, 31), ["edition_ends_soon", "review_overdue"]),
        (date(2027, 1, 1), ["edition_expired", "review_overdue"]),
    ],
)
def test_the_calendar_warns_of_editions_and_reviews(day: date, codes: list[str]) -> None:
    edition = an_edition(a_choice("a", "b"), ONE_OF | {"review_by": "2026-09-30"})

    warnings = edition_warnings(edition, day)

    assert [one.code for one in warnings] == codes
    assert all(one.warning for one in warnings)


def test_an_edition_without_end_never_ends() -> None:
    assert edition_warnings(an_edition(*one_of(), in_force_until=None), date.max) == ()


def warned(edition: Edition, day: date) -> list[tuple[str, str, Any]]:
    return [
        (one.place, one.code, one.values.get("count")) for one in edition_warnings(edition, day)
    ]


def test_what_soon_counts_no_longer_is_told_in_time() -> None:
    b = an_option("b", until="2026-03-31")
    leaving = a_criterion("none_of", id="leaving", refused=["b"], until="2026-04-30")
    edition = an_edition(a_choice("a", b), ONE_OF, leaving)

    option_ends = ("questions[0].options[1].until", "option_ends_soon")
    criterion_ends = ("criteria[1].until", "criterion_ends_soon")

    assert warned(edition, date(2026, 1, 29)) == []
    assert warned(edition, date(2026, 1, 30)) == [(*option_ends, 60)]
    assert warned(edition, date(2026, 3, 31)) == [(*criterion_ends, 30), (*option_ends, 0)]
    assert warned(edition, date(2026, 4, 30)) == [(*criterion_ends, 0)]
    assert warned(edition, date(2026, 5, 1)) == []


def test_what_ends_with_its_edition_is_not_told_beside_it() -> None:
    edition = an_edition(
        a_choice("a", an_option("b", until="2026-12-31")),
        ONE_OF | {"until": "2027-06-30", "review_by": "2026-12-31"},
    )

    assert warned(edition, date(2026, 12, 1)) == [("in_force_until", "edition_ends_soon", 30)]


def test_a_criterion_that_judges_no_more_needs_no_review() -> None:
    over = a_criterion("none_of", id="over", refused=["b"], until="2026-04-30")
    edition = an_edition(
        a_choice("a", "b"),
        ONE_OF,
        over | {"review_by": "2026-03-31"},
    )

    assert [one.code for one in edition_warnings(edition, date(2026, 4, 30))] == [
        "review_overdue",
        "criterion_ends_soon",
    ]
    assert edition_warnings(edition, date(2026, 5, 1)) == ()
