"""Which words of a text another wording of it has changed."""

from random import Random

import pytest

from screening.words_apart import words_apart


def marked(before: str, after: str) -> tuple[str, str]:
    """Both with what differs in brackets."""
    one, other = (
        "".join(f"[{piece.text}]" if piece.differs else piece.text for piece in pieces)
        for pieces in words_apart(before, after)
    )
    return one, other


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("same words", "same words", ("same words", "same words")),
        ("one job is lost", "one trade is lost", ("one [job ]is lost", "one [trade ]is lost")),
        ("is lost", "is not lost", ("is lost", "is [not ]lost")),
        ("a b c d e", "a x c y e", ("a [b ]c [d ]e", "a [x ]c [y ]e")),
        ("the end", "the very end at last", ("the end", "the [very ]end [at last]")),
        ("nothing alike here", "quite another text", ("nothing alike here", "quite another text")),
        ("", "some", ("", "some")),
        (" spaces\nstay ", " spaces\nleave ", (" spaces\n[stay ]", " spaces\n[leave ]")),
    ],
)
def test_what_differs_is_marked(before: str, after: str, told: tuple[str, str]) -> None:
    assert marked(before, after) == told


def test_pieces_put_together_are_the_texts_and_those_alike_are_the_same() -> None:
    random = Random(1)
    for _ in range(300):
        before, after = (" ".join(random.choices("abcd", k=random.randint(0, 9))) for _ in range(2))
        pieces = words_apart(before, after)
        assert ["".join(one.text for one in those) for those in pieces] == [before, after]
        if any(one.differs for those in pieces for one in those):
            alike = ["".join(one.text for one in those if not one.differs) for those in pieces]
            assert alike[0].split() == alike[1].split()
