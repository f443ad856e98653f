"""The committee's memory: scenarios kept from cases, taken out of use, and run together."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from screening.core.access import Action, NotAllowed, Person, may, require
from screening.core.assessment import Outcome
from screening.core.cases import Case, fold
from screening.core.criteria import Edition
from screening.core.facts import content, read_fact
from screening.core.kept_scenarios import Kept, could_expect, kept_in, names, scenario_id
from screening.core.model import tidied
from screening.core.paris import day_of
from screening.core.problems import errors
from screening.core.refused import Refused
from screening.core.scenario_facts import ScenarioDropped, ScenarioKept
from screening.core.scenarios import LONGEST_TITLE, Result, Scenario, run
from screening.scenario_files import FiledScenario, Keeping, files_in, read_file
from screening.service import Desk
from screening.stores.protocol import Writing

# In a line's content no text can hold it: quotation marks are escaped there.
_SCENARIO = '"fact":"scenario_'
_NEEDED: tuple[Action, ...] = ("read_case", "keep_scenario")


class NewScenario(NamedTuple):
    """What a person says of a case that is kept as a scenario.

    `expected` is None where the case itself says what must come of it. `blocking` is whether the
    criteria that block must go on blocking.
    """

    title: str
    why: str
    expected: Outcome | None = None
    blocking: bool = False


class SavedScenario(NamedTuple):
    """Where a scenario was kept. `new` is False when this submission was recorded before."""

    id: str
    new: bool


def as_filed(kept: Kept) -> FiledScenario:
    """A scenario of the log as a file holds it; whoever kept it by their id."""
    said = {"from": kept.case, "kept": Keeping(by=kept.by, on=day_of(kept.at))}
    return FiledScenario.model_validate({**kept.scenario.model_dump(), **said})


class Remembered(NamedTuple):
    """A scenario in use, with what came of it, from the log (`kept`) or from a file."""

    result: Result
    kept: Kept | None = None
    filed: FiledScenario | None = None
    file: Path | None = None

    @property
    def scenario(self) -> Scenario:
        return self.result.scenario

    @property
    def case(self) -> str | None:
        """The case it was kept from, if any."""
        if self.kept is not None:
            return self.kept.case
        return self.filed.case if self.filed is not None else None


@dataclass(frozen=True)
class Scenarios:
    """The scenarios of one desk: those its log holds, and those in files of a folder."""

    desk: Desk
    folder: Path | None = None

    def kept(self, by: Person) -> list[Kept]:
        """Every scenario of the log, oldest first, out of use or not. Raises NotAllowed.

        Those of a case that this person left are not shown to them.
        """
        require(by, "read_scenarios")
        return [one for one in self._kept() if not self._left(one.case, by)]

    def remembered(self, edition: Edition, by: Person | None = None) -> list[Remembered]:
        """Every scenario in use run under an edition: the log's newest first, then the files'.

        What the log and a file both claim is the log's, once. What cannot be read in a file is left
        out: see `mistaken`. Shown to somebody, without those of the cases that they left.
        """
        in_use = [one for one in reversed(self._kept()) if one.dropped is None]
        filed = [
            (path, placed.scenario)
            for path in (files_in(self.folder) if self.folder is not None else ())
            for placed in read_file(path).scenarios
        ]
        everything = [*(one.scenario for one in in_use), *(one for _, one in filed)]
        results = run(everything, edition, self.desk.today)
        of_log = [Remembered(result, kept) for result, kept in zip(results, in_use, strict=False)]
        of_files = [
            Remembered(result, filed=one, file=path)
            for result, (path, one) in zip(results[len(in_use) :], filed, strict=True)
        ]
        known = {one.result.claim for one in of_log} - {None}
        those = [*of_log, *(one for one in of_files if one.result.claim not in known)]
        return [one for one in those if by is None or not self._left(one.case, by)]

    def mistaken(self) -> list[Path]:
        """The files that hold something which is no scenario; `check` says what."""
        if self.folder is None:
            return []
        return [path for path in files_in(self.folder) if errors(read_file(path).problems)]

    def today(self, those: Iterable[Remembered]) -> tuple[Result, ...]:
        """What comes of the same scenarios under the edition in force, in the same order."""
        return run((one.scenario for one in those), self.desk.edition, self.desk.today)

    # ── Keeping and dropping ─────────────────────────────────────────────────────────────────

    def keep(self, case: str, submission: str, new: NewScenario, by: Person) -> SavedScenario:
        """Keeps the last version of a case as a scenario: its answers alone.

        The same submission again changes nothing. Raises NotAllowed, UnknownCase, CaseUnreadable,
        LogUnusable, and Refused where a word is missing or names the prospect, where the criteria
        in force cannot read the answers, or where a scenario in use says the same.
        """
        with self.desk.writing(by) as writing:
            held = self._kept()
            if told := next((one for one in held if one.submission == submission), None):
                return SavedScenario(told.id, new=False)
            fact = self._fact(self._case(case, writing, by), submission, new, by)
            self._refuse_known(fact, held)
            line = writing.append(None, content(fact))
        return SavedScenario(scenario_id(line.number), new=True)

    def _fact(self, case: Case, submission: str, new: NewScenario, by: Person) -> ScenarioKept:
        title, why = tidied(new.title), tidied(new.why)
        if title is None or why is None:
            raise Refused("scenario_unexplained")
        if len(title) > LONGEST_TITLE:
            raise Refused("scenario_title_long", most=LONGEST_TITLE)
        if any(names(case.latest.request.prospect.name, words) for words in (title, why)):
            raise Refused("scenario_names_prospect")
        able = could_expect(case)
        expected = new.expected or (able[0] if len(able) == 1 else None)
        if expected not in able:
            raise Refused("scenario_outcome_missing")
        findings = case.latest.findings if new.blocking and expected == "refer" else ()
        return ScenarioKept(
            at=self.desk.now(),
            by=by.id,
            submission=submission,
            title=title,
            why=why,
            answers=case.latest.request.answers,
            expected=expected,
            blocking=tuple(one.criterion for one in findings if one.blocks),
            from_case=case.id,
        )

    def _refuse_known(self, fact: ScenarioKept, held: Iterable[Kept]) -> None:
        [asked] = kept_in([(0, fact)])
        in_use = [one for one in held if one.dropped is None]
        scenarios = [asked.scenario, *(one.scenario for one in in_use)]
        mine, *others = run(scenarios, self.desk.edition, self.desk.today)
        if mine.claim is None:
            raise Refused("scenario_unreadable", edition=self.desk.edition.name)
        for one, result in zip(in_use, others, strict=True):
            if result.claim == mine.claim:
                raise Refused("scenario_known", id=one.id, title=one.scenario.title)

    def drop(self, id: str, submission: str, because: str, by: Person) -> None:
        """Takes a scenario out of use, for a reason; it stays in the log.

        The same submission again changes nothing. Raises NotAllowed, LogUnusable, and Refused
        without a reason, or where there is no such scenario in use.
        """
        require(by, "keep_scenario")
        with self.desk.writing(by) as writing:
            known = next((one for one in self._kept() if one.id == id), None)
            if known is not None and known.case is not None:
                self._case(known.case, writing, by)
            if known is not None and known.dropped is not None:
                if known.dropped.submission == submission:
                    return
                known = None
            if known is None:
                raise Refused("scenario_gone", id=id)
            if (reason := tidied(because)) is None:
                raise Refused("scenario_drop_unexplained")
            fact = ScenarioDropped(
                at=self.desk.now(), by=by.id, submission=submission, scenario=id, because=reason
            )
            writing.append(None, content(fact))

    def _case(self, id: str, writing: Writing, by: Person) -> Case:
        """The case of a scenario that this person keeps or drops: whoever left it does neither."""
        number, story = self.desk.story_of(id, writing)
        case = fold(story, number)
        for action in _NEEDED:
            if not may(by, action, case.latest.request.owner, case.recused):
                raise NotAllowed(by, action)
        return case

    def _left(self, case: str | None, by: Person) -> bool:
        """Whether this person left a case: nothing of it is shown to them any more."""
        row = self.desk.log.row(case) if case is not None else None
        return row is not None and not may(by, "read_case", row.owner, row.recused.split())

    def _kept(self) -> list[Kept]:
        """What other common facts there are is not read; nor a line that was altered beyond it."""
        found = []
        for line in self.desk.log.common_lines():
            if _SCENARIO in line.content:
                with suppress(ValidationError):
                    found.append((line.number, read_fact(line.content)))
        return kept_in(found)
