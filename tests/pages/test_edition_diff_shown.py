"""Two editions compared on a page: as HTML, which a browser test looks at."""

import re
from html.parser import HTMLParser
from typing import Any

from screening.core.criteria import Edition
from screening.edition_diff_told import tell_editions
from screening.pages.edition_diff_shown import editions_compared
from tests.builders import DAY, an_edition
from tests.test_edition_diff_told import changed

VOID = {"br", "img"}


class Balanced(HTMLParser):
    """Says which tags are left open, or closed without having been opened."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: Any) -> None:  # noqa: ARG002 - a parser's shape
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def shown(new: Edition) -> str:
    html = editions_compared(tell_editions(an_edition(), new, DAY, "en"), "en")
    Balanced(html)
    return html


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_equal_editions_are_said_to_be_equal_and_nothing_else() -> None:
    assert text(shown(an_edition())) == ("Nothing differs between these two editions.")


def test_the_way_is_said_in_words_with_a_request_and_what_turns_it() -> None:
    html = shown(changed(accept_from=65, name="2027"))
    said = text(html)
    assert said.index("The edition 2027 is stricter") < said.index("This request was accepted")
    # Only the threshold is another: every answer tells as much as any other.
    assert "Will it be open? Yes What share? 50%" in said
    assert "<details>" not in html
    assert "Edition 2026-test ✓ Accept A score of 60 out of 100, 60 needed." in said
    assert "Edition 2027 → Refer to the committee A score of 60 out of 100, 65 needed." in said
    # A mark stands beside words, never in their place.
    assert "↑ Stricter Some requests accepted until now would be referred." in said


def test_answers_that_both_count_alike_are_folded() -> None:
    html = shown(changed(criteria_0={"weight": 90}))
    assert re.search(r"<details><summary>One more answer</summary>.*What share", html)
    assert html.index("Will it be open?") < html.index("<details>")


def test_links_lead_to_the_groups_with_how_many_are_there() -> None:
    html = shown(changed(accept_from=65, name="2027"))
    links = re.findall(r'<a href="#([\w-]+)">', html)
    assert links == ["diff-stricter", "diff-none"]
    assert all(html.count(f'id="{one}"') == 1 for one in links)
    assert "Stricter 1" in text(html)


def test_values_stand_side_by_side_with_their_heads() -> None:
    steps = [{"from": 50, "points": 10}, {"from": 70, "points": 60}]
    said = text(shown(changed(criteria_1={"steps": steps})))
    assert "counts answers in another way. Before After From 50% to 69% 20/60 10/60" in said


def test_words_that_differ_are_marked_and_others_are_not() -> None:
    html = shown(changed(criteria_0={"why": {"fr": "openness why (fr)", "en": "openness what"}}))
    assert "<dd>openness <del>why</del></dd>" in html
    assert "<dd>openness <ins>what</ins></dd>" in html


def test_what_is_said_for_the_first_time_stands_beside_nothing() -> None:
    html = shown(changed(criteria_0={"told": {"fr": "Dit", "en": "Told"}}))
    assert "<dt>Before</dt><dd>—</dd><dt>After</dt><dd>Told</dd>" in html


def test_what_an_edition_says_is_text_and_never_html() -> None:
    words = {"fr": "<b>&", "en": "<script>alert(1)</script>"}
    html = shown(changed(accept_from=65, criteria_0={"title": words, "weight": 90}))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
