"""Where a conversation stands, as values: which question is put, and which were passed over."""

from collections.abc import Container, Sequence
from typing import NamedTuple


class Talk(NamedTuple):
    """Where a conversation stands: the questions put, in order, and those of them passed over.

    `now` is the question being put; None when the next one is still to be chosen.
    """

    draft: str
    put: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    now: str | None = None

    def put_next(self, deciding: Sequence[str], answered: Container[str] = ()) -> "Talk":
        """Stays with a question that still matters, or was gone back to, as long as it is put.

        Else it goes on to the most telling one that was not passed over, if there is any.
        """
        if self.now is not None and (self.now in deciding or self.now in answered):
            return self
        left = [id for id in deciding if id not in self.passed]
        return self.turn_to(left[0]) if left else self.go_on()

    def turn_to(self, question: str) -> "Talk":
        """Puts this question, for the first time or again."""
        put = self.put if question in self.put else (*self.put, question)
        return self._replace(put=put, now=question)

    def go_on(self) -> "Talk":
        return self._replace(now=None)

    def answered(self, question: str) -> "Talk":
        """Leaves the question, which is passed over no more."""
        return self.go_on()._replace(passed=tuple(one for one in self.passed if one != question))

    def pass_over(self, question: str) -> "Talk":
        """Leaves the question open for now."""
        return self.answered(question)._replace(passed=(*self.passed, question))

    @property
    def before(self) -> str | None:
        """The question put before this one."""
        place = len(self.put) if self.now is None else self.put.index(self.now)
        return self.put[place - 1] if place else None
