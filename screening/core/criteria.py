"""Question and criterion kinds, and the edition of the criteria that holds them."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StrictBool

from screening.core.committee_rules import CommitteeRules
from screening.core.model import Code, Day, Flag, Model, Text, Whole

# What stands for the new answer in the offer of a question.
ANSWER_IN_OFFER = "{answer}"

# ── Questions ────────────────────────────────────────────────────────────────────────────────


class Dated(Model):
    """What counts from one day to another, both included; without a day, there is no end to it."""

    from_: Day | None = Field(None, alias="from")
    until: Day | None = None

    def open_on(self, day: date) -> bool:
        return (self.from_ is None or self.from_ <= day) and (
            self.until is None or day <= self.until
        )


class Option(Dated):
    """One possible answer; outside its days it can be read in old cases but no longer chosen.

    `offer` is what the option is called where a change is proposed to the prospect.
    """

    id: Code
    text: Text
    offer: Text | None = None


class _Question(Model):
    """What every question has: its sentence, its definition, its proof.

    `group` files the question under a heading of the form. `negotiable` marks what the prospect
    can change; a fact (a sector, say) never is. `ask_prospect` asks the same of the prospect, who
    is not spoken of as "the client" there. `offer` proposes a change of the answer, as a clause
    that follows "if you could" (in French, an infinitive) with {answer} for the new answer; where
    only the options have one, it is the whole clause. A `facet` has a filter of its own in the
    decision log, where the other questions share one.
    """

    id: Code
    group: Code | None = None
    ask: Text
    ask_prospect: Text | None = None
    hint: Text | None = None
    proof: Text | None = None
    negotiable: Flag = False
    offer: Text | None = None
    facet: Flag = False


class YesNoQuestion(_Question):
    """Answered true or false. Negotiable: `concession` is the answer the prospect can move to.

    `seldom` names an answer that is seldom heard: it weighs less in the order of the questions
    to ask, and nothing in the verdict.
    """

    type: Literal["yes_no"]
    seldom: tuple[Literal["yes", "no"], ...] = Field((), max_length=1)
    concession: Literal["yes", "no"] | None = None


class ChoiceQuestion(_Question):
    """Answered by one option's id. Negotiable: towards the options listed earlier, or later.

    `seldom` names options that are seldom chosen, as for a yes or no.
    """

    type: Literal["choice"]
    seldom: tuple[Code, ...] = ()
    options: tuple[Option, ...] = Field(min_length=2)
    concession: Literal["earlier", "later"] | None = None


class ChoicesQuestion(_Question):
    """Answered by a set of option ids; the empty set says "none of these".

    Negotiable: by choosing more options, or fewer. Twelve options at most: every set of them is
    weighed when the edition is compiled.
    """

    type: Literal["choices"]
    options: tuple[Option, ...] = Field(min_length=2, max_length=12)
    concession: Literal["more", "less"] | None = None


class NumberQuestion(_Question):
    """Answered by a whole number of `unit`, from `minimum` to `maximum` inclusive.

    Negotiable: by a greater number, or a smaller one. A `share_of` the learners, in %, can be
    counted in people once their number is known.
    """

    type: Literal["number"]
    unit: Text
    share_of: Literal["learners"] | None = None
    minimum: Whole = 0
    maximum: Whole
    concession: Literal["more", "less"] | None = None


Question = Annotated[
    YesNoQuestion | ChoiceQuestion | ChoicesQuestion | NumberQuestion, Field(discriminator="type")
]

# ── Criteria ─────────────────────────────────────────────────────────────────────────────────


class Source(Model):
    """Where a criterion comes from: a law, a committee report, a published definition."""

    text: Text
    href: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None


class _Criterion(Dated):
    """What every criterion has. It reads one question and earns from 0 to `weight` points.

    Outside its days it judges nothing: there is no finding of it, and no total counts its weight.

    `title` and `why` speak for the house, `told` says the same to the prospect. `blocking`: true
    when not meeting it refers whatever the score, or the answers that do so (option ids, or "yes" /
    "no").
    """

    id: Code
    question: Code
    title: Text
    why: Text
    told: Text | None = None
    source: Source
    objective: Code
    weight: Annotated[Whole, Field(ge=0, le=1_000)]
    blocking: StrictBool | tuple[Code, ...] = False
    advice: Text
    review_by: Day | None = None


class YesNoCriterion(_Criterion):
    """Met by one of the two answers."""

    kind: Literal["yes_no"]
    expects: Literal["yes", "no"]


class OneOfCriterion(_Criterion):
    """Met by the accepted options; `partly` gives other options part of the weight."""

    kind: Literal["one_of"]
    accepted: tuple[Code, ...] = Field(min_length=1)
    partly: dict[Code, Whole] = Field(default_factory=dict)


class NoneOfCriterion(_Criterion):
    """Met unless a refused option is chosen."""

    kind: Literal["none_of"]
    refused: tuple[Code, ...] = Field(min_length=1)


class AtLeastCriterion(_Criterion):
    """Met from `bound` up."""

    kind: Literal["at_least"]
    bound: Whole


class AtMostCriterion(_Criterion):
    """Met up to and including `bound`."""

    kind: Literal["at_most"]
    bound: Whole


class Step(Model):
    """From this number on, these points."""

    from_: Whole = Field(alias="from")
    points: Whole


class StepsCriterion(_Criterion):
    """Earns the points of the highest step reached; below the first step, none."""

    kind: Literal["steps"]
    steps: tuple[Step, ...] = Field(min_length=1)


class CoversCriterion(_Criterion):
    """Earns points for each option chosen, up to the weight."""

    kind: Literal["covers"]
    points: dict[Code, Whole] = Field(min_length=1)


class JudgementCriterion(_Criterion):
    """An open norm: a person says whether a concern is raised (yes), and raised always refers."""

    kind: Literal["judgement"]


Criterion = Annotated[
    YesNoCriterion
    | OneOfCriterion
    | NoneOfCriterion
    | AtLeastCriterion
    | AtMostCriterion
    | StepsCriterion
    | CoversCriterion
    | JudgementCriterion,
    Field(discriminator="kind"),
]

# ── The edition ──────────────────────────────────────────────────────────────────────────────


class Objective(Model):
    """A social or environmental objective declared in the statutes."""

    id: Code
    text: Text


class Adoption(Model):
    """Who adopted the edition, when, and in which minutes."""

    by: Text
    on: Day
    minutes: Text


class Measured(Model):
    """How a target is read from the accepted deals: a share in %, to be `at_least` so much.

    Of a `share_of: learners` the share is that of all their learners. Of a question with options it
    is the share of the deals with an answer that `counts`; deals whose answer it `leaves_out`, or
    is not known, are not looked at.
    """

    question: Code
    counts: tuple[Code, ...] = ()
    leaves_out: tuple[Code, ...] = ()
    at_least: Annotated[Whole, Field(ge=0, le=100)]


class Target(Model):
    """What the committee wants an indicator to reach, and by when; `measured` where the recorded
    deals can tell."""

    id: Code
    indicator: Text
    goal: Text
    horizon: Day
    measured: Measured | None = None


class Group(Model):
    """A heading of the form."""

    id: Code
    title: Text


class Edition(Model):
    """The mission's criteria as adopted for a period. Immutable; a change is a new edition."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
    in_force_from: Day
    in_force_until: Day | None = None
    adopted: Adoption
    purpose: Text
    objectives: tuple[Objective, ...] = Field(min_length=1)
    accept_from: Annotated[Whole, Field(ge=0, le=100)]
    committee: CommitteeRules
    targets: tuple[Target, ...] = ()
    groups: tuple[Group, ...] = ()
    questions: tuple[Question, ...] = Field(min_length=1)
    criteria: tuple[Criterion, ...] = Field(min_length=1)

    def in_force_on(self, day: date) -> bool:
        return self.in_force_from <= day and (
            self.in_force_until is None or day <= self.in_force_until
        )

    def criteria_on(self, day: date) -> tuple[Criterion, ...]:
        """The criteria that judge what is asked on this day."""
        return tuple(one for one in self.criteria if one.open_on(day))

    def question(self, id: str) -> Question:
        """The question with this id; KeyError when there is none."""
        for question in self.questions:
            if question.id == id:
                return question
        raise KeyError(id)

    def criterion(self, id: str) -> Criterion:
        """The criterion with this id; KeyError when there is none."""
        for criterion in self.criteria:
            if criterion.id == id:
                return criterion
        raise KeyError(id)
