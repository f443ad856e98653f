"""The committee's rules as HTML in plain words: values in, escaped HTML out."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from html import escape

from screening.core.committee import ProcedureName
from screening.core.committee_rules import CommitteeRules, CountingRules, Majority, Quorum
from screening.core.criteria import Edition
from screening.core.exact import written
from screening.core.model import Language
from screening.core.roster import Seat
from screening.core.tally import CollegeCount, Tally
from screening.language import percent, t
from screening.pages import blocks

# From a referral to its end, in the order things happen; the last but one depends on authority.
_STEPS = ("referral", "question", "motion", "vote", "close")


def steps(edition: Edition, language: Language) -> str:
    """What happens to a referral, step by step."""
    titles = {
        "bureau": edition.committee.procedures.bureau.title,
        "full": edition.committee.procedures.full.title,
    }
    keys = (*_STEPS, edition.committee.authority, "not_carried", "conditions")
    told = "".join(f"<li>{_t(language, f'rules.step.{key}', **titles)}</li>" for key in keys)
    frozen = _t(language, "rules.frozen", edition=edition.name)
    return f'<ol class="rules-steps">{told}</ol><p class="row-note">{frozen}</p>'


def colleges(
    committee: CommitteeRules,
    seats: tuple[Sequence[Seat], Sequence[Seat]],
    names: Mapping[str, str],
    language: Language,
) -> str:
    """Each college with its weight as a bar, and its seats: those of the bureau, and all."""
    bureau, everybody = seats
    weights = _weights(committee, everybody)
    greatest = max(weights.values(), default=1)
    rows = []
    for college, weight in weights.items():
        theirs = [one for one in everybody if one.college == college]
        of_bureau = sum(one.college == college for one in bureau)
        told = [_t(language, "rules.seats", count=len(theirs))]
        if of_bureau:
            told.append(_t(language, "rules.of_bureau", count=of_bureau))
        if any(one.chair for one in theirs):
            told.append(_t(language, "rules.chair_here"))
        who = ", ".join(names[one.member] for one in theirs if one.member in names)
        named = f"<br>{escape(who)}" if who else ""
        rows.append(
            f"<li><span>{_college(college, committee, language)}"
            f"<small>{' · '.join(told)}{named}</small></span>"
            f'<i style="width:{weight * 100 // greatest}%" aria-hidden="true"></i>'
            f"<b>{weight}</b></li>"
        )
    intro = _t(language, "rules.weights", total=sum(weights.values()))
    return f'<div class="weights colleges"><p>{intro}</p><ul>{"".join(rows)}</ul></div>'


def procedure(
    name: ProcedureName, committee: CommitteeRules, seats: Sequence[Seat], language: Language
) -> str:
    """The rules of one procedure, as they apply to those who sit in it today."""
    rules = getattr(committee.procedures, name)
    rows = (
        ("when", t(language, f"rules.when_{name}")),
        ("votes", t(language, f"rules.sits_{rules.sits}", count=len(seats))),
        ("time", t(language, "rules.days", count=rules.days_open)),
        ("quorum", _quorum(rules.quorum, seats, language)),
        (
            "majority",
            t(language, "rules.majority_of", majority=_majority(rules.majority, language)),
        ),
        ("abstentions", t(language, f"rules.abstentions_{rules.abstentions}")),
        ("tie", t(language, f"rules.tie_{rules.tie}")),
        ("second_call", _second_call(rules, seats, language)),
        (
            "lapsed",
            t(language, f"rules.lapsed_{rules.if_lapsed}", full=committee.procedures.full.title),
        ),
    )
    return blocks.facts((t(language, f"rules.about.{key}"), told) for key, told in rows)


def worked_count(counted: Tally, committee: CommitteeRules, language: Language) -> str:
    """A vote and its count, college after college, then the quorum, the majority, the result."""
    rules = committee.procedures.full
    greatest = max(one.weight for one in counted.colleges)
    rows = "".join(
        f"<li><span>{_college(one.college, committee, language)}"
        f"<small>{_t(language, 'rules.votes', votes=_votes(one, language))}</small></span>"
        f'<i style="width:{int((one.share or 0) * one.weight * 100 / greatest)}%"'
        f' aria-hidden="true"></i><b>{_brings(one, language)}</b></li>'
        for one in counted.colleges
    )
    sentences = [
        _t(
            language,
            "rules.took_part",
            votes=counted.votes,
            seats=counted.seats,
            colleges=counted.colleges_voting,
            of=counted.colleges_seated,
            members=_at_least(rules.quorum.members, counted.seats),
            needed=_at_least(rules.quorum.colleges, counted.colleges_seated),
        )
    ]
    if counted.result in ("no_quorum", "lapsed"):
        sentences.append(_t(language, "rules.result.no_quorum"))
    else:
        sentences += [
            _t(
                language,
                "rules.in_favour",
                in_favour=_mixed(counted.in_favour),
                weight=counted.weight,
                percent=percent(language, int((counted.share or 0) * 100)),
            ),
            _t(
                language,
                f"rules.result.{'tied' if counted.tied else counted.result}",
                majority=_majority(rules.majority, language),
            ),
        ]
    intro = _t(language, "rules.worked_intro", full=rules.title)
    *told, result = sentences
    last = "".join(f"<p>{one}</p>" for one in told) + f"<p><b>{result}</b></p>"
    return f'<div class="weights worked"><p>{intro}</p><ul>{rows}</ul>{last}</div>'


def _weights(committee: CommitteeRules, seats: Sequence[Seat]) -> dict[str, int]:
    """What each college weighs: those of the rules, and where these list none, those that sit."""
    listed = {one.id: one.weight for one in committee.colleges}
    return listed or dict.fromkeys((one.college for one in seats), 1)


def _college(id: str, committee: CommitteeRules, language: Language) -> str:
    name = next((one.name.in_(language) for one in committee.colleges if one.id == id), id)
    return f"<b>{escape(name)}</b>"


def _quorum(quorum: Quorum, seats: Sequence[Seat], language: Language) -> str:
    colleges = len({one.college for one in seats})
    return t(
        language,
        "rules.quorum",
        members=_at_least(quorum.members, len(seats)),
        seats=len(seats),
        colleges=_at_least(quorum.colleges, colleges),
        of=colleges,
        part=written(quorum.members),
        part_of_colleges=written(quorum.colleges),
    )


def _at_least(part: Fraction, of: int) -> int:
    """The smallest whole number that is at least this part."""
    return -(-part.numerator * of // part.denominator)


def _second_call(rules: CountingRules, seats: Sequence[Seat], language: Language) -> str:
    again = rules.second_call
    if again is None:
        return t(language, "rules.no_second_call")
    enough = (
        _quorum(again.quorum, seats, language)
        if again.quorum is not None
        else t(language, "rules.one_vote")
    )
    return t(language, "rules.second_call", count=again.days, quorum=enough)


def _majority(majority: Majority, language: Language) -> str:
    key = "rules.more_than" if majority.strict else "rules.at_least"
    return t(language, key, part=written(majority.bound))


def _votes(one: CollegeCount, language: Language) -> tuple[str, ...]:
    """How a college voted, in words; what nobody did is left out."""
    how = {
        "for": one.in_favour,
        "against": one.against,
        "abstain": one.abstained,
        "silent": one.silent,
    }
    return tuple(t(language, f"rules.vote.{key}", count=n) for key, n in how.items() if n)


def _brings(one: CollegeCount, language: Language) -> str:
    if one.share is None:
        return _t(language, "rules.leaves")
    return _t(language, "rules.brings", share=_mixed(one.share * one.weight), weight=one.weight)


def _mixed(value: Fraction) -> str:
    """11/4 as 2 3/4."""
    whole, rest = divmod(value.numerator, value.denominator)
    if not rest:
        return str(whole)
    part = f"{rest}/{value.denominator}"
    return f"{whole} {part}" if whole else part


def _t(language: Language, key: str, /, **values: object) -> str:
    return escape(t(language, key, **values))
