"""What differs between two editions, in words: by hand, and whatever field it is."""

import re
from datetime import date
from typing import Any, get_args

import pytest

from screening import criteria_file
from screening.core.criteria import Edition
from screening.core.difference import Code
from screening.core.edition_diff import differences
from screening.core.model import LANGUAGES, Language
from screening.core.strictness import Direction
from screening.difference_told import rows_of, say_difference
from screening.edition_diff_told import GROUPS, MARKS, EditionsCompared, tell_editions
from screening.language import sentences
from screening.settings import HOME
from tests.builders import DAY, an_edition
from tests.core.changed_fields import editions_with_one_field_changed

OLD = an_edition()
PLAIN = OLD.model_dump(by_alias=True, exclude_none=True)


def changed(**changes: Any) -> Edition:
    """The edition above with some of it replaced: `criteria_0` is in the first criterion."""
    plain = dict(PLAIN)
    for place, change in changes.items():
        listed, _, position = place.rpartition("_")
        if position.isdigit():
            plain[listed] = list(plain[listed])
            plain[listed][int(position)] = {**plain[listed][int(position)], **change}
        else:
            plain[place] = change
    return Edition.model_validate(plain)


def tell(new: Edition, language: Language = "en", old: Edition = OLD) -> EditionsCompared:
    return tell_editions(old, new, DAY, language)


def lines(found: EditionsCompared) -> list[tuple[str, str, list[tuple[Any, ...]]]]:
    return [
        (group, one.sentence, [tuple(row) for row in one.rows])
        for group, those in found.groups
        for one in those
    ]


def test_editions_that_are_equal_are_said_to_be() -> None:
    found = tell(an_edition())
    assert found.summary == "Nothing differs between these two editions."
    assert (found.examples, found.groups) == ((), ())


def test_a_weight_is_told_with_its_title_and_an_example_each_way() -> None:
    # Open and a share of 50 were 40 + 20 of 100, and are 60 + 20 of 120: 66. A share of 70 needs
    # openness still, which blocks. So only open alone turns: 40 of 100, then 60 of 120.
    found = tell(changed(criteria_0={"weight": 90}))
    assert found.summary == (
        "The edition 2026-test (after) is looser than the edition 2026-test (before): some requests"
        " referred until now would be accepted, and none accepted until now would be referred."
    )
    assert lines(found) == [
        ("looser", "The weight of “openness title” goes from 40 to 90 points.", [])
    ]
    [example] = found.examples
    assert example.title == "This request was referred, and would be accepted"
    assert example.answers == (("Will it be open?", "Yes"), ("What share?", "0%"))
    assert example.telling == 1
    assert example.before.sentence == "A score of 40 out of 100, 60 needed."
    assert example.after.sentence == "A score of 60 out of 100, 60 needed."


def test_french_says_the_same_with_its_own_spaces() -> None:
    found = tell(changed(accept_from=65), "fr")
    assert lines(found) == [
        ("stricter", "Une demande est acceptée à partir de 65 sur 100 (avant\u00a0:\u00a060).", [])
    ]
    [example] = found.examples
    assert example.answers[1] == ("What share? (fr)", "50\u00a0% (fr)")


def test_steps_are_laid_side_by_side_where_they_differ() -> None:
    steps = [{"from": 50, "points": 10}, {"from": 70, "points": 60}]
    found = tell(changed(criteria_1={"steps": steps}))
    assert lines(found) == [
        (
            "stricter",
            "“priority title” counts answers in another way.",
            [("From 50% to 69%", "20/60", "10/60")],
        )
    ]


def test_what_no_longer_blocks_is_told_with_the_criterion_that_stood_in_the_way() -> None:
    found = tell(changed(criteria_0={"blocking": False}))
    assert lines(found) == [
        ("looser", "“openness title” no longer blocks, whatever the answer.", [])
    ]
    [example] = found.examples
    assert example.before.sentence == (
        "One criterion stands in the way, whatever the score: openness title (answer: No)."
    )


def test_a_wording_is_told_in_the_language_it_changed_in() -> None:
    new = changed(criteria_0={"why": {"fr": "openness why (fr)", "en": "Because."}})
    english, french = (lines(tell(new, language)) for language in ("en", "fr"))
    assert english == [
        ("wording", "“openness title”: the reason", [("", "openness why", "Because.")])
    ]
    assert french == [
        (
            "wording",
            "«\u00a0openness title (fr)\u00a0»\u00a0: la raison",
            [("en anglais", "openness why", "Because.")],
        )
    ]


def asking(*options: str) -> list[dict[str, Any]]:
    texts = [{"id": one, "text": {"fr": one, "en": one.title()}} for one in options]
    return [
        {"id": "what", "type": "choice", "ask": {"fr": "Quoi ?", "en": "What?"}, "options": texts}
    ]


def reading(**said: Any) -> list[dict[str, Any]]:
    """The first criterion, of the question above, blocking nothing."""
    kept = OLD.criteria[0].model_dump(exclude={"expects", "told", "review_by", "until", "from_"})
    kept["source"] = {"text": kept["source"]["text"]}
    return [{**kept, "question": "what", "kind": "one_of", "blocking": False, **said}]


def test_a_new_answer_is_told_with_what_it_counts_for() -> None:
    old = changed(questions=asking("good", "bad"), criteria=reading(accepted=["good"]))
    more = reading(accepted=["good"], partly={"fair": 10})
    new = changed(questions=asking("good", "bad", "fair"), criteria=more)

    assert lines(tell(new, old=old)) == [
        ("untold", "New answer to “What?”: “Fair”.", [("openness title", None, "10/40")])
    ]
    assert lines(tell(old, old=new)) == [
        ("untold", "Answer to “What?” removed: “Fair”.", [("openness title", "10/40", None)])
    ]


def test_answers_that_only_one_edition_has_are_not_laid_side_by_side() -> None:
    old = changed(questions=asking("good", "bad"), criteria=reading(accepted=["good"]))
    more = reading(accepted=["bad"], partly={"fair": 10})
    new = changed(questions=asking("good", "bad", "fair"), criteria=more)

    assert lines(tell(new, old=old))[0] == (
        "both",
        "“openness title” counts answers in another way.",
        [("Good", "40/40", "0/40"), ("Bad", "0/40", "40/40")],
    )


def test_another_question_is_told_with_what_its_answers_count_for() -> None:
    old = changed(
        questions=[*asking("good", "bad"), *PLAIN["questions"]], criteria=PLAIN["criteria"]
    )
    new = changed(
        questions=[*asking("good", "bad"), *PLAIN["questions"]],
        criteria=[*reading(accepted=["good"]), PLAIN["criteria"][1]],
    )
    assert (
        "“openness title” judges in another way, by the question “What?”.",
        [("Good", None, "40/40"), ("Bad", None, "0/40")],
    ) in [line[1:] for line in lines(tell(new, old=old))]


def test_numbers_up_to_the_greatest_are_told_from_where_they_begin() -> None:
    steps = [{"from": 50, "points": 20}, {"from": 70, "points": 60}, {"from": 90, "points": 50}]
    assert lines(tell(changed(criteria_1={"steps": steps})))[0][2] == [
        ("From 90%", "60/60", "50/60")
    ]


def test_a_thing_whose_name_changes_is_told_by_the_name_it_had() -> None:
    new = changed(criteria_0={"title": {"fr": "Ouverture", "en": "Opening"}})
    [(_, sentence, rows)] = lines(tell(new))
    assert sentence == "“openness title”: the title"
    assert rows == [("", "openness title", "Opening")]


def test_editions_are_compared_from_the_day_the_new_one_is_in_force() -> None:
    assert tell(changed(in_force_from="2030-01-01")).day == date(2030, 1, 1)
    assert tell(changed(in_force_from="2020-01-01")).day == DAY


def test_groups_stand_in_the_order_a_reader_wants() -> None:
    new = changed(
        accept_from=65,
        criteria_0={"blocking": False, "advice": {"fr": "Autre", "en": "Other"}},
        committee={**OLD.committee.model_dump(), "authority": "advisory"},
    )
    assert [group for group, _ in tell(new).groups] == ["stricter", "looser", "none", "wording"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_group_and_direction_has_its_words(language: Language) -> None:
    assert set(MARKS) == set(GROUPS) == {*get_args(Direction), "wording"}
    for group in GROUPS:
        assert sentences(language)[f"edition_diff.direction.{group}"]
        assert sentences(language)[f"edition_diff.about.{group}"]


def test_whatever_field_changes_is_told_in_both_languages_and_without_codes() -> None:
    shipped = criteria_file.load(HOME / "criteria.yaml").edition
    codes = set()
    for path, new in editions_with_one_field_changed(shipped):
        for one in differences(shipped, new, DAY):
            codes.add(one.code)
            for language in LANGUAGES:
                told = say_difference(one, shipped, new, language)
                rows = rows_of(one, shipped, new, language)
                said = " ".join([told, *(part for row in rows for part in row if part)])
                assert not re.search(r"[a-z]_[a-z]|\{|True|False|  ", said), (path, said)
                assert told[0].isupper() or told[0] in "«“", (path, told)
    # Told by hand here or in the tests of the command: what is not one field.
    assert set(get_args(Code)) - codes <= {
        "bound",
        "college_added",
        "college_removed",
        "criterion_added",
        "criterion_removed",
        "group_added",
        "group_removed",
        "objective_added",
        "objective_removed",
        "option_added",
        "option_removed",
        "question_added",
        "question_removed",
        "reads",
        "target_added",
        "target_removed",
        "type",
    }
