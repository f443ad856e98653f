"""What deserves a second look in a sound edition: each fault planted alone, then by brute force."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings

from screening import criteria_file
from screening.core.assessment import Answer, Rules, assess, find
from screening.core.criteria import (
    ChoiceQuestion,
    ChoicesQuestion,
    Criterion,
    Edition,
    NumberQuestion,
    Question,
    YesNoQuestion,
)
from screening.core.edition_analysis import analyse
from screening.core.problems import Problem
from screening.criteria_file import read, second_look
from screening.settings import HOME
from tests.core.strategies import TODAY, TOMORROW, YESTERDAY, editions

SOUND = (Path(__file__).parents[1] / "criteria" / "sound.yaml").read_text("utf-8")

# Criteria to add at the end of the file, or in the place of another one.
_REST = """
    title: {{fr: "Encore ({id})", en: "More ({id})"}}
    why: {{fr: "Parce que", en: "Because"}}
    source: {{text: {{fr: "La loi", en: "The law"}}}}
    objective: serve
    advice: {{fr: "Essayez", en: "Try"}}
"""


def a_criterion(id: str, kind: str, question: str, said: str) -> str:
    return f"  - id: {id}\n    kind: {kind}\n    question: {question}\n    {said}" + _REST.format(
        id=id
    )


def changed(*changes: tuple[str, str], more: str = "") -> str:
    """The sound edition with some words changed, each standing in it once, and more at its end."""
    text = SOUND
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands there {text.count(old)} times"
        text = text.replace(old, new)
    return text + more


def found(text: str) -> list[tuple[str, str]]:
    """The place and code of what deserves a second look in an edition that can be read."""
    return [(one.place, one.code) for one in second_look(read(text))]


def test_a_sound_edition_earns_no_word() -> None:
    loaded = read(SOUND)

    assert loaded.warnings == second_look(loaded) == ()


NOW_OR_NEVER = "accepted: [already, now]\n    partly: {soon: 5, never: 1}"
ALREADY = 'text: {fr: "Déjà", en: "Already"}'
NOW = 'text: {fr: "Maintenant", en: "Now"}'
SOON = 'text: {fr: "Bientôt", en: "Soon"}'
NEVER = 'text: {fr: "Jamais", en: "Never"}'
CONCERN = 'ask: {fr: "Une réserve ?", en: "A concern?"}'
UNTIL_JUNE = "\n        until: 2026-06-30"

# Each with the place and code that it earns; nothing else is told of it.
FAULTS = {
    "a criterion whose points never tip a verdict": (
        # All else comes in tens: of 101 points 52 are needed, and 1 never makes the difference.
        changed(
            ("accept_from: 50", "accept_from: 51"),
            more=a_criterion("format", "yes_no", "pays", 'weight: 1\n    expects: "yes"'),
        ),
        "criteria[5].id",
        "criterion_changes_nothing",
    ),
    "a weight that tips no verdict beside what blocks": (
        # Who is not blocked has these 10 points, and needs 55 of 110: the other 50 of 100 again.
        changed(("weight: 0", "weight: 10")),
        "criteria[4].weight",
        "weight_changes_nothing",
    ),
    "a criterion that every answer meets": (
        changed(
            more=a_criterion(
                "any", "one_of", "opening", "weight: 10\n    accepted: [already, now, soon, never]"
            )
        ),
        "criteria[5].id",
        "criterion_always_same",
    ),
    "a blocking that no answer brings about": (
        changed(
            more=a_criterion(
                "soon", "one_of", "opening", f"weight: 20\n    blocking: true\n    {NOW_OR_NEVER}"
            )
        ),
        "criteria[5].blocking",
        "blocking_never_occurs",
    ),
    "a criterion that is there twice, written otherwise": (
        changed(
            more=a_criterion(
                "reached",
                "steps",
                "share",
                "weight: 6\n    steps: [{from: 30, points: 1}, {from: 60, points: 6}]",
            )
        ),
        "criteria[5].id",
        "criteria_alike",
    ),
    "an option that is closed when its criterion judges": (
        changed(
            (ALREADY, ALREADY + UNTIL_JUNE),
            more=a_criterion(
                "late",
                "one_of",
                "opening",
                "weight: 10\n    from: 2026-07-01\n    accepted: [already, now]\n"
                "    partly: {soon: 0, never: 0}",
            ),
        ),
        "criteria[5].accepted[0]",
        "option_closed_then",
    ),
    "a step that adds nothing": (
        changed(
            ("{from: 60, points: 30}", "{from: 60, points: 30}\n      - {from: 80, points: 30}")
        ),
        "criteria[2].steps[2].points",
        "step_changes_nothing",
    ),
    "an option after which nothing is acceptable": (
        # 60 points are left of the 70 that are needed.
        changed(("accept_from: 50", "accept_from: 70"), ("soon: 20", "soon: 0")),
        "questions[0].options[2].id",
        "answer_always_refers",
    ),
    "a yes after which nothing is acceptable": (
        # 100 of the 130 points are left, of the 104 that are needed; 110 beside any other answer.
        changed(
            ("accept_from: 50", "accept_from: 80"),
            ("weight: 10\n", "weight: 40\n"),
            ("soon: 20", "soon: 30"),
            ("points: {refugees: 20, residents: 10}", "points: {refugees: 20, residents: 20}"),
            ("{from: 30, points: 10}", "{from: 0, points: 15}"),
        ),
        "questions[3].id",
        "answer_always_refers",
    ),
    "numbers after which nothing is acceptable": (
        # Below 30 % 70 points are left, of the 75 that are needed.
        changed(("accept_from: 50", "accept_from: 75")),
        "questions[2].id",
        "numbers_always_refer",
    ),
    "no option chosen, after which nothing is acceptable": (
        # 80 of 115 points are left, where 81 are needed.
        changed(
            ("accept_from: 50", "accept_from: 70"),
            ("weight: 20", "weight: 35"),
            ("{refugees: 20, residents: 10}", "{refugees: 35, residents: 25}"),
        ),
        "questions[1].id",
        "none_always_refers",
    ),
    "an option after which nothing is acceptable from July on": (
        # Without the share, 45 points are left of the 49 that are needed.
        changed(
            ("accept_from: 50", "accept_from: 70"),
            ("soon: 20", "soon: 15"),
            ("weight: 30", "weight: 30\n    until: 2026-06-30"),
        ),
        "questions[0].options[2].id",
        "answer_always_refers_on",
    ),
    "a question whose answers are all worth the same": (
        changed(more=a_criterion("paid", "yes_no", "pays", 'weight: 10\n    expects: "yes"')),
        "questions[3].id",
        "question_never_decides",
    ),
    "a question that is left with one option": (
        changed(*((one, one + UNTIL_JUNE) for one in (NOW, SOON, NEVER))),
        "questions[0].options",
        "single_option_on",
    ),
    "a threshold that nothing unblocked misses": (
        changed(("accept_from: 50", "accept_from: 20")),
        "accept_from",
        "threshold_never_decides",
    ),
    "a concession that is worth less": (
        changed(
            ("accepted: [already, now]", "accepted: [now]"),
            ("partly: {soon: 20", "partly: {already: 10, soon: 20"),
        ),
        "questions[0].concession",
        "concession_worsens",
    ),
    "a concession in the wrong direction": (
        changed(('concession: "no"', 'concession: "yes"')),
        "questions[3].concession",
        "concession_gains_nothing",
    ),
    "fewer options, where more earn points": (
        changed(
            ("concession: more\n    options", "concession: less\n    options"),
        ),
        "questions[1].concession",
        "concession_gains_nothing",
    ),
    "a judged question that the prospect could change": (
        changed((CONCERN, f'{CONCERN}\n    negotiable: true\n    concession: "no"')),
        "questions[4].negotiable",
        "judged_is_negotiable",
    ),
    "a judged question in words for the prospect": (
        changed((CONCERN, f'{CONCERN}\n    ask_prospect: {{fr: "Mal ?", en: "Bad?"}}')),
        "questions[4].ask_prospect",
        "judged_asks_prospect",
    ),
    "a heading without questions": (
        changed(
            ("questions:\n", '  - {id: money, title: {fr: "Prix", en: "Price"}}\nquestions:\n')
        ),
        "groups[2].id",
        "group_unused",
    ),
    "an objective without criteria": (
        changed(("accept_from", '  - {id: last, text: {fr: "Durer", en: "Last"}}\naccept_from')),
        "objectives[2].id",
        "objective_unserved",
    ),
    "two options that read the same in one language": (
        changed((SOON, 'text: {fr: "Bientôt", en: "now"}')),
        "questions[0].options[2].text.en",
        "same_words",
    ),
    "a target whose day is past": (
        changed(("horizon: 2026-12-31", "horizon: 2025-12-31")),
        "targets[0].horizon",
        "target_over",
    ),
    "a target that every answer counts for": (
        changed(("counts: [now, soon]", "counts: [now, soon, never]")),
        "targets[0].measured.counts",
        "target_always_met",
    ),
    "a target of nothing": (
        changed(("at_least: 90", "at_least: 0")),
        "targets[0].measured.at_least",
        "target_always_met",
    ),
    "a target that no possible answer counts for": (
        changed(
            ("counts: [now, soon]", "counts: [soon]"), (SOON, SOON + "\n        until: 2025-12-31")
        ),
        "targets[0].measured.counts",
        "target_never_counts",
    ),
}


@pytest.mark.parametrize(("text", "place", "code"), FAULTS.values(), ids=FAULTS.keys())
def test_a_planted_fault_is_found_at_its_place(text: str, place: str, code: str) -> None:
    assert found(text) == [(place, code)]


def test_an_answer_that_is_said_to_block_is_no_surprise() -> None:
    hidden = changed(("accept_from: 50", "accept_from: 70"), ("soon: 20", "soon: 0"))
    declared = hidden.replace("blocking: [never]", "blocking: [soon, never]")

    assert found(hidden) == [("questions[0].options[2].id", "answer_always_refers")]
    assert found(declared) == []


def test_where_every_point_is_needed_no_answer_is_told_for_lacking_some() -> None:
    assert found(changed(("accept_from: 50", "accept_from: 100"))) == []
    # One point of 100 may be missing; whatever lacks more than that is told.
    assert {code for _, code in found(changed(("accept_from: 50", "accept_from: 99")))} == {
        "answer_always_refers",
        "none_always_refers",
        "numbers_always_refer",
    }


def test_what_is_missing_is_told_in_points() -> None:
    (problem,) = second_look(read(changed(("accept_from: 50", "accept_from: 75"))))

    assert problem.values == {"question": "share", "first": 0, "last": 29, "most": 70, "needed": 75}
    assert SOUND.splitlines()[problem.line - 1].strip() == "- id: share"


def test_an_edition_that_is_too_large_says_so() -> None:
    sound = read(SOUND).edition
    asked, served = sound.questions[1], sound.criteria[1]
    assert isinstance(asked, ChoicesQuestion)
    wide = asked.model_copy(update={"options": asked.options * 6})

    def problems(times: int) -> set[str]:
        # 12 options make 4,096 sets, each held against so many criteria.
        same = tuple(served.model_copy(update={"id": f"c{number}"}) for number in range(times))
        large = {"questions": (asked, wide, *sound.questions[2:]), "criteria": same}
        return {one.code for one in analyse(sound.model_copy(update={**large, "targets": ()}))}

    assert "too_large_to_analyse" not in problems(1)
    assert "too_large_to_analyse" in problems(13)


@pytest.mark.parametrize(
    "file",
    [HOME / "criteria.yaml", *sorted((HOME / "data/examples/editions").glob("*/criteria.yaml"))],
    ids=lambda file: file.parent.name,
)
def test_the_editions_that_come_with_the_desk_earn_no_word(file: Path) -> None:
    assert second_look(criteria_file.load(file)) == ()


# ── Against every complete request ───────────────────────────────────────────────────────────

DAYS = (date(2026, 1, 1), YESTERDAY, TODAY, TOMORROW)
Said = tuple[Answer, ...]


def valid(question: Question, day: date) -> list[Answer]:
    match question:
        case YesNoQuestion():
            return [True, False]
        case NumberQuestion():
            return list(range(question.minimum, question.maximum + 1))
    able = [
        one.id
        for one in question.options
        if (one.from_ or day) <= day and (one.until or day) >= day
    ]
    if isinstance(question, ChoiceQuestion):
        return list(able)
    taken = product((True, False), repeat=len(able))
    return [tuple(id for id, is_in in zip(able, one, strict=True) if is_in) for one in taken]


def requests_on(edition: Edition, day: date) -> list[Said]:
    return list(product(*(valid(one, day) for one in edition.questions)))


def accepted(edition: Edition, day: date) -> list[bool]:
    """Whether each complete request of a day is accepted."""
    rules = Rules(edition, day)
    ids = [one.id for one in edition.questions]
    return [
        assess(dict(zip(ids, said, strict=True)), rules).outcome == "accept"
        for said in requests_on(edition, day)
    ]


def changes_a_verdict(criterion: Criterion, edition: Edition) -> bool:
    others = tuple(one for one in edition.criteria if one is not criterion)
    without = edition.model_copy(update={"criteria": others})
    return any(accepted(edition, day) != accepted(without, day) for day in DAYS)


def findings_of(criterion: Criterion, edition: Edition) -> set[tuple[int, bool]]:
    """The points of a criterion, and whether it blocks, for each answer on each of its days."""
    asked = edition.question(criterion.question)
    judging = [day for day in DAYS if criterion in edition.criteria_on(day)]
    found = [find(criterion, answer) for day in judging for answer in valid(asked, day)]
    return {(one.points, one.blocks) for one in found}


def looked_at(edition: Edition) -> list[Problem]:
    return [one for one in analyse(edition) if one.code != "same_words"]


def criteria_that_change_nothing_are_those_without_which_every_request_fares_the_same(
    edition: Edition,
) -> None:
    told = looked_at(edition)
    if any(one.code == "threshold_never_decides" for one in told):
        return
    silent = {
        one.at[1]
        for one in told
        if one.code in ("criterion_always_same", "criterion_changes_nothing")
        or (one.code == "blocking_never_occurs" and edition.criteria[int(one.at[1])].weight == 0)
    }
    same = {one.at[1] for one in told if one.code == "criterion_always_same"}
    for place, criterion in enumerate(edition.criteria):
        said = findings_of(criterion, edition)
        if not said:
            assert place not in silent
            continue
        idle_block = bool(criterion.blocking) and criterion.kind != "judgement"
        idle_block = idle_block and criterion.weight == 0 and not any(one for _, one in said)
        assert (place in same) == (len(said) == 1 and not idle_block)
        expected = idle_block or len(said) == 1 or not changes_a_verdict(criterion, edition)
        assert (place in silent) == expected


def blocks(place: int, answer: Answer, edition: Edition, day: date) -> bool:
    id = edition.questions[place].id
    reading = [one for one in edition.criteria_on(day) if one.question == id]
    return any(find(one, answer).blocks for one in reading)


def answers_that_refer(edition: Edition, day: date) -> set[tuple[int, Answer]]:
    """The answers after which no request is accepted, by the place of their question."""
    good = {
        (place, answer)
        for said, is_accepted in zip(requests_on(edition, day), accepted(edition, day), strict=True)
        if is_accepted
        for place, answer in enumerate(said)
    }
    everything = {
        (place, one)
        for place, question in enumerate(edition.questions)
        for one in valid(question, day)
    }
    return everything - good


def lacks_any_slack(edition: Edition, day: date) -> bool:
    total = sum(one.weight for one in edition.criteria_on(day))
    return -(-edition.accept_from * total // 100) >= total


def answers_told_are_those_after_which_no_request_is_accepted(edition: Edition) -> None:
    offered: dict[tuple[int, object], list[date]] = defaultdict(list)
    hidden: dict[tuple[int, object], list[date]] = defaultdict(list)
    for day in DAYS:
        refer = answers_that_refer(edition, day)
        for place, question in enumerate(edition.questions):
            free = [one for one in valid(question, day) if not blocks(place, one, edition, day)]
            groups: dict[object, list[Answer]] = {(one,): [one] for one in free}
            if isinstance(question, ChoicesQuestion):
                groups = {one.id: [a for a in free if one.id in a] for one in question.options}
                groups[()] = [a for a in free if not a]
            for name, answers in groups.items():
                if answers:
                    offered[place, name].append(day)
                    if all((place, one) in refer for one in answers):
                        hidden[place, name].extend([] if lacks_any_slack(edition, day) else [day])

    told: dict[tuple[int, object], tuple[bool, object]] = {}
    numbers = set()
    for one in looked_at(edition):
        days = (one.code.endswith("_on"), one.values.get("day"))
        place = int(one.at[1]) if len(one.at) > 1 and one.at[0] == "questions" else -1
        if one.code.startswith("numbers_always_refer"):
            first, last = one.values["first"], one.values["last"]
            numbers |= {(place, number) for number in range(first, last + 1)}
        elif one.code.startswith("none_always_refers"):
            told[place, ()] = days
        elif one.code.startswith("answer_always_refers"):
            answer = {"yes": True, "no": False}.get(one.values["answer"], one.values["answer"])
            several = isinstance(edition.questions[place], ChoicesQuestion)
            told[place, answer if several else (answer,)] = days

    expected = {key: days for key, days in hidden.items() if days}
    are_numbers = {key for key in expected if isinstance(edition.questions[key[0]], NumberQuestion)}
    assert numbers == {(place, name[0]) for place, name in are_numbers}
    assert told == {
        key: (False, None) if days == offered[key] else (True, days[0])
        for key, days in expected.items()
        if key not in are_numbers
    }


def questions_told_are_those_of_which_no_answer_turns_a_request(edition: Edition) -> None:
    told = looked_at(edition)
    if any(one.code == "threshold_never_decides" for one in told):
        return
    never = {one.at[1] for one in told if one.code == "question_never_decides"}
    idle = {
        edition.criteria[int(one.at[1])].question
        for one in told
        if one.code in ("criterion_always_same", "criterion_changes_nothing")
    }
    for place, question in enumerate(edition.questions):
        turns: dict[tuple[date, Said], set[bool]] = defaultdict(set)
        read = False
        for day in DAYS:
            if any(one.question == question.id for one in edition.criteria_on(day)):
                read = True
                for said, good in zip(
                    requests_on(edition, day), accepted(edition, day), strict=True
                ):
                    turns[day, said[:place] + said[place + 1 :]].add(good)
        decides = any(len(ends) > 1 for ends in turns.values())
        assert (place in never) == (read and not decides and question.id not in idle)


# The checks refuse an edition under which nothing can be accepted.
acceptable = editions().filter(lambda one: all(any(accepted(one, day)) for day in DAYS))

PROPERTIES = (
    criteria_that_change_nothing_are_those_without_which_every_request_fares_the_same,
    answers_told_are_those_after_which_no_request_is_accepted,
    questions_told_are_those_of_which_no_answer_turns_a_request,
)


@pytest.mark.parametrize("holds", PROPERTIES)
@settings(max_examples=20, deadline=None, derandomize=True)
@given(acceptable)
def test_on_a_few_small_editions(holds: Callable[[Edition], None], edition: Edition) -> None:
    holds(edition)


@pytest.mark.exhaustive
@pytest.mark.parametrize("holds", PROPERTIES)
@settings(max_examples=400, deadline=None, derandomize=True)
@given(acceptable)
def test_on_many_small_editions(holds: Callable[[Edition], None], edition: Edition) -> None:
    holds(edition)
